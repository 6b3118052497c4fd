"""The deterministic writer: composes a speech from the plan, the corpus and the frames, without a model.

What must be said is written first; what may be said is added, the most useful first, until the length asked for is
reached. No way of making a move and no sentence of the corpus is used twice in one speech.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from assistant.context import Context, Value
from assistant.corpus import GENERAL
from assistant.frames import order
from assistant.plan import Plan
from assistant.pledging import Answer, Pledge
from assistant.saying import Bit, Saying
from assistant.speech import Paragraph, Section, Source, Speech, count
from assistant.wording import joined, numeral, quoted, sentence

if TYPE_CHECKING:
    from assistant.knowledge import Knowledge

_LONG = 44
"""A problem of more characters is named by one clause of it: a listener can't hold more in one breath."""

_SUPERVISION = re.compile(r"派驻监督|监督(?:执纪|宽|偏|发现|不敢|走|缺|质效|办法)|不敢监督|问题线索|线索(?:处置|办)|移交的|信访件|谈话(?:提醒|函询|记录)|不敢碰|执纪")
"""Faults of the supervision itself."""

_MOVES = {
    "thanks": "opening_thanks", "recap": "opening_recap", "report": "opening_report", "value": "opening_value",
    "remarks": "opening_remarks", "accept": "opening_accept", "next": "opening_next",
}  # fmt: skip


class TemplateWriter:
    """Writes a plan without a model; the same plan, context and corpus give the same bytes."""

    name = "template"

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge

    def write(self, plan: Plan, context: Context) -> Speech:
        """Return the speech of plan: every answer, heading and result in it, at about the length asked for."""
        work = Composing(self._knowledge, plan, context)
        opening, first, second, third, closing = (
            work.opening(), work.awareness(), work.rectification(), work.results(), work.closing(),
        )  # fmt: skip
        for point in plan.points:
            if point.origin == "given":
                place = (opening, first, second, third, closing)[point.section]
                place.append([Bit(sentence(point.text), (Source("brief", "plan"),))])
        transition = work.say("transition")
        thanks = "" if re.search(r"(?:不要?|别|不用|去掉)(?:再)?(?:致谢|感谢|谢)", context.brief.notes) else work.say("thanks").text
        fixed = [plan.salutation, transition.text, thanks, *(f"一、{heading}" for heading in plan.headings)]
        _fit([*opening, *first, *second, *third, *closing], context.length - count("".join(fixed)))
        return Speech(
            title=plan.title,
            salutation=plan.salutation,
            opening=_paragraphs(opening),
            transition=transition.text,
            sections=tuple(
                Section(heading, _paragraphs(bits))
                for heading, bits in zip(plan.headings, (first, second, third), strict=True)
            ),
            closing=_paragraphs(closing),
            thanks=thanks,
            writer=self.name,
            seed=plan.seed,
            as_of=context.as_of.isoformat(),
            context={slot: {"value": v.value, "origin": v.origin} for slot, v in {**context.slots, **_posts(context)}.items()},
        )


def _posts(context: Context) -> dict[str, Value]:
    """Return the brief's values that fill no slot, but without which a speech could not be written on."""
    brief = context.brief
    return {name: Value(text, "given") for name, text in (("职务", brief.role), ("会议", brief.meeting)) if text}


def _fit(paragraphs: list[list[Bit]], room: int) -> None:
    """Take optional bits out of paragraphs, those of the highest rank first, until what is left fits the room."""
    total = sum(count(bit.text) for bits in paragraphs for bit in bits if not bit.rank)
    optional = [(bit.rank, at, bit) for at, bits in enumerate(paragraphs) for bit in bits if bit.rank]
    kept: set[int] = set()
    for _, _, bit in sorted(optional, key=lambda entry: entry[:2]):
        if total + count(bit.text) <= room * 1.03:
            total += count(bit.text)
            kept.add(id(bit))
    for bits in paragraphs:
        bits[:] = [bit for bit in bits if not bit.rank or id(bit) in kept]


