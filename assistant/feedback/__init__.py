"""Read an inspection team's feedback: who inspected whom, which problems were found, what is asked and by when.

Rules only. A document is read front to back through the zones that every such document has: what precedes, praise,
problems, advice, clues passed on. Only sentences in the zone of problems can become problems, and each keeps the
passage of the document that it was read from.
"""

import re
from collections.abc import Callable
from typing import Any, Literal

import msgspec

from assistant.brief import MAX_PROBLEMS
from assistant.errors import DocumentError
from assistant.feedback import facts
from assistant.feedback.items import Piece, short, without_leadin
from assistant.feedback.layout import Source, bare, blocks, meant
from assistant.feedback.reading import reading_of
from assistant.feedback.zones import AT_ONCE, LACK, TO_PROBLEMS
from assistant.speech import Cost

Categorise = Callable[[str, str], tuple[str, str]]
"""Takes the unit's name and a problem, gives the id and the name of the problem's category."""


class Found(msgspec.Struct, frozen=True):
    """A problem that the feedback tells.

    `problem` is short, in the document's words; `category` an id with its `name`, both empty without categories;
    `figures` as written; `quote` the passage, which stands in the document to the letter, white space aside;
    `deadline` one set for this problem; `field` the headings it stands under, outermost first, joined by ／;
    `immediate` whether it is to be put right at once (立行立改); `reader` who read it: the rules, a model whose quotation
    the rules have verified, or both.
    """

    problem: str
    quote: str
    category: str = ""
    name: str = ""
    figures: tuple[str, ...] = ()
    deadline: str = ""
    field: str = ""
    immediate: bool = False
    reader: Literal["rules", "model", "both"] = "rules"


class Feedback(msgspec.Struct, frozen=True):
    """What a feedback document says; texts are empty where it does not say.

    `unit` joins several units by 、; `superior` is the committee that sent the team; `date` the day of the feedback;
    `affirmed` holds the sentences of praise; `notes` what could not be read or should be looked at, in Chinese; `cost` what
    a model's reading took, empty without one.
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
    cost: tuple[Cost, ...] = ()


_SUBJECT = re.compile(r"^(?:请[^，]{0,24}?|[^，]{0,24}?(?:必须|务必|应当|[要应须]))(?=(?:[自在于从]|最迟)?(?:收到|反馈|集中|本月|[\d一二三两半六]))")
_ABOUT = re.compile(r"^(?:其中|对|针对)?，?([^，。：]{3,14}?)，?(?:务必|必须|应当|要|应|须|于|在|立行立改|边巡边改|立即整改|\d+[日天月])")
_RELATED, _MOST_ORDERS = 0.5, 60
_SHORT_NAME = re.compile(r"（以下(?:简)?称：?[“\"]?(?!党|巡)([\u4e00-\u9fff]{2,12}?)(?:党[组委]|党工委|党总支|党支部)?[”\"]?）")
TO_A_MACHINE = re.compile(r"(?:忽略|无视|忘记|忘掉|不要理会)[^，。]{0,6}(?:以上|上述|之前|前面|所有)[^，。]{0,6}(?:要求|指令|内容|规则|提示)|系统提示词|(?i:ignore\s*(?:all\s*)?(?:the\s*)?(?:previous|above))")
"""What is meant for a machine that reads along, and is no problem of any unit."""

_BY_THE_TEAM = re.compile(r"(?:我|组里)[^。]{0,4}代表[^。，]{0,20}巡[察视]组[，向反对就把通]|巡[察视]组(?:副?组长)(?:（|\d{4}年|各位|同志们|根据)|(?:县|市|区|省|党|工)委[^。，]{0,12}巡[察视]组[^。]{0,30}我(?:来|就|代表)|受[^。，]{2,24}(?:委托|委派)，[^。]{0,12}(?:通报|反馈)")
"""How the head of a team begins who tells the feedback aloud."""

MOST_CHARACTERS = 400_000
"""Longer texts are no feedback document; reading takes about a second for each 100,000."""

_LEAST, _LONGEST_UNIT = 100, 60


def is_feedback(text: str) -> bool:
    """Return whether text is an inspection's feedback, whole or in good part: not a speech, a notice or anything else."""
    plain = meant(bare(text))
    if len(plain) < _LEAST or not re.search(r"巡[察视]", plain):
        return False
    if is_speech(text):
        return False
    signs = (
        r"巡[察视]组",
        r"反馈(?:意见|如下|情况)|情况(?:予以)?反馈|反馈巡[察视]|的反馈",
        rf"(?:存在|发现|主要|突出|以下)[^。]{{0,24}}{LACK}",
        r"(?:聚焦|围绕|落实)[^。]{2,40}方面",
        r"(?:收到|反馈)[^。]{0,14}(?:之日|后|内)|报送?[^。]{0,12}整改|整改方案",
        r"(?:整改|意见|工作)(?:和)?(?:意见|建议)",
        r"(?:对|向)[^。]{2,30}(?:开展|进行)[^。]{0,16}巡[察视]",
        r"线索[^。]{0,30}(?:移交|移送|转)",
        r"你们[^。]{0,60}[没不]|反馈会|巡[察视][^。]{0,30}情况[^。]{0,8}反馈|“回头看”",
        r"集中整改|立行立改|整改(?:进展|结果|报告)",
    )
    found = sum(bool(re.search(sign, plain)) for sign in signs) + bool(_BY_THE_TEAM.search(plain[:600]))
    return found >= 4 or (found == 3 and bool(TO_PROBLEMS.search(plain)))


