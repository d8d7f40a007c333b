"""reactions.*: emoji on messages, and the bot's own among them."""

from __future__ import annotations

import re
from typing import Any

from tests.fakes.slack.methods.method import Method, timestamp
from tests.fakes.slack.payloads import message_json, reactions_json
from tests.fakes.slack.refusal import Refusal
from tests.fakes.slack.workspace import Message
from tests.fakes.slack.world import World

Json = dict[str, Any]

_NAME = re.compile(r"^[a-z0-9_+'\-]+(::skin-tone-[2-6])?$")


def _target(world: World, args: Json) -> Message:
    channel = world.joined(args["channel"])
    message = channel.messages.get(timestamp(args, "timestamp", "bad_timestamp"))
    if message is None or message.subtype == "tombstone":
        raise Refusal("message_not_found")
    if channel.archived:
        raise Refusal("is_archived")
    return message


def _add(world: World, args: Json) -> Json:
    message = _target(world, args)
    name = str(args["name"])
    if not _NAME.match(name):
        raise Refusal("invalid_name")
    users = message.reactions.setdefault(name, [])
    if world.workspace.bot_user in users:
        raise Refusal("already_reacted")
    users.append(world.workspace.bot_user)
    world.record.ring()
    world.emit_reaction("reaction_added", world.workspace.bot_user, message, name)
    return {"ok": True}


def _remove(world: World, args: Json) -> Json:
    message = _target(world, args)
    name = str(args["name"])
    users = message.reactions.get(name, [])
    if world.workspace.bot_user not in users:
        raise Refusal("no_reaction")
    users.remove(world.workspace.bot_user)
    if not users:
        del message.reactions[name]
    world.record.ring()
    world.emit_reaction("reaction_removed", world.workspace.bot_user, message, name)
    return {"ok": True}


def _get(world: World, args: Json) -> Json:
    message = _target(world, args)
    whole = message_json(world.workspace, message) | {"reactions": reactions_json(message)}
    return {"ok": True, "type": "message", "channel": message.channel, "message": whole}


_WHICH = ("channel", "timestamp")
METHODS = (
    Method(name="reactions.add", run=_add, tier=3, scopes=("reactions:write",), required=(*_WHICH, "name")),
    Method(name="reactions.remove", run=_remove, tier=2, scopes=("reactions:write",), required=(*_WHICH, "name")),
    Method(name="reactions.get", run=_get, tier=3, scopes=("reactions:read",), required=_WHICH),
)
