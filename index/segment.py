"""Cut a text into speeches, and a speech into its parts.

The moves of the genre and their order: title, salutation, opening, transition, sections with headings 一、二、三、,
closing, thanks. Works on plain text, on Markdown, on documents with heading levels, and on exemplars (whose topic lines
`<!-- P30 P35 -->` belong to the paragraph above them and whose closing stands below a `---` line). What belongs to no
speech is kept by name: the characters of the text are those of the speeches and of what is left.
"""

import msgspec

from index.documents import Document, LeftOut
from index.layout import HEADING, SALUTATION, THANKS, Row, rows_of, titled
from index.parts import (
    DATE,
    ENDS,
    CutSection,
    CutSpeech,
    Paragraph,
    continues_title,
    cut_one,
    sentences,
)  # fmt: skip

__all__ = ["Cut", "CutSection", "CutSpeech", "Paragraph", "cut", "cut_document", "dissect", "sentences"]


class Cut(msgspec.Struct, frozen=True):
    """The speeches of a text, and by name what belongs to none: 目录, 前言, 署名日期, 网站标记, 序号, 文后附注 ..."""

    speeches: tuple[CutSpeech, ...]
    left: tuple[LeftOut, ...]


def cut(text: str) -> list[CutSpeech]:
    """Return the speeches in text, in order; empty where no line of it could belong to one."""
    return list(dissect(text).speeches)


def cut_document(document: Document) -> list[CutSpeech]:
    """Return the speeches in document, in order, by its heading levels too; `dissect` also gives what was left."""
    return list(dissect(document).speeches)


def dissect(source: Document | str) -> Cut:
    """Return the speeches in source and what belongs to none of them; what the reader left out is not repeated."""
    left: list[LeftOut] = []
    rows = rows_of(source, left)
    starts = _starts(rows)
    if not starts or starts[0] > 0:
        starts.insert(0, 0)
    ends = [*starts[1:], len(rows)]
    pieces = []
    for a, b in zip(starts, ends, strict=True):
        own: list[LeftOut] = []
        pieces.append((cut_one(rows[a:b], own), own, rows[a:b]))
    whole = any(speech and (speech.salutation or speech.sections) for speech, _, _ in pieces)
    found = []
    for number, (speech, own, piece) in enumerate(pieces):
        if speech and (not whole or speech.salutation or len(speech.sections) > (number == 0 and len(pieces) > 1)):
            found.append(speech)
            left += own
        elif text := "\n".join(row.text for row in piece if not row.kind):
            left.append(LeftOut("前言" if not found else "其他文字", text))
    return Cut(tuple(found), tuple(left))


def _starts(rows: list[Row]) -> list[int]:
    """Return where speeches start: at the title above a salutation, at a title above prose, at a salutation anew."""
    starts: list[int] = []
    headed = False
    for i, row in enumerate(rows):
        if row.kind:
            continue
        headed = headed or bool(HEADING.match(row.text))
        if SALUTATION.match(row.text):
            begin = _title_above(rows, i, starts[-1] + 1 if starts else 0)
            if begin is None:
                begin = i if headed and _heading_follows(rows, i) else None
            if begin is not None and not (starts and (begin <= starts[-1] or _nothing_said(rows, starts[-1], begin))):
                starts.append(begin)
                headed = False
        elif titled(row.text) and not HEADING.match(row.text) and _prose_follows(rows, i):
            begin = i - continues_title(rows, i)
            if not (starts and (begin <= starts[-1] or _nothing_said(rows, starts[-1], begin))):
                starts.append(begin)
                headed = False
    return starts


def _nothing_said(rows: list[Row], start: int, end: int) -> bool:
    """Whether the few rows from start hold but titles, dates and names: the title at end is the same speech's."""
    return end - start <= 8 and not any(row.kind or ENDS.search(row.text) or len(row.text) > 46 for row in rows[start:end])


def _title_above(rows: list[Row], greet: int, floor: int) -> int | None:
    block = []
    for i in range(greet - 1, max(floor, greet - 7) - 1, -1):
        text = rows[i].text
        numbered = HEADING.match(text) and not titled(text)
        if rows[i].kind or len(text) > 60 or numbered or (ENDS.search(text) and not titled(text.rstrip("。；，！"))):
            break
        if len(text) <= 60 and THANKS.search(text):
            break
        block.append(i)
    titles = [i for i in block if titled(rows[i].text.rstrip("。；，！"))]
    if titles:
        return titles[-1] - continues_title(rows, titles[-1])
    levels = [i for i in block if rows[i].level]
    block = [i for i in block if not DATE.match(rows[i].text)]
    if levels or (block and (_heading_follows(rows, greet) or floor == 0)):
        return (levels or block)[-1]
    return None


def _heading_follows(rows: list[Row], at: int) -> bool:
    for row in rows[at + 1 :]:
        if SALUTATION.match(row.text) or titled(row.text):
            return False
        if HEADING.match(row.text):
            return row.text.lstrip("第")[0] in "一壹"
    return False


def _prose_follows(rows: list[Row], at: int) -> bool:
    """Whether a title without a salutation starts a speech: sentences, then a heading or its end, before the next one."""
    for row in rows[at + 1 : at + 7]:
        if row.kind or titled(row.text) or SALUTATION.match(row.text):
            return False
        if len(row.text) >= 30 and row.text[-1] in "。！？”":
            return True
    return False
