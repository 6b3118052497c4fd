"""The parts of one speech: title, salutation, opening, transition, sections, closing, thanks.

What stands among its lines and is no part of it is handed to `left` by name.
"""

import re
from collections import Counter
from collections.abc import Sequence

import msgspec

from index.documents import LeftOut
from index.layout import HEADING, SALUTATION, THANKS, TOPICS, Row, plain, titled
from index.script import compiled

_TRANSITION = compiled(r"[^。！？]*(?:表态|发言|表个态|说几句|说说)[^。！？]{0,24}[。：:]?$")
_TRANSITION_START = compiled(r"^(?:下面|现在|借此机会|在此|受.{2,25}委托|我代表|我结合|我就|这里)")
_CLOSING = compiled(
    r"^(?:各位|同志们|最后|我的(?:表态)?发言|谢谢|请.{0,12}(?:放心|监督)|尊敬的|党员同志们|乡亲们|再次感谢|表态就是)"
)
_CLOSES = compiled(
    r"坚强领导|不辜负|答卷|交卷|贡献|新篇章|新局面|请.{0,24}(?:监督|检验|放心|回头看|来看|来查|看着|再来|抽查)|信心|说到做到|兑现|不是终点|"
    r"我的(?:话|表态|发言)|我就说|说到这里|就这些|今天.{0,8}(?:表态|承诺|的话)|感谢|拜托|我们(?:愿|一定|有决心|将在)|以实际行动"
)
_ITEM = re.compile(
    r"^(?:[（(]?[一二三四五六七八九十\d]{1,2}[)）、.．]|[一二三四五六七八]是|第[一二三四五六七八][，,、是：:条]|[一二三四五六]要|首先|其次|再次[，,]|再者|此外|另外|同时|还有一)"
)
_PLEDGES = compiled(r"[日月周季年天]内|每[日周月季年半个]|即日起|由[^，。]{2,12}(?:负责|牵头|签字)|当[日天]|月底|年底前|报销|台账")
_THANKED = compiled(r"谢谢|发言完|表态完|发言到此")
_OVER = compiled(r"(?:发言|表态)(?:完|到此|结束)")
_SENTENCE = re.compile(r"[^。！？]+[。！？]?[”’」]?")
ENDS = re.compile(r"[。！？；：:!?]$")
DATE = re.compile(
    r"[（(]?\s*(?:[\d０-９〇○零一二三四五六七八九]{2,4}\s*年[^，。]{0,14}|[\d]{4}[-./][\d]{1,2}[-./][\d]{1,2})\s*[)）]?$"
)
_DATED = re.compile(r"\s*[（(]\s*[\d０-９〇○零一二三四五六七八九]{2,4}\s*[年./-][^）)]{0,14}[）)]$")
_ATTACHED = compiled(r"^附(?:件|表|录)?\s*[\d一二三]*\s*[：:]|^(?:注|说明|备注)\s*[：:]|^[（(](?:此件|本文|根据|注)")
_FAMILIES = (
    (re.compile(r"^[（(](?P<n>[一二三四五六七八九])[）)]\s*"), 2),
    (re.compile(r"^(?P<n>[1-9１-９])\s*[.．、](?!\d)\s*"), 2),
    (re.compile(r"^第(?P<n>[一二三四五六])(?:[，,、：:]|是|个方面[，,：:是]*)\s*"), 3),
    (re.compile(r"^(?P<n>[一二三四五六])[是要][，,：:]?\s*"), 3),
)
"""Ways to number sections in a speech without 一、二、三、 and how many there must be; tried in this order."""


class Paragraph(msgspec.Struct, frozen=True):
    """One paragraph and the problem categories that it answers (known in exemplars only)."""

    text: str
    topics: tuple[str, ...] = ()


class CutSection(msgspec.Struct, frozen=True):
    """A section: its heading without the numeral, and its paragraphs."""

    heading: str
    paragraphs: tuple[Paragraph, ...]


