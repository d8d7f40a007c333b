"""Sentence encoders as ONNX files, run by onnxruntime without transformers or torch."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rag_core.embeddings import hub
from rag_core.embeddings.vectors import capped, identity, unit
from rag_core.errors import EmbeddingError

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from tokenizers import Tokenizer

    from rag_core.embeddings.vectors import Matrix, Vector

WEIGHTS = ("model.onnx", "onnx/model.onnx")
BATCH = 16  # texts of about the same length
LONGEST = 512  # tokens, where the model does not say; what BERT has positions for
INPUTS = frozenset({"input_ids", "attention_mask", "token_type_ids"})


class OnnxEncoder:
    """Mean of the last layer over a text's tokens, as exports of sentence-transformers models are meant to be used.

    `source` is a folder with the files of such an export, or the name of a hub repository that is in the cache.
    Raises EmbeddingError.
    """

    latin_only = False

    def __init__(self, source: str) -> None:
        hub.require(f"onnx:{source}", ("onnxruntime", "tokenizers"), "onnxruntime tokenizers")
        weights, tokenizer = _files(source)
        self._session, self._inputs = _session(weights)
        self._tokenizer = _tokenizer(tokenizer)
        self.dim: int = self._encode(["dimension"]).shape[1]
        self.id = identity(f"onnx-{_name(source)}-{hub.fingerprint(weights)}", self.dim)

    def encode_queries(self, queries: list[str], /) -> list[Vector]:
        """One vector a text."""
        return self.encode_documents(queries)

    def encode_documents(self, documents: list[str], /) -> list[Vector]:
        """One vector a text."""
        texts = capped(documents)
        vectors: dict[int, Vector] = {}
        by_length = sorted(range(len(texts)), key=lambda position: len(texts[position]))
        for start in range(0, len(texts), BATCH):
            batch = by_length[start : start + BATCH]
            vectors.update(zip(batch, self._encode([texts[position] for position in batch]), strict=True))
        return [vectors[position] for position in range(len(texts))]

    def _encode(self, texts: Sequence[str]) -> Matrix:
        import numpy as np

        encodings = self._tokenizer.encode_batch(list(texts))
        mask = np.array([encoding.attention_mask for encoding in encodings], np.int64)
        ids = np.array([encoding.ids for encoding in encodings], np.int64)
        arrays = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        try:
            output = self._session.run(None, {name: arrays[name] for name in self._inputs})[0]
        except _failures() as error:
            raise EmbeddingError("The ONNX model cannot read its tokenizer's output: are they of one model?") from error
        return unit(_mean(output, mask) if output.ndim == 3 else output)


def _mean(layer: NDArray[Any], mask: NDArray[Any]) -> NDArray[Any]:
    weights = mask[:, :, None]
    mean: NDArray[Any] = (layer * weights).sum(axis=1) / weights.sum(axis=1).clip(min=1)
    return mean


def _files(source: str) -> tuple[Path, Path]:
    """Weights and tokenizer."""
    folder = Path(source).expanduser()
    if folder.is_dir():
        weights = next((folder / name for name in WEIGHTS if (folder / name).is_file()), None)
        tokenizer = folder / "tokenizer.json"
        if weights is None or not tokenizer.is_file():
            raise EmbeddingError(f"{folder} needs model.onnx (or onnx/model.onnx) and tokenizer.json for onnx:")
        return weights, tokenizer
    found = next((path for name in WEIGHTS if (path := hub.cached(source, name))), None)
    cached_tokenizer = hub.cached(source, "tokenizer.json")
    if found is None or cached_tokenizer is None:
        raise hub.missing(f"onnx:{source}", (source,))
    return found, cached_tokenizer


def _session(weights: Path) -> tuple[Any, tuple[str, ...]]:
    """The model and the inputs it wants."""
    import onnxruntime

    try:
        session = onnxruntime.InferenceSession(str(weights), providers=["CPUExecutionProvider"])
    except _failures() as error:
        raise EmbeddingError(f"{weights} is no ONNX model that onnxruntime can load.") from error
    inputs = tuple(item.name for item in session.get_inputs())
    if not INPUTS.issuperset(inputs):
        raise EmbeddingError(f"{weights} wants the inputs {', '.join(inputs)}: not a text encoder as onnx: expects it.")
    return session, inputs


def _failures() -> tuple[type[Exception], ...]:
    """What onnxruntime raises, which has no root of its own."""
    from onnxruntime.capi import onnxruntime_pybind11_state as failures

    return (
        failures.Fail,
        failures.InvalidArgument,
        failures.InvalidGraph,
        failures.InvalidProtobuf,
        failures.NotImplemented,
        failures.RuntimeException,
    )


def _tokenizer(path: Path) -> Tokenizer:
    from tokenizers import Tokenizer

    if "model" not in _read(path):  # asked first, for the library raises a bare Exception
        raise EmbeddingError(f"{path} is no tokenizer of the tokenizers library.")
    tokenizer = Tokenizer.from_file(str(path))
    padding = tokenizer.padding or {}
    pad = padding.get("pad_token", "[PAD]")
    # An export's own settings may cut at 128 tokens and fill up every text to that: neither is wanted here.
    tokenizer.enable_padding(pad_id=padding.get("pad_id", tokenizer.token_to_id(pad) or 0), pad_token=pad)
    tokenizer.enable_truncation(_longest(path.parent))
    return tokenizer


def _longest(folder: Path) -> int:
    """Tokens the model can take, as the files beside its tokenizer say."""
    limits = [LONGEST]
    for name, key in (
        ("sentence_bert_config.json", "max_seq_length"),
        ("tokenizer_config.json", "model_max_length"),
        ("config.json", "max_position_embeddings"),
    ):
        value = _read(folder / name).get(key)
        limits += [int(value)] if isinstance(value, int | float) else []
    return min(limits)


def _read(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def _name(source: str) -> str:
    folder = Path(source).expanduser()
    return folder.resolve().name if folder.is_dir() else source
