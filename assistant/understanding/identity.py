"""Who speaks, as a clause says it: the unit's name, the post, the speaker's name."""

import re
from collections.abc import Iterable

import msgspec

from assistant.understanding.message import GAP

_HEAD = (
    r"(?:局长|院长|校长|园长|镇长|乡长|区长|部长|厅长|署长|会长|处长|科长|行长|馆长|站长|所长|台长|社长|关长|厂长|场长|矿长|支队长|大队长|总队长|队长"
    r"|董事长|理事长|检察长|秘书长|村长|主任|主席|书记|村支书|支书|总经理|经理|执行董事|政委|政治委员|教导员|指导员|总[^\W\d_]{1,3}师|总工"
    r"|总编辑|总编|党组成员|党委委员|党工委委员|领导班子成员|班子成员|党委常委|一把手|二把手|主要负责人|负责人|调研员|(?<=检察组)组长|(?<=纪检组)组长)"
)
_POST = (
    r"(?:(?:局|院|校|园|镇|乡|村|社区|街道|部|公司|集团|医院|学校|机关|处|站|馆|社)(?=党|纪|副|常务|委|书记|主任|总支|支部|班子))?"
    r"(?:县纪委监委)?(?:派驻)?(?:人大|政协|人大工委|工会|妇联)?(?:党委|党组|党工委|党总支部?|党支部|总支|支部|工委|纪委|纪工委|纪检监察组|纪检组|监事会|监委会|校务委员会|党政办|理事会|管委会|村委会|居委会|董事会|分党组)?"
    rf"(?:专职|常务|第一|代理|代)?(?:副(?!书记员))?{_HEAD}(?:助理)?"
)
POST = rf"(?:{_POST})(?:(?:[、/兼和暨]|兼任|以及)?(?:{_POST}))*"
"""A pattern of one or several posts of one person; it holds no group."""

_POSTS = re.compile(POST)
_NAME_CHAR = r"[^\W_我们是的了吗呢吧请您你这那哪帮替说叫▮]"
_END = r"[室局委院校园学中小镇乡道村区办处馆站所厂部署厅队会联社行司团心库府协关组矿场店台]"
_WITH_POST = re.compile(rf"(?P<unit>{_NAME_CHAR}{{1,28}}?{_END})(?:的|当|任|担任|做|那边的?|里的?|[（(][^）)]{{0,12}}[）)])?(?P<post>{POST})(?!员|会|办|级|信箱|令)")
_NAMED = re.compile(
    r"(?:我们?(?:单位|学校|医院|公司|局里?|社区|村里?|镇上?|乡|街道|院|校|中心|集团|幼儿园)(?:名称)?(?:是|叫|为|：)|我(?:这边|这里|这儿|们这儿?)(?:是|在)|(?:我|本人|现)(?:任|担任)|我们(?:是|这里是|这边是|这儿是|这是)|(?:我|本人)(?:是|在|系|来自)|(?:这里|这边)是|来自|单位(?:名称)?(?:是|为|叫|改成|改为|写错了是|应该是|应为|：)"
    rf"|代表(?!\w?党)|主持|以(?=.{4,20}名义)|(?:发言|被巡察|所在)单位(?:是|为|：)?|咱们?是|(?:替|给|为|帮)(?={_NAME_CHAR}{{2,12}}[省市县区州旗镇乡]))(?P<unit>{_NAME_CHAR}{{1,28}}{_END})(?=的|(?:党委|党组|党工委)?名义|上班|工作|任职|全面|这边|写|准备|起草|发言|表态|▮|$)"
)
_WHOLE = re.compile(rf"(?:是|应该是|应为|应当是|改成|兼)?(?P<unit>{_NAME_CHAR}{{1,28}}{_END})(?:的|这边的?|这里)?")
_INSPECTED = re.compile(rf"(?:巡察|巡视|巡查|巡|查|到|赴|进驻|对)(?:了|的是|我们)?(?P<unit>{_NAME_CHAR}{{1,8}}?[省市县区州旗镇乡]{_NAME_CHAR}{{0,16}}?{_END})(?=▮|$|反馈|开展|进行|巡察|巡视)")
_DISCIPLINE = re.compile(rf"(?P<whole>(?:[^\W\d_我是的]{{0,10}}?纪委(?:监委)?)?(?:派驻|驻)(?P<unit>{_NAME_CHAR}{{2,24}}?{_END})(?:机关)?纪检(?:监察)?组(?:副)?组长)")
_BEFORE_NAME = re.compile(
    r"^.*(?:表态发言|表态|发言稿?|稿子|讲稿|讲话|材料|起草一?[份篇]?|准备一?[份篇个]?|写一?[份篇个]|今天|明天|后天|上午|下午|身份|急用|反馈)(?=.{3})"
)
_JUNK = re.compile(r"^.*[刚当任是为接做写要给让被替用从在去到](?:上|了|着|过|选|好)?(?=[一-鿿]{2,4}[省市县区州旗镇乡][一-鿿])")
"""A verb before a place of two characters or more; 当涂县 and 任丘市 stay whole."""

