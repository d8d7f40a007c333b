"""conversations.* and users.conversations: looking up channels and reading what was said in them."""

from __future__ import annotations

from typing import Any

from tests.fakes.slack import payloads
from tests.fakes.slack.methods.method import Method, flag, page
from tests.fakes.slack.refusal import Refusal
from tests.fakes.slack.workspace import Channel, Message
from tests.fakes.slack.world import World

Json = dict[str, Any]

_KINDS = {"public_channel": "public", "private_channel": "private", "im": "im", "mpim": ""}


def _about(world: World, args: Json) -> Json:
    channel = world.readable(args["channel"])
    world.need(f"{channel.scope_prefix}:read")
    return {"ok": True, "channel": payloads.channel_json(world.workspace, channel)}


def _list(world: World, args: Json) -> Json:
    return _listed(world, args, joined=False)


def _mine(world: World, args: Json) -> Json:
    return _listed(world, args, joined=True)


def _listed(world: World, args: Json, *, joined: bool) -> Json:
    wanted = str(args.get("types") or "public_channel").split(",")
    if unknown := [kind for kind in wanted if kind not in _KINDS]:
        raise Refusal("invalid_types", [f"unknown type: {kind}" for kind in unknown])
    kinds = {_KINDS[kind] for kind in wanted}
    found = [channel for channel in world.workspace.channels.values() if channel.kind in kinds]
    for kind, prefix in {"public": "channels", "private": "groups", "im": "im", "": "mpim"}.items():
        if kind in kinds:
            world.need(f"{prefix}:read")
    if flag(args, "exclude_archived"):
        found = [channel for channel in found if not channel.archived]
    found = [
        channel for channel in found if world.workspace.knows_bot(channel) or (channel.kind == "public" and not joined)
    ]
    chosen, cursor = page(found, lambda channel: channel.id, args, default=100, most=999)
    listed = [payloads.channel_json(world.workspace, channel) for channel in chosen]
    return {"ok": True, "channels": listed, "response_metadata": {"next_cursor": cursor}}


def _history(world: World, args: Json) -> Json:
    channel = world.joined(args["channel"])
    world.need(f"{channel.scope_prefix}:history")
    top = [m for m in channel.ordered() if not m.is_reply or m.subtype == "thread_broadcast"]
    within = [message for message in reversed(top) if _within(message, args)]
    chosen, cursor = page(within, lambda message: message.ts, args, default=100, most=999)
    return _messages(world, channel, chosen, cursor, args)


def _replies(world: World, args: Json) -> Json:
    channel = world.joined(args["channel"])
    world.need(f"{channel.scope_prefix}:history")
    start = channel.messages.get(str(args["ts"]))
    if start is None:
        raise Refusal("thread_not_found")
    root = channel.messages.get(start.thread, start) if start.is_reply else start
    within = [message for message in channel.replies(root.ts) if _within(message, args)]
    chosen, cursor = page([root, *within], lambda message: message.ts, args, default=1000, most=1000)
    return _messages(world, channel, chosen, cursor, args)


def _messages(world: World, channel: Channel, chosen: list[Message], cursor: str, args: Json) -> Json:
    everything = flag(args, "include_all_metadata")
    listed = [payloads.threaded_json(world.workspace, channel, message, metadata=everything) for message in chosen]
    body: Json = {"ok": True, "messages": listed, "has_more": bool(cursor)}
    return body | ({"response_metadata": {"next_cursor": cursor}} if cursor else {})


def _within(message: Message, args: Json) -> bool:
    """After `oldest` and before `latest`; the bounds themselves only with `inclusive`."""
    ts = message.ts
    if flag(args, "inclusive") and ts in (args.get("oldest"), args.get("latest")):
        return True
    return _seconds(args, "oldest", 0.0) < float(ts) < _seconds(args, "latest", float("inf"))


def _seconds(args: Json, name: str, default: float) -> float:
    try:
        return float(args.get(name) or default)
    except ValueError:
        raise Refusal(f"invalid_ts_{name}") from None


def _open(world: World, args: Json) -> Json:
    people = [user for user in str(args.get("users") or "").split(",") if user]
    if args.get("channel"):
        channel = world.readable(args["channel"])
    elif len(people) == 1 and people[0] in world.workspace.users:
        channel = world.workspace.im_with(people[0])
    else:
        raise Refusal("user_not_found" if len(people) == 1 else "method_not_supported_for_channel_type")
    whole = payloads.channel_json(world.workspace, channel)
    return {"ok": True, "channel": whole if flag(args, "return_im") else {"id": channel.id}}


def _members(world: World, args: Json) -> Json:
    channel = world.readable(args["channel"])
    world.need(f"{channel.scope_prefix}:read")
    chosen, cursor = page(channel.members, str, args, default=100, most=1000)
    return {"ok": True, "members": chosen, "response_metadata": {"next_cursor": cursor}}


def _join(world: World, args: Json) -> Json:
    channel = world.readable(args["channel"])
    if channel.kind != "public":
        raise Refusal("method_not_supported_for_channel_type")
    if channel.archived:
        raise Refusal("is_archived")
    if not world.workspace.knows_bot(channel):
        channel.members.append(world.workspace.bot_user)
    return {"ok": True, "channel": payloads.channel_json(world.workspace, channel)}


METHODS = (
    Method(name="conversations.info", run=_about, tier=3, required=("channel",)),
    Method(name="conversations.list", run=_list, tier=2),
    Method(name="users.conversations", run=_mine, tier=3),
    Method(name="conversations.history", run=_history, tier=3, required=("channel",)),
    Method(name="conversations.replies", run=_replies, tier=3, required=("channel", "ts")),
    Method(name="conversations.open", run=_open, tier=3, scopes=("im:write",)),
    Method(name="conversations.members", run=_members, tier=4, required=("channel",)),
    Method(name="conversations.join", run=_join, tier=3, scopes=("channels:join",), required=("channel",)),
)
