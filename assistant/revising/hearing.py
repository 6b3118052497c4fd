"""Read requests by example: what each clause is for is told by a field learnt from sayings, what is meant is taken from it
and the clauses beside it."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

import msgspec

from assistant.revising.asking import Clause, Request
from assistant.revising.clauses import ADD, BESIDE, LEAVE, OUT, Labelled
from assistant.revising.groups import GO, Group, Page, groups
from assistant.revising.meaning import meant
from assistant.revising.targets import Target, find_targets

if TYPE_CHECKING:
    from assistant.brief import Brief
    from assistant.speech import Speech


_NEVER_GUESSED = frozenset({"delete", "replace", "ban", "again", "undo", "keep"})
"""What Enter must not do by default: it takes something away, or exchanges it."""


class Heard(msgspec.Struct, frozen=True):
    """The requests that clauses make, the words of those that were not understood, and for these what may be meant."""

    requests: tuple[Request, ...] = ()
    unclear: tuple[str, ...] = ()
    guesses: dict[str, str] = {}


def hear(clauses: list[Labelled], speech: Speech | None, brief: Brief | None) -> Heard:
    """Return what labelled clauses ask for."""
    page = Page(speech, brief)
    clauses = _with_others(clauses)
    found: list[Request] = []
    gathered = _joined(groups(clauses), page)
    unclear = [clause.text for clause in clauses if clause.label == "unclear" and not (gathered and (GO.fullmatch(clause.text) or LEAVE.fullmatch(clause.text)))]
    last = max((place for place, clause in enumerate(clauses) if clause.label not in BESIDE), default=len(clauses))
    before: list[Target] = []
    asked: list[str] = []
    for group in gathered:
        _refer(group, found)
        requests = meant(group, page, before)
        if not requests and found and group.kind == found[-1].kind == "leader" and re.search(r"[他她]", group.said.plain):
            found[-1] = msgspec.structs.replace(found[-1], words=f"{found[-1].words}，{group.words}")
            continue  # 讲话的是副县长，开头提一下他的讲话
        if not requests and found and found[-1].kind == group.kind and ADD.fullmatch(group.said.plain):
            continue  # 反馈里还有“……”，这个也要回应: asked already
        if not requests:
            unclear.append(group.words)
            asked += [group.words] if group.kind not in _COMPLAINABLE else []
            continue
        quoting = "，".join([*(clause.plain for clause in group.refs if clause.quotes or re.search(r"[那这](?:一)?[段句条块]", clause.plain)), group.words]) if group.kind == "delete" else group.words
        requests = [msgspec.structs.replace(request, words=quoting) for request in requests]
        before = [request.target for request in requests if request.target != Target() and request.kind != "keep"] or before
        found += [request for request in requests if not any(_same(request, one) for one in found)]
    found = merged(found)
    unclear += [clause.text for clause in clauses[last + 1 :] if clause.label == "ref" and found and (_IMPERATIVE.match(clause.text) or not _known_places(clause.text, found))]
    unclear = [words for words in unclear if words in asked or not (found and is_reason(words, found))]
    unclear += [clause.text for clause in clauses if clause.label in ("aside", "value") and _LOST.match(clause.text) and clause.text not in unclear and not _taken(clause.text, found)]
    named = {one.text for one, following in pairwise(clauses) if one.label == "unclear" and one.guess == following.label in _SET_ONCE}
    unclear = [words for words in unclear if words not in named]  # 巡察组的名字写全，中共……委第四巡察组
    if any(request.kind == "leader" for request in found):
        unclear = [words for words in unclear if not _TOO.fullmatch(words)]
    unclear = [words for words in unclear if not (found and restates(words, found))]
    guesses = {}
    for place, clause in enumerate(clauses):
        if clause.guess and clause.label == "unclear":
            as_if = [*clauses[:place], Labelled(clause.text, clause.guess)]
            request = next((r for group in groups(as_if)[-1:] for r in meant(group, page, before)), None)
            if request and request.kind in _ONCE and any(_same(request, one) for one in found):
                unclear = [words for words in unclear if words != clause.text]  # 平实一点，不要文绉绉的: asked already
            elif request and request.kind not in _NEVER_GUESSED and (words := worded(request)):
                guesses[clause.text] = words
    return Heard(tuple(found), tuple(unclear), guesses)


_OTHER = re.compile(r"(?:再|就|给我|帮我)*(?:换|重写|另写|重来|重新写)一?[个下换遍]?(?:吧)?")


def _with_others(clauses: list[Labelled]) -> list[Labelled]:
    """Return clauses with 换一个 as asking for another of the part that the clause before it complains of."""
    found = list(clauses)
    for place, (one, following) in enumerate(pairwise(clauses)):
        targets = find_targets(one.text)[0] if one.label == "ref" else []
        if following.label == "unclear" and _OTHER.fullmatch(following.text) and [t.part for t in targets] in (["opening"], ["closing"]):
            found[place + 1] = msgspec.structs.replace(following, label="rewrite")
    return found


_THIS = re.compile(r"^(?P<lead>(?:还有|另外|顺便|然后|同时|再|把|也)*)(?:这|那)(?:一)?(?P<what>条|段|个问题|块)(?![^，。；]{2,12}(?:那|这)[条段])")


def _refer(group: Group, found: list[Request]) -> None:
    """Say in a group of what it speaks, where 这条 means what was asked about just before, and 前面两段 those of its part."""
    if not found or group.refs:
        return
    last, plain = found[-1], group.said.plain
    if last.target.part in ("opening", "section", "closing") and last.target.paragraph > 1 and re.match(r"(?:还有|另外|把|那)?前[面边头]?的?[两二俩]个?(?:自然)?段", group.said.raw):
        part = Target(last.target.part, last.target.number).name
        plain = plain.replace("第一段、第二段", f"{part}第一段、{part}第二段", 1)
    elif (this := _THIS.match(plain)) and not group.quotes and (last.about or last.target.paragraph or last.target.item) and last.kind not in ("replace", "ban", "insert", "delete"):
        plain = f"{last.about + '那' + this['what'] if last.about else last.target.name}{plain[this.end() :]}"
    if plain != group.said.plain:
        raw, mark = group.said.raw, group.said.mark
        group.said = Clause.of(plain)
        group.said.raw, group.said.mark = raw, mark


_LOST = re.compile(r"(?:还有|另外|然后|再|也|请|可以|最好|要)*(?:多(?:讲讲?|说说?|写写?|提)(?!了|得|余)[^，。]{2,}|[换改](?:成|为)[^，。]{2,}|把[^，。]{2,}?(?:[删改换加补压挪提调]|去掉|拿掉|写)|(?:删|去)掉[^，。]{2,}|[^，。]{2,10}放(?:在|到)?第[二三四五]|突出|控制在|[^，。]{2,8}(?:别|不要)提(?:了|它)|[^，。]{0,3}把[^，。：]{2,6}定)")
"""What a clause says that was taken for talk or for a value, and asks for something."""


def _taken(words: str, found: list[Request]) -> bool:
    """Whether what a clause says has come into one of the requests."""
    bare = re.sub(r"^[换改][成为]", "", words).strip("“” ")
    return any(bare[:6] in f"{request.value} {request.about} {request.words}" or (request.value and request.value in words) for request in found)


_COMPLAINABLE = frozenset({"tone", "specific", "length", "rewrite", "drop_slogan", "drop_time", "drop_thanks"})
"""Kinds that a mere complaint may be labelled with, so that it is a reason where nothing is found to do."""
_SET_ONCE = frozenset({"team", "sign", "title", "salutation", "meeting", "date", "unit_short", "role", "leader"})
_TOO = re.compile(r"(?:开头|前面|这里|里面)?(?:也|都|要|得|给我|帮我)*(?:补上|加上|写上|带上|提一下|点一下|补一下|加一句|提一句|补一句|回应一下)(?:吧|了)?")
_ONCE = frozenset({"specific", "length", "tone", "rewrite", "again", "undo", "redo", "drop_time", "drop_thanks", "drop_slogan", "role", "measure", "heading", "keep"})
"""Kinds that are asked of a place once, however many clauses say so."""
_IMPERATIVE = re.compile(r"(?:请|把|将|帮|给我|再给|麻烦)[^，。；]*[^，。；那这条段句块处个的]$")
"""What asks for something itself, and is no mere name of a place for what comes after it."""
_ALL = re.compile(r"全文|整篇|通篇|整体|全篇|整个|一共|总共|[六七八九]百|[一两二三1-3]千|\d{4}|[6-9]\d\d")
_COMPLAINT = re.compile(r"太|有点|有些|不|没|长了|虚|过于|缺|少")


def _joined(gathered: list[Group], page: Page) -> list[Group]:
    """Return groups, those that ask one thing in two clauses put together: 写具体点 and 说清楚谁牵头, 压一压 and 太长."""
    found: list[Group] = []
    for group in gathered:
        last = found[-1] if found else None
        bare = any(pattern.fullmatch(group.said.plain) for pattern in (GO, ADD, OUT))
        if last is None or last.kind != group.kind or (group.kind not in _ONCE and not bare):
            found.append(group)
        elif not _named(group, page, last):
            last.values += [*group.refs, group.said, *group.values]
            last.later += group.later
            last.talk = [*last.talk, *group.talk]
            last.words = f"{last.words}，{group.words}"
        elif not _named(last, page) and _COMPLAINT.search(last.said.plain) and group.kind in _ONCE:
            group.refs = [*last.refs, last.said, *last.values, *group.refs]
            group.words = f"{last.words}，{group.words}"
            found[-1] = group
        else:
            found.append(group)
    return found


def _named(group: Group, page: Page, last: Group | None = None) -> bool:
    """Whether a group says of what it asks, other than the one before it."""
    if group.places or group.points or (group.kind == "length" and _ALL.search(group.said.plain)):
        return True
    topic = page.topic(group.said.text)
    return bool(topic) and (last is None or topic not in last.text)


def merged(requests: list[Request]) -> list[Request]:
    """Return requests without those that another of the same kind holds already: the same place, or none of its own."""
    found: list[Request] = []
    for request in requests:
        for place, one in enumerate(found):
            if one.kind != request.kind or one.kind not in ("specific", "length", "tone", "rewrite"):
                continue
            same = (one.target, one.about) == (request.target, request.about)
            loose = [r for r in (one, request) if not r.about and r.target in (Target(), Target("section", 2)) and r.kind == "specific"]
            apart = one.target.part == request.target.part == "section" and one.target.number != request.target.number
            if (same or (loose and not apart)) and (value := _both(one, request)):
                kept = request if loose == [one] else one
                found[place] = msgspec.structs.replace(kept, value=value.strip())
                break
        else:
            found.append(request)
    return found


def _both(one: Request, other: Request) -> str:
    """Return the value of two requests as one; empty where they are two, a blank where it is none."""
    if one.value == other.value:
        return one.value or " "
    if one.kind == "specific":
        return {frozenset({"who", ""}): "who", frozenset({"when", ""}): "when"}.get(frozenset({one.value, other.value}), "both")
    if one.kind == "length":
        sizes = [r.value for r in (one, other) if any(c.isdigit() for c in r.value)]
        return sizes[0] if len(sizes) == 1 else ""
    return one.value or other.value if not (one.value and other.value) else ""


_ASKS = re.compile(r"除了|只留|只谢|改(?!过|设|名|制|主意|变)|(?<!错)别(?!的|人|处|家|组)|换(?!了$|人)|补(?!贴|助|偿)|加(?!工|班|油)|[删压缩砍省免留丢撤退还重调弄搞帮给请把要列排配画译查算让译并合移挪插提标附导转印]|写(?![得的死着])|去掉|拿掉|不用|能不能|可不可以|行不行|生成|发给|做(?:成|个|一|份|张)|[A-Za-z]{3}|谱|[？吗]|再(?!说)|短|扩|[^有]点$|[一好]些$|用(?!不|的|得)")
"""What asks for something; a clause without it says how things are."""


_AMOUNT = re.compile(r"(?:\d|[一二两三四五六七八九十百千半])(?:个?字|分钟|个?月|天|日)")


def is_reason(words: str, found: list[Request]) -> bool:
    """Whether a clause beside what was understood says why, and asks nothing: 口气太大, 念着没劲; a place of its own is asked about."""
    return not _ASKS.search(words) and not _AMOUNT.search(words) and len(words) <= 24 and _known_places(words, found)


_AGAIN = re.compile(
    r"(?:你|您|麻烦|请|帮忙|帮|稿子|稿|文章?|那|里|中|头|全文|后面|前面|都|也|跟着|一并|统统|给我|给|再|就|把它|按(?:[他她这那新]|照)[^，。]{0,5}|这么|这样)*"
    r"(?P<deed>改一?改|压一?压|换一?换|写一?写|调一?调|改|换|压|写|调整|叫|弄|不要出现|别出现)(?:一下|一遍|过来|掉|了|吧|就行|即可|就好)*"
)
_OF_THE_DEED = {"压": {"length"}, "叫": {"unit_short", "replace"}, "出": {"ban", "replace", "delete"}, "不": {"ban", "replace", "delete"}, "别": {"ban", "replace", "delete"}}
_SETS = {"role", "leader", "team", "unit_short", "replace", "meeting", "title", "salutation", "date", "sign", "heading", "rewrite", "tone", "measure", "insert", "add_problem"}
_NOT_SO = re.compile(r"(?:别|不要|不用|莫|少)(?:太|再|光|这么|那么)?(?:拽文|拽词|文绉绉|讲?道理|一笔带过|打官腔|官腔|绕弯子?|拐弯|啰嗦|拖泥带水|笼统|含糊|虚|空|官|软)")
_CAME_ABOUT = re.compile(r"[^，。]{2,10}(?:刚刚?|才|已经?)(?:调整|变更?|改|换|定)过?了?|再写[^，。]{0,3}(?:没意思|没用|没必要)|[^，。]{0,6}(?:点得|说得|讲得|催得)很?[重急细]")
"""What has changed or been said, as a reason for what is asked: 项目名称刚调整过, 市里这次点得很重."""


def restates(words: str, found: list[Request]) -> bool:
    """Whether a clause only asks once more for what was understood (你那里也改一下), says how it is not to sound, or what came about."""
    kinds = {request.kind for request in found}
    plain = re.sub(r"[，。！？\s]", "", words)
    if match := _AGAIN.fullmatch(plain):
        return bool(kinds & _OF_THE_DEED.get(match["deed"][0], _SETS))
    if _NOT_SO.fullmatch(plain):
        return bool(kinds & {"tone", "specific", "rewrite"})
    return bool(_CAME_ABOUT.fullmatch(plain)) and _known_places(words, found)


def _known_places(words: str, found: list[Request]) -> bool:
    """Whether the places that a clause names are all such as something was asked of."""
    known = {(request.target.part, request.target.number) for request in found}
    return all((target.part, target.number) in known for target in find_targets(words)[0] if target.part not in ("whole", "others"))


def worded(request: Request) -> str:
    """Return plain words for a request that the rules understand as just that; empty where there are none."""
    where = request.target.name if request.target != Target() else "全文"
    if request.about and request.kind in ("specific", "rewrite", "delete", "measure", "length"):
        where = f"{request.about}那条"
    said = {
        "specific": f"{where}再具体点", "rewrite": f"{where}重写", "delete": f"把{where}删掉", "drop_time": "不要提时间", "again": "换一版", "undo": "恢复上一版",
        "drop_slogan": "去掉口号", "tone": f"语气{request.value}一点", "measure": f"{where}的措施换一个", "heading": f"{where}换一个" if request.target.number else "三个标题都换一换",
        "drop_thanks": f"{where}不要感谢" if request.target.part in ("opening", "closing") else "去掉感谢的话", "keep": f"{where}不要动",
        "length": f"{where}{'短' if request.value == 'shorter' else '长'}一点" if request.value in ("shorter", "longer") else "",
        "replace": f"把“{request.about}”改成“{request.value}”" if request.value else "", "ban": f"别用“{request.about}”",
    }.get(request.kind, "")  # fmt: skip
    if (where == "全文" and request.kind in ("rewrite", "delete", "measure", "keep")) or (request.kind == "specific" and where == "全文"):
        return ""
    return said


def _same(one: Request, other: Request) -> bool:
    return (one.kind, one.target, one.value, one.about) == (other.kind, other.target, other.value, other.about)
