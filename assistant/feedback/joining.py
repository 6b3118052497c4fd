"""Join what another reader claims of a feedback document with what the rules read there.

Each passage counts once: where both tell of it, the finer reading stands. What the rules read and nobody claims stays, for a
problem that is left out costs its unit more than one that is told twice.
"""

from collections.abc import Sequence
from itertools import pairwise

import msgspec

from assistant.feedback import Categorise, Feedback, Found, ordered, remarks, with_category
from assistant.feedback.facts import figures_of
from assistant.feedback.page import Page, fold
from assistant.feedback.verifying import NOWHERE, Claim, Told, borne_out, due, fact, stretch, worded
from assistant.feedback.zones import AT_ONCE

_MEETS = 4
"""Characters that two passages share where they tell of the same."""

_SHOWN = 3


class _Item(msgspec.Struct):
    """A problem on its way: where its passage stands, who told it, and what the rules made of it."""

    start: int
    end: int
    claim: Claim | None = None
    own: Found | None = None
    confirmed: bool = False


def joined(feedback: Feedback, page: Page, told: Sequence[Told], reader: str, categorise: Categorise | None = None) -> Feedback:
    """Return feedback, as the rules read it, with what another reader tells of the same page, as far as that is borne out.

    `told` comes in the order of the document; `reader` names the reader in the notes, which say what was left out and why.
    """
    rules = _placed(feedback.problems, page)
    known = [(item.start, item.end) for item in rules]
    claims: list[_Item] = []
    refused: list[tuple[str, str]] = []
    for claim in (claim for one in told for claim in one.claims):
        place = stretch(page, claim.quote, known)
        if isinstance(place, str):
            refused.append((claim.quote or claim.problem, place))
        else:
            claims.append(_Item(*place, claim))
    items = _merged(_distinct(claims), rules, page)
    problems: list[Found] = []
    wrong: list[str] = []
    for item in items:
        found, missing = _found(item, page)
        problems += [found] if found else []
        wrong += missing
    problems = ordered(problems, page.orders)
    facts, doubts = _facts(feedback, told, page)
    if categorise:
        problems = [p if p.category else with_category(p, facts["unit"], categorise) for p in problems]
    kept = [note for note in feedback.notes if note not in remarks(feedback.unit, feedback.team, feedback.problems)]
    notes = [*kept, _tally(problems, reader), *_refusals(refused), *wrong, *doubts]
    notes += remarks(facts["unit"], facts["team"], tuple(problems))
    return msgspec.structs.replace(feedback, problems=tuple(problems), notes=tuple(filter(None, notes)), **facts)


# -- passages -------------------------------------------------------------------------------------------------------------


def _placed(problems: Sequence[Found], page: Page) -> list[_Item]:
    """Return the rules' problems with where they stand; they come in the order of the document."""
    placed: list[_Item] = []
    at = 0
    for found in problems:
        places = page.places(found.quote)
        start, end = next((span for span in places if span[0] >= at), places[-1] if places else (at, at))
        placed.append(_Item(start, end, None, found))
        at = max(at, start)
    return placed


def _distinct(claims: list[_Item]) -> list[_Item]:
    """Return the claims in order, none telling what another tells: one over several others goes, of two alike the longer stays."""
    kept: list[_Item] = []
    for item in sorted(claims, key=lambda item: (item.start, -item.end)):
        inside = [other for other in claims if other is not item and item.start <= other.start < item.end and other.end <= item.end]
        if len({other.start for other in inside} - {item.start}) + any(other.start == item.start and other.end < item.end for other in inside) >= 2:
            continue
        if kept and min(item.end, kept[-1].end) - item.start > (item.end - item.start) / 2:
            continue
        kept.append(item)
    return kept


def _merged(claims: list[_Item], rules: list[_Item], page: Page) -> list[_Item]:
    """Return all items in the order of the document, no passage twice."""
    fine: list[_Item] = []
    for claim in claims:
        covered = [own for own in rules if claim.start - 2 <= own.start and own.start + _MEETS <= claim.end]
        if len(covered) >= 2:  # the rules tell apart what the claim tells at once
            for own in covered:
                own.confirmed = True
        else:
            fine.append(claim)
    beside: dict[int, list[_Item]] = {}
    for claim in fine:
        shared = [(min(claim.end, own.end) - max(claim.start, own.start), -place) for place, own in enumerate(rules)]
        most, place = max(shared, default=(0, 0))
        if most >= _MEETS:
            beside.setdefault(-place, []).append(claim)
    for place, met in beside.items():
        own = rules[place]
        met[0].start = min(met[0].start, own.start) if len(met) == 1 else met[0].start
        for claim, after in pairwise(met):
            claim.end = max(claim.end, *(page.text.rfind(mark, claim.end, after.start) for mark in "。；，、"))
        met[-1].end = max(met[-1].end, own.end)
        met[0].own = own.own
        for claim in met:
            claim.confirmed = True
    items = sorted([*fine, *(own for place, own in enumerate(rules) if place not in beside)], key=lambda item: item.start)
    for item, after in pairwise(items):
        if item.claim and item.end > after.start > item.start:
            item.end = after.start
    return items


