"""The chain against a real local server: each fault of the way costs its own part, and what is sent holds no name."""

import json
import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from assistant import Assistant, Speech
from assistant.chain.judging import paragraphs_of
from assistant.endpoint import Endpoint
from assistant.model import Message
from tests.conftest import TODAY
from tests.scripts import Script
from tests.server import Asked, Behaviour, Server, answers, answers_whole, by_request, cuts, endless, fails, hangs, says
from tests.test_chain import BRIEF

Run = Callable[..., tuple[int, str, str]]
KEY = "sk-test-not-a-real-key"
PARTS = ("opening", "awareness", "rectification", "results")


def stage(asked: Asked) -> str:
    return Script.stage(tuple(Message(m["role"], m["content"]) for m in asked.body["messages"]))


@pytest.fixture(scope="module")
def good(assistant: Assistant) -> dict[str, str]:
    """Replies that pass every check, by stage; a plan that is no JSON leaves the offline one in place."""
    speech = assistant.draft(BRIEF, seed=5)
    unify = {"transition": speech.transition, "closing": [p.text for p in speech.closing], "edits": []}
    parts = {name: "\n".join(p.text for p in paragraphs_of(speech, part)) for part, name in enumerate(PARTS)}
    return {"plan": "没有提纲", **parts, "unify": json.dumps(unify, ensure_ascii=False), "check": '{"faults": []}'}


def drafted(assistant: Assistant, good: dict[str, str], faults: dict[str, Behaviour], **options: Any) -> tuple[Speech, list[Asked]]:
    def choose(asked: Asked) -> Behaviour:
        return faults.get(stage(asked)) or says(good.get(stage(asked), "没有"))

    with Server(by_request(choose)) as server:
        endpoint = Endpoint("test-model", base_url=server.base_url, api_key=KEY, timeout=1, retries=0, **options)
        speech = Assistant(home=assistant.home, model=endpoint, today=lambda: TODAY).draft(BRIEF, seed=0)
        assert server.errors == []
        return speech, server.asked


FAULTS: dict[str, Behaviour] = {
    "hangs before the first byte": hangs(),
    "hangs midway": hangs("先说一句话，"),
    "400": fails(400, "bad request"),
    "500": fails(500),
    "503": fails(503),
    "429": fails(429, headers={"Retry-After": "0"}),
    "cut midway": cuts("先说一句话，"),
    "empty": says(""),
    "length": says("先说一句话，再说一句话。", finish="length"),
    "content filter": says("先说一句话。", finish="content_filter"),
    "refusal": says("抱歉，作为一个人工智能，我不能协助撰写这类内容。"),
    "english": says("I am happy to help with this speech. We will rectify all problems. " * 8),
    "endless": endless("整改到位。"),
    "thinks only": says("", thought="想了很久也没有写"),
    "error in a 200": answers(b'{"error": {"message": "quota"}}'),
    "web page": answers(b"<html><body>gateway</body></html>", kind="text/html"),
    "whole, of other matters": answers_whole("今天天气很好，街上的桂花开了。" * 20),
    "broken JSON": says('{"text": "先说'),
}


@pytest.mark.parametrize("fault", list(FAULTS))
def test_a_fault_on_the_way_costs_its_own_section_and_no_other(assistant: Assistant, good: dict[str, str], fault: str) -> None:
    speech, _ = drafted(assistant, good, {"awareness": FAULTS[fault], "repair-第一部分": FAULTS[fault]})
    writers = [section.writer for section in speech.sections]
    fatal = fault in ("429", "400", "web page")  # the next request would meet these again: the model is asked no more
    assert writers[0] == "template" and (fatal or writers[1:] == ["model", "model"])
    told = [f.where for f in speech.findings if f.rule == "chain.fallback"]
    assert "第一部分" in told and not [f for f in speech.findings if f.level == "error"]


@pytest.mark.parametrize("status", [401, 402, 403, 404])
def test_a_key_a_purse_or_a_name_that_is_wrong_leaves_the_offline_speech_and_is_asked_once(assistant: Assistant, good: dict[str, str], status: int) -> None:
    speech, asked = drafted(assistant, good, {"plan": fails(status)})
    assert speech.text == assistant.draft(BRIEF, seed=0).text and len(asked) == 1
    assert KEY not in json.dumps([f.message for f in speech.findings])


@pytest.mark.parametrize("wrapped", ["<think>想一想</think>{}", "```\n{}\n```", "好的，以下是这一部分：\n\n{}\n\n如需修改请告诉我。"])
def test_what_a_server_wraps_around_a_good_part_is_taken_off(assistant: Assistant, good: dict[str, str], wrapped: str) -> None:
    speech, _ = drafted(assistant, good, {"awareness": says(wrapped.format(good["awareness"]))})
    assert "\n".join(p.text for p in speech.sections[0].paragraphs) == good["awareness"]


def test_half_width_marks_are_made_whole(assistant: Assistant, good: dict[str, str]) -> None:
    messy = good["awareness"].replace("，", ",").replace("。", ". ").replace("：", ":")
    speech, _ = drafted(assistant, good, {"awareness": says(messy)})
    text = "".join(p.text for p in speech.sections[0].paragraphs)
    assert not [mark for mark in ",.:" if mark in text]


def test_nobody_listening_leaves_the_offline_speech(assistant: Assistant) -> None:
    with Server() as server:
        address = server.base_url
    endpoint = Endpoint("test-model", base_url=address, api_key=KEY, timeout=1, retries=0)
    speech = Assistant(home=assistant.home, model=endpoint, today=lambda: TODAY).draft(BRIEF, seed=0)
    assert speech.writer == "template" and any(f.rule == "chain.fallback" for f in speech.findings)


