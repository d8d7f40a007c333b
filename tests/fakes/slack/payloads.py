"""The JSON that Slack sends: messages, events and interactions, built from what is stored. Nothing here changes state.

Shapes: docs.slack.dev/reference/events and docs.slack.dev/reference/interaction-payloads.
"""

from __future__ import annotations

import time
from typing import Any

from tests.fakes.slack.workspace import SLACKBOT, Channel, Message, OpenView, User, Workspace

Json = dict[str, Any]

VERIFICATION_TOKEN = "verification-token"


def message_json(workspace: Workspace, message: Message, *, metadata: bool = False) -> Json:
    """A message as `conversations.history` gives it, without what depends on its thread."""
    body: Json = {"type": "message", "user": message.user, "ts": message.ts, "team": message.team}
    body["blocks"] = message.content()  # before the text: reading a stream's blocks derives it
    body["text"] = message.text
    if message.bot_id:
        body |= {"bot_id": message.bot_id, "app_id": message.app_id, "bot_profile": _bot_profile(workspace, message)}
    if message.is_reply or message.thread:
        body["thread_ts"] = message.thread
    for name in ("subtype", "client_msg_id", "username", "edited", "attachments", "files"):
        if value := getattr(message, name):
            body[name] = value
    if message.reactions:
        body["reactions"] = reactions_json(message)
    if metadata and message.metadata:
        body["metadata"] = message.metadata
    if state := message.streaming(time.monotonic()):
        body["streaming_state"] = state
    if not body["blocks"]:
        del body["blocks"]
    return {name: value for name, value in body.items() if value != "" or name == "text"}


def reactions_json(message: Message) -> list[Json]:
    """Emoji, who used them, and how many that are."""
    return [{"name": name, "users": list(users), "count": len(users)} for name, users in message.reactions.items()]


def threaded_json(workspace: Workspace, channel: Channel, message: Message, *, metadata: bool = False) -> Json:
    """A message with its place in a thread: a parent knows its replies, a reply its parent's author."""
    body = message_json(workspace, message, metadata=metadata)
    if message.is_reply:
        parent = channel.messages.get(message.thread)
        return body | ({"parent_user_id": parent.user} if parent else {})
    replies = channel.replies(message.ts)
    if replies:
        users = list(dict.fromkeys(reply.user for reply in replies))
        body |= {"thread_ts": message.ts, "reply_count": len(replies), "reply_users_count": len(users)}
        body |= {"reply_users": users, "latest_reply": replies[-1].ts}
    return body


def channel_json(workspace: Workspace, channel: Channel) -> Json:
    """A conversation as `conversations.info` gives it."""
    if channel.kind == "im":
        other = next(member for member in channel.members if member != workspace.bot_user)
        return {"id": channel.id, "is_im": True, "user": other, "is_archived": channel.archived, "is_org_shared": False}
    return {
        "id": channel.id,
        "name": channel.name,
        "is_channel": True,
        "is_group": False,
        "is_im": False,
        "is_mpim": False,
        "is_private": channel.kind == "private",
        "is_archived": channel.archived,
        "is_general": False,
        "is_shared": channel.ext_shared,
        "is_org_shared": False,
        "is_ext_shared": channel.ext_shared,
        "is_pending_ext_shared": channel.pending_ext_shared,
        "pending_shared": [],
        "is_member": workspace.knows_bot(channel),
        "num_members": len(channel.members),
        "context_team_id": workspace.team,
        "topic": {"value": channel.topic, "creator": "", "last_set": 0},
        "purpose": {"value": "", "creator": "", "last_set": 0},
    }


def message_event(workspace: Workspace, channel: Channel, message: Message) -> Json:
    """A new message."""
    event = message_json(workspace, message)
    event.pop("reactions", None)
    if message.is_reply and message.thread in channel.messages:
        event["parent_user_id"] = channel.messages[message.thread].user
        if message.subtype == "thread_broadcast":
            event["root"] = threaded_json(workspace, channel, channel.messages[message.thread])
    return event | _place(workspace, channel, message) | {"event_ts": message.ts}


def mention_event(workspace: Workspace, channel: Channel, message: Message) -> Json:
    """The `app_mention` that comes beside the message event; it has no `channel_type`."""
    event = message_event(workspace, channel, message)
    for name in ("channel_type", "subtype", "parent_user_id", "root"):
        event.pop(name, None)
    return event | {"type": "app_mention"}


