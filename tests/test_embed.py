"""The shipped embedding needs no torch and equals sentence-transformers; another model is one option away."""

import json
import random
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from index.embed import SHIPPED, SentenceTransformerEmbedder, StaticEmbedder, embedder, folder_stamp
from index.errors import RetrievalError
from index.passages import Part, Passage
from index.search import Index
from index.train import batches, make_tokenizer, read_pairs, stamp
from tests.test_exemplars import GOOD

ROOT = Path(__file__).resolve().parent.parent
KNOWN = ["采购管理不规范", "政府采购化整为零，拆成几单买。" * 40, "采购龘靐", "ABC 采购 2026", "{单位}的采购", "ＡＢＣ１２３"]
UNKNOWN = ["", "   ", "。，！", "龘靐齉爩", "🙂", "\u200b"]


@pytest.fixture(scope="module")
def static() -> StaticEmbedder:
    return StaticEmbedder()


def lengths(rows: Any) -> list[float]:
    return [round(float(length), 5) for length in np.linalg.norm(np.atleast_2d(rows), axis=1)]


# The shipped embedding


def test_a_text_gives_a_unit_row(static: StaticEmbedder) -> None:
    rows = static.passages(KNOWN)
    assert rows.shape == (len(KNOWN), static.dimension) and rows.dtype == np.float32
    assert lengths(rows) == [1.0] * len(KNOWN)


@pytest.mark.parametrize("text", UNKNOWN)
def test_a_text_without_a_known_token_gives_a_zero_row(static: StaticEmbedder, text: str) -> None:
    assert not static.query(text).any()


def test_no_texts_give_no_rows(static: StaticEmbedder) -> None:
    assert static.passages([]).shape == (0, static.dimension)


def test_a_row_does_not_depend_on_its_neighbours(static: StaticEmbedder) -> None:
    together = static.passages([*UNKNOWN, *KNOWN])
    assert all((row == static.query(text)).all() for text, row in zip([*UNKNOWN, *KNOWN], together, strict=True))


def test_unknown_characters_do_not_turn_the_vector(static: StaticEmbedder) -> None:
    assert static.query("采购龘靐齉").tolist() == pytest.approx(static.query("采购").tolist(), abs=1e-6)


def test_width_and_case_make_no_difference(static: StaticEmbedder) -> None:
    assert (static.query("ＫＰＩ考核１２３４５") == static.query("kpi考核12345")).all()


def test_a_plain_saying_is_nearer_to_its_field_than_to_others(static: StaticEmbedder) -> None:
    fields = ["采购管理", "公务接待", "党建工作", "信访办理"]
    near = static.passages(fields) @ static.query("食堂老从一家进货")
    assert fields[int(near.argmax())] == "采购管理"


def test_the_vectors_are_those_of_sentence_transformers(static: StaticEmbedder) -> None:
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(SHIPPED), device="cpu", local_files_only=True)
    texts = [*KNOWN, *UNKNOWN]
    theirs = model.encode(texts, normalize_embeddings=True, show_progress_bar=False)
    assert np.abs(static.passages(texts) - theirs).max() < 1e-6


def test_the_model_works_from_a_path_with_chinese_characters_and_spaces(static: StaticEmbedder, tmp_path: Path) -> None:
    folder = tmp_path / "向量 模型"
    shutil.copytree(SHIPPED, folder)
    copy = StaticEmbedder(folder)
    assert copy.name == static.name and (copy.query("采购管理") == static.query("采购管理")).all()


def test_the_shipped_stamp_is_that_of_the_shipped_files(tmp_path: Path) -> None:
    folder = tmp_path / "model"
    shutil.copytree(SHIPPED, folder)
    stamp(folder, {})
    kept, made = (json.loads((path / "stamp.json").read_text(encoding="utf-8"))["sha256"] for path in (SHIPPED, folder))
    assert kept == made


@pytest.mark.parametrize("name", ["tokenizer.json", "model.safetensors", "stamp.json"])
def test_a_damaged_model_is_told_how_to_be_mended(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "model"
    shutil.copytree(SHIPPED, folder)
    (folder / name).write_bytes((folder / name).read_bytes()[:100])
    with pytest.raises(RetrievalError, match="向量模型读不了；请重新安装 biaotai"):
        StaticEmbedder(folder)


def test_a_folder_without_a_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RetrievalError, match="向量模型读不了"):
        StaticEmbedder(tmp_path)


