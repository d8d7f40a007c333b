"""What the maintainers are asked to decide: a card for each thing, whose state changes in one step."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.dialects.sqlite import insert

from rag_core.journal.database import Database
from rag_core.journal.records import Card
from rag_core.journal.rows import Row
from rag_core.journal.schema import cards


class Cards:
    """All methods block."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database, self._now = database, clock

    def deal(self, kind: str, subject: str, platform: str, state: str, heading: str, text: str) -> None:
        """Make a card where there is none yet."""
        row = {"kind": kind, "subject": subject, "platform": platform, "state": state, "heading": heading, "text": text}
        with self._database.writing() as tx:
            tx.execute(insert(cards).values(**row, person="", at=self._now()).on_conflict_do_nothing())

    def card(self, kind: str, subject: str) -> Card | None:
        """The card of that kind about a question."""
        with self._database.reading() as tx:
            row = tx.execute(select(cards).where(_is(kind, subject))).mappings().first()
        return _card(row) if row else None

    def advance(self, card: Card, state: str, *, heading: str | None, text: str | None, person: str | None) -> bool:
        """Move a card on from the state it is known in; False when somebody else has moved it before."""
        given = {"heading": heading, "text": text, "person": person}
        values = {name: value for name, value in given.items() if value is not None}
        known = (_is(card.kind, card.subject), cards.c.state == card.state)
        with self._database.writing() as tx:
            return tx.execute(update(cards).where(*known).values(state=state, at=self._now(), **values)).rowcount == 1

    def in_states(self, platform: str, kind: str, states: Collection[str]) -> tuple[Card, ...]:
        """The cards of a kind that are in one of these states, oldest first."""
        wanted = (cards.c.platform == platform, cards.c.kind == kind, cards.c.state.in_(states))
        with self._database.reading() as tx:
            return tuple(map(_card, tx.execute(select(cards).where(*wanted).order_by(cards.c.at)).mappings().all()))


def _is(kind: str, subject: str) -> ColumnElement[bool]:
    return (cards.c.kind == kind) & (cards.c.subject == subject)


def _card(row: Row) -> Card:
    return Card(**{name: row[name] for name in ("kind", "subject", "platform", "state", "heading", "text", "person")})
