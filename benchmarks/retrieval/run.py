"""How well the right passages are found: `python benchmarks/retrieval/run.py [train|test]`.

Queries are labelled with categories of problem (2 main, 1 also helpful); a passage is as relevant as its best
category. Those of test.jsonl were written by someone who had seen the names of the categories only. A test query that
shares four characters in a row with its category's colloquial list is left out and counted.
"""

import json
import math
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

from assistant import Assistant  # noqa: E402
from index.passages import Passage  # noqa: E402
from index.text import searchable  # noqa: E402

KINDS = ("official", "colloquial", "sector", "section", "near")


def gain(passage: Passage, topics: dict[str, int]) -> int:
    return max((topics.get(topic, 0) for topic in passage.topics), default=0)


def measures(found: list[Passage], everything: list[Passage], topics: dict[str, int]) -> tuple[float, float, float]:
    """Return nDCG@10, reciprocal rank and precision@5 of found, best first."""
    gains = [gain(passage, topics) for passage in found[:10]]
    best = sorted((gain(passage, topics) for passage in everything), reverse=True)[:10]
    ideal = sum((2**g - 1) / math.log2(i + 2) for i, g in enumerate(best))
    dcg = sum((2**g - 1) / math.log2(i + 2) for i, g in enumerate(gains))
    first = next((i for i, g in enumerate(gains) if g), None)
    return (dcg / ideal if ideal else 0.0, 0.0 if first is None else 1 / (first + 1), sum(g > 0 for g in gains[:5]) / 5)


def tells(query: dict[str, Any], assistant: Assistant) -> bool:
    """Whether the query shares four characters in a row with the colloquial list of one of its main categories."""
    text = query["text"]
    runs = {text[i : i + 4] for i in range(len(text) - 3)}
    spoken = [
        phrase
        for topic, weight in query["topics"].items()
        if weight == 2
        for phrase in assistant.knowledge.corpus.categories[topic].colloquial
    ]
    return any(run in phrase for run in runs for phrase in spoken)


def main() -> int:
    split = sys.argv[1] if len(sys.argv) > 1 else "test"
    lines = (Path(__file__).parent / f"{split}.jsonl").read_text(encoding="utf-8").splitlines()
    queries = [json.loads(line) for line in lines]
    with tempfile.TemporaryDirectory() as home:
        assistant = Assistant(home=Path(home))
        index = assistant.knowledge.passages
        everything = [passage for passage in index if passage.topics]
        told = [query for query in queries if tells(query, assistant)]
        queries = [query for query in queries if query not in told]
        keyed = dict(index._passages)

        def words(text: str) -> list[Passage]:
            return [keyed[key] for key, _ in index._words.search(searchable(text), 10)]

        def meaning(text: str) -> list[Passage]:
            return [keyed[key] for key, _ in index._vectors.search(index.embedder.query(text), 10)]

        def hybrid(text: str) -> list[Passage]:
            return [hit.passage for hit in index.search(text, 10)]

        def expanded(text: str) -> list[Passage]:
            return [hit.passage for hit in assistant.search(text, 10)]

        systems: dict[str, Callable[[str], list[Passage]]] = {
            "words": words, "meaning": meaning, "hybrid": hybrid, "hybrid + categories": expanded,
        }  # fmt: skip
        print(f"{split}: {len(queries)} queries, {len(told)} left out, {len(everything)} labelled passages\n")
        print("| system | part | nDCG@10 | MRR | P@5 | ms |\n| --- | --- | --- | --- | --- | --- |")
        for name, search in systems.items():
            for part in ("all", *KINDS):
                own = [q for q in queries if q["topics"] and part in ("all", q["kind"])]
                taken, rows = [], []
                for query in own:
                    start = time.perf_counter()
                    found = search(query["text"])
                    taken.append(time.perf_counter() - start)
                    rows.append(measures(found, everything, query["topics"]))
                ndcg, mrr, p5 = (sum(row[i] for row in rows) / len(rows) for i in range(3))
                print(f"| {name} | {part} | {ndcg:.3f} | {mrr:.3f} | {p5:.3f} | {statistics.median(taken) * 1000:.1f} |")
        nothing = [not assistant.search(q["text"], 1) for q in queries if q["kind"] == "nothing"]
        near = [not assistant.search(q["text"], 1) for q in queries if q["kind"] == "near"]
        called = sum(nothing) + sum(near)
        print(
            f"\nnothing relevant: recall {sum(nothing) / len(nothing):.2f} of {len(nothing)}, precision "
            f"{sum(nothing) / called if called else 0:.2f} among {len(nothing)} and {len(near)} near misses"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
