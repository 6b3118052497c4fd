"""Problems find their category by retrieval, in official and in plain words."""

from pathlib import Path

import pytest

from assistant import Assistant
from assistant.corpus import GENERAL
from assistant.matching import CategoryIndex, Match, category_of

DATA = Path(__file__).parent / "data" / "problems.tsv"
LABELLED = [
    (problem, labels.split())
    for problem, labels in (line.split("\t") for line in DATA.read_text(encoding="utf-8").splitlines() if line[0] != "#")
]

PARTS: dict[str, list[tuple[str, list[str]]]] = {}
for _line in (DATA.parent / "problems_adversarial.tsv").read_text(encoding="utf-8").splitlines():
    if _line[0] == "#":
        _part = PARTS.setdefault(_line[1:].partition(":")[0].strip(), [])
    else:
        _problem, _labels = _line.split("\t")
        _part.append((_problem, _labels.split()))


def test_four_of_five_labelled_problems_find_their_category_first(assistant: Assistant) -> None:
    index = assistant.knowledge.categories
    right = sum(index.match(problem)[0].category in labels for problem, labels in LABELLED)
    among = sum(any(found.category in labels for found in index.match(problem)) for problem, labels in LABELLED)
    assert right >= 0.8 * len(LABELLED)
    assert among >= 0.9 * len(LABELLED)


def test_a_shared_fault_alone_admits_a_problem_to_a_category_once_in_twenty_at_most(assistant: Assistant) -> None:
    adversarial = PARTS["adversarial"] + PARTS["fresh"]
    index = assistant.knowledge.categories
    false = [problem for problem, labels in adversarial if index.match(problem)[0].category not in labels]
    assert len(adversarial) >= 130 and len(false) <= 0.05 * len(adversarial), false


def test_problems_that_have_a_category_still_find_it(assistant: Assistant) -> None:
    index = assistant.knowledge.categories
    assert len(PARTS["true"]) >= 80
    assert sum(index.match(problem)[0].category in labels for problem, labels in PARTS["true"]) >= 0.9 * len(PARTS["true"])


@pytest.mark.parametrize(
    ("of_the_field", "of_another"),
    [("支部会议签到代签", "值班日志代签"), ("耕地补贴面积虚报", "无偿献血人次虚报"), ("采购人员吃回扣", "演出票务吃回扣")],
)
def test_a_category_needs_a_word_of_its_field_beside_the_fault(assistant: Assistant, of_the_field: str, of_another: str) -> None:
    index = assistant.knowledge.categories
    assert index.match(of_the_field)[0].category != GENERAL
    assert index.match(of_another) == [Match(GENERAL, 0.0, "")]


def test_without_the_list_of_faults_and_other_fields_a_fault_admits_where_it_should_not(assistant: Assistant) -> None:
    knowledge = assistant.knowledge
    bare = CategoryIndex.build(knowledge.corpus, {}, knowledge.embedder)
    adversarial = PARTS["adversarial"]
    assert sum(bare.match(problem)[0].category not in labels for problem, labels in adversarial) > 0.05 * len(adversarial)


def test_everyday_words_lead_to_a_category_and_are_named(assistant: Assistant) -> None:
    found = assistant.knowledge.categories.topics("买打印机专挑表弟的店")[0]
    assert (found.category, found.why) == ("P30", "打印机、专挑")


@pytest.mark.parametrize("question", ["红烧排骨怎么烧", "欢送会主持词模板", "", "，。", "asdf qwer"])
def test_what_is_no_offices_business_has_no_topic(assistant: Assistant, question: str) -> None:
    assert assistant.knowledge.categories.topics(question) == []


def test_topics_fall_from_the_likeliest_and_sum_to_one_at_most(assistant: Assistant) -> None:
    for problem, _ in LABELLED:
        scores = [found.score for found in assistant.knowledge.categories.topics(problem, 10)]
        assert scores == sorted(scores, reverse=True) and sum(scores) <= 1.001


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
