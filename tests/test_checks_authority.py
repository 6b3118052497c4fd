"""Role, party body, the unit's self-reference, inspection and meeting: each rule on a fault and on good speeches."""

import dataclasses
import re
from pathlib import Path

import msgspec
import pytest

from assistant import Assistant, Brief
from assistant.checks import authority
from assistant.checks.subject import Subject, speech_of
from assistant.findings import Finding
from tests.good import BRIEF, GOOD

OWN = "局党组担负整改主体责任，我是整改第一责任人，领导小组由我任组长。"
LET = "书记是整改第一责任人，领导小组由书记任组长，我协助书记抓落实。"
FOR_BODY = "下面，我代表局党组作表态发言。"


@dataclasses.dataclass(frozen=True)
class Case:
    """A good speech of one role or occasion, with its brief."""

    brief: Brief
    text: str

    def with_said(self, sentence: str) -> "Case":
        """Return the case with a sentence more, at the end of the first section."""
        place = self.text.index("\n\n　　二、")
        return Case(self.brief, self.text[:place] + sentence + self.text[place:])

    def found(self, assistant: Assistant) -> list[Finding]:
        context = assistant.context(self.brief)
        return list(authority.check(Subject(speech_of(self.text), context, self.text)))


def case(*pairs: tuple[str, str], **fields: object) -> Case:
    text = GOOD
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new)
    return Case(msgspec.structs.replace(BRIEF, **fields), text)


