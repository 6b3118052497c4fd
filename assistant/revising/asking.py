"""The rules by which a clause of a message is read as a request: one pattern a way of asking, and what it means."""

from __future__ import annotations

import re
from collections.abc import Callable

import msgspec

from assistant.revising.targets import Target, find_targets, number_of
from assistant.wording import clean


class Request(msgspec.Struct, frozen=True):
    """One thing that is asked.

    `kind` is a key of `requests.KINDS`; `value` is what it is to become (a number of characters, a heading, a post, a
    sentence), `about` the words that it is about (a problem, the words to be replaced), `words` the user's clause.
    """

    kind: str
    target: Target = Target()
    value: str = ""
    about: str = ""
    words: str = ""


DONE = "已改："
"""What stands before the value of a measure that has been carried out already."""

_NOT = r"(?:不要|不用|不许|不能|不必|不该|无需|别(?!的|处|人)|勿|甭|莫|先不|少)(?:再|去|总|老)?"
_OUT = r"(?:删掉|删去|删除|去掉|拿掉|砍掉|划掉|抹掉|取消|不要了?|删了?|撤掉|拿走|去除)"
_TO = r"(?:都|统统|全部|全|一律|一概)?(?:改成|改为|换成|换为|替换成|替换为|改作|改叫|写成|写作|写为|应该是|应为|应当是|用)：?"
FILLERS = re.compile(
    r"麻烦|请您?|帮我|帮忙|给我|替我|能不能|可不可以|可以|是不是|最好|我觉得|我想要?|我要|我看|感觉|觉得|(?:书记|领导|主任|局长|院长|校长)(?:说|讲|嫌|觉得|要求|让)|上面说|希望|应该|需要|尽量|"
    r"稿子|讲稿|发言稿?|文字|内容|地方|部分|方面|写得|说得|写的|显得|一下|一点儿?|一些|点儿|有点儿?|有些|比较|稍微?|略微?|再来|一个|一条|一段|一句|那句话?|这句话?|这个|那个|这些|那些|这里|那里|这段|那段|这条|那条|"
    r"这一?块|那一?块|行不行|好不好|好吗|行吗|可以吗|怎么样|看看|就行|就好|即可|谢谢$|吧|了|啊|呢|呀|哦|嘛|的|地|得|把|将|再|也|就|都|还|又|更|很|太|点|些|写|改|让|给|它|这|那|里|要|来|去|进|出|上|下|中|在|对|和|跟|与|及|、|：|是|有|个|条|句|段|字|词|你|您|我|说|好|过|多|各|每"
)

class Clause:
    """One clause of a message: its text with quoted pieces as marks, and the targets named in it."""

    def __init__(self, text: str, quotes: list[str]) -> None:
        self.text, self.quotes = text, quotes
        self.plain = self.back(text)
        self.raw, self.mark = self.plain, "，"
        """The words as they were written, and the mark that stands after them."""

    @classmethod
    def of(cls, plain: str) -> Clause:
        """Return a clause of plain text, its quotations put behind marks."""
        quotes: list[str] = []

        def hide(match: re.Match[str]) -> str:
            quotes.append(match.group(1))
            return chr(0xE000 + len(quotes) - 1)

        return cls(re.sub(r"“([^“”\n]{1,400})”", hide, plain), quotes)

    def back(self, text: str) -> str:
        return re.sub("[\ue000-\uf8ff]", lambda m: f"“{self.quotes[ord(m.group()) - 0xE000]}”", text)

    def bare(self, text: str) -> str:
        """Return text with its quotes put back, and no quotes around all of it."""
        found = self.back(text).strip("：:，。 ")
        return found[1:-1] if re.fullmatch(r"“[^“”]*”", found) else found


Build = Callable[[re.Match[str], Target, Clause], "Request | None"]
RULES: list[tuple[re.Pattern[str], Build]] = []
Q = "[\ue000-\uf8ff]"


def _rule(pattern: str) -> Callable[[Build], Build]:
    def add(build: Build) -> Build:
        RULES.append((re.compile(pattern.replace("@NOT", _NOT).replace("@OUT", _OUT).replace("@TO", _TO).replace("@Q", Q)), build))
        return build

    return add


