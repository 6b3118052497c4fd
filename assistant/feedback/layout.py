"""Read the layout of an official document: lines into paragraphs, page furniture out, numbering into depth.

Knows nothing of what the document says. Made for text of any origin: typed, pasted, taken from a scan, with tables
as lines of text.
"""

import re
from collections import Counter
from collections.abc import Callable
from itertools import accumulate

import msgspec

_DIGIT = "一二三四五六七八九十百壹贰叁肆伍陆柒捌玖拾"
_MARKS = (
    ("部", rf"第[{_DIGIT}]{{1,3}}(?:部分|章|节)[、，：]?"),
    ("一", rf"[{_DIGIT}]{{1,3}}[、.]"),
    ("（一）", rf"（[{_DIGIT}]{{1,3}}）[、.]?"),
    ("（1）", r"（\d{1,2}）[、.]?"),
    ("1", r"\d{1,2}(?:[、）]|\.(?!\d))"),
    ("①", r"[①-⑳]"),
    ("一是", r"[一二三四五六七八九十]{1,2}[是要](?=[\u4e00-\u9fff“])"),
    ("问题一", rf"问题(?:[{_DIGIT}]{{1,3}}|\d{{1,3}})[：、.]"),
    ("第一", r"第[一二三四五六七八九十]{1,2}[，、]|其[一二三四五六七八九][，是、]|首先，|其次，|再次，"),
    ("-", r"(?:——?|[•·●◆■□▪➢*]|-(?=[^-\d]))"),
)
_MARK = tuple((kind, re.compile(source)) for kind, source in _MARKS)
_PAGE = re.compile(r"^[-—–－─~·]*第?\d{1,3}(?:/\d{1,3})?页?[，、]?(?:共\d{1,3}页)?[-—–－─~·]*$")
_ENDS = re.compile(r"[。；！？：…”）》]$")
_WIDE = str.maketrans(
    {
        **{chr(c): chr(c - 0xFEE0) for c in (*range(0xFF10, 0xFF1A), 0xFF0E, 0xFF05)},
        ",": "，", ";": "；", ":": "：", "(": "（", ")": "）", "!": "！", "?": "？", "､": "、", "｡": "。", "﹒": ".", "〔": "（", "〕": "）",
    }
)  # fmt: skip
_STOP = re.compile(r"(?<=[\u4e00-\u9fff”）%])[.．oO](?=[\u4e00-\u9fff“（]|$)")
_RULE = re.compile(r"^[|:\-\s]+$")
_HIDDEN = re.compile(_UNSEEN := r"[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ue000-\uf8ff]")
_BETWEEN = re.compile(rf"\*\*|__|{_UNSEEN}")
_SHORT = 30
"""Characters of the longest line that may be a heading without a number."""


class Block(msgspec.Struct, frozen=True):
    """A paragraph, heading or table row.

    `raw` is its text without white space, mark included; `text` the same length, with the punctuation that was meant;
    `body` where the text after the mark begins; `kind` the kind of mark, `标题` for a heading without one, empty for
    plain text; `cells` the cells of a table row; `head` whether it ends like a heading; `at` where it begins in the raw
    texts of all blocks, one after another.
    """

    raw: str
    text: str
    body: int
    kind: str
    depth: int = 0
    cells: tuple[str, ...] = ()
    head: bool = False
    at: int = 0


def bare(text: str) -> str:
    """Return text without white space, in which a verbatim quotation can be looked up."""
    return re.sub(r"\s", "", text)


class Source:
    """A document without white space, in which the words of its blocks are found again as they stand there."""

    def __init__(self, text: str) -> None:
        """Hold text; marks for bold type and characters that don't show are passed over when looking."""
        self._whole = bare(text)
        kept = [at for mark in _BETWEEN.finditer(self._whole) for at in mark.span()]
        self._parts = list(zip([0, *kept[1::2]], [*kept[::2], len(self._whole)], strict=True))
        self._shown = "".join(self._whole[a:b] for a, b in self._parts)

    def quotation(self, words: str) -> str:
        """Return words as they stand in the document; where a page break cuts them, the part before or the longer one after."""
        at = self._shown.find(words)
        if at < 0:
            front = _longest(len(words), lambda size: words[:size] in self._shown)
            back = _longest(len(words), lambda size: words[len(words) - size :] in self._shown)
            words = words[:front] if front >= min(back, 8) else words[len(words) - back :]
            at = self._shown.find(words)
        return self._whole[self._place(at) : self._place(at + len(words) - 1) + 1] if words else ""

    def _place(self, shown: int) -> int:
        for start, end in self._parts:
            if shown < end - start:
                return start + shown
            shown -= end - start
        return len(self._whole)


def _longest(most: int, stands: Callable[[int], bool]) -> int:
    low, high = 0, most
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if stands(middle) else (low, middle - 1)
    return low


def meant(raw: str) -> str:
    """Return raw, which has no white space, with the marks a scan mistakes put right; its length is the same."""
    return _STOP.sub("。", raw.translate(_WIDE))


