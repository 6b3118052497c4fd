"""Search passages by words and by meaning, and say why each was found.

Two rankings, BM25 over character pairs and cosine of embeddings, are fused by reciprocal rank (Cormack, Clarke and
Büttcher 2009, k=60). A hit that scores zero in a ranking never enters it: engines that rank everything let noise in by
the fusion. The score tells evidence, not rank alone, so that "nothing relevant" can be said.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import numpy as np

from index.embed import Embedder
from index.errors import RetrievalError
from index.lexical import WordStore, bigrams, folded
from index.passages import Hit, Part, Passage
from index.text import searchable
from index.vectors import VectorStore

if TYPE_CHECKING:  # most people have no library
    from index.segments import Bank, JoinedVectors, JoinedWords

FLOOR = 0.16
"""Below this score a passage is not called relevant; set on the example queries of the tests."""

_DEPTH = 50
_RRF = 60
_NEAR_COPY = 0.94
_TRUSTED = 0.3  # the share of a question's pairs that the index must know for its meaning to count in full
_FEW = 5  # a paragraph, a pledge cut out of it, a mention or two elsewhere in the speech
_FILE = "passages.msgpack"
_ASKING = re.compile(r"请问|怎么样|怎样|怎么|如何|什么|为何|多少|哪些|哪里|哪个|是谁|有没有|是不是|吗|呢")
_PARTICLES = frozenset("的是在了和有不各一这那怎么与及其为于未没也就都还很把被让给从到着")


_TOPIC, _OWN = 0.9, 0.7  # what a topic that is certain gives, and of what a passage's own score counts beside a topic
Topics = dict[str, tuple[float, str]]
"""By topic id: how likely a question is about it (0-1), and what to call it."""


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
        self._built_with = ""
        self._passages: dict[int, Passage] = {}
        self._pairs: dict[int, frozenset[str]] = {}
        self._next = 1
        self._vectors: VectorStore | JoinedVectors = VectorStore(dimension)
        self._words: WordStore | JoinedWords = WordStore()
        self._shared_words = False
        self._topics_of: tuple[tuple[int, int], dict[str, list[int]]] = ((0, 0), {})
        self._lent_from, self._weight = 0, 1.0

    @classmethod
    def build(cls, passages: Iterable[Passage], embedder: Embedder) -> "Index":
        """Return an index in memory over passages."""
        index = cls(lambda: embedder, embedder.dimension)
        index.add(list(passages))
        return index

    @classmethod
    def joined(cls, base: "Index", bank: "Bank", weight: float = 1.0) -> "Index":
        """Return base with the passages of a bank behind its own, to be searched and not to be changed.

        `weight` multiplies the scores of the bank's passages; what would come out above 1 stays at 1.
        """
        from index.segments import JoinedVectors, JoinedWords

        index = cls.__new__(cls)
        index._make_embedder, index._embedder, index._built_with = (lambda: base.embedder), None, base._built_with
        index._lent_from, index._weight = base._next, weight
        index._next = base._next + len(bank)
        index._passages = base._passages | dict(enumerate(bank.passages, base._next))
        index._pairs, index._shared_words, index._topics_of = {}, True, ((0, 0), {})
        index._vectors = JoinedVectors(base._vectors_alone(), bank, base._next)
        index._words = JoinedWords(base._words_alone(), bank, base._next)
        return index

    def _vectors_alone(self) -> VectorStore:
        if not isinstance(self._vectors, VectorStore):
            raise RetrievalError("这个索引连着范文库，改不了；请改范文库里的文件")
        return self._vectors

    def _words_alone(self) -> WordStore:
        if not isinstance(self._words, WordStore):
            raise RetrievalError("这个索引连着范文库，改不了；请改范文库里的文件")
        return self._words

    @property
    def embedder(self) -> Embedder:
        """The embedder, made now if need be; RetrievalError where the index was built with another."""
        if self._embedder is None:
            made = self._make_embedder()
            if self._built_with not in ("", made.name):
                raise RetrievalError("索引是用另一个向量模型建的；请换回原来的模型，或删掉缓存后重新生成")
            self._embedder, self._built_with = made, made.name
        return self._embedder

    def __len__(self) -> int:
        return len(self._passages)

    def __iter__(self) -> Iterator[Passage]:
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
        vectors = self._vectors_alone()
        self._own_words()
        keys = list(range(self._next, self._next + len(passages)))
        texts = [searchable(passage.text) for passage in passages]
        vectors.add(keys, self.embedder.passages(texts))
        self._words_alone().add(keys, texts)
        self._passages |= zip(keys, passages, strict=True)
        self._next += len(passages)

    def remove(self, document: str) -> int:
        """Remove the passages of document and return how many there were."""
        keys = [key for key, passage in self._passages.items() if passage.document == document]
        if keys:
            vectors = self._vectors_alone()
            self._own_words()
            vectors.remove(keys)
            self._words_alone().remove(keys)
            for key in keys:
                del self._passages[key]
                self._pairs.pop(key, None)
        return len(keys)

    def _own_words(self) -> None:
        """Take the words into memory before they change: what was saved stays as it was saved."""
        if self._shared_words:
            self._words = WordStore()
            self._words.add(list(self._passages), [searchable(passage.text) for passage in self._passages.values()])
            self._shared_words = False

    def search(
        self, text: str, k: int = 5, where: Filter = ANY, floor: float = FLOOR, topics: Topics | None = None
    ) -> list[Hit]:
        """Return at most k passages for text, best first; empty where nothing is relevant.

        `topics` are what text is likely about, from elsewhere: a passage on one of them is raised by how likely it is,
        also where it shares no word with text.

        Ties keep the order in which passages came. A question that stands in a passage as it is puts it before those in
        which it does not stand; so does, mostly, a name of three characters or more within the question.
        """
        said = searchable(text)
        asked = _ASKING.sub(" ", said)  # how it is asked says nothing of what is asked for
        question = asked if bigrams(asked) else said
        if k < 1 or _PARTICLES.issuperset("".join(bigrams(question))):
            return []
        admitted = {key for key, passage in self._passages.items() if where == ANY or where.admits(passage)}
        depth = len(self._passages) if len(admitted) < len(self._passages) else _DEPTH
        vector = self.embedder.query(said)
        dense = [(key, s) for key, s in self._vectors.search(vector, depth) if key in admitted][:_DEPTH]
        words = [(key, s) for key, s in self._words.search(question, depth) if key in admitted][:_DEPTH]
        exact = {key for key, _ in self._words.search_exact(said, depth)} if len("".join(bigrams(said))) > 1 else set()
        hits = self._scored(said, question, dense, words, exact & admitted, floor if not topics and self._weight == 1.0 else 0.0)
        if topics:
            hits = self._raised(hits, admitted, topics)
        if self._weight != 1.0:
            hits = self._weighed(hits)
        hits = [(key, hit) for key, hit in hits if hit.score >= floor and hit.score > 0]
        return [hit for _, hit in self._diverse(hits, k)]

    def _scored(
        self,
        said: str,
        question: str,
        dense: list[tuple[int, float]],
        words: list[tuple[int, float]],
        exact: set[int],
        floor: float,
    ) -> list[tuple[int, Hit]]:
        """Return the hits of both rankings with their scores and reasons, best first.

        `exact` are the passages in which the whole of `said` stands; `question` is `said` without how it is asked.
        """
        terms = list(dict.fromkeys(bigrams(question)))
        counts = dict(zip(terms, self._words.frequencies(terms), strict=True))
        rarity = dict(zip(terms, self._words.rarity(terms), strict=True))
        alone = {term for term in terms if not _PARTICLES & set(term) and self._in_one_document(term, counts[term])}
        trust = 0.5 + 0.5 * min(1.0, sum(map(bool, counts.values())) / len(terms) / _TRUSTED)
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
            evidence = 1 - (1 - 0.75 * cover) * (1 - 0.75 * near * trust)
            score = evidence * (0.6 + 0.4 * rank.get(key, 0.0))
            name = _name(question, shared, alone) if not alone.isdisjoint(shared) else ""
            if key in exact:
                score = 0.9 + 0.1 * score
            elif name:
                score = 0.5 + 0.5 * score
            if score < floor:
                continue  # most passages that share a pair: no reason is made up for what is not returned
            shared.sort(key=lambda term: -rarity[term])
            why = [f"原文：{said[:20]}"] if key in exact else [f"仅见于本篇：{name}"] if name else []
            if shared:
                why.append("词：" + "、".join(_joined(shared[:8], question)))
            if near > 0:
                why.append(f"意近 {near:.2f}")
            found.append((key, Hit(passage, round(min(score, 1.0), 4), tuple(why))))
        found.sort(key=lambda pair: (-pair[1].score, pair[0]))
        return found

    def _raised(self, hits: list[tuple[int, Hit]], admitted: set[int], topics: Topics) -> list[tuple[int, Hit]]:
        """Return hits with those on a likely topic raised, and the other passages on it behind them.

        A passage on two likely topics is as likely as both together.
        """
        found = {key: (self._passages[key], _OWN * hit.score, hit.why) for key, hit in hits}
        raised = {key: topic for topic in topics for key in self._labelled.get(topic, ()) if key in admitted}
        for key in raised:
            passage, own, why = found.get(key, (self._passages[key], 0.0, ()))
            likely = [topics[topic] for topic in passage.topics if topic in topics]
            score = 1 - (1 - own) * (1 - _TOPIC * min(1.0, sum(share for share, _ in likely)))
            found[key] = (passage, score, (*why, f"同类：{max(likely)[1]}"))
        ranked = [(key, Hit(passage, round(min(score, 1.0), 4), why)) for key, (passage, score, why) in found.items()]
        return sorted(ranked, key=lambda pair: (-pair[1].score, pair[0]))

    @property
    def _labelled(self) -> dict[str, list[int]]:
        """The keys of the passages on each topic, counted anew where passages have come or gone."""
        if self._topics_of[0] != (self._next, len(self._passages)):
            found: dict[str, list[int]] = {}
            for key, passage in self._passages.items():
                for topic in passage.topics:
                    found.setdefault(topic, []).append(key)
            self._topics_of = ((self._next, len(self._passages)), found)
        return self._topics_of[1]

    def _weighed(self, hits: list[tuple[int, Hit]]) -> list[tuple[int, Hit]]:
        """Return hits with the scores of a joined bank's passages multiplied by its weight."""
        found = [
            (key, msgspec.structs.replace(hit, score=round(min(hit.score * self._weight, 1.0), 4)) if key >= self._lent_from else hit)
            for key, hit in hits
        ]
        return sorted(found, key=lambda pair: (-pair[1].score, pair[0]))

    def _in_one_document(self, term: str, count: int) -> bool:
        """Whether all of the count passages that term stands in are of one document."""
        if count < 2 or count > _FEW:
            return count == 1
        return len({self._passages[key].document for key, _ in self._words.search_exact(term, _FEW)}) == 1

    def _pairs_of(self, key: int) -> frozenset[str]:
        """Return the character pairs of a passage, kept for the next question."""
        if key not in self._pairs:
            self._pairs[key] = frozenset(bigrams(searchable(self._passages[key].text)))
        return self._pairs[key]

    def _diverse(self, hits: list[tuple[int, Hit]], k: int) -> list[tuple[int, Hit]]:
        """Choose k hits that differ (maximal marginal relevance, Carbonell and Goldstein 1998), best score first.

        A passage nearly the same as a chosen one is left out altogether; the best hit is always chosen.
        """
        pool = hits[: max(4 * k, 2 * _DEPTH)]
        if len(pool) <= 1:
            return pool[:k]
        rows = self._vectors.rows([key for key, _ in pool])
        likeness = rows @ rows.T
        texts = [hit.passage.text for _, hit in pool]
        scores = np.array([hit.score for _, hit in pool])
        nearest = np.full(len(pool), -1.0)
        free = np.ones(len(pool), dtype=bool)
        chosen = [0]
        while len(chosen) < k:
            last = chosen[-1]
            nearest = np.maximum(nearest, likeness[last])
            free &= nearest <= _NEAR_COPY
            free &= [text not in texts[last] and texts[last] not in text for text in texts]
            if not free.any():
                break
            chosen.append(int(np.where(free, 0.8 * scores - 0.2 * nearest, -np.inf).argmax()))
        return [pool[i] for i in sorted(chosen)]

    def save(self, folder: Path) -> None:
        """Write the index into folder; RetrievalError where there is something in it already."""
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise RetrievalError(f"{folder} 里已有文件；请换一个空文件夹来保存索引")
        keys = list(self._passages)
        (folder / _FILE).write_bytes(
            msgspec.msgpack.encode((self._built_with, self._next, list(self._passages.items())))
        )
        self._vectors_alone().save(folder / "vectors.faiss")
        words = WordStore(folder / "words")
        words.add(keys, [searchable(self._passages[key].text) for key in keys])

    @classmethod
    def load(cls, folder: Path, embedder: Callable[[], Embedder]) -> "Index":
        """Return the index saved in folder, which stays as it is whatever is added or removed after.

        The embedder is the one that it was built with, made when first needed. Raises RetrievalError where the folder
        holds no whole index.
        """
        index = cls.__new__(cls)
        index._make_embedder, index._embedder = embedder, None
        try:
            data = (folder / _FILE).read_bytes()
            name, following, items = msgspec.msgpack.decode(data, type=tuple[str, int, list[tuple[int, Passage]]])
            index._vectors = VectorStore.load(folder / "vectors.faiss")
        except (OSError, msgspec.MsgspecError, RuntimeError) as error:  # FAISS raises RuntimeError
            raise RetrievalError(f"{folder} 里的索引读不了；请删掉这个文件夹后重新生成") from error
        index._built_with, index._next = name, following
        index._passages, index._pairs, index._topics_of, index._lent_from, index._weight = dict(items), {}, ((0, 0), {}), 0, 1.0
        index._words, index._shared_words = WordStore(folder / "words"), True
        if len(index._words) != len(items) or len(index._vectors) > len(items):
            raise RetrievalError(f"{folder} 里的索引不完整；请删掉这个文件夹后重新生成")
        return index


def _name(question: str, shared: list[str], alone: set[str]) -> str:
    """Return the longest run of the question, three characters or more, that looks like a name; empty if none does.

    It begins with pairs that are shared with this passage and stand in no other document; what goes before them is not
    shared, or they are but the tail of a common phrase (理混乱 in 管理混乱).
    """
    found = [term for term in shared if term in alone and term.isascii() and term.isalpha() and len(term) >= 3]
    own = alone.intersection(shared)
    question = folded(question)
    start = 0
    for at in range(len(question)):
        if question[at : at + 2] in own:
            continue
        before = question[max(0, start - 1) : start + 1]
        if at - start >= 2 and (before not in shared or _PARTICLES & set(before)):
            end = next((i for i in range(at, len(question)) if question[i : i + 2] not in shared), len(question))
            found.append(question[start : end + 1])
        start = at + 1
    return max(found, key=len, default="")


def _joined(terms: list[str], question: str) -> list[str]:
    """Join pairs that overlap in the question into the runs that a person recognises; other terms come after."""
    shared = set(terms)
    question = folded(question)
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
    return list(dict.fromkeys([*runs, *(term for term in terms if not any(term in run for run in runs))]))
