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
    r"(?<!副)(?:局长|主任|院长|校长|园长|镇长|乡长|区长|董事长|总经理|经理|馆长|台长|所长|站长|检察长|部长|会长|主席|行长"
    r"|支队长|大队长|关长|社长|理事长|负责人|秘书长|处长|科长|书记)"
)


def role_of(post: str, kind: str) -> tuple[str, bool]:
    """Return the role that post names in a kind of unit, and whether it is certain.

    An administrative head who names no party post is taken for `head`, not for the secretary: that claims less.
    """
    text = re.sub(r"\s", "", post)
    if re.search(r"代表.{0,6}(?:被巡察)?(?:各|[\d一二三四五六七八九十两]+家)单位|各单位代表|单位代表", text):
        return "representative", True
    if re.search(r"纪检监察组|纪委书记|纪检组|纪工委书记|纪检委员|派驻", text):
        return "discipline", True
    if "主持" in text and "工作" in text:
        return "acting", True
    deputy = re.search(r"副(?!书记)\w", text) is not None
    if deputy and re.search(r"代表|受.{0,10}委托", text):
        return "deputy_body", True
    if re.search(r"(?<!副)书记", text) and not re.search(r"团.{0,4}(?<!副)书记", text.replace("党", "")):
        return "secretary", True
    if re.search(r"第一书记|团委书记", text):
        return "secretary", kind in ("群团", "村")
    if "副书记" in text:
        main = re.sub(r"党[组委工总支部]*副书记", "", text)
        if _HEADS.search(main) and not deputy:
            return "head", True
        return ("deputy_body", True) if re.search(r"代表|委托", text) else ("deputy_field", not deputy)
    if deputy or re.search(r"总工程师|总会计师|总经济师|调研员|副职", text):
        return "deputy_field", True
    if re.search(r"成员|委员(?!会)", text) and not _HEADS.search(text):
        return "member", True
    if kind == "党委部门" and re.search(r"部长|主任", text):
        return "secretary", True  # a party department has no secretary; its head answers for the 部务会
    if _HEADS.search(text):
        return "head", False
    return ("member", False) if text else ("secretary", False)


def contradiction(post: str, body: str) -> str:
    """Return what is wrong between a post and the kind of party body, as one Chinese clause; empty where nothing is."""
    for named in ("党工委", "党总支", "党支部", "党组", "党委"):
        if named in post.replace("党组织", ""):
            if named in ("党组", "党委", "党工委", "党总支", "党支部") and named != body and body in (
                "党工委", "党总支", "党支部", "党组", "党委",
            ):  # fmt: skip
                return f"职务写的是{named}，党组织写的是{body}"
            return ""
    return ""
