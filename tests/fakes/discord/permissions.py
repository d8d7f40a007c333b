"""What a member may do where: roles, then overwrites; discord-api-docs, developers/topics/permissions."""

from __future__ import annotations

from enum import IntFlag
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.fakes.discord.places import Channel, Guild, Member, User


class P(IntFlag):
    """The permission bits that matter to a bot that answers questions."""

    KICK_MEMBERS = 1 << 1
    ADMINISTRATOR = 1 << 3
    MANAGE_CHANNELS = 1 << 4
    MANAGE_GUILD = 1 << 5
    ADD_REACTIONS = 1 << 6
    VIEW_CHANNEL = 1 << 10
    SEND_MESSAGES = 1 << 11
    SEND_TTS_MESSAGES = 1 << 12
    MANAGE_MESSAGES = 1 << 13
    EMBED_LINKS = 1 << 14
    ATTACH_FILES = 1 << 15
    READ_MESSAGE_HISTORY = 1 << 16
    MENTION_EVERYONE = 1 << 17
    USE_EXTERNAL_EMOJIS = 1 << 18
    CONNECT = 1 << 20
    SPEAK = 1 << 21
    MANAGE_ROLES = 1 << 28
    MANAGE_WEBHOOKS = 1 << 29
    USE_APPLICATION_COMMANDS = 1 << 31
    MANAGE_THREADS = 1 << 34
    CREATE_PUBLIC_THREADS = 1 << 35
    CREATE_PRIVATE_THREADS = 1 << 36
    USE_EXTERNAL_STICKERS = 1 << 37
    SEND_MESSAGES_IN_THREADS = 1 << 38


NOTHING = P(0)
EVERYTHING = P((1 << 53) - 1)

EVERYONE = (
    P.ADD_REACTIONS
    | P.VIEW_CHANNEL
    | P.SEND_MESSAGES
    | P.EMBED_LINKS
    | P.ATTACH_FILES
    | P.READ_MESSAGE_HISTORY
    | P.CONNECT
    | P.SPEAK
    | P.USE_APPLICATION_COMMANDS
    | P.CREATE_PUBLIC_THREADS
    | P.CREATE_PRIVATE_THREADS
    | P.SEND_MESSAGES_IN_THREADS
)
"""What @everyone has in a new guild."""

PRIVATE = (
    P.ADD_REACTIONS
    | P.VIEW_CHANNEL
    | P.SEND_MESSAGES
    | P.EMBED_LINKS
    | P.ATTACH_FILES
    | P.READ_MESSAGE_HISTORY
    | P.USE_APPLICATION_COMMANDS
)
"""What everybody in a private conversation may do."""

APP_IN_PRIVATE = P.ATTACH_FILES | P.EMBED_LINKS | P.MENTION_EVERYONE
"""`app_permissions` outside of guilds; developers/interactions/receiving-and-responding."""


def in_guild(guild: Guild, member: Member) -> P:
    """What the member's roles allow everywhere."""
    if guild.owner is member.user:
        return EVERYTHING
    granted = guild.everyone.permissions
    for role in member.roles:
        granted |= role.permissions
    return EVERYTHING if granted & P.ADMINISTRATOR else granted


def in_channel(channel: Channel, member: Member) -> P:
    """What the member may do in a guild's channel; a thread takes the answer from its parent."""
    guild = channel.in_guild()
    granted = in_guild(guild, member)
    if granted & P.ADMINISTRATOR:
        return granted
    return _implied(_overwritten(channel.parent or channel, member, granted), channel)


def of_user(channel: Channel, user: User) -> P:
    """What somebody may do in a channel of any kind; nothing where they do not belong."""
    if channel.guild is None:
        return PRIVATE if user in channel.recipients else NOTHING
    member = channel.guild.members.get(user.id)
    return in_channel(channel, member) if member else NOTHING


def _overwritten(place: Channel, member: Member, granted: P) -> P:
    guild = place.in_guild()
    for targets in ([guild.everyone.id], [role.id for role in member.roles], [member.user.id]):
        found = [place.overwrites[target] for target in targets if target in place.overwrites]
        for overwrite in found:
            granted &= ~overwrite.deny
        for overwrite in found:
            granted |= overwrite.allow
    return granted


def _implied(granted: P, channel: Channel) -> P:
    """Losing the right to see or to write takes others along (…/permissions#implicit-permissions)."""
    if not granted & P.VIEW_CHANNEL:
        return NOTHING
    if channel.kind in ("voice", "stage") and not granted & P.CONNECT:
        return P.VIEW_CHANNEL
    writing = P.SEND_MESSAGES_IN_THREADS if channel.thread else P.SEND_MESSAGES
    if not granted & writing:
        granted &= ~(P.MENTION_EVERYONE | P.SEND_TTS_MESSAGES | P.ATTACH_FILES | P.EMBED_LINKS)
    return granted
