"""Read an inspection team's feedback: who inspected whom, which problems were found, what is asked and by when.

Rules only. A document is read front to back through the zones that every such document has: what precedes, praise,
problems, advice, clues passed on. Only sentences in the zone of problems can become problems, and each keeps the
passage of the document that it was read from.
"""

import re
from collections.abc import Callable
from typing import Any

import msgspec

from assistant.brief import MAX_PROBLEMS
from assistant.feedback_facts import date_of, deadlines_in, figures_of, is_deadline, kind_of, period_of, team_of, units_of
from assistant.feedback_items import FAULT, Piece, pieces, problems_in, short, with_runs, without_leadin
from assistant.feedback_layout import Block, bare, blocks, meant
from assistant.patterns import Pattern

Categorise = Callable[[str, str], tuple[str, str]]
"""Takes the unit's name and a problem, gives the id and the name of the problem's category."""


class Found(msgspec.Struct, frozen=True):
    """A problem that the feedback tells.

    `problem` is short, in the document's words; `category` an id with its `name`, both empty without categories;
    `figures` as written; `quote` the passage, which stands in the document to the letter, white space aside;
    `deadline` one set for this problem; `field` the headings it stands under, outermost first, joined by ／;
    `immediate` whether it is to be put right at once (立行立改).
    """

    problem: str
    quote: str
    category: str = ""
    name: str = ""
    figures: tuple[str, ...] = ()
    deadline: str = ""
    field: str = ""
    immediate: bool = False


class Feedback(msgspec.Struct, frozen=True):
    """What a feedback document says; texts are empty where it does not say.

    `unit` joins several units by 、; `superior` is the committee that sent the team; `date` the day of the feedback;
    `affirmed` holds the sentences of praise; `notes` what could not be read or should be looked at, in Chinese.
    """

    unit: str = ""
    unit_short: str = ""
    team: str = ""
    superior: str = ""
    date: str = ""
    kind: str = ""
    meeting: str = ""
    period: str = ""
    problems: tuple[Found, ...] = ()
    recommendations: tuple[str, ...] = ()
    deadlines: tuple[str, ...] = ()
    affirmed: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


_LACK = r"(?:问题|不足|差距|短板|弱项|毛病|薄弱环节|改进的地方|薄弱之处)"
_TO_PROBLEMS = Pattern(
    rf"(?:存在|发现|反映|指出|查出|查找|看到|归纳|尚有|还有|也有|有)(?:(?!已|得到)[^。；]){{0,30}}{_LACK}(?!已|均已|得到|解决|整改)"
    rf"|主要{_LACK}|意见也不少|{_LACK}(?:主要)?(?:有|是|表现|如下|列表)|(?:未完成|尚未|不到位|反弹)[^。]{{0,12}}(?:有|是|如下)：",
)  # fmt: skip
_TO_ADVICE = Pattern(
    r"^(?:对|针对|就)(?:此|以上|上述|上面|这些|存在|巡[察视])[^。]{0,24}(?:问题|此)?，|(?:提出|提)[^。，]{0,12}(?:意见|建议|要求)|(?:建议|意见|要求)："
    r"|^(?:巡[察视]组|我们)?建议|^请[^。，]{2,24}党[委组工]|^整改(?:的事|工作)|党(?:组|委|工委|总支|支部)(?:主要负责人|书记)?(?:要|应|须|必须|务必)(?!求)"
)
_CLUE = Pattern(r"(?:线索|信访件|举报)[^。]{0,40}(?:移交|移送|转|另行)|(?:移交|移送|转)[^。]{0,30}(?:线索|处理)", "移", "转")
_REPLY = Pattern(r"表态发言|书记表示|负责人表示|(?:班子)?成员参加|列席|传达[^。]{0,30}讲话精神|支持配合")
_ADVICE_HEAD = re.compile(r"整改(?:意见|建议|要求)|意见(?:和|与|及)?建议|工作建议|处理意见|时限要求|^.{0,8}(?:建议|意见|要求)$|下一?步(?:工作|整改)")
_PROBLEM_HEAD = re.compile(rf"{_LACK}|聚焦|围绕|方面$|反弹|不到位|边改边犯")
_PRAISE_HEAD = re.compile(r"成效|成绩|评价|总体|基本情况|肯定|概况|亮点|做法|情况$")
_CLUE_HEAD = re.compile(r"线索|移交")
_PRAISE = re.compile(r"取得|成效|成绩|肯定|提高|提升|改善|好评|认真|扎实|积极|稳步|表彰|较好|努力|明显")
_AT_ONCE = re.compile(r"立行立改|边巡边改|立即整改|立知立改")
_LEAST = 150


