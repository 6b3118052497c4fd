"""What a language model is to the rest: messages go in, pieces of text come out."""

import re
from collections.abc import Iterator, Sequence
from typing import Any, Literal, Protocol

import msgspec


class Message(msgspec.Struct, frozen=True):
    """One message of a conversation with a model."""

    role: Literal["system", "user", "assistant"]
    content: str


class Usage(msgspec.Struct, frozen=True):
    """Tokens that were read and written; `estimated` where the server did not count."""

    tokens_in: int = 0
    tokens_out: int = 0
    estimated: bool = False

    def __add__(self, other: "Usage") -> "Usage":
        return Usage(self.tokens_in + other.tokens_in, self.tokens_out + other.tokens_out, self.estimated or other.estimated)


class Piece(msgspec.Struct, frozen=True):
    """One streamed piece of a reply; reasoning comes in `thought`, never in `text`; the last one carries the usage."""

    text: str = ""
    thought: str = ""
    usage: Usage | None = None


class ChatModel(Protocol):
    """A language model that answers messages piece by piece."""

    @property
    def name(self) -> str:
        """The model's name, as the server knows it."""

    def stream(
        self, messages: Sequence[Message], *, schema: dict[str, Any] | None = None, max_tokens: int = 4000, temperature: float = 0.7
    ) -> Iterator[Piece]:
        """Yield the reply in pieces, usage with the last; closing the iterator closes the connection.

        `schema` is a JSON schema that the reply is asked to follow, by servers that can. Raises ModelError, after a piece
        with the usage where the server had begun to answer.
        """


_CHINESE = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\u2014\u2018-\u201d\u2026]|[\U00020000-\U0003ffff]")


def count_tokens(text: str) -> int:
    """Return an estimate of the tokens in text that errs on the high side.

    One token for a Chinese character or full-width mark, a third of one for any other character. The tokenizers in use
    give 0.6 (DeepSeek, Qwen, GLM) to 1.1 (OpenAI's cl100k) for a Chinese character and 0.25 to 0.3 for a Latin letter,
    so a budget counted with this one holds for nearly every model.
    """
    chinese = len(_CHINESE.findall(text))
    return chinese + -(-(len(text) - chinese) // 3)


_FRAME = 4
"""Tokens that a message costs beside its text: the marks of its role."""


def count_messages(messages: Sequence[Message]) -> int:
    """Return the estimated tokens of a whole request."""
    return sum(_FRAME + count_tokens(message.content) for message in messages)


def without_thought(text: str) -> str:
    """Return text without reasoning in <think> tags, and without what stands before a closing tag that nothing opened."""
    text = re.sub(r"<think(?:ing)?>.*?</think(?:ing)?>", "", text, flags=re.S)
    text = re.sub(r"\A.*</think(?:ing)?>", "", text, flags=re.S)
    return re.sub(r"<think(?:ing)?>.*\Z", "", text, flags=re.S)


def complete(
    model: ChatModel,
    messages: Sequence[Message],
    *,
    schema: dict[str, Any] | None = None,
    max_tokens: int = 4000,
    temperature: float = 0.7,
) -> tuple[str, Usage]:
    """Return the whole reply and what it cost; raises ModelError."""
    texts: list[str] = []
    used: Usage | None = None
    for piece in model.stream(messages, schema=schema, max_tokens=max_tokens, temperature=temperature):
        texts.append(piece.text)
        used = piece.usage or used
    text = "".join(texts)
    return without_thought(text), used or Usage(count_messages(messages), count_tokens(text), estimated=True)
