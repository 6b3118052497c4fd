"""Cut a text into speeches, and a speech into its parts.

The moves of the genre and their order: title, salutation, opening, transition, sections with headings 一、二、三、,
closing, thanks. Works on plain text, on Markdown, and on exemplars (whose topic lines `<!-- P30 P35 -->` belong to
the paragraph above them and whose closing stands below a `---` line).
"""

import re
from collections.abc import Iterator

import msgspec

_TOPICS = re.compile(r"^<!--\s*((?:P\d\d\s*)+)-->$")
_TITLE = re.compile(r"^.{0,46}(?:表态发言|表态讲话|表态)(?:稿|材料)?$")
_SALUTATION = re.compile(r"^.{0,40}(?:同志们|领导|同志|老师们?|乡亲们?|代表们?|组长|朋友们)[！!]?[：:]$")
_HEADING = re.compile(
    r"^[一二三四五六]、\s*(?![一二三四五六七八九十]{1,2}[季级类月年号个名位线])(?P<text>[^。！？；]{2,60})(?:。(?P<rest>.*))?$"
)  # 三、四季度各查一次 is no heading
_TRANSITION = re.compile(r"[^。！？]*(?:表态|发言|表个态|说几句|说说)[^。！？]{0,24}[。：:]?$")
_TRANSITION_START = re.compile(r"^(?:下面|现在|借此机会|在此|受.{2,25}委托|我代表|我结合|我就|这里)")
_CLOSING = re.compile(
    r"^(?:各位|同志们|最后|我的(?:表态)?发言|谢谢|请.{0,12}(?:放心|监督)|尊敬的|党员同志们|乡亲们|再次感谢|表态就是)"
)
_THANKS = re.compile(r"谢谢|发言完毕|表态完毕|汇报完毕|再次(?:感谢|表示)|衷心感谢|发言到此")
_MARKDOWN = re.compile(r"^(?:#{1,6}\s+|[>*+-]\s+)|\*\*")
_SENTENCE = re.compile(r"[^。！？]+[。！？]?[”’」]?")


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


def cut(text: str) -> list[CutSpeech]:
    """Return the speeches in text, in order; empty where no line of it could belong to one.

    What stands before the first speech (a list of contents, a preface) is left out.
    """
    lines = list(_lines(text))
    starts = [i - _continues_title(lines, i) for i in range(len(lines)) if _starts_speech(lines, i)]
    if not starts or starts[0] > 0:
        starts.insert(0, 0)
    ends = [*starts[1:], len(lines)]
    cuts = [speech for a, b in zip(starts, ends, strict=True) if (speech := _cut_one(lines[a:b]))]
    return [speech for speech in cuts if speech.salutation or speech.sections] or cuts


def _lines(text: str) -> Iterator[str]:
    for raw in text.splitlines():
        line = raw.strip(" \t\u3000\ufeff")
        if re.fullmatch(r"-{3,}|\*{3,}|_{3,}", line):
            yield "---"
        elif line and (_TOPICS.match(line) or not line.startswith("<!--")):
            yield line if _TOPICS.match(line) else _MARKDOWN.sub("", line).strip()


def _starts_speech(lines: list[str], i: int) -> bool:
    """Whether a new speech starts here: a title line, with a salutation or a heading before the next title."""
    if not _TITLE.match(lines[i]) or lines[i].startswith(("下面", "现在")):
        return False
    for line in lines[i + 1 : i + 6]:
        if _SALUTATION.match(line):
            return True
        if _TITLE.match(line):
            return False
    return i == 0


def _continues_title(lines: list[str], i: int) -> bool:
    """Whether a title line is but the end of the one above it: 在 … 反馈会上的, then 表态发言."""
    if i == 0 or len(lines[i]) > 8:
        return False
    above = lines[i - 1]
    return len(above) <= 46 and above[-1] not in "。！？；：:-" and not (_TITLE.match(above) or _THANKS.search(above))


def _cut_one(lines: list[str]) -> CutSpeech | None:
    title = salutation = ""
    at = 0
    first_heading = next((i for i, line in enumerate(lines) if _HEADING.match(line)), len(lines))
    greet = next((i for i, line in enumerate(lines[:first_heading]) if _SALUTATION.match(line)), None)
    if greet is not None:
        salutation, at = lines[greet], greet + 1
        above = [line for line in lines[:greet] if line != "---" and not line.startswith(("（", "("))]
        last = next((i for i, line in enumerate(above) if _TITLE.match(line)), len(above))
        title = "".join(above[: last + 1])[:80]  # what follows it is the speaker's name and the date
    elif lines and len(lines[0]) <= 46 and not re.search(r"[。！？；]$", lines[0]) and first_heading > 0:
        title, at = lines[0], 1
    opening: list[Paragraph] = []
    sections: list[tuple[str, list[Paragraph]]] = []
    closing: list[Paragraph] = []
    target = opening
    for line in lines[at:]:
        if found := _TOPICS.match(line):
            if target:
                target[-1] = Paragraph(target[-1].text, tuple(found.group(1).split()))
        elif line == "---":
            if sections:
                target = closing
        elif found := _HEADING.match(line):
            sections.append((found.group("text"), []))
            target = sections[-1][1]
            if rest := found.group("rest"):
                target.append(Paragraph(rest))
        else:
            target.append(Paragraph(line))
    if not (opening or sections or closing):
        return None
    if sections and not closing:
        closing = _closing_of(sections[-1][1])
    thanks = ""
    if closing and len(closing[-1].text) <= 60 and _THANKS.search(closing[-1].text):
        thanks = closing.pop().text
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


def _closing_of(paragraphs: list[Paragraph]) -> list[Paragraph]:
    """Take the closing off the last section: the trailing paragraphs from the first that turns to the listeners."""
    for i in range(max(1, len(paragraphs) - 4), len(paragraphs)):
        if _CLOSING.match(paragraphs[i].text):
            closing = paragraphs[i:]
            del paragraphs[i:]
            return closing
    return []


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
