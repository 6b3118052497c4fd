"""Requests that need something written: another opening, an answer to a problem, more measures, another tone."""

from __future__ import annotations

import re
from collections.abc import Callable

import msgspec

from assistant.brief import Problem
from assistant.checks.coverage import DEADLINE
from assistant.corpus import GENERAL
from assistant.pledging import Answer, resolve_pledge
from assistant.revising.answering import Composer, numbered_as
from assistant.revising.asking import Request
from assistant.revising.desk import Cannot, Desk
from assistant.revising.dictating import OWNER, Place, dictate
from assistant.revising.fitting import lengthen, size
from assistant.revising.manuscript import Item, Spot, section_name
from assistant.revising.rewording import head_of
from assistant.revising.targets import Target, chinese
from assistant.speech import Paragraph
from assistant.wording import clean, field, label, names_fault
from index.lexical import bigrams
from index.segment import sentences


def specific(desk: Desk, request: Request) -> None:
    """Say more that is specific: a measure for each problem answered there, a reason, a result."""
    composer = desk.composer("要补具体内容")
    target = request.target
    if request.value in ("who", "when", "both"):
        _fields(desk, request, composer)
        return
    spots = desk.scope(request)
    answering = composer.answering()
    wanted = [spot for spot in spots if spot in answering]
    if wanted:
        done = []
        for spot in wanted:
            problems = answering[spot]
            for problem in problems if len(problems) == 1 else ():
                if _pledge_more(desk, composer, spot, problem):
                    done.append(spot)
        if not done:
            done = [spot for spot in wanted if any(_pledge_more(desk, composer, spot, p, tagged=True) for p in answering[spot])]
        if done:
            each = "各补" if len(done) > 1 else "补"
            desk.say(f"{'、'.join(spot.name for spot in done)}：{each}了一条措施，写明谁来做、怎样算改完")
            return
        raise Cannot(f"{target.name}的每个问题，能用的措施都写上了，没有更具体的可补；可以给素材加问题，或说“加一句：……”")
    room = max(60, round(0.2 * sum(len(desk.manuscript.text(spot)) for spot in spots)))
    before = {spot: desk.manuscript.text(spot) for spot in spots}
    done = lengthen(desk.manuscript, composer, size(desk.manuscript) + room, spots)
    if not done:
        raise Cannot(f"{target.name}没有更具体的话可补；请给一句，例如：{target.name}加一句：……")
    desk.fresh |= {s for spot in done for s in sentences(desk.manuscript.text(spot)) if s not in before[spot]}
    desk.say(f"{'、'.join(spot.name for spot in done)}：补了同本单位问题有关的具体内容")


def _pledge_more(desk: Desk, composer: Composer, spot: Spot, problem: Problem, tagged: bool = False) -> bool:
    """Add a measure for a problem to a paragraph, `tagged` with its field where the paragraph answers others too."""
    found = composer.more(composer.answer_to(problem), f"r{spot.index}", tagged=tagged)
    if found is None:
        return False
    bit, pledge = found
    old = desk.manuscript.paragraph(spot)
    desk.manuscript.put(spot, sentence_end(old.text) + bit.text, tuple(dict.fromkeys((*old.sources, *bit.sources))))
    desk.fresh |= set(sentences(bit.text))
    _keep_pledge(desk, problem, pledge)
    return True


def _keep_pledge(desk: Desk, problem: Problem, pledge: object) -> None:
    text = clean(problem.text)
    desk.plan = msgspec.structs.replace(
        desk.plan,
        answers=tuple(msgspec.structs.replace(a, measures=(*a.measures, pledge)) if text in a.problems else a for a in desk.plan.answers),
    )


def sentence_end(text: str) -> str:
    """Return text with a closing mark."""
    return text if text.endswith(("。", "！", "？", "”")) else text.rstrip("；，、") + "。"


