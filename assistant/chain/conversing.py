"""The stages of a conversation: a message in plain words read by the model, a speech changed by it as asked.

What the model gives is taken only as far as it can be verified: a value must stand in the message, a changed line must bring
no error that was not there.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import msgspec

from assistant.brief import KEYS, Brief, from_mapping
from assistant.chain.asking import Asker
from assistant.chain.facts import facts
from assistant.chain.forms import ReviseForm, SaidForm, UnderstandForm
from assistant.chain.judging import Judge
from assistant.checks import check_speech
from assistant.context import Context
from assistant.errors import BriefError, ModelError
from assistant.findings import Finding
from assistant.plan import Plan
from assistant.revising.manuscript import Manuscript, Spot
from assistant.speech import Paragraph, Source, Speech
from assistant.understanding.message import Change
from assistant.understanding.rules import Understood, apply
from index.lexical import bigrams

if TYPE_CHECKING:
    from assistant.knowledge import Knowledge

_LISTS = ("problems", "portfolio", "rectified", "deadlines", "priorities", "present")
_NUMBERS = ("length", "minutes")
_SAID = 0.7
"""Share of a value's character pairs that must stand in the message: the rest may be a word set right."""


def understand_with(asker: Asker, message: str, known: Mapping[str, Any], today: datetime.date) -> Understood:
    """Return what the model reads in a message; ModelError where it gives nothing that can be used.

    A value that the message does not hold, a field that there is not, and a change that makes the brief unusable come back in
    `leftover`.
    """
    chinese = {english: name for name, english in reversed(KEYS.items())}
    told = [(chinese.get(field, field), _shown(value)) for field, value in known.items() if value]
    values = {"话": message, "已知": told, "今天": f"{today:%Y-%m-%d}（星期{'一二三四五六日'[today.weekday()]}）"}
    form = asker.form("understand", values, UnderstandForm, 500 + len(message))
    changes: list[Change] = []
    leftover = [words for words in form.leftover if words.strip()]
    for said in form.changes:
        change = _change(said, message)
        if change is None or not _usable(apply(apply(known, Understood(tuple(changes))), Understood((change,)))):
            leftover.append(said.words or "、".join(said.value))
        else:
            changes.append(change)
    return Understood(tuple(changes), tuple(dict.fromkeys(leftover)), form.wants_draft)


def _change(said: SaidForm, message: str) -> Change | None:
    """Return a change as the brief takes it; None where the message does not say it."""
    field = KEYS.get(said.field, "")
    values = [value.strip().strip("。，；") for value in said.value if value.strip()]
    if not field or not values or (field == "speaker" and said.how != "set"):
        return None
    if field in _NUMBERS:
        number = re.search(r"\d+(?:\.\d+)?", values[0])
        if not number or not said.words or said.words not in message:
            return None
        return Change(field, "set", float(number.group()) if field == "minutes" else round(float(number.group())), said.words)
    if said.how != "remove" and not all(_said(value, message) for value in values):
        return None
    if field in _LISTS:
        return Change(field, said.how, values[0] if said.how == "remove" else values, said.words)
    return Change(field, "set", "；".join(values), said.words)


def _said(value: str, message: str) -> bool:
    plain, text = (re.sub(r"[\s，。；：、“”]", "", words) for words in (value, message))
    pairs = set(bigrams(plain))
    return plain in text or (bool(pairs) and len(pairs & set(bigrams(text))) >= _SAID * len(pairs))


def _usable(data: dict[str, Any]) -> bool:
    try:
        from_mapping({**data, "unit": data.get("unit") or "某某县水利局"})
    except BriefError:
        return False
    return True


def _shown(value: Any) -> str:
    if isinstance(value, list | tuple):
        return "；".join(_shown(item) for item in value)
    return str(value.get("text") or value.get("who") or value) if isinstance(value, dict) else str(value)


class Recast(msgspec.Struct, frozen=True):
    """A speech as the model changed it, lines that say what was done, and lines that say what was not."""

    speech: Speech
    changed: tuple[str, ...]
    unclear: tuple[str, ...]


def revise_with(
    asker: Asker, speech: Speech, wanted: str, context: Context, plan: Plan, knowledge: Knowledge, brief: Brief | None
) -> Recast:
    """Return speech with the lines changed that the model changes as asked; every other line stays to the letter.

    A changed line that brings an error of the checks, is not about this, or copies an exemplar is put back and named. Raises
    ModelError where the model gives nothing that can be used.
    """
    manuscript = Manuscript(speech)
    spots = [spot for spot in manuscript.spots() if manuscript.text(spot)]
    lines = [{"处": spot.name, "文字": manuscript.text(spot)} for spot in spots]
    values = {**facts(context), "问题": [p.text for p in brief.items()] if brief else [], "行": lines, "要改": wanted}

    def sound(form: ReviseForm) -> None:
        if wrong := [edit.line for edit in form.edits if not 1 <= edit.line <= len(spots)]:
            raise ModelError(f"edits 里没有第 {wrong[0]} 行，只有 1 到 {len(spots)}", reason="bad_reply")

    form = asker.form("revise", values, ReviseForm, 400 + speech.characters, sound)
    judge = Judge(context, plan, knowledge)
    unclear, done = [line for line in form.unclear if line.strip()], 0
    known = context if brief else None
    errors = _errors(speech, knowledge, known)
    texts: dict[Spot, str] = {}
    for edit in form.edits:
        spot, new = spots[edit.line - 1], edit.text.strip()
        if new == manuscript.text(spot):
            continue
        trial = _with(speech, {**texts, spot: new}, asker.model.name)
        fresh = _errors(trial, knowledge, known) - errors
        fault = next(iter(sorted(fresh)), "") or (judge.copied([new]) or judge.stray([new]) if len(new) > 40 else "")
        if fault:
            unclear.append(f"{spot.name}没有照模型的改：{fault}")
        else:
            texts[spot] = new
            done += 1
    changed = tuple(line for line in form.changed if line.strip()) or tuple(f"改了{spot.name}" for spot in texts)
    return Recast(_with(speech, texts, asker.model.name), changed if done else (), tuple(unclear))


def _errors(speech: Speech, knowledge: Knowledge, context: Context | None) -> set[str]:
    found: tuple[Finding, ...] = check_speech(speech, knowledge, context).findings
    return {finding.message for finding in found if finding.level == "error"}


def _with(speech: Speech, texts: dict[Spot, str], model: str) -> Speech:
    """Return speech with these lines in place of its own; a paragraph that is emptied goes, several lines are several."""

    def paragraphs(part: str, number: int, own: tuple[Paragraph, ...]) -> tuple[Paragraph, ...]:
        found: list[Paragraph] = []
        for index, paragraph in enumerate(own):
            new = texts.get(Spot(part, number, index))
            if new is None:
                found.append(paragraph)
            else:
                kept = tuple(source for source in paragraph.sources if source.kind != "model")
                found += [Paragraph(line.strip(), (*kept, Source("model", model))) for line in new.splitlines() if line.strip()]
        return tuple(found)

    single = {name: texts.get(Spot(name), getattr(speech, name)) for name in ("title", "salutation", "transition", "thanks")}
    sections = tuple(
        msgspec.structs.replace(
            section, heading=texts.get(Spot("heading", number), "") or section.heading, paragraphs=paragraphs("section", number, section.paragraphs)
        )
        for number, section in enumerate(speech.sections, 1)
    )
    return msgspec.structs.replace(
        speech, **single, sections=sections, opening=paragraphs("opening", 0, speech.opening), closing=paragraphs("closing", 0, speech.closing)
    )
