"""Measure how much of a text stands in other texts: the check that no other tool makes.

A span is copied when 13 or more of its characters in a row, punctuation and spaces aside, stand in the other text.
Set phrases, official names and the brief's own words belong to nobody: their characters don't count, and a span with
fewer than 13 characters beside them is no copy. Slots in an exemplar match nothing, so an exemplar with another
unit's name put in is found by what stands between.
"""

import re
from collections.abc import Container, Iterable, Sequence
from pathlib import Path

import msgspec
import numpy as np
import numpy.typing as npt

SPAN = 13
_BASE = np.uint64(0x9E3779B97F4A7C15)
_SKIP = re.compile(r"[\W_]+")
_SLOT = re.compile(r"\{[^{}]*\}")


class Copied(msgspec.Struct, frozen=True):
    """What was found: shares of the text's characters, the longest span in characters, and where it stands."""

    share: float = 0.0
    one_source: float = 0.0
    source: str = ""
    longest: int = 0
    longest_text: str = ""
    longest_source: str = ""


def _codes(text: str) -> npt.NDArray[np.uint64]:
    return np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)


def _powers() -> npt.NDArray[np.uint64]:
    with np.errstate(over="ignore"):
        return np.array([pow(int(_BASE), SPAN - 1 - i, 2**64) for i in range(SPAN)], dtype=np.uint64)


def _grams(text: str) -> npt.NDArray[np.uint64]:
    """Return a 64-bit hash of every run of SPAN characters of text (polynomial, modulo 2**64)."""
    codes = _codes(text)
    if len(codes) < SPAN:
        return np.zeros(0, dtype=np.uint64)
    windows = np.lib.stride_tricks.sliding_window_view(codes, SPAN)
    with np.errstate(over="ignore"):
        hashes = (windows * _powers()).sum(axis=1, dtype=np.uint64)
        # Mix: neighbouring texts differ in few characters, and plain sums of close terms collide.
        hashes ^= hashes >> np.uint64(29)
        hashes *= np.uint64(0xBF58476D1CE4E5B9)
    mixed: npt.NDArray[np.uint64] = hashes ^ (hashes >> np.uint64(32))
    return mixed


def plain(text: str) -> str:
    """Return the characters of text that count: no punctuation, no spaces."""
    return text if text.isalnum() else _SKIP.sub("", text)


