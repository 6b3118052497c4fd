"""Redaction: no name of a brief leaves, each comes back, and ordinary words stay what they are."""

import datetime
import json
import re
from pathlib import Path
from typing import Any

import msgspec
import pytest

from assistant import Assistant
from assistant.brief import Brief, from_file
from assistant.context import Context
from assistant.redaction import Redactor
from assistant.redaction.naming import names_of
from tests.redacted import NAMED, PROBLEMS, briefs

ROOT = Path(__file__).resolve().parent.parent
BRIEFS = briefs()
SAMPLES = sorted((ROOT / "corpus" / "briefs").glob("*.yaml"))
FIGURES = ("120万元", "12.6万元", "14个月", "11笔", "一个月内")


def context(assistant: Assistant, unit: str = "云溪县市场监督管理局", **fields: Any) -> Context:
    return assistant.context({"unit": unit, **fields}, as_of=datetime.date(2026, 6, 18))


def redactor(assistant: Assistant, unit: str = "云溪县市场监督管理局", extra: tuple[str, ...] = (), **fields: Any) -> Redactor:
    return Redactor.of(context(assistant, unit, **fields), extra)


def values(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        value = list(value.values())
    return [text for item in value for text in values(item)] if isinstance(value, list | tuple) else []


def exemplar_text() -> str:
    found = []
    for path in sorted((ROOT / "corpus" / "speeches").glob("*.md")):
        found.append(path.read_text(encoding="utf-8").split("\n---\n", 1)[1])
    return "\n".join(found)


# -- whole briefs --------------------------------------------------------------------------------------------------------


def test_the_generated_briefs_are_many_and_varied(assistant: Assistant) -> None:
    found = [assistant.context(brief) for brief in BRIEFS]
    assert len(BRIEFS) >= 60
    assert len({c.kind for c in found}) >= 14
    assert {c.level for c in found} >= {"省", "市", "县", "乡", "村"} - {"省"}


@pytest.mark.parametrize("number", range(len(BRIEFS)))
def test_no_name_of_a_brief_is_left_and_every_text_comes_back(assistant: Assistant, number: int) -> None:
    found = assistant.context(BRIEFS[number])
    hider = Redactor.of(found)
    plain = msgspec.to_builtins(found.brief)
    hidden = hider.hide_all(plain)
    sent = "\n".join(values(hidden))
    assert hider.leftovers(sent) == []
    assert hider.restore_all(hidden) == plain
    given = "\n".join(values(plain))
    for secret in ("李某某", "周建国", "王德贵", "张玉兰", "赵敏", "何小伟", "宏达", "明德小学", "云岭高速", "石桥村", "王家庄", "青龙河", "旺达", "金鼎", "13800138000", "云A12345",
                   "6222 0212", "云办发〔2026〕3号", "yunxi.example", "和平村", "新华社区", "龙潭水库", found.brief.unit, found.brief.region or found.brief.unit):  # fmt: skip
        assert secret not in sent, secret
    for figure in FIGURES:
        assert (figure in sent) == (figure in given), figure
    assert "平安建设和文明城市创建" in sent and "农贸市场改造提升" in sent


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_the_sample_briefs_and_their_plans_are_hidden_and_come_back(assistant: Assistant, path: Path) -> None:
    found = assistant.context(from_file(path))
    hider = Redactor.of(found)
    for plain in (msgspec.to_builtins(found.brief), msgspec.to_builtins(assistant.plan(found.brief))):
        hidden = hider.hide_all(plain)
        assert hider.leftovers(json.dumps(hidden, ensure_ascii=False)) == []
        assert hider.restore_all(hidden) == plain
        assert "云溪" not in str(hidden) and "江州" not in str(hidden) and "柳湾" not in str(hidden)


@pytest.mark.parametrize("number", range(0, len(BRIEFS), 12))
def test_the_plan_of_a_brief_is_hidden_and_comes_back(assistant: Assistant, number: int) -> None:
    plan = msgspec.to_builtins(assistant.plan(BRIEFS[number]))
    hider = Redactor.of(assistant.context(BRIEFS[number]))
    hidden = hider.hide_all(plan)
    assert hider.leftovers("\n".join(values(hidden))) == []
    assert hider.restore_all(hidden) == plan


def test_the_same_brief_gives_the_same_placeholders(assistant: Assistant) -> None:
    first, second = (redactor(assistant, **{k: v for k, v in BRIEFS[7].items() if k != "unit"}).names for _ in range(2))
    assert first == second and len(first) > 10


def test_each_placeholder_is_typed_and_stands_for_one_name(assistant: Assistant) -> None:
    for brief in BRIEFS[::5]:
        names = Redactor.of(assistant.context(brief)).names
        assert len(set(names.values())) == len(names)
        assert {placeholder[1:-1].rstrip("0123456789") for placeholder in names} <= {"单位", "地名", "巡察组", "人名", "名称", "文号", "号码"}


# -- ordinary words ------------------------------------------------------------------------------------------------------


def test_ordinary_text_is_hardly_touched_by_any_brief(assistant: Assistant) -> None:
    text = exemplar_text()
    worst = 0.0
    for brief in BRIEFS[::3]:
        hider = Redactor.of(assistant.context(brief))
        hit = sum(stop - start for start, stop, _ in hider._found(text))
        worst = max(worst, hit / len(text))
    assert worst <= 0.0005, worst


def test_in_an_exemplar_filled_for_a_unit_only_what_was_filled_in_is_hidden(assistant: Assistant) -> None:
    found = context(assistant, superior="云溪县委", team="县委第三巡察组")
    hider = Redactor.of(found)
    for path in sorted((ROOT / "corpus" / "speeches").glob("*.md"))[::4]:
        slotted = path.read_text(encoding="utf-8").split("\n---\n", 1)[1]
        filled = found.fill(slotted)
        assert filled is not None
        expected = filled.replace("云溪县市场监督管理局", "〖单位1〗").replace("县委第三巡察组", "〖巡察组1〗")
        assert hider.hide(filled) == expected, path.stem


def test_few_names_are_seen_in_texts_that_hold_none(assistant: Assistant) -> None:
    lines = [line for line in exemplar_text().splitlines() if line.strip()]
    none = context(assistant, unit="市场监管局")
    own = {name.text for name in names_of(none)}
    seen = {name.text for name in names_of(none, texts=lines)} - own
    assert len(seen) <= 60, sorted(seen)


@pytest.mark.parametrize(
    ("unit", "text"),
    [
        ("平安县财政局", "平安建设要抓细，百姓平安是头等事"),
        ("江州市和平区教育局", "和平环境来之不易"),
        ("云溪县新华镇", "订阅新华社的通稿"),
        ("云溪县青岩镇文明村", "文明创建和文明城市复检"),
        ("云溪县安全局", "安全生产、安全隐患、食品安全"),
        ("云溪县安全镇", "安全生产、安全隐患、食品安全"),
        ("高明区水务局", "他的主意很高明"),
        ("同心县水务局", "上下同心抓整改"),
        ("会同县水务局", "会同财政部门核查"),
        ("延长县水务局", "延长服务时间"),
        ("江州市城东区城管局", "城东片区老旧小区改造"),
        ("高新区管委会", "高新技术企业认定"),
    ],
)
def test_a_name_that_is_a_word_does_not_wreck_ordinary_text(assistant: Assistant, unit: str, text: str) -> None:
    hider = redactor(assistant, unit)
    assert hider.hide(text) == text
    assert hider.leftovers(text) == []


@pytest.mark.parametrize(
    ("unit", "text"),
    [
        ("平安县财政局", "平安县委、平安财政局、平安县、平安一中和平安人民医院"),
        ("江州市和平区教育局", "和平区委、和平教育局、和平区"),
        ("云溪县安全镇", "安全镇党委、安全镇卫生院"),
        ("云溪县青岩镇文明村", "文明村的鱼塘"),
        ("会同县水务局", "会同县水务局、会同水务局"),
    ],
)
def test_a_name_that_is_a_word_is_hidden_where_it_stands_as_a_name(assistant: Assistant, unit: str, text: str) -> None:
    hidden = redactor(assistant, unit).hide(text)
    assert not any(word in hidden for word in ("平安", "和平", "安全", "文明", "会同")), hidden


def test_a_speaker_whose_name_is_a_word_is_hidden_beside_a_post_or_as_given(assistant: Assistant) -> None:
    hider = redactor(assistant, speaker="高明", role="局长")
    assert hider.hide("局长高明同志主意高明，高明局长讲了话") == "局长〖人名1〗同志主意高明，〖人名1〗局长讲了话"
    assert hider.hide_all({"speaker": "高明"}) == {"speaker": "〖人名1〗"}
    assert redactor(assistant, speaker="高明远").hide("由高明远牵头") == "由〖人名1〗牵头"


# -- which names ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("对石桥村和上河村的督促不够", ["石桥村", "上河村"]),
        ("发放王家庄村补贴不规范", ["王家庄村"]),
        ("宏达建筑公司转包，宏达又分包", ["宏达"]),
        ("云岭高速项目征地", ["云岭高速项目"]),
        ("滨江大道和青石路的改造", ["滨江大道", "青石路"]),
        ("县委书记李某某和周建国副县长", ["李某某", "周建国"]),
        ("会计张玉兰挪用公款", ["张玉兰"]),
        ("王局长、欧阳副县长到会", ["王局长", "欧阳副县长"]),
        ("赵敏、钱伟两名职工吃空饷", ["赵敏", "钱伟"]),
        ("阿依古丽·买买提同志", ["阿依古丽·买买提"]),
        ("按照云政办发[2025]12号要求", ["云政办发[2025]12号"]),
        ("（2025）云0102民初1234号判决", ["（2025）云0102民初1234号"]),
        ("身份证530102198801011234", ["530102198801011234"]),
        ("电话138-0013-8000、0871-65123456", ["138-0013-8000", "0871-65123456"]),
        ("电话１３８００１３８０００", ["１３８００１３８０００"]),
        ("信用代码91530100MA6K12345X", ["91530100MA6K12345X"]),
        ("邮箱zhang.san@yunxi.example.cn", ["zhang.san@yunxi.example.cn"]),
    ],
)
def test_names_in_a_problem_are_found(assistant: Assistant, text: str, names: list[str]) -> None:
    hider = redactor(assistant, unit="市教育局", problems=[text])
    hidden = hider.hide(text)
    assert not any(name in hidden for name in names), hidden
    assert hider.restore(hidden).text.translate(NARROW) == text.translate(NARROW)


