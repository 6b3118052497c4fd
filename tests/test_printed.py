"""Lines that a fixed width broke are paragraphs again; lines that a writer ended stay as they are."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from assistant import Assistant, leaktest
from index.documents import from_bytes, from_text, read_document
from index.printed import unbroken
from tests.table import LAYOUTS, Made, wrapped

ROOT = Path(__file__).resolve().parent.parent
PLAIN = [text for text, _ in LAYOUTS["three"]().lines]


@pytest.fixture(scope="module")
def speeches(assistant: Assistant) -> list[list[str]]:
    return [[line.strip() for line in one.text.splitlines() if line.strip()] for one in leaktest.speeches(assistant.knowledge, 12, 5)]


def right(lines: list[str], data: bytes) -> tuple[int, int]:
    """Return how many of lines are found again whole in data, and how many there are."""
    found = {line.text.replace(" ", "") for line in from_bytes(data, "稿.txt").lines}
    return sum(line.replace(" ", "") in found for line in lines), len(lines)


@pytest.mark.parametrize(
    ("indent", "gap", "least"),
    [("\u3000\u3000", "\n", 0.99), ("    ", "\n", 0.99), ("\t", "\n", 0.99), ("", "\n\n", 0.99), ("", "\n", 0.95)],
    ids=["indent", "spaces", "tabs", "gaps", "short last lines"],
)  # fmt: skip
@pytest.mark.parametrize("columns", [30, 34, 35, 38, 40])
def test_paragraphs_of_broken_speeches_are_whole_again(speeches: list[list[str]], columns: int, indent: str, gap: str, least: float) -> None:
    found = [
        right(lines, wrapped(Made(tuple((line, 0) for line in lines), ()), columns, indent, gap, hang=hang))
        for lines in (PLAIN, *speeches)
        for hang in (True, False)
    ]
    assert sum(good for good, _ in found) >= least * sum(there for _, there in found)


LONG = (
    "水渠修在地里，好不好用，浇地的人最清楚。反馈点到小型水利工程管护无人负责，根子在我们只管建、不管用，建完了就当没有这回事。",
    "三十日内把一百二十六处小型工程逐处挂牌，写明谁来管、电话多少，由工程管理股负责，纪检人员抽三成去现场打电话，打不通的当天换人。",
    "每月末把验收单同仓库的实物对一遍，对不上的当月说清楚，财务股留底备查，半年在局务会上念一次，念完贴到大门口的公示栏里去。",
)


def set_in(text: str, columns: int = 30) -> list[str]:
    return [text[i : i + columns] for i in range(0, len(text), columns)]


def lines_of(rows: list[str]) -> list[str]:
    return unbroken("\n".join(rows))[0]


def test_each_broken_line_followed_by_an_empty_one_is_joined() -> None:
    rows = [row for text in LONG for row in [*set_in("\u3000\u3000" + text), ""]]
    doubled = [one for row in rows if row for one in (row, "")]
    assert lines_of(doubled) == list(LONG)


def test_a_page_number_amidst_a_paragraph_is_left_out_by_name() -> None:
    rows = [row for text in LONG for row in set_in("\u3000\u3000" + text)]
    rows[1:1] = ["", "— 1 —", "\x0c"]
    found = from_text("\n".join(rows))
    assert [line.text for line in found.lines] == list(LONG)
    assert [(left.what, left.text) for left in found.left_out] == [("页码", "— 1 —")]


def test_a_mark_alone_on_the_last_line_belongs_to_the_sentence() -> None:
    text = LONG[0][:30] + LONG[0][:29] + "。"
    rows = [*set_in(text[:-1] + "了"), "。", *(row for one in LONG for row in set_in(one))]
    assert lines_of(rows)[0] == text[:-1] + "了。"


def test_words_of_latin_letters_keep_their_space_and_numbers_none() -> None:
    rows = ["\u3000\u3000" + "水" * 20 + "管道标记用的是 Blue", "Line 型号，" + "渠" * 20 + "经费是20", "26元，全部登记在册。", *(r for t in LONG for r in set_in("\u3000\u3000" + t))]
    found = lines_of(rows)[0]
    assert "Blue Line" in found and "2026元" in found


@pytest.mark.parametrize("head", ["尊敬的县委第三巡察组各位领导，同志们：", "云溪县水利局在县委巡察反馈会上的表态发言", "一、端正态度，把问题认领下来"])
def test_heads_and_salutations_stand_by_themselves(head: str) -> None:
    for indent in ("", "\u3000\u3000"):
        rows = [head, *(row for text in LONG for row in set_in(indent + text))]
        assert lines_of(rows)[0] == head


def test_a_long_heading_on_two_lines_is_one() -> None:
    head = "一、提高政治站位，深刻认识巡察整改的重要意义，切实扛起整改的政治责任"
    assert lines_of([*set_in(head), *(row for text in LONG for row in set_in(text))])[0] == head


UNTOUCHED = {
    "short paragraphs": ["各位领导，同志们：", "意见我们接受。", "问题我们认。", "改到什么程度，请群众看。", "谢谢大家。"],
    "a poem": ["清风过处渠水流，老农不再守闸口，", "账本摊在墙头上，谁来都能看个够。", "修渠容易管渠难，管到末梢才算完，", "一处一牌写名字，有事打到他跟前。"],
    "items without marks": ["采购验收把关不严，先签字后点货，仓库没有人管", "窗口服务态度生硬，群众来回跑了三趟办不成事", "会议记录不完整，重大事项没有写明谁说了什么", "河长巡河走过场，只在桥头照一张相片就回来了"],
    "numbered items": ["1.食堂采购从下周起由三个人一起验货，单子贴在取餐口", "2.教辅征订逐班核对，多收的钱退到家长手里，签字为凭", "3.师德师风的线索件件有回音，总务处不再自己查自己的"],
    "a list of contents": ["目录", "在县委巡察反馈会上的表态发言…………………………1", "在县委巡察推进会上的表态发言…………………………4", "在县委巡察评估会上的表态发言…………………………7"],
    "parallel headings": ["一、以刀刃向内的勇气把巡察反馈的问题认下来", *LONG, "二、以一抓到底的韧劲把巡察反馈的问题改到位", *LONG, "三、以群众满意的标准把巡察整改的成果用起来", *LONG],
}  # fmt: skip


@pytest.mark.parametrize("name", UNTOUCHED)
def test_lines_that_the_writer_ended_stay(name: str) -> None:
    assert lines_of(UNTOUCHED[name]) == UNTOUCHED[name]


@pytest.mark.parametrize("name", ["short paragraphs", "a poem", "items without marks", "numbered items"])
def test_short_lines_within_broken_text_stay(name: str) -> None:
    rows = UNTOUCHED[name]
    long = [row for text in LONG * 2 for row in set_in("\u3000\u3000" + text, 36)]
    assert lines_of([*long, *rows, *long])[6:-6] == rows


def test_no_text_that_is_not_broken_is_touched(speeches: list[list[str]]) -> None:
    for lines in (*([text for text, _ in make().lines] for make in LAYOUTS.values()), *speeches):
        assert lines_of(lines) == lines
    for path in sorted((ROOT / "corpus" / "speeches").glob("*.md")):
        lines = [line.strip() for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
        assert lines_of(lines) == lines


def test_data_of_programs_keep_their_lines(tmp_path: Path) -> None:
    rows = [row for text in LONG for row in set_in(text)]
    for name, head in (("素材.yaml", []), ("稿.json", []), ("稿.txt", ["{"])):
        (tmp_path / name).write_text("\n".join([*head, *rows]), encoding="utf-8")
        assert [line.text for line in read_document(tmp_path / name).lines] == [*head, *rows]


def test_what_reads_layout_itself_gets_the_lines_as_they_stand() -> None:
    text = "\n".join(row for one in LONG for row in set_in("\u3000\u3000" + one))
    assert from_text(text).as_printed == text != from_text(text).text


def test_check_and_segment_see_whole_paragraphs(run: Callable[..., tuple[int, str, str]], tmp_path: Path) -> None:
    made = LAYOUTS["plain"]()
    answers: dict[str, Any] = {}
    for name, data in (("整.txt", "\n".join(text for text, _ in made.lines).encode()), ("折.txt", wrapped(made, 35, "\u3000\u3000"))):
        (tmp_path / name).write_bytes(data)
        answers[name] = [run(command, tmp_path / name, *more)[1] for command, more in (("segment", ["--json"]), ("check", ["--as-of", "2026-06-10"]))]
    assert answers["整.txt"] == answers["折.txt"]
