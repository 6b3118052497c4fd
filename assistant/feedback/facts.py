"""Read who inspected whom, when and how, and which times are set, from an official feedback document."""

import re
from collections import Counter

from assistant.feedback.layout import Block
from assistant.patterns import Pattern

_HAN = r"[\u4e00-\u9fff]"
_TEAM = Pattern(
    rf"(?:[省市县区州旗盟地]委|自治区党委|{_HAN}{{2,8}}?党工委|{_HAN}{{0,4}}?(?:集团|公司|学校|大学|学院|[校院局厅行])党[委组])(?:(?!巡[察视]|[对向由经和与]|党组|党委){_HAN}){{0,14}}?巡[察视](?:第?[一二三四五六七八九十]{{1,2}})?组(?!织|长)",
    "组",
)  # fmt: skip
_COMMITTEE = Pattern(rf"(?:中共|共产党)({_HAN}{{2,10}}?[省市县区州旗])(?=委(?!员))")
_BODY = r"(?:机关党委|党工委|党委|党组|党总支|党支部|总支部|总支|部务会|党组织)"
_MARKS = r"\s、，。：；（）“”《》"
_NAMED = Pattern(rf"(?:巡[察视](?![\u4e00-\u9fff]?组)|[对向]|关于|反馈)(?:了)?(?:中共)?((?:(?!关于|[对向]|巡[察视]|反馈)[^{_MARKS}]){{2,28}}?{_BODY})(?:班子|领导班子)?(?:的|进行|开展|反馈|情况|“|巡察|巡视|[：，。])")
_TITLED = Pattern(rf"巡[察视](?![\u4e00-\u9fff]?组)((?:(?!巡[察视]|情况|反馈)[^{_MARKS}]){{4,28}}?)(?:巡[察视])?(?:工作)?情况(?:的)?反馈|^在?((?:(?!巡[察视]|关于|[对向])[^{_MARKS}]){{4,28}}?)巡[察视](?:情况)?反馈会", "反馈")
_LABELLED = Pattern(r"(?:被巡[察视](?:单位|党组织|对象)|巡[察视]对象)[：:](.{2,40})$")
_DAY = r"(?:\d{4}|[〇○零一二三四五六七八九]{4})年[\d一二三四五六七八九十]{1,3}月[\d一二三四五六七八九十]{1,3}日"
_ALONE = Pattern(rf"^(?:{_HAN}{{2,24}}组(?:组长)?)?[（(]?(?:反馈(?:日期|时间)：)?({_DAY})(?:，[^）]{{2,12}})?[）)]?$")
_TOLD = Pattern(r"(?:(\d{4})年)?(\d{1,2})月(\d{1,2})日(?:上午|下午)?，?[^。]{0,30}反馈")
_POINT = r"(?:\d{4}年|今年|去年)?\d{1,2}月(?:\d{1,2}日|[上中下]旬|初|底)?"
_PERIOD = Pattern(rf"(?:\d{{4}}年|今年|去年)\d{{1,2}}月(?:\d{{1,2}}日|[上中下]旬|初|底)?(?:至|到|—|－|-){_POINT}")
_NUMBER = r"(?:\d+|[一二两三四五六七八九十]+|半)"
_SPAN = rf"{_NUMBER}(?:个)?(?:工作日|自然日|星期|[日天月周年])(?:之)?(?:以)?内|{_NUMBER}个?(?:工作日|[日天月周年])后"
_BY = r"(?:(?:(?:\d{4}年|今年|明年|本年)?\d{1,2}|[本下])月(?:\d{1,2}[日号]|底|末|[上中下]旬)|\d{1,2}[日号]|年底|年末|春节|元旦|五一|国庆|[本下]月底|学期末|(?:\d{1,2}月)?开学|汛期(?:到来)?)(?:之)?(?:以)?前"
_FIXED = r"集中整改(?:的)?(?:期限|期|时间)?(?:为|是|以|不超过)?" + _NUMBER + r"个?[月日天]|公示(?:时间)?不少于" + _NUMBER + r"个?(?:工作)?[日天]|满后\d+[日天]内|后一周内"
DEADLINE = Pattern(rf"{_SPAN}|{_BY}|{_FIXED}")
"""A time by which something is to be done."""