def _fields(desk: Desk, request: Request, composer: Composer) -> None:
    """Add a measure with an owner and a time to the paragraphs that lack either."""
    names = {"who": "责任人", "when": "时限"}
    marks: dict[str, Callable[[str], object]] = {"who": OWNER.search, "when": DEADLINE.search}
    asked = ["who", "when"] if request.value == "both" else [request.value]
    if "when" in asked and desk.brief and re.search(r"不要提时间", desk.brief.notes):
        desk.rebrief(notes=re.sub(r"；?不要提时间", "", desk.brief.notes).strip("；"))
        composer = desk.composer()
    spots = desk.scope(msgspec.structs.replace(request, value=""))
    answering = {spot: own for spot, own in composer.answering().items() if spot in spots}
    lacking = [spot for spot in answering if any(not marks[name](desk.manuscript.text(spot)) for name in asked)]
    told = "和".join(names[name] for name in asked)
    if not answering:
        raise Cannot("没有认出哪一段在答素材里的问题，不知道给哪条措施加；请核对素材里的问题")
    if not lacking:
        raise Cannot(f"每一条措施都有{told}了，没有要补的")
    done = [spot for spot in lacking if _pledge_more(desk, composer, spot, answering[spot][0])]
    if not done:
        raise Cannot("语料里没有合适的措施可补；请说“第二部分第2段加一句：……”")
    desk.say(f"{'、'.join(spot.name for spot in done)}：补了一条有{told}的措施")


def add_problem(desk: Desk, request: Request) -> None:
    """Answer one more problem in section two; one that the brief holds is taken from it in its own words."""
    composer = desk.composer("要写进一个问题")
    if len(desk.manuscript.headings) < 2:
        raise Cannot("稿子没有第二部分，不知道写在哪里；请先把稿子分成三个部分")
    known = desk.problem(request.about) if request.about else _unanswered(desk, composer)
    if known:
        if spots := [spot for spot, own in composer.answering().items() if known in [p.text for p in own]]:
            raise Cannot(f"“{label(known) or known[:20]}”已经写在{spots[0].name}；要多写，可以说“{spots[0].name}再具体点”")
        problem = next(p for p in composer.context.brief.items() if p.text == known)
    else:
        text = clean(request.about)
        if len(text) < 7 and not names_fault(text):
            raise Cannot(f"素材里没有“{text}”这个问题；请把反馈的原话写出来，例如：加一个问题：{text}管理不规范")
        problem = Problem(text)
        desk.rebrief(problems=(*desk.brief.problems, problem) if desk.brief else ())
        composer = desk.composer()
    answer = composer.answer_to(problem)
    if not answer.measures:
        answer = msgspec.structs.replace(answer, measures=tuple(composer.pledges(answer, 1)))
    spots = list(composer.answering())
    places = len(desk.manuscript.lists["section", 2])
    at = spots[-1].index + 1 if spots else max(0, places - 1)
    if desk.manuscript.kept(Spot("section", 2, 0)):
        raise Cannot("第二部分按您的要求不动，没有地方写这个问题")
    answer = msgspec.structs.replace(answer, lead=True)
    paragraph = _numbered(desk, composer.paragraph(answer, len(spots) or 1), at)
    spot = desk.manuscript.insert("section", 2, at, paragraph)
    desk.fresh |= set(sentences(paragraph.text))
    desk.plan = msgspec.structs.replace(desk.plan, answers=(*[a for a in desk.plan.answers if a.problems != answer.problems], answer))
    desk.say(f"{spot.name}：新写一段，答“{label(problem.text) or problem.text[:20]}”")


def _unanswered(desk: Desk, composer: Composer) -> str:
    """Return the first problem of the brief that the speech does not answer; Cannot where it answers them all."""
    answered = {p.text for own in composer.answering().values() for p in own}
    left = [p.text for p in composer.context.brief.items() if p.text not in answered]
    if not left:
        raise Cannot("素材里的问题都已经写进去了；请把要加的反馈原话写出来，例如：加一个问题：……")
    return left[0]


def _numbered(desk: Desk, paragraph: Paragraph, at: int) -> Paragraph:
    """Return a paragraph with the next item's mark where the section numbers its paragraphs, without one elsewhere."""
    text = re.sub(r"^[一二三四五六七八九十][是要]", "", paragraph.text)
    items = desk.manuscript.items(2)
    before = [item for item in items if item.spot.index < at and not desk.manuscript.text(item.spot)[: item.start]]
    if len({item.spot for item in before}) > 1:
        mark = re.match(r"第?[一二三四五六七八九十]([是要，、])", desk.manuscript.text(before[-1].spot))
        if mark:
            text = f"{mark.group().replace(mark.group().strip('第是要，、'), chinese(before[-1].value + 1))}{text}"
    return msgspec.structs.replace(paragraph, text=text)


