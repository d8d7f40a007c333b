"""The gateway: IDENTIFY, RESUME, heartbeats, events by intent and shard, and every way a connection goes wrong."""

from __future__ import annotations

import asyncio
import json
import random
import time
from collections.abc import Callable
from typing import Any, Protocol

from aiohttp import WSMessage, WSMsgType, web

from tests.fakes.discord.app import Settings
from tests.fakes.discord.intents import EVERY_INTENT, PRIVILEGED, Intent, needed
from tests.fakes.discord.records import Delivery, Record
from tests.fakes.discord.sessions import Connection, Session

Json = dict[str, Any]
Build = Callable[[Intent], Json]

HEARTBEAT, IDENTIFY, PRESENCE, VOICE_STATE, RESUME, RECONNECT, MEMBERS, INVALID, HELLO, ACK = (
    1,
    2,
    3,
    4,
    6,
    7,
    8,
    9,
    10,
    11,
)
STARTS_TOTAL = 1_000  # sessions a day; discord-api-docs, developers/events/gateway#session-start-limit-object

UNKNOWN_OP, DECODE_ERROR, NOT_AUTHENTICATED, BAD_TOKEN, ALREADY_AUTHENTICATED = 4001, 4002, 4003, 4004, 4005
BAD_SEQ, RATE_LIMITED, TIMED_OUT, BAD_SHARD, SHARDING_REQUIRED = 4007, 4008, 4009, 4010, 4011
BAD_VERSION, BAD_INTENTS, DISALLOWED_INTENTS = 4012, 4013, 4014


class Directory(Protocol):
    """Where the gateway learns what there is to tell."""

    def ready(self, session: Session) -> Json:
        """What READY carries, besides what is about the session itself."""

    def guilds(self, session: Session) -> list[Json]:
        """GUILD_CREATE for each guild of the session's shard that is available."""

    def guild_count(self, shard: tuple[int, int]) -> int:
        """How many guilds the shard serves."""

    def members(self, request: Json, intents: Intent) -> Json:
        """GUILD_MEMBERS_CHUNK for a request."""


class Closing(Exception):
    """The connection ends with that code."""

    def __init__(self, code: int, detail: str, *, violation: bool = True) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail
        self.violation = violation


