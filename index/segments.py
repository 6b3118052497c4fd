"""Segments of a library: passages of a few documents in one folder, and several such folders searched as one.

What is found is a function of the passages alone: how they lie in segments, and in which order those were written,
changes nothing. Words are therefore ranked here and not by an engine that knows one segment's frequencies only (BM25 as
in Robertson and Zaragoza 2009, k1=1.2, b=0.75), over frequencies summed across all segments and the shipped index.
"""

import hashlib
import math
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cached_property
from pathlib import Path

import msgspec
import numpy as np
import numpy.typing as npt

from index.embed import Vectors
from index.errors import RetrievalError
from index.lexical import WordStore, bigrams
from index.passages import Passage
from index.text import searchable
from index.vectors import VectorStore

_K1, _B = 1.2, 0.75
_DIGITS = 6  # of a cosine: beyond them it depends on how many rows are multiplied at once
Numbers = npt.NDArray[np.int64]


class Segment:
    """Passages, their vectors, and an inverted index of their character pairs; never changed once made.

    `pairs` are sorted 64-bit keys, `starts` delimits each one's slice of `postings` (numbers of passages) and `counts`
    (how often the pair stands there); `lengths` are pairs a passage.
    """

    def __init__(self, passages: Sequence[Passage], vectors: Vectors, arrays: Sequence[npt.NDArray[np.unsignedinteger]], data: bytes = b"") -> None:
        """Hold what build, load or merged made; `data` are the encoded passages where they are not decoded yet."""
        self._given, self._data = passages, data
        self.vectors = vectors
        self.pairs, self.starts, self.postings, self.counts, self.lengths = arrays

    @cached_property
    def passages(self) -> list[Passage]:
        return msgspec.msgpack.decode(self._data, type=list[Passage]) if self._data else list(self._given)

    @classmethod
    def build(cls, passages: Sequence[Passage], vectors: Vectors) -> "Segment":
        """Return the segment of passages, one row of vectors each."""
        keys, numbers, counts, lengths = list[int](), list[int](), list[int](), list[int]()
        for number, passage in enumerate(passages):
            found = Counter(bigrams(searchable(passage.text)))
            keys += map(_key, found)
            numbers += [number] * len(found)
            counts += found.values()
            lengths.append(found.total())
        arrays = _inverted(np.array(keys, dtype=np.uint64), _array(numbers), _array(counts))
        return cls(passages, vectors, [*arrays, _array(lengths)])

    @classmethod
    def merged(cls, segments: "Sequence[tuple[Segment, frozenset[str]]]") -> "Segment":
        """Return one segment of those documents of each that are named beside it."""
        passages, vectors, lengths = list[Passage](), list[Vectors](), list[npt.NDArray[np.uint64]]()
        keys, numbers, counts = list[npt.NDArray[np.uint64]](), list[npt.NDArray[np.uint64]](), list[npt.NDArray[np.uint64]]()
        for segment, alive in segments:
            kept = np.array([passage.document in alive for passage in segment.passages], dtype=bool)
            renumbered = np.cumsum(kept) - 1 + len(passages)
            own = np.repeat(segment.pairs, np.diff(segment.starts).astype(np.int64))
            mask = kept[segment.postings.astype(np.int64)]
            keys.append(own[mask])
            numbers.append(renumbered[segment.postings[mask].astype(np.int64)].astype(np.uint64))
            counts.append(segment.counts[mask])
            passages += [passage for passage, keep in zip(segment.passages, kept.tolist(), strict=True) if keep]
            vectors.append(segment.vectors[kept])
            lengths.append(segment.lengths[kept])
        arrays = _inverted(np.concatenate(keys), np.concatenate(numbers), np.concatenate(counts))
        return cls(passages, np.concatenate(vectors), [*arrays, np.concatenate(lengths)])

    def save(self, folder: Path) -> None:
        """Write the segment into folder."""
        (folder / "passages.msgpack").write_bytes(msgspec.msgpack.encode(self.passages))
        (folder / "vectors.f32").write_bytes(np.ascontiguousarray(self.vectors).tobytes())
        wide, narrow = self.pairs, (self.starts, self.postings, self.counts, self.lengths)
        (folder / "pairs.u64").write_bytes(wide.tobytes())
        for name, values in zip(_NARROW, narrow, strict=True):
            (folder / name).write_bytes(values.astype(np.uint32).tobytes())

    @classmethod
    def load(cls, folder: Path, dimension: int) -> "Segment":
        """Return the segment saved in folder; RetrievalError where the files don't fit each other."""
        vectors = np.frombuffer((folder / "vectors.f32").read_bytes(), dtype=np.float32)
        pairs = np.frombuffer((folder / "pairs.u64").read_bytes(), dtype=np.uint64)
        narrow = [np.frombuffer((folder / name).read_bytes(), dtype=np.uint32) for name in _NARROW]
        rows = vectors.reshape(-1, dimension) if dimension and not len(vectors) % dimension else vectors[:0].reshape(0, dimension)
        if len(rows) != len(narrow[3]) or len(narrow[0]) != len(pairs) + 1:
            raise RetrievalError(f"{folder} 里的分段不完整；请用 biaotai library rebuild 重新生成")
        arrays: list[npt.NDArray[np.unsignedinteger]] = [pairs, *narrow]
        return cls((), rows, arrays, (folder / "passages.msgpack").read_bytes())

    def postings_of(self, key: int) -> tuple[Numbers, Numbers]:
        """Return the passages that a pair stands in, and how often."""
        wanted = np.uint64(key)
        at = int(np.searchsorted(self.pairs, wanted))
        if at == len(self.pairs) or self.pairs[at] != wanted:
            return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
        cut = slice(int(self.starts[at]), int(self.starts[at + 1]))
        return self.postings[cut].astype(np.int64), self.counts[cut].astype(np.int64)


