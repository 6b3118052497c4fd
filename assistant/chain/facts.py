"""What a prompt is told of the occasion, the speaker, the unit, the plan and the passages: plain values with Chinese names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from assistant.context import Context
from assistant.corpus import GENERAL
from assistant.model import count_tokens
from assistant.plan import Plan
from assistant.pledging import NO_TIME, Answer
from assistant.roles import ROLE_NAMES
from assistant.units import GENERIC_OWNERS
from index.passages import Part, Passage
from index.search import Filter

if TYPE_CHECKING:
    from assistant.knowledge import Knowledge

_SHARES = (0.16, 0.22, 0.4, 0.17, 0.05)
"""How the length is shared among opening, three sections and closing: the middle of what the exemplars do."""

_A_MEASURE = 90
"""Characters that a measure takes when it is spoken, with its problem named."""

PASSAGE_TOKENS = 900
"""Tokens of exemplar passages that one prompt carries at most: four or five paragraphs."""


def rooms(plan: Plan, context: Context) -> list[int]:
    """Return the characters meant for each part; from four problems on section two takes some of the others' share."""
    more = 0.025 * min(max(len(plan.answers) - 3, 0), 5)
    scale = (1 - _SHARES[2] - more) / (1 - _SHARES[2])
    shares = [share * scale if part != 2 else share + more for part, share in enumerate(_SHARES)]
    return [round(context.length * share) for share in shares]


def most_measures(plan: Plan, context: Context) -> int:
    """Return how many measures section two has room for; each problem gets one in any case."""
    return max(len(plan.answers), rooms(plan, context)[2] // _A_MEASURE)


def facts(context: Context) -> dict[str, Any]:
    """Return what every prompt is told: 场合, 单位, 发言人, 要求."""
    brief = context.brief
    present = [
        "：".join(piece for piece in (p.who, "，".join(words for words in (p.did, p.said) if words)) if piece) for p in brief.present
    ]
    posts = [name for name in dict.fromkeys([*context.owners.values(), *(desk.name for desk in context.unit.desks)]) if name]
    return {
        "场合": {
            "会议": context.meeting, "巡察": context.inspection, "类型": list(context.types), "写明的类型": brief.inspection,
            "巡察组": context["巡察组"], "上级党委": context["上级党委"], "上级": context["上级"], "本级党委": context.own_superior, "巡察时间": brief.period,
            "到会": present,
        },
        "单位": {
            "名称": context["单位"], "类别": context.kind, "自称": context["自称"], "全体": context["全体"], "队伍": context["队伍"],
            "党组织": context["党组织"], "党组织会议": context["会议"], "成员": context["成员"], "系统": context["系统"],
            "服务对象": context["服务对象"], "下属": context["下属"], "全域": context["全域"],
            "重点工作": list(brief.priorities), "通常的重点": context["重点工作"], "岗位": posts,
        },
        "发言人": {
            "职务": brief.role or context.unit.head, "角色": context.role, "角色名": ROLE_NAMES[context.role], "分管": list(brief.portfolio),
        },
        "要求": {
            "字数": context.length, "语气": brief.tone, "口号": brief.slogan, "另外": brief.notes, "时限": list(brief.deadlines),
            "立行立改": list(brief.rectified), "不提时间": bool(NO_TIME.search(brief.notes)),
        },
    }  # fmt: skip


def outline(plan: Plan, context: Context) -> dict[str, Any]:
    """Return the plan as a prompt is told it: the value 提纲."""
    counts = {problem.text: problem.count for problem in context.brief.items()}
    return {
        "三个标题": list(plan.headings),
        "要点": [[point.text for point in plan.points if point.section == part] for part in range(5)],
        "问题": [_told(number, answer, counts) for number, answer in enumerate(plan.answers, 1)],
        "其余": list(plan.rest),
        "成果": [{"领域": result.topic, "文字": result.text} for result in plan.results],
        "看得见": plan.seen.text,
        "语气": plan.temper,
    }


def _told(number: int, answer: Answer, counts: dict[str, int | None]) -> dict[str, Any]:
    said = [count for text, count in counts.items() if count is not None and any(p in text or text in p for p in answer.problems)]
    return {
        "号": number, "原文": list(answer.problems), "领域": answer.topic if answer.category != GENERAL or not answer.problems else answer.label,
        "先讲": answer.lead, "立行立改": answer.immediate, "数量": said[0] if said else None,
        "措施": [{"号": m.id, "谁": m.who, "做什么": m.what, "时限": m.deadline, "标志": m.check} for m in answer.measures],
    }  # fmt: skip


def offers(answer: Answer, context: Context, knowledge: Knowledge) -> list[dict[str, str]]:
    """Return measures of the corpus on the answer's category that this role may pledge here, for the plan's prompt."""
    category = knowledge.corpus.categories[answer.category]
    spoken_as = "secretary" if context.role == "discipline" else context.role
    problem = "，".join(answer.problems)
    found = []
    for measure in category.measures:
        if not measure.fits(context.kind, spoken_as):
            continue
        who, what = context.owner(measure.who, problem), context.fill(measure.what, problem)
        deadline, check = context.fill(measure.deadline, problem), context.fill(measure.check, problem)
        if who and what and deadline and check:
            found.append({"号": measure.id, "谁": who, "做什么": what, "时限": deadline, "标志": check})
    return found


def passages_for(part: int, plan: Plan, context: Context, knowledge: Knowledge) -> list[Passage]:
    """Return the exemplars' passages that teach the manner of a part, those of this plan's problems first, within the budget."""
    topics = " ".join([a.label or a.topic for a in plan.answers if a.lead] or [plan.answers[0].topic])
    if part == 2:
        wanted = [id for answer in plan.answers for id in answer.passages[: 1 if len(plan.answers) > 4 else 2]]
        known = {passage.id: passage for passage in knowledge.passages if passage.id in wanted}
        found = [known[id] for id in wanted if id in known]
    else:
        where = {
            0: Filter((Part.OPENING,), role=context.role), 1: Filter((Part.BODY, Part.PLEDGE), 1), 3: Filter((Part.BODY, Part.PLEDGE), 3),
            4: Filter((Part.CLOSING,)),
        }[part]  # fmt: skip
        found = [hit.passage for hit in knowledge.passages.search(f"{context['系统']} {topics}", k=5, where=where)]
    return within_budget(list(dict.fromkeys(found)))


def within_budget(passages: list[Passage], tokens: int = PASSAGE_TOKENS) -> list[Passage]:
    """Return the first passages whose texts together are no more than tokens."""
    kept, total = [], 0
    for passage in passages:
        total += count_tokens(passage.text)
        if total > tokens:
            break
        kept.append(passage)
    return kept


def posts_of(context: Context) -> set[str]:
    """Return the posts and desks that this unit has, and the words that any unit may use for one."""
    named = {*context.owners.values(), *(desk.name for desk in context.unit.desks), *GENERIC_OWNERS.values(), "我"}
    return {name for name in named if name}