@pytest.mark.parametrize("line", NAMED.splitlines(), ids=lambda line: line.partition("|")[2])
def test_the_names_in_a_finding_are_hidden_and_the_rest_stays(assistant: Assistant, line: str) -> None:
    text, _, names = line.partition("|")
    hider = redactor(assistant, unit="县教育局", problems=[text])
    hidden = hider.hide(text)
    assert not any(name in hidden for name in names.split()), hidden
    assert hider.restore(hidden).text == text
    if not names:
        assert hidden == text


def test_little_else_is_hidden_with_the_names_of_findings(assistant: Assistant) -> None:
    given = hidden = 0
    for line in NAMED.splitlines():
        text, _, names = line.partition("|")
        given += len(text) - len(names.replace(" ", ""))
        out = redactor(assistant, unit="县教育局", problems=[text]).hide(text)
        hidden += len(re.sub(r"〖\w+〗", "", out))
    assert hidden / given >= 0.95


NARROW = {i + 0xFEE0: i for i in range(0x30, 0x3A)}


@pytest.mark.parametrize(
    "text",
    [
        "医用耗材采购论证走形式，临床科室要什么就报什么", "部分项目先开工后补手续", "工程变更签证未经集体研究，由项目部自行确认", "个别村干部优亲厚友，驻村工作队不驻村", "派出所、司法所、监管所台账不全",
        "拖欠中小企业工程款1200万元，涉及14个项目", "下属子公司领导人员亲属承揽业务", "农村公路养护资金层层转拨，没有跟到乡镇", "局长办公会议事边界不清，书记带头不够", "高标准农田重建轻管，机耕路塌了", "12345热线工单超期37件，满意率只有81.5%",
        "农贸市场快检室设备闲置", "第三方机构、供应商、施工单位管理不严", "2026年3月至5月巡察期间移交线索6件", "学校食堂、医院药房、敬老院伙食管理不细",
    ],
)  # fmt: skip
def test_a_problem_without_names_goes_out_as_it_is(assistant: Assistant, text: str) -> None:
    assert redactor(assistant, unit="县教育局", problems=[text]).hide(text) == text


