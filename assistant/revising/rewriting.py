"""Requests to say a part another way, or in another tone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

import msgspec

from assistant.plan import Plan
from assistant.revising.answering import Composer, numbered_as
from assistant.revising.asking import Request
from assistant.revising.desk import Cannot, Desk
from assistant.revising.headings import tone_headings
from assistant.revising.manuscript import Spot
from assistant.revising.rewording import WORDS, feel, in_tone
from assistant.revising.targets import Target
from assistant.speech import Paragraph, Speech
from index.segment import sentences


def rewrite(desk: Desk, request: Request) -> None:
    """Say a part, or one paragraph, another way."""
    target = request.target
    composer = desk.composer(f"要重写{target.name}")
    if target.part in ("transition", "thanks"):
        _other_single(desk, composer, target.part)
        return
    single = [spot for spot in desk.manuscript.of(target) if spot.part in ("transition", "thanks")] if target.paragraph else []
    if single:
        _other_single(desk, composer, single[0].part)
        return
    if request.about or target.paragraph or target.item:
        _other_paragraph(desk, composer, desk.scope(request)[0], request.about, request.value)
        return
    desk.scope(request)
    if len(desk.manuscript.headings) != 3 or not desk.manuscript.lists.get((target.part, target.number)):
        raise Cannot(f"稿子没有分出{target.name}，不知道从哪里换到哪里；请先分成开头、三个部分和结尾")
    number = target.number
    if target.part == "section" and number not in (1, 2, 3):
        raise Cannot(f"没有{target.name}")
    old = tuple(desk.manuscript.paragraph(spot) for spot in desk.manuscript.body(target))
    plans: list[tuple[tuple[Paragraph, ...], Plan]] = []

    def offers() -> Iterator[tuple[Paragraph, ...]]:
        for plan, speech in composer.others(number in (2, 3), number != 2):
            plans.append((_part(speech, target), plan))
            if not (request.value and any(request.value in p.text for p in plans[-1][0])):
                yield plans[-1][0]

    found = _fresh_offer(desk, target, old, offers(), _as_planned(composer, target, old))
    if found is None:
        raise Cannot(f"{target.name}没有更多写法了；可以给素材加内容，或说“{target.name}加一句：……”")
    desk.manuscript.replace_part(target.part, number, found)
    if number == 2:
        plan = next(plan for new, plan in plans if new == found)
        desk.plan = msgspec.structs.replace(desk.plan, answers=plan.answers)
    desk.say(f"{target.name}：整段换了写法" if len(found) == 1 else f"{target.name}：{len(found)} 段都换了写法")


def _part(speech: Speech, target: Target) -> tuple[Paragraph, ...]:
    if target.part == "section":
        return speech.sections[target.number - 1].paragraphs
    return speech.opening if target.part == "opening" else speech.closing


def _as_planned(composer: Composer, target: Target, old: tuple[Paragraph, ...]) -> bool:
    """Whether a part stands as the plan's own seed writes it, so that every other seed's is new."""
    return tuple(p.text for p in _part(composer.planned(), target)) == tuple(p.text for p in old)


def _fresh_offer(
    desk: Desk, target: Target, old: tuple[Paragraph, ...], offers: Iterable[tuple[Paragraph, ...]], first: bool = True, checked: bool = True
) -> tuple[Paragraph, ...] | None:
    """Return an offer that is not the present text, repeats nothing kept and brings no error: the first, or the next.

    Where the present text may be an offer taken before (not `first`), the one after it in order is taken. An offer that
    is not `checked` may bring errors.
    """
    now = tuple(p.text for p in old)
    if not first:
        offers = _after(offers, now)
    manuscript = desk.manuscript
    errors = desk.errors(manuscript.speech()) if checked else set()
    rest = {s for spot in manuscript.spots() if not manuscript.within(spot, target) for s in sentences(manuscript.text(spot)) if len(s) >= 10}
    own = {s for text in now for s in sentences(text)}
    for offer in offers:
        said = {s for p in offer for s in sentences(p.text)}
        if not offer or tuple(p.text for p in offer) == now or said & rest or (said & own and len(offer) == 1):
            continue
        if not checked:
            return offer
        manuscript.replace_part(target.part, target.number, offer)
        new = desk.errors(manuscript.speech())
        manuscript.replace_part(target.part, target.number, old)
        if new <= errors:
            return offer
    return None


def _after(offers: Iterable[tuple[Paragraph, ...]], now: tuple[str, ...]) -> Iterator[tuple[Paragraph, ...]]:
    """Yield the offers behind the present text, then those before it; no more are written than are asked for."""
    before: list[tuple[Paragraph, ...]] = []
    rest = iter(offers)
    for offer in rest:
        if tuple(p.text for p in offer) == now:
            yield from rest
            break
        before.append(offer)
    yield from before


def _other_single(desk: Desk, composer: Composer, part: str) -> None:
    spot = Spot(part)
    old = desk.manuscript.text(spot)
    if desk.manuscript.kept(spot):
        raise Cannot(f"{spot.name}按您的要求不动")
    texts = list(dict.fromkeys(getattr(speech, part) for _, speech in composer.others(deep=False)))
    at = texts.index(old) + 1 if old in texts else 0
    new = next((text for text in texts[at:] + texts[:at] if text and text != old), "")
    if not new:
        raise Cannot(f"{spot.name}没有更多写法了；请给一句")
    desk.manuscript.put(spot, new)
    desk.say(f"{spot.name}：换成“{new[:24]}”")


def _other_paragraph(desk: Desk, composer: Composer, spot: Spot, about: str = "", without: str = "") -> None:
    """Say one paragraph another way; words of it that were quoted are not to stand in it again, nor a mark not wanted (？)."""
    old = desk.manuscript.paragraph(spot)
    avoid = about if len(about) >= 4 and about in old.text else ""
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
                offers += [numbered_as(old.text, composer.paragraph(one, place)) for place in (spot.index or 1, spot.index + 3, spot.index + 6)]
        desk.manuscript.put(spot, text)
    elif old.sources:
        moves = _moves(old)
        target = Target(spot.part, spot.number)
        for _, speech in composer.others(deep=False):
            offers += [p for p in _part(speech, target) if _moves(p) & moves and len(_moves(p) & moves) * 2 >= len(moves)]
    manuscript = desk.manuscript
    kept = {s for other in manuscript.spots() if other != spot for s in sentences(manuscript.text(other)) if len(s) >= 10}
    errors = desk.errors(manuscript.speech())
    for offer in offers:
        said = set(sentences(offer.text))
        if (avoid and avoid in offer.text) or (without and without in offer.text):
            continue
        if not offer.text or said & kept or said & set(sentences(old.text)) == said:
            continue
        manuscript.put(spot, offer.text, offer.sources)
        if desk.errors(manuscript.speech()) <= errors:
            desk.say(f"{spot.name}：换了写法" + ("和措施" if len(problems) == 1 else ""))
            return
        manuscript.put(spot, old.text, old.sources)
    why = "没有更多写法了" if offers else "是您自己写的，不对应素材里的哪个问题，离线改写不了"
    raise Cannot(f"{spot.name}{why}；可以说“{spot.name}短一点”，或用“把‘……’改成‘……’”")


def _moves(paragraph: Paragraph) -> set[str]:
    return {source.id.partition("/")[0] for source in paragraph.sources if source.kind == "frame"}


def tone(desk: Desk, request: Request) -> None:
    """Speak in another tone: of several ways to say each part, that which has it most; the measures stay."""
    value = request.value
    desk.rebrief(tone=value)
    manuscript = desk.manuscript
    if desk.context is None or not desk.own:
        spots = [s for s in manuscript.of(request.target) if in_tone(manuscript.text(s), value) != manuscript.text(s) and s.part not in ("title", "salutation")]
        if not spots:
            raise Cannot(f"没有找到可以换得更{value}的词，稿子没有动；想换的句子请引出来，例如：把“……”改成“……”")
        used = [(old, new) for old, new in WORDS[value] if any(old in manuscript.text(spot) for spot in spots)]
        for spot in spots:
            manuscript.put(spot, in_tone(manuscript.text(spot), value))
        desk.say(f"{'、'.join(spot.name for spot in spots[:6])}：往{value}改，" + "、".join(f"“{old}”改成“{new}”" if new else f"去掉“{old}”" for old, new in used))
        return
    others = [speech for _, speech in islice(desk.composer().others(deep=False), _TONES)]
    errors = desk.errors(manuscript.speech())
    done = _toned(desk, request.target, value, others, checked=False)
    if done and not desk.errors(manuscript.speech()) <= errors:  # all parts are checked at once; one by one where that fails
        for target, old in reversed(done):
            manuscript.replace_part(target.part, target.number, old)
        done = _toned(desk, request.target, value, others)
    said = [target.name for target, _ in done] + (tone_headings(desk, value) if request.target == Target() else [])
    if not said:
        raise Cannot(f"开头、标题和结尾已经是最{value}的写法，没有更{value}的了")
    desk.say(f"语气往{value}改：{'、'.join(said)}换了写法，措施没有动")


_TONES = 6
"""Of so many ways of saying the parts those are taken that have most of the tone."""


def _toned(desk: Desk, wanted: Target, value: str, others: list[Speech], checked: bool = True) -> list[tuple[Target, tuple[Paragraph, ...]]]:
    """Put the parts that are wanted in their most toned way of being said; return those that changed, with what they were."""
    done: list[tuple[Target, tuple[Paragraph, ...]]] = []
    manuscript = desk.manuscript
    for target in (Target("opening"), Target("section", 1), Target("section", 3), Target("closing")):
        if wanted != Target() and (wanted.part, wanted.number) != (target.part, target.number):
            continue
        spots = manuscript.body(target)
        whole = [s for s in manuscript.spots() if (s.part, s.number) == (target.part, target.number)]
        if spots != whole or not spots:
            continue
        old = tuple(manuscript.paragraph(spot) for spot in spots)
        now = feel("".join(paragraph.text for paragraph in old), value)
        felt = {offer: feel("".join(p.text for p in offer), value) for offer in {_part(speech, target) for speech in others}}
        offers = sorted((offer for offer in felt if felt[offer] > now), key=lambda o: (-felt[o], [p.text for p in o]))
        if found := _fresh_offer(desk, target, old, offers, checked=checked):
            manuscript.replace_part(target.part, target.number, found)
            done.append((target, old))
    return done
