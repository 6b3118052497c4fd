"""Marks, foreign names and figures of three origins: given, proposed, invented."""

import re
from collections.abc import Iterable
from pathlib import Path

import msgspec
import pytest

from assistant import Assistant, Brief, Problem
from assistant.brief import from_file
from assistant.checks import leaks
from assistant.checks.subject import Subject, speech_of
from assistant.context import Context
from assistant.corpus import Line
from assistant.findings import Finding
from assistant.speech import Paragraph, Section, Speech
from index.exemplars import Exemplar, read_folder
from tests.good import BRIEF, GOOD

ROOT = Path(__file__).resolve().parent.parent
ORDINARY = [line for line in (Path(__file__).parent / "data" / "ordinary.txt").read_text(encoding="utf-8").splitlines() if line]


def said(*sentences: str) -> Speech:
    """Return a speech whose first section says the sentences."""
    return Speech(
        title="表态发言", salutation="同志们：", opening=(), transition="", closing=(), thanks="", writer="user",
        sections=(Section("先认账", tuple(map(Paragraph, sentences)), "user"),),
    )  # fmt: skip


def found(assistant: Assistant, sentence: str, brief: Brief | None = BRIEF) -> list[Finding]:
    context = assistant.context(brief) if brief else None
    return list(leaks.check(Subject(said(sentence), context)))


def rules(findings: Iterable[Finding]) -> list[tuple[str, str]]:
    return [(finding.rule, finding.level) for finding in findings]


def test_a_good_speech_holds_nothing_foreign(assistant: Assistant) -> None:
    subject = Subject(speech_of(GOOD), assistant.context(BRIEF), GOOD)
    assert rules(leaks.check(subject)) == [("figure.proposed", "note")]


def test_every_rule_is_tried_on_a_fault() -> None:
    source = Path(leaks.__file__).read_text(encoding="utf-8")
    known = set(re.findall(r'(?:Finding\(|yield )"((?:leak|figure)\.\w+)"', source))
    tried = {rule for rule, _ in [*NAMED, *INVENTED]} | {"leak.mark", "leak.named", "leak.literal", "leak.speaker", "leak.accused", "figure.proposed", "figure.listed"}
    assert known == tried


# -- marks ---------------------------------------------------------------------------------------------------------------

MARKS = [
    "{单位}", "{{ unit }}", "{% if x %}", "{# 注 #}", "[[单位]]", "【待填】", "【请补充日期】", "xx", "XX", "××", "X县委", "×局", "____", "＿＿",
    "某某", "〔 〕号", "（单位名称）", "（姓名）", "（此处写问题）", "{", "}",
]  # fmt: skip


@pytest.mark.parametrize("mark", MARKS)
def test_a_mark_that_was_left_over_is_an_error(assistant: Assistant, mark: str) -> None:
    told = found(assistant, f"这一条由{mark}先认下来。")
    assert {("leak.mark", "error")} == set(rules(told))


@pytest.mark.parametrize("mark", ["{单位}", "{{ unit }}", "{% raw %}", "某某", "【待填】"])
def test_a_mark_that_stands_in_the_brief_comes_out_literally_and_gives_a_note(assistant: Assistant, mark: str) -> None:
    brief = msgspec.structs.replace(BRIEF, problems=(f"采购单里写着{mark}就签了字",))
    told = found(assistant, f"采购单里写着{mark}就签了字，这一条我认。", brief)
    assert rules(told) == [("leak.literal", "note")]
    assert mark in told[0].message


def test_a_mark_of_the_brief_does_not_excuse_another_one(assistant: Assistant) -> None:
    brief = msgspec.structs.replace(BRIEF, problems=("采购单里写着{单位}就签了字",))
    assert rules(found(assistant, "{单位}的{职务}先认账。", brief)) == [("leak.mark", "error"), ("leak.literal", "note")]


def test_braces_of_the_brief_come_out_of_a_draft_as_they_are(assistant: Assistant) -> None:
    brief = Brief(unit="云溪县水利局", role="局党组书记、局长", problems=("验收单上写着{日期}没人填", "采购把关不严"))
    speech = assistant.draft(brief, seed=0)
    assert "{日期}" in speech.text
    assert ("leak.literal", "note") in rules(speech.findings)
    assert ("leak.mark", "error") not in rules(speech.findings)


@pytest.mark.parametrize("text", ["买了两套XXL号校服。", "放射科的X光片三样要合得上。", "一张A4纸写得下。", "（以下简称整改办）", "按1:1配资。"])
def test_an_ordinary_letter_or_bracket_is_no_mark(assistant: Assistant, text: str) -> None:
    assert "leak.mark" not in {f.rule for f in found(assistant, text, None)}


