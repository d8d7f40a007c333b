"""When people are there to answer: weekdays, hours and a time zone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, time
from zoneinfo import ZoneInfo

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
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


def parse(text: str) -> WorkingHours:
    """Read `Mon-Fri 09:00-17:30 Europe/Berlin`, `Mon,Wed 22:00-06:00`; the zone is UTC when none is named.

    Raises ValueError for anything else.
    """
    found = _FORM.fullmatch(text.strip())
    if found is None:
        raise ValueError(text)
    zone = found["zone"] or "UTC"
    try:
        ZoneInfo(zone)
    except (LookupError, ValueError, OSError):
        raise ValueError(zone) from None
    start, end = time.fromisoformat(found["start"].zfill(5)), time.fromisoformat(found["end"].zfill(5))
    return WorkingHours(days=frozenset(_days(found["days"].casefold())), start=start, end=end, zone=zone)


def _days(text: str) -> list[int]:
    days: list[int] = []
    for part in text.split(","):
        first, _, last = part.partition("-")
        low, high = DAYS.index(first), DAYS.index(last or first)
        days += [day % 7 for day in range(low, high + 1 if high >= low else high + 8)]
    return days
