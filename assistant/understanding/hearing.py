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
from assistant.understanding.attendance import attendance
from assistant.understanding.filler import asks_to_write, residue
from assistant.understanding.identity import DISCIPLINE, POST
from assistant.understanding.listing import announced, gathered, opened, says
from assistant.understanding.message import Change, clauses
from assistant.understanding.numerals import NUMBER, whole
from assistant.understanding.people import explained, within
from assistant.understanding.settling import day_told, denies, settled, unwanted
from assistant.understanding.values import body_told, findings, kinds_told, own_post, size_told, team_name, unit_name

SURE = 0.3
"""A stretch less likely than this to say what its tag names comes back as not understood."""
_SURER = {"name": 0.6, "note": 0.7, "tone": 0.45}
"""What is easily taken for a name or a wish has to be likelier, unless the rules read a wish too."""

_LONGEST, _POSTS = 40, 4
"""Characters of a team's name, and posts of one person, beyond which something else was pasted."""

_FULL = re.compile(r"(?:全称|全名|名称|叫|单位)(?:是|叫|为|：)?$")
_NO_UNIT = re.compile(r"是|那条|这条|[，；：]|(?<!有限)责任|负责|改|代表|表态|发言")
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
        told, self.whole = gathered(text, _joined(text, settled(text, [span for span in spans if span.text.strip()])))
        self.spans = [span for span in told if _likely(span)]
        self.unsure = [span for span in told if not _likely(span) and residue(span.text)]
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

    def _words(self, tag: str) -> str:
        """Return the message from the first stretch of a tag to its last."""
        own = self._of(tag)
        return self.text[own[0].start : own[-1].end]

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
        found = [(span, name) for span in self._of("unit") if 2 <= len(name := unit_name(span.text)) <= 30 and not _NO_UNIT.search(name)]
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
            values = [own_post(re.sub("^(?:新任|现任|时任)", "", value), unit) for value in dict.fromkeys(values)]
            if len(values) > _POSTS or len("".join(values)) > _LONGEST + _LONGEST:
                self.leftover.append(roles[0].text)
                return
            self._set("role", "、".join(values), self._words("role"))
        acting = self._of("acting") or bool(_ACTING.search(self.text))
        body = self._of("for_body")
        role = next((change for change in self.changes if change.field == "role"), None)
        value = str(role.value if role else self.known.get("role") or "")
        if not value or not (acting or body) or "书记" in value.replace("副书记", ""):
            return
        told = "主持工作" if acting else body_told(body[0].text)
        if told and (acting or re.search("副|成员", value) or "党工委" in told) and told not in value:
            if role:
                self.changes.remove(role)
            words = body[0].text if body and not acting else found.group() if (found := _ACTING.search(self.text)) else self._of("acting")[0].text
            self._set("role", f"{value}（{told}）", role.words if role else words)

    # -- what was found ------------------------------------------------------------------------------------------------

    def _problems(self) -> None:
        values: list[Any] = []
        at, many = 0, announced(self.text, self.spans)
        met = many == len(self._of("problem"))
        beside = self._beside()
        for span in self.spans:
            if span.tag == "count" and not values:
                self.leftover.append(span.text)
            elif span.tag == "count" and not _BEFORE_COUNT.fullmatch(self.text[at : span.start]):
                self.leftover.append(self._clause(span))
            elif span.tag == "count" and values and (number := whole(re.sub(r"\D*$", "", span.text) or span.text.rstrip("起件处户人宗例份笔家项个条多余"))):
                last = values[-1]
                values[-1] = {"text": last["text"] if isinstance(last, dict) else last, "count": number}
            elif span.tag == "problem":
                at = span.end
                for piece in findings(span.text, span.start not in self.whole and not met and span.sure < _SURELY and "，" not in span.text):
                    likely = span.sure >= (_BESIDE if span.start in beside else _LIKELY if says(piece) else _CERTAIN)
                    if problems.plausible(piece) and (likely or problems.faulty(piece)) and not _CLOCK.search(piece):
                        values.append(problems.valued(piece))
                    else:
                        self.leftover.append(span.text)
        unique = [value for i, value in enumerate(values) if value not in values[:i]]
        if unique and many and 1 < many <= 20 and len(unique) != many:
            self.leftover.append(f"说有 {many} 个问题，认出 {len(unique)} 个")
        if unique:
            self._set("problems", unique, self._words("problem"), "add")

    def _beside(self) -> frozenset[int]:
        """Return where findings begin that stand in a list, sure ones on both sides or before them at its end."""
        own = self._of("problem")
        sure = [span.sure >= _LIKELY and (says(span.text) or problems.faulty(span.text)) for span in own]
        linked = [bool(_LISTED.fullmatch(self.text[a.end : b.start])) for a, b in pairwise(own)]
        found = set()
        for i, span in enumerate(own):
            before, after = i > 0 and linked[i - 1] and sure[i - 1], i + 1 < len(own) and linked[i] and sure[i + 1]
            last = before and i > 1 and linked[i - 2] and self.text[span.end : span.end + 1] in ("。", "；", "\n", "")
            if (before and after) or last:
                found.add(span.start)
        return frozenset(found)

    def _present(self) -> None:
        """Put together who is there, what he did, and what he said."""
        entries, said_by_nobody = attendance(self.text, self.spans)
        self.leftover += said_by_nobody
        for entry, words in entries:
            self._set("present", [entry], words, "add")

    # -- everything else -----------------------------------------------------------------------------------------------

    def _one(self, span: Span) -> None:
        """Take a stretch whose field has one value."""
        text = span.text.strip("，。；、： ")
        found: Change | None = None
        match span.tag:
            case "team":
                named = team_name(text)
                found = Change("team", "set", named, span.text) if re.search(r"组|巡[察视]", named) and len(named) <= _LONGEST else None
            case "date":
                found = hit[0] if (hit := fields.date(text, self.today)) else None
            case "length" | "minutes":
                found = size_told(span.tag, text)
            case "meeting":
                found = hit[0] if (hit := fields.meeting(text)) else None
            case "period":
                found = hit[0] if (hit := fields.period(text)) else Change("period", "set", text, span.text) if re.search(r"到|至|期间|[-—~]", text) else None
            case "tone" if re.match(r"(?:也|都)?(?:没关系|没事|不要紧|无所谓)", self.text[span.end :]):
                return
            case "tone" if re.match(r"不|别", text) and fields.manner(text) is None:
                found = Change("notes", "add", text, span.text)
            case "tone":
                found = Change("tone", "set", re.sub(r"^(?:再|更|要|稍微?)(?=.)|(?<=.)(?:一)?[些点]儿?$", "", text), span.text)
            case "superior":
                if not re.match(r"(?:派|组织|安排)?(?:来|出|的)?(?:提级|交叉|专项|常规)?(?:巡|第)", self.text[span.end :]):
                    found = Change("superior", "set", text, span.text)
                else:  # 县委巡察组: whose team it is
                    return
            case "unit_short" if not (re.search(r"[简叫称][^，。；]{0,5}$", self.text[: span.start]) or any(within(text, unit.text) for unit in self._of("unit"))):
                found = None
            case "slogan" if not re.search(r"[“\"《]$", self.text[: span.start]) and not re.search("口号|标语|主题词|理念|[叫是：]“?$", self.text[max(0, span.start - 12) : span.start]):
                self.leftover.append(self._clause(span))
                return
            case "tone" if fields.vague_size(text) or re.fullmatch("[短长](?:一点)?", text):
                self.leftover += [] if self._of("length", "minutes") else [text]
                return
            case "slogan" | "unit_short":
                found = Change(span.tag, "set", text.strip("“”\"《》"), span.text)
            case "name":
                found = Change("speaker", "set", text, span.text)
            case "note" if fields.vague_size(text) or (_PAST.match(text) and not unwanted(text)):
                self.leftover.append(text)
                return
            case "note" if re.search(r"口号(?:是|：)?“$|[用写喊]上[^，。]*口号$", text):  # the slogan itself follows
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
            self.leftover.append(self._clause(span) if span.tag in ("length", "minutes") else span.text)
        elif found.how == "add" or not any(change.field == found.field for change in self.changes):
            self.changes.append(found)

    def _lists(self) -> None:
        kinds = [span for span in self._of("inspection") if re.search(r"提级|交叉|专项|常规|回头看|巡视|机动|联动|延伸", span.text)]
        named = "".join(str(change.value) for change in self.changes if change.field == "team")
        if kinds and ("巡视" not in named or any(span.text.strip("“”") != "巡视" for span in kinds)):  # 省委第四巡视组: the team says it
            self._set("inspection", kinds_told([span.text for span in kinds], [self.text if "主题" in self.text else self._clause(span) for span in kinds]), self._words("inspection"))
        for tag, field in (("portfolio", "portfolio"), ("priority", "priorities"), ("rectified", "rectified"), ("deadline", "deadlines")):
            values = [span.text.strip("，。；、： ") for span in self._of(tag)]
            if tag == "rectified":
                denied = [span for span in self._of(tag) if span.sure < _SURELY and denies(span.text)]
                self.leftover += [self._clause(span) for span in denied]
                values = [span.text.strip("，。；、： ") for span in self._of(tag) if span not in denied]
            if tag == "priority":
                self.leftover += [self._clause(span) for span in self._of(tag) if span.text.endswith("了")]  # what has come about is no plan
                values = [bare for value in values if (bare := _ALL_THESE.sub("", value)) and not value.endswith("了")]
            if tag == "portfolio":
                values = [piece for value in values for piece in re.split(r"[、和及]|以及", value) if piece]
            if tag == "deadline":
                values = [piece for value in values for piece in (re.split("，", value) if all(_LIMIT.search(p) for p in re.split("，", value)) else [value])]
            if values:
                self._set(field, list(dict.fromkeys(values)), self._words(tag), "set" if tag == "portfolio" else "add")

    def _by_rule(self) -> None:
        """Take what the clauses say for certain of length, team and meeting where no stretch says it."""
        have = {change.field for change in self.changes}
        self.wants = self.wants or asks_to_write(self.text)
        readers = {"length": fields.size, "team": fields.team, "meeting": fields.meeting, "date": self._day}
        at = 0
        for clause in clauses(self.text):
            start = self.text.find(clause.text, at)
            at = start + len(clause.text) if start >= 0 else at
            if start >= 0 and not any(span.start < at and start < span.end for span in (*self.spans, *self.unsure)):
                self._clause_by_rule(clause.text)
            taken = [span for span in self.spans if start <= span.start < at and span.tag in ("problem", "said", "rectified", "deadline", "aside", "not")]
            for field, read in readers.items():
                hit = read(clause.text) if start >= 0 and not taken else None
                if field == "team" and not hit and start >= 0 and not taken and "team" not in have:
                    hit = fields.sender(clause.text)
                elif hit and field == "team":
                    hit = (msgspec.structs.replace(hit[0], value=team_name(str(hit[0].value))), hit[1])
                if hit and hit[0].field not in have and not (field == "length" and have & {"length", "minutes"}):
                    self.changes.append(hit[0])
                    have.add(hit[0].field)
                    self.read_by_rule.append(clause.text)

    def _day(self, text: str) -> tuple[Change, tuple[int, int]] | None:
        """Return the day of the meeting where a clause tells it for certain."""
        hit = fields.date(text, self.today) if day_told(text) else None
        return hit if hit and str(hit[0].value) >= self.today.isoformat() and not fields.period(text) else None

    def _clause_by_rule(self, text: str) -> None:
        """Take a clause that no stretch explains where it says one field and nothing else."""
        bare = re.sub(r"^(?:另外|还有|然后|对了|嗯|哦|那|请|最好|也)(?=.{3})", "", text)
        if fields.vague_size(bare):
            return
        for read in (fields.manner, fields.note, lambda words: fields.deadline(words, True), fields.priorities, fields.rectified):
            if (found := read(bare)) and not (found.field == "notes" and len(str(found.value).strip("：，")) < 4):
                self.changes.append(found)
                self.read_by_rule.append(text)
                return

    def _clause(self, span: Span) -> str:
        start = max((self.text.rfind(mark, 0, span.start) for mark in "，。；！？\n"), default=-1) + 1
        ends = [end for mark in "，。；！？\n" if (end := self.text.find(mark, span.end)) >= 0]
        return self.text[start : min(ends, default=len(self.text))].strip()

    def _missed(self, start: int, end: int) -> str:
        """Return a piece between start and end that says a fault and that no stretch explains."""
        at = start
        for span in [*(s for s in (*self.spans, *self.unsure) if s.start < end and start < s.end), Span("", end, end, "")]:
            piece = self.text[at : span.start].strip("，。；、： ")
            if len(residue(piece)) >= 5 and problems.FAULT.search(piece) and not problems.opens(piece):
                return piece
            at = max(at, span.end)
        return ""

    def _lists_after(self, end: int) -> bool:
        """Return whether a problem begins right behind a place, be it in the next line."""
        begins = next((span.start for span in self.spans if span.tag == "problem" and span.start >= end), None)
        return begins is not None and len(residue(re.sub(r"\d", "", self.text[end:begins]))) < 2

    def _rest(self) -> None:
        """Name the clauses that no stretch explains and that are more than courtesy."""
        self.leftover += [self._clause(span) for span in self.unsure]
        at = 0
        for clause in clauses(self.text):
            start = self.text.find(clause.text, at)
            if start < 0:
                continue
            at = start + len(clause.text)
            inside = any(span.start < at and start < span.end for span in (*self.spans, *self.unsure))
            if inside and (missed := self._missed(start, at)):
                self.leftover.append(missed)
            if not inside and (explained(clause.text) or (opened(clause.text) and self._lists_after(at))):
                continue
            if not inside and clause.text not in self.read_by_rule and len(residue(clause.text)) >= 3:
                self.leftover.append(clause.text)
        self.leftover = list(dict.fromkeys(words for words in self.leftover if words.strip()))


