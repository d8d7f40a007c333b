"""What is measured side by side: Footnote, the tutorial's own code, and the same pipeline on LangChain."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Protocol

Search = Callable[[str], Awaitable[object]]
"""Finds sections for one question, on an event loop that does other things as well."""


class Contender(Protocol):
    """A module of this package."""

    def ingest(self, pages: Path, home: Path) -> int:
        """Index every page of `pages` in `home`; gives the number of pieces."""

    async def opened(self, home: Path) -> Search:
        """Open what `ingest` left in `home`, ready to be searched."""
