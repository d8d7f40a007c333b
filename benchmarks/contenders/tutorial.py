"""The Milvus tutorial's RAG code with another embedding behind its `emb_text`: split at "# ", one text at a time."""

from __future__ import annotations

import asyncio
from functools import cache
from pathlib import Path
from typing import Any

from pymilvus import MilvusClient
from tqdm import tqdm

from benchmarks.contenders import Search
from rag_core.embeddings import load

COLLECTION = "my_rag_collection"


class EmbeddingModel:
    """The default embedding as the function of pymilvus-model that the tutorial calls."""

    def __init__(self) -> None:
        self._model = load("wordllama")

    def encode_queries(self, queries: list[str]) -> list[Any]:
        """One vector a text."""
        return list(self._model.encode_queries(queries))

    def encode_documents(self, documents: list[str]) -> list[Any]:
        """One vector a text."""
        return list(self._model.encode_documents(documents))


@cache
def model() -> EmbeddingModel:
    """One for the whole script."""
    return EmbeddingModel()


def ingest(pages: Path, home: Path) -> int:
    """See `Contender`. Every run starts again from nothing, as the tutorial's does."""
    text_lines: list[str] = []
    for file_path in pages.rglob("*.md"):
        text_lines += file_path.read_text(encoding="utf-8").split("# ")
    client = MilvusClient(uri=str(home / "milvus_demo.db"))
    if client.has_collection(COLLECTION):
        client.drop_collection(COLLECTION)
    client.create_collection(
        collection_name=COLLECTION,
        dimension=len(model().encode_queries(["This is a test"])[0]),
        metric_type="IP",
        consistency_level="Strong",
    )
    rows = []
    for i, line in enumerate(tqdm(text_lines, desc="Creating embeddings", disable=None)):
        rows.append({"id": i, "vector": model().encode_documents([line])[0], "text": line})
    client.insert(collection_name=COLLECTION, data=rows)
    client.close()
    return len(text_lines)


async def opened(home: Path) -> Search:
    """See `Contender`. The tutorial waits for each call; beside other work it has to run in a thread."""
    client = MilvusClient(uri=str(home / "milvus_demo.db"))
    await asyncio.to_thread(client.load_collection, COLLECTION)

    def search(question: str) -> object:
        return client.search(
            collection_name=COLLECTION,
            data=model().encode_queries([question]),
            limit=3,
            search_params={"metric_type": "IP", "params": {}},
            output_fields=["text"],
        )

    return lambda question: asyncio.to_thread(search, question)
