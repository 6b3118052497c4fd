"""Every problem is found again in the finished text, with who answers it, by when, and how it is checked."""

import re
from pathlib import Path

import msgspec
import pytest

from assistant import Assistant, Brief, Problem
from assistant.checks import coverage
from assistant.checks.coverage import DEADLINE
from assistant.checks.subject import speech_of
from assistant.findings import Finding
from assistant.speech import Answered, Paragraph, Section, Speech
from tests.good import BRIEF, CHECKS, GOOD, SAND, WATER


def part(start: str, end: str) -> str:
    return GOOD[GOOD.index(start) : GOOD.index(end)]


ABOUT_WATER = part("　　先改供水", "　　再管河道")
ABOUT_SAND = part("　　再管河道", "　　还有验收")
ABOUT_CHECKS = part("　　还有验收", "　　三、用好")


def changed(*pairs: tuple[str, str]) -> str:
    text = GOOD
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new)
    return text


def told(assistant: Assistant, text: str, brief: Brief = BRIEF) -> list[Finding]:
    return [f for f in assistant.check(text, brief).findings if f.rule.startswith("coverage")]


def rules(findings: list[Finding]) -> list[tuple[str, str, str]]:
    return [(f.rule, f.level, f.where) for f in findings]


def small(second: tuple[str, ...], third: tuple[str, ...] = ("往后照着管，水通到每一户。",)) -> Speech:
    bodies = (("意见都接受，列出清单。我是第一责任人。",), second, third)
    return Speech(
        title="表态发言", salutation="同志们：", opening=(), transition="", closing=(Paragraph("水通了算数。"),), thanks="", writer="user",
        sections=tuple(Section(h, tuple(map(Paragraph, b)), "user") for h, b in zip(("认账", "改错", "长记"), bodies, strict=True)),
    )  # fmt: skip


def answer(assistant: Assistant, *second: str, problems: tuple[Problem | str, ...] = (WATER,)) -> tuple[Answered, ...]:
    brief = Brief(unit="云溪县水利局", role="局党组书记、局长", team="县委第三巡察组", problems=problems)
    return assistant.check(small(second), brief).problems


# -- what a good speech says ---------------------------------------------------------------------------------------------


def test_every_problem_of_a_good_speech_is_found_answered(assistant: Assistant) -> None:
    assert told(assistant, GOOD) == []
    problems = assistant.check(GOOD, BRIEF).problems
    assert [p.problem for p in problems] == [WATER, SAND, CHECKS]
    assert [p.answered_in for p in problems] == [(2, 3), (2,), (2,)]


def test_the_measures_are_what_the_text_itself_says(assistant: Assistant) -> None:
    water, sand, checks = assistant.check(GOOD, BRIEF).problems
    first = water.measures[0]
    assert (first.who, first.deadline) == ("供水管理站", "反馈后三十日内")
    assert first.what == "供水管理站在反馈后三十日内，把漏点一处一处标到图上，写明谁管、谁修"
    assert water.measures[1].check == "修没修好，由报修的人在单子上签字，没有签字的不算修完"
    (only,) = sand.measures
    assert (only.who, only.deadline[:2]) == ("河湖管理科", "每周")
    assert only.check == "拍下的照片当晚上传，第二天由没有参加夜巡的同志核对"
    assert (checks.measures[0].who, checks.measures[0].deadline) == ("建设管理科", "下月")
    assert checks.measures[0].check == "量出来同图纸对不上的，不付尾款，退回重做"


def test_a_limit_of_the_brief_makes_the_measure_given(assistant: Assistant) -> None:
    checks = assistant.check(GOOD, BRIEF).problems[2]
    assert [(m.deadline, m.origin) for m in checks.measures] == [("下月", "proposed"), ("一个月内", "given")]


def test_a_problem_is_found_in_every_section_that_names_it(assistant: Assistant) -> None:
    text = changed(("水利干的是", f"{CHECKS}，这一条我先认。水利干的是"), ("验收单上的群众签名", "工程验收单上的群众签名，防的就是工程验收走过场，它"))
    assert assistant.check(text, BRIEF).problems[2].answered_in == (1, 2, 3)


def test_measures_are_taken_from_the_second_section_alone(assistant: Assistant) -> None:
    text = changed((ABOUT_CHECKS, ""), ("漏点图不收进柜子", "工程验收走过场，建设管理科每月查一次。漏点图不收进柜子"))
    checks = assistant.check(text, BRIEF).problems[2]
    assert (checks.answered_in, checks.measures) == ((3,), ())


