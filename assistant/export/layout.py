"""How a speech lies on paper: its blocks, page and type, what a writer of any format puts there.

Page and type follow GB/T 9704-2012 (5.2.1 margins, 5.2.2 type, 5.2.3 lines and characters, 7.3 body, 7.5 page number).
"""

import itertools
import re
from typing import Literal

import msgspec

from assistant.brief import PACE
from assistant.errors import DocumentError
from assistant.provenance import told
from assistant.speech import NUMERALS, Paragraph, Speech, count

TITLE, BODY, HEADING, SUBHEADING, NUMBER = "方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312", "宋体"
STAND_INS = {
    TITLE: ("方正小标宋_GBK", "FZXiaoBiaoSong-B05S", "小标宋体", "华文中宋", "STZhongsong"),
    BODY: ("仿宋", "FangSong", "华文仿宋", "STFangsong", "方正仿宋_GBK", "AR PL UMing CN"),
    HEADING: ("SimHei", "方正黑体_GBK", "华文黑体", "STHeiti", "文泉驿正黑", "Noto Sans CJK SC"),
    SUBHEADING: ("楷体", "KaiTi", "华文楷体", "STKaiti", "方正楷体_GBK", "AR PL UKai CN"),
    NUMBER: ("SimSun", "方正书宋_GBK", "华文宋体", "STSong", "Noto Serif CJK SC"),
}
"""What stands in for a font where it is missing, on Windows, macOS, and a domestic or other Linux."""

Kind = Literal["title", "name", "salutation", "heading", "subheading", "body", "rest", "mark"]


class Page(msgspec.Struct, frozen=True):
    """Size and grid of a page: lengths in millimetres, type in points, characters a line, lines a page."""

    size: float
    title: float
    characters: int
    lines: int
    width: float = 210
    height: float = 297
    top: float = 37
    bottom: float = 35
    left: float = 28
    right: float = 26

    @property
    def across(self) -> float:
        """The width of the text in points."""
        return (self.width - self.left - self.right) * 72 / 25.4

    @property
    def down(self) -> float:
        """The height of the text in points."""
        return (self.height - self.top - self.bottom) * 72 / 25.4


STANDARD = Page(size=16, title=22, characters=28, lines=22)
READING = Page(size=24, title=28, characters=18, lines=14)
"""The copy to read from: large type, wide lines, about a minute a page."""


class Block(msgspec.Struct, frozen=True):
    """One paragraph on paper; its first `lead` characters are set as a second-level heading.

    `rest` goes on with a paragraph that began on the page before, `mark` says how long a page takes to read.
    `sources` are lines for a comment, `begins` says that a new page starts here.
    """

    kind: Kind
    text: str
    lead: int = 0
    sources: tuple[str, ...] = ()
    begins: bool = False


_LEAD = re.compile(r"^（[一二三四五六七八九十]{1,3}）[^。！？；\n]{1,40}(?:[。；]|$)")


def blocks(speech: Speech, name_line: str = "", page: Page = STANDARD) -> list[Block]:
    """Return the speech as blocks: the title in balanced lines, the lines under it, then what `lines` holds."""
    found = [Block("title", "\n".join(balanced(legal(speech.title), int(page.across / page.title))))]
    found += [Block("name", line.strip()) for line in legal(name_line).splitlines() if line.strip()]
    found += [Block("salutation", legal(speech.salutation))]
    found += [*map(_body, speech.opening), _body(Paragraph(speech.transition))]
    for number, section in enumerate(speech.sections):
        numeral = NUMERALS[number]
        by = {"template": "模板", "user": "用户原稿"}.get(section.writer, f"模型（{legal(section.writer)}）")
        found += [Block("heading", f"{numeral}、{legal(section.heading)}", sources=(f"本部分的写法：{by}",))]
        found += map(_body, section.paragraphs)
    found += [*map(_body, speech.closing), _body(Paragraph(speech.thanks))]
    return [block for block in found if block.text]


