"""What a request means that is of a place: what is to be made shorter, clearer, said another way, taken out, kept.

Where the rules of `asking` understand a clause of the kind that it is said to be, theirs is the reading; else the place and the
words are looked for in the clause, in what refers before it and in what comes after it.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import msgspec

from assistant.revising.asking import RULES, Clause, Request
from assistant.revising.groups import Group, Page
from assistant.revising.targets import Target, find_targets, number_of


def by_rule(group: Group, *kinds: str) -> list[Request]:
    """Return what the rules read in the asking clause, or in it with what gives the value, where it is of these kinds."""
    for clause in (group.said, *(Clause.of(group.said.plain + value.plain) for value in group.values[:1]), *group.values):
        targets = find_targets(clause.text)[0] or [Target()]
        for pattern, build in RULES:
            match = pattern.search(clause.text)
            requests = [request for target in targets if match and (request := build(match, target, clause))]
            if requests and requests[0].kind in kinds:
                return requests
    return []


Build = Callable[[Group, Page, list[Target]], list[Request]]


def plain(kind: str) -> Build:
    def build(group: Group, page: Page, places: list[Target]) -> list[Request]:
        if kind == "drop_thanks" and not places and (side := re.search(r"(?P<front>前[头面边]|上面)|后[头面边]|末", group.said.plain)):
            places = [Target("opening" if side["front"] else "closing")]
        return [Request(kind, target) for target in places or [Target()]]

    return build


def alone(kind: str) -> Build:
    return lambda group, page, places: [Request(kind)]


def somewhere(kind: str, default: Target | None = None) -> Build:
    """A kind that is about a place: named outright, by a quotation, or by what is said there."""

    def build(group: Group, page: Page, places: list[Target]) -> list[Request]:
        place, words = page.about(group)
        exact = [target for target in places if target.paragraph or target.item]
        if outright := _outright(group, page, place, words):
            return [Request(kind, target) for target in outright]
        if exact and place and words in group.quotes and not any((place.part, place.number) == (t.part, t.number) or t.part == "whole" for t in exact):
            return [Request(kind, place, about=words if kind == "rewrite" else "")]  # what is quoted stands elsewhere than was said
        if exact:
            return [Request(kind, target) for target in exact]
        if place:
            return [Request(kind, place, about=words if kind == "rewrite" and page.holds(words) else "")]
        if words and not places and (spot := page.spot_of(words)):
            return [Request(kind, spot)]
        if words:
            return [Request(kind, places[0] if places else Target("section", 2), about=words)] if kind != "keep" else _kept(page, words)
        if places:
            return [Request(kind, target) for target in places]
        return [Request(kind, default)] if default and not group.points else []

    return build


def _outright(group: Group, page: Page, place: Target | None, words: str) -> list[Target]:
    """Return the parts that the asking clause itself names, where words that others of its clauses hint at do not stand there."""
    parts = [t for t in find_targets(group.said.text)[0] if t.part in ("opening", "section", "closing") and not t.paragraph and not t.item]
    if not parts or not words or words in group.said.plain or re.search(r"[那这](?:一)?(?:[句段条处块]|个问题)", group.said.plain):
        return []
    within = [(target.part, target.number) for target, text in page.body if words in text]
    stands = place is not None and any((place.part, place.number) == (t.part, t.number) for t in parts)
    return [] if stands or (words in group.quotes and any((t.part, t.number) in within for t in parts)) else parts


def keep(group: Group, page: Page, places: list[Target]) -> list[Request]:
    """What is to stay: the place named, else the one that the talk before it praises (开头这几段可以了，都别动它)."""
    talked = [target for clause in reversed(group.talk) for target in find_targets(clause.text)[0] if target.part != "whole"]
    if re.match(r"中间|前面|后面", group.said.plain) and not group.places and not group.quotes and not talked:
        return []  # of what, nobody said
    return somewhere("keep")(group, page, places or talked[:1])


def _kept(page: Page, words: str) -> list[Request]:
    spots = page.manuscript.about(words) if page.manuscript else []
    return [Request("keep", Target(spots[0].part, spots[0].number, spots[0].index + 1))] if spots else []


WHOLE = 600
"""A length from here up is that of a whole speech, whatever part was spoken of before."""
PART = 900
"""Below this one that is said in the same message of a part, and of nothing else, may be that part's (第三部分短了，凑到六百字)."""
_OVERALL = re.compile(r"全文|整篇|通篇|全篇|总共|一共|稿子|讲话|全稿|控制在|以内")
_SHORT = re.compile(r"[一两三四几]?[句行](?:话)?就(?:够|行|成)|留[一两三几]句|麻溜|利索|瘦|短|压|缩|精简|精炼|简|删|砍|减|收|瘦|长了|太长|超|念不完|说不完|讲不完|啰|罗嗦|冗|紧凑|少")
_LONG = re.compile(r"扩|加长|拉长|展开|多|长一|长些|长点|再长|太短|单薄|不够长|撑|充实|丰满|增|铺开|再(?:讲|说|写|交代|补)[一两几]|翻一?倍|凑够")
FRACTION = re.compile(r"(?P<half>一半|半截|对半)|(?P<of>[二三四五])分之(?P<n>[一二三])")


