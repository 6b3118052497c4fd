"""Requests about the headings: set one, take another, or three in another tone."""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from assistant.revising.asking import Request
from assistant.revising.desk import Cannot, Desk
from assistant.revising.manuscript import Spot, section_name
from assistant.revising.targets import Target


def heading(desk: Desk, request: Request) -> None:
    """Set a heading, or take another from the corpus that goes with those that stay."""
    manuscript = desk.manuscript
    desk.exists(request.target)
    numbers = [request.target.number] if request.target.number else list(range(1, len(manuscript.headings) + 1))
    free = [number for number in numbers if not manuscript.kept(Spot("heading", number))]
    if not free:
        raise Cannot(f"{request.target.name}按您的要求不动")
    if request.value:
        if len(numbers) > 1:
            raise Cannot("三个标题要一个一个给，例如：第三部分标题改成“……”")
        value = re.sub(r"^[一二三四五六]、", "", request.value).rstrip("。")
        manuscript.put(Spot("heading", numbers[0]), value)
        desk.say(f"{section_name(numbers[0])}标题：改成“{value}”")
        return
    if len(free) > 1:
        _new_headings(desk, free)
        return
    number = free[0]
    old = manuscript.headings[number - 1]
    others = [text for i, text in enumerate(manuscript.headings, 1) if i != number]
    offers = [(_unlike(text, others, old), i, text) for i, (text, _) in enumerate(_offers(desk, number)) if text not in manuscript.headings]
    best = min(offers, default=None)
    if best is None:
        raise Cannot(f"{section_name(number)}没有别的标题可换；请给一个，例如：{section_name(number)}标题改成“……”")
    manuscript.put(Spot("heading", number), best[2])
    desk.say(f"{section_name(number)}标题：“{old}”换成“{best[2]}”")


def _offers(desk: Desk, number: int) -> Sequence[tuple[str, tuple[str, ...]]]:
    """Return the corpus' headings for a section that this speaker may have, those after the present one first."""
    context = desk.context
    families = [f for f in desk.knowledge.corpus.headings if context is None or f.fits(context.kind, context.role, context.meeting)]
    if context is None:
        families = [f for f in families if f.kinds == "all" and f.roles in ("any", "all", "body") and f.fits("局", "secretary", "反馈会")]
    found = [(f.headings[number - 1], f.headings) for f in families if number <= len(f.headings)]
    at = next((i for i, (text, _) in enumerate(found) if text == desk.manuscript.headings[number - 1]), -1)
    return found[at + 1 :] + found[: at + 1]


def _unlike(text: str, others: list[str], old: str) -> float:
    """Return how badly a heading goes with the others: by its clauses and their lengths."""
    clauses = [len(piece) for piece in re.split(r"[，、 　]", text)]
    worst = 0.0
    for other in others or [old]:
        theirs = [len(piece) for piece in re.split(r"[，、 　]", other)]
        worst = max(worst, 10.0 * (len(theirs) != len(clauses)) + sum(abs(a - b) for a, b in zip(theirs, clauses, strict=False)))
    return worst


def _new_headings(desk: Desk, numbers: list[int]) -> None:
    manuscript = desk.manuscript
    families = [family for _, family in _offers(desk, numbers[0]) if len(family) == len(manuscript.headings)]
    families = [f for f in families if not set(f) & set(manuscript.headings)]
    if not families or len(numbers) < len(manuscript.headings):
        raise Cannot("没有别的一组标题可换；请逐个给")
    for number in numbers:
        manuscript.put(Spot("heading", number), families[0][number - 1])
    desk.say(f"标题：换成“{'”“'.join(families[0])}”")


def tone_headings(desk: Desk, value: str) -> list[str]:
    """Take three headings of another tone; empty where there are none, or some are to stay."""
    context, manuscript = desk.known(), desk.manuscript
    families = [f for f in desk.knowledge.corpus.headings if f.temper == value and f.fits(context.kind, context.role, context.meeting)]
    spots = manuscript.of(Target("heading"))
    if len(spots) != 3 or not families or tuple(manuscript.headings) in [f.headings for f in families]:
        return []
    for spot, text in zip(spots, families[desk.seed % len(families)].headings, strict=True):
        manuscript.put(spot, text)
    desk.plan = msgspec.structs.replace(desk.plan, headings=tuple(manuscript.headings))
    return ["标题"]
