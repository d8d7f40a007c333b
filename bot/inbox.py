"""Where approved entries go: a Markdown page among the sources, and a branch where those are a Git checkout."""

from __future__ import annotations

import asyncio
import logging
import os
import tempfile
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from bot import checkout
from rag_core import entries
from rag_core.errors import SourceError
from rag_core.index.live import LiveIndex
from rag_core.sections import split
from rag_core.sections.blocks import lines_of, top_level
from rag_core.sources import SourceSpec
from rag_core.types import Document, Section

log = logging.getLogger(__name__)

PAGE = "faq_inbox.md"
_HEAD = "---\ntitle: FAQ inbox\n---\n"


@dataclass(slots=True)
class Inbox:
    """See adapters.maintainers.Publisher. `sync` makes the index read the sources again, or raises CoreError."""

    specs: Callable[[], Sequence[SourceSpec]]
    home: Path
    sync: Callable[[], Awaitable[object]]
    index: LiveIndex
    _not_committed: str = ""  # why, so that it is told once
    _one_at_a_time: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def publish(self, entry: str, heading: str, text: str) -> Section:
        """Write the entry, in its place where it is written already, and wait for it to be found."""
        heading, text = entries.heading(heading), entries.below_heading(text)
        async with self._one_at_a_time:
            page = await asyncio.to_thread(lambda: place(self.specs(), self.home))
            if page is None:
                raise SourceError(
                    "FOOTNOTE_SOURCES is not set, so no page can be added: name the folder of your docs there."
                )
            anchor = await asyncio.to_thread(add, page, entry, heading, text)
            await self._commit(page, heading)
            await self.sync()
            await self.index.refresh()
            return await self._section(page, anchor)

    async def _commit(self, page: Path, heading: str) -> None:
        """Give the page to Git, where the docs are a checkout; the entry is in the docs either way."""
        if page == own_page(self.home):  # no page of theirs, whatever checkout the bot runs in
            return
        try:
            await asyncio.to_thread(checkout.commit, page, f"Add to the FAQ: {heading}")
        except checkout.NotCommitted as error:
            if str(error) != self._not_committed:
                log.warning("%s is written, but not on branch %s: %s", page, checkout.BRANCH, error)
            self._not_committed = str(error)
        else:
            self._not_committed = ""

    async def _section(self, page: Path, anchor: str) -> Section:
        """The first below an anchor of the page, which is a source by itself or lies at the root of one."""
        async with self.index.use() as generation:
            sections = await asyncio.to_thread(generation.all_sections)
        place, sources = (PAGE, anchor), {str(page), str(page.parent)}
        found = next((one for one in sections if (one.page, one.anchor) == place and one.source in sources), None)
        if found is None:
            raise SourceError(f"{page} was written, but the index does not have it: look at `footnote sources`.")
        return found


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


def add(page: Path, entry: str, heading: str, text: str) -> str:
    """Write an entry into a page, in its place where it is there already. Blocks.

    The text is one that rag_core.sections.contained has made. Returns the entry's anchor. Raises SourceError.
    """
    mark = f"<!-- footnote:{entry} -->"
    try:
        page.parent.mkdir(parents=True, exist_ok=True)
        before = page.read_text(encoding="utf-8") if page.exists() else _HEAD
        above, below = _around(before, mark)
        block = f"## {heading}\n\n{mark}\n\n{text.strip()}\n"
        written = f"{above.rstrip()}\n\n{block}"
        anchor = _anchor(page, above, block, written)
        after = f"{written}\n{below}" if below else written
        if after != before:
            _replace(page, after)
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is no UTF-8 text"
        raise SourceError(f"{page} cannot be written ({reason}): mend that, or name another folder first.") from error
    return anchor


def _around(page: str, mark: str) -> tuple[str, str]:
    """What stands before the entry with that mark and what behind it: all and nothing where it is not there.

    A mark counts right below a heading, where no entry's text can have one.
    """
    lines, blocks = page.split("\n"), [block[0] for block in top_level(page)]
    headed = (n for n, one in enumerate(blocks) if one.markup.startswith("#"))
    at = next((n for n in headed if any(one.content.strip() == mark for one in blocks[n + 1 : n + 2])), None)
    if at is None:
        return page, ""
    following = (lines_of(one)[0] for one in blocks[at + 1 :] if one.type == "heading_open")
    return "\n".join(lines[: lines_of(blocks[at])[0]]), "\n".join(lines[next(following, len(lines)) :])


def _anchor(page: Path, above: str, block: str, written: str) -> str:
    """The anchor that an entry's block has below what stands above it. Raises SourceError when it has none."""
    alone, before, after = (split(Document(path=PAGE, text=text, source="")) for text in (block, above, written))
    if not any(section.anchor for section in alone):
        raise SourceError("An entry needs a heading and a text, each with words to read: write them.")
    known = {"", *(section.anchor for section in before)}
    found = next((section.anchor for section in after if section.anchor not in known), None)
    if found is None:
        raise SourceError(f"{page} ends in a code block or a comment that is not closed: close it.")
    return found


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
