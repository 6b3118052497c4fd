"""YAML that people write is read into typed values; a mistake is named with its line and what to do."""

import datetime
from typing import Annotated, Literal

import msgspec
import pytest
from msgspec import Meta

from index.errors import CorpusError
from index.yamlfile import MAX_DEPTH, line_of, load, parse


class Owner(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    who: str
    days: int = 0


class Sheet(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: str
    owners: tuple[Owner, ...] = ()
    day: datetime.date | None = None


class Limits(msgspec.Struct, frozen=True):
    role: Literal["secretary", "head"] = "head"
    short: Annotated[str, Meta(max_length=3)] = ""
    long: Annotated[str, Meta(min_length=3)] = "一二三"
    code: Annotated[str, Meta(pattern=r"^P\d\d$")] = "P30"
    section: Annotated[int, Meta(ge=1, le=3)] = 1
    parts: Annotated[tuple[str, ...], Meta(min_length=2)] = ("一", "二")


GOOD = """name: 台账
owners:
  - {who: 财务, days: 30}
  - who: 采购
    days: 45
day: 2026-06-10
"""


def message(text: str, first_line: int = 1) -> str:
    with pytest.raises(CorpusError) as caught:
        load(text, "表.yaml", Sheet, first_line)
    return str(caught.value)


def test_a_good_file_gives_its_value() -> None:
    owners = (Owner("财务", 30), Owner("采购", 45))
    assert load(GOOD, "表.yaml", Sheet) == Sheet("台账", owners, datetime.date(2026, 6, 10))


def test_a_missing_key_is_named_with_the_line_of_its_entry() -> None:
    assert message(GOOD.replace("  - who: 采购\n    days: 45", "  - days: 45")) == "表.yaml 第4行：owners.1 缺少“who”；请改正"


def test_a_missing_key_at_the_top_stands_on_the_first_line() -> None:
    assert message(GOOD.replace("name: 台账\n", "# 表\n\n")).startswith("表.yaml 第3行：缺少“name”")


def test_a_wrong_type_is_named_in_chinese_with_its_line() -> None:
    assert message(GOOD.replace("45", "四十五天")) == "表.yaml 第5行：owners.1.days 应为整数，现在是文本；请改正"


def test_a_text_where_a_list_is_wanted_is_named() -> None:
    assert message("name: 台账\nowners: 财务\n") == "表.yaml 第2行：owners 应为列表，现在是文本；请改正"


def test_an_unknown_key_is_named_with_its_own_line() -> None:
    assert message(GOOD.replace("    days: 45", "    days: 45\n    colour: 红")) == (
        "表.yaml 第6行：owners.1 没有“colour”这一项；请改正"
    )


def test_an_empty_value_is_named_as_empty() -> None:
    assert message("name:\n") == "表.yaml 第1行：name 应为文本，现在是空；请改正"


def test_an_empty_file_is_refused() -> None:
    assert message("") == "表.yaml 第1行：应为键值对，现在是空；请改正"


def test_a_key_given_twice_is_refused_with_the_second_line() -> None:
    assert message("name: 台账\nname: 清单\n") == "表.yaml 第2行：“name”写了两次；请留一个"


def test_a_key_given_twice_deep_inside_is_refused() -> None:
    assert message("name: 台账\nowners:\n  - who: 财务\n    who: 采购\n") == "表.yaml 第4行：“who”写了两次；请留一个"


def test_the_same_key_in_two_entries_is_no_mistake() -> None:
    assert len(load(GOOD, "表.yaml", Sheet).owners) == 2


def test_an_anchor_is_refused_with_its_line() -> None:
    assert message("owners: []\nname: &a 台账\n") == "表.yaml 第2行：不能用 YAML 的锚点和别名（& 和 *）；请把内容直接写出来"


def test_an_alias_without_an_anchor_is_refused() -> None:
    assert "第1行" in message("name: *a\n")


def test_aliases_that_would_expand_without_end_are_refused_at_once() -> None:
    bomb = "a0: &a0 [x, x]\n" + "".join(f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]\n" for i in range(1, 30))
    assert "第1行：不能用 YAML 的锚点和别名" in message(bomb)


def test_the_deepest_nesting_that_is_allowed_passes() -> None:
    assert parse("[" * MAX_DEPTH + "]" * MAX_DEPTH, "表.yaml")


def test_one_level_more_is_refused() -> None:
    with pytest.raises(CorpusError, match="第1行：嵌套超过 12 层；请写得平一些"):
        parse("[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1), "表.yaml")


def test_nesting_without_end_is_refused_and_not_followed() -> None:
    with pytest.raises(CorpusError, match="嵌套超过"):
        parse("[" * 200_000, "表.yaml")


@pytest.mark.parametrize(
    ("text", "line"),
    [("name 台账\nday: x\n", 2), ("name: 台账\n\tday: x\n", 2), ("name: [台账\n", 2), ("name: 台账\n---\nname: 清单\n", 2)],
    ids=["no colon", "tab", "open bracket", "two documents"],
)
def test_a_mistake_in_writing_is_named_with_its_line(text: str, line: int) -> None:
    assert message(text) == f"表.yaml 第{line}行：YAML 写法不对（冒号后要有空格，缩进要对齐）；请改正"


def test_a_tag_that_would_make_an_object_is_refused() -> None:
    assert "YAML 写法不对" in message("name: !!python/object/apply:os.getcwd []\n")


def test_a_day_that_is_none_is_named_with_its_line() -> None:
    assert message(GOOD.replace("2026-06-10", "2026-06-31")) == "表.yaml 第6行：没有这一天；请核对日期"


def test_a_date_in_words_is_told_the_form() -> None:
    assert message(GOOD.replace("2026-06-10", "六月十日")) == "表.yaml 第6行：day 应为日期，写成 2026-06-10 这样；请改正"


def test_lines_are_counted_from_where_the_text_stands_in_its_file() -> None:
    assert message("name: 台账\nday: 明天\n", first_line=11).startswith("表.yaml 第12行：day")


def test_the_line_of_a_missing_place_is_its_nearest_parents() -> None:
    assert [line_of(GOOD, path) for path in ("owners.1.days", "owners.1.nothing", "owners.7", "nothing")] == [4, 3, 1, 0]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("role: boss", "role “boss”不在允许的取值里"),
        ("short: 一二三四", "short 不能超过 3 个字"),
        ("long: 一", "long 至少要有 3 个字"),
        ("code: Q30", r"code 写法应合 ^P\\d\\d$"),
        ("section: 4", "section 应不大于 3"),
        ("section: 0", "section 应不小于 1"),
        ("parts: [一]", "parts 至少要有 2 条"),
        ("short: yes", "short 应为文本，现在是是或否"),
    ],
)
def test_every_limit_is_explained_in_chinese(text: str, told: str) -> None:
    with pytest.raises(CorpusError) as caught:
        load(text, "表.yaml", Limits)
    assert str(caught.value) == f"表.yaml 第1行：{told}；请改正"
