"""A message of the user: cleaned, and cut into clauses; what a reading of it gives."""

import re
import unicodedata
from typing import Any, Literal

import msgspec

GAP = "▮"
"""Stands in a clause for words that have been understood."""

_MARKS = {",": "，", ";": "；", ":": "：", "?": "？", "!": "！", "(": "（", ")": "）", "[": "（", "]": "）", "｡": "。", "､": "、"}
_HAN = "一-鿿"


class Change(msgspec.Struct, frozen=True):
    """A field of the brief that a message sets, adds to or removes from, with the words that say so.

    `value` has the shape the field has in a brief file; of a removed list entry it is the entry's text.
    """

    field: str
    how: Literal["set", "add", "remove"]
    value: Any
    words: str


class Clause(msgspec.Struct, frozen=True):
    """A stretch of a message between two marks; `before` and `after` are those marks, `item` its number in a list."""

    text: str
    before: str = ""
    after: str = ""
    item: str = ""


def clean(text: str) -> str:
    """Return text with one kind of digits and punctuation, without what can't be printed."""
    text = "".join(_char(char) for char in text.replace("\r\n", "\n").replace("\r", "\n"))
    text = re.sub(r"(?<=\d)，(?=\d{3}(?!\d))", "", text)
    text = re.sub(r"(?<=\d)：(?=\d\d)", ":", text)
    text = re.sub(rf"(?<=[{_HAN}）”])\.(?=[\s{_HAN}]|\d{{3}}|$)", "。", text)
    text = re.sub(r"(\d[年月])[ \t]+(?=\d)", r"\1", text)
    text = re.sub(rf"(?<=\d)[ \t]+(?=[{_HAN}])", "", text)
    return re.sub(r"[ \t]+", " ", text).strip()


def _char(char: str) -> str:
    if char in "\n\t":
        return char
    kind = unicodedata.category(char)
    if kind in ("Cc", "Cf", "Cs", "Co", "Cn") or char == GAP:
        return ""
    if kind in ("So", "Sk", "Mn", "Zs"):
        return char if "①" <= char <= "⑳" else " "
    if "！" <= char <= "～":
        char = chr(ord(char) - 0xFEE0)
    return _MARKS.get(char, char)


_NUMBERED = re.compile(
    r"(?<![\d.年月第])(?:（\d{1,2}）|\d{1,2}(?:[、)）．](?!\d)|\.(?!\d)))|[①-⑳]|（[一二三四五六七八九十]{1,2}）"
    r"|(?:(?<=^)|(?<=[\n。；：，]))[一二三四五六七八九十]{1,2}、"
)
_ORDINALS = re.compile(r"(?<![统第同唯之万专不])(?:[一二三四五六七八九十](?=是)|其[一二三四五六七八九](?=是|，)|第[一二三四五六七八九](?:点|条|个|项|方面)?(?:问题)?(?=是|，|：))是?[，：]?")
_BARE = re.compile(r"(?:(?<=^)|(?<=[，；：。\n ]))(?:[一二三四五]|[1-9](?!\d))(?=[一-鿿]{3})(?!.[字页分点号组楼所辆日起件户人万千百条项处家份元、个些次旦直般线体律方把批名级中小手类层系轮季等月年种天样])(?![块座楼层栋台辆笔张片群趟股])")
_SPLIT = re.compile(rf"[。！？；，\n…]+|(?<=[{_HAN}）”\"》]) (?=[{_HAN}\d“（《])|(?<=\S) (?=[“《])|——")


def clauses(text: str) -> list[Clause]:
    """Return the clauses of a cleaned message in order; what stands in brackets or quotes is not cut."""
    found: list[Clause] = []
    at, before, item = 0, "", ""
    for start, end, mark, number in [*_cuts(text), (len(text), len(text), "", "")]:
        if piece := text[at:start].strip(" \t　-·•*>#|"):
            found.append(Clause(piece, before, mark, item))
            before = item = ""
        at, item = end, number or item
        before = mark if "\n" in mark or not before else before
    return found


def numbers(text: str) -> list[tuple[int, int]]:
    """Return where the numbers of a list stand in a cleaned message (1. ① 一是 第一), each with its mark."""
    return [(start, end) for start, end, _, number in _cuts(text) if number]


def _cuts(text: str) -> list[tuple[int, int, str, str]]:
    closed = [match.span() for match in re.finditer(r"（[^（）\n]{0,80}）|“[^“”\n]{0,80}”|《[^《》\n]{0,60}》", text)]
    cuts = [(m.start(), m.end(), m.group().strip(" ") or " ", "") for m in _SPLIT.finditer(text)]
    numbered = [(m.start(), m.end(), "；", m.group()) for m in _NUMBERED.finditer(text)]
    ordinals = [(m.start(), m.end(), "；", m.group()) for m in _ORDINALS.finditer(text)]
    if len(ordinals) < 2:
        bare = [(m.start(), m.end(), "；", m.group()) for m in _BARE.finditer(text)]
        bare = bare[next((place for place, mark in enumerate(bare) if mark[3] in ("一", "1")), 0) :]
        ordinals = bare if [m[3] for m in bare[:2]] in (["一", "二"], ["1", "2"]) else []
    starts = {start for start, _, _, _ in numbered}
    inside = [cut for cut in cuts + ordinals if not any(a < cut[0] < b for a, b in closed)]
    found: list[tuple[int, int, str, str]] = []
    for cut in sorted([*numbered, *(cut for cut in inside if cut[0] not in starts)]):
        if not found or cut[0] >= found[-1][1]:
            found.append(cut)
    return found
