"""Who the bot is, what its app is, where the gateway is, and who else there is."""

from __future__ import annotations

from typing import Any

from tests.fakes.discord import access, payloads
from tests.fakes.discord.gateway import STARTS_TOTAL
from tests.fakes.discord.permissions import in_guild
from tests.fakes.discord.records import Call
from tests.fakes.discord.refusal import Refusal
from tests.fakes.discord.roster import application_flags
from tests.fakes.discord.world import World

Json = dict[str, Any]


def me(world: World, call: Call) -> Json:
    """GET /users/@me."""
    return payloads.user_json(world.bot) | {"mfa_enabled": False, "locale": "en-US", "verified": True, "email": None}


def user(world: World, call: Call) -> Json:
    """GET /users/{id}."""
    found = world.users.get(call.id("user_id"))
    if found is None:
        raise Refusal(10013)
    return payloads.user_json(found)


def my_guilds(world: World, call: Call) -> list[Json]:
    """GET /users/@me/guilds."""
    limit, after = int(call.query.get("limit", 200)), int(call.query.get("after", 0))
    mine = [guild for guild in world.guilds.values() if guild.installed and guild.id > after]
    return [
        {
            "id": str(guild.id),
            "name": guild.name,
            "icon": None,
            "banner": None,
            "owner": guild.owner is world.bot,
            "permissions": str(int(in_guild(guild, guild.members[world.bot.id]))),
            "features": [],
        }
        for guild in sorted(mine, key=lambda guild: guild.id)[:limit]
    ]


def application(world: World, call: Call) -> Json:
    """GET /oauth2/applications/@me and /applications/@me."""
    return {
        "id": str(world.application),
        "name": world.app.name,
        "icon": None,
        "description": "",
        "type": None,
        "bot": payloads.user_json(world.bot),
        "bot_public": True,
        "bot_require_code_grant": False,
        "verify_key": "0" * 64,
        "flags": application_flags(world),
        "flags_new": str(application_flags(world)),
        "redirect_uris": [],
        "interactions_endpoint_url": None,
        "role_connections_verification_url": None,
        "owner": payloads.user_json(world.bot),
        "approximate_guild_count": sum(guild.installed for guild in world.guilds.values()),
        "approximate_user_install_count": sum(user.has_app for user in world.users.values()),
        "approximate_user_authorization_count": 0,
        "explicit_content_filter": 0,
        "team": None,
        "eligible_oauth2_scopes": [],
    }


def gateway(world: World, call: Call) -> Json:
    """GET /gateway."""
    return {"url": world.hub.url}


def gateway_bot(world: World, call: Call) -> Json:
    """GET /gateway/bot."""
    started = len(world.hub.identified_at)
    limit = {
        "total": STARTS_TOTAL,
        "remaining": STARTS_TOTAL - started,
        "reset_after": 86_400_000,
        "max_concurrency": 1,
    }
    return {"url": world.hub.url, "shards": world.settings.shards, "session_start_limit": limit}


def open_dm(world: World, call: Call) -> Json:
    """POST /users/@me/channels."""
    recipient = world.users.get(int(call.body.get("recipient_id") or 0))
    if recipient is None or recipient.bot:
        raise Refusal(50033)
    return payloads.channel_json(world.dm_with(recipient), world.bot)


def guild(world: World, call: Call) -> Json:
    """GET /guilds/{id}."""
    found = access.guild(world, call.id("guild_id"))
    counted = {"approximate_member_count": len(found.members), "approximate_presence_count": 1}
    return payloads.guild_json(found) | (counted if call.query.get("with_counts") in ("1", "true", "True") else {})


def channels(world: World, call: Call) -> list[Json]:
    """GET /guilds/{id}/channels."""
    found = access.guild(world, call.id("guild_id"))
    return [payloads.channel_json(channel, world.bot) for channel in found.channels.values()]


def channel(world: World, call: Call) -> Json:
    """GET /channels/{id}."""
    return payloads.channel_json(access.visible(world, call.id("channel_id")), world.bot)


def roles(world: World, call: Call) -> list[Json]:
    """GET /guilds/{id}/roles."""
    return [payloads.role_json(role) for role in access.guild(world, call.id("guild_id")).roles.values()]


def member(world: World, call: Call) -> Json:
    """GET /guilds/{id}/members/{user}."""
    members = access.guild(world, call.id("guild_id")).members
    if call.id("user_id") not in members:
        raise Refusal(10007 if call.id("user_id") in world.users else 10013)
    return payloads.member_json(members[call.id("user_id")])
