"""Write single pieces for a speech that stands already: an answer to a problem, one more measure, a part said another way."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal

import msgspec

from assistant.brief import Problem
from assistant.checks.coverage import Coverage
from assistant.context import Context
from assistant.corpus import GENERAL
from assistant.matching import category_of
from assistant.plan import Plan, make_plan, named_answer, passages_for
from assistant.pledging import Answer, Pledge, ranked_pledges
from assistant.saying import Bit
from assistant.speech import Paragraph, Source, Speech
from assistant.template_writer import Composing, TemplateWriter
from assistant.wording import clean

if TYPE_CHECKING:
    from assistant.knowledge import Knowledge
    from assistant.revising.manuscript import Manuscript, Spot

SEEDS = 10
"""How many other ways of saying a part are tried."""


class Composer:
    """Writes pieces in the voice of context for a manuscript, and says nothing that stands in it already."""

    def __init__(self, knowledge: Knowledge, context: Context, plan: Plan, manuscript: Manuscript) -> None:
        self.knowledge, self.context, self.plan, self.manuscript = knowledge, context, plan, manuscript
        self._work = Composing(knowledge, plan, context)
        self._work.terse = False
        for part in manuscript.lists.values():
            self._work.used |= {source.id for p in part for source in p.sources if source.kind == "frame"}

    def answer_to(self, problem: Problem) -> Answer:
        """Return the plan's answer to a problem, else a new one without measures."""
        text = clean(problem.text)
        for answer in self.plan.answers:
            if text in answer.problems:
                return answer
        knowledge, context = self.knowledge, self.context
        category, _ = category_of(problem.text, knowledge.categories, knowledge.corpus, context.kind, context.role)
        return named_answer([problem], category, passages_for(problem.text, category, context, knowledge))

    def pledges(self, answer: Answer, most: int = 1) -> list[Pledge]:
        """Return measures for an answer that the manuscript does not hold yet, best first."""
        text = self.manuscript.all()
        pledged = {pledge.id for pledge in answer.measures}
        ranked = ranked_pledges(answer, self.context, self.knowledge, {}, self.plan.seed, 1.0)
        return [p for p in ranked if p.what not in text and p.check.rstrip("。") not in text and p.id not in pledged][:most]

    def paragraph(self, answer: Answer, place: int) -> Paragraph:
        """Return a paragraph of its own that names the problem and pledges what the answer holds; place 0 comes first."""
        role = self._work.voice(answer)
        bits = self._work.lead(msgspec.structs.replace(answer, immediate=False, measures=()), place)
        bits += [self._work.measure(p, f"{place}.{n}.r", again=n > 0, role=role) for n, p in enumerate(answer.measures)]
        return joined_bits([bit for bit in bits if not bit.rank])

    def group(self, answers: list[Answer]) -> Paragraph:
        """Return one paragraph that answers several kindred problems."""
        return joined_bits([bit for bits in self._work.gathered(answers) for bit in bits])

    def more(self, answer: Answer, key: str, first: bool = False, tagged: bool = False) -> tuple[Bit, Pledge] | None:
        """Return one more measure for an answer, said so that it can follow the others; None where there is none left.

        `first` says it as the only one, `tagged` names the answer's field with it.
        """
        found = self.pledges(answer)
        if not found:
            return None
        tag = answer.topic if tagged else ""
        bit = self._work.measure(found[0], f"more.{key}", again=not first, tag=tag, role=self._work.voice(answer))
        return (bit, found[0]) if bit.text else None

    def line(self, answer: Answer, field: Literal["weight", "own", "results"], key: str) -> Bit | None:
        """Return a sentence of the corpus on the answer's category (weight, own, results) that is not said yet."""
        if answer.category == GENERAL and field == "results":
            return None
        text = self.manuscript.all()
        for n in range(8):
            found = self._work.line(answer.category, field, f"{key}.{n}", "，".join(answer.problems))
            if found is None:
                return None
            if found[0].rstrip("。") in text:
                continue
            if field == "results":
                bit = self._work.say("results_link", f"{key}.{n}", 0, (found[1],), 领域=answer.topic, 结果=found[0], 序="", 无序=True)
                return bit if bit.text else None
            return Bit(found[0], (found[1],))
        return None

    def remark(self, who: str, did: str, place: int) -> Bit:
        """Return an answer to one who spoke at the meeting."""
        return self._work.say("opening_remarks", str(place), 0, (Source("brief", f"present[{place}]"),), 谁=who, 做了=did, 说了="")

    def aim(self) -> Bit | None:
        """Return what the unit's people will see of its work, where that is not said yet."""
        text = self.manuscript.all()
        for n in range(4):
            bit = self._work.aim(n)
            if not bit.text:
                return None
            if bit.text not in text:
                return bit
        return None

    def others(self, deep: bool = True, same_measures: bool = True) -> Iterator[tuple[Plan, Speech]]:
        """Yield the whole speech as other seeds would say it, with the plan's headings and, unless told, its measures.

        Without `deep` the plan stays and only the ways of saying it change, which takes a quarter of the time.
        """
        writer = TemplateWriter(self.knowledge)
        for seed in range(self.plan.seed + 1, self.plan.seed + 1 + SEEDS):
            other = msgspec.structs.replace(self.plan, seed=seed)
            if deep:
                other = make_plan(self.context, self.knowledge, seed)
                other = msgspec.structs.replace(
                    other, headings=self.plan.headings, enumeration=self.plan.enumeration, temper=self.plan.temper,
                    answers=self.plan.answers if same_measures else other.answers,
                )  # fmt: skip
            yield other, writer.write(other, self.context)

    def planned(self) -> Speech:
        """Return the speech as the plan and its own seed give it."""
        return TemplateWriter(self.knowledge).write(self.plan, self.context)

    def answering(self) -> dict[Spot, list[Problem]]:
        """Return the paragraphs of section two that answer problems of the brief, in order."""
        found: dict[Spot, list[Problem]] = {}
        items = self.context.brief.items()
        named = [Coverage(problem, None) for problem in items]
        spots = [spot for spot in self.manuscript.spots() if spot.part == "section" and spot.number == 2]
        for spot in spots:
            paragraph = self.manuscript.paragraph(spot)
            ids = [source.id for source in paragraph.sources if source.kind == "brief" and source.id.startswith("problems[")]
            own = [items[int(one[9:-1])] for one in ids if int(one[9:-1]) < len(items)]
            if not any(_alike(p.text, paragraph.text) or Coverage(p, None).named(paragraph.text) for p in own):  # another brief than the one it was written from
                own = [p for p, cover in zip(items, named, strict=True) if cover.named(paragraph.text)]
            if own:
                found[spot] = list(dict.fromkeys(own))
        return found


def _alike(problem: str, text: str) -> bool:
    from index.lexical import bigrams

    pairs = set(bigrams(clean(problem)))
    return len(pairs & set(bigrams(text))) >= 0.2 * len(pairs)


def joined_bits(bits: list[Bit]) -> Paragraph:
    """Return bits as one paragraph with all their sources."""
    sources = tuple(dict.fromkeys(source for bit in bits for source in bit.sources))
    return Paragraph("".join(bit.text for bit in bits), sources)


def numbered_as(old: str, new: Paragraph) -> Paragraph:
    """Return a new paragraph with the mark of the old one: 一是 where that had it, none where it had none."""
    mark = re.match(r"第?[一二三四五六七八九十][是要，]", old)
    text = re.sub(r"^[一二三四五六七八九十][是要]", "", new.text)
    return msgspec.structs.replace(new, text=(mark.group() if mark else "") + text)
