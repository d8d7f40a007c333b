"""What every platform's adapter gives to the handler and takes from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol

from adapters.cards import View
from rag_core.journal.records import Claim, Delivery
from rag_core.types import Answer, AnswerEvent, Depth, Origin

Kind = Literal["mention", "thread", "direct", "command", "shortcut", "channel", "forum"]
"""How it was said: a mention of the bot, a message in a thread that it answers in, a direct message, a slash command,
a message shortcut or context menu, a top-level post in a Q&A channel, a forum post."""

Standing = Literal["member", "guest", "foreign", "unknown"]
"""What the asker is to the workspace. Only a member may read pages that are not labelled public."""


DIRECT = "dm"
"""The workspace of conversations that belong to none: all direct ones on Discord."""

LAST = "9999999999.999999"
"""Stands for a message after all others in its thread; Slack's ids are seconds with six decimals."""


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
    roles: frozenset[str] = frozenset()
    depth: Depth = "auto"
    replies_to: str = ""  # the message of the same channel that it answers, outside of a thread
    token: str = field(default="", repr=False)  # a short-lived right to reply: response URL, interaction token


def is_direct(origin: Origin) -> bool:
    """Whether a place is a conversation with the bot alone, however it was asked there."""
    return origin.workspace == DIRECT or (origin.platform == "slack" and origin.channel.startswith("D"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a person wrote in a thread."""

    message: str  # id
    text: str
    person: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """What people said in a thread before a message, oldest first. The bot's own part is the journal's to tell."""

    said: tuple[Said, ...] = ()
    participants: frozenset[str] = frozenset()  # people, the asker included


class DeliveryError(Exception):
    """A reply could not be shown.

    `reason` is the platform's word for it; `permanent` means that no later try can work in this place.
    """

    def __init__(self, reason: str, *, permanent: bool) -> None:
        super().__init__(reason)
        self.reason = reason
        self.permanent = permanent


class Ledger(Protocol):
    """Where a reply writes down what it posts, before and after: the journal, bound to one claim."""

    async def about_to_post(self, nonce: str) -> None:
        """Note what the next post carries, so that it can be looked for when its response is lost."""

    async def delivered(self, delivery: Delivery) -> None:
        """Note where the reply lives now."""


class Reply(Protocol):
    """The one visible reply to one question, as it lives on its platform. Every method may raise DeliveryError."""

    async def acknowledge(self) -> None:
        """Show at once that the question was seen, and write down where the reply will stand."""

    async def wait(self, place: int) -> None:
        """Show the place in line, 1 is next. Never raises: it is a courtesy."""

    async def show(self, event: AnswerEvent) -> None:
        """Show progress or more text; never the last word, so what cannot be shown now is left to `finish`."""

    async def finish(self, answer: Answer) -> None:
        """Leave the checked answer as the end state. May be called again with the same answer."""

    async def notice(self, text: str) -> None:
        """Leave a sentence in place of an answer."""

    async def withdraw(self) -> None:
        """Take the reply away."""


class Platform(Protocol):
    """One platform, as the handler uses it."""

    name: str
    bot: str  # how people mention it

    def reply(self, claim: Claim, incoming: Incoming | None, ledger: Ledger) -> Reply:
        """The reply to a claimed question: new, or after a restart the one that `claim.delivery` or `intent` names.

        `incoming` is None after a restart, after an edit and when an answer is shared.
        """

    async def standing(self, incoming: Incoming) -> Standing:
        """What the asker is to the workspace in that place; "unknown" when the platform does not say. Never raises."""

    def link(self, origin: Origin) -> str:
        """Where people find a message; "" when that is not known."""

    async def thread(self, incoming: Incoming) -> Thread:
        """What was said before in the thread; empty at top level. Raises DeliveryError."""

    async def call(self, asked: Claim, claim: Claim, ledger: Ledger, group: str, headings: Sequence[str]) -> None:
        """Mention a group beside the question `asked`, with the sections that were looked at; once for `claim`.

        Its asker is who calls. Raises DeliveryError.
        """

    async def card(self, claim: Claim, ledger: Ledger, view: View) -> None:
        """Post a card in the channel of its claim, or change the one that `claim` knows of. Raises DeliveryError."""

    async def whisper(self, incoming: Incoming, text: str) -> None:
        """Tell the asker something that nobody else sees, or drop it where that is not possible. Never raises."""
