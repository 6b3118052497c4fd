"""Requests to put in what the user dictates: a measure in the place of another, what has been done already, a sentence, a fact."""

from __future__ import annotations

import re

import msgspec

from assistant.brief import Problem
from assistant.checks.coverage import DEADLINE, Coverage
from assistant.pledging import Pledge
from assistant.revising.asking import DONE, Request
from assistant.revising.desk import Cannot, Desk
from assistant.revising.manuscript import Spot
from assistant.revising.rewording import head_of, leans
from assistant.revising.targets import Target
from assistant.wording import clean, field, label, names_fault, sentence
from index.lexical import bigrams
from index.segment import sentences

OWNER = re.compile(r"科|股|室|大队|支队|中心|站|所|局长|院长|校长|镇长|书记|主任|组长|专班|纪委|支部|会计|监委会|由我|我来|负责|牵头")
_CLAUSE = re.compile(r"(?:“[^”]*”|[^，；：。！？“])+[，；：。！？”]*|.")


def dictate(desk: Desk, request: Request) -> None:
    """Put the user's own measure in the place of an item's measures; what names the problem stays, and every other item."""
    place = Place.of(desk, request)
    value, done = request.value.removeprefix(DONE), request.value.startswith(DONE)
    head, body, tail = place.parts()
    new = _said_done(head, body, value) if done else sentence(value if _pledges(value) else f"措施是：{value}")
    text = desk.manuscript.text(place.spot)
    old = desk.manuscript.paragraph(place.spot)
    sources = tuple(source for source in old.sources if source.kind != "measure" or done or tail)
    desk.manuscript.put(place.spot, text[: place.start] + head + new + tail + text[place.end :], sources)
    desk.fresh |= set(sentences(new))
    _remember(desk, place.problem, value, done)
    name = label(place.problem.text) or place.problem.text[:20] if place.problem else request.about or request.target.name
    desk.say(f"{place.spot.name}：“{name}”{'写成已经立行立改' if done else '的措施换成您给的'}“{value[:24]}{'……' if len(value) > 24 else ''}”，其他各条没有动")


def _pledges(value: str) -> bool:
    """Whether words say who does something, or enough of what, to stand as a sentence."""
    return len(value) >= 8 or bool(OWNER.search(value))


_SAME = re.compile(r"[已经好了完过就都也把被的地得上下这那一些个件事我们他它在用给先后和与已是有]")


def _said_done(head: str, body: list[str], done: str) -> str:
    """Return what says that a thing is done, with the measures that are left when the pledges to do the very same go."""
    things = set(_SAME.sub("", done)) & set(head) or set(_SAME.sub("", done))
    left: list[str] = []
    for place, one in enumerate(body):
        same = bool(things & set(one)) and bool(OWNER.search(one) or DEADLINE.search(one))
        if same or (place and body[place - 1] not in left and leans(one)):
            continue
        left.append(one)
    if not any(OWNER.search(one) for one in left):
        owner = re.search(r"由(?P<a>[^，。；我]{2,12}?)(?=[每在于把将进对按负牵，])", "".join(body))
        left = [*left, f"整改以后{'由' + owner['a'] if owner else ''}继续检查，防止反弹。"]
    return f"这件事已经立行立改：{done}。{''.join(left)}"


def _remember(desk: Desk, problem: Problem | None, value: str, done: bool) -> None:
    """Keep the measure in the plan, or the thing done in the brief; the figures that the user dictates are then given."""
    given(desk, value)
    if done and desk.brief:
        problems = tuple(msgspec.structs.replace(p, immediate=True) if isinstance(p, Problem) and problem and p.text == problem.text else p for p in desk.brief.problems)
        desk.rebrief(rectified=(*desk.brief.rectified, value), problems=problems)
        return
    if problem is None or desk.plan_or_none is None:
        return
    text = clean(problem.text)
    when = DEADLINE.search(value)
    pledge = Pledge(who="", what=value.rstrip("。"), deadline=when.group() if when else "", check="", origin="given")
    desk.plan = msgspec.structs.replace(
        desk.plan, answers=tuple(msgspec.structs.replace(a, measures=(pledge,)) if text in a.problems else a for a in desk.plan.answers)
    )


