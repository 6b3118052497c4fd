"""What the environment sets, and where data and state are found: read here and nowhere else."""

import os
from pathlib import Path

_PACKAGE = Path(__file__).parent


def data_folder(name: str) -> Path:
    """Return the folder `prompts` or `corpus`: BIAOTAI_PROMPTS or BIAOTAI_CORPUS first, then wheel, then checkout."""
    if given := os.environ.get(f"BIAOTAI_{name.upper()}"):
        return Path(given)
    inside = _PACKAGE / "data" / name
    return inside if inside.is_dir() else _PACKAGE.parent / name


def home() -> Path:
    """Return the folder of all state (library, history, cache): BIAOTAI_HOME first, then the platform's user folder."""
    if given := os.environ.get("BIAOTAI_HOME"):
        return Path(given)
    from platformdirs import user_data_path

    return user_data_path("biaotai", appauthor=False)


def embedder_name() -> str | None:
    """Return the sentence-transformers model that BIAOTAI_EMBEDDER names; None means the shipped embedding."""
    return os.environ.get("BIAOTAI_EMBEDDER") or None
