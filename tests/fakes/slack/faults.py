"""Faults made to order for the next calls of a method, and gates at which a call waits."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

Json = dict[str, Any]
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

    method: str  # "*" is any
    left: int | None = 1
    delay: float = 0.0  # seconds before anything else
    status: int = 0  # answer with this HTTP status and no JSON
    retry_after: int | None = None  # seconds; answer 429
    error: str = ""  # answer ok: false with this code
    messages: tuple[str, ...] = ()  # of that answer's response_metadata
    cut: Moment | None = None  # reset the connection instead of answering
    gate: Gate | None = None
    gate_at: Moment = "before"
    when: Callable[[Json], bool] | None = None  # only for calls whose arguments satisfy this

    @property
    def name(self) -> str:
        """What the call log shows."""
        if self.retry_after is not None:
            return "429"
        if self.gate is not None:
            return f"gate {self.gate_at}"
        return self.error or (str(self.status) if self.status else f"cut {self.cut}" if self.cut else "delay")

    def matches(self, method: str, args: Json) -> bool:
        """The call is meant by this fault."""
        return self.method in (method, "*") and self.left != 0 and (self.when is None or self.when(args))


class FaultBook:
    """The faults that are still to come, oldest first."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []
        self._gates: list[Gate] = []

    def add(self, fault: Fault) -> None:
        """Plan a fault."""
        self._faults.append(fault)
        if fault.gate is not None:
            self._gates.append(fault.gate)

    def clear(self) -> None:
        """Let every waiting call go and plan no more faults."""
        for gate in self._gates:
            gate.release()
        self._gates.clear()
        self._faults.clear()

    def take(self, method: str, args: Json) -> Fault | None:
        """The first fault that means this call, used up by one."""
        found = next((fault for fault in self._faults if fault.matches(method, args)), None)
        if found is not None and found.left is not None:
            found.left -= 1
        self._faults = [fault for fault in self._faults if fault.left != 0]
        return found
