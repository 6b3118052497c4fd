"""Who is at the meeting, what he did there and what he said, as the tagged stretches of a message have it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from assistant.tagging.characters import Span
from assistant.understanding.identity import POST
from assistant.understanding.values import done

_DID = re.compile(
    r"(?:到会|出席|参加|莅临)(?:会议|反馈会)?(?:并|、)?(?:作)?(?:讲话|提要求|作指示)|主持(?:会议)?|作了?讲话|讲了话|讲话|宣读(?:反馈)?意见|通报(?:情况)?|到会|出席|参加|列席|到场|来听|在场|来(?!讲)"
)
_LEADS = re.compile(rf"{POST}|[省市县州]长|常委|领导|专员|部长")
_NEAR = 24
"""Characters behind a name in which it is told what he did."""


def attendance(text: str, spans: Sequence[Span]) -> tuple[list[tuple[dict[str, str], str]], list[str]]:
    """Return each leader as the brief has him, with the words that name him; and what was said by nobody."""
    entries: list[tuple[dict[str, str], Span]] = []
    alone: list[str] = []
    for place, span in enumerate(spans):
        if span.tag == "who" and _LEADS.search(span.text):
            after = spans[place + 1].start if place + 1 < len(spans) else len(text)
            did = _DID.search(text[span.end : min(after, span.end + _NEAR)])
            entries.append(({"who": span.text.strip("、， ")} | ({"did": done(did.group())} if did else {}), span))
        elif span.tag == "said" and entries:
            entries[-1][0]["said"] = span.text.strip("“”\"'：: ")
        elif span.tag == "said":
            alone.append(span.text)
    for (entry, span), (beside, other) in reversed([*pairwise(entries)]):  # 县委书记和县长都来
        if "did" in beside and "did" not in entry and "said" not in entry and text[span.end : other.start] in ("和", "、", "及"):
            entry["did"] = beside["did"]
    for entry, _ in entries:
        if "said" in entry:
            spoke = "讲" in entry.pop("did", "")
            entry |= {"did": "讲了话"} if spoke else {}
    return [(entry, span.text) for entry, span in entries], alone
