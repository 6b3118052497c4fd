"""The context: the brief with every gap resolved, each value marked given, inferred or default.

Nothing is invented: a date, a number, a name or a remark that the brief lacks stays empty, and what follows from its
absence is said in a finding.
"""

import datetime
import re
from typing import Literal

import msgspec

from assistant.brief import DEFAULT_LENGTH, PACE, Brief
from assistant.corpus import OWNERS, Corpus, KindRow, Unit
from assistant.dates import read_date
from assistant.errors import BriefError
from assistant.findings import Finding
from assistant.patterns import Pattern
from assistant.roles import POWERS, ROLE_NAMES, Powers, contradiction, role_of

Origin = Literal["given", "inferred", "default"]
_WHOLE_BODIES = ("部务会", "室务会", "校委会", "委务会", "机关党组", "机关党委", "机关党支部")
"""Bodies whose name takes no prefix of the unit."""

TYPES = ("常规", "专项", "机动", "提级", "交叉", "回头看", "延伸", "联动")


class Value(msgspec.Struct, frozen=True):
    """A value and where it comes from."""

    value: str
    origin: Origin


class Context(msgspec.Struct, frozen=True, kw_only=True):
    """Who says what to whom. `slots` fill `{单位}`-style slots; `owners` maps a function to this unit's post or desk."""

    brief: Brief
    unit: Unit
    role: str
    body: str
    level: str
    meeting: str
    inspection: str
    types: tuple[str, ...]
    own_superior: str
    as_of: datetime.date
    date: datetime.date | None
    length: int
    pace: int
    slots: dict[str, Value]
    owners: dict[str, str]
    findings: tuple[Finding, ...]

    @property
    def kind(self) -> str:
        return self.unit.kind

    @property
    def powers(self) -> Powers:
        return POWERS[self.role]

    def __getitem__(self, slot: str) -> str:
        return self.slots[slot].value if slot in self.slots else self.owners[slot]

    def owner(self, function: str, problem: str = "") -> str | None:
        """Return who holds a function in this unit; a trade's function is narrowed to the desk whose words stand in problem."""
        if function in ("业务", "安全", "项目") and problem:
            scored = [(sum(len(w) for w in desk.words if w in problem), desk.name) for desk in self.unit.desks]
            best = max(scored, key=lambda pair: pair[0], default=(0, ""))
            if best[0]:
                return best[1]
        return self.owners.get(function)

    def fill(self, text: str, problem: str = "") -> str | None:
        """Return text with every slot filled in one pass, or None where this unit lacks an owner that it names.

        What is put in is never read for slots again: braces in the user's own words stay as they are.
        """
        missing = False

        def put(match: re.Match[str]) -> str:
            nonlocal missing
            name = match.group(1)
            if name in self.slots:
                return self.slots[name].value
            found = self.owner(name, problem) if name in OWNERS else None
            if found is None:
                missing = True
                return ""
            return found

        filled = re.sub(r"\{([^{}]*)\}", put, text)
        return None if missing else filled


