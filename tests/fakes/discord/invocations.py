"""How an interaction comes into being: who may use what where, and what the bot is told of it."""

from __future__ import annotations

from typing import Any

from tests.fakes.discord import payloads
from tests.fakes.discord.commands import BOT_DM, GUILD, GUILD_INSTALL, PRIVATE_CHANNEL, USER_INSTALL, usable
from tests.fakes.discord.messages import INTERACTION_TYPES, Interaction, InteractionKind, Message
from tests.fakes.discord.permissions import APP_IN_PRIVATE, P, of_user
from tests.fakes.discord.places import Channel, User
from tests.fakes.discord.world import World

Json = dict[str, Any]


def offered(world: World, channel: Channel, user: User, kind: int, name: str) -> Json:
    """The command of that type and name that the client offers there; LookupError when it offers none."""
    scopes = [world.commands_of(channel.guild.id)] if channel.guild and channel.guild.installed else []
    found = [scope.by_key[kind, name] for scope in (*scopes, world.commands_of(None)) if (kind, name) in scope.by_key]
    granted = of_user(channel, user)
    context, integrations = context_of(world, channel), _integrations(world, channel, user)

    def fits(command: Json) -> bool:
        return usable(command, context=context, adult=channel.adult, permissions=granted, integrations=integrations)

    command = next(filter(fits, found), None)
    if command is None or not granted & P.USE_APPLICATION_COMMANDS:
        raise LookupError(
            f"{user.name} is not offered {name} in {channel.kind} {channel.name}: {len(found)} registered"
        )
    return command


def context_of(world: World, channel: Channel) -> int:
    """Where that is, as interactions tell it."""
    if channel.guild is not None:
        return GUILD
    return BOT_DM if world.bot in channel.recipients else PRIVATE_CHANNEL


def owners_of(world: World, channel: Channel, user: User, command: Json) -> Json:
    """`authorizing_integration_owners` for a command."""
    allowed = set(command.get("integration_types") or (GUILD_INSTALL,)) & _integrations(world, channel, user)
    place = str(channel.guild.id) if channel.guild else "0"
    return {str(kind): str(user.id) if kind == USER_INSTALL else place for kind in sorted(allowed)}


def invoke(
    world: World,
    kind: InteractionKind,
    name: str,
    channel: Channel,
    user: User,
    *,
    data: Json,
    owners: Json,
    message: Message | None = None,
    opened_by: Interaction | None = None,
) -> Interaction:
    """Make an interaction and tell the bot."""
    interaction = Interaction(
        id=world.ids.now(),
        token=world.new_token(),
        kind=kind,
        name=name,
        user=user,
        channel=channel,
        data=data,
        owners=owners,
        context=context_of(world, channel),
        deadline=world.settings.interaction_deadline,
        life=world.settings.token_life,
        message=message,
        opened_by=opened_by,
    )
    world.interactions.append(interaction)
    world.by_token[interaction.token] = interaction
    body = _json(world, interaction)
    world.hub.dispatch("INTERACTION_CREATE", lambda _: body, guild=channel.guild.id if channel.guild else None)
    return interaction


def _integrations(world: World, channel: Channel, user: User) -> frozenset[int]:
    here = channel.guild.installed if channel.guild else world.bot in channel.recipients
    kinds = ((GUILD_INSTALL, here), (USER_INSTALL, user.has_app))
    return frozenset(kind for kind, there in kinds if there)


def _json(world: World, interaction: Interaction) -> Json:
    channel = interaction.channel
    body: Json = {
        "id": str(interaction.id),
        "application_id": str(world.application),
        "type": INTERACTION_TYPES[interaction.kind],
        "token": interaction.token,
        "version": 1,
        "data": interaction.data,
        "channel_id": str(channel.id),
        "channel": payloads.channel_json(channel, world.bot),
        "context": interaction.context,
        "authorizing_integration_owners": interaction.owners,
        "app_permissions": str(int(_app_permissions(world, channel))),
        "locale": "en-US",
        "entitlements": [],
        "entitlement_sku_ids": [],
        "attachment_size_limit": world.settings.file_max,
    }
    if interaction.message is not None:
        # An interaction may read the message that it is about, whatever the intents.
        body["message"] = payloads.message_json(interaction.message, world.bot)
    return body | _who(interaction)


def _who(interaction: Interaction) -> Json:
    guild = interaction.channel.guild
    if guild is None:
        return {"user": payloads.user_json(interaction.user)}
    member = guild.members[interaction.user.id]
    about = payloads.member_json(member) | {"permissions": payloads.permissions_json(interaction.channel, member)}
    partial = {"id": str(guild.id), "locale": "en-US", "features": []}
    return {"guild_id": str(guild.id), "guild": partial, "guild_locale": "en-US", "member": about}


def _app_permissions(world: World, channel: Channel) -> P:
    if channel.guild is None:
        return APP_IN_PRIVATE
    if channel.guild.installed:
        return world.bot_may(channel)
    return APP_IN_PRIVATE | P.VIEW_CHANNEL
