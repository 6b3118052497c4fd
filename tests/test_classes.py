"""Which class a text is about, learnt from a few texts and kept as arrays."""

from pathlib import Path

import numpy as np
import pytest

from index.classes import Classes, grams, key_of, share

TEXTS = [(0, 1.0, "食堂采购不比价"), (0, 1.0, "采购验收走过场"), (1, 1.0, "支部党课没人讲"), (1, 1.0, "党课签到代签"), (2, 1.0, "怎么炒菜")]


@pytest.fixture
def classes() -> Classes:
    return Classes.learn(TEXTS, 3)


@pytest.mark.parametrize(("text", "number"), [("采购不公开", 0), ("上党课", 1), ("怎么采", 2), ("ABC采购", 0)])
def test_a_text_is_of_the_class_whose_words_it_holds(classes: Classes, text: str, number: int) -> None:
    assert int(classes.evidence(text).argmax()) == number


@pytest.mark.parametrize("text", ["", "，。！", "鹦鹉螺", "\ud800"])
def test_a_text_without_a_known_gram_says_nothing(classes: Classes, text: str) -> None:
    assert classes.evidence(text).tolist() == [0.0, 0.0, 0.0]


def test_a_dim_word_counts_for_less(classes: Classes) -> None:
    plain, dim = classes.evidence("代签采购"), classes.evidence("代签采购", grams("代签"))
    assert dim[0] - dim[1] > plain[0] - plain[1]


def test_a_heavier_text_counts_for_more() -> None:
    light, heavy = (Classes.learn([(0, weight, "名单"), (1, 1.0, "名单"), (1, 1.0, "账")], 2).evidence("名单") for weight in (1.0, 5.0))
    assert heavy[0] - heavy[1] > light[0] - light[1]


def test_a_doubled_text_is_no_surer(classes: Classes) -> None:
    once, twice = share(classes.evidence("采购验收"), 1.0), share(classes.evidence("采购验收采购验收"), 1.0)
    assert abs(once[0] - twice[0]) < 0.1


def test_shares_sum_to_one_however_large_the_evidence() -> None:
    found = share(np.array([1e4, 0.0, -1e4]), 1.0)
    assert found.sum() == pytest.approx(1.0) and found[0] == pytest.approx(1.0)


def test_what_was_learnt_is_known_and_nothing_else(classes: Classes) -> None:
    assert classes.knows(["采购", "党", "鹦鹉"]).tolist() == [True, True, False]


def test_characters_pairs_and_latin_words_have_keys_of_their_own() -> None:
    found = grams("三公SUV经费APP党务a")
    assert {"SUV".lower(), "app", "三公", "经费", "三", "务"} <= set(found)
    assert len({key_of(gram) for gram in set(found)}) == len(set(found))


def test_the_same_texts_give_the_same_arrays_and_loading_gives_the_same_evidence(classes: Classes, tmp_path: Path) -> None:
    for name, made in (("一", classes), ("二", Classes.learn(TEXTS, 3))):
        (tmp_path / name).mkdir()
        made.save(tmp_path / name)
    one, two = ({p.name: p.read_bytes() for p in (tmp_path / name).iterdir()} for name in ("一", "二"))
    assert one == two
    assert Classes.load(tmp_path / "一").evidence("党课采购").tolist() == classes.evidence("党课采购").tolist()