def resolve(brief: Brief, corpus: Corpus, today: datetime.date, as_of: datetime.date | None = None) -> Context:
    """Return the context of brief; `today` serves relative dates and where neither as-of nor meeting date is given."""
    findings: list[Finding] = []
    unit, prefix, known = _unit_of(brief, corpus)
    if not known:
        findings.append(
            Finding("context.unit", "note", "单位", f"“{brief.unit[:20]}”不在单位表里，按“{unit.name}”处理", "请核对自称、党组织和科室名称")
        )
    row = corpus.kinds[unit.kind]
    place = _places(prefix, brief, unit)
    inspection, types = _inspection_of(brief)
    role, sure = role_of(brief.role, unit.kind)
    if not brief.role.strip():
        findings.append(
            Finding("context.role", "warning", "职务", "没有写职务，按党组织书记起草，含第一责任人等只有书记能说的话", "请在“职务”里写明，例如：局党组书记、局长")
        )
    elif not sure:
        findings.append(
            Finding("context.role", "warning", "职务", f"从“{brief.role[:20]}”推断为{ROLE_NAMES[role]}", "如兼任党组织书记或另有分工，请把党内职务写全")
        )
    body, body_origin = _body_of(brief, unit, role)
    if clash := contradiction(brief.role, body):
        raise BriefError(f"{clash}，两处不一致；请改成同一种党组织")
    meeting = brief.meeting or ("集中反馈会" if role == "representative" else "反馈会")
    superior, superior_origin, own = _superior_of(brief, place, unit, findings)
    date = read_date(brief.date, today) if brief.date else None
    slots = _slots(brief, unit, row, role, body, place, superior, inspection)
    slots["党组织"] = Value(slots["党组织"].value, body_origin)
    slots["上级党委"] = Value(superior, superior_origin)
    owners = _owners(unit, row, role, slots)
    if body_origin == "default" and len(unit.bodies) > 1:
        findings.append(
            Finding("context.body", "note", "党组织", f"没有写党组织，按“{slots['党组织'].value}”起草（这类单位也有设{'、'.join(unit.bodies[1:])}的）", "请核对，不对就在“党组织”里写明")
        )
    if not brief.problems:
        findings.append(
            Finding("context.problems", "warning", "问题", "没有给反馈的问题，稿子只能写怎样逐条整改，会偏空", "请在“问题”里写上反馈意见点到的几条")
        )
    if not brief.priorities:
        findings.append(
            Finding("context.priorities", "note", "重点工作", f"没有给重点工作，暂用这类单位通常的“{slots['重点工作'].value}”", "请换成本单位今年真正在抓的一两件事")
        )
    if role in ("deputy_field", "member") and not brief.portfolio:
        findings.append(
            Finding("context.portfolio", "warning", "分管", "没有写分管哪些工作，稿子只说“职责范围内”", "请在“分管”里写上")
        )
    if "专项" in types and not re.search(r"\w{2,}", re.sub(r"专项|巡[察视]|常规|提级|交叉|[＋+、，]", "", brief.inspection)):
        findings.append(Finding("context.theme", "note", "巡察类型", "专项巡察没有写主题", "请写成“专项（粮食购销）”这样"))
    length = brief.length or (round(brief.minutes * PACE) if brief.minutes else DEFAULT_LENGTH)
    return Context(
        brief=brief,
        unit=unit,
        role=role,
        body=body,
        level=place["level"],
        meeting=meeting,
        inspection=inspection,
        types=types,
        own_superior=own,
        as_of=as_of or date or today,
        date=date,
        length=length,
        pace=PACE,
        slots=slots,
        owners=owners,
        findings=tuple(findings),
    )


_FRONTED = ("中国", "共青团", "团", "政协", "国家")
_FRONT = (
    # Names whose kind stands at the front are turned round: 政协云溪县委员会 -> 云溪县政协.
    (Pattern(r"^(?:中国共产主义青年团|共青团|团)(\w{2,8}?[省市县区州旗])委(?:员会)?$"), r"\1团委"),
    (Pattern(r"^(?:中国人民政治协商会议|政协)(\w{2,8}?[省市县区州旗])委(?:员会)?(?:机关)?$"), r"\1政协机关"),
    (Pattern(r"^(?:国家税务总局|国家统计局)(?=\w{2,8}[省市县区州旗])"), ""),
)
_TAILS = Pattern(r"(?:机关|党委|党组|党工委|党总支|党支部|委员会|有限(?:责任)?公司|人民政府|分公司)$")


