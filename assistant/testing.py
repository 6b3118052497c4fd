"""A model that says what a script says: for tests of prompts and of what is built on them.

>>> model = ScriptedModel(["第一段", ["第二", "段"], ModelError("断了", reason="cut")])
"""

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Self

from assistant.model import Message, Piece, Usage, count_messages, count_tokens

Messages = tuple[Message, ...]
Reply = str | Exception | Sequence[str | Exception] | Callable[[Messages], str]
"""What is said, what is raised, pieces (an exception among them breaks off there), or a function of the messages."""

_PIECE = 8


class ScriptEnded(AssertionError):
    """More was asked than the script has replies for; no ModelError, so that nothing falls back quietly."""


class ScriptedModel:
    """A ChatModel that gives the next reply of a script for each request, and remembers in `asked` what it was asked.

    `replies` is a row of replies, or a function that gives the reply to a request. Safe for threads: `by` gives concurrent
    requests the right reply, whatever their order. Raises ScriptEnded when the script runs out.
    """

    def __init__(self, replies: Iterable[Reply] | Callable[[Messages], Reply], *, name: str = "scripted") -> None:
        self.name = name
        self.asked: list[Messages] = []
        self._choose = replies if callable(replies) else None
        self._key: Callable[[Messages], str] = lambda messages: ""
        self._rows: dict[str, list[Reply]] = {"": [] if callable(replies) else list(replies)}
        self._lock = threading.Lock()

    @classmethod
    def by(cls, key: Callable[[Messages], str], replies: Mapping[str, Iterable[Reply]], *, name: str = "scripted") -> Self:
        """Return a model with a row of replies for each key; `key` says which row answers a request."""
        model = cls((), name=name)
        model._key, model._rows = key, {word: list(row) for word, row in replies.items()}
        return model

    def left(self) -> int:
        """Return how many replies were not asked for."""
        with self._lock:
            return sum(map(len, self._rows.values()))

    def stream(
        self, messages: Sequence[Message], *, schema: dict[str, Any] | None = None, max_tokens: int = 4000, temperature: float = 0.7
    ) -> Iterator[Piece]:
        """Yield the next reply in pieces of eight characters, or as the script cuts it; the last piece has estimated usage."""
        said = tuple(messages)
        reply = self._next(said)
        if isinstance(reply, Exception):
            raise reply
        if callable(reply):
            reply = reply(said)
        pieces = [reply[at : at + _PIECE] for at in range(0, len(reply), _PIECE)] if isinstance(reply, str) else reply
        written = 0
        for piece in pieces:
            if isinstance(piece, Exception):
                raise piece
            written += count_tokens(piece)
            yield Piece(piece)
        yield Piece(usage=Usage(count_messages(said), written, estimated=True))

    def _next(self, said: Messages) -> Reply:
        with self._lock:
            self.asked.append(said)
            if self._choose is not None:
                return self._choose(said)
            key = self._key(said)
            row = self._rows.get(key, [])
            if row:
                return row.pop(0)
            names = "、".join(word for word in self._rows if word) or "一行"
            where = f"“{key}”" if key in self._rows and key else f"没有“{key}”（有：{names}）" if key else "脚本"
            number, last = len(self.asked), " ".join(said[-1].content.split())[:60] if said else ""
            raise ScriptEnded(f"{where}的回答用完了：这是第 {number} 次提问，问的是“{last}”")
