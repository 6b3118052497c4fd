"""What left the machine: a log of every request as it was sent, and the search of such a log for a brief's names.

The search must find what the hiding missed, so that it takes the brief apart in its own way: every name-like value
whole and cut at the levels of administration, the first two characters of a unit's name without such levels, what the leak check calls
a unit, place or person, every long number and address; then the names that redaction knows, and the user's words.
"""

import json
import os
import re
import threading
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec

from assistant.checks.leaks import leftovers as named_in
from assistant.context import Context
from assistant.errors import DocumentError
from assistant.redaction import Redactor, spelled_out
from assistant.redaction.naming import names_of
from assistant.redaction.ordinary import is_word
from index import textfile
from index.errors import CorpusError

_SECRET = ("authorization", "proxy-authorization", "api-key", "x-api-key", "x-goog-api-key", "api_key", "apikey", "x-auth-token", "cookie", "set-cookie")
_IN_QUERY = re.compile(r"(?i)([?&;](?:[\w-]*(?:key|token|secret|password|signature))=)[^&#;]*")
_IN_HOST = re.compile(r"(?<=://)[^/@\s]+@")
_MASK = "Bearer ***"


class WireLog:
    """A new file, readable by its owner alone, that takes one JSON line {"url","headers","body"} a request.

    DocumentError where the file is there already or can't be written. May be called as a callback with the same
    arguments as `record`; any thread may.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.Lock()
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
        except FileExistsError as error:
            raise DocumentError(f"{path} 已经有了；记录只写新文件，请换个文件名") from error
        except (OSError, ValueError) as error:
            raise DocumentError(f"写不了 {str(path)[:60]}（{_reason(error)}）；请换个位置") from error
        self._file = os.fdopen(handle, "wb", buffering=0)

    def record(self, url: str, headers: Mapping[str, str], body: bytes) -> None:
        """Append one request as sent, its key as `Bearer ***`; it is on its way to the disk when this returns."""
        keys = {value.split()[-1] for name, value in headers.items() if name.lower() in _SECRET and value.split()}
        shown = {name: _MASK if name.lower() in _SECRET else value for name, value in headers.items()}
        text = body.decode("utf-8", "backslashreplace")
        url = _IN_HOST.sub("***@", _IN_QUERY.sub(r"\1***", url))
        for key in sorted((key for key in keys if len(key) >= 8), key=len, reverse=True):
            url, text = url.replace(key, "***"), text.replace(key, "***")
            shown = {name: value.replace(key, "***") for name, value in shown.items()}
        line = json.dumps({"url": url, "headers": shown, "body": text}, ensure_ascii=False)
        data = line.encode("utf-8", "backslashreplace") + b"\n"
        with self._lock:
            try:
                while data:
                    data = data[self._file.write(data) :]
            except (OSError, ValueError) as error:
                raise DocumentError(f"请求记录写不进 {self.path}（{_reason(error)}）；请换个位置再试") from error

    __call__ = record

    def close(self) -> None:
        """Close the file; nothing more may be recorded."""
        with self._lock:
            self._file.close()

    def __enter__(self) -> "WireLog":
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error)


class WireHit(msgspec.Struct, frozen=True):
    """A name found in what was sent: `request` is the line of the log, from 1, `excerpt` what stands round the name."""

    request: int
    name: str
    kind: str
    excerpt: str


class WireReport(msgspec.Struct, frozen=True):
    """How many requests a log holds, how many bytes their bodies and addresses had, and the names found in them."""

    requests: int
    bytes: int
    hits: tuple[WireHit, ...]


def wire_hits(path: Path, context: Context, extra: Iterable[str] = ()) -> list[WireHit]:
    """Return every name of the context's brief found in an address, a header or a body of the log at path.

    A name is reported once a request, whatever spaces, widths or escapes it stands in. DocumentError for a file that
    is not such a log.
    """
    return list(wire_report(path, context, extra).hits)


def wire_report(path: Path, context: Context, extra: Iterable[str] = ()) -> WireReport:
    """Return the size of the log at path and every name of the context's brief found in it; errors as wire_hits."""
    requests = _requests(path)
    names = sought(context, extra)
    hits: list[WireHit] = []
    size = 0
    for number, request in enumerate(requests, 1):
        sent = [request["url"], *(f"{name}: {value}" for name, value in request["headers"].items()), request["body"]]
        size += sum(len(text.encode("utf-8", "replace")) for text in (request["url"], request["body"]))
        forms = [_squeezed(form) for text in sent for form in _all_forms(text)]
        for name, (kind, pattern) in names.items():
            for form in forms:
                if match := pattern.search(form):
                    around = form[max(0, match.start() - 12) : match.end() + 12]
                    hits.append(WireHit(number, name, kind, around))
                    break
    return WireReport(len(requests), size, tuple(hits))


