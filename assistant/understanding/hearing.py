"""What the tagged stretches of a message make of the brief: each value in the shape its field has, who belongs to what."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import msgspec

from assistant.tagging.characters import Span
from assistant.understanding import fields, problems
from assistant.understanding.filler import asks_to_write, residue
from assistant.understanding.identity import DISCIPLINE, POST
from assistant.understanding.message import Change, clauses
from assistant.understanding.numerals import NUMBER, whole

SURE = 0.3
"""A stretch less likely than this to say what its tag names comes back as not understood."""

_DID = re.compile(r"主持(?:会议)?|作了?讲话|讲了话|讲话|宣读(?:反馈)?意见|通报(?:情况)?|到会|出席|参加|列席|到场|来听|在场|来")
_NEAR = 24
_TEAM = re.compile(r"(?P<who>[^\W\d_]*?委)?(?:的)?(?:巡[察视查])?(?:第)?(?P<nth>[一二三四五六七八九十\d]{1,3})(?:巡[察视查])?组?$")
_FULL = re.compile(r"(?:全称|全名|名称|叫|单位)(?:是|叫|为|：)?$")
_PLACE = re.compile(r"[一-鿿]{1,5}[省市县区州旗]")
_PLACED = re.compile(r"^[一-鿿]{1,6}?[省市县区州旗镇乡]")
_ALSO = re.compile(rf"[，、 ]+(?:兼|也是|同时是?)?(?P<post>{POST})(?=[，。；\s]|$)")
_BOTH = re.compile(rf"(?P<post>{POST})(?:也|都)*(?:一肩挑|一人兼|也是我|一个人兼)")
_ACTING = re.compile(r"主持[^，。；会]{0,14}(?:全面|日常|党组)?工作")
_LIMIT = re.compile(r"[内前底]|之前|以前")
_JOINS = re.compile(r"[、兼和，,/\s（(]*(?:兼任?|也是|同时是?|是)?[、（(]*")


class Hearing:
    """A message as its tagged stretches tell it; `changes`, `leftover` and `wants` are what `read` makes of them."""

    def __init__(self, text: str, spans: Sequence[Span], today: datetime.date, known: dict[str, Any]) -> None:
        """Hold a cleaned message, its stretches in order, the day, and the brief so far with English keys."""
        self.text, self.today, self.known = text, today, known
        self.spans = _joined(text, [span for span in spans if span.sure >= SURE and span.text.strip()])
        self.unsure = [span for span in spans if span.sure < SURE and residue(span.text)]
        self.changes: list[Change] = []
        self.leftover: list[str] = []
        self.read_by_rule: list[str] = []
        self.wants = False

    def read(self) -> None:
        """Turn the stretches into changes, and name the clauses that none of them explains."""
        if not self._discipline():
            self._unit()
            self._role()
        self._problems()
        self._present()
        for span in self.spans:
            self._one(span)
        self._lists()
        self._by_rule()
        wishes = sorted((c for c in self.changes if c.field == "notes"), key=lambda c: self.text.find(c.words))
        self.changes = [*(c for c in self.changes if c.field != "notes"), *wishes]
        self._rest()

    def _of(self, *tags: str) -> list[Span]:
        return [span for span in self.spans if span.tag in tags]

    def _set(self, field: str, value: Any, words: str, how: str = "set") -> None:
        self.changes.append(Change(field, "add" if how == "add" else "set", value, words))

    # -- who speaks for whom -------------------------------------------------------------------------------------------

    def _discipline(self) -> bool:
        """Take 县纪委监委驻县某局纪检监察组组长 for one post that names its unit."""
        found = DISCIPLINE.search(self.text)
        if not found:
            return False
        self._set("unit", found["unit"], found.group())
        self._set("role", found["whole"], found.group())
        return True

    def _unit(self) -> None:
        """Take the fullest name of the unit; a second one that is no part of it comes back."""
        found = [(span, name) for span in self._of("unit") if len(name := _name(span.text)) >= 2]
        if not found:
            return

        def rank(entry: tuple[Span, str]) -> tuple[bool, bool, bool, int]:
            span, name = entry
            return not _PLACE.fullmatch(name), bool(_FULL.search(self.text[: span.start])), bool(_PLACED.match(name)), len(name)

        span, name = max(found, key=rank)
        self._set("unit", name, span.text)
        taken_back = {gone.text for gone in self._of("not")}
        self.leftover += [one.text for one, other in found if other not in name and other not in taken_back and name[-2:] != other[-2:]]

    def _role(self) -> None:
        roles = self._of("role")
        if roles:
            values, at = [roles[0].text.strip("、， ")], roles[0].end
            for span in roles[1:]:
                text = span.text.strip("、， ")
                if any(text in value for value in values):
                    continue
                if whole_of := next((value for value in values if value in text), ""):
                    values[values.index(whole_of)] = text
                elif _JOINS.fullmatch(self.text[at : span.start]):
                    values.append(text)
                else:
                    self.leftover.append(span.text)
                at = span.end
            while more := _ALSO.match(self.text[at:]):  # 经理，党委委员
                values += [more["post"]] if more["post"] not in "".join(values) else []
                at += more.end()
            if (both := _BOTH.search(self.text[at:])) and both["post"] not in "".join(values):  # 书记一肩挑
                values.append(both["post"])
            unit = next((str(change.value) for change in self.changes if change.field == "unit"), "")
            values = [_own_post(value, unit) for value in values]
            self._set("role", "、".join(values), "，".join(span.text for span in roles))
        acting = self._of("acting") or bool(_ACTING.search(self.text))
        body = self._of("for_body")
        role = next((change for change in self.changes if change.field == "role"), None)
        value = str(role.value if role else self.known.get("role") or "")
        if not value or not (acting or body) or "书记" in value.replace("副书记", ""):
            return
        told = "主持工作" if acting else _body(body[0].text)
        if told and (acting or "副" in value or "成员" in value) and told not in value:
            if role:
                self.changes.remove(role)
            self._set("role", f"{value}（{told}）", role.words if role else told)

    # -- what was found ------------------------------------------------------------------------------------------------

    def _problems(self) -> None:
        values: list[Any] = []
        words: list[str] = []
        for span in self.spans:
            if span.tag == "count" and values and (number := whole(re.sub(r"\D*$", "", span.text) or span.text.rstrip("起件处户人宗例份笔家项个条多余"))):
                last = values[-1]
                values[-1] = {"text": last["text"] if isinstance(last, dict) else last, "count": number}
            elif span.tag == "problem":
                for piece in _findings(span.text):
                    if problems.plausible(piece):
                        values.append(problems.valued(piece))
                        words.append(span.text)
                    else:
                        self.leftover.append(span.text)
        unique = [value for i, value in enumerate(values) if value not in values[:i]]
        announced = [many for clause in clauses(self.text) if (many := (problems.opens(clause.text) or (0, 0, None))[2] or problems.closing(clause.text)[1])]
        if unique and announced and 1 < announced[0] <= 20 and len(unique) != announced[0]:
            self.leftover.append(f"说有 {announced[0]} 个问题，认出 {len(unique)} 个")
        if unique:
            self._set("problems", unique, "，".join(dict.fromkeys(words)), "add")

    def _present(self) -> None:
        """Put together who is there, what he did, and what he said."""
        entries: list[tuple[dict[str, str], Span]] = []
        for place, span in enumerate(self.spans):
            if span.tag == "who" and re.search(POST, span.text):
                after = self.spans[place + 1].start if place + 1 < len(self.spans) else len(self.text)
                did = _DID.search(self.text[span.end : min(after, span.end + _NEAR)])
                entries.append(({"who": span.text.strip("、， ")} | ({"did": _done(did.group())} if did else {}), span))
            elif span.tag == "said" and entries:
                entries[-1][0]["said"] = span.text.strip("“”\"'：: ")
            elif span.tag == "said":
                self.leftover.append(span.text)
        for entry, span in entries:
            if "said" in entry:
                entry.pop("did", None)
            self._set("present", [entry], span.text, "add")

    # -- everything else -----------------------------------------------------------------------------------------------

    def _one(self, span: Span) -> None:
        """Take a stretch whose field has one value."""
        text = span.text.strip("，。；、： ")
        found: Change | None = None
        match span.tag:
            case "team":
                found = Change("team", "set", _team(text), span.text)
            case "date":
                found = hit[0] if (hit := fields.date(text, self.today)) else None
            case "length" | "minutes":
                found = _size(span.tag, text)
            case "meeting":
                found = hit[0] if (hit := fields.meeting(text)) else None
            case "period":
                found = hit[0] if (hit := fields.period(text)) else Change("period", "set", text, span.text) if re.search(r"到|至|期间|[-—~]", text) else None
            case "tone":
                found = Change("tone", "set", re.sub(r"^(?:再|更|要|稍微?)(?=.)|(?<=.)(?:一)?[些点]儿?$", "", text), span.text)
            case "superior":
                if not re.match(r"(?:派|组织|安排)?(?:来|出|的)?(?:提级|交叉|专项|常规)?(?:巡|第)", self.text[span.end :]):
                    found = Change("superior", "set", text, span.text)
                else:  # 县委巡察组: whose team it is
                    return
            case "slogan" | "unit_short":
                found = Change(span.tag, "set", text.strip("“”\"《》"), span.text)
            case "name":
                found = Change("speaker", "set", text, span.text)
            case "note" if fields.vague_size(text):
                self.leftover.append(text)
                return
            case "note":
                for piece in re.split("，", text) if all(map(fields.note, re.split("，", text))) else [text]:
                    self._set("notes", piece, span.text, "add")
                return
            case "now":
                self.wants = True
                return
            case "aside":
                self.leftover.append(self._clause(span))
                return
            case _:
                return
        if found is None:
            self.leftover.append(span.text)
        elif found.how == "add" or not any(change.field == found.field for change in self.changes):
            self.changes.append(found)

    def _lists(self) -> None:
        kinds = [span for span in self._of("inspection") if re.search(r"提级|交叉|专项|常规|回头看|巡视|机动|联动|延伸", span.text)]
        if kinds:
            self._set("inspection", _inspection([span.text for span in kinds], [self.text if "主题" in self.text else self._clause(span) for span in kinds]), "，".join(span.text for span in kinds))
        for tag, field in (("portfolio", "portfolio"), ("priority", "priorities"), ("rectified", "rectified"), ("deadline", "deadlines")):
            values = [span.text.strip("，。；、： ") for span in self._of(tag)]
            if tag == "portfolio":
                values = [piece for value in values for piece in re.split(r"[、和及]|以及", value) if piece]
            if tag == "deadline":
                values = [piece for value in values for piece in (re.split("，", value) if all(_LIMIT.search(p) for p in re.split("，", value)) else [value])]
            if values:
                self._set(field, list(dict.fromkeys(values)), "，".join(values), "set" if tag == "portfolio" else "add")

    def _by_rule(self) -> None:
        """Take what the clauses say for certain of length, team and meeting where no stretch says it."""
        have = {change.field for change in self.changes}
        self.wants = self.wants or asks_to_write(self.text)
        readers = {"length": fields.size, "team": fields.team, "meeting": fields.meeting}
        at = 0
        for clause in clauses(self.text):
            start = self.text.find(clause.text, at)
            at = start + len(clause.text) if start >= 0 else at
            if start >= 0 and not any(span.start < at and start < span.end for span in (*self.spans, *self.unsure)):
                self._clause_by_rule(clause.text)
            taken = [span for span in self.spans if start <= span.start < at and span.tag in ("problem", "said", "rectified", "deadline", "aside", "not")]
            for field, read in readers.items():
                hit = read(clause.text) if start >= 0 and not taken else None
                if hit and field == "team":
                    hit = (msgspec.structs.replace(hit[0], value=_team(str(hit[0].value))), hit[1])
                if hit and hit[0].field not in have and not (field == "length" and have & {"length", "minutes"}):
                    self.changes.append(hit[0])
                    have.add(hit[0].field)
                    self.read_by_rule.append(clause.text)

    def _clause_by_rule(self, text: str) -> None:
        """Take a clause that no stretch explains where it says one field and nothing else."""
        bare = re.sub(r"^(?:另外|还有|然后|对了|嗯|哦|那|请|最好|也)(?=.{3})", "", text)
        if fields.vague_size(bare):
            return
        for read in (fields.manner, fields.note, lambda words: fields.deadline(words, True), fields.priorities, fields.rectified):
            if found := read(bare):
                self.changes.append(found)
                self.read_by_rule.append(text)
                return

    def _clause(self, span: Span) -> str:
        start = max((self.text.rfind(mark, 0, span.start) for mark in "，。；！？\n"), default=-1) + 1
        ends = [end for mark in "，。；！？\n" if (end := self.text.find(mark, span.end)) >= 0]
        return self.text[start : min(ends, default=len(self.text))].strip()

    def _rest(self) -> None:
        """Name the clauses that no stretch explains and that are more than courtesy."""
        self.leftover += [span.text for span in self.unsure]
        at = 0
        for clause in clauses(self.text):
            start = self.text.find(clause.text, at)
            if start < 0:
                continue
            at = start + len(clause.text)
            inside = any(span.start < at and start < span.end for span in (*self.spans, *self.unsure))
            if not inside and clause.text not in self.read_by_rule and len(residue(clause.text)) >= 3:
                self.leftover.append(clause.text)
        self.leftover = list(dict.fromkeys(words for words in self.leftover if words.strip()))


_LISTED = re.compile(r"；|\n|[①-⑳]|(?:^|[\s：:。；，])[（(]?\d{1,2}[）)、.．]|(?:^|[，。；：])[一二三四五六][是、]")
_FIGURE = re.compile(r"（?\d{1,5}(?:余)?(?:起|件|处|户|人次|人|宗|例|份|笔|家|项)）?(?=[，。；、\s]|$)")
_LOW = re.compile(rf"{NUMBER}(?:到|至|-|~|—)$")
_SAME = re.compile(r"(?:常委|副书记|副组长|党组成员|副主席)$")


def _joined(text: str, spans: list[Span]) -> list[Span]:
    """Return stretches with those put together that are one: a finding with its detail where findings stand in a list, the
    posts of one person."""
    listed = sum(bool(_LISTED.search(text[a.end : b.start])) for a, b in _pairs(spans, "problem")) >= 1
    found: list[Span] = []
    for span in spans:
        if span.tag in ("length", "minutes") and (low := _LOW.search(text[: span.start])):  # 六到八分钟
            span = msgspec.structs.replace(span, start=low.start(), text=text[low.start() : span.end])
        if span.tag == "problem" and (figure := _FIGURE.match(text[span.end :])):
            span = msgspec.structs.replace(span, end=span.end + figure.end(), text=text[span.start : span.end + figure.end()])
        last = found[-1] if found else None
        between = text[last.end : span.start] if last else ""
        one = last is not None and last.tag == span.tag and (
            (span.tag == "problem" and listed and between in ("，", ",")) or (span.tag == "who" and between == "、" and bool(_SAME.search(last.text)))
        )
        if one and last is not None:
            found[-1] = Span(span.tag, last.start, span.end, text[last.start : span.end], min(last.sure, span.sure))
        else:
            found.append(span)
    return found


def _pairs(spans: list[Span], tag: str) -> list[tuple[Span, Span]]:
    own = [span for span in spans if span.tag == tag]
    return list(pairwise(own))


def _name(text: str) -> str:
    return text.strip("，。；、：“”\"（）() 的")


def _own_post(post: str, unit: str) -> str:
    """Return a post without the end of the unit's name before it: 宣传部常务副部长 of 县委宣传部."""
    for size in range(min(len(post) - 2, len(unit)), 1, -1):
        if unit.endswith(post[:size]) and re.fullmatch(POST, post[size:]):
            return post[size:]
    return post


