"""From a unit's name to what it calls itself, its party body, its place and its superior; nothing is invented."""

import datetime
import re
from typing import Any

import msgspec
import pytest

from assistant import Assistant, Brief
from assistant.brief import MEETINGS, Present, Problem
from assistant.context import Context, resolve
from assistant.errors import BriefError

TODAY = datetime.date(2026, 11, 23)


def context(assistant: Assistant, unit: str, **fields: Any) -> Context:
    return assistant.context(Brief(unit=unit, **fields))


def rules(found: Context) -> set[str]:
    return {finding.rule for finding in found.findings}


# unit, self-reference, party body, its meeting, everyone, whole area, superior, level
UNITS = """
云溪县市场监督管理局 我局 局党组 局党组会议 全局上下 全县 县委 县
云溪县住房和城乡建设局 我局 局党组 局党组会议 全局上下 全县 县委 县
云溪县教育和体育局 我局 局党组 局党组会议 全局上下 全县 县委 县
云溪县公安局 我局 局党委 局党委会议 全局上下 全县 县委 县
云溪县应急管理局 我局 局党委 局党委会议 全局上下 全县 县委 县
江州市财政局 我局 局党组 局党组会议 全局上下 全市 市委 市
江州市城市管理局 我局 局党组 局党组会议 全局上下 全市 市委 市
盐城市财政局 我局 局党组 局党组会议 全局上下 全市 市委 市
沙市区教育局 我局 局党组 局党组会议 全局上下 全区 区委 县
津市市财政局 我局 局党组 局党组会议 全局上下 全市 市委 市
恩施州财政局 我局 局党组 局党组会议 全局上下 全州 州委 市
红旗自治州财政局 我局 局党组 局党组会议 全局上下 全州 州委 市
青山自治县水利局 我局 局党组 局党组会议 全局上下 全县 县委 县
锡林郭勒盟财政局 我局 局党组 局党组会议 全局上下 全盟 盟委 市
阿克苏地区教育局 我局 局党组 局党组会议 全局上下 全地区 地委 市
江州市云溪区教育局 我局 局党组 局党组会议 全局上下 全区 区委 县
江南省江州市云溪县水务局 我局 局党组 局党组会议 全局上下 全县 县委 县
江州市公安局城东区分局 我分局 分局党委 分局党委会议 全局上下 全区 区委 县
江州市生态环境局云溪分局 我分局 分局党组 分局党组会议 全局上下 全市 市委 市
云溪县发展和改革局 我局 局党组 局党组会议 全局上下 全县 县委 县
云溪县发展和改革委员会 我委 委党组 委党组会议 全委上下 全县 县委 县
云溪县卫生健康委员会 我委 委党组 委党组会议 全委上下 全县 县委 县
江州市国资委 我委 委党委 委党委会议 全委上下 全市 市委 市
江南省水利厅 我厅 厅党组 厅党组会议 全厅上下 全省 省委 省
县教育局 我局 局党组 局党组会议 全局上下 全县 县委 县
市教育局 我局 局党组 局党组会议 全局上下 全市 市委 市
市场监管局 我局 局党组 局党组会议 全局上下 本地 上级党委 县
云溪县第一中学 我校 校党支部 校党支部委员会会议 全校上下 全县 县委 县
云溪县第一中学党总支 我校 校党总支 校党总支会议 全校上下 全县 县委 县
云溪县实验小学 我校 校党支部 校党支部委员会会议 全校上下 全县 县委 县
云溪县石桥镇中心小学 我校 校党支部 校党支部委员会会议 全校上下 全镇 县委 乡
云溪县特殊教育学校 我校 校党支部 校党支部委员会会议 全校上下 全县 县委 县
云溪县机关幼儿园 我园 园党支部 园党支部委员会会议 全园上下 全县 县委 县
云溪县职业技术教育中心 我校 校党支部 校党支部委员会会议 全校上下 全县 县委 县
江州大学 我校 校党委 校党委会议 全校上下 本地 上级党委 县
江州职业技术学院 我院 院党委 院党委会议 全院上下 本地 上级党委 县
江州医学高等专科学校 我校 校党委 校党委会议 全校上下 本地 上级党委 县
江州师范大学马克思主义学院 我院 学院党委 学院党委会议 全院上下 本地 上级党委 县
云溪县委党校 我校 校委会 校委会会议 全校上下 全县 县委 县
云溪县人民医院 我院 院党委 院党委会议 全院上下 全县 县委 县
云溪县中医医院 我院 院党委 院党委会议 全院上下 全县 县委 县
（云溪县）人民医院 我院 院党委 院党委会议 全院上下 全县 县委 县
云溪县人民医院党委 我院 院党委 院党委会议 全院上下 全县 县委 县
中共云溪县人民医院委员会 我院 院党委 院党委会议 全院上下 全县 县委 县
云溪县疾病预防控制中心 我中心 中心党委 中心党委会议 全中心上下 全县 县委 县
云溪县石桥镇卫生院 我院 院党支部 院党支部委员会会议 全院上下 全镇 县委 乡
镇卫生院 我院 院党支部 院党支部委员会会议 全院上下 全镇 上级党委 乡
云溪县城关街道社区卫生服务中心 我中心 中心党支部 中心党支部委员会会议 全中心上下 全街道 县委 乡
云溪县人民法院 我院 院党组 院党组会议 全院上下 全县 县委 县
江州市中级人民法院 我院 院党组 院党组会议 全院上下 全市 市委 市
云溪县人民检察院 我院 院党组 院党组会议 全院上下 全县 县委 县
云溪县石桥镇人民政府 我镇 镇党委 镇党委会议 全镇上下 全镇 县委 乡
中共云溪县石桥镇委员会 我镇 镇党委 镇党委会议 全镇上下 全镇 县委 乡
云溪县石桥镇委 我镇 镇党委 镇党委会议 全镇上下 全镇 县委 乡
石桥镇 我镇 镇党委 镇党委会议 全镇上下 全镇 上级党委 乡
云溪县柳河乡 我乡 乡党委 乡党委会议 全乡上下 全乡 县委 乡
柳河乡委 我乡 乡党委 乡党委会议 全乡上下 全乡 上级党委 乡
江州市城东区东门街道办事处 我街道 街道党工委 街道党工委会议 街道上下 全街道 区委 乡
云溪县石桥镇柳树村 我村 村党总支 村党总支会议 全村上下 全村 县委 村
云溪县石桥镇柳树村党支部 我村 村党支部 村党支部委员会会议 全村上下 全村 县委 村
云溪县石桥镇柳树村村委会 我村 村党总支 村党总支会议 全村上下 全村 县委 村
云溪县村委会 我村 村党总支 村党总支会议 全村上下 全村 县委 村
江州市城东区东门街道和平社区 我社区 社区党委 社区党委会议 全社区上下 全社区 区委 村
江州经济技术开发区管理委员会 我区 区党工委 党工委会议 全区上下 全区 上级党委 县
云溪县高新技术产业开发区 我区 区党工委 党工委会议 全区上下 全区 县委 县
云溪工业园区管委会 我园区 园区党工委 党工委会议 园区上下 全园区 上级党委 县
江州城市建设投资集团有限公司 我集团 集团党委 集团党委会议 集团上下 本地 上级党委 县
江州建设（集团）有限公司 我集团 集团党委 集团党委会议 集团上下 本地 上级党委 县
云溪县水务集团 我集团 集团党委 集团党委会议 集团上下 全县 县委 县
云溪县城市建设投资有限公司 我公司 公司党委 公司党委会议 公司上下 全县 县委 县
云溪县自来水有限责任公司 我公司 公司党委 公司党委会议 公司上下 全县 县委 县
云溪县城乡供水公司 我公司 公司党委 公司党委会议 公司上下 全县 县委 县
云溪农村商业银行股份有限公司 我行 行党委 行党委会议 全行上下 本地 上级党委 县
中国农业银行云溪县支行 我行 行党委 行党委会议 全行上下 全县 上级党委 县
云溪县农村信用合作联社 我社 社党委 社党委会议 全社上下 全县 县委 县
国网云溪县供电公司 我公司 公司党委 公司党委会议 公司上下 全县 上级党委 县
国家税务总局云溪县税务局 我局 局党委 局党委会议 全局上下 全县 上级党委 县
中华人民共和国江州海关 我关 关党委 关党委会议 全关上下 本地 上级党委 县
云溪县消防救援大队 我大队 大队党委 大队党委会议 大队上下 全县 上级党委 县
云溪县气象局 我局 局党组 局党组会议 全局上下 全县 上级党委 县
中共云溪县委组织部 我部 部务会 部务会议 机关上下 全县 县委 县
云溪县委宣传部 我部 部务会 部务会议 机关上下 全县 县委 县
中国共产党云溪县委员会组织部 我部 部务会 部务会议 机关上下 全县 县委 县
中共云溪县委政法委员会 我委 委务会 委务会议 机关上下 全县 县委 县
云溪县委编办 我办 室务会 室务会议 机关上下 全县 县委 县
中共云溪县委办公室 我办 室务会 室务会议 机关上下 全县 县委 县
县委组织部 我部 部务会 部务会议 机关上下 全县 县委 县
云溪县人大常委会机关 人大常委会机关 机关党组 机关党组会议 机关上下 全县 县委 县
政协云溪县委员会 政协机关 机关党组 机关党组会议 机关上下 全县 县委 县
云溪县人民政府办公室 我办 办党组 办党组会议 机关上下 全县 县委 县
市政府办公室 我办 办党组 办党组会议 机关上下 全市 市委 市
云溪县总工会 我会 会党组 会党组会议 机关上下 全县 县委 县
共青团云溪县委 团县委 团县委党组 团县委党组会议 机关上下 全县 县委 县
团市委 团市委 团市委党组 团市委党组会议 机关上下 全市 市委 市
云溪县妇女联合会 我会 会党组 会党组会议 机关上下 全县 县委 县
云溪县融媒体中心 我中心 中心党委 中心党委会议 全中心上下 全县 县委 县
云溪县政务服务中心 我中心 中心党组 中心党组会议 全中心上下 全县 县委 县
江州市住房公积金管理中心 我中心 中心党组 中心党组会议 全中心上下 全市 市委 市
云溪县档案馆 我馆 馆党组 馆党组会议 全馆上下 全县 县委 县
云溪县图书馆 我馆 馆党支部 馆党支部委员会会议 全馆上下 全县 县委 县
江州市博物院 我院 院党支部 院党支部委员会会议 全院上下 全市 市委 市
江州市农业科学研究所 我所 所党支部 所党支部委员会会议 全所上下 全市 市委 市
云溪县广播电视台 我台 台党委 台党委会议 全台上下 全县 县委 县
云溪县供销合作社联合社 我社 社党组 社党组会议 全社上下 全县 县委 县
云溪县教育局（本级） 我局 局党组 局党组会议 全局上下 全县 县委 县
云溪县教育局(含下属单位) 我局 局党组 局党组会议 全局上下 全县 县委 县
中共云溪县教育局党组 我局 局党组 局党组会议 全局上下 全县 县委 县
中共云溪县教育局委员会 我局 局党委 局党委会议 全局上下 全县 县委 县
绿能科技 我单位 党组 党组会议 单位上下 本地 上级党委 县
""".strip().splitlines()