def test_what_is_found_comes_from_the_text_and_not_from_the_plan(assistant: Assistant) -> None:
    brief = Brief(unit="云溪县水利局", role="局党组书记、局长", team="县委第三巡察组", problems=(WATER, CHECKS))
    speech = assistant.draft(brief, seed=0)
    assert all(2 in p.answered_in and p.measures for p in speech.problems)
    emptied = msgspec.structs.replace(
        speech, sections=(speech.sections[0], Section(speech.sections[1].heading, (Paragraph("照单去改。"),)), speech.sections[2])
    )
    report = assistant.check(emptied, brief)
    assert [p.measures for p in report.problems] == [(), ()]
    assert {f.where for f in report.findings if f.rule in ("coverage.unanswered", "coverage.measure")} == {"问题1", "问题2"}


# -- what is missing -----------------------------------------------------------------------------------------------------


def test_a_problem_that_is_not_answered_is_an_error(assistant: Assistant) -> None:
    report = told(assistant, changed((ABOUT_SAND, ""), ("夜巡攒下的照片，每季度看一遍，哪一段总出事，就在哪一段装护栏、立牌子。", "")))
    assert rules(report) == [("coverage.unanswered", "error", "问题2")]
    assert "夜里偷采屡禁不止" in report[0].message or "河道采砂监管不严" in report[0].message


def test_a_problem_that_is_named_without_a_measure_is_an_error(assistant: Assistant) -> None:
    report = told(assistant, changed((ABOUT_SAND, "　　再说河道。河道采砂监管不严，这一条我们认。\n\n")))
    assert rules(report) == [("coverage.measure", "error", "问题2")]


def test_a_measure_without_two_of_owner_time_and_finish_is_vague(assistant: Assistant) -> None:
    text = changed((ABOUT_SAND, "　　再说河道。河道采砂监管不严，今后每周都要到几个老点位上去看一看、转一转。\n\n"))
    assert rules(told(assistant, text)) == [("coverage.vague", "warning", "问题2")]


def test_every_problem_left_out_is_told_by_its_number(assistant: Assistant) -> None:
    brief = msgspec.structs.replace(BRIEF, problems=(*BRIEF.problems, "会计凭证丢了两年没人找", "公车私用屡查屡犯"))
    assert rules(told(assistant, GOOD, brief)) == [("coverage.unanswered", "error", "问题4"), ("coverage.unanswered", "error", "问题5")]


MANY = (
    "会议记录不全", "公车加油超支", "食堂账目糊涂", "门卫脱岗失管", "档案霉变缺页", "合同到期未续", "仓库物资积压", "值班电话无人", "印章外借随意", "图纸版本混用", "证照过期没换",
)  # fmt: skip


def test_of_many_problems_some_may_only_be_listed(assistant: Assistant) -> None:
    assert len(MANY) == 11
    body = "。".join(MANY) + "。"
    brief = Brief(unit="云溪县水利局", role="局党组书记、局长", team="县委第三巡察组", problems=MANY)
    speech = small((body, f"先改要紧的。{MANY[0]}，办公室在反馈后三十日内对完，请支部委员验。"))
    report = [f for f in assistant.check(speech, brief).findings if f.rule.startswith("coverage")]
    assert rules([f for f in report if f.where.startswith("问题")]) == [("coverage.listed", "note", f"问题{n}") for n in range(2, 12)]


def test_where_the_third_section_grows_from_nothing_it_is_said(assistant: Assistant) -> None:
    brief = msgspec.structs.replace(BRIEF, priorities=())
    text = changed((part("　　管网漏了", "　　各位领导、同志们"), "　　把党建抓实，把班子带好，把队伍管住，年底请大家来评。\n\n"))
    assert ("coverage.results", "warning", "第三部分") in rules(told(assistant, text, brief))


def test_the_years_work_of_the_brief_must_be_named(assistant: Assistant) -> None:
    brief = msgspec.structs.replace(BRIEF, priorities=("灌区现代化建设",))
    assert rules(told(assistant, GOOD, brief)) == [("coverage.priority", "warning", "第三部分")]
    named = changed(("管护的钱怎么出", "灌区的现代化建设也照这个办。管护的钱怎么出"))
    assert told(assistant, named, brief) == []


def test_one_of_the_years_works_is_enough(assistant: Assistant) -> None:
    assert told(assistant, GOOD, msgspec.structs.replace(BRIEF, priorities=("灌区现代化建设", "农村供水改造"))) == []


