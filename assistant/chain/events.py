"""What happens while a speech is written, as typed values: the stream that the command line, the chat and Python read."""

from __future__ import annotations

from typing import Literal

import msgspec

from assistant.plan import Plan
from assistant.speech import Speech

PARTS = ("开头", "第一部分", "第二部分", "第三部分", "结尾")
"""The parts of a speech in the order of reading; a part's number is its place here."""


class Event(msgspec.Struct, frozen=True, tag=True):
    """The base of everything that happens."""


class Planned(Event, frozen=True):
    """The plan is made, by the model or by rules; it is what will be written."""

    plan: Plan


class Began(Event, frozen=True):
    """A stage began: plan, write, unify, check or repair; `part` names the part it works on, or is empty."""

    stage: str
    part: str = ""


class Text(Event, frozen=True):
    """A piece of a part's text as the model writes it, names put back, in the order of reading."""

    part: str
    text: str


class Written(Event, frozen=True):
    """A part is whole: its paragraphs as they stand now, and who wrote it."""

    part: str
    paragraphs: tuple[str, ...]
    writer: Literal["model", "template"]


class FellBack(Event, frozen=True):
    """A stage or part was done by its offline twin; why is a Chinese clause, reason the stable word of the error."""

    stage: str
    part: str
    why: str
    reason: str = ""


class Finished(Event, frozen=True):
    """The checked speech."""

    speech: Speech
