"""Find the category of a problem by retrieval: the user's words against every way of saying each category."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from assistant.corpus import GENERAL, Category, Corpus

if TYPE_CHECKING:
    from index.search import Index

FLOOR = 0.22
"""Below this a problem is called unlike every category and is answered by the general one."""


class Match(msgspec.Struct, frozen=True):
    """A category for a problem, how sure (0-1), and the words of the category that led there."""

    category: str
    score: float
    why: str


def match(problem: str, index: Index, corpus: Corpus, k: int = 3) -> list[Match]:
    """Return up to k categories for problem, best first; the general one alone where none is near.

    A category's score is its best phrase's, raised by further phrases of it that were found too.
    """
    text = re.sub(r"[“”‘’\"《》（）()\s]", "", problem)
    found: dict[str, list[tuple[float, str]]] = {}
    for hit in index.search(text, k=12, floor=0.0):
        found.setdefault(hit.passage.document, []).append((hit.score, hit.passage.text))
    for category in corpus.categories.values():
        # A keyword that stands whole in the problem is the surest sign; the longest such keyword counts.
        whole = [word for word in (*category.keywords, category.topic) if len(word) >= 3 and word in text]
        if whole and category.id != GENERAL:
            longest = max(whole, key=len)
            found.setdefault(category.id, []).append((0.5 + 0.04 * len(longest), longest))
    matches = []
    for category_id, scored in found.items():
        scored.sort(reverse=True)
        total = 1.0
        for place, (score, _) in enumerate(scored[:3]):
            total *= 1 - min(score, 1.0) * (1, 0.3, 0.2)[place]
        matches.append(Match(category_id, round(1 - total, 4), scored[0][1]))
    matches.sort(key=lambda m: (-m.score, m.category))
    near = [m for m in matches[:k] if m.score >= FLOOR]
    return near or [Match(GENERAL, 0.0, "")]


def category_of(problem: str, index: Index, corpus: Corpus, kind: str, role: str) -> tuple[Category, Match]:
    """Return the best category that has measures for this kind of unit and role, and how it was matched."""
    spoken_as = "secretary" if role == "discipline" else role
    for found in match(problem, index, corpus):
        category = corpus.categories[found.category]
        if sum(measure.fits(kind, spoken_as) for measure in category.measures) >= 1:
            return category, found
    return corpus.categories[GENERAL], Match(GENERAL, 0.0, "")