def test_the_table_holds_at_least_seventy_units_each_once() -> None:
    names = [row.split()[0] for row in UNITS]
    assert len(names) == len(set(names)) >= 70


@pytest.mark.parametrize("row", UNITS, ids=lambda row: row.split()[0])
def test_a_unit_is_called_what_its_people_call_it(assistant: Assistant, row: str) -> None:
    unit, *wanted = row.split()
    found = context(assistant, unit)
    slots = ("自称", "党组织", "会议", "全体", "全域", "上级党委")
    assert [*(found[slot] for slot in slots), found.level] == wanted


OTHERS = """
云溪县文学艺术界联合会 我会 会党组 会党组会议 机关上下 全县 县委 县
云溪县殡仪馆 我馆 馆党支部 馆党支部委员会会议 全馆上下 全县 县委 县
云溪县公安局交通警察大队 我大队 大队党支部 大队党支部委员会会议 大队上下 全县 县委 县
云溪县国有青山林场 我场 场党支部 场党支部委员会会议 全场上下 全县 县委 县
云溪县煤矿 我矿 矿党委 矿党委会议 全矿上下 全县 县委 县
云溪县红旗水库管理处 我处 处党支部 处党支部委员会会议 全处上下 全县 县委 县
江州市急救中心 我中心 中心党支部 中心党支部委员会会议 全中心上下 全市 市委 市
云溪县老干部局 我局 局党组 局党组会议 全局上下 全县 县委 县
云溪县地方志编纂委员会 我委 委党组 委党组会议 全委上下 全县 县委 县
云溪县委社会工作部 我部 部务会 部务会议 机关上下 全县 县委 县
云溪县蓝天服务部 我单位 党组 党组会议 单位上下 全县 县委 县
云溪县国防动员办公室 我办 办党组 办党组会议 机关上下 全县 县委 县
江南省水利厅 我厅 厅党组 厅党组会议 全厅上下 全省 省委 省
""".strip().splitlines()
"""Units without a row of their own, read with the rows for others alone."""