@pytest.mark.parametrize("written", ["云 溪 县", "云　溪县", "云\u200b溪县", "云溪 县"])
def test_spaced_variants_are_hidden_and_come_back_plain(assistant: Assistant, written: str) -> None:
    hider = redactor(assistant)
    assert hider.hide(f"在{written}开会") == "在〖地名1〗开会"
    assert hider.restore(hider.hide(f"在{written}开会")).text == "在云溪县开会"


def test_full_width_and_other_brackets_are_the_same_name(assistant: Assistant) -> None:
    hider = redactor(assistant, extra=("ABC-12",), problems=["没有落实云办发〔2026〕3号"])
    assert hider.hide("云办发（２０２６）3号、云办发[2026] 3 号") == "〖文号1〗、〖文号1〗"
    assert hider.hide("ＡＢＣ－１２与abc-12，XABC-123") == "〖名称1〗与〖名称1〗，XABC-123"


def test_the_unit_with_its_place_is_one_placeholder_and_the_level_stays(assistant: Assistant) -> None:
    hider = redactor(assistant, unit_short="云溪市监局", superior="云溪县委", team="县委第三巡察组")
    assert hider.hide("云溪县市场监督管理局受云溪县委领导") == "〖单位1〗受〖地名1〗委领导"
    assert hider.hide("云溪县市场监管局、云溪市监局、县市场监管局") == "〖地名1〗市场监管局、〖单位2〗、县市场监管局"
    assert hider.hide("县委第三巡察组、第三巡察组、巡察三组") == "〖巡察组1〗、〖巡察组2〗、〖巡察组3〗"