def is_feedback(text: str) -> bool:
    """Return whether text is an inspection's feedback, whole or in good part: not a speech, a notice or anything else."""
    plain = meant(bare(text))
    if len(plain) < _LEAST or not re.search(r"巡[察视]", plain):
        return False
    if re.search(r"表态发言|我代表.{1,12}(?:作|做).{0,4}表态", plain[:300]) or len(re.findall(r"我们将|我们要|我将", plain)) >= 5:
        return False
    signs = (
        r"巡[察视]组",
        r"反馈(?:意见|如下|情况)|情况(?:予以)?反馈|反馈巡[察视]|的反馈",
        rf"(?:存在|发现|主要|突出|以下)[^。]{{0,24}}{_LACK}",
        r"(?:聚焦|围绕|落实)[^。]{2,40}方面",
        r"(?:收到|反馈)[^。]{0,14}(?:之日|后|内)|报送?[^。]{0,12}整改|整改方案",
        r"(?:整改|意见|工作)(?:和)?(?:意见|建议)",
        r"(?:对|向)[^。]{2,30}(?:开展|进行)[^。]{0,16}巡[察视]",
        r"线索[^。]{0,30}(?:移交|移送|转)",
    )
    return sum(bool(re.search(sign, plain)) for sign in signs) >= 4


def read_feedback(text: str, categorise: Categorise | None = None) -> Feedback:
    """Return what a feedback document says; an empty Feedback with a note where there is nothing to read.

    `text` may be typed, pasted or a scan's text layer; `categorise` gives each problem its category. Raises nothing.
    """
    found, dropped = blocks(text)
    plain = meant("\n".join(block.raw for block in found))
    if not found:
        return Feedback(notes=("没有文字可读",))
    team = team_of(plain)
    units = units_of(found, plain)
    reading = _Reading(with_runs(found))
    if not reading.problems and any(block.kind for block in found) and not _REPLY.search(plain[:200]):
        reading = _Reading(with_runs(found), "problems")
    problems = tuple(_quoted(reading.problems, bare(text)))
    if categorise:
        problems = tuple(_with_category(problem, "、".join(units), categorise) for problem in problems)
    notes = [f"略去页码、页眉等 {dropped} 行"] if dropped else []
    notes += [f"没有读出{name}" for name, value in (("单位", units), ("巡察组", team)) if not value]
    notes += ["没有读出问题"] if not problems else []
    notes += [f"第{b + 1}条同第{a + 1}条重复：{problems[b].problem[:20]}" for a, b in _same(problems)]
    superior = re.match(r".*?(?:[省市县区州旗盟地]委|自治区党委|党[委组])", team)
    full = re.search(rf"(?:中共)?([\u4e00-\u9fff]{{2,8}}?{re.escape(superior.group())})", plain) if superior else None
    return Feedback(
        unit="、".join(units),
        team=team,
        superior=_committee(full.group(1) if full else "", superior.group() if superior else "", units),
        date=date_of(found, plain),
        kind=kind_of(plain, team),
        meeting="集中反馈会" if len(units) > 1 else "反馈会",
        period=period_of(plain),
        problems=problems,
        recommendations=tuple(dict.fromkeys(reading.recommendations)),
        deadlines=tuple(dict.fromkeys(reading.deadlines)),
        affirmed=tuple(reading.affirmed),
        notes=tuple(notes),
    )


def _committee(full: str, short_name: str, units: list[str]) -> str:
    """Return the committee by its full name where the unit's name begins with the same place."""
    place = full.removesuffix(short_name) + short_name[:1]
    return full if full and units and len(place) > 1 and units[0].startswith(place) else short_name


