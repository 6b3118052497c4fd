"""Requests that need something written: another opening, an answer to a problem, more measures, another tone."""

from __future__ import annotations

import re

import msgspec

from assistant.answering import Composer, joined_bits
from assistant.asking import Request
from assistant.brief import Problem
from assistant.checks.coverage import DEADLINE
from assistant.desk import Cannot, Desk
from assistant.fitting import lengthen, size
from assistant.manuscript import Spot, section_name
from assistant.pledging import Answer, resolve_pledge
from assistant.rewording import WORDS, feel, in_tone
from assistant.speech import Paragraph, Speech
from assistant.targets import Target, chinese
from assistant.wording import clean, label, names_fault
from index.segment import sentences

_OWNER = re.compile(r"科|股|室|大队|支队|中心|站|所|局长|院长|校长|镇长|书记|主任|组长|专班|纪委|支部|会计|监委会|由我|我来|负责|牵头")


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
            for problem in problems[:1] if len(problems) == 1 else problems[:0]:
                if _pledge_more(desk, composer, spot, problem):
                    done.append(spot)
        if not done and len(wanted) == 1 and (problems := answering[wanted[0]]):
            done = [wanted[0]] if any(_pledge_more(desk, composer, wanted[0], problem) for problem in problems) else []
        if done:
            desk.say(f"{'、'.join(spot.name for spot in done)}：各补了一条措施，写明谁来做、怎样算改完")
            return
        raise Cannot(f"{target.name}的每个问题，能用的措施都写上了，没有更具体的可补；可以给素材加问题，或说“加一句：……”")
    room = max(60, round(0.2 * sum(len(desk.manuscript.text(spot)) for spot in spots)))
    before = {spot: desk.manuscript.text(spot) for spot in spots}
    done = lengthen(desk.manuscript, composer, size(desk.manuscript) + room, spots)
    if not done:
        raise Cannot(f"{target.name}没有更具体的话可补；请给一句，例如：{target.name}加一句：……")
    desk.fresh |= {s for spot in done for s in sentences(desk.manuscript.text(spot)) if s not in before[spot]}
    desk.say(f"{'、'.join(spot.name for spot in done)}：补了同本单位问题有关的具体内容")


def _pledge_more(desk: Desk, composer: Composer, spot: Spot, problem: Problem) -> bool:
    found = composer.more(composer.answer_to(problem), f"r{spot.index}")
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
    wanted = {"who": ("责任人", _OWNER), "when": ("时限", DEADLINE)}
    asked = ["who", "when"] if request.value == "both" else [request.value]
    if "when" in asked and desk.brief and re.search(r"不要提时间", desk.brief.notes):
        desk.rebrief(notes=re.sub(r"；?不要提时间", "", desk.brief.notes).strip("；"))
        composer = desk.composer()
    spots = [spot for spot in desk.scope(msgspec.structs.replace(request, value=""))]
    answering = {spot: own for spot, own in composer.answering().items() if spot in spots}
    lacking = [spot for spot in answering if any(not wanted[name][1].search(desk.manuscript.text(spot)) for name in asked)]
    names = "和".join(wanted[name][0] for name in asked)
    if not answering:
        raise Cannot("没有认出哪一段在答素材里的问题，不知道给哪条措施加；请核对素材里的问题")
    if not lacking:
        raise Cannot(f"每一条措施都有{names}了，没有要补的")
    done = [spot for spot in lacking if _pledge_more(desk, composer, spot, answering[spot][0])]
    if not done:
        raise Cannot("语料里没有合适的措施可补；请说“第二部分第2段加一句：……”")
    desk.say(f"{'、'.join(spot.name for spot in done)}：补了一条有{names}的措施")


def add_problem(desk: Desk, request: Request) -> None:
    """Answer one more problem in section two; one that the brief holds is taken from it in its own words."""
    composer = desk.composer("要写进一个问题")
    if len(desk.manuscript.headings) < 2:
        raise Cannot("稿子没有第二部分，不知道写在哪里；请先把稿子分成三个部分")
    known = desk.problem(request.about)
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


