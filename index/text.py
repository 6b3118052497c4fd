"""The text of a passage as it is embedded and cut into pairs."""

import re

_SLOT = re.compile(r"\{[^{}]*\}|[\ud800-\udfff]")
_GAP = re.compile(r"(?<=[^\W\x00-\x7f])\s+(?=[^\W\x00-\x7f])")


def searchable(text: str) -> str:
    """Return text as it is embedded and cut into pairs: without slot marks, line breaks, gaps between characters."""
    return re.sub(r"\s+", " ", _SLOT.sub(" ", _GAP.sub("", text))).strip()