class Place(msgspec.Struct):
    """Where one problem is answered: the paragraph, the stretch of its item there, and the problem if it is known."""

    desk: Desk
    spot: Spot
    start: int
    end: int
    problem: Problem | None

    @classmethod
    def of(cls, desk: Desk, request: Request) -> Place:
        """Return the place that a request is about; Cannot where that can't be told."""
        target = request.target
        if target.item:
            spot, start, end, problem = desk.item(target)
            return cls(desk, spot, start, end, _problem(desk, problem)).known()
        if target.paragraph:
            spot = desk.scope(msgspec.structs.replace(request, about=""))[0]
            return cls(desk, spot, 0, len(desk.manuscript.text(spot)), None).itemed(request.about).known()
        words = request.about or _hint(desk, request.value)
        if not words:
            raise Cannot("不知道换的是哪一条；可以说“第二条的措施改成……”，或说出是哪个问题")
        meant = desk.problem(words)
        spots = [spot for spot in desk.manuscript.of(Target("section", 2)) if spot.part == "section"]
        if meant and (own := answering(desk, spots, meant)):
            return cls(desk, own, 0, len(desk.manuscript.text(own)), _problem(desk, meant)).itemed(words)
        spot = desk.about(words, Target("section", 2))[0]
        return cls(desk, spot, 0, len(desk.manuscript.text(spot)), None).itemed(words).known()

    def itemed(self, words: str) -> Place:
        """Return the place narrowed to the numbered item that holds the words, where the paragraph has several."""
        text = self.desk.manuscript.text(self.spot)
        items = [item for item in self.desk.manuscript.items(self.spot.number) if item.spot == self.spot]
        if len(items) < 2:
            return self
        pairs = set(bigrams(self.problem.text if self.problem else words))
        shares = sorted(((len(pairs & set(bigrams(text[i.start : i.end]))) / max(1, len(pairs)), -n, i) for n, i in enumerate(items)), key=lambda e: e[:2])
        if not pairs or shares[-1][0] < 0.4 or shares[-2][0] > 0.7 * shares[-1][0]:
            raise Cannot(f"{self.spot.name}写了几条，没有认出是哪一条；可以说“第二条的措施改成……”")
        item = shares[-1][2]
        return msgspec.structs.replace(self, start=item.start, end=item.end)

    def known(self) -> Place:
        """Return the place with the problem of the brief that it answers, where it names one alone."""
        if self.problem or self.desk.context is None:
            return self
        piece = self.desk.manuscript.text(self.spot)[self.start : self.end]
        named = _named(_covers(self.desk), piece)
        return msgspec.structs.replace(self, problem=named[0]) if len(named) == 1 else self

    def parts(self) -> tuple[str, list[str], str]:
        """Return what names the problem, the sentences that answer it, and what follows of other problems; Cannot where they are one."""
        before, own, after = self.around()
        names = [name for name in (clean(self.problem.text), label(self.problem.text), field(self.problem.text)) if name] if self.problem else []
        count = 1 if before else head_of("".join(own), names)
        kept, rest = self._cut("".join(own[:count]), own[count:])
        return "".join(before) + kept, rest, "".join(after)

    def around(self) -> tuple[list[str], list[str], list[str]]:
        """Return the sentences before those that are of the problem alone, these, and those after them; Cannot where they are one."""
        piece = self.desk.manuscript.text(self.spot)[self.start : self.end]
        pieces = sentences(piece)
        covers = _covers(self.desk) if self.desk.context else []
        named = [_named(covers, one) for one in pieces]
        others = {problem.text for own in named for problem in own} - ({self.problem.text} if self.problem else set())
        first, last = 0, len(pieces)
        if others and self.problem and any(len(own) > 1 or self.problem not in own for own in named if own):
            alone = [i for i, own in enumerate(named) if own == [self.problem]] or self._told_first(pieces, named)
            if not alone:
                raise Cannot(f"{self.spot.name}几个问题写在一起，拆不开；请用“把‘……’改成‘……’”")
            first = alone[0]
            last = next((i for i in range(first + 1, len(pieces)) if named[i] and self.problem not in named[i]), len(pieces))
        elif others and not self.problem:
            raise Cannot(f"{self.spot.name}答了几个问题，没有认出是哪一个；请说出是哪个问题")
        return pieces[:first], pieces[first:last], pieces[last:]

    def _told_first(self, pieces: list[str], named: list[list[Problem]]) -> list[int]:
        """Return where a problem is answered that no sentence names alone, where it is listed first and another's answer comes later."""
        if self.problem is None or len(named[0]) < 2:
            return []
        at = {problem.text: pieces[0].find(label(problem.text) or problem.text) for problem in named[0]}
        later = [i for i, own in enumerate(named) if i and len(own) == 1]
        return [1] if -1 not in at.values() and min(at, key=lambda text: at[text]) == self.problem.text and later and later[0] > 1 else []

    def _cut(self, head: str, rest: list[str]) -> tuple[str, list[str]]:
        """Return the head without the pledge that stands in one sentence with what names the problem."""
        clauses = _CLAUSE.findall(head)
        cover = next((cover for problem, cover in _covers(self.desk) if problem == self.problem), None) if self.problem else None
        naming = [i for i, clause in enumerate(clauses) if (cover.named(clause) if cover else names_fault(clause) or "问题" in clause)]
        end = naming[-1] + 1 if naming else 0
        after = "".join(clauses[end:])
        if not (OWNER.search(after) or DEADLINE.search(after) or (not rest and after)):
            if rest:
                return head, rest
            raise Cannot(f"{self.spot.name}问题和措施写在一句里，拆不开；请用“把‘……’改成‘……’”")
        kept = "".join(clauses[:end])
        if not end or (OWNER.search(re.sub(r"“[^”]*”", "", clauses[end - 1])) and DEADLINE.search(clauses[end - 1])):
            if not self.problem:
                raise Cannot(f"{self.spot.name}问题和措施写在一句里，拆不开；请用“把‘……’改成‘……’”")
            kept = f"针对“{label(self.problem.text) or self.problem.text}”的问题，".replace("““", "“").replace("””", "”")
        return re.sub(r"[；：。]$", "，", kept) if not kept.endswith("。") else kept, [after, *rest]


