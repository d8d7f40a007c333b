"""Messages of channels: send, read, edit, delete, and the typing indicator."""

from __future__ import annotations

import time
from typing import Any

from tests.fakes.discord import access, drafts, happenings, payloads, speaking
from tests.fakes.discord.messages import Flag, Kind, Message
from tests.fakes.discord.permissions import P
from tests.fakes.discord.places import Channel
from tests.fakes.discord.records import Call
from tests.fakes.discord.refusal import Form, Refusal
from tests.fakes.discord.world import World

Json = dict[str, Any]

PAGE_MAX = 100  # messages; discord-api-docs, developers/resources/message#get-channel-messages
PAGE_DEFAULT = 50


def create(world: World, call: Call) -> Json:
    """POST …/messages."""
    channel = access.writable(world, call.id("channel_id"))
    draft = drafts.new(world, call, channel, call.body)
    speaking.need_for(world, channel, draft)
    if (earlier := _sent_before(world, call.body)) is not None:
        return _with_nonce(world, earlier)
    message = Message(id=world.ids.now(), channel=channel, author=world.bot, nonce=call.body.get("nonce"))
    message.answers = _answered(world, channel, call.body.get("message_reference"))
    if message.answers is not None:
        message.kind = Kind.REPLY
        message.reference = happenings.reference_to(message.answers)
    speaking.say(world, message, draft)
    if message.nonce is not None:
        world.nonces[str(message.nonce)] = (time.monotonic(), message)
    return _with_nonce(world, message)


def read(world: World, call: Call) -> list[Json]:
    """GET …/messages: newest first."""
    channel = access.visible(world, call.id("channel_id"))
    if channel.guild is not None and not world.bot_may(channel) & P.READ_MESSAGE_HISTORY:
        return []
    limit = int(call.query.get("limit", PAGE_DEFAULT))
    if not 1 <= limit <= PAGE_MAX:
        form = Form()
        with form.at("limit"):
            form.wrong("NUMBER_TYPE_MAX", f"int value should be between 1 and {PAGE_MAX}.")
        form.finish()
    return [world.message_json(message) for message in reversed(_page(channel.ordered(), call.query, limit))]


def read_one(world: World, call: Call) -> Json:
    """GET …/messages/{id}."""
    channel = access.allowed(world, call.id("channel_id"), P.READ_MESSAGE_HISTORY)
    return world.message_json(access.message(channel, call.id("message_id")))


def edit(world: World, call: Call) -> Json:
    """PATCH …/messages/{id}."""
    channel = access.visible(world, call.id("channel_id"))
    message = access.message(channel, call.id("message_id"))
    access.active(world, channel)
    if message.author is not world.bot:
        return _suppress(world, call, channel, message)
    if payloads.is_system(message):
        raise Refusal(50021)
    draft = drafts.edit(world, call, call.body, message)
    return world.message_json(speaking.revise(world, message, draft))


def delete(world: World, call: Call) -> None:
    """DELETE …/messages/{id}."""
    channel = access.visible(world, call.id("channel_id"))
    message = access.message(channel, call.id("message_id"))
    if message.author is not world.bot:
        access.need(world, channel, P.MANAGE_MESSAGES)
    happenings.remove(world, message)


def typing(world: World, call: Call) -> None:
    """POST …/typing."""
    channel = access.writable(world, call.id("channel_id"))
    world.typing.append((time.monotonic(), channel))
    world.record.ring()


def _with_nonce(world: World, message: Message) -> Json:
    return world.message_json(message) | ({"nonce": message.nonce} if message.nonce is not None else {})


def _sent_before(world: World, body: Json) -> Message | None:
    """The message that was sent with the same nonce in the past few minutes; …/message#create-message."""
    nonce = body.get("nonce")
    if nonce is None or not body.get("enforce_nonce"):
        return None
    sent_at, message = world.nonces.get(str(nonce), (0.0, None))
    return message if time.monotonic() - sent_at < world.settings.nonce_life else None


def _answered(world: World, channel: Channel, reference: Json | None) -> Message | None:
    """The message that a new one replies to."""
    if reference is None:
        return None
    if reference.get("type"):
        raise Refusal(50035, detail="this Discord forwards nothing for bots")
    if channel.guild is not None and not world.bot_may(channel) & P.READ_MESSAGE_HISTORY:
        raise Refusal(160002)
    found = channel.messages.get(int(reference["message_id"]))
    if found is None and reference.get("fail_if_not_exists", True):
        raise _no_reply("REPLIES_UNKNOWN_MESSAGE", "Unknown message")
    if found is not None and payloads.is_system(found):
        raise _no_reply("REPLIES_CANNOT_REPLY_TO_SYSTEM_MESSAGE", "Cannot reply to a system message")
    return found


def _no_reply(code: str, sentence: str) -> Refusal:
    # Messages get deleted while an answer is on its way, so this is nobody's fault.
    errors = {"message_reference": {"_errors": [{"code": code, "message": sentence}]}}
    return Refusal(50035, errors=errors, innocent=True)


def _page(messages: list[Message], query: Any, limit: int) -> list[Message]:
    """A part of the messages, oldest first."""
    if "around" in query:
        around = int(query["around"])
        before = [message for message in messages if message.id < around][-(limit // 2) :]
        after = [message for message in messages if message.id >= around][: limit - limit // 2]
        return [*before, *after]
    if "after" in query:
        return [message for message in messages if message.id > int(query["after"])][:limit]
    before_id = int(query.get("before", 1 << 63))
    return [message for message in messages if message.id < before_id][-limit:]


def _suppress(world: World, call: Call, channel: Channel, message: Message) -> Json:
    """All that can be changed of somebody else's message is whether its embeds are shown."""
    if set(call.body) - {"flags", "allowed_mentions", "tts"}:
        raise Refusal(50005)
    access.need(world, channel, P.MANAGE_MESSAGES)
    wanted = Flag(call.body.get("flags") or 0) & Flag.SUPPRESS_EMBEDS
    message.flags = (message.flags & ~Flag.SUPPRESS_EMBEDS) | wanted
    return world.message_json(happenings.changed(world, message, by_author=False))