# -- names ---------------------------------------------------------------------------------------------------------------

NAMED = [
    ("leak.unit", "会同青山县水利局逐段核。"),
    ("leak.unit", "临江市人民医院的药价也降了。"),
    ("leak.unit", "我代表县农业农村局党组表态。"),
    ("leak.unit", "我代表城关镇卫生院党支部表态。"),
    ("leak.place", "感谢青山县委的关心。"),
    ("leak.place", "由柳河镇党委逐村过。"),
    ("leak.place", "在临江市的工地看过一回。"),
    ("leak.place", "成都市委的办法我们也学过。"),
    ("leak.place", "请石门村两委来看。"),
    ("leak.person", "感谢张建国同志。"),
    ("leak.person", "请王书记放心。"),
    ("leak.person", "刘志强局长带队夜巡。"),
]


@pytest.mark.parametrize(("rule", "sentence"), NAMED)
def test_a_name_that_is_not_of_this_brief_is_an_error(assistant: Assistant, rule: str, sentence: str) -> None:
    assert rules(found(assistant, sentence)) == [(rule, "error")]


def test_the_finding_names_what_was_found(assistant: Assistant) -> None:
    (finding,) = found(assistant, "感谢青山县委的关心。")
    assert finding.message == "“青山县”不在素材里，像是别处的地名"
    assert finding.where == "第一部分第1段"


def test_a_name_is_told_once(assistant: Assistant) -> None:
    context = assistant.context(BRIEF)
    told = list(leaks.check(Subject(said("感谢青山县委。", "青山县委来过。", "青山县委又来。"), context)))
    assert rules(told) == [("leak.place", "error")]


@pytest.mark.parametrize(
    "sentence",
    [
        "感谢县委，谢谢县委巡察组。", "今天县委派人来。", "按照县委部署办。", "会同县公安局、县财政局核对。", "督促县人民医院抓好整改。", "移交县纪委监委。", "由镇党委、村党支部认领。",
        "线索交镇纪委。", "离不开镇党委的支持。", "云溪县的群众都看着。", "云溪县委有要求。", "全县干部都来。", "超市、菜市、夜市，都查一遍。", "节省的钱用在渠上。", "返乡干部也来。", "钱花得省，心里才安。", "自治区党委有部署。",
        "重庆市委第三巡视组指出过。", "评论区的一句话。", "城区的管网先换。", "我代表局党组表态。", "我代表县水利局党组表态。", "我代表全体班子成员表态。", "一条镇村一起看。", "散会就开团县委党组会议。", "第二天开乡党委会议。",
    ],
)  # fmt: skip
def test_ordinary_words_before_a_county_or_town_are_no_foreign_place(assistant: Assistant, sentence: str) -> None:
    assert found(assistant, sentence) == []


@pytest.mark.parametrize(
    "sentence",
    [
        "谢谢同志们。", "任组长的是书记。", "由管理科长签字。", "请纪委书记监督。", "常务副县长来过。", "各位领导、同志们。", "温暖同志的心。", "项目组长不签字。", "方案由书记定。", "全体同志都认。",
        "周一主任碰头。", "程序同志们都清楚。", "高了的科长写明原因。",
    ],
)  # fmt: skip
def test_words_that_begin_like_a_surname_are_no_person(assistant: Assistant, sentence: str) -> None:
    assert "leak.person" not in {f.rule for f in found(assistant, sentence)}


def test_a_place_or_unit_of_the_brief_may_be_named(assistant: Assistant) -> None:
    brief = msgspec.structs.replace(BRIEF, problems=("青山县水利局移交的河段没人管", "柳河镇的渠三年没清"))
    assert found(assistant, "青山县水利局移交的河段，柳河镇党委一起看。", brief) == []


def test_a_culprit_is_not_named_even_where_the_brief_names_him(assistant: Assistant) -> None:
    brief = msgspec.structs.replace(BRIEF, problems=("张建国挪用管护资金",))
    assert rules(found(assistant, "张建国挪用管护资金，教训很深。", brief)) == [("leak.accused", "warning")]


@pytest.mark.parametrize("sentence", ["林业违规审批的事，逐宗核。", "项目违规的，停。", "任何违法的事都查。", "严重违纪的，移交。", "管理违规的先停职。", "程序违法的，撤。"])
def test_what_is_at_fault_is_not_taken_for_a_person(assistant: Assistant, sentence: str) -> None:
    assert found(assistant, sentence) == []


