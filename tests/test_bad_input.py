"""Bad input of every sort ends in a good draft or in one Chinese line that says what to do; never in a traceback."""

import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from assistant import Assistant, Speech

ROOT = Path(__file__).resolve().parent.parent
UNIT = "单位: 云溪县水利局\n职务: 局党组书记、局长\n"
GOOD = UNIT + "问题: [采购验收把关不严, 窗口服务态度生硬]\n"
DAY = ("--as-of", "2026-06-10")
Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write(content: str | bytes, name: str = "素材.yaml") -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
        return path

    return write


@pytest.fixture
def refused(run: Any) -> Callable[..., str]:
    """Run a command that must end in one line with code 2, and return the line."""

    def refused(*arguments: object) -> str:
        code, out, err = run(*arguments)
        assert (code, out) == (2, "")
        assert re.fullmatch(r"错误：[^\n]*[\u4e00-\u9fff][^\n]*；[^\n]+\n", err), err
        return str(err)

    return refused


@pytest.fixture
def drafted(run: Any) -> Callable[..., tuple[Speech, str]]:
    """Draft a brief that must end well, and return the speech and what was said beside it."""

    def drafted(*arguments: object) -> tuple[Speech, str]:
        code, out, err = run("draft", *arguments, "--no-history", *DAY, "--json")
        assert code == 0, err
        speech = Speech.from_json(out)
        assert len(speech.sections) == 3 and all(section.paragraphs for section in speech.sections)
        assert not [finding for finding in speech.findings if finding.level == "error"]
        return speech, err

    return drafted


# -- files that are no brief ------------------------------------------------------------------------------------------

