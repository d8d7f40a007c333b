"""Reactions of the bot."""

from __future__ import annotations

from typing import Any

from tests.fakes.discord import access, happenings, payloads
from tests.fakes.discord.messages import Message
from tests.fakes.discord.permissions import P
from tests.fakes.discord.records import Call
from tests.fakes.discord.refusal import Refusal
from tests.fakes.discord.world import World

Json = dict[str, Any]


def add(world: World, call: Call) -> None:
    """PUT …/reactions/{emoji}/@me."""
    message, emoji = _of(world, call)
    access.active(world, message.channel)
    if emoji not in message.reactions:
        access.need(world, message.channel, P.ADD_REACTIONS)
    happenings.react(world, message, world.bot, emoji)


def take_back(world: World, call: Call) -> None:
    """DELETE …/reactions/{emoji}/@me."""
    message, emoji = _of(world, call)
    happenings.unreact(world, message, world.bot, emoji)


def remove(world: World, call: Call) -> None:
    """DELETE …/reactions/{emoji}/{user}."""
    message, emoji = _of(world, call)
    access.need(world, message.channel, P.MANAGE_MESSAGES)
    user = world.users.get(call.id("user_id"))
    if user is None:
        raise Refusal(10013)
    happenings.unreact(world, message, user, emoji)


def users(world: World, call: Call) -> list[Json]:
    """GET …/reactions/{emoji}."""
    message, emoji = _of(world, call)
    return [payloads.user_json(user) for user in message.reactions.get(emoji, [])]


def _of(world: World, call: Call) -> tuple[Message, str]:
    channel = access.allowed(world, call.id("channel_id"), P.READ_MESSAGE_HISTORY)
    message = access.message(channel, call.id("message_id"))
    emoji = call.params["emoji_name"]
    if emoji.isascii():  # a name instead of the character, or a custom one, of which there are none
        raise Refusal(10014)
    return message, emoji
