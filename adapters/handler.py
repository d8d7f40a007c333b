"""From something said to exactly one visible outcome: decide, claim, answer, deliver, close."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from adapters import notices
from adapters.base import DeliveryError, Incoming, Platform, Reply, Thread
from adapters.policy import Answering, Conversation, Helping, Ignoring, Refusing, Rules, Silencing, Spent, decide
from adapters.waiting import Line, LineFull
from rag_core.answerer import Answerer
from rag_core.errors import CoreError
from rag_core.journal import Journal
from rag_core.journal.records import Claim, Delivery
from rag_core.types import Answer, Finished, Origin, Question

T = TypeVar("T")

log = logging.getLogger(__name__)

TOO_OLD = timedelta(minutes=10)  # an unfinished question older than that gets an apology instead of an answer
RETRY_SECONDS = (1, 2, 5, 10, 30, 60, 60, 120, 120, 120)  # between tries to deliver; nine minutes in all
DRAIN_SECONDS = 30.0  # for questions in work when the process is told to stop
NOTICE_KIND = "notice"  # a claim that only made sure of one sentence: help, a refusal, "I stay silent"


@dataclass(frozen=True, slots=True)
class _Ledger:
    journal: Journal
    claim: Claim

    async def about_to_post(self, nonce: str) -> None:
        await self.journal.about_to_post(self.claim, nonce)

    async def delivered(self, delivery: Delivery) -> None:
        await self.journal.delivered(self.claim, delivery)


class Handler:
    """Takes what platforms hear and sees each question to its end. Belongs to one event loop."""

    def __init__(
        self,
        answerer: Answerer,
        journal: Journal,
        line: Line,
        rules: Callable[[], Rules],
        examples: Callable[[], Sequence[str]] = tuple,
    ) -> None:
        self._answerer = answerer
        self._journal = journal
        self._line = line
        self._rules = rules
        self._examples = examples
        self._tasks: set[asyncio.Task[None]] = set()
        self._working: dict[str, asyncio.Task[Any]] = {}  # by claim id
        self._stopping = False

    # What platforms call: at once back, the work goes on in a task of its own

    def accept(self, incoming: Incoming, platform: Platform) -> None:
        """Somebody said something."""
        if not self._stopping:
            self._start(self._handle(incoming, platform))

    def edited(self, incoming: Incoming, platform: Platform) -> None:
        """A message was changed: a question that was answered is answered again, in the same reply."""
        if not self._stopping:
            self._start(self._edit(incoming, platform))

    def deleted(self, origin: Origin, platform: Platform) -> None:
        """A message was deleted: a reply to it goes too."""
        self._start(self._delete(origin, platform))

    async def recover(self, platform: Platform) -> None:
        """Finish what a process that is gone left open on this platform."""
        for claim in await self._journal.take_over(platform.name):
            self._start(self._resume(claim, platform))

    async def drain(self, seconds: float = DRAIN_SECONDS) -> None:
        """Take nothing new and let what is in work end; what does not end in time is left to the next start."""
        self._stopping = True
        tasks = set(self._tasks)
        if not tasks:
            return
        _, pending = await asyncio.wait(tasks, timeout=seconds)
        for task in pending:
            task.cancel()
        await asyncio.gather(*pending, return_exceptions=True)

    # The boundary

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(self._guarded(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _guarded(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except Exception as error:  # noqa: BLE001  # the one boundary: nothing may end the process or go unheard
            # The traceback's frames may hold what people wrote; the error's type and place do not.
            log.error("unexpected %s at %s", type(error).__name__, _place(error))  # noqa: TRY400

    # Decide

    async def _handle(self, incoming: Incoming, platform: Platform) -> None:
        state = await self._journal.thread(incoming.origin)
        conversation = Conversation(
            known=state.questions > 0, silenced=state.silenced, askers=frozenset(state.participants)
        )
        decision = decide(incoming, self._rules(), conversation, await self._spent(incoming))
        match decision:
            case Ignoring(reason=reason):
                log.debug("ignored a %s on %s: %s", incoming.kind, platform.name, reason)
                if conversation.known and not incoming.author_is_bot:
                    await self._journal.joined(incoming.origin, incoming.user)
            case Helping():
                await self._say_once(incoming, platform, notices.greeting(platform.bot, self._examples()))
            case Silencing():
                await self._journal.silence(incoming.origin)
                await self._say_once(incoming, platform, notices.silenced())
            case Refusing(reason=reason):
                await self._refuse(incoming, platform, reason)
            case Answering():
                await self._answer(incoming, platform, decision)

    async def _spent(self, incoming: Incoming) -> Spent:
        budgets = self._rules().budgets
        now = datetime.now(UTC)
        today, origin = now.replace(hour=0, minute=0, second=0, microsecond=0), incoming.origin
        spent = Spent()
        if budgets.questions_per_person_hour:
            hour = await self._journal.spent(now - timedelta(hours=1), platform=origin.platform, asker=incoming.user)
            spent = Spent(person_questions_hour=hour.questions)
        if budgets.questions_per_day or budgets.tokens_per_day or budgets.tokens_per_person_day:
            day = await self._journal.spent(today)
            person = await self._journal.spent(today, platform=origin.platform, asker=incoming.user)
            spent = Spent(
                person_questions_hour=spent.person_questions_hour,
                questions_day=day.questions,
                tokens_day=day.tokens,
                person_tokens_day=person.tokens,
            )
        return spent

    async def _refuse(self, incoming: Incoming, platform: Platform, reason: notices.Refusal) -> None:
        """Say no to the asker alone, once."""
        claim = await self._claim(incoming, NOTICE_KIND)
        if claim:
            await platform.whisper(incoming, notices.refusal(reason))
            await self._journal.close(claim, _said(claim, notices.refusal(reason)))

    async def _say_once(self, incoming: Incoming, platform: Platform, text: str) -> None:
        claim = await self._claim(incoming, NOTICE_KIND)
        if claim:
            await self._tell(platform.reply(claim, incoming, _Ledger(self._journal, claim)), claim, text)

    async def _claim(self, incoming: Incoming, kind: str, decision: Answering | None = None) -> Claim | None:
        return await self._journal.claim(
            incoming.origin,
            asker=incoming.user,
            text=incoming.text,
            kind=kind,
            private=incoming.private,
            audience=decision.audience if decision else "public",
            depth=incoming.depth,
        )

    # Answer

    async def _answer(self, incoming: Incoming, platform: Platform, decision: Answering) -> None:
        claim = await self._claim(incoming, incoming.kind, decision)
        if claim is None:
            return  # another event, connection or process has it
        if incoming.addressed:
            await self._journal.silence(incoming.origin, silenced=False)
        reply = platform.reply(claim, incoming, _Ledger(self._journal, claim))
        await self._see_through(self._work(claim, reply, platform, incoming, decision), claim, reply)

    async def _work(
        self, claim: Claim, reply: Reply, platform: Platform, incoming: Incoming, decision: Answering
    ) -> None:
        """Acknowledge, wait for the turn, answer and deliver."""
        await reply.acknowledge()
        thread = await self._thread(platform, incoming)
        question = Question(
            id=claim.id,
            text=claim.text,
            asker=claim.asker,
            origin=claim.origin,
            history=thread.turns,
            audience=decision.audience,
            depth=claim.depth,
            sources=decision.sources,
            instructions=decision.instructions,
            use_model=decision.use_model,
        )
        waits: set[asyncio.Task[None]] = set()

        def moved(place: int) -> None:
            waits.add(asyncio.create_task(reply.wait(place)))

        try:
            async with self._line.turn(claim.asker, moved):
                await asyncio.gather(*waits)
                answer = await self._stream(question, reply)
        except LineFull:
            await self._tell(reply, claim, notices.refusal("line_full"))
            return
        await _persistently(reply.finish, answer)
        await self._journal.close(claim, answer)

    async def _stream(self, question: Question, reply: Reply) -> Answer:
        async with aclosing(self._answerer.stream(question)) as events:
            async for event in events:
                if isinstance(event, Finished):
                    return event.answer
                await reply.show(event)
        raise AssertionError  # a stream ends with Finished

    async def _thread(self, platform: Platform, incoming: Incoming) -> Thread:
        """The turns before; without them when they cannot be read: an answer is worth more than its context."""
        try:
            thread = await platform.thread(incoming)
        except DeliveryError as error:
            log.warning("the thread of a question on %s cannot be read: %s", platform.name, error.reason)
            private_to = incoming.user if incoming.private else ""
            return Thread(turns=await self._journal.history(incoming.origin, private_to=private_to))
        for person in thread.participants - {incoming.user}:
            await self._journal.joined(incoming.origin, person)
        return thread

    async def _see_through(self, work: Coroutine[Any, Any, None], claim: Claim, reply: Reply) -> None:
        """Run the work on a claimed question; whatever goes wrong, the asker sees one sentence with the id."""
        task = asyncio.ensure_future(work)
        self._working[claim.id] = task
        try:
            await task
        except asyncio.CancelledError:
            if self._stopping:
                raise  # the journal keeps it open for the next start
            # Otherwise an edit or a deletion has overtaken it, and has the reply now.
        except (CoreError, DeliveryError) as error:
            log.error("question %s was not answered: %s", claim.id, error)  # noqa: TRY400
            await self._apologise(reply, claim)
        except Exception as error:  # noqa: BLE001  # part of the boundary: here the id and the reply are known
            log.error("question %s: unexpected %s at %s", claim.id, type(error).__name__, _place(error))  # noqa: TRY400
            await self._apologise(reply, claim)
        finally:
            if self._working.get(claim.id) is task:
                del self._working[claim.id]

    async def _apologise(self, reply: Reply, claim: Claim) -> None:
        try:
            await self._tell(reply, claim, notices.failure(claim.id))
        except DeliveryError as error:
            log.error("question %s: not even the error could be shown: %s", claim.id, error.reason)  # noqa: TRY400
            await self._journal.close(claim, _said(claim, notices.failure(claim.id)))

    async def _tell(self, reply: Reply, claim: Claim, text: str) -> None:
        """One sentence as the outcome."""
        await _persistently(reply.notice, text)
        await self._journal.close(claim, _said(claim, text))

    # After the first answer

    async def _edit(self, incoming: Incoming, platform: Platform) -> None:
        claim = await self._journal.revise(incoming.origin, incoming.text)
        if claim is None:
            return  # never a question of ours, or only a link preview
        await self._again(await self._overtaken(claim), platform, incoming)

    async def _delete(self, origin: Origin, platform: Platform) -> None:
        claim = await self._journal.withdraw(origin)
        if claim is None:
            return
        await self._remove(await self._overtaken(claim), platform)

    async def _resume(self, claim: Claim, platform: Platform) -> None:
        """Go on with a question that was open when its process ended."""
        reply = platform.reply(claim, None, _Ledger(self._journal, claim))
        if claim.withdrawn:
            await self._remove(claim, platform)
        elif datetime.now(UTC) - claim.opened > TOO_OLD or claim.kind == NOTICE_KIND:
            text = notices.too_late(claim.id)
            await self._see_through(self._tell(reply, claim, text), claim, reply)
        else:
            log.info("question %s is taken up again", claim.id)
            await self._again(claim, platform, None)

    async def _again(self, claim: Claim, platform: Platform, edited: Incoming | None) -> None:
        """Answer a claim whose reply may stand already, in that reply."""
        incoming = edited or Incoming(
            origin=claim.origin,
            user=claim.asker,
            text=claim.text,
            kind="mention",
            asked_at=claim.asked,
            private=claim.private,
            addressed=True,
            depth=claim.depth,
        )
        channel = self._rules().of_channel(claim.origin.platform, claim.origin.channel)
        decision = Answering(audience=claim.audience, sources=channel.sources, instructions=channel.instructions)
        reply = platform.reply(claim, None, _Ledger(self._journal, claim))
        await self._see_through(self._work(claim, reply, platform, incoming, decision), claim, reply)

    async def _remove(self, claim: Claim, platform: Platform) -> None:
        reply = platform.reply(claim, None, _Ledger(self._journal, claim))
        try:
            await _persistently(lambda _: reply.withdraw(), None)
        except DeliveryError as error:
            log.warning("the reply to the deleted question %s stays: %s", claim.id, error.reason)
        await self._journal.removed(claim)

    async def _overtaken(self, claim: Claim) -> Claim:
        """Stop the work on an older revision; the claim with what that work had already made visible."""
        task = self._working.pop(claim.id, None)
        if task is None:
            return claim
        task.cancel()
        await asyncio.wait([task])
        record = await self._journal.record(claim.id)
        return record.claim if record else claim


async def _persistently(deliver: Callable[[T], Coroutine[Any, Any, None]], what: T) -> None:
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


def _said(claim: Claim, text: str) -> Answer:
    """A sentence of ours as the outcome of a claim."""
    return Answer(id=claim.id, text=text, outcome="failed")


def _place(error: BaseException) -> str:
    """File and line where it was raised."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename.rsplit('/', 2)[-1]}:{trace.tb_lineno}" if trace else "unknown place"
