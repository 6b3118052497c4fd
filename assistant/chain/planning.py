"""The stage plan: the model's plan laid over the offline one, and nothing of it taken that the unit, the role or the brief does not bear."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import msgspec

from assistant.chain.asking import Asker
from assistant.chain.facts import facts, most_measures, offers, outline, posts_of, within_budget
from assistant.chain.forms import MeasureForm, PlanForm
from assistant.checks import authority, leaks, wordings
from assistant.checks.subject import Subject
from assistant.context import Context
from assistant.corpus import GENERAL
from assistant.errors import ModelError
from assistant.plan import Plan, Point, Result
from assistant.pledging import Answer, Pledge
from assistant.speech import Paragraph, Speech
from index.passages import Passage

if TYPE_CHECKING:
    from assistant.knowledge import Knowledge

_ROOM = 1100
_HEADING = re.compile(r"^[^，。；：！？、]{3,14}(?:[，][^，。；：！？、]{3,14}){0,2}$")
_MOST = {"who": 14, "what": 80, "deadline": 24, "check": 70}


def plan_with(asker: Asker, base: Plan, context: Context, knowledge: Knowledge) -> Plan:
    """Return the model's plan over `base`, the offline one; ModelError where the model gives none that can be used.

    What a single item of the model's plan may not say (a post that the unit lacks, a date or figure that the brief does not
    hold, a power that the role has not) is left out, and the offline plan's stands there.
    """
    offered = [_offer(number, answer, context, knowledge) for number, answer in enumerate(base.answers, 1)]
    leads = sum(answer.lead for answer in base.answers)
    values = {**facts(context), "提纲": outline(base, context), "备选": offered, "重点数": max(leads, 1), "措施数": most_measures(base, context)}

    def sound(form: PlanForm) -> None:
        wrong = sorted({answer.problem for answer in form.answers} - set(range(1, len(base.answers) + 1)))
        if wrong:
            raise ModelError(f"answers 里没有第 {wrong[0]} 个问题，只有 1 到 {len(base.answers)}", reason="bad_reply")
        if missing := sorted(set(range(1, len(base.answers) + 1)) - {answer.problem for answer in form.answers}):
            raise ModelError(f"answers 里缺第 {'、'.join(map(str, missing))} 个问题", reason="bad_reply")

    form = asker.form("plan", values, PlanForm, _ROOM + 130 * len(base.answers), sound)
    return _laid_over(base, form, context, knowledge, leads)


def _offer(number: int, answer: Answer, context: Context, knowledge: Knowledge) -> dict[str, Any]:
    told = next(p for p in outline_of(answer, context) if p["号"] == 1) | {"号": number}
    known = {passage.id: passage for passage in knowledge.passages if passage.id in answer.passages}
    near: list[Passage] = within_budget([known[id] for id in answer.passages if id in known], 260)
    chosen = [measure.id for measure in answer.measures]
    offered = offers(answer, context, knowledge)
    there = {offer["号"] for offer in offered}
    offered = [m for m in told["措施"] if m["号"] not in there] + offered  # the general ones that the plan chose
    measures = sorted(offered, key=lambda offer: offer["号"] not in chosen)
    return told | {"措施": measures[:5], "段落": [{"号": passage.id, "文字": passage.text} for passage in near]}


def outline_of(answer: Answer, context: Context) -> list[dict[str, Any]]:
    """Return what a prompt is told of one answer alone."""
    empty = Plan(title="", salutation="", opening=(), enumeration="", temper="", exemplar="", headings=("", "", ""), answers=(answer,))
    found: list[dict[str, Any]] = outline(empty, context)["问题"]
    return found


def _laid_over(base: Plan, form: PlanForm, context: Context, knowledge: Knowledge, leads: int) -> Plan:
    answers: list[Answer] = []
    for given in sorted(form.answers, key=lambda answer: not answer.lead):
        answer = base.answers[given.problem - 1]
        if any(answer.problems == other.problems and answer.category == other.category for other in answers):
            continue
        pledges = tuple(p for p in (_pledge(m, answer, context, knowledge) for m in given.measures[:3]) if p)
        passages = tuple(id for id in given.passages if id in answer.passages)
        answers.append(
            msgspec.structs.replace(
                answer, measures=pledges or answer.measures, passages=passages or answer.passages, lead=given.lead and len(answers) < leads + 1
            )
        )
    if not any(answer.lead for answer in answers):
        answers[0] = msgspec.structs.replace(answers[0], lead=True)
    results = tuple(
        Result(base.answers[result.problem - 1].topic, result.text.rstrip("。"))
        for result in form.results[:5]
        if 1 <= result.problem <= len(base.answers) and len(result.text) >= 8 and clean_of(result.text, context, knowledge)
    )
    return msgspec.structs.replace(
        base,
        headings=_headings(form.headings) or base.headings,
        answers=tuple(answers),
        points=tuple(p for p in base.points if p.origin == "given") + tuple(
            Point(point.section, point.text.strip(), "proposed") for point in form.points[:16] if len(point.text.strip()) >= 4 and clean_of(point.text, context, knowledge)
        ),
        results=results or base.results,
        seen=Result(answers[0].topic, form.seen.strip("。，")) if 4 <= len(form.seen) <= 40 and clean_of(form.seen, context, knowledge) else base.seen,
    )  # fmt: skip


def _headings(given: tuple[str, str, str]) -> tuple[str, str, str] | None:
    """Return three headings that can stand side by side, their numerals taken off; None where they can't."""
    found = [re.sub(r"^[一二三1-3][、.．]\s*|[。；，！]$", "", heading.strip()) for heading in given]
    sizes = [len(heading) for heading in found]
    parts = {heading.count("，") for heading in found}
    if len(set(found)) < 3 or len(parts) > 1 or max(sizes) - min(sizes) > 4 or not all(map(_HEADING.match, found)):
        return None
    return (found[0], found[1], found[2])