def length(group: Group, page: Page, places: list[Target]) -> list[Request]:
    if any(re.search(r"(?:加|补|添|增加)(?:上|进|一|个|两|几)*(?:段|句|条)", clause.plain) for clause in group.refs):
        return []  # 第三部分加一段……，两三句就行: as long is what is to come in, which nobody wrote
    ruled = by_rule(group, "length")
    if ruled and re.search(r"\d", ruled[0].value):
        number = number_of(ruled[0].value.strip("<=+-"))
        of_part = number < PART and any(t.part in ("opening", "section", "closing") for t in places) and not _OVERALL.search(group.text)
        own = group.places or (places if number < WHOLE or of_part else [])
        if number >= WHOLE and all(target.part in ("opening", "closing") for target in own):
            own = []  # 开头太官样了……要压到1000字
        return [msgspec.structs.replace(request, target=target) for request in ruled[:1] for target in own or [request.target]]
    text = "，".join(clause.plain for clause in (group.said, *group.values, *group.refs))
    if sizes := re.findall(r"([一二两三四五六七八九十百千半\d]+)(?:来|多|几)?(个?字|分钟|秒)", text):
        number = number_of(sizes[-1][0]) * {"分钟": 210, "秒": 3.5}.get(sizes[-1][1], 1)
        if number >= 50:
            return [Request("length", target, f"{'<=' if _SHORT.search(text) else ''}{round(number)}") for target in places[:1] or [Target()]]
    if re.search(r"(?:太|偏|有点|有些|稍微?|过于|显得)短|短了|单薄|(?:字|内容)太?少", text) and not re.search(r"压|缩|精简|删|砍", group.said.plain):
        return [Request("length", target, "longer") for target in places or [Target()]]
    value = "longer" if _LONG.search(group.said.plain) and not re.search(r"太长|长了|别", group.said.plain) else "shorter" if _SHORT.search(text) else "longer" if _LONG.search(text) else ""
    if re.search(r"翻一?倍", text):
        return [Request("length", target, "x2.00") for target in places or [Target()]]
    if part := FRACTION.search(text):
        share = 0.5 if part["half"] else number_of(part["n"]) / number_of(part["of"])
        value = f"x{1 - share if value != 'longer' else 1 + share:.2f}"
    if not value:
        return []
    if value == "longer" and not places and not group.refs and re.search(r"[一两几三]句", group.said.plain) and not re.search(r"全|整|总", group.said.plain):
        topic = page.topic(group.said.text) or (page.topic(group.talk[-1].text) if group.talk else "")
        return [Request("length", page.spot_of(topic) or Target("section", 2), value, "" if page.spot_of(topic) else topic)] if topic else []
    place, words = page.about(group)
    if place and place.part in ("opening", "section", "closing") and (not places or [Target(place.part, place.number)] == places):
        return [Request("length", place, value)]
    if words and not place and not places:
        spot = page.spot_of(words)
        return [Request("length", spot or Target("section", 2), value, "" if spot else words)]
    if not places and group.refs and group.points:
        return []
    return [Request("length", target, value) for target in places or [Target()]]


def specific(group: Group, page: Page, places: list[Target]) -> list[Request]:
    text = group.text
    if not places and not group.refs and re.fullmatch(r"(?:再|都|也|给我)*(?:补|加|写)(?:上|进去|一下)?(?:吧|了)?", group.said.plain):
        return []  # nothing says where
    if places and re.search(r"每一?[条项个]|各条", text):
        group = msgspec.structs.replace(group, said=Clause.of("具体"), refs=[], values=[], later=[], talk=[])
    who = re.search(r"责任人|谁(?:来|去|干|办|管|负责|牵头)|哪个(?:科|部门|人)|归口", text)
    when = re.search(r"时限|期限|时间|日子|什么时候|啥时候|几时|多久|哪天|几号|几月", text)
    value = "both" if who and when else "who" if who else "when" if when else ""
    return [msgspec.structs.replace(request, value=value) for request in somewhere("specific", Target("section", 2))(group, page, places)]


