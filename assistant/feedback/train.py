"""Learn what sentences of a feedback document do from documents with a careful reader's list, and say how well that is told.

`python -m assistant.feedback.train` learns from the documents in `tests/data/feedback` that are not held out and writes
`sentences.crf`; the same documents and rules give the same file. With `--figures` nothing is written: each document is read
by a field that has learnt from the others.
"""

import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from assistant.feedback.items import with_runs
from assistant.feedback.layout import blocks
from assistant.feedback.reading import by_rules
from assistant.feedback.sentences import MODEL, Sentence, features, sentences
from assistant.feedback.zones import TO_PROBLEMS, Label
from assistant.tagging.sequence import Features, Sequences, learn
from index import yamlfile

DOCUMENTS = Path(__file__).resolve().parents[2] / "tests" / "data" / "feedback"
SETTINGS = {"c1": 0.1, "c2": 0.3, "max_iterations": 150}


Example = tuple[Features, list[str]]


class Listed(msgspec.Struct):
    """What a careful reader lists of a document: passages without white space."""

    problems: list[str]
    recommendations: list[str]
    deadlines: list[str]


def example(path: Path) -> Example:
    """Return the features and labels of a document that has its list beside it."""
    found = with_runs(blocks(path.read_text(encoding="utf-8"))[0])
    told = sentences(found)
    listed = msgspec.convert(yamlfile.parse(path.with_suffix(".yaml").read_text(encoding="utf-8"), path.name), Listed)
    flat = "".join(block.raw for block in found)
    after = {*_starts(listed.recommendations, flat), *_starts(listed.deadlines, flat)}
    return features(told, by_rules(found)), _labels(told, set(_starts(listed.problems, flat)), after)


def _starts(passages: Sequence[str], flat: str) -> list[int]:
    """Return where passages stand, which come in the order of the document; a page's end may cut one."""
    starts: list[int] = []
    for passage in passages:
        tries = (flat.find(passage, starts[-1] if starts else 0), flat.find(passage), flat.find(passage[:8]))
        starts += [next((at for at in tries if at >= 0), -1)]
    return [start for start in starts if start >= 0]


def _labels(told: Sequence[Sentence], problems: set[int], after: set[int]) -> list[str]:
    """Return what each sentence does: the listed ones as listed, the others by where they stand to the first and last of these."""
    spans = [range(s.piece.at, s.piece.at + len(s.piece.raw)) for s in told]
    begins = [at for at, span in enumerate(spans) if any(start in span for start in problems)]
    first, last = begins[0], begins[-1]
    found: list[str] = []
    for at, sentence in enumerate(told):
        block = sentence.block
        if at in begins:
            label: Label = "problem"
        elif at > last and block.at == told[last].block.at and found[-1] in ("problem", "more") and not any(s in spans[at] for s in after):
            label = "more"
        elif at > last or any(start in spans[at] for start in after):
            label = "after"
        elif at < first:
            label = "front"
        else:
            label = "more" if (sentence.place or block.kind == "列") and not block.head else "over"
        found.append(label)
    for at in range(first - 1, -1, -1):
        near = told[at].block.at == told[first].block.at or told[at].block.head or TO_PROBLEMS.search(told[at].piece.text)
        if not near or told[at].block.at < told[first].block.at - 60:
            break
        found[at] = "over"
    return found


def tuned(folder: Path = DOCUMENTS) -> list[Path]:
    """Return the documents that may be learnt from."""
    return [path for path in sorted(folder.glob("*.txt")) if not path.stem.startswith(("held-", "last-"))]


def learnt(documents: Sequence[Path], path: Path) -> None:
    """Learn a field from documents and write it to path."""
    learn([example(document) for document in documents], path, **SETTINGS)


def figures(documents: Sequence[Path]) -> tuple[float, float]:
    """Return how many of the sentences that begin a problem a field finds in documents it has not seen, and how many it finds do."""
    examples = [example(path) for path in documents]
    right = wanted = found = 0
    with TemporaryDirectory() as folder:
        for place, (seen, labels) in enumerate(examples):
            path = Path(folder) / f"{place}.crf"
            learn([one for at, one in enumerate(examples) if at != place], path, **SETTINGS)
            told = [label for label, _ in Sequences(path).labels(seen)]
            right += sum(one == other == "problem" for one, other in zip(told, labels, strict=True))
            wanted += labels.count("problem")
            found += told.count("problem")
    return right / wanted, right / found


def main(arguments: Sequence[str]) -> None:
    """Learn the field and write it, or tell its figures."""
    documents = tuned()
    if "--figures" in arguments:
        recall, precision = figures(documents)
        sys.stdout.write(f"{len(documents)} documents, each unseen: recall {recall:.3f}, precision {precision:.3f} of the sentences that begin a problem\n")
        return
    learnt(documents, MODEL)
    sys.stdout.write(f"learnt from {len(documents)} documents, {MODEL.stat().st_size // 1024} KB\n")


if __name__ == "__main__":
    main(sys.argv[1:])
