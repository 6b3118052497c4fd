"""Search passages by words and by meaning, and say why each was found.

Two rankings, BM25 over character pairs and cosine of embeddings, are fused by reciprocal rank (Cormack, Clarke and
Büttcher 2009, k=60). A hit that scores zero in a ranking never enters it: engines that rank everything let noise in by
the fusion. The score tells evidence, not rank alone, so that "nothing relevant" can be said.
"""

import re
from collections.abc import Callable, Iterable
from pathlib import Path

import msgspec
import numpy as np

from index.embed import Embedder
from index.errors import RetrievalError
from index.lexical import WordStore, bigrams
from index.passages import Hit, Part, Passage
from index.vectors import VectorStore

FLOOR = 0.16
"""Below this score a passage is not called relevant; set on the example queries of the tests."""

_DEPTH = 50
_RRF = 60
_NEAR_COPY = 0.97


class Filter(msgspec.Struct, frozen=True):
    """What a passage must be; an empty field asks nothing. `sector` matches a unit row (U01) or a kind of unit."""

    parts: tuple[Part, ...] = ()
    section: int = 0
    role: str = ""
    body: str = ""
    sector: str = ""

    def admits(self, passage: Passage) -> bool:
        """Whether passage is what is asked for."""
        return (
            (not self.parts or passage.part in self.parts)
            and (not self.section or passage.section == self.section)
            and (not self.role or passage.role == self.role)
            and (not self.body or passage.body == self.body)
            and (not self.sector or self.sector in (passage.sector, passage.kind))
        )


ANY = Filter()


