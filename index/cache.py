"""A folder of things that can be computed again, each named by a hash of what it was computed from.

An entry is written beside its place and renamed into it, so that no reader ever sees half of one and two processes
that build at once both end well. Every entry carries checksums; one that does not match is built again with a word
about it.
"""

import hashlib
import json
import logging
import os
import zlib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")
log = logging.getLogger(__name__)
_SUMS = "checksums.json"
_KEEP = 4
_STALE = 3600  # seconds; nothing takes that long to build


def key_of(parts: Iterable[bytes | str]) -> str:
    """Return a short name for what parts hold; another order or another cut gives another name."""
    digest = hashlib.blake2b(digest_size=12)
    for part in parts:
        data = part.encode("utf-8") if isinstance(part, str) else part
        digest.update(len(data).to_bytes(8, "little"))
        digest.update(data)
    return digest.hexdigest()


class Cache:
    """Entries in one folder; where it can't be written, entries live in a temporary folder for this process."""

    def __init__(self, folder: Path, keep: int | None = _KEEP) -> None:
        """Keep the newest and `keep` others of each name; None keeps all, for a folder that somebody else tidies."""
        self.folder, self._keep = folder, keep

    def get(self, name: str, key: str, build: Callable[[Path], None], load: Callable[[Path], T], part: str = "") -> T:
        """Return load(entry) for the entry name-key, built first by build(empty folder) where it is not there.

        If load reads but the files whose names begin with `part`, only those are held against their checksums.
        """
        entry = self.folder / f"{name}-{key}"
        if entry.is_dir():
            try:
                _verify(entry, part)
                return load(entry)
            except Exception as error:  # whatever a damaged file makes its reader say
                log.warning("缓存 %s 已损坏（%s），重新生成", entry.name, error)
                self._discard(entry)
        beside = self._beside(entry)
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            beside.mkdir()
            build(beside)
            _seal(beside)
            try:
                beside.rename(entry)
            except OSError:
                if not entry.is_dir():  # another process renamed its own into place first: both are the same
                    raise
            self._tidy(name, entry)
            _verify(entry)
            return load(entry)
        except OSError as error:  # no room, no right to write, or another process took the entry away
            log.warning("缓存文件夹 %s 不能用（%s），本次在临时文件夹里生成", self.folder, error.strerror or error)
            return self._without_folder(build, load)
        finally:
            _remove(beside)

    def _beside(self, entry: Path) -> Path:
        return self.folder / f".{entry.name}.{os.getpid()}.{os.urandom(4).hex()}"

    def _discard(self, entry: Path) -> None:
        """Take a damaged entry away in one step: file by file might take those of a new one that has come in its place."""
        aside = self._beside(entry)
        try:
            entry.rename(aside)
        except OSError:  # another process was first
            return
        _remove(aside)

    def _without_folder(self, build: Callable[[Path], None], load: Callable[[Path], T]) -> T:
        import tempfile

        folder = Path(tempfile.mkdtemp(prefix="biaotai-"))
        try:
            build(folder)
            return load(folder)
        finally:
            _remove(folder)

    def _tidy(self, name: str, newest: Path) -> None:
        """Remove entries of this name that have long been passed by, and what a process that was ended left half-made.

        Another process may still read recent ones.
        """
        try:
            entries = [p for p in self.folder.glob(f"{name}-*") if p != newest and p.is_dir()]
            entries.sort(key=lambda path: path.stat().st_mtime, reverse=True)
            halves = [p for p in self.folder.glob(f".{name}-*") if newest.stat().st_mtime - p.stat().st_mtime > _STALE]
            for path in (entries[self._keep :] if self._keep is not None else []) + halves:
                _remove(path)
        except OSError:
            return


def _sums(entry: Path) -> dict[str, int]:
    files = sorted(p for p in entry.rglob("*") if p.is_file() and p.name != _SUMS and not p.name.startswith("."))
    return {p.relative_to(entry).as_posix(): zlib.crc32(p.read_bytes()) for p in files}


def _seal(entry: Path) -> None:
    (entry / _SUMS).write_text(json.dumps(_sums(entry)), encoding="utf-8")


def _verify(entry: Path, part: str = "") -> None:
    sums = json.loads((entry / _SUMS).read_text(encoding="utf-8"))
    if part:
        sums = {name: sum for name, sum in sums.items() if name.startswith(part)}
        found = {name: zlib.crc32((entry / name).read_bytes()) for name in sums}
    else:
        found = _sums(entry)
    if sums != found:
        wrong = sorted(name for name in {*sums, *found} if sums.get(name) != found.get(name))
        raise OSError(f"{'、'.join(wrong[:3])} 与校验和不符")


def _remove(folder: Path) -> None:
    """Remove a folder with what is in it, as far as that goes."""
    import shutil  # most starts find their entry and remove nothing

    shutil.rmtree(folder, ignore_errors=True)
