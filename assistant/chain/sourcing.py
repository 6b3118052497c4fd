"""Say where a model's paragraph comes from: found again in its words, never taken from the plan."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.context import Context
from assistant.plan import Plan
from assistant.speech import Paragraph, Source
from assistant.wording import clean, label
from index.lexical import bigrams
from index.passages import Passage

_SAID, _LIKE = 0.5, 0.28
"""Share of a measure's character pairs that a paragraph which says it holds; of a paragraph's that stand in a passage it follows."""


def sourced(text: str, part: int, plan: Plan, context: Context, passages: Sequence[Passage], model: str) -> Paragraph:
    """Return a paragraph with the problems, measures and passages that its words show, and the model that wrote it."""
    own = set(bigrams(text))
    sources: list[Source] = []
    for place, problem in enumerate(context.brief.items()):
        name = label(clean(problem.text)) or clean(problem.text)
        wanted = set(bigrams(name))
        if name in text or (len(wanted) >= 3 and len(wanted & own) >= 0.7 * len(wanted)):
            sources.append(Source("brief", f"problems[{place}]"))
    for place, present in enumerate(context.brief.present):
        if part == 0 and present.who and present.who in text:
            sources.append(Source("brief", f"present[{place}]"))
    for measure in (measure for answer in plan.answers for measure in answer.measures):
        wanted = set(bigrams(measure.what))
        if wanted and (share := len(wanted & own) / len(wanted)) >= _SAID:
            sources.append(Source("measure", measure.id, score=round(share, 2)) if measure.id else Source("brief", "plan", score=round(share, 2)))
    for passage in passages:
        shared = len(own & set(bigrams(passage.text))) / max(len(own), 1)
        if shared >= _LIKE:
            sources.append(Source("passage", passage.id, passage.document, round(shared, 2)))
    return Paragraph(text, (*dict.fromkeys(sources), Source("model", model)))
