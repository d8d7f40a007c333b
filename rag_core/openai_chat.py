"""A ChatModel on any OpenAI-compatible server, through the openai SDK.

Deadlines, retries and the translation of every kind of bad reply into a ModelError live here.
"""

from __future__ import annotations

import asyncio
import contextlib
import email.utils
import itertools
import math
import random
import re
import time
import weakref
from collections.abc import AsyncGenerator, AsyncIterator, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from rag_core import providers
from rag_core.batches import Batches
from rag_core.errors import ModelError, ModelMalformed, ModelOverloaded, ModelTimeout
from rag_core.llm import Chunk, Completed, Delta, Finish, Patience, Thinking
from rag_core.types import Message, Usage

if TYPE_CHECKING:
    import openai

    from rag_core.providers import Provider

_CONNECT_TIMEOUT = 5.0  # seconds; the rest of the waiting is bounded by Patience
_USAGE_GRACE = 2.0  # seconds for the usage and the end of a stream whose answer is already whole
_MALFORMED_TRIES = 2  # a gateway's error page may pass; a wrong address will not
# What OpenAI, DeepSeek, vLLM, llama.cpp, Ollama, Anthropic and Gemini call a prompt that is too long: a word of
# theirs, or only a message, with HTTP 400.
_TOO_LONG = re.compile(
    r"context[ _-]?(?:length|size|window)|(?:prompt|input|request)(?: \w+){0,4} (?:too (?:long|large)|exceeds?)"
    r"|token count\b.{0,40}\bexceeds|too many (?:input |prompt )?tokens",
    re.IGNORECASE,
)
_COMPLAINTS = frozenset({None, 400, 422})  # statuses that such a word or message may come with; None is in the stream
Said = tuple[Chunk, ...]  # by one event
_TOGETHER = 0.05  # seconds whose tokens are passed on as one text: each read and each chunk has its price


class _Failed(Exception):
    """An attempt gave no reply: the error to raise, and whether another attempt may help."""

    def __init__(self, error: ModelError, *, tries: int = 1, wait: float | None = None) -> None:
        super().__init__()
        self.error = error
        self.tries = tries  # how many attempts such a failure deserves
        self.wait = wait  # seconds that the server asked for


