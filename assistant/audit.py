"""The state of an exemplar bank, the shipped one or a user's own: formats, near-duplicates, leftovers, coverage."""

from __future__ import annotations

import datetime
import re
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from assistant.checks import leaks, wordings
from assistant.checks.subject import Subject, from_cut
from assistant.copying import CopyTable
from assistant.corpus import GENERAL, Corpus, read_corpus
from assistant.errors import DocumentError
from assistant.patterns import Pattern
from index.errors import CorpusError
from index.exemplars import Exemplar, read_exemplar

if TYPE_CHECKING:
    from assistant.knowledge import Knowledge

LENGTHS = (900, 1900)
ALIKE = 0.08
SPAN = 40
ENOUGH = 5
"""Paragraphs on a category that retrieval can choose among."""

_NUMBERS = (
    (Pattern(r"(?<!\d)\d{17}[\dXx](?!\d)"), "身份证号"),
    (Pattern(r"(?<!\d)1[3-9]\d{9}(?!\d)"), "手机号"),
    (Pattern(r"(?<!\d)0\d{2,3}[- ]?\d{7,8}(?!\d)"), "电话号码"),
    (Pattern(r"[\w.+-]+@[\w-]+\.\w+"), "邮箱"),
)
_SLOT = re.compile(r"\{[^{}]*\}")


class Fault(msgspec.Struct, frozen=True):
    """Something to mend: the file, a stable name of the rule, and what to do."""

    file: str
    rule: str
    message: str


class Audit(msgspec.Struct, frozen=True):
    """What was found in a bank; `faults` empty means fit to be used."""

    folder: str
    exemplars: int
    characters: tuple[int, int]
    units: int
    kinds: dict[str, int]
    roles: dict[str, int]
    occasions: dict[str, int]
    inspections: dict[str, int]
    bodies: dict[str, int]
    levels: dict[str, int]
    coverage: dict[str, dict[str, int]]
    topics: dict[str, int]
    thin_topics: tuple[str, ...]
    measures: dict[str, int]
    faults: tuple[Fault, ...]


def audit(folder: Path, knowledge: Knowledge, as_of: datetime.date) -> Audit:
    """Return the state of folder: a whole corpus, or a folder of exemplars of one's own.

    `knowledge` gives the categories and wording rules for a bank that has none. Raises DocumentError where there is
    no exemplar at all.
    """
    whole = (folder / "speeches").is_dir()
    paths = sorted((folder / "speeches" if whole else folder).glob("*.md"))
    if not paths:
        raise DocumentError(f"{folder} 里没有范文（.md）；请给范文文件夹，写法见 corpus/README.md")
    faults: list[Fault] = []
    exemplars: list[Exemplar] = []
    for path in paths:
        try:
            exemplars.append(read_exemplar(path))
        except CorpusError as error:
            faults.append(Fault(path.name, "format", str(error)))
    corpus = knowledge.corpus
    if whole:
        try:
            corpus = read_corpus(folder)
        except CorpusError as error:
            faults.append(Fault(folder.name, "format", str(error)))
        faults += _data_faults(corpus)
    official = corpus.formulations.set_phrases
    for exemplar in exemplars:
        faults += _faults_of(exemplar, corpus, as_of)
    faults += _alike(exemplars, official)
    topics = Counter(t for e in exemplars for s in e.speech.sections for p in s.paragraphs for t in p.topics)
    sizes = [_size(exemplar) for exemplar in exemplars] or [0]
    coverage: dict[str, dict[str, int]] = {}
    for exemplar in exemplars:
        row = coverage.setdefault(exemplar.about.kind, {})
        row[exemplar.about.role] = row.get(exemplar.about.role, 0) + 1
    abouts = [exemplar.about for exemplar in exemplars]
    return Audit(
        folder=str(folder),
        exemplars=len(exemplars),
        characters=(min(sizes), max(sizes)),
        units=len({about.unit for about in abouts}),
        kinds=_counted(about.kind for about in abouts),
        roles=_counted(about.role for about in abouts),
        occasions=_counted(about.occasion for about in abouts),
        inspections=_counted(about.inspection for about in abouts),
        bodies=_counted(about.body for about in abouts),
        levels=_counted(about.level for about in abouts),
        coverage=coverage,
        topics=_counted(topics.elements()),
        thin_topics=tuple(sorted(t for t in corpus.categories if t != GENERAL and topics[t] < ENOUGH)),
        measures={category.id: len(category.measures) for category in corpus.categories.values()},
        faults=tuple(faults),
    )


