"""Requests that are carried out to the letter, in anybody's speech: words, headings, items, thanks, times, names."""

from __future__ import annotations

import re

import msgspec

from assistant.revising.asking import Request
from assistant.revising.desk import Cannot, Desk
from assistant.revising.dictating import given
from assistant.revising.manuscript import Spot, section_name
from assistant.revising.rewording import THANKS, TIME, is_slogan, without, without_time
from assistant.revising.targets import Target
from assistant.wording import sentence
from index.segment import sentences


def replace(desk: Desk, request: Request) -> None:
    """Put words in the place of others, wherever they stand in the target."""
    manuscript, old, new = desk.manuscript, request.about, request.value
    if request.target.part == "thanks" and not old:
        manuscript.put(Spot("thanks"), sentence(new))
        desk.say("致谢：换成您给的话")
        return
    desk.exists(request.target)
    spots = [spot for spot in manuscript.of(request.target) if old in manuscript.text(spot)]
    if not spots:
        raise Cannot(f"稿子里没有“{old[:20]}”这几个字，没有改")
    if not new:
        raise Cannot(f"离线想不出“{old[:20]}”的别的说法；请说换成什么，例如：把“{old[:20]}”改成“……”")
    times = sum(manuscript.text(spot).count(old) for spot in spots)
    for spot in spots:
        manuscript.put(spot, manuscript.text(spot).replace(old, new))
    given(desk, new)
    desk.say(f"{_places(spots)}：“{old}”改成“{new}”，共 {times} 处")


def _places(spots: list[Spot]) -> str:
    names = list(dict.fromkeys(spot.name for spot in spots))
    return "、".join(names[:6]) + (f"等 {len(names)} 处" if len(names) > 6 else "")


def salutation(desk: Desk, request: Request) -> None:
    """Set the salutation."""
    single(desk, "salutation", request.value.rstrip("。：:，") + "：")


def title(desk: Desk, request: Request) -> None:
    """Set the title."""
    single(desk, "title", request.value.rstrip("。"))


def single(desk: Desk, part: str, value: str) -> None:
    spot = Spot(part)
    if desk.manuscript.kept(spot):
        raise Cannot(f"{spot.name}按您的要求不动")
    desk.manuscript.put(spot, value)
    desk.say(f"{spot.name}：改成“{value}”")


def _cut(desk: Desk, spots: list[Spot], change: object, what: str, nothing: str) -> None:
    """Put changed texts in, take out what is left empty, number anew, and say where."""
    manuscript = desk.manuscript
    done = [(spot, text) for spot in spots if (text := change(spot, manuscript.text(spot))) != manuscript.text(spot)]  # type: ignore[operator]
    if not done:
        raise Cannot(nothing)
    alone = [spot for spot, text in done if not text and spot.part == "section" and len(manuscript.body(Target("section", spot.number))) == 1]
    if alone:
        raise Cannot(f"{alone[0].name}去掉以后{section_name(alone[0].number)}就空了，没有动；请先说换成什么")
    names = [spot for spot, _ in done]
    for spot, text in reversed(done):
        if text:
            manuscript.put(spot, text)
        else:
            manuscript.remove(spot)
    for number in {spot.number for spot in names if spot.part == "section"}:
        manuscript.renumber(number)
    desk.say(f"{_places(names)}：{what}")


def drop_thanks(desk: Desk, request: Request) -> None:
    """Take thanks out of the closing, or of the part named."""
    target = request.target
    if target.part not in ("opening", "closing", "section", "thanks"):
        target = Target()
    desk.exists(target)
    spots = [spot for spot in desk.manuscript.of(target) if spot.part not in ("heading", "title", "salutation")]
    _cut(desk, spots, lambda spot, text: without(text, lambda s: bool(THANKS.search(s))), "去掉了感谢的话", f"{target.name}里没有感谢的话，没有改")
    if target.part != "opening":
        desk.note("结尾不要致谢")