NO_BRIEF = {
    "empty": ("", "是空的；可用 biaotai brief"),
    "only spaces": (" \n\n\t\n", "是空的"),
    "only comments": ("# 一句\n# 又一句\n", "应是“键: 值”的形式"),
    "ten megabytes": (b"a: b\n" * 2_000_000, "超过 8 MB"),
    "binary": (bytes(range(256)) * 8, "不是文本文件"),
    "a zip": (b"PK\x03\x04" + bytes(2001), "不像文本文件；请另存为"),
    "a nul in it": ("单位: 云溪县\x00水利局\n", "；请另存为 UTF-8 文本"),
    "deep yaml": ("单位: " + "[" * 50_000, "嵌套超过 12 层"),
    "deep json": ('{"单位": ' + "[" * 200_000 + "]" * 200_000 + "}", "嵌套太深"),
    "an alias bomb": ("a: &a [x,x,x]\nb: &b [*a,*a,*a]\nc: &c [*b,*b,*b]\n单位: *c\n", "锚点和别名"),
    "an object of the machine": ("单位: !!python/object/apply:os.system ['true']\n", "YAML 写法不对"),
    "two documents": (UNIT + "---\n" + UNIT, "YAML 写法不对"),
    "half-written list": (UNIT + "问题: [采购\n", "YAML 写法不对"),
    "half-written quote": (UNIT + '问题:\n  - "采购\n', "YAML 写法不对"),
    "a tab for an indent": (UNIT + "问题:\n\t- 采购\n", "第4行：YAML 写法不对"),
    "a reserved mark": (UNIT + "问题: [@采购]\n", "YAML 写法不对"),
    "json with a comma too many": ('{"单位": "云溪县水利局",}', "第1行：JSON 写法不对"),
    "json without its end": ('{"单位": "云溪县水利局"', "JSON 写法不对"),
    "a list": ("[云溪县水利局]", "应是“键: 值”的形式"),
    "one text": ("云溪县水利局", "应是“键: 值”的形式"),
    "one number": ("5", "应是“键: 值”的形式"),
    "a key twice": (UNIT + "单位: 云溪县财政局\n", "“单位”写了两次"),
    "a key in both languages": (UNIT + "unit: 云溪县财政局\n", "“unit”写了两次"),
    "a key twice in json": ('{"单位": "云溪县水利局", "单位": "云溪县财政局"}', "“单位”写了两次"),
    "an unknown key": (UNIT + "反馈问题: 采购\n", "是不是“问题”"),
    "a number for a key": ("5: 采购\n" + UNIT, "“5”不认识"),
    "nothing for a key": ("~: 采购\n" + UNIT, "不认识"),
    "a list for a key": ("? [a, b]\n: 采购\n" + UNIT, "YAML 写法不对"),
    "no unit": ("职务: 局长\n", "没有写单位"),
    "an empty unit": ("单位:\n", "没有写单位"),
    "a unit of spaces": ('单位: "    "\n', "没有写单位"),
    "a unit of marks": ('单位: "？？？"\n', "不像单位名称"),
    "a number for a unit": ("单位: 12345\n", "不像单位名称"),
    "a date for a unit": ("单位: 2026-06-10\n", "不像单位名称"),
    "yes for a unit": ("单位: true\n", "应是文字"),
    "a list for a unit": ("单位: [云溪县水利局]\n", "只能写一段文字，现在是列表"),
    "a mapping for a post": ("单位: 云溪县水利局\n职务: {局长: 张某}\n", "只能写一段文字，现在是键值对"),
    "a unit of 300 characters": ("单位: " + "云溪县水利局" * 50 + "\n", "有 300 个字"),
    "a number for problems": (UNIT + "问题: 5\n", "现在是数字"),
    "a date for problems": (UNIT + "问题: 2026-06-10\n", "现在是日期"),
    "yes for problems": (UNIT + "问题: true\n", "现在是是或否"),
    "a list in a list": (UNIT + "重点工作: [[灌区, 水库]]\n", "第1条只能写一段文字，现在是列表"),
    "a number for a problem": (UNIT + "问题: [采购把关不严, 5]\n", "第2条“5”不像一条问题"),
    "yes for a problem": (UNIT + "问题: [true]\n", "第1条应是文字"),
    "a count in words": (UNIT + "问题: [{问题: 账目不清, 数量: 若干}]\n", "“数量”应是数字"),
    "one character for a problem": (UNIT + "问题: [乱]\n", "“乱”不像一条问题"),
    "a count without a problem": (UNIT + "问题: [{数量: 3}]\n", "没有写问题本身"),
    "81 problems": (UNIT + "问题:\n" + "".join(f"  - 第{i}项变更手续不全\n" for i in range(81)), "问题有 81 条"),
    "a page for a post": ("单位: 云溪县水利局\n职务: " + "局党组书记" * 500 + "\n", "有 2500 个字"),
    "a length of nothing": (UNIT + "字数: 0\n", "600 到 2400"),
    "a length in words": (UNIT + "字数: 一千三\n", "应是数字"),
    "a length of none": (UNIT + "字数: .nan\n", "应是数字"),
    "a length without end": (UNIT + "字数: .inf\n", "应是数字"),
    "an unknown meeting": (UNIT + "会议: 座谈会\n", "可写：反馈会"),
    "another kind of meeting": (UNIT + "会议: 巡察动员会\n", "另一种文稿"),
    "a day that is none": (UNIT + "日期: 2026年2月30日\n", "看不懂；请写成"),
    "a post against its body": ("单位: 云溪县水利局\n职务: 局党委书记\n党组织: 党组\n", "两处不一致；请改成同一种"),
    "an unknown body": (UNIT + "党组织: 工会\n", "党组织“工会”不认识"),
}  # fmt: skip


@pytest.mark.parametrize("case", list(NO_BRIEF))
def test_a_file_that_is_no_brief_is_one_line_that_says_what_to_do(refused: Any, write: Write, case: str) -> None:
    content, words = NO_BRIEF[case]
    assert words in refused("draft", write(content), "--no-history")


@pytest.mark.parametrize("name", ["没有.yaml", "没有/这里/素材.yaml", "x" * 300])
def test_a_file_that_is_not_there_is_one_line(refused: Any, name: str) -> None:
    assert "；请核对路径" in refused("draft", name)


def test_a_folder_for_a_file_is_one_line(refused: Any, tmp_path: Path) -> None:
    for command in ("draft", "check", "segment"):
        assert "是文件夹，不是文件；请指定其中的一个文件" in refused(command, tmp_path)


# -- odd briefs that end in a good draft ------------------------------------------------------------------------------

