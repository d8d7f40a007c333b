"""The language model as a stream of chunks, and several models as one that falls back when the first fails."""

from __future__ import annotations

import asyncio
import contextlib
import math
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal, Protocol, TypeVar

from rag_core.errors import ModelError, ModelMalformed, ModelOverloaded, ModelRefused, ModelTimeout, PromptTooLong
from rag_core.types import Message, Usage

T = TypeVar("T")
Finish = Literal["stop", "length", "content_filter", "unknown"]
"""Why a reply ended. Only `stop` is a whole one; `unknown` is a stream that ended without saying why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delta:
    """More of the reply's text. The first one holds something other than white space."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Thinking:
    """A sign of life from a model that is still thinking; what it thinks is never passed on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Completed:
    """The last chunk of every reply that did not fail."""

    usage: Usage
    finish: Finish
    model: str  # the one that answered
    notes: tuple[str, ...] = ()  # which models were passed over for it, and why


Chunk = Delta | Thinking | Completed


class ChatModel(Protocol):
    """Something that continues a conversation."""

    @property
    def name(self) -> str:
        """The model's name, as a reader of the answer should see it."""
        ...

    def stream(
        self, messages: Sequence[Message], *, thinking: bool = False, max_tokens: int | None = None
    ) -> AsyncGenerator[Chunk]:
        """Yield the reply, `Completed` last; the consumer closes it (`contextlib.aclosing`) to stop the model.

        Raises a ModelError, also after some text: then what was read so far is not the whole reply.
        """
        ...

    async def prepare(self) -> None:
        """Load now what the first call would otherwise wait for. Reaches no provider."""
        ...

    async def aclose(self) -> None:
        """Give back what this event loop holds open."""
        ...


async def complete(
    model: ChatModel,
    messages: Sequence[Message],
    *,
    thinking: bool = False,
    max_tokens: int | None = None,
    timeout: float | None = None,  # noqa: ASYNC109 -- ends in a ModelTimeout, which every caller handles anyway
) -> tuple[str, Usage]:
    """Drain the stream of a short call: its text, never blank, and its usage. `timeout` is in seconds."""
    parts: list[str] = []
    usage = Usage()
    try:
        async with (
            asyncio.timeout(timeout),
            contextlib.aclosing(model.stream(messages, thinking=thinking, max_tokens=max_tokens)) as chunks,
        ):
            async for chunk in chunks:
                if isinstance(chunk, Delta):
                    parts.append(chunk.text)
                elif isinstance(chunk, Completed):
                    usage = chunk.usage
    except TimeoutError:
        raise ModelTimeout(f"{model.name} did not answer within {timeout:g} s: try again.") from None
    if not parts:
        raise ModelMalformed(f"{model.name} withheld its reply: ask in other words.")
    return "".join(parts), usage


class Patience:
    """Seconds that a model may still be waited for.

    What the consumer does between two chunks is not charged: a slow reader must not look like a slow model.
    `first` runs until `alive` is set, `whole` always.
    """

    def __init__(self, *, first: float, whole: float) -> None:
        self._first = first
        self._whole = whole
        self.alive = False

    @property
    def left(self) -> float:
        """Seconds until the nearer deadline, never negative."""
        return max(0.0, self._whole if self.alive else min(self._first, self._whole))

    async def wait(self, awaitable: Awaitable[T], *, at_most: float = math.inf) -> T:
        """Await within the deadlines; TimeoutError past them."""
        started = time.monotonic()
        try:
            async with asyncio.timeout(min(self.left, at_most)):
                return await awaitable
        finally:
            spent = time.monotonic() - started
            self._first -= spent
            self._whole -= spent


class Breaker:
    """Keeps a dead model from costing every question its deadline.

    After `threshold` failures in a row the model is skipped for `pause` seconds, after a refusal (key, balance, model
    name) for `refused_pause`. Then one question may try it again; the others skip it until that one has succeeded.
    """

    def __init__(
        self,
        *,
        threshold: int = 3,
        pause: float = 30.0,
        refused_pause: float = 300.0,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._threshold = threshold
        self._pause = pause
        self._refused_pause = refused_pause
        self._now = now
        self._failures = 0
        self._skip_until = -math.inf
        self.error: ModelError | None = None  # the latest

    def admits(self) -> bool:
        """Whether the model may be asked now. The answer yes to a trial holds off the next trial."""
        if self._failures < self._threshold:
            return True
        if self._now() < self._skip_until:
            return False
        self._skip_until = self._now() + self._pause
        return True

    def succeeded(self) -> None:
        """The model gave a whole reply."""
        self._failures = 0
        self.error = None

    def failed(self, error: ModelError) -> None:
        """The model gave none."""
        self._failures += 1
        self.error = error
        self._skip_until = self._now() + (self._refused_pause if isinstance(error, ModelRefused) else self._pause)


class FallbackChat:
    """Several models as one: when one fails before its first visible text, the next takes over.

    `timeout` bounds the whole reply in seconds of waiting, whoever gives it; each model should have a
    first-token deadline of its own that leaves the next one time. `Completed.notes` tells who was passed over.
    """

    def __init__(
        self,
        models: Sequence[ChatModel],
        *,
        timeout: float = 90.0,
        breaker: Callable[[], Breaker] = Breaker,
    ) -> None:
        if not models:
            raise ValueError("a fallback needs at least one model")
        self._timeout = timeout
        self._lines = tuple((model, breaker()) for model in models)

    @property
    def name(self) -> str:
        """The names in the order in which they are asked."""
        return ", then ".join(model.name for model, _ in self._lines)

    async def stream(
        self, messages: Sequence[Message], *, thinking: bool = False, max_tokens: int | None = None
    ) -> AsyncGenerator[Chunk]:
        """See ChatModel. When all fail, the error is of the last one's kind and tells about each."""
        patience = Patience(first=math.inf, whole=self._timeout)
        passed: list[ModelError] = []
        for model, breaker in self._lines:
            if not breaker.admits():
                passed.append(_skipped(model, breaker))
                continue
            spoke, to_blame = False, patience.left > self._timeout / 2
            try:
                async with contextlib.aclosing(
                    model.stream(messages, thinking=thinking, max_tokens=max_tokens)
                ) as chunks:
                    while (chunk := await patience.wait(anext(chunks, None))) is not None:
                        if isinstance(chunk, Completed):
                            breaker.succeeded()
                            chunk = replace(chunk, notes=tuple(str(error) for error in passed))
                        spoke = spoke or isinstance(chunk, Delta)
                        yield chunk
                return
            except ModelError as error:
                if not isinstance(error, PromptTooLong):  # the next question may well be shorter
                    breaker.failed(error)
                passed.append(error)
                if spoke or not patience.left:
                    break
            except TimeoutError:
                passed.append(ModelTimeout(f"{model.name} did not finish its answer in time: ask again."))
                if to_blame:  # one that came late to the question had no fair chance
                    breaker.failed(passed[-1])
                break
        raise type(passed[-1])(" ".join(str(error) for error in passed)) from None

    async def prepare(self) -> None:
        """Prepare every model."""
        for model, _ in self._lines:
            await model.prepare()

    async def aclose(self) -> None:
        """Close every model."""
        for model, _ in self._lines:
            await model.aclose()


def _skipped(model: ChatModel, breaker: Breaker) -> ModelError:
    error = breaker.error or ModelOverloaded("it failed")
    return type(error)(f"{model.name} is skipped for a while; it failed repeatedly: {error}")
