"""An OpenAI-compatible /embeddings on loopback: well behaved unless a script says otherwise.

`async with FakeEmbeddings() as server: server.then(refuse(429), trickle)`; every request takes the next script, and the
server's own behaviour when none is left. The clients under test block, so they are called in a thread.
"""

from __future__ import annotations

import asyncio
import hashlib
import socket
from collections import deque
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Self

from aiohttp import web

Behaviour = Callable[[web.Request, Sequence[str]], Awaitable[web.StreamResponse]]


def vector(text: str, dim: int = 6) -> list[float]:
    """The same numbers for the same text, of no particular length."""
    return [byte / 16 + 0.5 for byte in hashlib.blake2b(text.encode(), digest_size=dim).digest()]


def body_of(vectors: Sequence[object]) -> dict[str, Any]:
    rows = [{"object": "embedding", "index": place, "embedding": found} for place, found in enumerate(vectors)]
    return {"object": "list", "data": rows[::-1], "model": "fake", "usage": {"prompt_tokens": 1, "total_tokens": 1}}


async def well(request: web.Request, texts: Sequence[str]) -> web.StreamResponse:
    """One vector a text, in reverse order, which the protocol's `index` allows."""
    return web.json_response(body_of([vector(text) for text in texts]))


def refuse(status: int, **headers: str) -> Behaviour:
    """A status, with a message that quotes the key, as OpenAI's do."""

    async def behave(request: web.Request, texts: Sequence[str]) -> web.StreamResponse:
        quoted = request.headers.get("Authorization", "")
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        return web.json_response({"error": {"message": f"Incorrect API key: {quoted}"}}, status=status, headers=names)

    return behave


def say(text: str, content_type: str = "text/html") -> Behaviour:
    """Status 200 with something that may not be embeddings."""

    async def behave(request: web.Request, texts: Sequence[str]) -> web.StreamResponse:
        return web.Response(text=text, content_type=content_type)

    return behave


def give(*vectors: object) -> Behaviour:
    """These vectors, whatever was asked."""

    async def behave(request: web.Request, texts: Sequence[str]) -> web.StreamResponse:
        return web.json_response(body_of(vectors))

    return behave


async def cut(request: web.Request, texts: Sequence[str]) -> web.StreamResponse:
    """Half an answer, then the connection is closed."""
    response = web.StreamResponse(headers={"Content-Length": "4000"})
    await response.prepare(request)
    await response.write(b'{"data": [')
    assert request.transport is not None
    request.transport.close()
    return response


async def trickle(request: web.Request, texts: Sequence[str]) -> web.StreamResponse:
    """A blank every 50 ms and never an end: each read succeeds, the answer does not come."""
    response = web.StreamResponse()
    await response.prepare(request)
    while True:
        await response.write(b" ")
        await asyncio.sleep(0.05)


class FakeEmbeddings:
    """The server; `requests` are the bodies that came in, `keys` their Authorization headers."""

    def __init__(self) -> None:
        self.requests: list[Mapping[str, Any]] = []
        self.keys: list[str | None] = []
        self._script: deque[Behaviour] = deque()

    def then(self, *behaviours: Behaviour) -> None:
        """What the next requests meet, one each."""
        self._script.extend(behaviours)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}/v1"

    async def __aenter__(self) -> Self:
        application = web.Application()
        application.router.add_post("/v1/embeddings", self._answer)
        self._runner = web.AppRunner(application, shutdown_timeout=0.1)
        await self._runner.setup()
        listener = socket.create_server(("127.0.0.1", 0))
        self._port: int = listener.getsockname()[1]
        await web.SockSite(self._runner, listener).start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._runner.cleanup()

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        body = await request.json()
        self.requests.append(body)
        self.keys.append(request.headers.get("Authorization"))
        behave = self._script.popleft() if self._script else well
        return await behave(request, body["input"])