ODD = {
    "gb18030": GOOD.encode("gb18030"),
    "utf-16 with its mark": GOOD.encode("utf-16"),
    "utf-16 without one": GOOD.encode("utf-16-le"),
    "utf-8 with a mark": GOOD.encode("utf-8-sig"),
    "line ends of windows": GOOD.replace("\n", "\r\n"),
    "colons of the input method": GOOD.replace(": ", "："),
    "one text for a list": UNIT + "问题: 采购验收把关不严；窗口服务态度生硬\n",
    "a mapping for a list": UNIT + "问题: {问题: 采购验收把关不严, 数量: 3件, 立行立改: 是}\n",
    "no problem": UNIT,
    "only a unit": "单位: 云溪县水利局\n",
    "everything empty": UNIT + "问题:\n到会:\n重点工作: []\n字数:\n口号: ''\n",
    "a number for a post": "单位: 云溪县水利局\n职务: 5\n问题: [采购验收把关不严]\n",
    "dates for texts": GOOD + "日期: 2026-06-10\n巡察时间: 2026-03-01\n",
    "a unit nobody knows": GOOD.replace("云溪县水利局", "ABC"),
    "quotes round the unit": GOOD.replace("云溪县水利局", "“云溪县水利局”"),
    "emoji": UNIT + "问题: [采购😀验收把关不严🚀]\n",
    "rare characters": UNIT + "问题: [𠮷家沟𬭬水库巡查不到位]\n",
    "sixty problems": UNIT + "问题:\n" + "".join(f"  - 第{'甲乙丙丁戊己'[i % 6]}标段第{i}项工程变更手续不全\n" for i in range(60)),
    "one problem sixty times": UNIT + "问题: [" + "采购验收把关不严, " * 60 + "]\n",
    "a problem of 3000 characters": UNIT + "问题:\n  - " + "项目变更手续不全，" * 333 + "\n",
    "english": "unit: 云溪县水利局\nproblems: [procurement is weak]\n",
}  # fmt: skip


@pytest.mark.parametrize("case", list(ODD))
def test_an_odd_brief_still_gives_a_good_draft(drafted: Any, write: Write, case: str) -> None:
    speech, _ = drafted(write(ODD[case]))
    told = "length.asked" in {finding.rule for finding in speech.findings}  # sixty problems may want more room
    assert abs(speech.characters - 1300) <= 130 or told


def test_control_characters_never_reach_the_speech(drafted: Any, write: Write) -> None:
    dirty = UNIT + '问题: ["采购\\x07验收\\x1b[31m把关\\u202e不严\\u200b"]\n重点工作: ["灌区\\x08改造"]\n'
    speech, _ = drafted(write(dirty))
    assert "采购验收把关不严" in speech.text and "灌区改造" in speech.text
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f\u200b-\u200f\u202a-\u202e]", speech.text)


def test_halves_of_characters_fall_out(drafted: Any, write: Write) -> None:
    speech, _ = drafted(write('{"单位": "云溪县\\ud800水利局", "问题": ["采购验收\\udc00把关不严"]}', "素材.json"))
    assert "采购验收把关不严" in speech.text


MARKS = ["{{ 7*7 }}", "{{ self.__class__ }}", "{% for x in range(9) %}", "{自称}", "{{党组织}}", "{不存在}", "{0}", "%s", "${HOME}", "$(id)"]


@pytest.mark.parametrize("mark", MARKS)
def test_marks_in_a_problem_come_out_as_they_are(drafted: Any, write: Write, mark: str) -> None:
    speech, _ = drafted(write(json.dumps({"单位": "云溪县水利局", "问题": [f"采购{mark}验收把关不严"]}, ensure_ascii=False)))
    assert f"采购{mark}验收把关不严" in speech.text
    assert ("{" in mark) == ("leak.literal" in {finding.rule for finding in speech.findings})


PLACES: dict[str, Any] = {
    "单位": "云溪县{{ 7*7 }}水利局", "职务": "{自称}党组书记", "简称": "{{ 7*7 }}", "系统": "{{ 7*7 }}", "巡察组": "县委第{{ 7*7 }}巡察组", "巡察时间": "{{ 7*7 }}月",
    "重点工作": ["{{ 7*7 }}灌区改造"], "口号": "{{ 7*7 }}清风", "要求": "{{ 7*7 }}", "立行立改": ["退回{{ 7*7 }}押金"], "时限": ["{{ 7*7 }}日内报方案"],
    "到会": [{"谁": "县委{{ 7*7 }}书记", "做了": "讲了话", "说了": "{{ 7*7 }}要改"}], "分管": ["{{ 7*7 }}河道"], "姓名": "{{ 7*7 }}", "地区": "{{ 7*7 }}",
    "上级党委": "云溪{{ 7*7 }}县委", "巡察类型": "专项（{{ 7*7 }}）", "语气": "{{ 7*7 }}",
}  # fmt: skip


