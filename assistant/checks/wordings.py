"""Wording that is out of date on the day of the meeting, misspelt, out of order, or on the stop-list."""

import datetime
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from re._constants import BRANCH, IN, LITERAL, MAX_REPEAT, MIN_REPEAT, SUBPATTERN  # type: ignore[import-not-found]
from re._parser import parse  # type: ignore[import-not-found]
from typing import Any

from assistant.checks.subject import Subject
from assistant.corpus import Wording
from assistant.findings import Finding


def in_force(wording: Wording, as_of: datetime.date) -> bool:
    """Whether the rule holds in the month of as_of."""
    month = f"{as_of:%Y-%m}"
    return (not wording.since or wording.since <= month) and (not wording.until or month <= wording.until)


@lru_cache(maxsize=1024)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def clues(pattern: str) -> tuple[str, ...]:
    """Return strings of which at least one stands in every text that pattern matches; empty where none can be told.

    Compiling 170 patterns takes longer than writing a speech: a rule without a clue in the text is never compiled.
    """
    tree = parse(pattern)
    return _clues_of(tree) or ()


def _clues_of(items: Any) -> tuple[str, ...] | None:
    best: tuple[str, ...] | None = None
    literal = ""

    def better(found: tuple[str, ...] | None) -> None:
        nonlocal best
        if found and (best is None or min(map(len, found)) > min(map(len, best))):
            best = found

    for kind, value in items:
        if kind is LITERAL:
            literal += chr(value)
            continue
        better((literal,) if literal else None)
        literal = ""
        if kind is SUBPATTERN:
            better(_clues_of(value[3]))
        elif kind is BRANCH:
            parts = [_clues_of(branch) for branch in value[1]]
            better(tuple(clue for part in parts if part for clue in part) if all(parts) else None)
        elif kind in (MAX_REPEAT, MIN_REPEAT) and value[0] >= 1:
            better(_clues_of(value[2]))
        elif kind is IN and all(one is LITERAL for one, _ in value):
            better(tuple(chr(code) for _, code in value))
    better((literal,) if literal else None)
    return best


def check(
    subject: Subject, wordings: Iterable[Wording], as_of: datetime.date, known: dict[str, tuple[str, ...]]
) -> Iterator[Finding]:
    """Yield one finding a rule and place; words that stand in the brief are the user's and get a note.

    `known` holds the clues of rules by id.
    """
    for wording in wordings:
        own = known.get(wording.id)
        if not in_force(wording, as_of) or (own and not any(clue in subject.text for clue in own)):
            continue
        pattern = _compiled(wording.pattern)
        for place, text in subject.places:
            matches = [match.group() for match in pattern.finditer(text)]
            if matches:
                found = next((words for words in matches if not subject.given(words)), matches[0])
                level = "note" if subject.given(found) else wording.level
                fix = f"改为：{wording.fix}" if wording.fix else "删去，或换一种说法"
                yield Finding(f"wording.{wording.id}", level, place, f"“{found}”：{wording.message}", fix)
