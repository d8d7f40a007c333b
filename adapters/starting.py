"""How long a platform that is out of reach is waited for at the start."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

from adapters.base import DeliveryError

log = logging.getLogger(__name__)

START_SECONDS = 60.0  # that a platform may be out of reach when we start
PAUSE, LONGEST_PAUSE = 1.0, 16.0  # seconds between two tries, doubled each time

T = TypeVar("T")


async def once_reachable(platform: str, attempt: Callable[[], Awaitable[T]]) -> T:
    """What `attempt` gives, tried again and again for a minute. Raises the DeliveryError that no later try changes."""
    deadline, pause = time.monotonic() + START_SECONDS, PAUSE
    while True:
        try:
            return await attempt()
        except DeliveryError as error:
            if error.permanent or time.monotonic() + pause > deadline:
                raise
            log.warning("%s does not answer yet (%s), again in %.0f s", platform, error.reason, pause)
        await asyncio.sleep(pause)
        pause = min(pause * 2, LONGEST_PAUSE)
