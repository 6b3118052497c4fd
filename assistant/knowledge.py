"""What a draft needs of the corpus, compiled once and kept in the cache: data, exemplars, indexes, copy table, frames.

The cache entry is named by a hash of every file it was made from, so an edited exemplar is seen at the next start.
"""

from collections.abc import Callable, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from assistant import settings
from assistant.cards import ExemplarCard
from assistant.corpus import Corpus, read_corpus
from assistant.frames import Frame, Frames, Piece, read_frames, render
from index.cache import Cache, key_of
from index.errors import CorpusError

if TYPE_CHECKING:  # these load FAISS, tantivy and a model: only when a draft first needs them
    from assistant.copying import CopyTable, CopyTables
    from assistant.library import Library
    from assistant.matching import CategoryIndex
    from index.embed import Embedder, Vectors
    from index.search import Index

FORMAT = "14"
"""Raised when what an entry holds changes shape."""

_MANY_VECTORS = 8192
"""Sentences whose vectors are kept, some 1 KB each."""


class _Compiled(msgspec.Struct, frozen=True):
    corpus: Corpus
    frames: Frames
    cards: dict[str, ExemplarCard]
    official: tuple[str, ...]
    clues: dict[str, tuple[str, ...]]
    pieces: dict[str, tuple[Piece, ...]]


