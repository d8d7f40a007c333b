"""The cards in the maintainers' channels: each posted once, edited from then on, tried again until it stands there."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from weakref import WeakValueDictionary

from adapters import cards
from adapters.base import DeliveryError, Platform
from adapters.cards import Kind, View
from adapters.policy import Rules
from adapters.worker import Worker, persistently, sentence
from rag_core.journal import Journal
from rag_core.journal.records import ASIDE, Card, Claim, Record, card_name
from rag_core.types import Origin

log = logging.getLogger(__name__)

CARD_KIND = f"{ASIDE}card"
WAITING: Mapping[Kind, tuple[str, ...]] = {"draft": ("open",), "unsure": ("told",), "entry": ("offered", "drafted")}
"""The states in which a card waits for somebody, by its kind."""


@dataclass(slots=True)
class Board:
    """Belongs to one event loop. A claim stays open for as long as its card could not be posted."""

    journal: Journal
    worker: Worker
    rules: Callable[[], Rules]
    _locks: WeakValueDictionary[Origin, asyncio.Lock] = field(default_factory=WeakValueDictionary)
    _refused: dict[str, str] = field(default_factory=dict)  # why, by channel; so that it is logged once

    def channel(self, asked: Origin) -> str:
        """Where the maintainers of a question's channel are; "" where there are none."""
        return self.rules().of_channel(asked.platform, asked.channel).maintainers

    async def asked(self, subject: str) -> Record | None:
        """The question of a card. None when it was forgotten or deleted, and when only its asker may know of it."""
        record = await self.journal.record(subject)
        hidden = record is None or not record.claim.text or record.claim.withdrawn or record.claim.private
        return None if hidden else record

    async def announce(self, origin: Origin, view: View, platform: Platform) -> None:
        """Post something in a maintainers' channel, once for the name that stands in place of a message's id.

        Raises DeliveryError, and is then to be called again.
        """
        await self.worker.once(origin, lambda claim: self._put(claim, view, platform), kind=CARD_KIND)

    async def show(self, kind: Kind, subject: str, platform: Platform, remark: str = "") -> bool:
        """Make a card look as its state is; False where it could not be, which is logged."""
        record = await self.asked(subject)
        channel = self.channel(record.claim.origin) if record else ""
        if record is None or not channel:
            return True
        origin = self._place(kind, record.claim)
        async with self._locks.setdefault(origin, asyncio.Lock()):
            card = await self.journal.card(kind, subject)
            claim = await self._open(origin) or await self._posted(origin)
            if card is None or claim is None:  # another process is about to post it
                return True
            view = _view(card, record, platform.link(record.claim.origin))
            try:
                await self._put(claim, replace(view, text=f"{view.text}\n\n⚠️ {remark}") if remark else view, platform)
            except DeliveryError as error:
                self._complain(channel, error)
                return False
            self._refused.pop(channel, None)
            return True

    async def take_down(self, asked: Claim, platform: Platform) -> None:
        """Remove the cards about a question that was deleted."""
        for kind in WAITING:
            origin = self._place(kind, asked)
            async with self._locks.setdefault(origin, asyncio.Lock()):
                await self.worker.take_back(origin, platform)

    async def catch_up(self, platform: Platform) -> None:
        """Post the cards that are not there; where a channel takes one, the others too."""
        shut: set[str] = set()
        for kind, states in WAITING.items():
            for card in await self.journal.unshown_cards(platform.name, kind, *states):
                record = await self.asked(card.subject)
                channel = self.channel(record.claim.origin) if record else ""
                if channel and channel not in shut and not await self.show(kind, card.subject, platform):
                    shut.add(channel)

    async def resumed(self, claim: Claim, platform: Platform) -> None:
        """Finish a card whose process is gone; what was announced is announced again by whoever did."""
        kind, _, subject = claim.origin.message.partition(":")
        if kind in WAITING:
            await self.show(cards.kind(kind), subject, platform)

    def _place(self, kind: Kind, asked: Claim) -> Origin:
        """What names a card."""
        channel, name = self.channel(asked.origin), card_name(kind, asked.id)
        return replace(asked.origin, channel=channel, message=name, thread="")

    async def _open(self, origin: Origin) -> Claim | None:
        """The right to post; None when it is posted, or another process is at it."""
        claim = await self.journal.claim(origin, asker="", text="", kind=CARD_KIND)
        return claim or await self.journal.take(origin)

    async def _posted(self, origin: Origin) -> Claim | None:
        known = await self.journal.find(origin)
        return known.claim if known and known.closed is not None else None

    async def _put(self, claim: Claim, view: View, platform: Platform) -> None:
        await persistently(partial(platform.card, claim, self.worker.ledger(claim)), view)
        await self.journal.close(claim, sentence(claim, ""))

    def _complain(self, channel: str, error: DeliveryError) -> None:
        if self._refused.get(channel) != error.reason:
            log.error("channel %s of the maintainers takes no cards: %s", channel, error.reason)
        self._refused[channel] = error.reason


def _view(card: Card, record: Record, link: str) -> View:
    asked, answer = record.claim, record.answer or sentence(record.claim, "")
    match card.kind:
        case "draft":
            return cards.draft(card, asked, answer, link)
        case "unsure":
            return cards.unsure(card, asked, answer, link)
    return cards.entry(card, asked, link)
