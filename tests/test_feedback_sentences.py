"""What each sentence of a feedback document does is told by a field that has learnt from labelled documents, well for unseen ones too."""

from pathlib import Path

import pytest

from assistant.feedback import read_feedback
from assistant.feedback.items import with_runs
from assistant.feedback.layout import blocks
from assistant.feedback.reading import by_rules
from assistant.feedback.sentences import labels, sentences, shipped
from assistant.feedback.train import example, figures, learnt, main, tuned
from assistant.tagging.sequence import Sequences
from tests.test_feedback import FOLDER, HEAD, HELD_OUT, TAIL, TUNED, rates, text_of, together

FRESH = sorted(FOLDER.glob("dev-fresh-*.txt"))


@pytest.fixture(scope="module")
def learnt_anew(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("field") / "all.crf"
    learnt(tuned(), path)
    return path


def told(text: str, field: Sequences | None = None) -> dict[str, str]:
    found = with_runs(blocks(text)[0])
    own = sentences(found)
    given = labels(own, by_rules(found), field)
    return {sentence.piece.text: given[sentence.piece.at] for sentence in own}


def test_no_held_out_document_is_learnt_from() -> None:
    assert tuned() == TUNED and not set(tuned()) & set(HELD_OUT)


def test_documents_of_an_author_it_has_not_seen_are_read_as_well(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Eight documents by one hand, which the rules alone read with recall 0.75 and precision 0.88."""
    assert len(FRESH) == 8
    path = tmp_path / "others.crf"
    learnt([document for document in tuned() if document not in FRESH], path)
    field = Sequences(path)
    monkeypatch.setattr("assistant.feedback.sentences.shipped", lambda: field)
    recall, precision = together(rates(FRESH))
    assert recall >= 0.9 and precision >= 0.9


def test_the_shipped_field_tells_what_one_learnt_anew_tells(learnt_anew: Path) -> None:
    for path in HELD_OUT:
        assert told(text_of(path)) == told(text_of(path), Sequences(learnt_anew))


def test_a_document_gives_a_label_for_each_sentence_and_a_problem_for_each_listed_one() -> None:
    seen, given = example(FOLDER / "dev-fresh-hospital.txt")
    assert len(seen) == len(given) and given.count("problem") == 20
    assert given[0] == "front" and given[-1] == "after"


def test_the_figures_say_how_well_unseen_documents_are_told(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    few = [*FRESH[:2], *HELD_OUT[:2]]
    recall, precision = figures(few)
    assert 0.4 < recall < 1 and 0.4 < precision <= 1
    monkeypatch.setattr("assistant.feedback.train.tuned", lambda: few)
    main(["--figures"])
    assert f"recall {recall:.3f}, precision {precision:.3f}" in capsys.readouterr().out


def test_what_is_proposed_where_a_problem_is_told_is_advice() -> None:
    body = "但也存在不少问题。\n供水保障不够有力。水厂值守长期缺位，3个水厂夜间无人。水质公示走过场，5个站一年没有公示。建议把值守表贴到村口。"
    read = read_feedback(HEAD + body + TAIL)
    assert [problem.problem for problem in read.problems] == ["水厂值守长期缺位", "水质公示走过场"]
    assert any("值守表" in advice for advice in read.recommendations) and all("值守表" not in problem.quote for problem in read.problems)


def test_what_a_second_look_finds_settled_is_no_problem() -> None:
    body = "但还有问题没有解决。已经整改到位的有：水费收缴不规范问题，已退还2.1万元；值守缺位问题，已配齐人员。\n水质公示走过场，5个站一年没有公示。"
    assert [problem.problem for problem in read_feedback(HEAD + body + TAIL).problems] == ["水质公示走过场"]


def test_a_general_fault_with_a_single_instance_is_one_problem() -> None:
    given = told(text_of(FOLDER / "dev-prose-4.txt"))
    assert next(label for text, label in given.items() if "落实上次巡察整改有水分" in text) == "problem"


def test_a_problem_in_short_says_what_is_wrong() -> None:
    read = read_feedback(text_of(FOLDER / "dev-fresh-disabled.txt"))
    assert "残疾人就业" not in {problem.problem for problem in read.problems}
    assert any("根本没参加过" in problem.problem for problem in read.problems)


def test_the_shipped_field_is_small() -> None:
    assert shipped().path.stat().st_size < 120_000