# -- the command line -------------------------------------------------------------------------------------------------


@pytest.fixture
def served(good: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Any:
    def choose(asked: Asked) -> Behaviour:
        return says(good.get(stage(asked), "没有"))

    with Server(by_request(choose)) as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.base_url)
        monkeypatch.setenv("OPENAI_API_KEY", KEY)
        yield server


@pytest.fixture
def brief(tmp_path: Path) -> Path:
    from msgspec import yaml

    path = tmp_path / "素材.yaml"
    path.write_bytes(yaml.encode(BRIEF))
    return path


def test_every_request_is_dumped_as_sent_and_holds_no_name_of_the_brief(run: Run, served: Server, brief: Path, tmp_path: Path) -> None:
    wire = tmp_path / "wire.jsonl"
    code, _, err = run("draft", brief, "--model", "test-model", "--dump-wire", wire, "--no-history", "--seed", "0")
    assert code == 0 and "模型 test-model：共" in err
    lines = [json.loads(line) for line in wire.read_text(encoding="utf-8").splitlines()]
    assert len(lines) == len(served.asked) and all(line["url"].startswith(served.base_url) for line in lines)
    assert KEY not in wire.read_text(encoding="utf-8") and "Bearer ***" in wire.read_text(encoding="utf-8")
    assert os.name == "nt" or stat.S_IMODE(wire.stat().st_mode) == 0o600
    code, out, _ = run("wirecheck", wire, brief, "--json")
    assert code == 0 and json.loads(out)["hits"] == [] and json.loads(out)["requests"] == len(lines)


def test_with_redaction_off_the_wire_shows_the_names(run: Run, served: Server, brief: Path, tmp_path: Path) -> None:
    wire = tmp_path / "wire.jsonl"
    run("draft", brief, "--model", "test-model", "--dump-wire", wire, "--no-redact", "--no-history", "--seed", "0")
    code, out, _ = run("wirecheck", wire, brief, "--json")
    assert code == 1 and {"石桥"} <= {hit["name"][:2] for hit in json.loads(out)["hits"]}


def test_a_words_of_the_users_own_is_hidden_and_looked_for(run: Run, served: Server, brief: Path, tmp_path: Path) -> None:
    wire = tmp_path / "wire.jsonl"
    run("draft", brief, "--model", "test-model", "--dump-wire", wire, "--redact", "偷采", "--no-history", "--seed", "0")
    assert run("wirecheck", wire, brief, "--redact", "偷采")[0] == 0
    other = tmp_path / "other.jsonl"
    run("draft", brief, "--model", "test-model", "--dump-wire", other, "--no-history", "--seed", "0")
    assert run("wirecheck", other, brief, "--redact", "偷采")[0] == 1


def test_offline_opens_no_socket_whatever_the_environment_says(run: Run, served: Server, brief: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BIAOTAI_MODEL", "test-model")
    assert run("draft", brief, "--offline", "--no-history", "--seed", "0")[0] == 0
    monkeypatch.delenv("BIAOTAI_MODEL")
    assert run("draft", brief, "--no-history", "--seed", "0")[0] == 0  # a key alone chooses no model
    assert served.asked == []


def test_the_model_of_the_environment_is_used(run: Run, served: Server, brief: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BIAOTAI_MODEL", "test-model")
    code, out, _ = run("draft", brief, "--no-history", "--seed", "0", "--json")
    found = json.loads(out)
    assert code == 0 and found["writer"] == "test-model" and [s["writer"] for s in found["sections"]] == ["model"] * 3
    assert {cost["stage"] for cost in found["cost"]} == {"plan", *PARTS, "unify", "check"}


@pytest.mark.parametrize(
    ("flags", "said"),
    [
        (["--model", "x", "--offline"], "只能写一个"), (["--dump-wire", "x.jsonl"], "没有用模型"), (["--redact", "词"], "没有用模型"),
        (["--max-tokens-total", "0", "--model", "x"], "大于 0"), (["--model", "x", "--dump-wire", "{brief}"], "已经有了"),
    ],
)  # fmt: skip
def test_options_that_do_not_go_together_are_refused_in_one_line(run: Run, served: Server, brief: Path, flags: list[str], said: str) -> None:
    code, out, err = run("draft", brief, *[flag.format(brief=brief) for flag in flags])
    assert (code, out) == (2, "") and said in err and err.count("\n") == 1 and served.asked == []


def test_prices_that_are_no_numbers_are_refused(run: Run, served: Server, brief: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BIAOTAI_PRICES", "贵")
    code, _, err = run("draft", brief, "--model", "x")
    assert code == 2 and "BIAOTAI_PRICES" in err


def test_money_is_told_where_prices_are_set(run: Run, served: Server, brief: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BIAOTAI_PRICES", "2,8")
    assert " 元" in run("draft", brief, "--model", "x", "--no-history", "--seed", "0")[2]


def test_a_plan_of_the_models_is_saved_changed_and_written(run: Run, served: Server, brief: Path, tmp_path: Path) -> None:
    plan = tmp_path / "提纲.yaml"
    assert run("draft", brief, "--model", "x", "--plan", "-o", plan, "--seed", "0")[0] == 0
    text = plan.read_text(encoding="utf-8").replace("要点: []", "要点:\n- 部分: 3\n  文字: 讲讲老龙潭泵站那口钟\n  来源: 给定")
    plan.write_text(text, encoding="utf-8")
    before = len(served.asked)
    run("draft", brief, "--model", "x", "--plan-file", plan, "--no-history")
    sent = [json.dumps(asked.body, ensure_ascii=False) for asked in served.asked[before:] if stage(asked) == "results"]
    assert sent and "讲讲" in sent[0] and "泵站那口钟" in sent[0]


