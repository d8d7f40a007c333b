"""An OpenAI-compatible server on loopback: well behaved unless a script says otherwise.

In a test: `async with FakeLLM() as server: server.then(refuse(429), speak("Hello"))`; every request takes the next
script, and the server's own behaviour when none is left. As a program: `python -m tests.fakes.llm_server --help`.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import re
import socket
import subprocess
import sys
import time
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

from aiohttp import web

Messages = Sequence[Mapping[str, Any]]


@dataclass(slots=True, kw_only=True)
class Received:
    """One request as it came in, and whether its client hung up before the reply was done."""

    path: str
    headers: Mapping[str, str]
    body: Mapping[str, Any]
    at: float  # time.monotonic()
    disconnected: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def messages(self) -> Messages:
        messages: Messages = self.body.get("messages", [])
        return messages


@dataclass(frozen=True, slots=True)
class Call:
    """What a behaviour gets to work with."""

    request: web.Request
    received: Received
    reply: Callable[[Messages], str]

    async def open(self, content_type: str = "text/event-stream") -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": content_type, "Cache-Control": "no-cache"})
        await response.prepare(self.request)
        return response

    def hang_up(self) -> None:
        assert self.request.transport is not None
        self.request.transport.close()


Behaviour = Callable[[Call], Awaitable[web.StreamResponse]]


def speak(
    text: str | None = None,
    *,
    thinking: str = "",
    first_delay: float = 0.0,
    tokens_per_second: float = 0.0,
    usage: Mapping[str, Any] | None = None,
    finish: str | None = "stop",
    done: bool = True,
    cut_after: int | None = None,
    stall_after: int | None = None,
) -> Behaviour:
    """A reply, streamed when the request asks for it.

    `text` None is what the server's `reply` function makes of the messages. Delays are in seconds; 0 tokens per second
    is as fast as possible. `cut_after` and `stall_after` count tokens: then the connection is cut, or nothing comes.
    """

    async def behave(call: Call) -> web.StreamResponse:
        said = call.reply(call.received.messages) if text is None else text
        counted = usage if usage is not None else _count(call.received.messages, said)
        await asyncio.sleep(first_delay)
        if not call.received.body.get("stream"):
            return web.json_response(_completion(call, said, finish, counted))
        response = await call.open()
        pace = _paced(_tokens(thinking), tokens_per_second)
        async for token in pace:
            await response.write(_event(call, {"reasoning_content": token, "content": None}))
        sent = 0
        async for token in _paced(_tokens(said), tokens_per_second):
            if sent == cut_after:
                call.hang_up()
                return response
            if sent == stall_after:
                await asyncio.Event().wait()
            await response.write(_event(call, {"content": token}))
            sent += 1
        await response.write(_event(call, {}, finish=finish))
        if (call.received.body.get("stream_options") or {}).get("include_usage"):
            await response.write(_event(call, None, usage=counted))
        if done:
            await response.write(b"data: [DONE]\n\n")
        return response

    return behave


def refuse(status: int, *, code: str | None = None, message: str = "no", retry_after: str | None = None) -> Behaviour:
    """An HTTP error with the body that OpenAI-compatible services send."""

    async def behave(call: Call) -> web.StreamResponse:
        headers = {} if retry_after is None else {"Retry-After": retry_after}
        body = {"error": {"message": message, "type": "error", "code": code}}
        return web.json_response(body, status=status, headers=headers)

    return behave


def send(body: str | bytes, *, content_type: str = "text/event-stream") -> Behaviour:
    """HTTP 200 with exactly this body."""

    async def behave(call: Call) -> web.StreamResponse:
        raw = body.encode() if isinstance(body, str) else body
        return web.Response(body=raw, headers={"Content-Type": content_type})

    return behave


def events(*payloads: Any) -> Behaviour:
    """HTTP 200 and a stream of these JSON payloads, `[DONE]` after them."""
    return send("".join(f"data: {json.dumps(payload)}\n\n" for payload in payloads) + "data: [DONE]\n\n")


def repeat(line: str, *, every: float = 0.02) -> Behaviour:
    """A stream that says this for ever."""

    async def behave(call: Call) -> web.StreamResponse:
        response = await call.open()
        while True:
            await response.write(line.encode())
            await asyncio.sleep(every)

    return behave


async def hang(call: Call) -> web.StreamResponse:
    """Take the request and say nothing, not even headers."""
    await asyncio.Event().wait()
    raise AssertionError


async def cut(call: Call) -> web.StreamResponse:
    """Hang up before any header."""
    call.hang_up()
    return web.Response()


def _chunk(**choice: Any) -> dict[str, Any]:
    return {"object": "chat.completion.chunk", "choices": [{"index": 0, **choice}]}


BEHAVIOURS: Mapping[str, Behaviour] = {
    "bad-request": refuse(400),
    "bad-key": refuse(401),
    "no-balance": refuse(402),
    "forbidden": refuse(403),
    "no-model": refuse(404),
    "bad-parameter": refuse(422),
    "rate-limit": refuse(429),
    "rate-limit-long": refuse(429, retry_after="90"),
    "server-error": refuse(500),
    "bad-gateway": refuse(502),
    "unavailable": refuse(503),
    "hang": hang,
    "keep-alive": repeat(": keep-alive\n\n"),
    "blank-lines": repeat("\n"),
    "cut": cut,
    "cut-before-first-token": speak("Never said.", cut_after=0),
    "cut-in-answer": speak("One two three four five.", cut_after=3),
    "stall-in-answer": speak("One two three four five.", stall_after=3),
    "no-done": speak("All of it.", done=False),
    "no-finish": speak("A part of", finish=None),
    "length": speak("A part of", finish="length"),
    "content-filter": speak("", finish="content_filter"),
    "thinking": speak("Thought about it.", thinking="let me see about that"),
    "thinking-forever": repeat("data: " + json.dumps(_chunk(delta={"reasoning_content": "hm"})) + "\n\n"),
    "empty": send(""),
    "done-only": events(),
    "empty-choices": events({"object": "chat.completion.chunk", "choices": []}),
    "content-none": events(_chunk(delta={"content": None}, finish_reason="stop")),
    "white-space": speak(" \n \n", finish="stop"),
    "white-space-forever": repeat("data: " + json.dumps(_chunk(delta={"content": " "})) + "\n\n"),
    "html": send("<html><body><h1>Bad gateway</h1></body></html>", content_type="text/html"),
    "json-body": send(
        json.dumps({"object": "chat.completion", "choices": [{"message": {"content": "Hello"}}]}),
        content_type="application/json",
    ),
    "malformed-event": send('data: {"choices": [{"del\n\n'),
    "not-utf8": send(b'data: {"choices": [{"delta": {"content": "\xff\xfe"}}]}\n\n'),
    "error-event": events({"error": {"message": "no", "code": 502}}),
    "error-in-answer": events(_chunk(delta={"content": "One two"}), {"error": {"message": "no", "code": "overloaded"}}),
    "slow": speak(first_delay=2.0, tokens_per_second=80.0),
    "drip": speak("One word in a second is too slow for anybody.", tokens_per_second=1.0),
}
"""By name, for the command line and for tests that go through them all."""


class FakeLLM:
    """The server as a context manager; `url` is what a client takes as its base URL."""

    def __init__(
        self,
        *,
        reply: Callable[[Messages], str] | None = None,
        otherwise: Behaviour | None = None,
        first_delay: float = 0.0,
        tokens_per_second: float = 0.0,
        models: Sequence[str] = ("fake-model",),
        port: int = 0,
    ) -> None:
        self.requests: list[Received] = []
        self.url = ""
        self._reply = reply or answer_from_context
        self._otherwise = otherwise or speak(first_delay=first_delay, tokens_per_second=tokens_per_second)
        self._models = tuple(models)
        self._port = port
        self._scripts: deque[Behaviour] = deque()

    def then(self, *behaviours: Behaviour) -> Self:
        """Script the next requests, one each."""
        self._scripts.extend(behaviours)
        return self

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=64 * 2**20)
        for prefix in ("", "/v1"):
            app.router.add_post(f"{prefix}/chat/completions", self._chat)
            app.router.add_get(f"{prefix}/models", self._list)
        app.router.add_get("/requests", self._recorded)
        # Cancelling the handler is how a disconnect is seen at once.
        self._runner = web.AppRunner(app, handler_cancellation=True, access_log=None, shutdown_timeout=0.05)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self._port)
        await site.start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}/v1"
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._runner.cleanup()

    async def _chat(self, request: web.Request) -> web.StreamResponse:
        return await self._serve(request, await request.json(), self._otherwise)

    async def _list(self, request: web.Request) -> web.StreamResponse:
        listed = {"object": "list", "data": [{"id": name, "object": "model"} for name in self._models]}
        return await self._serve(request, {}, send(json.dumps(listed), content_type="application/json"))

    async def _recorded(self, request: web.Request) -> web.Response:
        return web.json_response([dict(received.body) for received in self.requests])

    async def _serve(self, request: web.Request, body: Any, otherwise: Behaviour) -> web.StreamResponse:
        received = Received(path=request.path, headers=request.headers, body=body, at=time.monotonic())
        self.requests.append(received)
        behaviour = self._scripts.popleft() if self._scripts else otherwise
        try:
            return await behaviour(Call(request, received, self._reply))
        except (asyncio.CancelledError, ConnectionError):
            received.disconnected.set()
            raise


def unused_url() -> str:
    """Where nobody listens: connections are refused."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{probe.getsockname()[1]}/v1"


