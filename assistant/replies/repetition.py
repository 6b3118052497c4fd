"""Notice that a model repeats itself without end, while it still writes."""

import re

from assistant.errors import ModelError

SHORTEST, LONGEST, TIMES = 8, 200, 4
"""A unit of this many characters, this many times in a row, is endless repetition."""
SENTENCES = 3
_SENTENCE = 12
"""Shorter sentences may well come again (谢谢大家。)."""
_STEP = 32
_TAIL = LONGEST * TIMES + _STEP
_ENDS = re.compile(r"[。！？!?\n]+")


def repeated(text: str) -> int:
    """Return how many characters at the end of text repeat one unit four times or more, 0 where none does.

    The unit has 8 to 200 characters; a shorter one counts as its multiple (吗吗吗吗 as eight times 吗).
    """
    tail = text[::-1]
    border = [0] * len(tail)  # prefix function of Knuth, Morris and Pratt 1977: length - border is the shortest period
    length, found = 0, 0
    for place in range(1, len(tail)):
        while length and tail[place] != tail[length]:
            length = border[length - 1]
        length += tail[place] == tail[length]
        border[place] = length
        period = place + 1 - length
        unit = period * -(-SHORTEST // period)
        if unit <= LONGEST and place + 1 >= TIMES * unit:
            found = place + 1
    return found


class Watch:
    """Fed the pieces of a reply, raises ModelError with the reason repetition as soon as it goes round in circles.

    Work is linear in the text: the end is looked at once every 32 characters, each sentence once. Spaces do not count.
    The error's `partial` is the text up to where the second round begins.
    """

    def __init__(self) -> None:
        self._fed: list[str] = []
        self._tail = ""
        self._new = 0
        self._begun: list[str] = []
        self._seen: dict[str, int] = {}

    def feed(self, text: str) -> None:
        """Take the next piece."""
        self._fed.append(text)
        bare = "".join(text.split())
        for start in range(0, len(bare), _STEP):
            part = bare[start : start + _STEP]
            self._tail = (self._tail + part)[-_TAIL:]
            self._new += len(part)
            if self._new >= _STEP:
                self._new = 0
                self._look()
        for place, part in enumerate(_ENDS.split(text)):
            if place:
                self._count()
            self._begun += part.split()

    def end(self) -> None:
        """Look once more at the end of the whole reply."""
        self._look()
        self._count()

    def _look(self) -> None:
        if rounds := repeated(self._tail):
            unit = next(n for n in range(SHORTEST, LONGEST + 1) if self._tail[-rounds:][n:] == self._tail[-rounds:][:-n])
            self._stop(rounds - unit)

    def _count(self) -> None:
        sentence = "".join(self._begun)
        self._begun.clear()
        if len(sentence) >= _SENTENCE:
            self._seen[sentence] = self._seen.get(sentence, 0) + 1
            if self._seen[sentence] >= SENTENCES:
                text = "".join(self._fed)
                first = text.find(sentence)
                second = text.find(sentence, first + len(sentence)) if first >= 0 else -1
                self._raise(text[:second] if second > 0 else text)

    def _stop(self, surplus: int) -> None:
        """Raise with the text less the last `surplus` characters, spaces not counted."""
        text = "".join(self._fed)
        bare = len("".join(text.split()))
        kept = 0
        for place, letter in enumerate(text):
            if kept >= bare - surplus:
                text = text[:place]
                break
            kept += not letter.isspace()
        self._raise(text)

    def _raise(self, partial: str) -> None:
        raise ModelError("模型反复写同样的话，已经停下：再试一次，或换一个模型", reason="repetition", partial=partial)
