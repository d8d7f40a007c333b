"""Erasing questions: their words and names, and what hangs on them in the other tables."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Table, and_, bindparam, delete, select, update
from sqlalchemy import func as sql

from rag_core.journal.records import ASIDE, called_name, posted_name, shared_name, told_name
from rag_core.journal.rows import ERASED, Row, pages_only
from rag_core.journal.schema import cards, feedback, participants, questions, threads

SOMEONE = "someone"
"""Stands for whoever is not named any more, where it matters that there was somebody."""

_PLACE = ("platform", "workspace", "channel")
_ASIDES = (posted_name, told_name, shared_name, called_name)


def in_thread(table: Table) -> ColumnElement[bool]:
    """The condition on the thread that `thread_of` gives."""
    columns = table.c
    thread = columns.conversation if table is questions else columns.thread
    return and_(_there(table), thread == bindparam("in_thread"))


def thread_of(row: Row) -> Row:
    """The thread of a row of `questions` or `participants`, as `in_thread` wants it."""
    thread = row["conversation"] if "conversation" in row else row["thread"]
    return {**_place_of(row), "in_thread": thread}


def _there(table: Table) -> ColumnElement[bool]:
    return and_(*(table.c[name] == bindparam(f"in_{name}") for name in _PLACE))


def _place_of(row: Row) -> Row:
    return {f"in_{name}": row[name] for name in _PLACE}


_CLOSED = {"erased_at": bindparam("now"), "closed_at": sql.coalesce(questions.c.closed_at, bindparam("now"))}
_QUESTION = (
    update(questions)
    .where(questions.c.id == bindparam("erased"))
    .values(**ERASED, **_CLOSED, citations=bindparam("pages"))
)
_ABOUT_IT = (
    update(questions)
    .where(_there(questions), questions.c.message.in_([bindparam(name.__name__) for name in _ASIDES]))
    .values(**ERASED, **_CLOSED, citations=[])
)
_VOTES = update(feedback).where(feedback.c.question == bindparam("erased")).values(person=None, reason="", text="")
_FOLLOW_UPS = update(questions).where(in_thread(questions)).values(searched=[])
_RESOLVED = update(threads).where(in_thread(threads), threads.c.resolved_by != "").values(resolved_by=SOMEONE)
_CARDS = delete(cards).where(cards.c.subject.in_(select(questions.c.id).where(questions.c.erased_at.is_not(None))))

_HEARD = delete(cards).where(
    cards.c.text != "", cards.c.subject.in_(select(questions.c.id).where(in_thread(questions)))
)


def erase(tx: Connection, which: ColumnElement[bool], now: datetime) -> int:
    """Erase questions; returns how many, asides left out. One still open is closed: nobody can fill it again.

    With them go the words of votes on them, the cards about them, what was said elsewhere because of them, and what
    was searched for in their threads: a follow-up is searched together with what was said before it.
    """
    names = ("id", *_PLACE, "conversation", "kind", "citations")
    rows = tx.execute(select(*(questions.c[name] for name in names)).where(which)).mappings().all()
    if rows:
        tx.execute(_QUESTION, [{"erased": r["id"], "now": now, "pages": pages_only(r["citations"])} for r in rows])
        tx.execute(_ABOUT_IT, [{**_place_of(r), **_asides(r["id"]), "now": now} for r in rows])
        tx.execute(_VOTES, [{"erased": r["id"]} for r in rows])
        threads_of_them = [thread_of(r) for r in rows]
        tx.execute(_FOLLOW_UPS, threads_of_them)
        tx.execute(_RESOLVED, threads_of_them)
    tx.execute(_CARDS)
    return sum(not row["kind"].startswith(ASIDE) for row in rows)


def unheard(tx: Connection, there: Sequence[Row]) -> int:
    """Erase what a participant said that is kept of threads: on cards, and in what follow-ups were searched with.

    `there` are rows of `participants`. Returns how many cards went.
    """
    threads_of_them = [thread_of(row) for row in there]
    if not there:
        return 0
    tx.execute(_FOLLOW_UPS, threads_of_them)
    return sum(tx.execute(_HEARD, thread).rowcount for thread in threads_of_them)


def leave(tx: Connection, row: Row) -> None:
    """Forget who took part in the thread of a deleted question, if there is no other question in it."""
    thread = thread_of(row)
    others = (questions.c.withdrawn_at.is_(None), ~questions.c.kind.startswith(ASIDE))
    if tx.scalar(select(questions.c.id).where(in_thread(questions), *others).limit(1), thread) is None:
        tx.execute(delete(participants).where(in_thread(participants)), thread)


def _asides(question: str) -> Row:
    return {name.__name__: name(question) for name in _ASIDES}
