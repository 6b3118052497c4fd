"""What a group of clauses means: a request of its kind, its place, words and value looked for in them."""

from __future__ import annotations

import re

from assistant.revising import giving, placing
from assistant.revising.asking import Request
from assistant.revising.groups import Group, Page
from assistant.revising.placing import Build, by_rule
from assistant.revising.targets import Target


def meant(group: Group, page: Page, before: list[Target]) -> list[Request]:
    """Return what a group asks for; empty where its kind needs something that is not said."""
    places = group.places
    if group.kind in ("length", "specific", "delete", "rewrite", "tone") and re.search(r"除了|除开|除去", group.text):
        return []  # 除了耗材那条，其他都压一压: not the whole
    if group.kind.startswith("drop_") and re.search(r"除了|除开|除去|只留|只谢", group.text):
        return []
    if group.kind == "rewrite" and re.search(r"顺序|对调|互换|调换|位置", group.said.plain):
        return []  # 第三条和第四条换一下顺序
    if group.kind == "drop_thanks" and re.search(r"可以留|留着|留一|别太多|不要太多|不用全", group.text):
        return []
    if group.kind.startswith("drop_") and re.search(r"[改换写][成为]", group.said.plain):
        group.kind = "replace"  # 谢谢大家改成谢谢各位领导
    if group.kind == "delete" and placing.FRACTION.search(group.said.plain):
        group.kind = "length"  # 砍掉一半
    if group.kind in ("undo", "redo") and any(t.part in ("opening", "section", "closing") for t in places):
        return []  # 那一版的开头: a version is taken back whole or not
    if group.kind == "again" and any(t.part in ("opening", "section", "closing") for t in places):
        group.kind = "rewrite"  # 第一部分……重写一遍
    if [target.part for target in places] == ["others"] and before and re.search(r"[这那](?:一)?(?:段|部分|条)(?:的|里)?(?:其余|其他|其它|别的|剩下)", group.text):
        places = before  # 那句留着，这段其余的精简
    if [target.part for target in places] == ["others"] and re.search(r"(?:其他|其它|其余|别的|剩下|另外)的?(?:那)?[几二两三四五六]?[条项](?!目)", group.text):
        places = [Target("section", 2)]  # 其他几条都压一压: the answers, not the whole
    build = _BUILD.get(group.kind)
    if build is None or (group.kind in ("specific", "insert", "length", "add_problem") and any(_FIND_OUT.search(clause.plain) for clause in (*group.refs, group.said)) and not group.quotes):
        return []
    return build(group, page, places or (before if _goes_on(group) or (group.kind == "length" and not re.search(r"全|整|总|共|一共", group.said.plain) and not page.topic(group.said.text)) else [])) or (by_rule(group, group.kind) if group.kind in _PLAIN_KINDS else [])


_FIND_OUT = re.compile(r"查(?:一下|一查|查|个数|数据)|搜(?:一下|一搜|搜)|上网|网上|统计一下|问一下|打听")
"""What asks for facts that nobody gave."""
_PLAIN_KINDS = frozenset({"tone", "drop_time", "drop_thanks", "drop_slogan"})
"""Kinds that need nothing but a place: what the rules read of them will do."""


def _goes_on(group: Group) -> bool:
    return bool(re.match(r"再|也|还|并|然后|顺便", group.said.plain)) or len(group.said.plain) <= 5


_BUILD: dict[str, Build] = {
    "undo": placing.alone("undo"), "redo": placing.alone("redo"), "again": placing.alone("again"), "drop_slogan": placing.plain("drop_slogan"), "drop_time": placing.plain("drop_time"),
    "drop_thanks": placing.plain("drop_thanks"), "keep": placing.keep, "rewrite": placing.rewrite, "specific": placing.specific, "length": placing.length, "tone": placing.tone,
    "replace": giving.replace, "delete": placing.delete, "ban": placing.ban, "heading": placing.heading, "insert": giving.insert, "salutation": giving.valued("salutation", "salutation"),
    "title": giving.valued("title", "title"), "meeting": giving.valued("meeting"), "date": giving.valued("date"), "sign": giving.valued("sign"), "team": giving.valued("team"),
    "unit_short": giving.valued("unit_short"), "role": giving.role, "leader": giving.leader, "add_problem": giving.add_problem, "order": placing.order,
    "measure": giving.measure,
}  # fmt: skip
