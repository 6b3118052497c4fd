"""Find the category of a problem by retrieval: the user's words against every way of saying each category.

Words are weighed by how few categories they stand in, so that 流于形式, which half of them share, leads nowhere; what
the categories' measures and the exemplars' paragraphs say counts for less than the names, keywords and colloquial
ways; meaning is the nearest of those phrases in the embedding. Weights were set on 80 labelled problems that are kept
with the tests.
"""

import math
import re
from collections import Counter
from pathlib import Path

import msgspec
import numpy as np

from assistant.corpus import GENERAL, Category, Corpus, Line
from index.embed import Embedder, Vectors
from index.lexical import bigrams

FLOOR = 0.2
"""Below this a problem is called unlike every category and is answered by the general one."""

_WEAK, _NEAR, _WHOLE = 0.6, 0.6, 0.2
_SUM = 1 + _NEAR + _WHOLE


class Match(msgspec.Struct, frozen=True):
    """A category for a problem, how sure (0-1), and the words of the category that led there."""

    category: str
    score: float
    why: str


class _Words(msgspec.Struct, frozen=True):
    """What is kept of one category: its phrases, and the character pairs of its own and of its further texts."""

    id: str
    phrases: tuple[str, ...]
    own: frozenset[str]
    further: frozenset[str]


class CategoryIndex:
    """The categories of problem, ready to be searched."""

    def __init__(self, words: list[_Words], vectors: Vectors, embedder: Embedder) -> None:
        """Hold words and the vectors of all their phrases, one row a phrase in the same order."""
        self._words, self._vectors, self._embedder = words, vectors, embedder
        self._own = Counter(pair for one in words for pair in one.own)
        self._all = Counter(pair for one in words for pair in one.own | one.further)

    @classmethod
    def build(cls, corpus: Corpus, paragraphs: dict[str, list[str]], embedder: Embedder) -> "CategoryIndex":
        """Return the index over corpus; paragraphs holds the exemplars' paragraphs by category."""
        words = []
        for category in corpus.categories.values():
            if category.id == GENERAL:
                continue
            phrases = tuple(dict.fromkeys((category.name, category.topic, *category.keywords, *category.colloquial)))
            texts = [f"{m.what} {m.check}" for m in category.measures] + paragraphs.get(category.id, [])
            texts += [line.text if isinstance(line, Line) else line for line in category.weight]
            own = frozenset(bigrams(" ".join(phrases)))
            words.append(_Words(category.id, phrases, own, frozenset(bigrams(" ".join(texts))) - own))
        return cls(words, embedder.passages([phrase for one in words for phrase in one.phrases]), embedder)

    def save(self, folder: Path) -> None:
        """Write the index into folder."""
        (folder / "words.msgpack").write_bytes(msgspec.msgpack.encode(self._words, order="deterministic"))
        (folder / "phrases.f32").write_bytes(self._vectors.tobytes())

    @classmethod
    def load(cls, folder: Path, embedder: Embedder) -> "CategoryIndex":
        """Return the index saved in folder."""
        words = msgspec.msgpack.decode((folder / "words.msgpack").read_bytes(), type=list[_Words])
        rows = np.frombuffer((folder / "phrases.f32").read_bytes(), dtype=np.float32)
        return cls(words, rows.reshape(sum(len(one.phrases) for one in words), -1), embedder)

    def match(self, problem: str, k: int = 3) -> list[Match]:
        """Return up to k categories for problem, best first; the general one alone where none is near."""
        text = re.sub(r"[“”‘’\"《》（）()\s]", "", problem)
        pairs = list(dict.fromkeys(bigrams(text)))
        telling = {pair: math.log(1 + len(self._words) / (0.5 + (self._own[pair] or self._all[pair]))) for pair in pairs}
        unknown = 0.5 * math.log(1 + 2 * len(self._words))
        whole = sum(telling[pair] if self._all[pair] else unknown for pair in pairs) or 1.0
        near = self._vectors @ self._embedder.query(text)
        found = []
        start = 0
        for one in self._words:
            end = start + len(one.phrases)
            best = start + int(near[start:end].argmax())
            own = sum(telling[pair] for pair in pairs if pair in one.own) / whole
            further = sum(telling[pair] for pair in pairs if pair in one.further) / whole
            standing = max((p for p in one.phrases if len(p) >= 3 and p in text), key=len, default="")
            score = own + _WEAK * further + _NEAR * max(0.0, float(near[best])) + _WHOLE * min(len(standing), 8) / 8
            found.append(Match(one.id, round(score / _SUM, 4), standing or one.phrases[best - start]))
            start = end
        found.sort(key=lambda match: (-match.score, match.category))
        return [match for match in found[:k] if match.score >= FLOOR] or [Match(GENERAL, 0.0, "")]


def category_of(problem: str, index: CategoryIndex, corpus: Corpus, kind: str, role: str) -> tuple[Category, Match]:
    """Return the best category that has measures for this kind of unit and role, and how it was matched."""
    spoken_as = "secretary" if role == "discipline" else role
    for found in index.match(problem):
        category = corpus.categories[found.category]
        if sum(measure.fits(kind, spoken_as) for measure in category.measures) >= 2:
            return category, found
    return corpus.categories[GENERAL], Match(GENERAL, 0.0, "")
