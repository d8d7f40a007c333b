"""Who and what is where: from discord.py's cache where it knows, else asked for once."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from adapters.discord.calls import UNKNOWN_MEMBER, Calls, Refused
from adapters.discord.events import Bot, Place

if TYPE_CHECKING:
    import discord

KEPT = 1_000  # places and direct conversations that are remembered
GUILDS_ASKED = 20  # whether somebody is a member is asked of that many; more cost too much of the rate limit
TAGS_MAX = 5  # of a forum's post; discord-api-docs, developers/resources/channel#start-thread-in-forum-or-media-channel
SOLVED_TAGS = ("solved", "resolved", "answered", "done")
_MEMBER = "/guilds/{guild_id}/members/{user_id}"
_THREADS = frozenset({10, 11, 12})  # discord-api-docs, developers/resources/channel#channel-object-channel-types
_FORUMS = frozenset({15, 16})
_THREADED = frozenset({0, 5})  # a thread can be started from a message there


@dataclass(frozen=True, slots=True, kw_only=True)
class Abilities:
    """What the bot may do somewhere; everything where that is not known, for Discord will tell."""

    send: bool = True
    start_threads: bool = True
    embed: bool = True
    attach: bool = True
    read_history: bool = True


class Directory:
    """Belongs to one event loop. `client` may be replaced by another of the same bot."""

    def __init__(self, calls: Calls) -> None:
        self._calls = calls
        self._places: OrderedDict[str, Place] = OrderedDict()
        self._directs: OrderedDict[str, str] = OrderedDict()
        self.client: discord.Client | None = None

    def bot(self, guild: str, asked_in: Collection[str]) -> Bot:
        """Who we are in a guild."""
        client = self.client
        found = client.get_guild(int(guild)) if client and guild else None
        role = found.self_role if found else None
        user = str(client.user.id) if client and client.user else ""
        return Bot(user=user, roles=frozenset({str(role.id)} if role else ()), asked_in=frozenset(asked_in))

    async def place(self, channel: str, guild: str = "", told: Any = None) -> Place:
        """The conversation with that id; `guild` is "" for direct messages. Raises DeliveryError.

        `told` is what an interaction says of its channel, which may be one that the bot cannot see.
        """
        if not guild:
            return Place(channel=channel)
        cached = self._cached(channel) or told
        if cached is not None:
            return _place_of(cached, guild)
        if channel not in self._places:
            body = await self._calls.do("GET", "/channels/{channel_id}", {"channel_id": channel})
            in_thread = body["type"] in _THREADS
            parent = self._cached(str(body["parent_id"])) if in_thread else None
            self._places[channel] = Place(
                guild=guild,
                channel=str(body["parent_id"]) if in_thread else channel,
                thread=channel if in_thread else "",
                title=str(body.get("name") or "") if in_thread else "",
                forum=parent is not None and parent.type.value in _FORUMS,
            )
            _trim(self._places)
        return self._places[channel]

    def seen(self, told: Any, guild: str) -> Place:
        """The conversation of an interaction, as it says itself."""
        return _place_of(told, guild) if guild else Place(channel=str(told.id))

    def abilities(self, channel: str) -> Abilities:
        """What we may do in a channel or thread."""
        found = self._cached(channel)
        guild = getattr(found, "guild", None)
        if found is None or guild is None or guild.me is None:
            return Abilities()
        try:
            may = found.permissions_for(guild.me)
        except self._unknown_parent():
            return Abilities()
        in_thread = found.type.value in _THREADS
        return Abilities(
            send=may.send_messages_in_threads if in_thread else may.send_messages,
            start_threads=found.type.value in _THREADED and may.create_public_threads and may.send_messages_in_threads,
            embed=may.embed_links,
            attach=may.attach_files,
            read_history=may.read_message_history,
        )

    def solved_tag(self, thread: str) -> str:
        """The id of the tag that marks a forum's post as solved, "" where there is none that we may set."""
        found: Any = self._cached(thread)
        parent = getattr(found, "parent", None)
        if (
            parent is None
            or parent.type.value not in _FORUMS
            or not parent.permissions_for(parent.guild.me).manage_threads
        ):
            return ""
        return next((str(tag.id) for tag in parent.available_tags if tag.name.casefold() in SOLVED_TAGS), "")

    def is_forum(self, channel: str) -> bool:
        """Whether its messages begin threads of their own."""
        found = self._cached(channel)
        return found is not None and found.type.value in _FORUMS

    def applied_tags(self, thread: str) -> tuple[str, ...]:
        """The ids of the tags of a forum's post."""
        return tuple(str(tag.id) for tag in getattr(self._cached(thread), "applied_tags", ()))

    async def direct(self, person: str) -> str:
        """The direct conversation with a person. Raises DeliveryError."""
        if person not in self._directs:
            body = await self._calls.do("POST", "/users/@me/channels", body={"recipient_id": person})
            self._directs[person] = str(body["id"])
            _trim(self._directs)
        return self._directs[person]

    async def is_member(self, person: str, guilds: Collection[str], *, first: str = "") -> bool:
        """Whether a person is in one of our guilds, all or those named, `first` before others. Raises DeliveryError."""
        known = [str(guild.id) for guild in self.client.guilds] if self.client else []
        known.sort(key=lambda guild: guild != first)
        for guild in [guild for guild in known if not guilds or guild in guilds][:GUILDS_ASKED]:
            try:
                await self._calls.do(
                    "GET", "/guilds/{guild_id}/members/{user_id}", {"guild_id": guild, "user_id": person}
                )
            except Refused as error:
                if error.code != UNKNOWN_MEMBER:
                    raise
            else:
                return True
        return False

    def _cached(self, channel: str) -> Any:
        return self.client.get_channel(int(channel)) if self.client and channel.isdecimal() else None

    @staticmethod
    def _unknown_parent() -> type[Exception]:
        """What the library raises for a thread whose channel it does not know."""
        from discord import ClientException

        return ClientException


def _place_of(channel: Any, guild: str) -> Place:
    if channel.type.value not in _THREADS:
        return Place(guild=guild, channel=str(channel.id))
    parent = channel.parent
    forum = parent is not None and parent.type.value in _FORUMS
    return Place(
        guild=guild,
        channel=str(channel.parent_id),
        thread=str(channel.id),
        title=channel.name,
        tags=tuple(tag.name for tag in channel.applied_tags) if forum else (),
        forum=forum,
    )


def _trim(kept: OrderedDict[str, Any]) -> None:
    while len(kept) > KEPT:
        kept.popitem(last=False)
