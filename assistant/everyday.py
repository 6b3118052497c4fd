"""Everyday words: what people say instead of the words of findings, and the categories that it points to."""

from pathlib import Path
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from assistant.corpus import Corpus, load
from index.errors import CorpusError

FILE = "everyday.yaml"
_Words = Annotated[str, Meta(min_length=1)]


class Everyday(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The everyday words of each category, and those that decide for none; words stand between blanks."""

    words: dict[str, _Words] = {}
    faults: str = ""
    elsewhere: str = ""
    nothing: tuple[str, ...] = ()

    def of(self, category: str) -> list[str]:
        """Return the words that point to category, in the order of the file, each once."""
        return list(dict.fromkeys(self.words.get(category, "").split()))


def read_everyday(folder: Path, corpus: Corpus) -> Everyday:
    """Return the words in folder, none where a corpus has no such file; CorpusError names file and what to do."""
    path = folder / FILE
    if not path.exists():
        return Everyday()
    found: Any = load(path, Everyday)
    for category in found.words:
        if category not in corpus.categories:
            raise CorpusError(f"{path}：没有 {category} 这一类；请核对 corpus/measures")
    return found  # type: ignore[no-any-return]