def measure(desk: Desk, request: Request) -> None:
    """Pledge another measure for a problem: the one that the user dictates, or another of the corpus."""
    if request.value:
        dictate(desk, request)
        return
    composer = desk.composer("要换措施")
    answering = composer.answering()
    if request.about or request.target.item or request.target.paragraph:
        spots = [spot for spot in desk.scope(request) if spot in answering]
        if not spots:
            raise Cannot("那一段没有答素材里的问题，没有措施可换")
    else:
        spots = [spot for spot in answering if not desk.manuscript.kept(spot)]
        if len(spots) != 1:
            raise Cannot(f"第二部分有 {len(spots)} 段措施，不知道换哪一条；可以说“第二条的措施换一个”，或说出是哪个问题")
    spot = spots[0]
    if not desk.manuscript.paragraph(spot).sources:
        if request.about and desk.problem(request.about):
            _pledge_there(desk, composer, Place.of(desk, request))
        else:
            _other_pledge(desk, composer, request, spot)
        return
    problem = desk.problem(request.about) if request.about else desk.item(request.target)[3] if request.target.item else None
    own = [p for p in answering[spot] if p.text == problem] or answering[spot]
    old = desk.manuscript.paragraph(spot)
    answers = [composer.answer_to(p) for p in answering[spot]]
    desk.manuscript.put(spot, "")
    used = {pledge.what for answer in answers for pledge in answer.measures}
    changed = []
    for answer in answers:
        many = max(1, len(answer.measures))
        if answer.problems[0] in [clean(p.text) for p in own]:
            others = composer.pledges(msgspec.structs.replace(answer, measures=()), 12)
            others = [p for p in others if p.what not in old.text and p.what not in used][:many]
            if not others:
                desk.manuscript.put(spot, old.text)
                raise Cannot(f"“{answer.label}”没有别的措施可换了；可以说“{spot.name}加一句：……”")
            answer = msgspec.structs.replace(answer, measures=tuple(others))
        changed.append(answer)
    if any(not answer.measures for answer in changed):
        desk.manuscript.put(spot, old.text)
        raise Cannot(f"{spot.name}几个问题写在一起，拆不开；请说“{spot.name}重写”")
    new = composer.paragraph(changed[0], spot.index or 1) if len(changed) == 1 else composer.group(changed)
    if len(changed) == 1:
        head = "".join(sentences(old.text)[: head_of(old.text, _names(own[0]))])
        body = "".join(sentences(new.text)[head_of(new.text, _names(own[0])) :])
        new = msgspec.structs.replace(new, text=head + body) if body and not DEADLINE.search(head) else numbered_as(old.text, new)
    desk.manuscript.put(spot, new.text, new.sources)
    desk.fresh |= set(sentences(new.text))
    _remember(desk, changed)
    desk.say(f"{spot.name}：“{changed[0].label if len(changed) == 1 else label(own[0].text)}”换了措施")


def _other_pledge(desk: Desk, composer: Composer, request: Request, spot: Spot) -> None:
    """Put another measure after the sentence that names the problem, in a paragraph or item of the user's own."""
    text = desk.manuscript.text(spot)
    start, end = 0, len(text)
    if request.target.item:
        _, start, end, _ = desk.item(request.target)
    elif request.about and (items := [item for item in desk.manuscript.items(spot.number) if item.spot == spot]):
        own = [item for item in items if request.about in text[item.start : item.end]]
        if len(items) > 1 and len(own) != 1:
            raise Cannot(f"{spot.name}写了几条，没有认出是哪一条；可以说“第二条的措施换一个”")
        start, end = (own[0].start, own[0].end) if own else (start, end)
    piece = text[start:end]
    pairs = set(bigrams(piece))
    near = sorted(((len(pairs & (asked := set(bigrams(p.text)))) / max(1, len(asked)), -i, p) for i, p in enumerate(composer.context.brief.items())), key=lambda e: e[:2])
    if not near or near[-1][0] < 0.3 or (len(near) > 1 and near[-2][0] >= 0.8 * near[-1][0]):
        raise Cannot("没有认出那一条答的是素材里的哪个问题，换不了措施；请核对素材里的问题")
    answer = msgspec.structs.replace(composer.answer_to(near[-1][2]), measures=())
    found = composer.more(answer, f"o{spot.index}", first=True)
    if found is None:
        raise Cannot(f"“{answer.label}”没有别的措施可换了；可以说“{spot.name}加一句：……”")
    head = "".join(sentences(piece)[: head_of(piece, _names(near[-1][2]))])
    if DEADLINE.search(head) or head == piece:
        raise Cannot(f"{spot.name}问题和措施写在一句里，拆不开；请用“把‘……’改成‘……’”")
    desk.manuscript.put(spot, text[:start] + head + found[0].text + text[end:], found[0].sources)
    desk.fresh |= set(sentences(found[0].text))
    desk.say(f"{spot.name}：“{answer.label}”换了措施，请同前后句连起来看一遍")


