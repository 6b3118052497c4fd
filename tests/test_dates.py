"""Dates in the forms that people write, and nothing else."""

import datetime

import pytest

from assistant.dates import read_date
from assistant.errors import BriefError

TODAY = datetime.date(2026, 11, 23)  # a Monday
JUNE = datetime.date(2026, 6, 10)

FORMS = [
    "2026-06-10", "2026-6-10", "2026/06/10", "2026/6/10", "2026.06.10", "2026.6.10", "20260610", "2026年6月10日", "2026年06月10号",
    "2026 年 6 月 10 日", "二〇二六年六月十日", "二零二六年六月十日", "二○二六年六月十号", "2026年六月十日", "２０２６年６月１０日", "２０２６－０６－１０",
    "  2026-06-10  ", "2026-06-10 09:00", "2026-06-10 09:00:00", "2026-06-10T09:00:00", "2026年6月10日（星期三）", "2026年6月10日(周三)",
    "2026年6月10日上午9时", "2026年6月10日下午", "2026年6月10日 9点",
]  # fmt: skip


@pytest.mark.parametrize("text", FORMS)
def test_every_usual_form_of_a_whole_date_is_read(text: str) -> None:
    assert read_date(text, TODAY) == JUNE


NEAR = {
    "今天": (2026, 11, 23), "今日": (2026, 11, 23), "明天": (2026, 11, 24), "后天": (2026, 11, 25), "大后天": (2026, 11, 26), "昨天": (2026, 11, 22),
    "前天": (2026, 11, 21), "星期五": (2026, 11, 27), "本周日": (2026, 11, 29), "这周三": (2026, 11, 25), "下周一": (2026, 11, 30), "下星期天": (2026, 12, 6),
    "下下周一": (2026, 12, 7), "下下个星期五": (2026, 12, 11), "上上周五": (2026, 11, 13), "下周的周三": (2026, 12, 2), "上周五": (2026, 11, 20), "下周三上午": (2026, 12, 2), "本月28日": (2026, 11, 28), "下月10日": (2026, 12, 10), "下个月1号": (2026, 12, 1), "上月30日": (2026, 10, 30),
}  # fmt: skip


@pytest.mark.parametrize("text", list(NEAR))
def test_a_date_told_from_today_is_counted_from_today(text: str) -> None:
    assert read_date(text, TODAY) == datetime.date(*NEAR[text])


def test_weeks_begin_on_monday_so_on_a_sunday_the_next_week_is_tomorrows() -> None:
    sunday = datetime.date(2026, 11, 29)
    assert [read_date(text, sunday) for text in ("下周一", "下周三", "下下周一", "本周日")] == [datetime.date(2026, *day) for day in ((11, 30), (12, 2), (12, 7), (11, 29))]


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("12月1日", (2026, 12, 1)), ("1月5日", (2027, 1, 5)), ("10月1日", (2026, 10, 1)), ("11月23日", (2026, 11, 23)),
        ("十一月二十三日", (2026, 11, 23)), ("六月三十号", (2026, 6, 30)), ("12-1", (2026, 12, 1)), ("1/5", (2027, 1, 5)),
    ],
)  # fmt: skip
def test_a_date_without_a_year_is_the_nearest_one(text: str, date: tuple[int, int, int]) -> None:
    assert read_date(text, TODAY) == datetime.date(*date)


def test_a_leap_day_without_a_year_is_in_the_nearest_leap_year() -> None:
    assert read_date("2月29日", TODAY) == datetime.date(2028, 2, 29)


@pytest.mark.parametrize("day", range(1, 32))
def test_every_day_of_a_month_in_chinese_numbers(day: int) -> None:
    digits = "零一二三四五六七八九"
    tens, ones = divmod(day, 10)
    number = (("" if tens == 1 else digits[tens]) + "十" if tens else "") + (digits[ones] if ones else "")
    assert read_date(f"二〇二六年十二月{number}日", TODAY) == datetime.date(2026, 12, day)


WRONG = [
    "", "abc", "2026", "2026年", "2026年6月", "6月", "10日", "2026-13-01", "2026-02-30", "2月30日", "6.1", "0001-01-01", "9999-12-31", "2026年6月10日至12日",
    "昨儿", "星期八", "下周", "2026-6-10-1", "三十二", "６月", "{{ 1 }}", "2026年2月29日",
]  # fmt: skip


@pytest.mark.parametrize("text", WRONG)
def test_what_is_no_date_is_refused_with_an_example_of_one(text: str) -> None:
    with pytest.raises(BriefError, match="看不懂；请写成 2026-06-10"):
        read_date(text, TODAY)
