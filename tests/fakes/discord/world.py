"""Everything that one fake Discord consists of: its state, look-ups in it, and how events about it reach the bot."""

from __future__ import annotations

import random
from typing import Any

from tests.fakes.discord import payloads
from tests.fakes.discord.app import Settings
from tests.fakes.discord.commands import Commands
from tests.fakes.discord.faults import FaultBook
from tests.fakes.discord.gateway import Hub
from tests.fakes.discord.intents import Intent
from tests.fakes.discord.messages import Interaction, Message
from tests.fakes.discord.permissions import P, of_user
from tests.fakes.discord.places import Channel, ChannelKind, Guild, Thread, User
from tests.fakes.discord.rates import Rates
from tests.fakes.discord.records import Delivery, Record
from tests.fakes.discord.roster import Roster
from tests.fakes.discord.snowflakes import Snowflakes, created, iso

Json = dict[str, Any]


class World:
    """The state, its look-ups, and the events that changes of it send."""

    def __init__(self, settings: Settings, *, seed: int, token: str) -> None:
        self.settings = settings
        self.app = settings.app
        self.token = token
        self.rng = random.Random(seed)
        self.ids = Snowflakes()
        self.record = Record()
        self.faults = FaultBook()
        self.rates = Rates(
            settings.limits,
            enforced=settings.rate_limits,
            each_second=settings.global_limit,
            invalid_max=settings.invalid_max,
        )
        self.application = self.ids.old()
        self.users: dict[int, User] = {}
        self.guilds: dict[int, Guild] = {}
        self.channels: dict[int, Channel] = {}  # every one: guild channels, threads, private ones
        self.ephemeral: dict[int, Message] = {}
        self.interactions: list[Interaction] = []
        self.by_token: dict[str, Interaction] = {}
        self.commands: dict[int | None, Commands] = {None: Commands(guild=None)}
        self.nonces: dict[str, tuple[float, Message]] = {}  # nonce -> monotonic time, message
        self.files: dict[str, bytes] = {}  # path -> content
        self.typing: list[tuple[float, Channel]] = []  # monotonic times at which the bot began to type
        self.base = ""  # the server's origin, once it listens
        self.bot = self.add_user(self.app.name, bot=True)
        self.hub = Hub(settings, self.record, Roster(self), token=token)

    def add_user(self, name: str, *, bot: bool = False) -> User:
        """Somebody with an account."""
        user = User(id=self.ids.old(), name=name, bot=bot)
        self.users[user.id] = user
        return user

    def commands_of(self, guild: int | None) -> Commands:
        """The commands of a scope."""
        return self.commands.setdefault(guild, Commands(guild=guild))

    def dm_with(self, user: User) -> Channel:
        """The private conversation of the bot and a person, opened on first use."""
        for channel in self.channels.values():
            if channel.kind == "dm" and user in channel.recipients and self.bot in channel.recipients:
                return channel
        channel = Channel(id=self.ids.now(), kind="dm", recipients=[user, self.bot])
        self.channels[channel.id] = channel
        return channel

    def new_thread(
        self,
        parent: Channel,
        owner: User,
        name: str,
        *,
        thread_id: int,
        private: bool = False,
        auto_archive: int = 1_440,
    ) -> Channel:
        """A thread, stored, with its owner in it. Nobody is told yet."""
        guild = parent.in_guild()
        public: ChannelKind = "announcement_thread" if parent.kind == "announcement" else "thread"
        state = Thread(owner=owner, archive_changed=iso(created(self.ids.now())), auto_archive=auto_archive)
        state.members[owner.id] = owner
        kind: ChannelKind = "private_thread" if private else public
        channel = Channel(id=thread_id, kind=kind, name=name, guild=guild, parent=parent, thread=state)
        guild.threads[channel.id] = channel
        self.channels[channel.id] = channel
        return channel

    def new_token(self) -> str:
        """A token for an interaction."""
        return f"aW50ZXJhY3Rpb246{self.rng.getrandbits(256):064x}"

    def bot_may(self, channel: Channel) -> P:
        """What the bot may do there."""
        return of_user(channel, self.bot)

    def bot_sees(self, channel: Channel) -> bool:
        """The bot is told of what happens there."""
        granted = self.bot_may(channel)
        if channel.guild is not None and not channel.guild.available:
            return False
        if not granted & P.VIEW_CHANNEL or channel.kind != "private_thread":
            return bool(granted & P.VIEW_CHANNEL)
        return bool(granted & P.MANAGE_THREADS) or self.bot.id in channel.as_thread().members

    def hidden(self, message: Message, intents: Intent) -> bool:
        """The Message Content intent is missing and no exception applies; …/gateway#message-content-intent."""
        if intents & Intent.MESSAGE_CONTENT or message.author is self.bot:
            return False
        if message.channel.guild is None or self.bot in message.mentioned.users:
            return False
        if self.app.role_mention_shows_content and message.channel.guild.installed:
            return message.channel.guild.role_of(self.bot).id not in message.mentioned.roles
        return True

    def message_json(self, message: Message, intents: Intent | None = None) -> Json:
        """A message as the bot may read it, with the one that it answers.

        Without `intents` it is for the HTTP API, where what is switched on for the app decides.
        """
        shown = self.app.privileged if intents is None else intents
        body = payloads.message_json(message, self.bot, hidden=self.hidden(message, shown))
        if message.answers is not None:
            body["referenced_message"] = self._answered(message.answers, shown)
        return body

    def emit(self, event: str, channel: Channel, body: Json) -> list[Delivery]:
        """Send an event about a channel, if the bot sees it."""
        if not self.bot_sees(channel):
            return []
        return self.hub.dispatch(event, lambda _: body, guild=channel.guild.id if channel.guild else None)

    def emit_guild(self, event: str, guild: Guild, body: Json) -> list[Delivery]:
        """Send an event about a guild, if the bot is in it."""
        if not guild.installed:
            return []
        return self.hub.dispatch(event, lambda _: {"guild_id": str(guild.id)} | body, guild=guild.id)

    def emit_channel(self, event: str, channel: Channel, **more: Any) -> list[Delivery]:
        """Send CHANNEL_* or THREAD_* with the channel as it is."""
        return self.emit(event, channel, payloads.channel_json(channel, self.bot) | more)

    def emit_message(self, event: str, message: Message) -> list[Delivery]:
        """Send MESSAGE_CREATE or MESSAGE_UPDATE."""
        if not self.bot_sees(message.channel):
            return []
        guild = message.channel.guild

        def build(intents: Intent) -> Json:
            return self.message_json(message, intents) | self._of_event(event, message)

        return self.hub.dispatch(event, build, guild=guild.id if guild else None)

    def _answered(self, answered: Message, intents: Intent) -> Json | None:
        if answered.deleted_at is not None:
            return None
        return payloads.message_json(answered, self.bot, hidden=self.hidden(answered, intents))

    def _of_event(self, event: str, message: Message) -> Json:
        """What only the events about a message have; an ephemeral one does not even say where it is."""
        body: Json = {} if message.nonce is None or event != "MESSAGE_CREATE" else {"nonce": message.nonce}
        guild = message.channel.guild
        if guild is None or payloads.is_ephemeral(message):
            return body
        body["guild_id"] = str(guild.id)
        author = guild.members.get(message.author.id)
        if author is not None and (message.webhook is None or message.interaction is not None):
            body["member"] = payloads.member_json(author, with_user=False)
        return body | {"mentions": [self._mention_json(guild, user) for user in message.mentioned.users]}

    def _mention_json(self, guild: Guild, user: User) -> Json:
        member = guild.members.get(user.id)
        named = {"member": payloads.member_json(member, with_user=False)} if member else {}
        return payloads.user_json(user) | named