def blocks(text: str) -> tuple[list[Block], int]:
    """Return the blocks of text in order, and how many lines of page furniture were left out."""
    lines = _HIDDEN.sub("", text).replace("\u3000", "  ").replace("\x0c", "\n\n").splitlines()
    lines, dropped = _without_furniture(lines)
    series = _series([_clean(line) for line in lines])
    found = _with_depth(_items(_headed(_paragraphs(lines, series), series)))
    starts = accumulate((len(block.raw) for block in found), initial=0)
    return [msgspec.structs.replace(block, at=at) for block, at in zip(found, starts, strict=False)], dropped


def _clean(line: str) -> str:
    return re.sub(r"\*\*|__|^\s*(?:#+|>)\s|\s", "", line)


_GLUED = re.compile(r"^(\d{1,2})\.(?=\d)")
_NUMBERED = re.compile(r"^(\d{1,2})[、.）]")


def _series(lines: list[str]) -> frozenset[str]:
    """Return the lines whose number stands right before a figure (1.9个书房 is the first of a list, not 1.9).

    Such a number is told from a decimal by its neighbours: it follows the number before it, or the next is one more.
    """
    numbered = [(int(mark[1]), line) for line in lines if (mark := _NUMBERED.match(meant(line)))]
    found: set[str] = set()
    before = 0
    for place, (number, line) in enumerate(numbered):
        after = numbered[place + 1][0] if place + 1 < len(numbered) else 0
        glued = _GLUED.match(meant(line))
        if glued and (number == before + 1 if number > 1 else after == 2):
            found.add(line)
        if not glued or line in found:
            before = number
    return frozenset(found)


def _mark(text: str, glued: bool = False) -> tuple[str, int]:
    """Return the kind of mark at the head of text and its length; empty and 0 where there is none.

    `glued` tells that the text begins with a number of a list that a figure follows.
    """
    if glued and (found := _GLUED.match(text)):
        return "1", found.end()
    for kind, pattern in _MARK:
        if found := pattern.match(text):
            return kind, found.end()
    return "", 0


def _width(line: str) -> int:
    return sum(2 if c > "\u2000" else 1 for c in _clean(line))


def _without_furniture(lines: list[str]) -> tuple[list[str], int]:
    """Return lines without page numbers and what is repeated at the head or foot of each page."""
    bares = [_clean(line) for line in lines]
    pages = [at for at, line in enumerate(bares) if line and _PAGE.match(meant(line))]
    drop = set(pages)
    often = Counter(re.sub(r"\d", "", line) for line in bares if 2 < len(line) <= 40)
    near: set[int] = set()
    for page in pages:
        for step in (-1, 1):
            at, seen = page + step, 0
            while 0 <= at < len(bares) and seen < 2 and abs(at - page) < 6:
                if bares[at]:
                    near.add(at)
                    seen += 1
                at += step
    width = _page_width(lines)
    for at, line in enumerate(bares):
        plain = meant(line)
        if not line or len(line) > 40 or _ENDS.search(plain) or _mark(plain)[0] not in ("", "-"):
            continue
        times = often[re.sub(r"\d", "", line)]
        if (times >= 3 and at > 2) or (times >= 2 and at in near):
            drop.add(at)
        elif at in near and width and at - 1 >= 0 and _width(lines[at]) < 0.6 * width and not lines[at][:1].isspace():
            above = next((b for b in range(at - 1, max(-1, at - 5), -1) if bares[b] and b not in drop), None)
            below = next((bares[b] for b in range(at + 1, min(len(bares), at + 4)) if bares[b]), "")
            if above is not None and not _ENDS.search(meant(bares[above])) and below and _width(lines[above]) >= 0.75 * width:
                drop.add(at)
    kept = [line for at, line in enumerate(lines) if at not in drop and not (line.strip() and _RULE.match(line))]
    return _closed_up(lines, kept, drop), len(drop)


def _closed_up(lines: list[str], kept: list[str], drop: set[int]) -> list[str]:
    """Return the lines without those of drop, and without the blank ones that stood about them."""
    if not drop:
        return kept
    found: list[str] = []
    for at, line in enumerate(lines):
        if at in drop or (line.strip() and _RULE.match(line)):
            continue
        if not line.strip() and any(near in drop for near in range(at - 2, at + 3)):
            continue
        found.append(line)
    return found


def _page_width(lines: list[str]) -> int:
    """Return how wide the lines are where they are broken by the page and not by the writer, else 0."""
    long = [line for line in lines if len(_clean(line)) >= 12]
    broken = [line for line in long if not _ENDS.search(meant(_clean(line))) and not _cells(line)]
    if len(broken) < 3 or len(broken) < 0.35 * len(long):
        return 0
    widths = sorted(_width(line) for line in broken)
    width = widths[int(0.8 * (len(widths) - 1))]
    wide = sum(_width(line) > 1.3 * width for line in long)
    alike = sum(0.75 * width <= w <= 1.3 * width for w in widths)
    return width if alike >= 0.6 * len(widths) and wide <= 0.08 * len(long) else 0