_FIGURE = re.compile(r"（?\d{1,5}(?:余)?(?:起|件|处|户|人次|人|宗|例|份|笔|家|项)）?(?=[，。；、\s]|$)")
_LIKELY, _CERTAIN, _SURELY = 0.6, 0.8, 0.9
"""How likely a problem has to be that says no fault in so many words, one that denies nothing either, and a deed that a clause denies."""
_BESIDE = 0.35
"""How likely a finding has to be in a list of sure ones."""
_LISTED = re.compile(r"[，、；,; \n]+(?:再?一个是|还有(?:就是)?|以及|另外|最后是?)?[：，]?")
_CLOCK = re.compile(r"^\d+分|[一二三四五六七八九十\d]+(?:分钟|个?字)(?:左右|以内)?$")
_LOW = re.compile(rf"{NUMBER}(?:到|至|-|~|—)$")
_PAST = re.compile(r"上次|上回|上一次|前几天|去年|昨天|这事|那篇")
"""How a remark begins that is no wish: 上次那篇写得太啰嗦."""
_ALL_THESE = re.compile(rf"(?:这|等)?(?:{NUMBER}|几)?(?:样|(?:项|件|个|块)(?:重点|主要)?(?:工作|任务|大事|事|项目))$|等(?:重点)?工作$")
_BEFORE_COUNT = re.compile(r"[，、（(：\s“”]*(?:涉及|共|有|一共|总共|查出|约|其中|达|多达|的?有|发现)*[（(\s]*")
_SAME = re.compile(r"(?:常委|副书记|副组长|党组成员|副主席)$")


def _joined(text: str, spans: list[Span]) -> list[Span]:
    """Return stretches with those put together that are one: a figure with its finding, the posts of one person."""
    found: list[Span] = []
    for span in spans:
        if span.tag in ("length", "minutes") and (low := _LOW.search(text[: span.start])):  # 六到八分钟
            span = msgspec.structs.replace(span, start=low.start(), text=text[low.start() : span.end])
        if span.tag == "problem" and (figure := _FIGURE.match(text[span.end :])):
            span = msgspec.structs.replace(span, end=span.end + figure.end(), text=text[span.start : span.end + figure.end()])
        last = found[-1] if found else None
        between = text[last.end : span.start] if last else ""
        if last is not None and last.tag == span.tag == "who" and between == "、" and _SAME.search(last.text):
            found[-1] = Span(span.tag, last.start, span.end, text[last.start : span.end], min(last.sure, span.sure))
        else:
            found.append(span)
    return found


def _likely(span: Span) -> bool:
    return span.sure >= _SURER.get(span.tag, SURE) or (span.tag == "note" and fields.note(span.text.strip("，。 ")) is not None)
