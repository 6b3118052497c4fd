"""Requests to take something out: an item, a paragraph, a sentence, the answer to a problem."""

from __future__ import annotations

import re

import msgspec

from assistant.revising.asking import Request
from assistant.revising.desk import Cannot, Desk
from assistant.revising.dictating import Place, answering
from assistant.revising.groups import LONG_FORMS
from assistant.revising.manuscript import Spot, section_name
from assistant.revising.targets import Target
from assistant.speech import Paragraph
from assistant.wording import clean, label
from index.lexical import bigrams
from index.segment import sentences


def delete(desk: Desk, request: Request) -> None:
    """Take out an item, a paragraph, a sentence that is quoted, or what is about a problem."""
    manuscript, target = desk.manuscript, request.target
    desk.exists(target)
    if target.item and request.about and f"“{request.about}”" in request.words:  # what is quoted of an item, not the item
        target = Target("section", target.number)
        request = msgspec.structs.replace(request, target=target)
    if target.part in ("salutation", "title", "heading", "transition", "thanks") and not request.about:
        if target.part in ("title", "heading", "salutation"):
            raise Cannot(f"{target.name}不能没有；请说改成什么")
        _single_out(desk, target)
        return
    if target.part == "section" and not target.paragraph and not target.item and not request.about:
        raise Cannot(f"{target.name}不能整个删掉；可以说“{target.name}短一点”")
    if target.part in ("opening", "closing") and not target.paragraph and not request.about:
        raise Cannot(f"{target.name}不能整个删掉；可以说“{target.name}短一点”或“换一个{target.name}”")
    if request.about and not target.item:
        exact = [spot for spot in manuscript.of(target) if request.about in manuscript.text(spot)]
        quoted = f"“{request.about}”" in request.words
        object_of = rf"“{re.escape(request.about)}”[^，。；“]{{0,5}}(?:[一那这]段|条|问题)" if quoted else r"[一那这]段|条|问题"
        if (quoted or re.search(r"句|这话|那话", request.words)) and not re.search(object_of, request.words):
            _sentence_out(desk, manuscript.of(target), request)
            return
        whole = [s for spot in exact for s in sentences(manuscript.text(spot)) if request.about in s and len(request.about) >= 0.6 * len(s)]
        if whole and len(exact) == 1:
            old = manuscript.text(exact[0])
            if re.sub(r"\W", "", whole[0]) != re.sub(r"\W", "", old):
                manuscript.put(exact[0], old.replace(whole[0], "", 1))
                desk.say(f"{exact[0].name}：删去“{whole[0][:20]}”")
                return
        if target.part in ("whole", "others") and len(manuscript.headings) > 1:  # what the opening lists is not what is meant
            target = Target("section", 2 if re.search(r"条|问题|措施", request.words) else 0)
        spots = desk.about(request.about, target)
        problem = desk.problem(request.about) if desk.context and target.number in (0, 2) else None
        if problem and request.about not in problem and request.about in manuscript.text(spots[0]):
            problem = None
        if _one_of(manuscript.text(spots[0]), request.about) and not re.search(r"段|句|条|块|问题|部分|整", request.words):
            raise Cannot(f"{spots[0].name}里“{request.about}”和别的并在一句里说；请把要删的字引出来")
        second = [spot for spot in manuscript.spots() if (spot.part, spot.number) == ("section", 2)]
        if problem and not desk.own and (meant := answering(desk, second, problem)):
            if manuscript.kept(meant):
                raise Cannot(f"{meant.name}按您的要求不动")
            spots = [meant]  # what has been done about it is told elsewhere, and stays
        if "最后一句" in request.words:
            raise Cannot("没有认出是哪一句")
        spot, start, end = spots[0], 0, len(manuscript.text(spots[0]))
    elif target.item:
        spot, start, end, problem = desk.item(target)
        _take_out(desk, spot, start, end, problem)
        return
    else:
        spots = desk.scope(request)
        spot, start, end = spots[0], 0, len(manuscript.text(spots[0]))
    if not request.about or desk.brief is None or (spot.part, spot.number) != ("section", 2):
        _take_out(desk, spot, start, end, request.about)
        return
    before, told, brief, context, plan = manuscript.speech(), list(desk.changed), desk.brief, desk.context, desk.plan
    errors = desk.errors(before)
    _take_out(desk, spot, start, end, request.about)
    if any("没有提到" in message for _, message in desk.errors(manuscript.speech()) - errors):  # another problem was answered there
        manuscript.restore(before)
        desk.changed, desk.brief, desk.context, desk.plan = told, brief, context, plan
        raise Cannot(f"{spot.name}还回应了别的问题，拆不开；请说删哪一句")


