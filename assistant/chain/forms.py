"""The structured replies that stages ask for: one schema each, the same for every server."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

_Line = Annotated[str, Meta(max_length=400)]
_Part = Annotated[int, Meta(ge=0, le=4)]


class PointForm(msgspec.Struct, frozen=True):
    """Something to be said in a part."""

    section: _Part
    text: _Line


class MeasureForm(msgspec.Struct, frozen=True):
    """A measure; id is that of a measure offered, empty for the model's own."""

    id: str
    who: _Line
    what: _Line
    deadline: _Line
    check: _Line


class AnswerForm(msgspec.Struct, frozen=True):
    """What answers one problem; `problem` is its number in the prompt, passages are ids from the prompt."""

    problem: int
    lead: bool
    measures: Annotated[tuple[MeasureForm, ...], Meta(min_length=1, max_length=4)]
    passages: tuple[str, ...]


class ResultForm(msgspec.Struct, frozen=True):
    """What grows from one mended problem."""

    problem: int
    text: _Line


class PlanForm(msgspec.Struct, frozen=True):
    """The plan as the model gives it."""

    headings: tuple[_Line, _Line, _Line]
    points: tuple[PointForm, ...]
    answers: Annotated[tuple[AnswerForm, ...], Meta(min_length=1)]
    results: tuple[ResultForm, ...]
    seen: _Line


class Edit(msgspec.Struct, frozen=True):
    """A sentence to be put in another's place; `new` is empty where it is taken out."""

    part: _Part
    old: str
    new: str


class UnifyForm(msgspec.Struct, frozen=True):
    """The sentence between opening and sections, the closing, and what is changed so that the parts agree."""

    transition: _Line
    closing: Annotated[tuple[_Line, ...], Meta(min_length=1, max_length=3)]
    edits: tuple[Edit, ...]


class Fault(msgspec.Struct, frozen=True):
    """A fault that the checking model sees: the sentence it stands in, what is wrong, what to do."""

    part: _Part
    quote: str
    fault: _Line
    fix: _Line


class CheckForm(msgspec.Struct, frozen=True):
    """What the checking model found."""

    faults: tuple[Fault, ...]


class SaidForm(msgspec.Struct, frozen=True):
    """A field of the brief that a message speaks of, by its Chinese name; words are those of the message that say so."""

    field: str
    how: Literal["set", "add", "remove"]
    value: tuple[_Line, ...]
    words: str


class UnderstandForm(msgspec.Struct, frozen=True):
    """What a message says of the brief."""

    changes: tuple[SaidForm, ...]
    leftover: tuple[str, ...]
    wants_draft: bool


class LineForm(msgspec.Struct, frozen=True):
    """A line of the speech as it is to be; empty where it goes, more lines where some are added after it."""

    line: int
    text: str


class ReviseForm(msgspec.Struct, frozen=True):
    """The lines that a request changes, what was done, and what could not be."""

    edits: tuple[LineForm, ...]
    changed: tuple[_Line, ...]
    unclear: tuple[_Line, ...]


class ProblemForm(msgspec.Struct, frozen=True):
    """A problem of a feedback document: in short, its passage, figures in it, and a time set for it alone."""

    problem: _Line
    quote: str
    figures: tuple[str, ...]
    deadline: str


class FeedbackForm(msgspec.Struct, frozen=True):
    """What a part of a feedback document says; empty where it does not."""

    unit: _Line
    team: _Line
    date: _Line
    kind: _Line
    problems: tuple[ProblemForm, ...]


__all__ = [
    "AnswerForm", "CheckForm", "Edit", "Fault", "FeedbackForm", "LineForm", "MeasureForm", "PlanForm", "PointForm", "ProblemForm", "ResultForm", "ReviseForm",
    "SaidForm", "UnderstandForm", "UnifyForm",
]  # fmt: skip
