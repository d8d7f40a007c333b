"""Weekdays, hours and time zones: when people are there to answer, and when something is due every week."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MOMENT = re.compile(r"(?P<day>[a-z]{3})\s+(?P<at>\d{1,2}:\d{2})(?:\s+(?P<zone>\S+))?", re.IGNORECASE)
_FORM = re.compile(
    r"(?P<days>[a-z]{3}(?:[-,][a-z]{3})*)\s+(?P<start>\d{1,2}:\d{2})-(?P<end>\d{1,2}:\d{2})(?:\s+(?P<zone>\S+))?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkingHours:
    """Hours of some days of the week, from `start` up to `end`; past midnight when `end` is the earlier one."""

    days: frozenset[int]  # 0 is Monday
    start: time
    end: time
    zone: str = "UTC"

    def contain(self, moment: datetime) -> bool:
        """Whether a moment, aware, is within them. Hours past midnight belong to the day on which they began."""
        local = moment.astimezone(ZoneInfo(self.zone))
        day, clock = local.weekday(), local.time()
        if self.start < self.end:
            return day in self.days and self.start <= clock < self.end
        return (day in self.days and clock >= self.start) or ((day - 1) % 7 in self.days and clock < self.end)


@dataclass(frozen=True, slots=True, kw_only=True)
class Weekly:
    """A moment of every week."""

    day: int  # 0 is Monday
    at: time
    zone: str = "UTC"

    def latest(self, now: datetime) -> datetime:
        """The last such moment, UTC, that is not after `now`, which is aware."""
        local = now.astimezone(ZoneInfo(self.zone))
        due = datetime.combine(local.date() - timedelta(days=(local.weekday() - self.day) % 7), self.at, local.tzinfo)
        return (due if due <= local else due - timedelta(days=7)).astimezone(UTC)


MONDAY_MORNING = Weekly(day=0, at=time(9))


def parse(text: str) -> WorkingHours:
    """Read `Mon-Fri 09:00-17:30 Europe/Berlin`, `Mon,Wed 22:00-06:00`; the zone is UTC when none is named.

    Raises ValueError for anything else.
    """
    found = _FORM.fullmatch(text.strip())
    if found is None:
        raise ValueError(text)
    days = frozenset(_days(found["days"].casefold()))
    return WorkingHours(days=days, start=_clock(found["start"]), end=_clock(found["end"]), zone=_zone(found["zone"]))


def parse_weekly(text: str) -> Weekly:
    """Read `Mon 09:00 Europe/Berlin`; the zone is UTC when none is named. Raises ValueError for anything else."""
    found = _MOMENT.fullmatch(text.strip())
    if found is None:
        raise ValueError(text)
    return Weekly(day=DAYS.index(found["day"].casefold()), at=_clock(found["at"]), zone=_zone(found["zone"]))


def _clock(text: str) -> time:
    return time.fromisoformat(text.zfill(5))


def _zone(name: str | None) -> str:
    try:
        ZoneInfo(name or "UTC")
    except (LookupError, ValueError, OSError):
        raise ValueError(name) from None
    return name or "UTC"


def _days(text: str) -> list[int]:
    days: list[int] = []
    for part in text.split(","):
        first, _, last = part.partition("-")
        low, high = DAYS.index(first), DAYS.index(last or first)
        days += [day % 7 for day in range(low, high + 1 if high >= low else high + 8)]
    return days
