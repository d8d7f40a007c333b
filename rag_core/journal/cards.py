"""What the maintainers are asked to decide: a card for each thing, whose state changes in one step."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime

from sqlalchemy import ColumnElement, literal, select, update
from sqlalchemy.dialects.sqlite import insert

from rag_core.journal.database import Database
from rag_core.journal.presence import LockFiles
from rag_core.journal.records import ASIDE, Card, card_name
from rag_core.journal.rows import Row
from rag_core.journal.schema import cards, questions


class Cards:
    """All methods block."""

    def __init__(self, database: Database, presence: LockFiles, clock: Callable[[], datetime]) -> None:
        self._database, self._presence, self._now = database, presence, clock

    def deal(self, kind: str, subject: str, platform: str, state: str, heading: str, text: str) -> None:
        """Make a card where there is none yet; none about a question that was erased meanwhile."""
        row = {"kind": kind, "subject": subject, "platform": platform, "state": state, "heading": heading, "text": text}
        made = {"person": "", "at": self._now(), "owner": self._presence.instance()}
        erased = select(questions.c.id).where(questions.c.id == subject, questions.c.erased_at.is_not(None))
        with self._database.writing() as tx:
            if tx.scalar(erased) is None:
                tx.execute(insert(cards).values(**row, **made).on_conflict_do_nothing())

    def card(self, kind: str, subject: str) -> Card | None:
        """The card of that kind about a question."""
        with self._database.reading() as tx:
            row = tx.execute(select(cards).where(_is(kind, subject))).mappings().first()
        return _card(row) if row else None

    def advance(self, card: Card, state: str, *, heading: str | None, text: str | None, person: str | None) -> bool:
        """Move a card on from the state it is known in; False when somebody else has moved it before."""
        given = {"heading": heading, "text": text, "person": person}
        values = {name: value for name, value in given.items() if value is not None}
        moved = {"state": state, "at": self._now(), "owner": self._presence.instance(), **values}
        known = (_is(card.kind, card.subject), cards.c.state == card.state)
        with self._database.writing() as tx:
            return tx.execute(update(cards).where(*known).values(moved)).rowcount == 1

    def take(self, platform: str, kind: str, states: Collection[str]) -> tuple[Card, ...]:
        """The cards of a kind in these states that no other living process has; they are this one's from now on."""
        mine = self._presence.instance()
        wanted = (cards.c.platform == platform, cards.c.kind == kind, cards.c.state.in_(states))
        with self._database.writing() as tx:
            owners = tx.scalars(select(cards.c.owner).where(*wanted).distinct()).all()
            free = [owner for owner in owners if owner == mine or not self._presence.alive(owner)]
            taken = update(cards).where(*wanted, cards.c.owner.in_(free)).values(owner=mine)
            rows = tx.execute(taken.returning(cards)).mappings().all() if free else []
        return tuple(map(_card, sorted(rows, key=lambda row: row["at"])))

    def unshown(self, platform: str, kind: str, states: Collection[str]) -> tuple[Card, ...]:
        """The cards of a kind in these states that were never shown, oldest first."""
        wanted = (cards.c.platform == platform, cards.c.kind == kind, cards.c.state.in_(states))
        aside = (questions.c.platform == platform, questions.c.kind.startswith(ASIDE))
        shown = select(questions.c.message).where(*aside, questions.c.closed_at.is_not(None))
        name = literal(card_name(kind, "")) + cards.c.subject
        chosen = select(cards).where(*wanted, name.not_in(shown)).order_by(cards.c.at)
        with self._database.reading() as tx:
            return tuple(map(_card, tx.execute(chosen).mappings().all()))


def _is(kind: str, subject: str) -> ColumnElement[bool]:
    return (cards.c.kind == kind) & (cards.c.subject == subject)


def _card(row: Row) -> Card:
    return Card(**{name: row[name] for name in ("kind", "subject", "platform", "state", "heading", "text", "person")})
