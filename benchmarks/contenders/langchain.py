"""The same pipeline on LangChain and langchain-milvus, with their defaults and the same embedding."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from langchain_core.embeddings import Embeddings
from langchain_milvus import Milvus
from langchain_text_splitters import MarkdownHeaderTextSplitter

from benchmarks.contenders import Search
from rag_core.embeddings import load

HEADERS = [("#", "h1"), ("##", "h2"), ("###", "h3")]


class WordLlamaEmbeddings(Embeddings):
    """The default embedding as LangChain calls it."""

    def __init__(self) -> None:
        self._model = load("wordllama")

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """One vector a text."""
        return [vector.tolist() for vector in self._model.encode_documents(texts)]

    def embed_query(self, text: str) -> list[float]:
        """The vector of a question."""
        numbers: list[float] = self._model.encode_queries([text])[0].tolist()
        return numbers


@cache
def embeddings() -> WordLlamaEmbeddings:
    """One for the whole script."""
    return WordLlamaEmbeddings()


def ingest(pages: Path, home: Path) -> int:
    """See `Contender`. Replaces what is there, as LangChain has no notion of what changed."""
    splitter = MarkdownHeaderTextSplitter(HEADERS)
    documents = [
        document
        for file in sorted(pages.rglob("*.md"))
        for document in splitter.split_text(file.read_text(encoding="utf-8"))
    ]
    Milvus.from_documents(
        documents,
        embeddings(),
        connection_args={"uri": str(home / "langchain.db")},
        drop_old=True,
        enable_dynamic_field=True,  # pages differ in the depth of their headings
    )
    return len(documents)


async def opened(home: Path) -> Search:
    """See `Contender`."""
    store = Milvus(embeddings(), connection_args={"uri": str(home / "langchain.db")}, enable_dynamic_field=True)
    return lambda question: store.asimilarity_search(question, k=3)
