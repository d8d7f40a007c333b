"""Threads: what was said before, who takes part, whether the bot may speak."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import cache
from itertools import chain

from sqlalchemy import ColumnElement, Table, and_, bindparam, or_, select
from sqlalchemy import func as sql
from sqlalchemy.dialects.sqlite import Insert, insert

from rag_core.journal.claims import asked_at, join
from rag_core.journal.database import Database
from rag_core.journal.records import ASIDE, UNASKED, ThreadState, conversation
from rag_core.journal.schema import participants, questions, threads
from rag_core.types import Origin, Turn

_WITH_ANSWER = ("answered", "excerpts", "not_covered")


def _in_thread(table: Table) -> ColumnElement[bool]:
    """The condition on the thread that `_key` gives."""
    columns = table.c
    return and_(
        columns.platform == bindparam("platform"),
        columns.workspace == bindparam("workspace"),
        columns.channel == bindparam("channel"),
        (columns.conversation if table is questions else columns.thread) == bindparam("thread"),
    )


# What every message asks for is put together once, which takes longer than to run it.
_ASKED = select(sql.count()).where(
    _in_thread(questions),
    questions.c.withdrawn_at.is_(None),
    questions.c.erased_at.is_(None),  # who spoke there is forgotten too, so it cannot be told from a talk of two
    questions.c.private.is_(False),
    or_(questions.c.delivery.is_not(None), ~or_(questions.c.kind == UNASKED, questions.c.kind.startswith(ASIDE))),
)
_PEOPLE = (
    select(participants.c.person)
    .where(_in_thread(participants))
    .order_by(participants.c.joined_at, participants.c.person)
)
_STATE = select(threads.c.silenced, threads.c.resolved_by).where(_in_thread(threads))


class Conversations:
    """What the journal knows of threads, rather than of single questions. All methods block."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database, self._now = database, clock

    def history(self, origin: Origin, limit: int, private_to: str) -> tuple[Turn, ...]:
        """The turns of the newest `limit` closed questions before that message, oldest first, texts whole."""
        columns = questions.c
        itself = select(columns.asked_at).where(asked_at(origin)).scalar_subquery()
        visible = or_(columns.private.is_(False), columns.asker == private_to)
        rows = (
            select(columns.text, columns.answer, columns.outcome)
            .where(_in_thread(questions), visible, columns.text != "")
            .where(columns.closed_at.is_not(None), or_(itself.is_(None), columns.asked_at <= itself))
            .order_by(columns.asked_at.desc(), columns.id.desc())
            .limit(limit)
        )
        with self._database.reading() as tx:
            newest_first = tx.execute(rows, _key(origin)).all()
        return tuple(chain.from_iterable(_turns(*row) for row in reversed(newest_first)))

    def thread(self, origin: Origin) -> ThreadState:
        """The state of the thread of `origin`."""
        with self._database.reading() as tx:
            asked = tx.scalar(_ASKED, _key(origin))
            names = tx.scalars(_PEOPLE, _key(origin)).all()
            state = tx.execute(_STATE, _key(origin)).mappings().first()
        return ThreadState(
            questions=asked or 0,
            participants=tuple(names),
            silenced=bool(state and state["silenced"]),
            resolved_by=state["resolved_by"] if state else "",
        )

    def joined(self, origin: Origin, person: str) -> None:
        """Note that a person has written in the thread of `origin`."""
        with self._database.writing() as tx:
            join(tx, origin, person, self._now())

    def silence(self, origin: Origin, silenced: bool) -> None:
        """Keep the bot silent in the thread of `origin`, or let it speak again."""
        self._set_thread(origin, silenced=silenced)

    def resolve(self, origin: Origin, by: str) -> None:
        """Mark the thread of `origin` as resolved by a person; "" takes the mark away."""
        self._set_thread(origin, resolved_by=by)

    def solved(self, origin: Origin, person: str) -> bool:
        """Mark the thread of `origin` as resolved by somebody who asked in it."""
        asked = select(questions.c.id).where(_in_thread(questions), questions.c.asker == person)
        with self._database.reading() as tx:
            theirs = tx.scalar(asked.limit(1), _key(origin)) is not None
        if theirs:
            self.resolve(origin, person)
        return theirs

    def _set_thread(self, origin: Origin, **values: object) -> None:
        fresh = {**_key(origin), "silenced": False, "resolved_by": "", **values}
        with self._database.writing() as tx:
            tx.execute(_setting(*values), fresh)


@cache
def _setting(*columns: str) -> Insert:
    """The statement that sets these columns of a thread, whether it is known or not."""
    row = insert(threads)
    return row.on_conflict_do_update(set_={name: row.excluded[name] for name in columns})


def _key(origin: Origin) -> dict[str, str]:
    """What names the thread of `origin`."""
    place = {"platform": origin.platform, "workspace": origin.workspace, "channel": origin.channel}
    return {**place, "thread": conversation(origin)}


def _turns(text: str, answer: str, outcome: str | None) -> Iterator[Turn]:
    yield Turn(role="user", text=text)
    if outcome in _WITH_ANSWER:
        yield Turn(role="assistant", text=answer)
