"""Gateway intents: which events and which contents a session gets; discord-api-docs, developers/events/gateway."""

from __future__ import annotations

from enum import IntFlag


class Intent(IntFlag):
    """The bits of an IDENTIFY; …/gateway#list-of-intents."""

    GUILDS = 1 << 0
    GUILD_MEMBERS = 1 << 1
    GUILD_MODERATION = 1 << 2
    GUILD_EXPRESSIONS = 1 << 3
    GUILD_INTEGRATIONS = 1 << 4
    GUILD_WEBHOOKS = 1 << 5
    GUILD_INVITES = 1 << 6
    GUILD_VOICE_STATES = 1 << 7
    GUILD_PRESENCES = 1 << 8
    GUILD_MESSAGES = 1 << 9
    GUILD_MESSAGE_REACTIONS = 1 << 10
    GUILD_MESSAGE_TYPING = 1 << 11
    DIRECT_MESSAGES = 1 << 12
    DIRECT_MESSAGE_REACTIONS = 1 << 13
    DIRECT_MESSAGE_TYPING = 1 << 14
    MESSAGE_CONTENT = 1 << 15
    GUILD_SCHEDULED_EVENTS = 1 << 16
    AUTO_MODERATION_CONFIGURATION = 1 << 20
    AUTO_MODERATION_EXECUTION = 1 << 21
    GUILD_MESSAGE_POLLS = 1 << 24
    DIRECT_MESSAGE_POLLS = 1 << 25


NO_INTENT = Intent(0)
EVERY_INTENT = Intent(sum(Intent))
PRIVILEGED = Intent.GUILD_MEMBERS | Intent.GUILD_PRESENCES | Intent.MESSAGE_CONTENT
"""What must be switched on for the app first; …/gateway#privileged-intents."""

_GUILD_EVENTS = ("GUILD_", "CHANNEL_", "THREAD_")
_IN_GUILDS = {"MESSAGE_REACTION": Intent.GUILD_MESSAGE_REACTIONS, "TYPING": Intent.GUILD_MESSAGE_TYPING}
_IN_PRIVATE = {"MESSAGE_REACTION": Intent.DIRECT_MESSAGE_REACTIONS, "TYPING": Intent.DIRECT_MESSAGE_TYPING}


def needed(event: str, *, in_guild: bool) -> Intent:
    """The intent that brings an event; none for those that come always."""
    kinds = _IN_GUILDS if in_guild else _IN_PRIVATE
    for start, intent in kinds.items():
        if event.startswith(start):
            return intent
    if event.startswith("MESSAGE_"):
        return Intent.GUILD_MESSAGES if in_guild else Intent.DIRECT_MESSAGES
    return Intent.GUILDS if event.startswith(_GUILD_EVENTS) else NO_INTENT