def _plain(kind: str, pattern: str, value: str = "", part: str = "") -> None:
    """A rule whose kind, value and usual part are told by its pattern alone."""

    def build(match: re.Match[str], target: Target, clause: Clause) -> Request | None:
        if part == "none" and target.part != "whole":
            return None
        return Request(kind, Target(part) if part not in ("", "none") and target.part == "whole" else target, value)

    _rule(pattern)(build)


_plain("undo", r"恢复(?:到|成)?(?:上一?版|上一稿|原来的?|前一版|之前的?)|(?:回到|退回到?|用回|还是要?|改回|换回|还是用)(?:刚才|上一?版|上一稿|前一版|原来|之前)[那的]?(?:一?版|一?稿|样子?)?(?:去|好)?|撤销|撤回|退回去|改回去|还原|上一版(?:更好|好)|不要刚才(?:的|那次)?(?:修?改动?)", part="none")
_plain("redo", r"重做|恢复(?:刚才)?撤销的?(?:修?改动?)?|取消撤销", part="none")
_plain("again", r"(?:换|重新?写?|重新来|再来|另写|另来|再写|重来|给我来)(?:一|个|另一)?[版篇稿遍](?:新的|不一样的|别的)?|全部重写|整篇重写|重写全文|从头(?:再)?写", part="none")


@_rule(rf"{_NOT}(?:动|改动?|变|碰|换|删减?|调整|重写|压缩|缩短|精简|修改)(?P<rest>.*)$|保留|保持(?:不变|原样)?|不变|原样(?:保留)?|照旧|就这样|(?:挺|很|蛮)好(?:的|了)?$|定稿")
def _keep(match: re.Match[str], target: Target, clause: Clause) -> Request | None:
    return None if target.part in ("whole", "others") else Request("keep", target)


@_rule(r"(?:把|将)?(?P<a>@Q)(?:这个|那个|这几个|的)?(?:词|字|提法|说法|句子?|话)?@TO(?P<b>@Q|[^，。；]{1,60})$|(?:把|将)(?P<c>[^\ue000-\uf8ff，。；]{2,30}?)@TO(?P<d>@Q)$")
def _replace(match: re.Match[str], target: Target, clause: Clause) -> Request | None:
    old, new = clause.bare(match["a"] or match["c"]), clause.bare(match["b"] or match["d"])
    if not match["a"] and find_targets(old)[0]:
        return None  # 把第三部分标题改成“……” sets a part, it does not replace words
    if re.match(r"太|得|了|不|多|滥|烂", new):
        return None  # “清单”用太多了
    if re.fullmatch(r"(?:别的|其他的?|另外的?|另一个|一个)(?:词|说法|话|提法|字)?", new):
        new = ""
    return Request("replace", target, new, old)


@_rule(r"(?:标题|题目|大标题|小标题)?@TO(?P<b>@Q|[^，。；]{2,60})$")
def _set(match: re.Match[str], target: Target, clause: Clause) -> Request | None:
    value = re.sub(r"(?<=..)(?:就可以|就行|就好|即可|吧)了?$", "", clause.bare(match["b"]))
    if target.part in ("heading", "title", "salutation"):
        if re.search(r"(?:四|五|六|七|八|\d)个?字|对仗|排比|押韵", value):
            return None
        return Request(target.part, target, value)
    if target.part == "thanks":
        return Request("replace", target, value)
    return None


@_rule(r"(?:换|改|另拟|重拟|重新拟|再拟|重起|另起|换个|改改|拟)(?:一?个|一?换|一?下)?(?:新的?)?(?:标题|说法)?|不(?:要|用)(?:这个|现在)")
def _other_heading(match: re.Match[str], target: Target, clause: Clause) -> Request | None:
    if target.part == "title":
        return None
    return Request("heading", target) if target.part == "heading" else None


_LEADERS = r"(?:(?:到会|讲话|出席|参会|参加|在座|主持)的?)?领导"


