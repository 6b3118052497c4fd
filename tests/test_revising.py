"""What stays to the letter when something is changed, in drafts of every kind of unit and in drafts that people wrote."""

import difflib
import json
import re
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from assistant import Assistant, Brief, Speech
from assistant.brief import from_file
from assistant.checks.subject import speech_of
from assistant.revising.manuscript import Manuscript, put_back
from assistant.revising.rewording import is_slogan, without, without_time
from assistant.revising.targets import Target
from index.segment import sentences
from tests.test_requests import changed_lines

ROOT = Path(__file__).resolve().parent.parent
OWN = ROOT / "tests/data/own"
BRIEFS = ("market-bureau", "city-company", "village", "discipline", "deputy-field", "university-xunshi")
Run = Callable[..., tuple[int, str, str]]


def drafted(assistant: Assistant, name: str, seed: int = 1) -> tuple[Brief, Speech]:
    brief = from_file(ROOT / f"corpus/briefs/{name}.yaml")
    return brief, assistant.draft(brief, seed=seed)


def errors(speech: Speech) -> set[tuple[str, str]]:
    return {(f.rule, f.message) for f in speech.findings if f.level == "error"}


WITHIN = {
    "第二部分再具体点": ["section 2"], "第一部分太空": ["section 1"], "第三部分展开一点": ["section 3"], "第一部分短一点": ["section 1"], "换一个开头": ["opening"],
    "换一个结尾": ["closing"], "第一部分重写": ["section 1"], "第二部分重写": ["section 2"], "第三部分重写": ["section 3"], "过渡句换一个": ["transition"],
    "不要提时间": ["section 2"], "结尾不要感谢": ["closing", "thanks"], "第三部分换一个标题": ["heading 3"], "三个标题都换一换": ["heading 1", "heading 2", "heading 3"],
    "把第二条删掉": ["section 2"], "第二条的措施换一个": ["section 2"], "第二部分第2段重写": ["section 2"], "最后一条放到最前面": ["section 2"],
    "领导改成县委副书记": ["opening", "salutation"], "加一个问题：干部外出请销假手续不全，台账对不上": ["section 2"], "第二部分第2段加一句：结果张榜公布": ["section 2"],
    "称呼改成“各位领导”": ["salutation"], "总标题改成“表态发言”": ["title"], "第二部分短一点": ["section 2"], "最后一条删掉": ["section 2"], "开头不要感谢": ["opening"],
}  # fmt: skip


@pytest.mark.parametrize("name", BRIEFS)
def test_what_was_not_asked_for_stays_to_the_letter_and_no_error_comes_in(assistant: Assistant, name: str) -> None:
    brief, speech = drafted(assistant, name)
    done = 0
    for wanted, parts in WITHIN.items():
        found = assistant.revise(speech, wanted, brief)
        changed = changed_lines(speech, found.speech)
        assert set(changed) <= set(parts), wanted
        assert bool(changed) == bool(found.changed), wanted
        assert found.changed or found.unclear, wanted
        assert errors(found.speech) <= errors(speech), wanted
        done += bool(changed)
    assert done >= 0.75 * len(WITHIN)


WHOLE = ("我是副局长不是局长", "我是班子成员", "语气朴实一点", "语气硬一点", "换一版", "会议改成集中反馈会", "再短一百字", "写到1500字", "把“反馈”改成“指出”")


@pytest.mark.parametrize("name", ["market-bureau", "city-company", "county-hospital"])
def test_what_concerns_the_whole_brings_no_error_either(assistant: Assistant, name: str) -> None:
    brief, speech = drafted(assistant, name)
    for wanted in WHOLE:
        found = assistant.revise(speech, wanted, brief)
        assert found.changed or "合乎要求" in found.unclear[0], (wanted, found.unclear)
        assert errors(found.speech) <= errors(speech), wanted


@pytest.mark.parametrize("name", ["market-bureau", "city-company", "township", "middle-school"])
@pytest.mark.parametrize("wanted", [700, 1000, 1300, 1800, 2200])
def test_a_length_asked_for_is_reached_within_a_tenth_and_every_problem_stays_answered(assistant: Assistant, name: str, wanted: int) -> None:
    brief, speech = drafted(assistant, name)
    found = assistant.revise(speech, f"篇幅改到{wanted}字", brief)
    assert abs(found.speech.characters - wanted) <= 0.1 * wanted
    assert errors(found.speech) <= errors(speech)
    assert found.brief is not None and (found.brief.length == wanted or not found.changed)