def _pledge(given: MeasureForm, answer: Answer, context: Context, knowledge: Knowledge) -> Pledge | None:
    """Return a measure of the model's as it may be pledged here; None where it may not."""
    fields = {name: getattr(given, name).strip().strip("。，；") for name in ("who", "what", "deadline", "check")}
    if len(fields["what"]) < 6 or len(fields["check"]) < 4 or any(len(fields[name]) > most for name, most in _MOST.items()):
        return None
    if fields["who"] not in posts_of(context):
        near = [post for post in posts_of(context) if post in fields["who"] or fields["who"] in post]
        if not near:
            return None
        fields["who"] = max(near, key=len)
    spoken = "。".join((f"{fields['who']}{fields['deadline']}，{fields['what']}", fields["check"]))
    if not clean_of(spoken, context, knowledge):
        return None
    known = {m.id for category in (answer.category, GENERAL) for m in knowledge.corpus.categories[category].measures}
    given_date = any(fields["deadline"] and fields["deadline"] in words for words in context.brief.deadlines)
    return Pledge(
        id=given.id if given.id in known else "", who=fields["who"], what=fields["what"], deadline=fields["deadline"],
        check=fields["check"], origin="given" if given_date else "proposed",
    )  # fmt: skip


def clean_of(text: str, context: Context, knowledge: Knowledge) -> bool:
    """Whether a text of the model's names nothing that the brief does not hold and claims nothing that the role may not."""
    speech = Speech(title="", salutation="", opening=(Paragraph(text if text.endswith("。") else f"{text}。"),), transition="", sections=(), closing=(), thanks="")
    subject = Subject(speech, context)
    own = [*leaks.check(subject), *(f for f in authority.check(subject) if f.where == "开头第1段")]
    own += wordings.check(subject, knowledge.corpus.formulations.wordings, context.as_of, knowledge.clues)
    return not any(finding.level == "error" for finding in own)
