"""The characters of a message, what is true of each, and the stretches that the tags make of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import msgspec

from assistant.tagging.sequence import Features, Sequences
from assistant.understanding.identity import POST, SURNAME
from assistant.understanding.message import numbers
from assistant.understanding.numerals import NUMBER
from assistant.understanding.problems import FAULT

if TYPE_CHECKING:
    from assistant.corpus import Corpus

TAGS = frozenset(
    ["unit", "unit_short", "role", "name", "for_body", "acting", "portfolio", "not", "team", "superior", "inspection", "meeting", "period", "date", "who", "said", "problem", "count", "rectified", "deadline", "priority", "slogan", "tone", "length", "minutes", "note", "now", "aside"]
)
"""What a stretch of a message may say: fields of the brief, `not` what is taken back, `now` a wish to write at once."""

_MARKS = "，。；：、！？\n,;:!?（）()“”\"《》 -—…"
_ENDS = "，。；！？\n,;!?"
_PATTERNS = (
    ("post", re.compile(POST)),
    ("fault", FAULT),
    ("team", re.compile(r"[^\W\d_]{0,6}(?:巡[察视查]|寻察)\w{0,4}组")),
    ("day", re.compile(r"\d{1,2}[月.]\d{1,2}[日号]?|\d{1,2}[日号]|(?:下?下?个?(?:周|星期|礼拜)[一二三四五六日天])|明天|后天|今天|大后天|[一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{1,3}[日号]?")),
    ("size", re.compile(rf"{NUMBER}(?:来|多|几)?百?个?字")),
    ("time", re.compile(rf"{NUMBER}(?:来|多)?分钟")),
    ("limit", re.compile(rf"{NUMBER}个?(?:月|天|日|周|工作日)(?:内|之内|以内)|(?:年底|月底|\d+月底?)前?")),
    ("place", re.compile(r"[一-鿿]{2,3}(?:[省市县区州旗镇乡村]|街道|社区)")),
    ("item", re.compile(r"(?:^|(?<=[\n，。；：、 ]))(?:[（(]?\d{1,2}[）)、.．]?|[①-⑳]|[一二三四五六七八九][是、]|第[一二三四五六][，、是]?|一个是|还有|再就是)")),
    ("name", re.compile(rf"(?<=[长任记员理席书])[{SURNAME}][一-鿿]{{1,2}}(?![一-鿿]{{0,1}}(?:会|组|委))")),
    ("meet", re.compile(r"(?:集中)?反馈会|推进会|评估会")),
    ("kind", re.compile(r"提级|交叉|专项|常规|回头看|巡视")),
    ("quote", re.compile(r"“[^“”]{1,60}”|\"[^\"]{1,60}\"")),
)
_CUES = re.compile(
    r"(?P<problem>问题|反馈|指出|点了|点到|毛病|说我们|说俺|查出|不足|缺点|坏处|意见)|(?P<done>已经|整改了|改完|改好|立行立改|完成的|改了的|目前|已改|已整改)|(?P<year>重点|今年|手头|大事|正在抓|打算|接下来|下一步|后面要)|(?P<who>发言|讲话|表态|讲的|上台|身份|职务)"
    r"|(?P<unit>单位|我们是|我是|全称|这边)|(?P<wish>要求|不要|别|注意|希望|语气|口吻|语言)|(?P<come>来听|到会|参加|出席|主持|列席|强调|讲话要求)|(?P<limit>时限|期限|之前|报方案|整改方案)|(?P<slogan>口号|主题词|标语)"
)


class Span(msgspec.Struct, frozen=True):
    """A stretch of a message from `start` to `end` that says what `tag` names, `sure` (0-1) how likely so."""

    tag: str
    start: int
    end: int
    text: str
    sure: float = 1.0


class Words:
    """Words that tell what a stretch may be: endings of units' names, what findings are about."""

    def __init__(self, units: Iterable[str], matters: Iterable[str]) -> None:
        """Hold words of two to eight characters."""
        self._lists = {"u": frozenset(w for w in units if 2 <= len(w) <= 8), "m": frozenset(w for w in matters if 2 <= len(w) <= 8)}

    def marks(self, text: str) -> list[set[str]]:
        """Return for each character the names of the lists a word of which it stands in, with its place there."""
        found: list[set[str]] = [set() for _ in text]
        for name, words in self._lists.items():
            for start in range(len(text)):
                for size in range(min(8, len(text) - start), 1, -1):
                    if text[start : start + size] in words:
                        for at in range(start, start + size):
                            found[at].add(f"{name}{'b' if at == start else 'e' if at == start + size - 1 else 'i'}")
                        break
        return found


def words_of(corpus: Corpus) -> Words:
    """Return the words that the corpus has for units and for what findings are about."""
    units = {name for unit in corpus.units for name in (*unit.aliases, unit.name)}
    return Words(units, {word for c in corpus.categories.values() for word in (*c.keywords, *c.colloquial, c.topic)})


