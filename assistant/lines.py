"""Choose a sentence of the corpus that can be said of a problem: near to it, not yet used, meant for this speaker."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from assistant.context import Context
from assistant.corpus import GENERAL, Category
from assistant.frames import order
from assistant.wording import matter
from index.lexical import bigrams

if TYPE_CHECKING:
    from collections.abc import Container

    from assistant.knowledge import Knowledge

_SLOT = re.compile(r"\{[^{}]*\}")

_STRANGE = {"weight": 0.5, "own": 0.5, "results": 0.5, "seen": 0.5}
"""Sentences of a category that are all less near to a problem than this speak of something else."""

_KIN = 0.35
"""Near enough for a sentence that names the very thing the problem is about."""

_OF_ANY = frozenset(["管理", "工作", "监督", "监管", "服务", "使用", "发放", "执行", "落实", "制度", "检查", "问题", "干部", "群众", "单位", "建设", "资金"])


def chosen_line(
    category: str, field: Literal["weight", "own", "results", "seen"], key: str, problem: str, used: Container[str], seed: int, context: Context, knowledge: Knowledge
) -> tuple[str, str] | None:
    """Return a sentence of the corpus on a problem, its slots filled, and its category; None where all are used.

    A category's sentence that has nothing in common with the problem is about some other fault of that field, unless one
    of the faults that it answers stands there; then the general ones, which are kept by kinds of fault, say more.
    """
    for name in dict.fromkeys((category, GENERAL)):
        lines = knowledge.corpus.categories[name].lines(field, context.kind, context.role)
        texts = [(filled, line) for line in lines if (filled := context.fill(line.text, problem)) and filled not in used]
        texts = [(text, line) for text, line in texts if not line.answers or any(phrase in problem for phrase in line.answers)]
        if field == "own" and context.role == "discipline":  # who supervises does not take on what others manage
            texts = [(text, line) for text, line in texts if line.roles != "all"]
        if not texts:
            continue
        bare = [_SLOT.sub("", line.text) for _, line in texts]  # a unit's own words are near to whatever it is blamed for
        near = knowledge.nearness(problem, bare)
        if about := matter(problem):  # 中央八项规定精神 is near to every banquet, the car that it is about is not
            near = [(a + b) / 2 for a, b in zip(near, knowledge.nearness(about, bare), strict=True)]
        if field == "own" and problem and name != GENERAL and not _in_topic(knowledge.corpus.categories[name], problem):
            continue  # nobody takes on the trade of another field
        if problem and name != GENERAL:
            things = set(bigrams(about or problem)) - _OF_ANY
            kept = [
                i for i, (_, line) in enumerate(texts)
                if line.answers or near[i] >= _STRANGE[field] or (near[i] >= _KIN and any(pair in line.text for pair in things))
            ]  # fmt: skip
            if not kept:
                continue
            texts, near = [texts[i] for i in kept], [near[i] for i in kept]
        places = order(seed, key, len(texts))
        narrow = [(line.kinds != "all") + (line.roles != "all") + 2 * bool(line.answers) for _, line in texts]
        best = min(range(len(texts)), key=lambda i: (0.1 * places[i] - 0.6 * narrow[i] - 8 * near[i], i))
        return texts[best][0], name
    return None


def speaks_of(category: Category, text: str) -> bool:
    """Whether a category's field may stand for a problem: 选人用人 is no name for 打招呼 over a loan."""
    return _in_topic(category, text) or any(len(keyword) >= 4 and keyword in text for keyword in category.keywords)


def _in_topic(category: Category, text: str) -> bool:
    common = ("管理", "工作", "监督", "监管", "整改", "服务")
    return any(pair in text for pair in bigrams(category.topic) if pair not in common)