@pytest.mark.parametrize(("name", "sentence"), [("欧阳清源", "我欧阳清源认账。"), ("高远", "我叫高远。")])
def test_the_speakers_name_does_not_stand_in_the_body(assistant: Assistant, name: str, sentence: str) -> None:
    brief = msgspec.structs.replace(BRIEF, speaker=name)
    assert rules(found(assistant, sentence, brief)) == [("leak.speaker", "error")]
    assert found(assistant, "我认账。", brief) == []


# -- figures -------------------------------------------------------------------------------------------------------------

INVENTED = [
    ("figure.date", "2026年6月19日开会。"),
    ("figure.date", "2025年的账还在。"),
    ("figure.date", "6月底前报方案。"),
    ("figure.date", "七月一日起执行。"),
    ("figure.date", "二〇二五年三月查过。"),
    ("figure.date", "2026-07-01起执行。"),
    ("figure.date", "2026.7.1起执行。"),
    ("figure.date", "九月份再看。"),
    ("figure.amount", "追回资金42万元。"),
    ("figure.amount", "少收租金三十七万元。"),
    ("figure.amount", "欠款1.5亿元。"),
    ("figure.amount", "占地二十亩。"),
    ("figure.count", "指出了四个方面的问题。"),
    ("figure.count", "清退不合格人员十二名。"),
    ("figure.count", "发现问题二十三处。"),
    ("figure.count", "共立案三起。"),
    ("figure.count", "九名干部受到处分。"),
    ("figure.count", "处分9名干部。"),
    ("figure.rate", "完成率达到95%。"),
    ("figure.rate", "群众满意率百分之九十八。"),
    ("figure.rate", "问题已办结九成。"),
    ("figure.document", "按照云政发〔2026〕12号办。"),
    ("figure.document", "按照云办(2025)3号办。"),
    ("figure.document", "按12号文件办。"),
    ("figure.digits", "管网换了37节。"),
    ("figure.digits", "还有14户没通水。"),
    ("figure.digits", "还有１４户没通水。"),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "sentence"), INVENTED)
def test_an_invented_figure_is_an_error_of_its_kind(assistant: Assistant, rule: str, sentence: str) -> None:
    assert rules(found(assistant, sentence)) == [(rule, "error")]


FACTS = msgspec.structs.replace(
    BRIEF,
    period="2026年3月至5月",
    problems=(
        Problem("河道采砂监管不严", count=6), "少收租金37万元，占地二十亩", "供水水质合格率只有百分之九十一", "清退不合格人员十二名", "有14户没通水", "反馈指出4个方面11个问题",
        "没有执行云政发〔2026〕12号文件",
    ),
)  # fmt: skip


@pytest.mark.parametrize(
    "sentence",
    [
        "2026年6月18日开会。", "6月18日开会。", "六月十八日开会。", "二〇二六年六月十八日开会。", "2026-06-18开会。", "2026年6月开会。", "2026年3月至5月，巡察组来过。", "三月起，巡察组来过。",
        "少收租金37万元。", "少收租金三十七万元。", "少收租金370000元。", "少收租金370,000元。", "占地20亩。", "合格率只有91%。", "合格率只有百分之九十一。", "清退不合格人员12名。", "清退了十二人。",
        "还有十四户没通水。", "还有14户没通水。", "还有14家没通水。", "还有１４户没通水。", "指出了四个方面十一个问题。", "指出4个方面11个问题。", "六个点位没有销账。", "6个点位没有销账。", "发现六处偷采。",
        "按照云政发〔2026〕12号办。", "按照云政发[2026]12号办。",
    ],
)  # fmt: skip
def test_a_figure_of_the_brief_is_given_in_whatever_digits(assistant: Assistant, sentence: str) -> None:
    assert found(assistant, sentence, FACTS) == []


@pytest.mark.parametrize(
    ("rule", "sentence"),
    [
        ("figure.date", "2025年6月18日开会。"), ("figure.date", "6月19日开会。"), ("figure.date", "三月十五日开会。"), ("figure.amount", "少收租金37元。"), ("figure.amount", "占地37亩。"), ("figure.rate", "合格率只有92%。"),
        ("figure.count", "清退十三名。"), ("figure.count", "指出了五个方面的问题。"), ("figure.digits", "还有15户没通水。"), ("figure.digits", "还有12户没通水。"),
        ("figure.document", "按照云政发〔2026〕13号办。"),
    ],
)  # fmt: skip
def test_a_figure_near_one_of_the_brief_is_still_invented(assistant: Assistant, rule: str, sentence: str) -> None:
    assert rules(found(assistant, sentence, FACTS)) == [(rule, "error")]