def _pledge_there(desk: Desk, composer: Composer, place: Place) -> None:
    """Put another measure in the place of those that a paragraph of the user's own pledges for one problem."""
    problem = place.problem
    if problem is None:
        raise Cannot("没有认出那一条答的是素材里的哪个问题，换不了措施；请核对素材里的问题")
    head, _, tail = place.parts()
    answer = msgspec.structs.replace(composer.answer_to(problem), measures=())
    found = composer.more(answer, f"o{place.spot.index}", first=True)
    if found is None:
        raise Cannot(f"“{answer.label}”没有别的措施可换了；可以说“{place.spot.name}加一句：……”")
    text, old = desk.manuscript.text(place.spot), desk.manuscript.paragraph(place.spot)
    desk.manuscript.put(place.spot, text[: place.start] + head + found[0].text + tail + text[place.end :], found[0].sources or old.sources)
    desk.fresh |= set(sentences(found[0].text))
    desk.say(f"{place.spot.name}：“{answer.label}”换了措施，请同前后句连起来看一遍")


def _remember(desk: Desk, answers: list[Answer]) -> None:
    own = {answer.problems: answer for answer in answers}
    desk.plan = msgspec.structs.replace(desk.plan, answers=tuple(own.get(a.problems, a) for a in desk.plan.answers))


def order(desk: Desk, request: Request) -> None:
    """Let one problem, or item, come first in its section."""
    manuscript = desk.manuscript
    number = request.target.number or 2
    if number > len(manuscript.headings):
        raise Cannot(f"没有{section_name(number)}")
    target = Target("section", number, request.target.paragraph, request.target.item)
    if _order_within(desk, request, number):
        return
    if target.item:
        spot, start, end, _ = desk.item(target)
        if start or end < len(manuscript.text(spot)):
            raise Cannot("几条写在同一段里，挪不开；请说成“第二部分第几段放到前面”")
    else:
        spot = desk.scope(msgspec.structs.replace(request, target=target))[0]
    number = spot.number
    if spot.part != "section":
        raise Cannot("只能调各部分里面段落的先后")
    composer = desk.composer() if desk.context else None
    answering = composer.answering() if composer and number == 2 else {}
    items = [item.spot for item in manuscript.items(number) if not item.start]
    group = list(dict.fromkeys(items)) if spot in items else list(answering) if spot in answering else [s for s in manuscript.spots() if (s.part, s.number) == ("section", number)]
    first = group[0]
    if first == spot:
        raise Cannot(f"“{request.about or target.name}”已经在最前面了")
    if manuscript.kept(first):
        raise Cannot(f"{first.name}按您的要求不动")
    moved = manuscript.paragraph(spot)
    names = (spot.name, first.name)
    manuscript.remove(spot)
    manuscript.insert("section", number, first.index, moved)
    numbered = manuscript.renumber(number, straight=True) if spot in items else False
    _say_places_anew(desk, composer, Spot("section", number, first.index), Spot("section", number, first.index + 1), answering, spot, first)
    desk.say(f"{names[0]}挪到{names[1]}的位置，其余顺下来" + ("，序号跟着改" if numbered else ""))


