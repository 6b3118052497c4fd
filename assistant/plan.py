"""The plan: what will be said where, and which measure answers which problem; a user can see and change it first."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated, Literal

import msgspec

from assistant.brief import Problem
from assistant.context import Context
from assistant.corpus import GENERAL, Category
from assistant.frames import order
from assistant.lines import chosen_line, speaks_of
from assistant.matching import category_of
from assistant.pledging import Answer, with_measures
from assistant.wording import clean, label, matter, quoted

if TYPE_CHECKING:
    from assistant.knowledge import ExemplarCard, Knowledge
    from index.passages import Hit


class Result(msgspec.Struct, frozen=True):
    """What grows from a mended problem: the field it comes from, and the sentence."""

    topic: str
    text: str


class Lent(msgspec.Struct, frozen=True):
    """A sentence lent by an exemplar: at most one a section."""

    section: int
    text: str
    passage: str


class Point(msgspec.Struct, frozen=True):
    """Something to be said in a part: 0 is the opening, 1 to 3 the sections, 4 the closing.

    A given one comes from a person and is said by every writer; a proposed one is a model's advice to itself.
    """

    section: Annotated[int, msgspec.Meta(ge=0, le=4)]
    text: Annotated[str, msgspec.Meta(min_length=1, max_length=400)]
    origin: Literal["given", "proposed"] = "given"


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """What the speech will say: made by make_plan or read from a file that a person has edited."""

    title: str
    salutation: str
    opening: tuple[str, ...]
    enumeration: str
    temper: str
    exemplar: str
    headings: tuple[str, str, str]
    answers: tuple[Answer, ...]
    points: tuple[Point, ...] = ()
    rest: tuple[str, ...] = ()
    results: tuple[Result, ...] = ()
    seen: Result = Result("", "")
    lent: tuple[Lent, ...] = ()
    seed: int = 0


_ONE_BY_ONE = 8
_OF_A_POST = re.compile(r"[我咱]|分管|协管|书记|[局院校园镇乡处科]长|主任|经理|支书")
"""What only a speaker of the same role may say of himself: 分管两个字，意思是出了差错先来找我."""

_GRAVE = re.compile(r"违规|违纪|腐败|挪用|截留|套取|侵占|虚假|弄虚作假|利益输送|吃拿卡要|优亲厚友|安全|事故|群众反映|红包|回扣|小金库|围标|串标|私设|干预|插手|打招呼|设租|寻租|靠企吃企|造假|侵害")
_WEIGHT = {"G0": 0.45, "G1": 0.3, "G2": 0.5, "G3": 0.8, "G4": 0.4, "G5": 0.3, "G6": 0.9, "G7": 0.6}
_GRAVE_CATEGORIES = {"P09": 0.6, "P18": 0.5, "P19": 0.4, "P24": 0.7, "P28": 0.3, "P31": 0.3, "P38": 0.5, "P62": 0.3, "P99": 0.7}


def make_plan(context: Context, knowledge: Knowledge, seed: int = 0, scale: float = 1.0) -> Plan:
    """Return the plan for context; the same context, corpus and seed give the same plan.

    `scale` stretches or shrinks how many measures are pledged, where a first draft came out too short or too long.
    """
    answers, hits = _answers(context, knowledge, scale)
    card = _exemplar(context, knowledge, hits, seed)
    room = context.length * 0.38 * scale
    kept = answers[: max(_ONE_BY_ONE, context.length // 150)]  # beyond this a listener hears a list of fields, not answers
    rest = tuple(answer.topic for answer in answers[len(kept) :])
    planned = with_measures(kept, context, knowledge, hits, seed, room, scale)
    return Plan(
        title=_title(context),
        salutation=_salutation(context),
        opening=_opening(context, card),
        enumeration=card.enumeration,
        temper=_temper(context, card),
        exemplar=card.name,
        headings=_headings(context, knowledge, _temper(context, card), seed),
        answers=tuple(planned),
        rest=tuple(dict.fromkeys(rest)),
        results=_results(planned, context, knowledge, seed, scale),
        seen=_seen(planned, context, knowledge, seed),
        lent=_lent(planned, hits, context, knowledge, seed),
        seed=seed,
    )


def _answers(context: Context, knowledge: Knowledge, scale: float) -> tuple[list[Answer], dict[str, list[Hit]]]:
    """Return the problems by category, gravest first, and the passages found for each category."""
    merged: dict[str, list[Problem]] = {}
    found: dict[str, Category] = {}
    hits: dict[str, list[Hit]] = {}
    weight: dict[str, float] = {}
    problems = context.brief.items() or []
    for place, problem in enumerate(problems):
        category, matched = category_of(problem.text, knowledge.categories, knowledge.corpus, context.kind, context.role)
        # A few problems are answered one by one; many of one category are answered together.
        key = f"{category.id}.{place}" if len(problems) <= _ONE_BY_ONE else category.id
        merged.setdefault(key, []).append(problem)
        found[key] = category
        gravity = _WEIGHT[category.group] + _GRAVE_CATEGORIES.get(category.id, 0.0) + 0.2 * matched.score
        gravity += 0.4 * bool(_GRAVE.search(problem.text)) - 0.08 * place
        weight[key] = max(weight.get(key, -9.0), gravity)
        if key not in hits:
            hits[key] = passages_for(problem.text, category, context, knowledge)
    keys = sorted(merged, key=lambda key: -weight[key])
    most = _lead_count(context.length * min(scale, 1.0), len(keys))
    answers = []
    for place, key in enumerate(keys):
        answers.append(named_answer(merged[key], found[key], hits[key], lead=place < most))
    if not answers:
        general_category = knowledge.corpus.categories[GENERAL]
        hits[GENERAL] = passages_for("逐条认领反馈意见，建立清单，抓好整改", general_category, context, knowledge)
        answers = [Answer(problems=(), label="", topic=general_category.topic, category=GENERAL, group="G0")]
    leads = [answer for answer in answers if answer.lead]
    others = sorted((a for a in answers if not a.lead), key=lambda a: a.group)
    return leads + others, hits


def _narrowed(topic: str, texts: tuple[str, ...]) -> str:
    """Return the half of a double topic that the problems speak of, so that nobody owns up to the other: 公车 of 公车和办公用房."""
    halves = topic.split("和")
    if len(halves) != 2 or min(map(len, halves)) < 2:
        return topic
    said = "".join(texts)
    named = [half for half in halves if any(half[i : i + 2] in said for i in range(len(half) - 1))]
    if len(named) != 1:
        return topic
    return f"{named[0]}管理" if len(named[0]) <= 3 else named[0]


def named_answer(problems: list[Problem], category: Category, hits: list[Hit], lead: bool = True) -> Answer:
    """Return the answer to problems of one category, named as the speech will name them, without measures yet."""
    texts = tuple(clean(problem.text) for problem in problems)
    name = label(texts[0])
    first = re.split(r"[，；]", texts[0])[0]
    short = label(first, 12) or label(first, 16) or name
    own = matter(texts[0]) if len(texts) == 1 else ""
    foreign = category.id == GENERAL or not speaks_of(category, texts[0])
    topic = own or (f"{quoted(short)}问题" if foreign and short and len(texts) == 1 else _narrowed(category.topic, texts))
    return Answer(
        problems=texts,
        label=name or topic,
        topic=topic,
        category=category.id,
        group=category.group,
        lead=lead,
        immediate=any(problem.immediate for problem in problems),
        passages=tuple(hit.passage.id for hit in hits),
    )


def _lead_count(length: float, problems: int) -> int:
    """Return how many problems get a paragraph of their own: what a listener can hold."""
    most = 1 if length < 620 else 2 if length < 1050 else 3 if length < 1900 else 4
    return problems if problems <= most + (length >= 1200) else most


def passages_for(text: str, category: Category, context: Context, knowledge: Knowledge) -> list[Hit]:
    from index.passages import Part
    from index.search import Filter

    where = Filter(parts=(Part.BODY, Part.PLEDGE), section=2)
    found = knowledge.passages.search(text, k=6, where=where, floor=0.2)
    on_topic = [hit for hit in found if category.id in hit.passage.topics]
    return (on_topic or found)[:4]


def _exemplar(
    context: Context, knowledge: Knowledge, hits: dict[str, list[Hit]], seed: int
) -> ExemplarCard:
    """Choose the exemplar whose manner (opening moves, order, temper) is followed: near in matter, role and kind."""
    votes: dict[str, float] = dict.fromkeys(knowledge.cards, 0.0)
    for found in hits.values():
        for hit in found:
            votes[hit.passage.document] += hit.score
    for name, card in knowledge.cards.items():
        votes[name] += 1.2 * (card.role == context.role) + 0.8 * (card.kind == context.kind)
        votes[name] += 0.6 * (card.occasion == context.meeting) + 0.3 * (card.inspection in context.types)
    if tone := context.brief.tone:
        for name, card in knowledge.cards.items():
            votes[name] += 2.0 * (card.temper == _asked_temper(tone))
    ranked = sorted(votes, key=lambda name: (-votes[name], name))[:3]
    return knowledge.cards[ranked[order(seed, "exemplar", len(ranked))[0]]]


def _asked_temper(tone: str) -> str:
    if re.search(r"朴实|平实|实在|家常|口语|朴素", tone):
        return "平实"
    if re.search(r"干脆|简短|有力|利落|坚决|硬", tone):
        return "干脆"
    if re.search(r"庄重|正式|严肃|稳重|规范", tone):
        return "庄重"
    return ""


def _temper(context: Context, card: ExemplarCard) -> str:
    return _asked_temper(context.brief.tone) or card.temper


def _opening(context: Context, card: ExemplarCard) -> tuple[str, ...]:
    """Return the opening moves in the exemplar's order; what the brief asks for comes in, what it lacks falls out."""
    moves = [move for move in card.opening if move not in ("remarks", "recap")]
    for move, before in (("thanks", None), ("accept", None), ("value", "accept"), ("report", "value")):
        if move not in moves:
            moves.insert(moves.index(before) if before in moves else len(moves), move)
    for move in ("accept", "value"):  # what is answered has to be reported first
        if moves.index(move) < moves.index("report"):
            moves.remove(move)
            moves.insert(moves.index("report") + 1, move)
    if moves.index("thanks") > moves.index("accept"):  # one thanks for what was heard, and then answers it
        moves.remove("thanks")
        moves.insert(moves.index("accept"), "thanks")
    if context.brief.period:
        moves.insert(moves.index("report"), "recap")
    if context.brief.present:
        moves.insert(moves.index("accept"), "remarks")
    if "next" in moves:
        moves.remove("next")  # what is done after the meeting follows the acceptance
        moves.append("next")
    elif context.length >= 1000 and context.meeting in ("反馈会", "集中反馈会"):
        moves.append("next")
    return tuple(moves)


