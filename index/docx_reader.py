"""Read a Word file: its paragraphs as they show, with automatic numbers, without what is deleted or in the margins.

Reads the XML of the package itself (ECMA-376, part 1): python-docx gives neither inserted runs, nor text boxes, nor
numbers, and has no limits.
"""

import posixpath
import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from index.errors import CorpusError
from index.found import BLANKS, Found
from index.numbering import Numbering
from index.package import Package

_CONVERT = "请用 WPS 或 Word 打开，另存为 .docx 后再试"
_OTHERS = (
    ("xl/", "是 Excel 表格，不是文稿；请把文字复制到 Word，另存为 .docx 后再试"),
    ("ppt/", "是演示文稿；请把文字复制到 Word，另存为 .docx 后再试"),
    ("OFD.xml", "是 OFD 版式文件；请用 OFD 阅读器或 WPS 转成 .docx 或 .txt 后再试"),
    ("content.xml", f"是 OpenDocument 文件；{_CONVERT}"),
)
_ASIDE = (
    ("header", "页眉页脚"), ("footer", "页眉页脚"), ("footnotes", "脚注"), ("endnotes", "尾注"), ("comments", "批注"),
)  # fmt: skip
_SKIP = {"del": "已删除的修订", "moveFrom": "已删除的修订", "rt": "注音", "instrText": "", "delInstrText": "", "delText": "已删除的修订"}
_NAMED = re.compile(r"^(?:heading|标题)\s*([1-9])$", re.I)
_PICTURES = ("blip", "imagedata")


class Style:
    """A paragraph style: its outline level and list, its own or of the style that it is based on."""

    def __init__(self, level: int, number: tuple[str, int] | None, hidden: bool) -> None:
        self.level, self.number, self.hidden = level, number, hidden


def read(data: bytes, name: str) -> Found:
    """Return the lines of the Word file in data; CorpusError where it is another package, damaged, or holds no text."""
    package = Package(data, name)
    main = _main(package)
    reader = _Reader(package, posixpath.dirname(main))
    root = package.tree(main)
    body = root.find("body")
    if body is None:
        raise CorpusError(f"{name} 里没有正文；{_CONVERT}")
    reader.blocks(body)
    reader.finish()
    found = reader.found
    if not found.lines:
        if reader.pictures or any("/media/" in part for part in package.names):
            raise CorpusError(f"{name} 里只有图片，没有文字；请先用文字识别（OCR）软件转成文字再试")
        raise CorpusError(f"{name} 里没有文字；请核对文件")
    return found


def _main(package: Package) -> str:
    if "_rels/.rels" in package.names:
        for relation in package.tree("_rels/.rels").iter("Relationship"):
            target = relation.get("Target", "").lstrip("/")
            if relation.get("Type", "").endswith("/officeDocument") and target in package.names and "word" in target:
                return target
    if "word/document.xml" in package.names:
        return "word/document.xml"
    for mark, told in _OTHERS:
        if any(part.startswith(mark) for part in package.names):
            raise CorpusError(f"{package.name} {told}")
    raise CorpusError(f"{package.name} 是压缩包，或是损坏的 Word 文件；请解压，或用 WPS 或 Word 另存为 .docx 后再试")


