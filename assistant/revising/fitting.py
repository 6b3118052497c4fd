"""Bring a speech to a length: leave out the sentences that tell least, or say more of what it answers."""

from __future__ import annotations

import re
from typing import Literal

from assistant.checks.coverage import DEADLINE
from assistant.revising.answering import Composer
from assistant.revising.manuscript import Manuscript, Spot
from assistant.revising.rewording import is_slogan, leans, units
from assistant.speech import count
from index.lexical import bigrams

_WHO = re.compile(r"科|股|室|大队|支队|中心|站|所|局长|院长|校长|书记|主任|组长|专班|纪委|支部|会计|监委会|由我|我来|负责|牵头")
_MARK = re.compile(r"^第?[一二三四五六七八九十](?:是|要|，)")
_ROLE = re.compile(r"责任|组长|一岗双责|上一?轮|市委|提级|专项|监督")
Field = Literal["weight", "own", "results"]
CLOSE = 0.03
"""How near to the length asked for is near enough."""


def size(manuscript: Manuscript) -> int:
    """Return the characters of the speech as it stands, as they are counted everywhere."""
    return manuscript.speech().characters


def shorten(manuscript: Manuscript, spots: list[Spot], want: int, words: list[str], guarded: frozenset[str] = frozenset()) -> list[Spot]:
    """Leave out sentences of spots, those that tell least first, until the speech has `want` characters; return the spots changed.

    Never leaves out what names a problem or its only measure, what a following sentence leans on, an item's first
    sentence, and what stands in `guarded`. `words` are the brief's.
    """
    pairs = set(bigrams("\n".join(words)))
    changed: dict[Spot, None] = {}
    while (over := size(manuscript) - want) > want * CLOSE / 2:
        found: list[tuple[float, float, Spot, int]] = []
        for spot in spots:
            pieces = units(manuscript.text(spot))
            for place, sentence in enumerate(pieces):
                weight = _weight(sentence, place, pieces, spot, manuscript, pairs, guarded)
                if weight is not None and count(sentence) <= over + want * CLOSE:
                    found.append((weight, -count(sentence), spot, place))
        if not found:
            break
        _, _, spot, place = min(found, key=lambda entry: entry[:2])
        pieces = units(manuscript.text(spot))
        left = pieces[:place] + pieces[place + 1 :]
        manuscript.put(spot, "".join(left))
        changed[spot] = None
    for spot in reversed(list(spots)):
        if not manuscript.text(spot) and spot.part in ("opening", "section", "closing"):
            manuscript.remove(spot)
    return list(changed)


def _weight(
    sentence: str, place: int, pieces: list[str], spot: Spot, manuscript: Manuscript, pairs: set[str], guarded: frozenset[str]
) -> float | None:
    """Return how much a sentence tells, or None where it must stay."""
    if sentence in guarded or _MARK.match(sentence):
        return None
    if place + 1 < len(pieces) and leans(pieces[place + 1]):
        return None
    if len(pieces) == 1 and (spot.part != "section" or len(_filled(manuscript, spot)) <= 2 or spot.number == 2):
        return None
    if place == 0 and len(pieces) > 1 and spot.part == "section" and spot.number == 2:
        return None
    own = set(bigrams(sentence))
    told = len(own & pairs) / max(1, len(own))
    pledged = bool(DEADLINE.search(sentence)) + bool(_WHO.search(sentence))
    if spot.part == "section" and spot.number == 2 and pledged:
        first = max((i for i in range(place + 1) if _MARK.match(pieces[i])), default=0)
        last = next((i for i in range(place + 1, len(pieces)) if _MARK.match(pieces[i])), len(pieces))
        rest = [one for i, one in enumerate(pieces[first:last], first) if i != place and i != first]
        if not any(_WHO.search(one) or DEADLINE.search(one) for one in rest):
            return None  # an item keeps what it pledges
    weight = 2.0 * told + 1.2 * pledged + 1.5 * bool(_ROLE.search(sentence)) - 2.0 * is_slogan(sentence)
    weight += 0.6 * (spot.part == "opening") + 0.8 * (spot.part == "closing") + 0.5 * (spot.part == "section" and spot.number == 2) + 0.3 * (place == 0)
    finish = spot.number == 2 and place > 0 and (_WHO.search(pieces[place - 1]) or DEADLINE.search(pieces[place - 1]))
    return weight + 2.0 * (told > 0.3 and spot.number == 2) + 0.7 * bool(finish)  # a finish line says when it is done