NO_REMARKS = "县委副书记要求我们把水送到灶台边，这句话局党组记下了，改得怎样就拿它来量。"
AT_A_HOSPITAL = [("局党组", "院党委")]
VILLAGE = [
    ("局党组", "村党总支"), ("县委第三巡察组各位领导，同志们：", "县委第三巡察组各位领导，乡亲们："), ("改得怎样就拿它来量", "镇党委也来看"),
    ("河湖管理科", "村委会"), ("建设管理科", "村监委会"),
]  # fmt: skip
CASES = {
    "secretary": case(),
    "head": case((OWN, f"局党组担负整改主体责任，{LET}"), role="局党组副书记、局长"),
    "deputy_body": case((OWN, LET), (FOR_BODY, "受局党组委托，我代表局党组作表态发言。"), role="副局长（受局党组委托）"),
    "deputy_field": case((OWN, LET), (FOR_BODY, "下面，结合分管的供水、河道和工程，我作个表态。"), role="副局长", portfolio=("农村供水",)),
    "member": case((OWN, LET), (FOR_BODY, "下面，结合自己的职责，我作个表态。"), role="局党组成员", portfolio=("农村供水",)),
    "discipline": case((OWN, "整改的主体责任在局党组，监督责任在我们。"), (FOR_BODY, "下面，我代表派驻纪检监察组表态。"), role="派驻纪检监察组组长"),
    "acting": case((OWN, "主持工作期间整改由我负总责，领导小组由我任组长。"), role="主持工作的副局长"),
    "representative": case((OWN, LET), (FOR_BODY, "受各被巡察单位委托，我代表各单位作表态发言。"), role="各被巡察单位代表", meeting="集中反馈会"),
    "hospital": case(*AT_A_HOSPITAL, unit="云溪县人民医院", role="院党委书记"),
    "village": case(*VILLAGE, unit="云溪县青岩镇柳湾村", role="村党总支书记", party_body="党总支"),
    "school": case(("局党组", "校党委"), unit="云溪县第一中学", role="校党委书记", party_body="党委"),
    "town": case(("局党组", "镇党委"), unit="云溪县青岩镇", role="镇党委书记"),
    "subdistrict": case(("局党组", "街道党工委"), unit="云溪县城关街道办事处", role="街道党工委书记"),
    "commission": case(("局党组", "委党组"), unit="云溪县卫生健康委员会", role="委党组书记、主任"),
    "no remarks": case((NO_REMARKS, ""), present=()),
    "rectified": case(rectified=("两处漏点已经修好",)),
    "again": case(("先改供水。", "上一轮报过完成的，这次重新核。先改供水。"), inspection="回头看"),
    "lifted": case(
        ("县委第三巡察组", "市委第一巡察组"), ("请县委和群众", "请市委、县委和群众"),
        inspection="提级", team="市委第一巡察组", superior="云溪县委",
    ),
    "xunshi": case(("县委第三巡察组", "省委第一巡视组"), ("巡察", "巡视"), ("县委巡视办", "省委巡视办"), team="省委第一巡视组", superior="省委", inspection="巡视"),
    "progress": case(("先改供水。", "目前进展不一，已完成的不多，还差两样。先改供水。"), meeting="整改推进会"),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_a_good_speech_of_every_role_and_occasion_has_no_finding(assistant: Assistant, name: str) -> None:
    assert CASES[name].found(assistant) == []


@pytest.mark.parametrize("role", ["head", "deputy_body", "deputy_field", "member", "discipline", "acting", "representative"])
def test_the_cases_are_of_the_roles_that_they_are_named_for(assistant: Assistant, role: str) -> None:
    assert assistant.context(CASES[role].brief).role == role


SAID = [
    ("role.main_duty", "error", "secretary", "书记要扛起整改主体责任。"),
    ("role.main_duty", "error", "head", "我将承担主体责任。"),
    ("role.member_first", "error", "secretary", "班子成员是各自领域第一责任人。"),
    ("role.of_oneself", "warning", "secretary", "成立由局党组书记任组长的整改领导小组。"),
    ("role.shifted", "warning", "secretary", "这件事需要上级解决经费后才能整改。"),
    ("role.first_responsible", "error", "head", "我是整改第一责任人。"),
    ("role.first_responsible", "error", "deputy_body", "我作为第一责任人，带头改。"),
    ("role.first_responsible", "error", "deputy_field", "整改的第一责任在我。"),
    ("role.first_responsible", "error", "member", "我当好这一块的第一责任人。"),
    ("role.first_responsible", "error", "discipline", "第一责任人就是我。"),
    ("role.first_responsible", "error", "acting", "本人是整改第一责任人。"),
    ("role.leads_group", "error", "head", "由我担任整改工作领导小组组长。"),
    ("role.leads_group", "error", "deputy_body", "整改领导小组的组长是我。"),
    ("role.leads_group", "error", "deputy_field", "整改方案由我审定。"),
    ("role.leads_whole", "error", "deputy_field", "由我牵头全局整改工作。"),
    ("role.leads_whole", "error", "discipline", "我来牵头抓好整改。"),
    ("role.speaks_for", "error", "deputy_field", "我代表局党组表态。"),
    ("role.speaks_for", "error", "member", "在此，我代表局党组接受意见。"),
    ("role.discipline", "error", "discipline", "纪检监察组将牵头全部整改。"),
    ("role.discipline", "error", "discipline", "我代表局党组表态。"),
    ("body.word", "error", "secretary", "由局党委研究。"),
    ("body.word", "error", "hospital", "院党组专题研究。"),
    ("body.word", "error", "subdistrict", "街道党委逐条过堂。"),
    ("body.word", "error", "village", "村党支部开会研究。"),
    ("body.members", "error", "secretary", "请党组委员各领一条。"),
    ("body.members", "error", "commission", "委党组常委会每月听一次。"),
    ("body.fortress", "error", "secretary", "局党组要发挥战斗堡垒作用。"),
    ("unit.self", "error", "secretary", "我院先认账。"),
    ("unit.self", "error", "hospital", "我局先认账。"),
    ("unit.self", "error", "town", "我街道先认账。"),
    ("unit.self", "error", "school", "本行各部门先认账。"),
    ("unit.other", "error", "hospital", "局党组逐条研究。"),
    ("unit.other", "error", "school", "全局上下一起改。"),
    ("unit.other", "error", "town", "由校党委逐条研究。"),
    ("unit.village", "error", "village", "全体干部职工都要改。"),
    ("unit.village", "error", "village", "每个科室领一条。"),
    ("inspection.team", "error", "secretary", "市委第五巡察组指出的问题，条条要改。"),
    ("inspection.team", "error", "secretary", "感谢县委第二巡察组的同志。"),
    ("inspection.team", "error", "xunshi", "刚才省委第二巡视组点到了我们。"),
    ("inspection.word", "error", "secretary", "接受巡视是一次检验。"),
    ("inspection.word", "error", "secretary", "感谢省委巡视组。"),
    ("inspection.word", "error", "xunshi", "巡察组的意见说得准。"),
    ("inspection.level", "warning", "secretary", "我们要向市委交一份实账。"),
    ("inspection.level", "warning", "town", "请省委放心，账会还清。"),
    ("inspection.level", "warning", "secretary", "让全市人民满意。"),
    ("meeting.done", "error", "secretary", "反馈的问题已全部整改完成。"),
    ("meeting.done", "error", "secretary", "前两条已经整改到位。"),
    ("meeting.kind", "error", "secretary", "我们将全力配合巡察组开展工作。"),
    ("meeting.remarks", "error", "no remarks", "刚才，部长作了重要讲话。"),
    ("meeting.remarks", "error", "no remarks", "县委要求我们改到底。"),
    ("meeting.remarks", "error", "no remarks", "各位领导的讲话，我们记住了。"),
    ("meeting.remarks", "error", "secretary", "市长强调，水是头等大事。"),
    ("meeting.remarks", "error", "secretary", "县委常委要求我们改到底。"),
]


@pytest.mark.parametrize(("rule", "level", "name", "sentence"), SAID)
def test_a_sentence_that_may_not_be_said_is_found(
    assistant: Assistant, rule: str, level: str, name: str, sentence: str
) -> None:
    told = {(f.rule, f.level, f.where) for f in CASES[name].with_said(sentence).found(assistant)}
    assert (rule, level, "第一部分第2段") in told


MISSING = [
    ("role.secretary", "warning", case((OWN, "局党组担负整改主体责任。"))),
    ("role.head", "warning", case((OWN, "局党组担负整改主体责任。"), role="局党组副书记、局长")),
    ("role.delegated", "error", case((OWN, LET), (FOR_BODY, "下面作表态发言。"), role="副局长（受局党组委托）")),
    ("role.field", "warning", case((OWN, "我协助书记抓落实。"), (FOR_BODY, "下面我作个表态。"), ("按分工", "都"), role="副局长")),
    ("role.supervision", "error", case((OWN, "整改的主体责任在局党组。"), ("监督员", "管护员"), role="派驻纪检监察组组长")),
    ("role.acting", "error", case((OWN, "整改由我负总责。"), role="主持工作的副局长")),
    ("role.representative", "error", case((OWN, LET), (FOR_BODY, "下面作表态发言。"), role="各被巡察单位代表", meeting="集中反馈会")),
    ("inspection.again", "error", case(inspection="回头看")),
    ("inspection.both", "warning", case(
        ("县委第三巡察组", "市委第一巡察组"), ("县委", "市委"), inspection="提级", team="市委第一巡察组", superior="云溪县委", present=(), deadlines=(),
    )),
    ("inspection.both", "warning", case(
        ("县委第三巡察组", "市委第一巡察组"), ("县委", "市委"), inspection="交叉", team="市委第一巡察组", superior="云溪县委", present=(), deadlines=(),
    )),
    ("inspection.village", "warning", case(*VILLAGE[:2], unit="云溪县青岩镇柳湾村", role="村党总支书记", party_body="党总支")),
    ("meeting.acceptance", "warning", case(("反馈的问题，局党组全部认领，一条不往下推。", ""), ("每人认领一个问题", "每人领一题"), ("接住反馈意见", "听懂反馈意见"))),
    ("meeting.path", "warning", case(("整改方案一个月内报县委巡察办，", ""), ("每季度看一遍", "看一遍"))),
    ("meeting.progress", "error", case(meeting="整改推进会")),
    ("meeting.answer", "warning", case(("把水送到灶台边", "抓紧"), ("拿它来量", "看这个"))),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "level", "wrong"), MISSING, ids=[f"{rule}-{n}" for n, (rule, _, _) in enumerate(MISSING)])
