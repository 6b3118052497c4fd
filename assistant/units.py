"""Read a unit's full name: which row of the units table it is, which party body it names, and in which place it is."""

import re

import msgspec

from assistant.brief import Brief
from assistant.corpus import Corpus, Unit
from assistant.patterns import Pattern

_OTHERS = "其他"
"""Rows so named are for what fits no row of its own."""

_FRONTED = ("中国", "中华", "共青团", "团", "政协", "国家", "国网")
_CENTRAL = ("中国", "中华", "国家", "国网")
_FRONT = (
    # Names whose kind stands at the front are turned round: 政协云溪县委员会 -> 云溪县政协; what owns a branch is left out.
    (Pattern(r"^(?:中国共产主义青年团|共青团|团)(\w{2,8}?[省市县区州旗])委(?:员会)?$"), r"\1团委"),
    (Pattern(r"^(?:中国人民政治协商会议|政协)(\w{2,8}?[省市县区州旗])委(?:员会)?(?:机关)?$"), r"\1政协机关"),
    (Pattern(r"^(?:国家税务总局|国家统计局|中华人民共和国|国网|中国\w{0,6}银行)(?=\w{2,8}(?:[省市县区州旗]|海关))"), ""),
)
_BRANCH = Pattern(r"^(\w{2,8}?[省市州])(\w{2,}局)(\w{2,6}?)分局$", "分局")
_BODY = Pattern(r"(党工委|党总支|党支部|党组|党委)$")
_COMMITTEE = Pattern(r"(总支部?|支部)?委员会$", "委员会")
_TAILS = Pattern(r"(?:机关|管委会|管理委员会|有限(?:责任)?公司|人民政府|分公司)$")
_BODIES = {"总支": "党总支", "总支部": "党总支", "支部": "党支部", None: "党委"}


class Named(msgspec.Struct, frozen=True):
    """What a unit's name says.

    `known` is whether the row is one of its own; `name` the name that was understood, its kind at the end; `prefix`
    what stands before the kind; `body` the party body named, empty where none is; `central` whether it belongs to a
    system that no local committee inspects.
    """

    unit: Unit
    known: bool
    name: str
    prefix: str
    body: str
    central: bool


class Place(msgspec.Struct, frozen=True):
    """Where a unit is; `mark` is the level's character where a name says that alone (县 of 县教育局), else empty."""

    province: str
    city: str
    county: str
    town: str
    level: str
    mark: str


def read_name(brief: Brief, corpus: Corpus) -> Named:
    """Return what the unit's name says: the row whose alias ends it, the longest first, a row of its own before 其他."""
    full = full_name(brief)
    name = _plain(full)
    central = full.startswith(_CENTRAL) and not full.startswith(("中国共产", "中国人民政治"))
    body = found.group(1) if (found := _BODY.search(name)) else ""
    bare = _BODY.compiled.sub("", name)
    candidates = [name, bare, _TAILS.compiled.sub("", bare), re.sub(r"\s", "", brief.unit_short)]
    committee = _COMMITTEE.search(name) if full.startswith(("中共", "中国共产党")) else None
    if committee:
        candidates.insert(2, name[: committee.start()])
    wanted = brief.sector.strip().removesuffix("系统")
    best: tuple[bool, bool, int, Unit, str, str] | None = None
    for candidate in dict.fromkeys(filter(None, candidates)):
        for unit in corpus.units:
            own = not unit.name.startswith(_OTHERS)
            named = bool(wanted) and (wanted in unit.system or wanted in unit.name)
            for alias in unit.aliases:
                at = candidate.rfind(alias)
                rest = len(candidate) - at - len(alias)
                if at >= 0 and (rest == 0 or (rest <= 4 and len(alias) >= 3)):
                    score = len(alias) * 2 - 3 * rest
                    if best is None or (own, named, score) > best[:3]:
                        best = (own, named, score, unit, candidate, candidate[:at] + _mark_of(alias))
    if best is None or (best[3].kind == "党委部门" and not best[0] and "委" not in name):
        other = next((unit for unit in corpus.units if unit.name == f"{_OTHERS}单位"), corpus.units[0])
        return Named(other, False, bare, bare, body, central)
    known, _, _, unit, understood, prefix = best
    if committee and understood == name[: committee.start()]:
        body = _BODIES[committee.group(1)]
    if unit.name == f"{_OTHERS}厅":
        known, unit = _department(unit, understood, corpus)
    return Named(unit, known, understood, prefix, body, central)


def full_name(brief: Brief) -> str:
    """Return the unit's name as given, without spaces and what stands in brackets; （集团） loses the brackets only."""
    full = re.sub(r"[（(【](集团)[）)】]|^[（(【](\w+)[）)】]", r"\1\2", re.sub(r"\s", "", brief.unit))
    return re.sub(r"[（(【][^）)】]*[）)】]?", "", full) or full


def _plain(full: str) -> str:
    """Return a unit's name without 中共 and what owns a branch, its kind at the end."""
    name = full.removeprefix("中共").removeprefix("中国共产党")
    for pattern, shape in _FRONT:
        name = pattern.compiled.sub(shape, name) if name.startswith(_FRONTED) else name
    name = re.sub(r"([镇乡])委(?:员会)?$", r"\1党委", name)
    return _BRANCH.compiled.sub(r"\1\3\2", name)