class _Reader:
    def __init__(self, package: Package, folder: str) -> None:
        self.package, self.folder = package, folder
        self.found = Found()
        self.pictures = self.numbered = self.embedded = 0
        self.pending: tuple[str, int] | None = None
        self.boxes: list[Element] = []
        self.styles: dict[str, Style] = {}
        self.default = ""
        self._read_styles()
        lists = {key: style.number for key, style in self.styles.items() if style.number}
        self.numbering = Numbering(self._optional("numbering.xml"), lists)

    def _optional(self, part: str) -> Element | None:
        path = posixpath.join(self.folder, part)
        return self.package.tree(path) if path in self.package.names else None

    def _read_styles(self) -> None:
        root = self._optional("styles.xml")
        raw = {style.get("styleId", ""): style for style in root.iter("style")} if root is not None else {}

        def chain(key: str) -> Iterator[Element]:
            seen: set[str] = set()
            while key in raw and key not in seen:
                seen.add(key)
                yield raw[key]
                key = _of(raw[key], "basedOn")

        for key, style in raw.items():
            level, number, place, hidden = 0, "", -1, False
            for one in chain(key):
                named = _of(one, "name").strip()
                outline = _of(one, "pPr/outlineLvl")
                if not level and (match := _NAMED.match(named)):
                    level = int(match.group(1))
                elif not level and named.lower() in ("title", "标题", "文章标题", "大标题"):
                    level = 1
                elif not level and outline.isdecimal() and int(outline) < 9:
                    level = int(outline) + 1
                number = number or _of(one, "pPr/numPr/numId")
                at = _of(one, "pPr/numPr/ilvl")
                place = int(at) if place < 0 and at.isdecimal() else place
                hidden = hidden or _on(one.find("rPr/vanish"))
            self.styles[key] = Style(level, (number, max(0, place)) if number else None, hidden)
            if style.get("type") == "paragraph" and style.get("default") in ("1", "true"):
                self.default = key

    def blocks(self, parent: Element) -> None:
        for child in parent:
            if child.tag == "p":
                self.paragraph(child)
            elif child.tag == "tbl":
                self.table(child)
            elif child.tag in _SKIP:
                self.leave(_SKIP[child.tag], child)
            elif child.tag == "AlternateContent":
                self.blocks(_chosen(child))
            elif child.tag == "altChunk":
                self.embedded += 1
            elif child.tag not in ("sectPr", "tblPr", "tcPr", "trPr", "tblGrid", "sdtPr"):
                self.blocks(child)

    def table(self, table: Element) -> None:
        """A row whose cells hold one line each is one line; else the lines of its cells follow one another."""
        self.flush()
        outer = self.found.lines
        for row in _own(table, "tr"):
            if row.find("trPr/del") is not None:
                self.leave("已删除的修订", row)
                continue
            cells: list[list[tuple[str, int]]] = []
            for cell in _own(row, "tc"):
                self.found.lines = []
                self.blocks(cell)
                self.flush()
                if self.found.lines:
                    cells.append(self.found.lines)
            if len(cells) > 1 and all(len(cell) == 1 for cell in cells):
                outer.append(("\t".join(cell[0][0] for cell in cells), 0))
            else:
                outer += [line for cell in cells for line in cell]
        self.found.lines = outer

    def paragraph(self, paragraph: Element) -> None:
        properties = paragraph.find("pPr")
        key = _of(properties, "pStyle") or self.default
        style = self.styles.get(key, Style(0, None, False))
        level = style.level
        outline = _of(properties, "outlineLvl")
        if outline.isdecimal():
            level = int(outline) + 1 if int(outline) < 9 else 0
        text = "".join(self.runs(paragraph, style.hidden))
        number, place = style.number or ("", 0)
        if properties is not None and properties.find("numPr") is not None:
            number = _of(properties, "numPr/numId") or number
            at = _of(properties, "numPr/ilvl")
            place = int(at) if at.isdecimal() else place
        if number and number != "0" and text.strip(BLANKS):
            label = self.numbering.label(number, place)
            if label and not text.strip(BLANKS).startswith(label):
                self.numbered += 1
                text = label + text.lstrip(BLANKS)
        if self.pending is not None:
            text, level = self.pending[0] + text, self.pending[1] or level
            self.pending = None
        if properties is not None and (properties.find("rPr/del") is not None or properties.find("rPr/moveFrom") is not None):
            self.pending = (text, level)
        else:
            self.found.lines += _lines(text, level)
        boxes, self.boxes = self.boxes, []
        for box in boxes:
            self.flush()
            self.blocks(box)

    def flush(self) -> None:
        """End the paragraph whose mark is deleted and which no other follows."""
        if self.pending is not None:
            self.found.lines += _lines(*self.pending)
            self.pending = None

    def runs(self, parent: Element, hidden: bool) -> Iterator[str]:
        for child in parent:
            tag = child.tag
            if tag == "t":
                yield child.text or ""
            elif tag == "tab" or tag == "ptab":
                yield "\t"
            elif tag in ("br", "cr"):
                yield "\n"
            elif tag == "noBreakHyphen":
                yield "-"
            elif tag == "sym":
                self.found.left_out.append(("特殊符号", _symbol(child.get("char", ""))))
            elif tag in _SKIP:
                self.leave(_SKIP[tag], child)
            elif tag == "r" and _on(child.find("rPr/vanish"), hidden):
                self.leave("隐藏文字", child)
            elif tag == "AlternateContent":
                yield from self.runs(_chosen(child), hidden)
            elif tag == "txbxContent":
                self.boxes.append(child)
            elif tag == "p":
                yield from self.runs(child, hidden)
                yield "\n"
            elif tag in _PICTURES:
                self.pictures += 1
            elif tag not in ("pPr", "rPr", "sdtPr", "fldData", "ffData"):
                yield from self.runs(child, hidden)

    def leave(self, what: str, element: Element) -> None:
        if what:
            text = "".join(one.text or "" for one in element.iter() if one.tag in ("t", "delText"))
            self.found.left_out.append((what, text))

    def finish(self) -> None:
        """Name what stands outside the body, and what was added or not read."""
        self.flush()
        for part in sorted(self.package.names):
            folder, base = posixpath.split(part)
            if folder != self.folder or not base.endswith(".xml"):
                continue
            for mark, what in _ASIDE:
                if base.startswith(mark) and base.removeprefix(mark).removesuffix(".xml").strip("0123456789") == "":
                    for paragraph in self.package.tree(part).iter("p"):
                        self.leave(what, paragraph)
        if self.numbered:
            self.found.notes.append(f"补上了 Word 自动编号 {self.numbered} 处")
        if self.pictures:
            self.found.notes.append(f"图片 {self.pictures} 张，其中的文字没有读")
        if self.embedded:
            self.found.notes.append(f"嵌入的文件 {self.embedded} 个没有读")


def _lines(text: str, level: int) -> list[tuple[str, int]]:
    found = (line.strip(BLANKS) for line in text.splitlines())
    return [(line, level) for line in found if line]


def _own(parent: Element, tag: str) -> list[Element]:
    """Return the rows of a table or the cells of a row, those of tables nested in it left aside."""
    found: list[Element] = []
    for child in parent:
        if child.tag == tag:
            found.append(child)
        elif child.tag not in ("tbl", "tc", "p"):
            found += _own(child, tag)
    return found


def _chosen(alternate: Element) -> Element:
    """Return the branch of an AlternateContent to read: both hold the same text; the first that has any."""
    branches = [child for child in alternate if child.tag in ("Choice", "Fallback")]
    with_text = [branch for branch in branches if any(one.text for one in branch.iter("t"))]
    return (with_text or branches or [alternate])[0] if branches else Element("none")


def _symbol(code: str) -> str:
    return chr(int(code, 16)) if re.fullmatch(r"[0-9A-Fa-f]{2,5}", code) else ""


def _of(parent: Element | None, path: str) -> str:
    found = parent.find(path) if parent is not None else None
    return found.get("val", "") if found is not None else ""


def _on(toggle: Element | None, default: bool = False) -> bool:
    return default if toggle is None else toggle.get("val", "1") not in ("0", "false", "off")
