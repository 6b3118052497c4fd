"""The user's words made ready for a sentence: what a problem is about, said without the charge."""

import pytest

from assistant.wording import field


@pytest.mark.parametrize(
    ("problem", "about"),
    [
        ("采购验收把关不严", "采购验收"), ("保证金退还不及时，有的拖了三个月", "保证金退还"), ("评标专家抽取存在人为干预", "评标专家抽取"), ("科研经费使用不规范", "科研经费"),
        ("高值耗材采购价格偏高", "高值耗材采购"), ("“第一议题”制度落实不到位", "“第一议题”制度"), ("三重一大决策不规范", "“三重一大”决策"), ("社保基金追缴不到位", "社保基金追缴"), ("公务接待超标准", "公务接待"),
    ],
)  # fmt: skip
def test_a_problem_is_named_by_its_field_without_the_charge(problem: str, about: str) -> None:
    assert field(problem) == about


@pytest.mark.parametrize("problem", ["问题还没有解决", "有的干部作风漂浮", "对下属单位失察", "靠企吃企", "村干部优亲厚友", ""])
def test_words_that_name_no_field_of_work_give_none(problem: str) -> None:
    assert field(problem) == ""
