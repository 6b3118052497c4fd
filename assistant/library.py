"""The user's own exemplars: Markdown files in one folder, and what is computed from them beside it.

The files are the library; a person may open, mend and delete them. Everything else can be made again from them: a
manifest of segments, each named by a hash of what it was made from, written beside its place and renamed into it. Two
processes that add at once therefore lose nothing: whoever reads next finds every file, and computes what is missing.
"""

import contextlib
import hashlib
import logging
import os
from collections.abc import Callable, Iterable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from assistant.cards import ExemplarCard, card_of
from index.cache import Cache, key_of
from index.errors import CorpusError
from index.exemplars import Exemplar, parse_exemplar, passages_of

if TYPE_CHECKING:  # these load numpy and a model
    from assistant.copying import CopyTable
    from index.embed import Embedder
    from index.segments import Bank, Segment

log = logging.getLogger(__name__)
FORMAT = "2"
"""Raised when what a segment holds changes shape."""

FANOUT = 8
"""When so many segments are of one size, they are merged into one of the next."""

_PASSAGES, _COPIES, _CARDS = "passages", "copies", "cards"
"""What a segment holds, each read by itself; the names of the files begin so."""

_MOST = 256
"""Documents a segment made at once may hold: what is computed again when it is damaged."""

_RACE = 2 * 10**9  # a file written so shortly before the manifest may have changed again within one tick of the clock
_STALE = 3600 * 10**9


class Entry(msgspec.Struct, frozen=True, array_like=True):
    """What is known of one file: size, time, hash of its content, why it is left out, what it was made from."""

    size: int
    time: int
    hash: str
    broken: str
    origin: str


class Listed(msgspec.Struct, frozen=True, array_like=True):
    """A segment: its key, and the documents that were put in it with the hashes of their content."""

    key: str
    documents: tuple[tuple[str, str], ...]


class Manifest(msgspec.Struct, frozen=True):
    """What the library was when it was last read."""

    format: str = ""
    documents: dict[str, Entry] = {}
    segments: tuple[Listed, ...] = ()