@pytest.mark.parametrize("row", OTHERS, ids=lambda row: row.split()[0])
def test_a_unit_without_a_row_of_its_own_goes_by_the_end_of_its_name(assistant: Assistant, row: str) -> None:
    corpus = assistant.knowledge.corpus
    others = msgspec.structs.replace(corpus, units=tuple(unit for unit in corpus.units if unit.name.startswith("其他")))
    unit, *wanted = row.split()
    found = resolve(Brief(unit=unit), others, TODAY)
    slots = ("自称", "党组织", "会议", "全体", "全域", "上级党委")
    assert [*(found[slot] for slot in slots), found.level] == wanted
    assert "context.unit" in rules(found)


# -- what the post decides --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("unit", "post", "own", "body"),
    [
        ("江州师范学院", "", "我院", "院党委"),
        ("江州师范学院", "校党委书记", "我校", "校党委"),
        ("江州师范学院", "学校党委书记", "我校", "学校党委"),
        ("江州师范学院", "校长", "我校", "校党委"),
        ("江州师范学院", "学院党委书记、院长", "我院", "学院党委"),
        ("云溪县委党校", "常务副校长", "我校", "校委会"),
        ("云溪县第二中学", "党总支书记、校长", "我校", "校党总支"),
        ("云溪县水利局", "局党委书记", "我局", "局党委"),
        ("云溪县人民医院", "县卫健局党组成员、县人民医院院长", "我院", "院党委"),
        ("云溪县人民医院", "县卫健局党组成员、县人民医院党总支书记", "我院", "院党总支"),
        ("云溪县石桥镇柳树村", "村党支部书记", "我村", "村党支部"),
        ("云溪县水利局", "局纪委书记、局党委委员", "我局", "局党组"),
    ],
)
def test_the_post_decides_between_admissible_names(assistant: Assistant, unit: str, post: str, own: str, body: str) -> None:
    found = context(assistant, unit, role=post)
    assert (found["自称"], found["党组织"]) == (own, body)


