"""Read YAML into a typed value, and say in which line it is wrong."""

import datetime
import re
from typing import Any, TypeVar

import msgspec
import yaml

from index.errors import CorpusError

T = TypeVar("T")

MAX_DEPTH = 12
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_KINDS = {
    "str": "文本", "int": "整数", "float": "数字", "bool": "是或否", "object": "键值对", "array": "列表", "null": "空",
    "date": "日期", "datetime": "时间",
}  # fmt: skip
_BOUNDS = {">=": "不小于", "<=": "不大于", ">": "大于", "<": "小于"}


def parse(text: str, name: str, first_line: int = 1) -> Any:
    """Return the plain value of one YAML document.

    Refuses anchors and aliases (a few hundred bytes of them expand to gigabytes), keys given twice (YAML would keep
    the last in silence), and nesting deeper than MAX_DEPTH. Raises CorpusError naming file and line.
    """
    try:
        depth = 0
        for event in yaml.parse(text, Loader=_Loader):
            line = (event.start_mark.line if event.start_mark else 0) + first_line
            if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
                raise CorpusError(f"{name} 第{line}行：不能用 YAML 的锚点和别名（& 和 *）；请把内容直接写出来")
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
                if depth > MAX_DEPTH:
                    raise CorpusError(_too_deep(name, line))
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
        node = yaml.compose(text, Loader=_Loader)
        _refuse_double_keys(node, name, first_line)
        return yaml.load(text, Loader=_Loader)  # noqa: S506 - _Loader is the safe loader
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = (mark.line if mark else 0) + first_line
        if "nesting depth" in str(error.problem):  # libyaml has a bound of its own, and scans ahead of the events counted above
            raise CorpusError(_too_deep(name, line)) from error
        raise CorpusError(f"{name} 第{line}行：YAML 写法不对（冒号后要有空格，缩进要对齐）；请改正") from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        if (place := _impossible_date(text)) is not None:
            raise CorpusError(f"{name} 第{place + first_line}行：没有这一天；请核对日期") from error
        raise CorpusError(f"{name}：YAML 写法不对（{str(error).splitlines()[0][:60]}）；请改正") from error


def _impossible_date(text: str) -> int | None:
    """Return the 0-based line of a date such as 2026-06-31, which YAML refuses without saying where."""
    for number, line in enumerate(text.splitlines()):
        for year, month, day in re.findall(r"\b(\d{4})-(\d\d?)-(\d\d?)\b", line):
            try:
                datetime.date(int(year), int(month), int(day))
            except ValueError:
                return number
    return None


def _too_deep(name: str, line: int) -> str:
    return f"{name} 第{line}行：嵌套超过 {MAX_DEPTH} 层；请写得平一些"


def _refuse_double_keys(node: Any, name: str, first_line: int) -> None:
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            label = str(key.value)
            if label in seen:
                line = key.start_mark.line + first_line
                raise CorpusError(f"{name} 第{line}行：“{label}”写了两次；请留一个")
            seen.add(label)
            _refuse_double_keys(value, name, first_line)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            _refuse_double_keys(value, name, first_line)


def load(text: str, name: str, kind: type[T], first_line: int = 1) -> T:
    """Return the YAML document in text as a value of kind; CorpusError names file, line and what is expected."""
    value = parse(text, name, first_line)
    try:
        return msgspec.convert(value, kind, strict=True)
    except msgspec.ValidationError as error:
        message, path = explain(error)
        unknown = re.match(r"没有“(.+)”这一项$", message)
        line = line_of(text, f"{path}.{unknown.group(1)}".lstrip(".") if unknown else path) + first_line
        where = f"{path} " if path else ""
        raise CorpusError(f"{name} 第{line}行：{where}{message}；请改正") from error


def explain(error: msgspec.ValidationError) -> tuple[str, str]:
    """Return a Chinese account of what msgspec found wrong, and the path of the place ("measures.2.who", maybe "")."""
    text = str(error)
    found = re.search(r" - at `\$\.?([^`]*)`$", text)
    path = re.sub(r"\[(\d+)\]", r".\1", found.group(1)).strip(".") if found else ""
    if found:
        text = text[: found.start()]
    if match := re.match(r"Expected `([^`]+)`(?: matching regex .*)?, got `([^`]+)`", text):
        wanted = "或".join(_KINDS.get(part.strip(), part.strip()) for part in match.group(1).split("|"))
        return f"应为{wanted}，现在是{_KINDS.get(match.group(2), match.group(2))}", path
    if match := re.match(r"Object missing required field `([^`]+)`", text):
        return f"缺少“{match.group(1)}”", path
    if match := re.match(r"Object contains unknown field `([^`]+)`", text):
        return f"没有“{match.group(1)}”这一项", path
    if match := re.match(r"Invalid enum value '?([^']+)'?", text):
        return f"“{match.group(1)}”不在允许的取值里", path
    if match := re.match(r"Expected `array` of length >= (\d+)", text):
        return f"至少要有 {match.group(1)} 条", path
    if match := re.match(r"Expected `str` of length (>=|<=) (\d+)", text):
        return f"{'至少要有' if match.group(1) == '>=' else '不能超过'} {match.group(2)} 个字", path
    if match := re.match(r"Expected `(?:int|float)` (>=|<=|>|<) ([\d.]+)", text):
        return f"应{_BOUNDS[match.group(1)]} {match.group(2)}", path
    if match := re.match(r"Expected `str` matching regex '(.+)'", text):
        return f"写法应合 {match.group(1)}", path
    if "RFC3339 encoded date" in text:
        return "应为日期，写成 2026-06-10 这样", path
    return f"不合格式（{text}）", path


def line_of(text: str, path: str) -> int:
    """Return the 0-based line in text where the value at path starts; the nearest parent's where it is missing."""
    node = yaml.compose(text, Loader=_Loader)
    line = node.start_mark.line if node else 0
    for step in path.split(".") if path else []:
        children: Any = None
        if isinstance(node, yaml.MappingNode):
            children = next((pair for pair in node.value if pair[0].value == step), None)
            if children:
                line, node = children[0].start_mark.line, children[1]
        elif isinstance(node, yaml.SequenceNode) and step.isdigit() and int(step) < len(node.value):
            node = children = node.value[int(step)]
            line = node.start_mark.line
        if children is None:
            break
    return line
