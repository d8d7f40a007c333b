"""Takes what an async stream says in batches, for streams that say more than each item's handling is worth."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Generic, TypeVar

Item = TypeVar("Item")
Read = TypeVar("Read")


class Batches(Generic[Item, Read]):
    """`stream`, read by a task of its own; `read` makes of an item what is taken.

    While `hurried` says no, an item that nobody waits beside is held for `pause` seconds, so that more come along.
    The stream is not read meanwhile. Whoever made the batches closes them (`contextlib.aclosing`), then the stream.
    """

    def __init__(
        self, stream: AsyncIterator[Item], read: Callable[[Item], Read], *, pause: float, hurried: Callable[[], bool]
    ) -> None:
        self._waiting: list[Read] = []
        self._news = asyncio.Event()
        self._task = asyncio.create_task(self._pump(stream, read, pause, hurried))

    async def take(self) -> tuple[Read, ...]:
        """All that came since the last time, once there is something; () at the end.

        Raises what the stream or `read` raised, after what came before it was taken. May be cancelled: nothing is lost.
        """
        if not self._task.done():
            await self._news.wait()
        self._news.clear()
        taken, self._waiting = tuple(self._waiting), []
        if not taken:
            await self._task
        return taken

    async def aclose(self) -> None:
        """Stop reading; the error that nobody took is dropped."""
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)

    async def _pump(
        self, stream: AsyncIterator[Item], read: Callable[[Item], Read], pause: float, hurried: Callable[[], bool]
    ) -> None:
        try:
            async for item in stream:
                if not self._waiting and not hurried():
                    await asyncio.sleep(pause)
                self._waiting.append(read(item))
                self._news.set()
        finally:
            self._news.set()
