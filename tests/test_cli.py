"""The command line as others script it: answers on stdout, talk on stderr, exit codes, JSON, files, help."""

import argparse
import hashlib
import io
import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from assistant import Assistant, Finding, Speech, __version__, cli
from assistant.brief import from_file
from assistant.chain.events import Finished
from assistant.commands import answers
from assistant.streaming import Drafting

ROOT = Path(__file__).resolve().parent.parent
BRIEF = "单位: 云溪县水利局\n职务: 局党组书记、局长\n巡察组: 县委第三巡察组\n问题: [采购验收把关不严, 窗口服务态度生硬]\n重点工作: [灌区改造]\n"
DAY = ("--as-of", "2026-06-10")
Run = Callable[..., tuple[int, str, str]]
MADE: dict[tuple[object, ...], tuple[int, str, str]] = {}


@pytest.fixture
def brief(tmp_path: Path) -> Path:
    path = tmp_path / "素材.yaml"
    path.write_text(BRIEF, encoding="utf-8")
    return path


@pytest.fixture
def draft(run: Run, brief: Path) -> Run:
    """Draft the brief without a memory on a fixed day, with further arguments; the plain draft is made once."""

    def draft(*arguments: object) -> tuple[int, str, str]:
        if arguments not in ((), ("--json",)):
            return run("draft", brief, "--no-history", *DAY, *arguments)
        if arguments not in MADE:
            MADE[arguments] = run("draft", brief, "--no-history", *DAY, *arguments)
        return MADE[arguments]

    return draft


def process(*arguments: object, home: Path, stdin: bytes | None = None, hashing: str = "0") -> subprocess.CompletedProcess[bytes]:
    environment = {**os.environ, "PYTHONHASHSEED": hashing, "BIAOTAI_HOME": str(home), "PYTHONIOENCODING": "ascii"}
    command = [sys.executable, "-m", "assistant", *map(str, arguments)]
    return subprocess.run(command, input=stdin, capture_output=True, env=environment, cwd=ROOT, check=False)


# -- answers and talk -------------------------------------------------------------------------------------------------


def test_the_speech_is_the_answer_and_everything_else_is_talk(draft: Run) -> None:
    code, out, err = draft()
    assert code == 0
    assert out.startswith("在县委巡察反馈会上的表态发言\n")
    assert not re.search("种子 |雷同|请核〔|提醒〔|错误〔", out)
    assert "种子 0" in err and "请核〔" in err


def test_a_clean_draft_ends_with_zero_and_one_with_an_error_with_one(draft: Run, run: Run, tmp_path: Path) -> None:
    _, out, _ = draft()
    path = tmp_path / "稿.txt"
    path.write_text(out, encoding="utf-8")
    assert run("check", path, *DAY)[0] == 0
    path.write_text(out.replace("一、", "三、", 1), encoding="utf-8")
    code, found, _ = run("check", path, *DAY)
    assert code == 1
    assert "错误〔" in found


