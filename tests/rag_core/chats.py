"""Chats on a local server, for the tests of the model client."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Callable
from typing import Any

from rag_core.llm import Chunk, Delta
from rag_core.openai_chat import OpenAIChat
from rag_core.providers import compatible
from rag_core.types import Message

ASKED = (Message(role="user", content="What does the moon weigh?"),)
LATE = 5.0  # seconds: nothing asked here may take as long, on a busy machine either

ChatWith = Callable[..., OpenAIChat]


@contextlib.asynccontextmanager
async def chats() -> AsyncIterator[ChatWith]:
    """Make patient chats, each for a URL or with a `provider`, that are closed at the end."""
    async with contextlib.AsyncExitStack() as stack:

        def make(url: str = "", **options: Any) -> OpenAIChat:
            options = {"first_token_timeout": 10.0, "total_timeout": 10.0, "backoff": 0.01, **options}
            chat = OpenAIChat(options.pop("provider", None) or compatible(url, "fake-model", "a-key"), **options)
            stack.push_async_callback(chat.aclose)
            return chat

        yield make


async def drain(chat: OpenAIChat, **options: Any) -> list[Chunk]:
    async with contextlib.aclosing(chat.stream(ASKED, **options)) as chunks:
        return [chunk async for chunk in chunks]


def text_of(chunks: list[Chunk]) -> str:
    return "".join(chunk.text for chunk in chunks if isinstance(chunk, Delta))
