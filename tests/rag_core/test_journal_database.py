"""The journal's file: made, migrated, refused with a sentence."""

from __future__ import annotations

import shutil
import sqlite3
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, make_url

from rag_core.errors import JournalError, JournalTooNew
from rag_core.journal import Journal
from rag_core.journal.database import MIGRATIONS, Database, upgrade
from rag_core.journal.schema import VERSION, metadata
from tests.rag_core.journals import answer, answered, claimed, origin

NEXT_STEP = """
import sqlalchemy as sa
from alembic import op

revision, down_revision = "9999", "0003"

def upgrade():
    with op.batch_alter_table("questions", recreate="always") as questions:
        questions.add_column(sa.Column("mood", sa.String, nullable=False, server_default="calm"))
"""


def test_migrations_build_the_tables_that_the_code_expects(file: Path) -> None:
    engine = create_engine(f"sqlite:///{file}")
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
    engine.dispose()


def test_version_is_that_of_the_newest_migration() -> None:
    assert ScriptDirectory(str(MIGRATIONS)).get_current_head() == VERSION


async def test_older_journal_is_migrated_with_all_it_holds(file: Path, next_release: Path) -> None:
    """The step rebuilds a table that others refer to: SQLite would cascade and take the votes along."""
    journal = await Journal.open(file)
    claim = await answered(journal, origin(), "Where?", "There.")
    await journal.vote(claim.id, "U1", "down", reason="outdated")
    await journal.aclose()
    upgrade(_url(file), file, scripts=next_release, head="9999")
    assert _all(file, "SELECT q.text, mood, reason FROM questions q JOIN feedback ON question = q.id") == [
        ("Where?", "calm", "outdated")
    ]


async def test_journal_of_a_newer_release_is_refused_and_untouched(file: Path, next_release: Path) -> None:
    upgrade(_url(file), file, scripts=next_release, head="9999")
    before = file.read_bytes()
    with pytest.raises(JournalTooNew, match="newer Footnote"):
        await Journal.open(file)
    assert file.read_bytes() == before


def test_failing_migration_leaves_the_former_version_whole(file: Path, next_release: Path) -> None:
    step = next_release / "versions" / "v9999_mood.py"
    step.write_text(NEXT_STEP + "    raise ZeroDivisionError\n")
    with pytest.raises(ZeroDivisionError):
        upgrade(_url(file), file, scripts=next_release, head="9999")
    assert _all(file, "SELECT version_num FROM alembic_version") == [("0003",)]
    assert ("mood",) not in _all(file, "SELECT name FROM pragma_table_info('questions')")
    Database.open(file).close()


def test_many_threads_may_open_new_journals_at_once(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        for database in pool.map(Database.open, [tmp_path / "one.db", tmp_path / "other.db"] * 4):
            database.close()


async def test_journal_is_found_again_by_path_and_by_url(tmp_path: Path) -> None:
    file = tmp_path / "a folder" / "journal #1.db"
    for place in (file, str(file), f"sqlite:///{file}"):
        journal = await Journal.open(place)
        await journal.remember(str(place), "kept")
        assert await journal.recall(str(file)) == "kept"
        await journal.aclose()


def test_only_its_owner_may_read_it(tmp_path: Path) -> None:
    database = Database.open(tmp_path / "journal.db")
    with database.writing():
        modes = {path.stat().st_mode & 0o777 for path in tmp_path.glob("journal.db*")}
    database.close()
    assert modes == {0o600}


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("postgresql://bot:hunter2@db/footnote", "DATABASE_URL names postgresql"),
        ("sqlite://", "DATABASE_URL names sqlite"),
        ("://", "DATABASE_URL is no address"),
    ],
)
async def test_place_that_is_no_file_is_refused(place: str, words: str) -> None:
    with pytest.raises(JournalError, match=words) as refusal:
        await Journal.open(place)
    assert "hunter2" not in str(refusal.value)


async def test_file_that_is_no_journal_is_refused_and_untouched(tmp_path: Path) -> None:
    file = tmp_path / "journal.db"
    file.write_text("Dear diary, " * 500)
    with pytest.raises(JournalError, match=r"journal.db cannot be used .*move it away"):
        await Journal.open(file)
    assert file.read_text() == "Dear diary, " * 500


async def test_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "home").touch()
    with pytest.raises(JournalError, match="Set FOOTNOTE_HOME to a writable folder"):
        await Journal.open(tmp_path / "home" / "journal.db")


async def test_journal_that_cannot_name_its_process_is_told(file: Path, journal: Journal) -> None:
    file.with_name("journal.db-processes").touch()
    with pytest.raises(JournalError, match=r"journal.db-processes cannot be written"):
        await claimed(journal)


def test_python_with_an_old_sqlite_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 34, 1))
    with pytest.raises(JournalError, match=r"needs SQLite 3\.35 or newer"):
        Database.open(tmp_path / "journal.db")


async def test_journal_kept_busy_is_told(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rag_core.journal.database.BUSY_TIMEOUT", 0.05)
    journal = await Journal.open(file)
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(JournalError, match="Another process keeps it busy"):
        await claimed(journal)
    other.close()
    await journal.aclose()


async def test_no_error_carries_the_question(file: Path, journal: Journal) -> None:
    _all(file, "ALTER TABLE questions DROP COLUMN notes")
    with pytest.raises(JournalError, match="cannot be used") as refusal:
        await claimed(journal, text="Is this secret?")
    assert "secret" not in f"{refusal.value}{refusal.value.__cause__}"


async def test_journal_is_read_while_another_process_writes(file: Path, journal: Journal) -> None:
    claim = await claimed(journal)
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    assert (await journal.record(claim.id)).claim == claim
    other.close()


async def test_question_costs_milliseconds(journal: Journal) -> None:
    """Claiming and closing one takes about 2 ms of processor time on a slow core."""
    began = time.process_time()
    for number in range(200):
        claim = await claimed(journal, origin(str(number)))
        await journal.close(claim, answer(claim))
    assert time.process_time() - began < 200 * 0.01


@pytest.fixture
def next_release(tmp_path: Path) -> Path:
    """The migrations of a release to come, with one more step."""
    scripts = Path(shutil.copytree(MIGRATIONS, tmp_path / "migrations"))
    (scripts / "versions" / "v9999_mood.py").write_text(NEXT_STEP)
    return scripts


def _url(file: Path):
    return make_url(f"sqlite:///{file}")


def _all(file: Path, query: str) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(file)
    try:
        return connection.execute(query).fetchall()
    finally:
        connection.close()
