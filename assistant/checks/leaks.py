"""Nothing carried over: no slot mark, and no unit, place, person, date or figure that the brief does not hold.

Three origins of a figure: given in the brief; proposed, a relative limit, a frequency or a sampling rate, which is
noted for the speaker to confirm; and invented, which is an error.
"""

import re
from collections.abc import Iterator

from assistant.checks.subject import Subject
from assistant.findings import Finding
from assistant.patterns import Pattern

_MARK = Pattern(r"\{\{.*?\}\}|\{%.*?%\}|\{[^{}\n]{0,20}\}|\[\[.*?\]\]|【[^】]{0,10}(?:填|补|待|某)[^】]{0,10}】|[×xX＿_]{2,}|某某|〔\s*〕号", "{", "[[", "【", "×", "xx", "XX", "xX", "Ｘ", "＿", "__", "某某", "〔")
_UNIT = Pattern(
    r"\w{2,6}?(?:省|市|县|区|旗|镇|乡)\w{0,12}?(?:管理局|保障局|规划局|建设局|农村局|环境局|教育局|财政局|公安局|税务局|水利局|统计局|审计局|民政局|司法局|人民医院|中医院"
    r"|妇幼保健院|人民法院|人民检察院|中学|小学|幼儿园|街道办事处|有限公司|集团公司|委员会|管委会)", "局", "院", "学", "园", "处", "公司", "会"
)
_PLACE = Pattern(
    r"(?:^|[，。、；：“（\s]|(?<=[在到对由与和向为是把从赴]))(\w{2,3})(省|市|县|区|镇|乡|街道|村|社区)(?=委|政府|的|人民|党|、|，|。|第|纪|在|和|里|内|干部|群众)", "省", "市", "县", "区", "镇", "乡", "街道", "村"
)
_COMMON_PLACE = Pattern(
    r"[了的着过是在有这那我们他她它要会将把被给让请就都也还又再才刚先后前中间时候个听看说讲做走来去到]|一|家|全|我|本|各|这|那|城|哪|该|每|两|几|同|在|到|向|由|把|从|对|和|与|及|是|为|给|让|派|请|报|跟|的|下|上|里|个|某|别|外|基层|邻|先进|试点|重点|行政|自然|贫困|脱贫|易地|责任|辖|片|库|景|校|园|厂|矿|灾|疫|病|街|小|大|老|新|特|直|自治|经济|开发|高新|工业|服务|生活|作业|办公|候诊|限|高压|误|盲|地|社|农|山|牧|林|渔|乡|镇|村|市|县|区|省"
)
_PERSON = Pattern(
    r"(?<!\w)([赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕张孔曹严华金魏陶姜谢邹苏潘葛范彭鲁韦马方俞任袁柳唐罗薛伍余顾孟黄萧尹姚邵汪毛戴宋庞熊纪舒屈项祝董梁杜阮蓝闵季贾路江童颜郭梅林钟徐邱骆高夏蔡田樊胡凌霍虞万柯管卢莫房解应丁邓洪包左石崔吉龚程邢裴陆荣翁羊惠甄封]"
    r"\w{1,2})(?=同志|书记|局长|县长|市长|区长|部长|主任|组长|院长|校长|常委)", "同志", "书记", "长", "主任", "常委"
)
_NOT_NAME = Pattern(
    r"^(?:谢谢|陈述|温暖|高度|严格|任务|方案|方面|管理|解决|应急|应当|应该|路线|常务|万一|左右|包括|金融|华东|许多|何种|温度|项目|计划|于是|平时|和解|成立|安排|余下|房产|计生|程序|严肃|严重|管党|高校|高级|石油|江河|田间|林业|水利|马上|纪检|季度|全体|项目部|任组|解放|万名|方向|洪涝|封闭|荣誉|陆续|林草|路政|钟点|管委|江州)"
)
_CALENDAR = Pattern(r"(?:(?:20|19)\d\d|[二〇○零一三四五六七八九]{4})年(?:\d{1,2}|[一二三四五六七八九十]{1,2})?月?(?:\d{1,2}[日号])?|(?<![\d个])\d{1,2}月\d{1,2}[日号]|(?<![个十])[一二三四五六七八九十]{1,2}月(?:[一二三四五六七八九十]{1,3})[日号]", "年", "月")
_DOCUMENT = Pattern(r"\w{1,6}[〔\[【(（]\s*20\d\d\s*[〕\]】)）]\s*\d+\s*号", "号")
_NUMBER = r"(?<![每这那])(?:\d[\d,.]*|[一二两三四五六七八九十百千万〇零]{1,8})"
_AMOUNT = Pattern(rf"{_NUMBER}(?:多|余)?(?:万元|亿元|元钱|元(?!件|素|旦|月|气|帅|老)|公顷|亩)", "元", "公顷", "亩")
_RATE = Pattern(r"\d[\d.]*\s*[%％]|百分之[一二三四五六七八九十百\d]+(?:点[一二三四五六七八九]+)?|(?:完成率|满意率|办结率|覆盖率|整改率)(?:达到?|为|不低于)[^。，；]{1,8}", "%", "％", "百分之", "率")
_COUNT = Pattern(rf"(?:共|累计|已|发现|查出|清退|查处|处分|问责|指出了?|反馈了?)[^。，；每这那一]{{0,6}}?{_NUMBER}(?:个方面)?{_NUMBER}?(?:个(?:方面|问题|具体问题)|起|件案件|名(?:干部|党员)|人次|条意见|项问题)", "个方面", "问题", "起", "件案件", "名干部", "名党员", "人次", "条意见")
_DIGITS = Pattern(r"(?<![\d.A-Za-z])\d[\d,.]*(?![\d.A-Za-z])")
_PROPOSED = Pattern(
    r"(?:反馈后|会后|今天起)?[一二两三四五六七八九十百半]{1,4}个?(?:工作)?[日天周月年](?:之)?内|每(?:半)?[日天周旬月季年](?:度)?|每半年|每学期|抽[查核看检取]?[一二三四五六七八九]成|[一二三四五六七八九]成|不少于[一二三四五六七八九十百]+[户件份次条人家处]"
)


