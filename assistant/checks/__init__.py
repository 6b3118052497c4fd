"""The checks: read a finished text, with or without its brief, and say what is wrong. Both writers pass them."""

from __future__ import annotations

import datetime
import re
from typing import TYPE_CHECKING

import msgspec

from assistant.brief import PACE
from assistant.checks import authority, copies, coverage, leaks, structure, wordings
from assistant.checks.subject import Subject, speech_of
from assistant.context import Context
from assistant.findings import Finding, sort
from assistant.matching import category_of
from assistant.speech import Answered, Measures, Speech
from assistant.wording import field, label

if TYPE_CHECKING:
    from assistant.copying import CopyTable
    from assistant.knowledge import Knowledge


class Report(msgspec.Struct, frozen=True):
    """What the checks found in a text."""

    findings: tuple[Finding, ...]
    measures: Measures
    problems: tuple[Answered, ...] = ()

    @property
    def errors(self) -> int:
        return sum(finding.level == "error" for finding in self.findings)

    @property
    def warnings(self) -> int:
        return sum(finding.level == "warning" for finding in self.findings)


def check_speech(
    speech: Speech,
    knowledge: Knowledge,
    context: Context | None = None,
    as_of: datetime.date | None = None,
    raw: str | None = None,
    others: CopyTable | None = None,
    siblings: CopyTable | None = None,
) -> Report:
    """Return what every check finds in speech.

    Without a context only what needs no brief is checked. `as_of` (default: the context's) is the day on which the
    wording must be current; `others` holds further texts that it must not be a copy of, `siblings` earlier drafts of
    other briefs.
    """
    subject = Subject(speech, context, raw)
    day = as_of or (context.as_of if context else None)
    found: list[Finding] = [*structure.check(subject), *authority.check(subject), *leaks.check(subject)]
    if day is not None:
        found += wordings.check(subject, knowledge.corpus.formulations.wordings, day, knowledge.clues)
    problems: tuple[Answered, ...] = ()
    if context is None:
        found += coverage.attitudes(subject)
    else:
        categories = {
            p.text: category_of(p.text, knowledge.categories, knowledge.corpus, context.kind, context.role)[0]
            for p in context.brief.items()
        }
        covered = coverage.cover(subject, context, categories, lambda text: _near(text, knowledge))
        found += coverage.check(covered)
        found += coverage.check_rest(covered, subject, context, lambda text: _near(text, knowledge))
        problems = coverage.answered(covered)
        text = subject.text
        named = [work for work in context["重点工作"].split("、") if work]
        unsaid = not any(work in text for work in named)
        found += [f for f in context.findings if not (f.rule == "context.priorities" and unsaid)]  # what is not said need not be confirmed
    free = [*knowledge.official, *(phrases(context) if context else ())]
    body = "\n".join(text for _, text in subject.places)
    copied = knowledge.copies.compare(body, free)
    found += copies.check(subject, copied)
    if others is not None:
        found += copies.check(subject, others.compare(body, free), "对照稿")
    if siblings is not None and siblings.names:
        found += copies.check_siblings(siblings.compare(body, free))
    measures = Measures(
        copied=copied.share,
        one_source=copied.one_source,
        longest_copy=copied.longest,
        source=copied.source,
        specific=_specific(subject),
        repeated=structure.repeated_share(subject, knowledge.official),
        characters=subject.characters,
        minutes=round(subject.characters / PACE, 1),
    )
    return Report(tuple(sort(found)), measures, problems)


def check_text(
    text: str,
    knowledge: Knowledge,
    context: Context | None = None,
    as_of: datetime.date | None = None,
    others: CopyTable | None = None,
) -> Report:
    """Return what every check finds in a text that someone wrote."""
    return check_speech(speech_of(text), knowledge, context, as_of, raw=text, others=others)


def phrases(context: Context) -> list[str]:
    """Return the brief's own words and this unit's names, which are no copy wherever else they stand."""
    words = [piece for text in context.brief.words() for piece in re.split(r"[，。；：、\n]", text)]
    return [*context.brief.words(), *(w for w in words if len(w) >= 4), *(value.value for value in context.slots.values())]


_AS_NEAR = 0.8


def _near(text: str, knowledge: Knowledge) -> list[str]:
    """Return the ids of the categories that a paragraph is nearest to: the best one, and any that come close to it."""
    found = knowledge.categories.match(text)
    return [match.category for match in found if match.score >= _AS_NEAR * found[0].score]


def _specific(subject: Subject) -> float:
    """Return the share of sentences that hold something of this brief: its unit, places, problems, desks, priorities."""
    context = subject.context
    if context is None or not subject.sentences:
        return 0.0
    marks = {context["单位"], context["自称"], context["全域"], context["巡察组"], context["服务对象"], context["重点工作"]}
    marks |= {context["党组织"], *(desk.name for desk in context.unit.desks), *context.brief.priorities, *context.brief.portfolio}
    marks |= {owner for owner in context.owners.values() if len(owner) > 2}
    for problem in context.brief.items():
        marks |= {problem.text, label(problem.text), field(problem.text)}
    marks = {mark for mark in marks if len(mark) >= 2}
    told = sum(any(mark in sentence for mark in marks) for _, sentence in subject.sentences)
    return round(told / len(subject.sentences), 4)


__all__ = ["Report", "check_speech", "check_text", "phrases"]
