"""The main job: from a brief to a checked speech, offline, the same every time."""

import hashlib
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from assistant import Assistant, Brief, Problem
from assistant.brief import Present, from_file
from assistant.roles import ROLE_NAMES
from assistant.speech import Speech

ROOT = Path(__file__).resolve().parent.parent
BRIEFS = sorted((ROOT / "corpus" / "briefs").glob("*.yaml"))
PROBLEMS = ("采购验收把关不严", "执法裁量标准不统一", "窗口服务态度生硬，群众来回跑", "党建与业务“两张皮”")


def errors(speech: Speech) -> list[str]:
    return [f"{f.rule} {f.where} {f.message}" for f in speech.findings if f.level == "error"]


@pytest.mark.parametrize("path", BRIEFS, ids=lambda path: path.stem)
def test_every_example_brief_gives_a_speech_without_an_error(assistant: Assistant, path: Path) -> None:
    brief = from_file(path)
    for seed in range(3):
        speech = assistant.draft(brief, seed=seed)
        assert errors(speech) == []
        assert all(2 in problem.answered_in and problem.measures for problem in speech.problems)
        assert len(speech.problems) == len(brief.items())
        wanted = brief.length or round((brief.minutes or 0) * 210) or 1300
        assert abs(speech.characters - wanted) <= 0.1 * wanted
        assert speech.measures.copied <= 0.15
        assert speech.measures.longest_copy <= 30


def test_ten_example_briefs_ship() -> None:
    assert len(BRIEFS) == 10


def test_two_processes_write_the_same_bytes_and_another_seed_another_speech(tmp_path: Path) -> None:
    def digest(seed: str, hashing: str) -> str:
        environment = {**os.environ, "PYTHONHASHSEED": hashing, "BIAOTAI_HOME": str(tmp_path)}
        command = [sys.executable, "-m", "assistant", "draft", str(BRIEFS[0]), "--seed", seed, "--as-of", "2026-06-10", "--json"]
        found = subprocess.run(command, capture_output=True, env=environment, cwd=ROOT, check=True)
        return hashlib.sha256(found.stdout).hexdigest()

    assert digest("3", "1") == digest("3", "2")
    assert digest("3", "1") != digest("4", "1")


@pytest.mark.parametrize("length", [600, 750, 900, 1100, 1300, 1600, 2000, 2400])
def test_the_length_asked_for_is_kept_within_a_tenth(assistant: Assistant, length: int) -> None:
    brief = Brief(unit="云溪县水利局", role="局党组书记、局长", team="县委第二巡察组", problems=PROBLEMS, length=length)
    speech = assistant.draft(brief, seed=1)
    assert abs(speech.characters - length) <= 0.1 * length
    assert errors(speech) == []


POSTS = {
    "secretary": "局党组书记、局长",
    "head": "党组副书记、局长",
    "deputy_body": "副局长（受局党组委托）",
    "deputy_field": "副局长",
    "member": "党组成员",
    "discipline": "派驻纪检监察组组长",
    "acting": "主持工作的副局长",
    "representative": "各被巡察单位代表",
}


@pytest.mark.parametrize("role", list(ROLE_NAMES))
@pytest.mark.parametrize("meeting", ["反馈会", "集中反馈会", "整改推进会", "整改评估会"])
def test_every_role_speaks_within_its_powers_at_every_meeting(assistant: Assistant, role: str, meeting: str) -> None:
    brief = Brief(
        unit="云溪县农业农村局",
        role=POSTS[role],
        team="县委第二巡察组",
        meeting=meeting,
        portfolio=("高标准农田建设", "农业执法") if role in ("deputy_field", "member") else (),
        rectified=("三处渠道破损已经修复",) if "整改" in meeting else (),
        problems=PROBLEMS[:3],
    )
    assert assistant.context(brief).role == role
    for seed in (0, 5):
        assert errors(assistant.draft(brief, seed=seed)) == []


