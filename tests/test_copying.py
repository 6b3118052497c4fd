"""How much of a text stands in other texts: spans, set phrases, slots, sources, and what the checks make of it."""

import random
from pathlib import Path

import numpy as np
import pytest

from assistant import Assistant, Brief
from assistant.checks import copies, phrases
from assistant.checks.subject import Subject, speech_of
from assistant.copying import SPAN, Copied, CopyTable, plain
from assistant.speech import Paragraph, Section, Speech
from index.exemplars import Exemplar, read_folder

ROOT = Path(__file__).resolve().parent.parent
GOOD = (Path(__file__).parent / "data" / "good_speech.txt").read_text(encoding="utf-8")
THIRTEEN = "水渠挖好了年年要有人去清淤"
FOURTEEN = "水渠挖好了年年都要有人去清淤"


def compare(text: str, *others: str, free: tuple[str, ...] = ()) -> Copied:
    names = "甲乙丙丁戊"
    return CopyTable.of(zip(names, others, strict=False)).compare(text, free)


# -- spans ---------------------------------------------------------------------------------------------------------------


def test_thirteen_characters_in_a_row_are_a_copy_and_twelve_are_not() -> None:
    assert len(THIRTEEN) == SPAN == 13
    assert compare(THIRTEEN, f"先说{THIRTEEN}再说").share == 1.0
    assert compare(THIRTEEN, f"先说{THIRTEEN[:12]}再说") == Copied()


def test_punctuation_spaces_and_line_ends_do_not_break_a_span() -> None:
    broken = "水渠，挖好了；年 年要　有人\n去“清”淤。"
    assert plain(broken) == THIRTEEN
    assert compare(broken, THIRTEEN) == Copied(1.0, 1.0, "甲", 13, THIRTEEN, "甲")
    assert compare(THIRTEEN, broken).share == 1.0


def test_the_share_is_of_the_texts_characters() -> None:
    text = THIRTEEN + "这后面十三个字是自己写的话"
    assert len(text) == 26
    assert compare(text, THIRTEEN).share == 0.5


def test_a_longer_span_is_told_whole() -> None:
    source = "反馈指出的三条，我们一条一条认，认一条就贴一条，贴出去的都要有人签名"
    found = compare(f"我讲：{source}，就这样。", f"他说：{source}。")
    assert found.longest == len(plain(source)) == 31
    assert found.longest_text == plain(source)


def test_two_spans_apart_are_counted_both_and_the_longer_is_named() -> None:
    found = compare(f"{THIRTEEN}中间是自己的话{FOURTEEN}", f"{FOURTEEN}别人的另一段话{THIRTEEN}")
    assert found.longest_text == FOURTEEN
    assert found.share == round(27 / 34, 4)


def test_latin_letters_and_digits_count_as_characters() -> None:
    assert compare("ABCDEFGHIJKLM", "xABCDEFGHIJKLMy").share == 1.0


@pytest.mark.parametrize("text", ["", "　\n，。", "水", THIRTEEN[:12]])
def test_an_empty_or_tiny_text_is_no_copy(text: str) -> None:
    assert compare(text, THIRTEEN) == Copied()


@pytest.mark.parametrize("others", [(), ("",), ("，。",), (THIRTEEN[:12],)])
def test_where_nothing_long_enough_is_known_nothing_is_copied(others: tuple[str, ...]) -> None:
    assert compare(THIRTEEN * 3, *others) == Copied()


# -- set phrases and slots -----------------------------------------------------------------------------------------------


def test_set_phrases_and_the_briefs_words_belong_to_nobody() -> None:
    phrase = "深刻领悟“两个确立”的决定性意义"
    text = f"{phrase}，先把渠清开"
    other = f"{phrase}，先把渠清了"
    assert compare(text, other).share > 0.8
    assert compare(text, other, free=(phrase,)) == Copied()


def test_a_span_with_thirteen_of_its_own_beside_a_phrase_counts_those_alone() -> None:
    text = "全面从严治党主体责任" + THIRTEEN
    found = compare(text, text, free=("全面从严治党主体责任",))
    assert (found.longest, found.share) == (13, round(13 / 23, 4))