@_rule(rf"{_LEADERS}(?:@TO|就是|其实是|换了?人?是?|是|不对是)(?P<b>.+?)(?:不是.+)?$")
def _leader(match: re.Match[str], target: Target, clause: Clause) -> Request | None:
    value = clause.bare(re.sub(r"(?:给)?改过来$|(?:给)?改一下$|，?$", "", match["b"]))
    return Request("leader", Target("opening"), value) if 2 <= len(value) <= 30 and POST.search(value) else None


POST = re.compile(r"书记|[局院校园镇乡区县市厅署馆台所站社厂行队会处科部组]长|主任|经理|主席|支书|负责人|委员|成员|助理|工程师|总师|教导员|政委|干部|代表")


@_rule(
    r"(?:我的?(?:身份|职务|职位)|职务|身份|发言人)(?:@TO|是|不对是?)(?P<a>.+?)(?:[而，]?不是(?P<not>.+))?$|我(?:其实|现在|本人|只|应该)?是(?:一?[个名])?(?P<b>.+?)(?:[，而]?不是(?P<not2>.+))?$"
    r"|我?不是(?P<not3>.+?)[，而]*是(?P<c>.+)$|(?:按照?|以|用|换成)(?P<d>.+?)的?(?:身份|口径|角度|职务|名义)(?:来?[说写讲])?"
)
def _role(match: re.Match[str], target: Target, clause: Clause) -> Request | None:
    post = clause.bare(next(filter(None, (match["a"], match["b"], match["c"], match["d"])), "")).strip("的，")
    if not POST.search(post) or len(post) > 30 or target.part != "whole" or re.search(r"[段句条]|写|改|太|不够|那一", post):
        return None
    was = clause.bare(next(filter(None, (match["not"], match["not2"], match["not3"])), ""))
    return Request("role", Target(), re.sub(r"^分管的(?=副)", "", post), was)


_MEETINGS = r"集中反馈会|整改推进会|整改评估会|反馈会|推进会|评估会"


@_rule(rf"(?:会议|开的会?|会名)?(?:名称|名字|类型)?(?:错了|不对|写错了)?(?:，|{_MEETINGS}(?=改|换|应))?(?:@TO|改|其实是|(?<!不)是)(?:开)?(?P<b>{_MEETINGS})(?:[，而]?不是.*)?$")
def _meeting(match: re.Match[str], target: Target, clause: Clause) -> Request | None:
    value = match["b"] if match["b"] not in ("推进会", "评估会") else f"整改{match['b']}"
    return Request("meeting", Target(), value)


_DATE = r"(?:\d{4}年)?\d{1,2}月\d{1,2}[日号]|\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|[一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{1,3}[日号]|明天|后天|今天|下?周[一二三四五六日]"


@_rule(rf"(?:会议|开会|开会的|落款)?的?(?:日期|时间)(?:@TO|改到|改在|是|定在|挪到|推迟到|提前到)(?P<b>{_DATE})|会(?:议)?(?:改到|改在|推迟到|提前到|挪到|定在)(?P<c>{_DATE})")
def _date(match: re.Match[str], target: Target, clause: Clause) -> Request | None:
    return Request("date", Target(), match["b"] or match["c"])


@_rule(r"(?P<field>落款|署名|巡察组|(?:单位)?简称)(?:名称|名字)?(?:@TO|是|叫|为)(?P<b>.+)$")
def _field(match: re.Match[str], target: Target, clause: Clause) -> Request | None:
    kinds = {"落款": "sign", "署名": "sign", "巡察组": "team"}
    return Request(kinds.get(match["field"], "unit_short"), Target(), clause.bare(match["b"]))


