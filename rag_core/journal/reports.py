"""Reading what happened: one question, all since a day, what was spent."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from functools import cache

from sqlalchemy import ColumnElement, Connection, Select, and_, bindparam, case, literal, select, tuple_
from sqlalchemy import func as sql

from rag_core.journal.claims import asked_at
from rag_core.journal.database import Database
from rag_core.journal.records import ASIDE, Feedback, Record, Spent
from rag_core.journal.rows import Row, answer_of, claim_of
from rag_core.journal.schema import feedback, questions
from rag_core.types import Origin

PAGE = 500  # records read at once: some 20 ms


class Reports:
    """The journal's readers. All methods block."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def record(self, claim_id: str) -> Record | None:
        """All about the question of that id."""
        return self._one(questions.c.id == claim_id)

    def find(self, origin: Origin) -> Record | None:
        """All about the question that was asked in that message."""
        return self._one(asked_at(origin))

    def page(self, since: datetime, until: datetime | None, platform: str, after: Record | None) -> tuple[Record, ...]:
        """The next records of a report, oldest first; fewer than PAGE at its end."""
        columns = questions.c
        wanted = [columns.asked_at >= since]
        if until is not None:
            wanted.append(columns.asked_at < until)
        if platform:
            wanted.append(columns.platform == platform)
        if after is not None:
            last = tuple_(literal(after.claim.asked, columns.asked_at.type), literal(after.claim.id))
            wanted.append(tuple_(columns.asked_at, columns.id) > last)
        with self._database.reading() as tx:
            return _records(tx, *wanted)

    def spent(self, since: datetime, platform: str, asker: str) -> Spent:
        """What was claimed since then, by one person or by all."""
        wanted = {name: value for name, value in {"platform": platform, "asker": asker}.items() if value}
        with self._database.reading() as tx:
            row = tx.execute(_spent(*wanted), {"since": since, **wanted}).one()
        return Spent(questions=row[0], tokens=row[1], cost=row[2])

    def _one(self, which: ColumnElement[bool]) -> Record | None:
        with self._database.reading() as tx:
            return next(iter(_records(tx, which)), None)


@cache
def _spent(*wanted: str) -> Select[int, int, float]:
    """What was spent since `since`, where the `wanted` columns are as given; put together once, for all questions."""
    columns = questions.c
    tokens = sql.coalesce(sql.sum(columns.prompt_tokens + columns.completion_tokens), 0)
    cost = sql.coalesce(sql.sum(columns.cost), 0.0)
    # An edit asks again; a deletion is a revision too, but asks nothing.
    asked = 1 + columns.revision - case((columns.withdrawn_at.is_(None), 0), else_=1)
    which = (columns[name] == bindparam(name) for name in wanted)
    claimed = columns.opened_at >= bindparam("since")
    count = sql.coalesce(sql.sum(asked), 0)
    return select(count, tokens, cost).where(claimed, ~columns.kind.startswith(ASIDE), *which)


def _records(tx: Connection, *wanted: ColumnElement[bool]) -> tuple[Record, ...]:
    chosen = select(questions).where(*wanted).order_by(questions.c.asked_at, questions.c.id).limit(PAGE)
    rows = tx.execute(chosen).mappings().all()
    votes = _votes(tx, [row["id"] for row in rows])
    return tuple(
        Record(
            claim=claim_of(row),
            answer=answer_of(row),
            closed=row["closed_at"],
            feedback=tuple(votes[row["id"]]),
            escalated=row["escalated_at"] is not None,
        )
        for row in rows
    )


def _votes(tx: Connection, ids: Sequence[str]) -> defaultdict[str, list[Feedback]]:
    present = and_(feedback.c.question == questions.c.id, feedback.c.revision == questions.c.revision)
    rows = select(feedback).join(questions, present).where(questions.c.id.in_(ids)).order_by(feedback.c.at)
    votes: defaultdict[str, list[Feedback]] = defaultdict(list)
    for row in tx.execute(rows).mappings():
        votes[row["question"]].append(_vote(row))
    return votes


def _vote(row: Row) -> Feedback:
    return Feedback(person=row["person"] or "", vote=row["vote"], reason=row["reason"], text=row["text"], at=row["at"])