def test_a_part_is_brought_to_its_length_and_the_others_stay(assistant: Assistant) -> None:
    brief, speech = drafted(assistant, "market-bureau")
    found = assistant.revise(speech, "第二部分压缩到500字", brief).speech
    size = sum(len(p.text) for p in found.sections[1].paragraphs)
    assert abs(size - 500) <= 50
    assert set(changed_lines(speech, found)) == {"section 2"}


def test_what_is_to_stay_stays_whatever_else_is_asked(assistant: Assistant) -> None:
    brief, speech = drafted(assistant, "market-bureau")
    for other in ("换一个开头", "压缩到900字", "语气朴实一点", "我是副局长", "会议改成整改推进会", "把“的”改成“之”", "不要提时间", "去掉感谢的话", "把第二条删掉", "三个标题都换一换"):
        found = assistant.revise(speech, f"第二部分不要动，{other}", brief).speech
        assert found.sections[1] == speech.sections[1], other
        kept = assistant.revise(speech, f"开头别动，{other}", brief).speech
        assert kept.opening == speech.opening, other


def test_another_opening_is_another_each_time_and_in_the_end_it_says_that_there_is_none(assistant: Assistant) -> None:
    brief, speech = drafted(assistant, "market-bureau")
    seen, plan = [tuple(p.text for p in speech.opening)], None
    for _ in range(4):
        found = assistant.revise(speech, "换一个开头", brief, plan)
        speech, plan = found.speech, found.plan
        seen.append(tuple(p.text for p in speech.opening))
    assert len(set(seen)) == 5


def test_a_new_part_repeats_no_sentence_of_what_stays(assistant: Assistant) -> None:
    for name in BRIEFS:
        brief, speech = drafted(assistant, name)
        for wanted in ("第一部分重写", "第三部分重写", "第二部分再具体点", "换一个结尾"):
            said = [s for p in re.split(r"\n", assistant.revise(speech, wanted, brief).speech.text) for s in sentences(p) if len(s) >= 10]
            assert len(said) == len(set(said)), (name, wanted)


def test_deleting_an_answer_takes_its_problem_out_of_the_brief_and_says_so(assistant: Assistant) -> None:
    brief, speech = drafted(assistant, "market-bureau")
    found = assistant.revise(speech, "把涉企检查那条删了", brief)
    assert found.brief is not None and len(found.brief.problems) == len(brief.problems) - 1
    assert not any("涉企检查" in p.text for p in found.brief.items())
    assert any(line.startswith("素材：去掉问题") for line in found.changed)
    again = assistant.revise(found.speech, "把涉企检查那条删了", found.brief, found.plan)
    assert again.speech == found.speech and again.unclear


def test_an_added_problem_is_answered_and_stands_in_the_brief(assistant: Assistant) -> None:
    brief, speech = drafted(assistant, "market-bureau")
    found = assistant.revise(speech, "加一个问题：信访件答复超过规定期限", brief)
    assert found.brief is not None and found.brief.items()[-1].text == "信访件答复超过规定期限"
    answered = {one.problem: one for one in found.speech.problems}["信访件答复超过规定期限"]
    assert 2 in answered.answered_in and answered.measures


def test_requests_build_on_one_another(assistant: Assistant) -> None:
    brief, speech = drafted(assistant, "market-bureau")
    plan = None
    for wanted in ("加一个问题：信访件答复超过规定期限", "把“图表”改成“表格”", "换一个结尾", "第三部分换一个标题", "再短一百字"):
        found = assistant.revise(speech, wanted, brief, plan)
        assert found.changed, wanted
        assert errors(found.speech) <= errors(speech), wanted
        assert found.brief is not None
        speech, brief, plan = found.speech, found.brief, found.plan
    assert "信访件答复" in speech.text and "图表" not in speech.text


def test_the_same_request_gives_the_same_bytes(assistant: Assistant) -> None:
    brief, speech = drafted(assistant, "village")
    for wanted in ("换一个开头", "第二部分再具体点", "压缩到800字", "我是村委会主任"):
        assert assistant.revise(speech, wanted, brief).speech.to_json() == assistant.revise(speech, wanted, brief).speech.to_json()


