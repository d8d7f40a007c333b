"""The fair line of questions: a bounded number in work, and nobody waits behind one person's many."""

from __future__ import annotations

import asyncio
from collections import OrderedDict, deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field


class LineFull(Exception):
    """So many are waiting that one more is turned away."""


@dataclass(eq=False, slots=True)
class _Ticket:
    turn: asyncio.Future[None]
    moved: Callable[[int], None]
    told: int = 0


@dataclass(slots=True)
class Line:
    """Lets `active` questions be worked on at a time; people take turns, each person's own in order.

    Belongs to one event loop. `waiting` more may stand in line.
    """

    active: int
    waiting: int
    _working: int = 0
    _people: OrderedDict[str, deque[_Ticket]] = field(default_factory=OrderedDict)

    @property
    def length(self) -> int:
        """How many stand in line."""
        return sum(len(tickets) for tickets in self._people.values())

    @asynccontextmanager
    async def turn(self, person: str, moved: Callable[[int], None] = lambda _: None) -> AsyncIterator[None]:
        """Wait for the person's turn, work inside the block. `moved` is told the place in line, 1 is next.

        Raises LineFull at once when too many wait.
        """
        if self._working < self.active and not self._people:
            self._working += 1
        else:
            await self._wait(person, moved)
        try:
            yield
        finally:
            self._pass_on()

    async def _wait(self, person: str, moved: Callable[[int], None]) -> None:
        if self.length >= self.waiting:
            raise LineFull
        ticket = _Ticket(asyncio.get_running_loop().create_future(), moved)
        self._people.setdefault(person, deque()).append(ticket)
        self._tell_places()
        try:
            await ticket.turn
        except asyncio.CancelledError:
            if ticket.turn.done() and not ticket.turn.cancelled():
                self._pass_on()  # the turn had come already
            else:
                self._leave(person, ticket)
            raise

    def _pass_on(self) -> None:
        """Hand the freed place to the person whose turn it is."""
        while self._people:
            person, tickets = self._people.popitem(last=False)
            ticket = tickets.popleft()
            if tickets:
                self._people[person] = tickets  # at the end: the others first
            if not ticket.turn.done():  # it may have been cancelled a moment ago
                ticket.turn.set_result(None)
                self._tell_places()
                return
        self._working -= 1

    def _leave(self, person: str, ticket: _Ticket) -> None:
        tickets = self._people.get(person, deque())
        if ticket in tickets:
            tickets.remove(ticket)
            self._tell_places()
        if not tickets:
            self._people.pop(person, None)

    def _tell_places(self) -> None:
        """Places in the order of service: everybody's first, then everybody's second, and so on."""
        rounds = [(turn, row, t) for row, ts in enumerate(self._people.values()) for turn, t in enumerate(ts)]
        for place, (_, _, ticket) in enumerate(sorted(rounds, key=lambda entry: entry[:2]), start=1):
            if ticket.told != place:
                ticket.told = place
                ticket.moved(place)
