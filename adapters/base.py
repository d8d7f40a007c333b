"""What every platform's adapter gives to the handler and takes from it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from rag_core.types import Answer, AnswerEvent, Depth, Origin, Turn

Kind = Literal["mention", "thread", "direct", "command", "shortcut", "channel", "forum"]
"""How it was said: a mention of the bot, a message in a thread that it answers in, a direct message, a slash command,
a message shortcut or context menu, a top-level post in a Q&A channel, a forum post."""

Standing = Literal["member", "guest", "foreign", "unknown"]
"""What the asker is to the workspace. Only a member may read pages that are not labelled public."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """Something that was said, translated from a platform's payload; nothing is decided yet."""

    origin: Origin
    user: str
    text: str  # Markdown, without the mention of the bot
    kind: Kind
    asked_at: datetime  # aware, UTC
    standing: Standing = "unknown"
    private: bool = False  # the answer is for the asker's eyes only
    addressed: bool = False  # the bot is mentioned, or there is nobody else to talk to
    author_is_bot: bool = False
    mentions_others: bool = False
    edited: bool = False
    roles: frozenset[str] = frozenset()
    depth: Depth = "auto"
    history: tuple[Turn, ...] | None = None  # None: the journal's thread is the history
    participants: frozenset[str] = frozenset()  # people who have written in the thread, where it is known


class DeliveryError(Exception):
    """A reply could not be shown.

    `reason` is the platform's word for it; `permanent` means that no later try can work in this place.
    """

    def __init__(self, reason: str, *, permanent: bool) -> None:
        super().__init__(reason)
        self.reason = reason
        self.permanent = permanent


class Reply(Protocol):
    """The one visible reply to one question, as it lives on its platform. Every method may raise DeliveryError."""

    @property
    def address(self) -> str:
        """Where it stands, for the journal: enough to find and change it after a restart. "" while nowhere."""

    async def acknowledge(self) -> None:
        """Show at once that the question was seen; afterwards `address` says where."""

    async def show(self, event: AnswerEvent) -> None:
        """Show progress or more text; never the last word."""

    async def finish(self, answer: Answer) -> None:
        """Leave the checked answer as the end state. May be called again with the same result."""

    async def notice(self, text: str) -> None:
        """Leave a sentence in place of an answer."""