def _body(text: str) -> str:
    found = re.search(r"党工委|党总支|党支部|党组|党委|班子", text)
    return f"代表{found.group()}" if found else ""


def _done(text: str) -> str:
    return "讲了话" if "讲" in text else "到会" if text in ("来", "来听", "在场", "到场") else text


_NUMBER_BEFORE = re.compile(r"^[（(]?(?:\d{1,2}(?:[、.．)）是]|(?=[一-鿿]))|[一二三四五六七八九](?:[、.．)）]|是(?=.{4})))[、：:]?(?![名个项起件家人万年月处户类条次把分])")
_BEFORE = re.compile(r"^(?:另外|还有|再就是|以及|一个是|主要是|就是|问题是|包括|剩下的?|还剩|剩)(?=.{4})")


def _findings(text: str) -> list[str]:
    """Return the problems in a stretch: usually one; several where each side of a mark says a fault of its own."""
    text = _BEFORE.sub("", _NUMBER_BEFORE.sub("", text.strip("，。；、：（） ")))
    if re.fullmatch(r"“[^“”]*”", text):
        text = text[1:-1]
    for mark, other in ("“”", "”“"):
        if text.count(mark) > text.count(other):
            text = text.removeprefix(mark) if mark == "“" and text.startswith(mark) else text.removesuffix(mark)
    pieces = re.split(r"；|、(?![^“]*”)", text)
    if len(pieces) > 1 and all(len(piece) >= 5 and problems.FAULT.search(piece) for piece in pieces):
        return pieces
    return [text] if text else []


