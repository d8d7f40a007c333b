"""A page that is committed to a branch of its own, where it lies in a Git checkout."""

from __future__ import annotations

import os
import subprocess
import tempfile
from pathlib import Path

BRANCH = "footnote/faq-inbox"
GIT_SECONDS = 20.0
_AUTHOR = ("Footnote", "footnote@localhost")
_NOT_IGNORED = 1  # an exit code; git-scm.com/docs/git-check-ignore#_exit_status


class NotCommitted(Exception):
    """Git did not take a page. Its text is Git's own reason."""


def commit(page: Path, message: str) -> None:
    """Commit the page to BRANCH; what is checked out and what is staged stay as they are. Blocks.

    Nothing happens outside of a checkout, and to a page that Git ignores. Raises NotCommitted.
    """
    if not any((folder / ".git").exists() for folder in page.resolve().parents):
        return
    try:
        root = Path(_git(page.parent, "rev-parse", "--show-toplevel"))
        if not _ignores(root, page):
            _commit(root, page, message)
    except subprocess.CalledProcessError as error:
        reason = str(error.stderr).strip().splitlines()
        raise NotCommitted(reason[0] if reason else f"git {error.cmd[3]} failed") from None
    except FileNotFoundError:
        raise NotCommitted("Git is not installed here") from None
    except (OSError, subprocess.TimeoutExpired, ValueError) as error:
        raise NotCommitted(type(error).__name__) from None


def _commit(root: Path, page: Path, message: str) -> None:
    head = _resolved(root, f"refs/heads/{BRANCH}") or _resolved(root, "HEAD")
    blob = _git(root, "hash-object", "-w", str(page))
    path = page.resolve().relative_to(root.resolve()).as_posix()
    entry = ("update-index", "--add", "--cacheinfo", f"100644,{blob},{path}")
    with tempfile.TemporaryDirectory() as folder:
        index = {"GIT_INDEX_FILE": str(Path(folder, "index"))}
        if head:
            _git(root, "read-tree", head, more=index)
        _git(root, *entry, more=index)
        tree = _git(root, "write-tree", more=index)
    if head and _git(root, "rev-parse", f"{head}^{{tree}}") == tree:
        return
    made = _git(root, "commit-tree", tree, *(("-p", head) if head else ()), "-m", message)
    _git(root, "update-ref", f"refs/heads/{BRANCH}", made)
    if _git(root, "symbolic-ref", "--quiet", "HEAD", check=False) == f"refs/heads/{BRANCH}":
        _git(root, *entry)  # it is checked out: else the commit would look undone


def _resolved(root: Path, name: str) -> str:
    """The commit of that name, "" when there is none."""
    return _git(root, "rev-parse", "--verify", "--quiet", name, check=False)


def _ignores(root: Path, page: Path) -> bool:
    try:
        _git(root, "check-ignore", "--quiet", str(page.resolve()))
    except subprocess.CalledProcessError as error:
        if error.returncode != _NOT_IGNORED:
            raise
        return False
    return True


def _git(folder: Path, *arguments: str, check: bool = True, more: dict[str, str] | None = None) -> str:
    name, mail = _AUTHOR
    author = {
        f"GIT_{who}_{what}": value
        for who in ("AUTHOR", "COMMITTER")
        for what, value in (("NAME", name), ("EMAIL", mail))
    }
    done = subprocess.run(  # noqa: S603  # no shell
        ["git", "-C", str(folder), *arguments],  # noqa: S607  # whichever Git the operator has
        check=check,
        capture_output=True,
        text=True,
        timeout=GIT_SECONDS,
        env={**os.environ, **author, "LC_ALL": "C", **(more or {})},
    )
    return done.stdout.strip()
