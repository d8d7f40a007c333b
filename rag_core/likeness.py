"""How much questions are about the same: by what they mean, and by the words that they share."""

from __future__ import annotations

import math
import zlib
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from rag_core import lexical
from rag_core.embeddings.strangers import LanguageMeans
from rag_core.embeddings.vectors import reads

if TYPE_CHECKING:
    from rag_core.embeddings import Embedder
    from rag_core.embeddings.vectors import Matrix

WORDS, WORDS_ELSEWHERE = 0.3, 0.45
"""Share of the words in the likeness, where the embedding knows the script and elsewhere. 0.15 to 0.45 measured alike
for English with the default one, 0.4 to 0.6 for Korean and Chinese."""
HASHED = 512  # dimensions that all words share; 1,024 and 4,096 measured alike


def vectors(texts: Sequence[str], embedder: Embedder) -> Matrix:
    """One row a text, of length 1 at most: the inner product of two is about 0 for strangers and 1 for the same words.

    How rare a word is, is counted over these texts. Blocks. Raises EmbeddingError.
    """
    import numpy as np

    means = LanguageMeans(embedder.encode_queries)
    meaning, words = np.stack(means.taken_off(texts, embedder.encode_queries(list(texts)))), _words(texts)
    share = np.array([[WORDS if reads(embedder, text) else WORDS_ELSEWHERE] for text in texts], np.float32)
    return np.hstack((np.sqrt(1 - share) * meaning, np.sqrt(share) * words))


def _words(texts: Sequence[str]) -> Matrix:
    """Rare words count more; each has a place and a sign by its hash (Weinberger et al., 2009)."""
    import numpy as np

    terms = [frozenset(lexical.tokens(text)) for text in texts]
    spread = Counter(term for own in terms for term in own)
    found = np.zeros((len(texts), HASHED), np.float32)
    for row, own in enumerate(terms):
        for term in own:
            place = zlib.crc32(term.encode("utf-8", "surrogatepass"))
            found[row, place % HASHED] += (1 if place // HASHED % 2 else -1) * math.log1p(len(texts) / spread[term])
    found /= np.maximum(np.linalg.norm(found, axis=1, keepdims=True), np.finfo(np.float32).tiny)
    return found
