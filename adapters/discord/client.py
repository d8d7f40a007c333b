"""discord.py, set up for a bot that answers questions: few events, small caches, a pulse that notices a dead line."""

from __future__ import annotations

import asyncio
import logging
import re
import time
from collections.abc import Sequence
from typing import Any, Protocol

import discord
import yarl
from discord import app_commands

from adapters.discord import commands

log = logging.getLogger(__name__)

# The library notices a dead connection by silence, and Discord asks for a heartbeat every 41 s. Beating more often is
# within the limits (120 sends a minute; discord-api-docs, developers/events/gateway#rate-limiting).
BEAT_EVERY = 10.0  # seconds
SILENCE = 15.0  # seconds without a sign of life, after which the session is resumed on a new connection
GUILDS_EVERY = 1.0  # seconds without one more guild, after which all are taken to be there
IDENTIFY_EVERY = 5.0  # seconds between two sessions; developers/events/gateway#session-start-limit-object


class Hears(Protocol):
    """Who is told of what happens. None of it raises."""

    async def said(self, message: discord.Message) -> None:
        """Somebody wrote something."""

    async def edited(self, message: discord.Message) -> None:
        """Somebody changed something they wrote."""

    async def deleted(self, message: int, channel: int, guild: int | None) -> None:
        """A message is gone."""

    async def reacted(self, event: discord.RawReactionActionEvent) -> None:
        """Somebody added a reaction."""

    async def pressed(self, interaction: discord.Interaction[Any]) -> None:
        """Somebody pressed a button or sent off a form."""

    async def asked(self, interaction: discord.Interaction[Any], question: str, *, private: bool, depth: str) -> None:
        """Somebody used the slash command."""

    async def chosen(self, interaction: discord.Interaction[Any], message: discord.Message) -> None:
        """Somebody chose the command of a message's menu."""

    def offered(self, interaction: discord.Interaction[Any], typed: str) -> Sequence[str]:
        """What a question that is being typed can be completed to."""

    async def connected(self, shard: int) -> None:
        """A new session has begun, and what happened between it and the one before was not told."""


class Client(discord.AutoShardedClient):
    """One login. A new one is made when it ends."""

    def __init__(self, ears: Hears, *, content: bool, gateway: bool) -> None:
        intents = discord.Intents(
            guilds=True, guild_messages=True, dm_messages=True, guild_reactions=True, message_content=content
        )
        super().__init__(
            intents=intents,
            allowed_mentions=discord.AllowedMentions.none(),
            max_messages=None,
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            heartbeat_timeout=SILENCE,
            guild_ready_timeout=GUILDS_EVERY,
        )
        self._ears = ears
        self._ask_for_gateway = gateway
        self._next_identify = 0.0  # of the loop's clock
        self.tree: commands.Tree = app_commands.CommandTree(self)
        commands.register(self.tree, ears.asked, ears.chosen, ears.offered)

    async def setup_hook(self) -> None:
        """Reconnect where this API's gateway is: the library would take Discord's own."""
        if self._ask_for_gateway:
            _, url, _ = await self.http.get_bot_gateway()
            discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(url)

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:  # noqa: ARG002
        """Wait until a session may begin, which is mostly at once."""
        now = self.loop.time()
        due = max(now, self._next_identify)
        self._next_identify = due + IDENTIFY_EVERY
        await asyncio.sleep(due - now)

    async def on_message(self, message: discord.Message) -> None:
        """Tell of what others write."""
        if message.author != self.user:
            await self._ears.said(message)

    async def on_raw_message_edit(self, event: discord.RawMessageUpdateEvent) -> None:
        """Tell of what others change; previews of links and the start of a thread come without an edit's time."""
        if event.message.author != self.user and event.message.edited_at is not None:
            await self._ears.edited(event.message)

    async def on_raw_message_delete(self, event: discord.RawMessageDeleteEvent) -> None:
        """Tell of a message that is gone."""
        await self._ears.deleted(event.message_id, event.channel_id, event.guild_id)

    async def on_raw_bulk_message_delete(self, event: discord.RawBulkMessageDeleteEvent) -> None:
        """Tell of many."""
        for message in event.message_ids:
            await self._ears.deleted(message, event.channel_id, event.guild_id)

    async def on_raw_reaction_add(self, event: discord.RawReactionActionEvent) -> None:
        """Tell of a reaction."""
        await self._ears.reacted(event)

    async def on_interaction(self, interaction: discord.Interaction[Any]) -> None:
        """Tell of buttons and forms; the tree takes the commands."""
        if interaction.type in {discord.InteractionType.component, discord.InteractionType.modal_submit}:
            await self._ears.pressed(interaction)

    async def on_shard_ready(self, shard: int) -> None:
        """Tell of a new session."""
        await self._ears.connected(shard)


class Pulse(discord.gateway.KeepAliveHandler):
    """Beats at least every BEAT_EVERY seconds, whatever Discord asks for."""

    def __init__(self, *args: Any, interval: float | None = None, **more: Any) -> None:
        super().__init__(*args, interval=min(interval or BEAT_EVERY, BEAT_EVERY), **more)

    def get_payload(self) -> dict[str, Any]:
        """Note the time before the beat goes out: the library does so after, and a quick answer then looks slow."""
        self._last_send = time.perf_counter()
        return super().get_payload()


_TOKEN = re.compile(r"(/(?:webhooks|interactions)/\d+)/[^/\s?]+")


def tokenless(record: logging.LogRecord) -> bool:
    """Take the tokens of interactions out of a line: each is the right to post for fifteen minutes."""
    record.msg, record.args = _TOKEN.sub(r"\1/…", record.getMessage()), ()
    return True


def aim(api_url: str) -> None:
    """Point the library at an API: Discord's, a proxy of it, or a test's. It has one for the whole process."""
    discord.http.Route.BASE = api_url
    logging.getLogger("discord.http").addFilter(tokenless)  # it names addresses when a rate limit is hit
    discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False  # nobody wants to hear the bot
    discord.gateway.KeepAliveHandler = Pulse  # type: ignore[misc]  # it offers no other way to beat more often