def test_without_a_brief_a_paragraph_that_only_tells_an_attitude_is_named(assistant: Assistant) -> None:
    def empty(*second: str) -> list[tuple[str, str, str]]:
        return rules([f for f in assistant.check(small(second)).findings if f.rule == "coverage.attitude"])

    assert empty("对财务管理的问题，高度重视，抓紧解决。", "由财务科在一个月内逐笔核对，高度重视，抓紧解决。") == [("coverage.attitude", "warning", "第二部分第1段")]
    assert empty("进一步加强采购管理，完善采购制度，确保整改到位。") == [("coverage.attitude", "warning", "第二部分第1段")]
    assert empty("每周抽查一次，完善制度，常抓不懈。", "谁查的谁签字，高度重视这一条。") == []
    assert [f for f in assistant.check(GOOD).findings if f.rule == "coverage.attitude"] == []


def test_every_rule_is_tried_on_a_fault() -> None:
    source = Path(coverage.__file__).read_text(encoding="utf-8")
    tests = Path(__file__).read_text(encoding="utf-8")
    rules_of_checks = set(re.findall(r'Finding\(\s*"([\w.]+)"', source))
    assert rules_of_checks == {f"coverage.{name}" for name in ("unanswered", "measure", "vague", "listed", "reworded", "results", "priority", "attitude")}
    assert all(f'"{rule}"' in tests for rule in rules_of_checks)


# -- in other words ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "sentence",
    [
        "反馈指出农村供水工程重建轻管。", "管网漏了没人修，这一条最扎心。", "说到“农村供水工程”重建轻管，我认。", "农村的供水工程，重了建、轻了管，责任在我们。", "管网漏了，长年没人去修。",
    ],
)  # fmt: skip
def test_a_problem_is_known_by_its_words_a_clause_of_it_or_most_of_their_pairs(assistant: Assistant, sentence: str) -> None:
    (one,) = answer(assistant, f"{sentence}供水管理站在三十日内把漏点标到图上。")
    assert one.answered_in == (2,)
    assert [(m.who, m.deadline) for m in one.measures] == [("供水管理站", "三十日内")]


def test_a_paragraph_on_something_else_does_not_name_it(assistant: Assistant) -> None:
    (one,) = answer(assistant, "党员会开得少。机关党委每月把支部的记录看一遍，缺的写明原因。")
    assert (one.answered_in, one.measures) == ((), ())


BOUGHT = "采购验收把关不严"
IN_OTHER_WORDS = (
    "买东西这件事，谁要谁不能点收，点收的人不管钱。办公室从下月起，报价三家以上当面拆封，供应商名单和成交价每季度贴到大厅。货到了，"
    "使用的科室和没经手的科室两边签字，数量对不上的不付款。"
)


def test_an_answer_in_other_words_is_found_by_what_it_is_about(assistant: Assistant) -> None:
    brief = Brief(unit="云溪县水利局", role="局党组书记、局长", team="县委第三巡察组", problems=(BOUGHT,))
    report = assistant.check(small((IN_OTHER_WORDS,)), brief)
    assert report.problems[0].answered_in == (2,)
    assert (report.problems[0].measures[0].who, report.problems[0].measures[0].deadline) == ("办公室", "下月")
    (note,) = [f for f in report.findings if f.rule == "coverage.reworded"]
    assert (note.level, note.where) == ("note", "问题1")
    assert "第二部分第1段" in note.message


def test_a_paragraph_that_names_another_problem_answers_no_second_one(assistant: Assistant) -> None:
    problems = (BOUGHT, "办公用品采购价格虚高")
    first, second = answer(assistant, f"{problems[1]}，这一条先改。{IN_OTHER_WORDS}", problems=problems)
    assert (first.answered_in, first.measures) == ((), ())
    assert second.answered_in == (2,)


def test_a_paragraph_near_in_matter_but_without_a_pledge_is_no_answer(assistant: Assistant) -> None:
    (one,) = answer(assistant, "买东西的事，供应商和价格，验收和付款，大家都看在眼里，都记在心里。", problems=(BOUGHT,))
    assert (one.answered_in, one.measures) == ((), ())


# -- several problems in a paragraph -------------------------------------------------------------------------------------