def features(text: str, words: Words) -> Features:
    """Return what is true of each character of a cleaned message."""
    marks = words.marks(text)
    for name, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            for at in range(*match.span()):
                marks[at].add(f"{name}{'b' if at == match.start() else 'e' if at == match.end() - 1 else 'i'}")
    cues = list(_cues(text))
    begins, ends, heads, lines, quoted = _frames(text)
    places = _places(text)
    found = []
    for i, char in enumerate(text):
        around = [text[i + k] if 0 <= i + k < len(text) else "_" for k in range(-3, 4)]
        a, b, c, d, e, f, g = around
        here = [
            "1", f"0:{d}", f"-1:{c}", f"+1:{e}", f"-2:{b}", f"+2:{f}", f"-10:{c}{d}", f"01:{d}{e}", f"-21:{b}{c}", f"12:{e}{f}", f"-101:{c}{d}{e}",
            f"-210:{b}{c}{d}", f"012:{d}{e}{f}", f"-321:{a}{b}{c}", f"0123:{d}{e}{f}{g}", f"c:{_class(char)}", f"c-1:{_class(c)}", f"c+1:{_class(e)}",
            f"head:{heads[i]}", f"in:{min(begins[i], 6)}", f"to:{min(ends[i], 4)}", f"len:{min((begins[i] + ends[i]) // 3, 8)}", f"cue:{cues[i][0]}", f"cue2:{cues[i][0]}.{cues[i][1]}",
        ]  # fmt: skip
        here += [f"l:{mark}" for mark in sorted(marks[i])]
        here += [f"l-1:{mark}" for mark in sorted(marks[i - 1])] if i else []
        here += [f"l+1:{mark}" for mark in sorted(marks[i + 1])] if i + 1 < len(text) else []
        here += places[i]
        if lines[i]:
            here.append(f"label:{lines[i]}")
        if quoted[i]:
            here.append("quoted")
        if i < 12:
            here.append("first")
        found.append(here)
    return found


def _class(char: str) -> str:
    return "n" if char.isdigit() else "p" if char in _MARKS else "x" if char == "_" else "z" if char in "一二三四五六七八九十百千两半" else "h" if "一" <= char <= "鿿" else "o"


def _cues(text: str) -> Iterator[tuple[str, int]]:
    """Yield for each character the last word before it that says what comes, and about how far back it stands."""
    ends = [(match.end(), match.lastgroup or "") for match in _CUES.finditer(text)]
    at, last, where = 0, "none", 0
    for i in range(len(text)):
        while at < len(ends) and ends[at][0] <= i:
            where, last = ends[at]
            at += 1
        away = i - where
        yield last, 0 if away < 3 else 1 if away < 12 else 2 if away < 40 else 3


def _frames(text: str) -> tuple[list[int], list[int], list[str], list[str], list[bool]]:
    """Return for each character: how far its clause's beginning and end are, how the clause begins, the label of its line, quotes."""
    begins, ends, heads, lines, quoted = [0] * len(text), [0] * len(text), [""] * len(text), [""] * len(text), [False] * len(text)
    start, label, inside = 0, "", False
    for i in range(len(text) + 1):
        if i == len(text) or text[i] in _ENDS:
            for at in range(start, i):
                begins[at], ends[at], heads[at] = at - start, i - at - 1, text[start : start + 2]
            start = i + 1
    for i, char in enumerate(text):
        if char == "\n":
            label = ""
        elif char in "：:=—" and (found := re.search(r"(?:^|[\n，。；,;\s])([^\s，。；：:,;]{1,8})$", text[:i])):
            label = found[1]
        inside = char == "“" or (inside and char != "”")
        lines[i], quoted[i] = label, inside
    return begins, ends, heads, lines, quoted


def _places(text: str) -> list[list[str]]:
    """Return for each character what is true of its clause: the marks before and behind it, and how it ends."""
    bounds, at = [], 0
    for place in sorted({*(i for i, char in enumerate(text) if char in _ENDS), len(text), *(start for start, _ in numbers(text))}):
        if place > at or place == len(text):
            bounds.append((at, place))
        at = place + 1 if place < len(text) and text[place] in _ENDS else place
    found: list[list[str]] = [[] for _ in text]
    for a, b in bounds:
        here = [f"marks:{text[a - 1 : a] or '^'}{text[b : b + 1] or '$'}", f"tail:{text[max(a, b - 2) : b]}"]
        for place in range(a, min(b + 1, len(text))):
            found[place] = here
    return found


def spans(text: str, model: Sequences, words: Words) -> list[Span]:
    """Return the stretches of a cleaned message that say something, in order."""
    found: list[Span] = []
    start, tag, sure = 0, "", 1.0
    for i, (label, likely) in enumerate([*model.labels(features(text, words)), ("O", 1.0)]):
        kind = label[2:]
        if tag and (label == "O" or label.startswith("B-") or kind != tag):
            found.append(Span(tag, start, i, text[start:i], round(sure, 3)))
            tag = ""
        if label != "O" and not tag:
            start, tag, sure = i, kind, likely
        elif tag:
            sure = min(sure, likely)
    return found


_TAGGED = re.compile(r"〔(?P<tag>[a-z_]+)\|(?P<text>[^〔〕]*)〕")


def untagged(text: str) -> tuple[str, list[Span]]:
    """Return a message without its tags (〔unit|…〕), and the stretches that they mark; ValueError for an unknown tag."""
    plain, found, at = "", [], 0
    for match in _TAGGED.finditer(text):
        if match["tag"] not in TAGS:
            raise ValueError(f"unknown tag {match['tag']}")
        plain += text[at : match.start()]
        if match["text"]:
            found.append(Span(match["tag"], len(plain), len(plain) + len(match["text"]), match["text"]))
        plain += match["text"]
        at = match.end()
    plain += text[at:]
    if re.search("[〔〕]", plain):
        raise ValueError(f"a tag that is not closed in {plain[:40]}")
    return plain, found


def labels(text: str, marked: list[Span]) -> list[str]:
    """Return the label of each character: B- where a stretch begins, I- inside it, O elsewhere."""
    found = ["O"] * len(text)
    for span in marked:
        for at in range(span.start, span.end):
            found[at] = f"{'B' if at == span.start else 'I'}-{span.tag}"
    return found


__all__ = ["TAGS", "Span", "Words", "features", "labels", "spans", "untagged", "words_of"]
