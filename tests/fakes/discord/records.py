"""What happened, in order: calls, deliveries, violations, all with monotonic times; and a bell for every change."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

Json = dict[str, Any]
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file of a multipart request."""

    name: str
    content: bytes = field(repr=False)
    content_type: str


@dataclass(slots=True, kw_only=True, eq=False)
class Call:
    """One request of the bot. `status` is 0 while it is unanswered and when its connection was cut."""

    route: str  # "POST /channels/{channel_id}/messages"
    path: str  # the same with the ids
    params: Mapping[str, str]
    query: Mapping[str, str]
    body: Any
    uploads: Mapping[str, Upload]
    authorized: bool
    at: float = field(default_factory=time.monotonic)  # monotonic seconds, like all times here
    done: bool = False  # Discord did what was asked, whether or not the bot heard of it
    status: int = 0
    response: Any = None
    answered_at: float | None = None
    fault: str = ""  # what was done to it on purpose
    bucket: str = ""  # of the rate limit
    limited: bool = False  # answered 429 because a limit was reached, not on purpose
    early: bool = False  # came before the retry_after of an earlier 429 was over

    @property
    def code(self) -> int:
        """Discord's error code, or 0."""
        return int(self.response.get("code") or 0) if self.status >= 400 and isinstance(self.response, dict) else 0

    def id(self, name: str) -> int:
        """An id from the path; 0 for what is no number."""
        value = self.params[name]
        return int(value) if value.isdecimal() else 0


@dataclass(slots=True, kw_only=True, eq=False)
class Delivery:
    """One event for one session, sent or still kept for a RESUME."""

    event: str
    payload: Json
    seq: int
    session: str  # "" when there was none that could ever get it
    shard: int
    at: float = field(default_factory=time.monotonic)  # when it happened
    sent_at: float | None = None  # when it was first written to a connection
    times: int = 0  # it was written; 2 and more are replays

    @property
    def about(self) -> str:
        """The id of the message, interaction or thread that the event is about."""
        return str(self.payload.get("message_id") or self.payload.get("id") or "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation:
    """Something that the bot should not have sent."""

    route: str  # or "gateway"
    code: str
    detail: str
    body: Any
    at: float


class Record:
    """The log, and the waiting for a change in it or in the world."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.deliveries: list[Delivery] = []
        self.violations: list[Violation] = []
        self._changed = asyncio.Event()

    @property
    def limited(self) -> list[Call]:
        """The calls that ran into a rate limit."""
        return [call for call in self.calls if call.limited]

    def ring(self) -> None:
        """Something changed; whoever waits looks again."""
        self._changed.set()

    def violation(self, route: str, code: str, detail: str = "", body: Any = None) -> None:
        """Note that the bot broke a rule."""
        found = Violation(route=route, code=code, detail=detail, body=body, at=time.monotonic())
        self.violations.append(found)
        self.ring()

    async def until(self, look: Callable[[], T], limit: float) -> T | None:
        """The first true result of `look`, or None after `limit` seconds."""
        deadline = time.monotonic() + limit
        while not (result := look()):
            left = deadline - time.monotonic()
            if left <= 0:
                return None
            self._changed.clear()
            try:
                # Interactions fail and tokens die without anything happening, so look now and then anyway.
                await asyncio.wait_for(self._changed.wait(), min(left, 0.05))
            except TimeoutError:
                continue
        return result
