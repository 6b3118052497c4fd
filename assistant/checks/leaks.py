"""Nothing carried over: no slot mark, and no unit, place, person, date or figure that the brief does not hold.

Three origins of a figure: given in the brief; proposed, a relative limit, a frequency or a sampling rate, which is
noted for the speaker to confirm; and invented, which is an error.
"""

import re
from collections.abc import Iterator

from assistant.checks.subject import Subject
from assistant.context import Context
from assistant.findings import Finding
from assistant.patterns import Pattern

_MARK = Pattern(
    r"\{\{.*?\}\}|\{%.*?%\}|\{[^{}\n]{0,40}\}|\[\[.*?\]\]|【[^】]{0,10}(?:填|补|待|某)[^】]{0,10}】|（(?:单位(?:名称|全称)?|姓名|时间|日期|职务|地点|此处[^）]{0,10}|待[^）]{0,8}|请?填[^）]{0,8})）"
    r"|(?<![A-Za-z])[×xX]{2,}(?![A-Za-z])|[＿_]{2,}|[×○□＊*xX](?=[省市县区局院校镇乡村]|委(?!员))|某某|〔\s*〕号|[{}]",
    "{", "}", "[[", "【", "（", "×", "x", "X", "＿", "__", "某某", "〔", "○", "□", "＊", "*",
)  # fmt: skip


def check(subject: Subject) -> Iterator[Finding]:
    yield from _marks(subject)
    if subject.context is not None:
        yield from _places(subject, subject.context)
        yield from _bodies(subject, subject.context)
        yield from _persons(subject, subject.context)
        yield from _figures(subject, subject.context)
    elif named := list(dict.fromkeys(name for _, text in subject.places for _, name, _ in leftovers(text))):
        yield Finding("leak.named", "note", "全文", f"稿子里的单位、地名、人名：{'、'.join(named[:_MANY_NAMES])}", "逐个核对是不是这次会议的；有素材（--brief）就能自动对照")


_MANY_NAMES = 8


def leftovers(text: str) -> Iterator[tuple[str, str, str]]:
    """Yield (rule, found, what it is) for every unit, place and person named in a text that should name none."""
    for stem, suffix, unit in _named_places(text):
        yield ("leak.unit", stem[-2:] + suffix + unit, "单位名") if unit else ("leak.place", stem[-2:] + suffix, "地名")
    for name in _named_persons(text):
        yield "leak.person", name, "人名"