class _Reading:
    """The pass through the blocks: which zone it is in, under which headings, and what was taken so far."""

    def __init__(self, found: list[Block], zone: str = "front") -> None:
        self.problems: list[tuple[list[Piece], str]] = []
        self.recommendations: list[str] = []
        self.deadlines: list[str] = []
        self.affirmed: list[str] = []
        self._zone, self._zone_depth = zone, 0
        self._fields: dict[int, str] = {}
        at = 0
        while at < len(found):
            at = self._read(found, at)

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
        own = [piece for piece in pieces(block) if not _is_furniture(piece.text)]
        told = self._in_zone(own, block) if not (block.head and block.kind) else own if self._zone == "problems" else []
        inner = [piece for plain in found[at + 1 : after] for piece in self._in_zone(pieces(plain), plain)]
        if self._zone not in ("problems", "advice") and not told and not inner:
            return after
        if block.kind and block.kind != "引" and own and (parent or block.head):
            self._fields[block.depth] = own[0].text.rstrip("。；：，")
        topic = block.head and block.kind and not _is_fault_heading(own)
        if parent and block.kind and not inner and len(told) <= 1:
            return after
        if parent and told:
            told = told[:-1] if not inner and not re.search(r"\d", told[-1].text) else told
        if topic:
            self._take(inner, False, block.depth)
        elif block.kind and block.kind != "引":
            self._take([*told, *inner], True, block.depth)
        else:
            self._take([*told, *inner], False, block.depth)
        return after

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
            zone = "advice"
        elif block.head and _PROBLEM_HEAD.search(title) and (zone in ("front", "praise") or not inside):
            zone = "problems"
        elif block.head and zone != "problems" and _PRAISE_HEAD.search(title) and not inside:
            zone = "praise"
        if zone != self._zone or (not inside and zone == self._zone and self._zone_depth):
            self._zone, self._zone_depth = zone, block.depth

    def _in_zone(self, told: list[Piece], block: Block) -> list[Piece]:
        """Return the sentences that tell problems; praise, advice, times and clues go where they belong."""
        kept: list[Piece] = []
        advice: list[str] = []
        for piece in told:
            text = piece.text
            if _is_furniture(text) or _REPLY.search(text) or _CLUE.search(text):
                continue
            if self._zone in ("front", "praise", "clues"):
                if turn := _TO_PROBLEMS.search(text):
                    self._zone, self._zone_depth = "problems", 0
                    colon = text.find("：", turn.start())
                    if 0 < colon < len(text) - 6:
                        kept.append(Piece(piece.raw[colon + 1 :], text[colon + 1 :]))
                    continue
                if self._zone == "praise" or (_PRAISE.search(text) and len(text) > 15 and block.body == 0 and not block.head):
                    self.affirmed.append(piece.raw)
                    continue
            if is_deadline(text) and (self._zone != "problems" or _orders(text)):
                self.deadlines += deadlines_in(text)
                if self._zone == "problems":
                    self._zone, self._zone_depth = "advice", 0
                continue
            if self._zone == "problems" and (block.kind in ("", "引", "标题") or _orders(text)) and _TO_ADVICE.search(text):
                self._zone, self._zone_depth = "advice", 0
                text = text[text.find("：") + 1 :] if "：" in text else text
                if len(text) > 6 and re.search(r"建议|[要应须]|，", text):
                    advice.append(text)
                continue
            if self._zone == "problems":
                kept.append(piece)
            elif self._zone == "advice":
                advice.append(text)
        if advice and block.kind:
            self.recommendations.append("".join(advice).rstrip("。；"))
        else:
            self.recommendations += [text.rstrip("。；") for text in advice if len(text) > 6]
        return kept

    def _take(self, told: list[Piece], marked: bool, depth: int) -> None:
        if not told:
            return
        general, groups = problems_in(told, marked)
        above = [field for level, field in sorted(self._fields.items()) if level < depth or (field != told[0].text.rstrip("。；：，"))]
        field = "／".join(dict.fromkeys([*above, general] if general else above))
        self.problems += [(group, field) for group in groups]

    def _table(self, found: list[Block], at: int) -> int:
        """Read the rows from `at` on: the column headed 问题 tells the problem, the rest its facts."""
        after = at
        while after < len(found) and found[after].kind == "表":
            after += 1
        rows = found[at:after]
        head = next((n for n, cell in enumerate(rows[0].cells) if re.search(r"问题|表现", cell)), None)
        if head is not None and self._zone in ("front", "praise"):
            self._zone = "problems"
        if self._zone == "problems":
            field = "／".join(field for _, field in sorted(self._fields.items()))
            for row in rows[head is not None :]:
                best = max((cell for cell in row.cells if not re.fullmatch(r"[\d.、]*", cell)), key=len, default="")
                told = row.cells[head] if head is not None and head < len(row.cells) else best
                if told and len(told) > 3 and (head is not None or FAULT.search(meant(told))):
                    self.problems.append(([Piece(row.raw, meant(told))], field))
        return after


def _orders(text: str) -> bool:
    return bool(re.search(r"[请应须要]|务必|之日起|(?:收到|反馈)[^。]{0,12}(?:后|内)|报送|报县|报市|报区", text)) and not re.search(r"没有|未|仍", text)


def _is_fault_heading(own: list[Piece]) -> bool:
    text = own[0].text if own else ""
    return bool(FAULT.search(text)) and not re.search(rf"方面$|^聚焦|^围绕|{_LACK}$", text.rstrip("。："))


