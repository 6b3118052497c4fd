"""A plan as a file: written in Chinese, read back the same, edited by a person, and refused where it is damaged."""

import re
from typing import Any

import msgspec
import pytest
import yaml

from assistant import Assistant, Brief, Plan
from assistant.errors import BriefError
from assistant.plan_file import dump, load

BRIEF = Brief(unit="云溪县水利局", role="局党组书记、局长", team="县委第三巡察组", problems=("采购验收把关不严", "窗口服务态度生硬"))


@pytest.fixture(scope="module")
def plan(assistant: Assistant) -> Plan:
    return assistant.plan(BRIEF, seed=1)


def edited(plan: Plan, **changes: Any) -> str:
    data = yaml.safe_load(dump(plan))
    return yaml.safe_dump({**data, **changes}, allow_unicode=True, sort_keys=False)


def answers(plan: Plan) -> Any:
    return yaml.safe_load(dump(plan))["问题与措施"]


# -- there and back ---------------------------------------------------------------------------------------------------


def test_what_is_written_is_read_back_the_same(plan: Plan) -> None:
    assert load(dump(plan), "提纲.yaml") == plan


def test_the_json_of_a_plan_is_read_back_the_same(plan: Plan) -> None:
    assert load(msgspec.json.format(msgspec.json.encode(plan), indent=2).decode(), "提纲.json") == plan


def test_the_file_opens_with_what_to_do_with_it_and_holds_no_english_key(plan: Plan) -> None:
    text = dump(plan)
    assert text.startswith("# 提纲：可以改动后用 biaotai draft")
    assert re.findall(r"(?m)^[\s-]*[a-z_]+:", text) == []


def test_moves_and_origins_are_written_in_chinese(plan: Plan) -> None:
    data = yaml.safe_load(dump(plan))
    assert {"道谢", "反馈要点", "认领"} <= set(data["开头的次序"])
    assert {measure["来源"] for answer in data["问题与措施"] for measure in answer["措施"]} == {"拟定"}


def test_a_plan_taken_back_gives_the_speech_it_was_made_for(assistant: Assistant, plan: Plan) -> None:
    assert assistant.draft(BRIEF, plan=load(dump(plan), "提纲.yaml")).text == assistant.draft(BRIEF, seed=1).text


# -- what a person changes is said ------------------------------------------------------------------------------------


def test_an_edited_heading_stands_in_the_speech(assistant: Assistant, plan: Plan) -> None:
    text = edited(plan, 三个标题=["认账要认得明白", "改事要改得彻底", "守住要守得长久"])
    speech = assistant.draft(BRIEF, plan=load(text, "提纲.yaml"))
    assert [section.heading for section in speech.sections] == ["认账要认得明白", "改事要改得彻底", "守住要守得长久"]


def test_an_edited_measure_and_its_deadline_stand_in_the_speech(assistant: Assistant, plan: Plan) -> None:
    changed = answers(plan)
    changed[0]["措施"] = [{"谁": "灌溉站站长", "做什么": "把三年的闸门检修单一张张翻出来重核", "什么时候": "下个汛期前", "怎样算改完": "重核的单子由巡渠员签字"}]
    speech = assistant.draft(BRIEF, plan=load(edited(plan, 问题与措施=changed), "提纲.yaml"))
    section = "".join(paragraph.text for paragraph in speech.sections[1].paragraphs)
    assert all(words in section for words in ("灌溉站站长", "把三年的闸门检修单一张张翻出来重核", "下个汛期前", "重核的单子由巡渠员签字"))


def test_a_measure_without_a_time_is_said_without_one(assistant: Assistant, plan: Plan) -> None:
    changed = answers(plan)
    changed[0]["措施"] = [{"谁": "灌溉站站长", "做什么": "把三年的闸门检修单一张张翻出来重核", "怎样算改完": "重核的单子由巡渠员签字", "编号": None}]
    loaded = load(edited(plan, 问题与措施=changed), "提纲.yaml")
    assert (loaded.answers[0].measures[0].deadline, loaded.answers[0].measures[0].id) == ("", "")
    assert "把三年的闸门检修单一张张翻出来重核" in assistant.draft(BRIEF, plan=loaded).text


