"""What Discord says of a bot token, without a connection to the gateway: for `footnote doctor`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from adapters.discord.calls import Calls, Refused
from adapters.discord.line import Line
from adapters.discord.manifest import PERMISSIONS
from adapters.discord.pace import Pace

if TYPE_CHECKING:
    import discord

# Flags of an application, the second for small ones; discord-api-docs, developers/resources/application
MESSAGE_CONTENT = 1 << 18 | 1 << 19
ADMINISTRATOR = 1 << 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """What there is."""

    name: str
    message_content: bool  # the intent is switched on
    guilds: tuple[str, ...]  # names
    lacking: tuple[str, ...]  # "server: permissions", where the bot's roles miss any
    unseen: tuple[str, ...] = ()  # of the channels asked about, those that are not there for the bot


async def survey(token: str, api_url: str, channels: Sequence[str] = ()) -> Survey:
    """Ask Discord, also for `channels` by their ids. Raises DeliveryError."""
    from adapters.discord.client import aim

    aim(api_url)
    line = Line(_client, token)
    calls = Calls(lambda: line.http, Pace())
    try:
        await line.login()
        me: dict[str, Any] = await calls.do("GET", "/users/@me")
        app: dict[str, Any] = await calls.do("GET", "/applications/@me")
        guilds: list[dict[str, Any]] = await calls.do("GET", "/users/@me/guilds")
        unseen = [channel for channel in channels if not await _seen(calls, channel)]
    finally:
        await line.close()
    lacks = {str(guild["name"]): _missing(int(guild.get("permissions") or 0)) for guild in guilds}
    return Survey(
        name=str(me["username"]),
        message_content=bool(int(app.get("flags") or 0) & MESSAGE_CONTENT),
        guilds=tuple(str(guild["name"]) for guild in guilds),
        lacking=tuple(f"{name}: {', '.join(missing)}" for name, missing in lacks.items() if missing),
        unseen=tuple(unseen),
    )


async def _seen(calls: Calls, channel: str) -> bool:
    try:
        await calls.do("GET", "/channels/{channel_id}", {"channel_id": channel})
    except Refused:
        return False
    return True


def _missing(granted: int) -> list[str]:
    if granted & ADMINISTRATOR:
        return []
    return [name for name, permission in PERMISSIONS.items() if not granted >> permission.bit & 1]


def _client() -> discord.AutoShardedClient:
    import discord

    return discord.AutoShardedClient(intents=discord.Intents(guilds=True))