def _distinct(values: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    """Return values sorted, each once; numpy's own function imports its masked arrays first, a twentieth of a start."""
    ordered = np.sort(values)
    return ordered[np.append(True, ordered[1:] != ordered[:-1])] if len(ordered) else ordered


class CopyTable:
    """The 13-character runs of many texts, each text under its name, ready to be compared with another."""

    def __init__(self, names: Sequence[str], hashes: npt.NDArray[np.uint64], owners: npt.NDArray[np.uint32]) -> None:
        self.names = list(names)
        self._hashes, self._owners = hashes, owners

    @classmethod
    def of(cls, texts: Iterable[tuple[str, str]]) -> "CopyTable":
        """Return the table of (name, text) pairs; slots in a text match nothing."""
        names: list[str] = []
        hashes, owners = [np.zeros(0, dtype=np.uint64)], [np.zeros(0, dtype=np.uint32)]
        for name, text in texts:
            for piece in _SLOT.split(text):
                found = _distinct(_grams(plain(piece)))
                hashes.append(found)
                owners.append(np.full(len(found), len(names), dtype=np.uint32))
            names.append(name)
        joined, who = np.concatenate(hashes), np.concatenate(owners)
        order = np.argsort(joined, kind="stable")
        return cls(names, joined[order], who[order])

    def save(self, folder: Path) -> None:
        """Write the table into folder."""
        (folder / "copies.names").write_bytes(msgspec.msgpack.encode(self.names))
        (folder / "copies.grams").write_bytes(self._hashes.tobytes())
        (folder / "copies.owners").write_bytes(self._owners.tobytes())

    @classmethod
    def load(cls, folder: Path) -> "CopyTable":
        """Return the table saved in folder."""
        return cls(
            msgspec.msgpack.decode((folder / "copies.names").read_bytes(), type=list[str]),
            np.frombuffer((folder / "copies.grams").read_bytes(), dtype=np.uint64),
            np.frombuffer((folder / "copies.owners").read_bytes(), dtype=np.uint32),
        )

    @classmethod
    def merged(cls, tables: "Sequence[tuple[CopyTable, Container[str]]]") -> "CopyTable":
        """Return one table of those names of each that are named beside it."""
        names: list[str] = []
        hashes, owners = [np.zeros(0, dtype=np.uint64)], [np.zeros(0, dtype=np.uint32)]
        for table, alive in tables:
            kept = np.array([name in alive for name in table.names], dtype=bool)
            numbers = (np.cumsum(kept) - 1 + len(names)).astype(np.uint32)
            mask = kept[table._owners] if len(table.names) else np.zeros(0, dtype=bool)
            hashes.append(table._hashes[mask])
            owners.append(numbers[table._owners[mask]])
            names += [name for name in table.names if name in alive]
        joined, who = np.concatenate(hashes), np.concatenate(owners)
        order = np.argsort(joined, kind="stable")
        return cls(names, joined[order], who[order])

    def compare(self, text: str, free: Iterable[str] = (), without: str = "") -> Copied:
        """Return how much of text stands in the table's texts, the one named `without` left out.

        `free` are phrases that belong to nobody.
        """
        letters = plain(text)
        grams = _grams(letters)
        found = self.found(grams) if len(grams) else {}
        return _measured(letters, [(name, found[name]) for name in self.names if name in found and name != (without or None)], free)

    def found(self, grams: npt.NDArray[np.uint64]) -> dict[str, list[int]]:
        """Return by name the places of those grams that stand in its text."""
        if not len(self._hashes):
            return {}
        low = np.searchsorted(self._hashes, grams, "left")
        counts = np.searchsorted(self._hashes, grams, "right") - low
        at = np.repeat(np.arange(len(grams)), counts)
        entries = np.arange(len(at)) - np.repeat(np.cumsum(counts) - counts, counts) + low[at]
        pairs = _distinct(self._owners[entries].astype(np.uint64) << np.uint64(32) | at.astype(np.uint64))
        owners, places = (pairs >> np.uint64(32)).tolist(), (pairs & np.uint64(0xFFFFFFFF)).tolist()
        found: dict[str, list[int]] = {}
        for owner, place in zip(owners, places, strict=True):
            found.setdefault(self.names[owner], []).append(place)
        return found


class CopyTables:
    """Several tables compared with as one; of each only the names beside it count, None means all.

    What is found does not depend on how the texts are spread over the tables, the first of which comes first.
    """

    def __init__(self, tables: Sequence[tuple[CopyTable, Container[str] | None]]) -> None:
        self._tables = list(tables)

    def compare(self, text: str, free: Iterable[str] = (), without: str = "") -> Copied:
        """Return how much of text stands in the tables' texts, the one named `without` left out; as CopyTable.compare."""
        letters = plain(text)
        grams = _grams(letters)
        found: list[tuple[bool, str, list[int]]] = []
        for number, (table, alive) in enumerate(self._tables if len(grams) else ()):
            found += [(number > 0, name, at) for name, at in table.found(grams).items() if alive is None or name in alive]
        found.sort(key=lambda entry: entry[:2])
        return _measured(letters, [(name, at) for _, name, at in found if not without or name != without], free)


def _measured(letters: str, found: Sequence[tuple[str, list[int]]], free: Iterable[str]) -> Copied:
    """Return what the places found in each text amount to; of equal ones the first is named."""
    if not found:
        return Copied()
    nobody = _cover(letters, free)
    before = [0, *np.cumsum(~nobody).tolist()]  # how many characters that are somebody's stand before each place
    union = np.zeros(len(letters), dtype=bool)
    best, best_share, longest = "", 0.0, (0, "", "")
    for name, places in found:
        own = reached = 0
        for start, end in _spans(places):
            size = before[end] - before[start]
            if size >= SPAN:
                own += before[end] - before[max(start, reached)]
                reached = end
                union[start:end] = True
                if size > longest[0]:
                    longest = (size, letters[start:end], name)
        share = own / len(letters)
        if share > best_share:
            best, best_share = name, share
    return Copied(
        share=round(float((union & ~nobody).sum()) / len(letters), 4),
        one_source=round(best_share, 4),
        source=best,
        longest=longest[0],
        longest_text=longest[1],
        longest_source=longest[2],
    )


def _spans(starts: list[int]) -> list[tuple[int, int]]:
    """Join overlapping runs that begin at starts into (start, end) spans."""
    spans: list[tuple[int, int]] = []
    for at in starts:
        if spans and at <= spans[-1][1] - SPAN + 1:
            spans[-1] = (spans[-1][0], at + SPAN)
        else:
            spans.append((at, at + SPAN))
    return spans


def _cover(letters: str, free: Iterable[str]) -> npt.NDArray[np.bool_]:
    """Return which characters stand in one of the free phrases."""
    covered = np.zeros(len(letters), dtype=bool)
    for phrase in free:
        wanted = plain(phrase)
        if len(wanted) < 2:
            continue
        at = letters.find(wanted)
        while at >= 0:
            covered[at : at + len(wanted)] = True
            at = letters.find(wanted, at + 1)
    return covered