def test_a_given_party_body_stands_before_the_post_and_the_name(assistant: Assistant) -> None:
    found = context(assistant, "中共云溪县教育局党组", role="局长", party_body="党委")
    assert found["党组织"] == "局党委"
    assert found.slots["党组织"].origin == "given"
    assert found["成员"] == "党委委员"


def test_a_post_of_another_body_than_the_given_one_is_refused(assistant: Assistant) -> None:
    with pytest.raises(BriefError, match="职务写的是党委，党组织写的是党组"):
        context(assistant, "云溪县水利局", role="局党委书记", party_body="党组")


def test_a_representative_speaks_of_all_units_and_of_none_alone(assistant: Assistant) -> None:
    found = context(assistant, "云溪县教育局", role="代表各单位作表态")
    assert (found["自称"], found["党组织"], found["全体"]) == ("各单位", "各单位党组织", "各单位上下")
    assert found.meeting == "集中反馈会"


@pytest.mark.parametrize(("post", "function"), [("局党组书记、局长", "书记"), ("党组副书记、局长", "行政负责人"), ("副局长", "分管领导")])
def test_the_speaker_is_i_in_his_own_post(assistant: Assistant, post: str, function: str) -> None:
    found = context(assistant, "云溪县水利局", role=post)
    assert found.owners[function] == "我"
    assert [owner for owner in found.owners.values() if owner == "我"] == ["我"]