def drop_slogan(desk: Desk, request: Request) -> None:
    """Take slogans out: those of the stop-list, and the brief's own."""
    own = desk.brief.slogan.strip("“”\" ") if desk.brief else ""
    spots = [spot for spot in desk.manuscript.of(request.target) if spot.part not in ("title", "salutation", "heading")]
    desk.rebrief(slogan="")
    _cut(desk, spots, lambda spot, text: without(text, lambda s: is_slogan(s, own)), "去掉了口号", "没有找到口号式的话；要去掉哪一句，请把它引出来，例如：别用“刮骨疗毒”")


_EVERYWHERE = 4
"""Words that stand in more paragraphs than these are what the speech is about: its sentences are not taken out for them."""


def ban(desk: Desk, request: Request) -> None:
    """Take out the clauses that hold words which the user does not want."""
    words = [word for word in re.split(r"”[、和]?“|、", request.about) if word]
    spots = desk.manuscript.of(request.target)
    here = [spot for spot in spots if any(word in desk.manuscript.text(spot) for word in words)]
    fixed = [spot for spot in here if spot.part in ("title", "salutation", "heading")]
    if fixed:
        raise Cannot(f"{fixed[0].name}里有“{request.about[:20]}”；请说换成什么，例如：把“{request.about[:20]}”改成“……”")
    desk.note(f"别用“{request.about}”")
    if not here:
        raise Cannot(f"稿子里没有“{request.about[:20]}”，没有改")
    quoted = [piece for spot in here for piece in re.findall(r"“([^”]*)”", desk.manuscript.text(spot))]
    if any(word in piece for piece in quoted for word in words):
        raise Cannot(f"“{request.about[:20]}”在引号里的原话中，去掉半句就不成话了；请说换成什么，例如：把“{request.about[:20]}”改成“……”")
    answers = desk.composer().answering() if desk.context else {}

    def change(spot: Spot, text: str) -> str:
        left = without(text, lambda s: any(word in s for word in words))
        if spot in answers and len(left) < 0.6 * len(text):
            return "\x00"
        return left

    if any(change(spot, desk.manuscript.text(spot)) == "\x00" for spot in here):
        raise Cannot(f"“{request.about[:20]}”在措施里，去掉句子会少了措施；请说换成什么，例如：把“{request.about[:20]}”改成“……”")
    if len(here) > _EVERYWHERE:
        raise Cannot(f"有“{request.about[:20]}”的话有 {len(here)} 段，都去掉就少得太多；请说换成什么，例如：把“{request.about[:20]}”改成“……”")
    before, told = desk.manuscript.speech(), list(desk.changed)
    errors = desk.errors(before)
    _cut(desk, here, change, f"去掉了有“{request.about}”的话", f"稿子里没有“{request.about[:20]}”")
    if desk.errors(desk.manuscript.speech()) - errors:
        desk.manuscript.restore(before)
        desk.changed = told
        raise Cannot(f"去掉有“{request.about[:20]}”的话，问题或措施就不全了，没有动；请说换成什么，例如：把“{request.about[:20]}”改成“……”")


def drop_time(desk: Desk, request: Request) -> None:
    """Take times and frequencies out of the pledges."""
    manuscript = desk.manuscript
    target = request.target if request.target.part != "whole" or request.target.paragraph else Target("section", 2 if len(manuscript.headings) > 1 else 0)
    desk.exists(target)
    spots = manuscript.body(target if manuscript.headings else Target())
    given = desk.brief.deadlines if desk.brief else ()
    known = tuple(sorted({time for spot in spots for time in _times(desk, spot)}))

    def change(spot: Spot, text: str) -> str:
        pieces = sentences(text)
        kept = [s for s in pieces if not (any(time in s for time in given) or (re.search(r"时限|期限", s) and TIME.search(s))) or len(pieces) == 1]
        return without_time("".join(kept), known)

    desk.note("不要提时间")
    desk.rebrief(deadlines=())
    if desk.plan_or_none:
        answers = tuple(
            msgspec.structs.replace(a, measures=tuple(msgspec.structs.replace(p, deadline="") for p in a.measures)) for a in desk.plan.answers
        )
        desk.plan = msgspec.structs.replace(desk.plan, answers=answers)
    before, told, errors = manuscript.speech(), list(desk.changed), desk.errors(manuscript.speech())
    _cut(desk, spots, change, "去掉了时间", f"{target.name}里没有时间，没有改")
    if desk.errors(manuscript.speech()) - errors:
        harmless = []
        for spot in spots:
            manuscript.restore(before)
            manuscript.put(spot, change(spot, manuscript.text(spot)))
            if not desk.errors(manuscript.speech()) - errors:
                harmless.append(spot)
        manuscript.restore(before)
        desk.changed = told
        desk.unclear.append("有的措施去掉时间就看不出怎么改了，那几段没有动；请说换成什么标志")
        _cut(desk, harmless, change, "去掉了时间", f"{target.name}的时间去掉就不成措施了，没有动")