def test_the_length_asked_for_is_no_fact(assistant: Assistant) -> None:
    brief = msgspec.structs.replace(BRIEF, length=1300, minutes=6)
    assert rules(found(assistant, "有1300户没通水。", brief)) == [("figure.digits", "error")]


@pytest.mark.parametrize(
    ("sentence", "named"),
    [
        ("反馈后三十日内列表。", "反馈后三十日内"), ("三个工作日内回话。", "三个工作日内"), ("30日内列表。", "30日内"), ("3个工作日内回话。", "3个工作日内"), ("24小时内到场。", "24小时内"), ("每季度看一遍。", "每季度"),
        ("每月10日前报一次。", "每月10日前"), ("抽三成复核。", "抽三成"), ("抽查30%复核。", "抽查30%"), ("随机访十户。", "随机访十户"), ("每次不少于5户。", "不少于5户"), ("把近三年的账翻一遍。", "近三年"), ("满三年再看。", "满三年"),
        ("两周之内办完。", "两周之内"), ("一个月以内办完。", "一个月以内"),
    ],
)  # fmt: skip
def test_a_limit_a_frequency_or_a_sample_is_proposed_and_noted(assistant: Assistant, sentence: str, named: str) -> None:
    told = found(assistant, sentence)
    assert rules(told) == [("figure.proposed", "note")]
    assert told[0].message.endswith(f"请核：{named}")


def test_a_limit_that_the_brief_gives_needs_no_note(assistant: Assistant) -> None:
    assert found(assistant, "整改方案一个月内报县委巡察办。") == []


def test_as_many_as_the_brief_lists_is_a_note_not_an_error(assistant: Assistant) -> None:
    assert rules(found(assistant, "反馈的三条，条条认领。")) == [("figure.listed", "note")]


def test_a_given_count_is_never_compared_with_the_length_of_the_list(assistant: Assistant) -> None:
    brief = msgspec.structs.replace(BRIEF, notes="反馈意见共指出25个问题，这里只列要紧的")
    assert found(assistant, "反馈指出了25个问题，我们全部认领。", brief) == []


@pytest.mark.parametrize(
    "sentence",
    [
        "那块地一亩多少钱，墙上写着。", "一元化的管理要改。", "发现一起查处一起。", "反馈是放在一起说的。", "从办结件里拣十件看。", "发现一个问题解决一个问题。", "打12345热线也行。", "举报电话12388贴在门口。", "成立专班，成效看得见。",
        "第一步先认账。", "三件事各有人管。", "写成一页纸。", "“三重一大”都要上会。", "三天两头跑现场。", "一年四季都有水。", "两名群众代表一起量。", "十里八乡都知道。", "1.先查漏点。", "（2）再换管子。",
    ],
)  # fmt: skip
def test_numbers_that_state_no_fact_pass(assistant: Assistant, sentence: str) -> None:
    assert found(assistant, sentence) == []


def test_without_a_brief_no_figure_can_be_called_invented(assistant: Assistant) -> None:
    assert found(assistant, "2026年6月19日追回42万元，处分9名干部。", None) == []


# -- ordinary sentences, exemplars, drafts, the corpus -------------------------------------------------------------------

FIGURES_OF_ORDINARY = "四个方面，3万元，17件，3件，2件，6件，4件，20多户，九条，四处，三个问题，重庆市"


@pytest.mark.parametrize("start", range(0, 260, 26))
def test_nothing_in_an_ordinary_sentence_is_called_foreign(assistant: Assistant, start: int) -> None:
    brief = Brief(unit="云溪县市场监督管理局", role="局党组书记、局长", team="县委第三巡察组", notes=FIGURES_OF_ORDINARY)
    context = assistant.context(brief)
    told = []
    for sentence in ORDINARY[start : start + 26]:
        told += [f.message for f in leaks.check(Subject(said(sentence), context)) if f.level != "note"]
    assert told == []


POSTS = {
    "secretary": "{}书记", "head": "{}副书记、{head}", "deputy_body": "副职（受委托代表{}）", "deputy_field": "{}成员、副职", "member": "{}成员",
    "discipline": "派驻纪检监察组组长", "acting": "{}副书记（主持工作）", "representative": "各被巡察单位代表",
}  # fmt: skip
REGIONS = {"省": "江南省", "市": "临江市", "县": "云溪县", "乡": "云溪县青岩", "村": "云溪县青岩镇柳湾"}


