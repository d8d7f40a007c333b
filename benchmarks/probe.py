"""Clocks: time that passed and time that was computed, the event loop's lag, the most memory that was held."""

from __future__ import annotations

import asyncio
import resource
import sys
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager

TICK = 0.005  # seconds

Figures = dict[str, float]


@contextmanager
def timed(figures: Figures, name: str = "") -> Iterator[None]:
    """Add `wall` and `cpu` seconds of the block, all threads of this process together."""
    wall, cpu = time.perf_counter(), time.process_time()
    yield
    figures[f"{name}wall"] = time.perf_counter() - wall
    figures[f"{name}cpu"] = time.process_time() - cpu


@asynccontextmanager
async def loop_lag(figures: Figures, name: str = "") -> AsyncIterator[None]:
    """Add `lag` in milliseconds: how much later than it asked for a coroutine woke up, at worst."""
    overshoot = [0.0]

    async def tick() -> None:
        while True:
            due = time.perf_counter() + TICK
            await asyncio.sleep(TICK)
            overshoot.append(time.perf_counter() - due)

    ticking = asyncio.create_task(tick())
    await asyncio.sleep(0)
    try:
        yield
        await asyncio.sleep(2 * TICK)  # what the block held up is seen by the next tick
    finally:
        ticking.cancel()
        figures[f"{name}lag"] = 1000 * max(overshoot)


def peak_memory() -> float:
    """The most that this process ever held, in MB."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024**2 if sys.platform == "darwin" else 1024)


def percentile(values: Sequence[float], share: float) -> float:
    """The value that `share` of the values do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
