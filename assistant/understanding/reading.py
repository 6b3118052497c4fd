"""Read a message clause by clause, keeping what the next clause may go on with."""

import datetime
import re
from typing import Any

import msgspec

from assistant.brief import KEYS
from assistant.understanding import fields, problems
from assistant.understanding.edits import edit
from assistant.understanding.filler import asks_to_write, plain_talk, residue
from assistant.understanding.identity import POST, Names, scribe
from assistant.understanding.message import GAP, Change, Clause

_RUN_ON = 30
"""Characters from which a clause is one of those that should have had marks."""

_LONGEST = 400
"""Characters of a clause: nobody says more without a mark, and patterns take time that grows with its square."""

_LABELS = {
    **KEYS, "单位名称": "unit", "单位全称": "unit", "我单位": "unit", "职位": "role", "身份": "role", "发言人职务": "role", "主要问题": "problems", "反馈问题": "problems", "存在问题": "problems",
    "存在的问题": "problems", "反馈的问题": "problems", "会议日期": "date", "会议时间": "date", "开会时间": "date", "时间": "date", "发言人姓名": "speaker", "发言人": "speaker", "我单位系": "unit", "篇幅": "length", "整改时限": "deadlines", "风格": "tone",
    "分管工作": "portfolio", "到会领导": "present", "已整改": "rectified", "今年重点": "priorities", "今年重点工作": "priorities", "备注": "notes", "注意": "notes", "上级": "superior",
}  # fmt: skip
_LABEL = re.compile(rf"^(?P<key>{'|'.join(sorted(_LABELS, key=len, reverse=True))})\s*(?:：|:)\s*(?P<value>.*)$")
_SAYS = re.compile(r"^(?P<key>简称|姓名|上级党委|系统|党组织)(?:是|叫|为)(?P<value>.{2,20})$")
_FOR_BODY = re.compile(r"(?:受)?代表(?:我们?|局|院|镇|学校|单位|县局|市局|咱们?)*(?P<body>党组|党委|党工委|党总支|党支部|班子)|受(?P<by>党组|党委|党工委)委托")
_ACTING = re.compile(r"主持(?:▮|局里|单位|学校|镇里|全面|日常|党组|这边)*(?:的)?工作")
_BOTH = re.compile(rf"^(?:▮|也是|同时是?|兼|是|我|都是)*(?P<post>{POST})(?:也|都)*(?:一肩挑|一人兼|是我|一个人|一人)")
_SAYS_WHO = re.compile(rf"{POST}|{_ACTING.pattern}|{_FOR_BODY.pattern}")
_ASKED = re.compile(r"^(?:要|在|会上|上|作|做)*(?:表态|发言|讲话|写稿|写)(?:稿|性|的)*(?=.{4})")
_OURS_NAMED = re.compile(r"(?:我们?|本)(?:局|院|校|镇|乡|村|委|办|单位|公司|集团|中心|社区|街道)（([^（）]{3,30})）")
_NO_BODY = re.compile(r"^(?:▮|我|但|不过)*(?:没有?|不|未)(?:兼任?|是|担任|当)(?:党组|党委|党工委|党总支|支部)?书记$")