UNITS = [
    ("云溪县人民医院", "院党委书记"), ("云溪县第三中学", "校长"), ("江州大学", "校党委书记"), ("江州市城市建设投资集团有限公司", "党委书记、董事长"),
    ("青岩镇人民政府", "镇党委书记"), ("城关街道办事处", "街道党工委书记"), ("柳湾村", "村党总支书记"), ("云溪经济开发区管理委员会", "党工委书记、管委会主任"),
    ("云溪县人民法院", "院党组书记、院长"), ("云溪县人民检察院", "院党组书记、检察长"), ("中共云溪县委组织部", "部长"), ("云溪县人大常委会机关", "机关党组书记"),
    ("云溪县总工会", "党组书记、常务副主席"), ("云溪县融媒体中心", "党组书记、主任"), ("云溪县疾病预防控制中心", "党委书记"), ("国家税务总局云溪县税务局", "局党委书记、局长"),
    ("云溪县发展和改革局", "局党组书记、局长"), ("云溪县实验幼儿园", "党支部书记、园长"), ("云溪县殡仪馆", "党支部书记、馆长"),
]  # fmt: skip


@pytest.mark.parametrize(("unit", "post"), UNITS, ids=[unit for unit, _ in UNITS])
def test_every_kind_of_unit_gets_a_speech_of_its_own(assistant: Assistant, unit: str, post: str) -> None:
    problems = ("采购验收把关不严", "“三重一大”决策记录不全", "服务群众不够上心，投诉答复慢")
    speech = assistant.draft(Brief(unit=unit, role=post, team="县委第一巡察组", problems=problems), seed=2)
    assert errors(speech) == []
    assert all(problem.measures for problem in speech.problems)


def test_without_problems_it_writes_a_speech_and_says_that_it_is_generic(assistant: Assistant) -> None:
    speech = assistant.draft(Brief(unit="云溪县水利局", role="局党组书记、局长"), seed=0)
    assert errors(speech) == []
    assert len(speech.sections) == 3
    assert "context.problems" in {finding.rule for finding in speech.findings}


@pytest.mark.parametrize(
    ("inspection", "team", "must"),
    [
        ("回头看", "县委第一巡察组", r"上一?轮"),
        ("提级", "市委第一巡察组", "县委"),
        ("专项（粮食购销）", "县委第一巡察组", "粮食购销"),
        ("交叉", "县委第一巡察组", "交叉"),
        ("巡视", "省委第二巡视组", "巡视"),
    ],
)
def test_the_obligatory_sentence_of_an_inspection_is_there(assistant: Assistant, inspection: str, team: str, must: str) -> None:
    brief = Brief(unit="云溪县水利局", role="局党组书记、局长", inspection=inspection, team=team, superior="县委" if inspection == "提级" else "", problems=PROBLEMS[:2])
    speech = assistant.draft(brief, seed=0)
    assert re.search(must, speech.text)
    assert errors(speech) == []
    if inspection == "巡视":
        assert "巡察" not in speech.text


def test_what_the_brief_holds_is_used(assistant: Assistant) -> None:
    brief = Brief(
        unit="云溪县水利局",
        role="局党组书记、局长",
        present=(Present("县委副书记", "讲了话", "把渠道修到田头"),),
        problems=(Problem("河道采砂监管不严", immediate=True), "水利工程验收走过场"),
        rectified=("两处非法采砂点已经关停",),
        deadlines=("一个月内报送整改方案",),
        priorities=("农村供水改造", "河湖清四乱"),
        slogan="建设清水云溪",
    )
    speech = assistant.draft(brief, seed=0)
    for words in ("把渠道修到田头", "河道采砂", "两处非法采砂点已经关停", "一个月内报送整改方案", "农村供水改造", "河湖清四乱", "建设清水云溪"):
        assert words in speech.text


