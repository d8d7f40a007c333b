"""Socket Mode: connections, envelopes, acknowledgements, redelivery, and every way a connection goes wrong."""

from __future__ import annotations

import asyncio
import json
import random
import time
from collections.abc import Callable
from functools import partial
from typing import Any, Literal

from aiohttp import WSMessage, WSMsgType, web

from tests.fakes.slack.records import Delivery, Record

Json = dict[str, Any]
DisconnectReason = Literal["warning", "refresh_requested", "link_disabled", "too_many_websockets"]

ACK_DEADLINE = 3.0  # seconds; docs.slack.dev/interactivity/handling-user-interaction
CONNECTIONS_MAX = 10  # per app; slackapi/node-slack-sdk#1654
RETRY_DELAYS = (0.0, 60.0, 300.0)  # seconds before each further delivery; docs.slack.dev/apis/events-api#retries
PING_EVERY = 10.0  # seconds without anything to send
GONE_CHECK = 0.02  # seconds between looks at a transport that nobody reads


class Connection:
    """One websocket of the bot, with what waits to be written to it."""

    def __init__(self, number: int, ws: web.WebSocketResponse, request: web.Request) -> None:
        self.number = number
        self.ws = ws
        self.request = request
        self.outbox: asyncio.Queue[str] = asyncio.Queue()
        self.opened_at = time.monotonic()
        self.closed_at: float | None = None
        self.pings = 0  # heard from the bot
        self.frozen = False  # half-open: nothing is read, written or answered

    @property
    def open(self) -> bool:
        """Slack believes that the bot is there."""
        return self.closed_at is None

    def cut(self) -> None:
        """Reset the TCP connection."""
        if self.request.transport is not None:
            self.request.transport.abort()

    async def write(self) -> None:
        """Send what waits, and a ping when nothing does."""
        while True:
            try:
                text = await asyncio.wait_for(self.outbox.get(), PING_EVERY)
            except TimeoutError:
                if not self.frozen and not self.ws.closed:
                    await self.ws.ping(b"Ping from applink-fake")
                continue
            if not self.frozen and not self.ws.closed:
                await self.ws.send_str(text)

    async def gone(self) -> None:
        """Wait until the other side has dropped a connection that is no longer read."""
        while (transport := self.request.transport) is not None and not transport.is_closing():
            await asyncio.sleep(GONE_CHECK)


