"""Where the bot may do what: the refusals that come before anything is read of a request."""

from __future__ import annotations

from tests.fakes.discord.messages import Message
from tests.fakes.discord.permissions import P
from tests.fakes.discord.places import SPOKEN_IN, Channel, Guild
from tests.fakes.discord.refusal import Refusal
from tests.fakes.discord.world import World


def guild(world: World, guild_id: int) -> Guild:
    """A guild that the bot is in."""
    found = world.guilds.get(guild_id)
    if found is None or not found.installed:
        raise Refusal(10004)
    return found


def visible(world: World, channel_id: int) -> Channel:
    """A channel that the bot can see."""
    channel = world.channels.get(channel_id)
    if channel is None:
        raise Refusal(10003)
    if not world.bot_sees(channel):
        raise Refusal(50001)
    return channel


def allowed(world: World, channel_id: int, *needed: P) -> Channel:
    """A channel that the bot can see and has these permissions in."""
    channel = visible(world, channel_id)
    need(world, channel, *needed)
    return channel


def need(world: World, channel: Channel, *needed: P) -> None:
    """Refuse unless the bot has every one of the permissions."""
    granted = world.bot_may(channel)
    if any(not granted & permission for permission in needed):
        raise Refusal(50013)


def writable(world: World, channel_id: int) -> Channel:
    """A channel that the bot can send messages to now."""
    channel = visible(world, channel_id)
    if channel.kind not in SPOKEN_IN:
        raise Refusal(50008)
    if channel.guild is None:
        if not all(user.takes_dms for user in channel.recipients):
            raise Refusal(50007)
        return channel
    need(world, channel, P.SEND_MESSAGES_IN_THREADS if channel.thread else P.SEND_MESSAGES)
    if channel.thread is not None:
        unlocked(world, channel)
        if channel.thread.awaits_first:
            raise Refusal(40058)
    return channel


def unlocked(world: World, channel: Channel) -> None:
    """Refuse in a locked thread, unless the bot manages threads."""
    if channel.thread is not None and channel.thread.locked and not world.bot_may(channel) & P.MANAGE_THREADS:
        raise Refusal(160005)


def active(world: World, channel: Channel) -> None:
    """Refuse in an archived thread, where only new messages wake it up."""
    if channel.thread is not None and channel.thread.archived:
        raise Refusal(50083)
    unlocked(world, channel)


def message(channel: Channel, message_id: int) -> Message:
    """A message of the channel; ephemeral ones are not found there."""
    found = channel.messages.get(message_id)
    if found is None:
        raise Refusal(10008)
    return found
