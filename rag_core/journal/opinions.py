"""What people thought of an answer: votes with their reasons, and the call for a person."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.dialects.sqlite import insert

from rag_core.journal.database import Database
from rag_core.journal.records import Vote
from rag_core.journal.schema import feedback, questions


class Opinions:
    """Votes and escalations. All methods block."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database, self._now = database, clock

    def vote(self, claim_id: str, person: str, vote: Vote, *, reason: str | None, text: str | None) -> bool:
        """Record or change one person's vote. False when there is no such question."""
        columns = feedback.c
        found = select(questions.c.revision).where(questions.c.id == claim_id, questions.c.erased_at.is_(None))
        with self._database.writing() as tx:
            revision = tx.scalar(found)
            if revision is None:
                return False
            key = {"question": claim_id, "person": person, "vote": vote, "revision": revision}
            same = select(columns.reason, columns.text).where(*(columns[name] == key[name] for name in key))
            before = tx.execute(same).first() or ("", "")
            said = {
                "reason": before[0] if reason is None else reason,
                "text": before[1] if text is None else text,
                "at": self._now(),
            }
            kept = insert(feedback).values(**key, **said)
            tx.execute(kept.on_conflict_do_update(index_elements=["question", "person"], set_={**key, **said}))
        return True

    def escalate(self, claim_id: str, person: str) -> bool:
        """Take the right to call a person for this question, which exists once."""
        first = (questions.c.id == claim_id, questions.c.escalated_at.is_(None), questions.c.erased_at.is_(None))
        with self._database.writing() as tx:
            changed = update(questions).where(*first).values(escalated_at=self._now(), escalated_by=person)
            return tx.execute(changed).rowcount == 1
