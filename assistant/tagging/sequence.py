"""A conditional random field: labels for a sequence from the features of its places (Lafferty et al. 2001, by CRFsuite)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

Features = Sequence[list[str]]
"""For each place of a sequence the names of what is true there."""

_TRAINING = {"c1": 0.05, "c2": 0.3, "max_iterations": 160, "feature.minfreq": 2, "feature.possible_transitions": True}
"""L-BFGS with both penalties; set on sayings that were kept apart from those that are learnt from."""


class Sequences:
    """A field that has been learnt, read from a file when it is first asked."""

    def __init__(self, path: Path) -> None:
        """Name the file; nothing is read yet."""
        self.path = path
        self._held = b""

    @cached_property
    def _tagger(self) -> Any:
        import pycrfsuite

        tagger = pycrfsuite.Tagger()
        self._held = self.path.read_bytes()  # the tagger reads these bytes where they lie: they have to outlive it
        tagger.open_inmemory(self._held)  # CRFsuite itself cannot open a path with Chinese characters on Windows
        return tagger

    def labels(self, features: Features) -> list[tuple[str, float]]:
        """Return the likeliest labels in order, each with its probability at its place; empty for an empty sequence."""
        if not features:
            return []
        self._tagger.set(list(features))
        return [(label, self._tagger.marginal(label, place)) for place, label in enumerate(self._tagger.tag())]


    def beliefs(self, features: Features) -> list[dict[str, float]]:
        """Return for each place how probable each label is there; empty for an empty sequence."""
        if not features:
            return []
        self._tagger.set(list(features))
        names = self._tagger.labels()
        return [{name: self._tagger.marginal(name, place) for name in names} for place in range(len(features))]


def learn(examples: Iterable[tuple[Features, list[str]]], path: Path, **settings: Any) -> None:
    """Learn a field from sequences with their labels, and write it to path."""
    import pycrfsuite

    trainer = pycrfsuite.Trainer(algorithm="lbfgs", verbose=False)
    for features, labels in examples:
        trainer.append(list(features), labels)
    trainer.set_params({**_TRAINING, **settings})
    trainer.train(str(path))
