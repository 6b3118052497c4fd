"""Which names identify a brief's unit, place, team and people, and those of others that stand in its texts.

What identifies: the unit's name in full and as the user shortened it; every place at every level, with its level
(云溪县) and bare (云溪) unless bare it is a word (平安); the team; the speaker and anyone named; other villages, schools,
companies, projects, roads and waters by their own names; document numbers; numbers of people and accounts, addresses
of mail and pages. What does not: a kind of body behind a level (县市场监管局, 县委), a post, a figure, an amount, a date.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Literal

import msgspec

from assistant.context import Context
from assistant.patterns import Pattern
from assistant.redaction.ordinary import BOTH, DOING, HAN, HARD, holds_word, is_word, ordinary, without_peoples
from assistant.redaction.people import SURNAMES, people_in, speaker_names
from assistant.units import full_name

NameKind = Literal["单位", "地名", "巡察组", "人名", "名称", "文号", "号码"]


class Name(msgspec.Struct, frozen=True):
    """A name and its kind; `where` limits it: place, before a level or an institution; post, beside a post."""

    text: str
    kind: NameKind
    where: Literal["", "place", "post"] = ""


def names_of(context: Context, extra: Iterable[str] = (), texts: Iterable[str] = ()) -> list[Name]:
    """Return every name of a context's brief, each once: the unit, its team, places, people, others, then extra words.

    `texts` are further texts by the user (an edited plan, a message) that are read for names like the brief's own.
    """
    brief = context.brief
    found: dict[str, Name] = {}

    def add(names: Iterable[Name]) -> None:
        for name in names:
            text = name.text.strip()
            if text and (text not in found or (found[text].where and not name.where)):
                found[text] = msgspec.structs.replace(name, text=text)

    add(_unit(context))
    add(_team(brief.team))
    fields = (full_name(brief), brief.unit_short, brief.region, brief.superior, brief.team, brief.role)
    for text in fields:
        add(_places(text))
    region = brief.region.strip()
    if 2 <= len(region) <= 4 and not is_word(region):
        add([Name(region, "地名")])
    add(Name(name, "人名", "post" if is_word(re.sub(r"\s", "", name)) else "") for name in speaker_names(brief.speaker))
    add(Name(name, "人名") for present in brief.present for name in people_in(present.who, alone=True))
    add(_own(context))
    plain = {brief.unit, brief.slogan, brief.party_body, brief.meeting}
    for text in (*(text for text in brief.words() if text not in plain), *texts):
        add(_numbers(text))
        people = list(people_in(text))
        add(Name(name, "人名") for name in people)
        for name in people:
            text = text.replace(name, "、")
        add(_others(text))
    add(Name(word, "名称") for word in extra)
    return [name for name in found.values() if len(name.text) > 1 or name.text in extra]


# -- the unit and its team -----------------------------------------------------------------------------------------------

_LEGAL = re.compile(r"(?:股份)?有限(?:责任)?公司$")
_OWNERS = re.compile(
    r"^(?:中共|中国共产党|中国共产主义青年团|中国人民政治协商会议|共青团|政协|中华人民共和国|国家税务总局|国家统计局|国家电网|国网|团(?=\w{2,8}[省市县区州旗]委)|中国\w{2,6}?(?:银行|公司|集团(?:股份)?(?:有限公司)?)(?=\w))"
)


def _unit(context: Context) -> Iterator[Name]:
    brief = context.brief
    given = re.sub(r"\s+", "", brief.unit)
    full = full_name(brief)
    for text in (given, full, re.sub(r"^(?:中共|中国共产党)", "", full), _LEGAL.sub("", full)):
        if len(text) >= 3 or text == given:
            yield Name(text, "单位")
    short = re.sub(r"\s+", "", brief.unit_short)
    if len(short) >= 2 and not short.startswith(("我", "本")) and (len(short) > 2 or not is_word(short)):
        yield Name(short, "单位")
    chain, core = place_chain(_OWNERS.sub("", full))
    if core and chain and is_word(chain[-1][0]):  # the bare word stays, so the short forms are hidden one by one: 平安市监局
        yield from (Name(chain[-1][0] + alias, "单位") for alias in context.unit.aliases if len(alias) >= 2)


def _own(context: Context) -> Iterator[Name]:
    """Yield what is proper in the unit's own name behind its places: 明德 of 云溪县明德小学, 江州 of 江州师范大学."""
    name = _OWNERS.sub("", _LEGAL.sub("", full_name(context.brief)))
    chain, core = place_chain(name)
    tail = next((alias for alias in sorted(context.unit.aliases, key=len, reverse=True) if core.endswith(alias)), "")
    head = _peeled(core.removesuffix(tail)) if tail else _peeled(core)
    head = re.sub(r"^[省市县区州旗镇乡](?!\w{2,})", "", head)
    while head and (head[0] in HARD or head[-1] in HARD):
        head = head.strip(head[0]) if head[0] in HARD else head.strip(head[-1])
    if 2 <= len(head) <= 8 and not holds_word(head):
        where: Literal["", "place"] = "place" if is_word(head) else ""
        yield Name(head, "名称" if chain else "地名", where)
        yield Name(head + core[core.find(head) + len(head) :], "单位")
    first = name[:2]
    if not chain and len(first) == 2 and first not in _NATIONAL and not is_word(first) and first[0] not in "省市县区州旗镇乡村团本我" and not HARD & set(first):
        yield Name(first, "地名")  # 江州 of 江州医学高等专科学校, 江州港务集团
    yield from _others(core)


