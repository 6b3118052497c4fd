"""Findings: what a check says of a text or a brief. They are data, never exceptions."""

from typing import Literal

import msgspec

Level = Literal["error", "warning", "note"]
LEVELS: tuple[Level, ...] = ("error", "warning", "note")


class Finding(msgspec.Struct, frozen=True):
    """One thing found: rule is its stable name, where a place a person finds again, fix what to do."""

    rule: str
    level: Level
    where: str
    message: str
    fix: str = ""


def sort(findings: list[Finding]) -> list[Finding]:
    """Return findings with errors first; within a level in the order found, each once."""
    unique = list(dict.fromkeys(findings))
    return sorted(unique, key=lambda finding: LEVELS.index(finding.level))
