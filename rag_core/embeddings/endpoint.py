"""Embeddings of OpenAI, or of any server that speaks its protocol: Ollama, vLLM, text-embeddings-inference."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from rag_core.embeddings.vectors import capped, identity, unit
from rag_core.errors import EmbeddingError

if TYPE_CHECKING:
    from aiohttp import ClientSession

    from rag_core.embeddings.vectors import Vector

OPENAI = "https://api.openai.com/v1"
BATCH = 128  # texts a request; OpenAI takes 2,048, smaller servers run out of memory
QUERY_SECONDS = 15.0  # for the question that somebody waits for, all tries together
BATCH_SECONDS = 120.0  # for a batch of sections, all tries together
PAUSE = 0.5  # seconds before the second try, doubled each time
LONGEST_PAUSE = 20.0  # seconds, whatever Retry-After says
TRIES = 4
PASSING = frozenset({408, 409, 429, 500, 502, 503, 504})  # statuses that another try may change


class Endpoint:
    """A model behind an OpenAI-compatible /embeddings. Blocks, and so must be called outside an event loop.

    Raises EmbeddingError, which holds neither key nor text.
    """

    latin_only = False

    def __init__(self, model: str, *, base_url: str = "", api_key: str = "") -> None:
        if not (api_key or base_url):
            raise EmbeddingError(f"EMBEDDING_MODEL=openai:{model} needs EMBEDDING_API_KEY or EMBEDDING_BASE_URL.")
        self._model = model
        self._url = f"{(base_url or OPENAI).rstrip('/')}/embeddings"
        self._host = urlsplit(self._url).hostname or "EMBEDDING_BASE_URL"
        self._headers = {"Authorization": f"Bearer {api_key}"} if api_key else {}
        self.dim: int = len(self.encode_queries(["dimension"])[0])
        self.id = identity(f"openai-{model}", self.dim)

    def encode_queries(self, queries: list[str], /) -> list[Vector]:
        """One vector a text."""
        return asyncio.run(self._embed(queries, QUERY_SECONDS))

    def encode_documents(self, documents: list[str], /) -> list[Vector]:
        """One vector a text."""
        return asyncio.run(self._embed(documents, BATCH_SECONDS))

    async def _embed(self, texts: list[str], seconds: float) -> list[Vector]:
        from aiohttp import ClientSession

        vectors: list[Vector] = []
        sent = [text or " " for text in capped(texts)]  # an empty text is an error to OpenAI, a blank is not
        async with ClientSession(headers=self._headers, trust_env=True) as session:
            for start in range(0, len(sent), BATCH):
                batch = sent[start : start + BATCH]
                try:
                    async with asyncio.timeout(seconds):
                        vectors.extend(unit(await self._fetch(session, batch)))
                except TimeoutError:
                    raise EmbeddingError(f"{self._host} gave no embeddings within {seconds:.0f} s.") from None
        return vectors

    async def _fetch(self, session: ClientSession, texts: Sequence[str]) -> list[Any]:
        from aiohttp import ClientError

        request = {"model": self._model, "input": texts, "encoding_format": "float"}
        for attempt in range(TRIES):
            pause = PAUSE * 2**attempt
            try:
                async with session.post(self._url, json=request, allow_redirects=False) as response:
                    if response.status == 200:
                        return self._vectors(await response.read(), len(texts))
                    failure = self._explain(response.status)
                    if response.status not in PASSING:
                        break
                    asked = response.headers.get("Retry-After", "")
                    pause = min(float(asked), LONGEST_PAUSE) if asked.isdecimal() else pause
            except ClientError:
                failure = f"{self._host} cannot be reached for embeddings: check EMBEDDING_BASE_URL."
            if attempt < TRIES - 1:
                await asyncio.sleep(pause)
        raise EmbeddingError(failure)

    def _vectors(self, body: bytes, wanted: int) -> list[Any]:
        try:
            rows = sorted(json.loads(body)["data"], key=lambda row: int(row["index"]))
            vectors = [row["embedding"] for row in rows]
        except (ValueError, TypeError, KeyError):
            vectors = []
        if len(vectors) != wanted:
            raise EmbeddingError(f"{self._host} answered with no embeddings: check that EMBEDDING_BASE_URL is an API.")
        return vectors

    def _explain(self, status: int) -> str:
        if status in {401, 403}:
            return f"{self._host} refused EMBEDDING_API_KEY (status {status})."
        if status in PASSING:
            return f"{self._host} gave no embeddings (status {status}, {TRIES} times): try again later."
        return (
            f"{self._host} does not embed with {self._model} (status {status}): check EMBEDDING_MODEL and "
            "EMBEDDING_BASE_URL."
        )
