"""Read a text file whatever usual encoding it has."""

import re
from pathlib import Path

from index.errors import CorpusError

MAX_BYTES = 8 * 1024 * 1024
"""Larger files are refused: no brief, exemplar or speech comes near it."""

_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)


_UNMARKED = ("gb18030", "utf-16-le", "utf-16-be")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_ENOUGH = 0.6
_SAMPLE = 4000


def decode(data: bytes, name: str) -> tuple[str, str]:
    """Return the text of data with LF line ends and the encoding it was read in.

    Tries a byte-order mark, then UTF-8, then takes that of GB18030 and UTF-16 without a mark in which the text has
    most of the characters that people write: a wrong one often decodes without an error, into rare characters. Raises
    CorpusError for binary data and for encodings that give none.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _decoded(data, encoding, name), encoding
    try:
        return _decoded(data, "utf-8", name), "utf-8"
    except CorpusError as error:
        found = []
        for place, encoding in enumerate(_UNMARKED):
            try:
                text = _decoded(data, encoding, name)
            except CorpusError:
                continue
            found.append((_usual(text), -place, text))
        if not found or max(found)[0] < _ENOUGH:
            raise error
    _, place, text = max(found)
    return text, _UNMARKED[-place]


def _decoded(data: bytes, encoding: str, name: str) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise CorpusError(f"{name} 不是文本文件，或编码认不出；请另存为 UTF-8 文本后再试") from error
    if _CONTROL.search(text):
        raise CorpusError(f"{name} 里有控制字符，不像文本文件；请另存为 UTF-8 文本后再试")
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def _usual(text: str) -> float:
    """Return the share of ASCII, Chinese punctuation and common characters (GB 2312 up to level 1), 0 to 1."""
    sample = text[:_SAMPLE]
    return sum(c < "\x7f" or b"\xa1" <= c.encode("gb2312", "ignore")[:1] < b"\xd8" for c in sample) / max(1, len(sample))


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