def test_no_time_is_left_in_the_pledges_and_none_comes_back_later(assistant: Assistant) -> None:
    brief, speech = drafted(assistant, "market-bureau")
    found = assistant.revise(speech, "不要提时间", brief)
    body = "".join(p.text for p in found.speech.sections[1].paragraphs)
    assert not re.search(r"反馈后|每季度|每周|个月内|日内|年底", body)
    assert found.brief is not None and "不要提时间" in found.brief.notes
    more = assistant.revise(found.speech, "第二部分再具体点", found.brief, found.plan)
    assert not re.search(r"反馈后|个月内|日内", "".join(p.text for p in more.speech.sections[1].paragraphs))


def test_a_deputy_says_nothing_that_only_a_secretary_may(assistant: Assistant) -> None:
    brief, speech = drafted(assistant, "market-bureau")
    found = assistant.revise(speech, "我是副局长不是局长", brief)
    assert found.brief is not None and found.brief.role == "副局长"
    assert not re.search(r"我是.{0,6}第一责任人|由我任组长|我代表局党组", found.speech.text)
    same = [p for p in speech.sections[1].paragraphs if p in found.speech.sections[1].paragraphs]
    assert len(same) >= 3


def test_a_revised_draft_still_tells_where_its_paragraphs_come_from(assistant: Assistant) -> None:
    brief, speech = drafted(assistant, "market-bureau")
    found = assistant.revise(speech, "第二部分再具体点", brief).speech
    for before, after in zip(speech.sections[1].paragraphs, found.sections[1].paragraphs, strict=True):
        assert set(before.sources) <= set(after.sources)
        assert after.text == before.text or len(after.sources) > len(before.sources)


# -- without a brief -----------------------------------------------------------------------------------------------------


def test_a_speech_in_json_needs_no_brief_for_what_it_tells_itself(assistant: Assistant) -> None:
    _, speech = drafted(assistant, "market-bureau")
    bare = Speech.from_json(speech.to_json())
    for wanted in ("换一个开头", "第二部分再具体点", "把第二条删掉", "加一个问题：信访件答复超过规定期限"):
        found = assistant.revise(bare, wanted)
        assert found.changed or "合乎要求" in found.unclear[0], (wanted, found.unclear)
        assert errors(found.speech) <= errors(assistant_checked(assistant, bare, found.brief)), wanted


def assistant_checked(assistant: Assistant, speech: Speech, brief: Brief | None) -> Speech:
    return msgspec.structs.replace(speech, findings=assistant.check(speech, brief).findings)


def test_what_needs_a_brief_says_so_and_does_nothing(assistant: Assistant) -> None:
    text = (OWN / "numbered.txt").read_text(encoding="utf-8")
    for wanted in ("换一个开头", "第二部分再具体点", "加一个问题：账目公开不及时", "第二条的措施换一个", "写到1500字", "换一版"):
        found = assistant.revise(text, wanted)
        assert not found.changed and "--brief" in found.unclear[0], wanted


