"""The versions of a speech in a chat: what a change makes of one, and what is changed again in a fresh draft."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from assistant.brief import from_mapping
from assistant.plan import Plan
from assistant.speech import Speech
from assistant.understanding.rules import plain

if TYPE_CHECKING:
    from assistant.drafting import Assistant
    from assistant.revising.reviser import Revision


class Version(msgspec.Struct, frozen=True):
    """A version of the speech with the brief and the plan that it is of; `how` says what made it.

    `edits` are the messages that changed the text since it was drafted: they are asked for again where it is drafted anew.
    """

    speech: Speech
    data: dict[str, Any]
    plan: Plan | None = None
    how: str = ""
    edits: tuple[str, ...] = ()


def changed_by(version: Version, revision: Revision, words: str) -> Version:
    """Return the version that a revision asked for in `words` makes of another."""
    data, edits = dict(version.data), (*version.edits, words)
    if revision.brief and version.data.get("unit"):
        data = plain(revision.brief)
        edits = edits if revision.brief == from_mapping(version.data, "对话") else version.edits  # else the brief keeps it
    if revision.speech.seed != version.speech.seed:  # another version of the whole
        edits = ()
    return Version(revision.speech, data, revision.plan or version.plan, revision.changed[0], edits)


def edited(assistant: Assistant, version: Version, edits: tuple[str, ...]) -> tuple[Version, list[str]]:
    """Change a fresh draft as messages asked before; return it, and the messages that change nothing in it."""
    lost = []
    for words in edits:
        brief = from_mapping(version.data, "对话") if version.data.get("unit") else None
        revision = assistant.revise(version.speech, words, brief, version.plan)
        if revision.changed:
            version = changed_by(version, revision, words)
        else:
            lost.append(words)
    return version, lost
