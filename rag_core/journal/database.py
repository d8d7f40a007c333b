"""The journal's database: opened, migrated, read and written in short transactions, its errors made sentences."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Any

from sqlalchemy import Connection, Engine, NullPool, create_engine, event, inspect, make_url, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, DatabaseError, OperationalError, SQLAlchemyError

from rag_core.errors import JournalError, JournalTooNew
from rag_core.journal.schema import VERSION

BUSY_TIMEOUT = 10.0  # seconds to wait for another process; transactions take milliseconds
SCRUB_PAUSE = 0.05  # seconds between two tries to empty the log
MIGRATIONS = Path(__file__).with_name("migrations")
SQLITE_MIN = (3, 35)  # RETURNING; sqlite.org/lang_returning.html
_MIGRATING = Lock()  # Alembic keeps what it works on in a global
_REMEDIES = {
    "is locked": "Another process keeps it busy; try again when that is done.",
    "not a database": "It is damaged or something else; move it away, or put a backup in its place.",
    "malformed": "It is damaged; move it away, or put a backup in its place.",
    "is full": "Free some space on its disk.",
}


class Database:
    """A SQLite file in WAL mode. All methods block, and may be called from any thread."""

    def __init__(self, file: Path, engine: Engine) -> None:
        self.file = file
        self._engine = engine

    @classmethod
    def open(cls, place: str | Path) -> Database:
        """Open or create the database at a path or a `sqlite:///` URL, and bring it to this release's schema.

        Raises JournalError when it cannot be used, JournalTooNew when a newer release has written it.
        """
        url = _url(place)
        file = Path(url.database or "")
        if sqlite3.sqlite_version_info < SQLITE_MIN:
            raise JournalError(
                f"The journal needs SQLite {'.'.join(map(str, SQLITE_MIN))} or newer, but this Python has"
                f" {sqlite3.sqlite_version}. Install a Python that brings a newer one."
            )
        _create(file)
        with _sentences(file):
            _use_wal(url)
            upgrade(url, file)
        return cls(file, _engine(url, foreign_keys=True))

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction that nobody else writes beside; kept whole or not at all."""
        with _sentences(self.file), self._engine.begin() as tx:
            tx.exec_driver_sql("BEGIN IMMEDIATE")
            yield tx

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One unchanging view of the journal, whatever is written meanwhile."""
        with _sentences(self.file), self._engine.begin() as tx:
            tx.exec_driver_sql("BEGIN")
            yield tx

    def scrub(self, patience: float = 0.0) -> bool:
        """Empty the log that lies beside the file, and with it the former content of what was erased.

        False when somebody else was reading or writing whenever it was tried, for `patience` seconds.
        """
        deadline = time.monotonic() + patience
        with _sentences(self.file), self._engine.connect() as connection:
            # SQLite itself would wait for readers with the right to write in its hand, and hold up the bot.
            connection.exec_driver_sql("PRAGMA busy_timeout = 0")
            try:
                while connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()[0]:
                    if time.monotonic() >= deadline:
                        return False
                    time.sleep(SCRUB_PAUSE)
            finally:
                connection.exec_driver_sql(f"PRAGMA busy_timeout = {BUSY_TIMEOUT * 1_000:.0f}")  # milliseconds
        return True

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()


def file_of(place: str | Path) -> Path:
    """The file at a path or `sqlite:///` URL, which need not exist. Raises JournalError for any other URL."""
    return Path(_url(place).database or "")


def upgrade(url: URL, file: Path, *, scripts: Path = MIGRATIONS, head: str = VERSION) -> None:
    """Bring the database to version `head`; when several processes try at once, one does it and the others wait.

    It happens in one transaction: a crash leaves the former version.
    """
    engine = _engine(url, foreign_keys=False, poolclass=NullPool)  # SQLite alters by rebuilding, and that cascades
    with engine.connect() as connection:
        if _version(connection, file, head) == head:
            return
    with engine.begin() as connection:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        if _version(connection, file, head) != head:
            with _MIGRATING:
                _migrate(connection, scripts)


def _migrate(connection: Connection, scripts: Path) -> None:
    from alembic import command  # a second of imports, needed once in a release's life
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(scripts).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _version(connection: Connection, file: Path, head: str) -> str:
    if not inspect(connection).has_table("alembic_version"):
        return ""
    version: str = connection.scalar(text("SELECT version_num FROM alembic_version")) or ""
    if version > head:
        raise JournalTooNew(
            f"The journal {file} was written by a newer Footnote: its tables are of version {version}, this one knows"
            f" {head}. Install the newer one, or set FOOTNOTE_HOME to another folder."
        )
    return version


def _url(place: str | Path) -> URL:
    if isinstance(place, Path) or "://" not in place:
        return URL.create("sqlite", database=str(place))
    try:
        url = make_url(place)
    except ArgumentError as error:
        raise JournalError("DATABASE_URL is no address. Write sqlite:///PATH, or leave it empty.") from error
    if url.get_backend_name() != "sqlite" or not url.database:
        raise JournalError(
            f"DATABASE_URL names {url.get_backend_name()}, but the journal is a SQLite file. Write sqlite:///PATH,"
            " or leave it empty for a file below FOOTNOTE_HOME."
        )
    return url


def _create(file: Path) -> None:
    """Make the file before SQLite does, so that only its owner can read what people asked."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(file, os.O_RDWR | os.O_CREAT, 0o600))
    except OSError as error:
        raise JournalError(
            f"The journal {file} cannot be written ({error.strerror}). Set FOOTNOTE_HOME to a writable folder."
        ) from error


def _engine(url: URL, *, foreign_keys: bool, **options: Any) -> Engine:
    engine = create_engine(url, hide_parameters=True, connect_args={"timeout": BUSY_TIMEOUT}, **options)

    @event.listens_for(engine, "connect")
    def _(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # transactions begin where this module says, not where the driver guesses
        # NORMAL: a killed process loses nothing. A power cut may lose the last moments, never the file; FULL would
        # cost a disk's flush (milliseconds) at each of the five writes of a question.
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA secure_delete = ON")  # what is forgotten is overwritten, not only unlinked
        connection.execute(f"PRAGMA foreign_keys = {'ON' if foreign_keys else 'OFF'}")

    return engine


def _use_wal(url: URL) -> None:
    """Readers beside a writer. It stays with the file; SQLite does not wait for others when it is switched on."""
    engine = _engine(url, foreign_keys=True, poolclass=NullPool)
    deadline = time.monotonic() + BUSY_TIMEOUT
    while True:
        try:
            with engine.connect() as connection:
                connection.exec_driver_sql("PRAGMA journal_mode = WAL")
            return
        except OperationalError as error:
            if "is locked" not in str(error.orig) or time.monotonic() > deadline:
                raise
        time.sleep(0.02)


@contextmanager
def _sentences(file: Path) -> Iterator[None]:
    """SQLAlchemy's errors as JournalError. SQLite's own words name tables and columns, never their content."""
    try:
        yield
    except SQLAlchemyError as error:
        reason = str(error.orig) if isinstance(error, DatabaseError) else type(error).__name__
        remedy = next((r for words, r in _REMEDIES.items() if words in reason), "Look at its disk and permissions.")
        raise JournalError(f"The journal {file} cannot be used ({reason}). {remedy}") from error
