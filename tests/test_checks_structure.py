"""Structure, headings, enumeration, rhythm, repetition and length: each rule on a planted fault and on a good speech."""

import re
from pathlib import Path

import msgspec
import pytest

from assistant import Assistant, Brief
from assistant.checks import structure
from assistant.checks.subject import Subject, speech_of
from assistant.findings import Finding
from assistant.speech import Paragraph, Section, Speech
from tests.good import BRIEF, GOOD

HEADINGS = ("一、接住反馈意见，先从自己查起", "二、盯住具体问题，改到群众点头", "三、用好整改成果，接到长远事上")
CLOSING = GOOD[GOOD.index("　　各位领导、同志们") :]


def changed(*pairs: tuple[str, str], text: str = GOOD) -> str:
    """Return text with each first string replaced by the second; a string that is not there is the test's mistake."""
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new)
    return text


def found(text: str, brief: Brief | None, assistant: Assistant) -> list[Finding]:
    context = assistant.context(brief) if brief else None
    return list(structure.check(Subject(speech_of(text), context, text)))


def test_a_good_speech_has_no_finding_of_structure(assistant: Assistant) -> None:
    assert found(GOOD, BRIEF, assistant) == []


def test_a_good_speech_has_neither_error_nor_warning_from_any_check(assistant: Assistant) -> None:
    report = assistant.check(GOOD, BRIEF)
    assert [finding for finding in report.findings if finding.level != "note"] == []
    assert (report.errors, report.warnings) == (0, 0)


def test_a_good_speech_without_its_brief_has_neither_error_nor_warning(assistant: Assistant) -> None:
    report = assistant.check(GOOD)
    assert [finding for finding in report.findings if finding.level != "note"] == []


SAME = "供水这件事村里人人都看得见也都说得清"
PLANTED = {
    "structure.sections": ("error", [(HEADINGS[2] + "\n", "")]),
    "structure.numbering": ("error", [("三、用好", "四、用好")]),
    "structure.empty": ("error", [(GOOD[GOOD.index("　　管网漏了") : GOOD.index("　　各位领导、")], "---\n")]),
    "structure.title": ("warning", [("表态发言\n\n县委", "表态发言。\n\n县委")]),
    "structure.salutation": ("warning", [("县委第三巡察组各位领导，同志们：\n", "")]),
    "structure.closing": ("warning", [(CLOSING, "")]),
    "structure.enumeration": ("error", [("先改供水。", "一是供水。"), ("再管河道。", "三是河道。")]),
    "structure.mixed": ("warning", [("先改供水。", "一是供水。"), ("再管河道。", "二要管河道。")]),
    "structure.list": ("warning", [("先改供水。", "一是水。二是河。三是沙。四是路。五是桥。六是站。")]),
    "heading.parallel": ("warning", [("接住反馈意见，先从自己查起", "接住反馈意见")]),
    "heading.ending": ("warning", [("接到长远事上", "长远事上用的")]),
    "heading.same": ("error", [(HEADINGS[1][2:], HEADINGS[0][2:])]),
    "rhythm.sentence": ("warning", [("先改供水。", "先改供水" + "漏点要查要补" * 12 + "。")]),
    "rhythm.padding": ("warning", [("先改供水。", "先切实改，再进一步改，不断改，全面改，深入改。" * 3)]),
    "repetition.sentence": ("error", [("先改供水。", f"{SAME}。"), ("再管河道。", f"{SAME}。")]),
    "repetition.span": ("warning", [("先改供水。", f"要讲清楚，{SAME}。"), ("再管河道。", f"再说一遍，{SAME}吧。")]),
}  # fmt: skip


@pytest.mark.parametrize("rule", PLANTED)
def test_a_planted_fault_of_structure_is_found(assistant: Assistant, rule: str) -> None:
    level, pairs = PLANTED[rule]
    assert (rule, level) in {(f.rule, f.level) for f in found(changed(*pairs), BRIEF, assistant)}


def test_every_rule_of_structure_is_tried_on_a_fault() -> None:
    source = Path(structure.__file__).read_text(encoding="utf-8")
    rules = set(re.findall(r'Finding\(\s*"([\w.]+)"', source))
    assert rules == {*PLANTED, "length.asked", "length.usual"}


