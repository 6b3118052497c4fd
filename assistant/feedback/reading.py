"""Read a feedback document twice: by the rules, and once more with what the field makes of its sentences."""

import re

from assistant.feedback.items import with_runs
from assistant.feedback.layout import Block, meant
from assistant.feedback.sentences import labels, sentences
from assistant.feedback.zones import REPLY, Reading
from assistant.tagging.sequence import Sequences


def reading_of(found: list[Block], field: Sequences | None = None) -> Reading:
    """Return the pass through a document; a bare list of things that are wrong is read as one, without zones.

    `field` labels the sentences, the one that is shipped by default.
    """
    blocks = with_runs(found)
    rules = by_rules(blocks)
    told = sentences(blocks)
    return Reading(blocks, labels=labels(told, rules, field), rules=rules) if told else rules


def by_rules(blocks: list[Block]) -> Reading:
    """Return the pass through a document, cut into runs, by the rules alone."""
    reading = Reading(blocks)
    plain = meant("".join(block.raw for block in blocks))
    told_none = re.search(r"(?:未|没有)发现[^。]{0,12}问题", plain)
    if not reading.problems and any(block.kind for block in blocks) and not told_none and not REPLY.search(plain[:200]):
        reading = Reading(blocks, "problems")
    return reading
