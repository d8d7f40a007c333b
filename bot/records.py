"""The journal for commands that look into it, beside a bot that may be running."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.config import Settings
from rag_core.journal import Journal


def journal_place(settings: Settings) -> str | Path:
    """Where the journal is: a path or a URL."""
    return settings.database or settings.home / "journal.db"


@asynccontextmanager
async def open_records(settings: Settings) -> AsyncIterator[Journal | None]:
    """The journal, None where nothing was ever asked: a report makes no file. Raises JournalError."""
    from rag_core.journal.database import file_of

    place = journal_place(settings)
    if not file_of(place).exists():
        yield None
        return
    journal = await Journal.open(place)
    try:
        yield journal
    finally:
        await journal.aclose()
