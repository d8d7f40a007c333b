"""chat.*: posting, updating, deleting, whispering. Also where answers to a response_url go."""

from __future__ import annotations

import time
from typing import Any

from tests.fakes.slack import payloads
from tests.fakes.slack.methods.content import content
from tests.fakes.slack.methods.method import Method, flag, timestamp
from tests.fakes.slack.refusal import Refusal
from tests.fakes.slack.workspace import Channel, Message
from tests.fakes.slack.world import RESPONSE_URL_LIFE, RESPONSE_URL_USES, ResponseUrl, World

Json = dict[str, Any]


def thread_of(world: World, channel: Channel, args: Json, method: str) -> str:
    """The thread that `thread_ts` means. One that is gone means the top level (slack-go/slack#1571)."""
    if not args.get("thread_ts"):
        return ""
    parent = channel.messages.get(timestamp(args, "thread_ts", "invalid_thread_ts"))
    if parent is None:
        return ""
    if parent.is_reply:
        world.record.violation(method, "thread_ts_of_reply", "use the ts of the thread's first message", args)
        return parent.thread
    return parent.ts


def _post(world: World, args: Json) -> Json:
    channel = world.writable(args["channel"])
    given = content(world, args)
    thread = thread_of(world, channel, args, "chat.postMessage")
    message = world.bot_message(channel, thread)
    given.fill(message)
    if thread and flag(args, "reply_broadcast"):
        message.subtype = "thread_broadcast"
    world.post(message)
    return {"ok": True, "channel": channel.id, "ts": message.ts, "message": _answer(world, message)}


def _update(world: World, args: Json) -> Json:
    channel = world.readable(args["channel"])
    if channel.archived:
        raise Refusal("is_inactive")
    message = world.own(channel, args["ts"], "cant_update_message")
    if message.streaming(time.monotonic()) == "in_progress":
        raise Refusal("streaming_state_conflict")
    given = content(world, args)
    previous = world.before(message)
    given.fill(message)
    if not given.blocks:
        message.edited = {"user": message.user, "ts": world.workspace.new_ts()}
    world.record.ring()
    world.emit_change(message, previous)
    answer = _answer(world, message)
    return {"ok": True, "channel": channel.id, "ts": message.ts, "text": message.text, "message": answer}


def _delete(world: World, args: Json) -> Json:
    channel = world.readable(args["channel"])
    message = world.own(channel, args["ts"], "cant_delete_message")
    if message.streaming(time.monotonic()) == "in_progress":
        raise Refusal("cant_delete_message")
    world.remove(message)
    return {"ok": True, "channel": channel.id, "ts": message.ts}


def _whisper(world: World, args: Json) -> Json:
    channel = world.writable(args["channel"])
    if args["user"] not in channel.members:
        raise Refusal("user_not_in_channel")
    thread = thread_of(world, channel, args, "chat.postEphemeral")
    message = whisper(world, channel, str(args["user"]), args, thread)
    return {"ok": True, "message_ts": message.ts}


def _permalink(world: World, args: Json) -> Json:
    channel = world.readable(args["channel"])
    message = channel.messages.get(str(args["message_ts"]))
    if message is None:
        raise Refusal("message_not_found")
    link = f"https://{world.workspace.domain}.slack.com/archives/{channel.id}/p{message.ts.replace('.', '')}"
    if message.is_reply:
        link += f"?thread_ts={message.thread}&cid={channel.id}"
    return {"ok": True, "channel": channel.id, "permalink": link}


def whisper(world: World, channel: Channel, user: str, args: Json, thread: str) -> Message:
    """Show a message to one person only; no history has it and no event tells of it."""
    given = content(world, args)
    message = world.bot_message(channel, thread)
    given.fill(message)
    message.shown_to = user
    world.workspace.ephemerals.append(message)
    world.record.ring()
    return message


def respond(world: World, token: str, args: Json) -> None:
    """Do what a POST to a response_url asks for, and count it."""
    url = world.response_urls.get(token)
    if url is None or time.monotonic() - url.at > RESPONSE_URL_LIFE:
        raise Refusal("expired_url")
    if url.uses >= RESPONSE_URL_USES:
        raise Refusal("used_url")
    url.uses += 1
    carry_out(world, url, args)


def carry_out(world: World, url: ResponseUrl, args: Json) -> None:
    """Answer an interaction: publicly, to its person alone, or by changing the message that it came from."""
    channel = world.workspace.channels[url.channel]
    if flag(args, "delete_original"):
        _withdraw(world, url.message)
        return
    if flag(args, "replace_original") and url.message is not None:
        _replace(world, url.message, args)
        return
    thread = str(args.get("thread_ts") or url.thread)
    if args.get("response_type") != "in_channel":
        url.message = whisper(world, channel, url.user, args, thread)
        return
    given = content(world, args)
    message = world.bot_message(channel, thread)
    given.fill(message)
    world.post(message)


def _withdraw(world: World, message: Message | None) -> None:
    if message is None:
        raise Refusal("message_not_found")
    if not message.shown_to:
        world.remove(message)
    elif message in world.workspace.ephemerals:
        world.workspace.ephemerals.remove(message)
        world.record.ring()


def _replace(world: World, message: Message, args: Json) -> None:
    given = content(world, args)
    previous = world.before(message)
    given.fill(message)
    world.record.ring()
    if not message.shown_to:
        world.emit_change(message, previous)


def _answer(world: World, message: Message) -> Json:
    return payloads.message_json(world.workspace, message, metadata=True)


_WRITE = ("chat:write",)
METHODS = (
    Method(name="chat.postMessage", run=_post, scopes=_WRITE, required=("channel",)),
    Method(name="chat.update", run=_update, tier=3, scopes=_WRITE, required=("channel", "ts")),
    Method(name="chat.delete", run=_delete, tier=3, scopes=_WRITE, required=("channel", "ts")),
    Method(name="chat.postEphemeral", run=_whisper, tier=4, scopes=_WRITE, required=("channel", "user")),
    Method(name="chat.getPermalink", run=_permalink, required=("channel", "message_ts")),
)