class Index:
    """Passages that can be searched, added to, and taken out of, document by document."""

    def __init__(self, embedder: Callable[[], Embedder], dimension: int) -> None:
        """Start empty; the embedder is made when first needed and must give vectors of that dimension."""
        self._make_embedder = embedder
        self._embedder: Embedder | None = None
        self._passages: dict[int, Passage] = {}
        self._pairs: dict[int, frozenset[str]] = {}
        self._next = 1
        self._vectors = VectorStore(dimension)
        self._words = WordStore()

    @classmethod
    def build(cls, passages: Iterable[Passage], embedder: Embedder) -> "Index":
        """Return an index in memory over passages."""
        index = cls(lambda: embedder, embedder.dimension)
        index.add(list(passages))
        return index

    @property
    def embedder(self) -> Embedder:
        if self._embedder is None:
            self._embedder = self._make_embedder()
        return self._embedder

    def __len__(self) -> int:
        return len(self._passages)

    def __iter__(self) -> Iterable[Passage]:
        return iter(self._passages.values())

    @property
    def documents(self) -> list[str]:
        """The names of the documents in the index, in the order they came."""
        return list(dict.fromkeys(passage.document for passage in self._passages.values()))

    def add(self, passages: list[Passage]) -> None:
        """Add passages; RetrievalError where one of their ids is there already."""
        known = {passage.id for passage in self._passages.values()}
        for passage in passages:
            if passage.id in known:
                raise RetrievalError(f"段落 {passage.id} 已在索引里；请先删去旧的")
            known.add(passage.id)
        keys = list(range(self._next, self._next + len(passages)))
        texts = [searchable(passage.text) for passage in passages]
        self._vectors.add(keys, self.embedder.passages(texts))
        self._words.add(keys, texts)
        self._passages |= zip(keys, passages, strict=True)
        self._next += len(passages)

    def remove(self, document: str) -> int:
        """Remove the passages of document and return how many there were."""
        keys = [key for key, passage in self._passages.items() if passage.document == document]
        if keys:
            self._vectors.remove(keys)
            self._words.remove(keys)
            for key in keys:
                del self._passages[key]
                self._pairs.pop(key, None)
        return len(keys)

    def search(self, text: str, k: int = 5, where: Filter = ANY, floor: float = FLOOR) -> list[Hit]:
        """Return at most k passages for text, best first; empty where nothing is relevant.

        Ties keep the order in which passages came. An exact name that stands in a passage puts it before those in
        which it does not stand.
        """
        question = searchable(text)
        if not bigrams(question) or k < 1:
            return []
        admitted = {key for key, passage in self._passages.items() if where.admits(passage)}
        depth = len(self._passages) if len(admitted) < len(self._passages) else _DEPTH
        vector = self.embedder.query(question)
        dense = [(key, s) for key, s in self._vectors.search(vector, depth) if key in admitted][:_DEPTH]
        words = [(key, s) for key, s in self._words.search(question, depth) if key in admitted][:_DEPTH]
        exact = {key for key, _ in self._words.search_exact(question, depth)} if len(question) >= 3 else set()
        hits = self._scored(question, dense, words, exact & admitted)
        hits = [(key, hit) for key, hit in hits if hit.score >= floor]
        return [hit for _, hit in self._diverse(hits, k)]

    def _scored(
        self, question: str, dense: list[tuple[int, float]], words: list[tuple[int, float]], exact: set[int]
    ) -> list[tuple[int, Hit]]:
        terms = list(dict.fromkeys(bigrams(question)))
        rarity = dict(zip(terms, self._words.rarity(terms), strict=True))
        unseen = max(rarity.values(), default=0.0) or 1.0
        whole = sum(value or unseen for value in rarity.values())
        cosine = dict(dense)
        rank: dict[int, float] = {}
        for ranking in (dense, words):
            for place, (key, _) in enumerate(ranking):
                rank[key] = rank.get(key, 0.0) + (_RRF + 1) / (_RRF + 1 + place) / 2
        found = []
        for key in sorted(rank.keys() | exact):
            passage = self._passages[key]
            own = self._pairs_of(key)
            shared = [term for term in terms if term in own]
            cover = sum(rarity[term] for term in shared) / whole
            near = max(0.0, cosine.get(key, 0.0))
            evidence = 1 - (1 - 0.75 * cover) * (1 - 0.75 * near)
            score = evidence * (0.6 + 0.4 * rank.get(key, 0.0))
            if key in exact:
                score = 0.9 + 0.1 * score
            shared.sort(key=lambda term: -rarity[term])
            why = []
            if key in exact:
                why.append(f"原文：{question[:20]}")
            if shared:
                why.append("词：" + "、".join(_joined(shared[:8], question)))
            if near > 0:
                why.append(f"意近 {near:.2f}")
            found.append((key, Hit(passage, round(min(score, 1.0), 4), tuple(why))))
        found.sort(key=lambda pair: (-pair[1].score, pair[0]))
        return found

    def _pairs_of(self, key: int) -> frozenset[str]:
        """Return the character pairs of a passage, kept for the next question."""
        if key not in self._pairs:
            self._pairs[key] = frozenset(bigrams(searchable(self._passages[key].text)))
        return self._pairs[key]

    def _diverse(self, hits: list[tuple[int, Hit]], k: int) -> list[tuple[int, Hit]]:
        """Choose k hits that differ (maximal marginal relevance, Carbonell and Goldstein 1998), best score first.

        A passage nearly the same as a chosen one is left out altogether; the best hit is always chosen.
        """
        pool = hits[: max(4 * k, 20)]
        if len(pool) <= 1:
            return pool[:k]
        rows = self._vectors.rows([key for key, _ in pool])
        likeness = rows @ rows.T
        texts = [hit.passage.text for _, hit in pool]
        chosen = [0]
        while len(chosen) < k:
            best, best_value = -1, -np.inf
            for i in range(len(pool)):
                if i in chosen:
                    continue
                near = max(float(likeness[i, j]) for j in chosen)
                if near > _NEAR_COPY or any(texts[i] in texts[j] or texts[j] in texts[i] for j in chosen):
                    continue
                value = 0.8 * pool[i][1].score - 0.2 * near
                if value > best_value:
                    best, best_value = i, value
            if best < 0:
                break
            chosen.append(best)
        return [pool[i] for i in sorted(chosen)]

    def save(self, folder: Path) -> None:
        """Write the index into folder, which must be empty or new."""
        folder.mkdir(parents=True, exist_ok=True)
        keys = list(self._passages)
        (folder / "passages.msgpack").write_bytes(
            msgspec.msgpack.encode((self._vectors._index.d, self._next, list(self._passages.items())))
        )
        self._vectors.save(folder / "vectors.faiss")
        words = WordStore(folder / "words")
        words.add(keys, [searchable(self._passages[key].text) for key in keys])

    @classmethod
    def load(cls, folder: Path, embedder: Callable[[], Embedder]) -> "Index":
        """Return the index saved in folder; the embedder must be the one it was built with."""
        data = (folder / "passages.msgpack").read_bytes()
        _, following, items = msgspec.msgpack.decode(data, type=tuple[int, int, list[tuple[int, Passage]]])
        index = cls.__new__(cls)
        index._make_embedder, index._embedder = embedder, None
        index._passages, index._pairs, index._next = dict(items), {}, following
        index._vectors = VectorStore.load(folder / "vectors.faiss")
        index._words = WordStore(folder / "words")
        return index


def searchable(text: str) -> str:
    """Return text without slot marks and line breaks, as it is embedded and cut into pairs."""
    return re.sub(r"\s+", " ", re.sub(r"\{[^{}]*\}", " ", text)).strip()


def _joined(terms: list[str], question: str) -> list[str]:
    """Join pairs that overlap in the question into the runs that a person recognises."""
    shared = set(terms)
    runs: list[str] = []
    at = 0
    while at < len(question) - 1:
        if question[at : at + 2] in shared:
            end = at + 2
            while question[end - 1 : end + 1] in shared and end < len(question):
                end += 1
            runs.append(question[at:end])
            at = end
        else:
            at += 1
    return list(dict.fromkeys(runs)) or terms[:3]
