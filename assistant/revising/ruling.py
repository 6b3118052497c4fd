"""What the rules of asking make of one clause: it is understood whole, or not at all.

A rule takes a clause only where nothing of weight is left over beside what it read, so that half-understood requests
are never carried out.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from assistant.revising.asking import FILLERS, RULES, Clause, Request
from assistant.revising.targets import Target, find_targets
from index.lexical import bigrams

if TYPE_CHECKING:
    from assistant.brief import Brief
    from assistant.speech import Speech

_COMPLAINT = re.compile(r"(?:太|有点|有些|不够|不太|显得|写得|很|没)?(?:套路|老套|俗|没劲|一般|别扭|平淡?|生硬|啰嗦|不好听?|不行|不合适|不理想|不满意|有问题|不顺|没力|没新意|不贴切|绕|不喜欢|不错)了?")
_SLACK = 1
"""Characters of a clause that may be left over beside what was understood."""


def read_clause(clause: Clause, carried: list[Target], speech: Speech | None, brief: Brief | None) -> tuple[list[Request], list[Target]]:
    """Return the requests of a clause, or the targets of one that names nothing else."""
    text = clause.text
    targets, spans = find_targets(text)
    bare = text
    for start, end in reversed(spans):
        bare = bare[:start] + ("\x00" if start > 0 else "") + bare[end:]
    wanted = targets or carried or [Target()]
    if targets and not FILLERS.sub("", _COMPLAINT.sub("", bare.replace("\x00", ""))):
        complaint = bare.replace("\x00", "")
        if not any(pattern.search(complaint) for pattern, _ in RULES if complaint):
            return [], targets
    for pattern, build in RULES:
        # With the part taken out first; a rule that needs the words of the part reads the clause as it stands.
        for said in ((bare.replace("\x00", ""), text) if targets else (text,)):
            match = pattern.search(said)
            if match is None:
                continue
            requests = [request for target in wanted if (request := build(match, target, clause))]
            rest = said[: match.start()] + said[match.end() :]
            if said == text:
                for start, end in reversed(find_targets(rest)[1]):
                    rest = rest[:start] + rest[end:]
            if not requests:
                continue
            topic = FILLERS.sub("", _COMPLAINT.sub("", rest))
            if len(topic) > _SLACK:
                about = _topic(rest, speech, brief) if requests[0].kind in _TOPICAL and not requests[0].about else ""
                if not about:
                    continue
                requests = [msgspec.structs.replace(requests[0], target=requests[0].target if targets else Target("section", 2), about=about)]
            elif requests[0].kind in ("keep", "rewrite", "measure") and not targets and not carried and not requests[0].about and requests[0].kind != "measure":
                continue
            return requests, []
    return [], []


_TOPICAL = ("specific", "rewrite", "measure", "length", "keep", "delete")


def _topic(rest: str, speech: Speech | None, brief: Brief | None) -> str:
    """Return the problem that the rest of a clause names, where the brief or the speech has one like it."""
    words = re.sub(r"^(?:把|将|关于|对|针对)|(?:这|那)?(?:一?[条个段块件]|个?问题|方面)(?:的|写得|说得)?.{0,4}$|的$", "", _COMPLAINT.sub("", rest)).strip("的")
    texts = [problem.text for problem in brief.items()] if brief else []
    if speech:
        texts += [p.text for section in speech.sections for p in section.paragraphs]
    pairs = set(bigrams(words))
    near = any(words in text or len(pairs & set(bigrams(text))) >= 0.6 * len(pairs) for text in texts) if len(words) >= 2 and pairs else False
    return words if near else ""
