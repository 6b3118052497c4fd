"""The words of this domain's ordinary language: what the shipped embedding learned to cut texts into."""

import functools

import msgspec

from index.embed import SHIPPED
from index.errors import RetrievalError


class _Model(msgspec.Struct):
    vocab: list[tuple[str, float]]


class _Tokenizer(msgspec.Struct):
    model: _Model


@functools.cache
def known_words() -> frozenset[str]:
    """Return the words of two to four characters in the shipped embedding's vocabulary.

    It was learned from slotted texts, so that no unit's, place's or person's name is among them. RetrievalError where
    the model's folder can't be read.
    """
    try:
        inner = SHIPPED if (SHIPPED / "tokenizer.json").exists() else SHIPPED / "0_StaticEmbedding"
        vocabulary = msgspec.json.decode((inner / "tokenizer.json").read_bytes(), type=_Tokenizer).model.vocab
        return frozenset(word for word, _ in vocabulary if 2 <= len(word) <= 4)
    except (OSError, ValueError) as error:
        raise RetrievalError(f"{SHIPPED} 里的词表读不了；请重新安装 biaotai") from error
