"""The brief: what the user said, and nothing more."""

import json
import re
import unicodedata
from pathlib import Path
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from assistant.errors import BriefError
from index import textfile, yamlfile
from index.errors import CorpusError

KEYS = {
    "单位": "unit", "简称": "unit_short", "系统": "sector", "党组织": "party_body", "姓名": "speaker", "职务": "role",
    "分管": "portfolio", "上级党委": "superior", "地区": "region", "巡察组": "team", "巡察类型": "inspection",
    "会议": "meeting", "巡察时间": "period", "日期": "date", "到会": "present", "问题": "problems",
    "立行立改": "rectified", "时限": "deadlines", "重点工作": "priorities", "口号": "slogan", "语气": "tone",
    "字数": "length", "时长": "minutes", "要求": "notes",
}  # fmt: skip
"""The Chinese key of every field; files may use either."""

PROBLEM_KEYS = {"问题": "text", "内容": "text", "数量": "count", "立行立改": "immediate"}
PRESENT_KEYS = {"谁": "who", "做了": "did", "说了": "said", "要求": "said"}

MEETINGS = ("反馈会", "集中反馈会", "整改推进会", "整改评估会")
BODIES = ("党组", "党委", "党工委", "党总支", "党支部", "部务会", "室务会", "校委会", "委务会", "机关党组")
MAX_PROBLEMS = 80
"""Of every list in a brief; the texts in it are shorter than a page, a problem shorter than three."""
LENGTHS = (600, 2400)
DEFAULT_LENGTH = 1300
PACE = 210
"""Characters a minute, punctuation included: an even reading pace in a meeting."""

_MAX_TEXT, _MAX_PROBLEM = 2000, 5000
_Text = Annotated[str, Meta(max_length=_MAX_TEXT)]


