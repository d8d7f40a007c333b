"""What can happen to messages, reactions and threads, whoever does it, and what the bot is told of it."""

from __future__ import annotations

import time
from typing import Any

from tests.fakes.discord import payloads
from tests.fakes.discord.messages import Flag, Kind, Mentioned, Message
from tests.fakes.discord.places import Channel, User
from tests.fakes.discord.snowflakes import created, iso
from tests.fakes.discord.world import World

Json = dict[str, Any]


def post(world: World, message: Message) -> Message:
    """Store a new message and tell the bot. One in a thread brings its author in, and wakes the thread up."""
    message.keep_version()
    if payloads.is_ephemeral(message):
        world.ephemeral[message.id] = message
    else:
        message.channel.messages[message.id] = message
        if message.channel.thread is not None:
            _wake(world, message.channel, message)
    world.record.ring()
    world.emit_message("MESSAGE_CREATE", message)
    return message


def changed(world: World, message: Message, *, by_author: bool = True) -> Message:
    """Tell of a message that was changed already. Link previews and threads change it without an edit's time."""
    if by_author:
        message.edited = now_iso(world)
    message.keep_version()
    world.record.ring()
    world.emit_message("MESSAGE_UPDATE", message)
    return message


def remove(world: World, message: Message) -> None:
    """Delete a message."""
    message.deleted_at = time.monotonic()
    message.channel.messages.pop(message.id, None)
    world.ephemeral.pop(message.id, None)
    world.record.ring()
    body = {"id": str(message.id), "channel_id": str(message.channel.id)}
    hidden = payloads.is_ephemeral(message)
    world.emit("MESSAGE_DELETE", message.channel, body if hidden else body | _where(message.channel))


def react(world: World, message: Message, user: User, emoji: str) -> None:
    """Add a reaction; a second time changes nothing."""
    users = message.reactions.setdefault(emoji, [])
    if user not in users:
        users.append(user)
        _tell_reaction(world, "MESSAGE_REACTION_ADD", message, user, emoji)


def unreact(world: World, message: Message, user: User, emoji: str) -> None:
    """Take a reaction back; one that is not there changes nothing."""
    users = message.reactions.get(emoji, [])
    if user in users:
        users.remove(user)
        if not users:
            del message.reactions[emoji]
        _tell_reaction(world, "MESSAGE_REACTION_REMOVE", message, user, emoji)


def announce_thread(world: World, channel: Channel) -> None:
    """Tell of a new thread."""
    world.record.ring()
    world.emit_channel("THREAD_CREATE", channel, newly_created=True)


def thread_from(world: World, message: Message, owner: User, name: str, auto_archive: int = 1_440) -> Channel:
    """Start a thread from a message. It has the message's id, and begins with a message that refers to it."""
    channel = world.new_thread(message.channel, owner, name, thread_id=message.id, auto_archive=auto_archive)
    message.thread = channel
    message.flags |= Flag.HAS_THREAD
    announce_thread(world, channel)
    changed(world, message, by_author=False)
    starter = system_message(world, channel, message.author, Kind.THREAD_STARTER)
    starter.answers = message
    starter.reference = reference_to(message)
    post(world, starter)
    return channel


def thread_without(
    world: World, parent: Channel, owner: User, name: str, *, private: bool, auto_archive: int
) -> Channel:
    """Start a thread without a message; a public one is announced in its channel."""
    channel = world.new_thread(
        parent, owner, name, thread_id=world.ids.now(), private=private, auto_archive=auto_archive
    )
    announce_thread(world, channel)
    if not private:
        notice = system_message(world, parent, owner, Kind.THREAD_CREATED, content=name)
        notice.reference = {"channel_id": str(channel.id), "guild_id": str(parent.in_guild().id), "type": 0}
        notice.thread = channel
        post(world, notice)
    return channel


def thread_changed(world: World, channel: Channel) -> None:
    """Tell of a thread that was changed already."""
    channel.as_thread().archive_changed = now_iso(world)
    world.record.ring()
    world.emit_channel("THREAD_UPDATE", channel)


def join_thread(world: World, channel: Channel, user: User) -> None:
    """Bring somebody into a thread; the bot learns of itself, and only then of a private one."""
    thread = channel.as_thread()
    if user.id in thread.members:
        return
    thread.members[user.id] = user
    world.record.ring()
    if user is not world.bot:
        return
    world.emit_channel("THREAD_CREATE", channel)
    added = [payloads.thread_member_json(channel, user)]
    body = {"id": str(channel.id), "guild_id": str(channel.in_guild().id), "member_count": len(thread.members)}
    world.emit("THREAD_MEMBERS_UPDATE", channel, body | {"added_members": added, "removed_member_ids": []})


def system_message(world: World, channel: Channel, author: User, kind: Kind, content: str = "") -> Message:
    """A message that nobody wrote, not posted yet."""
    return Message(id=world.ids.now(), channel=channel, author=author, kind=kind, content=content)


def reference_to(message: Message) -> Json:
    """What a message says about the one that it refers to."""
    return {"type": 0, "message_id": str(message.id), "channel_id": str(message.channel.id)} | _where(message.channel)


def now_iso(world: World) -> str:
    """This moment as Discord writes it."""
    return iso(created(world.ids.now()))


def highlight(message: Message, mentioned: Mentioned, pings: tuple[str, ...], *, rings: bool) -> None:
    """Note whom the message mentions; only a message that is new, or was only a promise, rings anybody."""
    message.mentioned = mentioned
    if rings:
        message.pings = (*message.pings, *pings)


def _wake(world: World, channel: Channel, message: Message) -> None:
    thread = channel.as_thread()
    thread.sent += 1
    thread.awaits_first = False
    if message.kind in (Kind.DEFAULT, Kind.REPLY) and message.webhook is None:
        thread.members.setdefault(message.author.id, message.author)
    if thread.archived:
        thread.archived = False
        thread_changed(world, channel)


def _tell_reaction(world: World, event: str, message: Message, user: User, emoji: str) -> None:
    world.record.ring()
    body: Json = {
        "user_id": str(user.id),
        "channel_id": str(message.channel.id),
        "message_id": str(message.id),
        "message_author_id": str(message.author.id),
        "emoji": {"id": None, "name": emoji},
        "burst": False,
        "type": 0,
    }
    guild = message.channel.guild
    if guild is not None and event.endswith("ADD") and user.id in guild.members:
        body["member"] = payloads.member_json(guild.members[user.id])
    world.emit(event, message.channel, body | _where(message.channel))


def _where(channel: Channel) -> Json:
    return {"guild_id": str(channel.guild.id)} if channel.guild else {}
