"""An embedding for tests that is exact, instant and counts what it is asked."""

from __future__ import annotations

import zlib

import numpy as np
from numpy.typing import NDArray

from rag_core.lexical import tokens


class WordEmbedder:
    """Texts that share words are similar: one dimension per hash of a word."""

    latin_only = False

    def __init__(self, name: str = "words", dim: int = 64) -> None:
        self.id = f"{name}-{dim}"
        self.dim = dim
        self.documents: list[str] = []

    def encode_queries(self, queries: list[str], /) -> list[NDArray[np.float32]]:
        return [self._vector(text) for text in queries]

    def encode_documents(self, documents: list[str], /) -> list[NDArray[np.float32]]:
        self.documents += documents
        return [self._vector(text) for text in documents]

    def _vector(self, text: str) -> NDArray[np.float32]:
        vector = np.full(self.dim, 1e-3, dtype=np.float32)
        for term in tokens(text):
            vector[zlib.crc32(term.encode()) % self.dim] += 1
        return np.asarray(vector / np.linalg.norm(vector), dtype=np.float32)
