"""Open the zip package of a Word file within limits, and its XML without what XML can do to a reader."""

import io
import zipfile
import zlib
from xml.etree import ElementTree  # every part goes through Sober, which refuses declarations

from index.errors import CorpusError

MAX_PARTS = 5_000
"""Files in the package."""
MAX_UNPACKED = 512 * 1024 * 1024
"""Bytes of the whole package, unpacked, as its directory says."""
MAX_PART = 24 * 1024 * 1024
"""Bytes of one unpacked part that is read; a thousand pages of text have a third of it."""
MAX_RATIO = 200
"""Unpacked to packed bytes of a part of more than RATIO_FROM bytes."""
RATIO_FROM = 1024 * 1024
MAX_DEPTH = 150
"""Elements within one another: tables in text boxes in tables come to some sixty."""

_CHUNK = 1 << 16
_BROKEN = "已损坏，打不开；请用 WPS 或 Word 打开修复，另存为 .docx 后再试"
_CONVERT = "请用 WPS 或 Word 打开，另存为 .docx 后再试"


class Sober(ElementTree.TreeBuilder):
    """A builder of trees with local names only, which refuses document types, entities, and depth."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name
        self.depth = 0

    def doctype(self, *declared: object) -> None:
        """Refuse: no Word file declares a type or entities."""
        raise CorpusError(f"{self.name} 里有 XML 实体声明，可能有害，不读；请用 WPS 或 Word 另存为 .docx 后再试")

    def start(self, tag: str, attrs: dict[str, str]) -> ElementTree.Element:
        """Open an element."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise CorpusError(f"{self.name} 的内容套了 {MAX_DEPTH} 层以上，不像文稿，不读；{_CONVERT}")
        return super().start(tag.rpartition("}")[2], {key.rpartition("}")[2]: value for key, value in attrs.items()})

    def end(self, tag: str) -> ElementTree.Element:
        """Close an element."""
        self.depth -= 1
        return super().end(tag.rpartition("}")[2])


class Package:
    """The parts of a Word file; every method raises CorpusError with the file's name."""

    def __init__(self, data: bytes, name: str) -> None:
        self.name = name
        try:
            self.zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
            raise CorpusError(f"{name} {_BROKEN}") from error
        entries = self.zip.infolist()
        if len(entries) > MAX_PARTS or sum(entry.file_size for entry in entries) > MAX_UNPACKED:
            raise CorpusError(f"{name} 解开后超过 {MAX_UNPACKED // 1024 // 1024} MB 或 {MAX_PARTS} 个部件，可能是压缩炸弹，不读；{_CONVERT}")
        self.names = {entry.filename: entry for entry in entries}

    def part(self, name: str) -> bytes:
        """Return the bytes of a part."""
        entry = self.names.get(name)
        if entry is None:
            raise CorpusError(f"{self.name} {_BROKEN}")
        if entry.flag_bits & 1:
            raise CorpusError(f"{self.name} 加了压缩密码；请去掉密码后再试")
        bomb = f"{self.name} 的正文解开后大得反常，可能是压缩炸弹，不读；{_CONVERT}"
        if entry.file_size > MAX_PART or _ratio(entry.file_size, entry.compress_size):
            raise CorpusError(bomb)
        read = bytearray()
        try:
            with self.zip.open(entry) as file:
                while chunk := file.read(_CHUNK):
                    read += chunk
                    if len(read) > MAX_PART or _ratio(len(read), entry.compress_size):
                        raise CorpusError(bomb)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError, ValueError) as error:
            raise CorpusError(f"{self.name} {_BROKEN}") from error
        return bytes(read)

    def tree(self, name: str) -> ElementTree.Element:
        """Return the root of a part's XML, names without their namespaces."""
        parser = ElementTree.XMLParser(target=Sober(self.name))  # noqa: S314
        try:
            parser.feed(self.part(name))
            root: ElementTree.Element = parser.close()
        except (ElementTree.ParseError, LookupError, ValueError) as error:
            raise CorpusError(f"{self.name} {_BROKEN}") from error
        return root


def _ratio(unpacked: int, packed: int) -> bool:
    return unpacked > RATIO_FROM and unpacked > MAX_RATIO * max(1, packed)
