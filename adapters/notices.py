"""Every sentence that a person can see and that is not an answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

from rag_core.types import AnswerEvent, Finished, Found, Progress, Stage, TextDelta

Refusal = Literal["not_here", "not_you", "standing_unknown", "too_many", "day_spent", "line_full"]

_REFUSALS: Mapping[Refusal, str] = {
    "not_here": "I am not set up to answer here. Ask an admin to allow this place for me.",
    "not_you": "I am not allowed to answer you here. An admin can change that.",
    "standing_unknown": "I could not find out what you may read here, so I say nothing. Please ask again in a moment.",
    "too_many": "You have asked a lot in the last hour. Please give me a little time, then ask again.",
    "day_spent": "Today's questions are used up. I will be back tomorrow.",
    "line_full": "Too many questions are waiting right now. Please ask again in a few minutes.",
}
REASONS: Mapping[str, str] = {
    "wrong": "It is wrong",
    "outdated": "It is outdated",
    "missing": "Something is missing",
    "off_topic": "It is about something else",
}
"""What can be wrong with an answer, as its voter may choose."""

_DOING: Mapping[Stage, str] = {
    "rewriting": "Reading the thread …",
    "searching": "Searching the FAQ …",
    "reading": "Reading …",
    "answering": "Writing the answer …",
}
_UNITS: Sequence[tuple[str, timedelta, int]] = (
    ("year", timedelta(days=365.25), 2),
    ("month", timedelta(days=365.25 / 12), 2),
    ("day", timedelta(days=1), 1),
    ("hour", timedelta(hours=1), 1),
    ("minute", timedelta(minutes=1), 1),
)
"""Names and lengths, and how many of one there must be before it is counted in."""
_HEADINGS_SHOWN = 3
_STATUS_MAX = 50  # characters of a heading in a status line


@dataclass(frozen=True, slots=True, kw_only=True)
class Freshness:
    """How old a cited page may be before its age is told."""

    stale_after: timedelta  # 0: any age
    now: datetime  # aware


AGELESS = Freshness(stale_after=timedelta(0), now=datetime.fromtimestamp(0, UTC))
"""No age is told."""


def age(updated: datetime | None, freshness: Freshness) -> str:
    """`updated 14 months ago` for a page that is too old; "" for others, and where the time is not known."""
    if updated is None or not freshness.stale_after:
        return ""
    past = freshness.now - updated
    if past < freshness.stale_after:
        return ""
    for unit, length, least in _UNITS:
        if (count := past // length) >= least:
            return f"updated {counted(count, unit)} ago"
    return "updated just now"


def counted(count: int, thing: str) -> str:
    """`1 page`, `2 pages`."""
    return f"{count} {thing}{'' if count == 1 else 's'}"


def refusal(reason: Refusal) -> str:
    """Why a question is not answered."""
    return _REFUSALS[reason]


def seen() -> str:
    """The first sign, before anything is known."""
    return _DOING["searching"]


def status(event: AnswerEvent) -> str:
    """What the bot is doing, for a status line; "" when the event is no progress."""
    match event:
        case Progress(stage=stage):
            return _DOING[stage]
        case Found(hits=hits):
            headings = dict.fromkeys(_short(hit.section.heading) for hit in hits[:_HEADINGS_SHOWN])
            return "Found " + " · ".join(headings)
        case TextDelta() | Finished():
            return ""


def place_in_line(place: int) -> str:
    """For whoever has to wait."""
    return "You are next …" if place == 1 else f"{place - 1} questions are before yours …"


def greeting(bot: str, examples: Sequence[str] = ()) -> str:
    """What to ask and how, when nothing was asked. `bot` is how it is mentioned; `examples` are headings of the FAQ."""
    asked = examples or ("How do I get started?", "What does error 42 mean?")
    lines = [f"- {bot} {example}" for example in asked[:_HEADINGS_SHOWN]]
    return "\n".join(
        (
            "I answer from this team's docs and say where each claim stands. Ask me something, for example:",
            *lines,
            "In a thread that we two are in, you can go on without mentioning me. Say “stop” and I stay silent there.",
        )
    )


def failure(question_id: str) -> str:
    """Something went wrong on our side; the id is what the operator finds in the log."""
    return f"Something went wrong while answering (error {question_id}). Please ask again in a moment."


def too_late(question_id: str) -> str:
    """The process was down for too long to answer still."""
    return (
        f"I was interrupted before I could answer, and that was a while ago (error {question_id}). "
        "Please ask again if you still need it."
    )


def silenced() -> str:
    """The asker wanted quiet."""
    return "All right, I stay silent in this thread. Mention me when you need me again."


def withdrawn() -> str:
    """What is left of a reply that cannot be deleted."""
    return "The question was deleted, and the answer with it."


def escalation(group: str, person: str, headings: Sequence[str]) -> str:
    """A call for a human, with the sections that were looked at."""
    looked = f" I looked at: {'; '.join(headings)}." if headings else ""
    return f"{group} {person} would like a person to look at this.{looked}"


def nobody_to_call() -> str:
    """Nobody is named for questions of this channel."""
    return "Nobody is named here whom I could ask. An admin can set `call` for this channel in footnote.toml."


def called() -> str:
    """The group was mentioned just now."""
    return "I have asked for a person, with the sections that I looked at."


def called_before() -> str:
    """The group was mentioned already."""
    return "Somebody has asked for a person already, a little further down in this thread."


def not_there(place: str, reason: str) -> str:
    """Why an answer comes in a direct message, with what has to be changed."""
    return f"I could not answer in {place} ({reason}), so the answer is here. An admin can change that."


def solved() -> str:
    """The asker said that the question is answered."""
    return "Marked as solved. Thanks for telling me."


def not_tagged(reason: str) -> str:
    """The asker said that it is answered, and the tag could not be set; `reason` is the platform's."""
    return f"Thanks for telling me. I could not set the tag on this post ({reason}); you can set it yourself."


