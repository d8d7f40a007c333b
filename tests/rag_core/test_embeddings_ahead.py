"""Embedding beside other work: the same vectors, in order, whatever becomes of the process that makes them."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from rag_core.embeddings import Embedder, ahead, embedded_ahead, load, section_vectors
from rag_core.errors import EmbeddingError
from tests.rag_core.embedders import WordEmbedder
from tests.rag_core.sections_of import section

BATCHES = tuple(tuple(section(f"batch {batch} section {number}") for number in range(20)) for batch in range(5))


@pytest.fixture(scope="module")
def wordllama() -> Embedder:
    return load("wordllama")


@pytest.fixture
def another_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ahead, "MANY", 1)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)


def same(embedder: Embedder) -> bool:
    with embedded_ahead(embedder, BATCHES) as vectors:
        made = list(vectors)
    return all(np.array_equal(m, section_vectors(embedder, b)) for m, b in zip(made, BATCHES, strict=True))


def test_vectors_come_in_the_order_of_the_batches() -> None:
    assert same(WordEmbedder())


@pytest.mark.usefixtures("another_process")
def test_another_process_makes_the_same_vectors(wordllama: Embedder) -> None:
    assert same(wordllama)


@pytest.mark.usefixtures("another_process")
def test_this_process_takes_over_when_the_other_one_dies(wordllama: Embedder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    assert same(wordllama)


def test_a_failing_embedding_fails_the_one_who_takes_its_vectors() -> None:
    class Failing(WordEmbedder):
        def encode_documents(self, documents: list[str], /) -> list[np.ndarray]:
            raise EmbeddingError("the service is down")

    with embedded_ahead(Failing(), BATCHES) as vectors, pytest.raises(EmbeddingError, match="down"):
        next(vectors)


def test_what_nobody_takes_is_given_up() -> None:
    embedder = WordEmbedder()
    with embedded_ahead(embedder, BATCHES * 1_000) as vectors:
        next(vectors)
    assert len(embedder.documents) < 1_000 * 5 * 40


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="looks for the process in /proc")
def test_the_other_process_ends_with_a_killed_parent() -> None:
    code = (
        "import os, time; os.cpu_count = lambda: 2\n"
        "from rag_core.embeddings import ahead, load\n"
        "from tests.rag_core.test_embeddings_ahead import BATCHES\n"
        "ahead.MANY = 1\n"
        "with ahead._worker(load('wordllama'), 100) as worker:\n"
        "    worker.encode_documents(['ready'])\n"
        "    print(worker._process.pid, flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as parent:
        assert parent.stdout
        worker = Path("/proc", parent.stdout.readline().decode().strip())
        assert worker.is_dir()
        parent.kill()
    deadline = time.monotonic() + 20
    while worker.is_dir() and " Z " not in (worker / "stat").read_text() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert time.monotonic() < deadline
