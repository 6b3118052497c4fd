"""What the corpus knows beside its exemplars: kinds of unit, categories of problem with their measures, headings.

The formats are described in corpus/README.md. Everything is read into frozen values; a file against its format is
refused with file, line and what to do.
"""

import re
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from index import textfile, yamlfile
from index.errors import CorpusError
from index.exemplars import ROLES, SLOTS, Role

OWNERS = frozenset(
    ["书记", "党组织", "班子", "分管领导", "行政负责人", "办公室", "党务", "人事", "财务", "采购", "资产", "法规", "业务", "执法", "窗口", "项目", "基层", "纪检", "安全", "内审", "宣传", "信息", "信访", "后勤", "工会", "支部"]
)
"""Posts and desks by function; each kind of unit has its own name for one, or none."""

Kind = Literal[
    "局", "委局", "垂管", "医院", "学校", "高校", "国企", "乡镇", "街道", "村", "开发区", "法院", "检察院", "党委部门",
    "机关", "群团", "事业", "中心",
]  # fmt: skip
Text = Annotated[str, Meta(min_length=1)]
CategoryId = Annotated[str, Meta(pattern=r"^P\d\d$")]
BODY_ROLES = ("secretary", "acting", "head", "deputy_body")
FIELD_ROLES = tuple(role for role in ROLES if role != "discipline")

GENERAL = "P00"
"""The category for a brief without problems, and for a problem that fits no other."""

MATTER = "事项"
"""The slot for what a problem is about, in its own words and without the charge; only for texts that answer one."""


