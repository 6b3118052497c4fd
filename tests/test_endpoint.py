"""Any OpenAI-compatible endpoint: what servers do differently, and each way in which they fail, over real HTTP."""

import contextlib
import json
import logging
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from assistant.endpoint import Endpoint
from assistant.errors import ModelError
from assistant.model import Message, Usage, complete
from assistant.replies.repetition import Watch
from tests import server as plays
from tests.server import Server, answers, answers_whole, chunk, cuts, endless, fails, hangs, picky, says, streams

ROOT = Path(__file__).resolve().parent.parent
ASK = (Message("system", "你是一名老秘书"), Message("user", "写一句话"))
SCHEMA = {"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"], "additionalProperties": False}
KEY = "sk-secret-0123456789"
Run = Callable[..., tuple[int, str, str]]


@contextlib.contextmanager
def talk(*behaviours: plays.Behaviour, timeout: float = 5, retries: int = 0, **named: Any) -> Iterator[tuple[Server, Endpoint]]:
    with Server(*behaviours) as server, Endpoint("m", base_url=server.base_url, api_key=KEY, timeout=timeout, retries=retries, **named) as endpoint:
        yield server, endpoint


def outcome(endpoint: Endpoint, **named: Any) -> tuple[str, ModelError]:
    """Return the text that was streamed and the error that ended it."""
    said = ""
    with pytest.raises(ModelError) as raised:
        for piece in endpoint.stream(ASK, **named):
            said += piece.text
    return said, raised.value


# -- faults -----------------------------------------------------------------------------------------------------------

