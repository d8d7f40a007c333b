"""An OpenAI-compatible server, well behaved and not, over a real socket."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator

import numpy as np
import pytest

from rag_core.embeddings import Embedder, endpoint, load
from rag_core.embeddings.vectors import TEXT_MAX
from rag_core.errors import EmbeddingError
from tests.fakes.embeddings_server import Behaviour, FakeEmbeddings, cut, give, refuse, say, trickle, vector

KEY = "sk-very-secret"


@pytest.fixture
async def server() -> AsyncIterator[FakeEmbeddings]:
    async with FakeEmbeddings() as running:
        yield running


@pytest.fixture
async def embedder(server: FakeEmbeddings) -> Embedder:
    found = await asyncio.to_thread(load, "openai:tiny", base_url=server.url, api_key=KEY)
    server.requests.clear()
    return found


@pytest.fixture(autouse=True)
def short_times(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(endpoint, "PAUSE", 0.01)
    monkeypatch.setattr(endpoint, "QUERY_SECONDS", 1.0)


async def failure(embedder: Embedder, text: str = "a question nobody may log") -> str:
    with pytest.raises(EmbeddingError) as caught:
        await asyncio.to_thread(embedder.encode_queries, [text])
    assert KEY not in str(caught.value)
    assert text not in str(caught.value)
    assert caught.value.__suppress_context__ or caught.value.__context__ is None
    return str(caught.value)


async def test_texts_get_their_vectors_at_length_1(embedder: Embedder, server: FakeEmbeddings) -> None:
    first, second = await asyncio.to_thread(embedder.encode_documents, ["one", "two"])
    assert embedder.dim == len(vector("one"))
    assert np.allclose(first, np.array(vector("one")) / np.linalg.norm(vector("one")), atol=1e-6)
    assert not np.allclose(first, second)
    assert server.requests[-1]["model"] == "tiny"
    assert server.keys[-1] == f"Bearer {KEY}"


async def test_many_texts_go_in_several_requests_and_come_in_order(embedder: Embedder, server: FakeEmbeddings) -> None:
    texts = [f"text {n}" for n in range(300)]
    vectors = await asyncio.to_thread(embedder.encode_documents, texts)
    assert [len(request["input"]) for request in server.requests] == [128, 128, 44]
    assert np.allclose(vectors[299] * np.linalg.norm(vector("text 299")), vector("text 299"), atol=1e-5)


async def test_no_text_is_no_request(embedder: Embedder, server: FakeEmbeddings) -> None:
    assert await asyncio.to_thread(embedder.encode_documents, []) == []
    assert server.requests == []


async def test_long_texts_are_cut_and_empty_ones_are_not_empty(embedder: Embedder, server: FakeEmbeddings) -> None:
    await asyncio.to_thread(embedder.encode_documents, ["x" * 50_000, ""])
    assert [len(text) for text in server.requests[0]["input"]] == [TEXT_MAX, 1]


async def test_a_server_of_ones_own_needs_no_key(server: FakeEmbeddings) -> None:
    await asyncio.to_thread(load, "openai:tiny", base_url=server.url + "/")
    assert server.keys == [None]


def test_neither_key_nor_server_is_told_at_once() -> None:
    with pytest.raises(EmbeddingError, match="EMBEDDING_API_KEY or EMBEDDING_BASE_URL"):
        load("openai:text-embedding-3-small")


@pytest.mark.parametrize("passing", [refuse(429, Retry_After="0"), refuse(500), refuse(503), cut])
async def test_what_passes_is_tried_again(embedder: Embedder, server: FakeEmbeddings, passing: Behaviour) -> None:
    server.then(passing, passing)
    await asyncio.to_thread(embedder.encode_queries, ["question"])
    assert len(server.requests) == 3


@pytest.mark.parametrize(
    ("behaviour", "said"),
    [
        (refuse(401), "refused EMBEDDING_API_KEY"),
        (refuse(403), "refused EMBEDDING_API_KEY"),
        (refuse(404), "check EMBEDDING_MODEL"),
        (refuse(400), "check EMBEDDING_MODEL"),
        (refuse(307, Location="/v1/embeddings"), "check EMBEDDING_MODEL"),
        (say("<html>Welcome</html>"), "answered with no embeddings"),
        (say("[]", "application/json"), "answered with no embeddings"),
        (say('{"data": [null]}', "application/json"), "answered with no embeddings"),
        (give(), "answered with no embeddings"),
        (give([1.0], [2.0]), "answered with no embeddings"),
        (give([1.0, float("nan")]), "NaN"),
        (give("AAAA"), "different lengths"),
    ],
)
async def test_what_does_not_pass_is_told_after_one_request(
    embedder: Embedder, server: FakeEmbeddings, behaviour: Behaviour, said: str
) -> None:
    server.then(behaviour)
    assert said in await failure(embedder)
    assert len(server.requests) == 1


async def test_a_server_that_stays_overloaded_is_told_after_the_last_try(
    embedder: Embedder, server: FakeEmbeddings
) -> None:
    server.then(*[refuse(503)] * 9)
    assert "status 503" in await failure(embedder)
    assert len(server.requests) == endpoint.TRIES


@pytest.mark.parametrize("slow", [trickle, refuse(429, Retry_After="3600")])
async def test_the_deadline_holds_whatever_the_server_does(
    embedder: Embedder, server: FakeEmbeddings, slow: Behaviour
) -> None:
    server.then(slow)
    started = time.monotonic()
    assert "within 1 s" in await failure(embedder)
    assert time.monotonic() - started < 3


async def test_no_server_is_told(embedder: Embedder, unused_tcp_port: int) -> None:
    with pytest.raises(EmbeddingError, match=r"127\.0\.0\.1 cannot be reached.*EMBEDDING_BASE_URL"):
        await asyncio.to_thread(load, "openai:tiny", base_url=f"http://user:{KEY}@127.0.0.1:{unused_tcp_port}/v1")
