"""The brief: read from YAML or JSON, Chinese or English keys, flags and streams; refused early, with what to do."""

import json
from pathlib import Path
from typing import Any

import pytest

from assistant import cli
from assistant.brief import (
    BODIES,
    KEYS,
    LENGTHS,
    MAX_PROBLEMS,
    MEETINGS,
    Brief,
    Present,
    Problem,
    check,
    from_file,
    from_mapping,
    from_text,
)
from assistant.errors import BriefError

ROOT = Path(__file__).resolve().parent.parent
UNIT = "云溪县水利局"

FULL = Brief(
    unit=UNIT, unit_short="县水利局", sector="水利", party_body="党组", speaker="某人", role="局党组书记、局长", portfolio=("河道治理", "水库安全"),
    superior="云溪县委", region="江州市", team="县委第三巡察组", inspection="常规", meeting="反馈会", period="3月至5月", date="2026-06-10",
    present=(Present("县委书记", "讲了话", "整改要见实效"),), problems=(Problem("采购把关不严", 3, True), "账目不清"), rectified=("退回了押金",),
    deadlines=("一个月内报方案",), priorities=("灌区改造",), slogan="守好一河清水", tone="朴实", length=1300, notes="不提时间",
)  # fmt: skip

CHINESE: dict[str, Any] = {
    "单位": UNIT, "简称": "县水利局", "系统": "水利", "党组织": "党组", "姓名": "某人", "职务": "局党组书记、局长", "分管": ["河道治理", "水库安全"],
    "上级党委": "云溪县委", "地区": "江州市", "巡察组": "县委第三巡察组", "巡察类型": "常规", "会议": "反馈会", "巡察时间": "3月至5月", "日期": "2026-06-10",
    "到会": [{"谁": "县委书记", "做了": "讲了话", "说了": "整改要见实效"}], "问题": [{"问题": "采购把关不严", "数量": 3, "立行立改": True}, "账目不清"],
    "立行立改": ["退回了押金"], "时限": ["一个月内报方案"], "重点工作": ["灌区改造"], "口号": "守好一河清水", "语气": "朴实", "字数": 1300, "要求": "不提时间",
}  # fmt: skip


def english(value: dict[str, Any]) -> dict[str, Any]:
    found = {KEYS[key]: item for key, item in value.items()}
    found["present"] = [{"who": "县委书记", "did": "讲了话", "said": "整改要见实效"}]
    found["problems"] = [{"text": "采购把关不严", "count": 3, "immediate": True}, "账目不清"]
    return found


def yaml_of(value: dict[str, Any]) -> str:
    return "".join(f"{key}: {json.dumps(item, ensure_ascii=False)}\n" for key, item in value.items())


# -- reading ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [yaml_of(CHINESE), yaml_of(english(CHINESE)), json.dumps(CHINESE, ensure_ascii=False), json.dumps(english(CHINESE)), json.dumps(CHINESE, indent=2)],
    ids=["yaml-chinese", "yaml-english", "json-chinese", "json-english-escaped", "json-indented"],
)
def test_every_key_is_read_in_either_language_and_form(text: str) -> None:
    assert from_text(text) == FULL


def test_a_mapping_may_hold_values_instead_of_mappings() -> None:
    brief = from_mapping({"unit": UNIT, "problems": (Problem("采购把关不严", 3, True), "账目不清"), "present": [Present("县委书记", "讲了话", "整改要见实效")]})
    assert (brief.problems, brief.present) == (FULL.problems, FULL.present)


def test_every_field_has_a_chinese_key_and_every_key_a_field() -> None:
    assert sorted(KEYS.values()) == sorted(Brief.__struct_fields__)


