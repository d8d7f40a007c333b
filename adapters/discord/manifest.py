"""What a server allows the bot by inviting it: each permission that the code uses, and why."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

INVITE = "https://discord.com/oauth2/authorize"
PORTAL = "https://discord.com/developers/applications"


@dataclass(frozen=True, slots=True, kw_only=True)
class Permission:
    """One permission. Bits: discord-api-docs, developers/topics/permissions."""

    bit: int
    reason: str


PERMISSIONS: Mapping[str, Permission] = {
    "View Channels": Permission(bit=10, reason="to see the questions, in the channels that you let it into"),
    "Send Messages": Permission(bit=11, reason="to answer where no thread can be started, such as voice channels"),
    "Create Public Threads": Permission(bit=35, reason="to answer a mention in a thread of its own"),
    "Send Messages in Threads": Permission(bit=38, reason="to answer there"),
    "Embed Links": Permission(bit=14, reason="to show the sources as linked headings with quotes"),
    "Attach Files": Permission(bit=15, reason="to send long programs and pages as files"),
    "Read Message History": Permission(
        bit=16, reason="to know the thread of a question, to reply to it, and to find what was asked while it was away"
    ),
}
FOR_FORUMS: Mapping[str, Permission] = {
    "Manage Threads": Permission(bit=34, reason="to set the solved tag of forum posts, and to answer in locked ones"),
}


def manifest(token: str = "", *, forums: bool = False) -> str:
    """The invite link and what each permission is for, as text. `token` is the bot's, which holds the app's id."""
    wanted = {**PERMISSIONS, **(FOR_FORUMS if forums else {})}
    lines = [
        "Invite the bot with:",
        f"  {invite(application_id(token), wanted)}",
        "",
        "It asks for exactly these permissions:",
        *(f"  {name}: {permission.reason}" for name, permission in wanted.items()),
        "",
        "Intents: none that are privileged."
        if not forums
        else f"Intents: switch on Message Content, under {PORTAL} > your app > Bot, for there are Q&A channels.",
        "To let people take the bot along, switch on User Install there, under Installation.",
        "Roles that `call` names in footnote.toml ring only if anybody may mention them.",
    ]
    return "\n".join(lines)


def invite(application: str, wanted: Mapping[str, Permission] = PERMISSIONS) -> str:
    """The address under which somebody who manages a server lets the bot in."""
    query = {
        "client_id": application,
        "scope": "bot applications.commands",
        "permissions": str(sum(1 << permission.bit for permission in wanted.values())),
    }
    return f"{INVITE}?{urlencode(query)}"


def application_id(token: str) -> str:
    """The id in the first part of a bot token; a placeholder without one."""
    first = token.partition(".")[0]
    try:
        found = base64.b64decode(first + "=" * (-len(first) % 4)).decode()
    except ValueError:
        found = ""
    return found if found.isdecimal() else "YOUR_APPLICATION_ID"
