"""Entries on a branch of the docs' Git checkout: nothing else moves, and what Git refuses is told."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from bot.checkout import BRANCH, NotCommitted, commit
from bot.inbox import PAGE, Inbox, add, own_page
from rag_core.sources import SourceSpec


def git(folder: Path, *arguments: str) -> str:
    settings = ("-c", "user.name=ann", "-c", "user.email=ann@example.org", "-c", "commit.gpgsign=false")
    done = subprocess.run(["git", *settings, *arguments], cwd=folder, check=True, capture_output=True, text=True)
    return done.stdout.strip()


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A checkout with one page."""
    git(tmp_path, "init", "--quiet", "--initial-branch=main")
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "page.md").write_text("# Page\n", encoding="utf-8")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "--quiet", "-m", "first")
    return tmp_path


def publish(page: Path, entry: str, heading: str) -> None:
    add(page, entry, heading, "So.")
    commit(page, f"Add to the FAQ: {heading}")


def test_the_entry_is_on_a_branch_and_nothing_else_moves(project: Path) -> None:
    (project / "docs" / "page.md").write_text("# Page, being edited\n", encoding="utf-8")
    before = git(project, "rev-parse", "HEAD")
    publish(project / "docs" / PAGE, "abc", "How?")
    publish(project / "docs" / PAGE, "def", "Why?")
    assert git(project, "rev-parse", "HEAD") == before
    assert git(project, "diff", "--cached", "--name-only") == ""
    subjects = ["Add to the FAQ: Why?", "Add to the FAQ: How?", "first"]
    assert git(project, "log", "--format=%s", BRANCH).splitlines() == subjects
    assert "## Why?" in git(project, "show", f"{BRANCH}:docs/{PAGE}")
    assert git(project, "show", f"{BRANCH}:docs/page.md") == "# Page"
    (project / "docs" / PAGE).unlink()
    git(project, "merge", "--quiet", "--ff-only", BRANCH)
    assert "## How?" in (project / "docs" / PAGE).read_text(encoding="utf-8")


def test_on_the_branch_itself_the_entry_does_not_look_undone(project: Path) -> None:
    page = project / "docs" / PAGE
    publish(page, "abc", "How?")
    git(project, "checkout", "--quiet", "--force", BRANCH)
    publish(page, "def", "Why?")
    assert git(project, "status", "--porcelain") == ""


def test_a_page_that_git_ignores_is_not_committed(project: Path) -> None:
    (project / ".gitignore").write_text("docs/faq*\n", encoding="utf-8")
    publish(project / "docs" / PAGE, "abc", "How?")
    assert git(project, "branch", "--list", BRANCH) == ""


def test_outside_of_a_checkout_nothing_happens(tmp_path: Path) -> None:
    publish(tmp_path / PAGE, "abc", "How?")


def test_what_git_refuses_is_told_in_its_words(project: Path) -> None:
    git(project, "branch", "footnote")
    with pytest.raises(NotCommitted, match="refs/heads/footnote"):
        publish(project / "docs" / PAGE, "abc", "How?")


async def test_the_page_of_our_own_is_not_committed_to_the_project_around_it(project: Path) -> None:
    home = project / "home"
    inbox = Inbox(lambda: (SourceSpec(location="https://docs.example/docs.zip"),), home, missing, None)
    with pytest.raises(LookupError):
        await inbox.publish("abc", "How?", "So.")
    assert own_page(home).exists()
    assert git(project, "branch", "--list", BRANCH) == ""


async def missing() -> None:
    raise LookupError
