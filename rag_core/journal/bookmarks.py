"""What adapters keep between two runs: the newest message seen in each channel, and small notes of their own."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import and_, delete, or_, select
from sqlalchemy import func as sql
from sqlalchemy.dialects.sqlite import insert

from rag_core.journal.database import Database
from rag_core.journal.schema import marks, memos
from rag_core.types import Origin


class Bookmarks:
    """Marks and memos. All methods block."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def saw(self, origin: Origin) -> None:
        """Remember the newest message seen in a channel. An older one changes nothing."""
        row = {key: getattr(origin, key) for key in ("platform", "workspace", "channel", "message")}
        added = insert(marks).values(row)
        new, old = added.excluded.message, marks.c.message
        # Message ids are digits, and longer ones are later: true of Slack's times and of Discord's snowflakes.
        later = or_(sql.length(new) > sql.length(old), and_(sql.length(new) == sql.length(old), new > old))
        with self._database.writing() as tx:
            tx.execute(added.on_conflict_do_update(set_={"message": new}, where=later))

    def last_seen(self, platform: str) -> Mapping[tuple[str, str], str]:
        """The newest message seen, by workspace and channel."""
        with self._database.reading() as tx:
            rows = tx.execute(select(marks).where(marks.c.platform == platform)).all()
        return {(row.workspace, row.channel): row.message for row in rows}

    def remember(self, name: str, value: str) -> None:
        """Keep a note under a name; an empty one is removed."""
        note = {"name": name, "value": value}
        with self._database.writing() as tx:
            if value:
                tx.execute(insert(memos).values(note).on_conflict_do_update(set_={"value": value}))
            else:
                tx.execute(delete(memos).where(memos.c.name == name))

    def recall(self, name: str) -> str:
        """The note of that name, "" when there is none."""
        with self._database.reading() as tx:
            return tx.scalar(select(memos.c.value).where(memos.c.name == name)) or ""
