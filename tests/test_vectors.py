"""Vectors are found by their inner product; zero vectors are near nothing; what is saved comes back."""

from pathlib import Path

import numpy as np
import pytest

from index.embed import Vectors
from index.vectors import VectorStore


def rows(*values: tuple[float, float, float]) -> Vectors:
    found: Vectors = np.array(values, dtype=np.float32)
    lengths = np.linalg.norm(found, axis=1, keepdims=True)
    found /= np.where(lengths > 0, lengths, 1)
    return found


EAST, NORTH, NORTHEAST, ZERO = (1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (1.0, 1.0, 0.0), (0.0, 0.0, 0.0)


@pytest.fixture
def store() -> VectorStore:
    found = VectorStore(3)
    found.add([10, 20, 30], rows(EAST, NORTH, NORTHEAST))
    return found


def test_the_nearest_comes_first_with_its_cosine(store: VectorStore) -> None:
    found = store.search(rows(EAST)[0], 5)
    assert [key for key, _ in found] == [10, 30]
    assert [score for _, score in found] == pytest.approx([1.0, 0.7071], abs=1e-4)


def test_what_is_at_a_right_angle_or_beyond_is_not_found(store: VectorStore) -> None:
    assert store.search(rows((0.0, 0.0, 1.0))[0], 5) == []
    assert store.search(rows((-1.0, -1.0, 0.0))[0], 5) == []


def test_a_zero_vector_finds_nothing(store: VectorStore) -> None:
    assert store.search(rows(ZERO)[0], 5) == []


def test_a_zero_row_is_not_kept(store: VectorStore) -> None:
    store.add([40], rows(ZERO))
    assert len(store) == 3


def test_an_empty_store_finds_nothing() -> None:
    assert VectorStore(3).search(rows(EAST)[0], 5) == []


def test_no_more_than_asked_for_are_returned(store: VectorStore) -> None:
    assert [key for key, _ in store.search(rows(NORTHEAST)[0], 1)] == [30]


def test_a_removed_row_is_found_no_more(store: VectorStore) -> None:
    store.remove([10])
    assert [key for key, _ in store.search(rows(EAST)[0], 5)] == [30] and len(store) == 2


def test_removing_what_is_not_there_changes_nothing(store: VectorStore) -> None:
    store.remove([99])
    store.remove([])
    assert len(store) == 3


def test_rows_come_back_under_their_keys_and_zero_where_there_is_none(store: VectorStore) -> None:
    assert store.rows([20, 99, 10]).tolist() == [list(NORTH), list(ZERO), list(EAST)]


def test_a_store_saved_under_chinese_characters_and_spaces_comes_back(store: VectorStore, tmp_path: Path) -> None:
    path = tmp_path / "向量 一" / "库.faiss"
    path.parent.mkdir()
    store.save(path)
    assert VectorStore.load(path).search(rows(EAST)[0], 5) == store.search(rows(EAST)[0], 5)


def test_a_loaded_store_can_be_changed(store: VectorStore, tmp_path: Path) -> None:
    store.save(tmp_path / "库")
    loaded = VectorStore.load(tmp_path / "库")
    loaded.remove([10])
    loaded.add([40], rows((1.0, 0.1, 0.0)))
    assert [key for key, _ in loaded.search(rows(EAST)[0], 5)] == [40, 30]


@pytest.mark.parametrize("kept", [0, 1, 50])
def test_a_cut_off_file_is_refused_and_not_read_as_less(store: VectorStore, tmp_path: Path, kept: int) -> None:
    path = tmp_path / "库"
    store.save(path)
    path.write_bytes(path.read_bytes()[:kept])
    with pytest.raises(RuntimeError):
        VectorStore.load(path)