def _requests(path: Path) -> list[dict[str, Any]]:
    try:
        text, _ = textfile.read(path)
    except CorpusError as error:
        raise DocumentError(str(error)) from error
    found = []
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            request = json.loads(line)
            if not (isinstance(request["url"], str) and isinstance(request["headers"], dict) and isinstance(request["body"], str)):
                raise TypeError
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise DocumentError(f"{path.name} 第{number}行不是请求记录；请给 --dump-wire 写出的文件") from error
        found.append(request)
    if not found:
        raise DocumentError(f"{path.name} 里没有一条请求；请给 --dump-wire 写出的文件")
    return found


# -- which names are sought ----------------------------------------------------------------------------------------------


def sought(context: Context, extra: Iterable[str] = ()) -> dict[str, tuple[str, re.Pattern[str]]]:
    """Return what a log is searched for: name -> (kind, the expression that finds it in a text without spaces)."""
    found: dict[str, tuple[str, re.Pattern[str]]] = {}

    def add(name: str, kind: str, after: str = "", before: str = "") -> None:
        plain = _squeezed(name)
        if plain and name not in found:
            escaped = re.escape(plain)
            if plain[0].isdigit():
                before = r"(?<!\d)"
            if plain[-1].isdigit():
                after = r"(?!\d)"
            found[name] = kind, re.compile(f"{before}{escaped}{after}")

    for word in extra:
        add(word.strip(), "自定")
    for name, kind in _parts(context):
        add(name, kind)
    hidden = Redactor(names_of(context, [word for word in extra if word.strip()]))
    for placeholder, name in hidden.names.items():
        if not is_word(name):
            add(name, re.sub(r"[〖〗\d]", "", placeholder))
    return found


_LEVELS = re.compile(r"自治[区州县旗]|省|市|州(?!市)|盟|地区|县|旗|区(?!块)|镇|乡(?!族)|街道|苏木|社区|村")
_POST = r"书记|局长|县长|市长|区长|镇长|乡长|部长|主任|主席|组长|院长|校长|常委|委员|同志|董事长|总经理|老师"
_HEAD = re.compile(r"^(?:中共|中国共产党|中国共产主义青年团|共青团|中国人民政治协商会议|政协|国家税务总局|国家统计局|国网|中华人民共和国)")


