"""Sees a claimed question through to its one visible outcome: acknowledge, wait, answer, deliver, close."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from typing import Any, Literal, TypeVar
from weakref import WeakValueDictionary

from adapters import notices
from adapters.background import place_of
from adapters.base import DeliveryError, Incoming, Ledger, Platform, Reply, Thread
from adapters.policy import Answering
from adapters.waiting import Line, LineFull
from rag_core.answerer import Answerer
from rag_core.errors import CoreError
from rag_core.journal import Journal
from rag_core.journal.records import Claim, Delivery
from rag_core.types import Answer, Finished, Origin, Question, Turn

T = TypeVar("T")

Posted = Literal["now", "before", "elsewhere"]
"""By this call, by an earlier one, or another process that is alive is at it."""

log = logging.getLogger(__name__)

RETRY_SECONDS = (1, 2, 5, 10, 30, 60, 60, 120, 120, 120)  # between tries to deliver; nine minutes in all


@dataclass(frozen=True, slots=True)
class _Ledger:
    journal: Journal
    claim: Claim

    async def about_to_post(self, nonce: str) -> None:
        await self.journal.about_to_post(self.claim, nonce)

    async def delivered(self, delivery: Delivery) -> None:
        await self.journal.delivered(self.claim, delivery)


@dataclass(slots=True)
class Worker:
    """Does the work on claimed questions, a task each. Belongs to one event loop."""

    answerer: Answerer
    journal: Journal
    line: Line
    stopping: bool = False  # what is cancelled from now on is left open for the next start
    _tasks: dict[str, asyncio.Task[None]] = field(default_factory=dict)  # by claim id
    _posting: WeakValueDictionary[Origin, asyncio.Lock] = field(default_factory=WeakValueDictionary)

    def ledger(self, claim: Claim) -> Ledger:
        """Where the reply to a claim writes down what it posts."""
        return _Ledger(self.journal, claim)

    async def answer(self, claim: Claim, platform: Platform, incoming: Incoming, decision: Answering) -> None:
        """Answer a question that was claimed just now. Nothing may be awaited between the claim and this call."""
        reply = platform.reply(claim, incoming, self.ledger(claim))
        await self._see_through(self._answer(claim, reply, platform, incoming, decision), claim, reply)

    async def again(self, claim: Claim, platform: Platform, incoming: Incoming, decision: Answering) -> None:
        """Answer a question whose reply may stand already, in that reply."""
        reply = platform.reply(claim, None, self.ledger(claim))
        await self._see_through(self._answer(claim, reply, platform, incoming, decision), claim, reply)

    async def tell(self, claim: Claim, reply: Reply, text: str) -> None:
        """Give one sentence as the outcome."""
        await self._see_through(self._tell(reply, claim, text), claim, reply)

    async def deliver(self, claim: Claim, reply: Reply, answer: Answer) -> None:
        """Show an answer as the outcome. Raises DeliveryError."""
        await persistently(reply.finish, answer)
        await self.journal.close(claim, answer)

    async def alone(self, claim: Claim, work: Coroutine[Any, Any, None]) -> None:
        """Run all the work on a claim, such that an edit or a deletion of its question stops it."""
        self._tasks[claim.id] = task = asyncio.ensure_future(work)
        try:
            await task
        except asyncio.CancelledError:
            if self.stopping:
                raise  # the journal keeps it open for the next start
            # Otherwise an edit or a deletion has overtaken it, and has the reply now.
        finally:
            if self._tasks.get(claim.id) is task:
                del self._tasks[claim.id]

    async def is_current(self, claim: Claim) -> bool:
        """Whether an answer to a claim is still wanted: nobody has edited, deleted or answered its question since."""
        record = await self.journal.record(claim.id)
        return record is not None and record.closed is None and record.claim.revision == claim.revision

    async def post_once(
        self, origin: Origin, platform: Platform, answer: Answer, *, kind: str, asker: str = "", text: str = ""
    ) -> Posted:
        """Post an answer that nobody waits for; see `once`."""

        async def post(claim: Claim) -> None:
            await self.deliver(claim, platform.reply(claim, None, self.ledger(claim)), answer)

        return await self.once(origin, post, kind=kind, asker=asker, text=text)

    async def once(
        self,
        origin: Origin,
        say: Callable[[Claim], Coroutine[Any, Any, None]],
        *,
        kind: str,
        asker: str = "",
        text: str = "",
    ) -> Posted:
        """Say something once for the name that stands in place of a message's id; `say` does it and closes the claim.

        Raises DeliveryError, and is then to be called again: nothing is apologised for, and nothing taken for shown.
        """
        async with self._posting.setdefault(origin, asyncio.Lock()):
            claim = await self.journal.claim(origin, asker=asker, text=text, kind=kind)
            claim = claim or await self.journal.take(origin)
            if claim is None:
                known = await self.journal.find(origin)
                return "elsewhere" if known and known.closed is None else "before"
            try:
                await self.alone(claim, say(claim))
            except DeliveryError as error:
                if error.permanent:
                    await self.journal.give_back(claim)
                raise
            return "now"

    async def remove(self, claim: Claim, reply: Reply) -> None:
        """Take the reply to a deleted question away."""
        try:
            await persistently(lambda _: reply.withdraw(), None)
        except DeliveryError as error:
            log.warning("the reply to the deleted question %s stays: %s", claim.id, error.reason)
        await self.journal.removed(claim)

    async def take_back(self, origin: Origin, platform: Platform) -> None:
        """Remove what was said in a claim, if there is such a one."""
        claim = await self.journal.withdraw(origin)
        if claim:
            claim = await self.overtake(claim)
            await self.remove(claim, platform.reply(claim, None, self.ledger(claim)))

    async def overtake(self, claim: Claim) -> Claim:
        """Stop the work on an older revision; the claim with what that work had already made visible."""
        task = self._tasks.pop(claim.id, None)
        if task is None:
            return claim
        task.cancel()
        await asyncio.wait([task])
        record = await self.journal.record(claim.id)
        return record.claim if record else claim

    async def _see_through(self, work: Coroutine[Any, Any, None], claim: Claim, reply: Reply) -> None:
        """Run the work; whatever goes wrong, the asker sees one sentence with the id."""
        try:
            await self.alone(claim, work)
        except (CoreError, DeliveryError) as error:
            log.error("question %s was not answered: %s", claim.id, error)  # noqa: TRY400
            await self._apologise(reply, claim)
        except Exception as error:  # noqa: BLE001  # part of the boundary: here the id and the reply are known
            log.error("question %s: unexpected %s at %s", claim.id, type(error).__name__, place_of(error))  # noqa: TRY400
            await self._apologise(reply, claim)

    async def _answer(
        self, claim: Claim, reply: Reply, platform: Platform, incoming: Incoming, decision: Answering
    ) -> None:
        await reply.acknowledge()
        if incoming.addressed:
            await self.journal.silence(claim.origin, silenced=False)
        question = await self._question(claim, platform, incoming, decision)
        try:
            answer = await self._in_turn(question, reply)
        except LineFull:
            await self._tell(reply, claim, notices.refusal("line_full"))
            return
        await self.deliver(claim, reply, answer)

    async def consider(self, claim: Claim, platform: Platform, incoming: Incoming, decision: Answering) -> Answer:
        """The answer to a claimed question, of which nothing is shown yet. Raises LineFull, CoreError."""
        question = await self._question(claim, platform, incoming, decision)
        async with self.line.turn(question.asker), aclosing(self.answerer.stream(question)) as events:
            async for event in events:
                if isinstance(event, Finished):
                    return event.answer
        raise AssertionError  # a stream ends with Finished

    async def _question(self, claim: Claim, platform: Platform, incoming: Incoming, decision: Answering) -> Question:
        return Question(
            id=claim.id,
            text=claim.text,
            asker=claim.asker,
            origin=claim.origin,
            history=await self._history(platform, incoming),
            audience=decision.audience,
            depth=claim.depth,
            sources=decision.sources,
            instructions=decision.instructions,
            use_model=decision.use_model,
        )

    async def _in_turn(self, question: Question, reply: Reply) -> Answer:
        """Wait in line, then let the answer stream."""
        waits: set[asyncio.Task[None]] = set()

        def moved(place: int) -> None:
            waits.add(task := asyncio.create_task(reply.wait(place)))
            task.add_done_callback(waits.discard)

        async with self.line.turn(question.asker, moved):
            await asyncio.gather(*waits)
            async with aclosing(self.answerer.stream(question)) as events:
                async for event in events:
                    if isinstance(event, Finished):
                        return event.answer
                    await reply.show(event)
        raise AssertionError  # a stream ends with Finished

    async def _history(self, platform: Platform, incoming: Incoming) -> tuple[Turn, ...]:
        """The turns before; without other people's when the thread cannot be read: an answer is worth more."""
        private_to = incoming.user if incoming.private else ""
        try:
            thread = await platform.thread(incoming)
        except DeliveryError as error:
            log.warning("the thread of a question on %s cannot be read: %s", platform.name, error.reason)
            return await self.journal.history(incoming.origin, private_to=private_to)
        for person in thread.participants - {incoming.user}:
            await self.journal.joined(incoming.origin, person)
        return await self._with_answers(incoming, thread)

    async def _with_answers(self, incoming: Incoming, thread: Thread) -> tuple[Turn, ...]:
        """What people said, each question followed by its answer in full as the journal has it."""
        turns: list[Turn] = []
        for said in thread.said:
            turns.append(Turn(role="user", text=said.text))
            record = await self.journal.find(replace(incoming.origin, message=said.message))
            if record and record.answer and record.answer.outcome != "failed" and not record.claim.private:
                turns.append(Turn(role="assistant", text=record.answer.text))
        return tuple(turns)

    async def _tell(self, reply: Reply, claim: Claim, text: str) -> None:
        await persistently(reply.notice, text)
        await self.journal.close(claim, sentence(claim, text))

    async def _apologise(self, reply: Reply, claim: Claim) -> None:
        text = notices.failure(claim.id)
        try:
            await self._tell(reply, claim, text)
        except DeliveryError as error:
            log.error("question %s: not even the error could be shown: %s", claim.id, error.reason)  # noqa: TRY400
            await self.journal.close(claim, sentence(claim, text))


def sentence(claim: Claim, text: str) -> Answer:
    """A sentence of ours as the outcome of a claim."""
    return Answer(id=claim.id, text=text, outcome="failed")


async def persistently(deliver: Callable[[T], Coroutine[Any, Any, None]], what: T) -> None:
    """Deliver, and while the platform is down try again for some minutes. Raises the last DeliveryError."""
    for pause in RETRY_SECONDS:
        try:
            return await deliver(what)
        except DeliveryError as error:
            if error.permanent:
                raise
            log.warning("a reply could not be delivered (%s), trying again in %d s", error.reason, pause)
        await asyncio.sleep(pause)
    return await deliver(what)
