"""A fresh journal for each test that asks for one."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from rag_core.journal import Journal
from rag_core.journal.parts import Parts
from tests.rag_core.journals import START, Clock


@pytest.fixture(scope="session")
def empty_journal(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A journal that was opened once: copying it is faster than migrating for each test."""
    file = tmp_path_factory.mktemp("empty") / "journal.db"
    Parts.open(file, lambda: START).close()
    return file


@pytest.fixture
def file(empty_journal: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(empty_journal, tmp_path / "journal.db"))


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def journal(file: Path, clock: Clock) -> AsyncIterator[Journal]:
    opened = await Journal.open(file, clock=clock)
    yield opened
    await opened.aclose()