def is_speech(text: str) -> bool:
    """Return whether text is rather the answer to a feedback: a speech of the inspected unit."""
    plain = meant(bare(text))
    if _BY_THE_TEAM.search(plain[:600]):
        return False
    told = re.search(r"表态发言|我代表[^。]{1,16}(?:作|做)[^。]{0,6}(?:表态|发言)|表个态", plain[:500])
    own = len(re.findall(r"我们|我[局院校镇委将]|我代表|本人|[局院校镇]党[组委](?:诚恳|全部|一定|将)", plain))
    return bool(told) or own >= max(5, len(plain) // 400)


def read_document(text: str, categorise: Categorise | None = None) -> Feedback:
    """Return what a document says that someone gives for feedback; DocumentError where it is empty, or plainly something else."""
    if not text.strip():
        raise DocumentError("反馈意见是空的；请给有文字的文件")
    if len(text) > MOST_CHARACTERS:
        raise DocumentError(f"文件有 {len(text) // 10000} 万字，不像一份反馈意见；请只给反馈意见原文")
    if is_speech(text):
        raise DocumentError("这份材料像是表态发言稿，不是巡察组的反馈意见；请给反馈意见原文，或用 --problem 逐条写")
    feedback = read_feedback(text, categorise)
    if not feedback.problems and not is_feedback(text):
        raise DocumentError("这份材料不像巡察反馈意见，读不出问题；请给反馈意见原文，或用 --problem 逐条写")
    return feedback


def read_feedback(text: str, categorise: Categorise | None = None) -> Feedback:
    """Return what a feedback document says; an empty Feedback with a note where there is nothing to read.

    `text` may be typed, pasted or a scan's text layer; `categorise` gives each problem its category. Raises nothing.
    """
    found, dropped = blocks(text)
    plain = meant("\n".join(block.raw for block in found))
    if not found:
        return Feedback(notes=("没有文字可读",))
    team = facts.team_of(plain)
    units = facts.units_of(found, plain)
    reading = reading_of(found)
    told = ordered(_quoted(reading.problems, Source(text)), reading.orders)
    problems = tuple(problem for problem in told if not TO_A_MACHINE.search(problem.problem))
    if categorise:
        problems = tuple(with_category(problem, "、".join(units), categorise) for problem in problems)
    notes = [f"略去页码、页眉等 {dropped} 行"] if dropped else []
    notes += [f"像是写给机器看的话，没有当作问题：{p.problem[:20]}" for p in told if TO_A_MACHINE.search(p.problem)]
    notes += remarks("、".join(units), team, problems)
    superior = re.match(r".*?(?:[省市县区州旗盟地]委|自治区党委|党[委组])", team)
    full = re.search(rf"(?:中共)?([\u4e00-\u9fff]{{2,8}}?{re.escape(superior.group())})", plain) if superior else None
    return Feedback(
        unit="、".join(units),
        unit_short=found_short.group(1) if (found_short := _SHORT_NAME.search(plain[:1500])) else "",
        team=team,
        superior=_committee(full.group(1) if full else "", superior.group() if superior else "", units),
        date=facts.date_of(found, plain),
        kind=facts.kind_of(plain, team),
        meeting="集中反馈会" if len(units) > 1 else "反馈会",
        period=facts.period_of(plain),
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


def _quoted(told: list[tuple[list[Piece], str, tuple[str, ...]]], source: Source) -> list[Found]:
    """Return the problems with quotations that stand in source."""
    found = []
    for group, field, counted in told:
        quote = source.quotation("".join(piece.raw for piece in group))
        said = "".join(piece.text for piece in group)
        problem = short([without_leadin(group[0]), *group[1:]])
        if len(problem) < 4 or not quote:
            continue
        due = next((d for piece in group if re.search(r"限|责令|要求|务必", piece.text) for d in facts.deadlines_in(piece.text)), "")
        figures = (*facts.figures_of("".join(piece.raw for piece in group)), *counted)
        found.append(Found(problem, quote, figures=figures, deadline=due, field=field, immediate=bool(AT_ONCE.search(said))))
    return found


def ordered(problems: list[Found], orders: list[str]) -> list[Found]:
    """Return problems with what an order elsewhere says of one of them: at once, or by a day of its own."""
    for order in orders[:_MOST_ORDERS]:
        for clause in re.split(r"(?<=[；。])", order):
            about = _ABOUT.match(clause)
            topic = re.sub(r"等?(?:问题|工作)$", "", about.group(1)) if about else ""
            if len(topic) < 3 or re.search(r"方案|报告|[党委]|整改|情况|问题", topic):
                continue
            likeness = [(_alike(topic, problem.quote), -place) for place, problem in enumerate(problems)]
            (alike, place) = max(likeness, default=(0.0, 0))
            if alike >= _RELATED:
                own = problems[-place]
                due = own.deadline or next(iter(facts.deadlines_in(clause)), "")
                at_once = own.immediate or bool(AT_ONCE.search(clause))
                problems[-place] = msgspec.structs.replace(own, deadline=due, immediate=at_once)
    return problems


def _alike(topic: str, quote: str) -> float:
    """Return the share of topic's characters that stand in quote, 0 where no two of them stand together."""
    pairs = any(topic[at : at + 2] in quote for at in range(len(topic) - 1))
    return sum(c in quote for c in topic) / len(topic) if pairs else 0.0


def with_category(problem: Found, unit: str, categorise: Categorise) -> Found:
    """Return problem with its category."""
    for text in (problem.problem, f"{problem.problem}，{problem.quote[:80]}"):
        category, name = categorise(unit, text)
        if category != "P00":
            break
    return msgspec.structs.replace(problem, category=category, name=name)


def remarks(unit: str, team: str, problems: tuple[Found, ...]) -> list[str]:
    """Return what a reader should know of what was read: what is missing, what is told twice."""
    missing = [f"没有读出{name}" for name, value in (("单位", unit), ("巡察组", team), ("问题", problems)) if not value]
    return missing + [f"第{b + 1}条同第{a + 1}条重复：{problems[b].problem[:20]}" for a, b in _same(problems)]


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
        gone: set[int] = set()
        for first, second in _kin(problems)[: len(problems) - most]:
            problems[first] = _joined(problems[first], problems[second])
            gone.add(second)
        problems = [problem for place, problem in enumerate(problems) if place not in gone]
        merged += len(gone)
    notes = [f"归并了 {merged} 条同类问题，合成 {most} 条"] if merged else []
    return msgspec.structs.replace(feedback, problems=tuple(problems), notes=(*feedback.notes, *notes))


def _joined(one: Found, other: Found) -> Found:
    text = one.problem if other.problem in one.problem else f"{one.problem}；{other.problem}"
    figures = (*one.figures, *other.figures)
    return msgspec.structs.replace(one, problem=text, figures=figures, immediate=one.immediate and other.immediate)


def _kin(problems: list[Found]) -> list[tuple[int, int]]:
    """Return disjoint pairs of places to merge, the nearest kin first: of one category, of one field, short, near."""
    ranked = []
    for a, one in enumerate(problems):
        for b in range(a + 1, min(len(problems), a + 12)):
            other = problems[b]
            kin = 0 if one.category and one.category == other.category else 1 if one.field == other.field else 2
            ranked.append((kin, len(one.problem) + len(other.problem) + 4 * (b - a), a, b))
    taken: set[int] = set()
    pairs = []
    for _, _, a, b in sorted(ranked):
        if not {a, b} & taken:
            taken |= {a, b}
            pairs.append((a, b))
    return pairs


def to_brief(feedback: Feedback, over: dict[str, Any] | None = None) -> dict[str, Any]:
    """Return a mapping that `assistant.brief.from_mapping` takes; values of over, by English key, stand before what was read."""
    fit = fitted(feedback)
    taken: dict[str, Any] = {
        "unit": fit.unit, "unit_short": fit.unit_short, "superior": fit.superior, "team": fit.team, "inspection": fit.kind,
        "meeting": fit.meeting, "period": fit.period, "date": fit.date, "deadlines": [_SUBJECT.sub("", due) for due in fit.deadlines],
        "problems": [{"text": p.problem, "immediate": True} if p.immediate else p.problem for p in fit.problems],
    }  # fmt: skip
    if len(fit.unit) > _LONGEST_UNIT:
        taken["unit"] = f"{fit.unit.split('、')[0]}等{fit.unit.count('、') + 1}家单位"[-_LONGEST_UNIT:]
    return {key: value for key, value in taken.items() if value} | (over or {})


def named(feedback: Feedback) -> list[dict[str, Any]]:
    """Return, as a brief holds them, the names that the document's head tells: one mapping a unit, at least one."""
    beside = {"superior": feedback.superior, "team": feedback.team, "unit_short": feedback.unit_short}
    units = [unit[:_LONGEST_UNIT] for unit in feedback.unit.split("、") if unit] or ["某单位"]
    return [{"unit": unit, **{key: value for key, value in beside.items() if value}} for unit in units]
