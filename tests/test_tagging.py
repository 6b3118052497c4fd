"""Two small fields learnt from sayings: what is fed to them, what comes out, and that they are what the sayings give."""

from pathlib import Path

import pytest

from assistant import Assistant
from assistant.revising import clauses
from assistant.revising.clauses import BESIDE
from assistant.revising.hearing import hear, worded
from assistant.revising.requests import KINDS, read_requests
from assistant.tagging import MODELS, characters, shipped, train
from assistant.tagging.characters import TAGS, Words
from assistant.tagging.sequence import Sequences, learn
from index.errors import CorpusError
from tests.conftest import ROOT

SAYINGS = ROOT / "corpus" / "sayings"
NO_WORDS = Words((), ())


def test_a_tagged_message_is_its_text_and_the_stretches_that_say_something() -> None:
    text, spans = characters.untagged("我是〔unit|云溪县水利局〕〔role|局长〕，〔problem|采购验收不严〕")
    assert text == "我是云溪县水利局局长，采购验收不严"
    assert [(s.tag, s.text) for s in spans] == [("unit", "云溪县水利局"), ("role", "局长"), ("problem", "采购验收不严")]
    assert all(text[s.start : s.end] == s.text for s in spans)
    assert characters.labels(text, spans)[1:4] == ["O", "B-unit", "I-unit"]


@pytest.mark.parametrize("text", ["〔unt|水利局〕", "〔unit|水利局", "水利局〕的"])
def test_a_tag_that_is_none_or_is_not_closed_is_refused(text: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="tag"):
        characters.untagged(text)
    (tmp_path / "messages_1.txt").write_text(f"你好\n----\n{text}", encoding="utf-8")
    (tmp_path / "asides.txt").write_text("天冷了\n", encoding="utf-8")
    with pytest.raises(CorpusError, match=r"messages_1\.txt 第2条"):
        train.tagged(tmp_path)


def test_the_shipped_sayings_are_many_and_every_label_is_one_that_is_known() -> None:
    requests = train.requests(SAYINGS)
    labels = {label for _, told in requests for label in told}
    assert len(requests) >= 1500 and labels == {*KINDS, *BESIDE}
    tagged = train.tagged(SAYINGS)
    assert len(tagged) >= 1900
    assert {span.tag for _, marked in tagged for span in marked} == set(TAGS)


def test_a_message_is_learnt_from_as_it_is_and_once_more_with_other_matter(assistant: Assistant, tmp_path: Path) -> None:
    (tmp_path / "messages_1.txt").write_text("我是〔unit|云溪县水利局〕局长，〔problem|采购验收把关不严〕。", encoding="utf-8")
    (tmp_path / "asides.txt").write_text("天冷了\n", encoding="utf-8")
    examples = list(train.messages(tmp_path, assistant.knowledge.corpus))
    assert len(examples) == 2 and all(len(features) == len(labels) for features, labels in examples)


def test_the_same_examples_give_the_same_field_and_others_another(tmp_path: Path) -> None:
    examples = train.requests(SAYINGS)[:60]
    paths = [tmp_path / name for name in ("a", "b", "c")]
    for path, own in zip(paths, (examples, examples, examples[:50]), strict=True):
        learn(own, path)
    assert paths[0].read_bytes() == paths[1].read_bytes() != paths[2].read_bytes()


def test_figures_fall_where_the_labels_are_shuffled() -> None:
    examples = train.requests(SAYINGS)[:200]
    turned = [(features, examples[(place + 7) % 200][1][: len(features)] + ["aside"] * max(0, len(features) - len(examples[(place + 7) % 200][1]))) for place, (features, _) in enumerate(examples)]
    right, wrong = train.figures(examples, tuple), train.figures(turned, tuple)
    assert wrong[0] < right[0] - 0.1 and wrong[1] < right[1] - 0.1


def test_an_empty_text_has_no_stretches_and_no_clauses() -> None:
    assert characters.spans("", shipped("messages"), NO_WORDS) == []
    assert clauses.labelled("", shipped("requests")) == []


def test_a_field_is_read_from_a_path_with_chinese_characters(tmp_path: Path) -> None:
    path = tmp_path / "模型" / "请求.crf"
    path.parent.mkdir()
    path.write_bytes((MODELS / "requests.crf").read_bytes())
    assert clauses.labelled("第二部分再具体点", Sequences(path))[0].label == "specific"


def test_beliefs_of_a_clause_sum_to_one() -> None:
    for belief in shipped("requests").beliefs(clauses.features(["快检室那段", "删了吧"])):
        assert abs(sum(belief.values()) - 1) < 1e-6


def test_clauses_are_cut_at_marks_and_blanks_but_never_in_quotes() -> None:
    assert clauses.clauses("领导又变卦了 要五分钟的。把“一，二。三”改成“四”，行不行？") == ["领导又变卦了", "要五分钟的", "把“一，二。三”改成“四”", "行不行"]