class Knowledge:
    """The compiled corpus; its parts are loaded when first asked for."""

    def __init__(
        self, corpus: Path | None = None, prompts: Path | None = None, home: Path | None = None, embedder: str | None = None
    ) -> None:
        """Name the folders and the embedding model; None means what the settings say. Nothing is read yet."""
        self.corpus_folder = corpus or settings.data_folder("corpus")
        self.prompts_folder = prompts or settings.data_folder("prompts")
        self.home = home or settings.home()
        self.cache = Cache(self.home / "cache")
        self.embedder_name = embedder if embedder is not None else settings.embedder_name()

    @cached_property
    def embedder(self) -> "Embedder":
        from index.embed import embedder

        return embedder(self.embedder_name)

    def warm(self) -> None:
        """Load everything that a draft needs, so that the first one does not wait for it."""
        _ = self.corpus, self.frames, self.cards, self.copies, self.categories, len(self.passages), self.embedder.query("整改")

    def nearness(self, question: str, texts: list[str]) -> list[float]:
        """Return how near each text is in meaning to question, -1 to 1; zeros for an empty question."""
        if not question or not texts:
            return [0.0] * len(texts)
        if len(self._vectors) > _MANY_VECTORS:
            self._vectors.clear()
            self._questions.clear()
        if new := [text for text in dict.fromkeys(texts) if text not in self._vectors]:
            self._vectors.update(zip(new, self.embedder.passages(new), strict=True))
        import numpy as np

        found = np.stack([self._vectors[text] for text in texts]) @ self._asked(question)
        return [float(value) for value in found]

    def _asked(self, question: str) -> "Vectors":
        if question not in self._questions:
            self._questions[question] = self.embedder.query(question)
        return self._questions[question]

    @cached_property
    def _questions(self) -> "dict[str, Vectors]":
        return {}

    @cached_property
    def _vectors(self) -> "dict[str, Vectors]":
        """The vectors of sentences that were compared: the same ones of the corpus are looked at again for every seed."""
        return {}

    @cached_property
    def _key(self) -> str:
        folder, frames = self.corpus_folder, self.prompts_folder / "frames"
        files = [p for part in ("speeches", "measures", "units", "formulations") for p in sorted(folder.glob(f"{part}/*.*"))]
        files += [folder / "headings.yaml", *folder.glob("everyday.yaml"), *sorted(frames.glob("*.j2"))]
        try:
            return key_of([FORMAT, *(part for path in files for part in (path.parent.name, path.name, path.read_bytes()))])
        except OSError as error:
            raise CorpusError(f"读不了语料 {error.filename}；请核对 BIAOTAI_CORPUS 或重新安装") from error

    @cached_property
    def _compiled(self) -> _Compiled:
        return self.cache.get("corpus", self._key, self._compile, _read_compiled)

    def _compile(self, folder: Path) -> None:
        from assistant.cards import card_of
        from assistant.copying import CopyTable
        from index.exemplars import read_folder

        corpus = read_corpus(self.corpus_folder)
        exemplars = read_folder(self.corpus_folder / "speeches")
        for exemplar in exemplars:
            for topic in exemplar.about.topics:
                if topic not in corpus.categories:
                    raise CorpusError(f"范文 {exemplar.name} 的 topics 里没有 {topic} 这一类；请核对 corpus/measures")
        cards = {exemplar.name: card_of(exemplar) for exemplar in exemplars}
        from assistant.checks.wordings import clues
        from assistant.frames import take_apart

        frames = read_frames(self.prompts_folder / "frames")
        formulations = corpus.formulations
        told = {wording.id: clues(wording.pattern) for wording in formulations.wordings}
        compiled = _Compiled(corpus, frames, cards, formulations.set_phrases, told, take_apart(frames))
        (folder / "compiled.msgpack").write_bytes(msgspec.msgpack.encode(compiled))
        CopyTable.of((e.name, e.plain()) for e in exemplars).save(folder)

    @property
    def corpus(self) -> Corpus:
        return self._compiled.corpus

    @property
    def frames(self) -> Frames:
        return self._compiled.frames

    @property
    def clues(self) -> dict[str, tuple[str, ...]]:
        """Of each wording rule, strings of which one stands in every text that it fires on."""
        return self._compiled.clues

    def render(self, frame: Frame, values: Mapping[str, Any], speak: Callable[[str], str] = str) -> str:
        """Return the text of frame with values put in; `speak` puts the frame's own words into the unit's."""
        return render(frame, values, self._compiled.pieces.get(frame.id), speak)

    @cached_property
    def library(self) -> "Library | None":
        """The user's own exemplars; None where there are none, which costs one look at the folder."""
        return self.open_library() if (self.home / "library").exists() else None

    def open_library(self) -> "Library":
        """Return the user's library, though there be nothing in it yet."""
        from assistant.library import Library

        stamp = key_of([self.embedder_name or "shipped", _model_stamp(self.embedder_name)])
        return Library(self.home, lambda: self.embedder, stamp, self.corpus.categories)

    @cached_property
    def library_weight(self) -> float:
        """What the scores of the library's passages are multiplied by; 0 leaves them out of search and drafting."""
        return settings.library_weight()

    @cached_property
    def cards(self) -> dict[str, ExemplarCard]:
        """The cards of all exemplars that drafting may follow, the library's behind the shipped ones."""
        if self.library is None or not self.library_weight:
            return self._compiled.cards
        return self._compiled.cards | self.library.cards

    @property
    def official(self) -> tuple[str, ...]:
        """Set phrases and official names, which count as nobody's."""
        return self._compiled.official

    @cached_property
    def copies(self) -> "CopyTable | CopyTables":
        """The texts that a draft must not be a copy of: the shipped exemplars, and the library's whatever their weight."""
        if self.library is None or not (own := self.library.tables):
            return self.shipped_copies
        from assistant.copying import CopyTables

        return CopyTables([(self.shipped_copies, None), *own])

    @cached_property
    def shipped_copies(self) -> "CopyTable":
        """The 13-character runs of the shipped exemplars."""
        from assistant.copying import CopyTable

        return self.cache.get("corpus", self._key, self._compile, CopyTable.load)

    @cached_property
    def passages(self) -> "Index":
        """The index over the exemplars' passages: the shipped ones, and behind them the library's."""
        if self.library is None or not self.library_weight or not len(self.library.bank):
            return self.shipped_passages
        from index.search import Index

        return Index.joined(self.shipped_passages, self.library.bank, self.library_weight)

    @cached_property
    def shipped_passages(self) -> "Index":
        """The index over the shipped exemplars' passages."""
        from index.exemplars import passages_of, read_folder
        from index.search import Index

        def build(folder: Path) -> None:
            exemplars = read_folder(self.corpus_folder / "speeches")
            Index.build((p for e in exemplars for p in passages_of(e)), self.embedder).save(folder)

        return self.cache.get(
            "passages", self._embedded_key, build, lambda folder: Index.load(folder, lambda: self.embedder)
        )

    @cached_property
    def categories(self) -> "CategoryIndex":
        """The index over the categories of problem."""
        from assistant.everyday import read_everyday
        from assistant.matching import CategoryIndex
        from index.exemplars import passages_of, read_folder
        from index.passages import Part

        def build(folder: Path) -> None:
            paragraphs: dict[str, list[str]] = {}
            for exemplar in read_folder(self.corpus_folder / "speeches"):
                for passage in passages_of(exemplar):
                    for topic in passage.topics if passage.part == Part.BODY else ():
                        paragraphs.setdefault(topic, []).append(passage.text)
            everyday = read_everyday(self.corpus_folder, self.corpus)
            CategoryIndex.build(self.corpus, paragraphs, self.embedder, everyday).save(folder)

        return self.cache.get(
            "categories", self._embedded_key, build, lambda folder: CategoryIndex.load(folder, self.embedder)
        )

    @cached_property
    def _embedded_key(self) -> str:
        return key_of([self._key, self.embedder_name or "shipped", _model_stamp(self.embedder_name)])


def _model_stamp(name: str | None) -> str:
    """Return what tells one state of the embedding from another without loading it."""
    from index.embed import SHIPPED, folder_stamp

    return (SHIPPED / "stamp.json").read_text(encoding="utf-8") if name is None else folder_stamp(name)


def _read_compiled(folder: Path) -> _Compiled:
    return msgspec.msgpack.decode((folder / "compiled.msgpack").read_bytes(), type=_Compiled)


__all__ = ["ExemplarCard", "Knowledge"]