def without_problem(desk: Desk, spot: Spot, problem: str) -> None:
    """Take one of several problems out of the paragraph that answers them together."""
    from assistant.alterations import forget

    composer = desk.composer()
    rest = [p for p in composer.answering()[spot] if p.text != problem]
    answers = [composer.answer_to(p) for p in rest]
    if any(not a.measures for a in answers) or not desk.own:
        raise Cannot(f"{spot.name}几个问题写在一起，拆不开；请说删哪一句")
    old = desk.manuscript.text(spot)
    desk.manuscript.put(spot, "")
    new = desk.composer().group(answers)
    desk.manuscript.put(spot, new.text or old, new.sources)
    desk.say(f"{spot.name}：删去“{label(problem) or problem[:16]}”，同段其余问题的措施不变")
    forget(desk, [problem])


def rewrite(desk: Desk, request: Request) -> None:
    """Say a part, or one paragraph, another way."""
    target = request.target
    composer = desk.composer(f"要重写{target.name}")
    if target.part in ("transition", "thanks"):
        _other_single(desk, composer, target.part)
        return
    if request.about or target.paragraph or target.item:
        _other_paragraph(desk, composer, desk.scope(request)[0])
        return
    desk.scope(request)
    number = target.number
    if target.part == "section" and number not in (1, 2, 3):
        raise Cannot(f"没有{target.name}")
    old = tuple(desk.manuscript.paragraph(spot) for spot in desk.manuscript.body(target))
    offers = []
    for plan, speech in composer.others(same_measures=number != 2):
        new = _part(speech, target)
        offers.append((new, plan))
    found = _fresh_offer(desk, target, old, [new for new, _ in offers])
    if found is None:
        raise Cannot(f"{target.name}没有更多写法了；可以给素材加内容，或说“{target.name}加一句：……”")
    desk.manuscript.replace_part(target.part, number, found)
    if number == 2:
        plan = next(plan for new, plan in offers if new == found)
        desk.plan = msgspec.structs.replace(desk.plan, answers=plan.answers)
    desk.say(f"{target.name}：整段换了写法" if len(found) == 1 else f"{target.name}：{len(found)} 段都换了写法")


def _part(speech: Speech, target: Target) -> tuple[Paragraph, ...]:
    if target.part == "section":
        return speech.sections[target.number - 1].paragraphs
    return speech.opening if target.part == "opening" else speech.closing


def _fresh_offer(desk: Desk, target: Target, old: tuple[Paragraph, ...], offers: list[tuple[Paragraph, ...]]) -> tuple[Paragraph, ...] | None:
    """Return the first offer after the present text, in the order of seeds, that repeats nothing kept and brings no error."""
    texts = [tuple(p.text for p in offer) for offer in offers]
    now = tuple(p.text for p in old)
    at = texts.index(now) + 1 if now in texts else 0
    errors = desk.errors(desk.manuscript.speech())
    manuscript = desk.manuscript
    rest = {s for spot in manuscript.spots() if not manuscript.within(spot, target) for s in sentences(manuscript.text(spot)) if len(s) >= 10}
    for offer in offers[at:] + offers[: max(0, at - 1)]:
        said = {s for p in offer for s in sentences(p.text)}
        if not offer or tuple(p.text for p in offer) == now or said & rest:
            continue
        if said & {s for text in now for s in sentences(text)} and len(offer) == 1:
            continue
        manuscript.replace_part(target.part, target.number, offer)
        new = desk.errors(manuscript.speech())
        manuscript.replace_part(target.part, target.number, old)
        if new <= errors:
            return offer
    return None


