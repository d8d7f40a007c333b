"""ONNX encoders, ours and pymilvus-model's default, loaded from real files by the unmodified libraries."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from huggingface_hub import constants

from rag_core.embeddings import load
from rag_core.embeddings.functions import DEFAULT_TOKENIZER, DEFAULT_WEIGHTS
from rag_core.errors import EmbeddingError
from tests.fakes import tiny_encoder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    tiny_encoder.write_tokenizer(tiny_encoder.write_model(tmp_path / "tiny"))
    return tmp_path / "tiny"


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache in the place of the user's."""
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "hub"))
    return tmp_path / "hub"


def test_a_text_is_the_mean_of_its_tokens(folder: Path) -> None:
    (found,) = load(f"onnx:{folder}").encode_documents(["Where is the data"])
    assert found.dtype == np.float32
    assert np.allclose(found, tiny_encoder.vector("where", "is", "the", "data"), atol=1e-6)


def test_padding_to_the_longest_of_a_batch_changes_nothing(folder: Path) -> None:
    encoder = load(f"onnx:{folder}")
    texts = ["where is the data of milvus", "disk", "", *(["kafka memory"] * 20)]
    alone = [encoder.encode_queries([text])[0] for text in texts]
    assert np.allclose(encoder.encode_documents(texts), alone, atol=1e-6)


def test_a_long_text_is_cut_where_the_model_says(folder: Path) -> None:
    """At 16 tokens here, two of them special; the 4 of tokenizer.json are a default for other uses."""
    encoder = load(f"onnx:{folder}")
    (found,) = encoder.encode_documents(["disk " * 14 + "memory " * 500])
    assert np.allclose(found, tiny_encoder.vector(*["disk"] * 14), atol=1e-6)


def test_the_weights_may_lie_in_a_folder_named_onnx(folder: Path) -> None:
    (folder / "onnx").mkdir()
    (folder / "model.onnx").rename(folder / "onnx" / "model.onnx")
    assert load(f"onnx:{folder}").dim == tiny_encoder.DIM


def test_a_model_that_wants_no_token_types_gets_none(folder: Path) -> None:
    tiny_encoder.write_model(folder, inputs=("input_ids", "attention_mask"))
    assert load(f"onnx:{folder}").dim == tiny_encoder.DIM


def test_other_weights_of_the_same_name_are_another_model(folder: Path) -> None:
    before = load(f"onnx:{folder}").id
    assert load(f"onnx:{folder}/").id == before
    tiny_encoder.write_model(folder, inputs=("input_ids", "attention_mask"))
    assert load(f"onnx:{folder}").id != before


def test_a_hub_name_is_found_in_the_cache(hub: Path) -> None:
    tiny_encoder.write_tokenizer(tiny_encoder.write_model(tiny_encoder.snapshot(hub, "some/encoder")))
    encoder = load("onnx:some/encoder")
    assert encoder.id.startswith("onnx-some/encoder-")
    assert encoder.dim == tiny_encoder.DIM


@pytest.mark.parametrize("name", ["some/encoder", "no such folder"])
def test_an_absent_model_is_told_at_once_with_the_command(hub: Path, name: str) -> None:
    started = time.perf_counter()
    with pytest.raises(EmbeddingError, match=f"run hf download {name}"):
        load(f"onnx:{name}")
    assert time.perf_counter() - started < 2


def test_a_folder_without_a_model_is_told(tmp_path: Path) -> None:
    with pytest.raises(EmbeddingError, match=r"needs model\.onnx"):
        load(f"onnx:{tmp_path}")


@pytest.mark.parametrize(("file", "said"), [("model.onnx", "no ONNX model"), ("tokenizer.json", "no tokenizer")])
def test_a_damaged_file_is_told(folder: Path, file: str, said: str) -> None:
    (folder / file).write_bytes(b"<html>not found</html>")
    with pytest.raises(EmbeddingError, match=said):
        load(f"onnx:{folder}")


def test_a_model_for_something_else_is_told(folder: Path) -> None:
    tiny_encoder.write_model(folder, inputs=("pixels",))
    with pytest.raises(EmbeddingError, match="wants the inputs pixels"):
        load(f"onnx:{folder}")


def test_a_tokenizer_of_another_model_is_told(folder: Path) -> None:
    tiny_encoder.write_model(folder, words=6)
    encoder = load(f"onnx:{folder}")
    with pytest.raises(EmbeddingError, match="are they of one model"):
        encoder.encode_documents(["where is kafka"])


LOAD = """
import json, sys
from rag_core.embeddings import load
from rag_core.errors import EmbeddingError
try:
    embedder = load("default")
    vectors = [v.tolist() for v in embedder.encode_documents(["Where is the data", "disk"])]
    print(json.dumps({"id": embedder.id, "dim": embedder.dim, "vectors": vectors}))
except EmbeddingError as error:
    print(json.dumps({"error": str(error), "pymilvus": "pymilvus" in sys.modules}))
"""


def load_default(home: Path) -> dict[str, object]:
    """In a process of its own: the hub's library reads HF_HOME when it is imported, and torch's absence warns."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("HF_", "TRANSFORMERS_", "COVERAGE"))}
    environment |= {"HF_HOME": str(home), "PIP_NO_INDEX": "1"}
    run = subprocess.run(
        [sys.executable, "-c", LOAD], env=environment, capture_output=True, text=True, timeout=120, check=True
    )
    report: dict[str, object] = json.loads(run.stdout.splitlines()[-1])
    return report


def test_the_tutorials_default_is_loaded_from_the_cache_without_a_network(tmp_path: Path) -> None:
    tiny_encoder.write_model(tiny_encoder.snapshot(tmp_path / "hub", DEFAULT_WEIGHTS))
    tiny_encoder.write_tokenizer(tiny_encoder.snapshot(tmp_path / "hub", DEFAULT_TOKENIZER))
    report = load_default(tmp_path)
    assert report["dim"] == tiny_encoder.DIM
    assert str(report["id"]).startswith(DEFAULT_TOKENIZER)
    expected = [tiny_encoder.vector("where", "is", "the", "data"), tiny_encoder.vector("disk")]
    assert np.allclose(report["vectors"], expected, atol=1e-5)


def test_the_tutorials_default_is_told_absent_without_an_import_or_a_retry(tmp_path: Path) -> None:
    report = load_default(tmp_path)
    assert f"hf download {DEFAULT_WEIGHTS} model.onnx && hf download {DEFAULT_TOKENIZER}" in str(report["error"])
    assert report["pymilvus"] is False


def test_the_tutorials_default_is_told_incomplete(tmp_path: Path) -> None:
    """A download that was broken off: the weights are there, of the tokenizer only its configuration."""
    tiny_encoder.write_model(tiny_encoder.snapshot(tmp_path / "hub", DEFAULT_WEIGHTS))
    tokenizer = tiny_encoder.snapshot(tmp_path / "hub", DEFAULT_TOKENIZER)
    (tokenizer / "config.json").write_text(json.dumps({"model_type": "albert", "hidden_size": 8}), "utf-8")
    assert f"hf download {DEFAULT_TOKENIZER}" in str(load_default(tmp_path)["error"])
