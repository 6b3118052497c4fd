"""The values of retrieval: a passage of an exemplar, and a hit on it."""

from enum import StrEnum

import msgspec


class Part(StrEnum):
    """What a passage does in its speech."""

    TITLE = "title"
    SALUTATION = "salutation"
    OPENING = "opening"
    TRANSITION = "transition"
    HEADING = "heading"
    BODY = "body"
    PLEDGE = "pledge"
    CLOSING = "closing"
    THANKS = "thanks"


class Passage(msgspec.Struct, frozen=True, kw_only=True, array_like=True, gc=False):
    """A piece of one exemplar, slots left in, with what is known of where it stands.

    `section` is 1 to 3 within a speech's sections and 0 outside them; `topics` are ids of problem categories.
    """

    id: str
    text: str
    part: Part
    document: str
    section: int = 0
    topics: tuple[str, ...] = ()
    role: str = ""
    kind: str = ""
    body: str = ""
    sector: str = ""


class Hit(msgspec.Struct, frozen=True):
    """A passage found: score lies in (0, 1], higher is better; why names what led there, most telling first."""

    passage: Passage
    score: float
    why: tuple[str, ...]
