"""Working hours: weekdays, hours past midnight, time zones."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from adapters.hours import DAYS, parse, parse_weekly


@pytest.mark.parametrize(
    ("text", "moment", "within"),
    [
        ("Mon-Fri 09:00-17:30", "2026-11-23T09:00+00:00", True),
        ("Mon-Fri 09:00-17:30", "2026-11-23T17:30+00:00", False),
        ("Mon-Fri 09:00-17:30", "2026-11-22T12:00+00:00", False),
        ("Mon-Fri 9:00-17:30 Europe/Berlin", "2026-11-23T08:30+00:00", True),
        ("Mon-Fri 09:00-17:30 Asia/Seoul", "2026-11-23T23:30+00:00", False),
        ("Sun-Thu 09:00-17:00", "2026-11-22T12:00+00:00", True),
        ("Sat,Sun 10:00-12:00", "2026-11-22T11:00+00:00", True),
        ("Fri 22:00-06:00", "2026-11-28T05:59+00:00", True),
        ("Fri 22:00-06:00", "2026-11-27T05:59+00:00", False),
    ],
)
def test_hours_hold_on_their_days_in_their_zone(text: str, moment: str, *, within: bool) -> None:
    assert parse(text).contain(datetime.fromisoformat(moment)) is within


@pytest.mark.parametrize(
    "text", ["", "always", "Mon-Fri", "Mon 25:00-26:00", "Foo 09:00-10:00", "Mon 9:00-10:00 Mars/X"]
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        parse(text)


@given(st.sampled_from(DAYS), st.sampled_from(DAYS), st.datetimes(timezones=st.just(UTC)))
def test_a_moment_is_within_its_days_or_the_others(first: str, last: str, moment: datetime) -> None:
    inside = parse(f"{first}-{last} 00:00-23:59")
    week = {(moment + timedelta(days=day)).weekday() for day in range(7) if day in inside.days}
    assert len(week) == len(inside.days)
    if moment.time().isoformat() < "23:59":
        assert inside.contain(moment) is (moment.weekday() in inside.days)


@pytest.mark.parametrize(
    ("text", "now", "latest"),
    [
        ("Mon 09:00", "2026-11-23T09:00+00:00", "2026-11-23T09:00+00:00"),
        ("Mon 09:00", "2026-11-23T08:59+00:00", "2026-11-16T09:00+00:00"),
        ("Mon 9:00 Europe/Berlin", "2026-11-24T12:00+00:00", "2026-11-23T08:00+00:00"),
        ("Mon 00:30 Asia/Seoul", "2026-11-22T15:30+00:00", "2026-11-22T15:30+00:00"),
    ],
)
def test_the_latest_moment_of_the_week(text: str, now: str, latest: str) -> None:
    assert parse_weekly(text).latest(datetime.fromisoformat(now)) == datetime.fromisoformat(latest)


@given(st.sampled_from(DAYS), st.datetimes(timezones=st.just(UTC)))
def test_the_latest_moment_is_within_the_last_week(day: str, now: datetime) -> None:
    assume(now.year not in {1, 9999})
    assert timedelta(0) <= now - parse_weekly(f"{day} 09:00").latest(now) < timedelta(days=7)
