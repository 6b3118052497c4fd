"""What a request means that brings something in: other words, a measure, a sentence, a problem, a post, a name."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from assistant.revising.asking import DONE, POST, Clause, Request
from assistant.revising.clauses import ADD
from assistant.revising.groups import Group, Page
from assistant.revising.placing import Build, by_rule, somewhere
from assistant.revising.targets import Target, find_targets
from assistant.wording import names_fault

_TO = re.compile(r"(?:(?<!整)改|换|替换|写|调整|统一|更正|订正|说|叫|用|应|应该|应当|表述)(?:成|为|作|叫|是|用|到)?(?:了)?(?:[：:]|比较好|更好)?")
_TAIL = re.compile(r"(?:吧|啊|呀|哈|哦|呗|嘛|了|就行|就好|就可以了?|即可|好了|更好|比较好|更合适|合适|稳妥|更稳妥|行不行|可以吗|好吗|谢谢)+$")


_NO_WORDS = re.compile(r"能不能|可不可以|行不行|好不好|是不是|稿子|这篇|整篇|全文|这版|责任人|统一|那个|这个|这些|那些|全部|一律|的话|一下|我们|可以|还是|应该|里面|地方|写成|说成|部分|这句|那句|这段|问题|措施|责任|身份|名字|语气|时间|内容")
"""What stands before 改成 without being the words that are to go."""


def replace(group: Group, page: Page, places: list[Target]) -> list[Request]:
    pair = re.search(r"“([^“”]+)”[^“”]{0,8}[改换写][成为]：?“([^“”]+)”", group.said.plain)
    if pair and not page.holds(pair[1]) and len(group.said.quotes) == 2:
        return [Request("replace", Target(), pair[2], pair[1])]  # never the other way round
    quotes = _paired(group)
    old = next((quote for quote in quotes if page.holds(quote)), "")
    if old:
        olds = [quote for quote in quotes if page.holds(quote)]
        news = [quote for quote in quotes if quote not in olds]
        if len(olds) == len(news) > 1:
            return [Request("replace", Target(), new, one) for one, new in zip(olds, news, strict=True)]
        if news:
            return [Request("replace", _where(group, page, one), news[-1], one) for one in olds]
    if swap := _NOT_BUT.search("，".join(clause.plain for clause in (*group.refs, group.said, *group.values, *group.later))):
        wrong, right = swap["a"], swap["b"].removesuffix("来")
        return [Request("replace", _where(group, page, wrong), right, wrong)] if page.holds(wrong) and not _NO_WORDS.fullmatch(wrong) else []
    pieces = [clause.plain for clause in (*group.refs, group.said, *group.values)]
    text = "，".join(pieces)
    for match in re.finditer(rf"(?:把|将)?(?P<a>[^，。；把将]{{1,30}}?)(?:都|全部|统统|一律|这个词|这词|的地方|写错了|错了)*(?:，)?{_TO.pattern}(?P<b>[^，。；]{{1,40}})", text):
        new = _TAIL.sub("", match["b"].strip("“”‘’：: "))
        words = re.sub(r"^[的那这个]+|[的]$", "", match["a"].strip("“”，"))
        wanted = old or next((words[k:] for k in range(len(words)) if len(words) - k >= 2 and page.holds(words[k:])), "")
        if (lead := words.removesuffix(wanted)) and wanted and lead != words and not _LEAD.search(lead):
            continue  # 初三分层教学: 分层教学 alone is not what is meant
        amount = _AMOUNT.fullmatch(new)
        if amount and wanted and (last := [m for m in _AMOUNT.finditer(wanted) if m.end() == len(wanted)]) and last[0].group() != wanted:
            here = [target for target, text in page.body if wanted in text]  # 不少于二十户改成三十户: the number is what changes
            return [Request("replace", here[0] if len(here) == 1 else Target(), new, last[0].group())]
        if wanted and new and new != wanted and not _NO_WORDS.fullmatch(wanted) and not _NO_NEW.search(new) and not (old and old in new and old != words):
            return [Request("replace", _where(group, page, wanted), new, wanted)]
    new = next((found for clause in (group.said, *group.values) if (found := _into(clause))), "")
    if old and new and old not in new and not _NO_NEW.search(new):
        return [Request("replace", _where(group, page, old), new, old)]
    if not new or _NO_NEW.search(new):
        return []
    new = re.sub(r"^(?:满|至少|不少于|不超过|每|大概|为)(?=[\d一二两三四五六七八九十百半])", "", new)
    if number := _AMOUNT.fullmatch(new):
        return _other_amount(group, page, new, number)
    for clause in reversed(group.refs) if _DESK.search(new) else ():
        wholes = [m.group() for m in _DESK.finditer(clause.plain)]
        named = [held for whole in wholes if (held := next((whole[k:] for k in range(len(whole) - 1) if page.holds(whole[k:])), ""))]
        if len(named) == 1 and re.search(r"不|没|忙|少", clause.plain):  # 财政所人手不够，换成农经站
            here = [target for target, text in page.lines_about(group) if named[0] in text]
            return [Request("replace", here[0], new, named[0])] if len(here) == 1 else []
    for clause in (*reversed(group.refs), group.said):
        if (wrong := _COMPLAINED.match(clause.plain)) and not re.search(r"不(?:同意|让|肯|要|想|愿|许)", clause.plain) and page.holds(wrong["a"]) and wrong["a"] != new:
            return [Request("replace", _where(group, page, wrong["a"]), new, wrong["a"])]
    return []


def _paired(group: Group) -> list[str]:
    """Return what is quoted in the asking clause and what follows it, or in the nearest clause before it as well.

    A quotation farther off was the reason of something else.
    """
    own = [quote for clause in (group.said, *group.values) for quote in clause.quotes if not re.search(rf"“{re.escape(quote)}”的?[那这](?:一)?(?:条|段|个问题|块|部分)", clause.plain)]
    if len(group.said.quotes) > 1 or not group.refs:
        return own
    near = next((clause.quotes for clause in reversed(group.refs) if clause.quotes), [])
    return [*near, *own]


_NOT_BUT = re.compile(r"(?:由|应该是|应是|应当是)(?P<b>[^，。；“”是不]{2,16}?)(?:来)?(?:管|负责|办|牵头|抓|落实)?(?:的)?，?而?不是(?P<a>[^，。；“”是]{2,16})$")
_NO_NEW = re.compile(r"^[他她它]$|[改换][成为]|^(?:别的|其他|一?个|一?种|一?下|掉|得|不)|哪一|什么|[？吗]$")
"""What stands after 换 or 说 without being the words that are to come in."""
_LEAD = re.compile(r"[的里把将中上下那这个条句段处有是名字词写说到在：，、“]$|(?:全文|通篇|全篇|稿子|还有|另外|统一|麻烦|帮我|请|然后|顺便|最好|开头|结尾|部分|称呼|再|整改|要|得|就|给我)$")
"""What may stand before the words that are to go without being a part of them."""
_AMOUNT = re.compile(r"[\d一二两三四五六七八九十百半]{1,5}(?:\.\d+)?(?:个)?(?P<unit>工作日|小时|天|日|周|星期|月|季度|年|人次|次|人|户|件|台|万元|元|%|分钟)(?P<end>(?:之|以)?内)?")
"""A number with what it counts."""
_COMPLAINED = re.compile(r"(?:那个|这个|把|将)?“?(?P<a>[^，。；“”]{2,12}?)”?(?:这|那)?(?:个|种)?(?:词|字|说法|提法|叫法|话)?(?:谁|太|有点|不|听着|看着|读着|念着|写错|打错|错了|难听|别扭|不好听|过时|老土)")
"""Words that are complained of: 巡摊这词太土."""


_DESK = re.compile(r"[^，。；、“”的是由把给]{1,6}?(?:科|股|所|站|办|室|队|中心|部|处)(?![室长员])")


def _into(clause: Clause) -> str:
    """Return what stands after 改成 at the end of a clause, without quotes and without 吧."""
    match = re.search(r"(?:改|换|写|放宽|延长|缩短|调|定|压|提高|说|叫)(?:成|为|作|到|叫)?(?:：)?(?P<b>[^，。；：]{2,24})$", clause.plain)
    return _TAIL.sub("", match["b"].strip("“” 的")) if match else ""


def _other_amount(group: Group, page: Page, new: str, amount: re.Match[str]) -> list[Request]:
    """Return another number for one of its kind that stands where the group speaks of: 那个两个月太紧，改成三个月."""
    unit = amount["unit"].replace("星期", "周").replace("天", "日")
    same = [m for clause in (*reversed(group.refs), group.said) for m in _AMOUNT.finditer(clause.plain) if m["unit"].replace("天", "日") == unit and m.group() != new]
    spots = [(target, text) for target, text in page.lines_about(group)]
    for old in (m.group() for m in same):
        here = [target for target, text in spots if old in text] or [target for target, text in page.body if old in text]
        if len(here) == 1:
            return [Request("replace", here[0], new, old)]
    if same or len(spots) != 1:
        return []
    target, text = spots[0]
    olds = {m.group() for m in _AMOUNT.finditer(text) if m["unit"].replace("天", "日") == unit}
    if len(olds) != 1:
        return []
    old = olds.pop()
    end = re.search(r"(?:之|以)?内$", old)
    return [Request("replace", target, new if amount["end"] or not end else new + end.group(), old)]


_AT = re.compile(r"(?:那|这)(?:一)?(?:段|句|条|块|处|个问题|句话|段话|里|项|件)")


def _where(group: Group, page: Page, old: str) -> Target:
    """Return the paragraph that a group speaks of where words stand in others too; the whole elsewhere."""
    if group.said.plain.startswith(("全文", "通篇", "全篇", "统一")) or not _AT.search(group.text):
        return Target()
    here = [target for target, text in page.lines_about(group) if old in text]
    return here[0] if len(here) == 1 and len([1 for _, text in page.body if old in text]) > 1 else Target()


def insert(group: Group, page: Page, places: list[Target]) -> list[Request]:
    quotes = group.quotes
    beside = re.findall(r"“([^“”]+)”(?:这|那)?(?:一)?(?:句|段)?话?的?(?=后|前|之后|之前|下面)", group.text)
    if any(not page.place(quote) for quote in beside):
        return []  # what it is to stand beside is not there
    fresh = [quote for quote in quotes if not page.place(quote)]
    anchor = next((place for quote in quotes if (place := page.place(quote)) and place.part in ("opening", "section", "closing")), None)
    text = fresh[-1] if fresh else ""
    held = next((quote for quote in quotes if quote != text and page.holds(quote)), "")
    if not text:
        ruled = by_rule(group, "insert")
        after = re.search(r"(?:[：:]|(?:加|补|插|添|写|署|增加)上?[一两]?(?:句|条|件)?(?:话)?[：: ]?)(?P<b>[^：:]{6,})$", group.said.raw)
        text = ruled[0].value if ruled else group.given(after["b"] if after else "")
    if len(text) < 4:
        text = _fact(group)
    if len(text) < 4:
        return []
    naming = msgspec.structs.replace(group, said=Clause.of(group.said.raw.split(text)[0]), values=[], talk=[])
    place, words = (None, "") if places or anchor else page.about(naming)
    target = anchor or (places[0] if places else place or Target())
    if target == Target() and words and re.search(r"[那这](?:一)?(?:条|个问题|项)", naming.text) and (any(words in problem for problem in page.problems) or (page.manuscript and page.manuscript.about(words, Target("section", 2)))):
        return [Request("insert", Target("section", 2), _fact_of(text), words)]  # 补贴那条再补一句: where it is answered
    if target == Target() and not words and re.match(r"(?:然后|再|就|请|在|它|这句|那句)*(?:后面|前面|后头|前头|下面|后边)", group.said.plain):
        return []  # beside a sentence that was not recognised
    return [Request("insert", target, _fact_of(text), held if anchor else words if not place and target == Target() else "")]


def _fact(group: Group) -> str:
    """Return what is told before it is said to be put in: 第二条金额是18.6万元，写进去."""
    told = [clause.raw for clause in (*group.refs, *group.talk) if re.search(r"\d|是|已|了$|为", clause.plain)]
    return "，".join(told)


def _fact_of(text: str) -> str:
    """Return a fact without the place that it is told of: 第二条金额是18.6万元."""
    spans = find_targets(text)[1]
    bare = text[spans[0][1] :] if spans and not spans[0][0] else text
    bare = re.sub(r"^[^，。；]{2,14}?(?:那|这)(?:一)?(?:条|段|个问题|项)(?:的|里|上)?，?", "", bare) if re.match(r"[^，。；]{2,14}?(?:那|这)(?:一)?(?:条|段|个问题|项)", bare) else bare
    return bare.strip("的里，：: ") if len(bare.strip("的里，：: ")) >= 4 else text


_DAY = re.compile(r"(?:\d{4}年)?\d{1,2}月\d{1,2}[日号]|[一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{1,3}[日号]|[一二三四五六七八九十]{1,2}月(?:二十|三十|十|廿)?[一二三四五六七八九十](?![年个])|\d{1,2}[号日](?!楼)|今天|明天|后天|大后天|下?周[一二三四五六日]")
_FITS = {
    "title": re.compile(r"^(?!.*(?:个?字一?句|对仗|排比|押韵)).{4,}"),
    "team": re.compile(r"组$"), "meeting": re.compile(r"^(?!.*(?:巡察组|的))[^\W\d_]{0,22}会$"), "salutation": re.compile(r"同志|领导|各位|代表|老师|乡亲"),
    "date": re.compile(r"[\d一二三四五六七八九十]+(?:月|号|日)|天|周|星期"), "unit_short": re.compile(r"^[^\W\d]{2,12}$"),
}  # fmt: skip
"""What a value must look like, lest something else that was said be set."""


def valued(kind: str, part: str = "") -> Build:
    """A kind that sets something to what the user gives: a quotation, or what stands after 改成 or a colon."""

    def build(group: Group, page: Page, places: list[Target]) -> list[Request]:
        if ruled := by_rule(group, kind):
            return ruled[:1]
        fits = _FITS.get(kind)
        for text in _offered(kind, group, page):
            if len(text) >= 2 and not find_targets(text)[0] and (fits is None or fits.search(text)):
                return [Request(kind, Target(part) if part else Target(), text)]
        return []

    return build


def _offered(kind: str, group: Group, page: Page) -> Iterator[str]:
    """Yield what a thing may be set to, the surest first: as such things look, quoted, after 改成 or a colon, given by itself."""
    if kind == "salutation" and page.manuscript and (more := _ADDED.search(group.said.plain)):
        yield _with(page.manuscript.single["salutation"], more["b"].strip("“”"))
    if kind == "salutation" and page.manuscript and re.search(r"(?:加|补|带|添)(?:上|进去|一下)?(?:吧|了)?$", group.said.plain):
        for clause in (*reversed(group.refs), *reversed(group.talk)):
            if who := [m.group() for m in _SOMEONE.finditer(clause.plain)]:
                yield _with(page.manuscript.single["salutation"], who[-1])
        for clause in (*reversed(group.refs), *reversed(group.talk)):
            if lacks := re.search(r"(?:没有?|少了?|漏了?|缺)(?:写|提|带|加)?(?:到|了)?(?P<who>[^，。；没的]{2,10}?(?:代表们?|同志们?|领导|老师们?|家长们?|乡亲们?|各位))$", clause.plain):
                yield _with(page.manuscript.single["salutation"], lacks["who"])
    if kind == "meeting":
        names = [quote for quote in group.quotes if quote.endswith("会")] + [m["b"] for c in (group.said, *group.values, *group.refs) if (m := re.search(r"(?<!不)(?:叫|名为|名叫|是)(?P<b>[^，。；“”是叫]{5,22}会)(?:了|的)?$", c.plain))]
        yield from [known[0] if (known := [m.group() for m in _MEETING.finditer(name)]) and len(name) <= 12 else name for name in names]
    if kind in _SHAPES:
        bare = re.sub(r"不是[^，。；是]{2,16}", "", group.text)
        yield from reversed([match["b"] for match in _SHAPES[kind].finditer(bare)])
        if kind in ("date", "meeting"):
            return
    fresh = [quote for quote in group.quotes if not page.holds(quote)] or group.quotes[-1:]
    if fresh:
        yield fresh[-1]
    if match := re.search(rf"(?:{_TO.pattern}|是|[：:])(?!一下|一换|改)(?P<b>[^，。；]{{2,60}})$", group.said.raw):
        yield _TAIL.sub("", group.given(match["b"].strip("：: ")) if kind == "salutation" else match["b"].strip("：: 的"))
    for clause in (*group.values, *group.refs):
        if match := re.search(rf"(?:{_TO.pattern}|是|[：:])(?P<b>[^，。；]{{2,60}})$", clause.plain):
            yield _TAIL.sub("", match["b"].strip("：: 的"))
    if group.values:
        yield _TAIL.sub("", group.given())
    for clause in (*group.values, *reversed(group.refs)):
        yield _TAIL.sub("", clause.plain.strip("：: "))


_MEETING = re.compile(r"集中反馈会|整改推进会|整改评估会|(?<!集中)反馈会")
_ADDED = re.compile(r"(?:加|添|补|带|要有|还要有)(?:上|个|一个|进)?(?P<b>“[^”]+”|[^，。；“”]{2,14})$")


def _with(old: str, more: str) -> str:
    """Return a salutation with others addressed as well: before 同志们, or 尊敬的 before all."""
    pieces = old.rstrip("：:").split("，")
    if more.startswith("尊敬"):
        return f"{more}{'，'.join(pieces)}"
    return "，".join([*pieces[:-1], more, *pieces[-1:]]) if len(pieces) > 1 else "，".join([*pieces, more])


_SHAPES = {
    "date": re.compile(rf"(?P<b>{_DAY.pattern})"),
    "meeting": re.compile(r"(?P<b>集中反馈会|整改推进会|整改评估会|(?<!集中)反馈会)"),
    "team": re.compile(r"(?P<b>(?:中?共?[^，。；、是成为的]{1,6}委)?第?[一二三四五六七八九十\d]{1,3}巡[察视]组)"),
    "sign": re.compile(r"(?:落款|署名|署上|落上|签上|署)(?:那里|上|处|名)?(?:加上|写上|写成|改成|改为|写|用|署|是|为|：|就)*(?P<b>[^，。；“”]{4,30})$"),
    "unit_short": re.compile(r"(?:简称|叫做?|喊|称)(?:为|是|用|写成|作|：)*(?P<b>[^\W\d_]{2,10}?)(?:就行|就好|吧|了|的)*(?=[，。；]|$)"),
}
"""How the values of some kinds look wherever they stand."""


def role(group: Group, page: Page, places: list[Target]) -> list[Request]:
    text = group.text
    if re.search(r"由(?!我)[^，。；]{2,12}(?:负责|牵头|来办|来管|来抓|分管)", group.said.plain) or (re.search(r"责任人那|组长|牵头人|(?:不能|不要|别)写我", text) and not re.search(r"我(?:就)?是|身份|职务|口吻", text)):
        return []  # who leads something is not who speaks
    wrong = [m.group(1) for m in re.finditer(r"不是([^，。；是]{2,12})", text)]
    denied = [m["a"] or m["b"] or m["c"] for m in _DENIED.finditer(text)]
    if (ruled := by_rule(group, "role")) and ruled[0].value not in wrong and not (denied and _JUST_THAT.fullmatch(ruled[0].value)):
        return ruled[:1]
    for clause in (group.said, *group.values, *group.refs):
        bare = re.sub(r"不是[^，。；是]{2,12}", "", clause.plain)
        for match in re.finditer(r"(?:是|按|以|用|成|为|任|叫|让|由|换)(?P<post>[^，。；是按以用成]{2,16}?)(?:的?(?:身份|口吻|角度|名义|口气)|上?[来去台](?:讲|说|念|发言)|代表[^，。；]{0,6}|讲|念|发言|了|吧|$)", bare):
            post = re.sub(r"^(?:我|我们|分管的?)(?=.{2})", "", match["post"])
            if _POST.search(post) and not (denied and _JUST_THAT.fullmatch(post)):
                return [Request("role", Target(), post, wrong[0] if wrong else "")]
    for clause in (group.said, *group.values):
        alone = re.sub(r"^(?:我|本人|这回|这次)?(?:就)?(?:只是|是|乃|系)?(?:一[个介名])?(?:分管[^，。]{2,6}的)?|(?:亲自|来)?(?:表态|发言|讲|念)?(?:了|的)?$", "", clause.plain)
        if 2 <= len(alone) <= 14 and re.fullmatch(rf"(?![和跟与同还也又兼])[^，。；是不的]*(?:{_POST.pattern})", alone) and not denied:
            return [Request("role", Target(), alone)]
    return [Request("role", Target(), "", denied[0])] if denied else []


_POST = re.compile(rf"{POST.pattern}|[事会]长|副总|二把手")


_JUST_THAT = re.compile(r"(?:党\w{1,2}|[局院校镇])?书记|第一责任人|.*(?:是别人|另有其人).*")
_DENIED = re.compile(
    r"(?:不是|没有?(?:当|任|做|担任)|没(?:有)?(?:当|任)|不兼|没兼)(?:上|过)?(?:党\w{1,2}|[局院校镇])?(?P<a>书记|第一责任人)|(?P<b>书记)(?:是别人|另有其人|不是我|有别人|由别人|是另外一个人|不由我)|(?P<c>第一责任人)(?:不是我|是书记|是别人)"
)
"""Sayings that the speaker holds no such post."""


_SOMEONE = re.compile(r"(?:[^，。；、“”是的到来会]{0,6}?)(?:副)?(?:书记|[省县市区镇乡]长|秘书长|主席|部长|主任|组长|常委|校长|院长|局长)")


def leader(group: Group, page: Page, places: list[Target]) -> list[Request]:
    if ruled := by_rule(group, "leader"):
        return ruled[:1]
    for clause in (group.said, *group.values, *reversed(group.refs)):
        bare = re.sub(r"不是[^，。；是]{2,12}", "", clause.plain)
        found = [m.group() for m in _SOMEONE.finditer(bare)]
        if found:
            if wish := next((value.raw for value in group.values if re.match(r"(?:还|并|也)?(?:要求|强调|指出|提出|说)", value.plain)), ""):
                group.words = f"{group.words}，{wish}"
            spoke = re.search(r"讲话|讲了话|提了?.{0,3}要求|要求|指示|强调", group.text)
            return [Request("leader", Target("opening"), about="讲了话" if spoke else "", value=re.sub(r"^(?:改|换|写|成|为|叫|把|的|来|是|了|那天|今天|当天|这次|其实|有)+", "", found[-1]))]
    return []


def add_problem(group: Group, page: Page, places: list[Target]) -> list[Request]:
    fresh = [quote for quote in group.quotes if len(quote) >= 2]
    if fresh:
        return [Request("add_problem", Target("section", 2), about=fresh[-1])]
    if listed := re.search(r"问题[：:](?P<b>[^：:]{4,})$", group.said.raw):
        about = re.sub(rf"[，；]?(?:{ADD.pattern})$", "", group.given(listed["b"]))
        return [Request("add_problem", Target("section", 2), about=about)]
    if (ruled := by_rule(group, "add_problem")) and ruled[0].about:
        return ruled[:1]
    for clause in (*group.values, group.said, *reversed(group.refs)):
        if _ANY_PROBLEM.search(clause.plain):
            continue
        if match := re.search(r"(?:[：:]|说的?是|就是|还有|漏了|少了|问题是|关于|补上|加上|写上|提到|加个|补个|加一条|补一条)(?:一?个|一?条)?(?P<a>[^，。；]{4,40}?)(?:这|那)?(?:一?条|个?问题|的事)?(?:没写|没提|进去|加上|补上|写上)*$", clause.plain):
            return [Request("add_problem", Target("section", 2), about=match["a"].strip("的"))]
    for clause in (group.said, *reversed(group.refs)):
        about = _named_problem(clause.plain)
        if about:
            return [Request("add_problem", Target("section", 2), about=about)]
    for clause in (*group.values, *reversed(group.refs), *reversed(group.talk)):
        if any(target.part in ("title", "salutation", "heading", "opening", "closing", "thanks", "transition") for target in find_targets(clause.text)[0]):
            continue  # 称呼里没有家长代表: no problem of the unit
        told = re.sub(r"(?:的?问题)?(?:也|都|还)?(?:被)?(?:反馈|指出|点|点到|提|提到|说)(?:过|出来)?了$", "", _TOLD_OF.sub("", clause.plain))
        if len(told) >= (6 if told == clause.plain else 4) and (names_fault(told) or told != clause.plain) and not re.search(r"问题.{0,4}少|^(?:问题|回应)|稿子|漏了|没写|没提|这个|这条|多少|来着|[？吗呢]$|几[个条]", told):
            return [Request("add_problem", Target("section", 2), about=told)]
    return [Request("add_problem", Target("section", 2))] if _ANY_PROBLEM.search(group.text) else []


_WISH = re.compile(
    r"^(?:别忘了|不要忘了?|另外|还有|再就是|把|请将?|麻烦|漏了|少了|嗯|那个|对了)+|(?:请|应该|要|得|也要|必须|给我?|你给|你|都|也|还)*(?:补充|讲|写|提|加|补|回应|添|说)(?:进去|进来|上去|上|到|一下|回应|进稿子)?(?:吧|啊|哈|了)?$"
    r"|(?:怎么|咋)?(?:没|没有|冇)(?:写|提|回应|讲|见着|说)(?:到)?(?:了|呢)?$|(?:也|都|还|是|在|就)*(?:反馈|意见)(?:意见)?(?:里|里头|里面)?(?:头|面)?(?:有|提|说|点)?(?:到|过)?(?:的|了)?$|(?:也)?(?:被)?点了?我们的?名$"
    r"|(?:的)?(?:这|那)?(?:一)?(?:个|件|条)?(?:问题|事情|事儿?|情况|个|条)?(?:也|都|还)?$"
)


def _named_problem(text: str) -> str:
    """Return the problem that a clause names beside the wish to have it in: 扶贫资产闲置也要讲; empty where that is no name of one."""
    bare, before = re.sub(r"“[^“”]*”", "", text), ""
    while bare != before:
        before, bare = bare, _WISH.sub("", bare, count=1)
    sound = 5 <= len(bare) <= 30 and bare != text and not find_targets(bare)[0]
    return bare if sound and not re.search(r"问题.{0,4}少|回应|稿子|多少|来着|[？吗呢]|^(?:再|多|还|巡察|组里|反馈|领导|书记)|一个|两个|几个|[那这]", bare) else ""


_TOLD_OF = re.compile(r"^.{0,6}?(?:巡察组|反馈|意见|通报|他们|人家|上面|组里|书记|局长)[^，。；]{0,4}?(?:还|也|又)?(?:说|讲|指出|点|提|点到|提到|点了|反映|有)(?:了|到|出|过)?(?:我们|咱们|我局|我院|我校|我镇)?(?:有|的)?")
_ANY_PROBLEM = re.compile(r"(?:[加补添写]|回应|增加)[^，。；]{0,4}?(?:[一两二]|一两)(?:个|条|项)(?!措施)|问题.{0,6}少|漏了[一两]条")


_OTHER_WAY = re.compile(r"^(?:别的|其他|另外|新的|一个|一条|个|条|下|能|可行|实际|实在|更|容易|好|我们能)|(?:的办法|的措施|的法子|的做法|一点的|的)$")
"""What stands after 换成 and asks for another measure without saying which."""
_DONE = re.compile(r"立行立改|先行整改|立查立改|边查边改|即知即改|已办结|办结了")


def measure(group: Group, page: Page, places: list[Target]) -> list[Request]:
    """Another measure: the one that is dictated after 改成, 写成 or a colon, else one of the tool's own."""
    if re.search(r"[换改写][成为]", group.said.plain) and any(page.holds(quote) for clause in group.refs for quote in clause.quotes) and not re.search(r"措施|办法|由|[那这]条", group.text):
        return replace(group, page, places)  # “A”太刺耳，换成B
    if places and all(target.part in ("opening", "closing", "title", "salutation", "heading", "transition") for target in places):
        return []
    said = group.said
    match = re.search(r"(?:改成|改为|换成|换为|写成|写为|写上|就写|就是|改用|改由(?=我|[^，。；]{2,8}(?:来|负责|牵头))|按(?:我们|这个)[^，。；：:]{0,6}(?:来|写)|措施(?:是|就是|为)|(?<=[：:]))(?:了|这样|下面这样|如下)?[：:，]?(?P<b>[^：:]{2,})?$", said.raw)
    first = (match["b"] or "") if match else ""
    if re.match(r"改由", match.group() if match else ""):
        first = f"由{first}"
    every = (said, *group.values, *group.refs, *group.later)
    rectified = next((clause for clause in every if _DONE.search(clause.plain)), None)
    if rectified is None and match is None:
        rectified = next((clause for clause in every if re.search(r"已经?(?:整改|改)(?:到位|完|好)", clause.plain)), None)
    quoted = [quote for quote in group.quotes if not page.holds(quote) and len(quote) >= 6]
    value = quoted[-1] if quoted else group.given(first) if match or group.values else ""
    if rectified:
        clauses = [clause for clause in (*group.refs, *group.talk, *group.values, said, *group.later) if clause is not rectified]
        told = [_fact_of(clause.raw) for clause in clauses if re.search(r"已|好了|完了|了$|了的$|过了|起|现在|目前|\d|每", clause.plain) and not _PLACE_ONLY.fullmatch(clause.plain)]
        told = [one for one in told if not re.fullmatch(r"(?:都|也)?已经?(?:整改|改)(?:到位|完|好)了?", one)] or told
        value = "，".join(told)
        return [msgspec.structs.replace(one, value=f"{DONE}{value}") for one in _place_of_measure(group, page, places, said.plain)] if value else []
    if value and len(value) < 6 and not re.search(r"由|每|查|\d|[日月周年]", value):
        return replace(group, page, places) if not _OTHER_WAY.search(value) else _place_of_measure(group, page, places, said.plain)
    if _OTHER_WAY.search(value) and not re.search(r"由|[，；]|\d", value):
        value = ""
    before = said.raw[: match.start()] if match and value else said.plain
    return [msgspec.structs.replace(one, value=_TAIL.sub("", value)) for one in _place_of_measure(group, page, places, before)]


_PLACE_ONLY = re.compile(r"(?:所以|那)?[^，。；]{0,10}[那这](?:一)?(?:条|项|个|件|段)(?:问题)?(?:就|也)?")


def _place_of_measure(group: Group, page: Page, places: list[Target], before: str) -> list[Request]:
    """Return a request for the item that a group names outside of what it dictates."""
    naming = Clause.of(before)
    refs = group.refs or [clause for clause in group.talk[-1:] if page.topic(clause.text)]  # 管网不是这么整的，我们定的是：……
    group = msgspec.structs.replace(group, said=naming, values=[], refs=refs, talk=[]) if before != group.said.plain else group
    return somewhere("measure", Target("section", 2))(group, page, places)[:1] or [Request("measure", Target("section", 2))]
