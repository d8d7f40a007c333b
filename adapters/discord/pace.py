"""How often we call Discord: below its global limit, and edits of growing text no faster than a channel bears."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

# Of the 50 that a bot has, for calls bunch on their way; discord-api-docs, developers/topics/rate-limits
PER_SECOND = 40
# Seconds between two edits in one channel. Users see buckets of five in five seconds (discord-api-docs#6753): four of
# them leave room for the finished answer.
EDIT_EVERY = 1.25
TYPING_SHOWN = 8.0  # of the ten seconds for which "is typing" is seen; developers/resources/channel#trigger-typing
CHANNELS_KEPT = 1_000


@dataclass(slots=True)
class Pace:
    """Counts calls. Times are monotonic seconds. Belongs to one event loop."""

    clock: Callable[[], float] = time.monotonic
    per_second: int = PER_SECOND
    _calls: deque[float] = field(default_factory=deque)  # when each of the last second was, or will be, made
    _edits: dict[str, float] = field(default_factory=dict)  # channel -> when the next edit is due
    _typed: dict[str, float] = field(default_factory=dict)  # channel -> when last

    async def turn(self) -> None:
        """Wait until one more call is within the global limit. First come, first served."""
        now = self.clock()
        due = max(now, self._calls[0] + 1.0) if len(self._calls) >= self.per_second else now
        self._calls.append(due)
        while len(self._calls) > self.per_second:
            self._calls.popleft()
        if due > now:
            await asyncio.sleep(due - now)

    async def room(self) -> None:
        """Wait until calls that can wait leave half of the global limit to those that cannot."""
        while len(self._calls) >= self.per_second // 2:
            ready = self._calls[-(self.per_second // 2)] + 1.0 - self.clock()
            if ready <= 0:
                return
            await asyncio.sleep(ready)

    def edit_delay(self, channel: str) -> float:
        """Take a place in the line of edits in a channel; seconds until it comes."""
        now = self.clock()
        due = max(self._edits.get(channel, 0.0), now)
        self._edits[channel] = due + EDIT_EVERY
        _trim(self._edits)
        return due - now

    def may_type(self, channel: str) -> bool:
        """Whether "is typing" is not shown there already."""
        now = self.clock()
        if now - self._typed.get(channel, -TYPING_SHOWN) < TYPING_SHOWN:
            return False
        self._typed[channel] = now
        _trim(self._typed)
        return True


def _trim(times: dict[str, float]) -> None:
    """Forget the channel that was taken in first."""
    if len(times) > CHANNELS_KEPT:
        del times[next(iter(times))]
