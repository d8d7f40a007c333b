"""Ids of Discord's form: when something was made, and a number to tell it from its neighbours."""

from __future__ import annotations

import time
from datetime import UTC, datetime

DISCORD_EPOCH = 1_420_070_400_000  # milliseconds; discord-api-docs, developers/reference#snowflakes
_WORKER_BITS = 22
_SCENERY_START = 1_577_836_800_000  # milliseconds: what is there before a test begins was made from 2020 on


class Snowflakes:
    """Gives out ids. Two never agree, and later ones are greater within each of the two kinds."""

    def __init__(self) -> None:
        self._last = 0
        self._past = 0
        self._scenery = _SCENERY_START - DISCORD_EPOCH

    def now(self) -> int:
        """The id of something that happens now."""
        self._last = max((int(time.time() * 1_000) - DISCORD_EPOCH) << _WORKER_BITS, self._last + 1)
        return self._last

    def past(self, age: float) -> int:
        """The id of something that happened `age` seconds ago."""
        self._past += 1
        return ((int((time.time() - age) * 1_000) - DISCORD_EPOCH) << _WORKER_BITS) | (self._past & 0xFFF)

    def old(self) -> int:
        """The id of something that was there before. One for each millisecond, so that shards get equal shares."""
        self._scenery += 1
        return self._scenery << _WORKER_BITS


def created(snowflake: int) -> datetime:
    """When the thing with that id was made."""
    return datetime.fromtimestamp(((snowflake >> _WORKER_BITS) + DISCORD_EPOCH) / 1_000, UTC)


def iso(moment: datetime) -> str:
    """A time as Discord writes it."""
    return moment.isoformat(timespec="microseconds")


def shard_of(guild: int, count: int) -> int:
    """The shard that serves a guild; discord-api-docs, developers/events/gateway#sharding."""
    return (guild >> _WORKER_BITS) % count