def brief_like(exemplar: Exemplar, assistant: Assistant) -> Brief:
    """Return a brief of an invented unit of the exemplar's kind, role and occasion."""
    about, corpus = exemplar.about, assistant.knowledge.corpus
    unit = next(unit for unit in corpus.units if unit.id == about.unit)
    bodies = ("党组", "党委", "党工委", "党总支", "党支部")
    return Brief(
        unit=REGIONS[about.level] + unit.aliases[0],
        role=POSTS[about.role].format(about.body, head=unit.head),
        party_body=about.body if about.body in bodies else "",
        inspection=about.inspection,
        meeting=about.occasion,
        problems=tuple(corpus.categories[topic].name for topic in about.topics),
        notes="，".join(f"反馈的{n}个方面" for n in "两三四五六七八九"),
    )


def test_every_exemplar_with_its_slots_filled_is_clean_of_leaks(assistant: Assistant) -> None:
    told = []
    for exemplar in read_folder(ROOT / "corpus" / "speeches"):
        brief = brief_like(exemplar, assistant)
        context = assistant.context(brief)
        filled = context.fill(exemplar.plain())
        assert filled is not None
        told += [
            f"{exemplar.name} {f.rule} {f.message}"
            for f in leaks.check(Subject(said(*filled.splitlines()), context))
            if f.level != "note"
        ]
    assert told == []


def test_forty_drafts_have_no_error(assistant: Assistant) -> None:
    told = []
    for path in sorted((ROOT / "corpus" / "briefs").glob("*.yaml"))[:10]:
        for seed in range(4):
            speech = assistant.draft(from_file(path), seed=seed)
            told += [f"{path.stem} {seed} {f.rule} {f.where} {f.message}" for f in speech.findings if f.level == "error"]
    assert told == []


UNITS = [
    ("云溪县市场监督管理局", "局党组书记、局长"), ("云溪县人民医院", "院党委书记"), ("云溪县第一中学", "校党委书记"), ("云溪县青岩镇", "镇党委书记"), ("云溪县青岩镇柳湾村", "村党总支书记"),
    ("云溪县城市建设投资有限公司", "公司党委书记、董事长"),
]  # fmt: skip


@pytest.mark.parametrize(("unit", "post"), UNITS, ids=[unit for unit, _ in UNITS])
def test_no_sentence_of_the_corpus_is_called_foreign(assistant: Assistant, unit: str, post: str) -> None:
    context = assistant.context(Brief(unit=unit, role=post, team="县委第三巡察组"))
    texts = set()
    for category in assistant.knowledge.corpus.categories.values():
        for measure in category.measures:
            if measure.fits(context.kind, context.role):
                texts |= {measure.what, measure.check, measure.deadline}
        for field in ("weight", "own", "results", "seen"):
            texts |= {line.text for line in category.lines(field, context.kind, context.role) if isinstance(line, Line)}
    filled = [text for raw in sorted(texts) if (text := context.fill(raw))]
    assert len(filled) > 500
    told = [f"{f.rule} {f.message}" for f in leaks.check(Subject(said(*filled), context)) if f.level == "error"]
    assert told == []


# -- what the audit of a corpus uses -------------------------------------------------------------------------------------


def test_leftovers_are_told_without_a_brief() -> None:
    text = "感谢青山县委，会同临江市水利局，请王书记放心，也谢谢县委。"
    assert list(leaks.leftovers(text)) == [
        ("leak.place", "青山县", "地名"), ("leak.unit", "临江市水利局", "单位名"), ("leak.person", "王书记", "人名"),
    ]  # fmt: skip


def test_a_context_is_needed_for_names_and_figures_but_not_for_marks(assistant: Assistant) -> None:
    context: Context = assistant.context(BRIEF)
    with_brief = leaks.check(Subject(said("青山县委给了{单位}37万元。"), context))
    without = leaks.check(Subject(said("青山县委给了{单位}37万元。")))
    assert {f.rule for f in with_brief} == {"leak.mark", "leak.place", "figure.amount"}
    assert {f.rule for f in without} == {"leak.mark", "leak.named"}


def test_without_a_brief_the_names_are_listed_to_be_looked_at(assistant: Assistant) -> None:
    (named,) = found(assistant, "我们要像云溪县学习，青山县的办法也要学，学云溪县看齐。", None)
    assert (named.rule, named.level) == ("leak.named", "note") and "云溪县、青山县（" not in named.message and "云溪县、青山县" in named.message
    assert found(assistant, "我们要向先进学习，件件要改。", None) == []
    assert ("leak.place", "error") in rules(found(assistant, "我们要像青山县学习。"))
