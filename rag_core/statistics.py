"""What the bot did, in numbers: questions, outcomes, votes, latency, tokens and cost, by day, channel or source."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from rag_core.types import Outcome

By = Literal["day", "channel", "source"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What became of one question, without a word of it."""

    platform: str
    channel: str
    at: datetime  # UTC
    outcome: Outcome | None  # None while it is open, and when it was deleted before it was answered
    pages: frozenset[tuple[str, str]]  # source and page of what was cited
    seconds: float | None  # from the search to the checked answer; None when there was none
    tokens: int  # prompt and completion, of all revisions
    cost: float | None  # US dollars; None where the price is not known
    up: int  # votes on the present answer
    down: int
    escalated: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Sums:
    """The figures of all questions of one day, channel or page."""

    key: tuple[str, ...]  # day; platform and channel; source and page
    questions: int
    answered: int
    excerpts: int
    not_covered: int
    failed: int
    up: int
    down: int
    escalated: int
    p50: float | None  # seconds; None when no answer was timed
    p95: float | None
    tokens: int
    cost: float | None  # US dollars, of those whose price is known; None when it is of none


KEYS: Mapping[By, tuple[str, ...]] = {
    "day": ("day",),
    "channel": ("platform", "channel"),
    "source": ("source", "page"),
}
"""What the parts of `Sums.key` are."""


def summed(figures: Iterable[Figures], by: By) -> tuple[Sums, ...]:
    """Sums by day (UTC), oldest first, or by channel or cited page, most questions first.

    A question counts, with all that it has cost, for each page that its answer cites.
    """
    keys = _KEYS[by]
    groups: defaultdict[tuple[str, ...], list[Figures]] = defaultdict(list)
    for one in figures:
        for key in keys(one):
            groups[key].append(one)
    sums = sorted((total(group, key) for key, group in groups.items()), key=lambda one: one.key)
    return tuple(sums if by == "day" else sorted(sums, key=lambda one: -one.questions))


def total(figures: Sequence[Figures], key: tuple[str, ...] = ()) -> Sums:
    """One line for all of them."""
    outcomes = Counter(one.outcome for one in figures)
    seconds = sorted(one.seconds for one in figures if one.seconds is not None)
    costs = [one.cost for one in figures if one.cost is not None]
    return Sums(
        key=key,
        questions=len(figures),
        answered=outcomes["answered"],
        excerpts=outcomes["excerpts"],
        not_covered=outcomes["not_covered"],
        failed=outcomes["failed"],
        up=sum(one.up for one in figures),
        down=sum(one.down for one in figures),
        escalated=sum(one.escalated for one in figures),
        p50=percentile(seconds, 0.5),
        p95=percentile(seconds, 0.95),
        tokens=sum(one.tokens for one in figures),
        cost=math.fsum(costs) if costs else None,
    )


def percentile(ascending: Sequence[float], share: float) -> float | None:
    """The smallest value that at least `share` of the values do not exceed (nearest rank); None of no values."""
    return ascending[max(0, math.ceil(share * len(ascending)) - 1)] if ascending else None


_KEYS: Mapping[By, Callable[[Figures], Iterable[tuple[str, ...]]]] = {
    "day": lambda one: ((one.at.date().isoformat(),),),
    "channel": lambda one: ((one.platform, one.channel),),
    "source": lambda one: one.pages,
}
