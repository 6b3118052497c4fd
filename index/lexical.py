"""Words: BM25 over character bigrams, the one home of tantivy.

Chinese has no spaces; a word list would miss every new name, and an engine's default analyser takes a whole clause
for one token. Overlapping character pairs miss nothing: a name of n characters is a phrase of n-1 pairs.
"""

import math
import re
from pathlib import Path

import tantivy

_RUN = re.compile(r"[^\W\x00-\x7f]+|[A-Za-z0-9]+")
_WIDTH = {ord(f): ord(f) - 0xFEE0 for f in "".join(map(chr, range(0xFF01, 0xFF5F)))}
_HEAP = 15_000_000


def folded(text: str) -> str:
    """Return text with half-width, lower-case letters and digits."""
    return text.translate(_WIDTH).lower()


def bigrams(text: str) -> list[str]:
    """Return the character pairs of each run of Chinese characters, a lone character as it is, and Latin words."""
    found: list[str] = []
    for run in _RUN.findall(folded(text)):
        if (run[0] < "\u3400" and run[0] != "〇") or len(run) == 1:
            found.append(run)
        else:
            found += [run[i : i + 2] for i in range(len(run) - 1)]
    return found


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("key", stored=True, indexed=True, fast=True)
    builder.add_text_field("text", stored=False, tokenizer_name="whitespace", index_option="position")
    return builder.build()


class WordStore:
    """Texts under integer keys, found by the character pairs that they share with a question."""

    def __init__(self, folder: Path | None = None) -> None:
        """Open the store in folder, made where it is empty; without a folder it lives in memory."""
        self._schema = _schema()
        self._holes = False  # tantivy counts removed texts in a term's frequency until it merges them away
        if folder is None:
            self._index = tantivy.Index(self._schema)
        else:
            folder.mkdir(parents=True, exist_ok=True)
            self._index = tantivy.Index(self._schema, path=str(folder))
            self._holes = any(folder.glob("*.del"))

    def __len__(self) -> int:
        return int(self._index.searcher().num_docs)

    def add(self, keys: list[int], texts: list[str]) -> None:
        """Add one text under each key."""
        writer = self._index.writer(_HEAP, 1)
        for key, text in zip(keys, texts, strict=True):
            document = tantivy.Document()
            document.add_unsigned("key", key)
            document.add_text("text", " ".join(bigrams(text)))
            writer.add_document(document)
        self._commit(writer)

    def remove(self, keys: list[int]) -> None:
        """Remove the texts under keys; unknown keys are passed over."""
        writer = self._index.writer(_HEAP, 1)
        for key in keys:
            # Not by term: that takes a Python number for a signed one and then finds nothing to delete.
            writer.delete_documents_by_query(tantivy.Query.term_query(self._schema, "key", key))
        self._commit(writer)
        self._holes = True

    def _commit(self, writer: tantivy.IndexWriter) -> None:
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()

    def search(self, text: str, k: int) -> list[tuple[int, float]]:
        """Return up to k (key, BM25 score) with a score above 0, best first; nothing for a text without a pair."""
        terms = list(dict.fromkeys(bigrams(text)))
        if not terms:
            return []
        parts = [(tantivy.Occur.Should, tantivy.Query.term_query(self._schema, "text", term)) for term in terms]
        return self._run(tantivy.Query.boolean_query(parts), k)

    def search_exact(self, text: str, k: int) -> list[tuple[int, float]]:
        """Return up to k (key, score) of texts in which text stands as it is."""
        terms = bigrams(text)
        if not terms:
            return []
        if len(terms) == 1:
            return self._run(tantivy.Query.term_query(self._schema, "text", terms[0]), k)
        return self._run(tantivy.Query.phrase_query(self._schema, "text", terms), k)

    def _run(self, query: tantivy.Query, k: int) -> list[tuple[int, float]]:
        searcher = self._index.searcher()
        hits = searcher.search(query, limit=k, count=False).hits
        found = [(int(searcher.doc(address)["key"][0]), score) for score, address in hits if score > 0]
        return sorted(found, key=lambda hit: (-hit[1], hit[0]))

    def rarity(self, terms: list[str]) -> list[float]:
        """Return how telling each term is: its inverse document frequency as in BM25, 0 where it stands nowhere."""
        n = len(self)
        return [math.log(1 + (n - c + 0.5) / (c + 0.5)) if c else 0.0 for c in self.frequencies(terms)]

    def frequencies(self, terms: list[str]) -> list[int]:
        """Return in how many texts each term stands."""
        searcher = self._index.searcher()
        if not self._holes:
            return [int(searcher.doc_freq("text", term)) for term in terms]
        queries = [tantivy.Query.term_query(self._schema, "text", term) for term in terms]
        return [int(searcher.search(query, limit=1, count=True).count) for query in queries]
