"""What left the machine is logged as it left, without the key, and searched for a brief's names by another way."""

import datetime
import json
import stat
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import msgspec
import pytest

from assistant import Assistant
from assistant.context import Context
from assistant.errors import DocumentError
from assistant.redaction import Redactor
from assistant.wire import WireLog, sought, wire_hits, wire_report
from tests.redacted import briefs

ROOT = Path(__file__).resolve().parent.parent
BRIEFS = briefs()
Run = Callable[..., tuple[int, str, str]]
URL = "https://model.example.cn/v1/chat/completions"
BRIEF = """单位: 云溪县市场监督管理局
姓名: 高明
职务: 局党组书记、局长
巡察组: 江州市委第三巡察组
到会: [{谁: 王德贵 组长, 说了: 整改要让群众看得见}]
问题: [石桥村低保评议走过场，张玉兰同志收礼, 没有落实云办发〔2026〕3号文件，电话13800138000]
"""


def context(assistant: Assistant, **fields: Any) -> Context:
    plain = {"unit": "云溪县市场监督管理局", "team": "江州市委第三巡察组", "speaker": "高明", **fields}
    return assistant.context(plain, as_of=datetime.date(2026, 6, 18))


def written(path: Path, *bodies: str, url: str = URL, headers: dict[str, str] | None = None) -> Path:
    with WireLog(path) as log:
        for body in bodies:
            log(url, headers or {"Authorization": "Bearer sk-secret-key-1234"}, body.encode("utf-8"))
    return path


def chat(text: str, escaped: bool = False) -> str:
    return json.dumps({"messages": [{"role": "user", "content": text}]}, ensure_ascii=escaped)


# -- the log -------------------------------------------------------------------------------------------------------------


def test_a_request_is_one_line_as_sent_with_the_key_masked(tmp_path: Path) -> None:
    path = tmp_path / "wire.jsonl"
    headers = {"Authorization": "Bearer sk-secret-key-1234", "api-key": "sk-other-key-5678", "X-Api-Key": "sk-third-key-9012", "Content-Type": "application/json"}
    with WireLog(path) as log:
        log.record(URL + "?key=sk-fourth-key&v=1", headers, chat("〖单位1〗").encode())
        line = json.loads(path.read_text(encoding="utf-8"))  # there at once, before the file is closed
    assert line["body"] == chat("〖单位1〗")
    assert line["url"] == URL + "?key=***&v=1"
    assert line["headers"] == {"Authorization": "Bearer ***", "api-key": "Bearer ***", "X-Api-Key": "Bearer ***", "Content-Type": "application/json"}
    assert "sk-" not in path.read_text(encoding="utf-8")


def test_a_key_in_the_path_the_host_or_the_body_is_masked_too(tmp_path: Path) -> None:
    path = tmp_path / "wire.jsonl"
    with WireLog(path) as log:
        log("https://me:pass-word-1@h.example.cn/sk-secret-key-1234/v1?access_token=abc", {"Authorization": "Bearer sk-secret-key-1234"}, b'{"key": "sk-secret-key-1234"}')
    text = path.read_text(encoding="utf-8")
    assert "sk-secret" not in text and "pass-word" not in text and "abc" not in text


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
def test_the_file_is_its_owners_alone(tmp_path: Path) -> None:
    path = written(tmp_path / "wire.jsonl", "{}")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_file_that_is_there_is_refused_and_kept(tmp_path: Path) -> None:
    path = tmp_path / "wire.jsonl"
    path.write_text("mine", encoding="utf-8")
    with pytest.raises(DocumentError, match="已经有了"):
        WireLog(path)
    assert path.read_text(encoding="utf-8") == "mine"


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "target")
    with pytest.raises(DocumentError):
        WireLog(tmp_path / "link")
    assert not (tmp_path / "target").exists()


@pytest.mark.parametrize("name", ["none/wire.jsonl", "a\0b", "x" * 300])
def test_a_place_that_cannot_be_written_is_told_in_one_line(tmp_path: Path, name: str) -> None:
    with pytest.raises(DocumentError) as caught:
        WireLog(tmp_path / name)
    assert "写不了" in str(caught.value) and "\n" not in str(caught.value)


def test_a_closed_log_takes_no_more(tmp_path: Path) -> None:
    log = WireLog(tmp_path / "wire.jsonl")
    log.close()
    with pytest.raises(DocumentError):
        log(URL, {}, b"{}")


