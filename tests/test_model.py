"""What a model is to the rest, and the scripted one that ships for tests."""

import threading
from typing import Any

import pytest

from assistant.endpoint.events import DONE, BadEvent, Thoughts, events
from assistant.errors import ModelError
from assistant.model import Message, Piece, Usage, complete, count_messages, count_tokens, without_thought
from assistant.testing import ScriptedModel, ScriptEnded

ASK = (Message("user", "写第二部分"),)


def test_usage_adds_up_and_one_estimate_makes_the_sum_one() -> None:
    assert Usage(1, 2) + Usage(10, 20) == Usage(11, 22)
    assert (Usage(1, 2) + Usage(1, 1, estimated=True)).estimated


@pytest.mark.parametrize(
    ("text", "tokens"),
    [("", 0), ("巡察整改", 4), ("，。“”", 4), ("abc", 1), ("abcd", 2), ("整改30日", 4), ('{"a": 1}', 3), ("𠮷", 1)],
)
def test_tokens_are_counted_one_for_a_chinese_character_and_a_third_for_others(text: str, tokens: int) -> None:
    assert count_tokens(text) == tokens


def test_a_message_costs_its_frame_too() -> None:
    assert count_messages(ASK) == 4 + 5


def test_complete_joins_the_pieces_and_knows_the_cost() -> None:
    assert complete(ScriptedModel([["各位", "领导"]]), ASK) == ("各位领导", Usage(9, 4, estimated=True))


def test_complete_leaves_the_thoughts_out() -> None:
    class Thinking:
        name = "thinking"

        def stream(self, messages: Any, **asked: Any) -> Any:
            yield Piece(thought="想")
            yield Piece("先想</think>好")

    assert complete(Thinking(), ASK) == ("好", Usage(9, 3 + 3, estimated=True))


@pytest.mark.parametrize(
    ("text", "left"),
    [("好", "好"), ("<think>想</think>好", "好"), ("想</think>好", "好"), ("好<think>想", "好"), ("<thinking>a</thinking>好<think>b</think>吗", "好吗"), ("1<2", "1<2")],
)
def test_thoughts_in_tags_are_left_out_of_a_whole_text(text: str, left: str) -> None:
    assert without_thought(text) == left


@pytest.mark.parametrize("size", [1, 2, 3, 5, 100])
def test_thoughts_are_told_from_the_text_wherever_the_pieces_are_cut(size: int) -> None:
    whole = "<think>先<想>一想</think>\n\n各位领导，1<2，<thinking>再想</thinking>请审议<"
    sorter, text, thought = Thoughts(), "", ""
    for at in range(0, len(whole), size):
        more, inner = sorter.feed(whole[at : at + size])
        text, thought = text + more, thought + inner
    more, inner = sorter.end()
    assert (text + more, thought + inner) == ("各位领导，1<2，请审议<", "先<想>一想再想")


def test_events_are_read_from_any_cut_of_the_bytes() -> None:
    body = ': hello\r\nevent: x\r\ndata: {"a": "一\u2028二"}\r\n\r\ndata: [DONE]\n\n'.encode()
    for size in (1, 2, 7, 100):
        found = [value for value in events(body[at : at + size] for at in range(0, len(body), size)) if value is not None]
        assert found == [{"a": "一\u2028二"}, DONE]


def test_an_event_that_is_no_json_is_told() -> None:
    with pytest.raises(BadEvent):
        list(events([b'data: {"a": \n\n']))
    with pytest.raises(BadEvent):
        list(events([b'data: {"a": ']))


# -- the scripted model -----------------------------------------------------------------------------------------------


def test_a_script_is_said_in_order_and_remembers_what_was_asked() -> None:
    model = ScriptedModel(["第一段", lambda messages: messages[-1].content[::-1]])
    assert complete(model, ASK)[0] == "第一段"
    assert complete(model, (Message("user", "上下"),))[0] == "下上"
    assert model.asked == [ASK, (Message("user", "上下"),)]
    assert model.left() == 0


def test_a_script_comes_in_small_pieces() -> None:
    pieces = list(ScriptedModel(["各位领导，同志们，大家好。"]).stream(ASK))
    assert [piece.text for piece in pieces] == ["各位领导，同志们", "，大家好。", ""]
    assert pieces[-1].usage == Usage(9, 13, estimated=True)


def test_a_script_can_fail_before_and_in_the_middle() -> None:
    model = ScriptedModel([ModelError("限流", reason="rate_limit"), ["各位", ModelError("断了", reason="cut", partial="各位")]])
    with pytest.raises(ModelError, match="限流"):
        complete(model, ASK)
    said = []
    with pytest.raises(ModelError, match="断了"):
        for piece in model.stream(ASK):
            said.append(piece.text)
    assert said == ["各位"]


def test_a_script_that_runs_out_says_so_and_is_no_fault_of_a_model() -> None:
    model = ScriptedModel(["一"])
    complete(model, ASK)
    with pytest.raises(ScriptEnded, match="第 2 次提问，问的是“写第二部分”") as raised:
        complete(model, ASK)
    assert not isinstance(raised.value, ModelError)


def test_a_function_may_answer_everything() -> None:
    model = ScriptedModel(lambda messages: "好" if "二" in messages[-1].content else ModelError("断了", reason="cut"))
    assert complete(model, ASK)[0] == "好"
    with pytest.raises(ModelError):
        complete(model, (Message("user", "写第三部分"),))


def test_concurrent_requests_get_the_reply_meant_for_them() -> None:
    model = ScriptedModel.by(lambda messages: messages[-1].content[-2:], {f"{n:02}": [f"答{n:02}", f"再答{n:02}"] for n in range(20)})
    found: dict[int, list[str]] = {}

    def ask(n: int) -> None:
        found[n] = [complete(model, (Message("user", f"写第{n:02}"),))[0] for _ in range(2)]

    threads = [threading.Thread(target=ask, args=(n,)) for n in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {n: [f"答{n:02}", f"再答{n:02}"] for n in range(20)}
    assert len(model.asked) == 40 and model.left() == 0


def test_a_key_that_no_row_has_is_named() -> None:
    model = ScriptedModel.by(lambda messages: "第四部分", {"第一部分": ["好"], "第二部分": ["好"]})
    with pytest.raises(ScriptEnded, match="没有“第四部分”（有：第一部分、第二部分）"):
        complete(model, ASK)