_CONTEXT = re.compile(r"<context>(.*?)</context>", re.DOTALL)
_QUESTION = re.compile(r"<question>(.*?)</question>", re.DOTALL)
_FIRST_SECTION = re.compile(r"^\s*\[1\][^\n]*\n(.*?)(?=^\s*\[\d+\]|\Z)", re.DOTALL | re.MULTILINE)
_SENTENCE = re.compile(r".+?(?=[.!?](?:\s|$)|[。!?])", re.DOTALL)


def answer_from_context(messages: Messages) -> str:
    """The first sentence of section 1 and its marker; without sections, the question back (as a rewriter would)."""
    said = "\n".join(str(message.get("content") or "") for message in messages)
    context = _CONTEXT.findall(said)
    section = _FIRST_SECTION.search(context[-1]) if context else None
    if section is None:
        last = str(messages[-1].get("content") or "") if messages else ""
        return " ".join((_QUESTION.findall(last) or [last])[-1].split()) or "Nothing was asked."
    prose = " ".join(re.sub(r"^\s*(?:[#>*-]+|\d+\.)\s+", "", section.group(1), flags=re.MULTILINE).split())
    sentence = _SENTENCE.match(prose)
    return f"{sentence.group() if sentence else prose[:200]} [1]."


def _tokens(text: str) -> list[str]:
    return re.findall(r"\s*\S+|\s+$", text)


