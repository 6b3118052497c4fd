"""Read the text layer of a PDF: printed lines joined into paragraphs again, without page numbers and running heads."""

import io
import logging
import re
from collections import Counter
from typing import TYPE_CHECKING, Any

import msgspec

from index import printed
from index.errors import CorpusError
from index.found import BLANKS, Found

if TYPE_CHECKING:
    from pypdf import PageObject, PdfReader

MAX_PAGES = 400
MAX_PAGE = 8 * 1024 * 1024
"""Bytes of a page's drawing, unpacked."""
MAX_OPERATORS = 1_500_000
"""Drawing commands of all pages: a page of text has a few hundred, one that calls itself has no end."""
MAX_CHARACTERS = 4_000_000

_BROKEN = "已损坏，打不开；请重新导出 PDF，或改用 .docx 后再试"
_NUMBER = re.compile(r"[-—–－―·•\s]*\d{1,4}[-—–－―·•\s]*|第\s*\d+\s*页(?:\s*[，,/]?\s*共\s*\d+\s*页)?|\d+\s*/\s*\d+")
_UCS2 = {f"/Uni{made}-UCS2-{way}": f"/Uni{made}-UTF16-{way}" for made in ("GB", "CNS", "JIS", "KS") for way in "HV"}
"""Encodings that pypdf does not know: each is a part of the other."""


class Row(msgspec.Struct):
    """A printed line: where it begins and stands, in points, its size and page."""

    text: str
    x: float
    y: float
    size: float
    page: int


class _TooMuch(Exception):
    pass


