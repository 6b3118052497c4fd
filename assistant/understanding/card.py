"""The brief in one compact card: what was given, what was inferred and marked so, in columns of a terminal."""

import unicodedata

from assistant.brief import DEFAULT_LENGTH
from assistant.context import Context, Value
from assistant.roles import ROLE_NAMES

_LABEL = 10
_MARKS = {"given": "", "inferred": "（推断）", "default": "（默认）"}
_NO_START = "，。；：、！？）”》』】"


def columns(text: str) -> int:
    """Return how many columns of a terminal text takes; a character of ambiguous width counts as wide."""
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WFA" else 1 for c in text)


def wrapped(text: str, width: int) -> list[str]:
    """Return text in lines of at most `width` columns (4 or more); no line begins with a closing mark."""
    lines, line, used = [], "", 0
    for char in text:
        size = columns(char)
        if used + size > width:
            carry = ""
            if char in _NO_START and len(line) > 1:
                line, carry = line[:-1], line[-1]
            lines.append(line)
            line, used = carry, columns(carry)
        line += char
        used += size
    return [*lines, line] if line else lines


def card(context: Context, width: int = 76) -> list[str]:
    """Return the card's lines, none wider than `width` columns (40 or more); what is missing has no line."""
    brief = context.brief
    lines: list[str] = []

    def row(label: str, text: str) -> None:
        if text.strip():
            for place, line in enumerate(wrapped(" ".join(text.split()), max(width, 40) - _LABEL)):
                head = label if place == 0 else ""
                lines.append(head + " " * (_LABEL - columns(head)) + line)

    def shown(value: Value) -> str:
        return value.value + _MARKS[value.origin]

    named = ROLE_NAMES[context.role]
    row("单位", brief.unit + (f"（按“{context.unit.name}”）" if context.unit.name not in brief.unit else ""))
    row("职务", f"{brief.role}（按{named}写）" if brief.role else f"没有写，按{named}写（默认）")
    row("分管", "、".join(brief.portfolio))
    row("党组织", shown(context.slots["党组织"]) + f"，自称{context['自称']}")
    row("上级党委", shown(context.slots["上级党委"]))
    team = context.slots["巡察组"]
    row("巡察组", team.value if brief.team else f"{team.value}（推断）")
    row("巡察类型", brief.inspection)
    row("巡察时间", brief.period)
    date = context.date
    row("会议", context.meeting + ("" if brief.meeting else "（默认）") + (f"，{date.year}年{date.month}月{date.day}日" if date else ""))
    row("到会", "；".join(f"{p.who}：{p.said}" if p.said else f"{p.who}{p.did}" for p in brief.present))
    problems = brief.items()
    if not problems:
        row("问题", "没有写（稿子会偏空）")
    for place, problem in enumerate(problems, 1):
        row("问题" if place == 1 else "", f"{place}. {problem.text}" + (f"（{problem.count}件）" if problem.count else "") + ("（已能当场改）" if problem.immediate else ""))
    row("已改", "；".join(brief.rectified))
    row("时限", "；".join(brief.deadlines))
    row("重点工作", "、".join(brief.priorities) or f"{context['重点工作']}（默认）")
    row("口号", brief.slogan)
    row("语气", brief.tone)
    if brief.length or brief.minutes:
        row("篇幅", f"{context.length} 字" + (f"（{brief.minutes:g} 分钟）" if brief.minutes and not brief.length else ""))
    else:
        row("篇幅", f"{DEFAULT_LENGTH} 字（默认）")
    row("要求", brief.notes)
    return lines