def _one_of(text: str, words: str) -> bool:
    """Whether words are one of two things that the only sentence of a paragraph names together: 高山茶产业带建设和集镇供水管网改造."""
    if len(sentences(text)) > 1 or len(words) >= 0.5 * len(text):
        return False
    return bool(re.search(rf"[和、同][^，。；]{{0,8}}{re.escape(words)}|{re.escape(words)}[^，。；]{{0,8}}[和、同]", text))


def _sentence_out(desk: Desk, spots: list[Spot], request: Request) -> None:
    """Take out the sentence in which words stand, or a longer form of them; Cannot where none or several do."""
    manuscript = desk.manuscript
    body = [(spot, one) for spot in spots if spot.part in ("opening", "section", "closing") for one in sentences(manuscript.text(spot))]
    words = [re.sub(r"\W", "", form) for form in (request.about, *LONG_FORMS.get(request.about, ()))]
    held = next((found for form in words if form and (found := [(spot, one) for spot, one in body if form in re.sub(r"\W", "", one)])), [])
    if not held:
        pairs = set(bigrams(words[0]))
        near = sorted(((len(pairs & set(bigrams(one))) / max(1, len(pairs)), -n) for n, (_, one) in enumerate(body)), reverse=True)
        if not near or near[0][0] < 0.6 or (len(near) > 1 and near[1][0] > 0.7 * near[0][0]):
            raise Cannot(f"没有认出“{request.about[:20]}”是哪一句；请把那一句引出来")
        held = [body[-near[0][1]]]
    if len(held) > 1:
        raise Cannot(f"有“{request.about[:20]}”的话有 {len(held)} 句（{'、'.join(dict.fromkeys(spot.name for spot, _ in held))}）；请把要删的那句多引几个字")
    spot, one = held[0]
    old = manuscript.text(spot)
    clause = re.search(rf"[，；]{re.escape(request.about)}(?=[。！？])", one)
    if clause and f"“{request.about}”" in request.words and 2 * len(request.about) < len(one):
        manuscript.put(spot, old.replace(one, one[: clause.start()] + one[clause.end() :], 1))
        desk.say(f"{spot.name}：删去“{request.about[:20]}”")
        return
    if not re.sub(r"\W", "", old.replace(one, "", 1)):
        _take_out(desk, spot, 0, len(old), request.about)
        return
    manuscript.put(spot, old.replace(one, "", 1))
    desk.say(f"{spot.name}：删去“{one[:20]}”")


def _single_out(desk: Desk, target: Target) -> None:
    spot = Spot(target.part)
    if desk.manuscript.kept(spot) or not desk.manuscript.text(spot):
        raise Cannot(f"{target.name}按您的要求不动" if desk.manuscript.kept(spot) else f"稿子里没有{target.name}")
    desk.manuscript.remove(spot)
    desk.say(f"{target.name}：删去")


