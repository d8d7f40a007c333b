"""`retention`: old texts go at the start, when a day has passed, and when the rule is set while the bot runs."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from adapters.policy import Rules
from bot import retention
from bot.retention import keep_forgetting, keep_overwriting
from rag_core.journal import Journal
from rag_core.journal.journal import utc_now
from tests.rag_core.erased import on_disk
from tests.rag_core.journals import answered, origin


class Moment:
    """A clock that runs, shifted as far as it is told."""

    def __init__(self) -> None:
        self.shift = timedelta(0)

    def __call__(self):
        return utc_now() + self.shift


class Kept:
    """Rules whose retention is set by hand, as a new reading of the file does."""

    def __init__(self, days: int) -> None:
        self.days = days

    def __call__(self) -> Rules:
        return Rules(retention=timedelta(days=self.days))


@pytest.fixture
def moment(monkeypatch: pytest.MonkeyPatch) -> Moment:
    clock = Moment()
    monkeypatch.setattr(retention, "utc_now", clock)
    monkeypatch.setattr(retention, "LOOK_SECONDS", 0.01)
    return clock


@pytest.fixture
async def journal(tmp_path: Path, moment: Moment) -> AsyncIterator[Journal]:
    """One question of ten days ago and one of today."""
    opened = await Journal.open(tmp_path / "journal.db", clock=moment)
    moment.shift = timedelta(days=-10)
    await answered(opened, origin("1"), "Old?", "Old.")
    moment.shift = timedelta(0)
    await answered(opened, origin("2"), "New?", "New.")
    yield opened
    await opened.aclose()


async def texts(journal: Journal) -> list[str]:
    return [record.claim.text async for record in journal.records(utc_now() - timedelta(days=99))]


async def reaches(journal: Journal, wanted: list[str]) -> None:
    async with asyncio.timeout(10):
        while await texts(journal) != wanted:
            await asyncio.sleep(0.01)


@pytest.fixture
async def keeping(journal: Journal) -> AsyncIterator[Kept]:
    """The bot's work on it; nothing is ever erased at first."""
    rules = Kept(0)
    task = asyncio.create_task(keep_forgetting(journal, rules))
    yield rules
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_nothing_is_erased_unless_it_is_asked_for(journal: Journal, keeping: Kept) -> None:
    await asyncio.sleep(0.1)
    assert await texts(journal) == ["Old?", "New?"]


async def test_a_rule_that_is_set_while_the_bot_runs_holds_at_once(journal: Journal, keeping: Kept) -> None:
    await asyncio.sleep(0.05)
    keeping.days = 5
    await reaches(journal, ["", "New?"])


async def test_the_next_day_what_has_grown_old_is_erased(journal: Journal, keeping: Kept, moment: Moment) -> None:
    keeping.days = 5
    await reaches(journal, ["", "New?"])
    moment.shift = timedelta(days=6)
    await reaches(journal, ["", ""])


async def test_a_journal_that_is_in_use_is_tried_again_the_next_day(
    journal: Journal, keeping: Kept, moment: Moment, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with sqlite3.connect(tmp_path / "journal.db") as other:
        other.execute("alter table questions rename to lost")
    keeping.days = 5
    async with asyncio.timeout(10):
        while "nothing was erased" not in caplog.text:
            await asyncio.sleep(0.01)
    with sqlite3.connect(tmp_path / "journal.db") as other:
        other.execute("alter table lost rename to questions")
    moment.shift = timedelta(days=1)
    await reaches(journal, ["", "New?"])


@pytest.fixture
def reader(tmp_path: Path, journal: Journal) -> Iterator[sqlite3.Connection]:
    """Another program in the midst of reading the journal."""
    connection = sqlite3.connect(tmp_path / "journal.db", isolation_level=None)
    connection.execute("BEGIN")
    connection.execute("SELECT count(*) FROM questions").fetchall()
    yield connection
    connection.close()


@pytest.fixture
async def overwriting(monkeypatch: pytest.MonkeyPatch, journal: Journal) -> AsyncIterator[None]:
    """The bot's work on it."""
    monkeypatch.setattr(retention, "OVERWRITE_SECONDS", 0.01)
    task = asyncio.create_task(keep_overwriting(journal))
    yield
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_what_another_process_has_erased_is_overwritten_when_nobody_reads_any_more(
    journal: Journal, reader: sqlite3.Connection, overwriting: None, tmp_path: Path
) -> None:
    other = await Journal.open(tmp_path / "journal.db")
    await other.forget("slack", "U1")
    await asyncio.sleep(0.1)
    assert on_disk(tmp_path / "journal.db", "Old?")
    reader.execute("COMMIT")
    async with asyncio.timeout(10):
        while on_disk(tmp_path / "journal.db", "Old?"):
            await asyncio.sleep(0.01)
    await other.aclose()


async def test_a_program_that_keeps_the_journal_open_for_long_is_told_once(
    reader: sqlite3.Connection, overwriting: None, caplog: pytest.LogCaptureFixture
) -> None:
    await asyncio.sleep(0.5)
    assert caplog.text.count("another program has had the journal open for 10 minutes") == 1


async def test_answers_go_on_beside_a_program_that_reads(
    journal: Journal, reader: sqlite3.Connection, overwriting: None
) -> None:
    began = time.monotonic()
    for number in range(20):
        await answered(journal, origin(f"3.{number}"), "Next?", "Next.")
    assert time.monotonic() - began < 5


async def test_the_log_has_the_count_and_nothing_else(
    journal: Journal, keeping: Kept, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "bot.retention")
    keeping.days = 5
    await reaches(journal, ["", "New?"])
    await asyncio.sleep(0.05)
    assert [record.getMessage() for record in caplog.records if record.name == "bot.retention"] == [
        "questions erased for their age: 1"
    ]
