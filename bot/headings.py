"""The headings of the live index, by who may read them: what a question that is being typed can be completed to."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from bot.app import Core
from rag_core.types import Audience


class Headings:
    """Read again when a newer generation goes live. Belongs to one event loop."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self._generation = ""
        self._internal: tuple[str, ...] = ()
        self._public: tuple[str, ...] = ()
        self._reading: asyncio.Task[None] | None = None

    def __call__(self, audience: Audience) -> Sequence[str]:
        """The headings at hand, at once; newer ones are fetched for the next time."""
        if self._reading is None or self._reading.done():
            self._reading = asyncio.create_task(self.refresh())
        return self._internal if audience == "internal" else self._public

    async def refresh(self) -> None:
        """Read them, if there are newer ones. Raises CoreError."""
        async with self._core.index.use() as generation:
            if generation.manifest.generation == self._generation:
                return
            sections = await asyncio.to_thread(generation.all_sections)
            self._generation = generation.manifest.generation
        self._internal = tuple(dict.fromkeys(section.heading for section in sections))
        self._public = tuple(dict.fromkeys(s.heading for s in sections if s.audience == "public"))
