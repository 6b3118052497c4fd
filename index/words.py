"""The words of this domain's ordinary language: what the shipped embedding learned to cut texts into."""

import functools
import json

from index.embed import SHIPPED
from index.errors import RetrievalError


@functools.cache
def known_words() -> frozenset[str]:
    """Return the words of two to four characters in the shipped embedding's vocabulary.

    It was learned from slotted texts, so that no unit's, place's or person's name is among them. RetrievalError where
    the model's folder can't be read.
    """
    try:
        inner = SHIPPED if (SHIPPED / "tokenizer.json").exists() else SHIPPED / "0_StaticEmbedding"
        vocabulary = json.loads((inner / "tokenizer.json").read_text(encoding="utf-8"))["model"]["vocab"]
        return frozenset(word for word, _ in vocabulary if 2 <= len(word) <= 4)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise RetrievalError(f"{SHIPPED} 里的词表读不了；请重新安装 biaotai") from error