def test_a_finding_says_where_and_what_to_do(assistant: Assistant) -> None:
    wrong = changed(("再管河道。", "再管河道" + "夜里白天都要看" * 10 + "。"))
    (finding,) = [f for f in found(wrong, BRIEF, assistant) if f.rule == "rhythm.sentence"]
    assert finding.where == "第二部分第2段"
    assert "74 个字" in finding.message or "75 个字" in finding.message
    assert "70" in finding.fix


# -- where a rule must keep still ----------------------------------------------------------------------------------------


def speech(*paragraphs: str, second: tuple[str, ...] = ("由供水站逐村查。",), third: tuple[str, ...] = ("往后照着管。",)) -> Speech:
    bodies = (paragraphs or ("这几条我们认。",), second, third)
    headings = ("先认账", "再改错", "后长记")
    return Speech(
        title="表态发言", salutation="同志们：", opening=(Paragraph("意见都接受。"),), transition="",
        sections=tuple(Section(h, tuple(map(Paragraph, b)), "user") for h, b in zip(headings, bodies, strict=True)),
        closing=(Paragraph("水通了才算数。"),), thanks="", writer="user",
    )  # fmt: skip


def rules_of(one: Speech) -> set[str]:
    return {f.rule for f in structure.check(Subject(one)) if f.rule != "length.usual"}


def test_seventy_characters_are_a_sentence_and_seventy_one_are_too_many() -> None:
    assert rules_of(speech("水" * 69 + "。")) == set()
    assert rules_of(speech("水" * 70 + "。")) == {"rhythm.sentence"}


def test_a_long_paragraph_of_short_sentences_is_no_long_sentence() -> None:
    many = "".join(f"第{n}段渠要有人巡，堵了当天清。" for n in "甲乙丙丁戊己庚辛")
    assert rules_of(speech(many)) == set()


def test_each_section_may_count_from_one_again() -> None:
    assert rules_of(speech("一是认账。二是认人。", second=("一是查漏。", "二是补管。"))) == set()


def test_what_the_brief_names_is_no_repetition_and_a_repeated_run_is_quoted_as_it_is_written(assistant: Assistant) -> None:
    named = "反馈指出的“取水许可到期后长时间无人办理延续手续”，"
    once = [("先改供水。", f"{named}今天改。"), ("再管河道。", f"{named}往后管。")]
    brief = msgspec.structs.replace(BRIEF, problems=("取水许可到期后长时间无人办理延续手续",))
    assert "repetition.span" not in {f.rule for f in found(changed(*once), brief, assistant)}
    said = "由供水站逐户登记，当天查清，当天答复"
    twice = [("先改供水。", f"{named}{said}。"), ("再管河道。", f"河道上也{said}。")]
    (finding,) = [f for f in found(changed(*twice), brief, assistant) if f.rule == "repetition.span"]
    assert f"“{said}”" in finding.message


def test_eleven_is_not_read_as_one() -> None:
    assert "structure.enumeration" not in rules_of(speech("第十一是老河道。"))


def test_a_one_that_counts_nothing_is_no_enumeration() -> None:
    assert rules_of(speech("说一是一，说二是二。一来一往都记着。")) == set()


def test_ten_padding_words_pass_and_eleven_do_not() -> None:
    words = [f"{n}处切实改。" for n in "甲乙丙丁戊己庚辛壬癸子"]
    assert rules_of(speech("".join(words[:10]))) == set()
    assert rules_of(speech("".join(words))) == {"rhythm.padding"}


def test_headings_may_differ_by_four_characters_but_not_by_five() -> None:
    def headed(third: str) -> set[str]:
        one = speech()
        sections = (*one.sections[:2], Section(third, one.sections[2].paragraphs, "user"))
        return rules_of(Speech(**{**{f: getattr(one, f) for f in one.__struct_fields__}, "sections": sections}))

    assert headed("把规矩立起来吧") == set()
    assert headed("把规矩都立起来吧") == {"heading.parallel"}


def test_words_of_the_brief_may_be_said_twice(assistant: Assistant) -> None:
    problem = "农村供水工程重建轻管，管网漏了没人修"
    twice = changed(("先改供水。", f"说到{problem}，先认账。"))
    assert [f for f in found(twice, BRIEF, assistant) if f.rule.startswith("repetition")] == []


def test_a_short_sentence_may_come_back() -> None:
    assert rules_of(speech("改到位。", second=("改到位。",))) == set()


