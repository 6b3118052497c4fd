"""Find the category of a problem: the user's words against every way of saying each category.

Which category it is, naive Bayes over characters and pairs tells (`index.classes`), learnt from the names, keywords,
sayings and faults of each category, its everyday words, measures and exemplars' paragraphs. Whether it is one at all
is another question: a fault such as 代签 or 挪用 may be found in any field, so a category is taken only where what
stands beside the fault belongs to it; else the problem is called unlike every category, and is answered in its own
words. Weights were set on the labelled problems that are kept with the tests.
"""

import math
import re
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path

import msgspec
import numpy as np
import numpy.typing as npt

from assistant.corpus import GENERAL, Category, Corpus, Line
from assistant.everyday import Everyday
from index.classes import Classes, grams, share
from index.embed import Embedder, Vectors
from index.lexical import bigrams

FLOOR = 0.6
"""Below this a problem is called unlike every category and is answered by the general one: a false answer is worse."""

_WEIGHTS, _INTERCEPT = (0.96, -0.38, 0.64, 0.15, -0.94), -2.3
"""Of the signs, in their order: a logistic regression on tests/data, printed by benchmarks/retrieval/admission.py."""

_FALL, _NEXT = 0.12, 0.3  # how fast the next categories' scores fall behind the first, and the least that is told
_NAMES, _OF_NAMES = 3, 0.5  # characters beside the fault from which a phrase names a field, and what each of them is worth
_SHARP, _NOTHING, _LEAST = 1.0, -2.0, 0.02
_ASKED = re.compile(
    r"(这个)?道理|为什么说?|该?怎么(样|改|讲|说|写|表态|办|抓|管|整改|防|保证|落实|让)|如何|往后|以后|今后|具体|拿什么办法|(几步|具体)?做法|要?干成什么样|几月前|哪些措施|发言|(这|那)一?(块|条|段|件|项)"
)
"""How a speaker asks for a passage: it is not what the passage is about."""
_SLOT = re.compile(r"\{[^{}]*\}")
_MANY_MATCHED = 1024  # problems whose categories are remembered: every seed of a draft asks for the same ones
_FILE = "phrases.msgpack"
Floats = npt.NDArray[np.float64]


class Match(msgspec.Struct, frozen=True):
    """A category for a problem, how sure (0-1), and the words of the category that led there."""

    category: str
    score: float
    why: str


class _Held(msgspec.Struct, frozen=True, array_like=True):
    ids: list[str]
    phrases: list[str]
    counts: list[int]
    words: list[str]
    faults: str


