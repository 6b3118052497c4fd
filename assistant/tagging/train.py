"""Learn the two fields from `corpus/sayings`, and say how well they tell sayings that were kept apart.

`python -m assistant.tagging.train` writes `model/*.crf`, or with `messages` or `requests` that one alone; the same sayings and corpus
give the same files. With `--figures` nothing is written: five parts are told in turn by what the other four teach.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from assistant import settings
from assistant.corpus import Corpus, read_corpus
from assistant.revising import clauses
from assistant.tagging import MODELS, characters
from assistant.tagging.sequence import Features, Sequences, learn
from assistant.understanding.message import clean
from index import yamlfile
from index.errors import CorpusError

Example = tuple[Features, list[str]]
Tagged = tuple[str, list[characters.Span]]
_OTHER, _TALK = 0.8, 0.6
"""How often a problem is exchanged, and how often a clause of another matter comes in."""

SETTINGS: dict[str, dict[str, float]] = {"messages": {"c1": 0.3, "c2": 0.05, "max_iterations": 120}, "requests": {}}
"""Penalties and steps where they differ from the usual: a message has many places, and its field is kept small."""

_PARTS = 5


def messages(folder: Path, corpus: Corpus) -> Iterator[Example]:
    """Yield the tagged messages of a folder of sayings, character by character, and each once more with other matter in it."""
    words = characters.words_of(corpus)
    told = tagged(folder)
    pool = sorted({span.text for _, marked in told for span in marked if span.tag == "problem" and 5 <= len(span.text) <= 24})
    asides = (folder / "asides.txt").read_text(encoding="utf-8").split()
    chance = random.Random(1)  # noqa: S311 - which matter goes where
    told += [_varied(text, marked, pool, asides, chance) for text, marked in told]
    for text, marked in told:
        yield characters.features(text, words), characters.labels(text, marked)


def tagged(folder: Path) -> list[Tagged]:
    """Return the messages of a folder of sayings with the stretches that are marked in them."""
    found = []
    for path in sorted(folder.glob("messages*.txt")):
        for place, block in enumerate(path.read_text(encoding="utf-8").split("\n----\n"), 1):
            try:
                text, marked = characters.untagged(clean(block))
            except ValueError as error:
                raise CorpusError(f"{path.name} 第{place}条：标记写法不对（{error}）；请改正") from error
            if text:
                found.append((text, marked))
    return found


def _varied(text: str, marked: list[characters.Span], pool: list[str], asides: list[str], chance: random.Random) -> Tagged:
    """Return a message with other problems in the places of its own, and with a clause of another matter now and then."""
    pieces, at = "", 0
    spans: list[characters.Span] = []
    for span in marked:
        pieces += text[at : span.start]
        new = chance.choice(pool) if span.tag == "problem" and chance.random() < _OTHER else span.text
        spans.append(characters.Span(span.tag, len(pieces), len(pieces) + len(new), new))
        pieces += new
        at = span.end
    pieces += text[at:]
    breaks = [i + 1 for i, char in enumerate(pieces) if char in "，。；" and not any(s.start <= i < s.end for s in spans)]
    if not breaks or chance.random() > _TALK:
        return pieces, spans
    place, aside = chance.choice([0, *breaks, *breaks[-1:]]), chance.choice(asides)
    words = aside + (pieces[place - 1] if place and pieces[place - 1] in "，。" else "，")
    moved = [characters.Span(s.tag, s.start + len(words), s.end + len(words), s.text) if s.start >= place else s for s in spans]
    moved.append(characters.Span("aside", place, place + len(aside), aside))
    return pieces[:place] + words + pieces[place:], sorted(moved, key=lambda span: span.start)


def requests(folder: Path) -> list[Example]:
    """Return the labelled requests of a folder of sayings, clause by clause."""
    found = []
    for path in sorted(folder.glob("requests*.yaml")):
        rows = yamlfile.load(path.read_text(encoding="utf-8"), path.name, list[list[tuple[str, str]]])
        for row in rows:
            if told := clauses.spread(row):
                found.append((clauses.features([text for text, _ in told]), [label for _, label in told]))
    return found


def figures(examples: Sequence[Example], whole: Callable[[list[str]], object], **settings: float) -> tuple[float, float]:
    """Return the share of places and of sayings told right by fields that have not seen them; `whole` is what must be right."""
    order = list(examples)
    random.Random(1).shuffle(order)  # noqa: S311 - which saying falls into which part
    right = places = sayings = 0
    with TemporaryDirectory() as folder:
        for part in range(_PARTS):
            path = Path(folder) / f"{part}.crf"
            learn([example for i, example in enumerate(order) if i % _PARTS != part], path, **settings)
            model = Sequences(path)
            for features, labels in order[part::_PARTS]:
                told = [label for label, _ in model.labels(features)]
                right += sum(one == other for one, other in zip(told, labels, strict=True))
                places += len(labels)
                sayings += whole(told) == whole(labels)
    return right / max(1, places), sayings / max(1, len(order))


def main(arguments: Sequence[str]) -> None:
    """Learn both fields, or the one that is named, or tell their figures."""
    folder = settings.data_folder("corpus")
    corpus = read_corpus(folder)
    makers: dict[str, tuple[Callable[[], Iterable[Example]], Callable[[list[str]], object]]] = {
        "messages": (lambda: messages(folder / "sayings", corpus), tuple), "requests": (lambda: requests(folder / "sayings"), _asked),
    }  # fmt: skip
    for name in [name for name in makers if name in arguments] or makers:
        examples, whole = makers[name][0](), makers[name][1]
        if "--figures" in arguments:
            places, sayings = figures(list(examples), whole, **SETTINGS[name])
            print(f"{name}: {places:.3f} of the places, {sayings:.3f} of the sayings whole")
        else:
            learn(examples, MODELS / f"{name}.crf", **SETTINGS[name])
            print(f"{name}: learnt, {(MODELS / f'{name}.crf').stat().st_size // 1024} KB")


def _asked(labels: list[str]) -> list[str]:
    return sorted(label for label in labels if label not in ("ref", "value", "aside"))


__all__ = ["figures", "messages", "requests"]

if __name__ == "__main__":
    main(sys.argv[1:])
