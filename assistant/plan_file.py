"""Write a plan as a YAML file that a person can read and change, and read it back."""

from typing import Any

import msgspec
import yaml

from assistant.errors import BriefError
from assistant.plan import Plan
from index import yamlfile
from index.errors import CorpusError

KEYS = {
    "title": "标题", "salutation": "称呼", "opening": "开头的次序", "enumeration": "列举方式", "temper": "语气", "exemplar": "参照的范文",
    "headings": "三个标题", "answers": "问题与措施", "rest": "其余方面", "results": "成果运用", "seen": "结尾看得见的变化", "lent": "借用的句子",
    "seed": "种子", "problems": "问题", "label": "简称", "topic": "领域", "category": "类别", "group": "板块", "lead": "单独成段",
    "immediate": "立行立改", "measures": "措施", "passages": "参照段落", "who": "谁", "what": "做什么", "deadline": "什么时候", "check": "怎样算改完",
    "origin": "来源", "id": "编号", "text": "文字", "section": "部分", "passage": "出处",
}  # fmt: skip
_ENGLISH = {chinese: english for english, chinese in KEYS.items()}
_HEAD = "# 提纲：可以改动后用 biaotai draft 素材 --plan-file 这个文件 成文。没有的措施可以自己加，“编号”留空即可。\n"


def dump(plan: Plan) -> str:
    """Return plan as YAML with Chinese keys."""
    return _HEAD + yaml.safe_dump(
        _renamed(msgspec.to_builtins(plan), KEYS), allow_unicode=True, sort_keys=False, width=10_000
    )


def load(text: str, name: str) -> Plan:
    """Return the plan in YAML that dump wrote and a person may have changed; BriefError says what is wrong where."""
    try:
        data = _renamed(yamlfile.parse(text, name), _ENGLISH)
        return msgspec.convert(data, Plan)
    except CorpusError as error:
        raise BriefError(str(error)) from error
    except msgspec.ValidationError as error:
        message, path = yamlfile.explain(error)
        chinese = ".".join(KEYS.get(step, step) for step in path.split("."))
        line = yamlfile.line_of(text, chinese) + 1
        for english, label in KEYS.items():
            message = message.replace(f"“{english}”", f"“{label}”")
        raise BriefError(f"{name} 第{line}行：{chinese} {message}；请对照原来的提纲改正") from error


def _renamed(value: Any, names: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {names.get(key, key): _renamed(item, names) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_renamed(item, names) for item in value]
    return value
