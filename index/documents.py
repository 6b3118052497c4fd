"""Read a document of any usual format into lines: Word, PDF, web page, Markdown, plain text.

What a file is, is seen by its first bytes; the name's ending decides only between kinds of text. What stands in the
file and not in the lines (headers, deleted text, page numbers, marks) is kept by name in `left_out`: the characters
of the file are those of the lines and of what was left out.
"""

import os
import re
import stat
from pathlib import Path

import msgspec

from index import textfile
from index.errors import CorpusError
from index.found import BLANKS, Found
from index.printed import unbroken

MAX_FILE = 64 * 1024 * 1024
"""A Word or PDF file with more bytes is refused before it is read; plain text has `textfile.MAX_BYTES`."""

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_CONVERT = "请用 WPS 或 Word 打开，另存为 .docx 后再试"
_FOREIGN = (
    (b"MZ", "是程序文件，不是文稿；请核对文件"),
    (b"\x7fELF", "是程序文件，不是文稿；请核对文件"),
    (b"\x89PNG", "是图片，里面没有文字；请先用文字识别（OCR）软件转成文字"),
    (b"\xff\xd8\xff", "是图片，里面没有文字；请先用文字识别（OCR）软件转成文字"),
    (b"GIF8", "是图片，里面没有文字；请先用文字识别（OCR）软件转成文字"),
    (b"BM", "是图片，里面没有文字；请先用文字识别（OCR）软件转成文字"),
    (b"II*\x00", "是图片，里面没有文字；请先用文字识别（OCR）软件转成文字"),
    (b"MM\x00*", "是图片，里面没有文字；请先用文字识别（OCR）软件转成文字"),
    (b"Rar!", "是压缩包；请先解压，再指定里面的文件"),
    (b"7z\xbc\xaf", "是压缩包；请先解压，再指定里面的文件"),
    (b"\x1f\x8b", "是压缩包；请先解压，再指定里面的文件"),
    (b"{\\rtf", f"是 RTF 文件；{_CONVERT}"),
    (b"MIME-Version:", f"是网页归档（.mht）；{_CONVERT}"),
)
_DATA = (".json", ".yaml", ".yml")
_WEB = re.compile(rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html|head|body)[\s>]", re.I | re.S)
_OFFICE_XML = re.compile(rb"<(?:pkg:package|w:wordDocument|office:document)[\s>]")
_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w-]+)", re.I)


class Line(msgspec.Struct, frozen=True):
    """A line of a document; level 0 is body text, 1 to 9 a heading's depth.

    The level is that of the Word style or outline, of h1–h6, or of Markdown's #; a title style is level 1.
    """

    text: str
    level: int = 0


class LeftOut(msgspec.Struct, frozen=True):
    """Text of the file that is not in its lines, and what it is, in Chinese: 页眉页脚, 已删除的修订 ..."""

    what: str
    text: str