class Problem(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A problem that the inspection found, in the user's words; count and immediate only where the user gave them."""

    text: Annotated[str, Meta(min_length=1, max_length=_MAX_PROBLEM)]
    count: int | None = None
    immediate: bool = False


class Present(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Someone at the meeting whose words are to be answered: who, did (讲了话, 提了要求), said (the gist)."""

    who: _Text
    did: _Text = ""
    said: _Text = ""


class Brief(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What the user said; only `unit` must be there. Lists may be given as tuples or lists.

    Raises BriefError from `check`, which every way of reading a brief calls: an empty unit, a length outside
    600-2400, an unknown meeting or party body, too many problems.
    """

    unit: _Text
    unit_short: _Text = ""
    sector: _Text = ""
    party_body: _Text = ""
    speaker: _Text = ""
    role: _Text = ""
    portfolio: tuple[_Text, ...] = ()
    superior: _Text = ""
    region: _Text = ""
    team: _Text = ""
    inspection: _Text = ""
    meeting: _Text = ""
    period: _Text = ""
    date: _Text = ""
    present: tuple[Present, ...] = ()
    problems: tuple[Problem | str, ...] = ()
    rectified: tuple[_Text, ...] = ()
    deadlines: tuple[_Text, ...] = ()
    priorities: tuple[_Text, ...] = ()
    slogan: _Text = ""
    tone: _Text = ""
    length: int | None = None
    minutes: float | None = None
    notes: _Text = ""

    def items(self) -> list[Problem]:
        """Return the problems as values, those without text left out."""
        found = [Problem(p) if isinstance(p, str) else p for p in self.problems]
        return [problem for problem in found if problem.text.strip()]

    def words(self) -> list[str]:
        """Return every text that the user gave, for checks that ask whether something stands in the brief."""
        found: list[str] = []
        for value in msgspec.to_builtins(self).values():
            found += _texts(value)
        return found

    def key(self) -> bytes:
        """Return the brief as bytes that are the same for the same brief, in any process."""
        return msgspec.json.encode(self, order="deterministic")


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple):
        return [text for item in value for text in _texts(item)]
    return [] if value is None or isinstance(value, bool) else [str(value)]


def check(brief: Brief) -> Brief:
    """Return brief without characters that can't be printed, or raise BriefError with what the user should do."""
    if any(_printable(text) != text for text in brief.words()):
        brief = msgspec.convert(_printed(msgspec.to_builtins(brief)), Brief)
    if not brief.unit.strip():
        raise BriefError("没有写单位；请给出全称，例如“单位: 云溪县市场监督管理局”")
    if not re.search(r"[^\W\d_]", brief.unit):
        raise BriefError(f"单位“{brief.unit.strip()[:20]}”不像单位名称；请给出全称，例如“单位: 云溪县市场监督管理局”")
    if len(brief.unit) > 60:
        raise BriefError(f"单位名称有 {len(brief.unit)} 个字，像是贴错了内容；请只写全称（60 字以内）")
    if brief.length is not None and not LENGTHS[0] <= brief.length <= LENGTHS[1]:
        raise BriefError(f"字数 {brief.length} 超出范围；请写 {LENGTHS[0]} 到 {LENGTHS[1]} 之间的数")
    if brief.minutes is not None and not LENGTHS[0] <= brief.minutes * PACE <= LENGTHS[1]:
        low, high = -(-LENGTHS[0] // PACE), LENGTHS[1] // PACE
        raise BriefError(f"时长 {brief.minutes:g} 分钟超出范围；请写 {low} 到 {high} 之间的数")
    for field in _LISTS:
        if (many := len(getattr(brief, field))) > MAX_PROBLEMS:
            raise BriefError(f"{_chinese(field)}有 {many} 条，一篇发言装不下；请归并到 {MAX_PROBLEMS} 条以内")
    if brief.meeting and brief.meeting not in MEETINGS:
        if any(word in brief.meeting for word in ("动员", "民主生活会", "组织生活会")):
            raise BriefError(f"“{brief.meeting[:20]}”用的是另一种文稿，不是反馈会表态发言；本工具不写这一种")
        import difflib

        near = difflib.get_close_matches(brief.meeting, MEETINGS, 1, 0.3)
        hint = f"是不是“{near[0]}”？" if near else ""
        raise BriefError(f"会议“{brief.meeting[:20]}”不认识；{hint}可写：{'、'.join(MEETINGS)}")
    if brief.party_body and not any(brief.party_body.endswith(body) for body in BODIES):
        raise BriefError(f"党组织“{brief.party_body[:20]}”不认识；可写：{'、'.join(BODIES[:5])}")
    return brief


def _printable(text: str) -> str:
    """Return text without control characters, marks that turn the line round, and halves of characters."""
    if text.isprintable():
        return text
    text = re.sub(r"\x1b\[[0-9;]*[A-Za-z]", "", text)
    return "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cf", "Cs"))


