"""Ask the model one stage: names hidden, the budget kept, the answer streamed, watched, and names put back."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar

import msgspec

from assistant.chain.ledger import Ledger
from assistant.chain.prompting import Prompts
from assistant.errors import ModelError
from assistant.model import ChatModel, Message, Usage, count_tokens
from assistant.redaction import Redactor
from assistant.replies import Watch, prose, schema_of, structured

T = TypeVar("T")

_LASTING = frozenset({"auth", "payment", "forbidden", "not_found", "connection", "rate_limit", "refused_request"})
"""Faults that the next request would meet again: the SDK has tried them as often as it makes sense."""

_AGAIN = frozenset({"cut", "timeout", "server", "empty", "length", "repetition", "refusal", "language", "echo", "bad_reply"})
"""Faults that a second try of the same request may get over."""


class Reply(msgspec.Struct, frozen=True):
    """A part's prose with its names put back; `invented` are placeholders that were never given out."""

    text: str
    invented: tuple[str, ...] = ()


class Asker:
    """Asks one model for one speech; after a lasting fault it asks no more. Threads may share it."""

    def __init__(
        self, model: ChatModel, prompts: Prompts, redactor: Redactor, ledger: Ledger, stop: threading.Event | None = None
    ) -> None:
        self.model, self.prompts, self.redactor, self.ledger = model, prompts, redactor, ledger
        self._stop = stop or threading.Event()
        self._broken: ModelError | None = None

    def text(
        self, stage: str, values: Mapping[str, Any], room: int, heard: Callable[[str], None] | None = None,
        again: Callable[[], None] | None = None,
    ) -> Reply:
        """Return the prose of a stage, about `room` characters; `heard` gets its pieces, `again` is called before a second try.

        Raises ModelError: what the model or the way to it did, in the error's `reason`.
        """  # fmt: skip
        messages = self._messages(stage, values)
        asked = _instructions(messages, self.redactor.hide_all(dict(values)))
        try:
            return self._prose(self._stream(stage, messages, room, heard), asked)
        except ModelError as error:
            if error.reason not in _AGAIN or self._stop.is_set():
                raise
        if again:
            again()
        return self._prose(self._stream(stage, messages, room, heard), asked)

    def form(
        self, stage: str, values: Mapping[str, Any], kind: type[T], room: int, sound: Callable[[T], None] | None = None
    ) -> T:
        """Return a structured reply of a stage, asked again once with the complaint where it is in the wrong form.

        `sound` raises ModelError (bad_reply) with what is wrong with a well-formed reply. Raises ModelError.
        """
        messages = self._messages(stage, values)
        for last in (False, True):
            text = ""
            try:
                text = self._stream(stage, messages, room, None, schema_of(kind))
                found = structured(text, kind)
                found = msgspec.convert(self.redactor.restore_all(msgspec.to_builtins(found)), kind)
                if sound:
                    sound(found)
                return found
            except ModelError as error:
                if last or error.reason not in _AGAIN or self._stop.is_set():
                    raise
                if error.reason == "bad_reply":
                    complaint = f"上面的回答用不了：{error}。请只回答一个 JSON 对象，按原来要求的格式重写一遍，不要解释。"
                    messages = [*messages, Message("assistant", self.redactor.hide(text[:6000])), Message("user", self.redactor.hide(complaint))]
        raise AssertionError("the second try returns or raises")

    def _messages(self, stage: str, values: Mapping[str, Any]) -> list[Message]:
        hidden = {name: self.redactor.hide_all(value) for name, value in values.items()}
        return self.prompts.render(stage, hidden)

    def _stream(
        self, stage: str, messages: list[Message], room: int, heard: Callable[[str], None] | None,
        schema: dict[str, Any] | None = None,
    ) -> str:
        """Return the whole reply, names still hidden; what is heard has them put back."""  # fmt: skip
        if self._broken:
            raise self._broken
        for message in messages:
            if found := self.redactor.leftovers(message.content):
                raise ModelError(f"发出前发现还有没遮住的名称“{found[0][:12]}”，没有发出", reason="redaction")
        tokens_in = sum(count_tokens(message.content) + 4 for message in messages)
        most_out = 3 * room + 1500
        reserved = self.ledger.reserve(tokens_in, most_out)
        began, usage, watch, pieces = time.monotonic(), Usage(), Watch(), []
        restorer = _Restorer(self.redactor, heard) if heard else None
        stream = self.model.stream(messages, schema=schema, max_tokens=most_out)
        try:
            for piece in stream:
                usage = piece.usage or usage
                if piece.text:
                    pieces.append(piece.text)
                    watch.feed(piece.text)
                    if restorer:
                        restorer.feed(piece.text)
                if self._stop.is_set():
                    raise ModelError("已停下", reason="stopped", partial="".join(pieces))
            if restorer:
                restorer.end()
            return "".join(pieces)
        except ModelError as error:
            if error.reason in _LASTING:
                self._broken = error
            raise
        finally:
            if close := getattr(stream, "close", None):
                close()
            if not (usage.tokens_in or usage.tokens_out) and (pieces or not self._broken):
                usage = Usage(tokens_in, count_tokens("".join(pieces)), estimated=True)
            self.ledger.settle(reserved, stage, usage, time.monotonic() - began)

    def _prose(self, text: str, asked: str) -> Reply:
        restored = self.redactor.restore(prose(text, asked))
        return Reply(restored.text, restored.invented)


def _instructions(messages: list[Message], values: Any) -> str:
    """Return the words of a prompt without the values put into it: material may be repeated, instructions may not."""
    text = "\n".join(message.content for message in messages)
    for given in sorted(set(_texts(values)), key=len, reverse=True):
        if len(given) >= 8:
            text = text.replace(given, "\n")
    return text


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from _texts(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _texts(item)


class _Restorer:
    """Puts names back while text streams: what may be half a placeholder is held until the rest is there."""

    def __init__(self, redactor: Redactor, heard: Callable[[str], None]) -> None:
        self._redactor, self._heard, self._held = redactor, heard, ""

    def feed(self, text: str) -> None:
        self._held += text
        at = max(self._held.rfind(mark) for mark in "〖[【<〔《")
        whole = at < 0 or any(mark in self._held[at:] for mark in "〗]】>〕》") or len(self._held) - at > 24
        ready, self._held = (self._held, "") if whole else (self._held[:at], self._held[at:])
        if ready:
            self._heard(self._redactor.restore(ready).text)

    def end(self) -> None:
        if self._held:
            self._heard(self._redactor.restore(self._held).text)
        self._held = ""