_NARROW = ("starts.u32", "postings.u32", "counts.u32", "lengths.u32")


def _array(values: Iterable[int]) -> npt.NDArray[np.uint64]:
    return np.array(list(values), dtype=np.uint64)


def _inverted(
    keys: npt.NDArray[np.uint64], numbers: npt.NDArray[np.uint64], counts: npt.NDArray[np.uint64]
) -> list[npt.NDArray[np.uint64]]:
    order = np.lexsort((numbers, keys))
    ordered = keys[order]
    first = np.nonzero(np.append(True, ordered[1:] != ordered[:-1]))[0] if len(ordered) else order  # np.unique imports much
    pairs, starts = ordered[first], np.append(first, len(keys)).astype(np.uint64)
    return [pairs, starts, numbers[order], counts[order]]


def _key(term: str) -> int:
    """Return a pair of characters as one number; a longer Latin word as a hash."""
    if len(term) <= 2:
        return ord(term[0]) << 32 | ord(term[-1]) | (len(term) << 30)
    return int.from_bytes(hashlib.blake2b(term.encode(), digest_size=8).digest(), "big") | 1 << 63


class Bank:
    """Several segments seen as one row of passages, in the order of their documents' names.

    Of each segment only the documents named beside it count; a document stands in one segment only.
    """

    def __init__(self, segments: Sequence[tuple[Segment, frozenset[str]]]) -> None:
        found = [
            (passage.document, number, at, passage)
            for at, (segment, alive) in enumerate(segments)
            for number, passage in enumerate(segment.passages)
            if passage.document in alive
        ]
        found.sort(key=lambda entry: entry[:3])
        self.passages = [passage for _, _, _, passage in found]
        self._segments = [segment for segment, _ in segments]
        self._home = np.array([at for _, _, at, _ in found], dtype=np.int64)
        self._local = np.array([number for _, number, _, _ in found], dtype=np.int64)
        self._places = [np.full(len(segment.lengths), -1, dtype=np.int64) for segment in self._segments]
        for at, places in enumerate(self._places):
            own = np.nonzero(self._home == at)[0]
            places[self._local[own]] = own
        total = sum(int(s.lengths[p >= 0].sum()) for s, p in zip(self._segments, self._places, strict=True))
        self._usual = total / max(1, len(found))

    def __len__(self) -> int:
        return len(self.passages)

    def near(self, vector: Vectors) -> npt.NDArray[np.float32]:
        """Return the cosine of every passage with a unit vector."""
        scores = np.zeros(len(self), dtype=np.float32)
        for segment, places in zip(self._segments, self._places, strict=True):
            alive = places >= 0
            scores[places[alive]] = np.round(segment.vectors @ vector, _DIGITS)[alive]
        return scores

    def rows(self, numbers: Sequence[int], dimension: int) -> Vectors:
        """Return the vectors of passages by their numbers."""
        found = np.zeros((len(numbers), dimension), dtype=np.float32)
        for row, number in zip(found, numbers, strict=True):
            row[:] = self._segments[int(self._home[number])].vectors[int(self._local[number])]
        return found

    def postings_of(self, term: str) -> tuple[Numbers, Numbers]:
        """Return the numbers of the passages that a pair stands in, and how often it does."""
        key = _key(term)
        numbers, counts = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.int64)]
        for segment, places in zip(self._segments, self._places, strict=True):
            local, times = segment.postings_of(key)
            if len(local):
                own = places[local]
                numbers.append(own[own >= 0])
                counts.append(times[own >= 0])
        return np.concatenate(numbers), np.concatenate(counts)

    def ranked(self, terms: Sequence[str], rarity: Sequence[float]) -> npt.NDArray[np.float64]:
        """Return the BM25 score of every passage for terms, each as telling as `rarity` says."""
        scores = np.zeros(len(self))
        for term, telling in zip(terms, rarity, strict=True):
            numbers, counts = self.postings_of(term)
            if len(numbers):
                scores[numbers] += telling * (_K1 + 1) * counts / (counts + _K1 * (1 - _B + _B * self._lengths[numbers] / self._usual))
        return scores

    @cached_property
    def _lengths(self) -> npt.NDArray[np.float64]:
        lengths = np.zeros(len(self))
        for segment, places in zip(self._segments, self._places, strict=True):
            alive = places >= 0
            lengths[places[alive]] = segment.lengths[alive]
        return lengths

    def holding(self, terms: Sequence[str]) -> list[int]:
        """Return the numbers of the passages in which terms stand one behind the other."""
        told = np.zeros(len(self), dtype=np.int64)
        own = list(dict.fromkeys(terms))
        for term in own:
            told[self.postings_of(term)[0]] += 1
        phrase = f" {' '.join(terms)} "
        several = np.nonzero(told == len(own))[0].tolist()
        return [n for n in several if len(terms) == 1 or phrase in f" {' '.join(bigrams(searchable(self.passages[n].text)))} "]


