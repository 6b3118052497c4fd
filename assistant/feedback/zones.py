"""Go through a feedback document by its zones: what precedes, praise, problems, advice, clues passed on."""

import re
from bisect import bisect_left
from collections.abc import Mapping
from itertools import pairwise
from typing import Literal

from assistant.feedback.facts import DEADLINE, deadlines_in, is_deadline, sets_time
from assistant.feedback.items import FAULT, Piece, pieces, problems_in, topic_of, without_leadin
from assistant.feedback.layout import Block, meant
from assistant.patterns import Pattern

LACK = r"(?:问题|不足|差距|短板|弱项|毛病|薄弱环节|改进的地方|薄弱之处)"
TO_PROBLEMS = Pattern(
    rf"(?<![未没]有)(?<![未没])(?:存在|发现|反映|指出|查出|查找|看到|归纳|尚有|还有|也有|有)(?:(?!已|得到)[^。；]){{0,30}}{LACK}(?!已|均已|得到|解决|整改)"
    rf"|主要{LACK}|意见也不少|{LACK}(?:主要)?(?:有|是|表现|如下|列表)|(?:未完成|尚未|不到位|反弹)[^。]{{0,12}}(?:有|是|如下)：",
)  # fmt: skip
TO_ADVICE = Pattern(
    r"^(?:对|针对|就)(?:此|以上|上述|上面|这些|存在|巡[察视])[^。]{0,24}(?:问题|此)?，|(?:提出|提(?!出))(?!的)[^。，]{0,12}(?:意见|建议|要求)|(?:讲|谈|有)[几两三四五]点[^。，]{0,4}(?:意见|建议|要求)|^下一?步，?整改|(?:建议|意见|要求)："
    r"|^(?:巡[察视]组|我们)?建议|^请[^。，]{2,24}党[委组工]|^整改(?:的事|工作)|党(?:组|委|工委|总支|支部)(?:主要负责人|书记)?(?:要|应|须|必须|务必)(?!求)"
)
_ADVICE_FOLLOWS = re.compile(r"(?:巡[察视]组)?(?:提出)?(?:如下|以下)?(?:整改|工作)?(?:意见|建议|要求)(?:[和与]?建议)?(?:如下)?：")
_TITLE = 26
"""Characters of the longest first sentence that titles its paragraph."""
AT_ONCE = re.compile(r"立行立改|边巡边改|立即整改|立知立改|即知即改")
CLUE = Pattern(
    r"(?:来信|反映个人|涉及个人)[^。]{0,24}(?:已|按)[^。]{0,12}(?:移|转|交)|(?:线索|信访件|举报)[^。]{0,24}(?:已|均|按|另行|统一|依规|一并)[^。]{0,24}(?:移交|移送|转|发函|处理)|(?:已|按|统一|均)[^。]{0,12}(?:移交|移送)[^。]{0,30}(?:线索|处理)|线索另行|立行立改事项[^。]{0,12}另行",
    "线索", "举报", "信访", "移", "立行立改", "来信", "个人",
)  # fmt: skip
REPLY = Pattern(r"表态发言|书记表示|负责人表示|(?:班子)?成员参加|列席|此件|^(?:联系人|联系电话|抄送|抄报|附件|印发)|传达[^。]{0,30}讲话精神|支持配合")
_ADVICE_HEAD = re.compile(r"整改(?:意见|建议|要求)|意见(?:和|与|及)?建议|工作建议|处理意见|时限要求|整改时限|^.{0,8}(?:建议|意见|要求)$|下一?步(?:工作|整改)")
_TALK = re.compile(
    r"^(?:怎么改|我就[讲说]|我的话|谢谢|问题就|(?:刚才|上面|以上)[讲说]的|(?:接下来|下面|最后)[^，。]{0,4}[讲提谈说][^。]{0,14}$)|[强提讲][^，。]{0,4}[几一两三四五六][句点条个][^，。]{0,5}。?$"
)
"""What is said between the problems and the advice, or at the end, and asks for nothing."""

