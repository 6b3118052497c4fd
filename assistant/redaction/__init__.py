"""Redaction: names leave the machine only as typed placeholders, and are put back in what comes home.

A placeholder is 〖kind number〗, for example 〖单位1〗, 〖地名2〗, 〖人名1〗; a model that changes the brackets or the
digits is understood. Names are hidden the longest first, whatever spaces or full-width forms they are written in;
those come back in their plain form. Figures, amounts, dates and posts stay: the text is written with them.
"""

import functools
import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any, get_args
from urllib.parse import unquote

import msgspec

from assistant.context import Context
from assistant.redaction.naming import Name, NameKind, names_of

KINDS: tuple[str, ...] = get_args(NameKind)
_KIND = "|".join(KINDS)
_GIVEN = re.compile(rf"〖(?:{_KIND})\d+〗")
_OPEN, _CLOSE = r"〖\[【<《〈「『(（＜［｛{〔", r"〗\]】>》〉」』)）＞］｝}〕"
_DIGIT = r"[\d０-９]{1,4}|[一二三四五六七八九十]{1,3}"
_PLACEHOLDER = re.compile(
    rf"〖\s*(?P<k1>{_KIND})\s*[-_—:：#]?\s*(?P<n1>{_DIGIT})\s*〗"
    rf"|(?P<open>[{_OPEN}])(?P=open)?\s*(?P<k2>{_KIND})\s*[-_—:：#]?\s*(?P<n2>{_DIGIT})\s*[{_CLOSE}]{{1,2}}"
    rf"|[〖]\s*(?P<k3>{_KIND})\s*(?P<n3>[\d０-９]{{1,4}})|(?P<k4>{_KIND})\s*(?P<n4>[\d０-９]{{1,4}})\s*〗"
    rf"|(?P<k5>{_KIND})(?P<n5>\d{{1,4}})(?![\d.%％个家名条处项件次人万亿元年月日、])"
)
_INSTITUTION = (
    r"自治|县|市(?!场|民|容)|区(?![域块间别划])|旗|州|镇(?![静定])|乡(?!镇|村|亲)|街道|人民医院|中医院|人民法院|法院|检察院|公安|派出所|支行|[一二三四五六七八九十]中(?![个心])|[一二三四五六七八九十]小(?!时)|中学|小学|幼儿园|大学|卫生院|农商|税务|法庭|籍"
)
_POST = r"书记|局长|县长|市长|区长|镇长|乡长|部长|主任|主席|组长|院长|校长|园长|科长|处长|所长|站长|董事长|总经理|经理|秘书长|常委|委员|同志|老师|代表"
_POSTS_BEFORE = sorted({*_POST.split("|"), "发言人", "姓名:", "姓名"}, key=len, reverse=True)


class Restored(msgspec.Struct, frozen=True):
    """A text with its names back: `used` are the placeholders found in it, `invented` those that were never given out."""

    text: str
    used: tuple[str, ...]
    invented: tuple[str, ...]


class Redactor:
    """Hides names and restores them; the same brief and words give the same placeholders.

    `names` maps each placeholder to the original. With `off` every text passes unchanged.
    """

    def __init__(self, names: Iterable[Name], off: bool = False, reserved: Iterable[str] = ()) -> None:
        self.off = off
        self.names: dict[str, str] = {}
        self._by_form: dict[str, str] = {}
        """folded name -> placeholder"""
        taken = {placeholder for text in reserved for placeholder in _placeholders(text)}
        numbers = dict.fromkeys(KINDS, 0)
        patterns: list[tuple[int, str]] = []
        for name in names:
            form = _fold(name.text)[0]
            if not form or form in self._by_form:
                continue
            numbers[name.kind] += 1
            while (placeholder := f"〖{name.kind}{numbers[name.kind]}〗") in taken:
                numbers[name.kind] += 1
            self.names[placeholder] = name.text
            self._by_form[form] = placeholder
            patterns += [(len(form), shape) for shape in _shapes(form, name.where)]
        patterns.sort(key=lambda pair: -pair[0])
        self._alone = {form for name in self.names.values() if (form := _fold(name)[0])}
        self._pattern = re.compile("|".join([_GIVEN.pattern, *(shape for _, shape in patterns)]))

    @classmethod
    def of(
        cls, context: Context, extra: Sequence[str] = (), off: bool = False, texts: Sequence[str] = (), others: Sequence[Context] = ()
    ) -> "Redactor":
        """Return the redactor for a context's brief and the user's extra words; `texts` are read for names too.

        `others` are contexts of further units whose names are hidden with it.
        """
        contexts = (context, *others)
        words = [word for one in contexts for word in one.brief.words()]
        if off:
            return cls((), off, [*words, *texts])
        own = [name for one in others for name in names_of(one)]
        return cls([*own, *names_of(context, [word for word in extra if word.strip()], texts)], off, [*words, *texts])

    def hide(self, text: str) -> str:
        """Return text with every name as its placeholder; placeholders that stand in it stay."""
        if self.off or not self.names:
            return text
        pieces: list[str] = []
        end = 0
        for start, stop, form in self._found(text):
            pieces += [text[end:start], self._by_form[form]]
            end = stop
        return "".join([*pieces, text[end:]])

    def hide_all(self, value: Any) -> Any:
        """Return a value of dicts, lists, tuples and texts with every text hidden; keys and numbers stay."""
        if isinstance(value, str):
            return self.hide(value)
        if isinstance(value, dict):
            return {key: self.hide_all(item) for key, item in value.items()}
        if isinstance(value, list | tuple):
            return type(value)(self.hide_all(item) for item in value)
        return value

    def restore(self, text: str) -> Restored:
        """Return text with the names back, and which placeholders it held; those never given out stay as they are."""
        if self.off:
            return Restored(text, (), ())
        used: dict[str, None] = {}
        invented: dict[str, None] = {}

        def put(match: re.Match[str]) -> str:
            placeholder = _canonical(match)
            if placeholder in self.names:
                used.setdefault(placeholder)
                return self.names[placeholder]
            if match["k5"] is None:  # without any bracket it is a word and a figure
                invented.setdefault(placeholder)
            return match.group()

        restored = _PLACEHOLDER.sub(put, text)
        return Restored(restored, tuple(used), tuple(invented))

    def restore_all(self, value: Any) -> Any:
        """Return a value of dicts, lists, tuples and texts with every text restored."""
        if isinstance(value, str):
            return self.restore(value).text
        if isinstance(value, dict):
            return {key: self.restore_all(item) for key, item in value.items()}
        if isinstance(value, list | tuple):
            return type(value)(self.restore_all(item) for item in value)
        return value

    def placeholders(self, text: str) -> tuple[str, ...]:
        """Return the placeholders of this redactor that stand in text, in order, each once, in whatever brackets."""
        return tuple(found for found in _placeholders(text) if found in self.names)

    def missing(self, text: str, required: Iterable[str]) -> tuple[str, ...]:
        """Return which of the required placeholders a model's text lost; a name that stands there itself is not lost."""
        if self.off:
            return ()
        there = {*self.placeholders(text), *(self._by_form[form] for _, _, form in self._found(text))}
        return tuple(placeholder for placeholder in dict.fromkeys(required) if placeholder not in there)

    def leftovers(self, text: str) -> list[str]:
        """Return the names that still stand in a text about to be sent, escaped as JSON or percent or plain."""
        if self.off or not self.names:
            return []
        found: dict[str, None] = {}
        for form_of_text in spelled_out(text):
            for _, _, form in self._found(form_of_text):
                found.setdefault(self.names[self._by_form[form]])
        return list(found)

    def _found(self, text: str) -> list[tuple[int, int, str]]:
        """Return (start, end, folded name) of every name in text, none overlapping another."""
        folded, places = _fold(text)
        if folded in self._alone and folded in self._by_form:  # a value that is the name and nothing else
            return [(places[0], places[-1] + 1, folded)]
        return [
            (places[match.start()], places[match.end() - 1] + 1, match.group())
            for match in self._pattern.finditer(folded)
            if match.group() in self._by_form
        ]