def test_a_draft_with_an_error_ends_with_one_and_is_still_written(
    draft: Run, run: Run, brief: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    speech = Speech.from_json(draft("--json")[1])
    wrong = msgspec.structs.replace(speech, findings=(Finding("length.asked", "error", "全文", "太短", "加几句"),))
    monkeypatch.setattr(Assistant, "stream", lambda *_, **__: Drafting(iter([Finished(wrong)]), threading.Event()))
    code, out, err = run("draft", brief, *DAY)
    assert (code, out) == (1, speech.text)
    assert "错误〔全文〕太短（加几句）" in err


def test_what_cannot_be_done_ends_with_two_and_one_line(run: Run) -> None:
    code, out, err = run("draft", "没有这个文件.yaml")
    assert (code, out) == (2, "")
    assert err == "错误：找不到文件 没有这个文件.yaml；请核对路径\n"


def test_version_is_told(run: Run) -> None:
    assert run("--version") == (0, f"biaotai {__version__}\n", "")


def test_no_command_begins_the_chat(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("/help\n/quit\n"))
    code, out, err = run()
    assert (code, out) == (0, "") and "/brief" in err


# -- the brief: file, flags, stream -----------------------------------------------------------------------------------


def test_flags_alone_make_a_brief(run: Run, draft: Run) -> None:
    flags = ["--unit", "云溪县水利局", "--role", "局党组书记、局长", "--team", "县委第三巡察组", "--problem", "采购验收把关不严", "--problem", "窗口服务态度生硬"]
    assert run("draft", *flags, "--priority", "灌区改造", "--no-history", *DAY)[1] == draft()[1]


def test_flags_stand_before_the_file(draft: Run) -> None:
    text = draft("--team", "市委第一巡察组", "--problem", "账目公开不及时")[1]
    assert "市委第一巡察组" in text and "账目公开不及时" in text
    assert "县委第三巡察组" not in text and "采购验收" not in text


def test_a_unit_may_be_given_to_a_file_without_one(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "半份.yaml"
    path.write_text("问题: [账目公开不及时]\n", encoding="utf-8")
    code, out, _ = run("draft", path, "--unit", "云溪县人民医院", "--no-history", *DAY)
    assert code == 0
    assert "院党委" in out


EVERY_FLAG = {
    "unit": "云溪县水利局", "unit-short": "县水利局", "sector": "水利", "party-body": "党组", "speaker": "某人", "role": "局党组书记、局长", "superior": "云溪县委",
    "region": "江州市", "team": "县委第三巡察组", "inspection": "常规", "meeting": "反馈会", "period": "3月至5月", "date": "2026-06-10", "slogan": "守好一河清水",
    "tone": "朴实", "notes": "不要感谢", "problem": "账目不清", "portfolio": "河道治理", "rectified": "退回了押金", "deadline": "一个月内报方案",
    "priority": "灌区改造", "present": "县委书记 讲了话：整改要见实效",
}  # fmt: skip


def test_every_flag_reaches_the_brief() -> None:
    arguments = [word for flag, value in EVERY_FLAG.items() for word in (f"--{flag}", value)]
    found = answers.brief_of(cli.parser().parse_args(["draft", *arguments, "--length", "1300"]))
    given = "\n".join(found.words())
    assert set(EVERY_FLAG) == set(cli.TEXTS) | set(cli.LISTS)
    assert [flag for flag, value in EVERY_FLAG.items() if re.split("[ ：]", value)[-1] not in given] == []
    assert found.length == 1300


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_a_brief_from_standard_input_in_any_encoding(run: Run, draft: Run, monkeypatch: pytest.MonkeyPatch, encoding: str) -> None:
    wanted = draft()[1]
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(BRIEF.encode(encoding))))
    assert run("draft", "-", "--no-history", *DAY)[1] == wanted


def test_a_pipe_of_gb18030_into_the_program_gives_utf_8(shared_home: Path) -> None:
    done = process("draft", "-", "--no-history", *DAY, home=shared_home, stdin=BRIEF.encode("gb18030"))
    assert done.returncode == 0
    assert done.stdout.decode("utf-8").startswith("在县委巡察反馈会上的表态发言")
    assert "种子 0" in done.stderr.decode("utf-8")


@pytest.mark.parametrize(("flag", "value", "low", "high"), [("--length", "700", 630, 770), ("--minutes", "5", 945, 1155)])
def test_the_length_asked_for_on_the_command_line_is_kept(draft: Run, flag: str, value: str, low: int, high: int) -> None:
    found = json.loads(draft(flag, value, "--json")[1])
    assert low <= found["characters"] <= high


# -- JSON: the keys that other programs read --------------------------------------------------------------------------

PARAGRAPH = {"text", "sources"}
SPEECH = {
    "title", "salutation", "opening", "transition", "sections", "closing", "thanks", "text", "characters", "minutes", "writer", "seed", "as_of",
    "problems", "context", "findings", "measures", "cost",
}  # fmt: skip
MEASURES = {"copied", "one_source", "longest_copy", "source", "specific", "repeated", "characters", "minutes"}
FINDING = {"rule", "level", "where", "message", "fix"}


