"""The maintainers' decisions: drafts to post, questions left open, and entries on their way into the FAQ."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

from adapters import cards, notices
from adapters.background import Background
from adapters.base import LAST, DeliveryError, Incoming, Platform, Thread
from adapters.board import Board
from adapters.cards import Action, Form, Kind
from adapters.worker import Posted
from rag_core import entries
from rag_core.citations.quotes import best_quote
from rag_core.errors import CoreError
from rag_core.journal import Journal
from rag_core.journal.records import (
    ASIDE,
    TOLD,
    Asked,
    Card,
    Claim,
    called_name,
    posted_name,
    shared_name,
    told_name,
)
from rag_core.llm import ChatModel
from rag_core.similar import Similar
from rag_core.types import Answer, Citation, Origin, Section, Trace

log = logging.getLogger(__name__)

POSTED_KIND = f"{ASIDE}posted"
SAME_QUESTION = 0.7  # cosine from which on whoever asked a question is told of the entry that another one led to
ASKED_WITHIN = timedelta(days=180)
LOOK_EVERY = 300.0  # seconds between two looks for what could not be done

Step = Callable[[Card, Platform], Coroutine[Any, Any, None]]


class Publisher(Protocol):
    """Puts entries into the docs."""

    async def publish(self, entry: str, heading: str, text: str) -> Section:
        """Write an entry once, however often it is called; its section, as it can be found now.

        `entry` is its id. Raises CoreError, whose sentence names what is wrong and the remedy.
        """


@dataclass(slots=True)
class Maintainers:
    """Does what the buttons of cards say. Every step is in the journal before the next begins."""

    board: Board
    similar: Similar
    publisher: Publisher
    model: ChatModel | None = None
    background: Background = field(default_factory=Background)
    _at_work: dict[tuple[str, str], asyncio.Task[None]] = field(default_factory=dict)  # by kind and subject
    _platforms: dict[str, Platform] = field(default_factory=dict)

    @property
    def journal(self) -> Journal:
        """Where the cards are."""
        return self.board.journal

    # What happens elsewhere

    async def draft(self, claim: Claim, answer: Answer, platform: Platform) -> None:
        """Show an answer to the maintainers instead of to everybody, and close its question."""
        await self.journal.deal("draft", claim.id, platform.name, "open")
        await self.journal.close(claim, answer)
        await self.board.show("draft", claim.id, platform)

    async def unsure(self, claim: Claim, answer: Answer, platform: Platform) -> None:
        """Close a question that gets no answer, and tell the maintainers of it. A draft of before goes."""
        told = bool(self.board.channel(claim.origin)) and not claim.private
        if told:
            await self.journal.deal("unsure", claim.id, platform.name, "told")
        await self.journal.close(claim, answer)
        await self.drop_draft(claim.id, platform)
        if told:
            await self.board.show("unsure", claim.id, platform)

    async def drop_draft(self, question: str, platform: Platform) -> bool:
        """Drop the draft for a question that is to be answered otherwise. False when it is being posted, or was."""
        card = await self.journal.card("draft", question)
        if card and card.state == "open" and await self.journal.advance(card, "dismissed"):
            self._begin(self._dismiss, card, platform)
            return True
        return card is None or card.state == "dismissed"

    async def has_posted(self, question: str) -> bool:
        """Whether the draft for a question is posted, or is being posted."""
        return cards.is_posted(await self.journal.card("draft", question))

    async def person_answered(self, asked: Asked, words: str, platform: Platform) -> None:
        """Offer to make an entry of what a person has answered."""
        if self.board.channel(asked.origin) and await self.board.asked(asked.id):
            await self.journal.deal("entry", asked.id, platform.name, "offered", text=words[: cards.TEXT_MAX])
            await self.board.show("entry", asked.id, platform)

    async def withdrawn(self, asked: Claim, platform: Platform) -> None:
        """A question was deleted: take away what was said and shown elsewhere because of it."""
        for name in (posted_name, told_name, shared_name, called_name):
            await self.board.worker.take_back(replace(asked.origin, message=name(asked.id)), platform)
        await self.board.take_down(asked, platform)

    async def go_on(self, platform: Platform) -> None:
        """Take up what was begun and not ended, here or in a process that is gone."""
        self._platforms[platform.name] = platform
        begun: tuple[tuple[Kind, str, Step], ...] = (
            ("draft", "posting", self._post),
            ("entry", "drafting", self._write_draft),
            ("entry", "approved", self._publish),
        )
        for kind, state, step in begun:
            for card in await self.journal.take_cards(platform.name, kind, state):
                if (card.kind, card.subject) not in self._at_work:
                    self._begin(step, card, platform)
        if (platform.name, "") not in self._at_work:
            self._start((platform.name, ""), self.board.catch_up(platform))

    async def keep(self, every: float = LOOK_EVERY) -> None:
        """Go on now and then, until cancelled."""
        while True:
            await asyncio.sleep(every)
            for platform in () if self.board.worker.stopping else tuple(self._platforms.values()):
                try:
                    await self.go_on(platform)
                except CoreError as error:
                    log.error("cards are left as they are: %s", error)  # noqa: TRY400

    # Buttons and forms

    async def pressed(self, action: Action, subject: str, person: str, platform: Platform) -> Form | str:
        """Do what a button is for: a form to open, or a sentence for whoever pressed."""
        card = await self.journal.card(_of(action), subject)
        record = await self.board.asked(subject)
        if card is None or record is None:
            return notices.forgotten()
        match action, card.state:
            case "edit", "open" if record.answer:
                return cards.draft_form(card, record.answer) or notices.too_long_to_edit()
            case "revise", "drafted":
                return cards.entry_form(card)
            case "approve", "drafted" if not card.text.strip():
                return notices.nothing_to_approve()
        state, step = self._next(action, card.state)
        if step is None:
            return notices.decided_before()
        unused = {"heading": "", "text": ""} if state == "dismissed" else {}
        return await self._moved(card, state, person, platform, step, **unused)

    def _next(self, action: Action, state: str) -> tuple[str, Step | None]:
        """What a button makes of a card in that state, and the work that follows."""
        match action, state:
            case "post", "open":
                return "posting", self._post
            case "make", "offered":
                return "drafting", self._write_draft
            case "approve", "drafted":
                return "approved", self._publish
            case ("drop", "open") | ("leave", "offered" | "drafted"):
                return "dismissed", self._dismiss
        return state, None

    async def sent(
        self, action: Action, subject: str, person: str, given: Mapping[str, str], platform: Platform
    ) -> str:
        """Take a form; a sentence for whoever sent it when nothing came of it."""
        card = await self.journal.card(_of(action), subject)
        text = given.get(cards.TEXT, "").strip()
        if card is None or await self.board.asked(subject) is None:
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

    async def _moved(self, card: Card, state: str, person: str, platform: Platform, then: Step, **words: str) -> str:
        if not await self.journal.advance(card, state, person=person, **words):
            return notices.decided_before()
        self._begin(then, replace(card, state=state, person=person, **words), platform)
        return ""

    def _begin(self, step: Step, card: Card, platform: Platform) -> None:
        self._start((card.kind, card.subject), step(card, platform))

    def _start(self, key: tuple[str, str], work: Coroutine[Any, Any, None]) -> None:
        task = self.background.start(work, "a card is left as it is for some minutes")
        self._at_work[key] = task
        task.add_done_callback(lambda done: self._at_work.pop(key) if self._at_work.get(key) is done else None)

    # The steps

    async def _post(self, card: Card, platform: Platform) -> None:
        """Post a draft for everybody, where it was asked."""
        record = await self.board.asked(card.subject)
        if record is None:
            await self.journal.advance(card, "dismissed")
            return
        if record.answer is None:
            await self._reopened(card, notices.edited_meanwhile(), platform)
            return
        if record.claim.delivery or record.claim.intent or not record.answer.citations:
            await self._overtaken(card, platform)
            return
        answer = cards.cited(record.answer, card.text) if card.text else record.answer
        try:
            posted = await self._say_below(
                record.claim.origin, posted_name(card.subject), POSTED_KIND, answer, platform
            )
        except DeliveryError as error:
            log.warning("the draft for question %s was not posted: %s", card.subject, error.reason)
            await self._reopened(card, notices.not_posted(error.reason), platform)
            return
        if posted != "elsewhere" and await self.journal.advance(card, "posted"):
            await self.board.show("draft", card.subject, platform)

    async def _overtaken(self, card: Card, platform: Platform) -> None:
        """Drop a draft whose question has an answer of its own by now, or is none any more."""
        if await self.journal.advance(card, "dismissed"):
            await self._dismiss(card, platform)

    async def _reopened(self, card: Card, remark: str, platform: Platform) -> None:
        """Let the maintainers decide about a draft again, and say why."""
        if await self.journal.advance(card, "open"):
            await self.board.show("draft", card.subject, platform, remark)

    async def _dismiss(self, card: Card, platform: Platform) -> None:
        await self.board.show(cards.kind(card.kind), card.subject, platform)

    async def _write_draft(self, card: Card, platform: Platform) -> None:
        """Draft an entry from the thread as it is now."""
        await self.board.show("entry", card.subject, platform)
        record = await self.board.asked(card.subject)
        if record is None:
            await self.journal.advance(card, "dismissed")
            return
        thread = await self._remarks(record.claim, card.text, platform)
        entry = await entries.drafted(record.claim.text, thread, self.model)
        await self.journal.advance(card, "drafted", heading=entry.heading, text=entry.text)
        await self.board.show("entry", card.subject, platform)

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
            talk = await platform.thread(below)
        except DeliveryError as error:
            log.info("the thread of question %s cannot be read: %s", asked.id, error.reason)
            talk = Thread()
        for person in talk.participants:  # whose words the draft may hold, should they want to be forgotten
            await self.journal.joined(asked.origin, person)
        found = tuple(entries.Remark(text=one.text, asker=one.person == asked.asker) for one in talk.said)
        if any(not remark.asker for remark in found):
            return found
        return (*found, entries.Remark(text=answered, asker=False))

    async def _publish(self, card: Card, platform: Platform) -> None:
        """Put an entry into the docs, and tell who asked."""
        await self.board.show("entry", card.subject, platform)
        try:
            section = await self.publisher.publish(card.subject, card.heading, card.text)
        except CoreError as error:
            log.error("entry %s is not in the docs: %s", card.subject, error)  # noqa: TRY400
            await self._handed_back(card, notices.not_published(str(error)), platform)
            return
        try:
            askers = await self._askers(card, platform)
        except CoreError as error:
            log.error("who asked for entry %s is not known: %s", card.subject, error)  # noqa: TRY400
            await self._handed_back(card, notices.not_known_who_asked(str(error)), platform)
            return
        told = [
            await self._tell(asked, card, section, platform)
            for asked in askers
            if asked.audience == "internal" or section.audience == "public"
        ]
        if await self.journal.advance(card, "done" if all(told) else "untold"):
            await self.board.show("entry", card.subject, platform)

    async def _handed_back(self, card: Card, remark: str, platform: Platform) -> None:
        """Let the maintainers decide again, and say why."""
        if await self.journal.advance(card, "drafted"):
            await self.board.show("entry", card.subject, platform, remark)

    async def _askers(self, card: Card, platform: Platform) -> list[Asked]:
        """Everybody whose question the entry answers. Raises CoreError."""
        record = await self.board.asked(card.subject)
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

    async def _tell(self, asked: Asked, card: Card, section: Section, platform: Platform) -> bool:
        """Give whoever asked the entry, with its section as the source; whether it was told."""
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
            return False
        return True

    async def _say_below(self, asked: Origin, name: str, kind: str, answer: Answer, platform: Platform) -> Posted:
        """Post an answer in the thread of a question, once whatever happens. Raises DeliveryError."""
        origin = replace(asked, message=name, thread=asked.thread or asked.message)
        return await self.board.worker.post_once(origin, platform, answer, kind=kind, text=answer.text)


def _of(action: Action) -> Kind:
    """The kind of card that has such a button."""
    return "draft" if action in {"post", "edit", "drop"} else "entry"
