"""FakeDiscord: the server on loopback ports, and looking at what the bot made of it all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Self, TypeVar

from aiohttp import web

from tests.fakes.discord.app import Settings
from tests.fakes.discord.clicks import Clicks
from tests.fakes.discord.gateway import Hub
from tests.fakes.discord.messages import Interaction, Message
from tests.fakes.discord.mischief import HOST, Mischief, Site
from tests.fakes.discord.people import People
from tests.fakes.discord.places import Channel, Guild, User
from tests.fakes.discord.records import Call, Delivery, Violation
from tests.fakes.discord.rendering import Shown, shown
from tests.fakes.discord.rest.api import BASE, Api
from tests.fakes.discord.scenery import Scenery
from tests.fakes.discord.world import World

T = TypeVar("T")

TOKEN = "MTEyMjMzNDQ1NTY2.Gfake0.not-a-real-token"


class FakeDiscord(Scenery, People, Clicks, Mischief):
    """A Discord with one app, over real sockets. State outlives the bot: processes may come and go."""

    def __init__(self, *, seed: int = 0, token: str = TOKEN, **settings: Any) -> None:
        """`settings` are the fields of `app.Settings`."""
        self.world = World(replace(Settings(), **settings), seed=seed, token=token)
        self.token = token
        self.gateway: Hub = self.world.hub
        self._api = Site(Api(self.world).application())
        gateway = web.Application()
        gateway.router.add_get("/", self.world.hub.handle)
        self._gateway = Site(gateway)

    async def __aenter__(self) -> Self:
        await self.up()
        self.world.base = self.url
        self.world.hub.url = self.gateway_url
        return self

    async def __aexit__(self, *_: object) -> None:
        self.world.faults.clear()
        await self.down()

    # Where it is, and who the bot is in it.

    @property
    def url(self) -> str:
        """The origin of the HTTP API."""
        return f"http://{HOST}:{self._api.port}"

    @property
    def api_url(self) -> str:
        """What `discord.http.Route.BASE` must be."""
        return f"{self.url}{BASE}"

    @property
    def gateway_url(self) -> str:
        """What `discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY` must be; GET /gateway/bot tells it."""
        return f"ws://{HOST}:{self._gateway.port}/"

    @property
    def environment(self) -> dict[str, str]:
        """The variables that point a bot's process here."""
        return {"DISCORD_BOT_TOKEN": self.token, "DISCORD_API_URL": self.api_url}

    @property
    def bot(self) -> User:
        """The bot's user."""
        return self.world.bot

    def role_mention(self, guild: Guild) -> str:
        """What rings the bot's own role, and looks the same as what rings the bot."""
        return guild.role_of(self.world.bot).mention

    # What can be seen.

    def messages(self, channel: Channel) -> tuple[Message, ...]:
        """What a channel or thread holds, oldest first."""
        return tuple(channel.ordered())

    def visible(self, channel: Channel) -> tuple[Shown, ...]:
        """What everybody sees of `messages` now."""
        return tuple(map(shown, channel.ordered()))

    def answers(self, channel: Channel) -> tuple[Shown, ...]:
        """What the bot has there: its part of `visible`."""
        return tuple(one for one in self.visible(channel) if one.author == self.bot.id)

    def whispers(self, channel: Channel, user: User) -> tuple[Shown, ...]:
        """The ephemeral messages that one person sees."""
        mine = (m for m in self.world.ephemeral.values() if m.channel is channel and m.shown_to is user)
        return tuple(map(shown, mine))

    def everything(self) -> tuple[Message, ...]:
        """Every message of the bot that is still there, everywhere, ephemeral ones too."""
        public = [message for channel in self.world.channels.values() for message in channel.ordered()]
        found = [message for message in (*public, *self.world.ephemeral.values()) if message.author is self.bot]
        return tuple(sorted(found, key=lambda message: message.id))

    async def until(self, look: Callable[[], T], timeout: float = 15.0) -> T:
        """The first true result of `look`, tried again at every change. TimeoutError tells what was going on."""
        result = await self.world.record.until(look, timeout)
        if not result:
            raise TimeoutError(f"not within {timeout} s; {self.summary()}")
        return result

    def summary(self) -> str:
        """The state in a few lines, for failing tests."""
        calls = [
            f"{call.route} {call.status or 'unanswered'} {call.code or ''}{call.fault}" for call in self.calls[-12:]
        ]
        said = [f"{one.text[:80]!r}" for channel in self.world.channels.values() for one in self.visible(channel)]
        asked = [f"{interaction.kind} {interaction.name} {interaction.state}" for interaction in self.interactions[-6:]]
        broken = [f"{violation.route} {violation.code} {violation.detail}" for violation in self.violations]
        sockets = f"{len(self.gateway.live)} live sockets"
        return f"{sockets}; last calls: {calls}; violations: {broken}; asked: {asked}; said: {said[-12:]}"

    # What happened.

    @property
    def calls(self) -> list[Call]:
        """Every request of the bot."""
        return self.world.record.calls

    @property
    def deliveries(self) -> list[Delivery]:
        """Every gateway event."""
        return self.world.record.deliveries

    @property
    def violations(self) -> list[Violation]:
        """Everything that the bot should not have sent; a test ends with none."""
        return self.world.record.violations

    @property
    def limited(self) -> list[Call]:
        """Every call that ran into a rate limit, planned 429s not included."""
        return self.world.record.limited

    @property
    def early(self) -> list[Call]:
        """Calls that did not wait for as long as an earlier 429 told them to."""
        return [call for call in self.calls if call.early]

    @property
    def refusals(self) -> list[Call]:
        """Every call that was answered with an error, planned ones included."""
        return [call for call in self.calls if call.status >= 400]

    @property
    def interactions(self) -> list[Interaction]:
        """Every use of a command, button, menu or modal."""
        return self.world.interactions

    @property
    def typing(self) -> list[tuple[float, Channel]]:
        """When and where the bot began to type; monotonic seconds."""
        return self.world.typing

    @property
    def connected(self) -> bool:
        """The bot has a session on a living connection."""
        return bool(self.gateway.live)

    def calls_to(self, route: str) -> list[Call]:
        """The calls of one route; `rest.routes` names the usual ones."""
        return [call for call in self.calls if call.route == route]

    def deliveries_about(self, snowflake: int) -> list[Delivery]:
        """The events about one message, interaction or thread."""
        return [delivery for delivery in self.deliveries if delivery.about == str(snowflake)]

    def lost(self) -> list[Delivery]:
        """Messages and interactions that happened while there was no session to keep them for."""
        return [delivery for delivery in self.deliveries if not delivery.session]