def _is_furniture(text: str) -> bool:
    """Return whether a sentence is a signature, a date, a salutation or a title."""
    plain = text.rstrip("。：")
    return bool(re.fullmatch(r"(?:中共)?[\u4e00-\u9fff]{2,20}巡[察视]组|同志们|各位领导.{0,8}|.{0,20}\d{4}年\d{1,2}月\d{1,2}日）?", plain)) and not FAULT.search(plain)


def _quoted(told: list[tuple[list[Piece], str]], flat: str) -> list[Found]:
    """Return the problems with quotations that stand in flat: the longer end of a passage that a page break cuts."""
    found = []
    for group, field in told:
        quote = _verbatim("".join(piece.raw for piece in group), flat)
        said = "".join(piece.text for piece in group)
        problem = short([without_leadin(group[0]), *group[1:]])
        if len(problem) < 4 or not quote:
            continue
        due = next((d for piece in group if re.search(r"限|责令|要求|务必", piece.text) for d in deadlines_in(piece.text)), "")
        figures = figures_of(said if len(said) > len(problem) else meant(quote))
        found.append(Found(problem, quote, figures=figures, deadline=due, field=field, immediate=bool(_AT_ONCE.search(said))))
    return found


def _verbatim(quote: str, flat: str) -> str:
    if quote in flat:
        return quote

    def longest(stands: Callable[[int], bool]) -> int:
        low, high = 0, len(quote)
        while low < high:
            middle = (low + high + 1) // 2
            low, high = (middle, high) if stands(middle) else (low, middle - 1)
        return low

    front = longest(lambda size: quote[:size] in flat)
    back = longest(lambda size: quote[len(quote) - size :] in flat)
    return quote[:front] if front >= min(back, 12) else quote[len(quote) - back :]


def _with_category(problem: Found, unit: str, categorise: Categorise) -> Found:
    for text in (problem.problem, f"{problem.problem}，{problem.quote[:80]}"):
        category, name = categorise(unit, text)
        if category != "P00":
            break
    return msgspec.structs.replace(problem, category=category, name=name)


def _same(problems: tuple[Found, ...]) -> list[tuple[int, int]]:
    """Return pairs of places of problems that say the same."""
    first: dict[str, int] = {}
    pairs = []
    for place, problem in enumerate(problems):
        key = re.sub(r"\W", "", problem.problem)
        if key in first:
            pairs.append((first[key], place))
        first.setdefault(key, place)
    return pairs


def fitted(feedback: Feedback, most: int = MAX_PROBLEMS) -> Feedback:
    """Return feedback with at most so many problems, repeated ones left out and the rest merged by kin; notes say so."""
    doubled = {second for _, second in _same(feedback.problems)}
    problems = [problem for place, problem in enumerate(feedback.problems) if place not in doubled]
    merged = 0
    while len(problems) > most:
        pair = _nearest_kin(problems)
        a, b = problems[pair[0]], problems.pop(pair[1])
        text = a.problem if b.problem in a.problem else f"{a.problem}；{b.problem}"
        problems[pair[0]] = msgspec.structs.replace(
            a, problem=text, figures=(*a.figures, *b.figures), immediate=a.immediate and b.immediate
        )
        merged += 1
    notes = [f"归并了 {merged} 条同类问题，合成 {most} 条"] if merged else []
    return msgspec.structs.replace(feedback, problems=tuple(problems), notes=(*feedback.notes, *notes))


def _nearest_kin(problems: list[Found]) -> tuple[int, int]:
    """Return the places of the two problems to merge: of one category, else one field, the shortest together, near."""
    best: tuple[int, int, int, int] | None = None
    for a in range(len(problems) - 1):
        for b in range(a + 1, min(len(problems), a + 12)):
            one, other = problems[a], problems[b]
            kin = 0 if one.category and one.category == other.category else 1 if one.field == other.field else 2
            rank = (kin, len(one.problem) + len(other.problem) + 4 * (b - a), a, b)
            if best is None or rank < best:
                best = rank
    assert best is not None
    return best[2], best[3]


def to_brief(feedback: Feedback, over: dict[str, Any] | None = None) -> dict[str, Any]:
    """Return a mapping that `assistant.brief.from_mapping` takes; values of over, by English key, stand before what was read."""
    fit = fitted(feedback)
    taken: dict[str, Any] = {
        "unit": fit.unit, "unit_short": fit.unit_short, "superior": fit.superior, "team": fit.team, "inspection": fit.kind,
        "meeting": fit.meeting, "period": fit.period, "date": fit.date, "deadlines": list(fit.deadlines),
        "problems": [{"text": p.problem, "immediate": True} if p.immediate else p.problem for p in fit.problems],
    }  # fmt: skip
    return {key: value for key, value in taken.items() if value} | (over or {})
