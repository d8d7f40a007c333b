"""People and places: users, guilds, roles, members, channels of every kind, and what a thread adds to a channel."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from tests.fakes.discord.permissions import EVERYONE, NOTHING, P

if TYPE_CHECKING:
    from tests.fakes.discord.messages import Message

ChannelKind = Literal[
    "text",
    "dm",
    "voice",
    "group",
    "category",
    "announcement",
    "announcement_thread",
    "thread",
    "private_thread",
    "stage",
    "forum",
]

CHANNEL_TYPES: Mapping[ChannelKind, int] = {
    "text": 0,
    "dm": 1,
    "voice": 2,
    "group": 3,
    "category": 4,
    "announcement": 5,
    "announcement_thread": 10,
    "thread": 11,
    "private_thread": 12,
    "stage": 13,
    "forum": 15,
}
"""discord-api-docs, developers/resources/channel#channel-object-channel-types."""

SPOKEN_IN = frozenset(CHANNEL_TYPES) - {"category", "forum"}
"""Where messages can be sent."""


@dataclass(slots=True, kw_only=True, eq=False)
class User:
    """Somebody with an account, a bot among them."""

    id: int
    name: str
    bot: bool = False
    takes_dms: bool = True  # from bots
    has_app: bool = False  # installed the app for themselves

    @property
    def mention(self) -> str:
        """What rings them."""
        return f"<@{self.id}>"


@dataclass(slots=True, kw_only=True, eq=False)
class Role:
    """A role of one guild."""

    id: int
    name: str
    permissions: P = NOTHING
    position: int = 1
    mentionable: bool = False
    bot: User | None = None  # the one it was made for when it was invited

    @property
    def mention(self) -> str:
        """What rings everybody who has it."""
        return f"<@&{self.id}>"


@dataclass(frozen=True, slots=True, kw_only=True)
class Overwrite:
    """What a channel allows or denies one role or member."""

    target: int
    kind: Literal["role", "member"]
    allow: P = NOTHING
    deny: P = NOTHING


@dataclass(slots=True, kw_only=True, eq=False)
class Member:
    """A user in a guild."""

    user: User
    roles: list[Role] = field(default_factory=list)
    nick: str = ""


@dataclass(slots=True, kw_only=True, eq=False)
class Guild:
    """A server."""

    id: int
    name: str
    owner: User
    everyone: Role
    installed: bool = True  # the app's bot is a member
    available: bool = True
    community: bool = False
    roles: dict[int, Role] = field(default_factory=dict, repr=False)
    members: dict[int, Member] = field(default_factory=dict, repr=False)
    channels: dict[int, Channel] = field(default_factory=dict, repr=False)  # threads are elsewhere
    threads: dict[int, Channel] = field(default_factory=dict, repr=False)
    active_threads_max: int = 1_000  # discord-api-docs, developers/topics/threads

    @classmethod
    def founded(cls, guild_id: int, name: str, owner: User) -> Guild:
        """A guild with its owner and @everyone, whose id is the guild's."""
        everyone = Role(id=guild_id, name="@everyone", permissions=EVERYONE, position=0)
        guild = cls(id=guild_id, name=name, owner=owner, everyone=everyone)
        guild.roles[everyone.id] = everyone
        guild.members[owner.id] = Member(user=owner)
        return guild

    def role_of(self, bot: User) -> Role:
        """The role that came with a bot."""
        return next(role for role in self.roles.values() if role.bot is bot)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    """What posts of a forum can be marked with."""

    id: int
    name: str
    moderated: bool = False  # only MANAGE_THREADS may set it


@dataclass(slots=True, kw_only=True, eq=False)
class Thread:
    """What makes a channel a thread."""

    owner: User
    archived: bool = False
    locked: bool = False
    auto_archive: int = 1_440  # minutes
    archive_changed: str = ""  # ISO time
    members: dict[int, User] = field(default_factory=dict)
    tags: list[int] = field(default_factory=list)
    awaits_first: bool = False  # a forum post whose author's message has not arrived yet
    sent: int = 0  # messages there ever were


@dataclass(slots=True, kw_only=True, eq=False)
class Channel:
    """A conversation: a guild's channel, a thread, or a private one."""

    id: int
    kind: ChannelKind
    name: str = ""
    topic: str = ""
    guild: Guild | None = field(default=None, repr=False)
    parent: Channel | None = field(default=None, repr=False)  # a thread's channel
    overwrites: dict[int, Overwrite] = field(default_factory=dict, repr=False)
    position: int = 0
    nsfw: bool = False
    tags: list[Tag] = field(default_factory=list)
    tag_required: bool = False
    recipients: list[User] = field(default_factory=list)
    messages: dict[int, Message] = field(default_factory=dict, repr=False)
    thread: Thread | None = field(default=None, repr=False)

    def in_guild(self) -> Guild:
        """Its guild; asking for that of a private conversation is a mistake."""
        assert self.guild is not None, f"{self.kind} {self.id} is in no guild"
        return self.guild

    def as_thread(self) -> Thread:
        """What makes it a thread; asking a channel is a mistake."""
        assert self.thread is not None, f"#{self.name} is no thread"
        return self.thread

    @property
    def mention(self) -> str:
        """A link to it."""
        return f"<#{self.id}>"

    @property
    def adult(self) -> bool:
        """Marked NSFW; threads are when their channel is."""
        return self.parent.nsfw if self.parent else self.nsfw

    def tag(self, name: str) -> Tag:
        """A forum's tag by its name."""
        return next(tag for tag in self.tags if tag.name == name)

    def ordered(self) -> list[Message]:
        """All messages, oldest first."""
        return sorted(self.messages.values(), key=lambda message: message.id)