async def _paced(tokens: Sequence[str], per_second: float) -> AsyncIterator[str]:
    started = time.monotonic()
    for number, token in enumerate(tokens):
        if per_second:
            await asyncio.sleep(max(0.0, started + number / per_second - time.monotonic()))
        yield token


def _count(messages: Messages, said: str) -> dict[str, int]:
    prompt = sum(len(str(message.get("content"))) for message in messages) // 4
    completion = len(_tokens(said))
    return {"prompt_tokens": prompt, "completion_tokens": completion, "total_tokens": prompt + completion}


def _event(call: Call, delta: Any, *, finish: str | None = None, usage: Any = None) -> bytes:
    choices = [] if delta is None else [{"index": 0, "delta": delta, "finish_reason": finish}]
    body = {"id": "fake", "object": "chat.completion.chunk", "created": 0, "model": call.received.body.get("model")}
    return f"data: {json.dumps({**body, 'choices': choices, 'usage': usage})}\n\n".encode()


def _completion(call: Call, said: str, finish: str | None, usage: Any) -> dict[str, Any]:
    choice = {"index": 0, "message": {"role": "assistant", "content": said}, "finish_reason": finish}
    body = {"id": "fake", "object": "chat.completion", "created": 0, "model": call.received.body.get("model")}
    return {**body, "choices": [choice], "usage": usage}


@contextlib.contextmanager
def speaking(text: str) -> Iterator[str]:
    """The address of a server that says `text` to everything, in a process of its own, for tests without a loop."""
    command = [sys.executable, "-m", "tests.fakes.llm_server", "--port", "0", "--text", text]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        yield process.stdout.readline().strip()
        process.terminate()


async def _run(options: argparse.Namespace) -> None:
    text = options.text
    server = FakeLLM(
        reply=(lambda _: text) if text is not None else None,
        otherwise=BEHAVIOURS[options.behaviour] if options.behaviour else None,
        first_delay=options.first_delay,
        tokens_per_second=options.tokens_per_second,
        models=options.model or ("fake-model",),
        port=options.port,
    )
    async with server:
        print(server.url, flush=True)
        await asyncio.Event().wait()


def main() -> None:
    """Serve until interrupted; the first line printed is the base URL."""
    parser = argparse.ArgumentParser(prog="python -m tests.fakes.llm_server", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--first-delay", type=float, default=0.0, help="seconds before the first token")
    parser.add_argument("--tokens-per-second", type=float, default=0.0, help="0 is as fast as possible")
    parser.add_argument("--text", help="say this instead of answering from the context")
    parser.add_argument("--behaviour", choices=sorted(BEHAVIOURS), help="do this to every request")
    parser.add_argument("--model", action="append", help="a name to list under /v1/models; may be repeated")
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_run(parser.parse_args()))


if __name__ == "__main__":
    main()
