"""Judge what a model wrote, part by part: what the checks find, and text that is not about this at all."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import msgspec

from assistant.chain.events import PARTS
from assistant.checks import Report, phrases
from assistant.checks.copies import LIMIT, LONGEST
from assistant.context import Context
from assistant.findings import Finding
from assistant.plan import Plan
from assistant.speech import Paragraph, Section, Speech
from assistant.wording import field, label
from index.lexical import bigrams
from index.segment import sentences

if TYPE_CHECKING:
    from assistant.knowledge import Knowledge

FAMILIAR = 0.65
"""Share of a text's character pairs that the corpus or the brief knows. The parts that a careful writer wrote for three briefs have
0.77 to 0.92; a novel, a recipe, the weather, essays on schools and on the economy 0.27 to 0.54."""

_ABOUT = 0.12
"""Share of sentences that have a word of the occasion or of this brief: 0.29 to 0.80 in those parts, 0 to 0.33 in those essays."""

_GENRE = re.compile(r"整改|反馈|巡[察视]|问题|责任|监督|认领|接受|改|清单|党[组委支总工]|班子|群众|职工|村民|居民|公开|把关|检查|核查|抽查|制度|规矩|我们|我[局院校镇乡街村委台馆园]")

_ELSEWHERE = {
    "coverage": 2, "meeting.path": 2, "meeting.acceptance": 0, "meeting.answer": 0, "role.secretary": 1, "role.head": 1, "role.field": 1,
    "role.supervision": 2, "role.acting": 1, "inspection.again": 1, "inspection.both": 2, "inspection.village": 2, "meeting.progress": 2,
    "coverage.results": 3, "coverage.priority": 3,
}  # fmt: skip
"""The part that a finding about the whole speech is mended in."""


def part_of(finding: Finding) -> int | None:
    """Return the number of the part that a finding is mended in; None where it is nobody's."""
    for number, name in enumerate(PARTS):
        if finding.where.startswith(name) and not finding.where.endswith("标题"):
            return number
    if finding.where == "过渡句":
        return 4
    named = _ELSEWHERE.get(finding.rule)
    return named if named is not None else _ELSEWHERE.get(finding.rule.split(".")[0])


def paragraphs_of(speech: Speech, part: int) -> tuple[Paragraph, ...]:
    """Return the paragraphs of a part."""
    return (speech.opening, *(section.paragraphs for section in speech.sections), speech.closing)[part]


def with_part(speech: Speech, part: int, paragraphs: tuple[Paragraph, ...], writer: str) -> Speech:
    """Return speech with a part's paragraphs in place of its own."""
    if part == 0:
        return msgspec.structs.replace(speech, opening=paragraphs)
    if part == 4:
        return msgspec.structs.replace(speech, closing=paragraphs)
    sections = list(speech.sections)
    sections[part - 1] = Section(sections[part - 1].heading, paragraphs, writer)
    return msgspec.structs.replace(speech, sections=tuple(sections))


def by_part(findings: Iterable[Finding], levels: Sequence[str] = ("error",)) -> dict[int, list[Finding]]:
    """Return the findings of these levels under the part that each is mended in."""
    found: dict[int, list[Finding]] = {}
    for finding in findings:
        part = part_of(finding)
        if finding.level in levels and part is not None:
            found.setdefault(part, []).append(finding)
    return found


class Judge:
    """Says of a part's text whether it is about this brief and whose words it holds."""

    def __init__(self, context: Context, plan: Plan, knowledge: Knowledge) -> None:
        self._context, self._knowledge = context, knowledge
        words = [*phrases(context), *(a.label for a in plan.answers), *(a.topic for a in plan.answers)]
        words += [text for a in plan.answers for m in a.measures for text in (m.what, m.check, m.who)]
        self._own = set(bigrams("".join(words)))
        self._marks = [word for word in dict.fromkeys(_marks(context, plan)) if len(word) >= 2]
        self._free = [*knowledge.official, *phrases(context)]

    def stray(self, paragraphs: Sequence[str]) -> str:
        """Return why a part is not about this, as one Chinese clause; empty where it is."""
        text = "".join(paragraphs)
        if self.familiar(text) < FAMILIAR:
            return "写的不是这次表态的内容"
        pieces = [piece for paragraph in paragraphs for piece in sentences(paragraph)]
        about = sum(bool(_GENRE.search(piece)) or any(mark in piece for mark in self._marks) for piece in pieces)
        if about < _ABOUT * len(pieces):
            return "几乎没有一句同反馈和整改有关"
        return ""

    def familiar(self, text: str) -> float:
        """Return the share of text's character pairs that the corpus or this brief knows."""
        pairs = list(dict.fromkeys(bigrams(text)))
        strange = [pair for pair in pairs if pair not in self._own]
        return 1 - (len(strange) - self._knowledge.categories.familiar(strange)) / len(pairs) if pairs else 0.0

    def copied(self, paragraphs: Sequence[str]) -> str:
        """Return what a part has copied from an exemplar beyond the limits, as one Chinese clause; empty where nothing."""
        found = self._knowledge.copies.compare("\n".join(paragraphs), self._free)
        if found.longest > LONGEST:
            return f"“{found.longest_text[:24]}……”连续 {found.longest} 个字同范文一样，要换成自己的话"
        return f"{found.share:.0%} 的字同范文一样，要换成自己的话" if found.share > LIMIT else ""


def _marks(context: Context, plan: Plan) -> list[str]:
    found = [context["自称"], context["全体"], context["党组织"], context["服务对象"], context["重点工作"], *context.owners.values()]
    for answer in plan.answers:
        found += [answer.topic, answer.label, *(field(text) for text in answer.problems), *(label(text) for text in answer.problems)]
        found += [measure.who for measure in answer.measures]
    return [word for word in found if word and word != "我"]


def told(finding: Finding) -> str:
    """Return a finding as it is told to the model that mends it."""
    return f"{finding.message}。{finding.fix}".rstrip("。") + "。"


def acceptable(report: Report) -> bool:
    """Whether nothing that the checks call an error is left."""
    return report.errors == 0
