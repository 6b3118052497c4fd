"""Regular expressions that are compiled when a text first gives cause to.

The checks hold a few hundred; compiling them all takes longer than writing and checking a speech.
"""

import re
from collections.abc import Iterator


class Pattern:
    """An expression with clues: strings of which one stands in every text that it matches; none means always try."""

    __slots__ = ("_clues", "_compiled", "_source")

    def __init__(self, source: str, *clues: str) -> None:
        self._source, self._clues = source, clues
        self._compiled: re.Pattern[str] | None = None

    @property
    def compiled(self) -> re.Pattern[str]:
        if self._compiled is None:
            self._compiled = re.compile(self._source)
        return self._compiled

    def _worth(self, text: str) -> bool:
        return not self._clues or any(clue in text for clue in self._clues)

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """Yield the matches in text, first to last."""
        return self.compiled.finditer(text) if self._worth(text) else iter(())

    def search(self, text: str) -> re.Match[str] | None:
        """Return the first match in text, or None."""
        return self.compiled.search(text) if self._worth(text) else None

    def match(self, text: str) -> re.Match[str] | None:
        """Return the match at the start of text, or None."""
        return self.compiled.match(text) if self._worth(text) else None

    def fullmatch(self, text: str) -> re.Match[str] | None:
        """Return the match of the whole text, or None."""
        return self.compiled.fullmatch(text) if self._worth(text) else None
