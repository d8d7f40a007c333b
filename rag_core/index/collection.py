"""The columns of a generation, and what it needs of the Milvus collection that holds them, wherever that is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, Protocol

from rag_core.errors import IndexUnavailable

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vector = NDArray[np.float32]

VARCHAR_MAX = 65_535  # bytes; Milvus counts UTF-8 bytes on a server, characters in Lite
SCAN_ROWS = 2_000  # read at a time: vectors as Python numbers take 8 KB a row

KEY = "id"
_TEXT_NAMES = ("page", "title", "headings", "anchor", "url", "text", "digest", "source", "audience")
TEXTS: Mapping[str, int] = {KEY: 64, **dict.fromkeys(_TEXT_NAMES, VARCHAR_MAX)}
"""Columns of text with the longest that they take."""
NUMBERS = ("updated", "position")  # seconds since 1970, 0 is unknown; place in reading order from 0
METRIC = "IP"  # of both columns of vectors, dense and lexical; dense rows may be shorter than 1

Field = Literal["dense", "lexical"]
Consistency = Literal["Bounded", "Strong"]
Row = Mapping[str, Any]


class Collection(Protocol):
    """One Milvus collection with the columns above. All methods block and raise IndexUnavailable."""

    def create(self, dim: int, rows: int, properties: Mapping[str, str]) -> None:
        """Make it, empty, with its indexes; `rows` are going to be inserted."""

    def insert(self, rows: Sequence[Row]) -> None:
        """Append rows, each with every column."""

    def flush(self) -> None:
        """Bring what was inserted to disk."""

    def load(self, consistency: Consistency) -> int:
        """Make it ready to be searched; gives the number of its rows."""

    def search(
        self, field: Field, vector: Vector | Mapping[int, float], *, limit: int, where: str
    ) -> Sequence[tuple[str, float]]:
        """The keys of the nearest rows with their inner products, best first."""

    def get(self, keys: Sequence[str], columns: Sequence[str]) -> Sequence[Row]:
        """The rows with these keys, in any order; unknown keys are left out."""

    def scan(self, columns: Sequence[str]) -> Iterator[Row]:
        """Every row, in any order."""

    def close(self) -> None:
        """Let go of it. Idempotent."""


def unavailable(doing: str, cause: str, remedy: str) -> IndexUnavailable:
    """What to raise when Milvus failed at `doing`; of its `cause` the first line is shown."""
    first_line = (cause.strip() or "no reason given").splitlines()[0][:200]
    return IndexUnavailable(f"Milvus could not {doing}: {first_line}. {remedy}")
