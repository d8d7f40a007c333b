"""Shared by all tests: no network but loopback, and where the shared material lies when it is there."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from blockbuster import BlockBuster, blockbuster_ctx
from hypothesis import settings

# The same examples in every run, so that a red test is about the change; `explore` looks for new ones.
settings.register_profile("steady", derandomize=True, deadline=None)
settings.register_profile("explore", deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))

SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture
def no_blocking() -> Iterator[BlockBuster]:
    """Fails a test whose code blocks the event loop."""
    with blockbuster_ctx() as blockbuster:
        yield blockbuster


@pytest.fixture(scope="session")
def milvus_faq() -> Path:
    """The four FAQ pages of the Milvus 2.4 docs."""
    folder = SHARED / "milvus_faq"
    if not folder.is_dir():
        pytest.skip("the Milvus FAQ pages are not beside this checkout")
    return folder


@pytest.fixture(scope="session")
def dev_questions() -> Path:
    """Real questions with their right sections."""
    file = SHARED / "eval" / "dev.jsonl"
    if not file.is_file():
        pytest.skip("the labelled questions are not beside this checkout")
    return file