_ACTION = Pattern(r"整改|方案|报送|报告|上报|报来|报县|报市|报区|报省|完成|之日起|送到|提交|发到|退还|退款|退到|补发|付清|了结|改完|恢复|拿出|时间表|交[到报]|停止|召开|公布|公示|见到|到位|办结|追回|查明|清退|清缴")
_ORDER = Pattern(r"[请要须应必]|务必|之日起|反馈后|收到|限|方案|报送|整改|集中")
_UNITS = "万元|亿元|元|个月|个|件|起|次|名|人|份|户|张|宗|处|条|项|家|台|套|辆|亩|吨|公里|平方米|公斤|%|％|天|笔|批|套|桌|岁|人次|套次|倍|卷|门|个百分点|车次|本|场|座|间"
_UNITS = "|".join(sorted(_UNITS.split("|"), key=len, reverse=True))
_FIGURE = re.compile(rf"(?:约|近|超过?|逾)?\d+(?:[.,]\d+)*(?:余|多)?(?:万|亿)?(?:{_UNITS})(?:次)?|\d{{1,2}}年(?![\d月])|\d+[:：]\d+")
_KINDS = ("常规", "提级", "交叉", "机动")
_THEME = Pattern(rf"(?:开展|进行|暨|就)(?:了)?((?:(?!开展|进行|巡察|常规){_HAN}){{2,12}}?)(?:问题|工作|领域)?(?:一并)?(?:开展)?专项(?:巡[察视]|检查)", "专项")


def team_of(text: str) -> str:
    """Return the inspection team as the document names it most fully, empty where it names none."""
    found = Counter(match.group() for match in _TEAM.finditer(text))
    if not found:
        return ""
    numbered = {name: times for name, times in found.items() if "第" in name or "提级" in name or "专项" in name}
    return max(numbered or found, key=lambda name: ((numbered or found)[name], -len(name)))


def units_of(found: list[Block], text: str) -> list[str]:
    """Return the inspected units, without their party bodies, as fully as the document names them."""
    named: list[str] = []
    for block in found[:12]:
        labelled = _LABELLED.search(block.text)
        if labelled:
            return [unit_name(labelled.group(1))]
        line = block.text
        if line.endswith("：") and len(line) <= 150 and re.search(rf"{_BODY}：$|委员会：$", line):
            named = [unit_name(part) for part in re.split(r"[、，]", line[:-1])]
            break
    told = [unit_name(match.group(1)) for match in _NAMED.finditer(text[:1500]) if "巡" not in match.group(1)]
    told = [name for name in told if len(name) >= 3 and not name.startswith(("你", "我", "全", "各", "所属"))]
    if not told and (titled := _TITLED.search(text[:300])):
        told = [unit_name(titled.group(1) or titled.group(2))]
    if len(named) == 2 and named[0].endswith(("镇", "乡", "街道")) and named[1].endswith(("村", "社区")):
        named = ["".join(named)]
    if not named and told:
        named = [told[0]]
    fuller = [max((t for t in told if t[-4:] == name[-4:]), key=len, default=name) for name in named]
    return [_placed(max(name, full, key=len), text) for name, full in zip(named, fuller, strict=True)]


def unit_name(name: str) -> str:
    """Return the unit that a name of its party body means."""
    own = re.sub(r"^(?:中国共产党|中共)", "", name.strip())
    if own != name.strip():
        own = re.sub(r"(?:总支部|支部)?委员会$", "", own)
    return re.sub(rf"{_BODY}$", "", re.sub(r"（.*$", "", own))


def _placed(unit: str, text: str) -> str:
    """Return unit with the name of its county before it, where the document says it and the unit's name does not."""
    found = _COMMITTEE.search(text)
    if not found or not unit:
        return unit
    place = re.sub(rf"^{_HAN}+?[省市](?={_HAN}{{2,}}[县区市旗])", "", found.group(1))
    if unit[0] == place[-1]:
        return place + unit[1:]
    return place + unit if re.match(rf"{_HAN}{{1,5}}(?:镇|乡|街道)", unit) and not re.match(rf"{_HAN}{{1,6}}[县区市]", unit) else unit