def test_every_field_can_be_given_on_the_command_line() -> None:
    flags = {flag.replace("-", "_") for flag in cli.TEXTS} | {field for field, _ in cli.LISTS.values()} | {"length", "minutes"}
    assert flags == set(KEYS.values())
    options = vars(cli.parser().parse_args(["draft"]))
    assert {flag.replace("-", "_") for flag in (*cli.TEXTS, *cli.LISTS)} <= set(options)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_file_is_read_in_any_usual_encoding(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "素材.yaml"
    path.write_bytes(yaml_of(CHINESE).encode(encoding))
    assert from_file(path) == FULL


def test_line_ends_of_windows_change_nothing() -> None:
    assert from_text(yaml_of(CHINESE).replace("\n", "\r\n")) == FULL


@pytest.mark.parametrize("path", sorted((ROOT / "corpus" / "briefs").glob("*.yaml")), ids=lambda path: path.stem)
def test_every_example_brief_is_a_brief(path: Path) -> None:
    assert from_file(path).items()


def test_the_printed_sample_is_a_brief_with_every_key_in_it() -> None:
    text = (ROOT / "corpus" / "brief.yaml").read_text(encoding="utf-8")
    assert from_text(text).unit
    assert [key for key in KEYS if f"{key}:" not in text and key not in ("系统", "姓名", "地区", "时长")] == []


def test_a_colon_of_the_input_method_is_read_as_a_colon() -> None:
    assert from_text(f"单位：{UNIT}\n问题：采购把关不严\n") == Brief(unit=UNIT, problems=("采购把关不严",))


@pytest.mark.parametrize("text", ["采购把关不严；账目不清", "采购把关不严\n账目不清", "采购把关不严;账目不清；"])
def test_one_text_for_a_list_is_cut_where_its_author_cut_it(text: str) -> None:
    assert from_mapping({"单位": UNIT, "问题": text}).problems == ("采购把关不严", "账目不清")


def test_fields_in_charge_are_cut_at_commas_too() -> None:
    assert from_mapping({"单位": UNIT, "分管": "河道治理、水库安全，移民"}).portfolio == ("河道治理", "水库安全", "移民")


@pytest.mark.parametrize(("value", "text"), [("2026-06-10", "2026-06-10"), ("20260610", "20260610"), ("2026-06-10 09:00:00", "2026-06-10 09:00:00")])
def test_a_date_that_yaml_reads_as_one_is_text_again(value: str, text: str) -> None:
    assert from_text(f"单位: {UNIT}\n日期: {value}\n").date == text


@pytest.mark.parametrize(("value", "length"), [("1300", 1300), ("约1300字", 1300), ("1300字左右", 1300), (1300.4, 1300), ("1300字以内", 1300)])
def test_a_length_may_be_said_in_words(value: Any, length: int) -> None:
    assert from_mapping({"单位": UNIT, "字数": value}).length == length


@pytest.mark.parametrize(("value", "minutes"), [(6, 6.0), ("6分钟", 6.0), ("约6.5分钟", 6.5)])
def test_minutes_may_be_said_in_words(value: Any, minutes: float) -> None:
    assert from_mapping({"单位": UNIT, "时长": value}).minutes == minutes


@pytest.mark.parametrize(("given", "count", "immediate"), [("6件", 6, True), (6.0, 6, True), ("6", 6, True)])
def test_counts_and_yes_may_be_said_in_words(given: Any, count: int, immediate: bool) -> None:
    brief = from_mapping({"单位": UNIT, "问题": [{"问题": "账目不清", "数量": given, "立行立改": "是"}]})
    assert brief.problems == (Problem("账目不清", count, immediate),)


@pytest.mark.parametrize("no", ["否", False, "不", "no"])
def test_no_is_no(no: Any) -> None:
    assert from_mapping({"单位": UNIT, "问题": [{"问题": "账目不清", "立行立改": no}]}).items() == [Problem("账目不清")]


@pytest.mark.parametrize(
    ("text", "present"),
    [
        ("县委书记", Present("县委书记")), ("县委书记：整改要见实效", Present("县委书记", "", "整改要见实效")),
        ("县委书记 讲了话：整改要见实效", Present("县委书记", "讲了话", "整改要见实效")), ("县委书记 讲了话", Present("县委书记", "讲了话")),
    ],
)  # fmt: skip
def test_someone_present_may_be_told_in_one_line(text: str, present: Present) -> None:
    assert from_mapping({"单位": UNIT, "到会": [text]}).present == (present,)


def test_empty_values_are_as_if_they_were_not_there() -> None:
    text = "".join(f"{key}:\n" for key in KEYS if key != "单位")
    assert from_text(f"单位: {UNIT}\n{text}") == Brief(unit=UNIT)


def test_empty_entries_of_a_list_fall_out() -> None:
    assert from_mapping({"单位": UNIT, "问题": ["", None, "  ", "账目不清"]}).problems == ("账目不清",)


def test_quotes_round_the_unit_are_not_part_of_its_name() -> None:
    assert from_text(f"单位: “{UNIT}”\n").unit == UNIT


def test_a_full_stop_at_the_end_of_a_field_is_left_out() -> None:
    brief = from_mapping({"单位": UNIT, "口号": "守好一河清水。", "重点工作": ["灌区改造；"], "到会": [{"谁": "县委书记", "说了": "要见实效。"}], "问题": ["账目不清。"]})
    assert (brief.slogan, brief.priorities, brief.problems) == ("守好一河清水", ("灌区改造",), ("账目不清",))
    assert brief.present == (Present("县委书记", "", "要见实效"),)


def test_characters_that_cannot_be_printed_fall_out_everywhere() -> None:
    dirty = check(Brief(unit="云溪县\u202e水利局\x07", problems=("账\x00目\ud800不清", Problem("采\u200b购\x1b[31m把关不严")), notes="要\x08求"))
    assert dirty == Brief(unit="云溪县水利局", problems=("账目不清", Problem("采购把关不严")), notes="要求")


def test_emoji_and_rare_characters_stay() -> None:
    assert check(Brief(unit=UNIT, problems=("𠮷家沟水库😀巡查不到位",))).problems == ("𠮷家沟水库😀巡查不到位",)


def test_values_over_a_file_stand_before_its_own() -> None:
    text = f"单位: {UNIT}\n职务: 局长\n字数: 1300\n"
    brief = from_text(text, over={"role": "副局长", "minutes": 6, "problems": ["账目不清"]})
    assert brief == Brief(unit=UNIT, role="副局长", minutes=6.0, problems=("账目不清",))


def test_a_file_without_a_unit_may_get_it_from_over() -> None:
    assert from_text("职务: 局长\n", over={"unit": UNIT}).unit == UNIT


# -- what a brief says of itself --------------------------------------------------------------------------------------


def test_words_are_every_text_and_number_that_the_user_gave() -> None:
    words = FULL.words()
    assert {UNIT, "采购把关不严", "3", "1300", "县委书记", "整改要见实效", "灌区改造"} <= set(words)
    assert "True" not in words


def test_items_are_the_problems_as_values() -> None:
    assert FULL.items() == [Problem("采购把关不严", 3, True), Problem("账目不清")]


def test_the_key_is_the_same_for_the_same_brief_and_another_for_another() -> None:
    assert from_text(yaml_of(CHINESE)).key() == FULL.key()
    assert from_text(yaml_of({**CHINESE, "要求": "提时间"})).key() != FULL.key()


# -- refusing ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "nearest"),
    [
        ("反馈问题", "问题"), ("存在的问题", "问题"), ("单位名称", "单位"), ("unitt", "unit"), ("problem", "problems"), ("职务名称", "职务"), ("lenght", "length"),
        ("巡察类别", "巡察类型"), ("priority", "priorities"), ("会议日期", "会议"), ("发言人姓名", "姓名"),
    ],
)  # fmt: skip
def test_an_unknown_key_is_refused_with_the_nearest_right_one(key: str, nearest: str) -> None:
    with pytest.raises(BriefError, match=f"“{key}”不认识；是不是“{nearest}”"):
        from_mapping({"单位": UNIT, key: "甲"})


