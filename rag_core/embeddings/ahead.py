"""Sections embedded while the caller does something else: in a thread, by the default embedding in another process.

Python computes on one processor at a time, which the other embeddings leave to it: they wait for a service or compute
outside of Python.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rag_core.embeddings.static import WordLlama
from rag_core.embeddings.vectors import Embedder, section_vectors
from rag_core.types import Section

if TYPE_CHECKING:
    from rag_core.embeddings.vectors import Matrix, Vector

MANY = 2_000  # sections; for less, a process takes longer to start than it saves


@contextmanager
def embedded_ahead(embedder: Embedder, batches: Sequence[Sequence[Section]]) -> Iterator[Iterator[Matrix]]:
    """Begin to embed; lends the matrices of `section_vectors` in the order of `batches`, as they get ready.

    Taking one raises EmbeddingError as `section_vectors` does. What is not taken by the end is given up.
    """
    with _worker(embedder, sum(map(len, batches))) as worker:
        thread = ThreadPoolExecutor(1)
        try:
            waiting = [thread.submit(section_vectors, worker, batch) for batch in batches]
            yield (made.result() for made in waiting)
        finally:
            thread.shutdown(cancel_futures=True)


@contextmanager
def _worker(embedder: Embedder, sections: int) -> Iterator[Embedder]:
    if sections < MANY or not isinstance(embedder, WordLlama) or (os.cpu_count() or 1) < 2:
        yield embedder
        return
    # Its input ends when this process does, however that ends, and it does with its input.
    process = subprocess.Popen(
        [sys.executable, "-m", "rag_core.embeddings.worker"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield _Elsewhere(embedder, process)
    finally:
        process.kill()
        process.communicate()  # closes its pipes, broken ones too


class _Elsewhere:
    """An embedder whose documents are embedded by another process; by this one if that fails. For one thread."""

    def __init__(self, embedder: WordLlama, process: subprocess.Popen[bytes]) -> None:
        self._embedder = embedder
        self._process = process
        self.id = embedder.id
        self.dim = embedder.dim
        self.latin_only = embedder.latin_only

    def encode_queries(self, queries: list[str], /) -> list[Vector]:
        """One vector a text."""
        return self._embedder.encode_queries(queries)

    def encode_documents(self, documents: list[str], /) -> list[Vector]:
        """One vector a text."""
        import numpy as np

        size = len(documents) * self.dim * np.dtype(np.float32).itemsize
        reply = self._ask(json.dumps(documents).encode() + b"\n", size)
        if len(reply) < size:
            return self._embedder.encode_documents(documents)
        return list(np.frombuffer(reply, np.float32).reshape(-1, self.dim))

    def _ask(self, request: bytes, size: int) -> bytes:
        """The reply; less than `size` bytes when the process is gone."""
        requests, replies = self._process.stdin, self._process.stdout
        assert requests is not None  # noqa: S101  # both are pipes
        assert replies is not None  # noqa: S101
        try:
            requests.write(request)
            requests.flush()
            return replies.read(size)
        except OSError:
            return b""
