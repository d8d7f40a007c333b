"""What people do with an answer: vote, ask why, call a person, share it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from adapters import notices
from adapters.base import DeliveryError, Platform
from adapters.cards import is_posted
from adapters.notices import Freshness
from adapters.policy import Rules
from adapters.worker import Posted, Worker, sentence
from rag_core.journal import Journal
from rag_core.journal.records import ASIDE, UNASKED, Claim, Record, Vote, called_name, shared_name, told_name
from rag_core.types import Origin

log = logging.getLogger(__name__)

SHARE_KIND = f"{ASIDE}share"  # a claim that makes sure that a private answer is posted once
CALL_KIND = f"{ASIDE}call"  # the same for a call for a person


@dataclass(frozen=True, slots=True)
class Aftercare:
    """What buttons do. `answer_id` is what a button carries: the question's id."""

    journal: Journal
    worker: Worker
    rules: Callable[[], Rules]

    async def vote(
        self, answer_id: str, person: str, vote: Vote, *, reason: str | None = None, text: str | None = None
    ) -> bool:
        """Record or change a person's vote; False when the question is not known any more."""
        return await self.journal.vote(answer_id, person, vote, reason=reason, text=text)

    async def explain(self, answer_id: str, person: str) -> Record | None:
        """How an answer came about, for its asker only; None for others and when it is not known any more."""
        record = await self._closed(answer_id)
        return record if record and record.answer and record.claim.asker == person else None

    async def asked(self, origin: Origin) -> bool:
        """Whether a message is a question of ours that has a visible answer, or is about to have one."""
        record = await self.journal.find(origin)
        if record is None:
            return False
        claim = record.claim
        if claim.delivery or claim.intent:
            return True
        if record.closed is None:
            return claim.kind != UNASKED
        if not claim.asker and not claim.withdrawn:
            return True  # forgotten, and what stands below it with it
        told = await self.journal.find(replace(origin, message=told_name(claim.id)))
        return told is not None or is_posted(await self.journal.card("draft", claim.id))

    def group(self, origin: Origin) -> str:
        """Whom "Ask a person" calls in that channel; "" when nobody is named."""
        return self.rules().of_channel(origin.platform, origin.channel).call

    def freshness(self) -> Freshness:
        """How old cited pages may be now before their age is told."""
        return Freshness(stale_after=self.rules().stale_after, now=datetime.now(UTC))

    async def call(self, answer_id: str, person: str, platform: Platform) -> str:
        """Call the channel's group to a question, once; a sentence for whoever pressed."""
        record = await self._closed(answer_id)
        if record is None or not self.group(record.claim.origin):
            return notices.nobody_to_call()
        origin = replace(record.claim.origin, message=called_name(answer_id), thread="")
        try:
            posted = await call_once(self.worker, self.rules, origin, platform, person)
        except DeliveryError as error:
            log.warning("nobody was called to question %s: %s", answer_id, error.reason)
            return notices.failure(answer_id)
        return "" if posted == "now" else notices.called_before()

    async def share(self, answer_id: str, person: str, platform: Platform) -> str:
        """Post a private answer for everybody in its channel, once; a sentence for whoever pressed."""
        record = await self.explain(answer_id, person)
        if record is None or record.answer is None:
            return notices.only_the_asker()
        asked = record.claim
        origin = replace(asked.origin, message=shared_name(answer_id), thread="")
        try:
            posted = await self.worker.post_once(
                origin, platform, record.answer, kind=SHARE_KIND, asker=person, text=asked.text
            )
        except DeliveryError as error:
            log.warning("answer %s was not shared: %s", answer_id, error.reason)
            return notices.not_shared(error.reason)
        return "" if posted == "now" else notices.shared_before()

    async def _closed(self, answer_id: str) -> Record | None:
        """The record; an answer can be seen, and its buttons pressed, a moment before it is closed."""
        for _ in range(20):
            record = await self.journal.record(answer_id)
            if record is None or record.answer:
                break
            await asyncio.sleep(0.1)
        return record


async def call_once(
    worker: Worker, rules: Callable[[], Rules], origin: Origin, platform: Platform, person: str = ""
) -> Posted:
    """Call a group to the question that `origin` names; go on with a call that was begun. Raises DeliveryError."""

    async def call(claim: Claim) -> None:
        journal, question = worker.journal, origin.message.removeprefix(called_name(""))
        record = await journal.record(question)
        group = rules().of_channel(origin.platform, origin.channel).call
        if record and group and record.claim.asker:  # else it was forgotten
            headings = [citation.section.breadcrumb for citation in record.answer.citations] if record.answer else []
            await platform.call(record.claim, claim, worker.ledger(claim), group, headings)
            await journal.escalate(question, claim.asker)
        await journal.close(claim, sentence(claim, ""))

    return await worker.once(origin, call, kind=CALL_KIND, asker=person)


async def go_on_sharing(worker: Worker, claim: Claim, platform: Platform) -> None:
    """Finish a share that was begun by a process that is gone. Raises DeliveryError."""
    record = await worker.journal.record(claim.origin.message.removeprefix(shared_name("")))
    if record and record.answer:
        await worker.post_once(claim.origin, platform, record.answer, kind=SHARE_KIND)
    else:  # it was forgotten
        await worker.remove(claim, platform.reply(claim, None, worker.ledger(claim)))
