"""How much questions mean the same, courtesies apart, for finding those that were asked before."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Sequence
from typing import TYPE_CHECKING

from rag_core.embeddings import Embedder
from rag_core.embeddings.strangers import LanguageMeans
from rag_core.wording import essence

if TYPE_CHECKING:
    from rag_core.embeddings.vectors import Vector

NEARLY_THE_SAME = 0.75
"""Cosine. Of 260,000 pairs of questions on different topics of a team's 56 reached it, most of them siblings such as
booking a room and cancelling it; of 3,000 pairs of wordings of one topic 2 of 100."""

REMEMBERED = 5_000  # vectors; five megabytes


class Similar:
    """Compares questions; remembers what it has embedded. Belongs to one event loop."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._means = LanguageMeans(embedder.encode_queries)
        self._vectors: OrderedDict[str, Vector] = OrderedDict()
        self._one_at_a_time = asyncio.Lock()

    async def to(self, text: str, others: Sequence[str]) -> list[float]:
        """The cosine of a question with each of the others. Raises EmbeddingError."""
        if not others:
            return []
        async with self._one_at_a_time:
            return await asyncio.to_thread(self._compare, text, tuple(others))

    def _compare(self, text: str, others: tuple[str, ...]) -> list[float]:
        import numpy as np

        vectors = self._of([text, *others])
        cosines: list[float] = (np.stack([vectors[other] for other in others]) @ vectors[text]).tolist()
        return cosines

    def _of(self, texts: list[str]) -> dict[str, Vector]:
        found = {text: self._vectors[text] for text in texts if text in self._vectors}
        new = list(dict.fromkeys(text for text in texts if text not in found))
        bare = [essence(text) for text in new]
        found |= dict(zip(new, self._means.taken_off(bare, self._embedder.encode_queries(bare)), strict=True))
        for text in texts:
            self._vectors[text] = found[text]
            self._vectors.move_to_end(text)
        while len(self._vectors) > REMEMBERED:
            self._vectors.popitem(last=False)
        return found
