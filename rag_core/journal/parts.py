"""The blocking parts of the journal on one database, put together."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from rag_core.journal.bookmarks import Bookmarks
from rag_core.journal.cards import Cards
from rag_core.journal.claims import Claims
from rag_core.journal.conversations import Conversations
from rag_core.journal.database import Database
from rag_core.journal.lookups import Lookups
from rag_core.journal.opinions import Opinions
from rag_core.journal.presence import LockFiles
from rag_core.journal.privacy import Privacy
from rag_core.journal.reports import Reports
from rag_core.journal.surveys import Surveys
from rag_core.journal.watches import Watches


class Parts:
    """What `Journal` calls in its threads."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._presence = LockFiles(database.file.with_name(f"{database.file.name}-processes"))
        self.claims = Claims(database, self._presence, clock)
        self.conversations = Conversations(database, clock)
        self.opinions = Opinions(database, clock)
        self.watches = Watches(database, clock)
        self.cards = Cards(database, self._presence, clock)
        self.bookmarks = Bookmarks(database)
        self.lookups = Lookups(database)
        self.reports = Reports(database)
        self.surveys = Surveys(database)
        self.privacy = Privacy(database, clock)

    @classmethod
    def open(cls, place: str | Path, clock: Callable[[], datetime]) -> Parts:
        """Open the database at `place` and stand on it. Raises JournalError."""
        return cls(Database.open(place), clock)

    def scrub(self, patience: float) -> bool:
        """See `Database.scrub`."""
        return self._database.scrub(patience)

    def close(self) -> None:
        """Let go of the database and of this process's name in it."""
        self._presence.release()
        self._database.close()
