"""Forgetting: what one person wrote, and what is older than it should be."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Table, and_, delete, select, update

from rag_core.journal.database import Database
from rag_core.journal.erasing import SOMEONE, erase, unheard
from rag_core.journal.records import Forgotten
from rag_core.journal.schema import cards, feedback, participants, posts, questions, threads, watches


class Privacy:
    """Erases texts and names for good: from the tables, the file's free pages and the log. All methods block."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database, self._now = database, clock

    def forget(self, platform: str, person: str) -> Forgotten:
        """Remove a person from the journal. ValueError when nobody is named: rows without a name are not theirs."""
        if not person:
            raise ValueError("nobody is named")
        with self._database.writing() as tx:
            asked = erase(tx, and_(questions.c.platform == platform, questions.c.asker == person), self._now())
            elsewhere = _unnamed(tx, platform, person)
        self._database.scrub()
        return Forgotten(questions=asked, elsewhere=elsewhere)

    def expire_some(self, before: datetime, most: int) -> tuple[int, bool]:
        """Erase up to `most` questions that are older. Returns how many, but for asides, and whether none is left."""
        old = (questions.c.opened_at < before, questions.c.erased_at.is_(None))
        with self._database.writing() as tx:
            found = tx.scalars(select(questions.c.id).where(*old).limit(most)).all()
            return erase(tx, questions.c.id.in_(found), self._now()), len(found) < most

    def expire_rest(self, before: datetime) -> None:
        """Remove texts and names that are older from what is no question."""
        with self._database.writing() as tx:
            _unsign(tx, feedback.c.at < before)
            tx.execute(delete(cards).where(cards.c.at < before))
            _unwatch(tx, watches.c.begun_at < before)
            tx.execute(delete(participants).where(participants.c.spoke_at < before))
        self._database.scrub()


def _unnamed(tx: Connection, platform: str, person: str) -> int:
    """Take a person out of what others asked, and of what is no question. Returns in how many rows they were."""

    def theirs(table: Table, column: str) -> ColumnElement[bool]:
        return and_(table.c.platform == platform, table.c[column] == person)

    here = select(questions.c.id).where(questions.c.platform == platform)
    there = tx.execute(select(participants).where(theirs(participants, "person"))).mappings().all()
    changed = (
        update(questions).where(theirs(questions, "escalated_by")).values(escalated_by=""),
        update(threads).where(theirs(threads, "resolved_by")).values(resolved_by=SOMEONE),
        update(cards).where(theirs(cards, "person")).values(person=SOMEONE),
        delete(participants).where(theirs(participants, "person")),
    )
    heard = unheard(tx, there)
    named = sum(tx.execute(change).rowcount for change in changed)
    voted = _unsign(tx, and_(feedback.c.person == person, feedback.c.question.in_(here)))
    return heard + named + voted + _unwatch(tx, theirs(watches, "person"))


def _unsign(tx: Connection, which: ColumnElement[bool]) -> int:
    return tx.execute(update(feedback).where(which).values(person=None, reason="", text="")).rowcount


def _unwatch(tx: Connection, which: ColumnElement[bool]) -> int:
    """Stop waiting for what somebody posted, and forget what it was."""
    mine = tx.execute(
        select(watches.c.platform, watches.c.workspace, watches.c.channel, watches.c.message).where(which)
    )
    for platform, workspace, channel, message in mine.all():
        place = (posts.c.platform == platform, posts.c.workspace == workspace, posts.c.channel == channel)
        tx.execute(update(posts).where(*place, posts.c.watch == message).values(text=""))
    return tx.execute(update(watches).where(which).values(ended=True, person="")).rowcount
