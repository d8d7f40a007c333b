"""The index: generations in Milvus, written whole, verified, then published in one step."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from rag_core.index.generation import Generation, Scored
from rag_core.index.lite import LiteStore
from rag_core.index.manifest import LAYOUT, Manifest, Reading, fingerprint, new_generation
from rag_core.index.server import ServerStore

__all__ = [
    "LAYOUT",
    "Generation",
    "LiteStore",
    "Manifest",
    "Reading",
    "Scored",
    "ServerStore",
    "Store",
    "connect",
    "fingerprint",
    "new_generation",
]


class Store(Protocol):
    """Where generations live. All methods block: call them in a thread."""

    place: str

    def live(self) -> Manifest | None:
        """Return the published generation's manifest, None before the first ingest."""

    def open(self, manifest: Manifest) -> Generation:
        """Open a published generation for reading, verified."""

    def create(self, manifest: Manifest) -> Generation:
        """Make an empty generation to be filled; nobody sees it before `publish`."""

    def publish(self, manifest: Manifest) -> None:
        """Make a filled, verified and closed generation the live one, in one step."""

    def sweep(self) -> int:
        """Remove what crashes and replaced generations left; returns how many."""

    def writing(self) -> AbstractContextManager[None]:
        """Hold the right to write. Raises IndexBusy when another process has it."""


def connect(uri: str, *, token: str = "", home: Path, name: str = "footnote") -> Store:
    """The store that `uri` names: a server's address, a folder, or "" for the folder below `home`."""
    if "://" in uri or uri.startswith("unix:"):
        return ServerStore(uri, token, alias=name, lock_folder=home / "index")
    return LiteStore(Path(uri) if uri else home / "index")
