"""Work that nobody awaits: nothing in it may end the process or go unheard."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any

from adapters.base import DeliveryError
from rag_core.errors import CoreError

log = logging.getLogger(__name__)

AGAIN_SECONDS = 60.0  # before work that has failed begins anew


class Background:
    """Runs coroutines as tasks. Belongs to one event loop."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def tasks(self) -> frozenset[asyncio.Task[None]]:
        """What is under way."""
        return frozenset(self._tasks)

    def start(self, work: Coroutine[Any, Any, None], what: str) -> asyncio.Task[None]:
        """Begin; `what` names the work in the log, should it fail."""
        task = asyncio.create_task(_guarded(work, what))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task


async def kept_up(work: Callable[[], Coroutine[Any, Any, None]], what: str) -> None:
    """Run what goes on until it is cancelled; when it fails, the log has it as `what`, and it begins anew."""
    while True:
        await _guarded(work(), what)
        await asyncio.sleep(AGAIN_SECONDS)


async def finished(tasks: frozenset[asyncio.Task[None]], seconds: float) -> None:
    """Wait for tasks to end; what does not end in time is cancelled."""
    if not tasks:
        return
    _, pending = await asyncio.wait(tasks, timeout=seconds)
    for task in pending:
        task.cancel()
    await asyncio.gather(*pending, return_exceptions=True)


def place_of(error: BaseException) -> str:
    """File and line where it was raised. A traceback's frames may hold what people wrote; these do not."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename.rsplit('/', 2)[-1]}:{trace.tb_lineno}" if trace else "unknown place"


async def _guarded(work: Coroutine[Any, Any, None], what: str) -> None:
    try:
        await work
    except (CoreError, DeliveryError) as error:
        log.error("%s: %s", what, error)  # noqa: TRY400
    except Exception as error:  # noqa: BLE001  # the boundary
        log.error("%s: unexpected %s at %s", what, type(error).__name__, place_of(error))  # noqa: TRY400