def test_a_title_without_the_name_of_the_genre_gets_a_note(assistant: Assistant) -> None:
    text = changed(("在县委巡察反馈会上的表态发言\n", "抓好整改，把水管好\n"))
    assert [(f.rule, f.level) for f in found(text, BRIEF, assistant)] == [("structure.title", "note")]


def test_a_closing_that_stands_unmarked_before_the_thanks_is_found_and_not_asked_for(assistant: Assistant) -> None:
    unmarked = changed(("各位领导、同志们，水管通不通", "水管通不通"))
    assert speech_of(unmarked).closing[0].text.startswith("水管通不通")
    assert found(unmarked, BRIEF, assistant) == []
    marked = changed((CLOSING, "---\n\n谢谢大家。\n"))
    assert ("structure.closing", "warning") in {(f.rule, f.level) for f in found(marked, BRIEF, assistant)}


@pytest.mark.parametrize("text", ["", "　\n", "谢谢大家。", "第三部分"])
def test_an_empty_or_tiny_text_is_told_that_it_has_no_sections(assistant: Assistant, text: str) -> None:
    assert "structure.sections" in {f.rule for f in assistant.check(text, BRIEF).findings}


def test_a_single_line_without_an_end_mark_is_read_too(assistant: Assistant) -> None:
    assert [text for _, text in Subject(speech_of("　我代表{单位}表态")).places] == ["我代表{单位}表态"]
    assert "leak.mark" in {f.rule for f in assistant.check("我代表{单位}表态").findings}


@pytest.mark.parametrize("before", ["云溪县水利局文件\n\n会议材料之三\n\n", "议程：先反馈，再表态。\n\n"])
def test_what_stands_before_the_title_does_not_hide_the_speech(assistant: Assistant, before: str) -> None:
    assert [section.heading for section in speech_of(before + GOOD).sections] == [heading[2:] for heading in HEADINGS]
    assert "structure.sections" not in {f.rule for f in assistant.check(before + GOOD, BRIEF).findings}


def test_of_two_speeches_the_first_is_checked() -> None:
    assert speech_of(GOOD + "\n" + GOOD.replace("云溪", "青山").replace("先从自己查起", "先从班子查起")).sections[0].heading == HEADINGS[0][2:]


def test_a_place_is_named_as_a_person_counts_it() -> None:
    places = [place for place, _ in Subject(speech_of(GOOD)).places]
    assert places[:5] == ["标题", "称呼", "开头第1段", "过渡句", "第一部分标题"]
    assert places[-3:] == ["第三部分第2段", "结尾第1段", "致谢"]


# -- length --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("length", "told"), [(794, True), (795, False), (900, False), (971, False), (972, True)])
def test_a_length_that_was_asked_for_is_kept_within_a_tenth(assistant: Assistant, length: int, told: bool) -> None:
    size = speech_of(GOOD).characters
    assert size == 874
    brief = Brief(unit="云溪县水利局", role="局党组书记、局长", length=length)
    assert ("length.asked" in {f.rule for f in found(GOOD, brief, assistant)}) == told


def test_the_minutes_asked_for_are_a_length_too(assistant: Assistant) -> None:
    brief = Brief(unit="云溪县水利局", role="局党组书记、局长", minutes=6)
    (finding,) = [f for f in found(GOOD, brief, assistant) if f.rule == "length.asked"]
    assert finding.message == "全文 874 字，比要的 1260 字少了 386 字"


def test_where_no_length_was_asked_only_an_unusual_one_is_noted(assistant: Assistant) -> None:
    short = changed((GOOD[GOOD.index("　　再管河道") : GOOD.index("　　三、用好")], ""))
    assert speech_of(short).characters < 700
    assert "length.usual" not in {f.rule for f in found(short, BRIEF, assistant)}
    shorter = changed((GOOD[GOOD.index("　　管网漏了") : GOOD.index("　　修好一根")], ""), text=short)
    assert ("length.usual", "note") in {(f.rule, f.level) for f in found(shorter, BRIEF, assistant)}
    assert ("length.usual", "note") in {(f.rule, f.level) for f in found(changed(("先改供水。", "水要通。" * 500)), BRIEF, assistant)}


def test_what_a_text_says_twice_is_measured() -> None:
    twice = speech("供水这件事村里人人都看得见。", second=("供水这件事村里人人都看得见。",))
    once = speech("供水这件事村里人人都看得见。")
    assert structure.repeated_share(Subject(once)) == 0
    assert 0.2 < structure.repeated_share(Subject(twice)) < 0.5