@pytest.mark.parametrize("field", list(PLACES))
def test_marks_in_any_field_are_never_evaluated(run: Any, write: Write, field: str) -> None:
    brief = {"单位": "云溪县水利局", "职务": "局党组书记", "问题": ["采购验收把关不严"], field: PLACES[field]}
    code, out, err = run("draft", write(json.dumps(brief, ensure_ascii=False)), "--no-history", *DAY, "--json")
    assert code == 0, err
    speech = Speech.from_json(out)
    assert "49" not in speech.text
    given = re.findall(r"\{\{ 7\*7 \}\}", speech.text)
    assert bool(given) == ("leak.literal" in {finding.rule for finding in speech.findings})
    assert not [finding for finding in speech.findings if finding.rule == "leak.mark"]


# -- flags ------------------------------------------------------------------------------------------------------------

FLAGS = [
    (["--length", "0"], "600 到 2400"), (["--length", "-5"], "600 到 2400"), (["--length", "abc"], "应是数字"), (["--length", "99999"], "600 到 2400"),
    (["--length", "9" * 400], "应是数字"), (["--minutes", "1"], "3 到 11"), (["--minutes", "60"], "3 到 11"), (["--minutes", "nan"], "应是数字"), (["--minutes", "六"], "应是数字"),
    (["--meeting", "座谈会"], "可写：反馈会"), (["--meeting", "动员会"], "另一种文稿"), (["--meeting", "专题民主生活会"], "另一种文稿"),
    (["--as-of", "昨儿"], "看不懂；请写成 2026-06-10"), (["--as-of", "2026-13-01"], "看不懂"), (["--as-of", ""], "看不懂"), (["--date", "六月"], "看不懂"),
    (["--seed", "x"], "应是 0 或更大的整数"), (["--seed", "-1"], "应是 0 或更大的整数"), (["--seed", "9" * 30], "应是 0 或更大的整数"), (["--seed", "1.5"], "应是 0 或更大的整数"),
    (["--party-body", "工会"], "不认识"), (["--unit", ""], "没有写单位"), (["--problem", "12"], "不像一条问题"), (["--nonsense"], "不认识 --nonsense"), (["--unit"], "后面要跟一个值"),
    (["-o", "稿.pdf"], "不会写.pdf的文件；请用 .txt、.md、.docx、.html、.json"), (["-o", "稿"], "不会写没有后缀的文件"), (["--plan", "-o", "提纲.docx"], "请用 .yaml"),
    (["--plan-file", "没有.yaml"], "找不到文件"), (["-o", "没有这个文件夹/稿.txt"], "没有文件夹 没有这个文件夹"), (["-o", "x" * 300 + ".txt"], "写不了"),
]  # fmt: skip


@pytest.mark.parametrize(("flags", "words"), FLAGS, ids=lambda value: " ".join(value)[:30] if isinstance(value, list) else "")
def test_a_wrong_flag_is_one_line_that_says_what_to_do(refused: Any, write: Write, flags: list[str], words: str) -> None:
    assert words in refused("draft", write(GOOD), "--no-history", *flags)


OTHERS = [
    (["search", "采购", "--part", "脚注"], "可写：title、salutation"), (["search", "采购", "--sector", "火星"], "没有“火星”这个系统"), (["search", "采购", "--role", "皇帝"], "可选：'secretary'"),
    (["search", "采购", "--section", "9"], "可选：1, 2, 3"), (["search", "采购", "-k", "0"], "应是 1 到 1000"), (["search", "采购", "-k", "-3"], "应是 1 到 1000"),
    (["search", "采购", "-k", "多"], "应是 1 到 1000"), (["search", "  "], "没有写要找什么"), (["search"], "缺少 文字"), (["fly"], "可选：'draft'"), (["draft"], "没有素材；请给素材文件"),
    (["check", "没有.txt"], "找不到文件"), (["segment", "没有.txt"], "找不到文件"), (["check"], "缺少"),
]  # fmt: skip


@pytest.mark.parametrize(("arguments", "words"), OTHERS, ids=lambda value: " ".join(value)[:40] if isinstance(value, list) else "")
def test_a_wrong_command_is_one_line_that_says_what_to_do(refused: Any, arguments: list[str], words: str) -> None:
    assert words in refused(*arguments)


# -- output -----------------------------------------------------------------------------------------------------------


