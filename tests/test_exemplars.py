"""Exemplars are read with their front matter, checked, and cut into typed passages; each mistake is named."""

import datetime
from pathlib import Path

import pytest

from index.errors import CorpusError
from index.exemplars import passages_of, read_exemplar, read_folder
from index.passages import Part

GOOD = """---
title: 在{上级党委}巡察反馈会上的表态发言
occasion: 反馈会
inspection: 常规
role: secretary
kind: 局
unit: U01
body: 党组
level: 县
topics: [P30, P35]
temper: 平实
opening: [report, accept]
enumeration: 一是
as_of: 2026-06-10
licence: CC0-1.0
lend:
  - {section: 1, topic: P30, text: 账本摊开才看得见窟窿。}
---
# 在{上级党委}巡察反馈会上的表态发言

{巡察组}各位领导，同志们：

反馈的意见，{党组织}全部接受。

下面，我代表{党组织}作表态发言。

## 一、先认账

账本摊开才看得见窟窿。责任先在我。

## 二、抓整改

采购科三十日内把近三年的单子逐个翻开，由纪检抽三成复核。办公室管住印章的钥匙。
<!-- P30 -->

执法的尺子只有一把。
<!-- P35 P30 -->

## 三、见长效

规矩留下来，管以后的事。

---

请{巡察组}常来看看。

谢谢大家。
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A corpus folder with Chinese characters and a space in its name."""
    path = tmp_path / "语料 库" / "speeches"
    path.mkdir(parents=True)
    return path


def message(folder: Path, old: str, new: str) -> str:
    """Return what is said of the good exemplar with one mistake planted, without the path in front."""
    assert GOOD.count(old) >= 1
    path = folder / "局长.md"
    path.write_text(GOOD.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(CorpusError) as caught:
        read_exemplar(path)
    told = str(caught.value)
    assert told.startswith(str(path))
    return told.removeprefix(str(path)).strip()


def test_a_good_exemplar_is_read(folder: Path) -> None:
    path = folder / "局长.md"
    path.write_text(GOOD, encoding="utf-8")
    exemplar = read_exemplar(path)
    assert (exemplar.name, exemplar.about.role, exemplar.about.as_of) == ("局长", "secretary", datetime.date(2026, 6, 10))
    assert [section.heading for section in exemplar.speech.sections] == ["先认账", "抓整改", "见长效"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_an_exemplar_saved_in_another_encoding_is_the_same(folder: Path, encoding: str) -> None:
    (folder / "一.md").write_text(GOOD, encoding="utf-8")
    (folder / "二.md").write_bytes(GOOD.replace("\n", "\r\n").encode(encoding))
    one, two = read_folder(folder)
    assert (one.about, one.speech) == (two.about, two.speech)


def test_its_plain_text_runs_from_opening_to_thanks(folder: Path) -> None:
    (folder / "局长.md").write_text(GOOD, encoding="utf-8")
    lines = read_exemplar(folder / "局长.md").plain().splitlines()
    assert lines[0] == "反馈的意见，{党组织}全部接受。" and lines[-1] == "谢谢大家。" and "抓整改" in lines


def test_every_part_becomes_a_typed_passage(folder: Path) -> None:
    (folder / "局长.md").write_text(GOOD, encoding="utf-8")
    found = passages_of(read_exemplar(folder / "局长.md"))
    assert [(p.part, p.section, p.text[:6]) for p in found] == [
        (Part.TITLE, 0, "在{上级党委"),
        (Part.SALUTATION, 0, "{巡察组}各"),
        (Part.OPENING, 0, "反馈的意见，"),
        (Part.TRANSITION, 0, "下面，我代表"),
        (Part.HEADING, 1, "先认账"),
        (Part.BODY, 1, "账本摊开才看"),
        (Part.HEADING, 2, "抓整改"),
        (Part.BODY, 2, "采购科三十日"),
        (Part.PLEDGE, 2, "采购科三十日"),
        (Part.BODY, 2, "执法的尺子只"),
        (Part.HEADING, 3, "见长效"),
        (Part.BODY, 3, "规矩留下来，"),
        (Part.CLOSING, 0, "请{巡察组}"),
        (Part.THANKS, 0, "谢谢大家。"),
    ]


def test_a_passage_knows_where_it_comes_from(folder: Path) -> None:
    (folder / "局长.md").write_text(GOOD, encoding="utf-8")
    pledge = next(p for p in passages_of(read_exemplar(folder / "局长.md")) if p.part == Part.PLEDGE)
    assert (pledge.id, pledge.document, pledge.topics) == ("局长#09", "局长", ("P30",))
    assert (pledge.role, pledge.kind, pledge.body, pledge.sector) == ("secretary", "局", "党组", "U01")
    assert pledge.text == "采购科三十日内把近三年的单子逐个翻开，由纪检抽三成复核。"


def test_exemplars_come_in_the_order_of_their_names(folder: Path) -> None:
    for name in ("b", "c", "a"):
        (folder / f"{name}.md").write_text(GOOD, encoding="utf-8")
    assert [exemplar.name for exemplar in read_folder(folder)] == ["a", "b", "c"]


def test_an_empty_folder_says_what_to_put_there(folder: Path) -> None:
    with pytest.raises(CorpusError, match=r"没有范文；请每篇放一个 \.md 文件"):
        read_folder(folder)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("role: secretary\n", "", "第2行：缺少“role”；请改正"),
        ("role: secretary", "role: boss", "第5行：role “boss”不在允许的取值里；请改正"),
        ("role: secretary", "role:", "第5行：role 应为文本，现在是空；请改正"),
        ("level: 县", "level: 国", "第9行：level “国”不在允许的取值里；请改正"),
        ("topics: [P30, P35]", "topics: P30", "第10行：topics 应为列表，现在是文本；请改正"),
        ("topics: [P30, P35]", "topics: []", "第10行：topics 至少要有 1 条；请改正"),
        ("topics: [P30, P35]", "topics: [采购]", r"第10行：topics.0 写法应合 ^P\\d\\d$；请改正"),
        ("temper: 平实", "temper: 平实\ncolour: 红", "第12行：没有“colour”这一项；请改正"),
        ("kind: 局", "kind: 局\nkind: 医院", "第7行：“kind”写了两次；请留一个"),
        ("kind: 局", "kind: &k 局", "第6行：不能用 YAML 的锚点和别名（& 和 *）；请把内容直接写出来"),
        ("kind: 局", "kind: *k", "第6行：不能用 YAML 的锚点和别名（& 和 *）；请把内容直接写出来"),
        ("kind: 局", f"kind: {'[' * 30}{']' * 30}", "第6行：嵌套超过 12 层；请写得平一些"),
        ("kind: 局", "kind 局", "第7行：YAML 写法不对（冒号后要有空格，缩进要对齐）；请改正"),
        ("2026-06-10", "2026-06-31", "第14行：没有这一天；请核对日期"),
        ("2026-06-10", "去年六月", "第14行：as_of 应为日期，写成 2026-06-10 这样；请改正"),
        ("section: 1", "section: 4", "第17行：lend.0.section 应不大于 3；请改正"),
        ("P30, text: 账本摊开才看得见窟窿。", f"P30, text: {'长' * 31}", "第17行：lend.0.text 不能超过 30 个字；请改正"),
    ],
)
def test_a_mistake_in_the_front_matter_is_named_with_its_line(folder: Path, old: str, new: str, told: str) -> None:
    assert message(folder, old, new) == told