_NATIONAL = ("中国", "中华", "国家", "中央", "全国", "中共")

_ORDINAL = "第?[一二三四五六七八九十百零〇\\d]+"
_LEVEL = r"(?:自治区党委|[省市县区州旗盟地]委|[镇乡]党委|街道党工委|党委|党组|党工委)"


def _team(team: str) -> Iterator[Name]:
    team = re.sub(r"\s+", "", team)
    whole = re.sub(r"^(?:中共|中国共产党)", "", team)
    if len(whole) < 5:
        return
    yield Name(team, "巡察组")
    yield Name(whole, "巡察组")
    _, rest = place_chain(whole)
    if found := re.search(rf"{_LEVEL}.*$", whole):
        yield Name(found.group(), "巡察组")
        rest = re.sub(rf"^{_LEVEL}", "", found.group())
    if re.search(rf"{_ORDINAL}|“", rest) and len(rest) >= 4:
        yield Name(rest, "巡察组")
        number = re.search(_ORDINAL, rest)
        if number and rest.startswith("第"):  # 第三巡察组 is also called 巡察三组
            bare = number.group().removeprefix("第")
            yield Name(re.sub(_ORDINAL, "", rest, count=1).removesuffix("组") + bare + "组", "巡察组")


# -- places --------------------------------------------------------------------------------------------------------------

_PLACE = re.compile(
    r"(?P<stem>" + HAN + r"{2,14}?)(?P<suffix>特别行政区|自治[区州县旗]|省(?!直|级)|市(?![容域直级辖]|场(?!监)|民(?!政局|族|宗)|区(?!\w)|政(?![府协务法]))|(?<![联同])盟|地区|街道|社区|苏木"
    r"|州(?![市县])|县(?![域直级]|城(?!关))|旗|区(?![域块间别划])|镇(?!村)|乡(?![镇村亲土族])|村(?!镇))"
)
_NO_PAIR = ("社区", "小区", "校区", "园区", "库区", "景区", "院区", "片区", "辖区", "厂区", "病区", "街区", "城区", "开发区", "示范区", "保护区", "保税区", "试验区")
_ONE = re.compile(r"^(" + HAN + r")(县|市|旗|镇|乡|村)(?=\w{2})")
_NO_ONE = "全本各省市县区乡镇农城社山"
_BRANCH = re.compile(r"局(" + HAN + r"{2,6}?)([区县市旗州]?)(?:分局|支局)$")