def figures_in(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield (what it is, start, end) of every figure and date in text that is no limit, frequency or rate to be proposed.

    Text must be in half width; the widest spans come first and none overlaps another.
    """
    spans = [match.span() for match in _PROPOSED.finditer(text) if not (match.group()[1:] == "成" and _tells_result(text, match))]
    for pattern, what in ((_DOCUMENT, "文号"), (_CALENDAR, "日期"), (_AMOUNT, "数额"), (_PERCENT, "比率"), (_DIGITS, "数字"), (_LARGE, "数字")):
        for match in pattern.finditer(text):
            if not any(a < match.end() and match.start() < b for a, b in spans):
                spans.append(match.span())
                yield what, *match.span()


_LARGE = Pattern(r"[一二两三四五六七八九十百千万亿〇零]*[一二两三四五六七八九][百千](?:[一二两三四五六七八九十百千万亿〇零]+)|[一二两三四五六七八九十]+[百千万亿](?!分|万富翁|姓|家|一|方|无一失|事|户)")
"""A count in Chinese digits that is too large for an ordinal or a turn of speech."""


def _marks(subject: Subject) -> Iterator[Finding]:
    literal = []
    for place, text in subject.places:
        for match in _MARK.finditer(text):
            found = match.group()
            if subject.given(found):
                literal.append(found)
            else:
                yield Finding("leak.mark", "error", place, f"“{found}”是没有填上的标记", "填上内容，或删去")
    if literal:
        yield Finding("leak.literal", "note", "全文", f"素材里的“{literal[0]}”原样写进了稿子", "看看是不是要填的内容忘了填")


# -- names ---------------------------------------------------------------------------------------------------------------

_PLACE = Pattern(
    r"(?<=\w)(省|自治区|市|县|区|旗|镇|乡|街道|村|社区)"
    r"(?:(?<=[省市县区旗镇乡])(?P<unit>\w{0,12}?(?:[管保规建农环教财公税水统审民司卫商林体文交应医科]\w{0,6}?局|人民医院|中医院|妇幼保健院|人民法院|人民检察院|中学|小学|幼儿园|街道办事处|有限公司|集团|委员会|管委会|总工会))"
    r"|(?=委(?!托)|政府|党[组委工总支]|纪[委检工]|人大|政协|人民(?!币)|第[一二三四五六七八九十]|两委)|(?P<loose>(?<=[省市县镇乡])(?=的|干部|群众|村民|里|、|，|。|$|学习|看齐|取经|借鉴|那样|一样)))",
    "省", "自治区", "市", "县", "区", "旗", "镇", "乡", "街道", "村",
)  # fmt: skip
_NO_PLACE = frozenset(
    re.findall(r"\w+", """感谢 谢谢 答谢 今天 昨天 明天 今年 去年 近年 目前 当前 眼下 现在 此次 这次 刚才 解决 评论 线索 请求 请示 支持 报告 汇报 通报 报送 抄送 移交 移送 转交 服从 维护
    拥护 听从 依靠 依托 落实 执行 贯彻 围绕 配合 协助 服务 联系 对照 按照 根据 依据 遵照 遵循 会同 联合 指导 督促 帮助 关心 关注 邀请 申请 提请 提交 委托 接受 争取 紧跟 紧扣 融入
    推动 推进 促进 带动 影响 代表 来自 覆盖 走遍 走进 深入 建设 治理 管理 经营 整治 规范 巩固 振兴 发展 打造 创建 涉及 关于 对于 分管 包联 包保 挂点 驻点 主持 负责 牵头 组织
    上级 基层 各级 所在 所属 下属 直属 附近 周边 相邻 邻近 先进 后进 薄弱 试点 重点 示范 行政 自然 贫困 脱贫 易地 责任 居民 办公 生产 生活 商业 工业 农业 服务 休息 等候 候诊 就诊
    病房 住院 门诊 经济 开发 高新 产业 技术 保税 自贸 商务 文旅 旅游 风景 核心 中心 城乡 城镇 集镇 乡镇 村镇 县区 市县 省市 全省 全市 全县 全区 全镇 全村 我省 我市 我县 我区 我镇 我村 咱村 本省 本市 本县
    本区 本镇 本村 各省 各市 各县 各区 各镇 各村 该县 该村 外省 外市 外县 兄弟 有关 相关 部分 个别 多个 几个 一个 两个 三个 每个 整个 街道 社区 回到 来到 走到 送到 报到 跑到 传到 想到 看到 以及 或者 还是 就是
    不是 都是 这是 也是 算是 出了 到了 为了 除了 包括 特别 尤其 其中 包村 驻村 进村 入村 农村 山村 新村 老村 空心 城中 乡村 自治 件事 得出 和村 问题 事项 群众 干部 党员 职工 领导 同志""")
)
"""Words that stand before 县, 镇, 村 ... without being part of a name."""
_NO_NAME = frozenset("写的了着过是在有这那我们他她它要会将把被给让请就都也还又再才刚先后前中间时候个听看说讲做走来去到全本各哪该每某别外向由从对和与及为报派跟下上里同谁何交送找问从往以因经转得按照依据随等靠凭不未没无非勿须必能更最很太均皆仅只即则虽需示求批复核审议查验督导促助护谢望盼您咱呢吧啊至于并但或若像比")
_TRUE_NAMES = ("成都", "汉中", "中山", "扬中", "阆中", "上饶", "来宾", "本溪", "同江", "大同", "会理", "会宁", "从化", "丰都", "于都", "江都", "昌都", "新会", "和平")
"""Places whose names hold one of those characters."""
_NO_ENDING = ("超市", "城市", "都市", "门市", "股市", "菜市", "集市", "夜市", "上市", "家乡", "故乡", "下乡", "返乡", "回乡", "老乡", "同乡", "坐镇", "节省", "反省", "跨省", "病区", "景区", "库区", "片区", "校区", "厂区", "园区", "辖区", "灾区", "山区", "林区", "牧区", "社区", "地区", "街区", "小区", "新区", "矿区", "疫区", "农区", "分区", "战区", "军区", "时区", "盲区", "误区", "城区", "郊区", "老区", "边区", "特区")
_BEFORE_PLACE = "像比学在到由向对从把和与是为赴驻给让请同跟去来于"
_GREAT = ("北京", "天津", "上海", "重庆", "中国", "全国", "我国")


def _places(subject: Subject, context: Context) -> Iterator[Finding]:
    """Yield the places and units of other places; a unit is named by its place and what follows it."""
    seen: set[str] = set()
    for place, text in subject.places:
        for stem, suffix, unit in _named_places(text):
            name = stem[-2:] + suffix + unit
            if name in seen or subject.given(name) or any(_own(stem[-n:] + suffix, context) for n in range(2, len(stem) + 1)):
                continue
            seen.add(name)
            if unit:
                yield Finding("leak.unit", "error", place, f"“{name}”不在素材里，像是别的单位", "核对；不是本次内容就删去")
            else:
                yield Finding("leak.place", "error", place, f"“{name}”不在素材里，像是别处的地名", "核对；不是本次内容就删去")


def _named_places(text: str) -> Iterator[tuple[str, str, str]]:
    """Yield (up to four characters that end in a place's name, 县 or 镇 ..., what makes a unit of it or nothing)."""
    for match in _PLACE.finditer(text):
        before = text[: match.start(1)]
        stem = _stem(text, match.start(1))
        if stem and (match["loose"] is None or re.search(rf"(?:^|[^\w]|[{_BEFORE_PLACE}]){stem}$", before)):
            yield stem, match[1], match["unit"] or ""


def _stem(text: str, end: int) -> str:
    """Return the two to four characters before end that may be a place's name; empty where they are other words."""
    stem = ""
    if text[max(0, end - 2) : end] in _TRUE_NAMES:
        return text[end - 2 : end]
    for at in range(end - 1, max(end - 5, -1), -1):
        if not re.match(r"[^\W\x00-\x7f]", text[at]) or text[at] in _NO_NAME or text[at : at + 2] in _NO_PLACE:
            break
        if len(stem) >= 2 and text[at] in "省市县区旗州盟镇乡":
            break
        stem = text[at] + stem
    usable = len(stem) >= 2 and not re.search(r"[省市县区旗镇乡村开团召]$|[一二三四五六七八九十两几每各][个条件名处家次项类]?$", stem) and stem[-2:] not in _GREAT
    return stem if usable and text[end - 2 : end] not in _NO_PLACE and text[end - 1 : end + 1] not in _NO_ENDING else ""


def _own(name: str, context: Context) -> bool:
    brief = context.brief
    return any(name in text for text in (brief.unit, brief.region, context["巡察组"], brief.superior, *context.unit.aliases, *brief.words()))


_FOR_BODY = Pattern(r"代表(\w{2,14}?(?:局|院|校|镇|乡|街道|公司|集团|中心|办|会|大学|中学|小学|村|社区|厅|委))(?:机关)?(?:党组(?!织部)|党委|党工委|党总支|党支部|领导班子|班子)", "代表")


def _bodies(subject: Subject, context: Context) -> Iterator[Finding]:
    """Yield where the speaker stands for the party body of another unit."""
    if context.role == "representative":
        return
    own = (context["自称"], context["党组织"], context["单位"], context.unit.name, *context.unit.aliases, context.brief.unit_short, *context.brief.words())
    for place, text in subject.places:
        for match in _FOR_BODY.finditer(text):
            name = re.sub(r"^(?:全体|我们|我|本|[省市县区州])", "", match.group(1))
            if len(name) >= 3 and not any(name in known or (len(known) >= 3 and known.endswith(name)) for known in own if known):
                yield Finding("leak.unit", "error", place, f"“{match.group()}”不是本单位的党组织，像是别的单位", f"改为“代表{context['党组织']}”")


_SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕张孔曹严华金魏陶姜谢邹苏潘葛范彭鲁韦马方俞任袁柳唐罗薛伍余顾孟黄萧尹姚邵汪毛戴宋庞熊纪舒屈项祝董梁杜阮蓝闵季贾路江童颜郭梅林钟徐邱骆高夏蔡田樊胡凌霍虞万柯管卢莫房解应丁邓洪包左石崔吉龚程邢裴陆荣翁羊惠甄封刘曾肖侯白常龙史黎尤"
_PLAIN_SURNAMES = "赵孙李周吴郑王冯陈蒋沈韩杨朱许吕张曹魏苏潘彭袁唐罗薛余黄姚汪宋董梁杜郭徐邱夏蔡胡丁邓崔程刘曾肖侯"
_OFFICES = "同志|书记|局长|县长|市长|区长|镇长|乡长|部长|主任|主席|组长|院长|校长|科长|处长|所长|董事长|总经理|常委"
_BOUND = r"(?:(?<![\w])|(?<=感谢)|(?<=[请由向和把对让])|(?<=按照)|(?<=传达)|(?<=学习))"
_PERSON = Pattern(
    rf"{_BOUND}(?:([{_SURNAMES}]\w{{1,2}})(?=(?:{_OFFICES}))|([{_PLAIN_SURNAMES}])(?=(?:书记|局长|县长|市长|区长|镇长|乡长|部长|主席|组长|院长|校长|科长|处长|董事长)))"
    rf"|(?<=[局院校县市区镇乡部科处所组]长|书记|主任|主席)([{_SURNAMES}]\w{{1,2}})(?=同志)",
    "同志", "书记", "长", "主任", "常委", "主席", "经理",
)  # fmt: skip
_NOT_NAME = Pattern(
    r"^(?:谢谢|陈述|温暖|高度|严格|任务|方案|方面|管理|解决|应急|应当|应该|路线|常务|万一|左右|包括|金融|华东|许多|何种|温度|项目|计划|于是|平时|和解|成立|安排|余下|房产|计生|程序|严肃|严重|管党|高校|高级|石油|江河|田间|林业|水利|马上|纪检|纪委|纪工|季度|全体|任组|解放|万名|方向|洪涝|封闭|荣誉|陆续|林草|路政|钟点|管委"
    r"|常年|常态|白天|高新|高中|应由|应邀|解释|梅雨|金属|包村|包联|包案|包片|包保|万元|房管|房屋|路灯|路长|林长|田长|林场|马路|江段|毛坯|石料|石材|左邻|管网|管事|管护|管钱|管人|管线|任何|任免|任职|任课|任上|方才|方便|方可|何时|何人|何处|何事|路口|路段|纪律|项下|项里|高管|高铁|高速|封存|封条|华侨|史志|夏季|夏粮|夏天|蓝天|黄金|黄河|白班|龙头|凌晨|洪水|季末|严明|严查|常委|张榜|张贴|单位|周[一二三四五六日末])"
)
_ACCUSED = Pattern(
    rf"(?:(?<!\w)|(?<=原)|(?<=[长任员师]))([{_SURNAMES}]\w{{1,2}})(?:同志)?(?:因)?(?:严重)?(?=收受|挪用|贪污|受贿|侵占|套取|违纪|违法|违规|被查|被立案|被留置|被开除)", "收受", "挪用", "贪污", "受贿", "侵占", "套取", "违", "被"
)


def _persons(subject: Subject, context: Context) -> Iterator[Finding]:
    seen: set[str] = set()
    for place, text in subject.places:
        for name in _named_persons(text):
            if not subject.given(name) and name not in seen:
                seen.add(name)
                yield Finding("leak.person", "error", place, f"“{name}”像是人名，不在素材里", "正文不写人名，改写职务")
        for match in _ACCUSED.finditer(text):
            if not _NOT_NAME.match(match.group(1)):
                yield Finding("leak.accused", "warning", place, f"“{match.group(1)}”像是人名：表态里不点被查处的个人", "改写成哪一类问题，不写是谁")
    speaker = context.brief.speaker.strip()
    if len(speaker) >= 2:
        for place, text in subject.places:
            if speaker in text and place != "标题":
                yield Finding("leak.speaker", "error", place, f"正文里有发言人姓名“{speaker}”", "正文不写姓名，改为“我”")


def _named_persons(text: str) -> Iterator[str]:
    for match in _PERSON.finditer(text):
        name = match[1] or match[3] or match[2] + text[match.end() : match.end() + 2]
        if not _NOT_NAME.match(name) and not re.search("[的了着过是在有个们]", name):
            yield name


# -- figures -------------------------------------------------------------------------------------------------------------

_HAN = "一二两三四五六七八九十百千万〇零"
_NUMBER = rf"(?:\d[\d,]*(?:\.\d+)?|[{_HAN}]{{1,8}})"
_YEAR = r"(?:(?:20|19)\d\d|[二一][〇○零一九][〇○零一二三四五六七八九]{2})"
_DAY = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
_CALENDAR = Pattern(
    rf"(?P<y>{_YEAR})(?:年(?:(?P<m>{_DAY})月(?:(?P<d>{_DAY})[日号])?)?|(?P<s>[-./])(?P<m2>\d{{1,2}})(?P=s)(?P<d2>\d{{1,2}}))"
    rf"|(?<![\d个十每次当{_HAN[:10]}])(?P<m3>{_DAY})月(?:(?P<d3>{_DAY})[日号]|(?P<part>初|上旬|中旬|下旬|底|末)|(?=份|起|前|至|到|中)|(?<=\d月)(?!内|后))", "年", "月", "20"
)  # fmt: skip
_DOCUMENT = Pattern(r"\w{1,6}\s*[〔\[【(（]\s*(?:20\d\d)\s*[〕\]】)）]\s*第?\s*\d+\s*号|第?[\d一二三四五六七八九十]+号(?:文件?|令|通知)(?!书)", "号")
_AMOUNT = Pattern(rf"({_NUMBER})(?:多|余)?([万亿]?)(?:多|余)?(元(?!件|素|旦|月|气|帅|老|化|复)|块钱|公顷|亩(?!多少)|平方米|公里|吨)", "元", "块钱", "公顷", "亩", "平方米", "公里", "吨")
_PERCENT = Pattern(rf"(\d[\d.]*)\s*[%％]|百分之([{_HAN}]+(?:点[{_HAN}]+)?|\d[\d.]*)|(?<![一二三四五六七八九])([一二三四五六七八九])成(?![立为本功果绩都熟员效了])", "%", "％", "百分之", "成")
_RESULT = Pattern(r"完成|办结|满意|销号|整改率|(?<!频)率(?!先|队)|下降|降低|提高|上升|提升|增长|压减|减少|达到|以上")
_SAMPLE = Pattern(r"抽|随机|任选|挑|复核|回访|核查|走访|重核|复看|听")
_FACT = r"共|累计|办结|涉及|核减|欠|新增|指出了?|反馈了?|整改了?|完成了?"
_DEED = r"查出|发现|清退|查处|处分|问责|追回|退还|退回|收缴|挽回|移送|立案|通报|约谈|处理|排查出|拖欠"
_ITEMS = "个(?!人|月|工作|部门|科室|环节|字|词|层|角)|起(?!来|点|步|到|草|止|码)|件(?:案件|事)?|名|人次|条|项|处(?!理|分|置|罚|长)|家|户|笔|宗|份"
_COUNT = Pattern(
    rf"(?:(?:{_FACT})(?:的)?[^。，；、：每这那哪抽各第成拣挑选里{_HAN}]{{0,4}}?|(?:{_DEED})了?(?:的)?[^。，；、：每这那哪抽各第成拣挑选里{_HAN}]{{0,8}}?)(?<!第)(?P<n>{_NUMBER})(?:多|余)?(?:个(?:方面|大类))?(?:{_NUMBER})?(?:多|余)?(?:{_ITEMS})"
    rf"|(?P<p>{_NUMBER})(?:多|余)?名?(?:干部|党员|公职人员|同志|人员|人)(?:被|受到?)(?=[^。，]{{0,6}}(?:处|问|查|诫|警|批))"
)
_TOKEN = Pattern(rf"({_NUMBER})(?:多|余|几)?(个工作日|个月|个百分点|[\u4e00-\u9fff％%])?")
_DIGITS = Pattern(r"(?<![\d.A-Za-z])\d[\d,]*(?:\.\d+)?(?![\d.]*[A-Za-z])")
_LIST_MARK = re.compile(r"^\s*[（(]?\d{1,2}(?:[)）.、．]|(?=\s))")
_PUBLIC = re.compile(r"12345|12388|12380|12315|12333|12320|120|119|110")
_PROPOSED = Pattern(
    rf"(?:反馈后|会后|今天起|收到[^，。]{{0,6}}后)?(?:{_NUMBER}|半)个?(?:工作)?(?:[日天周月年]|小时|分钟|学期)(?:之|以)?内|每(?:半)?[日天周旬月季年](?:度)?(?:\d{{1,2}}[日号]前?)?|每半年|每学期|[近前满连续隔][{_HAN}\d]{{1,3}}个?[年月天日周](?!级)"
    rf"|(?:抽|随机|任选)[查核看检取选出问访]*(?:不少于)?{_NUMBER}[成份户件处人家条个本笔％%]|[一二三四五六七八九]成(?![立为本功果绩都熟员效了])|(?:不少于|至少|不低于|不超过|最多){_NUMBER}[户份件次条人家处个天日％%]"
)
_KINDS = {**dict.fromkeys("个条项件处起类宗桩", "件"), **dict.fromkeys("家户", "户"), **dict.fromkeys("名人位", "人"), **dict.fromkeys("份本册张", "份"), **dict.fromkeys("次回遍", "次"), **dict.fromkeys("日天", "日")}
"""Measure words that count the same sort of thing: a brief's 11家 is the speech's 11户, its 6起 the speech's 六件."""

_NARROW = str.maketrans("０１２３４５６７８９．％", "0123456789.%")
Day = tuple[int | None, int | None, int | None]


class _Given:
    """The figures of a brief, whatever the digits they are written in."""

    def __init__(self, context: Context) -> None:
        brief = context.brief
        sizes = {str(size) for size in (brief.length, brief.minutes) if size is not None}
        text = "\n".join(word.translate(_NARROW) for word in brief.words() if word not in sizes)
        self.text = re.sub(r"[^\S\n]", "", text)
        self.days: list[Day] = []
        if context.date is not None:
            self.days.append((context.date.year, context.date.month, context.date.day))
        year = None
        for match in _CALENDAR.finditer(self.text):
            day = _day(match)
            year = day[0] or year
            self.days.append((day[0] or year, *day[1:]))
        plain = _CALENDAR.compiled.sub("｜", self.text)
        self.amounts = {_amount(match) for match in _AMOUNT.finditer(plain)}
        self.shares = {_share(match) for match in _PERCENT.finditer(plain)}
        self.counts = set(_counts(plain)) | {(float(p.count), "") for p in brief.items() if p.count is not None}

    def day(self, day: Day) -> bool:
        """Whether a date of the brief is the day, or lies in the month or year, that was said; it may lack the year."""
        year, *rest = day
        return any(
            (year is None or known[0] in (year, None)) and all(said in (None, own) for said, own in zip(rest, known[1:], strict=True))
            for known in self.days
        )

    def count(self, value: float, kind: str) -> bool:
        return (value, kind) in self.counts or (value, "") in self.counts


def _value(text: str) -> float:
    """Return a number in Arabic or Chinese digits: 1,300, 三十七, 两, 二〇."""
    text = text.replace(",", "")
    if re.fullmatch(r"\d+(?:\.\d+)?", text):
        return float(text)
    whole, _, rest = text.partition("点")
    digits = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2}
    if all(c in digits for c in whole) and len(whole) > 1:
        total = float("".join(str(digits[c]) for c in whole))
    else:
        total, section, last = 0.0, 0, 0
        for c in whole:
            if c in digits:
                last = digits[c]
            elif c == "万":
                total, section, last = (total + section + last) * 10_000, 0, 0
            else:
                section, last = section + (last or 1) * {"十": 10, "百": 100, "千": 1000}.get(c, 1), 0
        total += section + last
    return total + (float("0." + "".join(str(digits.get(c, 0)) for c in rest)) if rest else 0.0)


def _day(match: re.Match[str]) -> Day:
    year, month, date = match["y"], match["m"] or match["m2"] or match["m3"], match["d"] or match["d2"] or match["d3"]
    number = [int(_value(piece)) if piece else None for piece in (year, month, date)]
    return number[0], number[1], number[2]


def _amount(match: re.Match[str]) -> tuple[float, str]:
    unit = "元" if match[3] in ("元", "块钱") else match[3]
    return _value(match[1]) * {"万": 10_000, "亿": 100_000_000}.get(match[2], 1), unit


def _share(match: re.Match[str]) -> float:
    if match[3]:
        return 10 * _value(match[3])
    return _value(match[1] or match[2])


def _counts(text: str) -> Iterator[tuple[float, str]]:
    for match in _TOKEN.finditer(text):
        yield _value(match[1]), _KINDS.get(match[2] or "", match[2] or "?")


def _figures(subject: Subject, context: Context) -> Iterator[Finding]:
    given = _Given(context)
    proposed: dict[str, None] = {}
    for place, raw in subject.places:
        text = raw.translate(_NARROW)
        spans = [match.span() for match in _PROPOSED.finditer(text) if not (match.group()[1:] == "成" and _tells_result(text, match))]
        for start, end in spans:
            if not subject.given(text[start:end]):
                proposed.setdefault(text[start:end])
        for rule, what, start, end, known in _found(text, given):
            if any(a < end and start < b for a, b in spans):
                continue
            spans.append((start, end))
            found = text[start:end].strip()
            if known or (rule != "figure.digits" and re.search(rf"(?<![\d{_HAN}]){re.escape(found)}", given.text)):
                continue
            if rule == "figure.count" and re.match("反馈|指出", found) and {n for n, _ in _counts(found)} == {len(context.brief.items())}:
                yield Finding("figure.listed", "note", place, f"“{found}”是按素材列出的条数说的", "核对反馈原文是不是就这几条")
            else:
                yield Finding(rule, "error", place, f"“{found}”这个{what}素材里没有", "核实后写进素材；核不了就删去")
    if proposed:
        listed = "、".join(list(proposed)[:12])
        yield Finding("figure.proposed", "note", "全文", f"下列时限、频次、比例是按常规拟的，请核：{listed}", "与承办科室核对，能做到再留")


def _found(text: str, given: _Given) -> Iterator[tuple[str, str, int, int, bool]]:
    """Yield (rule, what it is, start, end, whether it is given) for every figure in text, the widest kinds first."""
    for match in _DOCUMENT.finditer(text):
        number = re.sub(r"\s", "", match.group())
        bare = re.sub(r"[\[【(（〔]", "〔", re.sub(r"[\]】)）〕]", "〕", number))
        core = bare[max(0, bare.find("〔") - 2) :]
        yield "figure.document", "文号", *match.span(), core in re.sub(r"[\[【(（]", "〔", re.sub(r"[\]】)）]", "〕", given.text))
    for match in _CALENDAR.finditer(text):
        yield "figure.date", "日期", *match.span(), match["part"] is None and given.day(_day(match))
    for match in _AMOUNT.finditer(text):
        if match[1] != "一" or match[2]:
            yield "figure.amount", "数额", *match.span(), _amount(match) in given.amounts
    for match in _PERCENT.finditer(text):
        if _tells_result(text, match) if match[3] else not _SAMPLE.search(_clause(text, match)):
            yield "figure.rate", "比率", *match.span(), _share(match) in given.shares
    for match in _COUNT.finditer(text):
        yield "figure.count", "数目", *match.span(), all(given.count(*one) for one in _counts(match.group()) if one[0] > 1)
    mark = _LIST_MARK.match(text)
    for match in _DIGITS.finditer(text):
        if (mark and match.start() < mark.end()) or _PUBLIC.fullmatch(match.group()):
            continue
        value, kind = next(_counts(text[match.start() : match.end() + 5]))
        yield "figure.digits", "数字", *match.span(), given.count(value, kind)


def _tells_result(text: str, match: re.Match[str]) -> bool:
    """Whether a share stands in a clause on what was achieved, not on what is sampled."""
    clause = _clause(text, match)
    return _RESULT.search(clause) is not None and _SAMPLE.search(clause) is None


def _clause(text: str, match: re.Match[str]) -> str:
    """Return the clause of text in which match stands."""
    start = max(text.rfind(mark, 0, match.start()) for mark in "，。；：") + 1
    end = min((at for mark in "，。；" if (at := text.find(mark, match.end())) >= 0), default=len(text))
    return text[start:end]
