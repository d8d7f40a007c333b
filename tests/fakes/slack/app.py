"""The app as it is configured in Slack: scopes, event subscriptions, commands, shortcuts, the agent view."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

EVENT_SCOPES: Mapping[str, str] = {
    "app_mention": "app_mentions:read",
    "message.channels": "channels:history",
    "message.groups": "groups:history",
    "message.im": "im:history",
    "reaction_added": "reactions:read",
    "reaction_removed": "reactions:read",
    "member_joined_channel": "channels:read",
    "app_home_opened": "",
}
"""Subscription to the scope that it needs; docs.slack.dev/reference/events."""

BOT_SCOPES = frozenset(
    {
        "app_mentions:read",
        "assistant:write",
        "channels:history",
        "channels:join",
        "channels:read",
        "chat:write",
        "commands",
        "files:write",
        "groups:history",
        "groups:read",
        "im:history",
        "im:read",
        "im:write",
        "reactions:read",
        "reactions:write",
        "usergroups:read",
        "users:read",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class App:
    """One app's configuration; the default has everything switched on that the fake can do."""

    scopes: frozenset[str] = BOT_SCOPES
    events: frozenset[str] = frozenset(EVENT_SCOPES)
    commands: frozenset[str] | None = None  # None accepts any
    shortcuts: frozenset[str] | None = None  # callback ids; None accepts any
    agent_view: bool = True
    home_tab: bool = True
    interactive: bool = True

    @classmethod
    def from_manifest(cls, manifest: Mapping[str, Any]) -> App:
        """The app that Slack would create from that manifest."""
        features = manifest.get("features", {})
        settings = manifest.get("settings", {})
        home = features.get("app_home", {})
        return cls(
            scopes=frozenset(manifest.get("oauth_config", {}).get("scopes", {}).get("bot", ())),
            events=frozenset(settings.get("event_subscriptions", {}).get("bot_events", ())),
            commands=frozenset(command["command"] for command in features.get("slash_commands", ())),
            shortcuts=frozenset(shortcut["callback_id"] for shortcut in features.get("shortcuts", ())),
            agent_view="agent_view" in features,
            home_tab=bool(home.get("home_tab_enabled")),
            interactive=bool(settings.get("interactivity", {}).get("is_enabled")),
        )

    def receives(self, subscription: str) -> bool:
        """Whether Slack sends the app events of that subscription."""
        scope = EVENT_SCOPES.get(subscription, "")
        return subscription in self.events and (not scope or scope in self.scopes)
