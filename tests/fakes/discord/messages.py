"""Messages and interactions as they are stored; what people see of them is for `rendering` to say."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum, IntFlag
from typing import Any, Literal

from tests.fakes.discord.places import Channel, User

Json = dict[str, Any]


class Flag(IntFlag):
    """Message flags; discord-api-docs, developers/resources/message#message-object-message-flags."""

    SUPPRESS_EMBEDS = 1 << 2
    HAS_THREAD = 1 << 5
    EPHEMERAL = 1 << 6
    LOADING = 1 << 7
    SUPPRESS_NOTIFICATIONS = 1 << 12
    COMPONENTS_V2 = 1 << 15


NO_FLAG = Flag(0)


class Kind(IntEnum):
    """Message types; …/message#message-object-message-types."""

    DEFAULT = 0
    RECIPIENT_ADD = 1
    CHANNEL_NAME_CHANGE = 4
    PINNED = 6
    JOINED = 7
    BOOSTED = 8
    THREAD_CREATED = 18
    REPLY = 19
    CHAT_INPUT_COMMAND = 20
    THREAD_STARTER = 21
    CONTEXT_MENU_COMMAND = 23


SPOKEN = frozenset({Kind.DEFAULT, Kind.REPLY, Kind.CHAT_INPUT_COMMAND, Kind.CONTEXT_MENU_COMMAND})
"""Types that somebody wrote. The others are system messages: they can be neither edited nor answered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file that is part of a message."""

    id: int
    name: str
    content: bytes = field(repr=False)
    content_type: str
    url: str
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mentioned:
    """Whom a message highlights."""

    users: tuple[User, ...] = ()
    roles: tuple[int, ...] = ()
    everyone: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """What a message consisted of from one moment on."""

    at: float  # monotonic seconds
    content: str
    embeds: list[Json]
    components: list[Json]
    flags: Flag


@dataclass(slots=True, kw_only=True, eq=False)
class Message:
    """One message. What was deleted is still known to whoever holds it, with `deleted_at` set."""

    id: int
    channel: Channel = field(repr=False)
    author: User
    content: str = ""
    embeds: list[Json] = field(default_factory=list)
    components: list[Json] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    stickers: list[str] = field(default_factory=list)
    kind: Kind = Kind.DEFAULT
    flags: Flag = NO_FLAG
    nonce: str | int | None = None
    reference: Json | None = None
    answers: Message | None = field(default=None, repr=False)  # the message it replies to
    snapshot: Message | None = field(default=None, repr=False)  # the message it forwards
    mentioned: Mentioned = Mentioned()
    pings: tuple[str, ...] = ()  # whom it has rung so far: everyone, here, role:ID, user:ID
    edited: str | None = None  # ISO time
    reactions: dict[str, list[User]] = field(default_factory=dict)
    thread: Channel | None = field(default=None, repr=False)
    webhook: int | None = None
    interaction: Interaction | None = field(default=None, repr=False)
    shown_to: User | None = None  # the only person who sees an ephemeral message
    at: float = field(default_factory=time.monotonic)  # monotonic seconds
    deleted_at: float | None = None  # monotonic seconds
    versions: list[Version] = field(default_factory=list, repr=False)  # oldest first, the present one last

    def keep_version(self) -> None:
        """Remember what it consists of now."""
        self.versions.append(
            Version(
                at=time.monotonic(),
                content=self.content,
                embeds=self.embeds,
                components=self.components,
                flags=self.flags,
            )
        )

    @property
    def is_empty(self) -> bool:
        """There is nothing to see in it."""
        return not (self.content or self.embeds or self.components or self.attachments or self.stickers)

    @property
    def link(self) -> str:
        """Where a client finds it."""
        guild = self.channel.guild.id if self.channel.guild else "@me"
        return f"https://discord.com/channels/{guild}/{self.channel.id}/{self.id}"


InteractionKind = Literal["command", "component", "autocomplete", "modal"]

INTERACTION_TYPES: Mapping[InteractionKind, int] = {"command": 2, "component": 3, "autocomplete": 4, "modal": 5}
"""discord-api-docs, developers/interactions/receiving-and-responding#interaction-object-interaction-type."""

InteractionState = Literal["waiting", "thinking", "answered", "failed"]


@dataclass(slots=True, kw_only=True, eq=False)
class Interaction:
    """One use of a command, button, menu or modal, and what became of it."""

    id: int
    token: str
    kind: InteractionKind
    name: str  # of the command; the custom_id of a component or modal
    user: User
    channel: Channel = field(repr=False)
    data: Json
    owners: Json  # authorizing_integration_owners
    context: int
    deadline: float  # seconds for the first response
    life: float  # seconds of the token
    message: Message | None = field(default=None, repr=False)  # the one with the component
    opened_by: Interaction | None = field(default=None, repr=False)  # whose response was this modal
    at: float = field(default_factory=time.monotonic)  # monotonic seconds
    answered_at: float | None = None  # monotonic seconds: the first response that was accepted
    response_type: int = 0
    response: Message | None = field(default=None, repr=False)  # what @original means
    followups: list[Message] = field(default_factory=list, repr=False)
    choices: list[Json] | None = None  # of an autocomplete
    modal: Json | None = None
    refused: list[int] = field(default_factory=list)  # error codes of responses that came too late or twice

    @property
    def seconds(self) -> float | None:
        """How long the bot took for the first response."""
        return None if self.answered_at is None else self.answered_at - self.at

    @property
    def overdue(self) -> bool:
        """It can no longer be responded to."""
        return self.answered_at is None and time.monotonic() - self.at > self.deadline

    @property
    def expired(self) -> bool:
        """Its token is dead."""
        return time.monotonic() - self.at > self.life

    @property
    def state(self) -> InteractionState:
        """What the person sees: nothing yet, "is thinking…", something, or that the application did not respond."""
        if self.answered_at is None:
            return "failed" if self.overdue else "waiting"
        if self.response is not None and self.response.flags & Flag.LOADING:
            return "failed" if self.expired else "thinking"
        return "answered"

    @property
    def user_only(self) -> bool:
        """Only the user installed the app; the place did not."""
        return "0" not in self.owners
