"""Forgetting: what one person wrote, and what is older than it should be."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, delete, select, update
from sqlalchemy import func as sql

from rag_core.journal.database import Database
from rag_core.journal.rows import ERASED
from rag_core.journal.schema import cards, feedback, participants, posts, questions, threads, watches


class Privacy:
    """Erases texts and names for good: from the tables, the file's free pages and the log. All methods block."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database, self._now = database, clock

    def forget(self, platform: str, person: str) -> int:
        """Remove a person from the journal. Returns how many questions they had asked."""
        here = select(questions.c.id).where(questions.c.platform == platform)
        with self._database.writing() as tx:
            asked = and_(questions.c.platform == platform, questions.c.asker == person)
            erased_ids = tx.scalars(select(questions.c.id).where(asked)).all()
            count = self._erase(tx, asked)
            _unsign(tx, and_(feedback.c.person == person, feedback.c.question.in_(here)))
            called = (questions.c.platform == platform, questions.c.escalated_by == person)
            tx.execute(update(questions).where(*called).values(escalated_by=""))
            solved = (threads.c.platform == platform, threads.c.resolved_by == person)
            tx.execute(update(threads).where(*solved).values(resolved_by="someone"))
            _uncard(tx, and_(cards.c.platform == platform, cards.c.subject.in_(erased_ids)))
            decided = (cards.c.platform == platform, cards.c.person == person)
            tx.execute(update(cards).where(*decided).values(person="someone"))
            _unwatch(tx, and_(watches.c.platform == platform, watches.c.person == person))
            there = (participants.c.platform == platform, participants.c.person == person)
            tx.execute(delete(participants).where(*there))
        self._database.scrub()
        return count

    def expire(self, before: datetime) -> int:
        """Remove texts and names that are older. Returns of how many questions."""
        with self._database.writing() as tx:
            count = self._erase(tx, and_(questions.c.opened_at < before, questions.c.erased_at.is_(None)))
            _unsign(tx, feedback.c.at < before)
            _uncard(tx, cards.c.at < before)
            _unwatch(tx, watches.c.begun_at < before)
            tx.execute(delete(participants).where(participants.c.spoke_at < before))
        self._database.scrub()
        return count

    def _erase(self, tx: Connection, which: ColumnElement[bool]) -> int:
        """Erase questions; one still open is closed, so that its worker cannot fill it again."""
        now = self._now()
        closed = sql.coalesce(questions.c.closed_at, now)
        erased = update(questions).where(which).values(**ERASED, erased_at=now, closed_at=closed)
        return tx.execute(erased).rowcount


def _unsign(tx: Connection, which: ColumnElement[bool]) -> None:
    tx.execute(update(feedback).where(which).values(person=None, reason="", text=""))


def _uncard(tx: Connection, which: ColumnElement[bool]) -> None:
    tx.execute(update(cards).where(which).values(heading="", text="", person=""))


def _unwatch(tx: Connection, which: ColumnElement[bool]) -> None:
    """Stop waiting for what somebody posted, and forget what it was."""
    mine = tx.execute(
        select(watches.c.platform, watches.c.workspace, watches.c.channel, watches.c.message).where(which)
    )
    for platform, workspace, channel, message in mine.all():
        place = (posts.c.platform == platform, posts.c.workspace == workspace, posts.c.channel == channel)
        tx.execute(update(posts).where(*place, posts.c.watch == message).values(text=""))
    tx.execute(update(watches).where(which).values(ended=True, person=""))
