"""People named in a text: by a surname, a given name and a post beside them, or by 某."""

import re
from collections.abc import Iterator

from assistant.patterns import Pattern
from assistant.redaction.ordinary import HAN, HARD, is_word, ordinary

_TWO = "欧阳|司马|上官|诸葛|皇甫|尉迟|公孙|慕容|令狐|司徒|夏侯|东方|独孤|宇文|长孙|端木"
_PLAIN = "王李张刘陈赵吴周徐孙朱郭罗郑梁谢宋唐许韩冯邓曹彭曾肖董袁潘蒋蔡余杜叶苏魏吕丁沈姚卢姜崔钟谭陆汪范廖贾夏韦傅邹孟熊秦邱尹薛阎侯陶黎贺顾毛郝龚邵覃武戴莫孔汤胡杨黄林何马田石梅"
"""Surnames that seldom begin another word behind a post."""

SURNAMES = _PLAIN + "高钱严万方金江白任向程段雷史龙于洪施安常乔赖文温牛洛倪严牟尤柳鲍焦葛岳祝费关路左单包解应柏苗凌霍虞柯管房成项简盛季康纪舒屈伍庞翟褚卫俞柴蒙项齐易盘植车巫司边耿游阳臧郁伏冉卞古辛诚明时平水米艾宁甘银农冷申党樊阮兰蓝闵池欧佟麦车隋桂裴"
_SOLID = "书记|局长|县长|市长|区长|镇长|乡长|州长|省长|部长|主席|组长|院长|校长|园长|科长|股长|处长|所长|站长|队长|村长|董事长|总经理|秘书长|检察长|庭长|行长|厂长|馆长|台长|厅长|政委|支书|文书"
_POSTS = f"{_SOLID}|主任|经理|常委|委员|会计|出纳|巡视员|调研员|同志|老师|医生|护士|教授|先生|女士|师傅|总监|总工程师"
_NAMED = f"{_POSTS}|法定代表人|法人代表|负责人|联系人|经办人|当事人|举报人|包工头|承包人|老板|村民|居民|职工|员工|教师|干部|党员|司机|驾驶员|发言人|姓名|科员|校医|包保人|承办人|保管员|仓管员|护林员|网格员|文书|报账员"
_BEFORE = re.compile(rf"((?:{_TWO}){HAN}{{1,2}}|[{SURNAMES}]{HAN}{{1,2}}|{HAN}{{1,6}}[·•]{HAN}{{2,6}})(?=(?:副|原|老)?(?:{_POSTS}))")
_AFTER = re.compile(rf"(?:{_NAMED})[:：]?((?:{_TWO}){HAN}{{1,2}}|[{_PLAIN}]{HAN}{{1,2}}|{HAN}{{1,6}}[·•]{HAN}{{2,6}})")
_TITLED = re.compile(rf"(?:(?<!{HAN})|(?<=[请由的和与及对、给经找]))([{_PLAIN}]|{_TWO})(副?(?:{_SOLID}|主任|总))(?![一-鿿]?[任在]职)")
_ALONE = Pattern(rf"(?:(?:{_TWO}){HAN}{{1,2}}|[{SURNAMES}]{HAN}{{1,2}}|{HAN}{{1,6}}[·•]{HAN}{{2,6}})")
_ROW = re.compile(rf"((?:[{SURNAMES}]{HAN}{{1,2}}[、和])+[{SURNAMES}]{HAN}{{1,2}}?)(?=等?[一二两三四五六七八九十\d]+[名人位个])")
_DEEDS = "挪用|贪污|受贿|收受|侵占|虚报|冒领|套取|截留|强占|霸占|吃空饷|被立案|被查|被留置|被处分|被开除|被问责|违规|违纪|违法|私自|擅自|骗取|隐瞒|优亲厚友"
_ACCUSED = re.compile(rf"(?:{_TWO}|[{SURNAMES}]){HAN}{{1,2}}(?=等?(?:同志)?(?:带头|长期|多次|利用职务便利)?(?:{_DEEDS})|等[人户名\d二两三四五六七八九十几])")
_ANY_AFTER = re.compile(rf"(?:{_POSTS})([{SURNAMES}]{HAN}{{2}})")
_BESIDE = Pattern(rf"(?<!{HAN})([{SURNAMES}]{HAN}{{1,2}})[、和]")
_AND = re.compile(rf"[、和]([{SURNAMES}]{HAN}{{1,2}})")
_VERBS = frozenset("在对说带出主作提表指强参通宣同到讲向会和与的等为因从被把将受收挪贪套也就都不未没有是要任兼介签接前后违")