_PROBLEM_HEAD = re.compile(rf"{LACK}|聚焦|围绕|方面$|反弹|不到位|边改边犯")
_PRAISE_HEAD = re.compile(r"成效|成绩|评价|总体|基本情况|肯定|概况|亮点|做法|情况$")
_OVERALL = re.compile(r"(?:总体|整体|基本)(?:情况|评价|看法|印象)$|成效$")
_CLUE_HEAD = re.compile(r"线索|移交")
_PRAISE = re.compile(r"取得|成效|成绩|肯定|提高|提升|改善|好评|认真|扎实|积极|稳步|表彰|较好|努力|明显")
_ONLY_PROBLEMS = re.compile(rf"^(?:目前|巡[察视])?(?:中)?(?:发现|存在|查找)?的?(?:主要|突出|具体)?{LACK}$")


Kind = Literal["", "front", "lead", "heading", "general", "praise", "problem", "advice", "aside", "order", "clue", "reply", "furniture"]
"""What a stretch of the document is; a lead only says that problems follow, general words stand over several of them, an
aside comes after a sentence that seemed to begin the advice with no heading over it, an order sets a time, a reply is the unit's."""

Label = Literal["front", "over", "problem", "more", "after"]
"""What a sentence does: stand before the problems, over some, begin one, tell more of it, come after them all."""

_OF_ZONE: dict[str, Kind] = {"front": "front", "praise": "praise", "problems": "problem", "advice": "advice", "clues": "clue"}


