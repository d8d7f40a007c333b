"""The maintainers' channel: drafts to post, questions left open, and entries on their way into the FAQ."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, Protocol
from weakref import WeakValueDictionary

from adapters import cards, notices
from adapters.background import Background
from adapters.base import LAST, DeliveryError, Incoming, Platform
from adapters.cards import Action, Form, Kind, View
from adapters.policy import Rules
from adapters.worker import Worker, persistently, sentence
from rag_core import entries
from rag_core.citations.quotes import best_quote
from rag_core.errors import CoreError
from rag_core.journal import Journal
from rag_core.journal.records import ASIDE, TOLD, Asked, Card, Claim, Record, told_name
from rag_core.llm import ChatModel
from rag_core.similar import Similar
from rag_core.types import Answer, Citation, Origin, Section, Trace

log = logging.getLogger(__name__)

CARD_KIND, POSTED_KIND = (f"{ASIDE}{kind}" for kind in ("card", "posted"))
SAME_QUESTION = 0.7  # cosine from which on whoever asked a question is told of the entry that another one led to
ASKED_WITHIN = timedelta(days=180)
_WAITING: Mapping[Kind, tuple[str, ...]] = {"draft": ("open",), "unsure": ("told",), "entry": ("offered", "drafted")}


class Publisher(Protocol):
    """Puts entries into the docs."""

    async def publish(self, entry: str, heading: str, text: str) -> Section:
        """Write an entry once, however often it is called; its section, as it can be found now.

        `entry` is its id. Raises CoreError, whose sentence names what is wrong and the remedy.
        """


@dataclass(slots=True)
class Maintainers:
    """Shows cards, and does what their buttons say. Every step is in the journal before the next begins."""

    journal: Journal
    worker: Worker
    rules: Callable[[], Rules]
    similar: Similar
    publisher: Publisher
    model: ChatModel | None = None
    _locks: WeakValueDictionary[str, asyncio.Lock] = field(default_factory=WeakValueDictionary)  # by question
    background: Background = field(default_factory=Background)

    # What happens elsewhere

    async def draft(self, claim: Claim, answer: Answer, platform: Platform) -> None:
        """Show an answer to the maintainers instead of to everybody, and close its question."""
        await self.journal.deal("draft", claim.id, platform.name, "open")
        await self.journal.close(claim, answer)
        await self._show("draft", claim.id, platform)

    async def unsure(self, claim: Claim, platform: Platform) -> None:
        """Tell the maintainers of a question that got no answer."""
        if self._channel(claim.origin):
            await self.journal.deal("unsure", claim.id, platform.name, "told")
            await self._show("unsure", claim.id, platform)

    async def person_answered(self, asked: Asked, words: str, platform: Platform) -> None:
        """Offer to make an entry of what a person has answered."""
        if self._channel(asked.origin):
            await self.journal.deal("entry", asked.id, platform.name, "offered", text=words[: cards.TEXT_MAX])
            await self._show("entry", asked.id, platform)

    async def announce(self, origin: Origin, view: View, platform: Platform) -> None:
        """Post something in a maintainers' channel, once for the name that stands in place of a message's id.

        Raises DeliveryError.
        """
        claim = await self.journal.claim(origin, asker="", text="", kind=CARD_KIND)
        known = None if claim else await self.journal.find(origin)
        claim = known.claim if known and known.closed is None else claim  # begun by a process that is gone
        if claim:
            await persistently(partial(platform.card, claim, self.worker.ledger(claim)), view)
            await self.journal.close(claim, sentence(claim, ""))

    async def shown(self, claim: Claim, platform: Platform) -> None:
        """Finish a card whose process is gone; what was announced is announced again by whoever did."""
        kind, _, subject = claim.origin.message.partition(":")
        if kind not in _WAITING:
            return
        await self._show(_kind(kind), subject, platform)

    async def go_on(self, platform: Platform) -> None:
        """Take up what was begun and not ended when the process before ended."""
        for card in await self.journal.cards(platform.name, "draft", "posting"):
            self._begin(self._post(card, platform))
        for card in await self.journal.cards(platform.name, "entry", "drafting"):
            self._begin(self._write_draft(card, platform))
        for card in await self.journal.cards(platform.name, "entry", "approved"):
            self._begin(self._publish(card, platform))
        for kind, states in _WAITING.items():
            for card in await self.journal.cards(platform.name, kind, *states):
                if not await self._is_shown(card):
                    self._begin(self._show(kind, card.subject, platform))

    # Buttons and forms

    async def pressed(self, action: Action, subject: str, person: str, platform: Platform) -> Form | str:
        """Do what a button is for: a form to open, or a sentence for whoever pressed."""
        card = await self.journal.card(_of(action), subject)
        record = await self.journal.record(subject)
        if card is None or record is None or not record.claim.text:
            return notices.forgotten()
        match action, card.state:
            case "edit", "open" if record.answer:
                return cards.draft_form(card, record.answer)
            case "revise", "drafted":
                return cards.entry_form(card)
            case "post", "open":
                return await self._moved(card, "posting", person, platform, self._post)
            case "make", "offered":
                return await self._moved(card, "drafting", person, platform, self._write_draft)
            case "approve", "drafted":
                return await self._moved(card, "approved", person, platform, self._publish)
            case ("drop", "open") | ("leave", "offered" | "drafted"):
                return await self._moved(card, "dismissed", person, platform, self._dismiss)
        return notices.decided_before()

    async def sent(
        self, action: Action, subject: str, person: str, given: Mapping[str, str], platform: Platform
    ) -> str:
        """Take a form; a sentence for whoever sent it."""
        card = await self.journal.card(_of(action), subject)
        text = given.get(cards.TEXT, "").strip()
        if card is None:
            return notices.forgotten()
        if not text:
            return notices.nothing_written()
        match action, card.state:
            case "edit", "open":
                return await self._moved(card, "posting", person, platform, self._post, text=text)
            case "revise", "drafted":
                heading = entries.heading(given.get(cards.HEADING, "") or card.heading)
                text = entries.below_heading(text)  # the card shows what will be in the docs
                return await self._moved(card, "approved", person, platform, self._publish, heading=heading, text=text)
        return notices.decided_before()

    async def _moved(
        self,
        card: Card,
        state: str,
        person: str,
        platform: Platform,
        then: Callable[[Card, Platform], Coroutine[Any, Any, None]],
        **words: str,
    ) -> str:
        if not await self.journal.advance(card, state, person=person, **words):
            return notices.decided_before()
        self._begin(then(replace(card, state=state, person=person, **words), platform))
        return ""

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        self.background.start(work, "a card is left as it is until the next start")

    # The steps

    async def _post(self, card: Card, platform: Platform) -> None:
        """Post a draft for everybody, where it was asked."""
        record = await self._asked(card.subject)
        if record and record.answer:
            answer = cards.cited(record.answer, card.text) if card.text else record.answer
            await self._say_below(record.claim.origin, f"posted:{card.subject}", POSTED_KIND, answer, platform)
        await self.journal.advance(card, "posted")
        await self._show("draft", card.subject, platform)

    async def _dismiss(self, card: Card, platform: Platform) -> None:
        await self._show(_kind(card.kind), card.subject, platform)

    async def _write_draft(self, card: Card, platform: Platform) -> None:
        """Draft an entry from the thread as it is now."""
        await self._show("entry", card.subject, platform)
        record = await self._asked(card.subject)
        if record is None:
            return
        thread = await self._remarks(record.claim, card.text, platform)
        entry = await entries.drafted(record.claim.text, thread, self.model)
        await self.journal.advance(card, "drafted", heading=entry.heading, text=entry.text)
        await self._show("entry", card.subject, platform)

    async def _remarks(self, asked: Claim, answered: str, platform: Platform) -> tuple[entries.Remark, ...]:
        """What people said in the thread; where it cannot be read, the answer that was heard."""
        thread = asked.origin.thread or asked.origin.message
        below = Incoming(
            origin=replace(asked.origin, message=LAST, thread=thread),
            user=asked.asker,
            text="",
            kind="thread",
            asked_at=datetime.now(UTC),
        )
        try:
            said = (await platform.thread(below)).said
        except DeliveryError as error:
            log.info("the thread of question %s cannot be read: %s", asked.id, error.reason)
            said = ()
        found = tuple(entries.Remark(text=one.text, asker=one.person == asked.asker) for one in said)
        if any(not remark.asker for remark in found):
            return found
        return (*found, entries.Remark(text=answered, asker=False))

    async def _publish(self, card: Card, platform: Platform) -> None:
        """Put an entry into the docs, and tell who asked."""
        await self._show("entry", card.subject, platform)
        try:
            section = await self.publisher.publish(card.subject, card.heading, card.text)
        except CoreError as error:
            log.error("entry %s is not in the docs: %s", card.subject, error)  # noqa: TRY400
            if await self.journal.advance(card, "drafted"):
                await self._show("entry", card.subject, platform, notices.not_published(str(error)))
            return
        for asked in await self._askers(card, platform):
            if asked.audience == "internal" or section.audience == "public":
                await self._tell(asked, card, section, platform)
        await self.journal.advance(card, "done")
        await self._show("entry", card.subject, platform)

    async def _askers(self, card: Card, platform: Platform) -> list[Asked]:
        """Everybody whose question the entry answers."""
        record = await self._asked(card.subject)
        if record is None:
            return []
        origin = record.claim.origin
        missing = await self.journal.missing(platform.name, origin.workspace, datetime.now(UTC) - ASKED_WITHIN)
        cosines = await self.similar.to(record.claim.text, [asked.text for asked in missing])
        return [
            asked
            for cosine, asked in zip(cosines, missing, strict=True)
            if asked.id == card.subject or cosine >= SAME_QUESTION
        ]

    async def _tell(self, asked: Asked, card: Card, section: Section, platform: Platform) -> None:
        """Give whoever asked the entry, with its section as the source."""
        answer = Answer(
            id=asked.id,
            text=notices.in_the_faq_now(card.text),
            outcome="answered",
            citations=(
                Citation(number=1, section=section, quote=best_quote(section.text, frozenset(), lambda _: 0.0)),
            ),
            trace=Trace(),
        )
        try:
            await self._say_below(asked.origin, told_name(asked.id), TOLD, answer, platform)
        except DeliveryError as error:
            log.warning("who asked %s was not told: %s", asked.id, error.reason)

    async def _say_below(self, asked: Origin, name: str, kind: str, answer: Answer, platform: Platform) -> None:
        """Post an answer in the thread of a question, once whatever happens."""
        origin = replace(asked, message=name, thread=asked.thread or asked.message)
        claim = await self.journal.claim(origin, asker="", text=answer.text, kind=kind)
        known = None if claim else await self.journal.find(origin)
        claim = known.claim if known and known.closed is None else claim  # begun by a process that is gone
        if claim:
            await self.worker.deliver(claim, platform.reply(claim, None, self.worker.ledger(claim)), answer)

    # Cards

    async def _show(self, kind: Kind, subject: str, platform: Platform, remark: str = "") -> None:
        """Make a card look as its state is; posted the first time, edited from then on."""
        lock = self._locks.setdefault(f"{kind}:{subject}", asyncio.Lock())
        async with lock:
            card, record = await self.journal.card(kind, subject), await self.journal.record(subject)
            if card is None or record is None:
                return
            claim = await self._claim(record.claim.origin, f"{kind}:{subject}")
            if claim is None:
                return
            view = self._view(card, record, platform)
            view = replace(view, text=f"{view.text}\n\n⚠️ {remark}") if remark else view
            try:
                await persistently(partial(platform.card, claim, self.worker.ledger(claim)), view)
            except DeliveryError as error:
                log.error("channel %s of the maintainers: %s", claim.origin.channel, error.reason)  # noqa: TRY400
            await self.journal.close(claim, sentence(claim, ""))

    async def _claim(self, asked: Origin, name: str) -> Claim | None:
        """The claim by which a card is posted once and found again."""
        channel = self._channel(asked)
        if not channel:
            return None
        origin = Origin(platform=asked.platform, workspace=asked.workspace, channel=channel, message=name)
        claim = await self.journal.claim(origin, asker="", text="", kind=CARD_KIND)
        known = None if claim else await self.journal.find(origin)
        return claim or (known.claim if known else None)

    async def _is_shown(self, card: Card) -> bool:
        asked = await self._asked(card.subject)
        channel = self._channel(asked.claim.origin) if asked else ""
        if asked is None or not channel:
            return True  # nothing is to be shown
        place = {"platform": card.platform, "workspace": asked.claim.origin.workspace, "channel": channel}
        posted = await self.journal.find(Origin(**place, message=f"{card.kind}:{card.subject}"))
        return posted is not None and posted.closed is not None

    def _view(self, card: Card, record: Record, platform: Platform) -> View:
        asked, link = record.claim, platform.link(record.claim.origin)
        answer = record.answer or sentence(asked, "")
        match card.kind:
            case "draft":
                return cards.draft(card, asked, answer, link)
            case "unsure":
                return cards.unsure(card, asked, answer, link)
        return cards.entry(card, asked, link)

    def _channel(self, asked: Origin) -> str:
        return self.rules().of_channel(asked.platform, asked.channel).maintainers

    async def _asked(self, subject: str) -> Record | None:
        """The question of a card, unless it was forgotten."""
        record = await self.journal.record(subject)
        return record if record and record.claim.text else None


def _of(action: Action) -> Kind:
    """The kind of card that has such a button."""
    return "draft" if action in {"post", "edit", "drop"} else "entry"


def _kind(word: str) -> Kind:
    return "draft" if word == "draft" else "unsure" if word == "unsure" else "entry"