class CategoryIndex:
    """The categories of problem, ready to be searched: naive Bayes, phrases and their vectors, everyday words.

    Phrases and words are kept as one string a category and cut up only for a category that is in question, so that
    opening takes no time however many there are. Two classes stand behind the categories: fields that none is about,
    and what no office is blamed for.
    """

    def __init__(self, held: _Held, classes: Classes, vectors: Vectors, embedder: Embedder) -> None:
        """Hold categories by number, and one vector a phrase in the order of the phrases."""
        self._held, self._classes, self._vectors, self._embedder = held, classes, vectors, embedder
        self.ids = held.ids
        self._matched: dict[tuple[str, int], list[Match]] = {}
        self._starts = np.cumsum([0, *held.counts]).tolist()

    @classmethod
    def build(
        cls, corpus: Corpus, paragraphs: dict[str, list[str]], embedder: Embedder, everyday: Everyday | None = None
    ) -> "CategoryIndex":
        """Return the index over corpus; paragraphs holds the exemplars' paragraphs by category."""
        everyday = everyday or Everyday()
        categories = [category for category in corpus.categories.values() if category.id != GENERAL]
        categories.append(corpus.categories[GENERAL])
        phrases = [_phrases(category) for category in categories]
        learnt = [
            (number, weight, text)
            for number, category in enumerate(categories)
            for weight, text in _texts(category, paragraphs.get(category.id, []), everyday)
        ]
        count = len(categories)
        learnt += [(count, 2.0, word) for word in everyday.elsewhere.split()]
        learnt += [(count + 1, 1.0, line) for line in everyday.nothing]
        held = _Held(
            [category.id for category in categories],
            ["\n".join(own) for own in phrases],
            [len(own) for own in phrases],
            [" ".join(everyday.of(category.id)) for category in categories],
            everyday.faults,
        )
        vectors = embedder.passages([phrase for own in phrases for phrase in own])
        return cls(held, Classes.learn(learnt, count + 2), vectors, embedder)

    def save(self, folder: Path) -> None:
        """Write the index into folder."""
        (folder / _FILE).write_bytes(msgspec.msgpack.encode(self._held))
        (folder / "phrases.f32").write_bytes(self._vectors.tobytes())
        self._classes.save(folder)

    @classmethod
    def load(cls, folder: Path, embedder: Embedder) -> "CategoryIndex":
        """Return the index saved in folder."""
        held = msgspec.msgpack.decode((folder / _FILE).read_bytes(), type=_Held)
        rows = np.frombuffer((folder / "phrases.f32").read_bytes(), dtype=np.float32)
        return cls(held, Classes.load(folder), rows.reshape(sum(held.counts), -1), embedder)

    def match(self, problem: str, k: int = 3) -> list[Match]:
        """Return up to k categories for problem, best first; the general one alone where none is near enough."""
        if len(self._matched) > _MANY_MATCHED:
            self._matched.clear()
        if (problem, k) not in self._matched:
            self._matched[problem, k] = self._match(bare(problem), k)
        return list(self._matched[problem, k])

    def _match(self, text: str, k: int) -> list[Match]:
        evidence = self.evidence(text)
        if not evidence.any():
            return [_UNLIKE]
        evidence[: len(self.ids)] += self._named(text)
        order = np.argsort(-evidence[: len(self.ids)], kind="stable")[:k].tolist()
        best = order[0]
        sure = self._sure(text, evidence, best)
        if sure < FLOOR or self.ids[best] == GENERAL:
            return [_UNLIKE]
        found = []
        for number in order:
            score = sure * math.exp(-_FALL * float(evidence[best] - evidence[number]))
            if score >= _NEXT and self.ids[number] != GENERAL:
                found.append(Match(self.ids[number], round(score, 4), self._why(number, text)))
        return found

    def topics(self, text: str, k: int = 5) -> list[Match]:
        """Return up to k categories that a question may be about, best first, the score a probability; [] for none.

        Unlike `match` it takes what is only likely: a passage too many does no harm, a charge too many does. Empty
        where the question is of no office's business, or holds nothing that is known.
        """
        said = bare(text)
        text = _ASKED.sub("", said) or said
        evidence = self.evidence(text)
        if not evidence.any() or evidence[-1] - evidence[:-1].max() > _NOTHING:
            return []
        likely = share(evidence, _SHARP)
        order = np.argsort(-evidence[: len(self.ids)], kind="stable")[:k].tolist()
        return [
            Match(self.ids[number], round(float(likely[number]), 4), self._why(number, text))
            for number in order
            if likely[number] >= _LEAST
        ]

    def likeness(self, category: str, problem: str) -> dict[str, float]:
        """Return how near each phrase of a category is in meaning to a problem, -1 to 1."""
        number = self.ids.index(category)
        start = self._starts[number]
        near = self._vectors[start : start + self._held.counts[number]] @ self._embedder.query(problem)
        return dict(zip(self._held.phrases[number].split("\n"), near.tolist(), strict=True))

    def knows(self, pair: str) -> bool:
        """Whether a pair of characters stands in any text that the categories were learnt from."""
        return bool(self._classes.knows([pair])[0])

    def familiar(self, pairs: Sequence[str]) -> int:
        """Return how many of these character pairs stand in any text that the categories were learnt from."""
        return int(self._classes.knows(pairs).sum()) if pairs else 0

    def evidence(self, text: str) -> Floats:
        """Return the evidence for each category, then for fields without one, then for what is no office's business."""
        return self._classes.evidence(text, {gram for fault in self._faults(text) for gram in grams(fault)})

    def _sure(self, text: str, evidence: Floats, best: int) -> float:
        """Return how sure it is (0-1) that text is of the category `best`: a fault that it shares is not enough."""
        told = zip(_WEIGHTS, self.signs(text, evidence, best), strict=True)
        return 1 / (1 + math.exp(-_INTERCEPT - sum(weight * value for weight, value in told)))

    def signs(self, text: str, evidence: Floats, best: int) -> tuple[float, ...]:
        """Return what speaks for and against text being of the category `best`.

        Its share of all evidence; how far fields without a category come before it; the length of its phrase that
        stands in text; the evidence of what stands beside the fault; the share of that which is known nowhere.
        """
        beside = self._fault.sub(" ", text)
        pairs = list(dict.fromkeys(bigrams(beside)))
        rest = self._classes.evidence(beside)
        return (
            float(share(evidence, 1.0)[best]),
            float(evidence[-2] - evidence[best]),
            min(len(self._standing(best, text)), 8) / 8,
            float(rest[best] - rest[: len(self.ids)].mean()),
            1.0 - float(self._classes.knows(pairs).mean()) if pairs else 1.0,
        )

    def _named(self, text: str) -> Floats:
        """Return for each category how far a phrase of its own that stands in text, beyond the fault, speaks for it."""
        found = np.zeros(len(self.ids))
        for number, phrases in enumerate(self._held.phrases):
            standing = [len(self._fault.sub("", phrase)) for phrase in phrases.split("\n") if len(phrase) >= 3 and phrase in text]
            if standing and max(standing) >= _NAMES:
                found[number] = _OF_NAMES * min(max(standing), 6)
        return found

    @cached_property
    def _fault(self) -> re.Pattern[str]:
        words = sorted(set(self._held.faults.split()), key=lambda word: (-len(word), word))
        return re.compile("|".join(map(re.escape, words)) or "(?!)")

    def _faults(self, text: str) -> list[str]:
        return list(dict.fromkeys(self._fault.findall(text)))

    def _standing(self, number: int, text: str) -> str:
        """Return the phrase of a category that stands in text and says most of its field."""
        found = [phrase for phrase in self._held.phrases[number].split("\n") if len(phrase) >= 3 and phrase in text]
        return max(found, key=lambda phrase: (len(self._fault.sub("", phrase)), len(phrase)), default="")

    def _why(self, number: int, text: str) -> str:
        """Return what led to a category: a phrase that stands in text, its everyday words there, or the nearest phrase."""
        if standing := self._standing(number, text):
            return standing
        said = sorted((w for w in self._held.words[number].split() if len(w) >= 2 and w in text), key=lambda w: (-len(w), w))
        said = [word for word in said if not any(word in longer for longer in said if longer != word)]
        if said:
            return "、".join(said[:3])
        start = self._starts[number]
        near = self._vectors[start : start + self._held.counts[number]] @ self._embedder.query(text)
        return self._held.phrases[number].split("\n")[int(near.argmax())]


