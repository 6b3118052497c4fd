"""Find the category of a problem by retrieval: the user's words against every way of saying each category.

Words are weighed by how few categories they stand in, so that 流于形式, which half of them share, leads nowhere; what
the categories' measures and the exemplars' paragraphs say counts for less than the names, keywords and colloquial
ways; meaning is the nearest of those phrases in the embedding. Weights were set on 80 labelled problems that are kept
with the tests.
"""

import hashlib
import math
import re
from pathlib import Path

import msgspec
import numpy as np
import numpy.typing as npt

from assistant.corpus import GENERAL, Category, Corpus, Line
from index.embed import Embedder, Vectors
from index.lexical import bigrams

FLOOR = 0.29
"""Below this a problem is called unlike every category and is answered by the general one.

Set on 310 labelled problems: of those at or above it nine in ten are right, and a false answer is worse than a general
one.
"""

_ANY_FAULT = re.compile(
    r"流于形式|走过场|走形式|不到位|不规范|不严格?|薄弱|不够|滞后|不及时|不精准|不透明|不实|不足|不力|不清|不全|存在|有差距|有短板|有漏洞|落实|推进|缓慢|突出|问题|情况|工作"
)
"""What is said of every field alike tells nothing of which one it is."""

_ARRAYS = ("pairs.u64", "starts.u64", "postings.u64")
Numbers = npt.NDArray[np.uint64]
_WEAK, _NEAR, _WHOLE = 0.6, 0.6, 0.2
_SUM = 1 + _NEAR + _WHOLE


class Match(msgspec.Struct, frozen=True):
    """A category for a problem, how sure (0-1), and the words of the category that led there."""

    category: str
    score: float
    why: str


