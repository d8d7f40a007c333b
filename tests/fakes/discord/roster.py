"""What a session is told when it begins: READY, the guilds of its shard, and members on request."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.fakes.discord import payloads
from tests.fakes.discord.intents import Intent
from tests.fakes.discord.places import Guild, Member
from tests.fakes.discord.sessions import Session
from tests.fakes.discord.snowflakes import created, iso, shard_of

if TYPE_CHECKING:
    from tests.fakes.discord.world import World

Json = dict[str, Any]

LARGE = 250  # members that GUILD_CREATE lists at most; discord-api-docs, developers/events/gateway-events#identify
_FLAGS = {Intent.GUILD_PRESENCES: 1 << 13, Intent.GUILD_MEMBERS: 1 << 15, Intent.MESSAGE_CONTENT: 1 << 19}


class Roster:
    """Reads the world for the gateway."""

    def __init__(self, world: World) -> None:
        self._world = world

    def ready(self, session: Session) -> Json:
        """READY, besides what is about the session itself."""
        guilds = [{"id": str(guild.id), "unavailable": True} for guild in self._served(session.shard)]
        return {
            "v": 10,
            "user": payloads.user_json(self._world.bot) | {"mfa_enabled": False, "verified": True, "email": None},
            "guilds": guilds,
            "application": {"id": str(self._world.application), "flags": application_flags(self._world)},
            "private_channels": [],
            "relationships": [],
            "user_settings": {},
            "geo_ordered_rtc_regions": [],
            "auth": {},
            "_trace": ["fake"],
        }

    def guilds(self, session: Session) -> list[Json]:
        """GUILD_CREATE for each guild of the session's shard that is available."""
        if not session.intents & Intent.GUILDS:
            return []
        served = self._served(session.shard)
        return [guild_create(self._world, guild, session.intents) for guild in served if guild.available]

    def guild_count(self, shard: tuple[int, int]) -> int:
        """How many guilds the shard serves."""
        return len(self._served(shard))

    def members(self, request: Json, intents: Intent) -> Json:
        """GUILD_MEMBERS_CHUNK; the list of all needs the intent."""
        guild = self._world.guilds[int(request["guild_id"])]
        ids = _ids(request.get("user_ids"))
        found = _found(guild, ids, str(request.get("query") or ""), intents)
        return {
            "guild_id": str(guild.id),
            "members": [payloads.member_json(member) for member in found[: int(request.get("limit") or 0) or None]],
            "chunk_index": 0,
            "chunk_count": 1,
            "not_found": [str(user) for user in ids - set(guild.members)],
            "nonce": request.get("nonce"),
        }

    def _served(self, shard: tuple[int, int]) -> list[Guild]:
        number, count = shard
        guilds = self._world.guilds.values()
        return [guild for guild in guilds if guild.installed and shard_of(guild.id, count) == number]


def guild_create(world: World, guild: Guild, intents: Intent) -> Json:
    """A guild with its channels, active threads and, with the intent, its members."""
    everybody = bool(intents & Intent.GUILD_MEMBERS)
    shown = list(guild.members.values())[:LARGE] if everybody else [guild.members[world.bot.id]]
    threads = [thread for thread in guild.threads.values() if not thread.as_thread().archived]
    empty = ("voice_states", "presences", "stage_instances", "guild_scheduled_events", "soundboard_sounds")
    return (
        payloads.guild_json(guild)
        | {name: [] for name in empty}
        | {
            "joined_at": iso(created(guild.id)),
            "large": len(guild.members) > LARGE,
            "unavailable": False,
            "member_count": len(guild.members),
            "members": [payloads.member_json(member) for member in shown],
            "channels": [payloads.channel_json(channel, world.bot) for channel in guild.channels.values()],
            "threads": [payloads.channel_json(thread, world.bot) for thread in threads if world.bot_sees(thread)],
        }
    )


def application_flags(world: World) -> int:
    """Which privileged intents are switched on; …/resources/application#application-object-application-flags."""
    return sum(bit for intent, bit in _FLAGS.items() if intent & world.app.privileged)


def _ids(asked: Any) -> set[int]:
    return {int(user) for user in (asked if isinstance(asked, list) else [asked] if asked else [])}


def _found(guild: Guild, ids: set[int], query: str, intents: Intent) -> list[Member]:
    if ids:
        return [member for member in guild.members.values() if member.user.id in ids]
    if query or intents & Intent.GUILD_MEMBERS:
        return [member for member in guild.members.values() if member.user.name.startswith(query)]
    return []
