"""What is asked when a brief lacks something, and how answers are read."""

import pytest

from assistant import Assistant
from assistant.brief import from_mapping
from assistant.understanding.asking import MOST, Question, questions, read_answer


def fields(found: list[Question]) -> list[str]:
    return [question.field for question in found]


def test_an_empty_brief_is_asked_four_things_the_unit_first() -> None:
    found = questions({}, None)
    assert fields(found) == ["unit", "role", "problems", "team"] and len(found) == MOST
    assert found[0].default == "" and all(len(question.text) <= 40 for question in found)


def test_nothing_is_asked_of_a_full_brief(assistant: Assistant) -> None:
    data = {"unit": "云溪县水利局", "role": "局长", "team": "县委第二巡察组", "problems": ["采购验收不严"]}
    assert questions(data, assistant.context(from_mapping(data))) == []


def test_defaults_come_from_what_is_inferred(assistant: Assistant) -> None:
    data = {"unit": "云溪县青岩镇"}
    found = {question.field: question for question in questions(data, assistant.context(from_mapping(data)))}
    assert found["role"].default == "镇党委书记、镇长" and found["team"].default == "县委巡察组"


def test_a_deputy_is_asked_for_the_field(assistant: Assistant) -> None:
    data = {"unit": "云溪县水利局", "role": "副局长", "problems": ["采购验收不严"], "team": "县委第二巡察组"}
    assert fields(questions(data, assistant.context(from_mapping(data)))) == ["portfolio"]


def test_enter_takes_the_default_and_leaves_open_where_there_is_none() -> None:
    assert read_answer(Question("role", "职务？", "局长"), "  ")[0].value == "局长"
    assert read_answer(Question("problems", "问题？"), "") == ()


@pytest.mark.parametrize("text", ["没有", "跳过", "不知道", "无。", "，", "😀", "\x00"])
def test_an_answer_that_declines_sets_nothing(text: str) -> None:
    assert read_answer(Question("problems", "问题？"), text) == ()


ANSWERS = [
    ("unit", "我们是云溪县水利局", "云溪县水利局"), ("unit", "云溪县水利局。", "云溪县水利局"), ("role", "我是副局长", "副局长"), ("team", "明天县委第五巡查组来", "县委第五巡察组"), ("team", "县委的", "县委的"),
    ("portfolio", "分管农建和农机", ["农建", "农机"]), ("problems", "采购验收不严；执法不规范（6起）", ["采购验收不严", {"text": "执法不规范", "count": 6}]),
    ("problems", "1.食堂采购不透明\n2.师德师风抓得不紧", ["食堂采购不透明", "师德师风抓得不紧"]), ("problems", "主要是食堂采购不透明、教辅征订不规范两个问题", ["食堂采购不透明", "教辅征订不规范"]),
]  # fmt: skip


@pytest.mark.parametrize(("field", "text", "value"), ANSWERS)
def test_an_answer_is_read_without_what_leads_to_it(field: str, text: str, value: object) -> None:
    changes = read_answer(Question(field, "？"), text)
    assert [change.value for change in changes] == [value] and changes[0].field == field