def changed_event(workspace: Workspace, channel: Channel, message: Message, previous: Json, ts: str) -> Json:
    """An edit, a link preview, an update by an app, or a parent turned into a tombstone."""
    place = {"channel": channel.id, "channel_type": channel.event_type, "hidden": True, "ts": ts, "event_ts": ts}
    after = threaded_json(workspace, channel, message) | _teams(workspace, message)
    return {"type": "message", "subtype": "message_changed", **place, "message": after, "previous_message": previous}


def deleted_event(channel: Channel, previous: Json, ts: str) -> Json:
    """A message that left nothing behind."""
    place = {"channel": channel.id, "channel_type": channel.event_type, "hidden": True, "ts": ts, "event_ts": ts}
    deleted = {"deleted_ts": previous["ts"], "previous_message": previous}
    return {"type": "message", "subtype": "message_deleted", **place, **deleted}


def tombstone(message: Message) -> Message:
    """What stays of a deleted message that has replies."""
    text = "This message was deleted."
    return Message(
        ts=message.ts,
        channel=message.channel,
        user=SLACKBOT,
        team="",
        text=text,
        thread=message.ts,
        subtype="tombstone",
    )


def envelope_payload(workspace: Workspace, event: Json, channel: Channel | None) -> Json:
    """The outer event. In a shared channel `team_id` is its host's; only `authorizations` says whom it is for."""
    shared = channel is not None and channel.ext_shared
    return {
        "token": VERIFICATION_TOKEN,
        "team_id": channel.host_team if channel is not None and shared else workspace.team,
        "context_team_id": workspace.team,
        "context_enterprise_id": None,
        "api_app_id": workspace.app_id,
        "event": event,
        "type": "event_callback",
        "event_id": workspace.new_id("Ev"),
        "event_time": int(time.time()),
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": workspace.team,
                "user_id": workspace.bot_user,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "is_ext_shared_channel": shared,
        "event_context": workspace.new_id("4-"),
    }


def actor_json(workspace: Workspace, user: User, channel: Channel | None, trigger_id: str) -> Json:
    """What every interaction says about who acted, where and when."""
    body: Json = {
        "token": VERIFICATION_TOKEN,
        "team": {"id": workspace.team, "domain": workspace.domain},
        "user": {"id": user.id, "username": user.name, "name": user.name, "team_id": user.team},
        "api_app_id": workspace.app_id,
        "enterprise": None,
        "is_enterprise_install": False,
        "trigger_id": trigger_id,
    }
    if channel is not None:
        body["channel"] = {"id": channel.id, "name": channel.name or "directmessage"}
    return body


def command_json(workspace: Workspace, user: User, channel: Channel, command: str, text: str, trigger_id: str) -> Json:
    """A slash command."""
    return {
        "token": VERIFICATION_TOKEN,
        "team_id": workspace.team,
        "team_domain": workspace.domain,
        "channel_id": channel.id,
        "channel_name": channel.name or "directmessage",
        "user_id": user.id,
        "user_name": user.name,
        "command": command,
        "text": text,
        "api_app_id": workspace.app_id,
        "is_enterprise_install": "false",
        "trigger_id": trigger_id,
    }


def view_json(workspace: Workspace, opened: OpenView, values: Json | None = None) -> Json:
    """A view as Slack gives it back, with the state of its inputs."""
    given = opened.view
    return {
        "id": opened.id,
        "team_id": workspace.team,
        "type": given["type"],
        "blocks": given["blocks"],
        "private_metadata": given.get("private_metadata", ""),
        "callback_id": given.get("callback_id", ""),
        "external_id": given.get("external_id", ""),
        "state": {"values": values or {}},
        "hash": opened.hash,
        **{name: given.get(name) for name in ("title", "submit", "close")},
        "clear_on_close": bool(given.get("clear_on_close")),
        "notify_on_close": bool(given.get("notify_on_close")),
        "root_view_id": opened.root,
        "previous_view_id": opened.previous or None,
        "app_id": workspace.app_id,
        "app_installed_team_id": workspace.team,
        "bot_id": workspace.bot_id,
    }


def _place(workspace: Workspace, channel: Channel, message: Message) -> Json:
    return {"channel": channel.id, "channel_type": channel.event_type, **_teams(workspace, message)}


def _teams(workspace: Workspace, message: Message) -> Json:
    """Only messages of strangers say which team their author and their source are of."""
    if not message.team or message.team == workspace.team:
        return {}
    return {"user_team": message.team, "source_team": message.team}


def _bot_profile(workspace: Workspace, message: Message) -> Json:
    user = workspace.users.get(message.user)
    name = user.name if user else message.username
    return {
        "id": message.bot_id,
        "app_id": message.app_id,
        "name": name,
        "team_id": workspace.team,
        "deleted": False,
        "updated": 0,
        "icons": {},
    }
