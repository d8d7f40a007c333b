"""A sentence encoder of a few kilobytes: one table of token vectors as an ONNX file, and a tokenizer for it.

It is written field by field, so that no test needs the onnx package or a download. The hub's cache layout is
https://huggingface.co/docs/huggingface_hub/guides/manage-cache.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import numpy as np

SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
WORDS = [*SPECIAL, "milvus", "data", "disk", "memory", "kafka", "where", "is", "the"]
DIM = 8
FLOAT, INT64 = 1, 7  # TensorProto.DataType
REVISION = "0" * 40


def write_model(folder: Path, *, words: int = len(WORDS), inputs: tuple[str, ...] = ()) -> Path:
    """An export as sentence-transformers makes it; fewer `words` than the tokenizer has make a model that breaks."""
    folder.mkdir(parents=True, exist_ok=True)
    names = inputs or ("input_ids", "attention_mask", "token_type_ids")
    (folder / "model.onnx").write_bytes(_model(_table(words), names))
    return folder


def write_tokenizer(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    special = [
        {"id": i, "content": word, "single_word": False, "lstrip": False, "rstrip": False, "normalized": False,
         "special": True} for i, word in enumerate(SPECIAL)
    ]  # fmt: skip
    single = [{"SpecialToken": {"id": "[CLS]", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}}]
    single.append({"SpecialToken": {"id": "[SEP]", "type_id": 0}})
    cls, sep = ({"id": name, "ids": [WORDS.index(name)], "tokens": [name]} for name in ("[CLS]", "[SEP]"))
    tokenizer = {
        "version": "1.0",
        "truncation": {"direction": "Right", "max_length": 4, "strategy": "LongestFirst", "stride": 0},
        "padding": {"strategy": {"Fixed": 4}, "direction": "Right", "pad_to_multiple_of": None, "pad_id": 0,
                    "pad_type_id": 0, "pad_token": "[PAD]"},
        "added_tokens": special,
        "normalizer": {"type": "BertNormalizer", "clean_text": True, "handle_chinese_chars": True,
                       "strip_accents": None, "lowercase": True},
        "pre_tokenizer": {"type": "BertPreTokenizer"},
        "post_processor": {"type": "TemplateProcessing", "single": single, "pair": single,
                           "special_tokens": {"[CLS]": cls, "[SEP]": sep}},
        "decoder": {"type": "WordPiece", "prefix": "##", "cleanup": True},
        "model": {"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##",
                  "max_input_chars_per_word": 100, "vocab": {word: i for i, word in enumerate(WORDS)}},
    }  # fmt: skip
    (folder / "tokenizer.json").write_text(json.dumps(tokenizer), encoding="utf-8")
    names = {"tokenizer_class": "BertTokenizerFast", "model_max_length": 16, "pad_token": "[PAD]", "unk_token": "[UNK]",
             "cls_token": "[CLS]", "sep_token": "[SEP]", "mask_token": "[MASK]"}  # fmt: skip
    (folder / "tokenizer_config.json").write_text(json.dumps(names), encoding="utf-8")
    config = {"model_type": "bert", "hidden_size": DIM, "max_position_embeddings": 32, "vocab_size": len(WORDS)}
    (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")
    (folder / "vocab.txt").write_text("\n".join(WORDS), encoding="utf-8")
    return folder


def snapshot(hub: Path, repository: str) -> Path:
    """The folder of a repository's files in a hub cache, made where it is not."""
    root = hub / f"models--{repository.replace('/', '--')}"
    (root / "refs").mkdir(parents=True, exist_ok=True)
    (root / "refs" / "main").write_text(REVISION)
    folder = root / "snapshots" / REVISION
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def vector(*words: str) -> np.ndarray:
    """What the encoder must give for these words: the mean of their token vectors, at length 1."""
    table = _table(len(WORDS))
    mean = np.mean([table[WORDS.index(word)] for word in ("[CLS]", *words, "[SEP]")], axis=0)
    return mean / np.linalg.norm(mean)


def _table(words: int) -> np.ndarray:
    rows = [hashlib.blake2b(word.encode(), digest_size=DIM).digest() for word in WORDS[:words]]
    return np.array([[byte / 64 - 2 for byte in row] for row in rows], np.float32)


# The protocol buffers of https://github.com/onnx/onnx/blob/main/onnx/onnx.proto3, as far as a single Gather needs them.


def _model(table: np.ndarray, inputs: tuple[str, ...]) -> bytes:
    node = _text(1, "table") + _text(1, inputs[0]) + _text(2, "last_hidden_state") + _text(4, "Gather")
    weights = _number(1, table.shape[0]) + _number(1, table.shape[1]) + _number(2, FLOAT) + _text(8, "table")
    graph = _bytes(1, node) + _text(2, "tiny") + _bytes(5, weights + _bytes(9, table.tobytes()))
    for name in inputs:
        graph += _bytes(11, _value(name, INT64, "batch", "tokens"))
    graph += _bytes(12, _value("last_hidden_state", FLOAT, "batch", "tokens", DIM))
    return _number(1, 8) + _bytes(7, graph) + _bytes(8, _number(2, 14))  # format 8, operators 14


def _value(name: str, kind: int, *shape: str | int) -> bytes:
    sizes = b"".join(_bytes(1, _number(1, size) if isinstance(size, int) else _text(2, size)) for size in shape)
    return _text(1, name) + _bytes(2, _bytes(1, _number(1, kind) + _bytes(2, sizes)))


def _text(field: int, text: str) -> bytes:
    return _bytes(field, text.encode())


def _bytes(field: int, content: bytes) -> bytes:
    return _varint(field << 3 | 2) + _varint(len(content)) + content


def _number(field: int, value: int) -> bytes:
    return _varint(field << 3) + _varint(value)


def _varint(value: int) -> bytes:
    out = b""
    while value > 127:
        out += bytes([value & 127 | 128])
        value >>= 7
    return out + bytes([value])