@pytest.mark.parametrize(
    "lent",
    ["账本合上就看不见窟窿。", "反馈的意见，{党组织}全部接受。", "账本摊开才看得见 3 个窟窿。"],
    ids=["not in the text", "with a slot", "with a figure"],
)
def test_a_sentence_that_can_not_be_lent_is_named_with_its_line(folder: Path, lent: str) -> None:
    told = message(folder, "P30, text: 账本摊开才看得见窟窿。", f"P30, text: '{lent}'")
    assert told == f"第17行：lend 的句子要原样出现在正文里、不含槽位和数字：“{lent}”；请改正"


@pytest.mark.parametrize(
    ("old", "new", "slot", "line"),
    [
        ("请{巡察组}常来", "请{甲方}常来", "{甲方}", 45),
        ("我代表{党组织}作", "我代表{党 组织}作", "{党 组织}", 25),
        ("反馈的意见，{党组织}", "反馈的意见，{党组织", "{", 23),
        ("反馈的意见，{党组织}", "反馈的意见，党组织}", "}", 23),
    ],
)
def test_a_bad_slot_is_named_with_its_line(folder: Path, old: str, new: str, slot: str, line: int) -> None:
    assert message(folder, old, new).startswith(f"第{line}行：没有“{slot}”这个槽位；")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("## 三、见长效", "见长效。"),
        ("{巡察组}各位领导，同志们：\n", ""),
        ("---\n\n请{巡察组}常来看看。\n\n谢谢大家。\n", ""),
    ],
    ids=["two sections", "no salutation", "no closing"],
)
def test_a_text_that_lacks_a_part_is_told_what_belongs_there(folder: Path, old: str, new: str) -> None:
    assert message(folder, old, new) == "第19行：范文要有称呼、一二三三个部分，结尾前有一行 ---；请补全"


@pytest.mark.parametrize("text", ["", GOOD[4:], "---\ntitle: 甲\n", "没有说明的一篇。"])
def test_an_exemplar_without_front_matter_is_told_how_to_begin(folder: Path, text: str) -> None:
    path = folder / "局长.md"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CorpusError, match="第1行：范文要以 --- 之间的说明开头"):
        read_exemplar(path)


def test_two_speeches_in_one_exemplar_are_refused(folder: Path) -> None:
    path = folder / "局长.md"
    path.write_text(GOOD + "\n" + GOOD.split("---\n", 2)[2].replace("# 在{上级党委}", "# 在{上级}"), encoding="utf-8")
    with pytest.raises(CorpusError, match="范文要有称呼"):
        read_exemplar(path)