@pytest.mark.parametrize(("key", "nearest"), [("数目", "数量"), ("conut", "count"), ("问题内容", "问题")])
def test_an_unknown_key_in_a_problem_is_refused_with_the_nearest_right_one(key: str, nearest: str) -> None:
    with pytest.raises(BriefError, match=f"第1条里的“{key}”不认识；是不是“{nearest}”"):
        from_mapping({"单位": UNIT, "问题": [{"问题": "账目不清", key: 3}]})


@pytest.mark.parametrize("text", [f"单位: {UNIT}\n单位: 云溪县财政局\n", f"单位: {UNIT}\nunit: 云溪县财政局\n", f'{{"单位": "{UNIT}", "单位": "云溪县财政局"}}'])
def test_a_key_given_twice_is_refused(text: str) -> None:
    with pytest.raises(BriefError, match="写了两次"):
        from_text(text)


def test_a_problem_told_twice_in_one_entry_is_refused() -> None:
    with pytest.raises(BriefError, match="“text”写了两次"):
        from_mapping({"单位": UNIT, "问题": [{"问题": "账目不清", "text": "采购把关不严"}]})


@pytest.mark.parametrize("value", [5, 2.5, True])
@pytest.mark.parametrize("field", ["问题", "重点工作", "时限", "到会"])
def test_a_number_or_a_yes_is_no_list(field: str, value: Any) -> None:
    with pytest.raises(BriefError, match=f"“{field}”应是一条或几条文字，现在是"):
        from_mapping({"单位": UNIT, field: value})


