"""Footnote, through the parts that its commands are made of."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from benchmarks.contenders import Search
from rag_core import lexical
from rag_core.embeddings import Embedder, load
from rag_core.index import LiteStore
from rag_core.index.live import LiveIndex
from rag_core.ingest import gather
from rag_core.ingest import ingest as publish
from rag_core.retrieval import Retriever
from rag_core.sources import SourceSpec


@cache
def embedder() -> Embedder:
    """The default embedding, which the other contenders use as well."""
    return load("wordllama")


def ingest(pages: Path, home: Path) -> int:
    """See `Contender`."""
    return publish(gather([SourceSpec(location=str(pages))]), LiteStore(home / "index"), embedder()).sections


def live_index(home: Path) -> LiveIndex:
    """As the bot opens it."""
    return LiveIndex(LiteStore(home / "index"), embedder=embedder().id, dim=embedder().dim, analyzer=lexical.ANALYZER)


async def opened(home: Path) -> Search:
    """See `Contender`."""
    index = live_index(home)
    await index.refresh()
    retriever = Retriever(index, embedder())
    return lambda question: retriever.search([question])
