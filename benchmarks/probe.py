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
    """Add `wall` and `cpu` seconds of the block, of all threads and of the processes that began and ended in it."""
    wall, cpu = time.perf_counter(), _computed()
    yield
    figures[f"{name}wall"] = time.perf_counter() - wall
    figures[f"{name}cpu"] = _computed() - cpu


def _computed() -> float:
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


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
    """The most that this process ever held, in MB; a second process, which the kernel measures wrongly, is left out."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024**2 if sys.platform == "darwin" else 1024)


def percentile(values: Sequence[float], share: float) -> float:
    """The value that `share` of the values do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
