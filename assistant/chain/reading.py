"""The stage that reads a feedback document: the model finds the problems, the rules verify that the document says them.

A long document goes out in parts, cut between paragraphs; a part that fails is left to the rules, and that is said.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Sequence

import msgspec

from assistant.chain.asking import Asker
from assistant.chain.forms import FeedbackForm
from assistant.errors import BriefError, ModelError
from assistant.feedback import Categorise, Feedback
from assistant.feedback.joining import joined
from assistant.feedback.page import Page, Part
from assistant.feedback.verifying import Claim, Told

ROOM = 3000
"""Characters of a document in one request. The reply quotes most of them: with it a request stays within 12,000 tokens."""

MOST_PARTS = 20
"""A document of more parts is left to the rules: what has 60,000 characters is no ordinary feedback."""

_AT_ONCE = 4
_PATIENCE = 0.2
"""Seconds after which the waiting reader looks whether it was stopped."""


def read_with(
    asker_of: Callable[[Sequence[str], threading.Event], Asker], text: str, feedback: Feedback, categorise: Categorise | None = None,
    *, stop: threading.Event | None = None, room: int = ROOM,
) -> Feedback:
    """Return feedback, as the rules read it in text, with what the model reads there as far as the text bears it out.

    `asker_of` takes the paragraphs, in which names are to be hidden, and what stops it. Where the model fails, what the rules
    read stays, and a note says why; a broken prompt file raises PromptError.
    """  # fmt: skip
    page = Page(text)
    parts = page.parts(room)
    if len(parts) > MOST_PARTS:
        return _fell(feedback, f"文件太长，要分 {len(parts)} 段问，最多分 {MOST_PARTS} 段")
    stop = stop or threading.Event()
    try:
        asker = asker_of([block.text for block in page.blocks], stop)
    except BriefError as error:  # the names that are to be hidden can't be told
        return _fell(feedback, str(error))
    replies = _asked(lambda number: _told(asker, page, parts, number), len(parts), stop)
    told = [reply for reply in replies if isinstance(reply, Told)]
    failed = [(number, reply) for number, reply in enumerate(replies, 1) if isinstance(reply, ModelError)]
    found = joined(feedback, page, told, asker.model.name, categorise) if told else feedback
    if failed:
        where = f"第 {'、'.join(str(number) for number, _ in failed)} 段（共 {len(parts)} 段）" if told else ""
        found = _fell(found, _why(failed[0][1]), where)
    return msgspec.structs.replace(found, cost=asker.ledger.costs())


def _asked(ask: Callable[[int], Told], count: int, stop: threading.Event) -> list[Told | ModelError]:
    """Return what each part gives, a few asked at once; nobody waits for a silent model once it is stopped."""
    waiting: queue.SimpleQueue[int] = queue.SimpleQueue()
    heard: queue.SimpleQueue[tuple[int, Told | Exception]] = queue.SimpleQueue()
    for number in range(count):
        waiting.put(number)

    def work() -> None:
        while True:
            try:
                number = waiting.get_nowait()
            except queue.Empty:
                return
            try:
                heard.put((number, ask(number)))
            except Exception as error:  # raised again where it is awaited
                heard.put((number, error))

    for _ in range(min(count, _AT_ONCE)):
        threading.Thread(target=work, daemon=True).start()
    replies: list[Told | ModelError] = [ModelError("已停下", reason="stopped")] * count
    left = count
    try:
        while left and not stop.is_set():
            try:
                number, reply = heard.get(timeout=_PATIENCE)
            except queue.Empty:
                continue
            if not isinstance(reply, Told | ModelError):
                raise reply
            replies[number], left = reply, left - 1
    except BaseException:
        stop.set()
        raise
    return replies


def _told(asker: Asker, page: Page, parts: list[Part], number: int) -> Told:
    """Return what the model reads in one part; ModelError where it gives nothing that can be used."""
    part = parts[number]
    values = {"段落": part.paragraphs, "标题": part.under, "第几": number + 1, "共几": len(parts)}

    def sound(form: FeedbackForm) -> None:
        if form.problems and not any(page.places(said.quote) for said in form.problems):
            raise ModelError("problems 里的 quote 在反馈意见里一条也找不到，要从原文一字不改地照抄", reason="bad_reply")

    form = asker.form("feedback", values, FeedbackForm, 500 + (part.end - part.start) // 2, sound)
    claims = tuple(Claim(said.problem, said.quote, said.figures, said.deadline) for said in form.problems)
    return Told(form.unit, form.team, form.date, form.kind, claims)


def _why(error: ModelError) -> str:
    return "模型两次都没有按要求的格式回答" if error.reason == "bad_reply" else str(error)


def _fell(feedback: Feedback, why: str, what: str = "") -> Feedback:
    note = f"{what}没有用模型的，问题由规则读出：{' '.join(why.split())}"
    return msgspec.structs.replace(feedback, notes=(*feedback.notes, note))