_THANKS = r"(?:谢来谢去|谢谢大家|谢谢|感谢|致谢|道谢|答谢|谢意|客套|客气)(?:的)?(?:话|语|词|内容|之类)?"
_plain("drop_thanks", rf"@NOT(?:说|写|讲|提|有|出现|用|放|道)?(?:什么)?{_THANKS}|{_THANKS}(?:这|那)?(?:一)?(?:句话?|段)?(?:就|都|也|可以|能)*(?:@OUT|免了|省(?:就省|了)?|拿掉)|(?:@OUT)(?:掉)?(?:那|这)?(?:句|些)?{_THANKS}")
_TIMES = r"(?:具体|确切|明确|相关)?(?:的)?(?:时间节点|时间表|时间|时限|日期|期限|几月几[号日]|哪一天)(?:[、和]?(?:时间|时限|日期|期限))?"
_plain("drop_time", rf"@NOT(?:提|写|说|讲|出现|带|有|定|给|涉及)?(?:到)?{_TIMES}|{_TIMES}(?:全|都|全部|统统|先)?(?:@OUT|别[写提说])|@OUT(?:里面的?|其中的?|所有的?|全部)?{_TIMES}")
_SLOGANS = r"(?:口号式?|套话|空话|大话|官话|虚话|喊口号|漂亮话|豪言壮语)(?:的话|的东西|的?内容|[、和](?:套话|空话|口号|大话))*"
_plain("drop_slogan", rf"@NOT(?:喊|写|说|用|有|讲|提|来)?(?:那么多|这么多|太多|些|什么)?{_SLOGANS}|@OUT(?:那些|这些|里面的?|所有的?)?{_SLOGANS}|{_SLOGANS}(?:太多|多了|都|全)?(?:@OUT|太多|多了)")


@_rule(r"@NOT(?:用|说|出现|写|提|讲|有|带)(?:到|及)?(?P<b>@Q(?:[、和]?@Q)*|[^，。；\ue000-\uf8ff]{2,12}?)(?:这个|这几个|这种|这样|之类)?(?:的)?(?:词|字|话|提法|说法|字眼)?了?$|(?P<c>@Q)(?:这个|这种|这样的)?(?:词|字眼|提法|说法|话)?(?:就|也|都)?(?:@NOT(?:用|说|出现|写)|@OUT)|@OUT(?P<d>@Q)(?:这个|这种)?(?:词|字眼|提法|说法)")
def _ban(match: re.Match[str], target: Target, clause: Clause) -> Request | None:
    words = clause.bare(match["b"] or match["c"] or match["d"])
    if match["b"] and not re.search(Q, match["b"]) and (find_targets(words)[0] or re.search(r"那么|这么|太|一点|得|么|错", words)):
        return None
    return Request("ban", target, about=words)


_N = r"(?P<{}>[一二两三四五六七八九十百千半\d]+(?:\.\d+)?)"
_MORE = r"(?:增加?|多写?|加|扩充?|补|长|拉长|添)"
_LESS = r"(?:减少?|少写?|短|缩短?|删|砍|去掉?|压缩?|精简)"


@_rule(
    rf"(?:(?:篇幅|字数|长度|全文|时长|时间|念下来|念起来|读下来|讲话)?(?:{_MORE}|{_LESS}|控制|压|浓缩|写|念|讲|弄|定|改|保持|限制?)?(?:到|成|在|至|为|够|最多|至多|顶多|不超过|不要超过|别超过|不超|按)?(?:大概|大约|约|差不多)?{_N.format('n')}"
    r"(?P<unit>个?字|分钟)?(?:左右|以内|以下|之内|上下|的?样子|的?篇幅|就?够了?)?$)"
)
def _length(match: re.Match[str], target: Target, clause: Clause) -> Request | None:
    text, start = match.group(), match.start("n") - match.start()
    number = number_of(match["n"])
    before = text[:start]
    if match["unit"] == "分钟":
        return Request("length", target, str(round(number * 210)))
    absolute = re.search(r"[最至顶]多|到|成|在|至|为|够|超|按|控制|限|写$|改$|弄$|定$|字数|篇幅$", before) or not before
    if number < 10 or (not match["unit"] and not (absolute and number >= 100) and not re.search(f"{_MORE}$|{_LESS}$", before)):
        return None
    if absolute and not re.search(rf"(?:{_MORE}|{_LESS}|往[下上]\w?)$", before.removesuffix("最多").removesuffix("顶多").removesuffix("至多")):
        most = re.search(rf"{_LESS}|控制|压|浓缩|限|不超|超过|[最至顶]多", before) or re.search(r"以内|以下|之内", text)
        return Request("length", target, f"{'<=' if most else ''}{round(number)}")
    return Request("length", target, f"{'+' if re.search(_MORE, before) and not re.search(_LESS, before) else '-'}{round(number)}")