def _filled(manuscript: Manuscript, spot: Spot) -> list[Spot]:
    return [one for one in manuscript.spots() if (one.part, one.number) == (spot.part, spot.number) and manuscript.text(one)]


def lengthen(manuscript: Manuscript, composer: Composer, want: int, within: list[Spot] | None = None) -> list[Spot]:
    """Say more until the speech has about `want` characters: measures, reasons, results; return the spots changed.

    Only the spots of `within` are added to, where it is given. Comes to less where the corpus has no more to say.
    """
    changed: dict[Spot, None] = {}
    turn, idle = 0, 0
    makers = (_measure, _result, _measure, _reason)
    while size(manuscript) < want * (1 - CLOSE / 2) and idle < len(makers):
        added = makers[turn % len(makers)](manuscript, composer, turn, within, want - size(manuscript))
        turn += 1
        idle = 0 if added else idle + 1
        if added:
            changed[added] = None
    return list(changed)


def _open(manuscript: Manuscript, spot: Spot, within: list[Spot] | None) -> bool:
    return not manuscript.kept(spot) and (within is None or spot in within)


def _add(manuscript: Manuscript, spot: Spot, text: str, sources: tuple[object, ...], room: int, before_last: bool = False) -> Spot | None:
    if count(text) > room * 1.5 + 30:
        return None
    old = manuscript.paragraph(spot)
    manuscript.put(spot, old.text + text, tuple(dict.fromkeys((*old.sources, *sources))))  # type: ignore[arg-type]
    return spot


def _measure(manuscript: Manuscript, composer: Composer, turn: int, within: list[Spot] | None, room: int) -> Spot | None:
    spots = [(spot, problems) for spot, problems in composer.answering().items() if _open(manuscript, spot, within)]
    spots.sort(key=lambda entry: len(manuscript.text(entry[0])) / len(entry[1]))
    for spot, problems in spots:
        for problem in problems:
            if found := composer.more(composer.answer_to(problem), f"{turn}.{spot.index}"):
                said = found[0].text
                if len(problems) > 1 and problem.text[:4] not in said:
                    continue
                if added := _add(manuscript, spot, said, found[0].sources, room):
                    return added
    return None


def _reason(manuscript: Manuscript, composer: Composer, turn: int, within: list[Spot] | None, room: int) -> Spot | None:
    return _line(manuscript, composer, turn, within, room, 1, ("weight", "own"))


def _result(manuscript: Manuscript, composer: Composer, turn: int, within: list[Spot] | None, room: int) -> Spot | None:
    return _line(manuscript, composer, turn, within, room, 3, ("results",))


def _line(
    manuscript: Manuscript, composer: Composer, turn: int, within: list[Spot] | None, room: int, number: int, fields: tuple[Field, ...]
) -> Spot | None:
    spots = [spot for spot in manuscript.spots() if (spot.part, spot.number) == ("section", number) and _open(manuscript, spot, within)]
    answers = [composer.answer_to(problem) for problem in composer.context.brief.items()]
    if not spots:
        return None
    for n in range(len(answers) * len(fields)):
        answer = answers[(turn + n) % len(answers)]
        field = fields[(turn + n) // len(answers) % len(fields)]
        near = [spot for spot in spots if answer.topic in manuscript.text(spot)]
        if not near and field == "weight":
            continue  # a reason makes sense where its field is spoken of
        spot = near[0] if near else min(spots, key=lambda one: len(manuscript.text(one)))
        if (bit := composer.line(answer, field, f"{turn}.{n}")) and (added := _add(manuscript, spot, bit.text, bit.sources, room)):
            return added
    bit = composer.aim() if number == 3 else None
    return _add(manuscript, spots[-1], bit.text, bit.sources, room) if bit else None