def test_a_phrase_is_set_aside_wherever_it_stands_and_whatever_its_punctuation() -> None:
    free = ("把方向、管大局、保落实",)
    text = "把方向管大局保落实，把方向，管大局，保落实"
    assert compare(text, text, free=free) == Copied()


def test_a_single_character_is_no_phrase() -> None:
    assert compare(THIRTEEN, THIRTEEN, free=("水", "渠", "")).share == 1.0


def test_slots_match_nothing_so_what_stands_between_is_found() -> None:
    exemplar = f"{{单位}}党组{THIRTEEN}，{{巡察组}}看着"
    found = compare(f"云溪县水利局党组{THIRTEEN}，县委第三巡察组看着", exemplar)
    assert found.longest_text == f"党组{THIRTEEN}"


def test_a_span_does_not_run_over_a_slot() -> None:
    assert compare("水渠挖好了年年要有人去", "水渠挖好了{单位}年年要有人去") == Copied()
    assert compare("水渠挖好了单位年年要有人去清", "水渠挖好了{单位}年年要有人去清") == Copied()


# -- sources -------------------------------------------------------------------------------------------------------------

SPANS = ("修渠的钱从哪里来要写在墙上", "谁家的地先浇由抽签来定不插队", "坏了的闸门三天里换好再放水过去")


def test_the_share_is_united_over_sources_and_each_is_known_alone() -> None:
    text = "自己的话，".join(SPANS)
    found = compare(text, *(f"前面{span}后面" for span in SPANS))
    total = len(plain(text))
    assert found.share == round(sum(map(len, SPANS)) / total, 4)
    assert found.one_source == round(len(SPANS[2]) / total, 4)
    assert (found.source, found.longest_source, found.longest_text) == ("丙", "丙", SPANS[2])


def test_a_span_in_two_sources_is_counted_once() -> None:
    found = compare(SPANS[0] + "自己的话", SPANS[0], SPANS[0])
    assert found.share == found.one_source == round(13 / 17, 4)
    assert found.source == "甲"


def test_the_source_of_most_and_the_source_of_the_longest_may_differ() -> None:
    found = compare("，其间隔开，".join((SPANS[0], SPANS[1], SPANS[2])), SPANS[0] + "别的" + SPANS[1], SPANS[2])
    assert (found.source, found.longest_source) == ("甲", "乙")


def test_a_source_can_be_left_out() -> None:
    table = CopyTable.of([("甲", SPANS[0]), ("乙", SPANS[1])])
    assert table.compare(SPANS[0] + SPANS[1]).share == 1.0
    assert table.compare(SPANS[0] + SPANS[1], without="甲").source == "乙"
    assert table.compare(SPANS[0], without="甲") == Copied()


def test_a_repeated_span_of_the_source_counts_once_for_each_time_in_the_text() -> None:
    assert compare(SPANS[0] + "一二三" + SPANS[0], SPANS[0] * 2).share == round(26 / 29, 4)


# -- the table -----------------------------------------------------------------------------------------------------------


def random_text(number: int, size: int = 1500) -> str:
    letters = random.Random(number)
    return "".join(chr(letters.randrange(0x4E00, 0x9FA5)) for _ in range(size))


def test_a_table_survives_saving_and_loading(tmp_path: Path) -> None:
    folder = tmp_path / "有 空格的文件夹"
    folder.mkdir()
    table = CopyTable.of([("甲", SPANS[0]), ("空", ""), ("乙", "{单位}" + SPANS[1])])
    table.save(folder)
    loaded = CopyTable.load(folder)
    text = "，".join(SPANS)
    assert loaded.names == ["甲", "空", "乙"]
    assert loaded.compare(text) == table.compare(text)
    assert loaded.compare(text).share > 0.5


def test_an_empty_table_survives_too(tmp_path: Path) -> None:
    CopyTable.of([]).save(tmp_path)
    assert CopyTable.load(tmp_path).compare(THIRTEEN) == Copied()