def spelled_out(text: str) -> list[str]:
    r"""Return text as it stands, and with \u escapes and percent escapes resolved where it holds any."""
    forms = [text]
    if "\\u" in text:
        forms.append(_unescaped(text))
    if "%" in text:
        forms += [plain for form in list(forms) if (plain := unquote(form, errors="replace")) != form]
    return forms


def _unescaped(text: str) -> str:
    def pair(match: re.Match[str]) -> str:
        return "".join(chr(int(code, 16)) for code in re.findall(r"\\u([0-9a-fA-F]{4})", match.group()))

    plain = re.sub(r"(?:\\u[0-9a-fA-F]{4})+", pair, text.replace("\\\\u", "\\u"))
    return plain.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


@functools.lru_cache(maxsize=64)
def _fold(text: str) -> tuple[str, tuple[int, ...]]:
    """Return text in half width, brackets alike, without spaces inside a line, and where each character stood."""
    folded: list[str] = []
    places: list[int] = []
    for place, c in enumerate(text):
        if c in " \t\u3000" or (not c.isascii() and unicodedata.category(c) in ("Cf", "Zs")):
            continue
        plain = _FOLDED.get(c) or (c if c.isascii() or "\u4e00" <= c <= "\u9fff" else unicodedata.normalize("NFKC", c))
        for one in plain:
            folded.append(one.lower() if one.isascii() else one)
            places.append(place)
    return "".join(folded), tuple(places)


_FOLDED = dict.fromkeys("[（［【〔﹝", "(") | dict.fromkeys("]）］】〕﹞", ")") | {"〖": "〖", "〗": "〗"}


def _shapes(form: str, where: str) -> list[str]:
    """Return the expressions that find a folded name in a folded text."""
    escaped = re.escape(form)
    if where == "place":
        return [f"{escaped}(?={_INSTITUTION})"]
    if where == "post":
        return [f"{escaped}(?=副?(?:{_POST}))", *(f"(?<={re.escape(post)}){escaped}(?!度|举)" for post in _POSTS_BEFORE)]
    first, last = form[0], form[-1]
    before = r"(?<!\d)" if first.isdigit() else r"(?<![a-z0-9])" if first.isascii() and first.isalnum() else ""
    after = r"(?!\d)" if last.isdigit() else r"(?![a-z0-9])" if last.isascii() and last.isalnum() else ""
    return [f"{before}{escaped}{after}"]


def _canonical(match: re.Match[str]) -> str:
    for place in "12345":
        if kind := match[f"k{place}"]:
            return f"〖{kind}{_number(match[f'n{place}'])}〗"
    raise AssertionError(match)


def _number(digits: str) -> int:
    if digits[0] not in "一二三四五六七八九十":
        return int(digits)
    tens, mark, ones = digits.rpartition("十")
    value = "一二三四五六七八九".find
    return (10 * (value(tens) + 1 if tens else 1) if mark else 0) + (value(ones) + 1 if ones else 0)


def _placeholders(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_canonical(match) for match in _PLACEHOLDER.finditer(text)))