_PARTICLE = re.compile(r"^(?:全称|名称|现任|担任|任职于|以|在|给|为|由|就|对|到|和|跟|叫|让|来自|单位|咱|本人|系|去|从(?=.{1,4}[省市县区镇乡])|刚接手主持|主持|代表(?!会|大会))+(?=.{2})")
_GENERIC = re.compile(
    r"(?:[省市县区州旗]?[委里]|[省市县区州旗镇乡局院校村]?(?:党委|党组|党工委|党总支|党支部)|村委会|居委会|村两委|管委会|理事会|董事会|监事会|工会|办公室|.*[这那哪]|[省市县区州旗]委?政府|单位|公司|集团|医院|学校|学院|中心|机关|企业|机构|会|大会|开会|党组织?|党委|巡[察视查]组|班子|领导班子|[局院校村镇乡部委会团社]|街道|社区"
    r"|.*(?:反馈会|推进会|评估会|动员会|座谈会|专题会|民主生活会|党组会|党委会|集体|[这那]块|部分|全部|内部|干部|全局|全院|全校|格局|结局|布局|大局|学习|城区|辖区|山区|小区|全区))"
)
_DESK = re.compile(r"(?<=[局院校委会司团])(?:办公室|综合科|办公科|秘书科|党建科|党建办|政工科|人事科|\w{2,6}科)$")
_SCRIBE = re.compile(rf"^(?:我|本人)?(?:是|在)?(?:{_NAME_CHAR}*?)(?:办公室|综合科|办公科|秘书科|党建科|党建办|政工科|办事员|科员|文书|笔杆子|写材料)(?:的|工作|上班|小[^\W\d_])*$")
_SURNAME = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜谢邹喻柏水窦章云苏潘葛范彭郎鲁韦马苗方俞任袁柳唐罗薛雷贺倪汤殷毕郝安常乐于傅康伍余元顾孟平黄穆萧尹姚邵汪毛米戴宋庞熊纪舒项祝董梁杜阮蓝季贾江童颜郭梅林钟徐邱骆高夏蔡田胡凌霍万柯卢莫房解应丁邓洪包左石崔龚程陆翁段侯全班秋仲宁仇甘厉祖武刘景龙叶司黎薄白蒲邰从鄂索赖卓屠池乔翟谭劳申冉桑桂牛边尚温庄晏瞿阎充慕连习艾向古易廖耿满匡文广欧沃利越隆师聂曾关查荆游权盖桓公"
_SPEAKS = r"(?:来|要|将|会|去|上台|上去|代表(?:党组|党委|班子|局里|单位|镇里)?)*(?:发言|讲(?!话|课|解|座)|表态|念|作表态|做表态|来讲|上台)"
_ROLE = (
    re.compile(rf"^(?:我|本人|他|她)?(?:现在)?(?:其实|实际|应该|现?任|是|系|担任|作为|就是|同时|兼任?)+(?:我们|咱们?|本)?(?P<post>{POST})(?:$|▮|(?=不是|，)|(?P<name>[{_SURNAME}][^\W\d_]{{1,2}})$)"),
    re.compile(rf"(?:替|帮|给|为|请)(?:我们?|咱们?|本|单位|局里?|镇里?|村里?|社区|学校|医院|公司)*(?:的)?[{_SURNAME}]?(?P<post>{POST})(?:(?P<name>[{_SURNAME}][^\W\d_]{{1,2}}))?(?=写|准备|起草|弄|拟|整|搞|做|出|▮|来|$)"),
    re.compile(rf"(?:^|▮|由|是|我们|咱们?|让)(?:我们|咱们?|本)?(?P<post>{POST})(?P<name>[{_SURNAME}](?:某某?|[^\W\d_]{{1,2}}))?(?=(?:▮|要|将|会|在|就|上|下|周|去)*{_SPEAKS}|(?:▮)*(?:要|将|会)?(?:在|去)?(?:▮|上)*(?:表态|发言|讲(?!话)))"),
    re.compile(rf"（(?:我们|本)?(?P<post>{POST})(?:用|讲|念|发言|版|讲话用)）"),
    re.compile(rf"^(?P<post>{POST})(?:由)?我(?:自己|本人)?(?:来|去)?(?:讲|说|念|发言|表态|上)"),
    re.compile(rf"^(?:我|本人)(?:现)?(?:是|任|系|担任)(?P<post>[^\W\d_的是在我]{{2,8}}?(?:[、兼][^\W\d_的是在我]{{2,8}}?)?(?<=[一-鿿]){_HEAD})$"),
    re.compile(rf"(?:发言人|讲话人|表态人|发言的人?|讲的人?|上台的)(?:还)?(?:是|为|：)?(?:我们|咱们?|本)?(?P<post>{POST})(?P<name>[{_SURNAME}][^\W\d_]{{1,2}})?"),
    re.compile(rf"(?:以|用)(?:我们|本)?(?P<post>{POST})(?:的)?(?:身份|名义|口吻|角度)"),
    re.compile(rf"^(?P<post>{POST})(?:一人|一个人|(?P<name>[{_SURNAME}](?:某某?|[^\W\d_]{{1,2}})))?(?:▮|的|来)*$"),
    re.compile(rf"^(?:我|本人|我们)(?:就)?(?:▮)?(?P<post>{POST})(?:▮)*$"),
)


