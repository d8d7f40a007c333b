"""A gateway session: the events it got, whether it can be resumed, and the connection that it lives on."""

from __future__ import annotations

import asyncio
import json
import time
import zlib
from collections import deque
from collections.abc import Sequence
from typing import Any

from aiohttp import web

from tests.fakes.discord.intents import NO_INTENT, Intent
from tests.fakes.discord.records import Delivery
from tests.fakes.discord.snowflakes import shard_of

Json = dict[str, Any]

SENDS_MAX = 120  # payloads of the bot in SENDS_WINDOW; discord-api-docs, developers/events/gateway#rate-limiting
SENDS_WINDOW = 60.0  # seconds
GONE_CHECK = 0.02  # seconds between looks at a transport that nobody reads


class Session:
    """What IDENTIFY began. It outlives its connections."""

    def __init__(self, session_id: str, intents: Intent, shard: tuple[int, int]) -> None:
        self.id = session_id
        self.intents = intents
        self.shard = shard  # number, and how many there are
        self.events: list[Delivery] = []  # number s is at s - 1
        self.connection: Connection | None = None
        self.began_at = time.monotonic()
        self.dropped_at: float | None = None
        self.ended = False

    def lives(self, session_life: float) -> bool:
        """Events are kept for it."""
        if self.ended:
            return False
        return self.dropped_at is None or time.monotonic() - self.dropped_at < session_life

    def serves(self, guild: int | None) -> bool:
        """Private conversations are for the first shard."""
        number, count = self.shard
        return number == (shard_of(guild, count) if guild is not None else 0)

    def push(self, event: str, payload: Json) -> Delivery:
        """Give it an event; without a connection it is kept."""
        seq = len(self.events) + 1
        delivery = Delivery(event=event, payload=payload, seq=seq, session=self.id, shard=self.shard[0])
        self.events.append(delivery)
        if self.connection is not None:
            self.connection.outbox.put_nowait(delivery)
        return delivery

    def after(self, seq: int) -> Sequence[Delivery]:
        """What a client has missed that saw everything up to `seq`."""
        return self.events[seq:]

    @property
    def missed(self) -> Sequence[Delivery]:
        """What was never written to any connection."""
        return [delivery for delivery in self.events if delivery.sent_at is None]


class Connection:
    """One websocket of the bot, with what waits to be written to it."""

    def __init__(self, number: int, ws: web.WebSocketResponse, request: web.Request) -> None:
        self.number = number
        self.ws = ws
        self.request = request
        self.outbox: asyncio.Queue[Delivery | Json] = asyncio.Queue()
        self.session: Session | None = None
        self.opened_at = time.monotonic()
        self.closed_at: float | None = None
        self.heartbeats = 0  # heard from the bot
        self.resumed = False
        self.frozen = False  # half-open: nothing is read, written or answered
        self._sends: deque[float] = deque()
        compressed = request.query.get("compress") == "zlib-stream"
        self._stream = zlib.compressobj() if compressed else None

    @property
    def open(self) -> bool:
        """Discord believes that the bot is there."""
        return self.closed_at is None

    @property
    def intents(self) -> Intent:
        """Those of its session."""
        return self.session.intents if self.session else NO_INTENT

    def too_many(self) -> bool:
        """Count something that the bot sent; whether that was too much."""
        now = time.monotonic()
        self._sends.append(now)
        while self._sends[0] <= now - SENDS_WINDOW:
            self._sends.popleft()
        return len(self._sends) > SENDS_MAX

    def cut(self) -> None:
        """Reset the TCP connection."""
        if self.request.transport is not None:
            self.request.transport.abort()

    def send(self, op: int, body: Any = None) -> None:
        """Put something that is no event into the outbox."""
        self.outbox.put_nowait({"op": op, "d": body, "s": None, "t": None})

    async def write(self) -> None:
        """Send what comes into the outbox, in order."""
        while True:
            frame = await self.outbox.get()
            if self.frozen or self.ws.closed:
                continue
            if isinstance(frame, Delivery):
                frame.sent_at = frame.sent_at or time.monotonic()
                frame.times += 1
                frame = {"op": 0, "d": frame.payload, "s": frame.seq, "t": frame.event}
            await self._write(json.dumps(frame))

    async def _write(self, text: str) -> None:
        try:
            if self._stream is None:
                await self.ws.send_str(text)
            else:
                packed = self._stream.compress(text.encode()) + self._stream.flush(zlib.Z_SYNC_FLUSH)
                await self.ws.send_bytes(packed)
        except ConnectionError:
            self.closed_at = self.closed_at or time.monotonic()

    async def gone(self) -> None:
        """Wait until the other side has dropped a connection that is no longer read."""
        while (transport := self.request.transport) is not None and not transport.is_closing():
            await asyncio.sleep(GONE_CHECK)