class Reading:
    """A message being read, clause after clause: `changes` and `leftover` so far, and what the next clause may go on with.

    `known` is the brief so far with English keys.
    """

    def __init__(self, names: Names, topics: problems.Topics, today: datetime.date, known: dict[str, Any]) -> None:
        """Hold the tables that tell names and topics, the day, and what is known."""
        self.names, self.topics, self.today, self.known = names, topics, today, known
        self.changes: list[Change] = []
        self.leftover: list[str] = []
        self.wants = False
        self.problems: list[str] = []
        self.problem_words: list[str] = []
        self.many: int | None = None
        self.open = self.listed = self.anew = False
        self.bounded = False  # 问题：…；…: what stands between two such marks is a problem, whatever its words
        self.flags: list[tuple[str, str]] = []
        self.unmarked = False
        self.label = ""
        self.someone: dict[str, str] | None = None
        self.post_just_said = False

    def take(self, clause: Clause) -> None:
        """Read one clause."""
        self.unmarked = len(clause.text) >= _RUN_ON
        someone, self.someone = self.someone, None
        post_before, self.post_just_said = self.post_just_said, False
        text = clause.text
        if len(text) > _LONGEST:
            self.leftover.append(text)
            return
        if self.open and not clause.item and "。" in clause.before and (self.problems or self.listed):
            self.open = self.listed = False
        text = _OURS_NAMED.sub(r"\1", text)
        if clause.item and not self.label and not self.open and not self.problems:
            self.open = True  # a list that nothing announces is one of problems
        if asks_to_write(text):
            self.wants = True
        text = self._edited(text)
        if not text or self._labelled(text, clause):
            return
        head, mark, after = text.partition("：")
        if mark and after and not residue(head) and not problems.opens(head):
            text = after
        if self.label and (clause.item or "\n" in clause.before):
            if self._value(self.label, text, clause.text):
                return
        elif not clause.item:
            self.label = ""
        if clause.item and self.open:
            self._list(text, clause, listed=True)
            return
        if self._whole(text, someone):
            return
        masked, found = self._masked(text)
        if not residue(masked) and not _SAYS_WHO.search(masked):
            self._keep(found)
            return
        opened = problems.opens(masked)
        if self.open and not opened and self._goes_on(text, masked, clause):
            return
        start, rest, many = opened or (len(text), len(text), None)
        if opened:
            self.many = many if many is not None else self.many
            found = [entry for entry in found if entry[1][1] <= rest]
        self._keep(found)
        self._who(masked[:start], text[:start], post_before, bool(opened))
        if opened:
            self.open = True
            if rest < len(text):
                self._list(text[rest:], clause, listed=False, alone="问题" not in text[start:rest])

    def _edited(self, text: str) -> str:
        """Take what corrects the brief so far, and return what of the clause is left to be read."""
        done = edit(text, self.known, self.problems)
        if done is None:
            return text
        self.changes += done.changes
        self.leftover += done.leftover
        self.anew = self.anew or done.anew
        self.open = self.open or done.opens
        if done.opens and done.rest:
            self._list(done.rest, Clause(done.rest), listed=False)
            return ""
        return done.rest

    def _labelled(self, text: str, clause: Clause) -> bool:
        found = _LABEL.match(text) or _SAYS.match(text)
        if not found:
            return False
        field, value = _LABELS[found["key"]], found["value"].strip()
        self.open, self.label = field == "problems", field
        if field == "problems":
            self.label = ""
            if value:
                self.bounded = "；" in clause.after
                self._list(value, clause, listed=self.bounded and "、" not in value)
            return True
        if not value:
            return True
        if not self._value(field, value, clause.text):
            self.leftover.append(clause.text)
        return True

    def _value(self, field: str, value: str, words: str) -> bool:
        """Take a value that stands under its label."""
        if field in ("date", "length", "minutes", "meeting"):
            if field == "date":
                found = fields.date(value, self.today)
            elif field == "meeting":
                found = fields.meeting(value)
            else:
                number = value if not value.isdigit() else f"{value}{'字' if field == 'length' else '分钟'}"
                found = fields.size(number) or fields.size(f"字数{value}")
            if found:
                self.changes.append(msgspec.structs.replace(found[0], words=words))
            return found is not None
        if field in ("portfolio", "priorities", "rectified", "deadlines"):
            values = re.split(r"、|以及", value) if field in ("portfolio", "priorities") else [value]
            self.changes.append(Change(field, "add", values, words))
            return True
        if field == "present":
            who, _, said = value.partition("：")
            self.changes.append(Change(field, "add", [{"who": who, **({"said": said} if said else {})}], words))
            return True
        if field == "notes":
            if not self._whole(value, None):
                self.changes.append(Change(field, "add", value, words))
            return True
        if field == "speaker" and re.search(POST, value):  # 发言人：党委书记
            field = "role"
        self.changes.append(Change(field, "set", value, words))
        return True

    def _whole(self, text: str, someone: dict[str, str] | None) -> bool:
        """Take a clause that is about one field and nothing else."""
        strict = self.open
        stripped = re.sub(r"^(?:另外|还有|然后|对了|嗯|哦|那|请|最好|也)(?=.{3})", "", text)
        if scribe(text) or _NO_BODY.match(text):
            return True
        if fields.vague_size(text) or (fields.size_like(text) and not fields.size(text)):
            self.leftover.append(text)
            return True
        if not fields.size(text) and (found := fields.manner(stripped) or fields.note(text)):
            self.changes.append(found)
            return True
        for read in (lambda t: fields.present(t, someone), lambda t: fields.deadline(t, strict), fields.priorities, fields.rectified):
            if found := read(stripped):
                if found.field == "present":
                    self._present(found)
                else:
                    self.changes.append(found)
                return True
        if both := _BOTH.match(text):
            self._post(both["post"], text)
            return True
        return False

    def _present(self, found: Change) -> None:
        entry = found.value[0]
        last = self.changes[-1] if self.changes else None
        if last and last.field == "present" and last.value[0]["who"] == entry["who"]:
            self.changes.pop()
            found = msgspec.structs.replace(found, words=f"{last.words}，{found.words}")
        self.changes.append(found)
        self.someone = None if "said" in entry else entry

    def _masked(self, text: str) -> tuple[str, list[tuple[Change, tuple[int, int]]]]:
        """Return text with what is understood of it put out, and the changes with where they stand."""
        found: list[tuple[Change, tuple[int, int]]] = []
        masked = text
        readers = (fields.period, lambda t: fields.date(t, self.today), fields.size, fields.team, fields.meeting)
        for read in (*readers, lambda _: fields.inspection(text)):
            if hit := read(masked):
                found.append(hit)
                start, end = hit[1]
                masked = masked[:start] + GAP * (end - start) + masked[end:]
        return masked, found

    def _keep(self, found: list[tuple[Change, tuple[int, int]]]) -> None:
        have = {change.field: change for change in self.changes if change.how == "set"}
        for change, _ in sorted(found, key=lambda entry: entry[1]):
            before = have.get(change.field)
            if change.field == "team" and before and len(before.value) > len(change.value):
                continue
            if change.field == "inspection" and before and change.value.startswith(before.value):
                self.changes.remove(before)
            self.changes.append(change)

    def _who(self, masked: str, text: str, post_before: bool, opened: bool) -> None:
        """Take unit, post and name from a clause; what is left of it is a problem where it says a fault."""
        bare = re.sub(r"(?:是)?不是[^是，▮]{2,12}(?=是|$)", lambda m: GAP * len(m.group()), masked)
        bare = self._qualified(bare, text)
        said = self.names.read(bare, free=not self.open)
        for start, end in said.spans:
            bare = bare[:start] + GAP * (end - start) + bare[end:]
        bare = self._qualified(bare, text)
        have = next((change for change in self.changes if change.field == "unit"), None)
        if have and said.unit.endswith(have.value):
            self.changes.remove(have)  # 宣传部, then 云溪县委宣传部
            have = None
        if said.unit and not have:
            self.changes.append(Change("unit", "set", said.unit, text))
        elif said.unit and said.unit not in str([c.value for c in self.changes if c.field == "unit"]):
            self.leftover.append(text)
        if said.post:
            alone = masked.strip(GAP).removeprefix("兼").removeprefix("任") == said.post
            self._post(said.post, text, joined=post_before and alone)
        if said.name:
            self.changes.append(Change("speaker", "set", said.name, text))
        self._rest(bare, text, opened)

    def _qualified(self, bare: str, text: str) -> str:
        """Take what qualifies the post (主持工作, 代表党组) from a clause, and return the clause without it."""
        if _ACTING.search(bare):
            self.flags.append(("主持工作", text))
            bare = _ACTING.sub(lambda m: GAP * len(m.group()), bare)
        if found := _FOR_BODY.search(bare):
            self.flags.append((f"代表{found['body'] or found['by']}", text))
            bare = _FOR_BODY.sub(lambda m: GAP * len(m.group()), bare)
        return bare

    def _post(self, post: str, words: str, joined: bool = False) -> None:
        self.post_just_said = True
        before = next((c for c in reversed(self.changes) if c.field == "role"), None)
        if before and (joined or "一肩挑" in words or post[-2:] == "书记") and post not in before.value and not self.known.get("role"):
            self.changes.remove(before)
            post, words = f"{before.value}、{post}", f"{before.words}，{words}"
        elif before:
            return
        self.changes.append(Change("role", "set", post, words))

    def _rest(self, masked: str, text: str, opened: bool) -> None:
        left: list[str] = []
        for match in re.finditer(rf"[^{GAP}]+", masked):
            piece = match.group()
            if not residue(piece):
                continue
            trimmed, many = problems.closing(piece)
            told = problems.sure(trimmed) or (bool(self.problems) and len(trimmed) >= 5 and self.topics.known(trimmed) and problems.credible(trimmed, False))
            if not opened and not plain_talk(piece) and problems.plausible(trimmed) and told:
                self.many = many if many is not None else self.many
                entries = problems.items(_ASKED.sub("", trimmed), many, listed=False)
                for item in problems.unmarked(entries[0]) if self.unmarked and len(entries) == 1 else entries:
                    self._add(item, text)
            else:
                left.append(piece)
        if left:
            self.leftover.append(text)

    def _goes_on(self, text: str, masked: str, clause: Clause) -> bool:
        """Take a clause that goes on with the list of problems; False where it is of another kind."""
        if plain_talk(text):
            return False
        said = self.names.read(masked, free=not self.problems and self.many is None)
        if (said.unit or said.post) and said.spans and not problems.FAULT.search(text):
            return False
        if self.listed and self.problems and "，" in clause.before:
            self.problems[-1] += f"，{text}"
            self.problem_words[-1] += f"，{text}"
            return True
        if not problems.plausible(text):
            return False
        self._list(text, clause, listed=self.bounded and "；" in clause.before and "、" not in text and self.topics.known(text))
        return True

    def _list(self, text: str, clause: Clause, listed: bool, alone: bool = False) -> None:
        """Take the problems in text."""
        masked, found = self._masked(text)
        if not residue(masked):
            self._keep(found)
            return
        end = len(masked.rstrip(GAP + " ，"))
        tail = [entry for entry in found if entry[1][0] >= end and entry[0].field in ("length", "minutes")]
        self._keep(tail)
        text = text[:end] if tail else text
        self.listed = self.listed or listed
        text, many = problems.closing(text) if not listed else (text, None)
        self.many = many if many is not None else self.many
        if not residue(text) or not problems.plausible(text):
            if residue(text):
                self.leftover.append(clause.text)
            return
        found_items = problems.items(text, self.many if not self.problems else None, listed)
        if self.unmarked and len(found_items) == 1:
            found_items = problems.unmarked(found_items[0])
        counted = self.many is not None and self.many > 1 and len(found_items) == self.many and not self.problems
        for item in found_items:
            single = alone and len(found_items) == 1 and not self.many
            if listed or counted or (problems.credible(item, single) and self._belongs(item)):
                self._add(item, clause.text)
            elif residue(item):
                self.leftover.append(clause.text)

    def _belongs(self, item: str) -> bool:
        """Return whether an entry fits the list so far: it says a fault or the corpus knows it, or all are bare topics."""
        if problems.FAULT.search(item) or self.topics.known(item):
            return True
        return problems.bare_topic(item) and not any(problems.FAULT.search(one) for one in self.problems)

    def _add(self, item: str, words: str) -> None:
        if problems.plausible(item):
            self.problems.append(item)
            self.problem_words.append(words)
        else:
            self.leftover.append(words)

    def close(self) -> None:
        """Take what only the message as a whole says: its problems in one change, posts with what qualifies them."""
        if any(change.field in ("length", "minutes") for change in self.changes):
            self.leftover = [words for words in self.leftover if not fields.vague_size(words)]
        acting = any(what == "主持工作" for what, _ in self.flags)
        for what, words in self.flags:
            if acting and what != "主持工作":
                continue  # who holds the work for the time being speaks for the body anyway
            role = next((c for c in self.changes if c.field == "role"), None)
            value = role.value if role else str(self.known.get("role") or "")
            if value and (what == "主持工作" or "副" in value or "成员" in value) and what not in value:
                if role:
                    self.changes.remove(role)
                self.changes.append(Change("role", "set", f"{value}（{what}）", words))
        if self.problems:
            values = [problems.valued(item) for item in dict.fromkeys(self.problems)]
            words = "，".join(dict.fromkeys(self.problem_words))
            self.changes.append(Change("problems", "set" if self.anew else "add", values, words))
            if self.many and self.many != len(values) and self.many <= 20:
                self.leftover.append(f"说有 {self.many} 个问题，认出 {len(values)} 个")
        self.leftover = list(dict.fromkeys(self.leftover))
