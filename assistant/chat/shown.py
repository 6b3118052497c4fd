"""What a chat shows: values that a terminal and a pipe each put into their own form."""

from __future__ import annotations

from typing import Literal

import msgspec

from assistant.findings import Finding
from assistant.speech import Speech


class Shown(msgspec.Struct, frozen=True, tag=True):
    """The base of everything shown."""


class Say(Shown, frozen=True):
    """A line or more of talk; tone says how it is meant."""

    text: str
    tone: Literal["plain", "good", "warn"] = "plain"


class Card(Shown, frozen=True):
    """The brief as it is understood, in lines of at most 76 columns."""

    lines: tuple[str, ...]


class Ask(Shown, frozen=True):
    """A question; Enter takes the default."""

    text: str
    default: str = ""


class Stage(Shown, frozen=True):
    """What is being worked on."""

    text: str


class Streamed(Shown, frozen=True):
    """A piece of the speech as a model writes it."""

    part: str
    text: str


class Draft(Shown, frozen=True):
    """A whole speech; `streamed` says that its words have been seen already."""

    speech: Speech
    streamed: bool = False


class Changed(Shown, frozen=True):
    """What a change did, a line each."""

    lines: tuple[str, ...]


class Findings(Shown, frozen=True):
    """What the checks say of the draft."""

    findings: tuple[Finding, ...]


class Listing(Shown, frozen=True):
    """Lines that answer a command: a list, a help text, a comparison."""

    lines: tuple[str, ...]


class Leave(Shown, frozen=True):
    """The chat ends."""
