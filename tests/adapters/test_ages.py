"""How the age of a cited page is told, and when."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.notices import AGELESS, Freshness, age
from adapters.terminal import print_answer, sources_text
from rag_core.types import Answer, Citation, Section

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
STRICT = Freshness(stale_after=timedelta(minutes=1), now=NOW)
SECTION = Section(id="1", page="a.md", title="FAQ", headings=(), anchor="", url="", text="In S3.", digest="")


@pytest.mark.parametrize(
    ("past", "told"),
    [
        (timedelta(minutes=1), "updated 1 minute ago"),
        (timedelta(hours=5), "updated 5 hours ago"),
        (timedelta(days=1), "updated 1 day ago"),
        (timedelta(days=45), "updated 45 days ago"),
        (timedelta(days=430), "updated 14 months ago"),
        (timedelta(days=729), "updated 23 months ago"),
        (timedelta(days=731), "updated 2 years ago"),
    ],
)
def test_an_age_is_told_in_the_unit_that_people_would_use(past, told):
    assert age(NOW - past, STRICT) == told


def test_a_limit_of_seconds_has_words_too():
    assert age(NOW - timedelta(seconds=40), Freshness(stale_after=timedelta(seconds=30), now=NOW)) == "updated just now"


@given(st.timedeltas(timedelta(0), timedelta(days=9_000)), st.timedeltas(timedelta(0), timedelta(days=9_000)))
def test_an_age_is_told_from_the_limit_on_and_only_then(past, limit):
    told = age(NOW - past, Freshness(stale_after=limit, now=NOW))
    assert bool(told) is (limit > timedelta(0) and past >= limit)


def test_what_has_no_time_or_lies_ahead_has_no_age():
    assert (
        age(None, STRICT)
        == age(NOW + timedelta(days=1), STRICT)
        == age(datetime(1990, 1, 1, tzinfo=UTC), AGELESS)
        == ""
    )


def test_the_terminal_shows_it_beside_the_source(capsys):
    citation = Citation(number=1, section=replace(SECTION, updated=NOW - timedelta(days=430)), quote="In S3.")
    answer = Answer(id="1", text="In S3 [1].", outcome="answered", citations=(citation,))
    assert sources_text(answer) == "[1] FAQ (a.md)\n    “In S3.”"
    print_answer(answer, freshness=STRICT)
    assert "[1] FAQ (a.md) · updated 14 months ago\n    “In S3.”" in capsys.readouterr().out