@_rule(r"(?:再|多|还要?)*(?:加|补|添|增加|写|回应|补充)(?:上|写)?(?:[一两二三]|一两|两三|几)(?:个|条)(?:反馈的?|巡察的?)?问题(?:进去|上去)?(?:吧|了)?$")
def _any_problem(match: re.Match[str], target: Target, clause: Clause) -> Request | None:
    return Request("add_problem", Target("section", 2))


_DOWN = rf"(?:再|往下|往)*(?:{_LESS}|压)(?:个|掉|去|下去|缩)?(?P<n>[一二两三四五六七八九十百千半\d]+)(?P<unit>来|多)?个?字"


@_rule(rf"{_DOWN}|(?:往上|再)*(?<!最)(?<!至)(?<!顶){_MORE}(?P<m>[一二两三四五六七八九十百千半\d]+)(?:来|多)?个?字|(?P<loose>往下砍|再砍|砍掉)(?P<k>[一二两三四五六七八九十百千\d]+)$")
def _by(match: re.Match[str], target: Target, clause: Clause) -> Request | None:
    number = match["n"] or match["m"] or match["k"]
    return Request("length", target, f"{'+' if match['m'] else '-'}{round(number_of(number))}")


_plain("length", r"(?:有点|有些|偏|太|过于|稍微?|显得)短|短了(?:点|些|一?些|一点)?$", "longer")
_plain("length", r"(?:有点|有些|偏|稍微?|显得)长|(?<!增|加)长了(?:点|些|一?些|一点)?$", "shorter")
_plain("length", r"@NOT(?:写)?(?:得)?(?:这么|那么|太)长|太长|太啰嗦|冗长|念不完|说不完|超时|短(?:一?些|一?点|小|点儿)|缩短|再短|精简|压缩|压一压|压压|简短|简洁|简练|精炼|浓缩|删减|瘦身|短$|太多了", "shorter")
_plain("length", r"@NOT(?:写)?(?:得)?(?:这么|那么|太)短|太短|长(?:一?些|一?点|点儿)|加长|拉长|再长|扩充|扩写|多写|扩展|篇幅(?:大|多)|长$", "longer")


@_rule(
    r"(?:每一?[条项](?:措施|问题)?(?:的?(?:后面|后头|后边|里面?))?都?(?:要|得)?)?(?:加上|补上|写明(?:白|确)?|写清楚?|明确|落实|标明|标上|加|补|注明|点明|写上|定好|交代)(?:一下|清楚|明白)*(?:每一?[条项](?:措施)?的?)?(?P<what>责任人|责任单位|责任科室|谁来?(?:干|负责|办|做|牵头|管)|(?:具体)?(?:时限|期限|时间节点|完成时间|完成时限|时间表))(?:[、和]?(?P<more>责任人|时限|期限))?"
    r"|(?P<lack>没有?写?|缺|少)(?P<what2>责任人|时限|期限|时间节点)"
)
def _fields(match: re.Match[str], target: Target, clause: Clause) -> Request | None:
    words = (match["what"] or match["what2"] or "") + (match["more"] or "")
    value = "".join(name for name, pattern in (("who", "责任|谁"), ("when", "时限|期限|时间")) if re.search(pattern, words))
    return Request("specific", target if target.part != "whole" else Target("section", 2), {"who": "who", "when": "when"}.get(value, "both"))


_plain("specific", r"(?<!@NOT)(?:更|再)?(?:具体|细化?|详细|展开|充实|丰富|写实|落细|往实里(?:写|说|走)?|实(?:一点|一些|点|些)|扎实|饱满)(?:讲|说|写|谈)*|(?:太|有点|有些|比较|显得|很)?(?:空洞?|虚|笼统|泛|单薄|抽象|粗)|干货|@NOT(?:写)?(?:得)?(?:太|这么|那么)(?:空|虚|笼统|泛)".replace("(?<!@NOT)", ""))
_FAULTS = r"(?:这个|那个|这|那|的)?(?:一?条)?(?:问题|事情?|情况|毛病|内容)?(?:也|都|一并|一起)?(?:给)?"