def test_an_edited_salutation_and_title_stand_in_the_speech(assistant: Assistant, plan: Plan) -> None:
    speech = assistant.draft(BRIEF, plan=load(edited(plan, 标题="在反馈会上的表态发言", 称呼="各位领导，同志们："), "提纲.yaml"))
    assert (speech.title, speech.salutation) == ("在反馈会上的表态发言", "各位领导，同志们：")


def test_slots_written_into_a_plan_come_out_as_they_are(assistant: Assistant, plan: Plan) -> None:
    changed = answers(plan)
    changed[0]["措施"][0]["做什么"] = "{{ 7*7 }}把{自称}的检修单重核一遍"
    text = assistant.draft(BRIEF, plan=load(edited(plan, 问题与措施=changed), "提纲.yaml")).text
    assert "{{ 7*7 }}把{自称}的检修单重核一遍" in text
    assert "49" not in text


# -- refusing ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["", "# 只有注释\n", "一句话", "[1, 2]", "5"])
def test_what_is_no_plan_is_refused_with_how_to_get_one(text: str) -> None:
    with pytest.raises(BriefError, match=r"不像提纲；请用 biaotai draft 素材 --plan"):
        load(text, "提纲.yaml")


@pytest.mark.parametrize("text", ["标题: [a\n", "标题: &a x\n称呼: *a\n", "标题: 甲\n标题: 乙\n", "标题: !!python/object/apply:os.getcwd []\n"])
def test_damaged_yaml_is_refused_with_its_line(text: str) -> None:
    with pytest.raises(BriefError, match=r"提纲\.yaml 第\d行"):
        load(text, "提纲.yaml")


@pytest.mark.parametrize("key", ["标题", "称呼", "三个标题", "问题与措施", "开头的次序"])
def test_a_part_that_is_missing_is_named(plan: Plan, key: str) -> None:
    with pytest.raises(BriefError, match=f"缺少“{key}”"):
        load(edited(plan, **{key: None}), "提纲.yaml")


def test_a_misspelt_key_is_refused_with_the_nearest_right_one(plan: Plan) -> None:
    with pytest.raises(BriefError, match="“三个标提”不认识；是不是“三个标题”"):
        load(dump(plan).replace("三个标题", "三个标提"), "提纲.yaml")


@pytest.mark.parametrize("headings", [["一个", "两个"], ["一", "二", "三", "四"], "一个", [1, 2, 3]])
def test_headings_are_three_texts(plan: Plan, headings: Any) -> None:
    with pytest.raises(BriefError, match="三个标题"):
        load(edited(plan, 三个标题=headings), "提纲.yaml")


def test_an_empty_heading_is_refused(plan: Plan) -> None:
    with pytest.raises(BriefError, match="“三个标题”有空的"):
        load(edited(plan, 三个标题=["甲", " ", "乙"]), "提纲.yaml")


def test_a_wrong_value_is_named_with_its_line_and_place(plan: Plan) -> None:
    changed = answers(plan)
    changed[1]["措施"][0]["谁"] = 5
    text = edited(plan, 问题与措施=changed)
    line = text[: text.index("谁: 5")].count("\n") + 1
    with pytest.raises(BriefError, match=f"第{line}行：问题与措施第2条的措施第1条的谁应为文本，现在是整数"):
        load(text, "提纲.yaml")


def test_a_plan_without_answers_is_refused(plan: Plan) -> None:
    with pytest.raises(BriefError, match="“问题与措施”是空的"):
        load(edited(plan, 问题与措施=[]), "提纲.yaml")


def test_an_unknown_move_is_refused_with_those_there_are(plan: Plan) -> None:
    with pytest.raises(BriefError, match=r"没有“寒暄”；可写：道谢、.*认领"):
        load(edited(plan, 开头的次序=["寒暄"]), "提纲.yaml")


def test_an_unknown_origin_is_refused(plan: Plan) -> None:
    changed = answers(plan)
    changed[0]["措施"][0]["来源"] = "听说"
    with pytest.raises(BriefError, match="“来源”不能是“听说”"):
        load(edited(plan, 问题与措施=changed), "提纲.yaml")


def test_an_unknown_category_is_refused_where_the_categories_are_known(plan: Plan) -> None:
    changed = answers(plan)
    changed[0]["类别"] = "P999"
    text = edited(plan, 问题与措施=changed)
    assert load(text, "提纲.yaml").answers[0].category == "P999"
    with pytest.raises(BriefError, match="没有“P999”"):
        load(text, "提纲.yaml", ["P00", "P30"])
