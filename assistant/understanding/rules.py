"""Understand plain words without a model: a message becomes changes to a brief, and what was not understood.

By rules and the corpus' table of units alone. Nothing is set that the message does not say, and a clause that carries
content and is not understood comes back: a wrong silent reading is worse than a question.
"""

import datetime
import re
from collections.abc import Mapping
from typing import Any

import msgspec

from assistant.brief import KEYS, Brief
from assistant.corpus import Corpus
from assistant.tagging import shipped
from assistant.tagging.characters import spans, words_of
from assistant.understanding.edits import Edit, edit
from assistant.understanding.hearing import Hearing
from assistant.understanding.message import Change, clauses, clean

MAX_MESSAGE = 5000
"""A longer text is a document, which `understand` names and does not read."""

_DOCUMENT, _NUMBERED_LINES = 1500, 6


class Understood(msgspec.Struct, frozen=True):
    """What a message says: changes in its order, clauses that may matter and were not understood, and whether it
    asks to write at once, without further questions (直接写)."""

    changes: tuple[Change, ...] = ()
    leftover: tuple[str, ...] = ()
    wants_draft: bool = False
    note: str = ""
    """What is to be told of how it was read."""


def understand(message: str, corpus: Corpus, today: datetime.date, known: Mapping[str, Any] | Brief | None = None) -> Understood:
    """Return what message says, read over the brief that is known so far; never raises on any text.

    `known` has English or Chinese keys. A document (over 1500 characters with many numbered lines, or over 5000
    characters) is named in `leftover` and not read.
    """
    text = clean(message[: MAX_MESSAGE * 2])
    if is_document(message):
        return Understood(leftover=(f"这段文字有 {len(message)} 个字，像是一份材料（“{text[:16].split(chr(10))[0]}……”），没有逐句去读；请说要点，或把反馈文件单独给我",))
    known = plain(known)
    text, edits = _edited(text, known)
    hearing = Hearing(text, spans(text, shipped("messages"), words_of(corpus)), today, known)
    hearing.read()
    changes = [*edits.changes, *hearing.changes]
    if edits.anew:
        changes = [msgspec.structs.replace(c, how="set") if c.field == "problems" and c.how == "add" else c for c in changes]
    return Understood(tuple(changes), tuple(dict.fromkeys((*edits.leftover, *hearing.leftover))), hearing.wants)


def _edited(text: str, known: dict[str, Any]) -> tuple[str, Edit]:
    """Take what corrects the brief so far out of a message, and return what of it is left to be read."""
    if not known:
        return text, Edit()
    found, at = Edit(), 0
    for clause in clauses(text):
        start = text.find(clause.text, at)
        if start < 0:
            continue
        at = start + len(clause.text)
        done = edit(clause.text, known, [])
        if done is None:
            continue
        rest = f"问题是{done.rest}" if done.opens and done.rest else done.rest
        text = text[:start] + rest + text[at:]
        at = start + len(rest)
        found = Edit((*found.changes, *done.changes), "", (*found.leftover, *done.leftover), found.anew or done.anew)
    return text, found


def is_document(message: str) -> bool:
    """Return whether a message is a document pasted in rather than something said."""
    numbered = re.findall(r"(?m)^\s*(?:[（(]?[一二三四五六七八九十\d]{1,3}[)）、.．]|第[一二三四五六七八九十]+[条、])", message[:20000])
    return len(message) > MAX_MESSAGE or (len(message) > _DOCUMENT and len(numbered) >= _NUMBERED_LINES)


def plain(known: Mapping[str, Any] | Brief | None) -> dict[str, Any]:
    """Return a brief or a mapping as a mapping with English keys."""
    if isinstance(known, Brief):
        return {key: value for key, value in msgspec.to_builtins(known).items() if value not in ("", (), [], None)}
    return {KEYS.get(str(key), str(key)): value for key, value in (known or {}).items()}


def apply(data: Mapping[str, Any] | Brief, understood: Understood) -> dict[str, Any]:
    """Return the mapping for `assistant.brief.from_mapping` that data becomes with what was understood."""
    found = plain(data)
    for change in understood.changes:
        if change.how == "set":
            found[change.field] = change.value
            if change.field in ("length", "minutes"):
                found.pop("minutes" if change.field == "length" else "length", None)
        elif change.field == "notes":
            before = str(found.get("notes") or "")
            found["notes"] = f"{before}；{change.value}" if before and change.value not in before else before or change.value
        elif change.how == "add":
            have = list(found.get(change.field) or [])
            texts = {_text_of(entry) for entry in have}
            found[change.field] = have + [entry for entry in change.value if _text_of(entry) not in texts]
        else:
            found[change.field] = [entry for entry in found.get(change.field) or [] if _text_of(entry) != change.value]
    return found


def _text_of(entry: Any) -> str:
    return str(entry.get("text") or entry) if isinstance(entry, dict) else str(entry)
