"""What the journal holds, as values: claims, deliveries, votes, the state of a thread, reports."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from rag_core.types import Answer, Audience, Depth, Origin

Vote = Literal["up", "down"]

ASIDE = "aside:"
"""Begins the kind of a claim that is no question, but makes sure that something is said once. Reports leave it out."""

UNASKED = "unasked"
"""The kind of a question that nobody addressed to the bot."""

TOLD = f"{ASIDE}told"
"""The kind of the claim by which whoever asked is told of an entry that answers it."""


def told_name(question: str) -> str:
    """What stands in place of a message's id in such a claim about the question of that id."""
    return f"told:{question}"


def posted_name(question: str) -> str:
    """The same in the claim by which its drafted answer is posted."""
    return f"posted:{question}"


def shared_name(question: str) -> str:
    """The same in the claim by which its private answer is shared."""
    return f"share:{question}"


def called_name(question: str) -> str:
    """The same in the claim by which a person is called to it."""
    return f"call:{question}"


def card_name(kind: str, subject: str) -> str:
    """What stands in place of a message's id in the claim by which a card is shown once."""
    return f"{kind}:{subject}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """Where the visible reply to a question lives, enough to edit or withdraw it after a restart."""

    surface: str  # the adapter's word: "stream", "message", "ephemeral", "interaction", ...
    channel: str
    thread: str = ""
    messages: tuple[str, ...] = ()  # ids in reading order; the answer rolled from one to the next
    token: str = ""  # a short-lived right to edit: interaction token, response URL


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """The right to answer one question, and what is needed to go on with it after a crash.

    A claim is a snapshot: an edit of the question makes a new one of the next revision, and the older one
    can no longer close the question.
    """

    id: str  # short; what people are shown beside an error
    origin: Origin
    asker: str
    text: str
    kind: str  # the adapter's word for how it was asked: "mention", "dm", "slash", ...
    private: bool  # a reply that only the asker sees, in a place that others read
    audience: Audience
    depth: Depth
    revision: int
    asked: datetime  # UTC
    opened: datetime  # UTC; when this revision was claimed
    delivery: Delivery | None = None  # None: nothing visible was recorded yet
    intent: str = ""  # nonce of a post that may or may not have arrived: look for it before posting
    withdrawn: bool = False  # the question was deleted: what is left to do is to remove the reply


@dataclass(frozen=True, slots=True, kw_only=True)
class Feedback:
    """One person's vote on one answer."""

    person: str  # "" once forgotten
    vote: Vote
    reason: str
    text: str
    at: datetime  # UTC


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """All that is known of one question.

    The sections in `answer` come without their text, which lives in the index; `answer.trace.usage` adds up
    all revisions. `feedback` holds the votes on the present revision. After `forget` or `expire` the texts
    and the asker are empty.
    """

    claim: Claim
    answer: Answer | None  # None while it is open, and when it was withdrawn before it was answered
    closed: datetime | None  # UTC
    feedback: tuple[Feedback, ...] = ()
    escalated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadState:
    """What decides whether the bot may speak unasked in a thread."""

    questions: int  # asked of the bot in it, or answered by it; without what was withdrawn or forgotten
    participants: tuple[str, ...]  # people who asked or spoke, in order of appearance
    silenced: bool
    resolved_by: str  # "" while it is not


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """What questions have cost."""

    questions: int
    tokens: int  # prompt and completion
    cost: float  # US dollars, of the answers whose price is known


@dataclass(frozen=True, slots=True, kw_only=True)
class Forgotten:
    """How much of a person was erased."""

    questions: int  # that they had asked
    elsewhere: int  # other rows in which they were named: votes, threads, cards, posts


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question without its answer."""

    id: str
    origin: Origin
    asker: str
    text: str
    audience: Audience
    at: datetime  # UTC


BETWEEN = "\n\n"
"""Stands between the words of posts that are one question, and in none of them."""


def as_one(posts: Sequence[str]) -> str:
    """The words of posts as one question. Where there are several, their own paragraphs become lines."""
    if len(posts) == 1:
        return posts[0]
    return BETWEEN.join(re.sub(r"\n\s*\n", "\n", post.strip()) for post in posts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """What one person posted in a Q&A channel in one go, to be looked at when it is due."""

    origin: Origin  # of the first post
    posts: tuple[str, ...]  # messages, in the order in which they were posted
    person: str
    text: str  # of all posts, `as_one`
    mentions_others: bool
    begun: datetime  # UTC


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """Something for the maintainers to decide, in the state in which it was read."""

    kind: str  # the adapter's word
    subject: str  # the id of the question that it is about
    platform: str
    state: str  # the adapter's word
    heading: str
    text: str
    person: str  # who decided last; "" while nobody has


def conversation(origin: Origin) -> str:
    """The thread a question belongs to; one asked at top level begins the thread of its own message."""
    return origin.thread or origin.message
