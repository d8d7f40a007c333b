"""What people do with an answer: vote, ask why, call a person, share it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from adapters import notices
from adapters.base import DeliveryError, Platform
from adapters.notices import Freshness
from adapters.policy import Rules
from adapters.worker import Worker
from rag_core.journal import Journal
from rag_core.journal.records import ASIDE, Claim, Record, Vote
from rag_core.types import Answer, Origin

SHARE_KIND = f"{ASIDE}share"  # a claim that makes sure that a private answer is posted once
_SHARED = "share:"  # before the answer's id, in place of a message's


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
        """Whether a message is a question of ours already."""
        return await self.journal.find(origin) is not None

    def group(self, origin: Origin) -> str:
        """Whom "Ask a person" calls in that channel; "" when nobody is named."""
        return self.rules().of_channel(origin.platform, origin.channel).call

    def freshness(self) -> Freshness:
        """How old cited pages may be now before their age is told."""
        return Freshness(stale_after=self.rules().stale_after, now=datetime.now(UTC))

    async def call(self, answer_id: str, person: str, platform: Platform) -> str:
        """Call the channel's group to a question, once; a sentence for whoever pressed."""
        record = await self._closed(answer_id)
        group = self.group(record.claim.origin) if record else ""
        if record is None or not group:
            return notices.nobody_to_call()
        if not await self.journal.escalate(answer_id, person):
            return notices.called_before()
        headings = [citation.section.breadcrumb for citation in record.answer.citations] if record.answer else []
        try:
            await platform.call(record.claim, person, group, headings)
        except DeliveryError:
            await self.journal.not_escalated(answer_id)
            return notices.failure(answer_id)
        return ""

    async def share(self, answer_id: str, person: str, platform: Platform) -> str:
        """Post a private answer for everybody in its channel, once; a sentence for whoever pressed."""
        record = await self.explain(answer_id, person)
        if record is None or record.answer is None:
            return notices.only_the_asker()
        asked = record.claim
        claim = await self.journal.claim(
            replace(asked.origin, message=f"{_SHARED}{answer_id}", thread=""),
            asker=person,
            text=asked.text,
            kind=SHARE_KIND,
            audience=asked.audience,
        )
        if claim is None:
            return notices.shared_before()
        await self.worker.deliver(claim, platform.reply(claim, None, self.worker.ledger(claim)), record.answer)
        return ""

    async def _closed(self, answer_id: str) -> Record | None:
        """The record; an answer can be seen, and its buttons pressed, a moment before it is closed."""
        for _ in range(20):
            record = await self.journal.record(answer_id)
            if record is None or record.answer:
                break
            await asyncio.sleep(0.1)
        return record


async def shared_answer(journal: Journal, claim: Claim) -> Answer | None:
    """The answer that an unfinished share was to post."""
    record = await journal.record(claim.origin.message.removeprefix(_SHARED))
    return record.answer if record else None
