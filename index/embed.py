"""Turn texts into unit vectors: the shipped static embedding, or any sentence-transformers model.

The static embedding is the mean of its tokens' rows, made unit length: sentence-transformers' StaticEmbedding and
Normalize, run with numpy and tokenizers alone so that no draft ever imports torch.
"""

import json
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from index.errors import RetrievalError

Vectors = npt.NDArray[np.float32]
SHIPPED = Path(__file__).parent / "model"


class Embedder(Protocol):
    """Gives texts vectors whose inner product is their nearness in meaning."""

    @property
    def name(self) -> str:
        """What the vectors depend on: part of the index's key."""

    @property
    def dimension(self) -> int:
        """The length of a vector."""

    def passages(self, texts: list[str]) -> Vectors:
        """Return an array (len(texts), dimension) of unit rows; a text without a known token gives a zero row."""

    def query(self, text: str) -> Vectors:
        """Return one row (dimension,), a zero row where text holds no known token."""


class StaticEmbedder:
    """The embedding in a folder that sentence-transformers saved from StaticEmbedding and Normalize."""

    def __init__(self, folder: Path = SHIPPED) -> None:
        from safetensors.numpy import load
        from tokenizers import Tokenizer

        inner = folder if (folder / "tokenizer.json").exists() else folder / "0_StaticEmbedding"
        try:
            # Through Python's own files: native readers can't open a path with Chinese characters on Windows.
            self._tokenizer = Tokenizer.from_str((inner / "tokenizer.json").read_text(encoding="utf-8"))
            self._rows = next(iter(load((inner / "model.safetensors").read_bytes()).values()))
            card = json.loads((folder / "stamp.json").read_text(encoding="utf-8"))
        except Exception as error:  # tokenizers and safetensors raise bare exceptions
            raise RetrievalError(f"{folder} 里的向量模型读不了；请重新安装 biaotai") from error
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self.name = f"static:{card['sha256'][:16]}"

    @property
    def dimension(self) -> int:
        """The length of a vector."""
        return int(self._rows.shape[1])

    def passages(self, texts: list[str]) -> Vectors:
        """Return an array (len(texts), dimension) of unit rows; a text without a known token gives a zero row."""
        found = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, encoding in zip(found, self._tokenizer.encode_batch_fast(texts, add_special_tokens=False), strict=True):
            if encoding.ids:
                mean = self._rows[encoding.ids].mean(axis=0)  # the unknown token's row is zero, see train
                norm = float(np.linalg.norm(mean))
                if norm > 0:
                    row[:] = mean / norm
        return found

    def query(self, text: str) -> Vectors:
        """Return one row (dimension,), a zero row where text holds no known token."""
        row: Vectors = self.passages([text])[0]
        return row


class SentenceTransformerEmbedder:
    """Any sentence-transformers model: a hub name that is on this machine, or a local folder."""

    def __init__(self, model: str) -> None:
        try:
            from sentence_transformers import SentenceTransformer  # takes 4 s and torch: only when asked for
        except ImportError as error:
            raise RetrievalError("用自选向量模型要先装神经网络依赖：pip install 'biaotai[neural]'") from error
        try:
            self._model: Any = SentenceTransformer(model, device="cpu", local_files_only=True)
        except Exception as error:  # huggingface_hub, OSError, ValueError, by version
            raise RetrievalError(f"向量模型 {model} 打不开；请给本机上的模型文件夹，或先把模型下载好") from error
        self.name = f"sentence-transformers:{model}:{folder_stamp(model)}"

    @property
    def dimension(self) -> int:
        """The length of a vector."""
        return len(self.query("巡察"))

    def passages(self, texts: list[str]) -> Vectors:
        """Return an array (len(texts), dimension) of unit rows; an empty text gives a zero row."""
        return self._encode(texts, "encode_document")

    def query(self, text: str) -> Vectors:
        """Return one row (dimension,), a zero row for an empty text."""
        row: Vectors = self._encode([text], "encode_query")[0]
        return row

    def _encode(self, texts: list[str], method: str) -> Vectors:
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        encode = getattr(self._model, method, self._model.encode)  # encode_query applies the model's own prompt
        found = encode(texts, normalize_embeddings=True, show_progress_bar=False, convert_to_numpy=True)
        rows = np.array(found, dtype=np.float32, order="C")
        rows[[not text.strip() for text in texts]] = 0  # a transformer gives its end marks a vector
        return rows


def folder_stamp(model: str) -> str:
    """Return what tells one state of a local model folder from another; empty for a hub name."""
    folder = Path(model)
    if not model or not folder.is_dir():
        return ""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return ",".join(f"{p.name}:{p.stat().st_size}:{p.stat().st_mtime_ns}" for p in files)


def embedder(model: str | None) -> Embedder:
    """Return the shipped embedding for None, else the sentence-transformers model of that name or folder."""
    return SentenceTransformerEmbedder(model) if model else StaticEmbedder()