_UNLIKE = Match(GENERAL, 0.0, "")


def bare(problem: str) -> str:
    """Return problem without quotes, brackets and blanks."""
    return re.sub(r"[“”‘’\"《》（）()\s]", "", problem)


def _phrases(category: Category) -> list[str]:
    """Return the ways of saying a category: names, keywords, sayings, and the faults that its measures mend."""
    measures = category.measures if category.id != GENERAL else ()  # its faults may be found in any field
    faults = (fault for measure in measures for fault in measure.answers)
    return list(dict.fromkeys((category.name, category.topic, *category.keywords, *category.colloquial, *faults)))


def _texts(category: Category, paragraphs: list[str], everyday: Everyday) -> Iterator[tuple[float, str]]:
    """Yield what a category is learnt from, each text with its weight."""
    own = {category.name, category.topic, *category.keywords, *category.colloquial}
    yield from ((1.0 if phrase in own else 0.7, phrase) for phrase in _phrases(category))
    yield from ((2.0, word) for word in everyday.of(category.id))
    lines = (*category.weight, *category.own, *category.results, *category.seen)
    texts = [line.text if isinstance(line, Line) else line for line in lines]
    if category.id != GENERAL:
        texts += [f"{measure.what}{measure.check}" for measure in category.measures]
    texts += paragraphs
    yield from ((0.5, _SLOT.sub("", text)) for text in texts)


def category_of(problem: str, index: CategoryIndex, corpus: Corpus, kind: str, role: str) -> tuple[Category, Match]:
    """Return the best category that has measures for this kind of unit and role, and how it was matched."""
    spoken_as = "secretary" if role == "discipline" else role
    for found in index.match(problem):
        category = corpus.categories[found.category]
        if category.concerns(kind) and sum(measure.fits(kind, spoken_as) for measure in category.measures) >= 2:
            return category, found
    return corpus.categories[GENERAL], _UNLIKE