def test_the_json_of_a_draft_has_the_keys_that_were_promised(draft: Run) -> None:
    found = json.loads(draft("--json")[1])
    assert set(found) == SPEECH
    paragraphs = [*found["opening"], *found["closing"], *(p for section in found["sections"] for p in section["paragraphs"])]
    assert {frozenset(paragraph) for paragraph in paragraphs} == {frozenset(PARAGRAPH)}
    assert {frozenset(source) for p in paragraphs for source in p["sources"]} == {frozenset({"kind", "id", "document", "score"})}
    assert {frozenset(section) for section in found["sections"]} == {frozenset({"heading", "paragraphs", "writer"})}
    assert [set(problem) for problem in found["problems"]] == [{"problem", "category", "answered_in", "measures"}] * 2
    measures = [measure for problem in found["problems"] for measure in problem["measures"]]
    assert {frozenset(measure) for measure in measures} == {frozenset({"who", "what", "deadline", "check", "origin"})}
    assert {frozenset(value) for value in found["context"].values()} == {frozenset({"value", "origin"})}
    assert {frozenset(finding) for finding in found["findings"]} == {frozenset(FINDING)}
    assert set(found["measures"]) == MEASURES


def test_the_json_of_a_draft_tells_the_same_as_its_text(draft: Run) -> None:
    found = json.loads(draft("--json")[1])
    assert found["text"] == draft()[1]
    assert found["characters"] == found["measures"]["characters"]
    assert found["as_of"] == "2026-06-10"
    assert {measure["origin"] for problem in found["problems"] for measure in problem["measures"]} <= {"given", "proposed"}
    assert {value["origin"] for value in found["context"].values()} == {"given", "inferred", "default"}
    assert all(2 in problem["answered_in"] for problem in found["problems"])


def test_the_json_of_a_draft_reads_back_into_the_same_speech(draft: Run, assistant: Assistant, brief: Path) -> None:
    speech = Speech.from_json(draft("--json", "--seed", "2")[1])
    assert speech == assistant.draft(from_file(brief), seed=2, as_of="2026-06-10")
    assert Speech.from_json(speech.to_json()) == speech


def test_the_json_of_a_search_has_the_keys_that_were_promised(run: Run) -> None:
    code, out, err = run("search", "采购验收把关不严", "-k", "3", "--json")
    hits = json.loads(out)
    assert (code, err) == (0, "")
    assert 1 <= len(hits) <= 3
    assert {frozenset(hit) for hit in hits} == {frozenset({"id", "score", "why", "part", "section", "document", "topics", "text"})}
    assert all(0 <= hit["score"] <= 1 and hit["why"] for hit in hits)


def test_the_json_of_a_segmentation_has_the_keys_that_were_promised(run: Run, draft: Run, tmp_path: Path) -> None:
    path = tmp_path / "稿.txt"
    path.write_bytes(draft()[1].encode("gb18030"))
    found = json.loads(run("segment", path, "--json")[1])
    assert found["encoding"] == "gb18030"
    (speech,) = found["speeches"]
    assert {"title", "salutation", "opening", "sections", "closing"} <= set(speech)
    assert [set(section) for section in speech["sections"]] == [{"heading", "paragraphs"}] * 3
    assert all(isinstance(text, str) for section in speech["sections"] for text in section["paragraphs"])


def test_a_segmentation_for_people_names_the_parts(run: Run, draft: Run, tmp_path: Path) -> None:
    path = tmp_path / "稿.txt"
    path.write_text(draft()[1], encoding="utf-8")
    code, out, err = run("segment", path)
    assert code == 0
    assert [part for part in ("【标题】", "【称呼】", "【开头】", "【第一部分】", "【第三部分】", "【结尾】") if part not in out] == []
    assert "编码 utf-8" in err