def _found(item: _Item, page: Page) -> tuple[Found | None, list[str]]:
    """Return the problem of an item, and what of its claim the document does not bear out."""
    own, claim = item.own, item.claim
    if claim is None:
        assert own is not None
        return msgspec.structs.replace(own, reader="both" if item.confirmed else "rules"), []
    span = (item.start, item.end + (page.text[item.end : item.end + 1] in ("。", "；")))
    text = page.text[slice(*span)]
    problem = worded(claim.problem, page, span)
    if len(problem) < 4:
        return own, []
    figures = borne_out(claim.figures, text)
    deadline = due(claim.deadline, page, span, problem)
    missing = [figure for figure in claim.figures if figure.strip() and not page.places(figure)]
    missing += [claim.deadline] if claim.deadline.strip() and not page.places(claim.deadline) else []
    counted = figures_of(text)
    seen = {*map(fold, counted)}
    told = Found(
        problem, page.quotation(*span), figures=(*counted, *(f for f in figures if not any(fold(f) in one for one in seen))),
        deadline=deadline or (own.deadline if own else ""), field=own.field if own else page.under(item.start),
        immediate=bool(AT_ONCE.search(text)) or bool(own and own.immediate), reader="both" if item.confirmed else "model",
    )  # fmt: skip
    return told, [f"模型说的“{words[:12]}”{NOWHERE}，没有用" for words in missing]


# -- who, whom, when ------------------------------------------------------------------------------------------------------

_NAMES = {"unit": "单位", "team": "巡察组", "date": "日期", "kind": "类型"}


def _facts(feedback: Feedback, told: Sequence[Told], page: Page) -> tuple[dict[str, str], list[str]]:
    """Return unit, team, date and kind: the rules' where they read one, a fuller form or a missing one from the reader."""
    values = dict.fromkeys(_NAMES, "")
    doubts: list[str] = []
    for name, chinese in _NAMES.items():
        own: str = getattr(feedback, name)
        said = [value for value in (str(getattr(one, name)).strip() for one in told) if value]
        stands = [value for value in (fact(name, one, page) for one in said) if value]
        held = stands[0] if stands else ""
        values[name] = own
        if said and not held:
            doubts += [] if own and fold(said[0]) in fold(own) else [f"模型说的{chinese}“{said[0][:20]}”{NOWHERE}，没有用"]
        elif held and (not own or (name in ("unit", "team") and held.endswith(own))):
            values[name] = held
        elif held and not (_short_for(held, own) or _short_for(own, held)):
            doubts.append(f"{chinese}规则读作“{own[:20]}”，模型读作“{held[:20]}”，用了前者，请核")
    return values, doubts


def _short_for(name: str, full: str) -> bool:
    """Return whether all characters of name stand in full, in their order: 县残联, 云溪县残疾人联合会."""
    rest = iter(full)
    return all(c in rest for c in name)


# -- what is told of it ---------------------------------------------------------------------------------------------------


def _tally(problems: Sequence[Found], reader: str) -> str:
    counts = {who: sum(problem.reader == who for problem in problems) for who in ("both", "model", "rules")}
    told = [f"{words} {counts[who]} 条" for who, words in (("both", "两样都读出"), ("model", "只有模型读出"), ("rules", "只有规则读出")) if counts[who]]
    return f"模型 {reader} 读、规则核对：" + "，".join(told or ["都没有读出问题"])


def _refusals(refused: list[tuple[str, str]]) -> list[str]:
    if not refused:
        return []
    shown = "；".join(f"“{''.join(words.split())[:16]}”{why}" for words, why in refused[:_SHOWN])
    return [f"模型列的 {len(refused)} 条没有用：{shown}" + ("等" if len(refused) > _SHOWN else "")]