def _body(paragraph: Paragraph) -> Block:
    text = legal(paragraph.text)
    sources = tuple(dict.fromkeys(legal(told(source)) for source in paragraph.sources))
    lead = _LEAD.match(text)
    if lead and lead.end() == len(text):
        return Block("subheading", text, sources=sources)
    return Block("body", text, lead.end() if lead else 0, sources)


_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def legal(text: str) -> str:
    """Return text without what XML 1.0 can't hold: control characters and halves of characters."""
    return _ILLEGAL.sub("", text).replace("\r\n", "\n").replace("\r", "\n")


_NEVER_FIRST = set("的了和与及之上中下会组，。、；：？！）》”’】…—·") | set("们者性化局院校镇乡委部办厅站所")
_BODIES = set("局院校镇乡委部办厅站所组")
"""The last characters of what a body is called: a pause is possible after it."""
_NEVER_LAST = set("（《“‘【在关于就第一二三四五六七八九十")


_MOST_LINES = 5
"""A longer title is no title: its lines are filled, not weighed."""


def balanced(text: str, room: int) -> list[str]:
    """Return a title in as few lines of at most `room` full-width characters as hold it, of about one length.

    A line ends where one would pause: before 在, 关于 and an opening mark, after 的 and a comma; never inside a
    word in Latin letters or digits that fits on a line.
    """
    text = " ".join(text.split())
    wide = list(itertools.accumulate(map(_width, text), initial=0.0))
    least = int(-(-wide[-1] // room))
    for many in range(least, _MOST_LINES + 1):
        best: dict[int, tuple[float, tuple[int, ...]]] = {0: (0.0, ())}
        for _ in range(many):
            step: dict[int, tuple[float, tuple[int, ...]]] = {}
            for start, (cost, ends) in best.items():
                for end in range(start + 1, len(text) + 1):
                    line = wide[end] - wide[start]
                    if line > room:
                        break
                    total = cost + (line - wide[-1] / many) ** 2 / 4 + _breaking(text, end)
                    if end not in step or total < step[end][0]:
                        step[end] = total, (*ends, end)
            best = step
        if len(text) in best:
            ends = best[len(text)][1]
            return [text[start:end].strip() for start, end in itertools.pairwise((0, *ends))]
    filled: list[str] = []
    start = 0
    for end in range(1, len(text) + 1):
        if end == len(text) or wide[end + 1] - wide[start] > room:
            filled.append(text[start:end].strip())
            start = end
    return filled


def _breaking(text: str, end: int) -> float:
    """Return how bad it is to end a line of a title at a place."""
    if end == len(text):
        return 0.0
    before, after = text[end - 1], text[end]
    if before.isascii() and after.isascii() and before.isalnum() and after.isalnum():
        return 400.0
    if after in _NEVER_FIRST or before in _NEVER_LAST:
        return 150.0
    if after in "在《“（" or text.startswith("关于", end) or before in "的，：；、》” ":
        return 0.0
    return 15.0 if before in _BODIES else 40.0


def _width(text: str) -> float:
    """Return the width in full-width characters; Latin letters and digits take half of one."""
    return sum(0.5 if character.isascii() else 1.0 for character in text)


def reading_pages(found: list[Block], page: Page = READING) -> list[Block]:
    """Return blocks cut into pages that end with a sentence, each closed by a mark that says its minutes.

    A heading starts a new page where fewer than three lines would follow it. The minutes are characters / PACE
    as in `Speech.minutes`, the title and what stands under it not counted.
    """
    done: list[Block] = []
    room, said, total = page.lines - 1, 0, 0

    def close() -> None:
        nonlocal room, said
        done.append(Block("mark", f"本页约 {said / PACE:.1f} 分钟　累计 {total / PACE:.1f} 分钟"))
        room, said = page.lines - 1, 0

    for block in found:
        if block.kind in ("title", "name"):
            done.append(block)
            room -= block.text.count("\n") + 1 + (block.kind == "title")
            continue
        text, sources, kind, lead = block.text, block.sources, block.kind, block.lead
        if kind in ("heading", "subheading") and room < page.lines - 1 and room < _tall(text, kind, page) + 3:
            close()
        while text:
            piece = _fitting(text, kind, room, page, whole=room >= page.lines - 1)
            if piece:
                done.append(Block(kind, piece, min(lead, len(piece)), sources))
                room -= _tall(piece, kind, page)
                said += count(piece)
                total += count(piece)
                text, lead = text[len(piece) :], max(0, lead - len(piece))
                kind, sources = "rest", ()
            if text:
                close()
    close()
    return _begun(done)


def _begun(done: list[Block]) -> list[Block]:
    """Return blocks with every one that follows a mark beginning a page."""
    return [
        msgspec.structs.replace(block, begins=bool(place) and done[place - 1].kind == "mark")
        for place, block in enumerate(done)
    ]


def _tall(text: str, kind: Kind, page: Page) -> int:
    indent = 0 if kind in ("salutation", "rest") else 2
    lines = text.split("\n")
    # A line may end one character early, so that no comma begins the next.
    return int(sum(-(-(_width(line) + indent) // (page.characters - 0.5)) for line in lines))


def _fitting(text: str, kind: Kind, room: int, page: Page, whole: bool) -> str:
    """Return the sentences of text that fit on `room` lines; on a whole empty page, as many characters as fit."""
    if _tall(text, kind, page) <= room:
        return text
    piece = ""
    for sentence in re.findall(r"[^。！？\n]*(?:[。！？\n]+[”’」』）]*|$)", text):
        if _tall(piece + sentence, kind, page) > room:
            break
        piece += sentence
    if piece or not whole:
        return piece
    piece = text[: room * page.characters]
    while len(piece) > 1 and _tall(piece, kind, page) > room:
        piece = piece[:-1]
    return piece


ANNEX = ("反馈问题", "整改措施", "责任人", "时限", "完成标志")
ANNEX_WIDTHS = (31, 46, 22, 22, 35)
"""Millimetres of the columns; together the width of the text."""

ANNEX_TITLE = "反馈问题整改措施表"
PROPOSED = "（拟定，请核）"
MISSING = "讲稿里没有找到，请补"


def annex(speech: Speech) -> list[tuple[str, list[tuple[str, str, str, str]]]]:
    """Return each problem with its measures: what, who, deadline, finish line; a proposed one is marked so.

    Raises DocumentError where the speech has no problems to list.
    """
    if not speech.problems:
        raise DocumentError("这篇讲稿没有对着问题写，做不出附表；请在素材里写上问题，或去掉 --annex")
    return [
        (
            legal(answered.problem),
            [
                (legal(m.what) + (PROPOSED if m.origin == "proposed" else ""), legal(m.who), legal(m.deadline), legal(m.check))
                for m in answered.measures
            ]
            or [(MISSING, "", "", "")],
        )
        for answered in speech.problems
    ]


def annex_note(speech: Speech) -> str:
    """Return what stands under the table."""
    proposed = any(m.origin == "proposed" for answered in speech.problems for m in answered.measures)
    asked = f"标有“{PROPOSED[1:-1]}”的，责任人、时限或完成标志由程序按常规拟写，定稿前请逐条核对。" if proposed else ""
    return f"注：本表按讲稿正文整理，以讲稿为准。{asked}"


def name_line(role: str = "", speaker: str = "", date: str = "") -> str:
    """Return what stands under the title: the date in brackets on a line, role and name on the next.

    A name of two characters is spread to three, as is usual; without a name there is no second line.
    """
    speaker = speaker.strip()
    spread = f"{speaker[0]}　{speaker[1]}" if len(speaker) == 2 else speaker
    signed = "　".join(part for part in (role.strip(), spread) if part) if speaker else ""
    return "\n".join(line for line in (f"（{date}）" if date else "", signed) if line)