def test_the_json_of_a_check_has_the_keys_that_were_promised(run: Run, draft: Run, brief: Path, tmp_path: Path) -> None:
    path = tmp_path / "稿.txt"
    path.write_text(draft()[1].replace("一、", "三、", 1), encoding="utf-8")
    code, out, _ = run("check", path, "--brief", brief, *DAY, "--json")
    found = json.loads(out)
    assert code == 1
    assert set(found) == {"findings", "errors", "warnings", "measures"}
    assert {frozenset(finding) for finding in found["findings"]} == {frozenset(FINDING)}
    assert {finding["level"] for finding in found["findings"]} <= {"error", "warning", "note"}
    assert found["errors"] == sum(finding["level"] == "error" for finding in found["findings"]) > 0
    assert set(found["measures"]) == MEASURES


def test_the_json_of_the_doctor_tells_what_is_installed_and_used(run: Run) -> None:
    code, out, _ = run("doctor", "--json")
    found = json.loads(out)
    assert code == 0
    assert {"version", "python", "system", "corpus", "exemplars", "embedder", "verified", "home", "installed"} <= set(found)
    assert re.fullmatch(r"\d{4}-\d\d(-\d\d)?", found["verified"])
    assert found["installed"]["faiss-cpu"]


def test_the_doctor_speaks_to_people_too(run: Run) -> None:
    code, out, _ = run("doctor")
    assert code == 0
    assert [word for word in ("语料", "提法", "核对到", "依赖") if word not in out] == []


def test_documents_of_every_format_are_segmented_and_checked_alike(run: Run, draft: Run, tmp_path: Path) -> None:
    from tests.table import Made, docx, html, md, paper, plain, txt

    made: Made = plain()
    for name, data in (
        ("稿.docx", docx(made)), ("稿.pdf", paper(made)), ("稿.html", html(made)), ("稿.md", md(made)), ("稿.txt", txt(made, "gb18030")),
    ):  # fmt: skip
        (tmp_path / name).write_bytes(data)
        code, out, _ = run("segment", tmp_path / name, "--json")
        found = json.loads(out)
        assert (code, found["format"], [s["title"] for s in found["speeches"]]) == (0, name.rpartition(".")[2], [made.wanted[0].title])
        assert [s["heading"] for s in found["speeches"][0]["sections"]] == list(made.wanted[0].headings)
    assert json.loads(run("segment", tmp_path / "稿.txt", "--json")[1])["encoding"] == "gb18030"
    for name in ("稿.docx", "稿.html", "稿.md", "稿.txt"):
        code, out, _ = run("check", tmp_path / "稿.pdf", "--against", tmp_path / name, *DAY)
        assert code == 1 and name in out


def test_a_file_of_a_folder_that_cannot_be_read_is_named_and_passed_over(run: Run, tmp_path: Path) -> None:
    from tests.table import docx, plain

    (tmp_path / "稿.docx").write_bytes(docx(plain()))
    (tmp_path / "坏.docx").write_bytes(b"PK\x03\x04")
    (tmp_path / "同.docx").write_bytes(docx(plain()))
    code, out, err = run("check", tmp_path / "稿.docx", "--against", tmp_path, *DAY)
    assert code == 1 and "同.docx" in out and "跳过" in err and "坏.docx 已损坏" in err


def test_segment_says_what_belongs_to_no_speech(run: Run, tmp_path: Path) -> None:
    from tests.table import LAYOUTS, docx

    (tmp_path / "汇编.docx").write_bytes(docx(LAYOUTS["contents-dotted"]()))
    code, _, err = run("segment", tmp_path / "汇编.docx")
    assert code == 0 and "3 篇" in err and "不属于讲稿〔目录〕" in err and "没有读入：页眉页脚" in err


# -- search and check -------------------------------------------------------------------------------------------------


def test_a_search_that_finds_nothing_says_so_and_is_no_error(run: Run) -> None:
    code, out, err = run("search", "xyzzy quux", "--json")
    assert (code, json.loads(out)) == (0, [])
    code, out, err = run("search", "xyzzy quux")
    assert (code, out) == (0, "")
    assert err.startswith("没有找到")


