"""The everyday words of the categories: what may stand in their file, and how a mistake in it is told."""

from pathlib import Path

import pytest

from assistant import Assistant
from assistant.everyday import FILE, read_everyday
from assistant.settings import data_folder
from index.errors import CorpusError


def test_every_category_has_everyday_words(assistant: Assistant) -> None:
    corpus = assistant.knowledge.corpus
    found = read_everyday(data_folder("corpus"), corpus)
    assert {name for name in corpus.categories if len(found.of(name)) < 12} == set()
    assert len({word for words in found.words.values() for word in words.split()}) >= 600


def test_a_corpus_may_lack_the_file(assistant: Assistant, tmp_path: Path) -> None:
    assert read_everyday(tmp_path, assistant.knowledge.corpus).words == {}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("words: {P100: 进货}", "没有 P100 这一类"),
        ("words: {P30: [进货]}", "第1行"),
        ("word: {P30: 进货}", "word"),
        ("words: {P30: 进货", "YAML 写法不对"),
        ("nothing: 炒菜", "nothing"),
    ],
)
def test_a_mistake_is_told_with_its_file(assistant: Assistant, tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / FILE).write_text(text, encoding="utf-8")
    with pytest.raises(CorpusError) as caught:
        read_everyday(tmp_path, assistant.knowledge.corpus)
    assert told in str(caught.value) and FILE in str(caught.value) and "\n" not in str(caught.value)