_ELSE = re.compile(rf"{GAP}*(?:也|都|要|会|将|亲自|届时|还)*(?:参加|出席|到会|到场|来听|讲话|讲了|作指示|强调|要求|指出|提出|主持会|跟我|告诉|说过?)")
"""After a post: somebody else who is there or has said something, not the speaker."""


_OURS = re.compile(r"^(?:▮)*(?:我们?|咱们|本|我们?单位|本单位)(?:是|系|为|们)?(?P<unit>[^\W\d_]{4,26}?)(?:办公室)?(?:的|这边)?(?:▮)*$")
"""A clause that says whose people we are: 我们云岭城投集团, 我单位系…市场监督管理局, 我是…局办公室的."""


class Identity(msgspec.Struct, frozen=True):
    """What a clause says of who speaks; `spans` are where it says so, empty texts what it does not say."""

    unit: str = ""
    post: str = ""
    name: str = ""
    spans: tuple[tuple[int, int], ...] = ()


class Names:
    """Tells names of units from other words by the endings that the corpus' table of units has."""

    def __init__(self, endings: Iterable[str]) -> None:
        """Hold endings: 市场监管局, 卫生院, 街道 ... as the table's aliases give them."""
        self._endings = tuple(sorted({e for e in endings if len(e) >= 2} | {"街道", "社区", "公司", "集团", "中心", "学校", "医院"}, key=len, reverse=True))
        self._single = frozenset(e for e in endings if len(e) == 1) | frozenset("局委院校镇乡村")

    def unit(self, words: str) -> str:
        """Return the unit's name that words hold, what leads to it left out; empty where they hold none."""
        name = _JUNK.sub("", _PARTICLE.sub("", _BEFORE_NAME.sub("", words)))
        name = _DESK.sub("", name) if not re.search(r"(?:委|政府)办公室$", name) else name
        if not name.endswith(self._endings) and (bare := re.sub(r"(?<=.{4})(?:党委|党组|党工委)$", "", name)).endswith(self._endings):
            name = bare
        if len(name) < 2 or len(name) > 30 or _GENERIC.fullmatch(name) or re.search(r"问题|反馈|监督不|管理不|[0-9]{3}", name):
            return ""
        if name.endswith(self._endings):
            return name
        placed = re.search(r"[省市县区州旗镇乡]\w", name)
        return name if name[-1] in self._single and (placed or (len(name) >= 3 and name[-1] in "局镇乡村")) else ""

    def read(self, text: str, free: bool) -> Identity:
        """Return who speaks as a clause says it; where the clause is not `free`, only what it says outright.

        A clause is free where nothing of problems has begun: there a bare name is the unit's, a bare post the role.
        """
        if (found := _DISCIPLINE.search(text)) and (unit := self.unit(found["unit"])):
            post = found["whole"]
            return Identity(unit, post, "", (found.span(),))
        if found := _WITH_POST.search(text):
            head = text[: found.start("unit")]
            if not re.search(r"(?:隔壁|别的|其他)$", head) and not _ELSE.match(text[found.end() :]):
                words, post = found["unit"], found["post"]
                if head.endswith(("我", "本人", "现", "他")):
                    words = words.removeprefix("任")
                for size in (1, 2):  # 农业农村局|副局长 and not 农业农村|局副局长; 城关街道|党工委书记
                    if post[0] != "党" and (words + post[:size]).endswith(self._endings) and _POSTS.fullmatch(post[size:]):
                        words, post = words + post[:size], post[size:]
                        break
                unit = self.unit(words)
                if unit:
                    lead = len(words) - len(unit) if words.endswith(unit) else 0
                    spoken = re.match(rf"(?P<name>[{_SURNAME}](?:某某?|[^\W\d_]{{1,2}}?))(?=▮*(?:{_SPEAKS}))", text[found.end() :])
                    end = found.end() + (spoken.end() if spoken else 0)
                    return Identity(unit, post, spoken["name"] if spoken else "", ((found.start("unit") + lead, end),))
        unit, post, name, spans = "", "", "", []
        for pattern in (_NAMED, _INSPECTED):
            if not unit and (found := pattern.search(text)) and (unit := self.unit(found["unit"])):
                spans.append(found.span("unit"))
        if not unit and (found := _OURS.match(text)) and (unit := self.unit(found["unit"])):
            spans.append(found.span("unit"))
        if free and not unit and (found := _WHOLE.fullmatch(text.strip(GAP))) and (unit := self.unit(found["unit"])):
            at = text.index(found["unit"])
            spans.append((at, at + len(found["unit"])))
        for number, pattern in enumerate(_ROLE):
            if not free and number >= 8:
                break
            if (found := pattern.search(text)) and not _ELSE.match(text[found.end("post") :]):
                post, name = found["post"], found.groupdict().get("name") or ""
                spans.append((found.start("post"), found.end("name") if name else found.end("post")))
                break
        return Identity(unit, post, name, tuple(spans))


def scribe(text: str) -> bool:
    """Return whether a clause only says at which desk the writer of the message sits."""
    return bool(_SCRIBE.match(text))