def place_chain(text: str) -> tuple[list[tuple[str, str]], str]:
    """Return the places at the start of a name as (stem, level), and what follows them."""
    text = re.sub(r"\s+", "", text)
    found: list[tuple[str, str]] = []
    at = 0
    one = _ONE.match(text)
    first = _PLACE.match(text)
    doubled = one is not None and first is not None and first["stem"].endswith("县") and first["suffix"] == "县"  # 乾县县委办
    if first is None or doubled or not _place_like(first["stem"], first["suffix"]):
        word = any(text[:n] in ordinary() for n in (2, 3, 4))
        if one and not word and one[1] not in HARD and one[1] not in _NO_ONE:
            found.append(("", one.group()))
            at = 2
    while match := _PLACE.match(text, at):
        stem, suffix = match["stem"], match["suffix"]
        if not _place_like(stem, suffix):
            break
        found.append((stem, suffix))
        at = match.end()
    return found, text[at:]


def _place_like(stem: str, suffix: str) -> bool:
    """Whether what stands before a level at the start of a name may be a place's name."""
    if (stem + suffix).endswith(_NO_PAIR) and suffix != "社区":
        return False
    if stem in BOTH or (len(stem) == 2 and suffix != "区" and stem + suffix not in ordinary() and stem[-1] not in "城农进驻的"):
        return True
    if any(c in HARD for c in stem):
        return False
    if len(stem) == 3 and suffix != "区" and stem + suffix not in ordinary() and stem[-1] not in "城农进驻":
        return True
    return not holds_word(without_peoples(stem))


def _places(text: str) -> Iterator[Name]:
    """Yield the places at the start of a name: with their level, and bare where that is no word."""
    chain, _ = place_chain(_OWNERS.sub("", text.strip()))
    whole = ""
    for stem, suffix in chain:
        full = stem + suffix
        whole += full
        if full not in ordinary():
            yield Name(full, "地名")
        bare = without_peoples(stem)
        bares = [stem, bare, bare + suffix[-1]] if bare != stem else [stem]
        if len(stem) >= 3 and stem[-1] in "新老" and suffix == "区":
            bares.append(stem[:-1])
        if len(stem) >= 3 and stem[-1] in "市县镇":
            bares += [stem[:-1]]
        for one in bares:
            if len(one) >= 2:
                yield Name(one, "地名", "place" if is_word(one) else "")
    if len(chain) > 1:
        yield Name(whole, "地名")
    if (branch := _BRANCH.search(text.strip())) and not holds_word(branch[1]):
        yield Name(branch[1] + branch[2], "地名")
        yield Name(branch[1], "地名", "place" if is_word(branch[1]) else "")


# -- others named in a text ----------------------------------------------------------------------------------------------

_SUFFIX = re.compile(
    r"股份有限公司|有限责任公司|有限公司|分公司|公司|集团|合作社|商行|大酒店|酒店|宾馆|大饭店|饭店|酒楼|茶楼|会所|山庄|农庄|饭庄|餐厅|农家乐|超市|商场|商城|药店|药房|米业|酒业|药业|矿业|实业|商贸|经营部|服务部|配送部|门市部|驾校"
    r"|小学|中学|学校|大学|学院|设计院|研究院|幼儿园|卫生院|卫生室|医院|诊所|敬老院|福利院|养老院"
    r"|社区|街道|小区|花园|家园|水库|灌区|煤矿|林场|农场|牧场|渔场|茶场|采石场|砂石场|砂石料场|料场|安置点|安置区|片区|新区|养殖场|屠宰场|厂|大桥|大道|高速|铁路|隧道|码头|水电站|电站|泵站|产业园|工业园|园区|风景名胜区|风景区|景区|森林公园|湿地公园|自然保护区"
    r"|基地|广场|大厦|市场(?!监)|项目|工程|派出所|[一二三四五六七八九十]中(?=[^\w]|$|的|食|校|教|学)|[一二三四五六七八九十]小(?=[^\w]|$|的|食|校|教|学)"
    r"|所(?![有在谓属需致以得言见为做说谈提报学指])|站(?![在位稳得到起出])|镇(?![静定痛压])|乡(?![镇村亲土下])|村(?![镇])|县(?![域直级])|市(?![场容民域直级辖])|区(?![域块间别划])"
    r"|桥(?![梁头])|路(?![灯径线面段上子])|街(?![道区面])|巷|河(?![道湖长])|湖|岭|屯|寨|苑|寺|庙"
)
_LONG = ("公司", "集团", "合作社", "学", "校", "园", "院", "目", "程", "厂")
_SOFT = frozenset("和一二三四五六七八九十两几数百千万上下前后里外中内同来向时间会要全本旧新老大小东西南北左右多个")
_MEASURED = re.compile(r"[一二三四五六七八九十两几数百千万多]+[个项条件名户家处次类批座栋级年月日天人层块片线期号届轮所站村镇乡]?$")
_WEAK = frozenset(["所", "站", "路", "河", "桥", "街", "湖", "岭", "市", "区", "县", "巷", "厂", "寺", "庙", "苑", "项目", "工程", "基地", "市场"])
_BY_WORD = ("村", "镇", "乡", "县", "社区", "街道", "小学", "中学", "小区", "幼儿园", "水库", "大道", "路", "街", "大桥", "广场", "花园", "医院", "酒店", "宾馆")
"""Suffixes before which a word of the language makes a name: 和平村, 文明路, but no 发展项目."""

