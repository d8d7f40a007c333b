"""What all embeddings have in common: their interface, and how a section's vector is made with any of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from rag_core.errors import EmbeddingError
from rag_core.languages import only_latin
from rag_core.types import Section

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import ArrayLike, NDArray

    Vector = NDArray[np.float32]
    Matrix = NDArray[np.float32]

HEADING_WEIGHT = 0.4
"""How much similarity to the heading counts, against 1 for the whole section: in an FAQ the heading is the question.
0.3 to 0.5 measured alike; static embeddings lose without it, sentence encoders with more."""

TEXT_MAX = 6_000  # characters; three sections of the longest kind, and below 8,192 tokens in any script


class Embedder(Protocol):
    """Texts to vectors of length 1, as pymilvus-model's functions do it. Callable from several threads.

    Both methods raise EmbeddingError.
    """

    @property
    def id(self) -> str:
        """Names the model and everything that shapes its vectors; an index belongs to one id."""

    @property
    def dim(self) -> int:
        """Numbers a vector."""

    @property
    def latin_only(self) -> bool:
        """Whether it hardly knows other scripts, where words in common then tell more than its vectors do."""

    def encode_queries(self, queries: list[str], /) -> list[Vector]:
        """One vector a question."""

    def encode_documents(self, documents: list[str], /) -> list[Vector]:
        """One vector a text that is searched."""


def reads(embedder: Embedder, text: str) -> bool:
    """Whether the embedding knows the text's script."""
    return not embedder.latin_only or only_latin(text)


def section_vectors(embedder: Embedder, sections: Sequence[Section]) -> Matrix:
    """One row a section, float32: the inner product with a question's vector is the section's similarity to it.

    That similarity is a weighted mean of two cosines, one with breadcrumb and text, one with the heading alone. Rows
    are therefore shorter than 1 where heading and text differ: compare by inner product, not by cosine. Raises
    EmbeddingError.
    """
    import numpy as np

    if not sections:
        return np.zeros((0, embedder.dim), np.float32)
    whole = np.stack(embedder.encode_documents([f"{s.breadcrumb}\n{s.text}" for s in sections]))
    headings = list(dict.fromkeys(s.heading for s in sections))
    of = dict(zip(headings, embedder.encode_documents(headings), strict=True))
    heading = np.stack([of[s.heading] for s in sections])
    mean: Matrix = ((whole + HEADING_WEIGHT * heading) / (1 + HEADING_WEIGHT)).astype(np.float32)
    return mean


def identity(model: str, dim: int) -> str:
    """The `id` of an embedder: the model, its dimension, and how section vectors are made."""
    return f"{model}/{dim}/heading-{HEADING_WEIGHT:g}"


def unit(rows: ArrayLike | Sequence[ArrayLike]) -> Matrix:
    """Rows of length 1 as float32. A row of zeros, which is a text without any token, points nowhere in particular.

    Raises EmbeddingError for what is no matrix of finite numbers.
    """
    import numpy as np

    try:
        matrix = np.asarray(rows, dtype=np.float64)
    except (TypeError, ValueError):
        matrix = np.zeros(0)
    if matrix.ndim != 2 or not matrix.shape[1]:
        raise EmbeddingError("The embedding gave vectors of different lengths; check that EMBEDDING_MODEL is one.")
    if not np.isfinite(matrix).all():
        raise EmbeddingError("The embedding gave a vector with NaN or infinity; choose another EMBEDDING_MODEL.")
    matrix[~matrix.any(axis=1)] = 1.0
    unscaled: Matrix = (matrix / np.linalg.norm(matrix, axis=1, keepdims=True)).astype(np.float32)
    return unscaled


def capped(texts: Sequence[str]) -> list[str]:
    """The texts, each cut to TEXT_MAX."""
    return [text[:TEXT_MAX] for text in texts]
