"""Wording that is out of date on the day of the meeting, misspelt, out of order, or on the stop-list."""

import datetime
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

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


def check(subject: Subject, wordings: Iterable[Wording], as_of: datetime.date) -> Iterator[Finding]:
    """Yield one finding a rule and place; words that stand in the brief are the user's and get a note."""
    for wording in wordings:
        if not in_force(wording, as_of):
            continue
        pattern = _compiled(wording.pattern)
        if not pattern.search(subject.text):
            continue
        for place, text in subject.places:
            if match := pattern.search(text):
                found = match.group()
                level = "note" if subject.given(found) else wording.level
                fix = f"改为：{wording.fix}" if wording.fix else "删去，或换一种说法"
                yield Finding(f"wording.{wording.id}", level, place, f"“{found}”：{wording.message}", fix)
