"""Faults made to order for the next calls of a route, and gates at which a call waits."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any, Literal

Moment = Literal["before", "after"]
"""Of processing: before, nothing has happened; after, everything has and only the answer is missing."""


class Gate:
    """Where a call waits until the test lets it go on."""

    def __init__(self) -> None:
        self._reached = asyncio.Event()
        self._released = asyncio.Event()

    @property
    def waiting(self) -> bool:
        """A call has come to the gate."""
        return self._reached.is_set()

    async def reached(self, limit: float = 10.0) -> None:
        """Wait for a call to come to the gate; TimeoutError after `limit` seconds."""
        await asyncio.wait_for(self._reached.wait(), limit)

    def release(self) -> None:
        """Let the waiting call, and every later one, go on."""
        self._released.set()

    async def pass_through(self) -> None:
        """What the call does."""
        self._reached.set()
        await self._released.wait()


@dataclass(slots=True, kw_only=True)
class Fault:
    """What happens to matching calls. `left` counts down to 0; None never ends."""

    route: str  # "POST /channels/{channel_id}/messages", "PATCH *", "* /webhooks/*", or with real ids
    left: int | None = 1
    delay: float = 0.0  # seconds before anything else
    status: int = 0  # answer with this HTTP status
    code: int = 0  # answer with this error code of Discord's, and its status
    retry_after: float | None = None  # seconds; answer 429
    everywhere: bool = False  # that 429 is global
    cut: Moment | None = None  # reset the connection instead of answering
    late: bool = False  # status and code come after processing
    gate: Gate | None = None
    gate_at: Moment = "before"
    when: Callable[[Any], bool] | None = None  # only for calls whose body satisfies this

    @property
    def name(self) -> str:
        """What the call log shows."""
        if self.retry_after is not None:
            return "429 global" if self.everywhere else "429"
        if self.gate is not None:
            return f"gate {self.gate_at}"
        if self.cut is not None:
            return f"cut {self.cut}"
        answer = str(self.code or self.status or "")
        return f"{answer} {self.moment}" if answer else "delay"

    @property
    def moment(self) -> Moment:
        """When it strikes."""
        return self.cut or ("after" if self.late else "before")

    def matches(self, route: str, method_path: str, body: Any) -> bool:
        """The call is meant by this fault."""
        named = fnmatchcase(route, self.route) or fnmatchcase(method_path, self.route)
        return named and self.left != 0 and (self.when is None or self.when(body))


class FaultBook:
    """The faults that are still to come, oldest first."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []

    def add(self, fault: Fault) -> None:
        """Plan a fault."""
        self._faults.append(fault)

    def clear(self) -> None:
        """Let every waiting call go and plan no more faults."""
        for fault in self._faults:
            if fault.gate is not None:
                fault.gate.release()
        self._faults.clear()

    def take(self, route: str, method_path: str, body: Any) -> Fault | None:
        """The first fault that means this call, used up by one."""
        found = next((fault for fault in self._faults if fault.matches(route, method_path, body)), None)
        if found is not None and found.left is not None:
            found.left -= 1
        self._faults = [fault for fault in self._faults if fault.left != 0]
        return found
