"""Ask for what a brief lacks and matters, one short question at a time, and read the answers."""

import re
from collections.abc import Mapping
from typing import Any

import msgspec

from assistant.brief import Brief
from assistant.context import Context
from assistant.understanding import fields, problems
from assistant.understanding.message import Change, clauses, clean
from assistant.understanding.rules import plain

MOST = 4
"""Questions in all; who does not want them says 直接写."""


class Question(msgspec.Struct, frozen=True):
    """A question about a field of the brief; `default` is what Enter takes, empty where Enter leaves the field open."""

    field: str
    text: str
    default: str = ""


def questions(data: Mapping[str, Any] | Brief, context: Context | None) -> list[Question]:
    """Return what is missing and matters, what matters most first, at most four; `context` is None without a unit.

    Asked are the unit, without which nothing can be written, the post, which decides what may be said, the problems,
    the team, and a deputy's field. Date and length have good defaults and are not asked for.
    """
    known = plain(data)
    asked: list[Question] = []
    if not known.get("unit"):
        asked.append(Question("unit", "是哪个单位？请写全称，例如：云溪县市场监督管理局"))
    if not known.get("role"):
        default = f"{context['党组织']}书记、{context.unit.head}" if context and context.unit.head != "书记" else "书记"
        asked.append(Question("role", "发言人是什么职务？党内职务也写上", _once(default)))
    elif context and context.role in ("deputy_field", "member") and not known.get("portfolio"):
        asked.append(Question("portfolio", "分管哪些工作？用顿号隔开；回车则只说“职责范围内”"))
    if not known.get("problems"):
        asked.append(Question("problems", "反馈了哪几个问题？用分号隔开；回车则先不写具体问题，稿子会偏空"))
    if not known.get("team"):
        asked.append(Question("team", "是哪个巡察组来反馈？", context["巡察组"] if context and context["巡察组"] != context["巡察"] + "组" else ""))
    return asked[:MOST]


def _once(post: str) -> str:
    return post.replace("书记、书记", "书记")


_NONE = re.compile(r"(?:没有|无|跳过|不知道|不清楚|略|暂无|没|先不写|不写|都行|随便|pass|skip)[了吧。]?", re.IGNORECASE)
_LEAD = re.compile(r"^(?:我们单位是|我们?是|单位是|就是|是|叫|分管|负责|问题是|问题有|主要是)[：:]?(?=.{2})")


def read_answer(question: Question, text: str) -> tuple[Change, ...]:
    """Return the changes of an answer to question: the default for an empty one, none where it is declined."""
    said = clean(text).strip(" 。！，；、")
    if not said:
        return (Change(question.field, "set", _shaped(question.field, question.default), ""),) if question.default else ()
    if _NONE.fullmatch(said) or not re.search(r"[^\W\d_]{2}", said):
        return ()
    if question.field == "problems":
        found: list[str] = []
        for clause in clauses(said):
            body, many = problems.closing(clause.text) if not clause.item else (clause.text, None)
            found += [item for item in problems.items(_LEAD.sub("", body), many, bool(clause.item)) if problems.plausible(item)]
        values = [problems.valued(item) for item in dict.fromkeys(found)]
        return (Change("problems", "add", values, said),) if values else ()
    value = _LEAD.sub("", said)
    if question.field == "team" and (team := fields.team(value)):
        value = team[0].value
    return (Change(question.field, "set", _shaped(question.field, value), said),)


def _shaped(field: str, value: str) -> Any:
    if field == "portfolio":
        return [piece for piece in re.split(r"[、，,；和]|以及", value) if piece]
    return value