def test_what_the_role_or_occasion_asks_for_is_missed(assistant: Assistant, rule: str, level: str, wrong: Case) -> None:
    assert (rule, level) in {(f.rule, f.level) for f in wrong.found(assistant)}


def test_every_rule_is_tried_on_a_fault() -> None:
    source = Path(authority.__file__).read_text(encoding="utf-8")
    rules = set(re.findall(r'Finding\(\s*"([\w.]+)"', source))
    assert rules == {rule for rule, *_ in SAID} | {rule for rule, *_ in MISSING}


QUIET = [
    ("secretary", "由我任组长，党组副书记任副组长，我是书记，担任组长。"),
    ("head", "由局党组书记任组长，我配合抓落实。"),
    # roles: what others do is not what the speaker claims
    ("head", "我局党组书记是整改第一责任人，我配合。"),
    ("head", "我们书记负第一责任人的责任。"),
    ("head", "我任领导小组副组长。"),
    ("head", "行政这一块由我牵头整改。"),
    ("deputy_field", "我任供水专项整改小组组长。"),
    ("deputy_field", "由我牵头整改的两件事，都在分管的科里。"),
    ("deputy_field", "请人大代表到局党组来听。"),
    ("deputy_field", "作为分管副局长，我协助书记履行主体责任。"),
    ("discipline", "我牵头督促两件事的整改。"),
    ("discipline", "我代表派驻组向局党组提三条。"),
    ("secretary", "机关纪委督促书记履行主体责任。"),
    ("secretary", "班子成员履行“一岗双责”，局党组书记是第一责任人。"),
    ("deputy_body", "受县农业农村局党组委托，由我发言。"),
    # bodies and units: another unit's body is its own
    ("commission", "督促县人民医院党委抓好整改。"),
    ("subdistrict", "社区党委各领一条。"),
    ("subdistrict", "自治区党委有过部署。"),
    ("school", "在县教育局党组领导下，把这几条改好。"),
    ("secretary", "局机关党支部把这一条带头改。"),
    ("secretary", "局党总支每月议一次。"),
    ("secretary", "基层党组织战斗堡垒作用不强，先配书记。"),
    ("secretary", "党组织委员缺额的，按规定补选。"),
    ("town", "镇党委把村支部建成战斗堡垒。"),
    ("secretary", "我委托供水站每月报一次，我行我素的要管。"),
    ("secretary", "修水是我们的本行，补不上，本行就站不住。"),
    ("secretary", "我关心的是水通没通。"),
    ("hospital", "我院子女多的职工优先，他到我台上坐过。"),
    ("village", "请镇里的科室帮着看账。"),
    ("village", "村小组各领一条。"),
    # another inspection may be named as what it is
    ("secretary", "省委巡视反馈的问题一并整改。"),
    ("secretary", "重庆市委第三巡视组反馈的问题，同这次放在一张表上。"),
    ("secretary", "自治区党委巡视组反馈给水利系统的问题，我们逐条对照。"),
    ("secretary", "市委第五巡察组去年指出的问题，也对照着查了一遍。"),
    ("secretary", "在局党组书记带领下，感谢县委巡察组。"),
    ("xunshi", "校党委第二巡察组去年点过这一条。"),
    ("secretary", "按照市委部署，推进农村供水。"),
    ("secretary", "到全市先进的县学一学。"),
    ("lifted", "我们向市委、县委交账。"),
    # meetings
    ("rectified", "2件立行立改事项已全部整改到位。"),
    ("progress", "前两条已经整改到位，第三条还差一截。"),
    ("secretary", "经复核确已整改到位的，才划掉。"),
    ("secretary", "没有全部完成整改的，写明原因。"),
    ("secretary", "巡察期间，我们积极配合巡察组工作。"),
    ("secretary", "巡察动员会上说过的话，今天对照一遍。"),
    ("no remarks", "认真学习习近平总书记重要指示精神。"),
    ("no remarks", "县委书记专题会议听取了汇报。"),
    ("no remarks", "办公室主任把通知传达到每个站。"),
    ("no remarks", "巡察组组长讲的，我们记下了。"),
    ("secretary", "书记强调的，是把水送到灶台边。"),
    ("secretary", "县委要求我们改到底，各位领导的讲话也都记下了。"),
    ("secretary", "没有把握的先列出来，确需上级协调的，写明报哪里。"),
]


