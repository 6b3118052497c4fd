"""A feedback document as one line of characters: where words stand in it, what they belong to, and how it is cut for a reader."""

import re
import unicodedata
from bisect import bisect_right
from itertools import pairwise

import msgspec

from assistant.feedback.layout import Block, Source, blocks
from assistant.feedback.reading import reading_of
from assistant.feedback.zones import Kind

_DROPPED = frozenset("“”„‟‘’‛\"'＂＇`「」『』*_|｜\u3000")
_ALIKE = dict.fromkeys("（([［【〔﹝{｛〖", "(") | dict.fromkeys("）)]］】〕﹞}｝〗", ")") | dict.fromkeys("—–－―─-~～", "-") | {"｡": "。", "﹒": ".", "․": "."}
_MARK = re.compile(r"^(?:问题)?[\d一二三四五六七八九十]{1,3}[、.:是]|^\([\d一二三四五六七八九十]{1,3}\)")
_ENDS = ",.;:。、!?…"


class Part(msgspec.Struct, frozen=True):
    """A stretch of the document that one request can hold: its paragraphs, the headings it stands under, and where it begins and ends."""

    paragraphs: tuple[str, ...]
    under: tuple[str, ...]
    start: int
    end: int


class Page:
    """The document's paragraphs one after another, without white space and page furniture.

    Places are counted in `text`, which has the punctuation that was meant; a passage as it stands comes from `quotation`.
    """

    def __init__(self, text: str) -> None:
        """Read the layout and the zones of a document."""
        self.blocks, _ = blocks(text)
        self._reading = reading_of(self.blocks)
        self._source = Source(text)
        self.text = "".join(block.text for block in self.blocks)
        self._raw = "".join(block.raw for block in self.blocks)
        self._folded, self._places = _fold(self.text)
        self.kinds: list[Kind] = self._reading.kinds
        self.orders = self._reading.orders

    def places(self, words: str) -> list[tuple[int, int]]:
        """Return everywhere that words stand, white space, quotation marks and width of punctuation aside; empty where nowhere."""
        wanted = _fold(words)[0].strip(_ENDS)
        for form in dict.fromkeys((wanted, _MARK.sub("", wanted).strip(_ENDS))):
            if len(form) >= 2 and (found := self._all(form)):
                return found
        return []

    def _all(self, form: str) -> list[tuple[int, int]]:
        found, at = [], self._folded.find(form)
        while at >= 0:
            found.append((self._places[at], self._places[at + len(form) - 1] + 1))
            at = self._folded.find(form, at + len(form))
        return found

    def quotation(self, start: int, end: int) -> str:
        """Return the passage as it stands in the document, white space aside."""
        return self._source.quotation(self._raw[start:end])

    def sentence(self, at: int) -> tuple[int, int]:
        """Return where the sentence around a place begins and ends; a paragraph's end ends one."""
        block = self._block(at)
        start = max((m.end() for m in re.finditer(r"[。！？；]", self.text[block.at : at])), default=0) + block.at
        stop = re.compile(r"[。！？；]").search(self.text, at, block.at + len(block.text))
        return start, stop.end() if stop else block.at + len(block.text)

    def under(self, at: int) -> str:
        """Return the headings over a place, outermost first, joined by ／."""
        above = self._reading.above
        place = bisect_right(above, at, key=lambda pair: pair[0]) - 1
        return above[place][1] if place >= 0 else ""

    def _block(self, at: int) -> Block:
        return self.blocks[bisect_right(self.blocks, at, key=lambda block: block.at) - 1]

    def parts(self, room: int) -> list[Part]:
        """Return the document in parts of about `room` characters, cut between paragraphs; a longer paragraph is cut at a sentence."""
        starts = [0]
        for block in self.blocks:
            end = block.at + len(block.text)
            if end - starts[-1] <= room:
                continue
            if block.at > starts[-1]:
                starts.append(block.at)
            while end - starts[-1] > room:
                cut = max(self.text.rfind(mark, starts[-1] + room // 2, starts[-1] + room) for mark in "。；，") + 1
                starts.append(cut or starts[-1] + room)
        return [self._part(a, b) for a, b in pairwise([*starts, len(self.text)]) if b > a]

    def _part(self, start: int, end: int) -> Part:
        paragraphs, open_heads = [], dict[int, str]()
        for block in self.blocks:
            begin, stop = max(block.at, start), min(block.at + len(block.text), end)
            if block.at < start and block.head and block.kind and block.kind != "表":
                open_heads = {depth: head for depth, head in open_heads.items() if depth < block.depth} | {block.depth: block.text}
            if begin < stop:
                whole = (begin, stop) == (block.at, block.at + len(block.text))
                paragraphs.append("｜".join(block.cells) if block.cells and whole else self.text[begin:stop])
                if begin == start and block.kind and begin == block.at:
                    open_heads = {depth: head for depth, head in open_heads.items() if depth < block.depth}
        return Part(tuple(paragraphs), tuple(head for _, head in sorted(open_heads.items())), start, end)


def fold(text: str) -> str:
    """Return text without white space and quotation marks, in half width, with brackets and dashes of one kind."""
    return _fold(text)[0]


def _fold(text: str) -> tuple[str, list[int]]:
    """Return the folded text, and where each of its characters stood."""
    folded: list[str] = []
    places: list[int] = []
    for place, c in enumerate(text):
        if "\u4e00" <= c <= "\u9fff":
            folded.append(c)
            places.append(place)
        elif not (c in _DROPPED or c.isspace() or unicodedata.category(c) in ("Cf", "Co", "Cc")):
            for one in _ALIKE.get(c) or unicodedata.normalize("NFKC", c).lower():
                folded.append(one)
                places.append(place)
    return "".join(folded), places