def _counted(values: object) -> dict[str, int]:
    return dict(sorted(Counter(values).items()))  # type: ignore[call-overload]


def _size(exemplar: Exemplar) -> int:
    return len(re.sub(r"\s", "", exemplar.plain()))


def _faults_of(exemplar: Exemplar, corpus: Corpus, as_of: datetime.date) -> list[Fault]:
    name = f"{exemplar.name}.md"
    faults = []
    size = _size(exemplar)
    if not LENGTHS[0] <= size <= LENGTHS[1]:
        faults.append(Fault(name, "length", f"全文 {size} 字；请控制在 {LENGTHS[0]}—{LENGTHS[1]} 字"))
    for topic in exemplar.about.topics:
        if topic not in corpus.categories:
            faults.append(Fault(name, "topic", f"没有 {topic} 这一类；请改成 corpus/measures 里有的"))
    labelled = {t for s in exemplar.speech.sections for p in s.paragraphs for t in p.topics}
    for topic in exemplar.about.topics:
        if topic not in labelled:
            faults.append(Fault(name, "label", f"topics 里的 {topic} 没有一段标出；请在对应段落下面加一行 <!-- {topic} -->"))
    subject = Subject(from_cut(exemplar.speech))
    for place, text in subject.places:
        for pattern, what in _NUMBERS:
            faults += [Fault(name, "number", f"{place}有{what}“{m.group()}”；请删去") for m in pattern.finditer(text)]
        plain = _SLOT.sub("，", text)
        faults += [
            Fault(name, rule, f"{place}的“{found}”像是{what}；请换成槽位，或改成不指名的说法") for rule, found, what in leaks.leftovers(plain)
        ]
    for finding in wordings.check(subject, corpus.formulations.wordings, as_of, {}):
        if finding.level != "note":
            faults.append(Fault(name, finding.rule, f"{finding.where}{finding.message}；{finding.fix}"))
    return faults


def _alike(exemplars: list[Exemplar], official: tuple[str, ...]) -> list[Fault]:
    """Return the pairs of exemplars of which one holds too much of the other, each told once."""
    table = CopyTable.of((exemplar.name, exemplar.plain()) for exemplar in exemplars)
    faults = []
    told: set[frozenset[str]] = set()
    for exemplar in exemplars:
        found = table.compare(_SLOT.sub("，", exemplar.plain()), official, without=exemplar.name)
        for share, span, other in ((found.one_source, 0, found.source), (0.0, found.longest, found.longest_source)):
            pair = frozenset((exemplar.name, other))
            if other and pair not in told and (share > ALIKE or span > SPAN):
                told.add(pair)
                what = f"{share:.0%} 的文字" if share > ALIKE else f"连续 {span} 个字"
                faults.append(Fault(f"{exemplar.name}.md", "alike", f"{what}同 {other}.md 一样；请改写其中一篇"))
    return faults


def _data_faults(corpus: Corpus) -> list[Fault]:
    """Return categories with too few measures, and kinds of unit that a category leaves with a single one."""
    faults = []
    for category in corpus.categories.values():
        if len(category.measures) < 6:
            faults.append(Fault(f"{category.id}.yaml", "measures", f"只有 {len(category.measures)} 条措施；请写到 6 条"))
        for kind, row in corpus.kinds.items():
            offered = sum(m.fits(kind, "secretary") and row.owners.get(m.who) is not None for m in category.measures)
            if offered == 1:
                faults.append(Fault(f"{category.id}.yaml", "kinds", f"“{kind}”只有 1 条措施可用；请补一条，或不给这一类"))
    if len(corpus.headings) < 30:
        faults.append(Fault("headings.yaml", "headings", f"只有 {len(corpus.headings)} 组标题；请写到 30 组"))
    return faults