class CategoryIndex:
    """The categories of problem, ready to be searched: an inverted index of character pairs, and phrase vectors.

    Kept as flat arrays that are mapped into memory as they are, so that opening it takes no time: `pairs` are sorted
    64-bit keys, `starts` delimits each one's slice of `postings`; a posting is twice the category's number, plus one
    where the pair stands in its measures and paragraphs only.
    """

    def __init__(self, ids: list[str], phrases: list[list[str]], arrays: list[Numbers], vectors: Vectors, embedder: Embedder) -> None:
        """Hold categories by number: ids, phrases, the three arrays, and one vector a phrase in the same order."""
        self._ids, self._phrases, self._vectors, self._embedder = ids, phrases, vectors, embedder
        self._pairs, self._starts, self._postings = arrays

    @classmethod
    def build(cls, corpus: Corpus, paragraphs: dict[str, list[str]], embedder: Embedder) -> "CategoryIndex":
        """Return the index over corpus; paragraphs holds the exemplars' paragraphs by category."""
        categories = [category for category in corpus.categories.values() if category.id != GENERAL]
        phrases = [list(dict.fromkeys((c.name, c.topic, *c.keywords, *c.colloquial))) for c in categories]
        found: dict[int, list[int]] = {}
        for number, category in enumerate(categories):
            texts = [f"{m.what} {m.check} {' '.join(m.answers)}" for m in category.measures] + paragraphs.get(category.id, [])
            texts += [line.text if isinstance(line, Line) else line for line in category.weight]
            own = {_key(pair) for pair in bigrams(" ".join(phrases[number]))}
            further = {_key(pair) for pair in bigrams(" ".join(texts))} - own
            for key in own | further:
                found.setdefault(key, []).append(2 * number + (key in further))
        keys = sorted(found)
        starts = np.cumsum([0, *(len(found[key]) for key in keys)])
        postings = [posting for key in keys for posting in found[key]]
        arrays = [np.array(values, dtype=np.uint64) for values in (keys, starts, postings)]
        vectors = embedder.passages([phrase for own in phrases for phrase in own])
        return cls([category.id for category in categories], phrases, arrays, vectors, embedder)

    def save(self, folder: Path) -> None:
        """Write the index into folder."""
        (folder / "phrases.msgpack").write_bytes(msgspec.msgpack.encode((self._ids, self._phrases)))
        (folder / "phrases.f32").write_bytes(self._vectors.tobytes())
        for name, values in zip(_ARRAYS, (self._pairs, self._starts, self._postings), strict=True):
            (folder / name).write_bytes(values.tobytes())

    @classmethod
    def load(cls, folder: Path, embedder: Embedder) -> "CategoryIndex":
        """Return the index saved in folder."""
        data = (folder / "phrases.msgpack").read_bytes()
        ids, phrases = msgspec.msgpack.decode(data, type=tuple[list[str], list[list[str]]])
        rows = np.frombuffer((folder / "phrases.f32").read_bytes(), dtype=np.float32)
        arrays = [np.frombuffer((folder / name).read_bytes(), dtype=np.uint64) for name in _ARRAYS]
        return cls(ids, phrases, arrays, rows.reshape(sum(map(len, phrases)), -1), embedder)

    def match(self, problem: str, k: int = 3) -> list[Match]:
        """Return up to k categories for problem, best first; the general one alone where none is near."""
        text = re.sub(r"[“”‘’\"《》（）()\s]", "", problem)
        bare = _ANY_FAULT.sub("", text)
        text = bare if len(bare) >= 3 else text
        count = len(self._ids)
        own, further, whole = np.zeros(count), np.zeros(count), 0.0
        for pair in dict.fromkeys(bigrams(text)):
            postings = self._postings_of(pair)
            if not len(postings):
                whole += 0.5 * math.log(1 + 2 * count)
                continue
            numbers, is_own = postings >> 1, postings & 1 == 0
            telling = math.log(1 + count / (0.5 + (int(is_own.sum()) or len(postings))))
            whole += telling
            own[numbers[is_own]] += telling
            further[numbers[~is_own]] += telling
        near = self._vectors @ self._embedder.query(text)
        found = []
        start = 0
        for number, phrases in enumerate(self._phrases):
            best = int(near[start : start + len(phrases)].argmax())
            standing = max((p for p in phrases if len(p) >= 3 and p in text), key=len, default="")
            score = (own[number] + _WEAK * further[number]) / (whole or 1.0)
            score += _NEAR * max(0.0, float(near[start + best])) + _WHOLE * min(len(standing), 8) / 8
            found.append(Match(self._ids[number], round(float(score) / _SUM, 4), standing or phrases[best]))
            start += len(phrases)
        found.sort(key=lambda match: (-match.score, match.category))
        return [match for match in found[:k] if match.score >= FLOOR] or [Match(GENERAL, 0.0, "")]

    def knows(self, pair: str) -> bool:
        """Whether a pair of characters stands in any category's words, measures or paragraphs."""
        return len(self._postings_of(pair)) > 0

    def _postings_of(self, pair: str) -> npt.NDArray[np.int64]:
        key = np.uint64(_key(pair))
        at = int(np.searchsorted(self._pairs, key))
        if at == len(self._pairs) or self._pairs[at] != key:
            return np.zeros(0, dtype=np.int64)
        return self._postings[int(self._starts[at]) : int(self._starts[at + 1])].astype(np.int64)


def _key(pair: str) -> int:
    """Return a pair of characters as one number; a longer Latin word as a hash."""
    if len(pair) <= 2:
        return ord(pair[0]) << 32 | ord(pair[-1]) | (len(pair) << 30)
    return int.from_bytes(hashlib.blake2b(pair.encode(), digest_size=8).digest(), "big") | 1 << 63


def category_of(problem: str, index: CategoryIndex, corpus: Corpus, kind: str, role: str) -> tuple[Category, Match]:
    """Return the best category that has measures for this kind of unit and role, and how it was matched."""
    spoken_as = "secretary" if role == "discipline" else role
    for found in index.match(problem):
        category = corpus.categories[found.category]
        if category.concerns(kind) and sum(measure.fits(kind, spoken_as) for measure in category.measures) >= 2:
            return category, found
    return corpus.categories[GENERAL], Match(GENERAL, 0.0, "")
