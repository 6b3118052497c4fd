"""Infer the speaker's role from the free text of a post, and what each role may do.

The powers are those of the genre guide's role matrix: only the secretary (or who holds the work for the time being)
leads the whole rectification; the discipline group supervises and never leads it.
"""

import re

import msgspec

ROLE_NAMES = {
    "secretary": "党组织书记",
    "head": "行政正职（非书记）",
    "deputy_body": "副职（代表党组织）",
    "deputy_field": "副职（就分管工作）",
    "member": "班子成员",
    "discipline": "纪检监察组组长（纪委书记）",
    "acting": "主持工作的副职",
    "representative": "被巡察单位代表",
}


class Powers(msgspec.Struct, frozen=True):
    """What a role may say of itself."""

    first_responsible: bool = False
    leads_group: bool = False
    speaks_for_body: bool = False
    whole_unit: bool = False


POWERS = {
    "secretary": Powers(True, True, True, True),
    "acting": Powers(False, True, True, True),
    "head": Powers(False, False, True, True),
    "deputy_body": Powers(False, False, True, True),
    "deputy_field": Powers(),
    "member": Powers(),
    "discipline": Powers(),
    "representative": Powers(False, False, True, True),
}

_HEADS = re.compile(
    r"(?<!副)(?:[局院校园镇乡区县市旗州厅署馆台所站社厂矿场关行队]长|董事长|理事长|检察长|秘书长|部长|会长|处长|主任|总经理|经理|执行董事|主席"
    r"|总编辑|负责人)(?!助理)"
)
_ASIDE = re.compile(
    r"(?:机关|直属)(?:党委|党总支)(?:专职)?副?书记|(?:镇|乡|街道)?人大(?:工委)?副?主[席任]|(?:人大|人大常委会|政协)副(?:主任|主席)|副[省市县区州旗]长"
    r"|政府副秘书长|书记员|副?主任(?:科员|[医护药技]师|记者|编辑)|副(?:教授|研究员)|副(?:董事长|理事长)(?=.*(?:总经理|行长|主任))"
    r"|[（(](?:正|副)?[县处科厅局部]级[）)]"
)
"""Posts and ranks beside the one that is spoken from: they make no secretary of a member and no deputy of a head."""

_BELOW = (
    (("机关", "党委部门"), re.compile(r"(?:党政|综合|行政|党委|[院校])?办公室副?主任")),
    (("群团",), re.compile(r"(?<!总)工会副?主席|妇联副?主席|(?<!集)团委副?书记")),
    (("群团", "党委部门"), re.compile(r"机关\w{0,2}党支部副?书记")),
    (("党委部门",), re.compile(r"武装部副?部?长|(?:组织|宣传|统战)部副?部?长")),
)
"""Posts that make a head in these kinds of unit only; elsewhere they belong to somebody further down."""

_LEAGUE = re.compile(r"(?<!集)团[^党\W]{0,8}?委书记")
_DISCIPLINE = re.compile(r"纪检|纪委(?:常务)?副?书记|纪工委|派驻(?!.{0,6}村)")
_DEPUTY = re.compile(r"副(?!书记)\w|总\w{1,3}师|助理")


def role_of(post: str, kind: str, head: str = "") -> tuple[str, bool]:
    """Return the role that post names in a kind of unit, and whether it is certain; `head` is what leads such a unit.

    An administrative head who names no party post is taken for `head`, not for the secretary: that claims less.
    """
    text = re.sub(r"\s", "", post)
    if re.search(r"代表.{0,6}(?:被巡察)?(?:各|[\d一二三四五六七八九十两]+家)单位|各单位代表|单位代表", text):
        return "representative", True
    if _DISCIPLINE.search(text):
        return "discipline", True
    own = _ASIDE.sub("", text)
    for kinds, pattern in _BELOW:
        own = own if kind in kinds else pattern.sub("", own)
    if re.search(r"(?<!第一)(?<!副)书记|支书", _LEAGUE.sub("", own)):
        return "secretary", True
    heads, deputy = _HEADS.search(own), _DEPUTY.search(own)
    if "主持" in text and "工作" in text and (deputy or not heads or heads.group() == "负责人"):
        return "acting", True
    if head.startswith("常务副") and head in text:
        return "secretary", True  # 党校: its head on paper sits in the county committee and never speaks for it
    if (deputy or "副书记" in own) and re.search(r"代表|受.{0,10}委托", text):
        return "deputy_body", True
    if deputy:
        return "deputy_field", True
    if kind == "党委部门" and re.search(r"部长|主任", own):
        return "secretary", True  # a party department has no secretary; its head answers for the 部务会
    return _uncertain(text, own, kind, heads is not None)


def _uncertain(text: str, own: str, kind: str, heads: bool) -> tuple[str, bool]:
    """Return the role of a post that names neither a secretary nor a deputy."""
    if _LEAGUE.search(own):
        return "secretary", False  # 团县委书记 nearly always holds its 党组 too
    if "第一书记" in own:
        return "deputy_body" if kind == "村" else "member", False  # sent to help; the village secretary stays first
    if "副书记" in own:
        return ("head", True) if heads else ("deputy_field", True)
    if re.search(r"政治委员|政委|教导员|指导员", own):
        return ("secretary", False) if kind == "垂管" else ("deputy_field", False)
    if heads:
        return "head", False
    if re.search(r"成员|委员(?!会)|常委(?!会)", own):
        return "member", True
    if "调研员" in own:
        return "deputy_field", False
    return ("member", False) if text else ("secretary", False)


_BODIES = re.compile(r"(党工委|党总支|党支部|党组(?!织)|党委)(?P<secretary>(?:常务)?副?书记)?")


def bodies_of(post: str) -> list[str]:
    """Return the kinds of party body that a post names, the one that is spoken for last; 机关党委 is none of them."""
    found = list(_BODIES.finditer(_ASIDE.sub("", re.sub(r"\s", "", post))))
    found.sort(key=lambda match: match["secretary"] is not None)
    return [match.group(1) for match in found]


def contradiction(post: str, body: str) -> str:
    """Return what is wrong between a post and the kind of party body, as one Chinese clause; empty where nothing is."""
    named = bodies_of(post)
    if not named or body in named or not _BODIES.fullmatch(body) or _DISCIPLINE.search(post):
        return ""
    return f"职务写的是{named[-1]}，党组织写的是{body}"
