"""Average linkage: groups whose members are alike on average, so that no chain of neighbours ties strangers up."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Matrix = NDArray[np.float32]

Groups = tuple[tuple[int, ...], ...]


def average_linkage(similarity: Matrix, weights: Sequence[int], least: float) -> Groups:
    """Merge the two most similar groups again and again, until no two are at least `least` alike on average.

    `similarity` is (n, n), symmetric, and used up; row i counts `weights[i]` times. Gives every row in one group, rows
    ascending, groups in the order of their first row. Takes O(n²): 5,000 rows in a second.
    """
    import numpy as np

    np.fill_diagonal(similarity, -np.inf)
    merging = _Merging(similarity, np.array(weights, np.float32))
    for row in range(len(similarity)):
        merging.follow(row, least)
    return tuple(tuple(sorted(group)) for group in merging.groups if group)


class _Merging:
    """The nearest-neighbour chain (Murtagh, 1983): it finds the merges of average linkage without sorting all pairs."""

    def __init__(self, similarity: Matrix, sizes: Matrix) -> None:
        self._similarity, self._sizes = similarity, sizes
        self._finished: set[int] = set()
        self.groups = [[row] for row in range(len(similarity))]  # by the row that holds it; empty where merged away

    def follow(self, row: int, least: float) -> None:
        """Go from the group of a row to the nearest one, and on, and merge where two are nearest to each other."""
        chain = [row] if self.groups[row] and row not in self._finished else []
        while chain:
            last = chain[-1]
            near = self._similarity[last]
            nearest = int(near.argmax())
            if not near[nearest] >= least:
                self._finish(chain.pop())  # merges of others bring nothing nearer than what they were made of
            elif len(chain) > 1 and near[chain[-2]] >= near[nearest]:
                kept = self._merge(*sorted((chain.pop(), chain.pop())))
                chain = chain or [kept]
            else:
                chain.append(nearest)

    def _merge(self, kept: int, gone: int) -> int:
        rows, sizes = self._similarity, self._sizes
        mean = (sizes[kept] * rows[kept] + sizes[gone] * rows[gone]) / (sizes[kept] + sizes[gone])
        rows[kept] = rows[:, kept] = mean  # with itself it stays at minus infinity
        sizes[kept] += sizes[gone]
        self.groups[kept] += self.groups[gone]
        self.groups[gone] = []
        self._leave(gone)
        return kept

    def _finish(self, row: int) -> None:
        self._finished.add(row)
        self._leave(row)

    def _leave(self, row: int) -> None:
        self._similarity[row] = self._similarity[:, row] = -float("inf")
