"""How wide the columns of a table are where there is less room than they would like. Pure."""

from __future__ import annotations

from collections.abc import Sequence

KEPT = 14  # characters; a column up to that is never narrowed, for it holds numbers, dates and names


def fit(natural: Sequence[int], room: int) -> tuple[int, ...] | None:
    """The widths of columns that would like to have `natural`, in all `room` at most; None where that cannot be.

    What is too much is taken from the widest, down to KEPT.
    """
    left = room - sum(width for width in natural if width <= KEPT)
    wide = sorted(width for width in natural if width > KEPT)
    most = max(natural, default=0)
    for number, width in enumerate(wide):
        share = left // (len(wide) - number)
        if width > share:
            most = share
            break
        left -= width
    if left < 0 or (wide and most < KEPT):
        return None
    return tuple(width if width <= KEPT else min(width, most) for width in natural)