def _other_single(desk: Desk, composer: Composer, part: str) -> None:
    spot = Spot(part)
    old = desk.manuscript.text(spot)
    if desk.manuscript.kept(spot):
        raise Cannot(f"{spot.name}按您的要求不动")
    texts = list(dict.fromkeys(getattr(speech, part) for _, speech in composer.others()))
    at = texts.index(old) + 1 if old in texts else 0
    new = next((text for text in texts[at:] + texts[:at] if text and text != old), "")
    if not new:
        raise Cannot(f"{spot.name}没有更多写法了；请给一句")
    desk.manuscript.put(spot, new)
    desk.say(f"{spot.name}：换成“{new[:24]}”")


def _other_paragraph(desk: Desk, composer: Composer, spot: Spot) -> None:
    old = desk.manuscript.paragraph(spot)
    problems = composer.answering().get(spot, [])
    offers: list[Paragraph] = []
    if len(problems) == 1:
        answer = composer.answer_to(problems[0])
        many = max(1, len(answer.measures))
        text = old.text
        desk.manuscript.put(spot, "")
        others = composer.pledges(msgspec.structs.replace(answer, measures=()), 3 * many)
        fresh = [p for p in others if p.what not in text]
        for measures in (fresh[:many], fresh[1 : many + 1], list(answer.measures)):
            if measures:
                one = msgspec.structs.replace(answer, measures=tuple(measures))
                offers += [_numbered_as(old.text, composer.paragraph(one, place)) for place in (spot.index or 1, spot.index + 3, spot.index + 6)]
        desk.manuscript.put(spot, text)
    elif old.sources:
        moves = _moves(old)
        target = Target(spot.part, spot.number)
        for _, speech in composer.others():
            offers += [p for p in _part(speech, target) if _moves(p) & moves and len(_moves(p) & moves) * 2 >= len(moves)]
    manuscript = desk.manuscript
    kept = {s for other in manuscript.spots() if other != spot for s in sentences(manuscript.text(other)) if len(s) >= 10}
    errors = desk.errors(manuscript.speech())
    for offer in offers:
        said = set(sentences(offer.text))
        if not offer.text or said & kept or said & set(sentences(old.text)) == said:
            continue
        manuscript.put(spot, offer.text, offer.sources)
        if desk.errors(manuscript.speech()) <= errors:
            desk.say(f"{spot.name}：换了写法" + ("和措施" if len(problems) == 1 else ""))
            return
        manuscript.put(spot, old.text, old.sources)
    why = "没有更多写法了" if offers else "是您自己写的，不对应素材里的哪个问题，离线改写不了"
    raise Cannot(f"{spot.name}{why}；可以说“{spot.name}短一点”，或用“把‘……’改成‘……’”")


def _numbered_as(old: str, new: Paragraph) -> Paragraph:
    mark = re.match(r"第?[一二三四五六七八九十][是要，]", old)
    text = re.sub(r"^[一二三四五六七八九十][是要]", "", new.text)
    return msgspec.structs.replace(new, text=(mark.group() if mark else "") + text)


def _moves(paragraph: Paragraph) -> set[str]:
    return {source.id.partition("/")[0] for source in paragraph.sources if source.kind == "frame"}


def measure(desk: Desk, request: Request) -> None:
    """Pledge another measure for a problem."""
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
    problem = desk.problem(request.about) if request.about else None
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
        head = sentences(old.text)
        kept_head = head[0] if head and composer.manuscript and not DEADLINE.search(head[0]) else ""
        body = new.text[len(sentences(new.text)[0]) :]
        new = msgspec.structs.replace(new, text=kept_head + body) if kept_head else _numbered_as(old.text, new)
    desk.manuscript.put(spot, new.text, new.sources)
    desk.fresh |= set(sentences(new.text))
    _remember(desk, changed)
    desk.say(f"{spot.name}：“{changed[0].label if len(changed) == 1 else label(own[0].text)}”换了措施")


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
    if target.item:
        spot, start, end = desk.item(target)
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
            first = sentences(text)[0]
            desk.manuscript.put(spot, head.text + text[len(first) :])
        elif place == 0:
            desk.manuscript.put(spot, wrong.sub("先说" if re.match(r"(?:还有|再看|接着说|再说)", text) else "首先，", text, count=1))
        else:
            desk.manuscript.put(spot, wrong.sub("再说" if re.match(r"先[说看]", text) else "再" if re.match(r"先(?!说|看)", text) else "其次，", text, count=1))


