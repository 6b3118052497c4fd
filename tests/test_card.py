"""The card that shows a brief back: its columns, and what is marked as inferred."""

import pytest

from assistant import Assistant, Present, Problem
from assistant.brief import Brief
from assistant.understanding.card import card, columns, wrapped

FULL = Brief(
    unit="江州市城市建设投资集团有限公司", role="党委书记、董事长", portfolio=("财务",), team="市委第六巡察组", inspection="专项（工程建设）", period="3月到5月", meeting="整改推进会", date="2026-12-01",
    present=(Present("市委组织部部长", said="把整改同办实事结合起来" * 6), Present("市长", "讲了话")), problems=("项目先开工后补手续，" * 8, Problem("变更签证未经集体研究", 14, True)), rectified=("已退回多付工程款",),
    deadlines=("两个月内报整改情况",), priorities=("老旧小区改造", "滨江路快速化"), slogan="建设清风江州", tone="干脆", minutes=8, notes="不要提时间；别点名",
)  # fmt: skip


def test_a_chinese_character_takes_two_columns_and_an_ascii_one_one() -> None:
    assert columns("云溪ab1，“") == 4 + 3 + 2 + 2 and columns("e\u0301") == 1


@pytest.mark.parametrize("width", [40, 60, 76, 80])
def test_no_line_of_the_card_is_wider_than_asked(assistant: Assistant, width: int) -> None:
    lines = card(assistant.context(FULL), width)
    assert max(map(columns, lines)) <= width
    body = "".join(line[0:].strip() for line in lines)
    for words in ("城市建设投资", "专项（工程建设）", "2026年12月1日", "14件", "已退回多付工程款", "两个月内报整改情况", "滨江路快速化", "建设清风江州", "干脆", "8 分钟", "别点名"):
        assert words in body


def test_what_was_inferred_or_taken_by_default_is_marked(assistant: Assistant) -> None:
    lines = card(assistant.context(Brief(unit="云溪县水利局")))
    text = "\n".join(lines)
    assert "县委巡察组（推断）" in text and "1300 字（默认）" in text and "没有写（稿子会偏空）" in text
    assert next(line for line in lines if line.startswith("单位")) == "单位      云溪县水利局"


def test_lines_never_begin_with_a_closing_mark() -> None:
    lines = wrapped("一二三四五，六七八九十。", 10)
    assert "".join(lines) == "一二三四五，六七八九十。" and not any(line[0] in "，。" for line in lines)
    assert max(map(columns, lines)) <= 10