FAULTS: dict[str, tuple[plays.Behaviour, str, str, str]] = {
    "401": (fails(401, f"Incorrect API key provided: {KEY}"), "auth", "", "OPENAI_API_KEY"),
    "402": (fails(402, "Insufficient Balance"), "payment", "", "余额"),
    "403": (fails(403, "no access"), "forbidden", "", "权限"),
    "404": (fails(404, "The model `m` does not exist", code="model_not_found"), "not_found", "", "检查模型名和 OPENAI_BASE_URL"),
    "404 page": (answers(b"<html>nothing here</html>", status=404, kind="text/html"), "not_found", "", "/v1"),
    "429": (fails(429, "rate limit reached"), "rate_limit", "", "限流"),
    "429 for hours": (fails(429, "later", headers={"Retry-After": "3600"}), "rate_limit", "", "3600 秒"),
    "429 without money": (fails(429, "You exceeded your current quota", code="insufficient_quota"), "payment", "", "充值"),
    "500": (fails(500, "internal server error"), "server", "", "稍后再试"),
    "503": (fails(503, "overloaded"), "server", "", "503"),
    "504": (fails(504, "gateway timeout"), "timeout", "", "超时"),
    "400 filter (DeepSeek)": (fails(400, "Content Exists Risk"), "content_filter", "", "内容审查"),
    "400 filter (DashScope)": (fails(400, "Input data may contain inappropriate content.", code="data_inspection_failed"), "content_filter", "", "内容审查"),
    "400 prompt too long": (fails(400, "This model's maximum context length is 4096 tokens", code="context_length_exceeded"), "refused_request", "", "减少素材"),
    "400 whatever is left out": (fails(400, "bad request"), "refused_request", "", "400"),
    "503 no channel (one-api)": (fails(503, "当前分组 default 下对于模型 m 无可用渠道"), "not_found", "", "模型名"),
    "nothing, ever": (hangs(), "timeout", "", "没有在 0.3 秒内答复"),
    "comments, ever": (hangs("各位领导", alive=True), "timeout", "各位领导", "0.3 秒没有新内容"),
    "silence midway": (hangs("各位领导"), "timeout", "各位领导", "0.3 秒没有新内容"),
    "reset midway": (cuts("各位领导，我"), "cut", "各位领导，我", "中断"),
    "closed midway": (cuts("各位领导，我", how="close"), "cut", "各位领导，我", "中断"),
    "closed midway, length unknown": (cuts("各位领导，我", how="close_delimited"), "cut", "各位领导，我", "断"),
    "error event midway": (streams(chunk("各位"), {"error": {"message": "upstream died", "code": 502}}), "server", "各位", "出错"),
    "error named by an event": (streams(b'event: error\ndata: {"error": {"message": "rate limit", "code": 429}}\n\n'), "rate_limit", "", "限流"),
    "error in a 200 body": (answers(b'{"error": {"message": "insufficient_user_quota", "type": "new_api_error"}}'), "payment", "", "余额"),
    "error in a 200 body, flat": (answers('{"code": 1302, "message": "您当前使用该API的并发数过高"}'.encode()), "rate_limit", "", "限流"),
    "error in a 200 body (MiniMax)": (answers(b'{"choices": null, "base_resp": {"status_code": 1008, "status_msg": "insufficient balance"}}'), "payment", "", "余额"),
    "error in a 200 body (Qianfan)": (answers(b'{"error_code": 336501, "error_msg": "Rate limit exceeded"}'), "rate_limit", "", "限流"),
    "error that is a text": (answers(b'{"error": "model m not found, try pulling it first"}', status=404), "not_found", "", "模型名"),
    "no object at all": (answers(b"[[]]"), "empty", "", "空的"),
    "nested without end": (answers(b"[" * 100_000), "cut", "", "残缺"),
    "a web page": (answers(b"<!DOCTYPE html><html></html>", kind="text/html"), "not_found", "", "网页"),
    "half an event": (streams(chunk("各位"), b'data: {"choices": [{"del\n\n'), "cut", "各位", "残缺"),
    "half a JSON": (answers(b'{"choices": [{"mess'), "cut", "", "残缺"),
    "empty": (says(""), "empty", "", "空的"),
    "null": (answers_whole(None), "empty", "", "空的"),
    "no body": (answers(b""), "empty", "", "空的"),
    "only spaces": (says(" \n "), "empty", " \n ", "空的"),
    "only thoughts": (says("", thought="先想想"), "empty", "", "只思考"),
    "thoughts without end": (says("<think>先想想，再想想"), "empty", "", "只思考"),
    "length": (says("各位领导", finish="length"), "length", "各位领导", "篇幅上限"),
    "length, all thought": (says("", thought="想啊想", finish="length"), "length", "", "思考"),
    "content filter": (says("各位领导", finish="content_filter"), "content_filter", "各位领导", "内容审查"),
    "content filter (GLM)": (says("各位领导", finish="sensitive"), "content_filter", "各位领导", "内容审查"),
    "out of resources (DeepSeek)": (says("各位领导", finish="insufficient_system_resource"), "cut", "各位领导", "断"),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_has_its_reason_keeps_what_came_and_says_what_to_do(fault: str) -> None:
    behaviour, reason, partial, words = FAULTS[fault]
    with talk(behaviour, timeout=0.3) as (_, endpoint):
        said, error = outcome(endpoint)
    assert (error.reason, said) == (reason, partial)
    assert error.partial.strip() == partial.strip()
    assert words in str(error)
    assert "\n" not in str(error) and KEY not in str(error) and "sk-" not in str(error)


def test_a_connection_refused_says_where_and_what_to_look_at() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound, not listening: nobody answers here
        with Endpoint("m", base_url=f"http://127.0.0.1:{taken.getsockname()[1]}/v1", retries=0) as endpoint:
            _, error = outcome(endpoint)
    assert error.reason == "connection" and "127.0.0.1" in str(error) and "OPENAI_BASE_URL" in str(error)


def test_a_server_killed_midway_is_cut_and_what_it_said_is_kept() -> None:
    text = "各位领导，同志们。" * 200
    command = [sys.executable, "-m", "tests.server", text, "0.01"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stdout
        with Endpoint("m", base_url=process.stdout.readline().strip(), retries=0) as endpoint:
            said = ""
            with pytest.raises(ModelError) as raised:
                for piece in endpoint.stream(ASK):
                    said += piece.text
                    if len(said) >= 12:
                        process.kill()
    assert raised.value.reason == "cut"
    assert len(said) >= 12 and text.startswith(said) and raised.value.partial == said


@pytest.mark.parametrize(
    ("behaviour", "cost"), [(says("各位领导", finish="length"), Usage(11, 7)), (cuts("各位领导"), Usage(4 + 7 + 4 + 4, 4, estimated=True))], ids=["length", "cut"]
)
def test_what_it_cost_is_told_before_the_error_too(behaviour: plays.Behaviour, cost: Usage) -> None:
    told = []
    with talk(behaviour) as (_, endpoint), pytest.raises(ModelError):
        for piece in endpoint.stream(ASK):
            told.append(piece.usage)
    assert told[-1] == cost


# -- retries ------------------------------------------------------------------------------------------------------------


def test_retry_after_is_waited_out() -> None:
    with talk(fails(429, "slow down", headers={"Retry-After": "1"}), says("好"), retries=1) as (server, endpoint):
        assert complete(endpoint, ASK)[0] == "好"
    assert server.asked[1].at - server.asked[0].at >= 1


def test_a_longer_wait_is_told_while_waiting(caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    monkeypatch.setattr("openai._base_client.time.sleep", slept.append)
    with talk(fails(503, "busy", headers={"Retry-After": "7"}), says("好"), retries=1) as (_, endpoint), caplog.at_level(logging.WARNING):
        assert complete(endpoint, ASK)[0] == "好"
    assert slept == [7.0] and "等 7 秒" in caplog.text


def test_a_wait_beyond_two_minutes_is_not_waited_for() -> None:
    with talk(fails(429, "later", headers={"Retry-After": "3600"}), says("好"), retries=2) as (server, endpoint):
        assert outcome(endpoint)[1].reason == "rate_limit"
    assert len(server.asked) == 1


@pytest.mark.parametrize("status", [401, 402, 403, 404])
def test_what_waiting_does_not_mend_is_not_tried_again(status: int) -> None:
    with talk(fails(status), retries=2) as (server, endpoint):
        outcome(endpoint)
    assert len(server.asked) == 1


# -- what servers do differently --------------------------------------------------------------------------------------

SPEECH = "各位领导，我代表局党组作表态发言。"
WAYS: dict[str, plays.Behaviour] = {
    "as OpenAI": says(SPEECH),
    "letter by letter": says(SPEECH, size=1),
    "no finish_reason": says(SPEECH, finish=None),
    "no [DONE]": says(SPEECH, done=False),
    "neither": says(SPEECH, finish=None, done=False),
    "no chunks": says(SPEECH, chunked=False),
    "another word for the end": says(SPEECH, finish="eos"),
    "one JSON": answers_whole(SPEECH),
    "one JSON called a stream": answers_whole(SPEECH, kind="text/event-stream"),
    "a byte order mark": answers(b"\xef\xbb\xbf" + json.dumps({"choices": [{"message": {"content": SPEECH}, "finish_reason": "stop"}]}).encode()),
    "comments between": streams(b": ping\n\n", chunk(SPEECH[:5]), b": ping\n\n", chunk(SPEECH[5:], "stop")),
    "CRLF": streams(b"data: " + json.dumps(chunk(SPEECH, "stop")).encode() + b"\r\n\r\n"),
    "no space, no empty line": streams(b"data:" + json.dumps(chunk(SPEECH[:4])).encode() + b"\ndata:" + json.dumps(chunk(SPEECH[4:], "stop")).encode() + b"\n"),
    "an event in two writes, within a letter": streams(*(lambda e: (e[:58], e[58:]))(b"data: " + json.dumps(chunk(SPEECH, "stop"), ensure_ascii=False).encode() + b"\n\n")),
    "an event in two lines": streams(b'data: {"choices":\ndata: [{"delta": {"content": "' + SPEECH.encode() + b'"}, "finish_reason": "stop"}]}\n\n'),
    "parts": streams({"choices": [{"delta": {"content": [{"type": "thinking", "thinking": [{"text": "想"}]}, {"type": "text", "text": SPEECH}]}, "finish_reason": "stop"}]}),
    "reasoning_content": says(SPEECH, thought="先想一想，各位是谁"),
    "reasoning": says(SPEECH, thought="先想一想", field="reasoning"),
    "think": says(f"<think>\n先想一想</think>\n\n{SPEECH}"),
    "think, one letter at a time": says(f"<think>先想<一>想</think>{SPEECH}", size=1),
    "thinking": says(f"<thinking>先想一想</thinking>{SPEECH}", size=5),
    "a lone closing tag": says(f"先想一想\n</think>\n\n{SPEECH}", size=3),
}  # fmt: skip


@pytest.mark.parametrize("way", WAYS)
def test_every_way_of_answering_gives_the_same_text(way: str) -> None:
    with talk(WAYS[way]) as (_, endpoint):
        for _ in range(2):
            text, usage = complete(endpoint, ASK)
            assert text == SPEECH
            assert usage.tokens_in > 0 and usage.tokens_out > 0


@pytest.mark.parametrize("way", ["reasoning_content", "reasoning", "think", "think, one letter at a time", "thinking", "parts"])
def test_reasoning_is_never_text(way: str) -> None:
    with talk(WAYS[way]) as (_, endpoint):
        pieces = list(endpoint.stream(ASK))
    assert "".join(piece.text for piece in pieces) == SPEECH
    assert "想" in "".join(piece.thought for piece in pieces)


def test_a_server_that_opens_the_thinking_itself_is_known_from_the_second_reply_on() -> None:
    with talk(says(f"先想一想</think>{SPEECH}"), says(f"再想一想</think>{SPEECH}"), says(SPEECH)) as (_, endpoint):
        first, second, third, fourth = (list(endpoint.stream(ASK)) for _ in range(4))
    assert "".join(piece.text for piece in first) == f"先想一想</think>{SPEECH}"
    assert "".join(piece.text for piece in second) == SPEECH
    assert "".join(piece.thought for piece in second) == "再想一想"
    assert "".join(piece.text for piece in third) == SPEECH  # it did not think this time: nothing is lost
    assert [sum(bool(piece.text) for piece in reply) for reply in (third, fourth)] == [1, 5]  # and is not waited for again


@pytest.mark.parametrize("how", ["clean", "done"])
def test_a_missing_finish_reason_is_a_cut_where_the_server_used_to_give_one(how: str) -> None:
    with talk(says(SPEECH), cuts("各位领导", how=how)) as (_, endpoint):
        complete(endpoint, ASK)
        said, error = outcome(endpoint)
    assert (said, error.reason, error.partial) == ("各位领导", "cut", "各位领导")


def test_usage_is_the_servers_where_it_counts_and_an_estimate_where_it_does_not() -> None:
    with talk(says(SPEECH), says(SPEECH, usage=False), answers_whole(SPEECH)) as (_, endpoint):
        costs = [complete(endpoint, ASK)[1] for _ in range(3)]
    assert costs == [Usage(11, 7), Usage(4 + 7 + 4 + 4, len(SPEECH), estimated=True), Usage(11, 7)]


def test_a_reply_beyond_twice_the_limit_is_stopped_here() -> None:
    letters = "天地玄黄宇宙洪荒日月盈昃辰宿列张"
    with talk(endless(letters)) as (server, endpoint):
        said, error = outcome(endpoint, max_tokens=100)
        assert server.left.wait(5)
    assert error.reason == "length" and 200 < len(said) < 300


# -- what servers refuse ------------------------------------------------------------------------------------------------

REFUSED: dict[str, tuple[plays.Behaviour, set[str]]] = {
    "json_schema (DeepSeek)": (picky("json_schema", "This response_format type is unavailable now"), {"json_schema"}),
    "json_schema (422)": (picky("json_schema", "Input should be 'text' or 'json_object'", status=422, param="response_format"), {"json_schema"}),
    "any response_format": (picky("response_format", "Unknown parameter: 'response_format'"), {"json_schema", "json_object"}),
    "json_object without the word": (picky("response_format", "'messages' must contain the word 'json' in some form, to use 'response_format' of type 'json_object'"), {"json_schema", "json_object"}),
    "stream_options": (picky("stream_options", "Unrecognized request argument supplied: stream_options"), {"stream_options"}),
    "max_tokens (OpenAI o)": (picky("max_tokens", "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.", param="max_tokens"), {"max_tokens"}),
    "a limit beside the window (vLLM)": (picky("max_tokens", "This model's maximum context length is 4096 tokens. However, you requested 4100 tokens (100 in the messages, 4000 in the completion)"), {"max_tokens"}),
    "temperature": (picky("temperature", "Unsupported value: 'temperature' does not support 0.7 with this model. Only the default (1) value is supported.", param="temperature"), {"temperature"}),
    "system": (picky("system", "System role not supported"), {"system"}),
    "system (template)": (picky("system", "Conversation roles must alternate user/assistant/user/assistant/...", status=500), {"system"}),
    "named in a 200 body": (lambda a, w: (answers(b'{"error": {"message": "stream_options is not allowed", "code": 400}}') if "stream_options" in a.body else says("好"))(a, w), {"stream_options"}),
    "unnamed": (picky("temperature", "invalid request"), {"json_schema", "json_object", "stream_options", "temperature"}),
}  # fmt: skip


@pytest.mark.parametrize("refused", REFUSED)
def test_what_a_server_refuses_is_left_out_and_remembered(refused: str) -> None:
    behaviour, without = REFUSED[refused]
    with talk(behaviour) as (server, endpoint):
        assert complete(endpoint, ASK, schema=SCHEMA)[0] == "好"
        first = len(server.asked)
        assert complete(endpoint, ASK, schema=SCHEMA)[0] == "好"
    assert endpoint.traits.without == without
    assert first == len(without) + 1 and len(server.asked) == first + 1


def test_all_refusals_at_once_are_learnt_one_by_one() -> None:
    refusals = [
        picky("response_format", "response_format is not supported"), picky("stream_options", "stream_options: extra fields not permitted"),
        picky("max_tokens", "max_tokens is unknown"), picky("max_completion_tokens", "max_completion_tokens is unknown"),
        picky("temperature", "temperature is fixed"), picky("system", "role 'system' is not allowed"),
    ]  # fmt: skip
    parts = ("response_format", "stream_options", "max_tokens", "max_completion_tokens", "temperature", "system")

    def choose(asked: plays.Asked) -> plays.Behaviour:
        return next((refusal for part, refusal in zip(parts, refusals, strict=True) if plays.carries(asked.body, part)), says("好"))

    with talk(plays.by_request(choose)) as (server, endpoint):
        assert complete(endpoint, ASK, schema=SCHEMA)[0] == "好"
    assert server.asked[-1].body == {"model": "m", "stream": True, "messages": [{"role": "user", "content": "你是一名老秘书\n\n写一句话"}]}


def test_a_request_asks_for_all_that_is_wanted() -> None:
    with talk(says("好")) as (server, endpoint):
        complete(endpoint, ASK, schema=SCHEMA, max_tokens=900, temperature=0.2)
    assert server.asked[0].path == "/v1/chat/completions"
    assert server.asked[0].body == {
        "model": "m", "stream": True, "stream_options": {"include_usage": True}, "max_tokens": 900, "temperature": 0.2,
        "messages": [{"role": "system", "content": "你是一名老秘书"}, {"role": "user", "content": "写一句话"}],
        "response_format": {"type": "json_schema", "json_schema": {"name": "reply", "schema": SCHEMA, "strict": True}},
    }  # fmt: skip


def test_what_is_learnt_holds_for_concurrent_requests() -> None:
    with talk(picky("system", "System role not supported", then=says(SPEECH, delay=0.002))) as (server, endpoint):
        texts: list[str] = []
        threads = [threading.Thread(target=lambda: texts.append(complete(endpoint, ASK)[0])) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert texts == [SPEECH] * 6
        before = len(server.asked)
        complete(endpoint, ASK)
        assert len(server.asked) == before + 1


# -- the wire -------------------------------------------------------------------------------------------------------------


def test_every_request_is_shown_as_it_was_sent_retries_and_all() -> None:
    sent: list[tuple[str, dict[str, str], bytes]] = []
    refusing = picky("stream_options", "stream_options")
    with talk(fails(500), refusing, retries=1, on_request=lambda *request: sent.append(request)) as (server, endpoint):
        complete(endpoint, ASK)
    assert len(server.asked) == 3
    assert [body for _, _, body in sent] == [asked.raw for asked in server.asked]
    assert {url for url, _, _ in sent} == {f"{server.base_url}/chat/completions"}
    assert sent[0][1]["authorization"] == f"Bearer {KEY}" == server.asked[0].headers["authorization"]


def test_closing_the_stream_hangs_up() -> None:
    with talk(endless("各位领导")) as (server, endpoint):
        pieces = endpoint.stream(ASK)
        assert next(pieces).text == "各位领导"
        pieces.close()  # type: ignore[attr-defined]  # it is a generator
        assert server.left.wait(5)


def test_endless_repetition_is_stopped_while_it_streams() -> None:
    with talk(endless("我们要坚决整改到位，")) as (server, endpoint):
        watch, said = Watch(), ""
        with pytest.raises(ModelError) as raised, contextlib.closing(endpoint.stream(ASK)) as pieces:  # type: ignore[type-var]
            for piece in pieces:
                said += piece.text
                watch.feed(piece.text)
        assert server.left.wait(5)
    assert raised.value.reason == "repetition" and len(said) < 100


def test_pieces_come_as_they_are_sent() -> None:
    with talk(hangs("各位领导")) as (_, endpoint):
        assert next(iter(endpoint.stream(ASK))).text == "各位领导"


# -- address and key ------------------------------------------------------------------------------------------------------


def test_a_local_server_needs_no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    with Server(says("好")) as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.base_url)
        with Endpoint("m") as endpoint:
            assert complete(endpoint, ASK)[0] == "好"


def test_the_key_and_the_address_are_taken_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    with Server(says("好")) as server:
        monkeypatch.setenv("OPENAI_BASE_URL", f"{server.base_url}/chat/completions")
        monkeypatch.setenv("OPENAI_API_KEY", f"{KEY}\n")
        with Endpoint("m") as endpoint:
            complete(endpoint, ASK)
    assert server.asked[0].headers["authorization"] == f"Bearer {KEY}"
    assert server.asked[0].path == "/v1/chat/completions"


@pytest.mark.parametrize(
    ("given", "reason", "words"),
    [
        ({}, "auth", "OPENAI_BASE_URL"),
        ({"api_key": "密钥"}, "auth", "贴错"),
        ({"api_key": "sk-1 2"}, "auth", "贴错"),
        ({"base_url": "127.0.0.1:11434/v1"}, "connection", "http://"),
        ({"base_url": "http://"}, "connection", "http://"),
        ({"base_url": "http://127.0.0.1:port/v1"}, "connection", "http://"),
        ({"model": " ", "api_key": KEY}, "not_found", "--model"),
    ],
)
def test_what_cannot_work_is_said_before_anything_is_sent(given: dict[str, str], reason: str, words: str) -> None:
    with pytest.raises(ModelError) as raised:
        Endpoint(given.pop("model", "m"), **given)  # type: ignore[arg-type]
    assert raised.value.reason == reason and words in str(raised.value)


def test_neither_the_representation_nor_the_address_shows_what_is_secret() -> None:
    endpoint = Endpoint("m", base_url="https://user:pass@gateway.example/v1?key=abc", api_key=KEY)
    assert repr(endpoint) == "Endpoint('m', base_url='https://gateway.example/v1')"


def test_a_key_of_any_form_in_the_servers_words_is_not_repeated() -> None:
    key = "0a1b2c3d.ZhIpU4e5f"
    with Server(fails(400, f"bad token {key}")) as server, Endpoint("m", base_url=server.base_url, api_key=key, retries=0) as endpoint:
        _, error = outcome(endpoint)
    assert "bad token ***" in str(error)


def test_a_key_in_the_servers_words_is_not_repeated() -> None:
    with talk(fails(400, f"bad header Bearer {KEY} for sk-other-key-123 in group"), timeout=1) as (_, endpoint):
        _, error = outcome(endpoint)
    assert "***" in str(error) and KEY not in str(error) and "sk-other" not in str(error)


# -- doctor ---------------------------------------------------------------------------------------------------------------


def answering(asked: plays.Asked) -> plays.Behaviour:
    """Answer as a model does: JSON where it is asked for."""
    return says('{"answer": "收到", "number": 1}' if "JSON" in asked.body["messages"][-1]["content"] else "收到。", size=2)


def test_the_capabilities_of_a_full_server_are_found() -> None:
    with talk(plays.by_request(answering)) as (_, endpoint):
        found = endpoint.capabilities()
    assert found.pop("milliseconds") >= 0
    assert found == {
        "model": "m", "address": endpoint.address, "reachable": True, "answers": True, "streams": True, "usage": True, "finish": True,
        "system": True, "temperature": True, "schema": "json_schema", "reasoning": "", "problems": [],
    }  # fmt: skip


def test_the_capabilities_of_a_poor_server_are_found() -> None:
    def poor(asked: plays.Asked) -> plays.Behaviour:
        for part in ("system", "response_format"):
            if plays.carries(asked.body, part):
                return fails(400, "System role not supported" if part == "system" else "no response_format here")
        return answers_whole("<think>嗯</think>收到。")

    with talk(plays.by_request(poor)) as (_, endpoint):
        found = endpoint.capabilities()
    assert (found["streams"], found["system"], found["schema"], found["reasoning"]) == (False, False, "none", "tags")
    assert len(found["problems"]) == 1 and "没有 JSON" in found["problems"][0]


def test_doctor_tells_people_what_the_endpoint_can_do(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    with Server(plays.by_request(answering)) as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.base_url)
        monkeypatch.setenv("OPENAI_API_KEY", KEY)
        code, out, err = run("doctor", "--model", "qwen-plus")
    assert code == 0 and err == ""
    assert f"模型　　qwen-plus，{server.base_url}" in out
    assert "边写边出：能" in out and "JSON schema" in out and "服务端报" in out
    assert KEY not in out


def test_doctor_asks_the_model_of_the_environment_and_fails_where_it_does_not_answer(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BIAOTAI_MODEL", "qwen-plus")
    with Server(fails(401, f"bad key {KEY}")) as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.base_url)
        monkeypatch.setenv("OPENAI_API_KEY", KEY)
        code, out, _ = run("doctor", "--json")
    model = json.loads(out)["model"]
    assert code == 1 and model["reachable"] and not model["answers"]
    assert "OPENAI_API_KEY" in model["problems"][0] and KEY not in out


def test_doctor_says_what_is_missing_where_a_model_is_named_but_no_service(run: Run) -> None:
    code, out, _ = run("doctor", "--model", "qwen-plus")
    assert code == 1 and "模型　　不通" in out and "设 OPENAI_API_KEY" in out


def test_doctor_without_a_model_asks_nobody(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    with Server() as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.base_url)
        monkeypatch.setenv("OPENAI_API_KEY", KEY)
        code, out, _ = run("doctor")
    assert code == 0 and "全部离线写成" in out and server.asked == []


def test_drafting_offline_loads_nothing_of_a_model() -> None:
    code = (
        "import sys, assistant; from assistant import Assistant, Brief; "
        "Assistant().draft(Brief(unit='云溪县水利局', problems=('采购验收把关不严',)), seed=0); "
        "print([m for m in sys.modules if m.split('.')[0] in ('openai', 'httpx2') or m in ('assistant.model', 'assistant.endpoint', 'assistant.replies')])"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert found.stdout.strip() == "[]"


def test_the_clock_of_the_test_server_shows_the_delay_of_each_piece() -> None:
    with talk(says("一二三四五六七八", delay=0.02)) as (_, endpoint):
        started = time.monotonic()
        complete(endpoint, ASK)
        assert time.monotonic() - started >= 0.04