EDITS = [
    ("numbered.txt", "把第二条删掉", {"二是抓好河道采砂。针对夜里偷采，河湖科每周夜巡两次，照片当天上传。三是抓好": "二是抓好"}),
    ("numbered.txt", "结尾不要感谢", {"    谢谢大家！\n": ""}),
    ("numbered.txt", "去掉口号", {"，要以壮士断腕的勇气、刮骨疗毒的决心抓好整改": "", "，交出满意答卷": ""}),
    ("numbered.txt", "我是副局长不是局长", {"作为局长": "作为副局长"}),
    ("numbered.txt", "把“夜巡”改成“巡查”", {"夜巡": "巡查"}),
    ("numbered.txt", "第三部分标题改成“用好整改成果，办好水利实事”", {"强化成果运用，推动水利发展": "用好整改成果，办好水利实事"}),
    ("numbered.txt", "结尾加一句：请监督", {}),
    ("numbered.txt", "结尾加一句：请各位领导监督", {"交出满意答卷。": "交出满意答卷。请各位领导监督。"}),
    ("numbered.txt", "领导改成县委副书记", {"尊敬的张组长": "尊敬的县委副书记，张组长"}),
    ("md.md", "不要提时间", {"9月底前": "", "每学期": ""}),
    ("md.md", "开头不要感谢", {"感谢巡察组。": ""}),
    ("md.md", "第二部分第2段删掉", {"**其次**，改收费公示。财务室把收费项目贴在校门口，退费当天办结。\n\n": ""}),
    ("md.md", "把“校门口”改成“校门外”", {"校门口": "校门外"}),
    ("plain.txt", "结尾不要感谢", {"表态就是这些，谢谢大家。": "表态就是这些。"}),
    ("plain.txt", "把鱼塘那段删掉", {"第一句，认账。鱼塘发包没有开村民代表会，是我拍的板，责任在我。\n": ""}),
    ("plain.txt", "不要提时间", {"本月底前": ""}),
    ("four.txt", "结尾不要感谢", {"感谢县委巡察组，感谢各位领导！": ""}),
    ("four.txt", "把第二条删掉", {"　　（二）改服务态度。门诊部每周抽查十个窗口，投诉两日内回复。\n": ""}),
    ("four.txt", "称呼改成“各位领导，同志们”", {"　　同志们：": "　　各位领导，同志们："}),
    ("long.txt", "去掉口号", {"号角已经吹响，": "", "以抓铁有痕的劲头，": ""}),
    ("long.txt", "语气干脆一点", {"不断提高": "提高", "进一步增强": "增强"}),
    ("long.txt", "别用“政治体检”", {"巡察是政治体检，是对我们的关心和爱护。": ""}),
    ("long.txt", "把农贸市场那条删掉", {"针对农贸市场快检公示不及时的问题，各市场监管所每周公布检测结果，不合格的当场封存。\n": ""}),
]


@pytest.mark.parametrize(("name", "wanted", "edits"), EDITS, ids=[f"{name} {wanted}" for name, wanted, _ in EDITS])
def test_a_file_of_the_users_own_is_changed_to_the_letter(assistant: Assistant, name: str, wanted: str, edits: dict[str, str]) -> None:
    raw = (OWN / name).read_text(encoding="utf-8")
    before = speech_of(raw)
    found = assistant.revise(raw, wanted)
    expected = raw
    for old, new in edits.items():
        assert old in raw
        expected = expected.replace(old, new)
    assert put_back(raw, before, found.speech) == (expected if edits else raw)
    assert bool(found.changed) == bool(edits)
    assert all(section.writer == "user" for section in found.speech.sections)


BRIEF = Brief(
    unit="云溪县水利局", role="局党组书记、局长", team="县委第二巡察组", problems=("管网漏了没人修", "河道夜里偷采屡禁不止", "工程验收走过场")
)


@pytest.mark.parametrize("wanted", ["加一个问题：干部请销假手续不全", "第一部分太空", "第二条的措施换一个", "换一个开头", "写到800字", "我是副局长不是局长", "第二部分再具体点"])
def test_with_a_brief_pieces_are_written_into_the_users_own_draft(assistant: Assistant, wanted: str) -> None:
    raw = (OWN / "numbered.txt").read_text(encoding="utf-8")
    before = speech_of(raw)
    found = assistant.revise(raw, wanted, BRIEF)
    assert found.changed, found.unclear
    had = {(f.rule, f.message) for f in assistant.check(before, BRIEF).findings if f.level == "error"}
    told = "".join(found.changed)
    assert all(message in told for rule, message in errors(found.speech) - had)
    after = put_back(raw, before, found.speech)
    lines = raw.splitlines()
    kept = sum(line in after.splitlines() for line in lines)
    assert kept >= len(lines) - 4
    assert "云溪县水利局  李某" in after and "（2026年6月18日）" in after


def test_a_measure_is_exchanged_inside_its_item_and_the_other_items_stay(assistant: Assistant) -> None:
    raw = (OWN / "numbered.txt").read_text(encoding="utf-8")
    found = assistant.revise(raw, "第二条的措施换一个", BRIEF).speech.sections[1].paragraphs[0].text
    assert "一是抓好农村供水。针对管网漏了没人修，供水站在三十日内完成漏点排查，每季度通报一次。二是抓好河道采砂。" in found
    assert found.endswith("三是抓好工程验收。建设科从7月起先看现场再看材料，不合格的退回重做。")
    assert "夜巡两次" not in found