class CutSpeech(msgspec.Struct, frozen=True):
    """A speech cut into its parts; a part that the text lacks is empty."""

    title: str
    salutation: str
    opening: tuple[Paragraph, ...]
    transition: str
    sections: tuple[CutSection, ...]
    closing: tuple[Paragraph, ...]
    thanks: str


def sentences(text: str) -> list[str]:
    """Return the sentences of text, each with its closing mark."""
    return [s.strip() for s in _SENTENCE.findall(text) if s.strip()]


def continues_title(rows: list[Row], i: int) -> bool:
    """Whether a title line is but the end of the one above it: 在 … 反馈会上的, then 表态发言."""
    if i == 0:
        return False
    above = rows[i - 1]
    if above.level and above.level == rows[i].level and not titled(above.text) and not above.kind:
        return len(above.text) <= 46 and not ENDS.search(above.text) and not DATE.match(above.text)
    if len(plain(rows[i].text)) > 8:
        return False
    usual = above.text[-1] not in "。！？；：:-" and not DATE.match(above.text)
    return not above.kind and len(above.text) <= 46 and usual and not (titled(above.text) or THANKS.search(above.text))


def cut_one(rows: list[Row], left: list[LeftOut]) -> CutSpeech | None:
    """Return the speech whose lines are rows, None where nothing is said; what is no part of it is added to left."""
    family = _family(rows)
    title, salutation, at = _head(rows, left)
    opening: list[Paragraph] = []
    sections: list[tuple[str, list[Paragraph]]] = []
    closing: list[Paragraph] = []
    target = opening
    within = False
    for row in rows[at:]:
        if found := TOPICS.match(row.text):
            if target:
                target[-1] = Paragraph(target[-1].text, tuple(found.group(1).split()))
        elif row.kind:
            if sections:
                target = closing
        elif (found_heading := family(row)) is not None:
            heading, rest = found_heading
            if mark := _less(row.text, heading + rest):
                left.append(LeftOut("序号", mark))
            sections.append((heading, []))
            target = sections[-1][1]
            if rest:
                target.append(Paragraph(rest))
            within = row.within
        else:
            target.append(Paragraph(row.text))
    if not (opening or sections or closing):
        left.extend(LeftOut("前言", text) for text in (title, salutation) if text)
        return None
    ending = closing or (sections[-1][1] if sections else opening)
    _take_notes(ending, left)
    thanks = _thanks_of(ending, bool(closing or sections or salutation) and len(ending) > (not sections))
    if sections and ending is not closing:  # else a rule has said where the closing is
        closing = _closing_of(sections[-1][1], bool(thanks))
        if not closing and (within or len(sections[-1][1]) == 1):
            closing, said = _closing_within(sections[-1][1])
            thanks = thanks or said
    opening, transition = _transition_of(opening)
    return CutSpeech(
        title=title,
        salutation=salutation,
        opening=tuple(opening),
        transition=transition,
        sections=tuple(CutSection(heading, tuple(paragraphs)) for heading, paragraphs in sections),
        closing=tuple(closing),
        thanks=thanks,
    )


def _less(text: str, part: str) -> str:
    """Return what text holds besides the characters of part."""
    return "".join((Counter("".join(text.split())) - Counter("".join(part.split()))).elements())


class _Family:
    """How the sections of one speech are numbered; called with a row it gives heading and rest, or None."""

    def __init__(self, pattern: re.Pattern[str] | None = None, level: int = 0, rows: Sequence[Row] = ()) -> None:
        self.pattern, self.level = pattern, level
        self.own = {id(row) for row in rows}

    def __call__(self, row: Row) -> tuple[str, str] | None:
        if self.pattern is None and not self.level:
            found = HEADING.match(row.text)
            return (found.group("text").rstrip("：:"), found.group("rest") or "") if found else None
        if id(row) not in self.own:
            return None
        if self.pattern is None:
            return row.text.rstrip("。：:"), ""
        text = self.pattern.sub("", row.text, count=1)
        first = sentences(text)[0] if text else ""
        return (first.rstrip("。：:"), text[len(first) :].strip()) if len(first) <= 40 else ("", text)