def _mark_of(alias: str) -> str:
    """Return the level with which an alias begins: 县 of 县委办公室 and of 团县委, 镇 of 镇卫生院."""
    found = re.match(r"团?([省市县区州旗])委|(镇|乡|街道)(?=\w*卫生)", alias)
    return (found.group(1) or found.group(2)) if found else ""


def _department(unit: Unit, name: str, corpus: Corpus) -> tuple[bool, Unit]:
    """Return the row of a province's 厅 with the trade of the bureau below it, where there is one."""
    for other in corpus.units:
        if any(name.endswith(alias.removesuffix("局") + "厅") for alias in other.aliases if alias.endswith("局") and len(alias) > 2):
            return True, msgspec.structs.replace(
                unit, name=f"{other.name.removesuffix('局')}厅", system=other.system, served=other.served, priorities=other.priorities
            )
    return False, unit


_REGION = Pattern(
    r"^(?P<province>\w{2,6}?(?:省|自治区))?"
    r"(?P<city>[^\W县区旗镇乡街村]{1,6}?(?<![^市]\w城)市(?![市区场政民容])|\w{2,6}?自治州|[^\W县区镇乡街村]{2,5}?州(?![市县区])|\w{2,6}?(?:(?<![联同])盟|地区))?"
    r"(?P<county>(?!城市)[^\W市]{1,5}?(?<![^市]\w城)市(?![市区场政民容])|\w{1,8}?(?:县|旗|(?<![社小校园景库灌发业游假税范验聚能理护济地术])区))?"
    r"(?P<town>(?!城[镇乡]|乡[镇村]|村镇)[^\W县区市]{1,6}?(?:镇|乡|街道|苏木))?"
)
_BARE = Pattern(r"^(省|市(?!场|民|容|政(?![府协务]))|县|区(?!块)|州|旗)(?=\w{2})")
_LEVELS = {"省": "省", "自": "省", "市": "市", "州": "市", "盟": "市", "地": "市", "县": "县", "区": "县", "旗": "县", "镇": "乡", "乡": "乡", "街": "乡", "街道": "乡"}


def read_place(named: Named, brief: Brief) -> Place:
    """Return where the unit is, from its name, then the brief's region, then who inspects it."""
    own = {key: value or "" for key, value in _REGION.match(named.prefix).groupdict().items()}  # type: ignore[union-attr]
    given = {key: value or "" for key, value in _REGION.match(brief.region.strip()).groupdict().items()}  # type: ignore[union-attr]
    found = {key: own[key] or given[key] for key in own}
    bare = _BARE.match(named.name)
    mark = "" if any(own.values()) else named.prefix if named.prefix in _LEVELS else bare.group(1) if bare else ""
    levels = {"town": "乡", "county": "县", "city": "市", "province": "省"}
    if named.unit.kind in ("乡镇", "街道", "村"):
        level = "村" if named.unit.kind == "村" else "乡"
    else:
        level = next((levels[key] for key in levels if own[key]), "") or _LEVELS.get(mark, "")
        level = level or next((levels[key] for key in levels if given[key]), "") or level_of(brief.team + brief.superior)
    return Place(found["province"], found["city"], found["county"], found["town"], level, mark)


def level_of(text: str) -> str:
    """Return the level of the first committee named in text; 县 where none is."""
    found = re.search(r"[省市县区州旗盟地]委|自治区党委|[镇乡]党委|街道党工委", text)
    return _LEVELS[found.group()[0]] if found else "县"


_COMMUNITY = (
    ("村民代表", "居民代表"), ("村民小组", "居民小组"), ("村民", "居民"), ("乡亲们", "居民朋友们"), ("乡亲", "居民"), ("村务", "居务"), ("村规民约", "居民公约"),
    ("村“两委”", "社区“两委”"), ("村文书", "社区文书"), ("村报账员", "社区报账员"), ("村干部", "社区干部"), ("咱村", "咱社区"), ("全村", "全社区"),
    ("村里", "社区里"), ("村口", "小区门口"), ("村书记", "社区书记"), ("镇党委", "街道党工委"),
)  # fmt: skip
"""What a village says, and what a community says instead."""


def community_words(text: str) -> str:
    """Return a text written for villages in the words of a 社区, which is of their kind."""
    for village, community in _COMMUNITY:
        text = text.replace(village, community)
    return text


GENERIC_OWNERS = {
    "书记": "主要负责同志", "分管领导": "分管负责同志", "行政负责人": "主要负责同志", "办公室": "办公室", "党务": "党务部门", "人事": "人事部门",
    "财务": "财务部门", "采购": "采购部门", "资产": "资产管理部门", "法规": "法规部门", "业务": "业务部门", "执法": "执法机构", "窗口": "窗口",
    "项目": "项目管理部门", "基层": "基层站所", "纪检": "纪检人员", "安全": "安全管理部门", "内审": "内审人员", "宣传": "宣传部门",
    "信息": "信息部门", "信访": "信访部门", "后勤": "后勤部门", "工会": "工会", "支部": "党支部",
}  # fmt: skip
"""What several inspected units together call their desks."""
