"""Write a plan as a YAML file that a person can read and change, and read it back."""

import difflib
import re
from collections.abc import Collection
from typing import Any

import msgspec
import yaml

from assistant.errors import BriefError
from assistant.plan import Plan
from index import yamlfile
from index.errors import CorpusError

KEYS = {
    "title": "标题", "salutation": "称呼", "opening": "开头的次序", "enumeration": "列举方式", "temper": "语气", "exemplar": "参照的范文",
    "headings": "三个标题", "answers": "问题与措施", "points": "要点", "rest": "其余方面", "results": "成果运用", "seen": "结尾看得见的变化", "lent": "借用的句子",
    "seed": "种子", "problems": "问题", "label": "简称", "topic": "领域", "category": "类别", "group": "板块", "lead": "单独成段",
    "immediate": "立行立改", "measures": "措施", "passages": "参照段落", "who": "谁", "what": "做什么", "deadline": "什么时候", "check": "怎样算改完",
    "origin": "来源", "id": "编号", "text": "文字", "section": "部分", "passage": "出处",
}  # fmt: skip
_WORDS = {
    "thanks": "道谢", "recap": "回顾", "report": "反馈要点", "value": "意义", "remarks": "领导要求", "accept": "认领", "next": "接下来",
    "given": "给定", "proposed": "拟定",
}  # fmt: skip
"""Values that stand for something in the program: the opening's moves and a measure's origin."""

_ENGLISH = {chinese: english for english, chinese in KEYS.items()}
_MEANT = {chinese: english for english, chinese in _WORDS.items()}
_MOVES = ("thanks", "recap", "report", "value", "remarks", "accept", "next")
_HEAD = "# 提纲：可以改动后用 biaotai draft 素材 --plan-file 这个文件 成文。没有的措施可以自己加，“编号”留空即可；“要点”里可以加自己要讲的话（部分：0 开头、1—3、4 结尾）。\n"


def dump(plan: Plan) -> str:
    """Return plan as YAML with Chinese keys."""
    return _HEAD + yaml.safe_dump(
        _renamed(msgspec.to_builtins(plan), KEYS, _WORDS), allow_unicode=True, sort_keys=False, width=10_000
    )


def load(text: str, name: str, categories: Collection[str] = ()) -> Plan:
    """Return the plan in YAML that dump wrote and a person may have changed; BriefError says what is wrong where.

    `categories` are those that an answer may name; empty means any.
    """
    try:
        data = yamlfile.parse(text, name)
        if not isinstance(data, dict):
            raise BriefError(f"{name} 不像提纲；请用 biaotai draft 素材 --plan -o 提纲.yaml 生成一份再改")
        data = _renamed(data, _ENGLISH, _MEANT, name)
        return _usable(msgspec.convert(data, Plan), name, categories)
    except CorpusError as error:
        raise BriefError(str(error)) from error
    except msgspec.ValidationError as error:
        message, path = yamlfile.explain(error)
        steps = [KEYS.get(step, step) for step in path.split(".")]
        line = yamlfile.line_of(text, ".".join(steps)) + 1
        place = "的".join(steps)
        place = re.sub(r"的(\d+)", lambda match: f"第{int(match.group(1)) + 1}条", place)
        for english, label in KEYS.items():
            message = message.replace(f"“{english}”", f"“{label}”")
        raise BriefError(f"{name} 第{line}行：{place}{message}；请对照原来的提纲改正") from error


def _usable(plan: Plan, name: str, categories: Collection[str]) -> Plan:
    """Return plan as it is, or raise BriefError where it names what the writer does not know."""
    for move in plan.opening:
        if move not in _MOVES:
            raise BriefError(f"{name} 的“开头的次序”里没有“{move[:20]}”；可写：{'、'.join(_WORDS[known] for known in _MOVES)}")
    if not plan.answers:
        raise BriefError(f"{name} 的“问题与措施”是空的；请至少留一条")
    for answer in plan.answers:
        if categories and answer.category not in categories:
            raise BriefError(f"{name} 的“类别”里没有“{answer.category[:20]}”；请照原来的提纲写，拿不准就写 P00")
    if not all(heading.strip() for heading in plan.headings):
        raise BriefError(f"{name} 的“三个标题”有空的；请写全")
    return plan


def _renamed(value: Any, names: dict[str, str], words: dict[str, str], name: str = "", field: str = "") -> Any:
    """Return value with its keys and words put into the other language, empty values left out.

    With the name of a file that a person has edited, a key that is not known raises BriefError.
    """
    if isinstance(value, dict):
        found = {}
        for key, item in value.items():
            new = names.get(key, key)
            if name and new not in KEYS:
                near = difflib.get_close_matches(str(key), names, 1, 0.0)[0]
                raise BriefError(f"{name} 里的“{str(key)[:20]}”不认识；是不是“{near}”？")
            if item is not None:
                found[new] = _renamed(item, names, words, name, new if new in KEYS else key)
        if "what" in found:
            found.setdefault("deadline", "")  # a measure that a person adds may do without
        return found
    if isinstance(value, list | tuple):
        return [_renamed(item, names, words, name, field) for item in value]
    if field not in ("opening", "origin") or not isinstance(value, str):
        return value
    if name and field == "origin" and value not in ("给定", "拟定", "given", "proposed"):
        raise BriefError(f"{name} 的“来源”不能是“{value[:20]}”；可写：给定、拟定")
    return words.get(value, value)
