"""The journal as the rest of the house sees it: coroutines over the blocking parts, the event loop left free."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from rag_core.journal.records import Asked, Card, Claim, Delivery, Forgotten, Record, Spent, ThreadState, Vote, Watch
from rag_core.types import Answer, Audience, Depth, Origin, Turn

if TYPE_CHECKING:
    from rag_core.gaps import Missed
    from rag_core.journal.parts import Parts
    from rag_core.statistics import Figures

P = ParamSpec("P")
T = TypeVar("T")

TURNS = 20  # questions of a thread that are read back; what fits a prompt is decided there
EXPIRED_AT_ONCE = 500  # questions; some 70 ms for which nothing else is written


def utc_now() -> datetime:
    """The time, aware."""
    return datetime.now(UTC)


class Journal:
    """One process's handle on the journal; several processes may have the same one open.

    Made by `await Journal.open(place)`, ended by `await aclose()`. Writes run one after the other in a thread of
    their own and are on disk when the coroutine returns; reads run in another. Every method raises JournalError,
    whose sentence names the file and the remedy. A cancelled write may or may not have happened.
    """

    def __init__(self, parts: Parts, writer: ThreadPoolExecutor, reader: ThreadPoolExecutor) -> None:
        self._parts, self._writer, self._reader = parts, writer, reader

    @classmethod
    async def open(cls, place: str | Path, *, clock: Callable[[], datetime] = utc_now) -> Journal:
        """Open or create the journal at a path or `sqlite:///` URL, brought to this release's tables.

        Raises JournalTooNew when a newer release has written it.
        """
        writer = ThreadPoolExecutor(1, thread_name_prefix="journal-writer")
        try:
            parts = await asyncio.get_running_loop().run_in_executor(writer, _open, place, clock)
        except BaseException:
            writer.shutdown(wait=False)
            raise
        return cls(parts, writer, ThreadPoolExecutor(1, thread_name_prefix="journal-reader"))

    async def aclose(self) -> None:
        """Finish what is under way and let go: questions still open are free to be taken over at once."""
        await asyncio.to_thread(self._stop)

    # One visible outcome

    async def claim(
        self,
        origin: Origin,
        *,
        asker: str,
        text: str,
        kind: str,
        private: bool = False,
        audience: Audience = "internal",
        depth: Depth = "auto",
    ) -> Claim | None:
        """Take the right to answer a message; None when anybody has taken it before, in whatever process."""
        return await self._write(
            self._parts.claims.claim,
            origin,
            asker=asker,
            text=text,
            kind=kind,
            private=private,
            audience=audience,
            depth=depth,
        )

    async def about_to_post(self, claim: Claim, nonce: str) -> None:
        """Note, before a message is posted, what it will carry; a claim taken over has it as `intent`."""
        await self._write(self._parts.claims.about_to_post, claim, nonce)

    async def delivered(self, claim: Claim, delivery: Delivery) -> None:
        """Note where the reply lives, at first and whenever it rolls on. It settles the intent."""
        await self._write(self._parts.claims.delivered, claim, delivery)

    async def close(self, claim: Claim, answer: Answer) -> bool:
        """Record the outcome; the first one counts.

        False, and nothing recorded, when the question is closed, was edited, deleted or forgotten since `claim` was
        made, or was taken over by another process.
        """
        return await self._write(self._parts.claims.close, claim, answer)

    async def revise(
        self, origin: Origin, text: str, *, kind: str | None = None, audience: Audience | None = None
    ) -> Claim | None:
        """Reopen an edited question for the same reply; claims of it made before cannot close it any more.

        What is None stays as it was. None when there is nothing to redo: never claimed, deleted, or the text is the
        same (a link preview).
        """
        return await self._write(self._parts.claims.revise, origin, text, kind, audience)

    async def ask_again(
        self, origin: Origin, *, asker: str, text: str, kind: str, audience: Audience = "internal"
    ) -> Claim | None:
        """Reopen, for whoever asks for it, a question of which nothing was shown to anybody.

        None when something may be visible, or an answer is on its way.
        """
        return await self._write(
            self._parts.claims.ask_again, origin, asker=asker, text=text, kind=kind, audience=audience
        )

    async def withdraw(self, origin: Origin) -> Claim | None:
        """Reopen a deleted question so that its reply is removed, then call `removed`. None when there is none."""
        return await self._write(self._parts.claims.withdraw, origin)

    async def removed(self, claim: Claim) -> bool:
        """Close a withdrawn question: its reply is gone. It is erased, with what hangs on it."""
        return await self._write(self._parts.claims.removed, claim)

    async def take_over(self, platform: str) -> tuple[Claim, ...]:
        """Make open questions whose process is gone this process's own, and return them, oldest first.

        Each is handed to one process only. `withdrawn` ones want their reply removed, the others an outcome.
        """
        return await self._write(self._parts.claims.take_over, platform)

    async def take(self, origin: Origin) -> Claim | None:
        """Make one open claim this process's own, if it is not yet and its process is gone.

        None when there is none, it is closed or withdrawn, or another process that is alive has it.
        """
        return await self._write(self._parts.claims.take, origin)

    async def give_back(self, claim: Claim) -> bool:
        """Undo a claim, so that it can be made again. False when something of it may be visible, and it stays."""
        return await self._write(self._parts.claims.give_back, claim)

    # Threads

    async def history(self, origin: Origin, *, limit: int = TURNS, private_to: str = "") -> tuple[Turn, ...]:
        """The closed questions before that message in its thread, answers in full, oldest first, the newest `limit`.

        Private ones are left out, but for those of the person `private_to`: name the asker when the reply to
        come is private too.
        """
        return await self._read(self._parts.conversations.history, origin, limit, private_to)

    async def thread(self, origin: Origin) -> ThreadState:
        """What decides whether the bot may speak unasked in the thread of `origin`."""
        return await self._read(self._parts.conversations.thread, origin)

    async def joined(self, origin: Origin, person: str) -> None:
        """Note that a person wrote in the thread of `origin`; who asks is noted by `claim`."""
        await self._write(self._parts.conversations.joined, origin, person)

    async def silence(self, origin: Origin, *, silenced: bool = True) -> None:
        """Keep the bot silent in the thread of `origin`, or let it speak again."""
        await self._write(self._parts.conversations.silence, origin, silenced)

    async def resolve(self, origin: Origin, *, by: str) -> None:
        """Mark the thread of `origin` as resolved by a person; "" takes the mark away."""
        await self._write(self._parts.conversations.resolve, origin, by)

    # What people thought

    async def vote(
        self, claim_id: str, person: str, vote: Vote, *, reason: str | None = None, text: str | None = None
    ) -> bool:
        """Record or change one person's vote; None keeps what was said with the same vote before.

        False when there is no such question, or it was forgotten.
        """
        return await self._write(self._parts.opinions.vote, claim_id, person, vote, reason=reason, text=text)

    async def escalate(self, claim_id: str, person: str) -> bool:
        """Note that somebody has called a person to a question. False when it was so before."""
        return await self._write(self._parts.opinions.escalate, claim_id, person)

    async def solved(self, origin: Origin, person: str) -> bool:
        """Mark the thread of a message as resolved if that person asked in it; whether it was so."""
        return await self._write(self._parts.conversations.solved, origin, person)

    # Questions to nobody

    async def posted(
        self,
        origin: Origin,
        person: str,
        text: str,
        *,
        mentions_others: bool = False,
        wait: timedelta = timedelta(0),
        burst: timedelta = timedelta(0),
    ) -> bool:
        """Watch a post in a Q&A channel until `wait` is over and nothing was added by its person for `burst`.

        What a person adds within two minutes belongs to the same watch. False when the post was noted before.
        """
        return await self._write(
            self._parts.watches.post, origin, person, text, mentions_others=mentions_others, wait=wait, burst=burst
        )

    async def due(self, *platforms: str) -> tuple[Watch, ...]:
        """The watches on these platforms whose time has come, the longest due first; due until `watch_ended`."""
        return await self._read(self._parts.watches.due, platforms)

    async def next_due(self, *platforms: str) -> datetime | None:
        """When the next watch on these platforms is due; None when nothing is watched there."""
        return await self._read(self._parts.watches.next_due, platforms)

    async def watched(self, origin: Origin) -> Watch | None:
        """The open watch to which the post `origin.message` belongs."""
        return await self._read(self._parts.watches.watched, origin)

    async def burst(self, origin: Origin) -> tuple[str, ...]:
        """The messages of the watch to which the post `origin.message` belongs or belonged, oldest first."""
        return await self._read(self._parts.watches.burst, origin)

    async def watch_ended(self, origin: Origin) -> bool:
        """End the watch that begins with that post, and erase its texts. False when it had ended."""
        return await self._write(self._parts.watches.end, origin)

    async def judged(self, watch: Watch, wait: timedelta) -> str | None:
        """End a watch that was looked at; what was added since is watched on its own, and due after `wait`.

        The words of what was looked at, as they are now. None when it ended before, or begins with another post now.
        """
        return await self._write(self._parts.watches.judged, watch, wait)

    async def watch_later(self, origin: Origin, wait: timedelta) -> None:
        """Let the watch that begins with that post be due after `wait`."""
        await self._write(self._parts.watches.later, origin, wait)

    async def post_changed(self, origin: Origin, text: str) -> None:
        """Take the new words of a post that is watched; "" when it was deleted."""
        if text:
            await self._write(self._parts.watches.change, origin, text)
        else:
            await self._write(self._parts.watches.drop, origin)

    async def answered_before(self, origin: Origin, since: datetime) -> tuple[Asked, ...]:
        """Other questions of that channel that were answered for everybody, with sources, the newest first."""
        return await self._read(self._parts.lookups.answered, origin, since)

    async def missing(self, platform: str, workspace: str, since: datetime) -> tuple[Asked, ...]:
        """Questions of everybody that were not covered, voted down or passed to a person, the newest first."""
        return await self._read(self._parts.lookups.missing, platform, workspace, since)

    async def missing_in_thread(self, origin: Origin) -> Asked | None:
        """The newest such question in the thread of a message."""
        return await self._read(self._parts.lookups.missing_in_thread, origin)

    # What the maintainers decide

    async def deal(
        self, kind: str, subject: str, platform: str, state: str, *, heading: str = "", text: str = ""
    ) -> None:
        """Make a card about the question `subject`; one that is there already stays as it is."""
        await self._write(self._parts.cards.deal, kind, subject, platform, state, heading, text)

    async def card(self, kind: str, subject: str) -> Card | None:
        """The card of that kind about a question, None when there is none."""
        return await self._read(self._parts.cards.card, kind, subject)

    async def advance(
        self, card: Card, state: str, *, heading: str | None = None, text: str | None = None, person: str | None = None
    ) -> bool:
        """Move a card on, with new words where they are given; False when it is not in `card.state` any more."""
        return await self._write(self._parts.cards.advance, card, state, heading=heading, text=text, person=person)

    async def take_cards(self, platform: str, kind: str, *states: str) -> tuple[Card, ...]:
        """The cards of a kind in these states that no other living process moved last, oldest first.

        They are this process's from then on.
        """
        return await self._write(self._parts.cards.take, platform, kind, states)

    async def unshown_cards(self, platform: str, kind: str, *states: str) -> tuple[Card, ...]:
        """The cards of a kind in these states that were never shown, oldest first: no claim of their name is closed."""
        return await self._read(self._parts.cards.unshown, platform, kind, states)

    # Bookmarks of adapters

    async def saw(self, origin: Origin) -> None:
        """Remember the newest message seen in a channel. An older one changes nothing."""
        await self._write(self._parts.bookmarks.saw, origin)

    async def last_seen(self, platform: str) -> Mapping[tuple[str, str], str]:
        """The newest message seen, by (workspace, channel)."""
        return await self._read(self._parts.bookmarks.last_seen, platform)

    async def remember(self, name: str, value: str) -> None:
        """Keep a small note under a name; an empty one is removed."""
        await self._write(self._parts.bookmarks.remember, name, value)

    async def recall(self, name: str) -> str:
        """The note of that name, "" when there is none."""
        return await self._read(self._parts.bookmarks.recall, name)

    # Reports

    async def record(self, claim_id: str) -> Record | None:
        """All about the question of that id."""
        return await self._read(self._parts.reports.record, claim_id)

    async def find(self, origin: Origin) -> Record | None:
        """All about the question that was asked in that message."""
        return await self._read(self._parts.reports.find, origin)

    async def records(
        self, since: datetime, *, until: datetime | None = None, platform: str = ""
    ) -> AsyncIterator[Record]:
        """All questions asked since then, open ones included, oldest first; read in pages, however many there are."""
        last: Record | None = None
        while page := await self._read(self._parts.reports.page, since, until, platform, last):
            for record in page:
                yield record
            last = page[-1]

    async def spent(self, since: datetime, *, platform: str = "", asker: str = "") -> Spent:
        """What questions claimed since then have cost, of one person or of all. Open ones count as questions."""
        return await self._read(self._parts.reports.spent, since, platform, asker)

    async def missed(self, since: datetime, *, platform: str = "") -> tuple[Missed, ...]:
        """Questions that were not covered, voted down or passed to a person since then, oldest first."""
        return await self._read(self._parts.surveys.missed, since, platform)

    async def figures(self, since: datetime, *, platform: str = "") -> tuple[Figures, ...]:
        """What became of each question asked since then, in numbers, oldest first; open and erased ones too."""
        return await self._read(self._parts.surveys.figures, since, platform)

    # Privacy

    async def forget(self, platform: str, person: str) -> Forgotten:
        """Erase a person: questions, answers to them, words and names elsewhere. Their questions stay claimed.

        What stays is numbers about nobody: outcomes, cited pages, times, tokens; and what others wrote. Raises
        ValueError when `person` is "". `scrub` tells whether the former words are gone from the disk as well.
        """
        return await self._write(self._parts.privacy.forget, platform, person)

    async def expire(self, before: datetime) -> int:
        """Erase texts and names older than that. Returns of how many questions. Others can write meanwhile."""
        count, done = 0, False
        while not done:
            some, done = await self._write(self._parts.privacy.expire_some, before, EXPIRED_AT_ONCE)
            count += some
        await self._write(self._parts.privacy.expire_rest, before)
        return count

    async def scrub(self, *, patience: float = 0.0) -> bool:
        """Overwrite what was erased where it still stands, in the log beside the journal's file.

        False when another program was reading the journal for `patience` seconds: it has to be done again later.
        """
        return await self._write(self._parts.scrub, patience)

    async def _write(self, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._writer, partial(call, *args, **kwargs))

    async def _read(self, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._reader, partial(call, *args, **kwargs))

    def _stop(self) -> None:
        self._reader.shutdown()
        self._writer.shutdown()
        self._parts.close()


def _open(place: str | Path, clock: Callable[[], datetime]) -> Parts:
    from rag_core.journal.parts import Parts  # brings SQLAlchemy: half a second that `--help` does not pay

    return Parts.open(place, clock)