class Hub:
    """All connections of the app. Each event goes to one of them, picked at random (slackapi/bolt-python#448)."""

    def __init__(self, record: Record, rng: random.Random) -> None:
        self.record = record
        self.connections: list[Connection] = []  # every one there ever was, in order
        self.refused_until = 0.0  # monotonic; websockets are refused before
        self.retry_delays: tuple[float, ...] = RETRY_DELAYS
        self.ack_deadline = ACK_DEADLINE
        self._rng = rng
        self._tickets: set[str] = set()
        self._pending: dict[str, Delivery] = {}  # by envelope id, the latest
        self._on_ack: dict[str, Callable[[Json | None], None]] = {}
        self._timers: set[asyncio.TimerHandle] = set()
        self._closings: set[asyncio.Future[bool]] = set()
        self._envelopes = 0
        self._stopped = False

    @property
    def live(self) -> list[Connection]:
        """The connections that events can go to; a half-open one is among them, since Slack does not know."""
        return [connection for connection in self.connections if connection.open]

    def ticket(self) -> str:
        """A single-use ticket for the websocket URL."""
        ticket = f"{self._rng.getrandbits(64):016x}"
        self._tickets.add(ticket)
        return ticket

    def deliver(self, kind: str, payload: Json, on_ack: Callable[[Json | None], None] | None = None) -> Delivery:
        """Send a payload in an envelope of its own."""
        self._envelopes += 1
        envelope_id = f"00000000-0000-4000-8000-{self._envelopes:012d}"
        if on_ack is not None:
            self._on_ack[envelope_id] = on_ack
        return self._send(Delivery(envelope_id=envelope_id, kind=kind, payload=payload, at=time.monotonic()))

    def redeliver(self, delivery: Delivery, *, reason: str = "timeout", same_envelope: bool = False) -> Delivery:
        """Send the same event again; with its old envelope even if that was acknowledged (slackapi/bolt-js#2487)."""
        self._envelopes += 1
        envelope_id = delivery.envelope_id if same_envelope else f"00000000-0000-4000-8000-{self._envelopes:012d}"
        again = Delivery(
            envelope_id=envelope_id,
            kind=delivery.kind,
            payload=delivery.payload,
            at=time.monotonic(),
            attempt=delivery.attempt if same_envelope else delivery.attempt + 1,
            reason=delivery.reason if same_envelope else reason,
        )
        return self._send(again)

    def disconnect(self, reason: DisconnectReason, linger: float) -> None:
        """Tell every connection that it is about to be closed, and close it `linger` seconds later."""
        for connection in self.live:
            connection.outbox.put_nowait(json.dumps({"type": "disconnect", "reason": reason, "debug_info": _HOST}))
            self._later(linger, partial(self._close, connection))

    def cut(self) -> None:
        """Reset every connection."""
        for connection in self.live:
            connection.cut()

    def freeze(self) -> None:
        """Make every open connection half-open: it stays, but nothing passes in either direction."""
        for connection in self.live:
            connection.frozen = True

    def start(self) -> None:
        """Take connections."""
        self._stopped = False

    def stop(self) -> None:
        """Reset everything and forget what was going to be sent again."""
        self._stopped = True
        for timer in self._timers:
            timer.cancel()
        self._timers.clear()
        self.cut()

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """The websocket endpoint."""
        ticket = request.query.get("ticket", "")
        if time.monotonic() < self.refused_until or ticket not in self._tickets:
            raise web.HTTPServiceUnavailable if ticket in self._tickets else web.HTTPNotFound
        ws = web.WebSocketResponse(autoping=False, autoclose=False)
        await ws.prepare(request)
        self._tickets.discard(ticket)
        connection = Connection(len(self.connections), ws, request)
        self.connections.append(connection)
        self._greet(connection)
        writer = asyncio.ensure_future(connection.write())
        try:
            await self._read(connection)
        finally:
            writer.cancel()
            self._closed(connection)
        return ws

    def _close(self, connection: Connection) -> None:
        closing = asyncio.ensure_future(connection.ws.close())
        self._closings.add(closing)
        closing.add_done_callback(self._closings.discard)

    def _greet(self, connection: Connection) -> None:
        count = len(self.live)
        if count > CONNECTIONS_MAX:
            refusal = {"type": "disconnect", "reason": "too_many_websockets", "debug_info": _HOST}
            connection.outbox.put_nowait(json.dumps(refusal))
            connection.closed_at = time.monotonic()
            return
        hello = {
            "type": "hello",
            "num_connections": count,
            "debug_info": {**_HOST, "approximate_connection_time": 18060},
        }
        connection.outbox.put_nowait(json.dumps(hello))
        self.record.ring()

    async def _read(self, connection: Connection) -> None:
        async for message in connection.ws:
            if connection.frozen:
                break
            if message.type is WSMsgType.PING:
                connection.pings += 1
                await connection.ws.pong(message.data)
            elif message.type is WSMsgType.TEXT:
                self._heard(message)
        if connection.frozen:
            await connection.gone()
        elif not connection.ws.closed:
            await connection.ws.close()

    def _heard(self, message: WSMessage) -> None:
        body = json.loads(message.data)
        envelope_id = str(body.get("envelope_id"))
        delivery = self._pending.get(envelope_id)
        if delivery is None:
            self.record.violation("socket", "unknown_envelope", envelope_id, body)
            return
        delivery.acks += 1
        if delivery.acked_at is None:
            delivery.acked_at = time.monotonic()
            delivery.ack = body.get("payload")
            if (on_ack := self._on_ack.pop(envelope_id, None)) is not None:
                on_ack(delivery.ack)
        self.record.ring()

    def _closed(self, connection: Connection) -> None:
        if connection.closed_at is None:
            connection.closed_at = time.monotonic()
        for delivery in self._pending.values():
            if delivery.connection == connection.number and delivery.acked_at is None and not delivery.lost:
                self._lose(delivery, "connection_failed")
        self.record.ring()

    def _send(self, delivery: Delivery) -> Delivery:
        self.record.deliveries.append(delivery)
        self._pending[delivery.envelope_id] = delivery
        if not self.live:
            self._lose(delivery, "connection_failed")
            return delivery
        connection = self._rng.choice(self.live)
        delivery.connection = connection.number
        connection.outbox.put_nowait(json.dumps(_envelope(delivery)))
        self._later(self.ack_deadline, lambda: self._overdue(delivery))
        self.record.ring()
        return delivery

    def _overdue(self, delivery: Delivery) -> None:
        if delivery.acked_at is None and not delivery.lost:
            self._lose(delivery, "timeout")

    def _lose(self, delivery: Delivery, reason: str) -> None:
        """Nobody will acknowledge this one. Events are sent again as long as attempts are left; nothing else is."""
        delivery.lost = True
        self.record.ring()
        if delivery.kind == "events_api" and delivery.attempt < len(self.retry_delays):
            again = self.retry_delays[delivery.attempt]
            self._later(again, lambda: self.redeliver(delivery, reason=reason))

    def _later(self, delay: float, action: Callable[[], object]) -> None:
        if self._stopped:
            return

        def run() -> None:
            self._timers.discard(timer)
            action()

        timer = asyncio.get_running_loop().call_later(delay, run)
        self._timers.add(timer)


_HOST: Json = {"host": "applink-fake", "build_number": 1}


def _envelope(delivery: Delivery) -> Json:
    events = delivery.kind == "events_api"
    return {
        "envelope_id": delivery.envelope_id,
        "type": delivery.kind,
        "payload": delivery.payload,
        "accepts_response_payload": not events,
        **({"retry_attempt": delivery.attempt, "retry_reason": delivery.reason} if events else {}),
    }
