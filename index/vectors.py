"""Dense vectors under integer keys, searched by inner product: the one home of FAISS."""

from pathlib import Path
from typing import Any

import faiss
import numpy as np

from index.embed import Vectors

faiss.omp_set_num_threads(1)  # a single query gains nothing from a second thread


class VectorStore:
    """Exact search over unit vectors (0.4 ms at 10,000); an approximate index would need a reason."""

    def __init__(self, dimension: int) -> None:
        self._index: Any = faiss.IndexIDMap2(faiss.IndexFlatIP(dimension))

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def add(self, keys: list[int], vectors: Vectors) -> None:
        """Add one row of vectors under each key; zero rows are left out, they are near nothing."""
        kept = [i for i in range(len(keys)) if vectors[i].any()]
        if kept:
            self._index.add_with_ids(vectors[kept], np.array([keys[i] for i in kept], dtype=np.int64))

    def remove(self, keys: list[int]) -> None:
        """Remove the rows under keys; unknown keys are passed over."""
        self._index.remove_ids(np.array(keys, dtype=np.int64))

    def search(self, vector: Vectors, k: int) -> list[tuple[int, float]]:
        """Return up to k (key, cosine) with cosine above 0, best first; nothing for a zero vector."""
        if not len(self) or not vector.any():
            return []
        scores, keys = self._index.search(vector[None, :], min(k, len(self)))
        return [(int(key), float(s)) for key, s in zip(keys[0], scores[0], strict=True) if key >= 0 and s > 0]

    def rows(self, keys: list[int]) -> Vectors:
        """Return the vectors under keys as an array (len(keys), dimension), zero rows where there is none."""
        found = np.zeros((len(keys), self._index.d), dtype=np.float32)
        for row, key in zip(found, keys, strict=True):
            try:
                row[:] = self._index.reconstruct(key)
            except RuntimeError:  # FAISS's word for an unknown key
                continue
        return found

    def save(self, path: Path) -> None:
        """Write through Python's file: FAISS can't open a path with Chinese characters on Windows."""
        path.write_bytes(faiss.serialize_index(self._index).tobytes())

    @classmethod
    def load(cls, path: Path) -> "VectorStore":
        """Return the store saved at path; RuntimeError where it holds none."""
        store = cls.__new__(cls)
        store._index = faiss.deserialize_index(np.frombuffer(path.read_bytes(), dtype=np.uint8))
        return store
