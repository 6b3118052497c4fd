"""A conversation with a model: what it reads in a message and changes in a speech is taken only where it can be verified."""

import json
from typing import Any

import pytest

from assistant import Assistant, Brief, ModelError, Speech
from assistant.testing import Reply, ScriptedModel
from assistant.understanding.rules import Understood, apply
from tests.conftest import TODAY

MESSAGE = "我是云溪县水利局的局长，书记也是我，明天县里第三巡察组来，说我们采购验收把关不严，还有石桥村的管子漏了没人修，写个1200字的"


def with_model(assistant: Assistant, *replies: Reply, **options: Any) -> tuple[Assistant, ScriptedModel]:
    model = ScriptedModel(replies)
    return Assistant(home=assistant.home, model=model, today=lambda: TODAY, **options), model


def said(*changes: tuple[str, str, list[str], str], leftover: tuple[str, ...] = (), wants: bool = False) -> str:
    rows = [dict(zip(("field", "how", "value", "words"), change, strict=True)) for change in changes]
    return json.dumps({"changes": rows, "leftover": leftover, "wants_draft": wants}, ensure_ascii=False)


def data(understood: Understood) -> dict[str, Any]:
    return apply({}, understood)


def test_what_the_model_reads_and_the_message_says_is_taken(assistant: Assistant) -> None:
    reply = said(
        ("单位", "set", ["云溪县水利局"], "云溪县水利局"), ("职务", "set", ["书记、局长"], "局长，书记也是我"), ("日期", "set", ["明天"], "明天"),
        ("问题", "add", ["采购验收把关不严", "石桥村的管子漏了没人修"], "说我们采购验收把关不严"), ("字数", "set", ["1200"], "1200字"),
    )  # fmt: skip
    found = data(with_model(assistant, reply)[0].understand(MESSAGE))
    assert found["unit"] == "云溪县水利局" and found["length"] == 1200 and found["date"] == "明天"
    assert found["problems"] == ["采购验收把关不严", "石桥村的管子漏了没人修"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("问题", "挪用专项资金三百万元"), ("巡察组", "省委第九巡视组"), ("单位", "宏源县教育局"), ("到会", "县长：要求立即整改"), ("没有这一项", "采购验收把关不严"),
        ("会议", "动员会"),
    ],
)  # fmt: skip
def test_what_the_message_does_not_say_comes_back_and_is_not_set(assistant: Assistant, field: str, value: str) -> None:
    understood = with_model(assistant, said((field, "set", [value], "采购验收")))[0].understand(MESSAGE)
    assert understood.changes == () and understood.leftover == ("采购验收",)


def test_a_length_that_the_message_does_not_name_is_not_set(assistant: Assistant) -> None:
    assert with_model(assistant, said(("字数", "set", ["2000"], "两千字")))[0].understand(MESSAGE).changes == ()


def test_no_name_of_the_message_leaves_the_machine(assistant: Assistant) -> None:
    own, model = with_model(assistant, said(("单位", "set", ["〖单位1〗"], "〖单位1〗")))
    understood = own.understand(MESSAGE)
    sent = "\n".join(message.content for messages in model.asked for message in messages)
    assert not [name for name in ("云溪", "石桥", "水利局的局长") if name in sent]
    assert data(understood) == {"unit": "云溪县水利局"}


def test_a_model_that_fails_leaves_the_reading_to_the_rules_and_says_so(assistant: Assistant) -> None:
    failing = with_model(assistant, ModelError("钥匙不对", reason="auth"))[0].understand(MESSAGE)
    plain = assistant.understand(MESSAGE)
    assert failing.changes == plain.changes and "钥匙不对" in failing.note and not plain.note


def test_a_reply_in_the_wrong_form_twice_leaves_the_reading_to_the_rules(assistant: Assistant) -> None:
    found = with_model(assistant, "好的，我明白了。", '{"changes": 3}')[0].understand(MESSAGE)
    assert found.changes == assistant.understand(MESSAGE).changes and found.note


# -- changing a speech ------------------------------------------------------------------------------------------------

BRIEF = Brief(unit="云溪县水利局", role="局党组书记、局长", team="县委第三巡察组", problems=("采购验收把关不严", "窗口服务态度生硬"))


@pytest.fixture(scope="module")
def speech(assistant: Assistant) -> Speech:
    return assistant.draft(BRIEF, seed=0)