def speaker_names(speaker: str) -> Iterator[str]:
    """Yield the speaker's name as given, spaces and all, and without a post that the user set beside it."""
    name = re.sub(r"\s+", "", speaker)
    if len(name) >= 2:
        yield speaker.strip()
    bare = re.sub(rf"(?:副?(?:{_POSTS}))+$|^(?:{_POSTS})+", "", name)
    if 2 <= len(bare) < len(name):
        yield bare


def people_in(text: str, alone: bool = False) -> Iterator[str]:
    """Yield the people named in text; with `alone` a name may stand by itself, as where it is asked who was there."""
    found = list(_people_in(text, alone))
    yield from found
    plain = re.sub(r"[^\S\n]+", "", text)
    for name in found:  # who is named beside one who was found
        for match in _BESIDE.finditer(plain):
            if plain.startswith(name, match.end()) and _name_like(match[1]):
                yield match[1]
        at = plain.find(name) + len(name)
        while (beside := _AND.match(plain, at)) and (other := _bounded(plain, beside)):
            yield other
            at = beside.start(1) + len(other)


def _people_in(text: str, alone: bool) -> Iterator[str]:
    text = re.sub(r"[^\S\n]+", "" if not alone else " ", text)
    for match in _BEFORE.finditer(text):
        name = _trimmed(text, match)
        if name:
            yield name
    for match in _AFTER.finditer(text):
        name = _bounded(text, match)
        if name:
            yield name
    for match in _ANY_AFTER.finditer(text):
        rest = text[match.end(1) :]
        ended = not rest or not "\u4e00" <= rest[0] <= "\u9fff" or rest[0] in HARD or any(rest[:n] in ordinary() for n in (2, 3, 4))
        if ended and _name_like(match[1]) and match[1][1:] not in ordinary() and not _VERBS & set(match[1][1:]):
            yield match[1]
    for match in _ACCUSED.finditer(text):
        before = text[: match.start()]
        inside = any(before[-n:] + match[0][0] in ordinary() for n in (1, 2, 3) if len(before) >= n)
        if not inside and _name_like(match[0]) and match[0][1:] not in ordinary() and match[0] not in _NO_END:
            yield match[0]
    for match in _ROW.finditer(text):
        names = re.split("[、和]", match[1])
        yield from (name for name in names if all(map(_name_like, names)))
    for match in _TITLED.finditer(text):
        yield match.group()
    for match in re.finditer(rf"([{SURNAMES}])(某某?)(?![些个种一单企局镇村县项家人类位次件])", text):
        if match[1] not in "向任于时平成应明常" or match[2] == "某某":
            yield match.group()
    if alone:
        for piece in re.split(r"[\s、，,；;（）()]+", text):
            rest = re.sub(rf"^.*(?:{_POSTS})", "", piece)
            head = re.split(rf"(?:副|原)?(?:{_POSTS})", piece)[0]
            for one in {piece: 0, rest: 0, head: 0}:
                if _ALONE.fullmatch(one) and _name_like(one):
                    yield one


def _name_like(name: str) -> bool:
    bare = name.replace("某", "")
    return not (any(c in "副总任部组委" for c in bare[1:]) or any(c in HARD for c in bare[1:]) or is_word(name) or name[:2] in ordinary() or name[-2:] in _NO_END or bare[1:] in _NO_END)


_NO_END = ("纪委", "党委", "市委", "县委", "管委", "委会", "常务", "工会", "支部", "总支", "班子", "分管", "有关", "相关", "主要", "第一", "部门", "单位", "基层")


def _trimmed(text: str, match: re.Match[str]) -> str:
    """Return the name before a post, or nothing where it is the end of another word."""
    name = match[1]
    start = match.start(1)
    if "·" in name or "•" in name:
        return name
    if start and any(text[max(0, start - n) : start + 2 - (n > 2)] in ordinary() for n in (1, 2)):
        return ""  # its surname is the end of a word: 质量管|理科长
    return name if _name_like(name) else ""


def _bounded(text: str, match: re.Match[str]) -> str:
    """Return the name after a post: two characters where the third begins what is told of the person."""
    name, end = match[1], match.end(1)
    if "·" in name or "•" in name:
        return name
    if name[1:2] == "某":
        return name if name.endswith("某") else name[:2]
    base = 3 if re.match(_TWO, name) else 2
    if len(name) > base and (
        name[base] in HARD or name[base] in _VERBS or text[end - 1 : end + 1] in ordinary() or text[end - 1 : end + 2] in ordinary()
    ):
        name = name[:base]
    return name if _name_like(name) else ""