class OpenAIChat:
    """A ChatModel on `openai.AsyncOpenAI`, one client per event loop.

    `first_token_timeout` runs from the call to the first visible text or the first sign of thinking, over all
    attempts and the pauses between them; keep-alive comments, blank lines and white space do not stop it.
    `total_timeout` bounds the whole reply, thinking included. Both in seconds of waiting for the server.
    Overload and cut connections are tried `attempts` times in all, a malformed reply at most twice; nothing is tried
    again once text was passed on. `backoff` is the first pause in seconds; it doubles, with jitter.
    """

    def __init__(
        self,
        provider: Provider,
        *,
        first_token_timeout: float = 15.0,
        total_timeout: float = 90.0,
        attempts: int = 3,
        backoff: float = 0.5,
    ) -> None:
        self.provider = provider
        self._first = first_token_timeout
        self._whole = total_timeout
        self._attempts = attempts
        self._backoff = backoff
        self._clients: weakref.WeakKeyDictionary[asyncio.AbstractEventLoop, openai.AsyncOpenAI]
        self._clients = weakref.WeakKeyDictionary()

    @property
    def name(self) -> str:
        """The model's name at its provider."""
        return self.provider.model

    async def stream(
        self, messages: Sequence[Message], *, thinking: bool = False, max_tokens: int | None = None
    ) -> AsyncGenerator[Chunk]:
        """See ChatModel. Raises every kind of ModelError; deadlines and retries as the class says."""
        client = await self._client()
        patience = Patience(first=self._first, whole=self._whole)
        request = self._request(messages, thinking=thinking, max_tokens=max_tokens)
        for attempt in itertools.count(1):
            reply = _Reply(self.provider)
            try:
                async with contextlib.aclosing(self._attempt(client, request, reply, patience)) as chunks:
                    async for chunk in chunks:
                        yield chunk
                return
            except _Failed as failed:
                if reply.spoke or attempt >= min(failed.tries, self._attempts):
                    raise failed.error from None
                await self._rest(attempt, failed, patience)

    async def prepare(self) -> None:
        """Import the SDK and read the certificates, in a thread."""
        await self._client()

    async def aclose(self) -> None:
        """Close the connections of this event loop."""
        client = self._clients.pop(asyncio.get_running_loop(), None)
        if client is not None:
            await client.close()

    async def _client(self) -> openai.AsyncOpenAI:
        loop = asyncio.get_running_loop()
        if loop not in self._clients:
            made = await asyncio.to_thread(_new_client, self.provider)  # imports and certificates: half a second
            self._clients.setdefault(loop, made)
        return self._clients[loop]

    def _request(self, messages: Sequence[Message], *, thinking: bool, max_tokens: int | None) -> dict[str, Any]:
        provider = self.provider
        style = provider.thinking_on if thinking else provider.thinking_off
        limit: dict[str, object] = {} if max_tokens is None else {provider.limit_field: max_tokens}
        return {
            "model": provider.model,
            "messages": [{"role": message.role, "content": message.content} for message in messages],
            "stream": True,
            "stream_options": {"include_usage": True},
            **limit,
            **provider.extra_body,
            **style,
        }

    async def _attempt(
        self, client: openai.AsyncOpenAI, request: Mapping[str, Any], reply: _Reply, patience: Patience
    ) -> AsyncGenerator[Chunk]:
        """One request. Yields never inside a timeout, which would strike the consumer's code instead of ours."""
        try:
            # Not `client.chat.completions`: it makes objects of each event, which is most of what a token costs.
            events = await patience.wait(
                client.post("/chat/completions", cast_to=object, body=request, stream=True, stream_cls=_events())
            )
            reply.media_type = events.response.headers.get("content-type", "").partition(";")[0]
            async with events, contextlib.aclosing(reply.read(events)) as batches:
                while taken := await _next(batches, reply, patience):
                    for chunk in _joined(taken):
                        patience.alive = True
                        yield chunk
        except TimeoutError:
            raise _Failed(self._too_late(patience)) from None
        except _unusable() as error:
            raise self._failed(error, reply) from None
        yield reply.completed()

    def _too_late(self, patience: Patience) -> ModelTimeout:
        if patience.alive:
            return ModelTimeout(f"{self.provider.name} did not finish its answer within {self._whole:g} s: ask again.")
        seconds = min(self._first, self._whole)
        return ModelTimeout(f"{self.provider.name} sent no text within {seconds:g} s: it may be busy, ask again.")

    def _failed(self, error: Exception, reply: _Reply) -> _Failed:
        meant = _meaning(self.provider, error, cut_off=reply.spoke)
        if isinstance(meant, ModelOverloaded):
            return _Failed(meant, tries=self._attempts, wait=_retry_after(error))
        return _Failed(meant, tries=_MALFORMED_TRIES if isinstance(meant, ModelMalformed) else 1)

    async def _rest(self, attempt: int, failed: _Failed, patience: Patience) -> None:
        """Pause before the next attempt; raises the failure itself when there is no time for one."""
        if failed.wait is not None and failed.wait >= patience.left:
            name = self.provider.name
            raise ModelOverloaded(f"{name} asks to wait {failed.wait:.0f} s, longer than an answer may take.") from None
        pause = self._backoff * 2 ** (attempt - 1) * random.uniform(0.5, 1.0) if failed.wait is None else failed.wait
        if pause >= patience.left:
            raise failed.error from None
        try:
            await patience.wait(asyncio.sleep(pause))
        except TimeoutError:  # the deadline and the pause ended at the same moment
            raise failed.error from None


