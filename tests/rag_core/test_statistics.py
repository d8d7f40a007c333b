"""Sums of what the bot did, and what the journal says of each question."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag_core.journal import Journal
from rag_core.statistics import Figures, percentile, summed, total
from tests.rag_core.journals import START, Clock, answer, answered, claimed, origin


def figures(**changes) -> Figures:
    plain = {"platform": "slack", "channel": "C1", "at": START, "outcome": "answered", "pages": frozenset()}
    numbers = {"seconds": 1.0, "tokens": 100, "cost": 0.5, "up": 0, "down": 0, "escalated": False}
    return Figures(**plain | numbers | changes)


def test_a_line_adds_up_its_questions() -> None:
    line = total(
        [
            figures(up=2),
            figures(outcome="not_covered", down=1, escalated=True, seconds=3.0, cost=None),
            figures(outcome="failed", seconds=None, tokens=0, cost=None),
            figures(outcome="excerpts", seconds=2.0),
            figures(outcome=None, seconds=None, tokens=0, cost=None),
        ]
    )
    assert (line.questions, line.answered, line.excerpts, line.not_covered, line.failed) == (5, 1, 1, 1, 1)
    assert (line.up, line.down, line.escalated, line.tokens, line.cost) == (2, 1, 1, 300, 1.0)
    assert (line.p50, line.p95) == (2.0, 3.0)


def test_days_are_those_of_utc_in_order() -> None:
    late = figures(at=START.replace(hour=23))
    lines = summed([figures(at=START + timedelta(days=1)), late, figures()], "day")
    assert [(line.key, line.questions) for line in lines] == [(("2026-03-01",), 2), (("2026-03-02",), 1)]


def test_the_busiest_channel_comes_first() -> None:
    lines = summed([figures(), figures(channel="C2"), figures(channel="C2"), figures(platform="discord")], "channel")
    assert [line.key for line in lines] == [("slack", "C2"), ("discord", "C1"), ("slack", "C1")]


def test_a_question_counts_for_each_page_that_its_answer_cites() -> None:
    pages = frozenset({("docs", "a.md"), ("docs", "b.md")})
    lines = summed([figures(pages=pages), figures(pages=frozenset({("docs", "b.md")})), figures()], "source")
    assert [(line.key, line.questions) for line in lines] == [(("docs", "b.md"), 2), (("docs", "a.md"), 1)]


@given(st.lists(st.floats(0, 1000), min_size=1), st.sampled_from((0.5, 0.95)))
def test_a_percentile_is_the_smallest_value_that_so_many_do_not_exceed(values: list[float], share: float) -> None:
    found = percentile(sorted(values), share)
    assert sum(value <= found for value in values) >= share * len(values)
    assert sum(value < found for value in values) < share * len(values)


@pytest.mark.parametrize("by", ["day", "channel", "source"])
def test_no_questions_give_no_lines(by) -> None:
    assert summed([], by) == ()
    assert total([]).p50 is None


async def test_the_journal_gives_each_question_in_numbers(journal: Journal, clock: Clock) -> None:
    claim = await answered(journal, origin("1"), "Why?", "So [1].")
    await journal.vote(claim.id, "U2", "up")
    await journal.vote(claim.id, "U3", "down")
    await journal.escalate(claim.id, "U3")
    clock.forward(minutes=1)
    await claimed(journal, origin("2"))
    pages = frozenset({("", "faq.md")})
    assert await journal.figures(START) == (
        figures(pages=pages, seconds=None, tokens=120, up=1, down=1, escalated=True),
        figures(at=clock.now, outcome=None, seconds=None, tokens=0, cost=None),
    )


async def test_what_was_forgotten_still_counts_as_numbers(journal: Journal) -> None:
    await answered(journal, origin("1"), "Why?", "So [1].")
    await journal.forget("slack", "U1")
    (line,) = summed(await journal.figures(START), "channel")
    assert (line.key, line.questions, line.answered, line.tokens) == (("slack", "C1"), 1, 1, 120)


async def test_asides_are_no_questions(journal: Journal) -> None:
    claim = await journal.claim(origin("1"), asker="U1", text="Help", kind="aside:help")
    await journal.close(claim, answer(claim))
    assert await journal.figures(START) == ()
