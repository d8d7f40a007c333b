"""What is made of the events that Discord's gateway tells of: each is translated and handed over."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from adapters import notices
from adapters.aftercare import Aftercare
from adapters.base import DeliveryError, Incoming, Platform
from adapters.discord import events
from adapters.discord.buttons import Buttons
from adapters.discord.desk import Desk
from adapters.handler import TOO_OLD, Handler
from adapters.policy import Answering, Conversation, Spent, decide
from rag_core.types import Audience

if TYPE_CHECKING:
    import discord

log = logging.getLogger(__name__)

_ANYTHING = "a question"  # in place of what is being typed

Headings = Callable[[Audience], Sequence[str]]


class Ears:
    """See adapters.discord.client.Hears. Every new post in `asked_in` is a question."""

    def __init__(
        self,
        desk: Desk,
        handler: Handler,
        aftercare: Aftercare,
        platform: Platform,
        headings: Headings,
        asked_in: frozenset[str],
    ) -> None:
        self._desk, self._handler, self._aftercare = desk, handler, aftercare
        self._platform, self._headings, self._asked_in = platform, headings, asked_in
        self._buttons = Buttons(desk, aftercare, handler.maintainers, platform)

    async def said(self, message: discord.Message) -> None:
        """See adapters.discord.client.Hears."""
        incoming = await self._incoming(message)
        if incoming is None:
            return
        if incoming.kind == "direct":
            await self._aftercare.journal.saw(incoming.origin)
        self._handler.accept(incoming, self._platform)

    async def edited(self, message: discord.Message) -> None:
        """An edit that leaves nothing to read is one that we may not read."""
        incoming = await self._incoming(message)
        if incoming and message.content:
            self._handler.edited(incoming, self._platform)

    async def deleted(self, message: int, channel: int, guild: int | None) -> None:
        """See adapters.discord.client.Hears."""
        if place := await self._place(channel, guild):
            self._handler.deleted(place.origin(str(message)), self._platform)

    async def reacted(self, event: discord.RawReactionActionEvent) -> None:
        """A 🔇 on a message wants quiet in its thread, a ✅ says that it is resolved."""
        quiet, solved = event.emoji.name in events.QUIET_EMOJI, event.emoji.name in events.SOLVED_EMOJI
        if not (quiet or solved) or str(event.user_id) == self._desk.me():
            return
        if place := await self._place(event.channel_id, event.guild_id):
            origin = place.origin(str(event.message_id))
            if quiet:
                self._handler.hushed(origin)
            else:
                self._handler.solved(origin, str(event.user_id))

    async def pressed(self, interaction: discord.Interaction[Any]) -> None:
        """See adapters.discord.client.Hears."""
        await self._buttons.pressed(interaction)

    async def asked(self, interaction: discord.Interaction[Any], question: str, *, private: bool, depth: str) -> None:
        """See adapters.discord.client.Hears."""
        if place := await self._place(interaction.channel_id, interaction.guild_id, interaction.channel):
            self._handler.accept(
                events.to_command(interaction, place, question, private=private, depth=depth), self._platform
            )

    async def chosen(self, interaction: discord.Interaction[Any], message: discord.Message) -> None:
        """See adapters.discord.client.Hears."""
        place = await self._place(interaction.channel_id, interaction.guild_id, interaction.channel)
        if place is None:
            return
        incoming = events.to_shortcut(interaction, message, place, self._desk.directory.bot(place.guild, ()))
        if await self._aftercare.asked(incoming.origin):
            await self._platform.whisper(incoming, notices.asked_before())
        else:
            self._handler.accept(incoming, self._platform)

    def offered(self, interaction: discord.Interaction[Any], typed: str) -> Sequence[str]:
        """Headings of pages that the person may read there; none where a question would be refused."""
        from adapters.discord.commands import matching

        if interaction.channel is None:
            return ()
        place = self._desk.directory.seen(interaction.channel, str(interaction.guild_id or ""))
        incoming = events.to_command(interaction, place, _ANYTHING, private=True, depth="auto")
        if incoming.standing == "unknown":  # to look it up takes longer than a person types
            incoming = replace(incoming, standing="foreign")
        decision = decide(incoming, self._aftercare.rules(), Conversation(), Spent())
        return matching(self._headings(decision.audience), typed) if isinstance(decision, Answering) else ()

    async def connected(self, shard: int) -> None:
        """Look up what was said before the new session began."""
        from adapters.discord.catch_up import missed, missed_directs

        client, since = self._desk.directory.client, datetime.now(UTC) - TOO_OLD
        if client is None:
            return
        guilds = [guild for guild in client.guilds if guild.shard_id == shard]
        async for message in missed(self._desk.calls, client, guilds, since):
            await self._missed(message)
        if shard == 0:  # which gets the direct messages
            seen = await self._aftercare.journal.last_seen(events.PLATFORM)
            async for message in missed_directs(self._desk.calls, client, seen, since):
                await self._missed(message)

    async def _missed(self, message: discord.Message) -> None:
        if str(message.author.id) != self._desk.me():
            await self.said(message)

    async def _incoming(self, message: discord.Message) -> Incoming | None:
        place = await self._place(message.channel.id, message.guild.id if message.guild else None)
        if place is None:
            return None
        watched = self._aftercare.rules().of_channel(events.PLATFORM, place.channel).mode != "mention"
        bot = self._desk.directory.bot(place.guild, self._asked_in)
        return events.to_incoming(message, place, bot, watched=watched)

    async def _place(self, channel: int | None, guild: int | None, told: Any = None) -> events.Place | None:
        """Where something happened; None where we cannot look."""
        try:
            return await self._desk.directory.place(str(channel), str(guild or ""), told)
        except DeliveryError as error:
            log.info("channel %s cannot be looked at: %s", channel, error.reason)
            return None