def _named(covers: list[tuple[Problem, Coverage]], text: str) -> list[Problem]:
    """Return the problems that a text names: those whose own words stand in it, else those it names by their field."""
    own = [problem for problem, _ in covers if clean(problem.text) in text or ((name := label(problem.text)) and name in text)]
    return own or [problem for problem, cover in covers if cover.named(text)]


def _covers(desk: Desk) -> list[tuple[Problem, Coverage]]:
    composer = desk.composer()
    categories = desk.knowledge.corpus.categories
    return [(problem, Coverage(problem, categories.get(composer.answer_to(problem).category))) for problem in composer.context.brief.items()]


def _problem(desk: Desk, text: str) -> Problem | None:
    return next((p for p in desk.brief.items() if p.text == text), None) if desk.brief and text else None


def answering(desk: Desk, spots: list[Spot], text: str) -> Spot | None:
    """Return the paragraph that answers a problem: of those that name it the one that pledges most, the problem's own words first."""
    cover = next((cover for problem, cover in _covers(desk) if problem.text == text), None)
    if cover is None:
        return None

    def weight(spot: Spot) -> tuple[bool, bool, int]:
        words = desk.manuscript.text(spot)
        return (clean(text)[:8] in words, bool(OWNER.search(words) and DEADLINE.search(words)), -spot.index)

    named = [spot for spot in spots if cover.named(desk.manuscript.text(spot))]
    return max(named, key=weight, default=None)