@pytest.mark.parametrize(("value", "shape"), [(["甲"], "列表"), ({"甲": "乙"}, "键值对")])
@pytest.mark.parametrize("field", ["单位", "职务", "口号", "日期"])
def test_a_list_or_a_mapping_is_no_text(field: str, value: Any, shape: str) -> None:
    with pytest.raises(BriefError, match=f"“{field}”只能写一段文字，现在是{shape}"):
        from_mapping({"单位": UNIT, field: value} if field != "单位" else {field: value})


@pytest.mark.parametrize("field", ["单位", "职务", "重点工作"])
def test_yes_is_no_text(field: str) -> None:
    value: Any = [True] if field == "重点工作" else True
    with pytest.raises(BriefError, match="应是文字"):
        from_mapping({"单位": UNIT, field: value} if field != "单位" else {field: value})


@pytest.mark.parametrize("problem", [1, 2.5, "12", "！！！"])
def test_a_problem_without_a_word_is_refused(problem: Any) -> None:
    with pytest.raises(BriefError, match=r"第1条“.*”不像一条问题"):
        from_mapping({"单位": UNIT, "问题": [problem]})


def test_a_problem_of_a_count_alone_is_refused() -> None:
    with pytest.raises(BriefError, match="没有写问题本身"):
        from_mapping({"单位": UNIT, "问题": [{"数量": 3, "立行立改": True}]})


@pytest.mark.parametrize("count", ["三", 2.5, -1, True, float("nan")])
def test_a_count_that_is_none_is_refused(count: Any) -> None:
    with pytest.raises(BriefError, match="“数量”应是"):
        from_mapping({"单位": UNIT, "问题": [{"问题": "账目不清", "数量": count}]})


def test_yes_and_no_are_all_that_immediate_takes() -> None:
    with pytest.raises(BriefError, match="应写“是”或“否”"):
        from_mapping({"单位": UNIT, "问题": [{"问题": "账目不清", "立行立改": "快了"}]})


@pytest.mark.parametrize("unit", ["", "   ", None])
def test_a_brief_without_a_unit_is_refused(unit: Any) -> None:
    with pytest.raises(BriefError, match="没有写单位"):
        from_mapping({"单位": unit})


@pytest.mark.parametrize("unit", [12345, "！！！", "2026"])
def test_a_unit_without_a_word_is_refused(unit: Any) -> None:
    with pytest.raises(BriefError, match="不像单位名称"):
        from_mapping({"单位": unit})


def test_a_unit_of_three_hundred_characters_is_refused_with_its_length() -> None:
    with pytest.raises(BriefError, match="300 个字"):
        from_mapping({"单位": "云溪县水利局" * 50})


@pytest.mark.parametrize("length", [0, -5, LENGTHS[0] - 1, LENGTHS[1] + 1, 99999])
def test_a_length_out_of_range_is_refused_with_the_range(length: int) -> None:
    with pytest.raises(BriefError, match=f"{LENGTHS[0]} 到 {LENGTHS[1]}"):
        from_mapping({"单位": UNIT, "字数": length})


@pytest.mark.parametrize("minutes", [0, 1, 60, -3])
def test_minutes_out_of_range_are_refused_with_the_range(minutes: int) -> None:
    with pytest.raises(BriefError, match="3 到 11 之间"):
        from_mapping({"单位": UNIT, "时长": minutes})


@pytest.mark.parametrize("minutes", [3, 11])
def test_the_ends_of_the_range_of_minutes_are_in_it(minutes: int) -> None:
    assert from_mapping({"单位": UNIT, "时长": minutes}).minutes == minutes


@pytest.mark.parametrize("value", ["一千三", "abc", True, [1300], float("nan"), float("inf"), "9" * 400])
@pytest.mark.parametrize("field", ["字数", "时长"])
def test_what_is_no_number_is_refused(field: str, value: Any) -> None:
    with pytest.raises(BriefError, match=f"“{field}”应是数字，例如"):
        from_mapping({"单位": UNIT, field: value})


