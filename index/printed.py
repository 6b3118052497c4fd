"""Join printed lines into paragraphs again: those of a page, and those of plain text that a fixed width broke."""

import re
from collections import Counter
from collections.abc import Sequence

import msgspec

from index.found import BLANKS

_ENDED = "。！？；：:!?"
_ITEM = re.compile(r"[一二三四五六七八九十]{1,2}、|[（(][一二三四五六七八九十\d]{1,2}[）)]|[一二三四五六]是|\d{1,2}[.、．]\D|第[一二三四五六七八九十]")
_HEAD = re.compile(r"(?:[一二三四五六七八九十]{1,2}[、．.]|第[一二三四五六七八九十]部分)[^。！？；]*$|[^。！？；，]*(?:发言|讲话|表态)(?:稿|材料|提纲)?$")
"""A heading or title: it goes on only in a line that looks like the rest of one."""

_BEGINS = re.compile(r"谢谢|我的(?:表态)?发言|(?:表态|发言|汇报)完|同志们|各位|.{0,40}[：:]$")
_HANGS = "。，、；：！？”’）》】〉"
_FIRST = re.compile(r"[“‘（《【〈]*(?:[\x21-\x7e]+|.)[。，、；：！？”’）》】〉]*")
_NUMBER = re.compile(r"[-—–－―·•\s]+\d{1,4}[-—–－―·•\s]+|第\s*\d+\s*页(?:\s*[，,/]?\s*共\s*\d+\s*页)?")
_ALONE = re.compile(r"(?![。，、；：！？”’）》】])\W*$|#|>|\||<!--|【[^】]*】$|[*+-]\s|.*(?:(?:[.．。…·•⋯‥_-]\s*){3,}\d{0,4}$|\t|\S {2,}\S)")
"""Lines of text that stand for themselves: rules, marks of Markdown, entries of a list of contents, rows of a table."""

_SLACK = 2.2
"""Characters that a full line may lack at the right edge: a mark or a number that did not fit goes to the next one."""

_NARROWEST, _WIDEST = 20, 80
_LEAST = 3
_LONGEST = 160
"""Longer lines are prose: no mark is looked for in them, which would take time that grows with the square."""


class Row(msgspec.Struct):
    """A printed line: where it begins and ends, and its size, in one unit.

    `apart` says that a gap parts it from the one above, `alone` that it is no part of a paragraph.
    """

    text: str
    left: float
    right: float
    size: float = 1.0
    apart: bool = False
    alone: bool = False


def width(text: str) -> float:
    """Return the width in characters of Chinese; those of ASCII are half as wide."""
    return len(text) - 0.5 * len(text.encode("ascii", "ignore"))


def body_size(rows: Sequence[Row]) -> float:
    """Return the size that most characters have."""
    return Counter(row.size for row in rows for _ in range(min(len(row.text), 40))).most_common(1)[0][0] or 10.0


