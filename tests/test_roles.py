"""From the free text of a post to a role, to what that role may say, and to the party body it names."""

import pytest

from assistant import cli
from assistant.roles import POWERS, ROLE_NAMES, bodies_of, contradiction, role_of

CERTAIN = {
    "secretary": [
        ("局党组书记、局长", "局"), ("党组书记", "局"), ("局党组书记、局长，主持全面工作", "局"), ("院党委书记", "医院"), ("党委书记、院长", "医院"),
        ("校长、党支部书记", "学校"), ("党支部书记兼校长", "学校"), ("党组织书记、校长", "学校"), ("党支部书记、园长", "学校"), ("校党委书记", "高校"),
        ("村党总支书记、村委会主任", "村"), ("村支书", "村"), ("镇党委委员、柳树村党支部书记", "村"), ("镇党委书记", "乡镇"), ("街道党工委书记", "街道"),
        ("党工委书记、管委会主任", "开发区"), ("党委书记、董事长", "国企"), ("集团党委书记、董事长", "国企"), ("党组书记、院长", "法院"),
        ("党组书记、检察长", "检察院"), ("县委常委、组织部部长", "党委部门"), ("部长", "党委部门"), ("县委办公室主任", "党委部门"), ("县委政法委书记", "党委部门"),
        ("机关党组书记、办公室主任", "机关"), ("市政府副秘书长、办公室党组书记、主任", "机关"), ("总工会党组书记、常务副主席", "群团"),
        ("团县委党组书记、书记", "群团"), ("副县长、县公安局党委书记、局长", "局"), ("县卫健局党组成员、县人民医院党委书记", "医院"), ("厅党组书记、厅长", "局"),
        ("党委书记、政治委员", "垂管"), ("党支部书记、馆长", "事业"), ("党委书记、主任医师", "医院"),
    ],
    "head": [
        ("党组副书记、局长", "局"), ("院党委副书记、院长", "医院"), ("校长、党总支副书记", "学校"), ("党委副书记、镇长", "乡镇"), ("党委副书记、代镇长", "乡镇"),
        ("街道党工委副书记、办事处主任", "街道"), ("党工委副书记、管委会主任", "开发区"), ("党委副书记、总经理", "国企"), ("党委副书记、董事、总经理", "国企"),
        ("村党支部副书记、村委会主任", "村"),
    ],
    "deputy_field": [
        ("副局长", "局"), ("局党组成员、副局长", "局"), ("党组成员、总工程师", "局"), ("总会计师", "国企"), ("副院长", "医院"), ("党委委员、副院长、主任医师", "医院"),
        ("院长助理", "医院"), ("副校长", "学校"), ("党委委员、副镇长", "乡镇"), ("党委副书记、人大主席", "乡镇"), ("党委副书记", "高校"), ("副总经理", "国企"),
        ("组织部常务副部长", "党委部门"), ("副检察长", "检察院"), ("县政府办公室副主任", "机关"), ("副厅长", "局"), ("团县委副书记", "群团"), ("党组副书记、副局长", "局"),
    ],
    "deputy_body": [
        ("副局长（受局党组委托）", "局"), ("局党组成员、副局长，代表局党组发言", "局"), ("受院党委委托，副院长", "医院"), ("党委副书记（受党委委托）", "高校"),
    ],
    "member": [
        ("党组成员", "局"), ("局党组成员、机关党委书记", "局"), ("党组成员、二级调研员", "局"), ("党委委员、工会主席", "国企"), ("党委委员、武装部部长", "乡镇"),
        ("党委委员、组织委员", "乡镇"), ("村“两委”委员", "村"),
    ],
    "discipline": [
        ("派驻纪检监察组组长", "局"), ("县纪委监委驻县交通运输局纪检监察组组长", "局"), ("县纪委监委驻局纪检监察组组长、局党组成员", "局"), ("院纪委书记", "医院"),
        ("党委委员、纪委书记", "国企"), ("镇党委副书记、纪委书记", "乡镇"), ("街道纪工委书记", "街道"), ("党支部纪检委员", "学校"), ("纪委副书记", "高校"),
    ],
    "acting": [
        ("主持工作的副局长", "局"), ("副局长（主持工作）", "局"), ("局党组副书记、副局长（主持行政工作）", "局"), ("常务副部长（主持日常工作）", "党委部门"),
        ("副院长，主持医院全面工作", "医院"), ("临时负责人，主持工作", "事业"),
    ],
    "representative": [
        ("代表各单位作表态", "局"), ("受各被巡察单位委托，代表五家单位发言", "局"), ("县教育局党组书记（代表被巡察各单位）", "局"), ("被巡察单位代表", "局"),
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    ("post", "kind", "role"), [(post, kind, role) for role, rows in CERTAIN.items() for post, kind in rows]
)
def test_a_post_that_says_it_names_one_role_for_certain(post: str, kind: str, role: str) -> None:
    assert role_of(post, kind) == (role, True)


UNCERTAIN = [
    ("局长", "局", "head"), ("院长", "医院", "head"), ("院长", "法院", "head"), ("检察长", "检察院", "head"), ("校长", "学校", "head"), ("园长", "学校", "head"),
    ("董事长", "国企", "head"), ("总经理", "国企", "head"), ("副董事长、总经理", "国企", "head"), ("镇长", "乡镇", "head"), ("村委会主任", "村", "head"),
    ("馆长", "事业", "head"), ("支队长", "垂管", "head"), ("厅长", "局", "head"), ("政协副主席、教育局局长", "局", "head"), ("副县长、县公安局局长", "局", "head"),
    ("总工会主席", "群团", "head"), ("单位负责人", "事业", "head"), ("局办公室主任", "局", "member"), ("财务科科长", "局", "member"), ("干部", "局", "member"),
    ("团县委书记", "群团", "secretary"), ("校团委书记", "高校", "member"), ("政治委员", "垂管", "secretary"), ("驻村第一书记", "村", "deputy_body"), ("", "局", "secretary"),
]  # fmt: skip


@pytest.mark.parametrize(("post", "kind", "role"), UNCERTAIN)
def test_a_post_that_leaves_it_open_is_marked_as_uncertain(post: str, kind: str, role: str) -> None:
    assert role_of(post, kind) == (role, False)


def test_the_tables_hold_at_least_sixty_posts_and_every_role() -> None:
    assert sum(map(len, CERTAIN.values())) + len(UNCERTAIN) >= 60
    assert set(CERTAIN) == set(ROLE_NAMES)


def test_spaces_in_a_post_change_nothing() -> None:
    assert role_of(" 局党组 书记、\n局长 ", "局") == ("secretary", True)


def test_the_head_of_a_party_school_answers_for_its_body_though_called_a_deputy() -> None:
    assert role_of("县委党校常务副校长", "事业", "常务副校长") == ("secretary", True)
    assert role_of("县委党校副校长", "事业", "常务副校长") == ("deputy_field", True)


def test_only_the_secretary_is_first_responsible() -> None:
    assert [role for role, powers in POWERS.items() if powers.first_responsible] == ["secretary"]


def test_only_the_secretary_and_the_acting_head_lead_the_group() -> None:
    assert {role for role, powers in POWERS.items() if powers.leads_group} == {"secretary", "acting"}


@pytest.mark.parametrize("role", ["deputy_field", "member", "discipline"])
def test_who_speaks_for_a_field_does_not_speak_for_the_body(role: str) -> None:
    assert not POWERS[role].speaks_for_body
    assert not POWERS[role].whole_unit


def test_roles_have_one_list_of_names_everywhere() -> None:
    assert set(ROLE_NAMES) == set(POWERS) == set(cli.ROLES)


@pytest.mark.parametrize(
    ("post", "bodies"),
    [
        ("局党组书记、局长", ["党组"]), ("党工委书记", ["党工委"]), ("党组织书记、校长", []), ("局长", []), ("局党组成员、机关党委书记", ["党组"]),
        ("县卫健局党组成员、县人民医院党委书记", ["党组", "党委"]), ("医院党委书记、县卫健局党组成员", ["党组", "党委"]), ("镇党委委员、柳树村党总支书记", ["党委", "党总支"]),
    ],
)  # fmt: skip
def test_the_body_that_is_spoken_for_stands_last(post: str, bodies: list[str]) -> None:
    assert bodies_of(post) == bodies


@pytest.mark.parametrize(("post", "body"), [("局党委书记", "党组"), ("院党组书记、院长", "党委"), ("村党支部书记", "党总支")])
def test_a_post_of_another_body_is_a_contradiction_named_on_both_sides(post: str, body: str) -> None:
    named = bodies_of(post)[-1]
    assert contradiction(post, body) == f"职务写的是{named}，党组织写的是{body}"


@pytest.mark.parametrize(
    ("post", "body"),
    [
        ("局党组书记", "党组"), ("局长", "党委"), ("县卫健局党组成员、县人民医院党委书记", "党委"), ("驻局纪检监察组组长、局党组成员", "党委"), ("部长", "部务会"), ("", "党组"),
        ("局党组书记、机关党委书记", "党组"), ("党组织书记", "党支部"),
    ],
)  # fmt: skip
def test_posts_that_go_with_the_body_are_no_contradiction(post: str, body: str) -> None:
    assert contradiction(post, body) == ""