def test_the_shipped_embedding_loads_no_torch() -> None:
    code = (
        "import sys; from index import StaticEmbedder; StaticEmbedder().query('采购');"
        "print([m for m in ('torch', 'sentence_transformers', 'transformers', 'faiss') if m in sys.modules])"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert found.stdout.strip() == "[]"


# Another model


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A random two-layer BERT over single characters, with a prompt for questions, in sentence-transformers' format."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.models import Pooling, Transformer
    from tokenizers import Regex, Tokenizer, models, pre_tokenizers, processors
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

    folder = tmp_path_factory.mktemp("neural") / "小 模型"
    characters = sorted(set("采购管理食堂进货执法裁量标准不统一干部轮岗问"))
    names = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", *characters]
    tokenizer = Tokenizer(models.WordLevel({name: i for i, name in enumerate(names)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Split(Regex("."), "isolated")
    tokenizer.post_processor = processors.TemplateProcessing("[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)])
    fast = PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, unk_token="[UNK]", pad_token="[PAD]", cls_token="[CLS]", sep_token="[SEP]", model_max_length=64
    )
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=len(names), hidden_size=32, num_hidden_layers=2, num_attention_heads=2, intermediate_size=64, max_position_embeddings=66
    )
    BertModel(config).save_pretrained(folder / "bert")
    fast.save_pretrained(folder / "bert")
    model = SentenceTransformer(
        modules=[Transformer(str(folder / "bert")), Pooling(32)], device="cpu", prompts={"query": "问", "document": ""}
    )
    model.save_pretrained(str(folder / "model"), create_model_card=False)
    return folder / "model"


@pytest.fixture(scope="module")
def neural(tiny: Path) -> SentenceTransformerEmbedder:
    return SentenceTransformerEmbedder(str(tiny))


def test_another_model_gives_unit_rows_of_its_own_dimension(neural: SentenceTransformerEmbedder) -> None:
    rows = neural.passages(["采购管理", "食堂"])
    assert rows.shape == (2, 32) == (2, neural.dimension) and rows.dtype == np.float32
    assert lengths(rows) == [1.0, 1.0]


def test_another_model_gives_an_empty_text_a_zero_row(neural: SentenceTransformerEmbedder) -> None:
    assert lengths(neural.passages(["采购", "", " \n"])) == [1.0, 0.0, 0.0] and not neural.query("").any()


def test_another_model_gives_no_rows_for_no_texts(neural: SentenceTransformerEmbedder) -> None:
    assert neural.passages([]).shape == (0, 32)


def test_a_question_is_put_with_the_models_own_prompt(neural: SentenceTransformerEmbedder) -> None:
    plain, prompted = neural.passages(["采购", "问采购"])
    question = neural.query("采购")
    assert question.tolist() == pytest.approx(prompted.tolist(), abs=1e-5) and not np.allclose(question, plain, atol=1e-3)


def test_another_model_serves_an_index(neural: SentenceTransformerEmbedder, tiny: Path, tmp_path: Path) -> None:
    texts = ["采购管理", "干部轮岗"]
    index = Index.build(
        [Passage(id=f"甲#{i}", text=text, part=Part.BODY, document="甲") for i, text in enumerate(texts)], neural
    )
    index.save(tmp_path / "索 引")
    again = Index.load(tmp_path / "索 引", lambda: embedder(str(tiny)))
    assert [hit.passage.text for hit in again.search("干部轮岗", 1)] == ["干部轮岗"]


def test_two_models_and_the_shipped_one_have_three_names(
    neural: SentenceTransformerEmbedder, static: StaticEmbedder, tiny: Path, tmp_path: Path
) -> None:
    shutil.copytree(tiny, tmp_path / "另一个")
    (tmp_path / "另一个" / "README.md").write_text("改过", encoding="utf-8")
    assert len({static.name, neural.name, SentenceTransformerEmbedder(str(tmp_path / "另一个")).name}) == 3


def test_a_changed_file_changes_the_folders_stamp(tiny: Path, tmp_path: Path) -> None:
    shutil.copytree(tiny, tmp_path / "模型")
    before = folder_stamp(str(tmp_path / "模型"))
    (tmp_path / "模型" / "config.json").write_text("{}", encoding="utf-8")
    assert folder_stamp(str(tmp_path / "模型")) != before


@pytest.mark.parametrize("name", ["", "BAAI/bge-small-zh-v1.5"])
def test_what_is_no_folder_has_no_stamp(name: str) -> None:
    assert folder_stamp(name) == ""


def test_a_name_chooses_the_model(tiny: Path) -> None:
    assert isinstance(embedder(None), StaticEmbedder)
    assert isinstance(embedder(str(tiny)), SentenceTransformerEmbedder)


def test_a_model_that_is_not_on_this_machine_is_refused_without_a_look_at_the_network() -> None:
    with pytest.raises(RetrievalError, match="向量模型 nobody/no-such-model 打不开；请给本机上的模型文件夹"):
        SentenceTransformerEmbedder("nobody/no-such-model")


def test_without_the_neural_extra_one_line_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    with pytest.raises(RetrievalError) as caught:
        SentenceTransformerEmbedder("任何模型")
    assert str(caught.value) == "用自选向量模型要先装神经网络依赖：pip install 'biaotai[neural]'"
    assert isinstance(caught.value.__cause__, ImportError)


# Training


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """A corpus of two categories and one exemplar, as small as training takes."""
    folder = tmp_path / "语料 库"
    (folder / "measures").mkdir(parents=True)
    (folder / "speeches").mkdir()
    for name, topic, word in (("P30", "采购管理", "采购"), ("P44", "干部轮岗", "轮岗")):
        measures = [{"what": f"把{word}的单子逐个翻开", "check": f"{word}的表由纪检抽三成复核"}]
        data = {
            "id": name, "name": f"{word}不规范", "topic": topic, "keywords": [f"{word}走形式", f"{word}不公开"],
            "colloquial": [f"{word}一个人说了算", f"没人管{word}"], "measures": measures,
            "weight": [f"{word}关系大家的信任"], "results": [{"text": f"{word}的规矩立起来", "kinds": ["局"]}],
        }  # fmt: skip
        (folder / "measures" / f"{name}.yaml").write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    (folder / "speeches" / "局长.md").write_text(GOOD, encoding="utf-8")
    return folder


def test_every_category_has_its_pairs(corpus: Path) -> None:
    pairs = read_pairs(corpus)
    assert list(pairs) == ["P30", "P44"]
    assert ("没人管采购", "把采购的单子逐个翻开，采购的表由纪检抽三成复核") in pairs["P30"]
    assert any("近三年的单子" in answer for _, answer in pairs["P30"])
    assert not any("轮岗" in text for pair in pairs["P30"] for text in pair)


def test_a_batch_holds_every_category_once() -> None:
    pairs = {name: [(f"{name}问{i}", f"{name}答{i}") for i in range(count)] for name, count in (("甲", 2), ("乙", 5), ("丙", 3))}
    found = list(batches(pairs, random.Random(1)))
    assert [sorted(text[0] for text in questions) for questions, _ in found] == [["丙", "乙", "甲"]] * 3
    assert all(q[0] == a[0] for questions, answers in found for q, a in zip(questions, answers, strict=True))


def test_the_tokenizer_is_the_same_every_time() -> None:
    texts = ["食堂老从一家进货", "采购拆成几单买", "采购管理不规范", "食堂进货价没人比"] * 3
    assert make_tokenizer(texts).to_str() == make_tokenizer(texts).to_str()


def test_the_stamp_tells_two_models_apart_and_leaves_the_card_aside(tmp_path: Path) -> None:
    def made(weights: str, card: str) -> str:
        (tmp_path / "model.safetensors").write_text(weights, encoding="utf-8")
        (tmp_path / "README.md").write_text(card, encoding="utf-8")
        stamp(tmp_path, {"pairs": 1})
        return str(json.loads((tmp_path / "stamp.json").read_text(encoding="utf-8"))["sha256"])

    assert made("一", "card") == made("一", "another card") != made("二", "card")


def test_training_gives_the_same_model_twice_and_numpy_can_run_it(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from index import train

    monkeypatch.setattr(train, "EPOCHS", 3)
    for name in ("一", "二"):
        train.train(corpus, tmp_path / name)
    one, two = StaticEmbedder(tmp_path / "一"), StaticEmbedder(tmp_path / "二")
    near = one.passages(["采购管理", "干部轮岗"]) @ one.query("采购一个人说了算")
    assert one.name == two.name and near[0] > near[1]