_MANNERS = (
    ("干脆", r"太软|软绵|检讨|没底气|没力|不够硬|硬气|(?<![太别不生])硬(?:一|点|些|朗)|干脆|有力|坚决|坚定|强硬|果断|利落|斩钉|掷地|有劲|气势|力度|狠|底气|拖泥带水|婆婆妈妈|痛快|响亮|温吞|提气|要硬|来点硬"),
    ("平实", r"官腔|官话|官气|文绉|书面|太正式|太硬|太冲|冲了|生硬|拽文|花哨|华丽|唱高调|高调|朴实|朴素|平实|实在|家常|口语|通俗|接地气|大白话|白话|人话|自然|平和|缓和|柔和|谦虚|谦和|诚恳|低调|老百姓|太文|文了|听不懂|拗口|顺口|亲切|软一|软些|温和|委婉|端着|像念文件|放软|软和|软下来|收着[点些]|放低|低姿态|姿态低|老实[点些]|浅[点些显]|直爽|直白|缓[一点些]|不吓人|斯文|降下来|口[气吻](?:别|不要).{0,3}大|口气太?大|架子"),
    ("庄重", r"太口语|太家常|太通俗|太土|土了|随便|随意|不严肃|不正式|不庄重|太白|太俗|俗气|玩笑|聊天|庄重|正式|严肃|稳重|规范|官方|严谨|沉稳|郑重|政治站位|有高度|像闲聊|大气|书面一|分量|沉一点|沉[着住]|要稳|严的味道|公文味|学生腔|油滑|像散文|文艺腔|轻飘"),
)


_NOT_SO = re.compile(r"(?:别|不要|少|不能|不必)(?:再|总|老|搞得|写得|说得|讲得|弄得|用|像)*(?:那么|这么|太|过于)+")


def tone(group: Group, page: Page, places: list[Target]) -> list[Request]:
    for said in (group.said.plain, group.text, "".join(clause.plain for clause in group.talk)):
        text = _NOT_SO.sub("太", said)  # 别那么口语: it is too much so
        hits = [(match.end(), name) for name, pattern in _MANNERS for match in re.finditer(pattern, text)]
        if hits:
            one = re.search(r"(?:这|那)(?:一)?(?:句|种话|段)|“", group.text) and len(group.quotes) <= 1 and not re.search(r"全篇|通篇|全文|整篇", group.text)
            place, _ = page.about(group) if one else (None, "")
            if place and (place.part, place.number) == ("section", 2):
                return []  # another answer would bring other measures, for one sentence that sounds too hard
            if place and place.part in ("opening", "section", "closing"):
                return [Request("rewrite", place)]
            parts = [t for t in places if t.part in ("opening", "section", "closing") and not t.paragraph and t != Target("section", 2)]
            return [Request("tone", target, max(hits)[1]) for target in parts or [Target()]]
    return []


_SENTENCE = re.compile(r"问句|反问|第一句|头一句|首句|最后一句|末句|开头那?一?句")