def test_the_slogan_is_no_name_but_names_in_it_are_hidden(assistant: Assistant) -> None:
    hider = redactor(assistant, slogan="建设清风云溪")
    assert hider.hide("建设清风云溪") == "建设清风〖地名2〗"


def test_extra_words_are_hidden_even_where_they_are_words(assistant: Assistant) -> None:
    hider = redactor(assistant, unit="平安县财政局", extra=("平安", "单位", "春风行动"))
    assert "平安" not in hider.hide("平安建设，春风行动，本单位")
    once = hider.hide("平安建设，本单位的春风行动")
    assert hider.hide(once) == once
    assert hider.leftovers(once) == []
    assert hider.restore(once).text == "平安建设，本单位的春风行动"


def test_texts_of_the_user_are_read_for_names_too(assistant: Assistant) -> None:
    found = context(assistant)
    plain = "改由宏达建筑公司退款"
    assert Redactor.of(found).hide(plain) == plain
    assert "宏达" not in Redactor.of(found, texts=[plain]).hide(plain)


# -- back ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "written",
    ["〖单位1〗", "[单位1]", "【单位1】", "<单位1>", "《单位1》", "（单位1）", "〖单位 1〗", "〖 单位１ 〗", "［单位1］", "[[单位1]]", "{单位1}", "〖单位一〗", "「单位-1」", "〖单位1】", "〖单位1", "单位1〗", "【 单位 1 】", "单位1"],
)
def test_a_placeholder_comes_back_whatever_the_model_made_of_its_brackets(assistant: Assistant, written: str) -> None:
    hider = redactor(assistant)
    restored = hider.restore(f"我代表{written}的同志")
    assert restored.text == "我代表云溪县市场监督管理局的同志"
    assert restored.used == ("〖单位1〗",) and restored.invented == ()