class _Frozen(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The base of every value read from the corpus."""


Kinds = Literal["all"] | tuple[Kind, ...]
Roles = Literal["all", "body"] | tuple[Role, ...]


def _role_names(roles: Roles) -> tuple[str, ...]:
    return FIELD_ROLES if roles == "all" else BODY_ROLES if roles == "body" else tuple(roles)


class Line(_Frozen, frozen=True):
    """A sentence with the kinds of unit and the roles it is meant for; `answers` are the only faults it is true of."""

    text: Text
    kinds: Kinds = "all"
    roles: Roles = "all"
    answers: tuple[Text, ...] = ()

    def fits(self, kind: str, role: str) -> bool:
        """Whether a speaker of that role in that kind of unit may say it; discipline says what all may."""
        spoken_as = "member" if role == "discipline" and self.roles == "all" else role
        return (self.kinds == "all" or kind in self.kinds) and spoken_as in _role_names(self.roles)


Lines = Annotated[tuple[Text | Line, ...], Meta(min_length=1)]


class Measure(_Frozen, frozen=True):
    """Something that can be pledged: who does what, by when or how often, and how a bystander can check it.

    `answers` are the faults of the category that it mends, as a finding words them; empty where it mends any.
    `step` says whether it finds out what happened (查) or changes the rule (改): one of each answers a problem whole.
    """

    id: Annotated[str, Meta(pattern=r"^P\d\d-\d+$")]
    who: str
    what: Annotated[str, Meta(min_length=6, max_length=70)]
    deadline: Annotated[str, Meta(min_length=2, max_length=24)]
    check: Annotated[str, Meta(min_length=4, max_length=60)]
    roles: Roles = "all"
    kinds: Kinds = "all"
    answers: tuple[Text, ...] = ()
    step: Literal["", "查", "改"] = ""

    def fits(self, kind: str, role: str) -> bool:
        """Whether a speaker of that role in that kind of unit may promise it."""
        return (self.kinds == "all" or kind in self.kinds) and role in _role_names(self.roles)


class Category(_Frozen, frozen=True):
    """A category of problem, with what can be said of it and pledged against it."""

    id: CategoryId
    name: Text
    group: Annotated[str, Meta(pattern=r"^G\d$")]
    topic: Annotated[str, Meta(min_length=2, max_length=10)]
    keywords: Annotated[tuple[Text, ...], Meta(min_length=3)]
    colloquial: Annotated[tuple[Text, ...], Meta(min_length=3)]
    weight: Lines
    own: Lines
    results: Lines
    seen: Lines
    measures: Annotated[tuple[Measure, ...], Meta(min_length=2)]
    kinds: Kinds = "all"

    def concerns(self, kind: str) -> bool:
        """Whether units of that kind can have problems of this category: a museum has no school canteen."""
        return self.kinds == "all" or kind in self.kinds

    def lines(self, field: Literal["weight", "own", "results", "seen"], kind: str, role: str) -> list[Line]:
        """Return the texts of a field that fit kind and role; those written for this kind or role come first."""
        fitting = [line for line in map(_line, getattr(self, field)) if line.fits(kind, role)]
        return sorted(fitting, key=lambda line: (line.kinds == "all") + (line.roles == "all"))


def _line(item: str | Line) -> Line:
    return Line(text=item) if isinstance(item, str) else item


class Desk(_Frozen, frozen=True):
    """A desk of a unit, and the words in a problem that belong to it."""

    name: Text
    words: Annotated[tuple[Text, ...], Meta(min_length=1)]


class Unit(_Frozen, frozen=True):
    """A row of the units table: what this kind of unit calls itself and its people, and what it works on."""

    id: Annotated[str, Meta(pattern=r"^U\d{2,3}$")]
    kind: Kind
    name: Text
    aliases: Annotated[tuple[Text, ...], Meta(min_length=1)]
    self: Annotated[tuple[Text, ...], Meta(min_length=1)]
    bodies: Annotated[tuple[Text, ...], Meta(min_length=1)]
    head: Text
    system: Text
    people: Text
    served: Text
    subunits: Text
    priorities: Annotated[tuple[Text, ...], Meta(min_length=1)]
    risks: tuple[Text, ...]
    nodes: Annotated[tuple[Text, ...], Meta(min_length=1)]
    desks: Annotated[tuple[Desk, ...], Meta(min_length=1)]
    aims: Annotated[tuple[Text, ...], Meta(min_length=1)]
    cause: str = ""
    owners: dict[str, str | None] = {}


class KindRow(_Frozen, frozen=True):
    """A row of the inflection table."""

    all: Text
    staff: Text
    heads: Annotated[tuple[Text, ...], Meta(min_length=1)]
    bodies: Annotated[tuple[Text, ...], Meta(min_length=1)]
    short: dict[str, str]
    member: dict[str, str]
    meeting: dict[str, str]
    deputy: Text
    subunits: Text
    served: Text
    superior_pair: bool
    owners: dict[str, str | None]


class HeadingFamily(_Frozen, frozen=True):
    """Three parallel headings; `meetings`, `kinds` and `roles` say where they fit."""

    id: Text
    headings: tuple[Text, Text, Text]
    temper: Literal["平实", "庄重", "干脆"]
    kinds: Kinds = "all"
    roles: Literal["all", "body", "any"] | tuple[Role, ...] = "any"
    meetings: Literal["all"] | tuple[str, ...] = "all"

    def fits(self, kind: str, role: str, meeting: str) -> bool:
        roles = ROLES if self.roles == "any" else _role_names(self.roles)
        return (
            (self.kinds == "all" or kind in self.kinds)
            and role in roles
            and (self.meetings == "all" or meeting in self.meetings)
        )


class Wording(_Frozen, frozen=True):
    """A rule on wording, in force from `since` (year-month) until `until`; `type` is outdated, term, typo, style ...

    `bad` fires it and none of `ok` does: both are tried when the corpus is tested.
    """

    id: Text
    type: str
    pattern: Text
    message: Text
    fix: str
    level: Literal["error", "warning", "note"]
    bad: Text
    ok: tuple[str, ...] = ()
    since: Annotated[str, Meta(pattern=r"^(\d{4}-\d\d)?$")] = ""
    until: Annotated[str, Meta(pattern=r"^(\d{4}-\d\d)?$")] = ""


class Formulations(_Frozen, frozen=True):
    """The wording rules, the set phrases that count as nobody's, and the day up to which wording was verified."""

    verified: str
    wordings: tuple[Wording, ...]
    set_phrases: tuple[Text, ...]


class Corpus(_Frozen, frozen=True):
    """All of the corpus but the exemplars."""

    kinds: dict[str, KindRow]
    units: tuple[Unit, ...]
    categories: dict[str, Category]
    headings: tuple[HeadingFamily, ...]
    formulations: Formulations


_SLOT = re.compile(r"\{([^{}]*)\}")


def read_corpus(folder: Path) -> Corpus:
    """Read and cross-check the whole folder; CorpusError names file, line and what to do."""
    kinds = load(folder / "units" / "kinds.yaml", dict[str, KindRow])
    units = tuple(load(path, Unit) for path in _files(folder / "units", "U*.yaml"))
    paths = _files(folder / "measures", "P*.yaml")
    categories = {path.stem: _category(path) for path in paths}
    headings = load(folder / "headings.yaml", tuple[HeadingFamily, ...])
    formulations = load(folder / "formulations" / "formulations.yaml", Formulations)
    _check_units(folder, kinds, units)
    if GENERAL not in categories:
        raise CorpusError(f"{folder / 'measures'} 里缺 {GENERAL}.yaml（通用的一类）；请补上")
    return Corpus(
        kinds=kinds, units=units, categories=categories, headings=headings, formulations=formulations
    )


def _files(folder: Path, pattern: str) -> list[Path]:
    found = sorted(folder.glob(pattern))
    if not found:
        raise CorpusError(f"{folder} 里没有 {pattern} 文件；请核对语料文件夹是否完整")
    return found


def load(path: Path, kind: Any) -> Any:
    text, _ = textfile.read(path)
    value = yamlfile.load(text, str(path), kind)
    for match in _SLOT.finditer(text):
        if path.parent.name != "formulations" and match.group(1) not in SLOTS | OWNERS | {MATTER} and ":" not in match.group(1):
            line = text.count("\n", 0, match.start()) + 1
            raise CorpusError(f"{path} 第{line}行：没有“{match.group()}”这个槽位；请改用 corpus/README.md 里列出的")
    return value


def _category(path: Path) -> Category:
    category: Category = load(path, Category)
    if category.id != path.stem:
        raise CorpusError(f"{path} 第1行：id 应与文件名一致，写 {path.stem}")
    for measure in category.measures:
        if measure.who not in OWNERS:
            raise CorpusError(f"{path}：{measure.id} 的 who “{measure.who}”不是已知的责任主体；请改用 corpus/README.md 里列出的")
        if not measure.id.startswith(category.id + "-"):
            raise CorpusError(f"{path}：{measure.id} 应以 {category.id}- 开头；请改正")
    return category


def _check_units(folder: Path, kinds: dict[str, KindRow], units: tuple[Unit, ...]) -> None:
    seen: dict[str, str] = {}
    for unit in units:
        path = folder / "units" / f"{unit.id}.yaml"
        if unit.kind not in kinds:
            raise CorpusError(f"{path}：kind “{unit.kind}”不在 kinds.yaml 里；请补上这一类")
        for alias in unit.aliases:
            if alias in seen:
                raise CorpusError(f"{path}：别名“{alias}”在 {seen[alias]} 里已有；一个别名只能归一类，请删去一处")
            seen[alias] = unit.id
        for body in unit.bodies:
            if body not in kinds[unit.kind].short:
                raise CorpusError(f"{path}：kinds.yaml 的“{unit.kind}”没有“{body}”的简称；请补上")
        for owner in (*unit.owners, *kinds[unit.kind].owners):
            if owner not in OWNERS:
                raise CorpusError(f"{path}：没有“{owner}”这个责任主体；请改用 corpus/README.md 里列出的")