def _parts(context: Context) -> Iterator[tuple[str, str]]:
    """Yield the proper names in a brief's name-like fields, cut where a level of administration ends."""
    brief = context.brief
    for value, kind in (
        (brief.unit, "单位"), (brief.unit_short, "单位"), (brief.region, "地名"), (brief.superior, "地名"), (brief.team, "巡察组"),
    ):  # fmt: skip
        value = _HEAD.sub("", re.sub(r"[\s（）()]", "", value))
        generic = value in context.unit.aliases or len(value) < 3 or re.fullmatch(r"(?:[省市县区州旗]委)?巡[察视]组|[省市县区州旗盟地]委|上级党委", value)
        if value and not generic:
            yield value, kind
        yield from ((name, "地名") for name in _cut(value))
    first = _HEAD.sub("", re.sub(r"\s", "", brief.unit))[:2]
    levels = next(_cut(_HEAD.sub("", re.sub(r"[\s（）()]", "", brief.unit))), "")
    if not levels and len(first) == 2 and not is_word(first) and not re.match(r"[省市县区州旗镇乡村团本我]|中国|中华|国家|全国", first) and not any(first in alias for alias in context.unit.aliases):
        yield first, "地名"
    speaker = re.sub(r"\s", "", brief.speaker)
    if len(speaker) >= 2 and not is_word(speaker):
        yield speaker, "人名"
    elif len(speaker) >= 2:  # a name that is a word is a name beside a post
        yield from ((post + speaker, "人名") for post in _POST.split("|"))
        yield from ((speaker + post, "人名") for post in _POST.split("|"))
    for present in brief.present:
        for piece in re.split(r"[\s、，,；;（）()]+", present.who):
            rest = re.sub(rf"^.*?(?:{_POST})|(?:{_POST}).*$", "", piece) if re.search(_POST, piece) else piece
            if 2 <= len(rest) <= 4 and not is_word(rest) and not re.search(r"[委党组部局办会处科副省市县区镇乡长]|第|巡|原|纪|人大|政协|领导|同志|常务|分管|主要|有关", rest):
                yield rest, "人名"
    text = "\n".join(word for word in brief.words() if word != brief.slogan)
    for _, name, kind in named_in(text):
        # The leak check keeps the last two characters of a stem; what is common speech there is no name here.
        if kind == "人名" or not is_word(name[:2]):
            yield (name, kind) if kind == "人名" else (name[:2] + name[2:], kind)
    for match in re.finditer(r"\d[\d -]{9,}\d[Xx]?|[\w.+-]+@[\w-]+(?:\.[\w-]+)+", text, re.ASCII):
        yield re.sub(r"[ -]", "", match.group()), "号码"
    for match in re.finditer(r"[\u4e00-\u9fff]{2}[〔\[【(（]20\d\d[〕\]】)）]第?\d+号", re.sub(r"\s", "", text)):
        yield match.group(), "文号"


def _cut(value: str) -> Iterator[str]:
    """Yield 江州市, 江州, 云溪县, 云溪 of 江州市云溪县教育局: what stands before each level, and bare where it is no word."""
    start = 0
    for match in _LEVELS.finditer(value):
        stem = value[start : match.start()]
        if not stem:
            continue  # 市 of 市场 behind 云溪县, or the second level of a pair
        after = value[match.end() : match.end() + 1]
        if match.group() + after in ("市场", "市政", "市容", "市民", "区域", "村镇", "乡村", "乡镇", "镇村") or stem in "团全本各我该" or stem[-1] in "城农社小校园景" or len(stem) > 6:
            break
        if any(is_word(stem[i : i + 2]) for i in range(1, len(stem) - 1)):
            break
        if len(stem) >= 2 or len(value) > len(stem) + 1:
            yield stem + match.group()
        if len(stem) >= 2 and not is_word(stem):
            yield stem
        start = match.end()


def _all_forms(text: str) -> Iterator[str]:
    r"""Yield a text as sent, with escapes resolved, and the strings of the JSON in it, which may hold JSON themselves."""
    yield from spelled_out(text)
    yield from _strings(text, 0)


def _strings(text: str, depth: int) -> Iterator[str]:
    if depth > 3 or text.lstrip()[:1] not in ("{", "["):
        return
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, str):
            yield item
            yield from _strings(item, depth + 1)
        elif isinstance(item, dict):
            waiting += [*item.keys(), *item.values()]
        elif isinstance(item, list):
            waiting += item


def _squeezed(text: str) -> str:
    """Return text in half width, brackets alike, without spaces or hyphens between characters."""
    plain = unicodedata.normalize("NFKC", text)
    plain = re.sub(r"[\[【〔﹝{]", "(", re.sub(r"[\]】〕﹞}]", ")", plain))
    return re.sub(r"[ \t\u200b-\u200f\u2060\ufeff-]+", "", plain)
