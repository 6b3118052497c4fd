"""Read a text file whatever usual encoding it has."""

from pathlib import Path

from index.errors import CorpusError

MAX_BYTES = 8 * 1024 * 1024
"""Larger files are refused: no brief, exemplar or speech comes near it."""

_BOMS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)


def decode(data: bytes, name: str) -> tuple[str, str]:
    """Return the text of data with LF line ends and the encoding it was read in.

    Tries a byte-order mark, UTF-8, UTF-16 without a mark, then GB18030. Raises CorpusError for binary data.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _decoded(data, encoding, name), encoding
    if b"\x00" in data:
        # UTF-16 without a mark: every ASCII character (a line feed, a digit) leaves a NUL at one side only.
        encoding = "utf-16-le" if data[1::2].count(0) >= data[0::2].count(0) else "utf-16-be"
        if len(data) % 2:
            raise CorpusError(f"{name} 不是文本文件；请另存为 UTF-8 文本后再试")
        return _decoded(data, encoding, name), encoding
    try:
        return _decoded(data, "utf-8", name), "utf-8"
    except CorpusError:
        return _decoded(data, "gb18030", name), "gb18030"


def _decoded(data: bytes, encoding: str, name: str) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise CorpusError(f"{name} 不是文本文件，或编码认不出；请另存为 UTF-8 文本后再试") from error
    if any(ord(c) < 32 and c not in "\t\n\r\f\v" for c in text):
        raise CorpusError(f"{name} 里有控制字符，不像文本文件；请另存为 UTF-8 文本后再试")
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def read(path: Path) -> tuple[str, str]:
    """Return the text and the encoding of the file at path; raise CorpusError where it can't be read as text."""
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except FileNotFoundError as error:
        raise CorpusError(f"找不到文件 {path}；请核对路径") from error
    except IsADirectoryError as error:
        raise CorpusError(f"{path} 是文件夹，不是文件；请指定其中的一个文件") from error
    except OSError as error:
        raise CorpusError(f"读不了 {path}（{error.strerror}）；请核对路径和权限") from error
    if len(data) > MAX_BYTES:
        raise CorpusError(f"{path} 超过 {MAX_BYTES // 1024 // 1024} MB，不像要处理的文稿；请拆小后再试")
    return decode(data, str(path))
