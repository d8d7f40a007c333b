"""Reading all questions since a day for a report, of each no more than the report needs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import ColumnElement, FromClause, Select, and_, or_, select
from sqlalchemy import func as sql

from rag_core.gaps import Missed, Why
from rag_core.journal.database import Database
from rag_core.journal.lookups import answered_since
from rag_core.journal.records import ASIDE
from rag_core.journal.rows import Row, section_of
from rag_core.journal.schema import feedback, questions
from rag_core.statistics import Figures
from rag_core.types import Origin

_PLACE = ("platform", "workspace", "channel", "message", "thread")
_MISSED = (
    *_PLACE,
    "id",
    "text",
    "asker",
    "kind",
    "private",
    "asked_at",
    "outcome",
    "escalated_at",
    "related",
    "citations",
)
_FIGURES = (
    *("platform", "channel", "asked_at", "outcome", "citations", "timings"),
    *("prompt_tokens", "completion_tokens", "cost", "escalated_at"),
)


class Surveys:
    """All methods block: some 100 ms for 5,000 questions. `platform` "" is all of them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def missed(self, since: datetime, platform: str) -> tuple[Missed, ...]:
        """Questions that were not covered, voted down or passed to a person since then, oldest first.

        Those that are erased are left out, and those whose askers were told of an entry since.
        """
        columns, votes = questions.c, _votes()
        lately = or_(columns.asked_at >= since, votes.c.down_at >= since, columns.escalated_at >= since)
        bad = or_(columns.outcome == "not_covered", votes.c.down > 0, columns.escalated_at.is_not(None))
        gap = and_(bad, ~answered_since())
        present = (columns.closed_at.is_not(None), columns.withdrawn_at.is_(None), columns.text != "")
        return tuple(map(_missed, self._read(_select(_MISSED, votes), platform, lately, gap, *present)))

    def figures(self, since: datetime, platform: str) -> tuple[Figures, ...]:
        """All questions as numbers, oldest first; erased and open ones included."""
        return tuple(map(_figures, self._read(_select(_FIGURES, _votes()), platform, questions.c.asked_at >= since)))

    def _read(self, chosen: Select[tuple[object, ...]], platform: str, *which: ColumnElement[bool]) -> Iterator[Row]:
        columns = questions.c
        asked = (~columns.kind.startswith(ASIDE), *which)
        here = (columns.platform == platform,) if platform else ()
        with self._database.reading() as tx:
            rows = tx.execute(chosen.where(*asked, *here).order_by(columns.asked_at, columns.id)).mappings().all()
        return iter(rows)


def _votes() -> FromClause:
    """The votes on the present revision of each question that has any."""
    columns = feedback.c
    present = and_(columns.question == questions.c.id, columns.revision == questions.c.revision)
    up = sql.count().filter(columns.vote == "up").label("up")
    down = sql.count().filter(columns.vote == "down").label("down")
    last = sql.max(columns.at).filter(columns.vote == "down").label("down_at")
    return select(columns.question, up, down, last).join(questions, present).group_by(columns.question).subquery()


def _select(names: tuple[str, ...], votes: FromClause) -> Select[tuple[object, ...]]:
    counted = (sql.coalesce(votes.c[name], 0).label(name) for name in ("up", "down"))
    chosen = select(*(questions.c[name] for name in names), *counted)
    return chosen.join_from(questions, votes, votes.c.question == questions.c.id, isouter=True)


def _missed(row: Row) -> Missed:
    shown = row["related"] or [citation["section"] for citation in row["citations"]]
    return Missed(
        id=row["id"],
        text=row["text"],
        asker=row["asker"],
        at=row["asked_at"],
        why=frozenset(_why(row)),
        origin=Origin(**{name: row[name] for name in _PLACE}),
        kind=row["kind"],
        private=row["private"],
        nearest=tuple(map(section_of, shown)),
    )


def _why(row: Row) -> Iterator[Why]:
    if row["outcome"] == "not_covered":
        yield "not_covered"
    if row["down"]:
        yield "down"
    if row["escalated_at"]:
        yield "escalated"


def _figures(row: Row) -> Figures:
    return Figures(
        platform=row["platform"],
        channel=row["channel"],
        at=row["asked_at"],
        outcome=row["outcome"],
        pages=frozenset((c["section"]["source"], c["section"]["page"]) for c in row["citations"]),
        seconds=row["timings"].get("total"),
        tokens=row["prompt_tokens"] + row["completion_tokens"],
        cost=row["cost"],
        up=row["up"],
        down=row["down"],
        escalated=row["escalated_at"] is not None,
    )