@pytest.mark.parametrize(("name", "sentence"), QUIET)
def test_a_sentence_that_may_be_said_is_let_pass(assistant: Assistant, name: str, sentence: str) -> None:
    assert CASES[name].with_said(sentence).found(assistant) == []


@pytest.mark.parametrize("words", ["诚恳接受", "照单认账", "一条不推", "都赞成", "悉数领受", "全部接下"])
def test_any_verb_of_acceptance_will_do(assistant: Assistant, words: str) -> None:
    accepted = case(("反馈的问题，局党组全部认领，一条不往下推。", f"反馈的问题，局党组{words}。"), ("每人认领一个问题", "每人领一题"), ("接住反馈意见", "听懂反馈意见"))
    assert accepted.found(assistant) == []


def test_a_village_secretary_is_the_first_responsible(assistant: Assistant) -> None:
    assert CASES["village"].with_said("我是村里整改的第一责任人。").found(assistant) == []


def test_what_the_brief_says_itself_is_not_held_against_the_speech(assistant: Assistant) -> None:
    told = case(problems=(*BRIEF.problems, "巡视反馈的旧账没有还清"))
    assert told.with_said("巡视反馈的旧账，一并还清。").found(assistant) == []


def test_where_no_number_of_the_team_was_given_none_may_be_made_up(assistant: Assistant) -> None:
    unnumbered = case(("第三", ""), team="县委巡察组")
    assert unnumbered.found(assistant) == []
    assert [f.rule for f in unnumbered.with_said("感谢县委第四巡察组。").found(assistant)] == ["inspection.team"]


