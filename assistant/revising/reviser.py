"""Change a speech as asked: only what was asked changes, every other line stays to the letter, and it is said what changed."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import TYPE_CHECKING

import msgspec

from assistant.brief import LENGTHS, Brief
from assistant.context import Context
from assistant.errors import BriefError
from assistant.plan import Plan
from assistant.revising import alterations, attending, deleting, dictating, headings, recasting, respeaking, rewriting
from assistant.revising.asking import Request
from assistant.revising.desk import Cannot, Desk
from assistant.revising.fitting import lengthen, shorten, size
from assistant.revising.manuscript import Spot
from assistant.revising.requests import Asked, read_requests
from assistant.revising.targets import Target
from assistant.speech import Speech
from index.segment import sentences

if TYPE_CHECKING:
    from assistant.knowledge import Knowledge


class Revision(msgspec.Struct, frozen=True):
    """What became of a speech: `changed` and `unclear` are Chinese lines; `left` are requests that only the caller can meet.

    `left` holds undo and redo (the caller keeps the versions), and again where there is no brief to write from; `guesses` are
    requests in plain words that may be meant where something was not understood: to be asked, never done unasked.
    """

    speech: Speech
    brief: Brief | None = None
    plan: Plan | None = None
    changed: tuple[str, ...] = ()
    unclear: tuple[str, ...] = ()
    left: tuple[Request, ...] = ()
    guesses: tuple[str, ...] = ()


_HANDLERS: dict[str, Callable[[Desk, Request], None]] = {
    "replace": alterations.replace, "heading": headings.heading, "salutation": alterations.salutation, "title": alterations.title,
    "drop_thanks": alterations.drop_thanks, "drop_slogan": alterations.drop_slogan, "ban": alterations.ban, "drop_time": alterations.drop_time,
    "delete": deleting.delete, "insert": dictating.insert, "leader": attending.leader, "team": alterations.team,
    "unit_short": alterations.unit_short, "date": alterations.date, "sign": alterations.sign, "specific": recasting.specific,
    "add_problem": recasting.add_problem, "rewrite": rewriting.rewrite, "measure": recasting.measure, "order": recasting.order,
    "tone": rewriting.tone, "role": respeaking.role, "meeting": respeaking.meeting,
}  # fmt: skip
RULES_ONLY = frozenset({"undo", "redo", "again", "role", "leader", "team", "unit_short", "date", "meeting", "sign"})
"""Requests that change the brief or go among versions: never a matter of the text alone."""

_LATE = ("length",)
_CALLERS = ("undo", "redo")


class Reviser:
    """Carries requests out on speeches.

    `resolve` gives a brief's context, `planned` the plan and speech of a context at a seed.
    """

    def __init__(
        self, knowledge: Knowledge, resolve: Callable[[Brief], Context], planned: Callable[[Context, int], tuple[Plan, Speech]], day: datetime.date
    ) -> None:
        """Hold what speeches are written with; nothing is read yet."""
        self.knowledge, self.resolve, self.planned, self.day = knowledge, resolve, planned, day

    def revise(self, speech: Speech, asked: Asked, brief: Brief | None = None, plan: Plan | None = None, partial: bool = False) -> Revision:
        """Return the speech with everything asked that can be done; lengths come last, so that they hold.

        `partial` says that the brief was read off the speech: what it lacks is then no error of the speech.
        """
        kept = tuple(request.target for request in asked.requests if request.kind == "keep" and request.target.part != "others")  # the rest stays anyway
        loose = Desk(speech, (), self.knowledge, brief, plan, self.resolve, self.planned, self.day)
        kept = tuple(_paragraph_of(loose, target) for target in kept)
        desk = Desk(speech, kept, self.knowledge, brief, plan, self.resolve, self.planned, self.day)
        desk.unclear += asked.unclear
        left = [request for request in asked.requests if request.kind in _CALLERS]
        errors = desk.errors(speech)
        for target in kept:
            self._do(desk, Request("keep", target), lambda d, r: d.exists(r.target))
        for request in sorted(asked.requests, key=lambda r: (r.kind in _LATE, r.kind != "again")):
            if request.kind in _CALLERS or request.kind == "keep":
                continue
            if request.kind == "again" and brief is None:
                left.append(request)
            handler = self._again if request.kind == "again" else self._length if request.kind == "length" else _HANDLERS[request.kind]
            self._do(desk, request, handler)
        return msgspec.structs.replace(self._finished(desk, errors, tuple(left), partial), guesses=asked.guesses)

    def _do(self, desk: Desk, request: Request, handler: Callable[[Desk, Request], None]) -> None:
        """Carry one request out wholly, or leave everything as it was and say why."""
        before = desk.manuscript.speech()
        brief, context, plan = desk.brief, desk.context, desk.plan_or_none
        told = len(desk.changed)
        try:
            handler(desk, request)
        except Cannot as reason:
            words = f"“{request.words[:24]}”：" if request.words else ""
            desk.unclear.append(f"{words}{reason}")
            if len(desk.changed) == told and desk.manuscript.speech() != before:
                desk.manuscript.restore(before)
                desk.brief, desk.context = brief, context
                if plan is not None:
                    desk.plan = plan

    def _finished(self, desk: Desk, errors: set[tuple[str, str]], left: tuple[Request, ...], partial: bool) -> Revision:
        """Return what was made, checked; an error that the change brought is said."""
        before, speech = desk.before, desk.manuscript.speech()
        brief, plan = desk.brief, desk.plan_or_none
        if speech == before and not desk.changed:
            return Revision(before, brief, plan, (), tuple(desk.unclear), left)
        context = desk.context
        if not desk.own:
            sections = tuple(msgspec.structs.replace(s, writer="user") for s in speech.sections)
            speech = msgspec.structs.replace(speech, sections=sections, writer="user")
        report = desk.report(speech)
        for finding in report.findings:
            if finding.level == "error" and (finding.rule, finding.message) not in errors:
                desk.say(f"注意：这样改以后，{finding.where}多了一处错误：{finding.message}（{finding.fix}）")
        known = {(f.rule, f.message) for f in before.findings}
        findings = tuple(
            f for f in report.findings if not (partial and f.level == "error" and (f.rule, f.message) in errors - known)
        )
        speech = msgspec.structs.replace(
            speech, findings=findings, measures=report.measures, problems=report.problems or speech.problems,
            context={**speech.context, **{slot: {"value": v.value, "origin": v.origin} for slot, v in context.slots.items()}} if context else speech.context,
        )  # fmt: skip
        return Revision(speech, brief, plan, tuple(desk.changed), tuple(desk.unclear), left)

    def _again(self, desk: Desk, request: Request) -> None:
        """Write the whole speech once more at the next seed."""
        context = desk.known("要换一版")
        if not desk.own:
            raise Cannot("这是您自己的稿子，整篇重写就不是它了；要按素材另起草，请用 biaotai draft")
        if any(map(desk.manuscript.kept, desk.manuscript.spots())):
            raise Cannot("又要换一版，又有不能动的部分；请说换哪几部分")
        plan, speech = self.planned(context, desk.seed + 1)
        desk.manuscript.restore(speech)
        desk.plan, desk.seed = plan, speech.seed
        desk.say(f"换了一版（种子 {speech.seed}）")

    def _length(self, desk: Desk, request: Request) -> None:
        """Bring the whole, or a part, to a length."""
        manuscript, target = desk.manuscript, request.target
        desk.exists(target)
        spots = desk.scope(request) if request.about or target.paragraph or target.item else manuscript.body(target)
        if not spots:
            raise Cannot(f"{target.name}按您的要求不动")
        now = size(manuscript)
        part = sum(len("".join(manuscript.text(spot).split())) for spot in spots) if target.part not in ("whole", "others") or request.about or target.paragraph else now
        value = request.value.removeprefix("<=")
        if value.isdigit():
            want = int(value)
            if request.value != value and part <= want:
                raise Cannot(f"{target.name}只有 {part} 字，没有超过 {want} 字，没有改；要写长，可以说“写到 {want} 字”")
            if part == now and not LENGTHS[0] <= want <= LENGTHS[1]:
                raise Cannot(f"字数 {want} 超出范围；请写 {LENGTHS[0]} 到 {LENGTHS[1]} 之间的数")
        elif value[0] == "x":  # 砍一半, 缩短三分之一
            want = round(part * float(value[1:]))
        else:
            want = part + int(value) if value[0] in "+-" else round(part * (0.8 if value == "shorter" else 1.2))
        if want <= 0:
            raise Cannot(f"{target.name}一共才 {part} 字，减不了这么多")
        total = now - part + want
        whole = part == now
        if whole and value in ("shorter", "longer"):
            total = max(LENGTHS[0], min(LENGTHS[1], total))
            if (value == "shorter" and total >= now) or (value == "longer" and total <= now):
                raise Cannot(f"全文 {now} 字，再{'短就不成篇了' if value == 'shorter' else '长就超过一次发言了'}，没有改")
        if abs(total - now) <= 0.02 * want:
            raise Cannot(f"{target.name if not whole else '全文'}已经是 {part} 字，合乎要求")
        if whole and desk.brief:
            bounded = max(LENGTHS[0], min(LENGTHS[1], total))
            desk.rebrief(length=bounded, minutes=None)
        if total < now:
            self._shorter(desk, spots, total, whole)
        else:
            self._longer(desk, spots if not whole or target.part == "others" or any(map(manuscript.kept, manuscript.spots())) else None, total, whole)
        after = size(manuscript)
        where = "全文" if whole else target.name
        off = abs(after - total) > 0.1 * (total if whole else max(want, 1))
        if after == now:
            raise Cannot(f"{where}没有可以{'减' if total < now else '加'}的话了；请说删哪一段，或加一句什么")
        desk.say(f"{where}：{'压缩' if total < now else '加长'}了 {abs(after - now)} 字，现在{'共' if whole else '全文'} {after} 字")
        if off:
            desk.unclear.append(f"{where}要 {want} 字，只做到 {want + after - total} 字；{'再短就要删问题了，请说删哪一条' if total < now else '没有更多可说的了，请给素材加问题或重点工作'}")

    def _shorter(self, desk: Desk, spots: list[Spot], total: int, whole: bool) -> None:
        manuscript = desk.manuscript
        start = manuscript.speech()
        sound = start
        errors = desk.errors(start)
        guarded = set(desk.fresh)
        words = desk.brief.words() if desk.brief else []
        for _ in range(6):
            shorten(manuscript, spots, total, words, frozenset(guarded))
            new = desk.errors(manuscript.speech()) - errors
            if not new:
                sound = manuscript.speech()
                break
            # What was left out was needed: the paragraphs that the errors speak of stay whole, and something else goes.
            told = "".join(message for _, message in new)
            now = {s for spot in manuscript.spots() for s in sentences(manuscript.text(spot))}
            lost = [text for text in _texts_of(start) if any(s not in now for s in sentences(text))]
            hurt = [text for text in lost if any(text[i : i + 5] in told for i in range(max(1, len(text) - 4)))] or lost[: max(1, len(lost) // 2)]
            guarded |= {s for text in hurt for s in sentences(text)}
            manuscript.restore(start)
        manuscript.restore(sound)
        if abs(size(manuscript) - total) > 0.1 * total and whole:
            self._write_to(desk, total)

    def _write_to(self, desk: Desk, total: int) -> None:
        """Take what may change from a draft of the length asked for, where leaving out or adding sentences is not enough."""
        manuscript = desk.manuscript
        if not desk.own or desk.brief is None or desk.fresh:
            return
        before, errors = manuscript.speech(), desk.errors(manuscript.speech())
        want = total
        for _ in range(3):
            desk.rebrief(length=max(LENGTHS[0], min(LENGTHS[1], want)), minutes=None)
            plan, speech = self.planned(desk.known(), desk.seed)
            manuscript.restore(before)
            for part, number in list(manuscript.lists):
                spots = [s for s in manuscript.spots() if (s.part, s.number) == (part, number)]
                if not any(map(manuscript.kept, spots)) and number <= len(speech.sections):
                    manuscript.replace_part(part, number, speech.sections[number - 1].paragraphs if number else getattr(speech, part))
            got = size(manuscript)
            if abs(got - total) <= 0.1 * total:
                break
            want += total - got
        desk.rebrief(length=max(LENGTHS[0], min(LENGTHS[1], total)), minutes=None)
        after = manuscript.speech()
        if abs(after.characters - total) > 0.1 * total or desk.errors(after) - errors:
            manuscript.restore(before)
            return
        desk.plan = plan
        desk.say("篇幅变化大，增减句子不够，能动的部分按新的篇幅重写了；以前改过的词句请再看一遍")

    def _longer(self, desk: Desk, spots: list[Spot] | None, total: int, whole: bool) -> None:
        composer = desk.composer("要写长")
        lengthen(desk.manuscript, composer, total, spots)
        if whole and size(desk.manuscript) < 0.9 * total:
            self._write_to(desk, total)


def _paragraph_of(desk: Desk, target: Target) -> Target:
    """Return the paragraph of an item that is to stay, any other target as it is."""
    if not target.item:
        return target
    try:
        spot = desk.item(target)[0]
    except Cannot:
        return target
    return Target(spot.part, spot.number, spot.index + 1)


def _texts_of(speech: Speech) -> list[str]:
    return [p.text for part in (speech.opening, *(s.paragraphs for s in speech.sections), speech.closing) for p in part]


def brief_of(speech: Speech) -> Brief | None:
    """Return what a speech of draft --json tells of its brief; None where it does not name the unit.

    The slots that were given and the problems are taken; what the brief held beside them is not known.
    """
    slots = speech.context
    unit = slots.get("单位", {}).get("value", "")
    if not unit:
        return None

    def given(slot: str) -> str:
        return slots[slot]["value"] if slots.get(slot, {}).get("origin") == "given" else ""

    superior = slots.get("上级党委", {}).get("value", "")
    try:
        return Brief(
            unit=unit, role=given("职务"), team=given("巡察组"), meeting=given("会议"), superior="" if superior == "上级党委" else superior,
            problems=tuple(one.problem for one in speech.problems), priorities=tuple(filter(None, (given("重点工作"),))), length=speech.characters if LENGTHS[0] <= speech.characters <= LENGTHS[1] else None,
        )  # fmt: skip
    except (msgspec.ValidationError, BriefError):
        return None


__all__ = ["Asked", "Reviser", "Revision", "Target", "brief_of", "read_requests"]
