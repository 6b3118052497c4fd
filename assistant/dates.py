"""Read the ways in which people write a date."""

import datetime
import re

from assistant.errors import BriefError

_DIGITS = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "○": 0, "Ｏ": 0, "O": 0}
_DATE = re.compile(r"^(\d{4})\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})\s*[日号]?$")
_SHORT = re.compile(r"^(\d{1,2})\s*[-/月]\s*(\d{1,2})\s*[日号]?$")
_COMPACT = re.compile(r"^(\d{4})(\d\d)(\d\d)$")
_DAY = re.compile(r"^(上|本|这个?|下)(?:个)?月\s*(\d{1,2})\s*[日号]$")
_NEAR = {"今天": 0, "今日": 0, "明天": 1, "明日": 1, "后天": 2, "大后天": 3, "昨天": -1, "昨日": -1, "前天": -2}
_WEEKS = r"(?:上上|上|本|这|下下|下)个?(?:周|星期|礼拜)"
_WEEK = re.compile(r"^(?:(上上|上|本|这|下下|下)个?)?(?:周|星期|礼拜)(?:的?(?:周|星期|礼拜))?([一二三四五六日天])$")
_TURNS = {"上上": -2, "上": -1, "下": 1, "下下": 2}
_TIME = re.compile(r"[（(].*$|(?:[上下中]午|[早晚]上|凌晨).*$|[T\s]+\d{1,2}\s*[:：时点].*$")
_YEARS = range(1949, 2101)
_WIDE = {ord(full): ord(full) - 0xFEE0 for full in "０１２３４５６７８９－．／"}


def read_date(text: str, today: datetime.date) -> datetime.date:
    """Return the date that text names; a date without a year is the one nearest to today. Raises BriefError."""
    plain = _TIME.sub("", text.strip().translate(_WIDE)).strip()
    if plain in _NEAR:
        return today + datetime.timedelta(days=_NEAR[plain])
    if found := _WEEK.match(plain):
        weeks = _TURNS.get(found.group(1) or "", 0)
        monday = today - datetime.timedelta(days=today.weekday())
        return monday + datetime.timedelta(days="一二三四五六日".index(found.group(2).replace("天", "日")), weeks=weeks)
    plain = _arabic(plain)
    dates: list[datetime.date] = []
    if found := _DATE.match(plain) or _COMPACT.match(plain):
        dates = _dates([tuple(map(int, found.groups()))])
    elif found := _SHORT.match(plain):
        month, day = map(int, found.groups())
        # 29 February is no date in most years: the nearest leap year is up to seven away.
        dates = _dates([(today.year + turn, month, day) for turn in range(-8, 9)])
    elif found := _DAY.match(plain):
        months = today.year * 12 + today.month - 1 + _TURNS.get(found.group(1), 0)
        dates = _dates([(months // 12, months % 12 + 1, int(found.group(2)))])
    if not dates:
        raise BriefError(f"日期“{text.strip()[:20]}”看不懂；请写成 2026-06-10 或 2026年6月10日")
    return min(dates, key=lambda date: abs((date - today).days))


def _dates(triples: list[tuple[int, ...]]) -> list[datetime.date]:
    """Return those of (year, month, day) that the calendar has."""
    found = []
    for year, month, day in triples:
        try:
            found += [datetime.date(year, month, day)] if year in _YEARS else []
        except ValueError:
            continue
    return found


def _arabic(text: str) -> str:
    """Return text with Chinese numbers up to 31, and years written digit by digit, in Arabic digits."""
    text = re.sub(r"[〇○ＯO零一二三四五六七八九]{4}(?=\s*年)", lambda m: "".join(str(_DIGITS[c]) for c in m.group()), text)
    return re.sub(r"[一二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九](?=\s*[月日号])", _small, text)


def _small(match: re.Match[str]) -> str:
    text = match.group()
    if "十" not in text:
        return str(_DIGITS[text])
    tens, _, ones = text.partition("十")
    return str((_DIGITS[tens] if tens else 1) * 10 + (_DIGITS[ones] if ones else 0))


_SPOKEN = {"明早": "明天", "明晚": "明天", "明儿": "明天", "后日": "后天", "后儿": "后天", "今儿": "今天", "今晚": "今天"}
_NUMBER = r"(?:\d{1,2}|[一二三]?十[一二三四五六七八九]?|[一二三四五六七八九])"
_IN_TEXT = re.compile(
    r"(?P<full>\d{4}\s*[-./年]\s*\d{1,2}\s*[-./月]\s*\d{1,2}(?!\d)[日号]?|[二〇零○一三四五六七八九]{4}年"
    + _NUMBER + "月" + _NUMBER + r"[日号]?)"
    rf"|(?P<short>(?<![\d年]){_NUMBER}月{_NUMBER}[日号]?)"
    rf"|(?P<turn>(?:上|本|这个?|下)(?:个)?月\s*{_NUMBER}\s*[日号])"
    rf"|(?P<week>(?:{_WEEKS}的?)?(?:周|星期|礼拜)[一二三四五六日天](?![到至个年期])|{_WEEKS}[一二三四五六日天](?![到至个年期]))"
    r"|(?P<near>大后天|后天|明天|明日|今天|今日|昨天|昨日|前天|明早|明晚|明儿|后日|后儿|今儿|今晚)个?"
    r"|(?P<slash>(?<![\d/.-])(?:1[0-2]|0?[1-9])/(?:[12]\d|3[01]|0?[1-9])(?![\d/个项条]))"
    r"|(?P<dot>(?<![\d.])(?:1[0-2]|0?[1-9])\.(?:[12]\d|3[01]|0?[1-9])(?=[日号]?(?:上午|下午|早上|晚上|开会|开|反馈|会议?|用|$)))"
    rf"|(?P<day>(?<![第\d月一二三四五六七八九十]){_NUMBER}[号日](?![文令楼线院])(?=上午|下午|早上|晚上|开|反馈|来|要|$|就|表态|发言|会|那天))"
)


def find_date(text: str, today: datetime.date) -> tuple[datetime.date, tuple[int, int]] | None:
    """Return the first date told in running text, and where it stands; None where there is none.

    A bare day (18号) or weekday (周五) is the next such day from today on.
    """
    for found in _IN_TEXT.finditer(text):
        words = found.group()
        try:
            if found.lastgroup == "day":
                date = _next(int(_arabic(words.rstrip("日号") + "日").rstrip("日")), today)
            else:
                date = read_date(_SPOKEN.get(words, words).removesuffix("个").replace(".", "/" if found.lastgroup == "dot" else "."), today)
        except (BriefError, ValueError):
            continue
        if found.lastgroup == "week" and words[0] in "周星礼" and date < today:
            date += datetime.timedelta(days=7)
        return date, found.span()
    return None


def _next(day: int, today: datetime.date) -> datetime.date:
    """Return the next date from today on that falls on this day of a month; ValueError for a day no month has."""
    months = today.year * 12 + today.month - 1
    for turn in range(3):
        found = _dates([((months + turn) // 12, (months + turn) % 12 + 1, day)])
        if found and found[0] >= today:
            return found[0]
    raise ValueError(day)