class Reading:
    """The pass through the blocks: which zone it is in, under which headings, and what was taken so far.

    `held` tells where sentences begin that a number holds together; `kinds` tells of each character of the blocks' texts, one after another, what it belongs to; `above` the headings over
    each block that was read, by where it begins.
    """

    def __init__(self, found: list[Block], zone: str = "front", labels: Mapping[int, Label] | None = None, rules: "Reading | None" = None) -> None:
        """Read blocks from a zone on; with `labels` of the sentences, by where they begin, these say which tell problems.

        `rules` is then the reading without labels: it says where one sentence tells several problems.
        """
        self.kinds: list[Kind] = [""] * sum(len(block.raw) for block in found)
        self.above: list[tuple[int, str]] = []
        self.problems: list[tuple[list[Piece], str, tuple[str, ...]]] = []
        self.held: set[int] = set()
        self.recommendations: list[str] = []
        self.deadlines: list[str] = []
        self.affirmed: list[str] = []
        self.orders: list[str] = []
        self._zone, self._zone_depth = zone, 0
        self._cued = False
        self._fields: dict[int, str] = {}
        self._labels = labels or {}
        self._starts = sorted(group[0].at for group, _, _ in rules.problems) if rules else []
        self._open: list[Piece] | None = None
        at = 0
        while at < len(found):
            at = self._read_labelled(found, at) if self._labels else self._read(found, at)

    def _read(self, found: list[Block], at: int) -> int:
        """Read the block at `at` with the plain text that belongs to it; return where the next begins."""
        block, after = found[at], at + 1
        if block.kind == "表":
            return self._table(found, at)
        if block.kind:
            self._fields = {depth: field for depth, field in self._fields.items() if depth < block.depth}
            if block.kind not in ("引", "列"):
                self._enter(block)
        while block.kind and block.kind not in ("引", "列") and after < len(found) and not found[after].kind:
            after += 1
        parent = after < len(found) and found[after].kind not in ("", "表") and found[after].depth > block.depth
        own = [piece for piece in pieces(block) if not is_furniture(piece.text)]
        if block.head and block.kind:
            self._note(own, "problem" if self._zone == "problems" and _is_fault_heading(own) else "heading")
        told = self._in_zone(own, block) if not (block.head and block.kind) else own if self._zone == "problems" else []
        paragraphs = [self._in_zone(pieces(plain), plain) for plain in found[at + 1 : after]]
        inner = [piece for paragraph in paragraphs for piece in paragraph]
        self.above.append((block.at, self._field(99)))
        if self._zone not in ("problems", "advice") and not told and not inner:
            return after
        if block.kind and block.kind != "引" and own and (parent or block.head):
            self._fields[block.depth] = own[0].text.rstrip("。；：，")
            self.above.append((block.at + len(block.raw), self._field(99)))
        topic = block.head and block.kind and not _is_fault_heading(own)
        told = [piece for piece in told if len(without_leadin(piece).text) > 3]
        if parent and block.kind and not inner and len(told) <= 1:
            if not block.head or _is_fault_heading(own):
                self._note(told, "general")
            return after
        if parent and told and not inner and not re.search(r"\d", told[-1].text):
            self._note(told[-1:], "general")
            told = told[:-1]
        if block.head and block.kind and sum(map(bool, paragraphs)) > 1:
            for paragraph in filter(None, paragraphs):
                first = paragraph[0].text
                self._take(paragraph, len(paragraph) > 1 and len(first) <= _TITLE and not re.search(r"\d", first), block.depth + 1)
        elif topic:
            self._take(inner, False, block.depth)
        elif block.kind and block.kind != "引":
            if not block.head or block.kind not in ("部", "一", "（一）", "标题"):
                self.held |= {piece.at for piece in (*told, *inner)}
            self._take([*told, *inner], True, block.depth)
        else:
            self._take([*told, *inner], False, block.depth)
        return after

    def _read_labelled(self, found: list[Block], at: int) -> int:
        """Read the block at `at`, whose sentences are labelled; return where the next begins."""
        block = found[at]
        if block.kind == "表":
            self._open = None
            return self._table(found, at)
        if block.kind:
            self._fields = {depth: field for depth, field in self._fields.items() if depth < block.depth}
            if block.kind not in ("引", "列"):
                self._enter(block)
        whole = pieces(block)
        own = [piece for piece in whole if not is_furniture(piece.text)]
        parent = block.head or (at + 1 < len(found) and found[at + 1].kind not in ("", "表") and found[at + 1].depth > block.depth)
        self.above.append((block.at, self._field(99)))
        titled = block.head and bool(block.kind) and bool(own) and self._label(own[0]) != "problem"
        if titled:
            self._note(own, "heading")
            self._open = None
        else:
            self._told(self._in_zone(whole, block), block, parent)
        if block.kind and block.kind != "引" and own and parent and (self._zone in ("problems", "advice")):
            self._fields[block.depth] = own[0].text.rstrip("。；：，")
            self.above.append((block.at + len(block.raw), self._field(99)))
        return at + 1

    def _told(self, kept: list[Piece], block: Block, parent: bool) -> None:
        """Take the problems in sentences of block that stand in the zone of problems; `parent` tells whether others stand below it."""
        above: list[Piece] = []
        for piece in kept:
            label = self._label(piece)
            if label == "problem":
                self._note(above[-1:], "general")
                general = above[-1].text.rstrip("。；：，") if above else ""
                for over, group in self._begun(piece):
                    self._open = group
                    self.problems.append((group, self._field(block.depth or 99, piece.text.rstrip("。；：，"), over or general), ()))
            elif label == "more" and self._open is not None:
                self._open.append(piece)
            else:
                self._open = None
                above = [piece] if label == "over" else []
        if parent:
            self._note(above, "general")

    def _begun(self, piece: Piece) -> list[tuple[str, list[Piece]]]:
        """Return the problems that begin in a sentence, each with the words over it: several where the rules tell several."""
        end = piece.at + len(piece.raw)
        starts = self._starts[bisect_left(self._starts, piece.at) : bisect_left(self._starts, end)] or [piece.at + topic_of(piece.text)]
        over = piece.text[: starts[0] - piece.at].rstrip("，：")
        return [(over, [piece.cut(a - piece.at, b - piece.at)]) for a, b in pairwise([*starts, end])]

    def _label(self, piece: Piece) -> Label | None:
        return self._labels.get(piece.at)

    def _enter(self, block: Block) -> None:
        """Change the zone where a heading says so; one below the heading that opened a zone only turns to problems."""
        first = next(iter(pieces(block)), None)
        title = first.text.rstrip("。；：，") if first else ""
        if not title or len(title) > (40 if block.head else 16):
            return
        inside = 0 < self._zone_depth < block.depth
        zone = self._zone
        if _CLUE_HEAD.search(title) and block.head:
            zone = "clues"
        elif _ADVICE_HEAD.search(title) and len(title) <= 16 and not _PROBLEM_HEAD.search(title) and not inside:
            zone, self._cued = "advice", False
        elif block.head and _PROBLEM_HEAD.search(title) and not _OVERALL.search(title) and (zone in ("front", "praise") or not inside):
            zone = "problems"
        elif block.head and zone != "problems" and _PRAISE_HEAD.search(title) and not inside:
            zone = "praise"
        if zone != self._zone or (not inside and zone == self._zone and self._zone_depth):
            self._zone, self._zone_depth, self._cued = zone, block.depth, False

    def _note(self, told: list[Piece], kind: Kind) -> None:
        """Note of what kind these sentences are; the last word counts."""
        for piece in told:
            self.kinds[piece.at : piece.at + len(piece.raw)] = [kind] * len(piece.raw)

    def _in_zone(self, sentences: list[Piece], block: Block) -> list[Piece]:
        """Return the sentences that tell problems; praise, advice, times and clues go where they belong."""
        kept: list[Piece] = []
        advice: list[str] = []
        for piece in sentences:
            text = piece.text
            label = self._label(piece)
            told = label in ("problem", "more", "over")
            self._turn(label)
            self._note([piece], "aside" if self._zone == "advice" and self._cued else _OF_ZONE[self._zone])
            if label != "problem" and (is_furniture(text) or REPLY.search(text) or CLUE.search(text)):
                self._note([piece], "furniture" if is_furniture(text) else "reply" if REPLY.search(text) else "clue")
                continue
            if self._zone in ("front", "praise", "clues"):
                turn = TO_PROBLEMS.search(text)
                if turn and label:
                    self._zone = "front"
                    self._note([piece], "lead")
                    continue
                if turn:
                    self._zone, self._zone_depth = "problems", 0
                    colon = text.find("：", turn.start())
                    self._note([piece], "lead")
                    if 0 < colon < len(text) - 6:
                        kept.append(piece.cut(colon + 1))
                        self._note(kept[-1:], "problem")
                    continue
                if self._zone == "praise" or (_PRAISE.search(text) and len(text) > 15 and block.body == 0 and not block.head):
                    self.affirmed.append(piece.raw)
                    self._note([piece], "praise")
                    continue
            if AT_ONCE.search(text) or DEADLINE.search(text):
                self.orders.append(text)
            if told:
                kept.append(piece)
                continue
            if (is_deadline(text) and (self._zone != "problems" or _orders(text))) or (self._zone == "advice" and sets_time(text)):
                self.deadlines += deadlines_in(text)
                self._note([piece], "order")
                beside = "，".join(c for c in re.split(r"[，；。]", text) if c and not DEADLINE.search(c))
                if len(beside) >= 24:
                    advice.append(beside)
                if self._zone == "problems":
                    self._zone, self._zone_depth, self._cued = "advice", 0, True
                continue
            if self._zone == "problems" and (block.kind in ("", "引", "标题") or _orders(text) or _ADVICE_FOLLOWS.match(text)) and TO_ADVICE.search(text):
                self._zone, self._zone_depth, self._cued = "advice", 0, True
                self._note([piece], "aside")
                told_here = "：" in text or re.search(r"建议|[要应须]|，", text)
                text = text[text.find("：") + 1 :]
                if len(text) > 6 and told_here:
                    advice.append(text)
                continue
            if self._zone == "problems":
                kept.append(piece)
            elif self._zone == "advice" and not _TALK.search(text):
                advice.append(text)
        if advice and block.kind:
            self.recommendations.append("".join(advice).rstrip("。；，"))
        else:
            self.recommendations += [text.rstrip("。；，") for text in advice if len(text) > 6]
        return kept

    def _turn(self, label: Label | None) -> None:
        """Change the zone where a sentence's label says so."""
        if label in ("problem", "more", "over") and self._zone != "problems":
            self._zone, self._zone_depth, self._cued = "problems", 0, False
        elif label == "after" and self._zone in ("front", "praise", "problems"):
            self._zone, self._zone_depth, self._cued = "advice", 0, True
        elif label == "front" and self._zone not in ("front", "praise"):
            self._zone = "praise"

    def _take(self, told: list[Piece], marked: bool, depth: int) -> None:
        if not told:
            return
        own = told[0].text.rstrip("。；：，")
        self.problems += [(group, self._field(depth, own, general), ()) for general, group in problems_in(told, marked)]

    def _field(self, depth: int, own: str = "", general: str = "") -> str:
        """Return the headings above, those left out that only say that problems follow."""
        above = [field for level, field in sorted(self._fields.items()) if level < depth or field != own]
        kept = [field for field in above if not _ONLY_PROBLEMS.search(field)] + ([general] if general else [])
        return "／".join(dict.fromkeys(kept))

    def _table(self, found: list[Block], at: int) -> int:
        """Read the rows from `at` on: the column headed 问题 tells the problem, the rest its facts."""
        after = at
        while after < len(found) and found[after].kind == "表":
            after += 1
        rows = found[at:after]
        head = next((n for n, cell in enumerate(rows[0].cells) if re.search(r"问题|表现", cell)), None)
        measures = [m.group(1) if (m := re.search(r"（(万?元|亿元|[个件户人亩])）", meant(cell))) else "" for cell in rows[0].cells]
        if head is not None and self._zone in ("front", "praise"):
            self._zone = "problems"
        for row in rows:
            self._note([Piece(row.raw, row.text, row.at)], _OF_ZONE[self._zone])
        if head is not None:
            self._note([Piece(rows[0].raw, rows[0].text, rows[0].at)], "heading")
        if self._zone == "problems":
            field = self._field(99)
            for row in rows[head is not None :]:
                best = max((cell for cell in row.cells if not re.fullmatch(r"[\d.、]*", cell)), key=len, default="")
                told = row.cells[head] if head is not None and head < len(row.cells) else best
                if told and len(told) > 3 and (head is not None or FAULT.search(meant(told))):
                    counted = zip(row.cells, measures, strict=False)
                    figures = tuple(cell + measure for cell, measure in counted if measure and re.fullmatch(r"[\d.,]+", cell))
                    self.problems.append(([Piece(row.raw, meant(told), row.at)], field, figures))
        elif self._zone == "advice":
            self._asked(rows)
        return after

    def _asked(self, rows: list[Block]) -> None:
        """Take the times and the advice that the rows of a table tell."""
        for row in rows:
            text = meant("".join(cell for cell in row.cells if not re.fullmatch(r"[\d.、]*", cell)))
            if sets_time(text):
                self.deadlines += deadlines_in(text)
                self._note([Piece(row.raw, row.text, row.at)], "order")
            elif len(text) > 10:
                self.recommendations.append(text.rstrip("。；，"))


def _orders(text: str) -> bool:
    return bool(re.search(r"[请应须要]|务必|之日起|(?:收到|反馈)[^。]{0,12}(?:后|内)|报送|报县|报市|报区", text)) and not re.search(r"没有|未|仍", text)


def _is_fault_heading(own: list[Piece]) -> bool:
    text = own[0].text if own else ""
    return bool(FAULT.search(text)) and not re.search(rf"方面$|^聚焦|^围绕|{LACK}$", text.rstrip("。："))


def is_furniture(text: str) -> bool:
    """Return whether a sentence is a signature, a date, a salutation or a title."""
    plain = text.rstrip("。：")
    return bool(re.fullmatch(r"(?:中共)?[\u4e00-\u9fff]{2,20}巡[察视]组|同志们|各位领导.{0,8}|.{0,20}\d{4}年\d{1,2}月\d{1,2}日）?", plain)) and not FAULT.search(plain)
