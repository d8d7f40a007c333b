"""From a question to the sections it is answered from: rewriting, search, fusion, folding, floor and budget."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from rag_core import lexical
from rag_core.curated import Match, find
from rag_core.embeddings.vectors import reads
from rag_core.errors import ModelError
from rag_core.fusion import READ, UNREAD, fold, fuse
from rag_core.languages import is_cjk
from rag_core.llm import complete
from rag_core.prompt import needs_standalone, needs_translation, parse_standalone, standalone
from rag_core.types import Audience, Hit, Question, Section, Usage

if TYPE_CHECKING:
    from rag_core.embeddings import Embedder
    from rag_core.index.generation import Generation
    from rag_core.index.live import LiveIndex
    from rag_core.index.manifest import Manifest
    from rag_core.llm import ChatModel

CANDIDATES = 30  # fetched by each of the two searches; 20 to 50 ranked alike, and each costs Milvus Lite 0.1 ms
SEARCHES_AT_ONCE = (
    4  # Milvus Lite computes in this process: more at once end no sooner, and keep the event loop waiting
)
DEEP_FACTOR = 2  # a deep question is shown that many times more sections
REWRITE_TIMEOUT = 8.0  # seconds; past it the question is searched as it was asked
REWRITE_TOKENS = 200
FLOOR = 0.16  # best score below which nothing can be hoped for; it costs 1 in 100 answerable questions
EXCERPT_FLOOR = 0.20  # where no model reads the sections and says that they do not cover it
RELATED = 3  # nearest headings offered when nothing covers the question


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much the model is shown."""

    top: int = 6  # sections
    tokens: int = 3_000  # of all sections together, as `estimated_tokens` counts


@dataclass(frozen=True, slots=True, kw_only=True)
class Rewritten:
    """The texts to search for, the question itself first, and what finding them cost."""

    texts: tuple[str, ...]
    usage: Usage = field(default_factory=Usage)
    note: str = ""  # why the question is searched as it was asked, where it should not have been


@dataclass(frozen=True, slots=True, kw_only=True)
class Retrieved:
    """Sections for a question, best first, each within the asker's audience."""

    hits: tuple[Hit, ...]  # to answer from; empty when even the best is hopeless
    nearest: tuple[Hit, ...]  # whatever came first, for "did you mean"
    generation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Curated:
    """A curated answer for a question, with the sections that it cites."""

    match: Match
    sections: tuple[Section, ...]
    generation: str