def test_a_folder_for_an_output_is_one_line(refused: Any, write: Write, tmp_path: Path) -> None:
    (tmp_path / "夹.txt").mkdir()
    assert "是文件夹；请写上文件名" in refused("draft", write(GOOD), "-o", tmp_path / "夹.txt", "--force")


def test_an_output_that_is_there_is_one_line_before_any_work(refused: Any, write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write("旧稿", "稿.txt")
    monkeypatch.setattr(Assistant, "draft", None)  # would be a traceback
    assert "加 --force 覆盖" in refused("draft", write(GOOD), "-o", path)
    assert path.read_text(encoding="utf-8") == "旧稿"


# -- streams ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("content", [b"", b"\n\n"])
def test_an_empty_standard_input_is_one_line(refused: Any, monkeypatch: pytest.MonkeyPatch, content: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
    assert "标准输入是空的" in refused("draft", "-")


def test_no_standard_input_at_all_is_one_line(refused: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    assert "标准输入没有内容；请给文件名" in refused("draft", "-")


def test_binary_standard_input_is_one_line(refused: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(bytes(range(256)))))
    assert "标准输入 不是文本文件" in refused("draft", "-")


# -- texts to check ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("content", "name", "words"), [("", "稿.txt", "是空的"), ("  \n", "稿.md", "是空的"), ("{}", "稿.json", "不是 biaotai 写出的 JSON"), ("[1", "稿.json", "不是 biaotai 写出的 JSON"), (bytes(range(256)), "稿.txt", "不是文本文件"), ('{"title": 5}', "稿.json", "不是 biaotai 写出的 JSON")])
def test_a_text_that_cannot_be_checked_is_one_line(refused: Any, write: Write, content: str | bytes, name: str, words: str) -> None:
    assert words in refused("check", write(content, name), *DAY)


def test_any_other_text_can_be_checked(run: Any, write: Write) -> None:
    for text in ("一句话", "{{ 7*7 }}", "一、\n二、\n三、", "a" * 5000, "。" * 3000, "\n".join(["一、甲"] * 300)):
        code, out, err = run("check", write(text, "稿.txt"), *DAY)
        assert code in (0, 1) and out
        assert "Traceback" not in err


# -- a plan that was damaged ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("plan", ["", "标题: 甲\n", "标题: [甲\n", "[1, 2]", bytes(range(256)), "标题: 甲\n称呼: 乙\n开头的次序: [report]\n"])
def test_a_damaged_plan_is_one_line(refused: Any, write: Write, plan: str | bytes) -> None:
    assert "；请" in refused("draft", write(GOOD), "--plan-file", write(plan, "提纲.yaml"), "--no-history")


def test_a_plan_of_an_unknown_category_is_one_line(refused: Any, run: Any, write: Write) -> None:
    brief = write(GOOD)
    text = run("draft", brief, "--plan")[1]
    found = re.search(r"类别: (P\d\d)", text)
    assert found
    assert "请照原来的提纲写" in refused("draft", brief, "--plan-file", write(text.replace(found.group(1), "P100"), "提纲.yaml"), "--no-history")


# -- the same through a real process ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "stdin", "words"),
    [
        (["draft", "-"], b"", "标准输入是空的"),
        (["draft", "-"], bytes(range(256)), "不是文本文件"),
        (["draft", "没有.yaml"], None, "找不到文件"),
        (["draft", "--length", "abc"], None, "应是数字"),
        (["fly"], None, "可选"),
    ],
)
def test_a_real_process_ends_in_one_line_of_utf_8(arguments: list[str], stdin: bytes | None, words: str) -> None:
    environment = {**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0"}
    done = subprocess.run(
        [sys.executable, "-m", "assistant", *arguments], input=stdin, capture_output=True, env=environment, cwd=ROOT, check=False
    )
    told = done.stderr.decode("utf-8")
    assert (done.returncode, done.stdout) == (2, b"")
    assert re.fullmatch(r"错误：[^\n]+；[^\n]+\n", told) and words in told


@pytest.mark.skipif(sys.platform == "win32", reason="closes a stream as a POSIX shell does")
def test_a_closed_standard_input_is_one_line() -> None:
    done = subprocess.run(["/bin/sh", "-c", f"'{sys.executable}' -m assistant draft - <&-"], capture_output=True, cwd=ROOT, check=False)
    assert done.returncode == 2
    assert "标准输入没有内容" in done.stderr.decode("utf-8")
