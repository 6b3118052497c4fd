"""The context: the brief with every gap resolved, each value marked given, inferred or default.

Nothing is invented: a date, a number, a name or a remark that the brief lacks stays empty, and what follows from its
absence is said in a finding.
"""

import datetime
import re
from typing import Literal

import msgspec

from assistant.brief import BODIES, DEFAULT_LENGTH, PACE, Brief
from assistant.corpus import MATTER, OWNERS, Corpus, KindRow, Unit
from assistant.dates import read_date
from assistant.errors import BriefError
from assistant.findings import Finding
from assistant.roles import POWERS, ROLE_NAMES, Powers, bodies_of, contradiction, role_of
from assistant.units import GENERIC_OWNERS, Named, Place, community_words, full_name, read_name, read_place
from assistant.wording import matter

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

    def speak(self, text: str) -> str:
        """Return a text of the corpus or a frame in the words of this unit: a community has 居民, no 村民."""
        return community_words(text) if self.kind == "村" and "社区" in self["自称"] else text

    def fill(self, text: str, problem: str = "") -> str | None:
        """Return text with every slot filled in one pass, or None where this unit lacks an owner that it names.

        What is put in is never read for slots again: braces in the user's own words stay as they are.
        """
        missing = False
        text = self.speak(text)

        def put(match: re.Match[str]) -> str:
            nonlocal missing
            name = match.group(1)
            if name == MATTER:
                return matter(re.split(r"[，。；]", problem)[0], 9) or "这项工作"
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
    named = read_name(brief, corpus)
    unit = named.unit
    if not named.known:
        findings.append(
            Finding("context.unit", "note", "单位", f"“{brief.unit[:20]}”不在单位表里，按“{unit.name}”处理", "请核对自称、党组织和科室名称")
        )
    row = corpus.kinds[unit.kind]
    place = read_place(named, brief)
    inspection, types = _inspection_of(brief)
    role, sure = role_of(brief.role, unit.kind, unit.head)
    if not brief.role.strip():
        findings.append(
            Finding("context.role", "warning", "职务", "没有写职务，按党组织书记起草，含第一责任人等只有书记能说的话", "请在“职务”里写明，例如：局党组书记、局长")
        )
    elif not sure:
        findings.append(
            Finding("context.role", "warning", "职务", f"从“{brief.role[:20]}”推断为{ROLE_NAMES[role]}", "如兼任党组织书记或另有分工，请把党内职务写全")
        )
    body, body_origin = _body_of(brief, named, role)
    if brief.party_body and (clash := contradiction(brief.role, body)):
        raise BriefError(f"{clash}，两处不一致；请改成同一种党组织")
    meeting = brief.meeting or ("集中反馈会" if role == "representative" else "反馈会")
    superior, superior_origin, own = _superior_of(brief, place, named, inspection, types, findings)
    if superior in ("省委", "自治区党委") and "巡察" not in brief.inspection + brief.team:
        inspection = "巡视"  # what a province sends out is a 巡视; 巡察 begins below it
    date = read_date(brief.date, today) if brief.date else None
    slots = _slots(brief, named, row, role, body, place, superior, inspection)
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
    if inspection == "巡察" and "巡视" in brief.inspection:
        findings.append(Finding("context.inspection", "warning", "巡察类型", f"写的是巡视，巡察组却是“{brief.team[:20]}”，按巡察起草", "请核对这两处"))
    if "专项" in types and not re.search(r"\w{2,}", re.sub(r"专项|巡[察视]|常规|提级|交叉|[＋+、，]", "", brief.inspection)):
        findings.append(Finding("context.theme", "note", "巡察类型", "专项巡察没有写主题", "请写成“专项（粮食购销）”这样"))
    length = brief.length or (round(brief.minutes * PACE) if brief.minutes else DEFAULT_LENGTH)
    return Context(
        brief=brief,
        unit=unit,
        role=role,
        body=body,
        level=place.level,
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


def _inspection_of(brief: Brief) -> tuple[str, tuple[str, ...]]:
    text = brief.inspection + brief.team
    word = "巡视" if "巡视" in text and "巡察" not in brief.team else "巡察"
    types = tuple(kind for kind in TYPES if kind in brief.inspection or kind in brief.team)
    return word, types


def _body_of(brief: Brief, named: Named, role: str) -> tuple[str, Origin]:
    """Return the kind of party body: as given, as the post or the unit's name has it, or as the unit's row has it."""
    bodies = named.unit.bodies
    whole = [body for body in _WHOLE_BODIES if body in bodies]
    if given := brief.party_body.strip():
        return next(body for body in (*whole, *BODIES, "党组") if body in given), "given"
    if named.body:
        return named.body, "inferred"
    if role != "discipline":  # 纪委书记 names the discipline commission, not the unit's own body
        if own := next((body for body in whole if body in brief.role), ""):
            return own, "inferred"
        own = next(reversed(bodies_of(brief.role)), "")
        if own and (own in bodies or "书记" in brief.role):  # a director may sit in another body: 县卫健局党组成员、院长
            return own, "inferred"
    return bodies[0], "default"


_SENT = re.compile(r"^(.*?(?:党委|党组|党工委|委))(?=第|巡|专项|提级|交叉|联合|机动|村|驻|[“\d一二三四五六七八九十])")


def _superior_of(
    brief: Brief, place: Place, named: Named, inspection: str, types: tuple[str, ...], findings: list[Finding]
) -> tuple[str, Origin, str]:
    """Return the committee that sent the team, its origin, and the unit's own superior where that is another."""
    own = _short_committee(brief.superior) if brief.superior else _committee_of(place, named)
    found = _SENT.match(brief.team.strip())
    sent = _short_committee(found.group(1)) if found else ""
    if sent:
        if own == sent:
            return sent, ("given" if brief.superior else "inferred"), ""
        if not brief.superior and not (own in _BELOW and sent in _ABOVE):
            own = ""  # a team of the trade's own system: nothing says that the place's committee is accounted to
        if own and not {"提级", "交叉"} & set(types):
            findings.append(
                Finding("context.superior", "note", "上级党委", f"巡察组由{sent}派出，上级党委是{own}，结尾向两级交账", "请核对；如是提级巡察，请在“巡察类型”里写明")
            )
        return sent, "inferred", own
    below = inspection == "巡视" and own in (*_BELOW, "州委", "盟委", "地委")  # these send out 巡察 only
    if own and not below:
        return own, ("given" if brief.superior else "inferred"), ""
    findings.append(Finding("context.superior", "note", "上级党委", "看不出是哪一级党委派出的巡察组，只写“上级党委”", "请写上“上级党委”或“巡察组”"))
    return "上级党委", "default", own


_BELOW = ("县委", "区委", "旗委", "市委")
_ABOVE = ("市委", "州委", "盟委", "地委", "省委", "自治区党委")


def _short_committee(text: str) -> str:
    text = re.sub(r"委员会$", "委", text.strip().removeprefix("中共"))
    if text.endswith("自治区党委"):
        return "自治区党委"
    if found := re.search(r"(?:[省市县区州盟旗地]委|[镇乡]党委|街道党工委)$", text):
        return found.group()
    return text


def _committee_of(place: Place, named: Named) -> str:
    """Return the committee that would inspect a unit there; empty for one that answers to its own system."""
    if named.central or named.unit.kind == "垂管":
        return ""
    for text in (place.county, place.city, place.province):
        if text.endswith("自治区"):
            return "自治区党委"
        if text:
            return "地委" if text.endswith("地区") else f"{text[-1]}委"
    return f"{place.mark}委" if f"{place.mark}委" in _WHOLE else ""


_WHOLE = {"县委": "全县", "区委": "全区", "旗委": "全旗", "市委": "全市", "州委": "全州", "盟委": "全盟", "地委": "全地区", "省委": "全省", "自治区党委": "全区"}
_GOVERNMENTS = {"盟委": "盟委、行署", "地委": "地委、行署", "自治区党委": "自治区党委、政府"}


def _slots(
    brief: Brief,
    named: Named,
    row: KindRow,
    role: str,
    body: str,
    place: Place,
    superior: str,
    inspection: str,
) -> dict[str, Value]:
    unit = named.unit
    own_name = _self_of(brief, named, place)
    short = _body_short(body, own_name, unit, brief.role)
    whole = _whole_of(place, unit, own_name, superior)
    many = role == "representative"
    short = "各单位党组织" if many else short
    given = [text.strip().rstrip("。；，") for text in brief.priorities]
    return {
        "单位": Value(brief.unit.strip(), "given"),
        "自称": Value("各单位" if many else own_name, "inferred"),
        "全体": Value("各单位上下" if many else _everyone(own_name, row), "inferred"),
        "队伍": Value(row.staff, "inferred"),
        "党组织": Value(short, "inferred"),
        "会议": Value(_meeting_of(body, short, row), "inferred"),
        "成员": Value("班子成员" if many else row.member.get(body, "班子成员"), "inferred"),
        "系统": Value(brief.sector.strip().removesuffix("系统") + "系统" if brief.sector.strip() else unit.system, _given(brief.sector.strip())),
        "上级党委": Value(superior, "inferred"),
        "上级": Value(_pair(superior) if row.superior_pair else superior, "inferred"),
        "全域": Value(whole or "本地", "inferred" if whole else "default"),
        "巡察组": Value(_team_of(brief, superior, inspection), _given(brief.team.strip())),
        "巡察": Value(inspection, _given(brief.inspection.strip() or brief.team.strip())),
        "服务对象": Value(unit.served, "inferred"),
        "下属": Value("各自的科室和基层单位" if many else unit.subunits, "inferred"),
        "重点工作": Value(next(filter(None, given), unit.priorities[0]), _given(any(given))),
    }


def _given(value: object) -> Origin:
    return "given" if value else "default"


def _pair(superior: str) -> str:
    if superior in _GOVERNMENTS:
        return _GOVERNMENTS[superior]
    if re.fullmatch(r"[省市县区州旗]委|[镇乡]党委", superior):
        return f"{superior}、{superior[0]}政府"
    return superior


def _everyone(own: str, row: KindRow) -> str:
    """Return all of the unit's people: 全局上下, but 集团上下, and 机关上下 whatever the self-reference is."""
    stem = re.sub(r"^[我本]", "", own)
    if row.all.startswith("机关") or stem == "单位":
        return row.all if row.all.startswith("机关") else "单位上下"
    if stem in ("公司", "集团", "街道", "园区", "支队", "大队", "总队"):
        return f"{stem}上下"
    return f"全{stem.removeprefix('分')}上下"


def _self_of(brief: Brief, named: Named, place: Place) -> str:
    """Return the self-reference that fits the name, the longest first: 我委 for 发展改革委, 我局 for 发展和改革局.

    Where a school may be 我校 or 我院 the post decides first.
    """
    forms = named.unit.self
    if {"我校", "我院"} <= set(forms) and (found := re.search(r"([校院])(?=长|党[组委总支])", brief.role)):
        return f"我{found.group(1)}"
    if "团委" in forms:
        mark = (place.county or place.city or place.province or place.mark)[-1:]
        return f"团{mark}委" if mark else "团委"
    name = full_name(brief)
    if named.unit.kind == "国企":
        if re.search(r"集团(?:公司|(?:股份)?有限(?:责任)?公司)?$", name):
            return "我集团"
        name = name if "我公司" in forms else re.sub(r"(?:股份)?有限(?:责任)?公司$", "", name)
    for form in sorted(forms, key=lambda form: (form[0] != forms[0][0], -len(form))):
        stem = re.sub(r"^[我本]", "", form)
        if any(text.endswith(stem) or (stem == "委" and text.endswith("委员会")) for text in (name, named.name)):
            return form
    return forms[0]


def _body_short(body: str, own: str, unit: Unit, post: str) -> str:
    """Return 局党组, 院党委 ...: as the post or the unit's row has it, or with this body and this self-reference put in."""
    if body in _WHOLE_BODIES:
        return body
    stem = re.sub(r"^[我本]", "", own)
    if stem == "单位":
        return body
    if unit.kind == "高校" and (found := re.search(rf"(?:学校|学院){body}", post)):
        return found.group()
    usual = (unit.owners.get("党组织") or "").removesuffix(unit.bodies[0])
    return (usual if usual.endswith(stem) else stem) + body


def _meeting_of(body: str, short: str, row: KindRow) -> str:
    default = row.meeting.get(body, f"{short}会议")
    usual = row.short.get(body, "")
    return default.replace(usual, short) if usual and usual in default else default


def _whole_of(place: Place, unit: Unit, own: str, superior: str) -> str:
    """Return 全县, 全镇 ...: what the unit serves, from its name and place; empty where nothing says it."""
    if unit.kind in ("乡镇", "街道", "村", "开发区"):
        return f"全{re.sub(r'^[我本]', '', own)}"
    if place.town and place.level == "乡":
        return "全街道" if place.town.endswith("街道") else f"全{place.town[-1]}"
    for text in (place.county, place.city, place.province):
        if text:
            return _WHOLE[{"地区": "地委", "治区": "自治区党委"}.get(text[-2:], f"{text[-1]}委")]
    if place.mark in ("镇", "乡", "街道"):
        return f"全{place.mark}"
    return _WHOLE.get(f"{place.mark}委") or _WHOLE.get(superior, "")


def _team_of(brief: Brief, superior: str, inspection: str) -> str:
    if brief.team:
        return re.sub(r"^中共", "", brief.team.strip())
    return f"{superior}{inspection}组" if superior != "上级党委" else f"{inspection}组"


def _owners(unit: Unit, row: KindRow, role: str, slots: dict[str, Value]) -> dict[str, str]:
    many = role == "representative"
    owners = {function: name for function, name in {**row.owners, **unit.owners}.items() if name}
    usual = unit.owners.get("党组织") or row.short.get(unit.bodies[0]) or ""
    if usual and not many:  # 学院党委纪检委员 where there is a 党支部
        owners = {function: name.replace(usual, slots["党组织"].value) for function, name in owners.items()}
    if unit.kind in ("高校", "学校") and slots["自称"].value == "我院":  # 分管副院长 and 院纪委 where the unit is an academy
        owners = {function: re.sub("校(?!办)", "院", name.replace("学校", "学院")) for function, name in owners.items()}
    owners["党组织"] = slots["党组织"].value
    owners["班子"] = "班子成员"
    if role in ("secretary", "acting"):
        owners["书记"] = "我"
    if role == "head":
        owners["行政负责人"] = "我"
    if role == "deputy_field":
        owners["分管领导"] = "我"
    if many:
        for function, name in owners.items():
            if function not in ("党组织", "班子"):
                owners[function] = f"各单位{GENERIC_OWNERS.get(function, name)}"
    return owners