def test_posts_named_after_the_body_follow_the_body(assistant: Assistant) -> None:
    usual = context(assistant, "江州师范大学马克思主义学院")
    found = context(assistant, "江州师范大学马克思主义学院", role="学院党总支书记")
    assert found["党组织"] == "学院党总支"
    assert usual["党组织"] not in "".join(found.owners.values())


# -- place ------------------------------------------------------------------------------------------------------------


def test_the_region_serves_where_the_name_has_no_place(assistant: Assistant) -> None:
    found = context(assistant, "第一中学", region="江州市云溪县")
    assert (found["全域"], found["上级党委"], found.level) == ("全县", "县委", "县")


def test_the_name_stands_before_the_region(assistant: Assistant) -> None:
    assert context(assistant, "云溪县第一中学", region="江州市")["上级党委"] == "县委"


@pytest.mark.parametrize(
    ("unit", "pair"),
    [
        ("云溪县水利局", "县委、县政府"), ("江州市水利局", "市委、市政府"), ("恩施州水利局", "州委、州政府"), ("锡林郭勒盟水利局", "盟委、行署"),
        ("阿克苏地区水利局", "地委、行署"), ("内蒙古自治区水利厅", "自治区党委、政府"), ("云溪县人民法院", "县委"), ("中共云溪县委组织部", "县委"),
    ],
)  # fmt: skip
def test_the_superior_is_named_with_its_government_where_the_unit_has_one(assistant: Assistant, unit: str, pair: str) -> None:
    assert context(assistant, unit)["上级"] == pair


@pytest.mark.parametrize("unit", ["国家税务总局云溪县税务局", "中国工商银行云溪县支行", "云溪县气象局", "国网云溪县供电公司"])
def test_a_unit_of_a_system_of_its_own_is_not_said_to_be_the_countys(assistant: Assistant, unit: str) -> None:
    found = context(assistant, unit)
    assert found["上级党委"] == "上级党委"
    assert "context.superior" in rules(found)


def test_a_team_of_the_system_itself_is_the_superior(assistant: Assistant) -> None:
    found = context(assistant, "国家税务总局云溪县税务局", team="市局党委第二巡察组")
    assert (found["上级党委"], found.own_superior) == ("市局党委", "")


def test_the_short_name_helps_where_the_full_one_says_nothing(assistant: Assistant) -> None:
    assert context(assistant, "云溪县利民水务发展", unit_short="县自来水公司")["自称"] == "我公司"


def test_the_given_system_decides_between_two_readings(assistant: Assistant) -> None:
    found = context(assistant, "云溪县农业农村和水务局", sector="水利")
    assert found["系统"] == "水利系统"
    assert found.slots["系统"].origin == "given"


# -- where each value comes from --------------------------------------------------------------------------------------


def test_what_was_given_is_marked_given(assistant: Assistant) -> None:
    found = context(
        assistant, "云溪县水利局", role="局党组书记", party_body="党组", superior="云溪县委", team="县委第三巡察组", sector="水利",
        inspection="常规", priorities=("河道治理",), problems=("账目不清",),
    )  # fmt: skip
    origins = {slot: found.slots[slot].origin for slot in ("单位", "党组织", "上级党委", "巡察组", "系统", "巡察", "重点工作")}
    assert set(origins.values()) == {"given"}


def test_what_was_left_out_is_marked_inferred_or_default(assistant: Assistant) -> None:
    found = context(assistant, "云溪县水利局")
    given = [slot for slot, value in found.slots.items() if value.origin == "given"]
    assert given == ["单位"]
    assert found.slots["上级党委"].origin == "inferred"
    assert found.slots["党组织"].origin == found.slots["巡察组"].origin == found.slots["重点工作"].origin == "default"


def test_a_body_read_from_the_post_is_marked_inferred(assistant: Assistant) -> None:
    assert context(assistant, "云溪县水利局", role="局党组书记").slots["党组织"].origin == "inferred"