def test_threads_write_whole_lines(tmp_path: Path) -> None:
    path = tmp_path / "wire.jsonl"
    with WireLog(path) as log:
        threads = [threading.Thread(target=lambda n=n: [log(URL, {}, f'{{"n": {n}, "t": "{"长" * 5000}"}}'.encode()) for _ in range(20)]) for n in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    lines = [json.loads(json.loads(line)["body"])["n"] for line in path.read_text(encoding="utf-8").splitlines()]
    assert sorted(lines) == sorted(n for n in range(8) for _ in range(20))


def test_a_body_that_is_no_text_is_kept_in_escapes(tmp_path: Path) -> None:
    path = tmp_path / "wire.jsonl"
    with WireLog(path) as log:
        log(URL, {}, b"\xff\xfe")
    assert json.loads(path.read_text(encoding="utf-8"))["body"] == "\\xff\\xfe"


# -- the search ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", range(0, len(BRIEFS), 2))
def test_a_hidden_brief_gives_no_hit_and_an_open_one_gives_its_names(assistant: Assistant, tmp_path: Path, number: int) -> None:
    found = assistant.context(BRIEFS[number])
    plain = msgspec.to_builtins(found.brief)
    hider = Redactor.of(found)
    closed = written(tmp_path / "closed", json.dumps(hider.hide_all(plain), ensure_ascii=False))
    assert wire_hits(closed, found) == []
    opened = written(tmp_path / "open", json.dumps(plain, ensure_ascii=False))
    names = {hit.name for hit in wire_hits(opened, found)}
    assert {"李某某", "王德贵"} & names or "周建国" in names
    assert {hit.kind for hit in wire_hits(opened, found)} >= {"单位", "地名", "人名", "巡察组"} - ({"巡察组"} if len(plain["team"]) < 6 else set())


@pytest.mark.parametrize("number", range(0, len(BRIEFS), 6))
def test_the_prompts_of_a_plan_give_no_hit(assistant: Assistant, tmp_path: Path, number: int) -> None:
    found = assistant.context(BRIEFS[number])
    plan = msgspec.to_builtins(assistant.plan(BRIEFS[number]))
    path = written(tmp_path / "wire", json.dumps(Redactor.of(found).hide_all(plan)))
    assert wire_hits(path, found) == []


def test_a_name_is_found_where_the_hiding_does_not_know_it(assistant: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    import assistant.wire as wire

    monkeypatch.setattr(wire, "names_of", lambda context, extra=(): [])
    found = set(sought(context(assistant, superior="云溪县委", present=[{"who": "王德贵 组长"}], problems=["张玉兰同志没有落实云办发〔2026〕3号，电话13800138000", "青岩镇政府拖欠工程款"])))
    assert found >= {"云溪县市场监督管理局", "云溪县", "云溪", "江州市", "江州", "江州市委第三巡察组", "王德贵", "张玉兰", "13800138000", "青岩镇", "局长高明"}


@pytest.mark.parametrize(
    "body",
    [
        chat("云溪县的事"), chat("云溪县的事", escaped=True), json.dumps(json.loads(chat("云溪县")), ensure_ascii=True), json.dumps({"arguments": chat("云溪县", escaped=True)}, ensure_ascii=True),
        quote(chat("云溪县")), chat("云 溪 县"), chat("云\u200b溪县"), "q=" + quote("云溪县"), "云溪县",
    ],
)  # fmt: skip
def test_a_name_put_back_is_found_however_it_is_written(assistant: Assistant, tmp_path: Path, body: str) -> None:
    hits = wire_hits(written(tmp_path / "wire", chat("无事"), body), context(assistant))
    assert {(hit.request, hit.name) for hit in hits} >= {(2, "云溪县"), (2, "云溪")}
    assert all(hit.request == 2 and hit.name in hit.excerpt and hit.kind == "地名" for hit in hits)


def test_a_name_in_the_address_or_a_header_is_found(assistant: Assistant, tmp_path: Path) -> None:
    assert wire_hits(written(tmp_path / "a", "{}", url=URL + "?user=" + quote("云溪")), context(assistant))
    assert wire_hits(written(tmp_path / "b", "{}", headers={"X-Title": quote("云溪县")}), context(assistant))


def test_a_word_of_the_user_is_found_and_a_word_that_is_a_name_only_as_a_name(assistant: Assistant, tmp_path: Path) -> None:
    found = context(assistant, unit="平安县财政局", team="县委第一巡察组", region="平安县")
    path = written(tmp_path / "wire", chat("平安建设，主意高明，春风行动"))
    assert wire_hits(path, found) == []
    assert [(hit.name, hit.kind) for hit in wire_hits(path, found, ["春风行动"])] == [("春风行动", "自定")]
    assert {hit.name for hit in wire_hits(written(tmp_path / "two", chat("平安县财政局局长高明")), found)} >= {"平安县财政局", "平安县", "局长高明"}


def test_a_post_and_a_generic_name_give_no_hit(assistant: Assistant, tmp_path: Path) -> None:
    found = context(assistant, present=[{"who": "县委常委、组织部部长", "did": "讲了话"}], superior="云溪县委")
    path = written(tmp_path / "wire", chat("县委常委、组织部部长讲了话，县市场监管局局长在县委巡察反馈会上表态"))
    assert wire_hits(path, found) == []


def test_the_report_counts_requests_and_bytes(assistant: Assistant, tmp_path: Path) -> None:
    body = chat("无事")
    report = wire_report(written(tmp_path / "wire", body, body), context(assistant))
    assert (report.requests, report.bytes, report.hits) == (2, 2 * len((URL + body).encode()), ())


# -- the command ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def brief(tmp_path: Path) -> Path:
    path = tmp_path / "素材.yaml"
    path.write_text(BRIEF, encoding="utf-8")
    return path


def test_wirecheck_of_a_hidden_log_shows_none_and_leaves_with_0(run: Run, assistant: Assistant, brief: Path, tmp_path: Path) -> None:
    found = assistant.context(__import__("assistant.brief", fromlist=["from_file"]).from_file(brief))
    path = written(tmp_path / "wire", chat(Redactor.of(found).hide(BRIEF)))
    code, out, err = run("wirecheck", path, brief)
    assert (code, err) == (0, "") and "出现 0 处" in out
    code, out, _ = run("wirecheck", path, brief, "--json")
    told = json.loads(out)
    assert (code, told["requests"], told["hits"]) == (0, 1, []) and told["bytes"] > 100


def test_wirecheck_of_an_open_log_shows_the_names_and_leaves_with_1(run: Run, brief: Path, tmp_path: Path) -> None:
    path = written(tmp_path / "wire", chat("无事"), chat(BRIEF, escaped=True))
    code, out, err = run("wirecheck", path, brief)
    assert code == 1 and "云溪县市场监督管理局" in out and "第2次请求" in out and "--redact" in err
    code, out, _ = run("wirecheck", path, brief, "--json", "--redact", "群众")
    hits = json.loads(out)["hits"]
    assert code == 1 and set(hits[0]) == {"request", "name", "kind", "excerpt"}
    assert {hit["name"] for hit in hits} >= {"云溪", "江州", "王德贵", "张玉兰", "石桥", "13800138000", "云办发〔2026〕3号", "群众", "江州市委第三巡察组"}


@pytest.mark.parametrize(
    "content", ["", "\n\n", "not json\n", "[]\n", '{"url": 1, "headers": {}, "body": ""}\n', '{"url": "u"}\n', "[" * 100_000, '{"url": "u", "headers": {}, "body": ""}\n{"url"'],
    ids=["empty", "blank", "text", "list", "number", "lacking", "deep", "cut"],
)  # fmt: skip
def test_a_file_that_is_no_log_is_told_in_one_line(run: Run, brief: Path, tmp_path: Path, content: str) -> None:
    path = tmp_path / "wire"
    path.write_text(content, encoding="utf-8")
    code, out, err = run("wirecheck", path, brief)
    assert (code, out) == (2, "") and err.startswith("错误：") and err.count("\n") == 1


def test_a_missing_file_or_brief_is_told_in_one_line(run: Run, brief: Path, tmp_path: Path) -> None:
    path = written(tmp_path / "wire", "{}")
    for arguments in ((tmp_path / "none", brief), (tmp_path, brief), (path, tmp_path / "none.yaml"), (path, path)):
        code, out, err = run("wirecheck", *arguments)
        assert (code, out) == (2, "") and err.startswith("错误：") and err.count("\n") == 1, arguments
