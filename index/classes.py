"""Tell which of some classes a text is about: multinomial naive Bayes over characters and character pairs.

Weighed and normed as in Rennie et al. 2003 (inverse document frequency, unit length of each text), with all classes as
likely beforehand. It learns in closed form, in a second from ten thousand texts: the same texts give the same numbers.
"""

import math
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from index.lexical import bigrams, folded

_ALPHA = 0.05
_DIM = 0.8
_ARRAYS = (("features", np.uint64), ("starts", np.uint32), ("rarity", np.float32), ("owners", np.uint16), ("weights", np.float32))
Floats = npt.NDArray[np.float64]


def grams(text: str) -> list[str]:
    """Return the characters and character pairs of text, and its Latin words, in the order of the text."""
    pairs = bigrams(text)
    return [*(char for char in folded(text) if char >= "\u3400"), *(pair for pair in pairs if len(pair) > 1)]


def key_of(gram: str) -> int:
    """Return a character or a pair as a number; a longer Latin word by its first two and last characters and length."""
    if len(gram) == 1:
        return ord(gram)
    if len(gram) == 2:
        return ord(gram[0]) << 21 | ord(gram[1])
    return 1 << 62 | min(len(gram), 31) << 54 | (ord(gram[0]) & 255) << 16 | (ord(gram[1]) & 255) << 8 | (ord(gram[-1]) & 255)


class Classes:
    """Naive Bayes over `count` classes, kept as flat arrays that are read as they are.

    `features` are sorted keys, `rarity` their inverse document frequencies, `starts` delimits each one's slice of
    `owners` (class numbers) and `weights` (how much more it says for that class than for one that never had it).
    """

    def __init__(self, base: Floats, arrays: Sequence[npt.NDArray[np.generic]]) -> None:
        """Hold the cost of a unit of evidence in each class, and the five arrays."""
        self._base = base
        self._features, self._starts, self._rarity, self._owners, self._weights = arrays

    @classmethod
    def learn(cls, texts: Iterable[tuple[int, float, str]], count: int) -> "Classes":
        """Return the classes learnt from (class number below count, weight, text)."""
        held: list[tuple[int, float, dict[int, float]]] = []
        spread: dict[int, int] = {}
        for number, weight, text in texts:
            own: dict[int, float] = {}
            for gram in grams(text):
                key = key_of(gram)
                own[key] = own.get(key, 0.0) + 1.0
            for key in own:
                spread[key] = spread.get(key, 0) + 1
            held.append((number, weight, own))
        rarity = {key: 1.0 + math.log((1 + len(held)) / (1 + found)) for key, found in spread.items()}
        mass: dict[int, dict[int, float]] = {key: {} for key in spread}
        total = np.zeros(count)
        for number, weight, own in held:
            scaled = {key: (1.0 + math.log(times)) * rarity[key] for key, times in own.items()}
            length = math.sqrt(sum(value * value for value in scaled.values())) or 1.0
            for key, value in scaled.items():
                mass[key][number] = mass[key].get(number, 0.0) + weight * value / length
            total[number] += weight * sum(scaled.values()) / length
        keys = sorted(mass)
        starts = np.cumsum([0, *(len(mass[key]) for key in keys)])
        owners = [number for key in keys for number in sorted(mass[key])]
        weights = [math.log1p(mass[key][number] / _ALPHA) for key in keys for number in sorted(mass[key])]
        values = (keys, starts, [rarity[key] for key in keys], owners, weights)
        arrays = [np.array(value, dtype=kind) for value, (_, kind) in zip(values, _ARRAYS, strict=True)]
        return cls(-np.log(total + _ALPHA * len(keys)), arrays)

    def evidence(self, text: str, dim: Iterable[str] = ()) -> Floats:
        """Return the log-likelihood of text in each class, per root of its length, so that long texts are no surer.

        Grams in `dim` count for less: they say what is wrong, not with what. Unknown grams say nothing; a text without
        a known one gives zeros.
        """
        times_of: dict[int, float] = {}
        weak = set(dim)
        for gram in grams(text):
            key = key_of(gram)
            times_of[key] = times_of.get(key, 0.0) + (_DIM if gram in weak else 1.0)
        keys = np.array(list(times_of), dtype=np.uint64)
        at = np.searchsorted(self._features, keys)
        known = (at < len(self._features)) & (self._features[np.minimum(at, len(self._features) - 1)] == keys)
        if not known.any():
            return np.zeros(len(self._base))
        at, times = at[known], np.array(list(times_of.values()))[known]
        values = np.where(times > 1, 1 + np.log(np.maximum(times, 1)), times) * self._rarity[at].astype(np.float64)
        values /= math.sqrt(float(values @ values))
        start, end = self._starts[at].astype(np.int64), self._starts[at + 1].astype(np.int64)
        counts = end - start
        slots = np.repeat(end - counts.cumsum(), counts) + np.arange(int(counts.sum()))
        gains = np.repeat(values, counts) * self._weights[slots]
        told = np.bincount(self._owners[slots], weights=gains, minlength=len(self._base))
        return np.asarray(self._base * float(values.sum()) + told)

    def knows(self, grams: Sequence[str]) -> npt.NDArray[np.bool_]:
        """Return for each gram whether any text that was learnt from held it."""
        keys = np.array([key_of(gram) for gram in grams], dtype=np.uint64)
        at = np.minimum(np.searchsorted(self._features, keys), len(self._features) - 1)
        return np.asarray(self._features[at] == keys)

    def save(self, folder: Path) -> None:
        """Write the arrays into folder."""
        (folder / "classes.base").write_bytes(self._base.tobytes())
        held = (self._features, self._starts, self._rarity, self._owners, self._weights)
        for (name, _), values in zip(_ARRAYS, held, strict=True):
            (folder / f"classes.{name}").write_bytes(values.tobytes())

    @classmethod
    def load(cls, folder: Path) -> "Classes":
        """Return the classes saved in folder."""
        base = np.frombuffer((folder / "classes.base").read_bytes(), dtype=np.float64)
        return cls(base, [np.frombuffer((folder / f"classes.{name}").read_bytes(), dtype=kind) for name, kind in _ARRAYS])


def share(values: Floats, sharpness: float) -> Floats:
    """Return evidence as probabilities that sum to one (softmax)."""
    powers = np.exp((values - values.max()) * sharpness)
    return np.asarray(powers / powers.sum())
