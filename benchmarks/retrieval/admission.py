"""How often a problem is taken for a category that it is not: `python benchmarks/retrieval/admission.py [--all]`.

Reads the labelled problems of tests/data; a false admission is a category that no careful reader would accept, where
the general answer (P00) is always acceptable for the adversarial ones. Prints the weights that a logistic regression
gives to the signs of `assistant.matching`; --all also prints every problem that went wrong.
"""

import sys
import tempfile
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

from assistant import Assistant  # noqa: E402
from assistant.corpus import GENERAL  # noqa: E402
from assistant.matching import CategoryIndex, bare  # noqa: E402

Labelled = list[tuple[str, list[str]]]


def read() -> dict[str, Labelled]:
    """Return the labelled problems by part: those of problems.tsv, then each part that a comment `# name: …` begins."""
    parts: dict[str, Labelled] = {}
    for name in ("problems", "problems_adversarial"):
        part = name
        for line in (ROOT / "tests" / "data" / f"{name}.tsv").read_text(encoding="utf-8").splitlines():
            if line.startswith("#"):
                part = line[1:].partition(":")[0].strip()
            else:
                problem, labels = line.split("\t")
                parts.setdefault(part if name != "problems" else name, []).append((problem, labels.split()))
    return parts


def fitted(index: CategoryIndex, parts: dict[str, Labelled]) -> tuple[list[float], float]:
    """Return weights and intercept of a ridge logistic regression of "the best category is acceptable" on the signs."""
    rows, right = [], []
    for problem, labels in (entry for own in parts.values() for entry in own):
        text = bare(problem)
        evidence = index.evidence(text)
        best = int(evidence[:-2].argmax())
        rows.append([*index.signs(text, evidence, best), 1.0])
        right.append(index.ids[best] in labels)
    signs, truth = np.array(rows), np.array(right, dtype=float)
    weights = np.zeros(signs.shape[1])
    ridge = np.diag([1.0] * (len(weights) - 1) + [0.0])
    for _ in range(30):  # Newton's steps
        told = 1 / (1 + np.exp(-signs @ weights))
        curve = (signs * (told * (1 - told))[:, None]).T @ signs + ridge
        weights += np.linalg.solve(curve, signs.T @ (truth - told) - ridge @ weights)
    return [round(float(w), 2) for w in weights[:-1]], round(float(weights[-1]), 2)


def main() -> int:
    with tempfile.TemporaryDirectory() as home:
        index = Assistant(home=Path(home)).knowledge.categories
        parts = read()
        print("| part | problems | first | among three | general | wrong |\n| --- | --- | --- | --- | --- | --- |")
        for name, own in parts.items():
            found = [(problem, labels, index.match(problem)) for problem, labels in own]
            first = sum(hits[0].category in labels for _, labels, hits in found)
            among = sum(any(hit.category in labels for hit in hits) for _, labels, hits in found)
            general = sum(hits[0].category == GENERAL for _, _, hits in found)
            wrong = [(p, hits[0]) for p, labels, hits in found if hits[0].category not in (*labels, GENERAL)]
            print(f"| {name} | {len(own)} | {first} | {among} | {general} | {len(wrong)} ({len(wrong) / len(own):.1%}) |")
            if "--all" in sys.argv:
                print(*(f"    {problem} → {hit.category} {hit.score} {hit.why}" for problem, hit in wrong), sep="\n")
        print("\nweights and intercept:", *fitted(index, parts))
    return 0


if __name__ == "__main__":
    sys.exit(main())