def test_brackets_round_a_placeholder_stay(assistant: Assistant) -> None:
    assert redactor(assistant).restore("全县（〖地名1〗）“〖地名2〗”").text == "全县（云溪县）“云溪”"


@pytest.mark.parametrize("text", ["涉及单位1家", "单位12个", "地名1.5", "各单位1处", "号码12345", "名称：一", "（单位）", "[1]", "单位99"])
def test_ordinary_words_are_not_taken_for_placeholders(assistant: Assistant, text: str) -> None:
    restored = redactor(assistant).restore(text)
    assert (restored.text, restored.used, restored.invented) == (text, (), ())


def test_an_invented_placeholder_is_told_and_stays(assistant: Assistant) -> None:
    restored = redactor(assistant).restore("〖人名7〗和【单位9】，〖单位1〗")
    assert restored.invented == ("〖人名7〗", "〖单位9〗")
    assert restored.text == "〖人名7〗和【单位9】，云溪县市场监督管理局"


def test_a_lost_placeholder_is_told(assistant: Assistant) -> None:
    hider = redactor(assistant, problems=["石桥村低保评议走过场"])
    required = hider.placeholders(hider.hide("石桥村低保评议走过场，云溪县"))
    assert len(required) == 2
    assert hider.missing("【名称1】的低保重新评议，〖 地名1 〗", required) == ()
    assert hider.missing("村里的低保重新评议", required) == required
    assert hider.missing("石桥村的低保重新评议，云溪县", required) == ()


def test_marks_like_placeholders_in_the_brief_stay_what_they_are(assistant: Assistant) -> None:
    text = "表中〖地名1〗和〖单位1〗没有填"
    hider = redactor(assistant, problems=[text])
    assert "〖地名1〗" not in hider.names and "〖单位1〗" not in hider.names
    assert hider.restore(hider.hide(text)).text == text


def test_switched_off_everything_passes_unchanged(assistant: Assistant) -> None:
    hider = Redactor.of(context(assistant), ("春风行动",), off=True)
    text = "云溪县市场监督管理局〖单位1〗春风行动"
    assert hider.hide(text) == text and hider.hide_all({"a": [text]}) == {"a": [text]}
    assert hider.restore(text).text == text and hider.restore(text).invented == ()
    assert hider.leftovers(text) == [] and hider.names == {} and hider.missing("", ["〖单位1〗"]) == ()


# -- the guard -----------------------------------------------------------------------------------------------------------


def test_a_name_put_back_into_the_text_is_found_by_the_guard(assistant: Assistant) -> None:
    for brief in BRIEFS[::4]:
        hider = Redactor.of(assistant.context(brief))
        hidden = "\n".join(values(hider.hide_all(brief)))
        for name in (brief["unit"], brief["team"]):
            assert hider.leftovers(hidden) == []
            assert hider.leftovers(f"{hidden}\n也就是{name}的事") != [], name


@pytest.mark.parametrize(
    "dress",
    [
        lambda name: json.dumps({"messages": [{"content": name}]}),
        lambda name: json.dumps(json.dumps({"content": name})),
        lambda name: "%".join(["", *(f"{byte:02X}" for byte in name.encode())]),
        lambda name: " ".join(name),
    ],
)
def test_the_guard_sees_through_escapes_and_spaces(assistant: Assistant, dress: Any) -> None:
    hider = redactor(assistant)
    assert hider.leftovers(dress("云溪县市场监督管理局")) == ["云溪县市场监督管理局"]


def test_hide_all_keeps_keys_numbers_and_shapes(assistant: Assistant) -> None:
    hider = redactor(assistant)
    plain = {"云溪": ("云溪县", 3, None, True), "x": [{"y": 1.5}]}
    assert hider.hide_all(plain) == {"云溪": ("〖地名1〗", 3, None, True), "x": [{"y": 1.5}]}


def test_every_problem_of_the_generator_holds_a_name(assistant: Assistant) -> None:
    hider = redactor(assistant, problems=list(PROBLEMS))
    assert all(hider.hide(problem) != problem for problem in PROBLEMS)
    assert isinstance(Brief(unit="云溪县水利局"), Brief)
