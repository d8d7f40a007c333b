"""Average linkage: the same groups as merging step by step over all pairs, and no chains."""

from __future__ import annotations

from itertools import combinations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from rag_core.clusters import average_linkage


@st.composite
def similarities(draw) -> np.ndarray:
    """Symmetric matrices of distinct values, so that there is one right result."""
    size = draw(st.integers(1, 9))
    pairs = list(combinations(range(size), 2))
    values = draw(st.lists(st.integers(-999, 999), min_size=len(pairs), max_size=len(pairs), unique=True))
    matrix = np.eye(size, dtype=np.float32)
    for (one, other), value in zip(pairs, values, strict=True):
        matrix[one, other] = matrix[other, one] = value / 1000
    return matrix


def step_by_step(matrix: np.ndarray, weights: list[int], least: float) -> set[tuple[int, ...]]:
    groups = [(row,) for row in range(len(matrix))]

    def alike(one: tuple[int, ...], other: tuple[int, ...]) -> float:
        pairs = [(weights[a] * weights[b], matrix[a, b]) for a in one for b in other]
        return float(sum(w * s for w, s in pairs) / sum(w for w, _ in pairs))

    while len(groups) > 1:
        one, other = max(combinations(groups, 2), key=lambda pair: alike(*pair))
        if alike(one, other) < least:
            break
        groups = [group for group in groups if group not in {one, other}] + [tuple(sorted(one + other))]
    return set(groups)


@settings(max_examples=200)
@given(similarities(), st.lists(st.integers(1, 5), min_size=9, max_size=9), st.floats(-0.5, 0.9))
def test_groups_are_those_of_merging_the_most_similar_two_again_and_again(matrix, weights, least) -> None:
    found = average_linkage(matrix.copy(), weights[: len(matrix)], least)
    assert set(found) == step_by_step(matrix, weights, least)
    assert list(found) == sorted(found)


def test_a_chain_of_neighbours_does_not_tie_its_ends() -> None:
    places = np.arange(10)
    chain = (1 - 0.4 * np.abs(places[:, None] - places[None, :])).astype(np.float32)
    groups = average_linkage(chain, [1] * 10, 0.3)
    assert max(map(len, groups)) <= 3
    assert sorted(row for group in groups for row in group) == list(range(10))


def test_nothing_gives_no_groups() -> None:
    assert average_linkage(np.zeros((0, 0), np.float32), [], 0.5) == ()