@_rule(rf"(?:把|将)(?P<a>.{{2,60}}?){_FAULTS}(?:写进去|加进去|补进去|放进去|加进来|写进来|补进来|加上|补上|写上|带上|提一下|点一下|点到|提到|写进(?:稿子|第二部分)|写一下|加一下|说一下)|(?:加|补|添|增加|写)(?:上|进)?(?:一?[个条])?(?:问题|反馈问题)：?(?P<b>.{{1,80}})$|(?:补|加|添)(?:上|个)?一条(?:反馈|问题)?[：，](?P<c>.{{1,80}})$|(?:漏了|少了|落下了?|没写|没提|忘了写?|还有)(?:一个|一条|个)?(?P<d>.{{2,60}}?)(?:的|这个|那个|这|那)(?:一条|问题|事)(?:没写|没提)?(?:写进去|加上|补上)?$|(?P<e>[^把将]{{2,40}}?)(?:这个|那个)问题(?:也|都)?(?:要|得)?(?:写进去|加进去|加上|补上|写上|写进来|补进去|带上|提一下)")
def _add_problem(match: re.Match[str], target: Target, clause: Clause) -> Request | None:
    about = clause.bare(next(filter(None, match.groups()), ""))
    if re.search(r"^(?:一句|一段|句话)|责任人|时限|口号|感谢|标题", about) or len(clean(about)) < 2:
        return None
    return Request("add_problem", Target("section", 2), about=about)


_FRONT = r"(?:最|到|在|成|为)*(?:前面|前头|前边|前|第一个?|第一条|首位|头一个|头一条|开头|最前|打头|头里)(?:面|去|来)?"


@_rule(rf"(?:把|将)?(?P<a>.{{0,30}}?)(?:这|那)?(?:一?[条个段]|个?问题)?(?:的)?(?:往|给)?(?:放|挪|提|移|调|排|摆|搬){_FRONT}(?:[，]?(?:先|放第一个?)?[说讲写])?|(?:先|首先|第一个)(?:说|讲|写|谈)(?P<b>.{{2,30}})$|(?P<c>.{{2,30}}?)(?:这|那)?(?:一?[条个])?(?:放|提|排)?(?:第一个|最先|首先|头一个|先)(?:说|讲|写)")
def _order(match: re.Match[str], target: Target, clause: Clause) -> Request | None:
    about = clause.bare(match["a"] or match["b"] or match["c"] or "").strip("的")
    own = find_targets(re.split(r"[放挪提移调排摆搬]", match.group())[0])[0] or [t for t in (target,) if (t.item or t.paragraph) and len(about) < 2]
    if not own and len(about) < 2:
        return None
    return Request("order", own[0] if own else Target("section", 2), "first", "" if own else re.sub(r"(?:这|那)(?:一?[条个段]|个?问题)$|的?问题$", "", about))


@_rule(r"(?P<a>.{0,30}?)(?:的|这条|那条|这个|那个)?(?:整改)?(?:措施|办法|做法|招数|举措)(?:再)?(?:换|重写|另写|改|另想|重新?[想写定]|不要这个|不合适|不行|不对路)(?:一?[个套条种]|成?别的|一?下|一?换)*(?:新的|别的)?|换(?:一?[个套条种])?(?:别的|新的)?(?P<b>.{0,20}?)(?:的)?(?:整改)?(?:措施|办法|做法|举措)$")
def _measure(match: re.Match[str], target: Target, clause: Clause) -> Request | None:
    about = re.sub(r"^(?:把|将)|(?:这|那)(?:一?[条个段]|个?问题)?$|的$|的?问题的?$", "", clause.bare(match["a"] or match["b"] or ""))
    own, spans = find_targets(about)
    for start, end in reversed(spans):
        about = about[:start] + about[end:]
    return Request("measure", own[0] if own else target, about="" if FILLERS.sub("", about) == "" else about.strip("的"))


_TEMPERS = (
    ("平实", r"朴实|平实|实在|家常|口语化?|通俗|接地气|(?:像)?老百姓(?:的话|说话)?(?:那样)?|大白话|白话|土|朴素|自然|平和|质朴|说人话|乡亲"),
    ("干脆", r"硬气?|干脆|有力|坚决|强硬|利落|强烈?|坚定|果断|斩钉截铁|掷地有声|有劲|重一点|有气势"),
    ("庄重", r"庄重|正式|严肃|稳重|规范|官方|书面|严谨|沉稳|郑重|端庄"),
)


