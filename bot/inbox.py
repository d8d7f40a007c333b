"""Where approved entries go: a Markdown page among the sources, and a branch where those are a Git checkout."""

from __future__ import annotations

import asyncio
import logging
import os
import re
import subprocess
import tempfile
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from rag_core.errors import SourceError
from rag_core.index.live import LiveIndex
from rag_core.sources import SourceSpec
from rag_core.types import Section

log = logging.getLogger(__name__)

PAGE = "faq_inbox.md"
BRANCH = "footnote/faq-inbox"
GIT_SECONDS = 20.0
_HEAD = "---\ntitle: FAQ inbox\n---\n"
_AUTHOR = ("Footnote", "footnote@localhost")


@dataclass(slots=True)
class Inbox:
    """See adapters.maintainers.Publisher. `page` is the file; `sync` makes the index read the sources again."""

    page: Path | None  # None: there are no sources that it could be read with
    sync: Callable[[], Awaitable[object]]
    index: LiveIndex
    _one_at_a_time: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def publish(self, entry: str, heading: str, text: str) -> Section:
        """Write the entry where it is not yet written, and wait for it to be found."""
        if self.page is None:
            raise SourceError(
                "FOOTNOTE_SOURCES is not set, so no page can be added: name the folder of your docs there."
            )
        async with self._one_at_a_time:
            await asyncio.to_thread(add, self.page, entry, heading, text)
            await self.sync()
            await self.index.refresh()
        return await self._section(heading)

    async def _section(self, heading: str) -> Section:
        """The newest entry with that heading."""
        async with self.index.use() as generation:
            sections = await asyncio.to_thread(generation.all_sections)
        found = [one for one in sections if PurePosixPath(one.page).name == PAGE and one.heading == heading]
        if not found:
            raise SourceError(f"{self.page} was written, but the index does not have it: look at `footnote sources`.")
        return max(found, key=_copy)


def _copy(section: Section) -> int:
    """Which of several sections of one heading: anchors count them."""
    found = re.search(r"-(\d+)$", section.anchor)
    return int(found[1]) if found else 0


def place(specs: Sequence[SourceSpec], home: Path) -> Path | None:
    """The page for entries: in the first folder whose pattern takes it, else in a folder of our own."""
    if not specs:
        return None
    for spec in specs:
        folder = Path(spec.location).expanduser()
        if folder.is_dir() and PurePosixPath(PAGE).match(spec.include.removeprefix("**/")):
            return folder / PAGE
    return own_page(home)


def own_page(home: Path) -> Path:
    """The page that is a source by itself, beside sources that cannot be written to."""
    return home / "inbox" / PAGE


def add(page: Path, entry: str, heading: str, text: str) -> None:
    """Append an entry to a page, once; Git gets it on a branch. Blocks. Raises SourceError."""
    mark = f"<!-- footnote:{entry} -->"
    try:
        page.parent.mkdir(parents=True, exist_ok=True)
        before = page.read_text(encoding="utf-8") if page.exists() else _HEAD
        if mark not in before:
            _replace(page, f"{before.rstrip()}\n\n## {heading}\n\n{mark}\n\n{text.strip()}\n")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is no UTF-8 text"
        raise SourceError(f"{page} cannot be written ({reason}): mend that, or name another folder first.") from error
    _commit(page, heading)


def _replace(page: Path, text: str) -> None:
    """Write a page in one step, so that nobody reads half of it."""
    handle, name = tempfile.mkstemp(dir=page.parent, prefix=f".{page.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        if page.exists():
            Path(name).chmod(page.stat().st_mode & 0o777)
        else:
            Path(name).chmod(0o644)
        Path(name).replace(page)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _commit(page: Path, heading: str) -> None:
    """Commit the page to BRANCH; what is checked out and what is staged stay as they are."""
    try:
        root = Path(_git(page.parent, "rev-parse", "--show-toplevel"))
        head = _git(root, "rev-parse", "--verify", "--quiet", f"refs/heads/{BRANCH}", check=False) or _git(
            root, "rev-parse", "--verify", "--quiet", "HEAD", check=False
        )
        with tempfile.TemporaryDirectory() as folder:
            index = {"GIT_INDEX_FILE": str(Path(folder, "index"))}
            if head:
                _git(root, "read-tree", head, more=index)
            blob = _git(root, "hash-object", "-w", str(page))
            path = page.resolve().relative_to(root.resolve()).as_posix()
            _git(root, "update-index", "--add", "--cacheinfo", f"100644,{blob},{path}", more=index)
            tree = _git(root, "write-tree", more=index)
        if head and _git(root, "rev-parse", f"{head}^{{tree}}") == tree:
            return
        parents = ("-p", head) if head else ()
        commit = _git(root, "commit-tree", tree, *parents, "-m", f"Add to the FAQ: {heading}")
        _git(root, "update-ref", f"refs/heads/{BRANCH}", commit)
    except (OSError, subprocess.SubprocessError, ValueError) as error:
        log.debug("%s is in no Git checkout, or one that takes nothing: %s", page, type(error).__name__)


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
        env={**os.environ, **author, **(more or {})},
    )
    return done.stdout.strip()