def tone(desk: Desk, request: Request) -> None:
    """Speak in another tone: of several ways to say each part, that which has it most; the measures stay."""
    value = request.value
    desk.rebrief(tone=value)
    manuscript = desk.manuscript
    if desk.context is None or not desk.own:
        spots = [s for s in manuscript.of(Target()) if in_tone(manuscript.text(s), value) != manuscript.text(s) and s.part not in ("title", "salutation")]
        if not spots:
            raise Cannot(f"没有找到可以换得更{value}的词，稿子没有动；想换的句子请引出来，例如：把“……”改成“……”")
        for spot in spots:
            manuscript.put(spot, in_tone(manuscript.text(spot), value))
        desk.say(f"{'、'.join(spot.name for spot in spots[:6])}：换了 {len(WORDS[value])} 组词里用到的，往{value}改")
        return
    done: list[str] = []
    composer = desk.composer()
    others = list(composer.others())
    for target in (Target("opening"), Target("section", 1), Target("section", 3), Target("closing")):
        spots = manuscript.body(target)
        whole = [s for s in manuscript.spots() if (s.part, s.number) == (target.part, target.number)]
        if spots != whole or not spots:
            continue
        now = "".join(manuscript.text(spot) for spot in spots)
        old = tuple(manuscript.paragraph(spot) for spot in spots)
        offers = sorted({tuple(p for p in _part(speech, target)) for _, speech in others}, key=lambda o: (-feel("".join(p.text for p in o), value), [p.text for p in o]))
        offers = [o for o in offers if feel("".join(p.text for p in o), value) > feel(now, value)]
        if found := _fresh_offer(desk, target, old, offers):
            manuscript.replace_part(target.part, target.number, found)
            done.append(target.name)
    done += _tone_headings(desk, value)
    if not done:
        raise Cannot(f"开头、标题和结尾已经是最{value}的写法，没有更{value}的了")
    desk.say(f"语气往{value}改：{'、'.join(done)}换了写法，措施没有动")


def _tone_headings(desk: Desk, value: str) -> list[str]:
    context, manuscript = desk.known(), desk.manuscript
    families = [f for f in desk.knowledge.corpus.headings if f.temper == value and f.fits(context.kind, context.role, context.meeting)]
    spots = [s for s in manuscript.of(Target("heading"))]
    if len(spots) != 3 or not families or tuple(manuscript.headings) in [f.headings for f in families]:
        return []
    for spot, text in zip(spots, families[desk.seed % len(families)].headings, strict=True):
        manuscript.put(spot, text)
    desk.plan = msgspec.structs.replace(desk.plan, headings=tuple(manuscript.headings))
    return ["标题"]


def repledged(desk: Desk, answers: tuple[Answer, ...], composer: Composer) -> tuple[Answer, ...]:
    """Return answers with measures that the context's role may promise, the same ones wherever it may."""
    context, found = desk.known(), []
    spoken_as = "secretary" if context.role == "discipline" else context.role
    for answer in answers:
        category = desk.knowledge.corpus.categories[answer.category]
        known = {m.id: m for m in category.measures if m.fits(context.kind, spoken_as)}
        problem = "，".join(answer.problems) or category.topic
        kept = [new for p in answer.measures if (p.id in known and (new := resolve_pledge(known[p.id], context, problem)))]
        if len(kept) < len(answer.measures):
            more = composer.pledges(msgspec.structs.replace(answer, measures=tuple(kept)), len(answer.measures) - len(kept))
            kept += more
        found.append(msgspec.structs.replace(answer, measures=tuple(kept)))
    return tuple(found)


__all__ = ["add_problem", "joined_bits", "measure", "order", "repledged", "rewrite", "specific", "tone", "without_problem"]
