"""Words are found by character pairs, without a word list; what is removed is gone."""

from pathlib import Path

import pytest

from index.lexical import WordStore, bigrams, folded

TEXTS = ["采购管理要留痕", "食堂进货要比价", "采购和食堂都要公示", "干部轮岗"]
KEYS = [1, 2, 3, 4]


@pytest.fixture
def store() -> WordStore:
    words = WordStore()
    words.add(KEYS, TEXTS)
    return words


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("采购管理", ["采购", "购管", "管理"]),
        ("采购，管理", ["采购", "管理"]),
        ("水", ["水"]),
        ("ABC公司", ["abc", "公司"]),
        ("ＡＢＣ公司", ["abc", "公司"]),
        ("3号闸", ["3", "号闸"]),
        ("二〇二六", ["二〇", "〇二", "二六"]),
        ("", []),
        ("。，！ \n", []),
        ("🙂\u200b", []),
    ],
)
def test_a_text_gives_its_pairs(text: str, pairs: list[str]) -> None:
    assert bigrams(text) == pairs


def test_folding_makes_letters_small_and_half_width() -> None:
    assert folded("ＡＢc１２采购") == "abc12采购"


def test_the_text_that_shares_most_comes_first(store: WordStore) -> None:
    assert [key for key, _ in store.search("食堂进货", 5)] == [2, 3]


def test_a_text_that_shares_nothing_is_not_found(store: WordStore) -> None:
    assert 4 not in [key for key, _ in store.search("采购食堂", 5)]


def test_every_score_is_above_zero_and_they_fall(store: WordStore) -> None:
    scores = [score for _, score in store.search("采购管理要公示", 5)]
    assert scores == sorted(scores, reverse=True) and scores[-1] > 0


def test_no_more_than_asked_for_are_returned(store: WordStore) -> None:
    assert len(store.search("采购食堂", 1)) == 1


def test_equal_texts_keep_the_order_of_their_keys() -> None:
    words = WordStore()
    for key in (5, 1, 3):
        words.add([key], ["采购管理"])
    assert [key for key, _ in words.search("采购", 5)] == [1, 3, 5]


@pytest.mark.parametrize("text", ["", "  ", "。！？", "龘靐", "xyzzy"])
def test_a_question_without_a_known_pair_finds_nothing(store: WordStore, text: str) -> None:
    assert store.search(text, 5) == store.search_exact(text, 5) == []


def test_signs_of_a_query_language_are_text_like_any_other(store: WordStore) -> None:
    assert [key for key, _ in store.search('+text:"轮岗" AND (-*', 5)] == [4]


def test_an_exact_search_wants_the_words_side_by_side(store: WordStore) -> None:
    store.add([5], ["进货要看，食堂也要看"])
    assert [key for key, _ in store.search_exact("食堂进货", 5)] == [2]


def test_an_exact_search_finds_two_characters(store: WordStore) -> None:
    assert [key for key, _ in store.search_exact("轮岗", 5)] == [4]


def test_the_rarer_word_is_the_more_telling(store: WordStore) -> None:
    everywhere, twice, once, nowhere = store.rarity(["要公", "采购", "轮岗", "鱼塘"])
    assert once > twice > nowhere == 0.0 and everywhere == once


def test_a_removed_text_is_found_no_more(store: WordStore) -> None:
    store.remove([2])
    assert [key for key, _ in store.search("食堂进货", 5)] == [3] and len(store) == 3


def test_a_removed_text_no_longer_counts_for_rarity(store: WordStore) -> None:
    for _ in range(5):
        store.remove([4])
        store.add([4], ["干部轮岗"])
    assert (len(store), store.frequencies(["轮岗", "采购"])) == (4, [1, 2])


def test_removing_what_is_not_there_changes_nothing(store: WordStore) -> None:
    store.remove([99])
    assert len(store) == 4


def test_a_store_in_a_folder_with_chinese_characters_opens_again(tmp_path: Path) -> None:
    folder = tmp_path / "词 库"
    WordStore(folder).add(KEYS, TEXTS)
    assert [key for key, _ in WordStore(folder).search("轮岗", 5)] == [4]


def test_a_removal_in_a_folder_lasts(tmp_path: Path) -> None:
    first = WordStore(tmp_path / "词 库")
    first.add(KEYS, TEXTS)
    first.remove([1])
    again = WordStore(tmp_path / "词 库")
    assert (len(again), [key for key, _ in again.search("采购", 5)], again.frequencies(["采购"])) == (3, [3], [1])
