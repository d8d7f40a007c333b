"""The generation that answers now, swapped for a newer one without a question noticing."""

from __future__ import annotations

import asyncio
import gc
import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag_core.errors import CoreError, IndexBusy, IndexMismatch, NoIndex

if TYPE_CHECKING:
    from rag_core.index import Store
    from rag_core.index.generation import Generation
    from rag_core.index.manifest import Manifest

WATCH_SECONDS = 0.3  # a published generation serves within half a second
OPEN_TRIES = 3  # a generation can be replaced while it is being opened

log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Lease:
    generation: Generation
    users: int = 0
    retired: bool = False


class LiveIndex:
    """Opens the live generation of `store` and follows it. Belongs to one event loop."""

    def __init__(self, store: Store, *, embedder: str, dim: int, analyzer: str) -> None:
        self._store = store
        self._embedder = embedder
        self._dim = dim
        self._analyzer = analyzer
        self._lease: _Lease | None = None
        self._opening = asyncio.Lock()
        self._refused = ""  # the last generation that could not be opened, so that it is logged once

    @property
    def manifest(self) -> Manifest | None:
        """Of the generation that answers now; None before the first use."""
        return self._lease.generation.manifest if self._lease else None

    @asynccontextmanager
    async def use(self) -> AsyncIterator[Generation]:
        """Lend the live generation; it stays open until the block ends, even when a newer one takes over.

        Raises NoIndex, IndexMismatch, IndexDamaged, IndexUnavailable.
        """
        if self._lease is None:
            await self.refresh()
        lease = self._lease
        assert lease is not None  # noqa: S101  # refresh opened one or raised
        lease.users += 1
        try:
            yield lease.generation
        finally:
            lease.users -= 1
            await self._close_if_idle(lease)

    async def refresh(self) -> bool:
        """Take over a newer generation if there is one; says whether it did. Raises as `use` does."""
        async with self._opening:
            manifest = await asyncio.to_thread(self._store.live)
            if manifest is None:
                raise NoIndex("Nothing is indexed yet. Run `footnote ingest SOURCE` first.")
            if self._lease and self._lease.generation.manifest.generation == manifest.generation:
                return False
            if self._lease is None:
                await asyncio.to_thread(self._sweep)  # what a crash left behind
            generation = await asyncio.to_thread(self._open, manifest)
            old, self._lease = self._lease, _Lease(generation)
        if old:
            old.retired = True
            await self._close_if_idle(old)
        return True

    async def watch(self, interval: float = WATCH_SECONDS) -> None:
        """Follow the store until cancelled. What cannot be opened is logged; the old generation goes on serving."""
        while True:
            await asyncio.sleep(interval)
            try:
                if await self.refresh():
                    log.info("index generation %s is live", self._lease and self._lease.generation.manifest.generation)
                self._refused = ""
            except CoreError as error:
                if str(error) != self._refused:
                    self._refused = str(error)
                    log.warning("the index was not refreshed: %s", error)

    async def aclose(self) -> None:
        """Close the generation; questions that still use it keep it until they end."""
        lease, self._lease = self._lease, None
        if lease:
            lease.retired = True
            await self._close_if_idle(lease)

    def _open(self, manifest: Manifest) -> Generation:
        for last in (*(False,) * (OPEN_TRIES - 1), True):
            self._check(manifest)
            try:
                with _out_of_the_collectors_sight():
                    generation = self._store.open(manifest)
                    self._warm(generation)
            except NoIndex:
                manifest = self._store.live() or manifest
                if last:
                    raise
            else:
                return generation
        raise AssertionError  # the loop returns or raises

    def _check(self, manifest: Manifest) -> None:
        if manifest.embedder != self._embedder or manifest.dim != self._dim:
            raise IndexMismatch(
                f"The index was built with the embedding {manifest.embedder}, EMBEDDING_MODEL is now {self._embedder}. "
                "Set it back, or run `footnote ingest --rebuild` with your sources."
            )
        if manifest.analyzer != self._analyzer:
            raise IndexMismatch(
                f"The index was built with the analyzer {manifest.analyzer}, this release has {self._analyzer}. "
                "Run `footnote ingest` with your sources."
            )

    def _warm(self, generation: Generation) -> None:
        """Make Milvus Lite build its in-memory lists now: the first search would pay for it."""
        import numpy as np

        if generation.manifest.rows:
            probe = np.full(self._dim, self._dim**-0.5, dtype=np.float32)
            generation.search(probe, {0: 1.0}, limit=1, audience="internal")

    async def _close_if_idle(self, lease: _Lease) -> None:
        if lease.retired and not lease.users:
            await asyncio.to_thread(lease.generation.close)
            await asyncio.to_thread(self._sweep)

    def _sweep(self) -> None:
        try:
            with self._store.writing():
                self._store.sweep()
        except IndexBusy:
            pass  # whoever is writing sweeps at its end
        except CoreError as error:
            log.warning("old generations were not removed: %s", error)


@contextmanager
def _out_of_the_collectors_sight() -> Iterator[None]:
    """Keep Python's cycle collector from what is made here, now and ever after.

    The lists of ten thousand sections are half a million objects without a cycle. Each full collection would walk
    through them, for 0.1 to 0.2 seconds in which no other thread runs, the event loop's included.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if collecting:
            gc.enable()