def test_items_in_one_paragraph_change_places_and_are_numbered_anew(assistant: Assistant) -> None:
    raw = (OWN / "numbered.txt").read_text(encoding="utf-8")
    found = assistant.revise(raw, "把工程验收放到最前面").speech.sections[1].paragraphs[0].text
    assert found.startswith("一是抓好工程验收。建设科从7月起") and "二是抓好农村供水" in found and "三是抓好河道采砂" in found


def test_shortening_the_users_own_draft_takes_whole_sentences_and_leaves_the_pledges(assistant: Assistant) -> None:
    raw = (OWN / "long.txt").read_text(encoding="utf-8")
    before = speech_of(raw)
    found = assistant.revise(raw, "再短一百二十字").speech
    assert abs(found.characters - (before.characters - 120)) <= 0.1 * before.characters
    was = {s for line in before.lines() for s in sentences(line)}
    assert {s for line in found.lines() for s in sentences(line)} <= was
    assert all(word in found.text for word in ("法规科", "市场监管所", "执法大队"))


# -- small pieces --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "without_it"),
    [
        ("设备科反馈后一个月内把合同逐份核对。", "设备科把合同逐份核对。"), ("反馈后三十日内，由法规科列出图表。", "由法规科列出图表。"), ("建设科从7月起先看现场。", "建设科先看现场。"),
        ("投诉两日内回复。", "投诉及时回复。"), ("财务科每季度公示一次账目。", "财务科公示一次账目。"), ("一年四季都有人管。", "一年四季都有人管。"), ("今天的反馈我记住了。", "今天的反馈我记住了。"),
    ],
)  # fmt: skip
def test_a_time_goes_and_the_sentence_stays_whole(text: str, without_it: str) -> None:
    assert without_time(text) == without_it


def test_a_clause_goes_with_its_subject_kept_or_the_sentence_goes() -> None:
    assert without("我们将以抓铁有痕的劲头，完成整改。", is_slogan) == "我们将完成整改。"
    assert without("巡察是刮骨疗毒，是一次体检。好。", is_slogan) == "好。"
    assert without("没有口号的话照旧。", is_slogan) == "没有口号的话照旧。"


def test_a_file_is_put_back_with_every_other_line_as_it_was() -> None:
    for path in sorted(OWN.iterdir()):
        raw = path.read_text(encoding="utf-8")
        speech = speech_of(raw)
        assert put_back(raw, speech, speech) == raw
        manuscript = Manuscript(speech)
        spot = manuscript.body()[-1]
        manuscript.put(spot, "换了的一段。")
        changed = [d for d in difflib.ndiff(raw.splitlines(), put_back(raw, speech, manuscript.speech()).splitlines()) if d[0] in "+-"]
        assert len(changed) == 2 and changed[-1].endswith("换了的一段。")


def test_items_are_numbered_anew_list_by_list() -> None:
    manuscript = Manuscript(speech_of("各位领导：\n一、认识问题\n认。\n二、整改问题\n一是甲。三是乙。一是丙。二是丁。\n三、用好成果\n用。\n"))
    assert manuscript.renumber(2)
    assert manuscript.text(manuscript.body(Target("section", 2))[0]) == "一是甲。二是乙。一是丙。二是丁。"


# -- the command ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def saved(assistant: Assistant, tmp_path: Path) -> Path:
    path = tmp_path / "稿.json"
    path.write_bytes(drafted(assistant, "market-bureau")[1].to_json())
    return path


def test_the_command_prints_the_new_speech_and_says_what_changed(run: Run, saved: Path) -> None:
    code, out, err = run("revise", saved, "结尾不要感谢，把太阳搬走", "--brief", ROOT / "corpus/briefs/market-bureau.yaml")
    assert code == 0
    assert out.startswith("在县委巡察反馈会上的表态发言\n") and "谢谢大家" not in out
    assert "改：致谢：去掉了感谢的话" in err and "没听懂" in err and "字，约" in err