def test_as_many_problems_as_a_speech_can_hold_pass_and_one_more_is_refused() -> None:
    problems = [f"第{i}项工程变更手续不全" for i in range(MAX_PROBLEMS)]
    assert len(from_mapping({"单位": UNIT, "问题": problems}).problems) == 80
    with pytest.raises(BriefError, match="问题有 81 条"):
        from_mapping({"单位": UNIT, "问题": [*problems, "账目不清"]})


@pytest.mark.parametrize("field", ["立行立改", "重点工作", "到会", "时限", "分管"])
def test_no_other_list_may_be_longer(field: str) -> None:
    with pytest.raises(BriefError, match=f"{field}有 81 条"):
        from_mapping({"单位": UNIT, field: [f"第{i}件" for i in range(81)]})


def test_a_problem_of_three_thousand_characters_passes_and_one_of_six_thousand_is_refused() -> None:
    assert from_mapping({"单位": UNIT, "问题": ["变更手续不全，" * 430]}).problems
    with pytest.raises(BriefError, match="第1条有 6999 个字"):
        from_mapping({"单位": UNIT, "问题": ["变更手续不全，" * 1000]})


def test_another_text_of_more_than_a_page_is_refused() -> None:
    with pytest.raises(BriefError, match="“职务”有 2001 个字"):
        from_mapping({"单位": UNIT, "职务": "长" * 2001})


@pytest.mark.parametrize("meeting", MEETINGS)
def test_the_four_meetings_pass(meeting: str) -> None:
    assert from_mapping({"单位": UNIT, "会议": meeting}).meeting == meeting


@pytest.mark.parametrize("meeting", ["动员会", "巡察动员会", "专题民主生活会", "组织生活会"])
def test_a_meeting_of_another_kind_of_text_is_refused_in_one_line(meeting: str) -> None:
    with pytest.raises(BriefError, match="另一种文稿") as caught:
        from_mapping({"单位": UNIT, "会议": meeting})
    assert "\n" not in str(caught.value)


def test_an_unknown_meeting_is_refused_with_the_four() -> None:
    with pytest.raises(BriefError, match="是不是“整改推进会”") as caught:
        from_mapping({"单位": UNIT, "会议": "整改推进大会"})
    assert all(meeting in str(caught.value) for meeting in MEETINGS)


@pytest.mark.parametrize("body", BODIES)
def test_every_body_passes_with_what_stands_before_it(body: str) -> None:
    assert check(Brief(unit=UNIT, party_body=f"局{body}"))


def test_an_unknown_body_is_refused() -> None:
    with pytest.raises(BriefError, match="党组织“工会”不认识"):
        from_mapping({"单位": UNIT, "党组织": "工会"})


@pytest.mark.parametrize("data", [[], "text", 5, None])
def test_what_is_no_mapping_is_refused_with_an_example(data: Any) -> None:
    with pytest.raises(BriefError, match="应是“键: 值”的形式，例如"):
        from_mapping(data)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "是空的"), (" \n\t\n", "是空的"), ("# 只有注释\n", "应是“键: 值”"), (f"单位: {UNIT}\n问题: [采购\n", "YAML 写法不对"), (f"单位: {UNIT}\n问题:\n\t- 采购\n", "第3行"),
        (f'{{"单位": "{UNIT}",}}', "第1行：JSON 写法不对"), (f'{{\n"单位": "{UNIT}"', "JSON 写法不对"), ("a: &a [x]\n单位: *a\n", "锚点和别名"),
        ("单位: " + "[" * 40 + "]" * 40, "嵌套超过"), ('{"单位": ' + "[" * 100_000 + "]" * 100_000 + "}", "嵌套太深"), ("单位: !!python/object/apply:os.getcwd []\n", "YAML 写法不对"),
        (f"单位: {UNIT}\n---\n单位: {UNIT}\n", "YAML 写法不对"), ('{"单位": "甲局", "字数": ' + "9" * 5000 + "}", "JSON 写法不对"),
    ],
)  # fmt: skip
def test_a_text_that_cannot_be_read_is_refused_with_what_is_wrong(text: str, words: str) -> None:
    with pytest.raises(BriefError, match=words):
        from_text(text, "素材.yaml")


def test_an_error_names_the_file_the_line_and_what_to_do() -> None:
    with pytest.raises(BriefError, match=r"^素材\.yaml 第2行：.+；请"):
        from_text(f"单位: {UNIT}\n问题: 采购: 把关\n", "素材.yaml")