@pytest.mark.parametrize(("limit", "value", "field"), [("--part", "closing", "part"), ("--section", "2", "section")])
def test_a_search_keeps_to_its_limits(run: Run, limit: str, value: str, field: str) -> None:
    hits = json.loads(run("search", "整改", limit, value, "--json")[1])
    assert {str(hit[field]) for hit in hits} == {value}


def test_a_text_is_no_copy_of_itself(run: Run, draft: Run, tmp_path: Path) -> None:
    one, other = tmp_path / "稿.txt", tmp_path / "另一份.txt"
    one.write_text(draft()[1], encoding="utf-8")
    assert run("check", one, "--against", tmp_path, *DAY)[0] == 0
    other.write_text(draft()[1], encoding="utf-8")
    code, out, _ = run("check", one, "--against", tmp_path, *DAY)
    assert code == 1
    assert "另一份.txt" in out


def test_a_speech_in_json_is_checked_like_its_text(run: Run, draft: Run, tmp_path: Path) -> None:
    path = tmp_path / "稿.json"
    path.write_text(draft("--json")[1], encoding="utf-8")
    assert run("check", path, *DAY)[0] == 0


def test_the_printed_brief_can_be_drafted(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "素材.yaml"
    path.write_text(run("brief")[1], encoding="utf-8")
    assert run("draft", path, "--no-history")[0] == 0


# -- files ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("suffix", [".txt", ".md", ".json", ".TXT"])
def test_a_file_is_written_whole_and_nothing_is_answered(draft: Run, tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"稿{suffix}"
    code, out, err = draft("-o", path)
    assert (code, out) == (0, "")
    assert f"写到 {path}" in err
    speech = Speech.from_json(draft("--json")[1])
    wanted = {".txt": speech.text.encode(), ".md": speech.markdown.encode(), ".json": speech.to_json()}[suffix.lower()]
    assert path.read_bytes() == wanted
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted(["素材.yaml", path.name])


def test_a_file_and_json_may_both_be_had(draft: Run, tmp_path: Path) -> None:
    out = draft("-o", tmp_path / "稿.txt", "--json")[1]
    assert json.loads(out)["text"] == (tmp_path / "稿.txt").read_text(encoding="utf-8")


def test_a_file_that_is_there_is_left_alone_unless_forced(draft: Run, tmp_path: Path) -> None:
    path = tmp_path / "稿.txt"
    path.write_text("我自己的稿子", encoding="utf-8")
    code, out, err = draft("-o", path)
    assert (code, out) == (2, "")
    assert "已经有了；换个文件名，或加 --force 覆盖" in err
    assert path.read_text(encoding="utf-8") == "我自己的稿子"
    assert draft("-o", path, "--force")[0] == 0
    assert path.read_text(encoding="utf-8").startswith("在县委")


def test_a_failed_write_leaves_the_old_file_and_nothing_beside_it(draft: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "稿.txt"
    path.write_text("旧稿", encoding="utf-8")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    code, _, err = draft("-o", path, "--force")
    assert code == 2 and "写不了" in err
    assert path.read_text(encoding="utf-8") == "旧稿"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["稿.txt", "素材.yaml"]


# -- the plan ---------------------------------------------------------------------------------------------------------


def test_a_plan_is_shown_saved_edited_and_taken_back(draft: Run, tmp_path: Path) -> None:
    path = tmp_path / "提纲.yaml"
    assert draft("--plan")[1].startswith("# 提纲")
    assert draft("--plan", "-o", path)[:2] == (0, "")
    assert draft("--plan-file", path)[1] == draft()[1]
    heading = re.search(r"三个标题:\n- (.+)", path.read_text(encoding="utf-8"))
    assert heading
    path.write_text(path.read_text(encoding="utf-8").replace(heading.group(1), "先把账认下来"), encoding="utf-8")
    assert "一、先把账认下来" in draft("--plan-file", path)[1]


def test_a_plan_in_json_is_taken_back_too(draft: Run, tmp_path: Path) -> None:
    path = tmp_path / "提纲.json"
    path.write_text(draft("--plan", "--json", "--seed", "3")[1], encoding="utf-8")
    assert draft("--plan-file", path)[1] == draft("--seed", "3")[1]


# -- the same input, the same output ----------------------------------------------------------------------------------


def test_two_processes_give_the_same_bytes_whatever_the_hash_seed(brief: Path, shared_home: Path) -> None:
    def digest(seed: int, hashing: str) -> str:
        done = process("draft", brief, "--seed", seed, "--no-history", *DAY, "--json", home=shared_home, hashing=hashing)
        return hashlib.sha256(done.stdout).hexdigest()

    first = digest(1, "1")
    assert digest(1, "77") == first
    assert digest(2, "1") != first


def test_drafts_are_remembered_unless_told_not_to(run: Run, brief: Path, tmp_path: Path, shared_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / "cache").symlink_to(shared_home / "cache")
    monkeypatch.setenv("BIAOTAI_HOME", str(home))
    run("draft", brief, *DAY, "--no-history")
    assert not (home / "history.sqlite3").exists()
    run("draft", brief, *DAY)
    assert (home / "history.sqlite3").exists()
    # Another brief with the same words in it: only the memory can make its draft another.
    alone = run("draft", brief, *DAY, "--speaker", "某人", "--no-history")
    after = run("draft", brief, *DAY, "--speaker", "某人")
    assert "种子 0" in alone[2] and "种子 0" not in after[2]
    assert after[1] != alone[1]


# -- help -------------------------------------------------------------------------------------------------------------

COMMANDS = ("draft", "search", "segment", "check", "brief", "doctor")


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help_is_in_chinese(run: Run, command: str) -> None:
    code, out, _ = run(*[command][: bool(command)], "--help")
    assert code == 0
    assert out.startswith("用法：")
    assert re.findall(r"(?i)usage|options|positional|show this|default:|arguments", out) == []


def test_every_option_has_its_help() -> None:
    bare = []
    for action in cli.parser()._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, command in action.choices.items():
                bare += [f"{name} {option.dest}" for option in command._actions if not option.help]
    assert bare == []


def test_help_lists_every_command(run: Run) -> None:
    out = run("--help")[1]
    assert [command for command in COMMANDS if command not in out] == []


@pytest.mark.parametrize("arguments", [["--help"], ["draft", "--help"], ["draft", "--nonsense"]])
def test_help_and_mistakes_load_neither_schemas_nor_yaml(arguments: list[str]) -> None:
    code = (
        "import sys\nfrom assistant.cli import main\n"
        f"try:\n    main({arguments!r})\nexcept SystemExit:\n    pass\n"
        "print([m for m in ('msgspec', 'yaml', 'numpy', 'jinja2', 'faiss', 'assistant.brief') if m in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, cwd=ROOT, check=True)
    assert done.stderr.decode("utf-8").splitlines()[-1] == "[]"


# -- pipes ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "unbuffered"),
    [(["brief"], ""), (["--version"], "1"), (["draft", "--unit", "云溪县水利局", "--no-history"], "")],
    ids=["brief", "version", "draft"],
)
def test_a_reader_who_has_gone_is_no_error(arguments: list[str], unbuffered: str, shared_home: Path, assistant: Assistant) -> None:
    assert assistant.knowledge.corpus
    reading, writing = os.pipe()
    os.close(reading)
    environment = {**os.environ, "BIAOTAI_HOME": str(shared_home), "PYTHONUNBUFFERED": unbuffered}
    with os.fdopen(writing, "wb") as gone:
        done = subprocess.run(
            [sys.executable, "-m", "assistant", *arguments], stdout=gone, stderr=subprocess.PIPE, env=environment, cwd=ROOT, check=False
        )
    assert done.returncode == 0
    assert not re.search("Traceback|BrokenPipe|Exception", done.stderr.decode("utf-8"))


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="/dev/full is of Linux")
def test_a_full_disk_is_one_line() -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run([sys.executable, "-m", "assistant", "brief"], stdout=full, stderr=subprocess.PIPE, cwd=ROOT, check=False)
    assert done.returncode == 2
    assert done.stderr.decode("utf-8") == "错误：磁盘满了，没有写完；请腾出地方再试\n"