def test_a_saying_cut_otherwise_than_the_program_cuts_keeps_the_label_it_is_most_of() -> None:
    assert clauses.spread([("第二部分太空，", "ref"), ("再细一点 谁来干写上", "specific")]) == [("第二部分太空", "ref"), ("再细一点", "specific"), ("谁来干写上", "specific")]


def test_a_place_beside_what_is_asked_goes_with_it(assistant: Assistant) -> None:
    speech = assistant.draft({"unit": "云溪县水利局", "problems": ["采购验收把关不严", "窗口服务生硬"]}, seed=1)
    told = [clauses.Labelled("窗口服务那段", "ref"), clauses.Labelled("拿掉", "delete"), clauses.Labelled("局长说的", "aside")]
    found = hear(told, speech, None)
    assert [(r.kind, r.about) for r in found.requests] == [("delete", "窗口服务")] and found.unclear == ()


def test_what_is_pointed_at_and_not_found_is_not_done_to_the_whole(assistant: Assistant) -> None:
    speech = assistant.draft({"unit": "云溪县水利局", "problems": ["采购验收把关不严"]}, seed=1)
    told = [clauses.Labelled("说月亮的那段", "ref"), clauses.Labelled("短一点", "length")]
    assert hear(told, speech, None).requests == () and hear(told, speech, None).unclear == ("短一点",)


def test_a_guess_is_worded_so_that_the_rules_read_it_as_the_same(assistant: Assistant) -> None:
    speech = assistant.draft({"unit": "云溪县水利局", "problems": ["采购验收把关不严", "窗口服务生硬"]}, seed=1)
    for words in ("第二部分再具体点", "结尾重写", "语气平实一点", "不要提时间", "第一部分短一点", "第三部分标题换一个", "别用“销号”", "开头不要动"):
        request = read_requests(words, assistant.knowledge.corpus, speech).requests[0]
        again = read_requests(worded(request), assistant.knowledge.corpus, speech).requests[0]
        assert (again.kind, again.target, again.value, again.about) == (request.kind, request.target, request.value, request.about), words


def test_one_field_is_learnt_alone_where_it_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    few = train.requests(SAYINGS)[:40]
    monkeypatch.setattr(train, "MODELS", tmp_path)
    monkeypatch.setattr(train, "requests", lambda folder: few)
    train.main(["requests"])
    assert [path.name for path in tmp_path.iterdir()] == ["requests.crf"]
    assert capsys.readouterr().out.startswith("requests: learnt")


def test_a_clause_that_asks_and_gives_after_a_colon_asks() -> None:
    assert clauses.spread([("第三条措施换成：", "measure"), ("值班员每两小时巡一次库房，", "value"), ("巡完签名", "value")]) == [
        ("第三条措施换成：值班员每两小时巡一次库房", "measure"), ("巡完签名", "value"),
    ]  # fmt: skip


def test_numbers_of_a_list_are_no_clauses_and_slips_are_mended() -> None:
    assert clauses.clauses("局长意见：第一，表述要稳；第二，第三部份在短一点") == ["表述要稳", "第三部分再短一点"]
    assert clauses.clauses("第一，表述要稳") == ["第一", "表述要稳"]
    assert clauses.clauses("把“第三部份在短”删掉") == ["把“第三部份在短”删掉"]


def test_a_dictation_is_given_as_it_was_written(assistant: Assistant) -> None:
    speech = assistant.draft({"unit": "云溪县水利局", "problems": ["采购验收把关不严", "窗口服务生硬"]}, seed=1)
    told = [
        clauses.Labelled("窗口服务那条的措施写成：办公室每周去一次", "measure", mark="；"), clauses.Labelled("月底汇总", "value", mark="，"),
        clauses.Labelled("结果上墙", "value", mark="。"), clauses.Labelled("结尾短一点", "length"),
    ]  # fmt: skip
    found = hear(told, speech, None)
    assert [(r.kind, r.value) for r in found.requests] == [("measure", "办公室每周去一次；月底汇总，结果上墙"), ("length", "shorter")]


def test_a_wish_in_two_clauses_is_one_and_two_wishes_are_two(assistant: Assistant) -> None:
    speech = assistant.draft({"unit": "云溪县水利局", "problems": ["采购验收把关不严", "窗口服务生硬"]}, seed=1)
    one = [clauses.Labelled("窗口服务那条写具体点", "specific"), clauses.Labelled("谁去查、什么时候查完要说清楚", "specific")]
    assert [(r.kind, r.value, r.about) for r in hear(one, speech, None).requests] == [("specific", "both", "窗口服务")]
    two = [clauses.Labelled("窗口服务那条写具体点", "specific"), clauses.Labelled("采购验收那条也写具体点", "specific")]
    assert [r.about for r in hear(two, speech, None).requests] == ["窗口服务", "采购验收"]
    sizes = [clauses.Labelled("第二部分短一点", "length"), clauses.Labelled("全文压到1000字", "length")]
    assert [str(r.target) for r in hear(sizes, speech, None).requests] == ["section 2", "whole"]
