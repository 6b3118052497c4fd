"""What a group of clauses means: a request of its kind, its place, words and value looked for in them.

Where the rules of `asking` understand a clause of the kind that it is said to be, theirs is the reading; else the place, the
words and the value are looked for in the clause, what refers before it and what gives a value after it.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import msgspec

from assistant.revising.asking import POST, RULES, Clause, Request
from assistant.revising.groups import Group, Page
from assistant.revising.targets import Target, find_targets, number_of


def meant(group: Group, page: Page, before: list[Target]) -> list[Request]:
    """Return what a group asks for; empty where its kind needs something that is not said."""
    places = group.places
    if group.kind == "delete" and _FRACTION.search(group.said.plain):
        group.kind = "length"  # 砍掉一半
    if group.kind in ("undo", "redo") and any(t.part in ("opening", "section", "closing") for t in places):
        return []  # 那一版的开头: a version is taken back whole or not
    if group.kind == "again" and any(t.part in ("opening", "section", "closing") for t in places):
        group.kind = "rewrite"  # 第一部分……重写一遍
    build = _BUILD.get(group.kind)
    return build(group, page, places or (before if _goes_on(group) else [])) if build else []


def _goes_on(group: Group) -> bool:
    return bool(re.match(r"再|也|还|并|然后|顺便", group.said.plain)) or len(group.said.plain) <= 5


def _by_rule(group: Group, *kinds: str) -> list[Request]:
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


def _plain(kind: str) -> Build:
    def build(group: Group, page: Page, places: list[Target]) -> list[Request]:
        return [Request(kind, target) for target in places or [Target()]]

    return build


def _alone(kind: str) -> Build:
    return lambda group, page, places: [Request(kind)]


def _somewhere(kind: str, default: Target | None = None) -> Build:
    """A kind that is about a place: named outright, by a quotation, or by what is said there."""

    def build(group: Group, page: Page, places: list[Target]) -> list[Request]:
        place, words = page.about(group)
        exact = [target for target in places if target.paragraph or target.item]
        if exact:
            return [Request(kind, target) for target in exact]
        if place:
            return [Request(kind, place, about=words if kind == "rewrite" and page.holds(words) else "")]
        if words:
            return [Request(kind, places[0] if places else Target("section", 2), about=words)] if kind != "keep" else _kept(page, words)
        if places:
            return [Request(kind, target) for target in places]
        return [Request(kind, default)] if default and not group.points else []

    return build


def _kept(page: Page, words: str) -> list[Request]:
    spots = page.manuscript.about(words) if page.manuscript else []
    return [Request("keep", Target(spots[0].part, spots[0].number, spots[0].index + 1))] if spots else []


_WHOLE = 600
"""A length from here up is that of a whole speech, whatever part was spoken of before."""
_SHORT = re.compile(r"短|压|缩|精简|精炼|简|删|砍|减|收|瘦|长了|太长|超|念不完|说不完|讲不完|啰|罗嗦|冗|紧凑|少")
_LONG = re.compile(r"扩|加长|拉长|展开|多|长一|长些|长点|再长|太短|单薄|不够长|撑|充实|丰满|增")
_FRACTION = re.compile(r"(?P<half>一半|半截|对半)|(?P<of>[二三四五])分之(?P<n>[一二三])")


def _length(group: Group, page: Page, places: list[Target]) -> list[Request]:
    ruled = _by_rule(group, "length")
    if ruled and re.search(r"\d", ruled[0].value):
        own = group.places or ([] if number_of(ruled[0].value.strip("<=+-")) >= _WHOLE else places)
        return [msgspec.structs.replace(request, target=target) for request in ruled[:1] for target in own or [request.target]]
    text = "，".join(clause.plain for clause in (group.said, *group.values, *group.refs))
    if sizes := re.findall(r"([一二两三四五六七八九十百千半\d]+)(?:来|多|几)?(个?字|分钟)", text):
        number = number_of(sizes[-1][0]) * (210 if sizes[-1][1] == "分钟" else 1)
        if number >= 50:
            return [Request("length", target, f"{'<=' if _SHORT.search(text) else ''}{round(number)}") for target in places[:1] or [Target()]]
    value = "longer" if _LONG.search(group.said.plain) and not re.search(r"太长|长了|别", group.said.plain) else "shorter" if _SHORT.search(text) else "longer" if _LONG.search(text) else ""
    if part := _FRACTION.search(text):
        share = 0.5 if part["half"] else number_of(part["n"]) / number_of(part["of"])
        value = f"x{1 - share if value != 'longer' else 1 + share:.2f}"
    if not value:
        return []
    place, words = page.about(group)
    if not places and place and place.part in ("opening", "section", "closing"):
        return [Request("length", place, value)]
    if words and not place and not places:
        return [Request("length", Target("section", 2), value, words)]
    if not places and group.refs and group.points:
        return []
    return [Request("length", target, value) for target in places or [Target()]]


def _specific(group: Group, page: Page, places: list[Target]) -> list[Request]:
    text = group.text
    who = re.search(r"责任人|谁(?:来|去|干|办|管|负责|牵头)|哪个(?:科|部门|人)|归口", text)
    when = re.search(r"时限|期限|时间|日子|什么时候|哪天|几号", text)
    value = "both" if who and when else "who" if who else "when" if when else ""
    return [msgspec.structs.replace(request, value=value) for request in _somewhere("specific", Target("section", 2))(group, page, places)]


_MANNERS = (
    ("干脆", r"太软|软绵|检讨|没底气|没力|不够硬|硬气|干脆|有力|坚决|坚定|强硬|果断|利落|斩钉|掷地|有劲|气势|力度|狠|底气|拖泥带水|婆婆妈妈|痛快"),
    ("平实", r"官腔|官话|官气|文绉|书面|太正式|太硬|太冲|冲了|生硬|拽文|花哨|华丽|唱高调|高调|朴实|朴素|平实|实在|家常|口语|通俗|接地气|大白话|白话|人话|自然|平和|缓和|柔和|谦虚|谦和|诚恳|低调|老百姓|太文|文了|听不懂|拗口|顺口|亲切|软一|软些|温和|委婉|端着|像念文件"),
    ("庄重", r"太土|土了|随便|随意|不严肃|不正式|不庄重|太白|太俗|俗气|玩笑|聊天|庄重|正式|严肃|稳重|规范|官方|严谨|沉稳|郑重|政治站位|有高度|像闲聊|大气|书面一|分量"),
)


def _tone(group: Group, page: Page, places: list[Target]) -> list[Request]:
    for text in (group.said.plain, group.text):
        hits = [(match.end(), name) for name, pattern in _MANNERS for match in re.finditer(pattern, text)]
        if hits:
            place, _ = page.about(group) if re.search(r"(?:这|那)(?:一)?(?:句|种话|段)|“", group.text) else (None, "")
            if place and place.part in ("opening", "section", "closing"):
                return [Request("rewrite", place)]
            parts = [t for t in places if t.part in ("opening", "section", "closing") and not t.paragraph and t != Target("section", 2)]
            return [Request("tone", target, max(hits)[1]) for target in parts or [Target()]]
    return []


_TO = re.compile(r"(?:改|换|替换|写|调整|统一|更正|订正|说|叫|用|应|应该|应当|表述)(?:成|为|作|叫|是|用|到)?(?:了)?(?:[：:]|比较好|更好)?")
_TAIL = re.compile(r"(?:吧|啊|呀|哈|哦|呗|嘛|了|就行|就好|就可以了?|即可|好了|更好|比较好|更合适|合适|稳妥|更稳妥|行不行|可以吗|好吗|谢谢)+$")


_NO_WORDS = re.compile(r"统一|那个|这个|这些|那些|全部|一律|的话|一下|我们|可以|还是|应该|里面|地方|写成|说成|部分|这句|那句|这段|问题|措施")
"""What stands before 改成 without being the words that are to go."""


def _replace(group: Group, page: Page, places: list[Target]) -> list[Request]:
    quotes = group.quotes
    old = next((quote for quote in quotes if page.holds(quote)), "")
    if old:
        olds = [quote for quote in quotes if page.holds(quote)]
        news = [quote for quote in quotes if quote not in olds]
        if len(olds) == len(news) > 1:
            return [Request("replace", Target(), new, one) for one, new in zip(olds, news, strict=True)]
        if news:
            return [Request("replace", Target(), news[-1], one) for one in olds]
    pieces = [clause.plain for clause in (*group.refs, group.said, *group.values)]
    text = "，".join(pieces)
    for match in re.finditer(rf"(?:把|将)?(?P<a>[^，。；把将]{{1,30}}?)(?:都|全部|统统|一律|这个词|这词|的地方|写错了|错了)*(?:，)?{_TO.pattern}(?P<b>[^，。；]{{1,40}})", text):
        new = _TAIL.sub("", match["b"].strip("“”‘’：: "))
        words = re.sub(r"^[的那这个]+|[的]$", "", match["a"].strip("“”，"))
        wanted = old or next((words[k:] for k in range(len(words)) if len(words) - k >= 2 and page.holds(words[k:])), "")
        if wanted and new and new != wanted and not _NO_WORDS.fullmatch(wanted) and not re.search(r"^[他她它]$|^(?:别的|其他)", new):
            return [Request("replace", Target(), new, wanted)]
    return []


_SENTENCE = re.compile(r"问句|反问|第一句|头一句|首句|最后一句|末句|开头那?一?句")


def _delete(group: Group, page: Page, places: list[Target]) -> list[Request]:
    for quote in group.quotes:
        if page.place(quote):
            return [Request("delete", Target(), about=quote)]
    exact = [target for target in places if target.paragraph or target.item or target.part in ("transition", "thanks")]
    if which := _SENTENCE.search(group.said.plain):
        found = page.sentence(places, which.group())
        return [Request("delete", Target(), about=found)] if found else []
    if exact:
        return [Request("delete", target) for target in exact]
    _, words = page.about(group)
    if words:
        return [Request("delete", places[0] if places and places[0].part != "heading" else Target(), about=words)]
    return [Request("delete", target) for target in places]


def _ban(group: Group, page: Page, places: list[Target]) -> list[Request]:
    if quotes := group.quotes:
        return [Request("ban", Target(), about="”“".join(quotes) if len(quotes) > 1 else quotes[0])]
    for clause in reversed(group.refs):
        if (word := re.match(r"(?P<a>[^，。]{1,8}?)(?:这|那)(?:个|种)?(?:词|字|说法|提法|话)", clause.plain)) and page.holds(word["a"]):
            return [Request("ban", Target(), about=word["a"])]
    return _by_rule(group, "ban")


def _heading(group: Group, page: Page, places: list[Target]) -> list[Request]:
    if ruled := [request for request in _by_rule(group, "heading") if request.value]:
        return ruled
    targets = list(dict.fromkeys(Target("heading", t.number) for t in places if t.part in ("heading", "section") and t.number))
    for quote in group.quotes:
        if (place := page.place(quote)) and place.part == "heading":
            targets = [place]
    new = next((quote for quote in group.quotes if not page.place(quote) and len(quote) >= 4), "")
    new = new if re.search(r"改[成为]|换[成为]|用|叫|写成", group.text) else ""
    if any(t.part == "title" for t in places) and not targets and not re.search(r"三个|几个|小标题|大标题|都|各", group.text):
        return []
    return [Request("heading", target, new) for target in targets or [Target("heading")]]


def _insert(group: Group, page: Page, places: list[Target]) -> list[Request]:
    quotes = group.quotes
    fresh = [quote for quote in quotes if not page.place(quote)]
    anchor = next((place for quote in quotes if (place := page.place(quote)) and place.part in ("opening", "section", "closing")), None)
    text = fresh[-1] if fresh else ""
    if not text:
        ruled = _by_rule(group, "insert")
        text = ruled[0].value if ruled else "，".join(value.plain for value in group.values)
        if not text and (after := re.search(r"[：:](.{6,})$", group.said.plain)):
            text = after[1]
    if len(text) < 4:
        return []
    return [Request("insert", anchor or (places[0] if places else Target()), text)]


_DAY = re.compile(r"(?:\d{4}年)?\d{1,2}月\d{1,2}[日号]|[一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{1,3}[日号]|明天|后天|大后天|下?周[一二三四五六日]")
_FITS = {
    "title": re.compile(r"^(?!.*(?:个?字一?句|对仗|排比|押韵)).{4,}"),
    "team": re.compile(r"组$"), "meeting": re.compile(r"^(?:集中反馈会|反馈会|整改推进会|整改评估会)$"), "salutation": re.compile(r"同志|领导|各位|代表|老师|乡亲"),
    "date": re.compile(r"[\d一二三四五六七八九十]+(?:月|号|日)|天|周|星期"), "unit_short": re.compile(r"^[^\W\d]{2,12}$"),
}  # fmt: skip
"""What a value must look like, lest something else that was said be set."""


def _valued(kind: str, part: str = "") -> Build:
    """A kind that sets something to what the user gives: a quotation, or what stands after 改成 or a colon."""

    def build(group: Group, page: Page, places: list[Target]) -> list[Request]:
        if ruled := _by_rule(group, kind):
            return ruled[:1]
        fresh = [quote for quote in group.quotes if not page.holds(quote)] or group.quotes[-1:]
        text = fresh[-1] if fresh else ""
        for clause in (group.said, *group.values, *group.refs) if not text else ():
            if match := re.search(rf"(?:{_TO.pattern}|是|[：:])(?P<b>[^，。；]{{2,40}})$", clause.plain):
                text = _TAIL.sub("", match["b"].strip("：: 的"))
                break
        if kind == "date" and (day := _DAY.search(group.text)):
            text = day.group()
        if not text and group.values:
            text = _TAIL.sub("", group.values[0].plain.strip("：: "))
        fits = _FITS.get(kind)
        return [Request(kind, Target(part) if part else Target(), text)] if len(text) >= 2 and (fits is None or fits.search(text)) else []

    return build


def _role(group: Group, page: Page, places: list[Target]) -> list[Request]:
    text = group.text
    wrong = [m.group(1) for m in re.finditer(r"不是([^，。；是]{2,12})", text)]
    if (ruled := _by_rule(group, "role")) and ruled[0].value not in wrong:
        return ruled[:1]
    for clause in (group.said, *group.values, *group.refs):
        bare = re.sub(r"不是[^，。；是]{2,12}", "", clause.plain)
        for match in re.finditer(r"(?:是|按|以|用|成|为|任|叫|让|由|换)(?P<post>[^，。；是按以用成]{2,16}?)(?:的?(?:身份|口吻|角度|名义|口气)|来讲|来说|去讲|去念|讲|念|发言|了|吧|$)", bare):
            post = re.sub(r"^(?:我|我们|分管的?)(?=.{2})", "", match["post"])
            if POST.search(post):
                return [Request("role", Target(), post, wrong[0] if wrong else "")]
    return []


_SOMEONE = re.compile(r"(?:[^，。；、“”是的到来会]{0,6}?)(?:副)?(?:书记|县长|市长|区长|镇长|乡长|部长|主任|组长|常委|校长|院长|局长)")


def _leader(group: Group, page: Page, places: list[Target]) -> list[Request]:
    if ruled := _by_rule(group, "leader"):
        return ruled[:1]
    for clause in (group.said, *group.values, *reversed(group.refs)):
        bare = re.sub(r"不是[^，。；是]{2,12}", "", clause.plain)
        found = [m.group() for m in _SOMEONE.finditer(bare)]
        if found:
            return [Request("leader", Target("opening"), re.sub(r"^(?:改|换|写|成|为|叫|把|的|来|是|了)+", "", found[-1]))]
    return []


def _add_problem(group: Group, page: Page, places: list[Target]) -> list[Request]:
    fresh = [quote for quote in group.quotes if len(quote) >= 4]
    if fresh:
        return [Request("add_problem", Target("section", 2), about=fresh[-1])]
    if ruled := _by_rule(group, "add_problem"):
        return ruled[:1]
    for clause in (*group.values, group.said, *reversed(group.refs)):
        if match := re.search(r"(?:[：:]|说的?是|就是|还有|漏了|少了|问题是|关于|补上|加上|写上|提到|加个|补个|加一条|补一条)(?:一?个|一?条)?(?P<a>[^，。；]{4,40}?)(?:这|那)?(?:一?条|个?问题|的事)?(?:没写|没提|进去|加上|补上|写上)*$", clause.plain):
            return [Request("add_problem", Target("section", 2), about=match["a"].strip("的"))]
    return []


def _order(group: Group, page: Page, places: list[Target]) -> list[Request]:
    if re.search(r"最后|末尾|往后|后面|靠后|压轴", group.said.plain) and not re.search(r"前|先|头", group.said.plain):
        return []
    return [msgspec.structs.replace(request, value="first") for request in _somewhere("order")(group, page, [t for t in places if t.item or t.paragraph or t.number])]


def _rewrite(group: Group, page: Page, places: list[Target]) -> list[Request]:
    found = _somewhere("rewrite")(group, page, places)
    return [request for request in found if request.target.part not in ("heading", "title", "salutation", "others")]


_BUILD: dict[str, Build] = {
    "undo": _alone("undo"), "redo": _alone("redo"), "again": _alone("again"), "drop_slogan": _plain("drop_slogan"), "drop_time": _plain("drop_time"),
    "drop_thanks": _plain("drop_thanks"), "keep": _somewhere("keep"), "rewrite": _rewrite, "specific": _specific, "length": _length, "tone": _tone,
    "replace": _replace, "delete": _delete, "ban": _ban, "heading": _heading, "insert": _insert, "salutation": _valued("salutation", "salutation"),
    "title": _valued("title", "title"), "meeting": _valued("meeting"), "date": _valued("date"), "sign": _valued("sign"), "team": _valued("team"),
    "unit_short": _valued("unit_short"), "role": _role, "leader": _leader, "add_problem": _add_problem, "order": _order,
    "measure": _somewhere("measure", Target("section", 2)),
}  # fmt: skip
