"""What happened, in order: calls, deliveries, violations, all with monotonic times; and a bell for every change."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, TypeVar

Json = dict[str, Any]
T = TypeVar("T")

SPACING = 0.005  # seconds between two looks, so that a burst of changes costs one


@dataclass(slots=True, kw_only=True)
class Call:
    """One request of the bot. `status` is 0 while it is unanswered and when its connection was cut."""

    method: str
    args: Json
    at: float  # monotonic seconds, like all times here
    status: int = 0
    response: Json = field(default_factory=dict)
    answered_at: float | None = None
    fault: str = ""  # what was done to it on purpose
    early: bool = False  # came before the Retry-After of an earlier 429 was over

    @property
    def ok(self) -> bool:
        """Slack did what was asked, whether or not the bot heard of it."""
        return bool(self.response.get("ok"))

    @property
    def error(self) -> str:
        """Slack's error code, or ""."""
        return str(self.response.get("error", ""))


@dataclass(slots=True, kw_only=True)
class Delivery:
    """One envelope, sent or not; redeliveries of an event are deliveries of their own with the same `event_id`."""

    envelope_id: str
    kind: str  # events_api, slash_commands, interactive
    payload: Json
    at: float
    attempt: int = 0
    reason: str = ""
    connection: int | None = None  # None: there was none to send it over
    acked_at: float | None = None
    ack: Json | None = None  # the payload of the acknowledgement
    acks: int = 0
    lost: bool = False  # the connection was gone or dead before it was acknowledged

    @property
    def event(self) -> Json:
        """The inner event, or {}."""
        return dict(self.payload.get("event") or {})

    @property
    def event_id(self) -> str:
        """The same for every redelivery; "" for commands and interactions."""
        return str(self.payload.get("event_id", ""))

    @property
    def ack_seconds(self) -> float | None:
        """How long the bot took to acknowledge it."""
        return None if self.acked_at is None else self.acked_at - self.at

    @property
    def about(self) -> str:
        """The ts of the message that the event is about, or ""."""
        event = self.event
        inner = event.get("message") or event.get("item") or {}
        return str(inner.get("ts") or event.get("deleted_ts") or event.get("ts") or "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation:
    """Something that the bot should not have sent."""

    method: str
    code: str
    detail: str
    args: Json
    at: float


class Record:
    """The log, and the waiting for a change in it or in the workspace."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.deliveries: list[Delivery] = []
        self.violations: list[Violation] = []
        self._changed = asyncio.Event()

    def ring(self) -> None:
        """Something changed; whoever waits looks again."""
        self._changed.set()

    def violation(self, method: str, code: str, detail: str = "", args: Json | None = None) -> None:
        """Note that the bot broke a rule."""
        found = Violation(method=method, code=code, detail=detail, args=args or {}, at=time.monotonic())
        self.violations.append(found)
        self.ring()

    async def until(self, look: Callable[[], T], limit: float) -> T | None:
        """The first true result of `look`, or None after `limit` seconds."""
        deadline = time.monotonic() + limit
        while True:
            self._changed.clear()
            if result := look():
                return result
            left = deadline - time.monotonic()
            if left <= 0:
                return None
            await asyncio.sleep(SPACING)
            # Streams expire and statuses fade without anything happening, so look now and then anyway.
            with suppress(TimeoutError):
                await asyncio.wait_for(self._changed.wait(), min(left, 0.05))
