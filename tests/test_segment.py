"""A text is cut into speeches, and a speech into the parts of its genre."""

import pytest
from msgspec.structs import replace

from index.documents import Document, Line
from index.segment import CutSection, CutSpeech, Paragraph, cut, cut_document, dissect, sentences

PLAIN = """在县委巡察反馈会上的表态发言

县委第三巡察组各位领导，同志们：

刚才，巡察组反馈了意见。我们诚恳接受，照单全收。
责任先在班子。
下面，我代表局党组作表态发言。

一、提高认识，把问题认领下来
问题摆在这里，先认账。
二、对账销号，把整改抓到实处
采购台账三十日内建好，由纪检抽三成复核。
食堂每天公示进货价。
三、举一反三，把成效用到监管上
制度立起来，日子长着。
同志们，整改不是终点。
请巡察组监督。
我的发言完了，谢谢大家。
"""


def paragraphs(*texts: str) -> tuple[Paragraph, ...]:
    return tuple(Paragraph(text) for text in texts)


PARTS = CutSpeech(
    title="在县委巡察反馈会上的表态发言",
    salutation="县委第三巡察组各位领导，同志们：",
    opening=paragraphs("刚才，巡察组反馈了意见。我们诚恳接受，照单全收。", "责任先在班子。"),
    transition="下面，我代表局党组作表态发言。",
    sections=(
        CutSection("提高认识，把问题认领下来", paragraphs("问题摆在这里，先认账。")),
        CutSection("对账销号，把整改抓到实处", paragraphs("采购台账三十日内建好，由纪检抽三成复核。", "食堂每天公示进货价。")),
        CutSection("举一反三，把成效用到监管上", paragraphs("制度立起来，日子长着。")),
    ),
    closing=paragraphs("同志们，整改不是终点。", "请巡察组监督。"),
    thanks="我的发言完了，谢谢大家。",
)


def test_a_plain_text_is_cut_into_all_its_parts() -> None:
    assert cut(PLAIN) == [PARTS]


def test_windows_line_ends_and_indents_change_nothing() -> None:
    indented = "\n".join(f"\u3000\u3000{line}" if line else line for line in PLAIN.splitlines())
    assert cut(indented.replace("\n", "\r\n")) == [PARTS]


def test_markdown_is_cut_like_plain_text() -> None:
    text = PLAIN.replace("在县委", "# 在县委", 1).replace("一、", "## 一、").replace("三、", "### 三、")
    text = text.replace("二、对账销号，把整改抓到实处", "**二、对账销号，把整改抓到实处**").replace("食堂每天", "- 食堂**每天**")
    assert cut(text) == [PARTS]


def test_a_rule_before_the_closing_parts_it_from_the_last_section() -> None:
    text = PLAIN.replace("同志们，整改不是终点。", "---\n\n我的话就这些。").replace("请巡察组监督。\n", "")
    assert cut(text)[0].closing == paragraphs("我的话就这些。")


def test_topic_lines_of_an_exemplar_belong_to_the_paragraph_above() -> None:
    text = PLAIN.replace("抽三成复核。", "抽三成复核。\n<!-- P30 P33 -->")
    assert cut(text)[0].sections[1].paragraphs == (
        Paragraph("采购台账三十日内建好，由纪检抽三成复核。", ("P30", "P33")),
        Paragraph("食堂每天公示进货价。"),
    )


def test_another_comment_is_not_part_of_the_speech() -> None:
    assert cut(PLAIN.replace("责任先在班子。", "责任先在班子。\n<!-- 待核 -->")) == [PARTS]


def test_several_speeches_in_one_file_come_out_in_order() -> None:
    other = PLAIN.replace("在县委巡察反馈会上", "在市委巡察整改推进会上").replace("局党组", "院党委")
    assert [(s.title, s.transition) for s in cut(PLAIN + "\n" + other)] == [
        ("在县委巡察反馈会上的表态发言", "下面，我代表局党组作表态发言。"),
        ("在市委巡察整改推进会上的表态发言", "下面，我代表院党委作表态发言。"),
    ]


