"""Entries on their way into the docs: written once, whole, and found again."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from adapters.policy import Rules
from bot.app import open_store
from bot.config import parse
from bot.inbox import PAGE, Inbox, add, own_page, place
from bot.sync import Syncer
from rag_core import lexical
from rag_core.errors import IndexBusy, SourceError
from rag_core.index import LiteStore
from rag_core.index.live import LiveIndex
from rag_core.ingest import gather, ingest
from rag_core.sources import SourceSpec
from tests.rag_core.embedders import WordEmbedder


def test_an_entry_is_appended_below_what_is_there(tmp_path: Path) -> None:
    page = tmp_path / PAGE
    page.write_text("# Our inbox\n\n## Old\n\nText.\n", encoding="utf-8")
    add(page, "abc", "How?", "So.\n")
    assert page.read_text(encoding="utf-8") == (
        "# Our inbox\n\n## Old\n\nText.\n\n## How?\n\n<!-- footnote:abc -->\n\nSo.\n"
    )


def test_an_entry_is_written_once(tmp_path: Path) -> None:
    page = tmp_path / "new folder" / PAGE
    for _ in range(2):
        add(page, "abc", "How?", "So.")
    assert page.read_text(encoding="utf-8").count("## How?") == 1
    assert [path.name for path in page.parent.iterdir()] == [PAGE]


def test_a_corrected_entry_takes_the_place_of_what_it_was(tmp_path: Path) -> None:
    page = tmp_path / PAGE
    add(page, "abc", "How?", "So.\n\n- one")
    add(page, "def", "Why?", "Because.")
    anchor = add(page, "abc", "How does it work?", "Like this.")
    assert anchor == "how-does-it-work"
    assert page.read_text(encoding="utf-8").partition("---\n\n")[2] == (
        "## How does it work?\n\n<!-- footnote:abc -->\n\nLike this.\n\n## Why?\n\n<!-- footnote:def -->\n\nBecause.\n"
    )


def test_the_mark_of_another_entry_in_a_text_is_only_text(tmp_path: Path) -> None:
    page = tmp_path / PAGE
    add(page, "abc", "How?", "<!-- footnote:def -->\n\nSo.")
    add(page, "def", "Why?", "Because.")
    add(page, "def", "Why not?", "Because.")
    text = page.read_text(encoding="utf-8")
    assert "## How?" in text
    assert "## Why not?" in text
    assert "## Why?" not in text


def test_nothing_is_put_below_what_would_swallow_it(tmp_path: Path) -> None:
    page = tmp_path / PAGE
    page.write_text("# Our inbox\n\n```\nnever closed\n", encoding="utf-8")
    with pytest.raises(SourceError, match="not closed"):
        add(page, "abc", "How?", "So.")
    assert page.read_text(encoding="utf-8") == "# Our inbox\n\n```\nnever closed\n"


@pytest.mark.parametrize(("heading", "text"), [("How?", "<!-- nothing to read -->"), ("<b></b>", "So."), ("", "So.")])
def test_an_entry_without_words_is_refused_with_the_remedy(tmp_path: Path, heading: str, text: str) -> None:
    with pytest.raises(SourceError, match="write them"):
        add(tmp_path / PAGE, "abc", heading, text)


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    folder = tmp_path / "docs"
    folder.mkdir()
    (folder / "login.md").write_text("# Login\n\nUse the page.\n", encoding="utf-8")
    return folder


@pytest.fixture
async def published(tmp_path: Path, docs: Path) -> AsyncIterator[Inbox]:
    """Puts entries into an index of its own."""
    settings = replace(parse({}), home=tmp_path / "home", sources=(str(docs),))
    embedder, store = WordEmbedder(), open_store(settings)
    ingest(gather([SourceSpec(location=str(docs))]), store, embedder)
    index = LiveIndex(store, embedder=embedder.id, dim=embedder.dim, analyzer=lexical.ANALYZER)
    syncer = Syncer(settings, embedder, index, Rules)
    yield Inbox(syncer.specs, settings.home, syncer.take_over, index)
    await index.aclose()


@pytest.mark.parametrize(
    "heading",
    ["How do I run `make`?", "Does [this](http://a.example) work?", "AT&amp;T or <b>x</b>?", "~~Old~~ a\\_b?", "😀?"],
)
async def test_an_entry_is_found_whatever_markdown_its_heading_has(published: Inbox, heading: str) -> None:
    assert (await published.publish("one", heading, "Like this.")).text == "Like this."


async def test_of_equal_headings_each_entry_has_its_own_section(published: Inbox) -> None:
    for entry, heading in (("one", "Error 500?"), ("two", "Error 500?"), ("three", "Error?")):
        assert (await published.publish(entry, heading, f"Text {entry}.")).text == f"Text {entry}."


async def test_an_entry_that_is_approved_again_says_what_was_approved_last(published: Inbox) -> None:
    await published.publish("one", "How?", "So.")
    await published.publish("two", "Why?", "Because.")
    corrected = await published.publish("one", "How exactly?", "Like this.")
    assert (corrected.heading, corrected.text) == ("How exactly?", "Like this.")
    async with published.index.use() as generation:
        assert [s.heading for s in generation.all_sections() if s.page == PAGE] == ["How exactly?", "Why?"]


@pytest.mark.parametrize(
    "text",
    ["Run:\n```\nmake", "Answer\n---\nmore", "Title\n===\nmore", "<!-- oops", "<pre>\nfoo", "~~~\n# x\n```\n# y"],
)
async def test_no_text_swallows_the_entry_after_it(published: Inbox, text: str) -> None:
    first = await published.publish("one", "First question?", text)
    second = await published.publish("two", "Second question?", "Two.")
    assert (first.heading, second.heading, second.text) == ("First question?", "Second question?", "Two.")


async def test_what_keeps_the_index_from_an_entry_is_what_is_told(
    published: Inbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rag_core.index.locks.PATIENCE", 0.05)
    with LiteStore(tmp_path / "home" / "index").writing(), pytest.raises(IndexBusy, match="Another `footnote ingest`"):
        await published.publish("one", "How?", "So.")
    assert (await published.publish("one", "How?", "So.")).text == "So."


def test_a_page_that_cannot_be_written_is_told_with_the_remedy(tmp_path: Path) -> None:
    (tmp_path / PAGE).mkdir()
    with pytest.raises(SourceError, match=r"faq_inbox\.md cannot be written"):
        add(tmp_path / PAGE, "abc", "How?", "So.")


def test_the_page_lies_in_the_first_folder_that_takes_it(tmp_path: Path) -> None:
    home, docs = tmp_path / "home", tmp_path / "docs"
    docs.mkdir()
    url = SourceSpec(location="https://docs.example/docs.zip")
    assert place((), home) is None
    assert place((url,), home) == own_page(home)
    assert place((url, SourceSpec(location=str(docs))), home) == docs / PAGE
    assert place((SourceSpec(location=str(docs), include="en/faq/*.md"),), home) == own_page(home)
