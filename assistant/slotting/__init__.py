"""Make an exemplar of a speech: what names its unit becomes a slot or a word that names nobody, each listed for review."""

import datetime
import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import msgspec
import yaml

from assistant.brief import Brief
from assistant.context import resolve
from assistant.corpus import GENERAL
from assistant.slotting.about import enumeration_of, inspection_of, moves_of, occasion_of, temper_of, topics_of
from assistant.slotting.marks import Replaced, Slotter, clean
from assistant.slotting.unit import find_speaker
from index.exemplars import FrontMatter
from index.segment import CutSection, CutSpeech, Paragraph

if TYPE_CHECKING:
    from assistant.knowledge import Knowledge

__all__ = ["Replaced", "Slotted", "slot"]
_NUMERALS = "一二三四五六七八九十"
LICENCE = "自用"


class Slotted(msgspec.Struct, frozen=True):
    """An exemplar made of a speech: its Markdown, the speech in slots, what was replaced, and for whom it was taken."""

    markdown: str
    about: FrontMatter
    speech: CutSpeech
    replaced: tuple[Replaced, ...]
    unit: str
    post: str


def slot(
    speech: CutSpeech,
    knowledge: "Knowledge",
    today: datetime.date,
    *,
    left: Iterable[str] = (),
    unit: str = "",
    hide: Iterable[str] = (),
    keep: Iterable[str] = (),
    instead: Mapping[str, str] | None = None,
    origin: str = "",
) -> Slotted:
    """Return the exemplar of speech; the same speech, corpus and day give the same bytes.

    `left` are lines that stood around the speech (names, dates), read for who speaks and never kept. `unit` is the
    unit where the user says it, `hide` further words that must go, `keep` what the user lets stand, `instead` the user's
    own word for what stood there. The day is the exemplar's as_of.
    """
    corpus = knowledge.corpus
    speech = _map(speech, lambda text, _: clean(text))
    head = [speech.title, *(clean(line) for line in left if len(line) <= 80)]
    texts = _texts(speech)
    body = "\n".join(texts)
    found = find_speaker([line for line in head if line], body, corpus)
    name = unit.strip() or found.unit
    brief = Brief(unit=name or _nameless(body), role=found.post, team=_team(body))
    context = resolve(brief, corpus, today)
    official = frozenset(knowledge.official)
    slotter = Slotter(context, [*head, *texts], found.others, frozenset(keep), instead, hide, official)
    slotted = _map(speech, slotter.put)
    slotted = msgspec.structs.replace(
        slotted,
        title=slotted.title or "在{上级党委}巡察反馈会上的表态发言",
        opening=_kept(slotted.opening),
        closing=_kept(slotted.closing),
        sections=tuple(
            CutSection(
                section.heading or "抓好整改",
                tuple(
                    Paragraph(p.text, p.topics or topics_of(p.text, knowledge.categories, corpus, context.kind))
                    for p in _kept(section.paragraphs)
                ),
            )
            for section in slotted.sections
        ),
    )
    topics = tuple(dict.fromkeys(t for s in slotted.sections for p in s.paragraphs for t in p.topics)) or (GENERAL,)
    about = FrontMatter(
        title=slotted.title,
        occasion=occasion_of(speech.title, body),  # type: ignore[arg-type]  # one of the names that the schema lists
        inspection=inspection_of(speech.title, body),
        role=context.role,  # type: ignore[arg-type]
        kind=context.kind,
        unit=context.unit.id,
        body=context.body,
        level=context.level,  # type: ignore[arg-type]
        topics=topics,
        temper=temper_of(body),  # type: ignore[arg-type]
        opening=moves_of(speech),  # type: ignore[arg-type]
        enumeration=enumeration_of(speech),  # type: ignore[arg-type]
        as_of=today,
        licence=LICENCE,
        origin=origin,
    )
    return Slotted(_markdown(slotted, about), about, slotted, tuple(slotter.replaced), name, found.post)


def _nameless(body: str) -> str:
    """Return what stands for a unit that the speech does not name: by what it calls itself, 某局, 某医院 ..."""
    for own, name in (("我局", "局"), ("我院", "医院"), ("我校", "学校"), ("我镇", "镇"), ("我乡", "乡"), ("我村", "村"), ("公司", "公司"), ("我中心", "中心"), ("我街道", "街道")):
        if own in body:
            return f"某{name}"
    return "某单位"


def _team(body: str) -> str:
    match = re.search(r"(?:[省市县区州旗盟地]委|自治区党委|[镇乡]党委|街道党工委)(?:第?[一二三四五六七八九十\d]{1,3})?巡[察视](?:第?[一二三四五六七八九十\d]{1,3})?组", body)
    return match.group() if match else ""


def _texts(speech: CutSpeech) -> list[str]:
    parts = [speech.title, speech.salutation, *(p.text for p in speech.opening), speech.transition]
    for section in speech.sections:
        parts += [section.heading, *(p.text for p in section.paragraphs)]
    return [text for text in (*parts, *(p.text for p in speech.closing), speech.thanks) if text]


def _map(speech: CutSpeech, put: "Mapped") -> CutSpeech:
    def all_of(paragraphs: Iterable[Paragraph], name: str) -> tuple[Paragraph, ...]:
        return tuple(Paragraph(put(p.text, f"{name}第{n}段"), p.topics) for n, p in enumerate(paragraphs, 1))

    def one(text: str, where: str) -> str:
        return put(text, where) if text else ""

    sections = []
    for number, section in enumerate(speech.sections):
        name = f"第{_NUMERALS[number] if number < 10 else number + 1}部分"
        sections.append(CutSection(one(section.heading, f"{name}标题"), all_of(section.paragraphs, name)))
    return CutSpeech(
        title=one(speech.title, "标题"),
        salutation=one(speech.salutation, "称呼"),
        opening=all_of(speech.opening, "开头"),
        transition=one(speech.transition, "过渡句"),
        sections=tuple(sections),
        closing=all_of(speech.closing, "结尾"),
        thanks=one(speech.thanks, "致谢"),
    )


def _kept(paragraphs: Iterable[Paragraph]) -> tuple[Paragraph, ...]:
    return tuple(p for p in paragraphs if re.search(r"\w{2}", p.text))


def _markdown(speech: CutSpeech, about: FrontMatter) -> str:
    fields = {key: value for key, value in msgspec.to_builtins(about).items() if value not in ("", [], ())}
    fields["as_of"] = about.as_of
    lines = [yaml.safe_dump(fields, allow_unicode=True, sort_keys=False, width=10_000, default_flow_style=None).rstrip()]
    parts = [f"# {speech.title}", speech.salutation, *(p.text for p in speech.opening), speech.transition]
    for number, section in enumerate(speech.sections):
        parts.append(f"## {_NUMERALS[number]}、{section.heading}")
        parts += [p.text + (f"\n<!-- {' '.join(p.topics)} -->" if p.topics else "") for p in section.paragraphs]
    ending = [*(p.text for p in speech.closing), speech.thanks]
    parts += ["---", *ending] if any(ending) else []
    return "\n".join(["---", *lines, "---"]) + "\n" + "\n\n".join(part for part in parts if part) + "\n"


if TYPE_CHECKING:
    from collections.abc import Callable

    Mapped = Callable[[str, str], str]