def test_a_rule_between_two_speeches_belongs_to_neither() -> None:
    assert cut(f"{PLAIN}\n---\n\n{PLAIN}") == [PARTS, PARTS]


def test_a_list_of_contents_before_the_speeches_is_no_speech() -> None:
    contents = "目录\n水利局表态发言\n教育局表态发言\n\n"
    assert [s.title for s in cut(contents + PLAIN.replace("在县委巡察反馈会上的", "水利局"))] == ["水利局表态发言"]


def test_a_title_over_two_lines_is_one_title() -> None:
    text = PLAIN.replace("巡察反馈会上的表态发言", "巡察反馈会上的\n表态发言", 1)
    assert cut(text + text) == [PARTS, PARTS]


def test_the_speakers_name_and_the_date_are_not_part_of_the_title() -> None:
    text = PLAIN.replace("表态发言\n", "表态发言\n（2026年6月10日）\n李明远\n", 1)
    assert cut(text)[0].title == "在县委巡察反馈会上的表态发言"


def test_a_salutation_without_a_title_starts_a_speech() -> None:
    assert cut(PLAIN.split("\n", 2)[2]) == [replace(PARTS, title="")]


@pytest.mark.parametrize(
    "line", ["各位领导、同志们：", "尊敬的巡察组各位领导，各位老师：", "尊敬的李组长，各位代表：", "各位领导，乡亲们！："]
)
def test_a_salutation_is_recognised(line: str) -> None:
    assert cut(PLAIN.replace("县委第三巡察组各位领导，同志们：", line))[0].salutation == line


@pytest.mark.parametrize(
    "line",
    [
        "受局党组委托，我作个表态。",
        "我代表院党组表态，院长在审判管理上的责任，也一并说明。",
        "就分管领域，我向巡察组表个态。",
        "我是村书记，就用村里的话，说说怎么认、怎么改、怎么管。",
    ],
)
def test_a_transition_is_recognised(line: str) -> None:
    found = cut(PLAIN.replace("下面，我代表局党组作表态发言。", line))[0]
    assert (found.transition, len(found.opening)) == (line, 2)


def test_a_transition_at_the_end_of_a_paragraph_is_taken_off_it() -> None:
    found = cut(PLAIN.replace("责任先在班子。\n下面", "责任先在班子。下面"))[0]
    assert (found.opening[-1].text, found.transition) == ("责任先在班子。", "下面，我代表局党组作表态发言。")


def test_an_opening_without_a_transition_stays_whole() -> None:
    found = cut(PLAIN.replace("下面，我代表局党组作表态发言。\n", ""))[0]
    assert (found.opening[-1].text, found.transition) == ("责任先在班子。", "")


def test_a_heading_that_ends_in_a_full_stop_is_a_heading() -> None:
    assert cut(PLAIN.replace("认领下来", "认领下来。")) == [PARTS]


def test_a_heading_run_into_its_paragraph_is_parted_from_it() -> None:
    assert cut(PLAIN.replace("认领下来\n", "认领下来。")) == [PARTS]


def test_a_paragraph_that_begins_with_quarters_is_no_heading() -> None:
    text = PLAIN.replace("食堂每天公示进货价。", "三、四季度各查一次。")
    assert [p.text for p in cut(text)[0].sections[1].paragraphs][1] == "三、四季度各查一次。"


def test_a_second_level_heading_stays_in_its_section() -> None:
    text = PLAIN.replace("食堂每天", "（一）食堂每天")
    assert [len(s.paragraphs) for s in cut(text)[0].sections] == [1, 2, 1]


def test_a_last_word_that_thanks_no_one_is_closing() -> None:
    found = cut(PLAIN.replace("我的发言完了，谢谢大家。\n", ""))[0]
    assert (found.closing[-1].text, found.thanks) == ("请巡察组监督。", "")


def test_a_text_without_parts_is_one_opening() -> None:
    assert cut("整改要抓实。\n也要抓早。\n") == [CutSpeech("", "", paragraphs("整改要抓实。", "也要抓早。"), "", (), (), "")]


