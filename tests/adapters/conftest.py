"""What the scenarios of all platforms share: a small FAQ, a fake model, and the whole bot in this process."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import AbstractAsyncContextManager, closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from adapters.handler import Handler
from bot.app import load_embedder, open_store, source_specs
from bot.config import Settings, parse
from bot.serve import running
from rag_core.embeddings import Embedder
from rag_core.ingest import gather, ingest
from tests.fakes.llm_server import FakeLLM

PAGES: Mapping[str, str] = {
    "storage.md": """# Storage

## Where is data kept?

Inserted data is kept in object storage as an incremental log. Each module keeps its metadata in etcd.

## How large can a collection be?

A collection holds as many rows as the object storage has room for. There is no other limit.
""",
    "backup.md": """---
audience: public
---
# Backup

## How do I make a backup?

Run the backup tool every night and copy its folder to another region. Restoring takes about an hour.

## Can I restore a single collection?

Name the collection when you restore, and nothing else is touched.
""",
}
WHERE = "Where is data kept?"  # internal page
BACKUP = "How do I make a backup?"  # public page

Start = Callable[..., AbstractAsyncContextManager[Handler]]


def age(journal: Path, by: timedelta) -> None:
    """Let all questions have been asked that much earlier than now."""
    with closing(sqlite3.connect(journal)) as connection, connection:
        opened = f"{datetime.now(UTC) - by:%Y-%m-%d %H:%M:%S.%f}"
        connection.execute("UPDATE questions SET opened_at = ?", (opened,))


@pytest.fixture(scope="session")
def embedder() -> Embedder:
    """The embedding, loaded once for all tests of a process."""
    return load_embedder(parse({}))


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Path:
    """A FOOTNOTE_HOME with the pages above indexed."""
    folder = tmp_path_factory.mktemp("footnote")
    for name, text in PAGES.items():
        (folder / "pages" / name).parent.mkdir(exist_ok=True)
        (folder / "pages" / name).write_text(text, encoding="utf-8")
    settings = parse(
        {
            "FOOTNOTE_HOME": str(folder / "home"),
            "FOOTNOTE_SOURCES": str(folder / "pages"),
            "FOOTNOTE_BASE_URL": "https://docs.example/{stem}.html",
        }
    )
    ingest(gather(source_specs(settings)), open_store(settings), embedder)
    return folder / "home"


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """Broken connections are the point of many tests; their lines are not."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture
async def llm() -> AsyncIterator[FakeLLM]:
    async with FakeLLM() as server:
        yield server


@pytest.fixture
def settings(variables: dict[str, str]) -> Settings:
    return parse(variables)


@pytest.fixture
def start(settings: Settings, embedder: Embedder, monkeypatch: pytest.MonkeyPatch) -> Start:
    """Start the bot for the length of a block; again for a restart."""
    monkeypatch.setattr("bot.serve.load_embedder", lambda _: embedder)

    def begin(drain_seconds: float = 5.0) -> AbstractAsyncContextManager[Handler]:
        return running(settings, drain_seconds=drain_seconds)

    return begin


@pytest.fixture
async def bot(start: Start) -> AsyncIterator[Handler]:
    """The bot, running."""
    async with start() as handler:
        yield handler