def line_of(speech: Speech, text: str) -> int:
    """Return the number under which the prompt shows a line: title, salutation, opening, transition, sections, closing, thanks."""
    lines = [speech.title, speech.salutation, *(p.text for p in speech.opening), speech.transition]
    for section in speech.sections:
        lines += [section.heading, *(p.text for p in section.paragraphs)]
    lines += [*(p.text for p in speech.closing), speech.thanks]
    return [line for line in lines if line].index(text) + 1


def edits(*changed: tuple[int, str], told: tuple[str, ...] = (), unclear: tuple[str, ...] = ()) -> str:
    rows = [{"line": line, "text": text} for line, text in changed]
    return json.dumps({"edits": rows, "changed": told, "unclear": unclear}, ensure_ascii=False)


def test_only_the_line_that_the_model_changes_changes(assistant: Assistant, speech: Speech) -> None:
    first = speech.opening[0].text
    new = f"{first}这些话，我们记下了，回去一条一条对着改。"
    revision = with_model(assistant, edits((line_of(speech, first), new), told=("开头第1段：加了一句",)))[0].revise(speech, "开头再诚恳一点", BRIEF)
    assert revision.changed == ("开头第1段：加了一句",) and revision.speech.opening[0].text == new
    assert revision.speech.lines()[2:] == speech.lines()[2:] and revision.speech.opening[0].sources[-1].kind == "model"


@pytest.mark.parametrize(
    "wrong",
    ["已追回资金380万元，整改完成率达到95%，这些成绩来之不易，我们还要接着改。", "今天早上下起了小雨，街角的桂花开了，金黄的小花落了一地，大家都裹紧了外套，出门记得带伞。", "宏源县水利局张建国同志的做法，我们要好好学一学，把他们的经验搬到局里来，一条一条照着做。"],
    ids=["invented", "weather", "another unit"],
)
def test_a_change_that_brings_an_error_is_put_back_and_named(assistant: Assistant, speech: Speech, wrong: str) -> None:
    last = speech.sections[2].paragraphs[-1].text
    revision = with_model(assistant, edits((line_of(speech, last), wrong), told=("改了",)))[0].revise(speech, "第三部分最后一段重写", BRIEF)
    assert revision.speech == speech and revision.changed == () and "第三部分" in revision.unclear[0]


def test_a_paragraph_can_be_taken_out_and_another_put_in(assistant: Assistant, speech: Speech) -> None:
    gone, kept = speech.sections[2].paragraphs[-1].text, speech.sections[0].paragraphs[0].text
    more = f"{kept}\n采购验收的事，我先认一条：到货那天我没有到过现场，往后每月到一回。"
    own = with_model(assistant, edits((line_of(speech, gone), ""), (line_of(speech, kept), more), told=("删一段", "添一段")))[0]
    revision = own.revise(speech, "第一部分说说我自己，第三部分最后一段删掉", BRIEF)
    assert gone not in revision.speech.text and "每月到一回" in revision.speech.sections[0].paragraphs[1].text


def test_undo_and_a_change_of_post_are_never_the_models(assistant: Assistant, speech: Speech) -> None:
    own, model = with_model(assistant)
    assert own.revise(speech, "恢复上一版", BRIEF).left[0].kind == "undo"
    own.revise(speech, "我是副局长不是局长", BRIEF)
    assert model.asked == []


def test_a_model_that_fails_leaves_the_change_to_the_rules_and_says_so(assistant: Assistant, speech: Speech) -> None:
    revision = with_model(assistant, ModelError("断了", reason="auth"))[0].revise(speech, "结尾不要感谢", BRIEF)
    assert "谢" not in revision.speech.thanks and "断了" in revision.unclear[0]


def test_a_line_that_is_not_there_is_asked_for_again(assistant: Assistant, speech: Speech) -> None:
    own, model = with_model(assistant, edits((99, "多出来的一行")), edits(unclear=("这是要做什么？",)))
    revision = own.revise(speech, "改一改", BRIEF)
    assert len(model.asked) == 2 and "没有第 99 行" in model.asked[1][-1].content and revision.unclear == ("这是要做什么？",)


def test_names_of_the_speech_are_hidden_where_it_is_changed(assistant: Assistant, speech: Speech) -> None:
    own, model = with_model(assistant, edits())
    own.revise(speech, "把石桥村的事写进去", BRIEF)
    sent = "\n".join(message.content for messages in model.asked for message in messages)
    assert not [name for name in ("云溪", "石桥", "县委第三巡察组") if name in sent]
