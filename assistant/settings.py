"""What the environment sets, and where data and state are found: read here and nowhere else."""

import os
from pathlib import Path

from assistant.errors import AssistantError

_PACKAGE = Path(__file__).parent


def data_folder(name: str) -> Path:
    """Return the folder `prompts` or `corpus`: BIAOTAI_PROMPTS or BIAOTAI_CORPUS first, then wheel, then checkout."""
    if given := os.environ.get(f"BIAOTAI_{name.upper()}"):
        return Path(given)
    return shipped_folder(name)


def shipped_folder(name: str) -> Path:
    """Return the folder `prompts` or `corpus` that came with the program: in the wheel, else in the checkout."""
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


def prices() -> tuple[float, float] | None:
    """Return what a million tokens cost in and out, in yuan, as BIAOTAI_PRICES says (“2,8”); None where it says nothing."""
    text = os.environ.get("BIAOTAI_PRICES", "").strip()
    if not text:
        return None
    try:
        tokens_in, tokens_out = (float(piece) for piece in text.replace("，", ",").split(","))
    except ValueError as error:
        raise AssistantError(f"BIAOTAI_PRICES 写的是“{text[:20]}”；请写每百万词元进、出各多少元，例如 2,8") from error
    return tokens_in, tokens_out


def no_color() -> bool:
    """Whether NO_COLOR asks for text without colours (no-color.org), or the terminal is one that has none."""
    return bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM") == "dumb"


def model_name() -> str | None:
    """Return the language model that BIAOTAI_MODEL names; None means that everything is written offline."""
    return os.environ.get("BIAOTAI_MODEL", "").strip() or None


def model_address() -> str | None:
    """Return the address of the model's service, OPENAI_BASE_URL as the SDK reads it; None means OpenAI's own."""
    return os.environ.get("OPENAI_BASE_URL", "").strip() or None


def model_key() -> str | None:
    """Return the key for the model's service, OPENAI_API_KEY as the SDK reads it; it is never shown nor stored."""
    return os.environ.get("OPENAI_API_KEY", "").strip() or None


def library_weight() -> float:
    """Return what BIAOTAI_LIBRARY_WEIGHT says, 0 to 3: by how much the user's own exemplars count against the shipped ones."""
    text = os.environ.get("BIAOTAI_LIBRARY_WEIGHT", "").strip()
    if not text:
        return 1.0
    try:
        weight = float(text)
    except ValueError:
        weight = -1.0
    if not 0 <= weight <= 3:
        raise AssistantError(f"BIAOTAI_LIBRARY_WEIGHT 写的是“{text[:20]}”；请写 0 到 3 之间的数，1 是与随程序的范文同等，0 是不用")
    return weight