async def list_models(
    provider: Provider,
    *,
    timeout: float = 10.0,  # noqa: ASYNC109 -- ends in a ModelTimeout, like every other failure here
) -> tuple[str, ...]:
    """The names of the models that the provider offers to this key, in its order; one request, `timeout` in seconds.

    Raises the ModelError that a question would meet too.
    """
    try:
        async with asyncio.timeout(timeout), await asyncio.to_thread(_new_client, provider) as client:
            listed: Any = await client.get("/models", cast_to=object)  # `models.list` breaks on what is no JSON
    except TimeoutError:
        raise ModelTimeout(f"{provider.name} did not list its models within {timeout:g} s: try again.") from None
    except _unusable() as error:
        raise _meaning(provider, error) from None
    models = listed.get("data") if isinstance(listed, dict) else None
    if not isinstance(models, list):
        raise ModelMalformed(f"{provider.name} sent something else than a list of models: check the base URL.")
    names = (model.get("id") for model in models if isinstance(model, dict))
    return tuple(name for name in names if isinstance(name, str))


class _Reply:
    """What one stream has said so far. Trusts no type: the events are whatever JSON the server sent."""

    def __init__(self, provider: Provider) -> None:
        self._provider = provider
        self._lead = ""  # white space before the first word
        self._usage: object = None
        self.media_type = ""
        self.spoke = False
        self.finish: Finish | None = None

    def read(self, events: AsyncIterator[object]) -> Batches[object, Said]:
        """What the events say. The first word is passed on at once."""
        return Batches(
            events, lambda event: tuple(self._chunks(event)), pause=_TOGETHER, hurried=lambda: not self.spoke
        )

    def _chunks(self, event: object) -> Iterator[Chunk]:
        self._usage = _field(event, "usage") or self._usage
        choices = _field(event, "choices")
        if not isinstance(choices, list) or not choices:
            return
        delta = _field(choices[0], "delta")
        if _field(delta, "reasoning_content") or _field(delta, "reasoning"):
            yield Thinking()
        content = _field(delta, "content")
        if isinstance(content, str):
            yield from self._say(content)
        elif content is not None:
            raise ValueError("content is no text")
        reason = _field(choices[0], "finish_reason")
        if reason is not None:
            self.finish = reason if reason in ("stop", "length", "content_filter") else "unknown"

    def _say(self, text: str) -> Iterator[Delta]:
        if not self.spoke:
            text = self._lead = self._lead + text
            if not text.strip():
                return
            self.spoke = True
        if text:
            yield Delta(text=text)

    def completed(self) -> Completed:
        """The end of a usable reply. A blank one counts only if a content filter is the reason."""
        name = self._provider.name
        finish = self.finish or "unknown"
        if not self.spoke and finish == "length":
            sentence = "used up its token limit before the first word: raise the limit or ask without thinking"
            raise _Failed(ModelMalformed(f"{name} {sentence}."))
        if not self.spoke and finish != "content_filter":
            sort = f" ({self.media_type})" if re.fullmatch(r"[a-z]+/[a-z.+-]+", self.media_type) else ""
            sentence = f"{name} sent an empty or unreadable reply{sort}: check the base URL and the model name."
            raise _Failed(ModelMalformed(sentence), tries=_MALFORMED_TRIES)
        return Completed(usage=_usage(self._usage, self._provider), finish=finish, model=self._provider.model)


def _joined(said: Sequence[Said]) -> Iterator[Chunk]:
    """The chunks, texts that follow each other as one."""
    for kind, chunks in itertools.groupby(itertools.chain.from_iterable(said), type):
        if kind is Delta:
            yield Delta(text="".join(chunk.text for chunk in chunks if isinstance(chunk, Delta)))
        else:
            yield from chunks