_SEATS = ("村", "镇", "乡", "社区", "街道", "小学", "中学")


_FAMILY = re.compile(HAN + r"家[沟坝坪坡湾庄塘垭岭河店营堡寨屯桥冲坳]")


def _others(text: str) -> Iterator[Name]:
    """Yield the villages, schools, companies, projects ... named in a running text.

    By their own part where it is no word, so that their kind goes out and the writer knows what they are (〖名称1〗小学);
    else whole (和平村).
    """
    text = re.sub(r"[\s“”‘’\"《》]+", "", text)
    yield from (Name(match.group(), "名称") for match in _FAMILY.finditer(text) if match.group()[0] in SURNAMES)
    for match in _SUFFIX.finditer(text):
        own, start = _own_part(text, match)
        if not own:
            continue
        parts = [own]
        if "和" in own[1:-2]:  # one name or two: 泰和园小区, 宏达和明德小学
            parts.append(own[own.rindex("和") + 1 :])
        rest = text[start + len(own) : match.end()]
        for part in parts:
            telling = part[0] not in _SOFT or len(part) >= 3 or match.group().endswith(_SEATS)
            if len(part) >= 2 and telling and not is_word(part) and not holds_word(part):
                yield Name(part, "名称")
            else:
                yield Name(part + rest, "名称")
                yield Name(f"“{part}”{rest}", "名称")


def _own_part(text: str, match: re.Match[str]) -> tuple[str, int]:
    """Return what is proper before a suffix and where it begins; empty where only ordinary words stand there."""
    suffix = match.group()
    if any(text[match.end() - n : match.end()] in ordinary() for n in (2, 3, 4) if n > len(suffix)):
        if suffix in ("村", "镇", "乡", "县", "市", "区", "街", "河", "湖"):
            return "", 0  # the end of a word: 农村, 乡镇
        end = match.end()
        while word := next((n for n in (4, 3, 2) if text[max(0, end - n) : end] in ordinary() and end - n >= 0), 0):
            end -= word
        end = min(end, match.start())
    else:
        end = match.start()
        while word := next((n for n in (4, 3, 2) if end - n >= 0 and text[end - n : end] in ordinary()), 0):
            end -= word
    if end == match.start() and text[max(0, end - 2) : end] in BOTH:
        return (text[end - 2 : end], end - 2) if suffix.endswith(_BY_WORD) else ("", 0)
    if end == match.start() and suffix in ("村", "庄", "屯", "寨") and end and text[end - 1] in SURNAMES.replace("万", "") and (end < 2 or not "\u4e00" <= text[end - 2] <= "\u9fff"):
        return text[end - 1], end - 1
    most = 6 if suffix.endswith(_LONG) else 4
    start = end
    while start > 0 and end - start < most:
        c = text[start - 1]
        if not ("\u4e00" <= c <= "\u9fff") or (c in HARD and c != "和") or (end - start >= 2 and c in DOING) or (end - start >= 2 and c in "省市县区镇乡村"):
            break
        if any(text[max(0, start - n) : start] in ordinary() for n in (2, 3, 4)):
            break
        if end - start == 1 and any(text[max(0, start - 1 - n) : start + 1] in ordinary() for n in (1, 2)):
            return "", 0
        start -= 1
    own = text[start:end]
    while own and ((own[0] in _SOFT and len(own) > 3) or (own[0] in "和向会时间要全" and len(own) > 2)):
        own, start = own[1:], start + 1
    if own.endswith("和") or (own.startswith("和") and len(own) == 2) or ("和" in own and suffix in _WEAK):
        return "", 0
    if len(own) < 2 or _MEASURED.fullmatch(own) or all(c in _SOFT for c in own):
        return "", 0
    if own in BOTH and (end == match.start() or not suffix.endswith(("公司", "集团", "学", "院"))):
        return "", 0
    if suffix in _WEAK and (own[-1] in _SOFT or (is_word(own) and own not in BOTH)):
        return "", 0
    if any(c in DOING for c in own[len(own) == 2 and suffix.endswith(_SEATS) :]) or any(c in "委党局科员组副" for c in own):
        return "", 0
    return own, start


