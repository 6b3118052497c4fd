"""Read the ways in which people write a date."""

import datetime
import re

from assistant.errors import BriefError

_DIGITS = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "○": 0}
_DATE = re.compile(r"^(\d{4})\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})\s*[日号]?$")
_SHORT = re.compile(r"^(\d{1,2})\s*月\s*(\d{1,2})\s*[日号]?$")
_COMPACT = re.compile(r"^(\d{4})(\d\d)(\d\d)$")
_NEAR = {"今天": 0, "今日": 0, "明天": 1, "明日": 1, "后天": 2, "大后天": 3, "昨天": -1}


def read_date(text: str, today: datetime.date) -> datetime.date:
    """Return the date that text names; a date without a year is the one nearest to today. Raises BriefError."""
    plain = _arabic(text.strip().translate({ord(f): ord(f) - 0xFEE0 for f in "０１２３４５６７８９－．／"}))
    plain = re.sub(r"[（(].*$|[上下]午.*$|\s+\d{1,2}[:：]\d\d.*$", "", plain).strip()
    if plain in _NEAR:
        return today + datetime.timedelta(days=_NEAR[plain])
    try:
        if found := _DATE.match(plain) or _COMPACT.match(plain):
            return datetime.date(*map(int, found.groups()))
        if found := _SHORT.match(plain):
            month, day = map(int, found.groups())
            years = (today.year - 1, today.year, today.year + 1)
            return min((datetime.date(y, month, day) for y in years), key=lambda date: abs((date - today).days))
    except ValueError:
        pass
    raise BriefError(f"日期“{text[:20]}”看不懂；请写成 2026-06-10 或 2026年6月10日")


def _arabic(text: str) -> str:
    """Return text with Chinese numbers up to 31, and years written digit by digit, in Arabic digits."""
    text = re.sub(r"[〇○零一二三四五六七八九]{4}(?=年)", lambda m: "".join(str(_DIGITS[c]) for c in m.group()), text)
    return re.sub(r"[一二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九](?=[月日号])", _small, text)


def _small(match: re.Match[str]) -> str:
    text = match.group()
    if "十" not in text:
        return str(_DIGITS[text])
    tens, _, ones = text.partition("十")
    return str((_DIGITS[tens] if tens else 1) * 10 + (_DIGITS[ones] if ones else 0))