@_rule(rf"(?:语气|口气|口吻|语言|文风|风格|话|用词|用语|调子|整体|说法)?(?:上|要|得|可以|应该|说得|显得|改得|能)*(?:像|更|再|放|往|偏)?(?P<a>{'|'.join(p for _, p in _TEMPERS)})(?:化|里)?(?:一点|一些|些|点)?(?:的)?(?:语气|口气|口吻|风格)?")
def _tone(match: re.Match[str], target: Target, clause: Clause) -> Request | None:
    if re.search(r"(?:别|不要|不能|太|少|过于|不用)(?:那么|这么|太|再|过于|说得|写得|用)*$", clause.text[: clause.text.find(match["a"])]):
        return None
    value = next(name for name, pattern in _TEMPERS if re.fullmatch(pattern, match["a"]))
    sure = len(match["a"]) > 1 or re.search(r"语气|口气|口吻|话|说|风格|调子|语言|点|些", match.group())
    return Request("tone", target, value) if sure and target.part == "whole" else None


@_rule(r"(?:的?(?:后面|末尾|最后|里面?|当中|结尾|开头))?(?:再)?(?:加|补|添|插|增加|补充)(?:上|进|入)?(?:一|两|几)?(?:句|段|句话|段话|个?句子)(?:话)?(?:，?(?:说|讲|是|内容是|就说))?：?(?P<b>@Q|.{2,300})$|(?:的?(?:后面|末尾|最后|里面?|当中))?(?:再)?(?:加|补|添|插)(?:上|进|入)?：?(?P<c>@Q)(?:这?一?句(?:话)?)?$")
def _insert(match: re.Match[str], target: Target, clause: Clause) -> Request | None:
    value = clause.bare(match["b"] or match["c"])
    vague = not match["c"] and not re.search(rf"：|{Q}", match.group()) and re.search(r"关于|感谢|表示|的话$|有力|漂亮", value)
    return None if vague or len(value) < 4 else Request("insert", target, value)


@_rule(r"(?:把|将)?(?P<a>.{0,40}?)(?:整个|全部|全|都|整段|统统)?(?:@OUT)(?P<b>.{0,40})$")
def _delete(match: re.Match[str], target: Target, clause: Clause) -> Request | None:
    if re.search(r"一半|半截|分之", clause.text):
        return None  # 那段删掉一半
    about = match["a"] + match["b"]
    quote = re.search(Q, about)
    if quote and len(clause.bare(quote.group())) < 2:
        return None
    if quote:
        return Request("delete", target, about=clause.bare(quote.group()))
    own, spans = find_targets(about)
    for start, end in reversed(spans):
        about = about[:start] + about[end:]
    about = re.sub(r"^(?:有?关于?|涉及|讲|说|提到|提)|(?:的)?(?:这|那)?(?:一?[条个段句块件]|部分|内容|问题|话|事)+$|的$", "", about)
    if not own and not about:
        return None
    if own and FILLERS.sub("", about) == "":
        about = ""
    if about in ("动", "改", "变", "碰", "刚才", "上面", "下面", "前面", "后面", "最后", "之前", "刚刚") or re.search(r"时间|感谢|口号", about) or (own and own[0].part in ("whole", "others", "title") and not own[0].paragraph + own[0].item):
        return None
    return Request("delete", own[0] if own else Target(), about=about)


@_rule(r"(?:换|改|重写|重新写|重新?收|另写|改写|再写|重来|重新来|重拟|推倒重来|重新?组织|调整)(?:一?[个种下]|一?遍|一?改)*(?:别的|新的|另外的?)?(?:写法|说法|方式|开场|收尾|尾|花样)?(?:开场|开头)?")
def _rewrite(match: re.Match[str], target: Target, clause: Clause) -> Request | None:
    if target.part in ("others", "heading", "title", "salutation") or (target.part == "whole" and not target.paragraph + target.item):
        return None
    return Request("rewrite", target)