def _title(context: Context) -> str:
    level = context["上级党委"]
    place = "" if level == "上级党委" else level
    if context.meeting in ("反馈会", "集中反馈会"):
        kind = "集中反馈会" if context.meeting == "集中反馈会" else "反馈会"
        kinds = "“回头看”" if "回头看" in context.types else ""
        return f"在{place}{context.inspection}{kinds}{kind}上的表态发言"
    return f"在{place}{context.inspection}{context.meeting}上的表态发言"


def _salutation(context: Context) -> str:
    others = context.speak("乡亲们") if context.kind == "村" else "老师们" if context.kind == "学校" else "同志们"
    team = context["巡察组"]
    return f"{team}各位领导，{others}："


def _headings(context: Context, knowledge: Knowledge, temper: str, seed: int) -> tuple[str, str, str]:
    families = [f for f in knowledge.corpus.headings if f.fits(context.kind, context.role, context.meeting)]
    places = order(seed, f"{context.brief.unit}|headings", len(families))
    ranked = sorted(
        range(len(families)),
        key=lambda i: (
            places[i]
            - 6 * (families[i].temper == temper)
            - 5 * (families[i].kinds != "all")
            - 60 * (context.role in families[i].roles and families[i].roles not in ("any", "all", "body") and len(families[i].roles) <= 2)
            - 60 * (families[i].meetings != "all" and len(families[i].meetings) <= 2 and context.meeting not in ("反馈会",)),
            i,
        ),
    )
    return families[ranked[0]].headings