def test_a_team_of_another_level_in_the_salutation_is_an_error(assistant: Assistant) -> None:
    wrong = case(("县委第三巡察组各位领导，同志们：", "省委第三巡视组各位领导，同志们："))
    assert {(f.rule, f.where) for f in wrong.found(assistant)} == {("inspection.team", "称呼"), ("inspection.word", "称呼")}


def test_without_a_brief_only_what_holds_for_everyone_is_checked() -> None:
    text = CASES["secretary"].with_said("我院已全部整改完成，班子成员是第一责任人。").text
    assert [f.rule for f in authority.check(Subject(speech_of(text)))] == ["role.member_first"]


# -- ordinary sentences --------------------------------------------------------------------------------------------------

ORDINARY = [line for line in (Path(__file__).parent / "data" / "ordinary.txt").read_text(encoding="utf-8").splitlines() if line]
SPEAKERS = {
    "局": ("云溪县市场监督管理局", "局党组书记、局长"), "院": ("云溪县人民医院", "院党委书记"), "校": ("云溪县第一中学", "校党委书记"),
    "镇": ("云溪县青岩镇", "镇党委书记"), "村": ("云溪县青岩镇柳湾村", "村党总支书记"), "公司": ("云溪县城市建设投资有限公司", "公司党委书记、董事长"),
}  # fmt: skip


def speaker_of(sentence: str) -> tuple[str, str]:
    """Return the unit and post that could say a sentence: a hospital says 我院, a village 咱村."""
    own = [("我院", "院"), ("我校", "校"), ("校党委", "校"), ("我镇", "镇"), ("公司党委", "公司")]
    return SPEAKERS[next((kind for word, kind in own if word in sentence), "局")]


@pytest.mark.parametrize("start", range(0, 260, 26))
def test_ordinary_sentences_raise_nothing_about_role_unit_or_occasion(assistant: Assistant, start: int) -> None:
    told = []
    for sentence in ORDINARY[start : start + 26]:
        unit, post = speaker_of(sentence)
        context = assistant.context(Brief(unit=unit, role=post, team="县委第三巡察组"))
        subject = Subject(speech_of(sentence + "我是第一责任人，问题都认领，列出清单。"), context)
        told += [(f.rule, f.message) for f in authority.check(subject)]
    assert told == []


def test_two_hundred_and_sixty_ordinary_sentences_are_kept() -> None:
    assert len(ORDINARY) == 260
