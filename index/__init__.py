"""Retrieval: read exemplar speeches, segment, embed, store and search them.

Knows nothing of speeches yet to be written. Names are loaded when first used: `import index` loads neither FAISS nor
a model.
"""

from importlib import import_module
from typing import Any

_HOMES = {
    "CorpusError": "index.errors",
    "Embedder": "index.embed",
    "Exemplar": "index.exemplars",
    "Filter": "index.search",
    "Hit": "index.passages",
    "Index": "index.search",
    "Part": "index.passages",
    "Passage": "index.passages",
    "RetrievalError": "index.errors",
    "StaticEmbedder": "index.embed",
}

__all__ = [
    "CorpusError",
    "Embedder",
    "Exemplar",
    "Filter",
    "Hit",
    "Index",
    "Part",
    "Passage",
    "RetrievalError",
    "StaticEmbedder",
]


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'index' has no attribute {name!r}")
