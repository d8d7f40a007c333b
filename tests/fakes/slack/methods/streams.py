"""chat.startStream, chat.appendStream, chat.stopStream."""

from __future__ import annotations

import time
from typing import Any, Literal

from tests.fakes.slack import payloads
from tests.fakes.slack.blocks import chunk_complaints
from tests.fakes.slack.methods.content import MARKDOWN_MAX, accepted_blocks, metadata, named
from tests.fakes.slack.methods.method import Method, timestamp
from tests.fakes.slack.refusal import Refusal
from tests.fakes.slack.workspace import Channel, Message, Stream
from tests.fakes.slack.world import World

Json = dict[str, Any]


def _start(world: World, args: Json) -> Json:
    channel = world.writable(args["channel"])
    thread = _thread(world, channel, args)
    _recipient(world, channel, args)
    mode = _mode(args)
    message = world.bot_message(channel, thread)
    message.stream = Stream(started=time.monotonic(), life=world.stream_life)
    if mode is not None:
        _append_to(world, message.stream, mode, args)
    world.post(message)
    return {"ok": True, "channel": channel.id, "ts": message.ts}


def _append(world: World, args: Json) -> Json:
    message, stream = _open(world, args)
    mode = _mode(args)
    if mode is None:
        raise Refusal("markdown_text_or_chunks_required")
    _append_to(world, stream, mode, args)
    world.record.ring()
    return {"ok": True, "channel": message.channel, "ts": message.ts}


def _stop(world: World, args: Json) -> Json:
    message, stream = _open(world, args)
    mode = _mode(args)
    blocks = accepted_blocks(world, args.get("blocks") or [])
    given = metadata(args)
    if mode is not None:
        _append_to(world, stream, mode, args)
    previous = world.before(message)
    stream.blocks += blocks
    stream.stopped = stream.unread = True
    if given is not None:
        message.metadata = given or None
    world.record.ring()
    world.emit_change(message, previous)
    answer = payloads.message_json(world.workspace, message, metadata=True)
    return {"ok": True, "channel": message.channel, "ts": message.ts, "message": answer}


def _thread(world: World, channel: Channel, args: Json) -> str:
    parent = channel.messages.get(timestamp(args, "thread_ts", "invalid_thread_ts"))
    if parent is None:
        raise Refusal("invalid_thread_ts", avoidable=False)
    if parent.is_reply:
        world.record.violation("chat.startStream", "thread_ts_of_reply", "use the thread's first message", args)
        return parent.thread
    return parent.ts


def _recipient(world: World, channel: Channel, args: Json) -> None:
    """Streams in channels say who they are for, by the team that this person is of."""
    team, user = args.get("recipient_team_id"), args.get("recipient_user_id")
    if channel.kind == "im" and not user:
        return
    if not team:
        raise Refusal("missing_recipient_team_id")
    if not user:
        raise Refusal("missing_recipient_user_id")
    known = world.workspace.users.get(str(user))
    if known is None:
        raise Refusal("user_not_found")
    if known.team != team:
        world.record.violation("chat.startStream", "recipient_team_mismatch", f"{user} is of {known.team}", args)


def _open(world: World, args: Json) -> tuple[Message, Stream]:
    channel = world.readable(args["channel"])
    message = world.own(channel, args["ts"], "message_not_owned_by_app")
    if message.stream is None or message.streaming(time.monotonic()) != "in_progress":
        raise Refusal("message_not_in_streaming_state")
    if channel.archived:
        raise Refusal("is_archived")
    return message, message.stream


def _mode(args: Json) -> Literal["markdown_text", "chunks"] | None:
    text, chunks = args.get("markdown_text"), args.get("chunks")
    if text and chunks:
        raise Refusal("cannot_provide_both_markdown_text_and_chunks")
    if text is not None and not isinstance(text, str):
        raise Refusal("invalid_arguments", ["markdown_text must be a string"])
    return "chunks" if chunks else "markdown_text" if text else None


def _append_to(world: World, stream: Stream, mode: Literal["markdown_text", "chunks"], args: Json) -> None:
    """Append, or refuse and leave the stream as it was."""
    if stream.mode not in ("", mode):
        raise Refusal("streaming_mode_mismatch")
    chunks = args["chunks"] if mode == "chunks" else [{"type": "markdown_text", "text": args["markdown_text"]}]
    if mode == "chunks" and (found := chunk_complaints(chunks)):
        raise Refusal("invalid_chunks", found)
    text = "".join(chunk["text"] for chunk in chunks if chunk["type"] == "markdown_text")
    others = [chunk for chunk in chunks if chunk["type"] != "markdown_text"]
    added = len(text) + sum(len(str(chunk.get(name) or "")) for chunk in others for name in _COUNTED)
    if len(text) > MARKDOWN_MAX or stream.characters + added > world.stream_total:
        raise Refusal("msg_too_long")
    stream.mode, stream.unread = mode, True
    stream.text += text
    for chunk in others:
        _apply(world, stream, chunk)


_COUNTED = ("title", "details", "output")


def _apply(world: World, stream: Stream, chunk: Json) -> None:
    if chunk["type"] == "plan_update":
        stream.plan = chunk["title"]
    elif chunk["type"] == "blocks":
        stream.blocks += named(world, chunk["blocks"])
    else:
        task = stream.tasks.setdefault(chunk["id"], {"task_id": chunk["id"]})
        task |= {name: chunk[name] for name in ("title", "status", "sources") if name in chunk}
        for name in ("details", "output"):
            if chunk.get(name):  # what a card holds is added to, its title is replaced
                task[name] = task.get(name, "") + chunk[name]


_WRITE = ("chat:write",)
METHODS = (
    Method(name="chat.startStream", run=_start, tier=2, scopes=_WRITE, required=("channel", "thread_ts")),
    Method(name="chat.appendStream", run=_append, tier=4, scopes=_WRITE, required=("channel", "ts")),
    Method(name="chat.stopStream", run=_stop, tier=2, scopes=_WRITE, required=("channel", "ts")),
)