def _take_out(desk: Desk, spot: Spot, start: int, end: int, about: str) -> None:
    manuscript = desk.manuscript
    text = manuscript.text(spot)
    whole = not text[:start].strip() and not text[end:].strip()
    if whole and spot.part == "section" and len(manuscript.body(Target("section", spot.number))) <= 1:
        raise Cannot(f"{spot.name}是{section_name(spot.number)}仅有的一段，删了就空了；可以说“{spot.name}重写”")
    problems = [p.text for p in desk.composer().answering().get(spot, [])] if desk.context and spot.number == 2 else []
    if len(problems) > 1 and whole and about and (one := desk.problem(about)) in problems:
        _without_problem(desk, spot, one or "")
        return
    name = spot.name
    if whole:
        manuscript.remove(spot)
    else:
        left = (text[:start] + text[end:]).strip()
        manuscript.put(spot, re.sub(r"[；，]$", "。", left))
        problems = [p for p in problems if label(p) in text[start:end] or p in text[start:end]]
    moved = spot.part == "section" and manuscript.renumber(spot.number)
    desk.say(f"{name}：{'删去' if whole else '删去其中一条'}“{text[start:end][:16].rstrip('，。')}……”" + ("，后面的序号顺下来" if moved else ""))
    forget(desk, problems)


def forget(desk: Desk, problems: list[str]) -> None:
    """Take problems that are no longer answered out of brief and plan, and say so."""
    if not problems or desk.brief is None:
        return
    items = desk.brief.items()
    left = tuple(problem for problem in items if problem.text not in problems)
    if len(left) == len(items):
        return
    plan = desk.plan
    desk.rebrief(problems=left)
    gone = {clean(text) for text in problems}
    desk.plan = msgspec.structs.replace(plan, answers=tuple(a for a in plan.answers if not set(a.problems) & gone) or plan.answers)
    _renumber_sources(desk, [i for i, problem in enumerate(items) if problem.text in problems])
    desk.say(f"素材：去掉问题“{'”“'.join(label(text) or text[:20] for text in problems)}”，不再检查它有没有回应")


def _renumber_sources(desk: Desk, gone: list[int]) -> None:
    """Let the paragraphs' sources name the problems by their new places in the brief."""
    for paragraphs in desk.manuscript.lists.values():
        for i, paragraph in enumerate(paragraphs):
            sources = []
            for source in paragraph.sources:
                place = re.fullmatch(r"problems\[(\d+)\]", source.id)
                if place and int(place[1]) in gone:
                    continue
                if place:
                    source = msgspec.structs.replace(source, id=f"problems[{int(place[1]) - sum(g < int(place[1]) for g in gone)}]")
                sources.append(source)
            paragraphs[i] = Paragraph(paragraph.text, tuple(sources))


def _without_answer(desk: Desk, spot: Spot, problem: str) -> None:
    """Take out of a paragraph of the user's own the sentences that answer one of its problems, and its name where all are listed."""
    text = desk.manuscript.text(spot)
    known = next((p for p in desk.brief.items() if p.text == problem), None) if desk.brief else None
    before, own, after = Place(desk, spot, 0, len(text), known).around()
    name = label(problem) or clean(problem)
    listed = re.sub(rf"“[^“”]*{re.escape(name)}[^“”]*”[、，和]?(?=“)|[、，和]?“[^“”]*{re.escape(name)}[^“”]*”", "", "".join(before))
    if not own or not before or name in listed or listed == "".join(before):
        raise Cannot(f"{spot.name}几个问题写在一起，拆不开；请说删哪一句")
    desk.manuscript.put(spot, listed + "".join(after))
    desk.say(f"{spot.name}：删去“{name[:16]}”和答它的话，同段其余问题的措施不变")
    forget(desk, [problem])


def _without_problem(desk: Desk, spot: Spot, problem: str) -> None:
    """Take one of several problems out of the paragraph that answers them together."""
    composer = desk.composer()
    rest = [p for p in composer.answering()[spot] if p.text != problem]
    gone = clean(problem)
    answers = [composer.answer_to(p) for p in rest]
    answers = [msgspec.structs.replace(a, problems=tuple(p for p in a.problems if p != gone)) for a in dict.fromkeys(answers)]
    if any(not a.measures for a in answers) or not desk.own:
        _without_answer(desk, spot, problem)
        return
    old = desk.manuscript.text(spot)
    desk.manuscript.put(spot, "")
    new = desk.composer().group(answers)
    desk.manuscript.put(spot, new.text or old, new.sources)
    desk.say(f"{spot.name}：删去“{label(problem) or problem[:16]}”，同段其余问题的措施不变")
    forget(desk, [problem])
