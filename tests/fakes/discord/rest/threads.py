"""Threads: start, change, join, list; and the changes of other channels that share their endpoint."""

from __future__ import annotations

from typing import Any

from tests.fakes.discord import access, drafts, happenings, payloads, speaking
from tests.fakes.discord.messages import Message
from tests.fakes.discord.permissions import P
from tests.fakes.discord.places import Channel, Guild, User
from tests.fakes.discord.records import Call
from tests.fakes.discord.refusal import Form, Refusal
from tests.fakes.discord.world import World

Json = dict[str, Any]

NAME_MAX = 100  # characters; discord-api-docs, developers/resources/channel#start-thread-from-message
ARCHIVE_AFTER = (60, 1_440, 4_320, 10_080)  # minutes; same source
TAGS_MAX = 5  # of a post; same source, #start-thread-in-forum-or-media-channel
MEMBERS_MAX = 1_000
_PUBLIC, _PRIVATE, _ANNOUNCEMENT = 11, 12, 10


def start_from_message(world: World, call: Call) -> Json:
    """POST …/messages/{id}/threads."""
    channel = access.visible(world, call.id("channel_id"))
    if channel.kind not in ("text", "announcement"):
        raise Refusal(50024)
    access.need(world, channel, P.CREATE_PUBLIC_THREADS)
    message = channel.messages.get(call.id("message_id"))
    if message is None:
        raise Refusal(10008)
    if message.thread is not None or message.id in world.channels:
        raise Refusal(160004)
    if payloads.is_system(message):
        raise Refusal(50024)
    name, auto_archive = _read(call.body)
    _room(channel.in_guild())
    return payloads.channel_json(happenings.thread_from(world, message, world.bot, name, auto_archive), world.bot)


def start(world: World, call: Call) -> Json:
    """POST …/threads: without a message, or a post in a forum."""
    channel = access.visible(world, call.id("channel_id"))
    if channel.kind == "forum":
        return _post(world, call, channel)
    kind = call.body.get("type") or _PRIVATE
    if channel.kind not in ("text", "announcement") or (kind == _PRIVATE and channel.kind != "text"):
        raise Refusal(50024)
    access.need(world, channel, P.CREATE_PRIVATE_THREADS if kind == _PRIVATE else P.CREATE_PUBLIC_THREADS)
    name, auto_archive = _read(call.body)
    _room(channel.in_guild())
    thread = happenings.thread_without(
        world, channel, world.bot, name, private=kind == _PRIVATE, auto_archive=auto_archive
    )
    return payloads.channel_json(thread, world.bot)


def change(world: World, call: Call) -> Json:
    """PATCH /channels/{id}."""
    channel = access.visible(world, call.id("channel_id"))
    if channel.thread is None:
        return _change_channel(world, call, channel)
    _may_change(world, channel, call.body)
    thread = channel.thread
    name, auto_archive = _read({"name": channel.name, "auto_archive_duration": thread.auto_archive} | call.body)
    channel.name, thread.auto_archive = name, auto_archive
    thread.archived = bool(call.body.get("archived", thread.archived))
    thread.locked = bool(call.body.get("locked", thread.locked))
    if call.body.get("applied_tags") is not None and channel.parent is not None:
        thread.tags = _tags(channel.parent, call.body["applied_tags"])
    happenings.thread_changed(world, channel)
    return payloads.channel_json(channel, world.bot)


def join(world: World, call: Call) -> None:
    """PUT …/thread-members/@me."""
    _add(world, _thread(world, call), world.bot)


def add(world: World, call: Call) -> None:
    """PUT …/thread-members/{user}."""
    channel = _thread(world, call)
    access.need(world, channel, P.SEND_MESSAGES_IN_THREADS)
    user = world.users.get(call.id("user_id"))
    if user is None or user.id not in channel.in_guild().members:
        raise Refusal(10013)
    _add(world, channel, user)


def leave(world: World, call: Call) -> None:
    """DELETE …/thread-members/@me."""
    _thread(world, call).as_thread().members.pop(world.bot.id, None)


def member(world: World, call: Call) -> Json:
    """GET …/thread-members/{user}."""
    channel = access.visible(world, call.id("channel_id"))
    user = channel.as_thread().members.get(call.id("user_id"))
    if user is None:
        raise Refusal(10007)
    return payloads.thread_member_json(channel, user)


def active(world: World, call: Call) -> Json:
    """GET /guilds/{id}/threads/active."""
    guild = access.guild(world, call.id("guild_id"))
    return _listing(world, [thread for thread in guild.threads.values() if not thread.as_thread().archived])


