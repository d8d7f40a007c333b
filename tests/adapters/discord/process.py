"""The bot in a process of its own, which can be killed."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Mapping

from tests.fakes.discord import FakeDiscord


class Process:
    """`footnote run`, started and killed as often as a test wants."""

    def __init__(self, variables: Mapping[str, str]) -> None:
        self._variables = variables
        self._running: asyncio.subprocess.Process | None = None

    async def start(self, discord: FakeDiscord) -> None:
        """Start it, and wait until it has a session."""
        sessions = len(discord.gateway.identified_at)
        self._running = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", "run", env={**os.environ, **self._variables, "LOG_LEVEL": "error"}
        )
        await discord.until(lambda: len(discord.gateway.identified_at) > sessions and discord.connected, 60)

    async def kill(self) -> None:
        """End it at once, whatever it is doing."""
        await self._end("kill")

    async def stop(self) -> int:
        """Ask it to end; its exit code."""
        return await self._end("terminate")

    async def _end(self, how: str) -> int:
        running, self._running = self._running, None
        if running is None:
            return 0
        getattr(running, how)()
        return await running.wait()

    @property
    def pid(self) -> int:
        """The id of the running process."""
        assert self._running is not None
        return self._running.pid