def _results(
    answers: list[Answer], context: Context, knowledge: Knowledge, seed: int, scale: float
) -> tuple[Result, ...]:
    """Return what grows from the mended problems, the gravest first: section three is made of these.

    The year's work is named by at most one of them, so that it is not said again and again.
    """
    wanted = 1 if context.length * scale < 800 else 2 if context.length <= 1300 else 3 if context.length < 1700 else 4 if context.length < 2100 else 5
    found: list[Result] = []
    crowded = len(context["重点工作"]) > 8  # a long name sits badly in the middle of a sentence
    for turn in range(3):
        for answer in answers:
            if len(found) >= wanted:
                return tuple(found)
            if turn == 0 and any(result.topic == answer.topic for result in found):
                continue  # two problems of one field: the second waits until every field has had its say
            used = _Said({result.text for result in found}, context["重点工作"] if crowded else "")
            key = f"{context.brief.unit}|results|{answer.category}"
            chosen = chosen_line(answer.category, "results", key, "，".join(answer.problems), used, seed, context, knowledge)
            if chosen:
                crowded = crowded or context["重点工作"] in chosen[0]
                found.append(Result(answer.topic, chosen[0]))
    return tuple(found)


class _Said:
    """What may not be said: texts that have been, and every text that holds a word."""

    def __init__(self, texts: set[str], word: str) -> None:
        self._texts, self._word = texts, word

    def __contains__(self, text: object) -> bool:
        return text in self._texts or (bool(self._word) and self._word in str(text))


def _seen(answers: list[Answer], context: Context, knowledge: Knowledge, seed: int) -> Result:
    answer = answers[0]
    problem = "，".join(answer.problems)
    chosen = chosen_line(answer.category, "seen", f"{context.brief.unit}|seen", problem, (), seed, context, knowledge)
    return Result(answer.topic, chosen[0].rstrip("。")) if chosen else Result("", "")


def _lent(
    answers: list[Answer], hits: dict[str, list[Hit]], context: Context, knowledge: Knowledge, seed: int
) -> tuple[Lent, ...]:
    """Return at most one sentence a section lent by an exemplar found, on a topic of this speech, of this trade."""
    topics = {answer.category for answer in answers if answer.lead}
    documents = {hit.passage.document for found in hits.values() for hit in found}
    chosen: dict[int, Lent] = {}
    offers = [
        Lent(section, text, f"{name}")
        for name in sorted(documents)
        for section, topic, text in knowledge.cards[name].lend
        if topic in topics and section in (1, 3) and knowledge.cards[name].unit == context.unit.id
        and (knowledge.cards[name].role == context.role or not _OF_A_POST.search(text))
    ]
    for i in order(seed, "lend", len(offers)):
        chosen.setdefault(offers[i].section, offers[i])
    return tuple(chosen[section] for section in sorted(chosen))