class Hub:
    """All connections and sessions of the app."""

    def __init__(self, settings: Settings, record: Record, directory: Directory, *, token: str) -> None:
        self.record = record
        self.connections: list[Connection] = []  # every one there ever was, in order
        self.sessions: dict[str, Session] = {}
        self.identified_at: list[float] = []  # monotonic times
        self.resumed_at: list[float] = []
        self.closings: list[Closing] = []  # by which connections were refused or ended
        self.deaf = False  # no heartbeat is acknowledged on any connection
        self.url = ""  # once it listens
        self._settings = settings
        self._directory = directory
        self._token = token
        self._refused_until = 0.0  # monotonic seconds
        self._rng = random.Random(0)

    @property
    def live(self) -> list[Connection]:
        """The connections with a session; a half-open one is among them, since Discord does not know."""
        return [connection for connection in self.connections if connection.open and connection.session]

    def dispatch(self, event: str, build: Build, *, guild: int | None) -> list[Delivery]:
        """Give an event to every session that is to have it. Without any, it is lost."""
        intent = needed(event, in_guild=guild is not None)
        alive = [session for session in self.sessions.values() if session.lives(self._settings.session_life)]
        serving = [session for session in alive if session.serves(guild)]
        sent = [session.push(event, build(session.intents)) for session in serving if not intent & ~session.intents]
        if not serving and event.startswith(("MESSAGE_", "INTERACTION_")):
            sent = [Delivery(event=event, payload=build(EVERY_INTENT), seq=0, session="", shard=0)]
        self.record.deliveries.extend(sent)
        self.record.ring()
        return sent

    def cut(self) -> None:
        """Reset every connection. Sessions can be resumed."""
        for connection in self.live:
            connection.cut()

    def reconnect(self) -> None:
        """Ask every connection to come back (op 7)."""
        for connection in self.live:
            connection.send(RECONNECT)

    def invalidate(self, *, resumable: bool = False) -> None:
        """Tell every connection that its session is invalid (op 9), and end it unless it may be resumed."""
        for connection in self.live:
            assert connection.session is not None
            connection.session.ended = not resumable
            connection.send(INVALID, resumable)

    def forget(self) -> None:
        """End every session without saying so: the next RESUME is answered with op 9."""
        for session in self.sessions.values():
            session.ended = True

    def freeze(self) -> None:
        """Make every open connection half-open: it stays, but nothing passes in either direction."""
        for connection in self.live:
            connection.frozen = True

    def refuse(self, seconds: float) -> None:
        """Answer 503 to whoever opens a websocket in that time."""
        self._refused_until = time.monotonic() + seconds

    async def close(self, code: int) -> None:
        """Close every connection with a code."""
        for connection in self.live:
            await connection.ws.close(code=code)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """The websocket endpoint."""
        if time.monotonic() < self._refused_until:
            raise web.HTTPServiceUnavailable
        ws = web.WebSocketResponse(autoclose=False)
        await ws.prepare(request)
        connection = Connection(len(self.connections), ws, request)
        self.connections.append(connection)
        writer = asyncio.ensure_future(connection.write())
        connection.send(HELLO, {"heartbeat_interval": int(self._settings.heartbeat * 1_000), "_trace": ["fake"]})
        try:
            await self._converse(connection)
        finally:
            writer.cancel()
            self._closed(connection)
        return ws

    async def _converse(self, connection: Connection) -> None:
        try:
            self._check_query(connection.request)
            await self._read(connection)
        except Closing as closing:
            self.closings.append(closing)
            if closing.violation:
                self.record.violation("gateway", str(closing.code), closing.detail)
            await connection.ws.close(code=closing.code, message=closing.detail.encode())
        self.record.ring()

    async def _read(self, connection: Connection) -> None:
        while True:
            try:
                message = await connection.ws.receive(timeout=self._settings.heartbeat * 2)
            except TimeoutError:
                raise Closing(TIMED_OUT, "no heartbeat came", violation=False) from None
            if connection.frozen:
                await connection.gone()
                return
            if message.type is WSMsgType.CLOSE and connection.session and message.data in (1000, 1001):
                connection.session.ended = True
            if message.type is not WSMsgType.TEXT:
                await connection.ws.close()
                return
            self._heard(connection, message)

    def _heard(self, connection: Connection, message: WSMessage) -> None:
        if connection.too_many():
            raise Closing(RATE_LIMITED, "more than 120 payloads in 60 s")
        try:
            frame = json.loads(message.data)
            op, body = int(frame["op"]), frame.get("d")
        except (ValueError, KeyError, TypeError):
            raise Closing(DECODE_ERROR, "not a payload") from None
        if op == HEARTBEAT:
            connection.heartbeats += 1
            if not self.deaf:
                connection.send(ACK)
        elif op in (IDENTIFY, RESUME):
            if connection.session is not None:
                raise Closing(ALREADY_AUTHENTICATED, "more than one IDENTIFY or RESUME")
            (self._identify if op == IDENTIFY else self._resume)(connection, body)
        elif connection.session is None:
            raise Closing(NOT_AUTHENTICATED, f"op {op} before IDENTIFY")
        elif op == MEMBERS:
            connection.session.push("GUILD_MEMBERS_CHUNK", self._directory.members(body, connection.intents))
        elif op not in (PRESENCE, VOICE_STATE):
            raise Closing(UNKNOWN_OP, f"op {op}")

    def _check_query(self, request: web.Request) -> None:
        if request.query.get("v") != "10" or request.query.get("encoding") != "json":
            raise Closing(BAD_VERSION, f"?{request.query_string}")

    def _identify(self, connection: Connection, body: Json) -> None:
        self._check_token(body)
        intents, shard = self._check_intents(body), self._check_shard(body)
        now = time.monotonic()
        if self.identified_at and now - self.identified_at[-1] < self._settings.identify_every:
            connection.send(INVALID, False)
            return
        self.identified_at.append(now)
        session = Session(f"{self._rng.getrandbits(128):032x}", intents, shard)
        self.sessions[session.id] = session
        self._attach(connection, session)
        about = {
            "session_id": session.id,
            "resume_gateway_url": self.url,
            "shard": list(shard),
            "session_type": "normal",
        }
        first = session.push("READY", self._directory.ready(session) | about)
        creates = [session.push("GUILD_CREATE", guild) for guild in self._directory.guilds(session)]
        self.record.deliveries.extend([first, *creates])

    def _resume(self, connection: Connection, body: Json) -> None:
        self._check_token(body)
        session = self.sessions.get(str(body.get("session_id")))
        if session is None or not session.lives(self._settings.session_life):
            connection.send(INVALID, False)
            return
        seq = body.get("seq")
        if not isinstance(seq, int) or not 0 <= seq <= len(session.events):
            raise Closing(BAD_SEQ, f"seq {seq} of {len(session.events)}")
        if session.connection is not None:
            session.connection.cut()
        self.resumed_at.append(time.monotonic())
        for delivery in session.after(seq):
            connection.outbox.put_nowait(delivery)
        self._attach(connection, session)
        connection.resumed = True
        self.record.deliveries.append(session.push("RESUMED", {"_trace": ["fake"]}))

    def _attach(self, connection: Connection, session: Session) -> None:
        connection.session = session
        session.connection = connection
        session.dropped_at = None

    def _check_token(self, body: Json) -> None:
        if str(body.get("token", "")).removeprefix("Bot ") != self._token:
            raise Closing(BAD_TOKEN, "Authentication failed.", violation=False)

    def _check_intents(self, body: Json) -> Intent:
        wanted = body.get("intents")
        if not isinstance(wanted, int) or wanted & ~int(EVERY_INTENT):
            raise Closing(BAD_INTENTS, "Invalid intent(s).")
        refused = Intent(wanted) & PRIVILEGED & ~self._settings.app.privileged
        if refused:
            raise Closing(DISALLOWED_INTENTS, "Disallowed intent(s).", violation=False)
        return Intent(wanted)

    def _check_shard(self, body: Json) -> tuple[int, int]:
        number, count = body.get("shard") or (0, 1)
        if not 0 <= number < count:
            raise Closing(BAD_SHARD, f"shard {number} of {count}")
        if self._directory.guild_count((number, count)) >= self._settings.guilds_per_shard:
            raise Closing(SHARDING_REQUIRED, "Sharding required.", violation=False)
        return number, count

    def _closed(self, connection: Connection) -> None:
        connection.closed_at = connection.closed_at or time.monotonic()
        session = connection.session
        if session is not None and session.connection is connection:
            session.connection = None
            session.dropped_at = time.monotonic()
        self.record.ring()