def _printed(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _printed(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_printed(item) for item in value]
    return _printable(value) if isinstance(value, str) else value


def from_mapping(
    data: Any, name: str = "素材", over: dict[str, Any] | None = None, under: dict[str, Any] | None = None
) -> Brief:
    """Return the brief in a mapping with Chinese or English keys; BriefError names the nearest right key.

    Values of `over`, which the command line gives, stand before those of data, and those before values of `under`,
    which were read from a document.
    """
    plain = (_fields(under, "反馈意见") if under else {}) | _fields(data, name)
    if over:
        if over.keys() & {"length", "minutes"}:
            plain = {field: value for field, value in plain.items() if field not in ("length", "minutes")}
        plain |= _fields(over, "命令行")
    if "unit" not in plain:
        raise BriefError(f"{name}没有写单位；请加一行，例如“单位: 云溪县市场监督管理局”")
    try:
        return check(msgspec.convert(plain, Brief))
    except msgspec.ValidationError as error:
        message, path = yamlfile.explain(error)
        first, _, rest = path.partition(".")
        place = f"第{int(rest.split('.')[0]) + 1}条" if rest[:1].isdigit() else ""
        raise BriefError(f"{name}的“{_chinese(first)}”{place}{message}；请改正") from error


def _fields(data: Any, name: str) -> dict[str, Any]:
    """Return the values of a mapping by field, each in the shape that its field wants."""
    if not isinstance(data, dict):
        raise BriefError(f"{name}应是“键: 值”的形式，例如“单位: 云溪县市场监督管理局”；可用 biaotai brief 打印一份样张")
    plain: dict[str, Any] = {}
    for key, value in data.items():
        field = _field(str(key), KEYS, Brief.__struct_fields__, name)
        if field in plain:
            raise BriefError(f"{name}里“{key}”写了两次（中文键和英文键是同一项）；请留一个")
        if value is not None:
            plain[field] = _shaped(field, value, name)
    if "length" in plain:
        plain["length"] = round(plain["length"])
    return plain


def _field(key: str, names: dict[str, str], fields: tuple[str, ...], where: str) -> str:
    plain = key.strip().removesuffix("：").removesuffix(":")
    if plain in names:
        return names[plain]
    if plain in fields:
        return plain
    import difflib

    near = difflib.get_close_matches(plain, [*names, *fields], 1, 0.0)
    known = [*names, *fields]
    overlap = [name for name in known if name in plain or plain in name] if plain else []
    nearest = overlap[0] if overlap else (near[0] if near else "单位")
    raise BriefError(f"{where}里的“{plain[:20]}”不认识；是不是“{nearest}”？可用 biaotai brief 查看全部项目")


_LISTS = ("portfolio", "problems", "rectified", "deadlines", "priorities", "present")
_TYPES = {list: "列表", tuple: "列表", dict: "键值对", bool: "是或否", int: "数字", float: "数字"}


def _shaped(field: str, value: Any, name: str) -> Any:
    """Return value in the shape its field wants: one text for a list is split, dates and numbers become text."""
    where = f"{name}的“{_chinese(field)}”"
    if field in _LISTS:
        if isinstance(value, str):
            pieces = re.split(r"[\n；;、，,]+" if field == "portfolio" else r"[\n；;]+", value)
            value = [piece.strip() for piece in pieces if piece.strip()]
        elif isinstance(value, dict):
            value = [value]
        if not isinstance(value, list | tuple):
            raise BriefError(f"{where}应是一条或几条文字，现在是{_TYPES.get(type(value), '日期')}；请改成文字或列表")
        found = [_item(field, item, f"{where}第{place}条") for place, item in enumerate(value, 1) if item is not None]
        return [item for item in found if item != ""]
    if field in ("length", "minutes"):
        return _number(value, where, example="1300" if field == "length" else "6")
    text = _text(value, where)
    return text.strip("“”\"'") if field == "unit" else text


def _text(value: Any, where: str, most: int = _MAX_TEXT) -> str:
    """Return a text, number or date as one line of text; BriefError for anything else and for what is too long."""
    if isinstance(value, list | tuple | dict):
        raise BriefError(f"{where}只能写一段文字，现在是{_TYPES[type(value)]}；请改成一行文字")
    if isinstance(value, bool):
        raise BriefError(f"{where}应是文字；请加上引号或写全")
    text = " ".join(str(value).split()).rstrip(" 。；;，,、")  # a field is set into a sentence that has its own end
    if len(text) > most:
        raise BriefError(f"{where}有 {len(text)} 个字，像是贴错了内容；请缩到 {most} 字以内")
    return text


def _item(field: str, item: Any, where: str) -> Any:
    if isinstance(item, Problem | Present):
        item = msgspec.to_builtins(item)
    if field == "problems":
        told = _pairs(item, PROBLEM_KEYS, Problem, where) if isinstance(item, dict) else {"text": item}
        text = _text(told.get("text", ""), where, _MAX_PROBLEM)
        if not text and len(told) > ("text" in told):
            raise BriefError(f"{where}没有写问题本身；请加上“问题: ……”，或删去这一条")
        if text and len(re.findall(r"[^\W\d_]", text)) < 2:
            raise BriefError(f"{where}“{text[:20]}”不像一条问题；请照反馈意见的原话写")
        return {**told, "text": text} if len(told) > 1 else text
    if field == "present":
        if isinstance(item, dict):
            return {key: _text(value, where) for key, value in _pairs(item, PRESENT_KEYS, Present, where).items()}
        # 县委书记 讲了话：把整改同办实事结合起来
        who, _, said = re.sub("[:：]", "：", _text(item, where), count=1).partition("：")
        who, _, did = who.strip().partition(" ")
        return {"who": who, "did": did.strip(), "said": said.strip()} if who else ""
    return _text(item, where)


def _pairs(item: dict[Any, Any], names: dict[str, str], kind: type[msgspec.Struct], where: str) -> dict[str, Any]:
    """Return a problem or someone present with English keys; counts as numbers, 是 and 否 as what they mean."""
    found: dict[str, Any] = {}
    for key, value in item.items():
        field = _field(str(key), names, kind.__struct_fields__, where)
        if field in found:
            raise BriefError(f"{where}里“{key}”写了两次（中文键和英文键是同一项）；请留一个")
        if value is None:
            continue
        if field == "count":
            value = _number(value, f"{where}的“数量”", r"(?:件|个|起|处|户|人|项|次|份|条)?", "6")
            if value != int(value) or value < 0:
                raise BriefError(f"{where}的“数量”应是整数，例如 6；请改正")
            value = int(value)
        elif field == "immediate" and not isinstance(value, bool):
            if str(value).strip() not in _YES | _NO:
                raise BriefError(f"{where}的“立行立改”应写“是”或“否”；请改正")
            value = str(value).strip() in _YES
        found[field] = value
    return found


_YES, _NO = {"是", "对", "能", "1", "true", "yes"}, {"否", "不", "不能", "0", "false", "no", ""}


def _number(value: Any, where: str, unit: str = "(?:字|分钟|分)?(?:左右|以内)?", example: str = "1300") -> float:
    if isinstance(value, str) and (found := re.fullmatch(rf"\s*约?(\d{{1,9}}(?:\.\d{{1,9}})?)\s*{unit}\s*", value)):
        value = float(found.group(1))
    if isinstance(value, bool) or not isinstance(value, int | float) or not -1e9 < value < 1e9:
        raise BriefError(f"{where}应是数字，例如 {example}；请改正")
    return float(value)


def _chinese(field: str) -> str:
    return next((chinese for chinese, english in KEYS.items() if english == field), field)


def from_text(
    text: str, name: str = "素材", over: dict[str, Any] | None = None, under: dict[str, Any] | None = None
) -> Brief:
    """Return the brief in YAML or JSON text; values of `over` stand before its own, and those before values of `under`."""
    if not text.strip():
        raise BriefError(f"{name}是空的；可用 biaotai brief > 素材.yaml 打印一份样张再填")
    stripped = text.lstrip()
    try:
        if stripped.startswith("{") and '"' in stripped[:40]:
            data = json.loads(text, object_pairs_hook=_no_double_keys)
        else:
            # A full-width colon after a key is what an input method gives; YAML wants the other.
            data = yamlfile.parse(re.sub(r"(?m)^(\s*-?\s*\w{1,6})：\s*", r"\1: ", text), name)
    except CorpusError as error:
        raise BriefError(str(error)) from error
    except RecursionError as error:
        raise BriefError(f"{name} 嵌套太深；请写得平一些") from error
    except ValueError as error:  # json's own, and a number of more digits than Python reads
        line = getattr(error, "lineno", 1)
        raise BriefError(f"{name} 第{line}行：JSON 写法不对（多半是逗号、引号或括号）；请改正") from error
    return from_mapping(data, name, over, under)


def _no_double_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise BriefError(f"素材里“{key}”写了两次；请留一个")
        found[key] = value
    return found


def from_file(path: Path) -> Brief:
    """Return the brief in the file at path, in any usual encoding."""
    try:
        text, _ = textfile.read(path)
    except CorpusError as error:
        raise BriefError(str(error)) from error
    return from_text(text, path.name)