def _unit_of(brief: Brief, corpus: Corpus) -> tuple[Unit, str, bool]:
    """Return the row whose alias ends the unit's name (the longest wins), what stands before it, and whether found."""
    name = re.sub(r"[\s（(].*$", "", brief.unit.strip()) or brief.unit.strip()
    name = name.removeprefix("中共").removeprefix("中国共产党")
    for pattern, shape in _FRONT:
        name = pattern.compiled.sub(shape, name) if name.startswith(_FRONTED) else name
    wanted = brief.sector.removesuffix("系统")
    best: tuple[int, int, Unit, str] | None = None
    for candidate in (name, _TAILS.compiled.sub("", name)):
        for unit in corpus.units:
            for alias in unit.aliases:
                at = candidate.rfind(alias)
                if at >= 0 and at + len(alias) >= len(candidate) - 4 and (
                    at + len(alias) == len(candidate) or len(alias) >= 3
                ):
                    score = len(alias) * 2 - 3 * (len(candidate) - at - len(alias))
                    named = int(bool(wanted) and (wanted in unit.system or wanted in unit.name))
                    if best is None or (named, score) > best[:2]:
                        best = (named, score, unit, candidate[:at])
        if best:
            break
    if best:
        return best[2], best[3], not best[2].name.startswith("其他")
    fallback = next((unit for unit in corpus.units if unit.name == "其他单位"), corpus.units[0])
    return fallback, name, False


_REGION = Pattern(
    r"^(?P<province>\w{2,7}?(?:省|自治区))?(?P<city>\w{1,5}?(?:市|州|盟|地区))?"
    r"(?P<county>\w{1,6}?(?<![小社校园景])(?:县|区|旗|市))?(?P<town>\w{1,5}?(?<![城])(?:镇|乡|街道))?"
)


def _places(prefix: str, brief: Brief, unit: Unit) -> dict[str, str]:
    """Return province, city, county, town and the level of the unit, from its name and the brief's region."""
    named = prefix if _REGION.match(prefix).group() else ""  # type: ignore[union-attr]
    given = brief.region.strip()
    text = given + named.removeprefix(given) if given and not named.startswith(given) and given not in named else named
    if unit.kind in ("乡镇", "街道", "村") and not named and not given:
        text = ""
    found = {key: value or "" for key, value in _REGION.match(text or given).groupdict().items()}  # type: ignore[union-attr]
    if unit.kind in ("乡镇", "街道"):
        level, found["town"] = "乡", ""
    elif unit.kind == "村":
        level = "村"
    elif found["town"]:
        level = "乡"
    elif found["county"]:
        level = "县"
    elif found["city"]:
        level = "市"
    elif found["province"]:
        level = "省"
    else:
        level = _level_of_team(brief.team + brief.superior)
    return {**found, "level": level, "region": text or given}


def _level_of_team(text: str) -> str:
    found = re.search(r"[省市县区州旗盟]委|自治区党委|[镇乡]党委", text)
    if not found:
        return "县"
    return {"省": "省", "自": "省", "市": "市", "州": "市", "盟": "市", "镇": "乡", "乡": "乡"}.get(found.group()[0], "县")


def _inspection_of(brief: Brief) -> tuple[str, tuple[str, ...]]:
    text = brief.inspection + brief.team
    word = "巡视" if "巡视" in text and "巡察" not in brief.team else "巡察"
    types = tuple(kind for kind in TYPES if kind in brief.inspection or kind in brief.meeting)
    return word, types


def _body_of(brief: Brief, unit: Unit, role: str) -> tuple[str, Origin]:
    """Return the kind of party body: as given, as the post names it, or as the unit's row has it."""
    for text, origin in ((brief.party_body, "given"), (brief.role, "inferred")):
        if origin == "inferred" and role == "discipline":
            continue  # 纪委书记 names the discipline commission, not the unit's own body
        plain = text.replace("党组织", "")
        for body in (*_WHOLE_BODIES, "党工委", "党总支", "党支部", "党组", "党委"):
            if body in plain and (body not in _WHOLE_BODIES or body in unit.bodies):
                return body, origin  # type: ignore[return-value]
    return unit.bodies[0], "default"