def _team(text: str) -> str:
    text = re.sub(r"^.*(?:被|由|是|请|对)(?=[省市县区州旗]委)", "", re.sub(r"巡查|寻察", "巡察", text))
    if "组" in text and (found := fields.team(text)):
        return str(found[0].value)
    if (match := _TEAM.fullmatch(text)) and match["who"]:
        word = "巡视" if "巡视" in text else "巡察"
        return f"{match['who']}第{match['nth']}{word}组"
    return text if text.endswith("组") or len(text) < 3 else f"{text}组" if text.endswith(("巡察", "巡视")) else text


def _size(field: str, text: str) -> Change | None:
    unit = "字" if field == "length" else "分钟"
    for words in (text, f"{text}{unit}", f"字数{text}", re.sub(r"来|多|几|把|左右", "", text) + ("" if unit in text else unit)):
        if (hit := fields.size(words)) and hit[0].field == field:
            return Change(field, "set", hit[0].value, text)
    return None


def _inspection(texts: list[str], around: list[str]) -> str:
    """Return the kinds of inspection that stretches name, with the theme of a 专项 where the clause tells it."""
    found: list[str] = []
    for text, clause in zip(texts, around, strict=True):
        hit = (fields.inspection(clause) or None) if "专项" in text else None
        hit = hit or fields.inspection(text if re.search(r"巡[察视查]|回头看", text) else f"{text}巡察")
        value = str(hit[0].value).replace("（领域）", "") if hit else next(iter(re.findall(r"提级|交叉|专项|常规|回头看|巡视|机动|联动", text)), "")
        found += [value] if value and value not in found else []
    return "＋".join(found)
