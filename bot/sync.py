"""The sources followed by the running bot: looked at now and then, ingested when something in them has changed."""

from __future__ import annotations

import asyncio
import logging
import math
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
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

    def specs(self) -> tuple[SourceSpec, ...]:
        """The sources as they are read: by the settings, and as the last ingest by hand was told. Raises StoreError."""
        live = self._store.live()
        return source_specs(self._settings, readings=live.readings if live else ())

    async def sync(self) -> Report | None:
        """Like `take_over`, but what the core refuses is one line in the log and None: the old generation goes on."""
        try:
            return await self.take_over()
        except IndexBusy:
            log.info("another ingest is running, the sources are looked at again the next time")
        except CoreError as error:
            log.warning("the sources were not taken over: %s", error)
        return None

    async def take_over(self) -> Report | None:
        """Look at the sources; what changed in them is live when this returns. None when nothing did.

        One at a time: whoever comes meanwhile waits, then looks again. Raises CoreError.
        """
        async with self._turn:
            report = await self._patiently()
            if report:
                await self._index.refresh()
                log.info("the sources have changed: %d pages, %d sections", report.pages, report.sections)
            return report

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

        specs, live = self.specs(), self._store.live()
        if not specs:
            raise SourceError("FOOTNOTE_SOURCES is not set: name there what the bot is to follow.")
        now = {spec: self._read(spec, specs) for spec in specs}
        names = {spec.name for spec in specs}
        readings = tuple(one for one in live.readings if one.source in names) if live else ()
        corpus = replace(joined([known.held for known in now.values()]), readings=readings)
        # Asked whether or not a source has changed: an ingest by hand may have published what it had read before.
        report = None if is_live(corpus, self._store, self._embedder) else ingest(corpus, self._store, self._embedder)
        self._known = now
        return report

    def _read(self, spec: SourceSpec, specs: Sequence[SourceSpec]) -> _Known:
        """What a source holds now, or held before it could not be read. Raises SourceError when nobody knows that."""
        from rag_core.ingest import cut

        known = self._known.get(spec)
        try:
            pages = read_if_changed(spec, known.validators if known else Validators())
            if pages is not None:
                return _Known(held=cut(spec, pages), validators=pages.validators)
        except SourceError as error:
            known = known or self._known_to_the_index(spec, specs)
            if known is None:
                raise
            log.warning("a source stays as it was: %s", error)  # the others go on, and so do new entries
        if known is None:
            raise SourceError(f"{spec.name} says that it has not changed, without having been asked. Mend the server.")
        return known

    def _known_to_the_index(self, spec: SourceSpec, specs: Sequence[SourceSpec]) -> _Known | None:
        """What is live of a source that this process has never read.

        None when it may be there by another name: what the index has of sources that are not named now would be lost.
        """
        from rag_core.ingest import kept

        live = self._store.live()
        names = {one.name for one in specs}
        if live is None or (spec.name not in live.sources and not names.issuperset(live.sources)):
            return None
        return _Known(held=kept(spec.name, self._store, live), validators=Validators())