def _paragraphs(groups: list[list[Bit]]) -> tuple[Paragraph, ...]:
    found = []
    for bits in groups:
        if bits:
            sources = tuple(dict.fromkeys(source for bit in bits for source in bit.sources))
            found.append(Paragraph("".join(bit.text for bit in bits), sources))
    return tuple(found)


class Composing(Saying):
    """One speech being written, part by part."""

    def opening(self) -> list[list[Bit]]:
        bits: list[Bit] = []
        for move in self.plan.opening:
            if move == "remarks":
                bits += self.remarks()
            else:
                rank = {"value": 1, "recap": 0, "next": 2, "thanks": 2 * self.brisk}.get(move, 0)
                bits.append(self.say(_MOVES[move], rank=rank, 居首=not bits, 再=bool(bits)))
        bits = [bit for bit in bits if bit.text]
        # The thanks and what was heard make one paragraph, the answer to it another.
        at = next((i for i, bit in enumerate(bits) if "opening_accept" in bit.sources[-1].id), len(bits))
        return [group for group in (bits[:at], bits[at:]) if group]

    def remarks(self) -> list[Bit]:
        """Return the answers to those who were there, as far as they need one."""
        bits = []
        for place, present in enumerate(self.context.brief.present[:3]):
            did = present.did.strip("。")
            if not present.said and re.search(r"反馈|通报|主持", did):
                continue  # that the team reported has been said, and who chairs needs no answer
            if did or present.said:
                only_there = not present.said and not re.search(r"[讲说提]|强调|要求|部署|指示", did)
                said = re.sub(r"^(?:要求我们|要求|强调|希望我们|希望)?要?(?=.{4})", "", present.said.strip("。；， "))
                source = Source("brief", f"present[{place}]")
                bits.append(self.say("opening_remarks", str(place), 0, (source,), 谁=present.who, 做了="" if only_there else did, 说了=said, 到会=only_there))
        return bits

    def awareness(self) -> list[list[Bit]]:
        context, answers = self.context, [a for a in self.plan.answers if a.lead]
        groups: list[list[Bit]] = [[self.say("aware_nature", rank=self.brisk)]]
        for place, answer in enumerate(answers[:3]):
            bits = self._weight(answer, place)
            if bits:
                groups.append(bits) if place else groups[0].extend(bits)
        for kind in context.types or ("",):
            bit = self.say("aware_occasion", kind, types=(kind,))
            if bit.text:
                groups.append([bit])
        last = [self.say("aware_first")]
        if answers and (own := self.line(answers[0].category, "own", "own", "，".join(answers[0].problems))):
            last.append(Bit(own[0], (own[1],), 1))
        last.append(self.say("aware_attitude", rank=2))
        if len(answers) > 1 and (own := self.line(answers[1].category, "own", "own2", "，".join(answers[1].problems))):
            last.append(Bit(own[0], (own[1],), 5))
        last.append(self.say("aware_attitude", "2", rank=7))
        if answers and (own := self.line(answers[0].category, "own", "own3", "，".join(answers[0].problems))):
            last.append(Bit(own[0], (own[1],), 9))
        last.append(self.say("aware_attitude", "3", rank=11))
        if not context.brief.problems:
            more_own = [self.line(answers[0].category, "own", f"more{n}") for n in range(3)]
            last += [Bit(own[0], (own[1],), 12 + n) for n, own in enumerate(more_own) if own]
        groups.append([bit for bit in last if bit.text])
        return groups

    def _weight(self, answer: Answer, place: int) -> list[Bit]:
        problem = "，".join(answer.problems)
        found = self.line(answer.category, "weight", str(place), problem)
        if found is None:
            return []
        rank = int(self.terse) if place == 0 else 1 if place == 1 else 4
        if not answer.problems:
            bits = [Bit(found[0], (found[1],), rank)]
            for n in range(5):
                if more := self.line(answer.category, "weight", f"more{n}"):
                    bits.append(Bit(more[0], (more[1],), 3 + 2 * n))
            return bits
        source = self.problem_source(answer)
        bits = [
            self.say("aware_weight", str(place), rank, (source, found[1]), 道理=found[0], 全文=_hinted(answer), 问题=_short(answer), 领域=answer.topic, 居首=not place, 再=place > 0)
        ]
        for lent in self.plan.lent:
            if lent.section == 1 and place == 0:
                bits.append(Bit(sentence(lent.text), (Source("passage", lent.passage, lent.passage),), 3))
        if more := self.line(answer.category, "weight", f"more{place}", problem):
            bits.append(Bit(more[0], (more[1],), 6 + place))
        if more := self.line(answer.category, "weight", f"again{place}", problem):
            bits.append(Bit(more[0], (more[1],), 9 + place))
        return bits

    def rectification(self) -> list[list[Bit]]:
        context, plan = self.context, self.plan
        groups: list[list[Bit]] = [[self.say("rectify_organize", rank=int(self.terse))]]
        if context.brief.rectified:
            done = "；".join(text.strip("。；，, ") for text in context.brief.rectified)
            groups.append([self.say("rectify_done", sources=(Source("brief", "rectified"),), 已改=done)])
        leads = [a for a in plan.answers if a.lead]
        if not context.brief.problems and leads:
            groups += self._general(leads[0])
            leads = []
        if self.terse:
            groups += self.terse_answers(plan.answers)
        else:
            for place, answer in enumerate(leads):
                groups.append(self.lead(answer, place))
            groups += self.gathered([a for a in plan.answers if not a.lead])
        if plan.rest:
            groups.append([self.say("rectify_rest", 领域们=joined(list(plan.rest)))])
        last = [self.say("rectify_close", rank=1)]
        deadlines = "；".join(text.strip("。；， ") for text in context.brief.deadlines)
        last.append(
            self.say("rectify_report", "given", 0, (Source("brief", "deadlines"),), 时限=deadlines, 无时限=False)
            if deadlines
            else self.say("rectify_report", "", 2)
        )
        last.append(self.say("rectify_close", "2", rank=4))
        last.append(self.say("rectify_close", "3", rank=8))
        last.append(self.say("rectify_close", "4", rank=13))
        groups.append([bit for bit in last if bit.text])
        return groups

    def _general(self, answer: Answer) -> list[list[Bit]]:
        """Return paragraphs of measures for a brief without problems, three measures a paragraph."""
        bits = [self.measure(pledge, place, again=place % 3 > 0) for place, pledge in enumerate(answer.measures)]
        return [bits[i : i + 3] for i in range(0, len(bits), 3)]

    def terse_answers(self, answers: tuple[Answer, ...]) -> list[list[Bit]]:
        """Return every answer in one sentence, two or three a paragraph; finish lines come where there is room."""
        bits: list[list[Bit]] = []
        for place, answer in enumerate(answers):
            for n, pledge in enumerate(answer.measures[:1]):
                source = Source("measure", pledge.id) if pledge.id else Source("brief", "plan")
                said = self.say(
                    "rectify_terse", str(place), 0, (self.problem_source(answer), source), 全文=quoted(answer.label), 领域=answer.topic,
                    责任人=pledge.who, 时限=pledge.deadline, 无时限=not pledge.deadline, 措施=pledge.what,
                )  # fmt: skip
                bits.append([said, Bit(sentence(pledge.check), (source,), 2 + n + place)])
        size = 2 if len(bits) == 4 else 3
        return [[bit for one in bits[i : i + size] for bit in one] for i in range(0, len(bits), size)]

    def _order_mark(self, place: int, items: int) -> str:
        """Return 一是, 一要 ... for an item of several; nothing where there is one item or no numbering."""
        if items < 2:
            return ""
        if self.plan.enumeration == "一是":
            return f"{numeral(place + 1)}是"
        return f"{numeral(place + 1)}要" if self.plan.enumeration == "一要" else ""

    def lead(self, answer: Answer, place: int) -> list[Bit]:
        mark = self._order_mark(place, sum(one.lead for one in self.plan.answers))
        role = self.voice(answer)
        bits = [
            self.say(
                "rectify_lead", str(place), 0, (self.problem_source(answer),),
                全文=_named(answer), 问题=_short(answer), 领域=answer.topic, 序=mark, 无序=not mark, 居首=not place, 再=place > 0,
                另名=_other_name(answer),
                role=role,
            )
        ]  # fmt: skip
        if answer.immediate:
            bits.append(self.say("rectify_now", str(place)))
        bits += [
            self.measure(pledge, f"{place}.{n}", again=n > 0, role=role) for n, pledge in enumerate(answer.measures)
        ]
        if place and (own := self.line(answer.category, "own", f"lead{place}", "，".join(answer.problems))):
            bits.append(Bit(own[0], (own[1],), 6 + place))
        return bits

    def voice(self, answer: Answer) -> str:
        """Return the role in which a problem is answered: what supervision itself is charged with, it mends itself."""
        own = self.context.role == "discipline" and any(_SUPERVISION.search(text) for text in answer.problems)
        return "member" if own else self.context.role

    def measure(self, pledge: Pledge, key: object, again: bool = False, tag: str = "", role: str = "") -> Bit:
        if (role or self.context.role) == "discipline":
            move = "rectify_watch"
        elif tag:
            move = "rectify_brief"
        else:
            move = "rectify_measure"
        own = pledge.who == "我"
        source = Source("measure", pledge.id) if pledge.id else Source("brief", "plan")
        return self.say(
            move, str(key), 0, (source,), 居首=not again, 责任人=pledge.who, 时限=pledge.deadline, 无时限=not pledge.deadline,
            措施=pledge.what, 标志=pledge.check.rstrip("。"), 我来=own, 他人=not own, 再=again, 领域=tag,
            短时限=pledge.deadline if len(pledge.deadline) <= 4 else "",
        )  # fmt: skip

    def gathered(self, answers: list[Answer]) -> list[list[Bit]]:
        """Return paragraphs of kindred problems, at most three a paragraph, each with its measure."""
        groups: list[list[Bit]] = []
        at = 0
        while at < len(answers):
            kin = [answers[at]]
            while len(kin) < 3 and at + len(kin) < len(answers) and (
                answers[at + len(kin)].group == kin[0].group or len(answers) - at <= 3
            ):
                kin.append(answers[at + len(kin)])
            move = "rectify_group" if len(kin) > 1 else "rectify_group_one"
            names = joined([quoted(answer.label) for answer in kin])
            if len(names) > _LONG or any(len(answer.problems) > 1 for answer in kin):  # too much to say in one breath: the fields are named, the words follow in the list
                names = joined([answer.topic for answer in kin])
            sources = tuple(self.problem_source(answer) for answer in kin)
            bits = [self.say(move, str(at), 0, sources, 问题们=names)]
            said: set[str] = set()
            for place, answer in enumerate(kin):
                repeated = answer.topic in said or answer.topic.startswith("“")  # frames add 这一条 to a field, and one is enough
                topic = quoted(answer.label) if repeated else answer.topic
                said.add(topic)
                for n, pledge in enumerate(answer.measures):
                    tag = topic if len(kin) > 1 and n == 0 else ""
                    role = self.voice(answer)
                    bits.append(self.measure(pledge, f"g{at}.{place}.{n}", again=n > 0, tag=tag, role=role))
            groups.append(bits)
            at += len(kin)
        return groups

    def results(self) -> list[list[Bit]]:
        plan, context = self.plan, self.context
        groups: list[list[Bit]] = [[self.say("results_lead", rank=3)]]
        numbered = plan.enumeration in ("一是", "一要") and context.role != "discipline"
        for place, result in enumerate(plan.results):
            mark = self._order_mark(place, len(plan.results)) if numbered else ""
            general = result.topic == self.knowledge.corpus.categories[GENERAL].topic
            if general:
                bit = Bit(sentence(result.text), (Source("measure", f"{GENERAL}/results"),))
            else:
                bit = self.say("results_link", str(place), 0, (), 领域=result.topic, 结果=sentence(result.text), 序=mark, 无序=not mark)
            self.used.add(result.text)
            groups.append([bit])
            for lent in plan.lent:
                if lent.section == 3 and place == 0:
                    groups[-1].append(Bit(sentence(lent.text), (Source("passage", lent.passage, lent.passage),), 3))
        leads = [a.topic for a in plan.answers if a.lead and a.problems and not a.topic.startswith("“")]
        given = [text.strip("。；， ") for text in context.brief.priorities]
        wanted = given[:3] or [context["重点工作"]]
        source = Source("brief", "priorities")
        priority = self.say("results_priority", "", int(self.terse) if given else 3, (source,), 重点=joined(wanted), 领域=leads[1 % len(leads)] if leads else "")
        groups.append([priority, self.aim(2)])
        if len(given) > 3:
            groups[-1].append(self.say("results_priority", "more", 0, (source,), 重点=joined(given[3:6]), 领域=""))
        groups.append([self.say("results_like", rank=1), self.say("results_like", "2", rank=5)])
        groups[-1].append(self.say("results_like", "3", rank=9))
        for rank in (10, 12):
            groups.append([self.aim(rank)])
        return [[bit for bit in bits if bit.text] for bits in groups]

    def aim(self, rank: int) -> Bit:
        aims = [aim for aim in self.context.unit.aims if aim not in self.used]
        if not aims or self.context.role in ("representative", "discipline"):
            return Bit("", (), rank)
        aim = aims[order(self.plan.seed, "aims", len(aims))[0]]
        self.used.add(aim)
        return self.say("results_aim", str(rank), rank, (Source("measure", f"{self.context.unit.id}/aims"),), 景象=sentence(aim))

    def closing(self) -> list[list[Bit]]:
        seen = self.plan.seen
        bits = [self.say("closing_resolve", rank=2 * self.brisk)]
        if seen.text:
            general = seen.topic == self.knowledge.corpus.categories[GENERAL].topic
            topic = "" if general or seen.topic.startswith("“") else seen.topic  # a whole problem was quoted often enough
            bits.append(self.say("closing_seen", 看见=seen.text, 领域=topic, 无领域=not topic))
        elif self.values["口号"]:
            bits.append(self.say("closing_slogan"))
        return [bits]

    def problem_source(self, answer: Answer) -> Source:
        texts = [problem.text for problem in self.context.brief.items()]
        for place, text in enumerate(texts):
            if answer.problems and (answer.problems[0] in text or text in answer.problems[0]):
                return Source("brief", f"problems[{place}]")
        return Source("brief", "problems")


def _named(answer: Answer) -> str:
    """Return the problem as it is named where it is answered: its own words in quotes, or one clause of a long one."""
    names = [quoted(problem) for problem in answer.problems[:2] if len(problem) <= _LONG]
    if answer.problems and len(answer.problems[0]) > _LONG:
        names.insert(0, quoted(answer.label))
    return joined(names) or quoted(answer.label)


def _other_name(answer: Answer) -> str:
    """Return the field where it is another name than the problem's own words, so that both may stand side by side."""
    return "" if answer.topic.removesuffix("问题").strip("“”") in "".join(answer.problems) else answer.topic


def _hinted(answer: Answer) -> str:
    """Return the problem as section one names it: shortly, its own words come in section two."""
    return quoted(answer.label) if len(answer.label) <= 15 else f"{answer.topic}上的问题"


def _short(answer: Answer) -> str:
    """Return the problem's words unquoted where they are a short plain phrase, else nothing."""
    if len(answer.problems) == 1 and len(answer.label) <= 14 and not re.search(r"[“”，、：《（]", answer.label):
        return answer.label
    return ""