def date_of(found: list[Block], text: str) -> str:
    """Return the day of the feedback: where it stands alone at the end, then the head, then in a sentence; else empty."""
    for block in [*reversed(found[-4:]), *found[:8]]:
        if alone := _ALONE.match(block.text):
            return arabic(alone.group(1))
    if tail := re.search(rf"({_DAY})$", text):
        return arabic(tail.group(1))
    if told := _TOLD.search(text):
        year = told.group(1) or max(re.findall(r"(20\d\d)年", text), default="")
        return f"{year}年{int(told.group(2))}月{int(told.group(3))}日" if year else f"{int(told.group(2))}月{int(told.group(3))}日"
    return ""


def arabic(text: str) -> str:
    """Return a date with its Chinese numerals as digits."""
    digits = dict(zip("〇○零一二三四五六七八九", "000123456789", strict=True))

    def small(match: re.Match[str]) -> str:
        tens, ten, ones = match.group().partition("十")
        return str(int(digits.get(tens, "1")) * 10 + int(digits.get(ones, "0"))) if ten else digits[tens]

    text = re.sub(r"[〇○零一二三四五六七八九]{4}(?=年)", lambda m: "".join(digits[c] for c in m.group()), text)
    return re.sub(r"[一二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九]", small, text)


def kind_of(text: str, team: str) -> str:
    """Return the kind of inspection as a brief names it: 常规, 专项（主题）, 提级, 回头看, 巡视, several joined by 、."""
    head = text[:800]
    kinds = ["巡视"] if team.endswith("巡视组") else []
    kinds += ["回头看"] if re.search(r"巡[察视](?:整改)?[“‘\"']?回头看", head) else []
    kinds += [kind for kind in _KINDS if not kinds and re.search(rf"{kind}(?:（.{{2,6}}）)?巡[察视]|（{kind}）", head)]
    kinds += ["延伸"] if not kinds and re.search(r"(?:开展|进行)了?延伸巡[察视]", head) else []
    if re.search(r"专项巡[察视]", head):
        theme = _THEME.search(head)
        kinds.append(f"专项（{theme.group(1)}）" if theme else "专项")
    return "、".join(kinds)


def period_of(text: str) -> str:
    """Return the time of the inspection as the document writes it."""
    found = _PERIOD.search(text[:1500])
    return found.group() if found else ""


def figures_of(text: str) -> tuple[str, ...]:
    """Return the figures in text with their units, in order, once each; years and days of the calendar aside."""
    plain = re.sub(r"\d{4}年(?:\d{1,2}月)?(?:\d{1,2}日)?|\d{1,2}月(?:\d{1,2}日|[底初末])", "　", text)
    return tuple(dict.fromkeys(match.group() for match in _FIGURE.finditer(plain)))


def is_deadline(piece: str) -> bool:
    """Return whether a sentence orders something by a time."""
    return sets_time(piece) and bool(_ORDER.search(piece))


def sets_time(piece: str) -> bool:
    """Return whether a sentence names a time by which something is done; where advice is told, that is an order."""
    return bool(DEADLINE.search(piece) and _ACTION.search(piece))


def deadlines_in(piece: str) -> list[str]:
    """Return the clauses of a sentence that set a time, each with what is to be done by then."""
    found: list[str] = []
    clauses = [clause for clause in re.split(r"[，；。]", piece) if clause]
    lead = ""
    for at, clause in enumerate(clauses):
        if DEADLINE.search(clause):
            told = clause[clause.rfind("：") + 1 :]
            clause = told if DEADLINE.search(told) else clause
            following = clauses[at + 1] if at + 1 < len(clauses) else ""
            if not _ACTION.search(re.sub(r"整改期|之日起|收到", "", clause)) and following and not DEADLINE.search(following):
                clause = f"{clause}，{following}"
            found.append(f"{lead}，{clause}" if lead else clause)
            lead = ""
        elif re.search(r"(?:反馈|意见|之日)(?:之日)?(?:起|后)$", clause):
            lead = clause
    return found
