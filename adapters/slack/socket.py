"""The Socket Mode connection, and the watch over it: what is dead is replaced by a new one."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from adapters.base import DeliveryError
from adapters.slack.calls import Calls, Limited

if TYPE_CHECKING:
    from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
    from slack_bolt.app.async_app import AsyncApp

log = logging.getLogger(__name__)

PING_SECONDS = 3.0  # between pings; a missing pong ends the websocket after half of that again (aiohttp's heartbeat)
SILENT_SECONDS = 12.0  # without a pong or a message: the connection is half-open, whatever its state says
LOOK_SECONDS = 0.5  # between two looks
CONNECT_SECONDS = 10.0  # for one try
PAUSES = (0.5,) * 4 + (1.0,) * 20 + (2.0, 4.0, 8.0, 15.0)  # seconds between tries; the last one stays


class Socket:
    """Keeps one connection up. The SDK's own reconnecting is switched off: it goes on with URLs that have expired."""

    def __init__(
        self,
        app: AsyncApp,
        calls: Calls,
        app_token: str,
        *,
        drop: Callable[[Mapping[str, Any]], bool],
        returned: Callable[[float], Awaitable[None]],
    ) -> None:
        """`drop` picks events that only need an acknowledgement; `returned` is told of an outage that began then."""
        self._app = app
        self._calls = calls
        self._token = app_token
        self._drop = drop
        self._returned = returned
        self._handler: AsyncSocketModeHandler | None = None
        self._heard = 0.0  # monotonic; of the last message
        self._watch: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Connect and begin to watch. Raises DeliveryError."""
        await self._connect()
        self._watch = asyncio.create_task(self._keep_up())

    async def close(self) -> None:
        """Disconnect for good."""
        if self._watch:
            self._watch.cancel()
            await asyncio.gather(self._watch, return_exceptions=True)
        if self._handler:
            await self._drop_connection(self._handler)
            self._handler = None

    async def alive(self) -> bool:
        """Whether events can arrive now."""
        client = self._handler.client if self._handler else None
        if client is None or client.current_session is None or client.current_session.closed:
            return False
        receiver, processor = client.message_receiver, client.message_processor
        if receiver is None or receiver.done() or processor.done():
            return False
        pong = time.time() - client.last_ping_pong_time if client.last_ping_pong_time else 0.0
        return min(pong, time.monotonic() - self._heard) < SILENT_SECONDS

    async def _connect(self) -> None:
        """Open a new connection in place of the old one. Raises DeliveryError."""
        from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler

        opened = await self._calls.translated(
            "apps.connections.open", lambda: self._calls.client.apps_connections_open(app_token=self._token)
        )
        handler = AsyncSocketModeHandler(
            self._app, self._token, logger=self._calls.client.logger, ping_interval=PING_SECONDS
        )
        client = handler.client
        client.default_auto_reconnect_enabled = client.auto_reconnect_enabled = False
        client.socket_mode_request_listeners[:] = [self._take]
        client.wss_uri = opened["url"]
        try:
            async with asyncio.timeout(CONNECT_SECONDS):
                await handler.connect_async()  # type: ignore[no-untyped-call]
        except BaseException as error:
            await self._drop_connection(handler)
            if isinstance(error, TimeoutError):
                raise DeliveryError("the websocket cannot be opened", permanent=False) from None
            raise
        old, self._handler, self._heard = self._handler, handler, time.monotonic()
        if old:
            await self._drop_connection(old)

    async def _take(self, client: Any, request: Any) -> None:
        """Acknowledge an event at once and hand it to Bolt; commands and buttons are acknowledged by who answers."""
        from slack_bolt.adapter.socket_mode.async_internals import run_async_bolt_app

        self._heard = time.monotonic()
        if request.type == "events_api":
            await client.send_socket_mode_response({"envelope_id": request.envelope_id})
            if not self._drop(request.payload):
                await run_async_bolt_app(self._app, request)
        elif self._handler:
            await self._handler.handle(client, request)

    async def _keep_up(self) -> None:
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            if not await self.alive():
                await self._reconnect()

    async def _reconnect(self) -> None:
        lost, tried = time.time() - SILENT_SECONDS, time.monotonic()
        log.warning("the connection to Slack is lost")
        for number in range(10**9):
            try:
                await self._connect()
                break
            except DeliveryError as error:
                pause = PAUSES[min(number, len(PAUSES) - 1)]
                if isinstance(error, Limited):
                    pause = max(pause, error.seconds)
                log.info("no connection to Slack yet (%s)", error.reason)
                await asyncio.sleep(pause)
        log.warning("the connection to Slack is back after %.1f s", time.monotonic() - tried)
        await self._returned(lost)

    async def _drop_connection(self, handler: AsyncSocketModeHandler) -> None:
        """Let go of a connection that may be dead: closing one politely can take long."""
        import aiohttp

        with suppress(TimeoutError, ConnectionError, aiohttp.ClientError):
            async with asyncio.timeout(1.0):
                await handler.close_async()  # type: ignore[no-untyped-call]
        tasks = (handler.client.message_receiver, handler.client.message_processor)
        for task in (*tasks, handler.client.current_session_monitor):
            if task:
                task.cancel()
        await handler.client.aiohttp_client_session.close()