def test_the_command_gives_json_as_draft_does_and_reads_it_back(run: Run, saved: Path, tmp_path: Path) -> None:
    code, out, _ = run("revise", saved, "第三部分换一个标题", "--json")
    plain = json.loads(out)
    assert code == 0 and plain["changed"] and plain["sections"][2]["heading"] in plain["text"]
    again = tmp_path / "二.json"
    assert run("revise", saved, "结尾不要感谢", "-o", again)[0] == 0
    assert run("revise", again, "换一个开头", "-o", tmp_path / "三.md", "--seed", 5)[0] == 0
    assert (tmp_path / "三.md").read_text(encoding="utf-8").startswith("# ")


def test_the_command_writes_the_users_own_file_with_its_other_lines(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "我的稿.txt"
    raw = (OWN / "numbered.txt").read_text(encoding="utf-8")
    path.write_text(raw, encoding="utf-8")
    code, out, _ = run("revise", path, "把“夜巡”改成“巡查”", "-o", tmp_path / "新.txt")
    assert code in (0, 1) and out == ""
    assert (tmp_path / "新.txt").read_text(encoding="utf-8") == raw.replace("夜巡", "巡查")
    assert path.read_text(encoding="utf-8") == raw
    assert run("revise", path, "结尾不要感谢", "-o", path)[0] == 2
    assert path.read_text(encoding="utf-8") == raw
    assert run("revise", path, "结尾不要感谢", "-o", path, "--force")[0] in (0, 1)


@pytest.mark.parametrize(
    ("text", "wanted", "says"),
    [
        ("", "短一点", "是空的"), ("买菜清单\n白菜两斤\n萝卜一根\n", "短一点", "不像一篇表态发言"), ("{}", "短一点", "JSON"), ("GOOD", "", "没有写要求"), ("GOOD", "改" * 10_000, "10000"),
        ("GOOD", "\x00\x1b[2J\u202e", "没有改动"), ("GOOD", "{{ 7*7 }}{% for %}", "没有改动"), ("GOOD", "恢复上一版", "上一版"),
    ],
)  # fmt: skip
def test_bad_input_ends_in_one_line_and_code_2(run: Run, tmp_path: Path, text: str, wanted: str, says: str) -> None:
    path = tmp_path / ("稿.json" if text == "{}" else "稿.txt")
    path.write_text((OWN / "long.txt").read_text(encoding="utf-8") if text == "GOOD" else text, encoding="utf-8")
    code, out, err = run("revise", path, wanted)
    assert code == 2 and out == ""
    assert says in err and "Traceback" not in err


def test_what_cannot_be_read_or_written_is_refused_before_anything_is_done(run: Run, tmp_path: Path, saved: Path) -> None:
    assert run("revise", tmp_path / "没有.txt", "短一点")[0] == 2
    assert "不会写" in run("revise", saved, "短一点", "-o", tmp_path / "稿.xyz")[2]
    assert run("revise", saved, "短一点", "--brief", tmp_path / "没有.yaml")[0] == 2


def test_hostile_words_are_put_in_as_words_and_nothing_else(assistant: Assistant) -> None:
    brief, speech = drafted(assistant, "market-bureau")
    found = assistant.revise(speech, "结尾加一句：{{ brief.speaker }}{% raw %}\\1\\g<0>请监督", brief)
    assert "{{ brief.speaker }}{% raw %}\\1\\g<0>请监督。" in found.speech.text
    assert any("多了一处错误" in line for line in found.changed)
    other = assistant.revise(speech, r"把“图表”改成“\1(.*)+”", brief).speech.text
    assert r"\1(.*)+" in other


@pytest.mark.parametrize(
    ("text", "did", "answered"), [("县委副书记到会讲了话", "讲了话", "县委副书记"), ("县委书记也来了", "到会", "县委书记")]
)
def test_one_more_leader_is_answered_in_the_opening_and_goes_into_the_brief(assistant: Assistant, text: str, did: str, answered: str) -> None:
    brief = Brief(unit="云溪县水利局", role="局党组书记、局长", team="县委第二巡察组", problems=("采购验收把关不严", "窗口服务生硬"))
    speech = assistant.draft(brief, seed=0)
    found = assistant.revise(speech, text, brief)
    assert found.brief is not None and [(one.who, one.did) for one in found.brief.present] == [(answered, did)]
    assert answered in found.speech.opening[0].text and found.speech.opening[0].text.startswith(speech.opening[0].text)
    assert found.speech.lines()[3:] == speech.lines()[3:] and found.speech.salutation == speech.salutation
    assert not [finding for finding in found.speech.findings if finding.level == "error"]


def last_speech() -> tuple[Brief, Speech]:
    text = (ROOT / "tests/data/requests_last.txt").read_text(encoding="utf-8")
    return from_file(ROOT / "corpus/briefs/market-bureau.yaml"), speech_of(text)


def school_speech() -> tuple[Brief, Speech]:
    """A speech of which one paragraph answers two problems."""
    brief = from_file(ROOT / "corpus/briefs/middle-school.yaml")
    pieces = (
        "在县委巡察反馈会上的表态发言\n\n县委第四巡察组各位领导，老师们：\n　　我代表校党总支，全部认领反馈的问题。\n　　一、认清问题\n　　我是校党总支副书记、校长，行政上的事改不到位，责任在我。要增强“四个意识”、做到“两个维护”，把规矩守住。食堂的菜，家长最想知道。\n"
        "　　二、改好问题\n　　书记抓总，我抓清单落地。\n　　最先要改的，是反馈指出的“食堂大宗食材验收只签字不过秤”。由分管副校长每月挑一批货再验一遍。验收看验收单。\n"
        "　　下面把“师德考核年年都是优秀，拉不开差距”“年轻教师压担子少，中层干部多年没有轮岗”归到一处。师德考核这一条，反馈后三十日内，校党总支开一次座谈会。答复张贴公布。关于中层干部多年没有轮岗，每年年底前，校办公室列出任职年限。名单对内张贴。\n"
        "　　三、守住成果\n　　整改清单逐条销号。\n　　往后再来检查，直接去看改过的地方。\n　　谢谢大家。\n"
    )
    return brief, speech_of(pieces)


def only_line(before: Speech, after: Speech) -> tuple[str, str]:
    """Return the one line that is another, as it was and as it is."""
    old, new = before.text.splitlines(), after.text.splitlines()
    pairs = [(a, b) for a, b in zip(old, new, strict=True) if a != b]
    assert len(pairs) == 1, pairs
    return pairs[0]


def test_a_dictated_measure_takes_the_place_of_the_items_own_and_every_other_line_stays(assistant: Assistant) -> None:
    brief, speech = last_speech()
    found = assistant.revise(speech, "快检室那条的措施改成：市场所每周三检两批，九月底前把结果上墙", brief)
    old, new = only_line(speech, found.speech)
    assert new.strip() == "还有“农贸市场快检室设备闲置，检测结果公示不及时”，同样要拿出办法。市场所每周三检两批，九月底前把结果上墙。"
    assert "由各市场监管所每周进农贸市场取样快检" in old and found.changed and not found.unclear
    assert not any("素材里没有" in line for line in found.changed)  # what the user dictates is given


def test_a_dictated_measure_leaves_the_other_problem_of_its_paragraph_alone(assistant: Assistant) -> None:
    brief, speech = school_speech()
    for wanted, stays, goes in (("师德考核那条写成政教处每学期按实绩分三档", "校办公室列出任职年限", "座谈会"), ("轮岗那条改成由校长室每年列表，教代会过一遍", "校党总支开一次座谈会", "校办公室")):
        old, new = only_line(speech, assistant.revise(speech, wanted, brief).speech)
        assert stays in new and goes in old and goes not in new and "“师德考核年年都是优秀，拉不开差距”" in new


def test_a_measure_is_not_dictated_into_a_place_that_cannot_be_told(assistant: Assistant) -> None:
    brief, speech = last_speech()
    for wanted in ("那条写成每季度去看一回", "措施就写：月底前办完", "月亮那条的措施改成由法规科每月对账"):
        found = assistant.revise(speech, wanted, brief)
        assert found.speech == speech and found.unclear, wanted


def test_one_problem_of_a_paragraph_goes_and_the_other_stays_answered(assistant: Assistant) -> None:
    brief, speech = school_speech()
    found = assistant.revise(speech, "师德考核那条删掉", brief)
    _, new = only_line(speech, found.speech)
    assert "师德" not in new and "座谈会" not in new and "“年轻教师压担子少，中层干部多年没有轮岗”归到一处" in new and "校办公室列出任职年限" in new
    assert found.brief is not None and len(found.brief.problems) == len(brief.problems) - 1


def test_a_fact_stands_after_what_names_the_problem(assistant: Assistant) -> None:
    brief, speech = last_speech()
    _, new = only_line(speech, assistant.revise(speech, "快检室那条涉及9个市场，写进去", brief).speech)
    assert "同样要拿出办法。涉及9个市场。由各市场监管所每周" in new


def test_what_is_done_is_said_and_the_pledge_to_do_the_very_same_goes(assistant: Assistant) -> None:
    brief, speech = last_speech()
    found = assistant.revise(speech, "快检机已经搬进市场了，快检室那条写成立行立改", brief)
    _, new = only_line(speech, found.speech)
    assert "这件事已经立行立改：快检机已经搬进市场了。" in new and "每周进农贸市场取样快检" not in new
    assert found.brief is not None and "快检机已经搬进市场了" in found.brief.rectified and errors(found.speech) <= errors(assistant.revise(speech, "标题三换一个", brief).speech)
    kept = assistant.revise(speech, "大厅的灯已经换好了，快检室那条写成立行立改", brief).speech.text
    assert "每周进农贸市场取样快检" in kept


def test_who_is_no_secretary_is_not_the_first_responsible(assistant: Assistant) -> None:
    brief, speech = last_speech()
    alone = msgspec.structs.replace(brief, role="局党组书记")
    for own, asks in ((alone, True), (None, True), (brief, False)):
        found = assistant.revise(speech, "我还没有当书记，书记是别人", own)
        assert "第一责任人" not in found.speech.text and "由我任组长" not in found.speech.text
        assert any("什么职务" in line for line in found.unclear) == asks


@pytest.mark.parametrize("wanted", ["把四个意识那句去掉", "增强四个意识那句不要了", "“两个维护”那句删了"])
@pytest.mark.parametrize("long", [False, True])
def test_a_sentence_goes_by_its_words_in_any_form_and_never_its_paragraph(assistant: Assistant, wanted: str, long: bool) -> None:
    brief, speech = school_speech()
    if long:
        text = speech.text.replace("“四个意识”、做到“两个维护”", "政治意识、大局意识、核心意识、看齐意识，维护党中央权威和集中统一领导")
        speech = speech_of(text)
    for own in (brief, None):
        found = assistant.revise(speech, wanted, own)
        if long and "增强" in wanted:
            assert found.speech == speech and found.unclear
            continue
        _, new = only_line(speech, found.speech)
        assert "把规矩守住" not in new and "食堂的菜，家长最想知道。" in new and "责任在我。" in new


def test_of_two_sentences_with_the_same_words_none_is_taken_out(assistant: Assistant) -> None:
    _, speech = last_speech()
    found = assistant.revise(speech, "把“执法裁量标准”那句删了")
    assert found.speech == speech and "几句" not in found.unclear[0] and "句" in found.unclear[0]


def test_an_item_that_is_to_stay_stays_and_the_next_is_changed(assistant: Assistant) -> None:
    brief, speech = last_speech()
    found = assistant.revise(speech, "第二条照旧，第三条换个措施", brief)
    old, _ = only_line(speech, found.speech)
    assert "接待好几拨人" in old
    assert assistant.revise(speech, "第三条照旧，第三条换个措施", brief).speech == speech


def test_a_sentence_goes_in_before_or_after_the_one_that_is_quoted(assistant: Assistant) -> None:
    _, speech = last_speech()
    for wanted, whole in (("“承办的人不能给自己打分”后面加一句：局长每月看一次账", "打分。局长每月看一次账。一条改完"), ("“承办的人不能给自己打分”前面加一句：局长每月看一次账", "局长每月看一次账。承办的人不能给自己打分。")):
        assert whole in assistant.revise(speech, wanted).speech.text
    lost = assistant.revise(speech, "“月亮很圆”后面加一句：局长每月看一次账")
    assert "局长每月看一次账" not in lost.speech.text and lost.unclear


def test_a_leader_who_spoke_is_answered_in_the_opening(assistant: Assistant) -> None:
    brief, speech = school_speech()
    found = assistant.revise(speech, "那天县委副书记到会讲话，提一下他的要求", brief)
    assert set(changed_lines(speech, found.speech)) == {"opening"} and "县委副书记讲了话" in found.speech.text