def test_a_default_body_is_told_with_the_other_forms(assistant: Assistant) -> None:
    finding = next(f for f in context(assistant, "云溪县水利局").findings if f.rule == "context.body")
    assert "局党组" in finding.message and "党委" in finding.message


def test_an_unknown_unit_is_told(assistant: Assistant) -> None:
    assert "context.unit" in rules(context(assistant, "绿能科技"))
    assert "context.unit" not in rules(context(assistant, "云溪县水利局"))


def test_a_full_brief_leaves_nothing_to_be_told(assistant: Assistant) -> None:
    found = context(
        assistant, "云溪县水利局", role="局党组书记、局长", team="县委第三巡察组", superior="云溪县委", problems=("账目不清",), priorities=("河道治理",)
    )
    assert rules(found) == set()


# -- nothing invented -------------------------------------------------------------------------------------------------


def test_a_bare_brief_gets_no_number_date_or_period(assistant: Assistant) -> None:
    found = context(assistant, "云溪县水利局")
    assert found["巡察组"] == "县委巡察组"
    assert found.date is None
    assert not [slot for slot, value in found.slots.items() if re.search(r"\d|第[一二三四五六七八九十]|[年月日]", value.value)]


def test_a_team_whose_sender_is_unknown_is_just_the_team(assistant: Assistant) -> None:
    assert context(assistant, "绿能科技")["巡察组"] == "巡察组"


def test_what_is_left_of_a_place_is_not_taken_for_a_county(assistant: Assistant) -> None:
    found = context(assistant, "第一中学")
    assert (found["上级党委"], found["全域"]) == ("上级党委", "本地")
    assert found.slots["全域"].origin == found.slots["上级党委"].origin == "default"


def test_the_day_of_the_meeting_is_the_day_of_the_wording(assistant: Assistant) -> None:
    assert context(assistant, "云溪县水利局", date="2026年6月10日").as_of == datetime.date(2026, 6, 10)
    assert context(assistant, "云溪县水利局").as_of == TODAY


# -- inspections ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "types"),
    [
        ("常规", ("常规",)), ("专项（粮食购销）", ("专项",)), ("提级", ("提级",)), ("交叉巡察", ("交叉",)), ("“回头看”", ("回头看",)), ("机动式", ("机动",)),
        ("巡视", ()), ("", ()), ("提级专项（乡村振兴）", ("专项", "提级")),
    ],
)  # fmt: skip
def test_kinds_of_inspection_are_told_apart(assistant: Assistant, kind: str, types: tuple[str, ...]) -> None:
    assert context(assistant, "云溪县水利局", inspection=kind).types == types


@pytest.mark.parametrize(
    ("unit", "fields", "word"),
    [
        ("云溪县水利局", {}, "巡察"), ("江州师范大学", {"inspection": "巡视"}, "巡视"), ("江州师范大学", {"team": "省委第五巡视组"}, "巡视"),
        ("江州师范大学", {"superior": "省委"}, "巡视"), ("江南省水利厅", {}, "巡视"), ("江南省水利厅", {"team": "省委巡察组"}, "巡察"),
        ("内蒙古自治区水利厅", {}, "巡视"),
    ],
)  # fmt: skip
def test_what_a_province_sends_is_a_xunshi(assistant: Assistant, unit: str, fields: dict[str, str], word: str) -> None:
    assert context(assistant, unit, **fields)["巡察"] == word


def test_a_xunshi_by_a_team_of_xuncha_is_told(assistant: Assistant) -> None:
    found = context(assistant, "云溪县水利局", inspection="巡视", team="县委第三巡察组")
    assert found["巡察"] == "巡察"
    assert "context.inspection" in rules(found)


def test_a_xunshi_is_not_said_to_be_sent_by_a_county(assistant: Assistant) -> None:
    found = context(assistant, "云溪县水利局", inspection="巡视")
    assert (found["巡察组"], found["上级党委"], found.own_superior) == ("巡视组", "上级党委", "县委")
    assert "context.superior" in rules(found)


