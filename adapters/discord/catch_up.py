"""What was said while nobody listened: read from the conversations that had new messages in that time."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

import discord

from adapters.base import DIRECT, DeliveryError
from adapters.discord.calls import Calls
from adapters.discord.events import snowflake

log = logging.getLogger(__name__)

READ = 100  # messages of one conversation
DIRECTS = 50  # direct conversations looked at; Discord does not say which of them have new messages


async def missed(
    calls: Calls, client: discord.Client, guilds: Iterable[discord.Guild], since: datetime
) -> AsyncIterator[discord.Message]:
    """Messages since then in those guilds, oldest first in each channel. Known ones are among them.

    Guilds tell when they are connected to which message is the last of each channel, so quiet channels cost nothing.
    """
    for channel in _lively(guilds, snowflake(since)):
        async for message in _read(calls, client, channel.id, channel.guild.id, since):
            yield message


async def missed_directs(
    calls: Calls, client: discord.Client, seen: Mapping[tuple[str, str], str], since: datetime
) -> AsyncIterator[discord.Message]:
    """Direct messages since then, of the people who wrote last. `seen` are the journal's bookmarks."""
    known = sorted(((int(last), channel) for (where, channel), last in seen.items() if where == DIRECT), reverse=True)
    for _, channel in known[:DIRECTS]:
        async for message in _read(calls, client, int(channel), None, since):
            yield message


def _lively(guilds: Iterable[discord.Guild], since: int) -> Iterator[Any]:
    for guild in guilds:
        for channel in (*guild.channels, *guild.threads):
            last = getattr(channel, "last_message_id", None)
            if last and last > since and not isinstance(channel, discord.ForumChannel):
                yield channel


async def _read(
    calls: Calls, client: discord.Client, channel: int, guild: int | None, since: datetime
) -> AsyncIterator[discord.Message]:
    place = client.get_partial_messageable(channel, guild_id=guild)

    async def read(_: Any) -> list[discord.Message]:
        await calls.pace.turn()
        return [message async for message in place.history(limit=READ, after=since, oldest_first=True)]

    try:
        messages = await calls.translated("read history", read)
    except DeliveryError as error:
        log.info("channel %d cannot be read for missed questions: %s", channel, error.reason)
        return
    for message in messages:
        yield message