def read(data: bytes, name: str) -> Found:
    """Return the paragraphs of the PDF in data; CorpusError where it is encrypted, damaged, too long, or a scan."""
    from pypdf import PdfReader
    from pypdf.errors import DependencyError, FileNotDecryptedError

    log = logging.getLogger("pypdf")
    level = log.level
    log.setLevel(logging.CRITICAL)  # it tells of every oddity that it copes with
    try:
        reader = PdfReader(io.BytesIO(data), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise CorpusError(f"{name} 加了打开密码；请去掉密码后再试")
        pages = _pages(reader, name)
        rows = _rows(pages, name)
    except CorpusError:
        raise
    except (DependencyError, FileNotDecryptedError) as error:
        raise CorpusError(f"{name} 加了密；请用阅读器打开，打印或另存为不加密的 PDF 后再试") from error
    except _TooMuch as error:
        raise CorpusError(f"{name} 的页面内容多得反常，不读；请另存为 .docx 或 .txt 后再试") from error
    except Exception as error:  # a damaged file makes pypdf raise whatever its code runs into
        raise CorpusError(f"{name} {_BROKEN}") from error
    finally:
        log.setLevel(level)
    return _found(rows, len(pages), name)


def _pages(reader: "PdfReader", name: str) -> "list[PageObject]":
    pages = []
    for page in reader.pages:
        pages.append(page)
        if len(pages) > MAX_PAGES:
            raise CorpusError(f"{name} 超过 {MAX_PAGES} 页，不像要处理的文稿；请拆开后再试")
    return pages


def _rows(pages: "list[PageObject]", name: str) -> list[Row]:
    rows: list[Row] = []
    counted = written = 0

    def count(*_: Any) -> None:
        nonlocal counted
        counted += 1
        if counted > MAX_OPERATORS:
            raise _TooMuch

    for number, page in enumerate(pages):
        _know_encodings(page)
        contents = page.get_contents()
        if contents is not None and len(contents.get_data()) > MAX_PAGE:
            raise _TooMuch
        fresh = True

        def take(text: str, cm: list[float], tm: list[float], font: Any, size: float, number: int = number) -> None:
            nonlocal fresh, written
            written += len(text)
            if written > MAX_CHARACTERS:
                raise _TooMuch
            for i, piece in enumerate(text.split("\n")):
                fresh = fresh or i > 0
                if not piece.strip(" "):
                    if piece and not fresh:
                        rows[-1].text += piece
                    continue
                if fresh:
                    x, y = tm[4] * cm[0] + tm[5] * cm[2] + cm[4], tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
                    scale = abs(tm[3] * cm[3]) or abs(tm[1] * cm[2]) or 1.0
                    rows.append(Row("", x, y, round(size * scale, 1), number))
                    fresh = False
                rows[-1].text += piece

        page.extract_text(visitor_text=take, visitor_operand_before=count)
    return rows


def _know_encodings(page: "PageObject") -> None:
    from pypdf.generic import NameObject

    resources = page.get("/Resources")
    fonts = resources.get_object().get("/Font") if resources is not None else None
    for font in fonts.get_object().values() if fonts is not None else ():
        one = font.get_object()
        if str(one.get("/Encoding")) in _UCS2:
            one[NameObject("/Encoding")] = NameObject(_UCS2[str(one["/Encoding"])])


def _found(rows: list[Row], pages: int, name: str) -> Found:
    found = Found()
    seen = "".join(row.text for row in rows)
    if len(re.sub(r"\s", "", seen)) < 2 or not rows:
        raise CorpusError(f"{name} 没有文字层，多半是扫描件；请先用文字识别（OCR）软件转成文字再试")
    if len(re.findall(r"[\ufffd\ue000-\uf8ff\x00-\x08]", seen)) > len(seen) // 4:
        raise CorpusError(f"{name} 的字体没有文字编码，读出来是乱码；请用原来的 Word 文件，或用文字识别（OCR）软件转一遍再试")
    margins = _margins(rows, pages)
    for i, what in sorted(margins.items()):
        found.left_out.append((what, rows[i].text.strip()))
    body = [row for i, row in enumerate(rows) if i not in margins]
    found.lines = printed.paragraphs([_printed(row) for row in body if row.text.strip(BLANKS)])
    silent = sorted(set(range(pages)) - {row.page for row in rows})
    if silent:
        told = "、".join(str(page + 1) for page in silent[:10]) + ("等" if len(silent) > 10 else "")
        found.notes.append(f"第 {told} 页没有文字层，多半是图片，没有读")
    if not found.lines:
        raise CorpusError(f"{name} 里除了页码页眉没有文字，多半是扫描件；请先用文字识别（OCR）软件转成文字再试")
    return found


def _margins(rows: list[Row], pages: int) -> dict[int, str]:
    """Return which rows are page numbers and running heads: at a page's edge, and alike on half the pages.

    The head of a single page is one of small type that stands apart.
    """
    by_page: dict[int, list[int]] = {}
    for i, row in enumerate(rows):
        by_page.setdefault(row.page, []).append(i)
    edges = []
    for own in by_page.values():
        ordered = sorted(own, key=lambda i: -rows[i].y)
        edges += [*ordered[:2], *ordered[2:][-2:]] if len(ordered) > 2 else ordered
    alike = Counter((_shape(rows[i].text), round(rows[i].y / 4)) for i in edges)
    found = {}
    for i in edges:
        text = rows[i].text.strip()
        if _NUMBER.fullmatch(text):
            found[i] = "页码"
        elif pages > 1 and alike[_shape(text), round(rows[i].y / 4)] >= max(2, pages / 2):
            found[i] = "页眉页脚"
    if pages == 1 and len(rows) > 3:
        first, second = sorted(range(len(rows)), key=lambda i: -rows[i].y)[:2]
        size = printed.body_size([_printed(row) for row in rows])
        if rows[first].size < 0.8 * size and rows[first].y - rows[second].y > 1.5 * size:
            found[first] = "页眉页脚"
    return found


def _shape(text: str) -> str:
    return re.sub(r"\d+", "#", re.sub(r"\s", "", text))


def _printed(row: Row) -> printed.Row:
    """Return row as it stands on the page, blanks between characters of Chinese left out."""
    left = row.x + 2 * row.size * row.text.startswith(("\u3000", "  "))
    text = row.text.strip(BLANKS)
    if "  " not in text:
        text = re.sub(r"(?<=[^\x00-\x7f]) +(?=[^\x00-\x7f])", "", text)
    return printed.Row(text, left, row.x + printed.width(row.text) * row.size, row.size)