def _superior_of(
    brief: Brief, place: dict[str, str], unit: Unit, findings: list[Finding]
) -> tuple[str, Origin, str]:
    """Return the committee that sent the team, its origin, and the unit's own superior where that is another."""
    own = _short_committee(brief.superior) if brief.superior else _committee_of(place, unit)
    found = re.match(r"^(.*?(?:委|党委|党组|党工委))(?=(?:第|巡|专项|提级|交叉|联合|村|“|驻))", brief.team.strip())
    sent = _short_committee(found.group(1)) if found else ""
    if sent:
        if brief.superior and own != sent and not {"提级", "交叉"} & set(_inspection_of(brief)[1]):
            findings.append(
                Finding("context.superior", "note", "上级党委", f"巡察组由{sent}派出，上级党委写的是{own}，结尾向两级交账", "请核对；如是提级巡察，请在“巡察类型”里写明")
            )
        return sent, ("given" if brief.superior == sent else "inferred"), own if own and own != sent else ""
    if own:
        return own, ("given" if brief.superior else "inferred"), ""
    findings.append(Finding("context.superior", "note", "上级党委", "看不出是哪一级党委派出的巡察组，只写“上级党委”", "请写上“上级党委”或“巡察组”"))
    return "上级党委", "default", ""


def _short_committee(text: str) -> str:
    text = text.strip().removeprefix("中共")
    if found := re.search(r"([省市县区州盟旗])委$", text):
        return found.group()
    if text.endswith("自治区党委"):
        return "自治区党委"
    if found := re.search(r"([镇乡])党委$|街道党工委$", text):
        return found.group()
    return text


def _committee_of(place: dict[str, str], unit: Unit) -> str:
    for key, last in (("county", 1), ("city", 1), ("province", 1)):
        if place[key]:
            end = place[key][-last:]
            return "自治区党委" if place[key].endswith("自治区") else ("地委" if end == "区" and key == "city" else f"{end}委")
    return ""


_WHOLE = {"省": "全省", "市": "全市", "县": "全县", "村": "全村"}


def _slots(
    brief: Brief,
    unit: Unit,
    row: KindRow,
    role: str,
    body: str,
    place: dict[str, str],
    superior: str,
    inspection: str,
) -> dict[str, Value]:
    own_name = _self_of(brief, unit)
    stem = re.sub(r"^[我本]", "", own_name)
    short = _body_short(body, own_name, unit, row, role)
    served = unit.served
    whole = _whole_of(place, unit, stem)
    many = role == "representative"
    pair = row.superior_pair and re.fullmatch(r"[省市县区州旗]委", superior)
    priorities = list(brief.priorities) or list(unit.priorities[:2])
    everyone = row.all if row.all.endswith(("班子", "师生")) or (stem not in row.all and len(stem) > 2) else _everyone(stem, row)
    return {
        "单位": Value(brief.unit.strip(), "given"),
        "自称": Value("各单位" if many else own_name, "inferred"),
        "全体": Value("各单位上下" if many else everyone, "inferred"),
        "队伍": Value(row.staff, "inferred"),
        "党组织": Value(short, "inferred"),
        "会议": Value(_meeting_of(body, short, row), "inferred"),
        "成员": Value("班子成员" if many else row.member.get(body, "班子成员"), "inferred"),
        "系统": Value(brief.sector.removesuffix("系统") + "系统" if brief.sector else unit.system, _given(brief.sector)),
        "上级党委": Value(superior, "inferred"),
        "上级": Value(f"{superior}、{superior[0]}政府" if pair else superior, "inferred"),
        "全域": Value(whole, "inferred"),
        "巡察组": Value(_team_of(brief, superior, inspection), _given(brief.team)),
        "巡察": Value(inspection, "inferred"),
        "服务对象": Value(served, "inferred"),
        "下属": Value("各自的科室和基层单位" if many else unit.subunits, "inferred"),
        "重点工作": Value(priorities[0].rstrip("。；，"), _given(brief.priorities)),
    }