def test_among_a_hundred_texts_the_right_one_is_named() -> None:
    table = CopyTable.of((f"{n:03d}", random_text(n)) for n in range(100))
    text = random_text(200, 300) + random_text(63)[400:500] + random_text(200, 300)
    found = table.compare(text)
    assert (found.source, found.longest) == ("063", 100)
    assert found.share == round(100 / 700, 4)


def test_texts_of_their_own_share_no_hash() -> None:
    """150,000 runs of 13 characters: with 64 bits two of them meet once in a billion tables."""
    table = CopyTable.of((str(n), random_text(n)) for n in range(100))
    assert len(np.unique(table._hashes)) == len(table._hashes) == 100 * (1500 - SPAN + 1)


def test_texts_that_differ_in_one_character_are_told_apart() -> None:
    for at in range(SPAN):
        other = THIRTEEN[:at] + "变" + THIRTEEN[at + 1 :]
        assert compare(other, THIRTEEN) == Copied()


# -- what the checks make of it ------------------------------------------------------------------------------------------

BRIEF = Brief(unit="云溪县水利局", role="局党组书记、局长", team="县委第三巡察组", problems=("管网漏了没人修",))


def exemplar_named(name: str) -> Exemplar:
    return next(one for one in read_folder(ROOT / "corpus" / "speeches") if one.name == name)


NAMES = sorted(path.stem for path in (ROOT / "corpus" / "speeches").glob("*.md"))[::5]


@pytest.mark.parametrize("name", NAMES)
def test_an_exemplar_with_the_names_exchanged_is_an_error_that_names_it(assistant: Assistant, name: str) -> None:
    context = assistant.context(BRIEF)
    filled = context.fill(exemplar_named(name).plain()) or ""
    report = assistant.check(filled, BRIEF)
    told = [f for f in report.findings if f.rule == "copying.exchanged"]
    assert [f.level for f in told] == ["error"]
    assert f"“{name}”" in told[0].message
    assert report.measures.source == name
    assert report.measures.one_source > 0.85


def test_it_is_found_without_a_brief_too(assistant: Assistant) -> None:
    filled = assistant.context(BRIEF).fill(exemplar_named(NAMES[0]).plain()) or ""
    assert "copying.exchanged" in {f.rule for f in assistant.check(filled).findings}


def test_a_speech_in_ones_own_words_is_no_copy(assistant: Assistant) -> None:
    report = assistant.check(GOOD)
    assert report.measures.copied < 0.1
    assert [f.rule for f in report.findings if f.rule.startswith("copying")] == []


ORIGINAL = (
    "市场监管干的是掂斤两、看成色的活。经营户看我们手里的尺，消费者看我们守着的柜台。企业开门是做生意的。信用监管科从下月起统排入企检查，各科各所先在一张表上并单，"
    "能一次看完的不跑第二次。每月末，各科所上门几次贴在公示栏，办公室随机访十户企业对数，对不上，这一件不销。"
)
PARAPHRASE = (
    "我们这一行，天天同秤和货打交道，做买卖的、买东西的都盯着。商户开店图的是安生，所以下个月起，去企业查什么、几时去，由信用监管科一总排定，科和所事先把单子合起来，"
    "跑一趟能办完就不许再跑。月底公布各家跑了多少趟，再由办公室挑十家打听，数目有出入，这件事就挂着。"
)


def test_a_paraphrase_is_no_copy() -> None:
    assert compare(ORIGINAL, ORIGINAL).share == 1.0
    assert compare(PARAPHRASE, ORIGINAL) == Copied()


def test_a_text_against_itself_is_that_text(assistant: Assistant) -> None:
    report = assistant.check(GOOD, BRIEF, against=[("去年的稿.docx", GOOD)])
    told = {f.rule: f for f in report.findings if f.rule.startswith("copying")}
    assert set(told) == {"copying.exchanged", "copying.longest"}
    assert "对照稿“去年的稿.docx”" in told["copying.exchanged"].message
    assert told["copying.exchanged"].level == told["copying.longest"].level == "error"


