"""Choose what is pledged: for each problem the measures that mend it, that this role may promise and this unit can keep."""

from __future__ import annotations

import math
import re
from collections import Counter
from typing import TYPE_CHECKING

import msgspec
import numpy as np

from assistant.context import Context
from assistant.corpus import GENERAL, MATTER, Category, Measure
from assistant.frames import order
from assistant.speech import PledgedMeasure
from index.lexical import bigrams

if TYPE_CHECKING:
    from assistant.knowledge import Knowledge
    from index.passages import Hit


class Pledge(PledgedMeasure, frozen=True, kw_only=True):
    """A measure chosen for a problem, in this unit's words; id is the corpus' (empty where a person wrote it)."""

    id: str = ""


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """Problems of one category, what they are called in the speech, and the measures that answer them."""

    problems: tuple[str, ...]
    label: str
    topic: str
    category: str
    group: str = ""
    lead: bool = True
    immediate: bool = False
    measures: tuple[Pledge, ...] = ()
    passages: tuple[str, ...] = ()


def with_measures(
    answers: list[Answer], context: Context, knowledge: Knowledge, hits: dict[str, list[Hit]], seed: int, room: float,
    scale: float,
) -> list[Answer]:
    """Give every answer its measures: one each, then more for those that lead while there is room."""
    ranked = {i: ranked_pledges(answer, context, knowledge, hits, seed, scale) for i, answer in enumerate(answers)}
    chosen: dict[int, list[Pledge]] = {}
    used: set[str] = set()
    spent = 0.0
    leads = [i for i, answer in enumerate(answers) if answer.lead]
    others = [i for i in ranked if i not in leads]
    rounds = [leads, others, leads, leads, others, *[leads] * 12]
    for turn, wave in enumerate(rounds):
        for i in wave:
            free = [pledge for pledge in ranked[i] if pledge.id not in used]
            if not free:
                continue
            cost = len(free[0].who + free[0].what + free[0].deadline + free[0].check) + 4
            if turn >= 2 and spent + cost > room:
                continue
            chosen.setdefault(i, []).append(free[0])
            used.add(free[0].id)
            spent += cost + (40 if turn < 2 else 0)
    return [msgspec.structs.replace(answer, measures=tuple(chosen.get(i, ()))) for i, answer in enumerate(answers)]


def ranked_pledges(
    answer: Answer, context: Context, knowledge: Knowledge, hits: dict[str, list[Hit]], seed: int, scale: float
) -> list[Pledge]:
    """Return the measures that this role may promise here, best first: near the problem and the passages found."""
    own, general = knowledge.corpus.categories[answer.category], knowledge.corpus.categories[GENERAL]
    if not answer.problems:
        return [pledge for pledge, _, _ in _ranked(own, answer, context, knowledge, hits, seed, scale)]
    in_own_words = _in_turn(_ranked(general, answer, context, knowledge, hits, seed, scale))
    if answer.category == GENERAL:
        return in_own_words
    ranked = _ranked(own, answer, context, knowledge, hits, seed, scale)
    sure = [pledge for pledge, mends, _ in ranked if mends >= _SURE]
    loose = [pledge for pledge, mends, _ in ranked if 0.2 < mends < _SURE]
    # What mends this very fault leads; then the problem is answered in its own words; what mends any fault of the
    # category comes last, and what was made for another fault of it never.
    return [*sure, *in_own_words[:4], *loose, *in_own_words[4:]]


def _in_turn(ranked: list[tuple[Pledge, float, str]]) -> list[Pledge]:
    """Return measures so that finding out comes before changing the rule, and each is followed by the other."""
    steps = {step: [pledge for pledge, _, own in ranked if own == step] for step in ("查", "改")}
    found: list[Pledge] = []
    for place in range(max(map(len, steps.values()))):
        found += [pledges[place] for pledges in steps.values() if place < len(pledges)]
    return found