def _order_within(desk: Desk, request: Request, number: int) -> bool:
    """Let an item come first among those that stand in one paragraph: 一是…；二是…; False where none does."""
    manuscript = desk.manuscript
    items = manuscript.items(number)
    pairs = set(bigrams(request.about))

    def meant(item: Item) -> bool:
        text = manuscript.text(item.spot)[item.start : item.end]
        near = bool(pairs) and (request.about in text or len(pairs & set(bigrams(text))) >= 0.6 * len(pairs))
        return item.value == request.target.item or near or (request.target.item < 0 and item == items[-1])

    item = next(filter(meant, items), None)
    if item is None:
        return False
    own = [one for one in items if one.spot == item.spot]
    if len(own) < 2:
        return False
    if item == own[0]:
        raise Cannot(f"“{request.about or request.target.name}”已经在最前面了")
    if manuscript.kept(item.spot):
        raise Cannot(f"{item.spot.name}按您的要求不动")
    text = manuscript.text(item.spot)
    pieces = [text[one.start : one.end] for one in own]
    ends = [re.search(r"[；。，;\s]*$", piece) for piece in pieces]
    bodies = [piece[: end.start()] if end else piece for piece, end in zip(pieces, ends, strict=True)]
    place = own.index(item)
    bodies.insert(0, bodies.pop(place))
    manuscript.put(item.spot, text[: own[0].start] + "".join(body + (end.group() if end else "") for body, end in zip(bodies, ends, strict=True)))
    manuscript.renumber(number, straight=len(own) == len(items))
    desk.say(f"{item.spot.name}：“{bodies[0][:14]}……”提到最前面，序号跟着改")
    return True


_FIRST = re.compile(r"^(?:先说|先看|先改|头一件，?(?:是)?|最先要改的，?(?:是)?|首先，?|第一件，?(?:是)?|先)(?=\S)")
_LATER = re.compile(r"^(?:还有，?|接着说|再看反馈的这一条：|再看|再说|轮到|其次，?|再次，?|另外，?|此外，?|最后，?|再|接下来，?)(?=\S)")


def _say_places_anew(
    desk: Desk, composer: Composer | None, top: Spot, second: Spot, answering: dict[Spot, list[Problem]], was: Spot, before: Spot
) -> None:
    """Name the two paragraphs that changed places by the words of their new ones: no 还有 at the head, no 先说 after it."""
    for spot, old, place, wrong in ((top, was, 0, _LATER), (second, before, 1, _FIRST)):
        text = desk.manuscript.text(spot)
        if not wrong.search(text):
            continue
        problems = answering.get(old, [])
        if composer and len(problems) == 1 and desk.own:
            head = composer.paragraph(msgspec.structs.replace(composer.answer_to(problems[0]), measures=()), place)
            first = "".join(sentences(text)[: head_of(text, _names(problems[0]))])
            desk.manuscript.put(spot, head.text + text[len(first) :])
        elif place == 0:
            desk.manuscript.put(spot, wrong.sub("先说" if re.match(r"(?:还有|再看|接着说|再说)", text) else "首先，", text, count=1))
        else:
            desk.manuscript.put(spot, wrong.sub("再说" if re.match(r"先[说看]", text) else "再" if re.match(r"先(?!说|看)", text) else "其次，", text, count=1))


def _names(problem: Problem) -> list[str]:
    text = clean(problem.text)
    return [text, label(text), field(text)]


def repledged(desk: Desk, answers: tuple[Answer, ...], composer: Composer) -> tuple[Answer, ...]:
    """Return answers with measures that the context's role may promise, the same ones wherever it may."""
    context, found = desk.known(), []
    spoken_as = "secretary" if context.role == "discipline" else context.role
    for answer in answers:
        category = desk.knowledge.corpus.categories[answer.category]
        measures = (*category.measures, *desk.knowledge.corpus.categories[GENERAL].measures)
        known = {m.id: m for m in measures if m.fits(context.kind, spoken_as)}
        problem = "，".join(answer.problems) or category.topic
        kept = [new for p in answer.measures if (p.id in known and (new := resolve_pledge(known[p.id], context, problem)))]
        if len(kept) < len(answer.measures):
            more = composer.pledges(msgspec.structs.replace(answer, measures=tuple(kept)), len(answer.measures) - len(kept))
            kept += more
        found.append(msgspec.structs.replace(answer, measures=tuple(kept)))
    return tuple(found)

