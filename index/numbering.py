"""Word's automatic numbering: 一、 （一） 1. as it shows, which the text of a paragraph does not hold."""

import re
from collections.abc import Callable
from xml.etree.ElementTree import Element

_DIGITS = "〇一二三四五六七八九"


def chinese(number: int) -> str:
    """Return a number from 1 to 9999 in Chinese counting: 十二, 一百零三."""
    if not 0 < number < 10_000:
        return str(number)
    found, zero = "", False
    for unit, place in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // unit % 10
        if digit:
            found += ("零" if zero else "") + _DIGITS[digit] + place
        zero = digit == 0 and bool(found)
    return found.removeprefix("一") if 10 <= number < 20 else found


def _letters(number: int) -> str:
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1) if 0 < number < 500 else str(number)


def _roman(number: int) -> str:
    found = ""
    for value, letters in (
        (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"),
        (5, "v"), (4, "iv"), (1, "i"),
    ):  # fmt: skip
        while 0 < value <= number < 4000:
            found, number = found + letters, number - value
    return found or str(number)


def _circled(number: int) -> str:
    return chr(0x2460 + number - 1) if 0 < number <= 20 else str(number)


_FORMATS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalZero": lambda n: f"{n:02d}",
    "decimalFullWidth": lambda n: str(n).translate({48 + i: 0xFF10 + i for i in range(10)}),
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "lowerLetter": _letters,
    "upperLetter": lambda n: _letters(n).upper(),
    "lowerRoman": _roman,
    "upperRoman": lambda n: _roman(n).upper(),
    "none": lambda n: "",
    **dict.fromkeys(
        ("chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCounting",
         "taiwaneseCountingThousand", "ideographDigital", "koreanCounting"),
        chinese,
    ),
    "chineseLegalSimplified": lambda n: chinese(n).translate(str.maketrans("一二三四五六七八九十百千", "壹贰叁肆伍陆柒捌玖拾佰仟")),
}  # fmt: skip


class Numbering:
    """The lists of numbering.xml and their counters, asked paragraph by paragraph in the order of the text."""

    def __init__(self, root: Element | None, styles: dict[str, tuple[str, int]] | None = None) -> None:
        self._levels: dict[str, dict[int, Element]] = {}
        self._abstract: dict[str, str] = {}
        self._overrides: dict[str, dict[int, int]] = {}
        self._counts: dict[str, dict[int, int]] = {}
        self._seen: set[str] = set()
        self._own: dict[str, dict[int, Element]] = {}
        linked: dict[str, str] = {}
        for found in root.iter("abstractNum") if root is not None else ():
            key = found.get("abstractNumId", "")
            self._levels[key] = {_int(level.get("ilvl")): level for level in found.findall("lvl")}
            if (link := found.find("numStyleLink")) is not None:
                linked[key] = link.get("val", "")
        for found in root.findall("num") if root is not None else ():
            key, abstract = found.get("numId", ""), found.find("abstractNumId")
            self._abstract[key] = abstract.get("val", "") if abstract is not None else ""
            for override in found.findall("lvlOverride"):
                place = _int(override.get("ilvl"))
                if (start := override.find("startOverride")) is not None:
                    self._overrides.setdefault(key, {})[place] = _int(start.get("val"))
                if (level := override.find("lvl")) is not None:
                    self._own.setdefault(key, {})[place] = level
        for key, style in linked.items():
            if style in (styles or {}):
                target = self._abstract.get((styles or {})[style][0], "")
                self._levels[key] = self._levels.get(target, {}) or self._levels[key]

    def label(self, number: str, place: int) -> str:
        """Return what Word shows before the next paragraph of list number at level place; empty for bullets and none."""
        abstract = self._abstract.get(number, "")
        levels = {**self._levels.get(abstract, {}), **self._own.get(number, {})}
        if place not in levels:
            return ""
        counts = self._counts.setdefault(abstract, {})
        if number not in self._seen:
            self._seen.add(number)
            for at, start in self._overrides.get(number, {}).items():
                counts[at] = start - 1
        start = _int(_value(levels[place], "start", "1"))
        counts[place] = counts.get(place, start - 1) + 1
        for deeper in [at for at in counts if at > place and _value(levels.get(at), "lvlRestart", "") != "0"]:
            del counts[deeper]
        if _value(levels[place], "numFmt", "decimal") == "bullet":
            return ""
        legal = levels[place].find("isLgl") is not None

        def shown(match: re.Match[str]) -> str:
            at = int(match.group(1)) - 1
            count = counts.get(at, _int(_value(levels.get(at), "start", "1")))
            form = "decimal" if legal else _value(levels.get(at), "numFmt", "decimal")
            return _FORMATS.get(form, str)(count)

        return re.sub(r"%([1-9])", shown, _value(levels[place], "lvlText", ""))


def _value(level: Element | None, name: str, default: str) -> str:
    found = level.find(name) if level is not None else None
    return found.get("val", default) if found is not None else default


def _int(text: str | None) -> int:
    return int(text) if text and text.lstrip("-").isdecimal() and len(text) < 9 else 0