def only_the_asker() -> str:
    """What is for the asker's eyes only."""
    return "Only who asked the question can see that, and only for as long as I remember it."


def shared_before() -> str:
    """The answer was posted already."""
    return "This answer was shared with the channel already."


def not_shared(reason: str) -> str:
    """A private answer could not be posted for everybody; `reason` is the platform's."""
    return f"I could not post it in this channel ({reason}), so nobody else has seen it. Share it again once I can."


def shared() -> str:
    """A private answer was posted for everybody."""
    return "Shared with the channel."


def asked_before() -> str:
    """A shortcut on a message that has a reply."""
    return "I have answered this message already, in its thread."


def asked_before_in(link: str) -> str:
    """An earlier thread with nearly the same question."""
    return f"This was asked before: [earlier thread]({link})."


def decided_before() -> str:
    """Somebody else pressed a button first."""
    return "Somebody has decided about this already."


def nothing_written() -> str:
    """A form came back without a text."""
    return "There is no text in it, so nothing was changed."


def cut(whole: int) -> str:
    """Below a text that does not fit; `whole` is its length in characters."""
    return f"✂️ *This is only the beginning: the whole text has {whole:,} characters.*"


def press_again() -> str:
    """A window did not open: Slack wants it within three seconds of the press."""
    return "That took too long to open. Please press the button again."


def nothing_to_approve() -> str:
    """An entry that is a heading only."""
    return "There is no text in this entry yet. Write one with “Edit and approve”."


def too_long_to_edit() -> str:
    """A draft that does not fit into a form."""
    return "This draft is too long for a form. Post it as it is, or dismiss it and answer in the thread."


def edited_meanwhile() -> str:
    """A draft whose question has just changed."""
    return "The question was edited just now, and another draft is being written."


def not_posted(reason: str) -> str:
    """A draft could not be posted where it was asked; `reason` is the platform's."""
    return f"It could not be posted ({reason}). Post it again once that is mended."


def not_known_who_asked(reason: str) -> str:
    """An entry is in the docs, but whom to tell could not be found out."""
    return f"It is in the FAQ, but nobody was told: {reason} Approve it again once that is mended."


def not_published(reason: str) -> str:
    """An approved entry could not be put into the docs."""
    return f"It could not be put into the FAQ: {reason} Approve it again once that is mended."


def in_the_faq_now(text: str) -> str:
    """For whoever asked, when an entry has come of it. `text` is the entry's."""
    return f"This is in the FAQ now [1]:\n\n{text}"


def forgotten() -> str:
    """A button below an answer that was erased."""
    return "I do not remember this question any more."


def thanks(*, helpful: bool) -> str:
    """After a vote."""
    return "Thanks for telling me." if helpful else "Thanks. What was wrong with it?"


def _short(heading: str) -> str:
    return heading if len(heading) <= _STATUS_MAX else heading[: _STATUS_MAX - 1].rstrip() + "…"
