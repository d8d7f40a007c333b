"""The app as Slack must know it: exactly the scopes, events and surfaces that the code uses. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

COMMAND = "/ask"
ANSWER_THIS = "answer_this"  # callback id of the message shortcut
NAME_MAX = 35  # characters of an app's name; docs.slack.dev/reference/app-manifest

SCOPES: Mapping[str, str] = {
    "app_mentions:read": "hear when it is mentioned",
    "assistant:write": "suggest questions in its own conversation",
    "channels:history": "read the thread that it is asked in, and what was asked while it was away (public channels)",
    "channels:read": "know which public channels it is in, and which are shared with other organisations",
    "chat:write": "answer, and show that it is searching",
    "commands": "offer /ask and “Answer this”",
    "files:write": "attach a program that is too long for a message",
    "groups:history": "the same as channels:history, for private channels that it was invited to",
    "groups:read": "the same as channels:read, for private channels that it was invited to",
    "im:history": "read questions sent to it directly",
    "im:read": "find the direct messages that came while it was away",
    "reactions:read": "stay silent in a thread after a 🔇, and know that it is resolved after the asker's ✅",
    "reactions:write": "show 👀 where it cannot show a status",
    "users:read": "tell guests, who only get public pages, from members",
}
"""What each is for, as the README lists it."""

EVENTS = (
    "app_home_opened",
    "app_mention",
    "message.channels",
    "message.groups",
    "message.im",
    "reaction_added",
)


def manifest(name: str = "Footnote") -> dict[str, Any]:
    """The app manifest, to be pasted at api.slack.com/apps as JSON."""
    about = "Answers from your team's FAQ and docs, with a citation behind every claim."
    return {
        "display_information": {"name": name, "description": about, "background_color": "#1d3557"},
        "features": {
            "agent_view": {"agent_description": about},
            "app_home": {
                "home_tab_enabled": False,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": name, "always_online": True},
            "shortcuts": [
                {
                    "name": "Answer this",
                    "type": "message",
                    "callback_id": ANSWER_THIS,
                    "description": "Answer this message from the docs, in its thread",
                }
            ],
            "slash_commands": [
                {
                    "command": COMMAND,
                    "description": "Ask the docs; only you see the answer",
                    "usage_hint": "How do I …?",
                    "should_escape": True,
                }
            ],
        },
        "oauth_config": {"scopes": {"bot": sorted(SCOPES)}},
        "settings": {
            "event_subscriptions": {"bot_events": sorted(EVENTS)},
            "interactivity": {"is_enabled": True},
            "org_deploy_enabled": False,
            "socket_mode_enabled": True,
            "token_rotation_enabled": False,
        },
    }