def test_times_are_left_out_where_the_user_forbids_them(assistant: Assistant) -> None:
    brief = Brief(unit="云溪县水利局", role="局党组书记、局长", problems=PROBLEMS, notes="不要提时间")
    plan = assistant.plan(brief)
    assert all(not measure.deadline for answer in plan.answers for measure in answer.measures)
    assert not re.search(r"反馈后[一二三四五六七八九十]+[日个]", assistant.draft(brief, seed=0).text)


def test_thanks_are_left_out_where_the_user_forbids_them(assistant: Assistant) -> None:
    brief = Brief(unit="云溪县水利局", role="局党组书记、局长", problems=PROBLEMS, notes="结尾不要感谢")
    assert assistant.draft(brief, seed=0).thanks == ""


def test_the_speaker_is_never_named_in_the_speech(assistant: Assistant) -> None:
    brief = Brief(unit="云溪县水利局", speaker="欧阳清源", role="局党组书记、局长", problems=PROBLEMS)
    assert "欧阳清源" not in assistant.draft(brief, seed=0).text


def test_the_plan_that_was_seen_is_the_plan_that_is_written(assistant: Assistant) -> None:
    brief = Brief(unit="云溪县水利局", role="局党组书记、局长", problems=PROBLEMS[:2])
    plan = assistant.plan(brief, seed=1)
    speech = assistant.draft(brief, plan=plan)
    assert tuple(section.heading for section in speech.sections) == plan.headings
    for answer in plan.answers:
        for measure in answer.measures:
            assert measure.what in speech.text
    for result in plan.results:
        assert result.text.rstrip("。") in speech.text


def test_different_briefs_of_one_kind_give_different_speeches(assistant: Assistant) -> None:
    first = assistant.draft(Brief(unit="云溪县水利局", role="局党组书记、局长", problems=PROBLEMS), seed=0)
    second = assistant.draft(Brief(unit="青山县水利局", role="局党组书记、局长", problems=PROBLEMS), seed=1)
    from assistant.copying import CopyTable

    copied = CopyTable.of([("first", "\n".join(first.lines()))]).compare("\n".join(second.lines()), PROBLEMS)
    assert copied.share < 0.6


def test_every_paragraph_has_a_source(assistant: Assistant) -> None:
    speech = assistant.draft(from_file(BRIEFS[0]), seed=0)
    paragraphs = [*speech.opening, *(p for section in speech.sections for p in section.paragraphs), *speech.closing]
    assert all(paragraph.sources for paragraph in paragraphs)
    kinds = {source.kind for paragraph in paragraphs for source in paragraph.sources}
    assert {"brief", "measure", "frame"} <= kinds


def test_a_mapping_with_chinese_keys_is_a_brief_too(assistant: Assistant) -> None:
    speech = assistant.draft({"单位": "云溪县水利局", "职务": "局党组书记、局长", "问题": ["采购验收把关不严"]}, seed=0)
    assert "采购验收把关不严" in speech.text


def test_the_speech_reads_back_from_json(assistant: Assistant) -> None:
    speech = assistant.draft(from_file(BRIEFS[0]), seed=0)
    assert Speech.from_json(speech.to_json()) == speech


def test_the_markdown_is_cut_into_the_same_parts_again(assistant: Assistant) -> None:
    from assistant.checks.subject import speech_of

    speech = assistant.draft(from_file(BRIEFS[0]), seed=0)
    again = speech_of(speech.markdown)
    assert again.lines() == speech.lines()
    assert again.title == speech.title


@pytest.mark.parametrize("question", ["红烧排骨怎么烧才不柴", "欢送会主持词模板", "打印机换墨盒步骤"])
def test_a_search_says_that_nothing_is_relevant(assistant: Assistant, question: str) -> None:
    assert assistant.search(question) == []


def test_a_search_in_everyday_words_finds_the_category_and_says_by_which_words(assistant: Assistant) -> None:
    hit = assistant.search("买打印机专挑表弟的店", 1)[0]
    assert "P30" in hit.passage.topics and hit.why[-1].startswith("同类：政府采购不规范（")