def _times(desk: Desk, spot: Spot) -> list[str]:
    """Return the deadlines of the corpus' measures that a paragraph says came from them."""
    if desk.context is None:
        return []
    found = []
    for source in desk.manuscript.paragraph(spot).sources:
        category = desk.knowledge.corpus.categories.get(source.id.partition("-")[0]) if source.kind == "measure" else None
        for measure in category.measures if category else ():
            if measure.id == source.id and (filled := desk.context.fill(measure.deadline)):
                found += [filled, filled.replace("反馈后", "会后")]
    return found


def team(desk: Desk, request: Request) -> None:
    """Name another inspection team."""
    olds = [desk.context["巡察组"] if desk.context else "", *_found(desk, r"[\u4e00-\u9fff]{1,8}委第?[一二三四五六七八九十]{0,3}巡[察视]组")]
    of = next((name[: name.index("委") + 1] for name in olds if "委" in name), "")
    new = request.value if "委" in request.value else f"{of}{request.value}"  # 是第二巡察组不是第三
    _rename(desk, new, olds, "巡察组")
    desk.rebrief(team=new)


def _found(desk: Desk, pattern: str) -> list[str]:
    return sorted(set(re.findall(pattern, desk.manuscript.text(Spot("salutation")))), key=len, reverse=True)


def _rename(desk: Desk, new: str, olds: list[str], what: str) -> None:
    old = next((name for name in olds if name and name in desk.manuscript.all()), "")
    if not old:
        raise Cannot(f"稿子里没有认出{what}的名称；请说：把“原来的写法”改成“{new}”")
    replace(desk, Request("replace", Target(), new, old))


def unit_short(desk: Desk, request: Request) -> None:
    """Use a short name where the unit's full name stands."""
    full = desk.brief.unit if desk.brief else ""
    desk.rebrief(unit_short=request.value)
    if desk.brief is None:
        raise Cannot(f"不知道单位全称；请说：把“单位全称”改成“{request.value}”，或加 --brief 素材")
    if full not in desk.manuscript.all():
        raise Cannot(f"正文用的是“{desk.known()['自称']}”，没有出现单位全称；简称已记进素材，稿子没有动")
    replace(desk, Request("replace", Target(), request.value, full))


_DATE = re.compile(r"\d{4}年\d{1,2}月\d{1,2}日|\d{1,2}月\d{1,2}日")


def date(desk: Desk, request: Request) -> None:
    """Set the day of the meeting: in the brief, and in the speech where it names one day only."""
    found = sorted({day for spot in desk.manuscript.of(Target()) for day in _DATE.findall(desk.manuscript.text(spot))})
    desk.rebrief(date=request.value)
    if len(found) == 1:
        replace(desk, Request("replace", Target(), request.value, found[0]))
    elif found:
        raise Cannot(f"稿子里有 {len(found)} 个日期（{'、'.join(found[:4])}），不知道改哪一个；请说：把“{found[0]}”改成“{request.value}”")
    elif desk.brief:
        desk.say(f"素材：会议日期改成{request.value}（正文没有写日期，不用改）")
    else:
        raise Cannot("稿子正文没有写日期，没有可改的")


def sign(desk: Desk, request: Request) -> None:
    """Say that a speech carries no signature."""
    raise Cannot("发言稿不带落款，稿子没有动；要落款请在导出后的文件末尾加")