def _hint(desk: Desk, value: str) -> str:
    """Return the problem of which a dictated measure has words, where it is the only one."""
    items = desk.brief.items() if desk.brief else ()
    pairs = {pair for pair in bigrams(re.sub(r"\W", "", value)) if not re.search(r"[的了由在每后前月日内]", pair)}
    near = [problem.text for problem in items if pairs & set(bigrams(problem.text))]
    return near[0] if len(near) == 1 else ""


_FRONT = re.compile(r"(?:开头|最前面|前头|打头|前面|之前|前边)(?:，|再|先|给我|请)*(?:加|补|插|添|增)|之前增加")


def insert(desk: Desk, request: Request) -> None:
    """Put a sentence of the user's in: beside the words or in the item that it belongs to, at the place named, else where it is nearest."""
    manuscript, text, target = desk.manuscript, sentence(request.value), request.target
    desk.exists(target)
    if re.sub(r"\W", "", text) in re.sub(r"\W", "", manuscript.all()):
        raise Cannot(f"稿子里已经有“{request.value[:20]}”这句话")
    front = bool(_FRONT.search(request.words))
    if request.about and (beside := [spot for spot in manuscript.body(target) if request.about in manuscript.text(spot)]):
        _beside(desk, beside[0], request.about, text, front)
        return
    if target.item or request.about:
        _into_item(desk, request, text)
        return
    if target.part == "whole" and not target.paragraph:
        spots = [spot for spot in manuscript.body() if spot.part == "section"] or manuscript.body()
        if not spots:
            raise Cannot("稿子的各部分都不动，没有地方加")
        near = desk.knowledge.nearness(text, [manuscript.text(spot) for spot in spots])
        spot = spots[max(range(len(spots)), key=lambda i: (near[i] + 0.1 * (spots[i].number == 2), -i))]
        front = False
    else:
        spot = desk.scope(Request("insert", target))[0 if front else -1]
    old = manuscript.text(spot)
    manuscript.put(spot, text + old if front else sentence(old) + text)
    _told(desk, spot, text, "开头" if front else "末尾")


def given(desk: Desk, words: str) -> None:
    """Note what the user dictated, unless it might be read as a wish about the speech."""
    if re.search(r"\d|[一二三四五六七八九十]", words) and not re.search(r"不要|不用|不提|不写|别|谢|[{}\\<>%\[\]]", words):
        desk.note(f"正文照写：{words}")


def _told(desk: Desk, spot: Spot, text: str, where: str) -> None:
    desk.fresh.add(text)
    given(desk, text)
    desk.say(f"{spot.name}：{where}加上“{text[:24]}”")


def _beside(desk: Desk, spot: Spot, words: str, text: str, front: bool) -> None:
    """Put a sentence before or after the one in which words stand."""
    pieces = sentences(desk.manuscript.text(spot))
    at = next((i for i, one in enumerate(pieces) if words in one), len(pieces) - 1)
    pieces.insert(at if front else at + 1, text)
    desk.manuscript.put(spot, "".join(pieces))
    _told(desk, spot, text, f"“{words[:12]}”那句{'前面' if front else '后面'}")


def _into_item(desk: Desk, request: Request, text: str) -> None:
    """Put a sentence in an item: a fact after what names the problem, anything else at its end."""
    place = Place.of(desk, request)
    whole = desk.manuscript.text(place.spot)
    head, body, tail = "", [whole[place.start : place.end]], ""
    if fact := not (OWNER.search(text) or DEADLINE.search(text)):
        try:
            head, body, tail = place.parts()
        except Cannot:
            fact = False
    if fact and not head.endswith(("。", "！", "？", "”")):
        head, body, fact = "", [head, *body], False
    piece = f"{head}{text}{''.join(body)}" if fact else f"{head}{sentence(''.join(body))}{text}"
    desk.manuscript.put(place.spot, whole[: place.start] + piece + tail + whole[place.end :])
    _told(desk, place.spot, text, "问题后面" if fact else "那一条末尾")


__all__ = ["DONE", "OWNER", "Place", "answering", "dictate", "given", "insert"]
