"""Train the shipped embedding from the corpus: `python -m index.train [CORPUS [OUT]]`, extra `neural`.

Reads the categories of problem and the exemplars and learns that the ways of saying a problem, its name, everyday
words that point to it, and the measures and paragraphs that answer it belong together (multiple negatives ranking:
every other category of the batch is a negative; each batch holds a category once, so that none is its own negative).
Saved in sentence-transformers' format: StaticEmbedding, then Normalize. The unknown token's row is zero, so texts with
unknown characters get the same vector here and in sentence-transformers.
"""

import hashlib
import json
import random
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from index.exemplars import read_folder
from index.segment import sentences
from index.text import searchable

DIMENSION = 128
PIECES = 6000
EPOCHS = 5
SEED = 20261123
Pairs = dict[str, list[tuple[str, str]]]


def read_pairs(corpus: Path) -> Pairs:
    """Return the training pairs of each category, in a fixed order."""
    pairs: Pairs = {}
    everyday = corpus / "everyday.yaml"
    words = yaml.safe_load(everyday.read_text(encoding="utf-8"))["words"] if everyday.exists() else {}
    for path in sorted((corpus / "measures").glob("P*.yaml")):
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
        named = [data["name"], data["topic"], *data["keywords"]]
        spoken = data["colloquial"]
        answers = [f"{m['what']}，{m['check']}" for m in data["measures"]]
        faults = [(fault, searchable(text)) for m, text in zip(data["measures"], answers, strict=True) for fault in m.get("answers", [])]
        said = [t if isinstance(t, str) else t["text"] for field in ("weight", "results") for t in data[field]]
        own = [(a, searchable(b)) for a in [*spoken, *named] for b in answers]
        own += [(a, b) for a in spoken for b in named] + [(a, searchable(b)) for a in named for b in said]
        told = [data["name"], *named[2:], *spoken]
        for i, word in enumerate(dict.fromkeys(words.get(data["id"], "").split())):
            own += [(word, data["name"]), (word, told[i % len(told)])]
        pairs[data["id"]] = own + faults * 3 + [(fault, data["name"]) for fault, _ in faults]
    for exemplar in read_folder(corpus / "speeches"):
        for section in exemplar.speech.sections:
            for paragraph in section.paragraphs:
                for topic in paragraph.topics:
                    first = [pair[0] for pair in pairs.get(topic, [])]
                    for i, sentence in enumerate(sentences(paragraph.text)):
                        if first and len(sentence) >= 12:
                            pairs[topic].append((first[(i * 7) % len(first)], searchable(sentence)))
    return pairs


def make_tokenizer(texts: list[str]) -> Any:
    """Return a Unigram tokenizer over texts whose alphabet also holds the 3,755 commonest characters (GB 2312, level 1)."""
    from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, trainers

    common = bytes(b for high in range(0xB0, 0xD8) for low in range(0xA1, 0xFF) for b in (high, low))
    alphabet = sorted(set(common.decode("gb2312", "ignore")) | {c for text in texts for c in text if "\u3400" <= c <= "\u9fff"})
    tokenizer = Tokenizer(models.Unigram())
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Lowercase()])
    tokenizer.pre_tokenizer = pre_tokenizers.Split(Regex("[^\u3400-\u9fffA-Za-z0-9]+"), "removed")
    trainer = trainers.UnigramTrainer(
        vocab_size=PIECES + len(alphabet), initial_alphabet=alphabet, special_tokens=["[UNK]"], unk_token="[UNK]",  # noqa: S106
        max_piece_length=4, show_progress=False,
    )  # fmt: skip
    tokenizer.train_from_iterator([*texts, *alphabet], trainer)
    # The trainer sums in another order each time: last digits and the order of ties differ from run to run.
    data = json.loads(tokenizer.to_str())
    unknown, *pieces = data["model"]["vocab"]
    pieces = sorted(([piece, round(score, 6)] for piece, score in pieces), key=lambda entry: (-entry[1], entry[0]))
    data["model"]["vocab"] = [unknown, *pieces]
    return Tokenizer.from_str(json.dumps(data))


def batches(pairs: Pairs, rng: random.Random) -> Iterator[tuple[list[str], list[str]]]:
    """Yield batches that hold one pair of every category."""
    order = {name: rng.sample(own, len(own)) for name, own in pairs.items() if own}
    rounds = sorted(len(own) for own in order.values())[len(order) // 2]
    for i in range(rounds):
        chosen = [own[i % len(own)] for own in order.values()]
        yield [a for a, _ in chosen], [b for _, b in chosen]


def train(corpus: Path, out: Path) -> None:
    """Train on corpus and write the model folder, with its stamp and the figures of the run."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.losses import MultipleNegativesRankingLoss

    try:
        from sentence_transformers.sentence_transformer.modules import Normalize, StaticEmbedding
    except ImportError:  # before 6.0
        from sentence_transformers.models import Normalize, StaticEmbedding

    torch.manual_seed(SEED)
    torch.set_num_threads(1)
    rng = random.Random(SEED)  # noqa: S311
    pairs = read_pairs(corpus)
    texts = sorted({text for own in pairs.values() for pair in own for text in pair})
    tokenizer = make_tokenizer(texts)
    embedding = StaticEmbedding(tokenizer, embedding_dim=DIMENSION)
    unknown = tokenizer.token_to_id("[UNK]")
    rows = embedding.embedding.weight
    with torch.no_grad():
        rows.normal_(0, 0.1)
        rows[unknown] = 0
    model = SentenceTransformer(modules=[embedding, Normalize()], device="cpu")
    loss = MultipleNegativesRankingLoss(model, scale=16.0)
    steps = EPOCHS * sum(1 for _ in batches(pairs, random.Random(0)))  # noqa: S311
    optimiser = torch.optim.Adam(model.parameters(), lr=0.01)
    schedule = torch.optim.lr_scheduler.LinearLR(optimiser, 1.0, 0.05, total_iters=steps)
    value = torch.zeros(())
    for _ in range(EPOCHS):
        for questions, answers in batches(pairs, rng):
            optimiser.zero_grad()
            value = loss([model.preprocess(questions), model.preprocess(answers)], None)
            value.backward()
            rows.grad[unknown] = 0
            optimiser.step()
            schedule.step()
    model.save_pretrained(str(out), create_model_card=False)
    stamp(out, {"dimension": DIMENSION, "pairs": sum(map(len, pairs.values())), "steps": steps, "loss": round(float(value.detach()), 3)})


def stamp(folder: Path, figures: dict[str, Any]) -> None:
    """Write stamp.json: what tells this model from another, and the figures of its run."""
    digest = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.is_file() and p.name not in ("stamp.json", "README.md")):
        digest.update(path.relative_to(folder).as_posix().encode() + path.read_bytes())
    (folder / "stamp.json").write_text(
        json.dumps({"sha256": digest.hexdigest(), **figures}, indent=1) + "\n", encoding="utf-8"
    )


if __name__ == "__main__":
    here = Path(__file__).resolve().parent
    train(
        Path(sys.argv[1]) if len(sys.argv) > 1 else here.parent / "corpus",
        Path(sys.argv[2]) if len(sys.argv) > 2 else here / "model",
    )
