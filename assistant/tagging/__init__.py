"""Tell by example what stands where in plain words: a conditional random field over characters, another over clauses.

Both are learnt from `corpus/sayings` by `python -m assistant.tagging.train` and shipped in `model/`.
"""

from functools import lru_cache
from pathlib import Path

from assistant.tagging.sequence import Sequences

MODELS = Path(__file__).parent / "model"


@lru_cache
def shipped(name: str) -> Sequences:
    """Return the field that was learnt from `messages` or from `requests`."""
    return Sequences(MODELS / f"{name}.crf")