class Retriever:
    """Searches the live index. Belongs to one event loop."""

    def __init__(
        self, index: LiveIndex, embedder: Embedder, limits: Limits = Limits(), *, floor: float = FLOOR
    ) -> None:
        self._index = index
        self._embedder = embedder
        self._limits = limits
        self._floor = floor
        self._turns = asyncio.Semaphore(SEARCHES_AT_ONCE)

    async def pages_language(self) -> str:
        """The language of most pages, ISO 639-1. Raises StoreError."""
        async with self._index.use() as generation:
            return generation.manifest.language

    async def curated(
        self, text: str, *, audience: Audience = "internal", sources: Sequence[str] = ()
    ) -> Curated | None:
        """The answer that people pinned to this question as a whole, for who may read it. Raises StoreError."""
        async with self._index.use() as generation:
            manifest = generation.manifest
            match = find(manifest.curated, text, audience=audience, sources=sources)
            if match is None:
                return None
            kept = await asyncio.to_thread(generation.sections, match.answer.sections)
            sections = tuple(kept[i] for i in match.answer.sections if i in kept)
        return Curated(match=match, sections=sections, generation=manifest.generation) if sections else None

    async def search(
        self,
        texts: Sequence[str],
        *,
        audience: Audience = "internal",
        sources: Sequence[str] = (),
        depth: Literal["quick", "deep"] = "quick",
        written: bool = True,
    ) -> Retrieved:
        """Find what to answer from; twice as much for a deep question. Raises StoreError, EmbeddingError.

        `written` says that a model will read the sections; without one they must be nearer.
        """
        factor = DEEP_FACTOR if depth == "deep" else 1
        top = self._limits.top * factor
        ranked, manifest = await self.ranked(texts, top=max(top, RELATED), audience=audience, sources=sources)
        return Retrieved(
            hits=within_budget(ranked[:top], self._limits.tokens * factor)
            if self.hopeful(ranked, written=written)
            else (),
            nearest=ranked[:RELATED],
            generation=manifest.generation,
        )

    def hopeful(self, ranked: Sequence[Hit], *, written: bool = True) -> bool:
        """Whether the best section is near enough for an answer by a model, or else for excerpts."""
        floor = self._floor if written else max(self._floor, EXCERPT_FLOOR)
        return bool(ranked) and ranked[0].score >= floor

    async def ranked(
        self, texts: Sequence[str], *, top: int, audience: Audience = "internal", sources: Sequence[str] = ()
    ) -> tuple[tuple[Hit, ...], Manifest]:
        """The `top` best sections for any of `texts`, each with its best score, and the generation searched.

        Raises StoreError, EmbeddingError.
        """
        async with self._turns, self._index.use() as generation:
            hits = await asyncio.to_thread(self._search, generation, texts, audience, sources, top)
            return hits[:top], generation.manifest

    def _search(
        self, generation: Generation, texts: Sequence[str], audience: Audience, sources: Sequence[str], wanted: int
    ) -> tuple[Hit, ...]:
        """See `ranked`. Blocks."""
        limit = max(CANDIDATES, wanted)
        best: dict[str, tuple[float, float, float]] = {}
        for text, vector in zip(texts, self._embedder.encode_queries(list(texts)), strict=True):
            found = generation.search(
                vector, lexical.query_vector(text), limit=limit, audience=audience, sources=sources
            )
            weights = READ if reads(self._embedder, text) else UNREAD
            for candidate in fuse(found.dense, found.lexical, weights):
                scores = (candidate.score, candidate.dense, candidate.lexical)
                best[candidate.id] = max(scores, best.get(candidate.id, scores))
        order = sorted(best, key=lambda i: best[i], reverse=True)[: 2 * wanted]  # folding needs some to spare
        sections = generation.sections(order)
        hits = [
            Hit(section=sections[i], score=best[i][0], dense=best[i][1], lexical=best[i][2])
            for i in order
            if i in sections
        ]
        return tuple(fold(hits))


async def rewrite(question: Question, model: ChatModel | None, pages_language: str) -> Rewritten:
    """Turn a follow-up into a question of its own, and put a foreign one into the pages' language as well.

    One short call to `model`, none when neither is needed. Without a model, or when it fails, a follow-up is searched
    together with the turn before it.
    """
    follow_up, foreign = needs_standalone(question), needs_translation(question.text, pages_language)
    if not (follow_up or foreign):
        return Rewritten(texts=(question.text,))
    alone = with_last_turn(question) if follow_up else question.text
    if model is None:
        return Rewritten(texts=(alone,))
    try:
        reply, usage = await complete(
            model,
            standalone(question, pages_language),
            max_tokens=REWRITE_TOKENS,
            timeout=REWRITE_TIMEOUT,
        )
    except ModelError as error:
        return Rewritten(texts=(alone,), note=f"searched as asked: {error}")
    rewritten = parse_standalone(reply)
    if not rewritten:
        return Rewritten(texts=(alone,), usage=usage, note="searched as asked: the model gave no rewritten question")
    # A follow-up says too little to be searched for by itself; a foreign question may share names with the pages.
    texts = (rewritten,) if follow_up and not foreign else tuple(dict.fromkeys((alone, rewritten)))
    return Rewritten(texts=texts, usage=usage)


def with_last_turn(question: Question) -> str:
    """The question together with what the asker said before it: enough words to search for."""
    earlier = [turn.text for turn in question.history if turn.role == "user"]
    return " ".join((*earlier[-1:], question.text))


def within_budget(hits: Sequence[Hit], tokens: int) -> tuple[Hit, ...]:
    """As many of the best hits as fit into `tokens`; the best one always."""
    kept: list[Hit] = []
    spent = 0
    for hit in hits:
        spent += estimated_tokens(hit.section.breadcrumb) + estimated_tokens(hit.section.text)
        if kept and spent > tokens:
            break
        kept.append(hit)
    return tuple(kept)


def estimated_tokens(text: str) -> int:
    """About how many tokens a model counts: four characters each, in Chinese, Japanese or Korean about one each."""
    if not is_cjk(text):
        return len(text) // 4 + 1
    wide = sum(ord(letter) > 0x2E7F for letter in text)
    return wide + (len(text) - wide) // 4 + 1
