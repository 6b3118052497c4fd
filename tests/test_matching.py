"""Problems find their category by retrieval, in official and in plain words."""

from pathlib import Path

import pytest

from assistant import Assistant
from assistant.corpus import GENERAL
from assistant.matching import CategoryIndex, category_of

DATA = Path(__file__).parent / "data" / "problems.tsv"
LABELLED = [
    (problem, labels.split())
    for problem, labels in (line.split("\t") for line in DATA.read_text(encoding="utf-8").splitlines() if line[0] != "#")
]


def test_four_of_five_labelled_problems_find_their_category_first(assistant: Assistant) -> None:
    index = assistant.knowledge.categories
    right = sum(index.match(problem)[0].category in labels for problem, labels in LABELLED)
    among = sum(any(found.category in labels for found in index.match(problem)) for problem, labels in LABELLED)
    assert right >= 0.8 * len(LABELLED)
    assert among >= 0.9 * len(LABELLED)


@pytest.mark.parametrize(
    ("problem", "category"),
    [
        ("执法裁量标准不统一", "P35"),
        ("食堂老从一家进货", "P30"),
        ("“三重一大”决策记录不全", "P26"),
        ("党建与业务“两张皮”", "P51"),
        ("公车私用，油卡管理混乱", "P20"),
    ],
)
def test_a_problem_finds_its_category(assistant: Assistant, problem: str, category: str) -> None:
    assert assistant.knowledge.categories.match(problem)[0].category == category


def test_the_words_that_led_there_are_named(assistant: Assistant) -> None:
    assert assistant.knowledge.categories.match("政府采购验收把关不严")[0].why == "政府采购"


@pytest.mark.parametrize("text", ["", "。，！", "asdf qwer", "无人机编队飞行"])
def test_what_is_like_no_category_is_answered_by_the_general_one(assistant: Assistant, text: str) -> None:
    assert [found.category for found in assistant.knowledge.categories.match(text)] == [GENERAL]


def test_a_category_without_measures_for_the_unit_is_passed_over(assistant: Assistant) -> None:
    knowledge = assistant.knowledge
    found, _ = category_of("行政执法不规范，同案不同罚", knowledge.categories, knowledge.corpus, "学校", "secretary")
    assert found.id != "P35"


def test_the_index_is_the_same_after_saving_and_loading(assistant: Assistant, tmp_path: Path) -> None:
    knowledge = assistant.knowledge
    built = CategoryIndex.build(knowledge.corpus, {}, knowledge.embedder)
    built.save(tmp_path)
    loaded = CategoryIndex.load(tmp_path, knowledge.embedder)
    for problem, _ in LABELLED[:20]:
        assert loaded.match(problem) == built.match(problem)