def _given(value: object) -> Origin:
    return "given" if value else "default"


def _everyone(stem: str, row: KindRow) -> str:
    found = re.match(r"全\w{1,3}?(上下|$)", row.all)
    return f"全{stem}{found.group(1)}" if found and len(stem) <= 3 else row.all


def _self_of(brief: Brief, unit: Unit) -> str:
    """Return the admissible self-reference that fits the name: 我委 for 发展改革委, 我局 for 发展和改革局."""
    name = re.sub(r"（.*|有限(?:责任)?公司$|人民政府$|党[委组]$", "", brief.unit.strip())
    for form in unit.self:
        stem = re.sub(r"^[我本]", "", form)
        if name.endswith(stem) or (stem == "委" and name.endswith("委员会")):
            return form
    return unit.self[0]


def _body_short(body: str, own: str, unit: Unit, row: KindRow, role: str) -> str:
    """Return 局党组, 院党委 ...: as the unit's row has it, or with this body and this self-reference put in."""
    if role == "representative":
        return "各单位党组织"
    usual = unit.owners.get("党组织") or row.owners["党组织"] or ""
    if own == unit.self[0] and body == unit.bodies[0]:
        return usual
    if body in _WHOLE_BODIES:
        return body
    if own == unit.self[0] and usual.endswith(unit.bodies[0]) and unit.bodies[0] not in _WHOLE_BODIES:
        return usual.removesuffix(unit.bodies[0]) + body
    return re.sub(r"^[我本]", "", own) + body


def _meeting_of(body: str, short: str, row: KindRow) -> str:
    default = row.meeting.get(body, f"{short}会议")
    usual = row.short.get(body, "")
    return default.replace(usual, short) if usual and usual in default else default


def _whole_of(place: dict[str, str], unit: Unit, stem: str) -> str:
    if unit.kind in ("乡镇", "街道", "村"):
        return f"全{stem}"
    if place["level"] == "县" and place["county"]:
        return f"全{place['county'][-1]}"
    return _WHOLE.get(place["level"], "全县")


def _team_of(brief: Brief, superior: str, inspection: str) -> str:
    if brief.team:
        return re.sub(r"^中共", "", brief.team.strip())
    return f"{superior}{inspection}组" if superior != "上级党委" else f"{inspection}组"


def _owners(unit: Unit, row: KindRow, role: str, slots: dict[str, Value]) -> dict[str, str]:
    named = {**row.owners, **unit.owners}
    owners = {function: name for function, name in named.items() if name}
    owners["党组织"] = slots["党组织"].value
    owners["班子"] = "班子成员"
    if role in ("secretary", "acting"):
        owners["书记"] = "我"
    if role == "head":
        owners["行政负责人"] = "我"
    if role == "deputy_field":
        owners["分管领导"] = "我"
    if role == "representative":
        for function, name in owners.items():
            if function not in ("党组织", "班子"):
                owners[function] = f"各单位{_GENERIC.get(function, name)}"
    return owners


_GENERIC = {
    "书记": "主要负责同志", "分管领导": "分管负责同志", "行政负责人": "主要负责同志", "办公室": "办公室", "党务": "党务部门", "人事": "人事部门",
    "财务": "财务部门", "采购": "采购部门", "资产": "资产管理部门", "法规": "法规部门", "业务": "业务部门", "执法": "执法机构", "窗口": "窗口",
    "项目": "项目管理部门", "基层": "基层站所", "纪检": "纪检人员", "安全": "安全管理部门", "内审": "内审人员", "宣传": "宣传部门",
    "信息": "信息部门", "信访": "信访部门", "后勤": "后勤部门", "工会": "工会", "支部": "党支部",
}  # fmt: skip
