"""What is being revised: the manuscript with its brief, context and plan as they change, and what has been said of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import msgspec

from assistant.brief import Brief
from assistant.brief import check as checked
from assistant.checks import Report, check_speech
from assistant.context import Context
from assistant.errors import BriefError
from assistant.plan import Plan, make_plan
from assistant.revising.answering import Composer
from assistant.revising.asking import Request
from assistant.revising.manuscript import Manuscript, Spot, section_name
from assistant.revising.targets import Target
from assistant.speech import Speech

if TYPE_CHECKING:
    import datetime

    from assistant.knowledge import Knowledge

_OBLIGATORY = ("meeting.acceptance", "coverage.results")
"""Warnings that no change may bring: the acceptance left out, a section three that grows from nothing."""
NEED_BRIEF = "；这要知道单位、职务和问题，请加上素材（--brief 素材）"


class Cannot(Exception):
    """A request that was understood and can't be carried out; its text is the Chinese line that says why."""


class Desk:
    """The state of one revision; `brief`, `context` and `plan` are None where the speech is all that is known."""

    def __init__(
        self,
        speech: Speech,
        kept: tuple[Target, ...],
        knowledge: Knowledge,
        brief: Brief | None,
        plan: Plan | None,
        resolve: Callable[[Brief], Context],
        planned: Callable[[Context, int], tuple[Plan, Speech]],
        day: datetime.date,
    ) -> None:
        self.before = speech
        self.manuscript = Manuscript(speech, kept)
        self.knowledge = knowledge
        self.brief = brief
        self.day = day
        self.planned = planned
        self._resolve = resolve
        self._plan = plan
        self.context = resolve(brief) if brief else None
        self.seed = speech.seed
        self.changed: list[str] = []
        self.unclear: list[str] = []
        self.fresh: set[str] = set()
        """Sentences that this revision brought in on request: shortening leaves them."""

    @property
    def own(self) -> bool:
        """Whether the template writer wrote most of the speech, so that its paragraphs tell where they come from."""
        return any(p.sources for p in self.before.opening) or any(p.sources for s in self.before.sections for p in s.paragraphs)

    @property
    def plan(self) -> Plan:
        """The plan as it now is; made from the brief where none came with the speech. Cannot, without a brief."""
        if self._plan is None:
            context = self.known()
            plan = self.planned(context, self.seed)[0] if self.own else make_plan(context, self.knowledge, self.seed)
            headings = tuple(self.manuscript.headings)
            self._plan = msgspec.structs.replace(plan, headings=headings) if len(headings) == 3 else plan
        return self._plan

    @plan.setter
    def plan(self, plan: Plan) -> None:
        self._plan = plan

    @property
    def plan_or_none(self) -> Plan | None:
        return self._plan

    def known(self, what: str = "离线写不了") -> Context:
        """Return the context; Cannot, saying what is needed, where there is no brief."""
        if self.context is None:
            raise Cannot(what + NEED_BRIEF)
        return self.context

    def composer(self, what: str = "离线写不了") -> Composer:
        """Return the writer of single pieces over what the manuscript now holds."""
        return Composer(self.knowledge, self.known(what), self.plan, self.manuscript)

    def rebrief(self, **changes: Any) -> None:
        """Change the brief, where there is one, and the context with it; Cannot where it would contradict itself."""
        if self.brief is None:
            return
        try:
            brief = checked(msgspec.structs.replace(self.brief, **changes))
            context = self._resolve(brief)
        except BriefError as error:
            raise Cannot(str(error)) from error
        self.brief, self.context = brief, context

    def note(self, text: str) -> None:
        """Add a wish to the brief's notes."""
        if self.brief and text not in self.brief.notes:
            self.rebrief(notes="；".join(filter(None, (self.brief.notes, text))))

    def scope(self, request: Request) -> list[Spot]:
        """Return the paragraphs that a request is about; Cannot where the speech has no such place or it is to stay."""
        target = request.target
        self.exists(target)
        if request.about:
            spots = self.about(request.about, target)
            return spots[:1]
        if target.item:
            return [self.item(target)[0]]
        spots = self.manuscript.body(target)
        if not spots:
            whole = [s for s in self.manuscript.spots() if self.manuscript.within(s, target) and self.manuscript.text(s)]
            raise Cannot(f"{target.name}按您的要求不动" if any(map(self.manuscript.kept, whole)) else f"稿子里没有{target.name}")
        return spots

    def exists(self, target: Target) -> None:
        """Cannot, where the speech has no such section or paragraph."""
        many = len(self.manuscript.headings)
        if target.part in ("section", "heading") and target.number > many:
            raise Cannot(f"没有{section_name(target.number)}，全稿只有 {many} 个部分")
        if target.paragraph > 0 and not any(self.manuscript.within(spot, target) for spot in self.manuscript.spots()):
            raise Cannot(f"没有{target.name}")

    def about(self, words: str, target: Target) -> list[Spot]:
        """Return the paragraphs that words mean, through the brief's problems too; Cannot where none is found."""
        problem = self.problem(words)
        if problem is not None and words not in problem and any(words in self.manuscript.text(spot) for spot in self.manuscript.about(words, target)):
            problem = None  # 供水管网 stands in the speech itself, and is not the problem of 污水管网
        if problem is not None and self.context is not None and target.part in ("whole", "others", "section") and target.number in (0, 2):
            found = [spot for spot, own in self.composer().answering().items() if problem in [p.text for p in own]]
            if found:
                return self._free(found, words)
        found = self.manuscript.about(words, target)
        if found:
            return found
        kept = Manuscript(self.manuscript.speech()).about(words, target)
        raise Cannot(f"说到“{words[:20]}”的地方按您的要求不动" if kept else f"稿子里没有找到“{words[:20]}”")

    def _free(self, spots: list[Spot], words: str) -> list[Spot]:
        free = [spot for spot in spots if not self.manuscript.kept(spot)]
        if not free:
            raise Cannot(f"说到“{words[:20]}”的地方按您的要求不动")
        return free

    def problem(self, words: str) -> str | None:
        """Return the brief's problem that words mean, or None."""
        from index.lexical import bigrams

        pairs = set(bigrams(words))
        texts = [problem.text for problem in self.brief.items()] if self.brief else []
        shares = [(2.0 if words in text else len(pairs & set(bigrams(text))) / max(1, len(pairs)), -i) for i, text in enumerate(texts)]
        best = max(shares, default=(0.0, 0))
        return texts[-best[1]] if best[0] >= 0.6 else None

    def item(self, target: Target) -> tuple[Spot, int, int, str]:
        """Return the paragraph of an item, its span there, and the problem where it is the n-th one that is answered.

        Where the section is numbered (一是, 二是) its numbers count, else the problems in the order of their answers.
        """
        manuscript = self.manuscript
        numbers = [target.number] if target.number else [2, *[n for n in range(1, len(manuscript.headings) + 1) if n != 2]]
        for number in numbers:
            if number > len(manuscript.headings):
                continue
            if items := manuscript.items(number):
                wanted = [items[-1]] if target.item < 0 else [item for item in items if item.value == target.item]
                if wanted:
                    return self._loose(wanted[0].spot, wanted[0].start, wanted[0].end, target)
                if target.number:
                    break
        if target.number in (0, 2) and self.context is not None and len(manuscript.headings) > 1:
            answers = [(spot, p.text) for spot, own in self.composer().answering().items() for p in own]
            place = target.item - 1 if target.item > 0 else target.item
            if -len(answers) <= place < len(answers):
                spot, problem = answers[place]
                return self._loose(spot, 0, len(manuscript.text(spot)), target, problem)
        raise Cannot(f"没有认出{target.name}；可以说“第二部分第3段”，或说出它讲的是什么")

    def _loose(self, spot: Spot, start: int, end: int, target: Target, problem: str = "") -> tuple[Spot, int, int, str]:
        if self.manuscript.kept(spot):
            raise Cannot(f"{target.name}按您的要求不动")
        return spot, start, end, problem

    def report(self, speech: Speech) -> Report:
        """Return what the checks find in a speech with the context as it now is."""
        return check_speech(speech, self.knowledge, self.context, self.day)

    def errors(self, speech: Speech) -> set[tuple[str, str]]:
        """Return the errors of a speech by rule and message, and what it lacks that no speech of the occasion may lack."""
        return {(f.rule, f.message) for f in self.report(speech).findings if f.level == "error" or f.rule in _OBLIGATORY}

    def say(self, line: str) -> None:
        """Tell the user of a change, once."""
        if line not in self.changed:
            self.changed.append(line)