def _ranked(
    category: Category, answer: Answer, context: Context, knowledge: Knowledge, hits: dict[str, list[Hit]], seed: int, scale: float
) -> list[tuple[Pledge, float, str]]:
    """Return a category's measures with how surely each mends the problem, and its step, best first."""
    problem = "，".join(answer.problems) or category.topic
    spoken_as = "secretary" if context.role == "discipline" else context.role
    fitting = [
        measure for measure in category.measures
        if measure.fits(context.kind, spoken_as) and (answer.problems or f"{{{MATTER}}}" not in measure.what + measure.check)
    ]  # fmt: skip
    if answer.problems and category.id == GENERAL:
        fitting = [measure for measure in fitting if measure.step and _is_of(measure.answers, problem)]
    pledges = [(measure, resolved) for measure in fitting if (resolved := resolve_pledge(measure, context, problem))]
    if not pledges:
        return []
    texts = [f"{pledge.what}，{pledge.check}" for _, pledge in pledges]
    rows = knowledge.embedder.passages(texts)
    question = knowledge.embedder.query(problem)
    asked = set(bigrams(problem))
    found = [hit for own in hits.values() for hit in own if hit.passage.id in answer.passages]
    shown = knowledge.embedder.passages([hit.passage.text for hit in found]).mean(axis=0) if found else np.zeros_like(question)
    places = order(seed, f"{context.brief.unit}|measures|{answer.category}", len(pledges))
    chosen = [measure for measure, _ in pledges]
    # The general measures name faults in a word each; one that stands in the problem is as sure as can be.
    mends = [0.6 if m.answers else 0.25 for m in chosen] if category.id == GENERAL and answer.problems else _mends(category.id, chosen, problem, asked, knowledge)

    def value(i: int) -> float:
        measure, pledge = pledges[i]
        same = pledge.who in pledge.check and len(pledge.who) > 1
        return (
            1.6 * mends[i]
            + 0.5 * float(rows[i] @ question)
            + 0.3 * float(rows[i] @ shown)
            + 0.5 * len(asked & set(bigrams(texts[i]))) / max(len(asked), 1)
            + 0.22 * (measure.kinds != "all")
            + 0.1 * (context.powers.leads_group and measure.who == "书记")
            - 0.25 * same
            - 0.012 * max(0, len(texts[i]) - 44) * (scale < 0.9)
            - _TURN * places[i] / len(pledges)
        )

    return [(pledges[i][1], mends[i], pledges[i][0].step) for i in sorted(range(len(pledges)), key=lambda i: (-value(i), i))]


def _is_of(answers: tuple[str, ...], problem: str) -> bool:
    return not answers or any(phrase in problem for phrase in answers)


_TURN = 0.24
"""How much a seed may move a measure down: the last of them by this, however many there are."""

_OTHER_FAULT = 0.33
"""A measure none of whose faults is nearer to the problem than this is made for another one."""

_SURE = 0.45
"""From here on a measure mends this very fault; below, an answer in the problem's own words is the safer one."""


def _mends(category: str, measures: list[Measure], problem: str, asked: set[str], knowledge: Knowledge) -> list[float]:
    """Return how surely each measure mends this very fault: 0.25 for one that mends any, below 0 for another fault's."""
    phrases = [phrase for measure in measures for phrase in measure.answers]
    likeness = knowledge.categories.likeness(category, problem)
    if other := [phrase for phrase in phrases if phrase not in likeness]:
        likeness |= dict(zip(other, knowledge.nearness(problem, other), strict=True))
    held = Counter(pair for measure in measures for pair in set(bigrams(" ".join(measure.answers))))
    telling = {pair: math.log(1 + len(measures) / count) for pair, count in held.items()}  # what all share tells nothing
    found = []
    for measure in measures:
        fits = [0.25] if not measure.answers else []
        for phrase in measure.answers:
            pairs = set(bigrams(phrase))
            shared = sum(telling[pair] for pair in pairs & asked) / (sum(telling[pair] for pair in pairs) or 1.0)
            fits.append(0.6 * shared + 0.4 * max(0.0, likeness[phrase]))
        best = max(fits)
        found.append(best if best >= _OTHER_FAULT or not measure.answers else best - _OTHER_FAULT)
    return found


NO_TIME = re.compile(r"(?:不要?|别|勿|不用|无需)(?:提|写|说|带|出现|涉及)[^，。；]{0,6}(?:时间|时限|期限|日期)")
"""A wish that the speech name no times."""


def resolve_pledge(measure: Measure, context: Context, problem: str) -> Pledge | None:
    who = context.owner(measure.who, problem)
    what, check = context.fill(measure.what, problem), context.fill(measure.check, problem)
    deadline = context.fill(measure.deadline, problem)
    if who is None or what is None or check is None or deadline is None:
        return None
    if context.meeting in ("整改推进会", "整改评估会"):
        deadline = deadline.replace("反馈后", "会后")
    if NO_TIME.search(context.brief.notes):
        deadline = ""
    return Pledge(id=measure.id, who=who, what=what, deadline=deadline, check=check, origin="proposed")