def paragraphs(rows: Sequence[Row], edge: float = 0.0) -> list[tuple[str, int]]:
    """Join rows into (text, level); larger type is level 1, each row on its own.

    A row goes on the one above where that reaches the right edge and this one has neither an indent nor a gap above it.
    Where neither indents nor gaps tell the paragraphs of the document, a row that ends a sentence or begins an item ends the
    paragraph too; if the edge is known to the character, only one that had room for more. A heading goes on only in what
    looks like its rest. Without an edge it is that of the widest row.
    """
    if not rows:
        return []
    size = body_size(rows)
    body = [row for row in rows if abs(row.size - size) < 1]
    starts = Counter(round(row.left / size * 4) for row in body)
    left = min((place for place, count in starts.items() if count >= max(1, len(body) // 20)), default=min(starts)) * size / 4
    known, edge = bool(edge), edge or max(row.right for row in body)
    indents = sum(_indented(row, left, size) and row.left <= left + 4.5 * size for row in body)
    flat = indents < max(1, len(body) / 12)
    untold = flat and sum(row.apart for row in body) < max(1, len(body) / 12)
    found: list[tuple[list[str], int]] = []
    above: Row | None = None
    for row in rows:
        text = row.text
        large = row.size > size * 1.1
        goes_on = False
        if above is not None and not (row.apart or row.alone or above.alone or large or found[-1][1] or _indented(row, left, size)):
            goes_on = above.right >= edge - _SLACK * size
        if above is not None and goes_on and text[0] not in _HANGS:
            ended, item = above.text[-1] in _ENDED, bool(_ITEM.match(text))
            full = known and above.right + _needed(text) > edge
            if len(found[-1][0]) == 1 and _is_head(above.text):
                rest = not (item or text[-1] in _ENDED or row.right >= edge - _SLACK * size)
                goes_on = rest and (full or not known)
            elif flat and ended and item:
                goes_on = False
            elif untold and (ended or item):
                goes_on = full and not (ended and (_BEGINS.match(text) or _is_head(text)))
        if goes_on:
            last = found[-1][0][-1][-1]
            words = last.isascii() and text[0].isascii() and (last + text[0]).isalpha()
            found[-1][0].append(" " + text if words else text)
        else:
            found.append(([text], int(large)))
        above = row
    return [("".join(parts), level) for parts, level in found]


def _is_head(text: str) -> bool:
    return len(text) <= _LONGEST and bool(_HEAD.match(text))


def _needed(text: str) -> float:
    """Return the width of what a line must have room for to begin text: a character with its marks, a word, a number."""
    match = _FIRST.match(text)
    return width(match.group()) if match else 0.0


def _indented(row: Row, left: float, size: float) -> bool:
    return row.left > left + 1.2 * size


# -- plain text ----------------------------------------------------------------------------------------------------------


def unbroken(text: str) -> tuple[list[str], list[str]]:
    """Return the lines of text without blanks at their ends and empty ones, and page numbers that stood amidst a paragraph.

    Lines that a fixed width broke are joined; a text is taken for broken where many of its lines end at one width and
    amidst a sentence, and few are longer. Any other text keeps its lines.
    """
    rows, gaps = _rows(text)
    counted = [msgspec.structs.replace(row, right=row.left + len(row.text)) for row in rows]
    by_columns, by_characters = _edge(rows), _edge(counted)
    if by_characters and (by_columns is None or by_characters > by_columns):  # windows count columns, programs characters
        return _joined(counted, gaps, by_characters[1])
    return _joined(rows, gaps, by_columns[1]) if by_columns else ([row.text for row in rows], [])


def _rows(text: str) -> tuple[list[Row], list[int]]:
    """Return the lines that are not empty, and how many empty ones stand above each."""
    rows, gaps, empty = list[Row](), list[int](), 0
    for raw in text.splitlines():
        line = raw.strip(BLANKS)
        if not line:
            empty += 1
            continue
        indent = raw[: len(raw) - len(raw.lstrip(BLANKS))]
        left = 2.0 * indent.count("\t") + sum(1.0 if c == "\u3000" else 0.5 for c in indent if c != "\t")
        rows.append(Row(line, left, left + width(line), alone=_alone(line)))
        gaps.append(empty)
        empty = 0
    return rows, gaps


def _open(row: Row) -> bool:
    """Whether a line ends as if it went on, and is neither a heading nor one that stands for itself."""
    return row.text[-1] not in _ENDED + "”）》】" and not _is_head(row.text) and not row.alone


def _alone(text: str) -> bool:
    return len(text) <= _LONGEST and bool(_ALONE.match(text))


def _full(row: Row, edge: float) -> bool:
    return edge - _SLACK <= row.right <= edge + _SLACK


def _edge(rows: Sequence[Row]) -> tuple[int, float] | None:
    """Return how many lines end amidst a sentence at one width, and that width; None where the text was not broken."""
    ends = Counter(row.right for row in rows if _NARROWEST <= row.right <= _WIDEST and _open(row))
    if not ends:
        return None
    near = {edge: sum(count for end, count in ends.items() if edge - _SLACK <= end <= edge) for edge in ends}
    edge = min(near, key=lambda one: (-near[one], one))
    most = near[edge]
    full = sum(_full(row, edge) for row in rows)
    longer = sum(row.right > edge + _SLACK for row in rows)
    enough = most >= max(_LEAST, 0.5 * full, 0.1 * len(rows)) and longer <= 0.25 * len(rows)
    said = sum(len(re.findall("[。！？；]", row.text)) for row in rows)  # a list without them is no broken prose
    if not enough or said < 0.3 * most:
        return None
    exact = Counter(row.right for row in rows if _full(row, edge) and _open(row) and row.text[-1] not in _HANGS)
    return most, max(exact, key=lambda one: (exact[one], one), default=edge)


def _joined(rows: Sequence[Row], gaps: Sequence[int], edge: float) -> tuple[list[str], list[str]]:
    """Return the paragraphs of rows that edge broke, and the page numbers among them.

    Between the lines of a paragraph stand as many empty ones as mostly do below a full line: none, or one where each line
    is followed by one.
    """
    below = Counter(gap for above, gap in zip(rows, gaps[1:], strict=False) if _open(above) and _full(above, edge))
    usual = below.most_common(1)[0][0] if below else 0
    numbers, kept = list[str](), list[Row]()
    within = False
    for row, gap in zip(rows, gaps, strict=True):
        if kept and _NUMBER.fullmatch(row.text) and _open(kept[-1]) and _full(kept[-1], edge):
            numbers.append(row.text)
            within = True
            continue
        row.apart = gap > usual and not within
        kept.append(row)
        within = False
    return [text for text, _ in paragraphs(kept, edge)], numbers
