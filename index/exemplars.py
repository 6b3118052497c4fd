"""Read exemplar speeches: Markdown with front matter, slots in the text; and cut them into passages."""

import datetime
import re
from pathlib import Path
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from index import textfile, yamlfile
from index.errors import CorpusError
from index.passages import Part, Passage
from index.segment import CutSpeech, cut, sentences

Role = Literal["secretary", "head", "deputy_body", "deputy_field", "member", "discipline", "acting", "representative"]
ROLES: tuple[str, ...] = (
    "secretary", "head", "deputy_body", "deputy_field", "member", "discipline", "acting", "representative",
)  # fmt: skip
Topic = Annotated[str, Meta(pattern=r"^P\d\d$")]

SLOTS = frozenset(
    ["单位", "自称", "全体", "队伍", "党组织", "会议", "成员", "系统", "上级党委", "上级", "全域", "巡察组", "巡察", "服务对象", "下属", "重点工作"]
)
"""The slots that a name or an inflection goes into."""

_SLOT = re.compile(r"\{([^{}]*)\}|[{}]")
_PLEDGE = re.compile(r"[日月周季年天]内|每[日周月季年半个]|即日起|[前后]，|之前|月底|年底|到位|由[^，。]{2,12}(?:负责|牵头|签字)|当[日天周月]")


class Lend(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A sentence that the template writer may borrow: it stands in the text and holds no slot and no figure."""

    section: Annotated[int, Meta(ge=0, le=3)]
    text: Annotated[str, Meta(min_length=4, max_length=30)]
    topic: Topic | None = None


class FrontMatter(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is said of an exemplar above its text."""

    title: str
    occasion: Literal["反馈会", "集中反馈会", "整改推进会", "整改评估会"]
    inspection: str
    role: Role
    kind: str
    unit: str
    body: str
    level: Literal["省", "市", "县", "乡", "村"]
    topics: Annotated[tuple[Topic, ...], Meta(min_length=1)]
    temper: Literal["平实", "庄重", "干脆"]
    opening: tuple[Literal["thanks", "recap", "report", "value", "remarks", "accept", "next"], ...]
    enumeration: Literal["一是", "一要", "分段", "无"]
    as_of: datetime.date
    licence: str
    lend: tuple[Lend, ...] = ()
    origin: str = ""
    """Of a user's own exemplar: hashes of the file and of the text that it was made from, by which both are known again."""


class Exemplar(msgspec.Struct, frozen=True):
    """One exemplar speech: its name (the file's, without the ending), front matter, and text cut into parts."""

    name: str
    about: FrontMatter
    speech: CutSpeech

    def plain(self) -> str:
        """Return the running text from opening to thanks, headings included, slots left in."""
        speech = self.speech
        parts = [p.text for p in speech.opening] + [speech.transition]
        for section in speech.sections:
            parts += [section.heading, *(p.text for p in section.paragraphs)]
        return "\n".join([*parts, *(p.text for p in speech.closing), speech.thanks])


def read_exemplar(path: Path, own: bool = False) -> Exemplar:
    """Return the exemplar in the file at path; CorpusError names file, line and what to do.

    A user's `own` may lack salutation and closing and have another number of sections than three, one at least.
    """
    text, _ = textfile.read(path)
    return parse_exemplar(text, path, own)


def parse_exemplar(text: str, path: Path, own: bool = False) -> Exemplar:
    """Return the exemplar that text, the content of the file at path, holds; as read_exemplar."""
    if not text.startswith("---\n") or "\n---\n" not in text[4:]:
        raise CorpusError(f"{path} 第1行：范文要以 --- 之间的说明开头（title、role 等）；写法见 corpus/README.md")
    head, body = text[4:].split("\n---\n", 1)
    about = yamlfile.load(head, str(path), FrontMatter, first_line=2)
    first = head.count("\n") + 4
    for match in _SLOT.finditer(body):
        if match.group(1) not in SLOTS:
            line = first + body.count("\n", 0, match.start())
            raise CorpusError(f"{path} 第{line}行：没有“{match.group()}”这个槽位；请改用 corpus/README.md 里列出的")
    speeches = cut(body)
    if own and not (len(speeches) == 1 and speeches[0].sections):
        raise CorpusError(f"{path} 第{first}行：范文要有“## 一、……”这样的部分，一个文件只放一篇；请改正")
    if not own and (len(speeches) != 1 or not _whole(speeches[0])):
        raise CorpusError(f"{path} 第{first}行：范文要有称呼、一二三三个部分，结尾前有一行 ---；请补全")
    for number, lend in enumerate(about.lend):
        if lend.text not in body or re.search(r"[{}0-9]", lend.text):
            line = yamlfile.line_of(head, f"lend.{number}") + 2
            raise CorpusError(f"{path} 第{line}行：lend 的句子要原样出现在正文里、不含槽位和数字：“{lend.text}”；请改正")
    return Exemplar(path.stem, about, speeches[0])


def _whole(speech: CutSpeech) -> bool:
    return bool(speech.salutation and len(speech.sections) == 3 and speech.closing)


def read_folder(folder: Path) -> list[Exemplar]:
    """Return the exemplars in folder, by file name; CorpusError where there are none."""
    found = [read_exemplar(path) for path in sorted(folder.glob("*.md"))]
    if not found:
        raise CorpusError(f"{folder} 里没有范文；请每篇放一个 .md 文件，写法见 corpus/README.md")
    return found


def section_of(place: int, count: int) -> int:
    """Return which of the genre's three a section is, the place-th of count: the middle ones all pledge."""
    return place if place == 1 and count > 1 else 3 if place == count and count > 2 else 2


def passages_of(exemplar: Exemplar) -> list[Passage]:
    """Cut one exemplar into typed passages; ids are stable while the text above them stays."""
    about, speech = exemplar.about, exemplar.speech
    found: list[Passage] = []

    def add(text: str, part: Part, section: int = 0, topics: tuple[str, ...] = ()) -> None:
        if text:
            found.append(
                Passage(
                    id=f"{exemplar.name}#{len(found) + 1:02d}",
                    text=text,
                    part=part,
                    document=exemplar.name,
                    section=section,
                    topics=topics,
                    role=about.role,
                    kind=about.kind,
                    body=about.body,
                    sector=about.unit,
                )
            )

    add(speech.title, Part.TITLE)
    add(speech.salutation, Part.SALUTATION)
    for paragraph in speech.opening:
        add(paragraph.text, Part.OPENING, 0, paragraph.topics)
    add(speech.transition, Part.TRANSITION)
    for place, section in enumerate(speech.sections, 1):
        number = section_of(place, len(speech.sections))
        add(section.heading, Part.HEADING, number)
        for paragraph in section.paragraphs:
            add(paragraph.text, Part.BODY, number, paragraph.topics)
            if number == 2:
                for sentence in sentences(paragraph.text):
                    if 20 <= len(sentence) < len(paragraph.text) and _PLEDGE.search(sentence):
                        add(sentence, Part.PLEDGE, number, paragraph.topics)
    for paragraph in speech.closing:
        add(paragraph.text, Part.CLOSING, 0, paragraph.topics)
    add(speech.thanks, Part.THANKS)
    return found