def archived_public(world: World, call: Call) -> Json:
    """GET …/threads/archived/public."""
    return _archived(world, call, private=False)


def archived_private(world: World, call: Call) -> Json:
    """GET …/threads/archived/private."""
    access.allowed(world, call.id("channel_id"), P.MANAGE_THREADS)
    return _archived(world, call, private=True)


def _post(world: World, call: Call, forum: Channel) -> Json:
    access.need(world, forum, P.SEND_MESSAGES)
    name, auto_archive = _read(call.body)
    tags = _tags(forum, call.body.get("applied_tags") or [])
    if forum.tag_required and not tags:
        raise Refusal(40067)
    draft = drafts.new(world, call, forum, call.body.get("message"))
    speaking.need_for(world, forum, draft)
    thread = world.new_thread(forum, world.bot, name, thread_id=world.ids.now(), auto_archive=auto_archive)
    thread.as_thread().tags = tags
    happenings.announce_thread(world, thread)
    first = speaking.say(world, Message(id=thread.id, channel=thread, author=world.bot), draft)
    return payloads.channel_json(thread, world.bot) | {"message": world.message_json(first)}


def _read(body: Json) -> tuple[str, int]:
    """The name and the minutes until it is archived."""
    form = Form()
    name = str(body.get("name") or "").strip()
    with form.at("name"):
        form.length(name, 1, NAME_MAX)
    auto_archive = body.get("auto_archive_duration") or 1_440
    with form.at("auto_archive_duration"):
        form.choice(auto_archive, ARCHIVE_AFTER)
    form.finish()
    return name, int(auto_archive)


def _tags(forum: Channel, asked: Any) -> list[int]:
    form = Form()
    with form.at("applied_tags"):
        wanted = [int(tag) for tag in form.count(asked, 0, TAGS_MAX)]
    form.finish()
    if set(wanted) - {tag.id for tag in forum.tags}:
        raise Refusal(10087)
    return wanted


def _room(guild: Guild) -> None:
    if sum(not thread.as_thread().archived for thread in guild.threads.values()) >= guild.active_threads_max:
        raise Refusal(160006)


def _may_change(world: World, channel: Channel, body: Json) -> None:
    """Moderators may change everything, the creator what does not moderate; developers/topics/threads."""
    thread = channel.as_thread()
    granted = world.bot_may(channel)
    if granted & P.MANAGE_THREADS:
        return
    if thread.locked:
        raise Refusal(160005)
    waking = body.get("archived") is False and not set(body) - {"archived"}
    if waking and granted & P.SEND_MESSAGES_IN_THREADS:
        return
    if thread.owner is not world.bot or set(body) & {"locked", "rate_limit_per_user"}:
        raise Refusal(50013)
    if thread.archived and body.get("archived", True):
        raise Refusal(50083)


def _change_channel(world: World, call: Call, channel: Channel) -> Json:
    access.need(world, channel, P.MANAGE_CHANNELS)
    channel.name = str(call.body.get("name", channel.name))
    channel.topic = str(call.body.get("topic", channel.topic) or "")
    world.emit_channel("CHANNEL_UPDATE", channel)
    return payloads.channel_json(channel, world.bot)


def _thread(world: World, call: Call) -> Channel:
    channel = access.visible(world, call.id("channel_id"))
    if channel.thread is None:
        raise Refusal(50024)
    access.active(world, channel)
    return channel


def _add(world: World, channel: Channel, user: User) -> None:
    if len(channel.as_thread().members) >= MEMBERS_MAX:
        raise Refusal(30033)
    happenings.join_thread(world, channel, user)


def _archived(world: World, call: Call, *, private: bool) -> Json:
    parent = access.allowed(world, call.id("channel_id"), P.READ_MESSAGE_HISTORY)
    threads = [thread for thread in parent.in_guild().threads.values() if thread.parent is parent]
    found = [thread for thread in threads if thread.as_thread().archived]
    wanted = [thread for thread in found if (thread.kind == "private_thread") is private]
    return _listing(world, wanted)


def _listing(world: World, threads: list[Channel]) -> Json:
    seen = [thread for thread in threads if world.bot_sees(thread)]
    joined = [thread for thread in seen if world.bot.id in thread.as_thread().members]
    return {
        "threads": [payloads.channel_json(thread, world.bot) for thread in seen],
        "members": [payloads.thread_member_json(thread, world.bot) for thread in joined],
        "has_more": False,
    }