def _peeled(text: str) -> str:
    """Return text without the ordinary words at its end."""
    while word := next((n for n in (4, 3, 2) if len(text) >= n and text[-n:] in ordinary()), 0):
        text = text[:-word]
    return text


# -- numbers -------------------------------------------------------------------------------------------------------------

_DOCUMENT = re.compile(
    HAN + r"{1,10}\s*[〔\[【(（﹝［]\s*(?:19|20)\d\d\s*[〕\]】)）﹞］]\s*第?\s*\d+\s*号"
    r"|[〔\[【(（﹝［]\s*(?:19|20)\d\d\s*[〕\]】)）﹞］]\s*\w{1,12}?第?\s*\d+\s*号"
)
_BEFORE_DOCUMENT = Pattern(r"^" + HAN + r"*(?:按照?|依照|根据|依据|落实|对照|印发|转发|执行|参照|违反|以及|文件|通知|下发|贯彻|传达|学习|关于|将|把|在|和|与|及|的|对|到|见|是)(?=" + HAN + r")")
_NUMBERS = re.compile(
    r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+|https?://[^\s，。；、）)\u4e00-\u9fff]+|www\.[^\s，。；、）)\u4e00-\u9fff]+"
    r"|(?<![\dA-Za-z])\d{6}[- ]?(?:18|19|20)\d{6}[- ]?\d{3}[\dXx](?![\dA-Za-z])|(?<![\d.])(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)|(?<!\d)\(?0\d{2,3}[)\- ]\s?\d{7,8}(?:-\d{1,4})?(?!\d)"
    r"|(?<![\dA-Za-z])[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}(?![\dA-Za-z])|(?<![\d.])\d{4}(?:[ -]?\d{4}){2,3}(?:[ -]?\d{1,7})?(?!\d)|(?<![\d.])\d{11,19}(?!\d)|[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z][·•]?[A-Z0-9]{5,6}(?![A-Za-z0-9])"
    r"|(?<=微信号)[:：]?\s*[A-Za-z][\w-]{5,19}|(?<=QQ)[:：号]{0,2}\s*\d{5,11}|(?<=电话)[:：]?\s*\d{7,8}(?!\d)"
)


def _numbers(text: str) -> Iterator[Name]:
    for match in _DOCUMENT.finditer(text.translate(_NARROW)):
        yield Name(_BEFORE_DOCUMENT.compiled.sub("", match.group()), "文号")
    wide = text.translate(_NARROW)
    for match in _NUMBERS.finditer(wide):
        found = match.group().strip(":：号 ")
        if len(found) >= 5:
            yield Name(found, "号码")


_NARROW = {i + 0xFEE0: i for i in range(0x21, 0x7F) if chr(i) not in ",:;!?()[]"}