@pytest.mark.parametrize("text", ["", "\n\n", "\u3000\u3000\n", "只有一个标题", "各位领导：\n"])
def test_a_text_with_nothing_said_holds_no_speech(text: str) -> None:
    assert cut(text) == []


def test_sentences_keep_their_marks_and_closing_quotes() -> None:
    assert sentences("先认账。怎么改？“马上改。”说到做到！还有") == ["先认账。", "怎么改？", "“马上改。”", "说到做到！", "还有"]

# -- what really comes ------------------------------------------------------------------------------------------------


def left(text: str) -> dict[str, str]:
    return {one.what: one.text for one in dissect(text).left}


@pytest.mark.parametrize(
    "closing",
    ["渠里的水流到末梢，这张卷子才算答完。", "病人出院翻一翻清单，找不出一笔说不清的钱。", "会要散了，卷子还捏在我们手里，请各位领导看着。"],
)  # fmt: skip
def test_a_closing_that_begins_with_none_of_the_usual_words_is_no_part_of_section_three(closing: str) -> None:
    found = cut(PLAIN.replace("同志们，整改不是终点。\n请巡察组监督。", closing))[0]
    assert (found.closing, found.sections[2].paragraphs) == (paragraphs(closing), paragraphs("制度立起来，日子长着。"))


def test_the_last_item_of_a_list_is_no_closing() -> None:
    text = PLAIN.replace("同志们，整改不是终点。\n请巡察组监督。", "三是账本每月晒一次，由财务股负责。")
    assert cut(text)[0].closing == () and len(cut(text)[0].sections[2].paragraphs) == 2


def test_the_shipped_exemplars_are_cut_alike_without_the_rule_before_their_closing() -> None:
    from tests.conftest import ROOT

    wrong = []
    for path in sorted((ROOT / "corpus" / "speeches").glob("*.md")):
        body = path.read_text(encoding="utf-8").split("\n---\n", 1)[1]
        if cut(body) != cut(body.replace("\n---\n", "\n")):
            wrong.append(path.name)
    assert wrong == []


def test_what_belongs_to_no_speech_is_named() -> None:
    text = f"目录\n水利局表态发言……1\n\n{PLAIN.replace('表态发言', '表态发言' + chr(10) + '（2026年6月18日）' + chr(10) + '云溪县水利局　张某', 1)}附件：整改清单\n"
    assert cut(text) == [PARTS]
    assert left(text)["目录"] == "目录\n水利局表态发言……1"
    assert left(text)["文后附注"] == "附件：整改清单"
    assert [one.text for one in dissect(text).left if one.what == "署名日期"] == ["（2026年6月18日）", "云溪县水利局　张某"]


def test_a_preface_is_named() -> None:
    assert left("编者按\n现将几家单位的材料印发各单位学习，供写作的时候参考。\n" + PLAIN)["前言"].startswith("编者按\n现将")


@pytest.mark.parametrize("mark", ["##{}##", "=== {} ===", "★{}", "【{}】", "篇一：{}", "第一篇 {}", "【范文1】{}"])
def test_the_marks_of_sites_around_a_title_are_not_part_of_it(mark: str) -> None:
    text = PLAIN.replace("在县委巡察反馈会上的表态发言", mark.format("在县委巡察反馈会上的表态发言"), 1)
    assert cut(text) == [PARTS] and "网站标记" in left(text)


@pytest.mark.parametrize("line", ["来源：云溪公文网　发布时间：2026-06-20", "更多巡察范文请访问 www.example.com", "＝＝＝＝＝＝＝＝", "首页 > 公文范文 > 正文"])
def test_a_line_of_the_site_is_no_part_of_the_speech(line: str) -> None:
    assert cut(PLAIN.replace("\n二、", f"\n{line}\n二、")) == [PARTS]


def test_a_salutation_with_a_half_width_colon_is_one() -> None:
    assert cut(PLAIN.replace("同志们：", "同志们:", 1))[0].salutation == "县委第三巡察组各位领导，同志们:"


def test_a_salutation_run_into_the_opening_is_parted_from_it() -> None:
    assert cut(PLAIN.replace("同志们：\n\n", "同志们：", 1)) == [PARTS]