class Library:
    """The library in one state folder; reads what has changed since it was last read, and never raises for one file.

    `stamp` names the embedding, `topics` are the categories that there are.
    """

    def __init__(self, home: Path, embedder: "Callable[[], Embedder]", stamp: str, topics: Iterable[str]) -> None:
        self.folder = home / "library"
        self.speeches = self.folder / "speeches"
        self._manifest_path = self.folder / "manifest.json"
        self._embedder, self._topics = embedder, frozenset(topics)
        self._format = key_of([FORMAT, stamp])
        self._segments = Cache(self.folder / "segments", keep=None)
        self._memory: dict[tuple[str, str], Any] = {}
        self._texts: dict[str, Exemplar] = {}
        self._told: set[str] = set()

    # -- what is there ---------------------------------------------------------------------------------------------------

    @cached_property
    def manifest(self) -> Manifest:
        """The state of the folder when it was first asked for; `refresh` reads it again."""
        return self._read()

    def refresh(self) -> Manifest:
        """Read the folder again and return its state."""
        self.__dict__.pop("manifest", None)
        self.__dict__.pop("bank", None)
        return self.manifest

    @property
    def _alive(self) -> list[tuple[Listed, frozenset[str]]]:
        """The segments that hold a document which counts, and the names of those in it that do."""
        current = {(name, entry.hash) for name, entry in self.manifest.documents.items() if not entry.broken}
        found = [(listed, frozenset(name for name, hash in listed.documents if (name, hash) in current)) for listed in self.manifest.segments]
        return [(listed, alive) for listed, alive in found if alive]

    @cached_property
    def bank(self) -> "Bank":
        """The passages of all segments, to be joined to an index."""
        from index.segments import Bank

        return Bank([(self._passages(listed), alive) for listed, alive in self._alive])

    @property
    def cards(self) -> dict[str, ExemplarCard]:
        """What drafting needs to know of each exemplar, by name."""
        found = [card for listed, alive in self._alive for card in self._cards(listed) if card.name in alive]
        return {card.name: card for card in sorted(found, key=lambda card: card.name)}

    @property
    def tables(self) -> "list[tuple[CopyTable, frozenset[str]]]":
        """The copy table of each segment, and the names in it that count."""
        return [(self._copies(listed), alive) for listed, alive in self._alive]

    def path_of(self, name: str) -> Path:
        """Return where the exemplar of that name stands or would stand."""
        return self.speeches / f"{name}.md"

    # -- reading the folder ----------------------------------------------------------------------------------------------

    def _read(self) -> Manifest:
        old, written = self._stored()
        documents: dict[str, Entry] = {}
        for name, size, time in self._files():
            known = old.documents.get(name)
            if known and (known.size, known.time) == (size, time) and time < written - _RACE:
                documents[name] = known
            else:
                documents[name] = self._entry(name, size, time, known)
        for name, entry in documents.items():
            if entry.broken and name not in self._told:
                self._told.add(name)
                log.warning("范文库里的 %s.md 没有用：%s", name, entry.broken)
        segments = self._laid_out(old.segments, documents)
        new = Manifest(self._format, documents, segments)
        if new != old:
            self._store(new)
        return new

    def _files(self) -> list[tuple[str, int, int]]:
        """Return (name, size, time) of every exemplar file, by name."""
        found = []
        try:
            with os.scandir(self.speeches) as entries:
                for entry in entries:
                    if entry.name.endswith(".md") and not entry.name.startswith(".") and entry.is_file():
                        status = entry.stat()
                        found.append((entry.name.removesuffix(".md"), status.st_size, status.st_mtime_ns))
        except FileNotFoundError:
            return []
        except OSError as error:
            log.warning("范文库 %s 读不了（%s），本次不用它", self.speeches, error.strerror or error)
            return []
        return sorted(found)

    def _stored(self) -> tuple[Manifest, int]:
        """Return the manifest on disk and when it was written; an empty one where there is none of this format."""
        try:
            data, time = self._manifest_path.read_bytes(), self._manifest_path.stat().st_mtime_ns
            found = msgspec.json.decode(data, type=Manifest)
        except FileNotFoundError:
            return Manifest(), 0
        except (OSError, msgspec.MsgspecError, UnicodeDecodeError) as error:
            log.warning("范文库的清单 %s 坏了（%s），按范文文件重新生成", self._manifest_path.name, str(error)[:60])
            return Manifest(), 0
        return (found, time) if found.format == self._format else (Manifest(), 0)

    def _entry(self, name: str, size: int, time: int, known: Entry | None) -> Entry:
        """Return what the file of that name holds now; what is wrong with it is said in `broken`."""
        path = self.path_of(name)
        try:
            data = path.read_bytes()
        except OSError as error:
            return Entry(size, time, "", f"读不了（{error.strerror}）；请核对权限", "")
        hash = hashlib.blake2b(data, digest_size=12).hexdigest()
        if known and known.hash == hash:
            return Entry(size, time, hash, known.broken, known.origin)
        try:
            exemplar = self._parsed(name, data)
        except CorpusError as error:
            return Entry(size, time, hash, " ".join(str(error).replace(str(path), "").split()), "")
        self._texts[name] = exemplar
        return Entry(size, time, hash, "", exemplar.about.origin)

    def _parsed(self, name: str, data: bytes) -> Exemplar:
        from index import textfile

        path = self.path_of(name)
        if len(data) > textfile.MAX_BYTES:
            raise CorpusError("文件太大，不像一篇范文；请拆开")
        exemplar = parse_exemplar(textfile.decode(data, str(path))[0], path, own=True)
        unknown = [topic for topic in exemplar.about.topics if topic not in self._topics]
        unknown += [t for s in exemplar.speech.sections for p in s.paragraphs for t in p.topics if t not in self._topics]
        if unknown:
            raise CorpusError(f"没有 {unknown[0]} 这一类问题；请改成 corpus/measures 里有的")
        return exemplar

    # -- segments --------------------------------------------------------------------------------------------------------

    def _laid_out(self, old: tuple[Listed, ...], documents: dict[str, Entry]) -> tuple[Listed, ...]:
        """Return the segments of documents: those that are there, one of what is new, and of many small ones one."""
        current = {(name, entry.hash) for name, entry in documents.items() if not entry.broken}
        segments, held = list[Listed](), set[tuple[str, str]]()
        for listed in old:
            own = [one for one in listed.documents if one in current and one not in held]
            if own and len(own) * 2 >= len(listed.documents):
                segments.append(listed)
                held.update(own)
        new = sorted(current - held)
        for start in range(0, len(new), _MOST):
            listed = Listed(self._key(new[start : start + _MOST]), tuple(new[start : start + _MOST]))
            self._cards(listed)
            segments.append(listed)
        return self._merged(segments, current)

    def _key(self, documents: Iterable[tuple[str, str]]) -> str:
        return key_of([self._format, *(part for one in documents for part in one)])

    def _merged(self, segments: list[Listed], current: set[tuple[str, str]]) -> tuple[Listed, ...]:
        """Return segments with as many of one size as FANOUT put together, until there are no more."""
        while True:
            sizes: dict[int, list[Listed]] = {}
            for listed in segments:
                sizes.setdefault(_size_class(sum(one in current for one in listed.documents)), []).append(listed)
            many = next((own for _, own in sorted(sizes.items()) if len(own) >= FANOUT), None)
            if many is None:
                return tuple(segments)
            documents = tuple(sorted({one for listed in many for one in listed.documents if one in current}))
            joined = Listed(self._key(documents), documents)
            self._part(joined, _CARDS, many)
            segments = [listed for listed in segments if listed not in many] + [joined]

    def _passages(self, listed: Listed) -> "Segment":
        found: Segment = self._part(listed, _PASSAGES)
        return found

    def _copies(self, listed: Listed) -> "CopyTable":
        found: CopyTable = self._part(listed, _COPIES)
        return found

    def _cards(self, listed: Listed) -> tuple[ExemplarCard, ...]:
        found: tuple[ExemplarCard, ...] = self._part(listed, _CARDS)
        return found

    def _part(self, listed: Listed, part: str, parts: Iterable[Listed] = ()) -> Any:
        """Return that part of a segment, which is made first where it is not there: of parts, or of the files.

        Adding a speech asks for copies alone, searching for passages alone: most of a start is reading what is there.
        """
        if (listed.key, part) not in self._memory:
            parts = list(parts)

            def build(folder: Path) -> None:
                if parts:
                    self._build_of_parts(folder, listed, parts)
                else:
                    self._build_of_files(folder, listed)

            def load(folder: Path) -> None:
                kept = folder.parent == self._segments.folder  # else it is gone when this returns
                for one in (part,) if kept else (_PASSAGES, _COPIES, _CARDS):
                    self._memory[listed.key, one] = self._load(folder, one)

            self._segments.get("segment", listed.key, build, load, part)
            for gone in parts:
                for one in (_PASSAGES, _COPIES, _CARDS):
                    self._memory.pop((gone.key, one), None)
        return self._memory[listed.key, part]

    def _build_of_files(self, folder: Path, listed: Listed) -> None:
        from assistant.copying import CopyTable
        from index.segments import Segment
        from index.text import searchable

        exemplars = []
        for name, hash in listed.documents:
            exemplar = self._texts.pop(name, None)
            if exemplar is None:
                try:
                    data = self.path_of(name).read_bytes()
                    if hashlib.blake2b(data, digest_size=12).hexdigest() == hash:
                        exemplar = self._parsed(name, data)
                except (OSError, CorpusError):  # gone or changed since: what it is now stands in another segment
                    continue
            if exemplar is not None:
                exemplars.append(exemplar)
        passages = [passage for exemplar in exemplars for passage in passages_of(exemplar)]
        vectors = self._embedder().passages([searchable(passage.text) for passage in passages])
        (folder / _PASSAGES).mkdir()
        Segment.build(passages, vectors).save(folder / _PASSAGES)
        CopyTable.of((exemplar.name, exemplar.plain()) for exemplar in exemplars).save(folder)
        self._save_rest(folder, [card_of(exemplar) for exemplar in exemplars], vectors.shape[1])

    def _build_of_parts(self, folder: Path, listed: Listed, parts: list[Listed]) -> None:
        from assistant.copying import CopyTable
        from index.segments import Segment

        wanted = set(listed.documents)
        opened, left = [], set(wanted)
        for part in parts:
            own = frozenset(name for name, hash in part.documents if (name, hash) in left)
            left -= {one for one in part.documents if one[0] in own}
            opened.append((part, own))
        passages = Segment.merged([(self._passages(part), own) for part, own in opened])
        (folder / _PASSAGES).mkdir()
        passages.save(folder / _PASSAGES)
        CopyTable.merged([(self._copies(part), own) for part, own in opened]).save(folder)
        self._save_rest(folder, [card for part, own in opened for card in self._cards(part) if card.name in own], passages.vectors.shape[1])

    def _save_rest(self, folder: Path, cards: list[ExemplarCard], dimension: int) -> None:
        (folder / "cards.msgpack").write_bytes(msgspec.msgpack.encode((dimension, cards)))

    def _load(self, folder: Path, part: str) -> Any:
        from assistant.copying import CopyTable
        from index.segments import Segment

        if part == _COPIES:
            return CopyTable.load(folder)
        data = (folder / "cards.msgpack").read_bytes()
        if part == _PASSAGES:
            return Segment.load(folder / _PASSAGES, msgspec.msgpack.decode(data, type=tuple[int, msgspec.Raw])[0])
        return msgspec.msgpack.decode(data, type=tuple[int, tuple[ExemplarCard, ...]])[1]

    # -- writing ---------------------------------------------------------------------------------------------------------

    def _store(self, manifest: Manifest) -> None:
        """Write the manifest beside its place and rename it; where that can't be done it is computed again next time."""
        if not manifest.documents and not self._manifest_path.exists():
            return
        beside = self.folder / f".manifest.{os.getpid()}.{os.urandom(4).hex()}"
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            beside.write_bytes(msgspec.json.encode(manifest))
            beside.replace(self._manifest_path)
            self._tidy(manifest)
        except OSError as error:
            log.warning("范文库的清单写不了（%s），下次再生成", error.strerror or error)
        finally:
            with contextlib.suppress(OSError):
                beside.unlink(missing_ok=True)

    def _tidy(self, manifest: Manifest) -> None:
        """Remove segments long out of use, and files that a process left half-written when it was ended.

        Another process may still read or be writing recent ones.
        """
        import shutil

        wanted = {f"segment-{listed.key}" for listed in manifest.segments}
        now = self._manifest_path.stat().st_mtime_ns
        for path in (self.folder / "segments").glob("*segment-*"):
            if path.name not in wanted and now - path.stat().st_mtime_ns > _STALE:
                shutil.rmtree(path, ignore_errors=True)
        for path in (*self.folder.glob(".manifest.*"), *self.speeches.glob("." + "[0-9a-f]" * 32)):
            if now - path.stat().st_mtime_ns > _STALE:
                path.unlink(missing_ok=True)

    def rebuild(self) -> Manifest:
        """Forget everything that was computed and compute it again from the files."""
        import shutil

        self._manifest_path.unlink(missing_ok=True)
        shutil.rmtree(self.folder / "segments", ignore_errors=True)
        self._memory.clear()
        return self.refresh()


def _size_class(count: int) -> int:
    """Return the power of FANOUT that count reaches."""
    found = 0
    while count >= FANOUT:
        count //= FANOUT
        found += 1
    return found