def _cells(line: str) -> list[str]:
    """Return the cells of a line that is a table row of three or more, else nothing."""
    for mark in (r"\t+", r"[|｜]", r"\s{3,}"):
        cells = [_clean(cell) for cell in re.split(mark, line.strip().strip("|｜"))]
        listed = len(cells) == 2 and mark != r"\s{3,}" and re.fullmatch(r"\d{1,3}[.、]?|序号|编号", cells[0])
        paired = len(cells) == 2 and mark == r"\t+" and min(map(len, cells)) >= 2 and not _mark(meant(cells[0]))[0]
        if listed or paired or (len(cells) >= 3 and sum(map(bool, cells)) >= 2 and (mark != r"\s{3,}" or len(cells[0]) <= 4)):
            return cells
    return []


def _paragraphs(lines: list[str], series: frozenset[str]) -> list[tuple[str, list[str], bool]]:
    """Return paragraphs as (raw, cells, whether it stands on a line of its own)."""
    width = _page_width(lines)
    indented = sum(line[:2].isspace() for line in lines if line.strip()) if width else 0
    found: list[tuple[str, list[str], bool]] = []
    last, blank = "", False
    for line in lines:
        raw = _clean(line)
        if not raw:
            blank = True
            continue
        cells = _cells(line)
        joined = False
        if found and not cells and not found[-1][1] and raw not in series and not _mark(meant(raw))[0]:
            ended = bool(_ENDS.search(meant(last)))
            addressed = re.search(r"(?:党[组委]|党工委|总支|支部|委员会|同志们|领导)：$", meant(raw)) is not None
            if width:
                full = _width(last) >= 0.75 * width
                own = line[:2].isspace() and indented >= 3
                joined = full and not own and not (blank and ended) and not addressed
            else:
                hanging = last.endswith(("，", "、", ",", "（"))
                title = (len(found) <= 5 and re.search(r"(?:意见|反馈|情况|报告|通报)$", last)) or raw.endswith(("：", ":"))
                joined = hanging or (not ended and len(last) > _SHORT and not blank and not title)
        if joined:
            found[-1] = (found[-1][0] + raw, [], False)
        else:
            found.append((raw if not cells else bare(line).strip("|｜"), cells, True))
        last, blank = raw, False
    return found


def _headed(paragraphs: list[tuple[str, list[str], bool]], series: frozenset[str]) -> list[Block]:
    """Return the paragraphs as blocks, with marks and headings told."""
    found = []
    for place, (raw, cells, alone) in enumerate(paragraphs):
        text = meant(raw)
        kind, length = ("表", 0) if cells else _mark(text, any(map(raw.startswith, series)))
        ended = bool(re.search(r"[。；！？，：…]$", text))
        head = not cells and not ended and len(text) <= (60 if kind else _SHORT)
        if not kind and head and alone and 0 < place < len(paragraphs) - 1 and re.search(r"[\u4e00-\u9fff]", text):
            kind = "标题"
        found.append(Block(raw, text, length, kind, 0, tuple(cells), head))
    return found


_LISTED = ("1", "（1）", "①", "一是", "-")
_OVER_OTHERS = re.compile(r"(?:方面|问题|情况|如下|表现)$")


def _items(found: list[Block]) -> list[Block]:
    """Return blocks with those no heading that stand in a list of lines without full stops and have nothing below them."""
    leaf = [
        block.head and block.kind in _LISTED and len(block.text) - block.body >= 6 and not _OVER_OTHERS.search(block.text)
        and (at + 1 == len(found) or found[at + 1].kind == block.kind or found[at + 1].kind in ("部", "一", "（一）", "标题"))
        for at, block in enumerate(found)
    ]  # fmt: skip
    beside = [any(0 <= near < len(found) and leaf[near] and found[near].kind == block.kind for near in (at - 1, at + 1)) for at, block in enumerate(found)]
    return [msgspec.structs.replace(block, head=False) if leaf[at] and beside[at] else block for at, block in enumerate(found)]


def _with_depth(found: list[Block]) -> list[Block]:
    """Return blocks with their depth: a kind of mark first seen stands below those that are open; text has depth 99."""
    stack: list[str] = []
    placed = []
    for block in found:
        if not block.kind or block.kind == "表":
            placed.append(msgspec.structs.replace(block, depth=99))
            continue
        if block.kind in stack:
            del stack[stack.index(block.kind) + 1 :]
        elif block.kind in ("部", "一"):
            stack = [*(kind for kind in stack if kind == "部" and block.kind == "一"), block.kind]
        elif block.kind == "标题" and not ({"部", "一"} & set(stack)):
            stack = [block.kind]
        else:
            stack.append(block.kind)
        placed.append(msgspec.structs.replace(block, depth=len(stack)))
    return placed

