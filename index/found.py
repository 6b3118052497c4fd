"""What the readers of the formats collect while they read."""

import msgspec


class Found(msgspec.Struct):
    """The (text, level) of each line, (kind, text) of what was left out, and notes for the user, in Chinese."""

    lines: list[tuple[str, int]] = []
    left_out: list[tuple[str, str]] = []
    notes: list[str] = []
