"""What the readers of the formats collect while they read."""

import msgspec

BLANKS = " \t\n\r\f\v\x85\xa0\u1680" + "".join(map(chr, range(0x2000, 0x2010))) + "\u2028\u2029\u202f\u205f\u3000\ufeff"
"""What stands for nothing at the ends of a line: spaces of every width, and marks without any."""


class Found(msgspec.Struct):
    """The (text, level) of each line, (kind, text) of what was left out, and notes for the user, in Chinese."""

    lines: list[tuple[str, int]] = []
    left_out: list[tuple[str, str]] = []
    notes: list[str] = []