def check(subject: Subject) -> Iterator[Finding]:
    yield from _marks(subject)
    if subject.context is not None:
        yield from _names(subject)
        yield from _figures(subject)


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


def _names(subject: Subject) -> Iterator[Finding]:
    seen: set[str] = set()
    for place, text in subject.places:
        for match in _UNIT.finditer(text):
            name = match.group()
            if not subject.given(name) and not _known_name(name, subject) and name not in seen:
                seen.add(name)
                yield Finding("leak.unit", "error", place, f"“{name}”不在素材里，像是别的单位", "核对；不是本次内容就删去")
        for match in _PLACE.finditer(text):
            name = match.group(1) + match.group(2)
            if not _COMMON_PLACE.search(match.group(1)) and not subject.given(name) and name not in seen and not _in_unit(name, subject):
                seen.add(name)
                yield Finding("leak.place", "error", place, f"“{name}”不在素材里，像是别处的地名", "核对；不是本次内容就删去")
        for match in _PERSON.finditer(text):
            name = match.group(1)
            if not _NOT_NAME.match(name) and not subject.given(name) and name not in seen:
                seen.add(name)
                yield Finding("leak.person", "error", place, f"“{name}”像是人名，不在素材里", "正文不写人名，改写职务")
    speaker = subject.context.brief.speaker.strip() if subject.context else ""
    if len(speaker) >= 2:
        for place, text in subject.places:
            if speaker in text and place != "标题":
                yield Finding("leak.speaker", "error", place, f"正文里有发言人姓名“{speaker}”", "正文不写姓名，改为“我”")


def _known_name(name: str, subject: Subject) -> bool:
    """Whether a unit-like run of characters ends in a desk or alias of the own unit, or begins inside a sentence."""
    context = subject.context
    assert context is not None
    return re.match(r"\w*?(?:全|本|我|各|在|到|由|向|把|对|同|和|与)[省市县区旗镇乡]", name) is not None or name in context.unit.aliases


def _in_unit(name: str, subject: Subject) -> bool:
    context = subject.context
    assert context is not None
    return any(name in text for text in (context.brief.unit, context.brief.region, context["巡察组"], context.brief.superior, *context.unit.aliases))


def _figures(subject: Subject) -> Iterator[Finding]:
    proposed: dict[str, None] = {}
    for place, text in subject.places:
        for rule, pattern, what in (
            ("figure.date", _CALENDAR, "日期"),
            ("figure.document", _DOCUMENT, "文号"),
            ("figure.amount", _AMOUNT, "数额"),
            ("figure.rate", _RATE, "比率"),
            ("figure.count", _COUNT, "数目"),
            ("figure.digits", _DIGITS, "数字"),
        ):
            for match in pattern.finditer(text):
                found = match.group().strip()
                if _origin_given(found, subject):
                    continue
                if rule == "figure.digits" and any(found in m.group() for p in (_CALENDAR, _AMOUNT, _RATE, _COUNT, _DOCUMENT) for m in p.finditer(text)):
                    continue
                yield Finding(rule, "error", place, f"“{found}”这个{what}素材里没有", "核实后写进素材；核不了就删去")
        for match in _PROPOSED.finditer(text):
            if not subject.given(match.group()):
                proposed.setdefault(match.group())
    if proposed:
        listed = "、".join(list(proposed)[:12])
        yield Finding("figure.proposed", "note", "全文", f"下列时限、频次、比例是按常规拟的，请核：{listed}", "与承办科室核对，能做到再留")


def _origin_given(found: str, subject: Subject) -> bool:
    if subject.given(found):
        return True
    core = re.sub(r"^(?:共|累计|已|发现|查出|清退|查处|处分|问责|指出了?|反馈了?)[^\d一二两三四五六七八九十百千万]*", "", found)
    return bool(core) and subject.given(core)
