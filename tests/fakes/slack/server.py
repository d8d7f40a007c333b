"""FakeSlack: the server on a loopback port, its faults, and looking at what the bot made of it all."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from aiohttp import web

from tests.fakes.slack.app import App
from tests.fakes.slack.faults import Fault, Gate, Moment
from tests.fakes.slack.interactions import Interactions
from tests.fakes.slack.records import Call, Delivery, Violation
from tests.fakes.slack.rendering import Shown, shown
from tests.fakes.slack.socket_mode import DisconnectReason
from tests.fakes.slack.web_api import routes
from tests.fakes.slack.workspace import STREAM_LIFE, Message
from tests.fakes.slack.world import STREAM_TOTAL, TRIGGER_LIFE, PairOrder

Json = dict[str, Any]
T = TypeVar("T")

HOST = "127.0.0.1"
STATUS_LIFE = 120.0  # seconds; docs.slack.dev/reference/methods/assistant.threads.setStatus


class FakeSlack(Interactions):
    """A Slack workspace with one app, over real sockets. State outlives the bot's connections and `stop`."""

    def __init__(
        self,
        *,
        app: App | None = None,
        seed: int = 0,
        port: int = 0,
        rate_limits: bool = False,
        retry_delays: Iterable[float] | None = None,
        ack_deadline: float | None = None,
        stream_life: float = STREAM_LIFE,
        stream_total: int = STREAM_TOTAL,
        pair_order: PairOrder = "random",
        trigger_life: float = TRIGGER_LIFE,
        bot_token: str = "xoxb-fake",
        app_token: str = "xapp-fake",
    ) -> None:
        super().__init__(
            app=app or App(),
            seed=seed,
            rate_limits=rate_limits,
            stream_life=stream_life,
            stream_total=stream_total,
            pair_order=pair_order,
            trigger_life=trigger_life,
            bot_token=bot_token,
            app_token=app_token,
        )
        if retry_delays is not None:
            self.hub.retry_delays = tuple(retry_delays)
        if ack_deadline is not None:
            self.hub.ack_deadline = ack_deadline
        self._port = port
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> FakeSlack:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    @property
    def api_url(self) -> str:
        """What SLACK_API_URL must be."""
        return f"{self.base}/api/"

    @property
    def environment(self) -> dict[str, str]:
        """The variables that point a bot's process here."""
        tokens = {"SLACK_BOT_TOKEN": self.bot_token, "SLACK_APP_TOKEN": self.app_token}
        return {**tokens, "SLACK_API_URL": self.api_url}

    async def start(self) -> None:
        """Listen; on the same port as before if there was one."""
        self.hub.start()
        await self.up()

    async def stop(self) -> None:
        """Listen no more and forget what was planned: faults and redeliveries. What is stored stays."""
        self.faults.clear()
        self.hub.stop()
        await self.down()

    # What goes wrong.

    async def outage(self, seconds: float) -> None:
        """Be gone for a while; `down` and `up` are the two ends of it."""
        await self.down()
        await asyncio.sleep(seconds)
        await self.up()

    async def down(self) -> None:
        """Reset every connection and refuse new ones. People go on talking; what the bot misses is sent later."""
        if self._runner is None:
            return
        runner, self._runner = self._runner, None
        for connection in list(runner.server.connections if runner.server else ()):
            if connection.transport is not None:
                connection.transport.abort()
        await runner.cleanup()

    async def up(self) -> None:
        """Take connections (again)."""
        self._runner = web.AppRunner(routes(self), access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, HOST, self._port, reuse_address=True)
        await site.start()
        self._port = self._runner.addresses[0][1]
        self.base = f"http://{HOST}:{self._port}"

    def cut_sockets(self) -> None:
        """Reset the TCP connections of all websockets."""
        self.hub.cut()

    def freeze_sockets(self) -> None:
        """Make the present websockets half-open: they stay, but nothing gets through in either direction."""
        self.hub.freeze()

    def refuse_sockets(self, seconds: float) -> None:
        """Answer new websockets with 503 for a while; the Web API goes on."""
        self.hub.refused_until = time.monotonic() + seconds

    def disconnect(self, reason: DisconnectReason = "refresh_requested", linger: float = 0.2) -> None:
        """Tell the bot to connect anew, and close its websockets `linger` seconds later."""
        self.hub.disconnect(reason, linger)

    def redeliver(self, ts: str, *, times: int = 1, same_envelope: bool = False) -> list[Delivery]:
        """Send every event about a message again, although it may have been acknowledged."""
        known = list({delivery.event_id: delivery for delivery in self.deliveries_about(ts)}.values())
        return [self.hub.redeliver(known_one, same_envelope=same_envelope) for known_one in known * times]

    def fail(
        self,
        method: str,
        *,
        times: int | None = 1,
        error: str = "",
        messages: Iterable[str] = (),
        status: int = 0,
        retry_after: int | None = None,
        cut: Moment | None = None,
        delay: float = 0.0,
        when: Callable[[Json], bool] | None = None,
    ) -> Fault:
        """Plan a fault for the next `times` calls of a method ("*" is any; None is forever).

        `error` answers that code; `status` that HTTP status; `retry_after` 429; `cut` resets the connection before
        anything happened or after everything did; `delay` only comes late. `when` picks calls by their arguments.
        """
        fault = Fault(
            method=method,
            left=times,
            error=error,
            messages=tuple(messages),
            status=status,
            retry_after=retry_after,
            cut=cut,
            delay=delay,
            when=when,
        )
        self.faults.add(fault)
        return fault

    def hold(self, method: str, moment: Moment = "before", *, when: Callable[[Json], bool] | None = None) -> Gate:
        """Let the next call of a method wait until the gate is released: before or after it is processed."""
        gate = Gate()
        self.faults.add(Fault(method=method, gate=gate, gate_at=moment, when=when))
        return gate

    def expire_stream(self, channel: str, ts: str) -> None:
        """End the life of an open stream now."""
        stream = self._message(channel, ts).stream
        if stream is None:
            raise LookupError(f"{ts} never streamed")
        stream.life = -1.0
        self.record.ring()

    # What can be seen.

    def messages(self, channel: str, thread: str = "") -> list[Message]:
        """A thread with its first message, or the top level of a channel; oldest first."""
        conversation = self.channel(channel)
        if thread:
            first = conversation.messages.get(thread)
            return [*([first] if first else []), *conversation.replies(thread)]
        return [m for m in conversation.ordered() if not m.is_reply or m.subtype == "thread_broadcast"]

    def visible(self, channel: str, thread: str = "") -> tuple[Shown, ...]:
        """What everybody sees of `messages` now."""
        now = time.monotonic()
        return tuple(shown(message, now) for message in self.messages(channel, thread))

    def answers(self, channel: str, thread: str = "") -> tuple[Shown, ...]:
        """What the bot has there: its part of `visible`."""
        return tuple(one for one in self.visible(channel, thread) if one.user == self.workspace.bot_user)

    def whispers(self, channel: str, user: str) -> tuple[Shown, ...]:
        """The ephemeral messages that one person sees."""
        now = time.monotonic()
        mine = (m for m in self.workspace.ephemerals if m.channel == channel and m.shown_to == user)
        return tuple(shown(message, now) for message in mine)

    def status(self, channel: str, thread: str) -> str:
        """The status line below a thread, which fades by itself after two minutes."""
        text, since = self.workspace.statuses.get((channel, thread), ("", 0.0))
        return text if time.monotonic() - since < STATUS_LIFE else ""

    def title(self, channel: str, thread: str) -> str:
        """The title that the bot gave a conversation, or ""."""
        return self.workspace.titles.get((channel, thread), "")

    def prompts(self, user: str) -> tuple[Json, ...]:
        """The suggested prompts in the conversation of the bot with that person."""
        return tuple(self.workspace.prompts.get(self.im(user), ()))

    async def until(self, look: Callable[[], T], timeout: float = 15.0) -> T:
        """The first true result of `look`, tried again at every change. TimeoutError tells what was going on."""
        result = await self.record.until(look, timeout)
        if not result:
            raise TimeoutError(f"not within {timeout} s; {self.summary()}")
        return result

    def summary(self) -> str:
        """The state in a few lines, for failing tests."""
        calls = [f"{call.method} {call.status or 'unanswered'} {call.error}{call.fault}" for call in self.calls[-12:]]
        said = [f"{one.user}: {one.text[:80]}" for channel in self.workspace.channels for one in self.visible(channel)]
        broken = [f"{violation.method} {violation.code} {violation.detail}" for violation in self.violations]
        sockets = f"{len(self.hub.live)} live sockets, {len(self.unacked())} unacknowledged"
        return f"{sockets}; last calls: {calls}; violations: {broken}; said: {said[-12:]}"

    # What happened.

    @property
    def calls(self) -> list[Call]:
        """Every request of the bot."""
        return self.record.calls

    @property
    def deliveries(self) -> list[Delivery]:
        """Every envelope."""
        return self.record.deliveries

    @property
    def violations(self) -> list[Violation]:
        """Everything that the bot should not have sent; a test ends with none."""
        return self.record.violations

    @property
    def refusals(self) -> list[Call]:
        """Every call that was answered with an error, planned ones included."""
        return [call for call in self.calls if call.error]

    @property
    def early(self) -> list[Call]:
        """Calls that did not wait for as long as an earlier 429 told them to."""
        return [call for call in self.calls if call.early]

    def calls_to(self, method: str) -> list[Call]:
        """The calls of one method."""
        return [call for call in self.calls if call.method == method]

    def deliveries_about(self, ts: str) -> list[Delivery]:
        """The deliveries of events about one message."""
        return [delivery for delivery in self.deliveries if delivery.event and delivery.about == ts]

    def unacked(self) -> list[Delivery]:
        """Deliveries over a connection that were not acknowledged, or not yet."""
        return [d for d in self.deliveries if d.acked_at is None and d.connection is not None]

    def slowest_ack(self) -> float:
        """Seconds; of all acknowledged deliveries."""
        return max((d.ack_seconds for d in self.deliveries if d.ack_seconds is not None), default=0.0)
