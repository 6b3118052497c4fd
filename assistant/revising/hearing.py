"""Read requests by example: what each clause is for is told by a field learnt from sayings, what is meant is taken from it
and the clauses beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from assistant.revising.asking import Request
from assistant.revising.clauses import Labelled
from assistant.revising.groups import GO, Page, groups
from assistant.revising.meaning import meant
from assistant.revising.targets import Target

if TYPE_CHECKING:
    from assistant.brief import Brief
    from assistant.speech import Speech


_NEVER_GUESSED = frozenset({"delete", "replace", "ban", "again", "undo", "keep"})
"""What Enter must not do by default: it takes something away, or exchanges it."""


class Heard(msgspec.Struct, frozen=True):
    """The requests that clauses make, the words of those that were not understood, and for these what may be meant."""

    requests: tuple[Request, ...] = ()
    unclear: tuple[str, ...] = ()
    guesses: dict[str, str] = {}


def hear(clauses: list[Labelled], speech: Speech | None, brief: Brief | None) -> Heard:
    """Return what labelled clauses ask for."""
    page = Page(speech, brief)
    found: list[Request] = []
    gathered = groups(clauses)
    unclear = [clause.text for clause in clauses if clause.label == "unclear" and not (gathered and GO.fullmatch(clause.text))]
    before: list[Target] = []
    for group in gathered:
        requests = meant(group, page, before)
        if not requests:
            unclear.append(group.words)
            continue
        requests = [msgspec.structs.replace(request, words=group.words) for request in requests]
        before = [request.target for request in requests if request.target != Target()] or before
        found += [request for request in requests if not any(_same(request, one) for one in found)]
    guesses = {}
    for place, clause in enumerate(clauses):
        if clause.guess and clause.label == "unclear":
            as_if = [*clauses[:place], Labelled(clause.text, clause.guess)]
            request = next((r for group in groups(as_if)[-1:] for r in meant(group, page, before)), None)
            if request and request.kind not in _NEVER_GUESSED and (words := worded(request)):
                guesses[clause.text] = words
    return Heard(tuple(found), tuple(unclear), guesses)


def worded(request: Request) -> str:
    """Return plain words for a request that the rules understand as just that; empty where there are none."""
    where = request.target.name if request.target != Target() else "全文"
    if request.about and request.kind in ("specific", "rewrite", "delete", "measure", "length"):
        where = f"{request.about}那条"
    said = {
        "specific": f"{where}再具体点", "rewrite": f"{where}重写", "delete": f"把{where}删掉", "drop_time": "不要提时间", "again": "换一版", "undo": "恢复上一版",
        "drop_slogan": "去掉口号", "tone": f"语气{request.value}一点", "measure": f"{where}的措施换一个", "heading": f"{where}换一个" if request.target.number else "三个标题都换一换",
        "drop_thanks": f"{where}不要感谢" if request.target.part in ("opening", "closing") else "去掉感谢的话", "keep": f"{where}不要动",
        "length": f"{where}{'短' if request.value == 'shorter' else '长'}一点" if request.value in ("shorter", "longer") else "",
        "replace": f"把“{request.about}”改成“{request.value}”" if request.value else "", "ban": f"别用“{request.about}”",
    }.get(request.kind, "")  # fmt: skip
    if (where == "全文" and request.kind in ("rewrite", "delete", "measure", "keep")) or (request.kind == "specific" and where == "全文"):
        return ""
    return said


def _same(one: Request, other: Request) -> bool:
    return (one.kind, one.target, one.value, one.about) == (other.kind, other.target, other.value, other.about)