class JoinedVectors:
    """The vectors of an index and of a bank behind it, whose passages' keys begin at `first`."""

    def __init__(self, base: VectorStore, bank: Bank, first: int) -> None:
        self._base, self._bank, self._first = base, bank, first

    def __len__(self) -> int:
        return len(self._base) + len(self._bank)

    def search(self, vector: Vectors, k: int) -> list[tuple[int, float]]:
        """Return up to k (key, cosine) with cosine above 0, best first."""
        scores = self._bank.near(vector)
        return _best(self._base.search(vector, k), scores, self._first, k)

    def rows(self, keys: list[int]) -> Vectors:
        """Return the vectors under keys, zero rows where there is none."""
        found = self._base.rows(keys)
        own = [at for at, key in enumerate(keys) if key >= self._first]
        if own:
            found[own] = self._bank.rows([keys[at] - self._first for at in own], found.shape[1])
        return found


class JoinedWords:
    """The words of an index and of a bank behind it, with the frequencies of both together."""

    def __init__(self, base: WordStore, bank: Bank, first: int) -> None:
        self._base, self._bank, self._first = base, bank, first

    def __len__(self) -> int:
        return len(self._base) + len(self._bank)

    def search(self, text: str, k: int) -> list[tuple[int, float]]:
        """Return up to k (key, BM25 score) with a score above 0, best first."""
        terms = list(dict.fromkeys(bigrams(text)))
        return _best(self._base.search(text, k), self._bank.ranked(terms, self.rarity(terms)), self._first, k) if terms else []

    def search_exact(self, text: str, k: int) -> list[tuple[int, float]]:
        """Return up to k (key, score) of texts in which text stands as it is."""
        terms = bigrams(text)
        own = [(number + self._first, 1.0) for number in self._bank.holding(terms)] if terms else []
        return [*self._base.search_exact(text, k), *own][:k]

    def frequencies(self, terms: list[str]) -> list[int]:
        """Return in how many texts each term stands."""
        return [count + len(self._bank.postings_of(term)[0]) for term, count in zip(terms, self._base.frequencies(terms), strict=True)]

    def rarity(self, terms: list[str]) -> list[float]:
        """Return how telling each term is: its inverse document frequency as in BM25, 0 where it stands nowhere."""
        n = len(self)
        return [math.log(1 + (n - c + 0.5) / (c + 0.5)) if c else 0.0 for c in self.frequencies(terms)]


def _best(base: list[tuple[int, float]], scores: npt.NDArray[np.floating], first: int, k: int) -> list[tuple[int, float]]:
    """Return the k best of base and of the scores of keys from first on; equal ones in the order of their keys."""
    own = np.nonzero(scores > 0)[0]
    if len(own) > k:
        least = np.partition(scores[own], len(own) - k)[len(own) - k]
        own = own[scores[own] >= least]
    found = [*base, *((int(number) + first, float(scores[number])) for number in own)]
    return sorted(found, key=lambda hit: (-hit[1], hit[0]))[:k]
