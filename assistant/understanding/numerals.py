"""Read the numbers that people write in Chinese or Arabic digits."""

import re

NUMBER = r"(?:\d+(?:\.\d+)?|[一二两三四五六七八九十百千零〇半几]+)"
"""A pattern of what `read_number` is given; it holds no group."""

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "半": 0.5}
_UNITS = {"十": 10, "百": 100, "千": 1000}


def read_number(text: str) -> float | None:
    """Return the number that text names, the middle where it names two (五六, 一千二三百); None where it is none.

    一千三 is 1300, as it is said; 两百五 is 250.
    """
    plain = text.strip()
    if re.fullmatch(r"\d+(?:\.\d+)?", plain):
        return float(plain)
    if not re.fullmatch(r"[一二两三四五六七八九十百千零〇半]+", plain):
        return None
    total, digit, middle, last = 0.0, None, 0.0, 1.0
    for char in plain:
        if char in _UNITS:
            if digit is None and total:
                return None
            last = _UNITS[char]
            total += (1 if digit is None else digit + middle) * last
            digit, middle = None, 0.0
        elif digit is None or char in "零〇" or digit == 0:
            digit = float(_DIGITS[char])
            if char in "零〇":
                last = 10.0  # 一千零五: the five stands for itself
        elif _DIGITS[char] == digit + 1 and not middle:
            middle = 0.5
        else:
            return None
    if digit is not None:
        total += (digit + middle) * (last / 10 if last >= 100 and total else 1)
    return total


def whole(text: str) -> int | None:
    """Return a count that text names, None where it is no whole number."""
    value = read_number(text)
    return int(value) if value is not None and value == int(value) else None