class Document(msgspec.Struct, frozen=True):
    """What was read: its lines without empty ones, its encoding and format, and what was left out.

    `format` is docx, pdf, html, md or txt; `encoding` is that of the text, utf-8 for Word, and pdf for PDF. `notes` are
    Chinese lines for the user: what was left out with its number of characters, which pages hold no text.
    """

    lines: tuple[Line, ...]
    encoding: str
    format: str
    notes: tuple[str, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    raw: str = ""

    @property
    def text(self) -> str:
        """The lines joined by line feeds, headings as plain lines."""
        return "\n".join(line.text for line in self.lines)

    @property
    def as_printed(self) -> str:
        """Plain text with its own line breaks, empty lines and indents, for what reads layout itself; else `text`."""
        return self.raw or self.text


def read_document(path: Path) -> Document:
    """Return the document at path; CorpusError with one Chinese line where it can't be read, saying what to do."""
    data = read_bytes(path)
    return from_bytes(data, str(path))


def from_bytes(data: bytes, name: str) -> Document:
    """Return the document in data; name decides between kinds of text and stands in errors. Raises CorpusError."""
    suffix = Path(name).suffix.lower()
    if not data.strip(b"\x00 \t\r\n"):
        raise CorpusError(f"{name} 是空的；请给一份写好的稿子")
    if data.startswith(_OLE):
        raise CorpusError(f"{name} {_of_ole(data, suffix)}")
    if b"%PDF-" in data[:1024]:
        from index import pdf_reader

        return _document(pdf_reader.read(data, name), "pdf", "pdf")
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        from index import docx_reader

        return _document(docx_reader.read(data, name), "utf-8", "docx")
    for mark, told in _FOREIGN:
        if data.startswith(mark) and (len(mark) > 2 or _binary(data)):
            raise CorpusError(f"{name} {told}")
    if suffix in (".doc", ".wps", ".docx", ".pdf") and _binary(data):
        raise CorpusError(f"{name} {_not_what_it_says(suffix)}")
    if len(data) > textfile.MAX_BYTES:
        raise CorpusError(f"{name} 超过 {textfile.MAX_BYTES // 1024 // 1024} MB，不像要处理的文稿；请拆小后再试")
    if _OFFICE_XML.search(data[:4000]):
        raise CorpusError(f"{name} 是 Word 的 XML 文件；{_CONVERT}")
    if suffix not in (".docx", ".doc", ".wps", ".pdf"):
        return _of_text(data, name, suffix)
    try:
        document = _of_text(data, name, "")
    except CorpusError as error:
        raise CorpusError(f"{name} {_not_what_it_says(suffix)}") from error
    return msgspec.structs.replace(document, notes=(*document.notes, f"后缀是 {suffix}，内容却是文本，按文本读了"))


def _not_what_it_says(suffix: str) -> str:
    return "不是 PDF 文件，或已损坏；请重新导出后再试" if suffix == ".pdf" else f"不是能读的 Word 文件，或已损坏；{_CONVERT}"


def from_text(text: str, encoding: str = "utf-8") -> Document:
    """Return plain text, of standard input say, as a document."""
    found = Found()
    _plain(text, found)
    return _document(found, encoding, "txt", text)


def _of_text(data: bytes, name: str, suffix: str) -> Document:
    web = suffix in (".html", ".htm", ".xhtml") or bool(_WEB.match(data[:4000].removeprefix(b"\xef\xbb\xbf")))
    declared = ""
    if web and (found_charset := _CHARSET.search(data[:8000])):
        declared = {b"gb2312": "gb18030", b"gbk": "gb18030", b"big5-hkscs": "big5"}.get(
            found_charset.group(1).lower(), found_charset.group(1).lower().decode("ascii", "replace")
        )  # fmt: skip
    text, encoding = textfile.decode(data, name, declared)
    if web or re.match(r"\s*<(?:!doctype\s+html|html)[\s>]", text[:400], re.I):
        from index import html_reader

        found, form = html_reader.read(text, name), "html"
    elif suffix in (".md", ".markdown"):
        found, form = _markdown(text), "md"
    else:
        found, form = Found(), "txt"
        _plain(text, found, suffix in _DATA)
    if not found.lines:
        raise CorpusError(f"{name} 里没有文字；请核对文件")
    return _document(found, encoding, form, text if form == "txt" else "")


def _plain(text: str, found: Found, as_it_is: bool = False) -> None:
    """Add the paragraphs of text; with as_it_is its lines, though a fixed width broke them."""
    if as_it_is or text.lstrip(BLANKS).startswith(("{", "[")):  # data of a program
        found.lines += [(line, 0) for raw in text.splitlines() if (line := raw.strip(BLANKS))]
        return
    lines, numbers = unbroken(text)
    found.lines += [(line, 0) for line in lines]
    found.left_out += [("页码", number) for number in numbers]


def _markdown(text: str) -> Found:
    """Markdown's headings become levels; its marks, comments and front matter are left out by name."""
    found = Found()

    def comment(match: re.Match[str]) -> str:
        found.left_out.append(("注释", match.group()))
        return ""

    if (head := re.match(r"---\n.*?\n---\n", text, re.S)) and re.match(r"---\n\s*[\w\u4e00-\u9fff]+\s*:", text):
        found.left_out.append(("文件头说明", head.group()))
        text = text[head.end() :]
    marks: list[str] = []

    def unmarked(match: re.Match[str]) -> str:
        marks.append(match.group(1) + match.group(3))
        return match.group(2)

    for raw in re.sub(r"<!--.*?(?:-->|\Z)", comment, text, flags=re.S).splitlines():
        line, level = raw.strip(BLANKS), 0
        if re.fullmatch(r"=+|-{2,}", line) and found.lines and not found.lines[-1][1]:
            last = found.lines[-1][0]
            if len(last) <= 60 and not re.search(r"[。！？；：:]$", last) and line[0] == "=":
                found.lines[-1] = (last, 1)
                marks.append(line)
                continue
        if head := re.match(r"(#{1,6})[ \t\u3000]+(?=\S)", line):
            level = len(head.group(1))
            marks.append(head.group(1))
            line = line[head.end() :]
            if tail := re.search(r"\s+#+$", line):
                marks.append(tail.group())
                line = line[: tail.start()]
        elif head := re.match(r"(?:>\s*)+|[*+-][ \t]+(?=\S)", line):
            marks.append(head.group())
            line = line[head.end() :]
        elif line.startswith("```"):
            marks.append(line)
            continue
        line = re.sub(r"(\*{1,3}|__)(?=\S)(.+?)(?<=\S)(\1)", unmarked, line).strip(BLANKS)
        if line:
            found.lines.append((line, level))
    if "".join(marks).strip():
        found.left_out.append(("Markdown 记号", " ".join(mark.strip() for mark in marks)))
    return found


def _document(found: Found, encoding: str, form: str, raw: str = "") -> Document:
    kinds: dict[str, list[str]] = {}
    for what, text in found.left_out:
        if re.search(r"\S", text):
            kinds.setdefault(what, []).append(text)
    left_out = tuple(LeftOut(what, "\n".join(texts)) for what, texts in kinds.items())
    told = [f"没有读入：{left.what} {len(''.join(left.text.split()))} 字" for left in left_out]
    lines = tuple(Line(text, level) for text, level in found.lines)
    return Document(lines, encoding, form, (*told, *found.notes), left_out, raw)


def _binary(data: bytes) -> bool:
    return b"\x00" in data[:4000] and not data.startswith((b"\xff\xfe", b"\xfe\xff")) and _dense(data[:4000])


def _dense(head: bytes) -> bool:
    """Whether NUL bytes are more than UTF-16 text of Chinese with some ASCII would have, or control bytes are among them."""
    return sum(byte < 9 or 13 < byte < 32 for byte in head) > len(head) // 4 or b"\x00\x00\x00" in head


def _of_ole(data: bytes, suffix: str) -> str:
    def holds(name: str) -> bool:
        return name.encode("utf-16-le") in data

    if holds("EncryptedPackage"):
        return "加了打开密码；请去掉密码后另存为 .docx 再试"
    if suffix == ".wps":
        return f"是 WPS 文字的旧格式（.wps）；{_CONVERT}"
    if holds("WordDocument"):
        return f"是旧格式的 Word 文件（.doc）；{_CONVERT}"
    return f"是旧格式的 Office 文件；{_CONVERT}"


def read_bytes(path: Path) -> bytes:
    """Return the bytes of a regular file that did not change while it was read, tried twice; else CorpusError."""
    try:
        for _ in range(2):
            if (data := _read_once(path)) is not None:
                return data
    except FileNotFoundError as error:
        raise CorpusError(f"找不到文件 {path}；请核对路径") from error
    except PermissionError as error:
        raise CorpusError(f"没有权限读 {path}；请核对权限") from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "文件名不对"
        if getattr(error, "errno", 0) == 40 or "symbolic" in reason or "resolve" in reason:  # ELOOP
            raise CorpusError(f"{str(path)[:200]} 是绕圈的链接；请指定真正的文件") from error
        raise CorpusError(f"读不了 {str(path)[:200]}（{reason}）；请核对路径和权限") from error
    raise CorpusError(f"{path} 在读的时候一直有改动；请先保存并关闭它，再试一次")


def _read_once(path: Path) -> bytes | None:
    status = path.stat()
    if stat.S_ISDIR(status.st_mode):
        raise CorpusError(f"{path} 是文件夹，不是文件；请指定其中的一个文件")
    if not stat.S_ISREG(status.st_mode):
        raise CorpusError(f"{path} 是管道或设备，不是普通文件；请指定一个文件")
    # A pipe put in its place meanwhile must not hold us up.
    number = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    with open(number, "rb") as file:  # noqa: PTH123  # a descriptor has no Path
        before = os.fstat(number)
        if not stat.S_ISREG(before.st_mode):
            raise CorpusError(f"{path} 是管道或设备，不是普通文件；请指定一个文件")
        if before.st_size > MAX_FILE:
            raise CorpusError(f"{path} 有 {before.st_size // 1024 // 1024} MB，超过 {MAX_FILE // 1024 // 1024} MB 的上限；请去掉图片或拆小后再试")
        data = file.read(before.st_size + 1)
        after = os.fstat(number)
    now = path.stat()
    same = (before.st_size, before.st_mtime_ns) == (after.st_size, after.st_mtime_ns) == (now.st_size, now.st_mtime_ns)
    return data if same and len(data) == before.st_size and now.st_ino == before.st_ino else None