def test_a_text_against_an_unlike_one_raises_nothing(assistant: Assistant) -> None:
    report = assistant.check(GOOD, BRIEF, against=[("别的稿.txt", ORIGINAL), ("空稿.txt", "")])
    assert [f for f in report.findings if f.rule.startswith("copying")] == []


def written(writer: str, *paragraphs: str) -> Subject:
    sections = (Section("认账", tuple(map(Paragraph, paragraphs)), writer),)
    return Subject(Speech(title="", salutation="", opening=(), transition="", sections=sections, closing=(), thanks="", writer=writer))


@pytest.mark.parametrize(
    ("writer", "copied", "expected"),
    [
        ("template", Copied(share=0.15), []), ("template", Copied(share=0.151), ["copying.share"]), ("model", Copied(share=0.2), []), ("user", Copied(share=0.25), []),
        ("user", Copied(share=0.26), ["copying.share"]), ("user", Copied(share=0.6, one_source=0.49), ["copying.share"]), ("user", Copied(share=0.6, one_source=0.5), ["copying.exchanged"]),
        ("user", Copied(longest=30), []), ("user", Copied(longest=31), ["copying.longest"]),
    ],
)  # fmt: skip
def test_the_limits_of_copying(writer: str, copied: Copied, expected: list[str]) -> None:
    told = list(copies.check(written(writer, "水要通。"), copied))
    assert [f.rule for f in told] == expected
    assert {f.level for f in told} <= {"error"}


def test_the_longest_span_is_found_again_in_its_paragraph() -> None:
    long = written("user", "先认账。", f"{SPANS[0]}，{SPANS[1]}，{SPANS[2]}。")
    copied = CopyTable.of([("甲", "".join(SPANS))]).compare("\n".join(text for _, text in long.places))
    (finding,) = [f for f in copies.check(long, copied) if f.rule == "copying.longest"]
    assert finding.where == "第一部分第2段"
    assert "连续 42 个字" in finding.message


@pytest.mark.parametrize(("share", "expected"), [(0.3, []), (0.31, ["copying.sibling"])])
def test_a_draft_like_an_earlier_one_of_another_brief_gets_a_warning(share: float, expected: list[str]) -> None:
    told = list(copies.check_siblings(Copied(one_source=share, source="青山县水利局")))
    assert [f.rule for f in told] == expected
    assert all(f.level == "warning" and "青山县水利局" in f.message for f in told)


def test_the_words_of_the_brief_are_phrases_whole_and_by_clause(assistant: Assistant) -> None:
    brief = Brief(unit="云溪县水利局", problems=("管网漏了没人修，报修电话打不通",))
    told = phrases(assistant.context(brief))
    assert {"管网漏了没人修，报修电话打不通", "管网漏了没人修", "报修电话打不通", "云溪县水利局"} <= set(told)


def test_a_copy_made_of_the_briefs_own_words_is_none(assistant: Assistant) -> None:
    problem = "管网漏了没人修报修电话打不通群众自己挖沟引水"
    brief = Brief(unit="云溪县水利局", role="局党组书记、局长", team="县委第三巡察组", problems=(problem,))
    text = GOOD.replace("管网漏了没人修", problem)
    report = assistant.check(text, brief, against=[("反馈意见.txt", f"巡察发现：{problem}。")])
    assert [f for f in report.findings if f.rule.startswith("copying")] == []


def test_nothing_is_copied_in_an_empty_text(assistant: Assistant) -> None:
    report = assistant.check("")
    assert (report.measures.copied, report.measures.longest_copy, report.measures.source) == (0.0, 0, "")


def test_a_speech_that_was_cut_has_the_same_share_as_its_lines(assistant: Assistant) -> None:
    body = "\n".join(text for _, text in Subject(speech_of(GOOD)).places)
    assert CopyTable.of([("甲", GOOD)]).compare(body).share == 1.0