async def _next(batches: Batches[object, Said], reply: _Reply, patience: Patience) -> Sequence[Said]:
    """What the stream says next, () at its end; once the answer is whole, nothing that happens to its tail matters."""
    whole = reply.finish is not None
    try:
        return await patience.wait(batches.take(), at_most=_USAGE_GRACE if whole else math.inf)
    except TimeoutError:
        if not whole:
            raise
    except _unusable():
        if not whole:
            raise
    return ()


def _new_client(provider: Provider) -> openai.AsyncOpenAI:
    import openai

    client = openai.AsyncOpenAI(
        api_key=provider.api_key or "none",  # the SDK insists on one
        base_url=provider.base_url,
        default_headers=dict(provider.headers),
        timeout=openai.Timeout(None, connect=_CONNECT_TIMEOUT),
        max_retries=0,
    )
    client.organization = client.project = None  # else those in OPENAI_* variables would be told to any provider
    return client


def _events() -> type[openai.AsyncStream[object]]:
    import openai

    return openai.AsyncStream[object]


def _unusable() -> tuple[type[Exception], ...]:
    """What the SDK raises when a reply is not what was asked for: JSON and UTF-8 errors escape it as they are."""
    import openai

    return (openai.OpenAIError, ValueError, RecursionError)


def _meaning(provider: Provider, error: Exception, *, cut_off: bool = False) -> ModelError:
    """Our error for one of the SDK's, whose own text may quote the request and is dropped."""
    import openai

    name = provider.name
    if isinstance(error, openai.APIStatusError):
        return providers.fault(provider, error.status_code, _word(error, error.status_code))
    if isinstance(error, openai.APIConnectionError):
        if cut_off:
            return ModelOverloaded(f"{name} broke off in the middle of its answer: ask again.")
        return ModelOverloaded(f"{name} cannot be reached or cut the connection: check the network and the base URL.")
    if isinstance(error, openai.APIError) and not isinstance(error, openai.APIResponseValidationError):
        in_stream = error.code or ""  # an event after HTTP 200: a status, a word or missing
        status = int(in_stream) if re.fullmatch(r"[45]\d\d", in_stream) else None
        return providers.fault(provider, status, _word(error, status))
    return ModelMalformed(f"{name} sent a reply that is not what the protocol says: check the base URL.")


def _word(error: openai.APIError, status: int | None) -> str | None:
    """The provider's word for the fault. Its message is only looked at: some quote the request in it."""
    complaint = f"{error.code} {error.type} {error.message}"
    return providers.TOO_LONG if status in _COMPLAINTS and _TOO_LONG.search(complaint) else error.code


def _retry_after(error: Exception) -> float | None:
    """Seconds the server asks to wait, from its `Retry-After` header: a number or a date."""
    response = getattr(error, "response", None)
    value = response.headers.get("retry-after", "") if response is not None else ""
    try:
        seconds = float(value)
    except ValueError:
        try:
            seconds = email.utils.parsedate_to_datetime(value).timestamp() - time.time()
        except (ValueError, OverflowError):
            return None
    return seconds if seconds >= 0 else None


def _usage(raw: object, provider: Provider) -> Usage:
    """The provider's count in our terms; DeepSeek and OpenAI name the cached part differently."""
    prompt = _count(raw, "prompt_tokens")
    details = _field(raw, "prompt_tokens_details")
    cached = min(prompt, _count(raw, "prompt_cache_hit_tokens") or _count(details, "cached_tokens"))
    completion = _count(raw, "completion_tokens")
    cost = _field(raw, "cost")
    if not isinstance(cost, int | float) or not 0 <= cost < math.inf:
        known = provider.prices if raw is not None else None
        cost = known.of(prompt=prompt, cached=cached, completion=completion) if known else None
    return Usage(prompt_tokens=prompt, cached_tokens=cached, completion_tokens=completion, cost=cost)


def _count(raw: object, name: str) -> int:
    value = _field(raw, name)
    return value if isinstance(value, int) and value > 0 else 0


def _field(raw: object, name: str) -> object:
    return raw.get(name) if isinstance(raw, dict) else None