def delete(group: Group, page: Page, places: list[Target]) -> list[Request]:
    quoted = next((clause.quotes for clause in (group.said, *reversed(group.refs), *group.later) if any(page.place(quote) for quote in clause.quotes)), [])
    if quoted and max(map(len, quoted)) < 2:
        return []  # 不要老是说“我”
    if re.search(r"(?:不要|别|不用)(?:再)?(?:写|讲|说)(?!了|得)[^“”]{2,}", group.said.plain) and group.points and not quoted:
        return []  # 那条不要写集体讨论了: not the whole of it goes
    if held := [quote for quote in quoted if page.place(quote)]:
        if len(held) == 1 and (line := page.place(held[0])) and line.part in ("transition", "thanks"):
            return [Request("delete", line)]
        return [Request("delete", Target(), about=quote) for quote in held]
    for clause in (*group.later, *group.values, *group.refs, *group.talk):
        if re.match(r"(?:也?就是|指的?是|说的是|我是说)", clause.plain) and re.search(r"[那这]一?句", clause.plain):
            place, sentence = page.retold(re.sub(r"^(?:也?就是|指的?是|说的是|我是说)|[那这]一?句.*$", "", clause.plain))
            if place:
                return [Request("delete", place, about=sentence)]
    exact = [target for target in places if target.paragraph or target.item or target.part in ("transition", "thanks")]
    if len(exact) > 1 and any(re.search(r"重复|意思重|重了|一样|差不多", clause.plain) for clause in (*group.refs, group.said)):
        side = re.search(r"(?P<a>前[头面边]|前一)|后[头面边]|后一", group.said.plain)
        return [Request("delete", exact[0] if side["a"] else exact[-1])] if side else []
    if not quoted and (told := re.search(r"(?:^|[，把将说讲])(?P<a>[^，。；“”把将]{5,}?)(?:的)?[那这](?:一)?句", re.sub(r"^(?:另外|还有|然后|再)", "", group.said.plain))):
        if (line := page.place(told["a"])) and line.part in ("transition", "thanks"):
            return [Request("delete", line)]
        if page.holds(told["a"]):
            return [Request("delete", Target(), about=told["a"])]
    if which := _SENTENCE.search(group.said.plain):
        found = page.sentence(places, which.group())
        return [Request("delete", Target(), about=found)] if found else []
    if exact:
        return [Request("delete", target) for target in exact]
    _, words = page.about(group)
    if re.fullmatch(r"刚才|刚刚|上面|下面|前面|后面|最后|之前", words):
        return []
    if words:
        return [Request("delete", places[0] if places and places[0].part != "heading" else Target(), about=words)]
    return [Request("delete", target) for target in places if target.part != "others"]  # 其他比喻都去掉: not all that is not kept


def ban(group: Group, page: Page, places: list[Target]) -> list[Request]:
    if quotes := group.quotes:
        return [Request("ban", Target(), about="”“".join(quotes) if len(quotes) > 1 else quotes[0])]
    for clause in reversed(group.refs):
        if (word := re.match(r"(?P<a>[^，。]{1,8}?)(?:这|那)(?:个|种)?(?:词|字|说法|提法|话)", clause.plain)) and page.holds(word["a"]):
            return [Request("ban", Target(), about=word["a"])]
    return by_rule(group, "ban")


def heading(group: Group, page: Page, places: list[Target]) -> list[Request]:
    if ruled := [request for request in by_rule(group, "heading") if request.value]:
        return ruled
    targets = list(dict.fromkeys(Target("heading", t.number) for t in places if t.part in ("heading", "section") and t.number))
    for quote in group.quotes:
        if (place := page.place(quote)) and place.part == "heading":
            targets = [place]
    new = next((quote for quote in group.quotes if not page.place(quote) and len(quote) >= 4), "")
    new = new if re.search(r"改[成为]|换[成为]|用|叫|写成", group.text) else ""
    if not targets and not re.search(r"标题|题目|题|三个|几个", group.text):
        return []  # 第一个保留后面都换掉: of what, nobody said
    if any(t.part == "title" for t in places) and not targets and not re.search(r"三个|几个|小标题|大标题|都|各", group.text):
        return []
    return [Request("heading", target, new) for target in targets or [Target("heading")]]


def order(group: Group, page: Page, places: list[Target]) -> list[Request]:
    if re.search(r"最后|末尾|往后|后面|靠后|压轴", group.said.plain) and not re.search(r"前|先|头", group.said.plain):
        return []
    if re.search(to_first := r"(?P<v>[放提挪排摆移调])(?:到|在|成|为|作)?第[一1](?:条|个|位|点|项)", group.said.plain):
        group = msgspec.structs.replace(group, said=Clause.of(re.sub(to_first, r"\g<v>到最前面", group.said.plain)))
        group = msgspec.structs.replace(group, values=[], later=[], refs=group.refs or group.talk[-1:])
        places = group.places
    return [msgspec.structs.replace(request, value="first") for request in somewhere("order")(group, page, [t for t in places if t.item or t.paragraph or t.number])]


def rewrite(group: Group, page: Page, places: list[Target]) -> list[Request]:
    found = somewhere("rewrite")(group, page, places)
    value = "？" if re.search(r"问句|反问|设问|问号", "".join(clause.plain for clause in group.values)) else ""
    return [msgspec.structs.replace(request, value=value) for request in found if request.target.part not in ("heading", "title", "salutation", "others")]
