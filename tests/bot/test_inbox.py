"""Entries on their way into the docs: written once, whole, and to a branch where the docs are a Git checkout."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from bot.inbox import BRANCH, PAGE, add, own_page, place
from rag_core.errors import SourceError
from rag_core.sources import SourceSpec


def git(folder: Path, *arguments: str) -> str:
    settings = ("-c", "user.name=ann", "-c", "user.email=ann@example.org", "-c", "commit.gpgsign=false")
    done = subprocess.run(["git", *settings, *arguments], cwd=folder, check=True, capture_output=True, text=True)
    return done.stdout.strip()


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


def test_a_page_that_cannot_be_written_is_told_with_the_remedy(tmp_path: Path) -> None:
    (tmp_path / PAGE).mkdir()
    with pytest.raises(SourceError, match=r"faq_inbox\.md cannot be written"):
        add(tmp_path / PAGE, "abc", "How?", "So.")


def test_in_a_checkout_the_entry_is_on_a_branch_and_nothing_else_moves(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet", "--initial-branch=main")
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "page.md").write_text("# Page\n", encoding="utf-8")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "--quiet", "-m", "first")
    (tmp_path / "docs" / "page.md").write_text("# Page, being edited\n", encoding="utf-8")
    before = git(tmp_path, "rev-parse", "HEAD")
    add(tmp_path / "docs" / PAGE, "abc", "How?", "So.")
    add(tmp_path / "docs" / PAGE, "def", "Why?", "Because.")
    assert git(tmp_path, "rev-parse", "HEAD") == before
    assert git(tmp_path, "diff", "--cached", "--name-only") == ""
    assert git(tmp_path, "log", "--format=%s", BRANCH).splitlines() == [
        "Add to the FAQ: Why?",
        "Add to the FAQ: How?",
        "first",
    ]
    assert "## Why?" in git(tmp_path, "show", f"{BRANCH}:docs/{PAGE}")
    assert git(tmp_path, "show", f"{BRANCH}:docs/page.md") == "# Page"
    (tmp_path / "docs" / PAGE).unlink()
    git(tmp_path, "merge", "--quiet", "--ff-only", BRANCH)
    assert "## How?" in (tmp_path / "docs" / PAGE).read_text(encoding="utf-8")


def test_the_page_lies_in_the_first_folder_that_takes_it(tmp_path: Path) -> None:
    home, docs = tmp_path / "home", tmp_path / "docs"
    docs.mkdir()
    url = SourceSpec(location="https://docs.example/docs.zip")
    assert place((), home) is None
    assert place((url,), home) == own_page(home)
    assert place((url, SourceSpec(location=str(docs))), home) == docs / PAGE
    assert place((SourceSpec(location=str(docs), include="en/faq/*.md"),), home) == own_page(home)