def test_of_a_paragraph_on_two_problems_each_gets_its_own_measures(assistant: Assistant) -> None:
    body = (
        f"{WATER}，供水管理站在三十日内把漏点标到图上。修完由报修的人签字。"
        f"{CHECKS}，建设管理科每季度重验一次。对不上的退回重做。"
    )
    water, checks = answer(assistant, body, problems=(WATER, CHECKS))
    assert [(m.who, m.deadline, m.check) for m in water.measures] == [("供水管理站", "三十日内", "修完由报修的人签字")]
    assert [m.who for m in checks.measures] == ["建设管理科"]
    assert checks.measures[0].check == "对不上的退回重做"


def test_a_problem_beside_an_answered_one_is_not_answered_by_it(assistant: Assistant) -> None:
    body = f"{WATER}，供水管理站在三十日内把漏点标到图上。{CHECKS}，也是老毛病。"
    water, checks = answer(assistant, body, problems=(WATER, CHECKS))
    assert len(water.measures) == 1
    assert checks.measures == ()


def test_problems_named_in_one_breath_share_the_measure(assistant: Assistant) -> None:
    body = f"“{WATER}”“{CHECKS}”，两条并在一起改，建设管理科每季度到村里走一遍。"
    assert [[m.who for m in one.measures] for one in answer(assistant, body, problems=(WATER, CHECKS))] == [["建设管理科"]] * 2


# -- who and when --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sentence", "who", "when"),
    [
        ("供水管理站在反馈后三十日内把图画完。", "供水管理站", "反馈后三十日内"), ("10日内由办公室逐村回访。", "办公室", "10日内"), ("建设管理科用四十五日把账翻一遍。", "建设管理科", "用四十五日"), ("我每月到两个村住一晚。", "我", "每月"),
        ("分管副局长每周带队走一段。", "分管副局长", "每周"), ("春灌开始前，河湖管理科把闸门试一遍。", "河湖管理科", "春灌开始前"), ("收到报修后，两日内由维修队上门去修好。", "", "收到报修后"), ("村监委会每季度抽五户打电话问。", "村监委会", "每季度"),
        ("即日起，值班电话由办公室专人接听。", "办公室", "即日起"), ("财务科从下月起公布每一笔支出。", "财务科", "下月"), ("年底前把管护的钱列进预算，财务科负责。", "财务科", "年底前"), ("两周之内，各单位把漏点报上来。", "", "两周之内"),
        ("秋收完了就动手，建设管理科带着尺子去。", "建设管理科", "秋收完了"), ("24小时内供水管理站派人到场。", "供水管理站", "24小时内"), ("6月30日前由供水管理站报方案。", "供水管理站", "6月30日前"),
    ],
)  # fmt: skip
def test_owner_and_time_are_read_as_people_write_them(assistant: Assistant, sentence: str, who: str, when: str) -> None:
    (one,) = answer(assistant, f"管网漏了没人修。{sentence}")
    (measure,) = one.measures
    assert measure.deadline.startswith(when)
    assert not who or measure.who == who


@pytest.mark.parametrize("text", ["当前的问题我们认", "目前还没有办法", "以前没有管好", "此前有过教训", "把水管好", "从严从实", "提前谋划"])
def test_words_that_only_sound_like_a_time_are_none(text: str) -> None:
    assert DEADLINE.search(text) is None


def test_a_measure_without_a_time_is_an_answer_where_its_owner_and_way_are_told(assistant: Assistant) -> None:
    (one,) = answer(assistant, "管网漏了没人修。供水管理站把漏点一处一处标到图上，写明谁管、谁修，由村民代表对着图看。")
    assert [(m.who, m.deadline) for m in one.measures] == [("供水管理站", "")]


def test_the_title_and_the_opening_answer_nothing(assistant: Assistant) -> None:
    text = changed((ABOUT_CHECKS, ""), ("刚才，县委第三巡察组", f"{CHECKS}，建设管理科每月查一次。刚才，县委第三巡察组"))
    assert assistant.check(text, BRIEF).problems[2].answered_in == ()


def test_a_speech_without_three_sections_still_tells_what_it_answers(assistant: Assistant) -> None:
    whole = speech_of(changed(("　　三、用好整改成果，接到长远事上\n", "")))
    assert len(whole.sections) == 2
    problems = assistant.check(changed(("　　三、用好整改成果，接到长远事上\n", "")), BRIEF).problems
    assert [bool(p.measures) for p in problems] == [True, True, True]


def test_a_brief_without_problems_asks_for_none(assistant: Assistant) -> None:
    report = assistant.check(GOOD, msgspec.structs.replace(BRIEF, problems=()))
    assert report.problems == ()
    assert [f for f in report.findings if f.rule.startswith("coverage")] == []