def test_one_unbroken_paragraph_has_all_its_parts() -> None:
    text = "".join(PLAIN.split("\n")).replace("认领下来", "认领下来。").replace("抓到实处", "抓到实处。").replace("监管上", "监管上。")
    found = cut(text)[0]
    assert (found.title, found.salutation, found.transition) == (PARTS.title, PARTS.salutation, PARTS.transition)
    assert [s.heading for s in found.sections] == [s.heading for s in PARTS.sections]
    assert (found.closing, found.thanks) == (paragraphs("同志们，整改不是终点。请巡察组监督。"), PARTS.thanks)


@pytest.mark.parametrize(
    "marks", [("（一）", "（二）", "（三）"), ("1.", "2.", "3."), ("１．", "２．", "３．"), ("第一，", "第二，", "第三，"), ("第一部分　", "第二部分　", "第三部分　"), ("一．", "二．", "三．")]
)  # fmt: skip
def test_sections_numbered_otherwise_are_sections(marks: tuple[str, str, str]) -> None:
    text = PLAIN
    for old, new in zip(("一、", "二、", "三、"), marks, strict=True):
        text = text.replace(f"\n{old}", f"\n{new}")
    assert cut(text) == [PARTS]


def test_headings_of_a_document_need_no_numerals() -> None:
    lines = tuple(
        Line(text[2:] if text.startswith(("一、", "二、", "三、")) else text, 2 if text.startswith(("一、", "二、", "三、")) else 0) for text in PLAIN.split("\n") if text
    )  # fmt: skip
    assert cut_document(Document(lines, "utf-8", "docx")) == [PARTS]


def test_a_speech_after_another_starts_at_its_salutation_where_it_has_no_title() -> None:
    untitled = PLAIN.split("\n", 2)[2]
    assert cut(PLAIN + untitled) == [PARTS, replace(PARTS, title="")]


def test_a_salutation_in_the_closing_starts_no_speech() -> None:
    found = cut(PLAIN.replace("同志们，整改不是终点。", "各位领导，同志们：\n整改不是终点。"))
    assert [len(speech.sections) for speech in found] == [3]


def test_signature_and_date_below_a_speech_are_no_part_of_it() -> None:
    text = PLAIN + "云溪县水利局党组\n2026年6月18日\n"
    assert cut(text) == [PARTS] and left(text)["署名日期"] == "2026年6月18日"


def test_traditional_characters_are_cut_alike() -> None:
    text = "在縣委巡察反饋會上的表態發言\n各位領導，同志們：\n我們認領。\n下面，我作表態發言。\n一、認賬\n責任在我。\n二、改賬\n三十日內。\n最後，請監督。\n謝謝大家。\n"
    found = cut(text)[0]
    assert (found.salutation, found.transition, found.thanks) == ("各位領導，同志們：", "下面，我作表態發言。", "謝謝大家。")


def test_long_lines_without_end_are_cut_in_time_that_grows_with_them() -> None:
    for text in ("=" * 300_000 + "整", "各位领导：\n" * 20_000, "** 整" * 200_000):
        assert dissect(text) is not None


def test_numbered_titles_above_the_first_speech_are_its_contents() -> None:
    other = PLAIN.replace("在县委巡察反馈会上", "在市委巡察反馈会上")
    found = dissect("材料汇编\n1.在县委巡察反馈会上的表态发言\n2.在市委巡察反馈会上的表态发言\n" + PLAIN + other)
    assert len(found.speeches) == 2 and found.left[0].text == "1.在县委巡察反馈会上的表态发言\n2.在市委巡察反馈会上的表态发言"


def test_a_salutation_may_end_in_an_exclamation_mark() -> None:
    assert cut(PLAIN.replace("同志们：", "同志们！", 1))[0].salutation == "县委第三巡察组各位领导，同志们！"


def test_a_short_speech_without_sections_has_its_thanks() -> None:
    found = cut("表态发言\n同志们：\n意见我们认，马上改。\n谢谢。\n")[0]
    assert (found.opening, found.thanks) == (paragraphs("意见我们认，马上改。"), "谢谢。")
