"""How wide the columns of a table are where there is less room than they would like. Pure."""

from __future__ import annotations

from collections.abc import Sequence

KEPT = 14  # characters; cells up to that are never cut, for they are numbers, dates and names
HEADER_KEPT = 5  # characters of a header that is wider than its cells


def least(header: int, cell: int) -> int:
    """How narrow a column may become whose header and widest cell take so many characters."""
    return max(cell, min(header, HEADER_KEPT)) if cell <= KEPT else KEPT


def fit(natural: Sequence[int], narrowest: Sequence[int], room: int) -> tuple[int, ...] | None:
    """The widths of columns that would like to have `natural`, in all `room` at most; None where that cannot be.

    What is too much is taken from the widest, each down to its `narrowest`.
    """
    for most in range(max(natural, default=0), -1, -1):
        widths = tuple(max(low, min(wish, most)) for low, wish in zip(narrowest, natural, strict=True))
        if sum(widths) <= room:
            return widths
    return None