def _family(rows: list[Row]) -> _Family:
    """Return how this speech numbers its sections: 一、 above all, then heading levels, then the other ways."""
    greet = next((i for i, row in enumerate(rows) if SALUTATION.match(row.text)), None)
    body = [row for row in rows[(greet + 1 if greet is not None else 1) :] if not row.kind]
    if any(HEADING.match(row.text) for row in body):
        return _Family()
    leveled = [row for row in body if row.level and not titled(row.text)]
    if len(leveled) >= 2:
        top = min(row.level for row in leveled)
        if len(own := [row for row in leveled if row.level == top]) >= 2:
            return _Family(level=top, rows=own)
    for pattern, least in _FAMILIES:
        own = []
        for row in body:
            found = pattern.match(row.text)
            if found and "一二三四五六七八九".find(_chinese(found.group("n"))) == len(own):
                first = sentences(row.text)[0]
                if len(first) <= 46:
                    own.append(row)
        if len(own) >= least:
            return _Family(pattern, rows=own)
    return _Family()


def _chinese(numeral: str) -> str:
    return "一二三四五六七八九"[int(numeral) - 1] if numeral.isdecimal() else numeral


def _head(rows: list[Row], left: list[LeftOut]) -> tuple[str, str, int]:
    """Return title, salutation and where the opening begins; dates, names and repetitions between them go to left."""
    title = salutation = ""
    first_heading = next((i for i, row in enumerate(rows) if HEADING.match(row.text) and not titled(row.text)), len(rows))
    greet = next((i for i, row in enumerate(rows[:first_heading]) if SALUTATION.match(row.text)), None)
    if greet is not None and greet <= 12:
        salutation, at = rows[greet].text, greet + 1
        lines = [row for row in rows[:greet] if not row.kind]
        above = [row.text for row in lines]
        last = next((i for i, text in enumerate(above) if titled(text.rstrip("。；，！"))), None)
        head: list[str] = []
        if last is not None:
            begin = last - continues_title(lines, last)
            head = above[begin : last + 1]
            rest = [*above[:begin], *above[last + 1 :]]
        else:
            kept = next((i for i, row in enumerate(lines) if row.level), None)
            names = [i for i, text in enumerate(above) if DATE.match(text) or text.startswith(("（", "(")) or ENDS.search(text)]
            chosen = [kept] if kept is not None else [i for i in range(len(above)) if i not in names]
            head = [text for i, text in enumerate(above) if i in chosen and sum(len(above[j]) for j in chosen if j <= i) <= 80]
            rest = [text for i, text in enumerate(above) if text not in head]
        title = "".join(head)
        for text in rest:
            kind = "重复的标题" if plain(text) == plain(title) else "署名日期" if len(text) <= 46 and not ENDS.search(text) else "前言"
            left.append(LeftOut(kind, text))
    else:
        at = 0
        if rows and not rows[0].kind and len(rows[0].text) <= 60 and first_heading > 0:
            text = rows[0].text
            if not re.search(r"[。！？；：:，,]$", text) and (len(text) <= 46 or titled(text)):
                title, at = text, 1
                if len(rows) > 1 and titled(rows[1].text) and not titled(text) and continues_title(rows, 1):
                    title, at = title + rows[1].text, 2
                while at < len(rows) and not rows[at].kind and (
                    DATE.match(rows[at].text) or re.fullmatch(r"[（(].{2,40}[）)]", rows[at].text) or plain(rows[at].text) == plain(title)
                ):
                    left.append(LeftOut("重复的标题" if plain(rows[at].text) == plain(title) else "署名日期", rows[at].text))
                    at += 1
    if match := _DATED.search(title):
        left.append(LeftOut("署名日期", match.group().strip()))
        title = title[: match.start()]
    if (match := re.match(r"(?:[一二三四五六七八九十\d１-９]{1,3}\s*[、.．]|[（(][一二三四五六七八九十\d]{1,2}[）)])\s*", title)) and titled(title):
        left.append(LeftOut("序号", match.group().strip()))
        title = title[match.end() :]
    return title, salutation, at