def test_an_inspection_from_above_keeps_the_units_own_superior(assistant: Assistant) -> None:
    found = context(assistant, "云溪县青岩镇", inspection="提级", superior="云溪县委", team="江州市委第一巡察组")
    assert (found["上级党委"], found.own_superior) == ("市委", "县委")
    assert "context.superior" not in rules(found)


def test_a_team_from_above_without_its_kind_is_told(assistant: Assistant) -> None:
    found = context(assistant, "云溪县青岩镇", team="江州市委第一巡察组")
    assert (found["上级党委"], found.own_superior) == ("市委", "县委")
    assert "context.superior" in rules(found)


def test_a_team_of_the_own_superior_leaves_one_to_answer_to(assistant: Assistant) -> None:
    found = context(assistant, "云溪县水利局", superior="云溪县委", team="中共云溪县委第三巡察组")
    assert (found["上级党委"], found.own_superior, found["巡察组"]) == ("县委", "", "云溪县委第三巡察组")


def test_a_special_inspection_without_a_theme_is_told(assistant: Assistant) -> None:
    assert "context.theme" in rules(context(assistant, "云溪县水利局", inspection="专项"))
    assert "context.theme" not in rules(context(assistant, "云溪县水利局", inspection="专项（河道采砂）"))


def test_the_theme_of_a_special_inspection_is_said(assistant: Assistant) -> None:
    brief = Brief(unit="云溪县水利局", role="局党组书记、局长", inspection="专项（河道采砂）", problems=("采砂监管不严",))
    assert "河道采砂" in assistant.draft(brief, seed=0).text


# -- meetings ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("meeting", MEETINGS)
def test_the_meeting_asked_for_is_the_meeting_of_the_title(assistant: Assistant, meeting: str) -> None:
    brief = Brief(unit="云溪县水利局", role="局党组书记、局长", meeting=meeting, problems=("采购验收把关不严",))
    assert assistant.context(brief).meeting == meeting
    assert assistant.plan(brief).title == f"在县委巡察{meeting}上的表态发言"


def test_a_meeting_not_named_is_the_feedback_meeting(assistant: Assistant) -> None:
    assert context(assistant, "云溪县水利局").meeting == "反馈会"


# -- filling slots ----------------------------------------------------------------------------------------------------


def test_slots_are_filled_once_and_never_in_the_users_words(assistant: Assistant) -> None:
    found = context(assistant, "云溪县水利局", priorities=("{自称}的河道",))
    assert found.fill("{党组织}抓好{重点工作}") == "局党组抓好{自称}的河道"


def test_a_text_that_needs_an_owner_whom_the_unit_lacks_is_not_said(assistant: Assistant) -> None:
    assert context(assistant, "云溪县实验小学").fill("由{执法}去查") is None


def test_the_desk_whose_words_stand_in_the_problem_is_the_owner(assistant: Assistant) -> None:
    found = context(assistant, "云溪县水利局", problems=(Problem("水库巡查不到位"),), present=(Present("县委书记"),))
    desk = found.unit.desks[0]
    assert found.owner("业务", desk.words[0]) == desk.name
    assert found.owner("业务", "") == found.owners["业务"]


def test_an_academy_has_deputies_and_a_discipline_commission_of_an_academy(assistant: Assistant) -> None:
    academy = assistant.context({"unit": "江州师范学院", "role": "党委书记", "problems": ["财务管理不规范"]})
    assert (academy["自称"], academy["纪检"], academy["分管领导"]) == ("我院", "院纪委", "分管副院长")
    university = assistant.context({"unit": "江州大学", "role": "党委书记", "problems": ["财务管理不规范"]})
    assert (university["自称"], university["纪检"], university["分管领导"]) == ("我校", "校纪委", "分管副校长")


def test_what_a_leader_asked_is_not_asked_twice(assistant: Assistant) -> None:
    brief = {"unit": "江州师范学院", "role": "党委书记", "problems": ["财务管理不规范"], "present": [{"who": "省委巡视组组长", "said": "要把责任落到每一个院系"}]}
    texts = [assistant.draft(brief, seed=seed).text for seed in range(6)]
    assert all("把责任落到每一个院系" in text for text in texts)
    assert not [text for text in texts if "要求我们要把" in text or "要要" in text]
