"""What a test lets go wrong: faults of calls, broken sockets, outages, tokens that die."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any

from aiohttp import web

from tests.fakes.discord.faults import Fault, Gate, Moment
from tests.fakes.discord.world import World

HOST = "127.0.0.1"


class Site:
    """One web application on one port, which it keeps when it is stopped and started again."""

    def __init__(self, app: web.Application) -> None:
        self.port = 0
        self._app = app
        self._runner: web.AppRunner | None = None

    async def up(self) -> None:
        """Listen."""
        if self._runner is None:
            self._runner = web.AppRunner(self._app, access_log=None, shutdown_timeout=0.05)
            await self._runner.setup()
            await web.TCPSite(self._runner, HOST, self.port, reuse_address=True).start()
            self.port = self._runner.addresses[0][1]

    async def down(self) -> None:
        """Reset every connection and refuse new ones."""
        if self._runner is None:
            return
        runner, self._runner = self._runner, None
        for connection in list(runner.server.connections if runner.server else ()):
            if connection.transport is not None:
                connection.transport.abort()
        await runner.cleanup()


class Mischief:
    """The part of the driver that breaks things."""

    world: World
    _api: Site
    _gateway: Site

    def fail(
        self,
        route: str,
        *,
        times: int | None = 1,
        status: int = 0,
        code: int = 0,
        retry_after: float | None = None,
        everywhere: bool = False,
        cut: Moment | None = None,
        late: bool = False,
        delay: float = 0.0,
        when: Callable[[Any], bool] | None = None,
    ) -> Fault:
        """Plan a fault for the next `times` calls of a route (None is for ever); `rest.routes` names the usual ones.

        Routes are patterns: "POST /channels/{channel_id}/messages", "PATCH *", or with real ids. `status` answers that
        HTTP status, `code` Discord's error of that number; with `late`, after everything was done. `retry_after`
        answers 429, a global one with `everywhere`. `cut` resets the connection before anything happened or after
        everything did. `delay` only comes late. `when` picks calls by their body.
        """
        fault = Fault(
            route=route,
            left=times,
            status=status,
            code=code,
            retry_after=retry_after,
            everywhere=everywhere,
            cut=cut,
            late=late,
            delay=delay,
            when=when,
        )
        self.world.faults.add(fault)
        return fault

    def hold(
        self,
        route: str,
        moment: Moment = "before",
        *,
        times: int | None = 1,
        when: Callable[[Any], bool] | None = None,
    ) -> Gate:
        """Let the next calls of a route wait until the gate is released: before or after they are processed."""
        gate = Gate()
        self.world.faults.add(Fault(route=route, left=times, gate=gate, gate_at=moment, when=when))
        return gate

    def expire_tokens(self) -> None:
        """Let 15 minutes pass for every interaction there is."""
        for interaction in self.world.interactions:
            interaction.at = min(interaction.at, time.monotonic() - interaction.life - 1)

    def cut_sockets(self) -> None:
        """Reset the TCP connections of all websockets. Sessions can be resumed."""
        self.world.hub.cut()

    def freeze_sockets(self) -> None:
        """Make the present websockets half-open: they stay, but nothing gets through in either direction."""
        self.world.hub.freeze()

    def ignore_heartbeats(self, *, over: bool = False) -> None:
        """Acknowledge no heartbeat from now on; events still come."""
        self.world.hub.deaf = not over

    def refuse_sockets(self, seconds: float) -> None:
        """Answer new websockets with 503 for a while; the HTTP API goes on."""
        self.world.hub.refuse(seconds)

    def ask_to_reconnect(self) -> None:
        """Send op 7 to every session."""
        self.world.hub.reconnect()

    def invalidate_sessions(self, *, resumable: bool = False) -> None:
        """Send op 9 to every session, and end it unless it may be resumed."""
        self.world.hub.invalidate(resumable=resumable)

    def forget_sessions(self) -> None:
        """End every session without saying so: the next RESUME is answered with op 9."""
        self.world.hub.forget()

    async def close_sockets(self, code: int) -> None:
        """Close every websocket with a close code."""
        await self.world.hub.close(code)

    async def gateway_down(self) -> None:
        """Nobody listens where the gateway was."""
        await self._gateway.down()

    async def gateway_up(self) -> None:
        """The gateway is back, on the same port."""
        await self._gateway.up()

    async def down(self) -> None:
        """Reset every connection and refuse new ones. People go on talking."""
        await self._gateway.down()
        await self._api.down()

    async def up(self) -> None:
        """Take connections (again), on the same ports."""
        await self._api.up()
        await self._gateway.up()

    async def outage(self, seconds: float) -> None:
        """Be gone for a while; `down` and `up` are the two ends of it."""
        await self.down()
        await asyncio.sleep(seconds)
        await self.up()