def _take_notes(paragraphs: list[Paragraph], left: list[LeftOut]) -> None:
    """Take what stands below a speech off its end: notes, annexes, the lines after the thanks, name and date."""
    end = next((i for i, p in enumerate(paragraphs) if i and _ATTACHED.match(p.text)), len(paragraphs))
    thanked = [i for i, p in enumerate(paragraphs[:end]) if len(p.text) <= 40 and _THANKED.search(p.text)]
    if thanked and thanked[-1] >= end - 8:
        end = thanked[-1] + 1
    dated = end
    while dated > 1 and end - dated < 3 and (
        DATE.fullmatch(paragraphs[dated - 1].text)
        or (dated < end and len(paragraphs[dated - 1].text) <= 30 and not re.search(r"[。！？，]", paragraphs[dated - 1].text))
    ):
        dated -= 1
    left.extend(LeftOut("署名日期", p.text) for p in paragraphs[dated:end])
    for p in paragraphs[end:]:
        short = len(p.text) <= 30 and not re.search(r"[。！？，]", p.text)
        left.append(LeftOut("署名日期" if short and not _ATTACHED.match(p.text) else "文后附注", p.text))
    del paragraphs[dated:]


def _thanks_of(paragraphs: list[Paragraph], ended: bool) -> str:
    """Take the thanks off the end: a last short line, and a short one above it that ends the speech too."""
    if not (ended and paragraphs and len(paragraphs[-1].text) <= 60 and THANKS.search(paragraphs[-1].text)):
        return ""
    if len(paragraphs) == 1 and len(sentences(paragraphs[0].text)) > 2:
        return ""  # all of a section in one paragraph
    thanks = paragraphs.pop().text
    if paragraphs and len(paragraphs[-1].text) <= 20 and _OVER.search(paragraphs[-1].text):
        thanks = paragraphs.pop().text + thanks
    return thanks


def _closing_of(paragraphs: list[Paragraph], thanked: bool) -> list[Paragraph]:
    """Take the closing off the last section.

    It begins where a trailing paragraph turns to the listeners. Where none does, the last paragraph is the closing if it
    is no item of a list and either speaks as closings do or, before thanks, pledges little.
    """
    begin = next((i for i in range(max(1, len(paragraphs) - 4), len(paragraphs)) if _CLOSING.match(paragraphs[i].text)), None)
    if begin is None and len(paragraphs) > 1 and not _ITEM.match(paragraphs[-1].text):
        last = paragraphs[-1].text
        closes = len(_CLOSES.findall(last))
        if closes > len(_PLEDGES.findall(last)) or (thanked and closes + 1 >= len(_PLEDGES.findall(last))):
            begin = len(paragraphs) - 1
    if begin is None:
        return []
    closing = paragraphs[begin:]
    del paragraphs[begin:]
    return closing


def _closing_within(paragraphs: list[Paragraph]) -> tuple[list[Paragraph], str]:
    """Take closing and thanks off a last paragraph that runs on: from the sentence that turns to the listeners."""
    if not paragraphs:
        return [], ""
    found = sentences(paragraphs[-1].text)
    begin = next((i for i in range(1, len(found)) if _CLOSING.match(found[i])), None)
    if begin is None:
        return [], ""
    kept, tail = found[:begin], found[begin:]
    thanks = tail.pop() if THANKS.search(tail[-1]) and len(tail[-1]) <= 40 else ""
    paragraphs[-1] = Paragraph("".join(kept), paragraphs[-1].topics)
    return ([Paragraph("".join(tail))] if tail else []), thanks


def _transition_of(opening: list[Paragraph]) -> tuple[list[Paragraph], str]:
    """Take the transition off the opening: its last paragraph, or the last sentence of it."""
    if not opening:
        return opening, ""
    last = opening[-1].text
    *before, final = sentences(last) or [last]
    if len(final) <= 60 and _TRANSITION.match(final) and (_TRANSITION_START.match(final) or not before):
        kept = [Paragraph("".join(before), opening[-1].topics)] if before else []
        return [*opening[:-1], *kept], final
    return opening, ""
