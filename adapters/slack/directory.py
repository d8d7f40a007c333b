"""Who people are and what channels are, as Slack says, asked anew every ten minutes."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Mapping
from typing import Any
from weakref import WeakValueDictionary

from adapters.base import DeliveryError, Standing
from adapters.slack.calls import Calls
from adapters.slack.events import Bot

log = logging.getLogger(__name__)

FRESH = 600.0  # seconds; somebody made a guest is one to us after that
REMEMBERED = 5_000  # people and channels


class Directory:
    """Answers from memory where it can. Belongs to one event loop."""

    def __init__(self, calls: Calls, bot: Bot) -> None:
        self._calls = calls
        self._bot = bot
        self._known: dict[str, tuple[float, Mapping[str, Any]]] = {}
        self._asking: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def standing(self, user: str, channel: str) -> Standing:
        """What a person is in a channel; "foreign" in every channel shared with another organisation."""
        try:
            person, place = await asyncio.gather(self._person(user), self._channel(channel))
        except DeliveryError as error:
            log.warning("who may read what cannot be known: %s", error.reason)
            return "unknown"
        if place.get("is_ext_shared") or place.get("is_pending_ext_shared") or self._is_stranger(person):
            return "foreign"
        if person.get("is_restricted") or person.get("is_ultra_restricted"):
            return "guest"
        return "member" if person.get("id") == user else "unknown"

    async def team(self, user: str) -> str:
        """The workspace that a person is of. Raises DeliveryError."""
        return str((await self._person(user)).get("team_id") or self._bot.team)

    def _is_stranger(self, person: Mapping[str, Any]) -> bool:
        if person.get("is_stranger"):
            return True
        if person.get("team_id") == self._bot.team:
            return False
        # Colleagues in an Enterprise Grid may be of another workspace of the same organisation.
        organisation = (person.get("enterprise_user") or {}).get("enterprise_id")
        return not organisation or organisation != self._bot.enterprise

    async def _person(self, user: str) -> Mapping[str, Any]:
        return await self._look_up(user, "users.info", "user")

    async def _channel(self, channel: str) -> Mapping[str, Any]:
        if channel.startswith("D"):
            return {}  # a direct conversation is shared only by who the person is
        return await self._look_up(channel, "conversations.info", "channel")

    async def _look_up(self, name: str, method: str, kind: str) -> Mapping[str, Any]:
        lock = self._asking.setdefault(name, asyncio.Lock())
        async with lock:  # many ask for the same channel at once
            asked, found = self._known.get(name, (0.0, None))
            if found is not None and time.monotonic() - asked < FRESH:
                return found
            fresh: Mapping[str, Any] = (await self._calls.do(method, **{kind: name}))[kind]
            if len(self._known) >= REMEMBERED:
                self._known.pop(next(iter(self._known)))
            self._known[name] = (time.monotonic(), fresh)
            return fresh
