"""Turn a speech into the bytes of a file: one writer a suffix, and which options go with which."""

import datetime
from collections.abc import Callable

import msgspec

from assistant.brief import Brief
from assistant.errors import DocumentError
from assistant.export.layout import name_line
from assistant.speech import Speech

ENCODINGS = {"utf-8": "\n", "utf-8-sig": "\r\n", "gb18030": "\r\n", "gbk": "\r\n"}
"""The encodings of .txt, each with its line ending: all but plain UTF-8 are for older Windows programs."""


class Options(msgspec.Struct, frozen=True, kw_only=True):
    """What may be asked of a writer beside the text; a value that is None or False is not asked for.

    `encoding` is one of ENCODINGS, `comments` puts sources beside paragraphs, `reading` makes the copy to read from,
    `annex` adds the table of measures, `name_line` stands under the title, a line each.
    """

    encoding: str | None = None
    comments: bool = False
    reading: bool = False
    annex: bool = False
    name_line: str | None = None


def export(speech: Speech, suffix: str, options: Options | None = None) -> bytes:
    """Return the bytes of a file with that suffix; the same speech and options give the same bytes.

    Raises DocumentError for a suffix or option that `check` refuses, for characters that the encoding lacks, and for
    an annex where the speech has no problems.
    """
    options = options or Options()
    check(suffix, options)
    return _WRITERS[suffix.lower()][0](speech, options)


def signed(options: Options, suffix: str, brief: Brief, day: datetime.date | None) -> Options:
    """Return options with the line under the title that the brief gives, where none is given and the file has one."""
    if options.name_line is not None or not takes(suffix, "name_line"):
        return options
    date = f"{day.year}年{day.month}月{day.day}日" if day else ""
    return msgspec.structs.replace(options, name_line=name_line(brief.role, brief.speaker, date))


def check(suffix: str, options: Options | None = None) -> None:
    """Raise DocumentError where there is no writer for suffix, or one that can't do what options ask."""
    if suffix.lower() not in _WRITERS:
        raise DocumentError(f"不会写{suffix or '没有后缀'}的文件；请用 {'、'.join(SUFFIXES)}")
    options = options or Options()
    for name in _asked(options):
        if not takes(suffix, name):
            fit = "、".join(known for known in SUFFIXES if takes(known, name))
            raise DocumentError(f"{suffix} 用不上 {_FLAGS[name]}；请去掉它，或把文件写成 {fit}")
    if options.encoding is not None and options.encoding.lower() not in ENCODINGS:
        raise DocumentError(f"不认识编码 {options.encoding[:20]}；可写：{'、'.join(ENCODINGS)}")


def flags(options: Options) -> list[str]:
    """Return the command line's names of the options that are asked for."""
    return [_FLAGS[name] for name in _asked(options)]


def takes(suffix: str, option: str) -> bool:
    """Return whether the writer of suffix takes that option of Options."""
    return suffix.lower() in _WRITERS and option in _WRITERS[suffix.lower()][1]


def _asked(options: Options) -> list[str]:
    return [name for name in options.__struct_fields__ if getattr(options, name) not in (None, False)]


def _txt(speech: Speech, options: Options) -> bytes:
    encoding = (options.encoding or "utf-8").lower()
    text = speech.text.replace("\n", ENCODINGS[encoding])
    try:
        return text.encode(encoding)
    except UnicodeEncodeError as error:
        lacking = [character for character in dict.fromkeys(text) if not _holds(encoding, character)]
        named = "、".join(_named(character) for character in lacking[:8])
        more = f"等 {len(lacking)} 个" if len(lacking) > 8 else ""
        raise DocumentError(f"{encoding} 里没有这些字：{named}{more}；请改用 --encoding gb18030 或 utf-8，或换掉这些字") from error


def _holds(encoding: str, character: str) -> bool:
    try:
        character.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def _named(character: str) -> str:
    """Return a character with its number, or the number alone where it can't be shown."""
    number = f"U+{ord(character):04X}"
    return f"{character}（{number}）" if character.isprintable() else number


def _docx(speech: Speech, options: Options) -> bytes:
    from assistant.export.docx_writer import docx

    return docx(
        speech,
        provenance=options.comments,
        reading=options.reading,
        annex=options.annex,
        name_line=options.name_line or "",
    )


def _html(speech: Speech, options: Options) -> bytes:
    from assistant.export.html_writer import html

    return html(speech, reading=options.reading, annex=options.annex, name_line=options.name_line or "")


_FLAGS = {
    "encoding": "--encoding", "comments": "--comments", "reading": "--reading", "annex": "--annex",
    "name_line": "--name-line",
}  # fmt: skip

_WRITERS: dict[str, tuple[Callable[[Speech, Options], bytes], tuple[str, ...]]] = {
    ".txt": (_txt, ("encoding",)),
    ".md": (lambda speech, _: speech.markdown.encode("utf-8"), ()),
    ".docx": (_docx, ("comments", "reading", "annex", "name_line")),
    ".html": (_html, ("reading", "annex", "name_line")),
    ".json": (lambda speech, _: speech.to_json(), ()),
}
"""The writer of each suffix, and the options that it takes."""

SUFFIXES = tuple(_WRITERS)
"""The suffixes that a speech can be written to."""
