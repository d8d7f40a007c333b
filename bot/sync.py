"""The sources followed by the running bot: looked at now and then, ingested when something in them has changed."""

from __future__ import annotations

import asyncio
import logging
import math
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from adapters.policy import Rules
from bot.app import open_store, source_specs
from bot.config import Settings
from rag_core.errors import CoreError, IndexBusy, SourceError
from rag_core.index.live import LiveIndex
from rag_core.sources import SourceSpec, Validators, read_if_changed

if TYPE_CHECKING:
    from rag_core.embeddings import Embedder
    from rag_core.ingest import Corpus, Report

TICK = 1.0  # seconds between two looks at the clock and the rules
BUSY_TRIES = 5  # of two seconds each; an ingest of ten thousand sections by hand takes eight

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """What a source held when it was read last, and what to recognise it by."""

    held: Corpus
    validators: Validators


class Syncer:
    """Keeps the live index at what FOOTNOTE_SOURCES hold. Belongs to one event loop.

    The sections stay in memory, so that of several sources only those that changed are read again.
    """

    def __init__(self, settings: Settings, embedder: Embedder, index: LiveIndex, rules: Callable[[], Rules]) -> None:
        self._settings = settings
        self._store = open_store(settings)
        self._embedder = embedder
        self._index = index
        self._rules = rules
        self._known: Mapping[SourceSpec, _Known] = {}
        self._turn = asyncio.Lock()

    async def sync(self) -> Report | None:
        """Look at the sources; what changed in them is live when this returns. None when nothing did.

        One at a time: whoever comes meanwhile waits, then looks again. What the core refuses is one line in the log
        and None, and the old generation goes on.
        """
        async with self._turn:
            try:
                report = await self._patiently()
                if report:
                    await self._index.refresh()
                    log.info("the sources have changed: %d pages, %d sections", report.pages, report.sections)
            except IndexBusy:
                log.info("another ingest is running, the sources are looked at again the next time")
            except CoreError as error:
                log.warning("the sources were not taken over: %s", error)
            else:
                return report
        return None

    async def keep(self) -> None:
        """Sync now and every `sync_every` until cancelled; other rules hold within a second."""
        last = -math.inf
        while True:
            every = self._rules().sync_every.total_seconds()
            if every and time.monotonic() - last >= every:
                await self.sync()
                last = time.monotonic()
            await asyncio.sleep(min(TICK, every or TICK))

    async def _patiently(self) -> Report | None:
        for _ in range(BUSY_TRIES - 1):
            with suppress(IndexBusy):
                return await asyncio.to_thread(self._take_over)
        return await asyncio.to_thread(self._take_over)

    def _take_over(self) -> Report | None:
        """Make what the sources hold live, unless it is. Blocks. Raises CoreError; what was read is then read again."""
        from rag_core.ingest import ingest, is_live, joined

        specs = source_specs(self._settings)
        if not specs:
            raise SourceError("FOOTNOTE_SOURCES is not set: name there what the bot is to follow.")
        now = {spec: self._read(spec) for spec in specs}
        corpus = joined([known.held for known in now.values()])
        # Asked whether or not a source has changed: an ingest by hand may have published what it had read before.
        live = is_live(corpus, self._store, self._embedder)
        report = None if live else ingest(corpus, self._store, self._embedder)
        self._known = now
        return report

    def _read(self, spec: SourceSpec) -> _Known:
        """What a source holds now, or held before it could not be read. Raises SourceError when it never could."""
        from rag_core.ingest import cut

        known = self._known.get(spec)
        try:
            pages = read_if_changed(spec, known.validators if known else Validators())
            if pages is not None:
                return _Known(held=cut(spec, pages), validators=pages.validators)
        except SourceError as error:
            if known is None:
                raise
            log.warning("a source stays as it was: %s", error)  # the others go on, and so do new entries
        if known is None:
            raise SourceError(f"{spec.name} says that it has not changed, without having been asked. Mend the server.")
        return known
