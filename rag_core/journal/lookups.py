"""Finding questions by how they ended, without their answers: for what was asked before, and what is still missing."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, and_, literal, or_, select

from rag_core.journal.database import Database
from rag_core.journal.records import ASIDE, TOLD, Asked, conversation, told_name
from rag_core.journal.rows import Row
from rag_core.journal.schema import feedback, questions
from rag_core.types import Origin

LOOKED_AT = 2_000  # of the newest questions

_COLUMNS = tuple(
    questions.c[name]
    for name in ("id", "platform", "workspace", "channel", "message", "thread", "asker", "text", "audience", "asked_at")
)
_ANSWERED = ("answered", "excerpts")


class Lookups:
    """All methods block."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def answered(self, origin: Origin, since: datetime) -> tuple[Asked, ...]:
        """What else was answered for everybody in the channel of a message, the newest first."""
        columns = questions.c
        workspace = (columns.platform == origin.platform, columns.workspace == origin.workspace)
        here = (*workspace, columns.channel == origin.channel)
        shown = (columns.outcome.in_(_ANSWERED), columns.private.is_(False), columns.citations != [])
        other = columns.message != origin.message
        return self._read(*here, *shown, other, columns.opened_at >= since)

    def missing(self, platform: str, workspace: str, since: datetime) -> tuple[Asked, ...]:
        """Questions of a workspace that the docs did not answer well, the newest first."""
        columns = questions.c
        here = (columns.platform == platform, columns.workspace == workspace, columns.private.is_(False))
        return self._read(*here, is_gap(), columns.opened_at >= since)

    def missing_in_thread(self, origin: Origin) -> Asked | None:
        """The newest such question of the thread below a message, or around it."""
        columns = questions.c
        place = (columns.platform == origin.platform, columns.workspace == origin.workspace)
        thread = (columns.channel == origin.channel, columns.conversation == conversation(origin))
        return next(iter(self._read(*place, *thread, columns.private.is_(False), is_gap())), None)

    def _read(self, *wanted: ColumnElement[bool]) -> tuple[Asked, ...]:
        columns = questions.c
        present = (columns.text != "", columns.withdrawn_at.is_(None), ~columns.kind.startswith(ASIDE))
        chosen = select(*_COLUMNS).where(*wanted, *present).order_by(columns.asked_at.desc()).limit(LOOKED_AT)
        with self._database.reading() as tx:
            return tuple(map(_asked, tx.execute(chosen).mappings().all()))


def is_gap() -> ColumnElement[bool]:
    """The condition that finds what the docs did not cover, what got a 👎, what a person was called to; until told."""
    columns = questions.c
    now = and_(feedback.c.question == columns.id, feedback.c.revision == columns.revision, feedback.c.vote == "down")
    down = select(feedback.c.id).where(now).exists()
    return and_(
        columns.closed_at.is_not(None),
        ~answered_since(),
        or_(columns.outcome == "not_covered", down, columns.escalated_at.is_not(None)),
    )


def answered_since() -> ColumnElement[bool]:
    """The condition that finds questions whose askers were told of an entry that answers them."""
    told, columns = questions.alias(), questions.c
    place = and_(told.c.platform == columns.platform, told.c.workspace == columns.workspace)
    about = and_(told.c.kind == TOLD, told.c.message == literal(told_name("")) + columns.id)
    said = told.c.closed_at.is_not(None)  # else it is still to be said
    return select(told.c.id).where(place, told.c.channel == columns.channel, about, said).exists()


def _asked(row: Row) -> Asked:
    place = {name: row[name] for name in ("platform", "workspace", "channel", "message", "thread")}
    return Asked(
        id=row["id"],
        origin=Origin(**place),
        asker=row["asker"],
        text=row["text"],
        audience=row["audience"],
        at=row["asked_at"],
    )
