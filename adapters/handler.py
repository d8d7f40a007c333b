"""From something said to exactly one visible outcome: decide, claim, and hand over to the worker."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, cast, get_args
from weakref import WeakValueDictionary

from adapters import notices
from adapters.aftercare import SHARE_KIND, go_on_sharing
from adapters.background import Background, finished
from adapters.base import Incoming, Kind, Platform
from adapters.board import CARD_KIND
from adapters.maintainers import POSTED_KIND, Maintainers
from adapters.policy import (
    Answering,
    Conversation,
    Decision,
    Helping,
    Ignoring,
    Refusing,
    Rules,
    Silencing,
    Spent,
    Watching,
    admitted,
    decide,
    says_something,
)
from adapters.unasked import Unasked
from adapters.worker import Worker, sentence
from rag_core.errors import CoreError
from rag_core.journal import Journal
from rag_core.journal.records import ASIDE, TOLD, Claim
from rag_core.types import Origin

log = logging.getLogger(__name__)

TOO_OLD = timedelta(minutes=10)  # an unfinished question older than that gets an apology instead of an answer
DRAIN_SECONDS = 30.0  # for questions in work when the process is told to stop
REMEMBERED = 10_000  # claimed messages
HELP_KIND, SILENCED_KIND, REFUSED_KIND = (f"{ASIDE}{kind}" for kind in ("help", "silenced", "refused"))

Next = Coroutine[Any, Any, None] | None


class Handler:
    """Takes what platforms hear and sees each question to its end. Belongs to one event loop."""

    def __init__(
        self,
        journal: Journal,
        worker: Worker,
        unasked: Unasked,
        maintainers: Maintainers,
        rules: Callable[[], Rules],
        examples: Callable[[], Sequence[str]] = tuple,
    ) -> None:
        self.worker, self.maintainers = worker, maintainers
        self._unasked = unasked
        self._journal = journal
        self._rules = rules
        self.examples = examples
        self._background = Background()
        self._orders: WeakValueDictionary[Origin, asyncio.Lock] = WeakValueDictionary()
        self._claimed: dict[Origin, None] = {}  # messages that need no second look; the journal knows all of them

    # What platforms call: at once back, the work goes on in a task of its own

    def accept(self, incoming: Incoming, platform: Platform) -> None:
        """Somebody said something."""
        if not self.worker.stopping:
            self._start(self._in_order(incoming.origin, self._handle(incoming, platform)))

    def edited(self, incoming: Incoming, platform: Platform) -> None:
        """A message was changed: a question that was answered is answered again, in the same reply."""
        if not self.worker.stopping:
            self._start(self._in_order(incoming.origin, self._edit(incoming, platform)))

    def deleted(self, origin: Origin, platform: Platform) -> None:
        """A message was deleted: a reply to it goes too."""
        self._start(self._in_order(origin, self._delete(origin, platform)))

    def hushed(self, origin: Origin) -> None:
        """Somebody wants the bot to stay silent in the thread of that message until it is addressed again."""
        self._start(self._journal.silence(origin))

    def solved(self, origin: Origin, person: str) -> None:
        """Somebody has put a ✅ on that message: if they asked in its thread, it is resolved."""
        self._start(self._solve(origin, person))

    async def watch(self) -> None:
        """Look after questions that nobody addressed to the bot, until cancelled."""
        await self._unasked.run(self._admit)

    async def recover(self, platform: Platform) -> None:
        """Finish what a process that is gone left open on this platform."""
        for claim in await self._journal.take_over(platform.name):
            self._start(self._resume(claim, platform))
        await self.maintainers.go_on(platform)
        self._unasked.serves(platform)

    async def drain(self, seconds: float = DRAIN_SECONDS) -> None:
        """Take nothing new and let what is in work end; what does not end in time is left to the next start."""
        self.worker.stopping = True
        everything = self._background.tasks | self._unasked.background.tasks | self.maintainers.background.tasks
        await finished(everything, seconds)

    # The boundary

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        self._background.start(work, "what was said on a platform was not taken")

    async def _in_order(self, origin: Origin, first: Coroutine[Any, Any, Next]) -> None:
        """Run what belongs to one thread one after the other up to the claim, then go on outside of the order."""
        key = replace(origin, message=origin.thread or origin.message, thread="")
        lock = self._orders.setdefault(key, asyncio.Lock())
        async with lock:
            then = await first
        if then:
            await then

    # Decide

    async def _handle(self, incoming: Incoming, platform: Platform) -> Next:
        key = _key(incoming.origin)
        if key in self._claimed:
            return None  # another event of the same message
        try:
            return await self._decide_and_claim(incoming, platform)
        except CoreError as error:  # the journal cannot be read or written
            self._claimed.pop(key, None)
            log.error("a question on %s could not be taken: %s", platform.name, error)  # noqa: TRY400
            if incoming.addressed:
                await platform.whisper(incoming, notices.failure("journal"))
            return None

    async def _decide_and_claim(self, incoming: Incoming, platform: Platform) -> Next:
        state = await self._journal.thread(incoming.origin)
        conversation = Conversation(
            known=state.questions > 0, silenced=state.silenced, askers=frozenset(state.participants)
        )
        decision = await self._decide(incoming, platform, conversation)
        match decision:
            case Ignoring():
                await self._ignore(incoming, platform, conversation, decision)
                return None
            case Helping():
                text = notices.greeting(platform.bot, self.examples())
                return await self._say_once(incoming, platform, HELP_KIND, text)
            case Silencing():
                await self._journal.silence(incoming.origin)
                return await self._say_once(incoming, platform, SILENCED_KIND, notices.silenced())
            case Refusing(reason=reason):
                return await self._refuse(incoming, platform, reason)
            case Watching():
                await self._unasked.post(incoming, decision)
                return None
            case Answering():
                await self._unasked.addressed(incoming)
                claim = await self._claim(incoming, incoming.kind, decision)
                # Without one another event, connection or process has it.
                return self.worker.answer(claim, platform, incoming, decision) if claim else None

    async def _decide(self, incoming: Incoming, platform: Platform, conversation: Conversation) -> Decision:
        """Decide, asking for what costs a look-up only when it matters."""
        rules = self._rules()
        decision = decide(incoming, rules, conversation, Spent())
        if isinstance(decision, Refusing) and decision.reason == "standing_unknown":
            incoming = replace(incoming, standing=await platform.standing(incoming))
            decision = decide(incoming, rules, conversation, Spent())
        if isinstance(decision, Answering):
            decision = decide(incoming, rules, conversation, await self._spent(incoming, rules))
        return decision

    async def _admit(self, incoming: Incoming, platform: Platform) -> Decision:
        """The decision about a question that was posted by somebody who may ask."""
        rules = self._rules()
        if incoming.standing == "unknown":
            incoming = replace(incoming, standing=await platform.standing(incoming))
        if incoming.standing == "unknown":
            return Refusing(reason="standing_unknown")
        return admitted(incoming, rules, await self._spent(incoming, rules))

    async def _spent(self, incoming: Incoming, rules: Rules) -> Spent:
        budgets, platform = rules.budgets, incoming.origin.platform
        now = datetime.now(UTC)
        today = now.replace(hour=0, minute=0, second=0, microsecond=0)
        spent = Spent()
        if budgets.questions_per_person_hour:
            hour = await self._journal.spent(now - timedelta(hours=1), platform=platform, asker=incoming.user)
            spent = replace(spent, person_questions_hour=hour.questions)
        if budgets.questions_per_day or budgets.tokens_per_day:
            day = await self._journal.spent(today)
            spent = replace(spent, questions_day=day.questions, tokens_day=day.tokens)
        if budgets.tokens_per_person_day:
            person = await self._journal.spent(today, platform=platform, asker=incoming.user)
            spent = replace(spent, person_tokens_day=person.tokens)
        return spent

    async def _ignore(
        self, incoming: Incoming, platform: Platform, conversation: Conversation, decision: Ignoring
    ) -> None:
        log.debug("ignored a %s on %s: %s", incoming.kind, platform.name, decision.reason)
        await self._unasked.heard(incoming, platform)
        if conversation.known and not incoming.author_is_bot:
            await self._journal.joined(incoming.origin, incoming.user)
            if decision.hush:
                await self._journal.silence(incoming.origin)

    async def _refuse(self, incoming: Incoming, platform: Platform, reason: notices.Refusal) -> Next:
        """Say no to the asker alone, once."""
        claim = await self._claim(incoming, REFUSED_KIND)
        if claim:
            await platform.whisper(incoming, notices.refusal(reason))
            await self._journal.close(claim, sentence(claim, notices.refusal(reason)))
        return None

    async def _say_once(self, incoming: Incoming, platform: Platform, kind: str, text: str) -> Next:
        claim = await self._claim(incoming, kind)
        if claim is None:
            return None
        return self.worker.tell(claim, platform.reply(claim, incoming, self.worker.ledger(claim)), text)

    async def _claim(self, incoming: Incoming, kind: str, decision: Answering | None = None) -> Claim | None:
        if len(self._claimed) >= REMEMBERED:
            del self._claimed[next(iter(self._claimed))]
        self._claimed[_key(incoming.origin)] = None
        return await self._journal.claim(
            incoming.origin,
            asker=incoming.user,
            text=incoming.text,
            kind=kind,
            private=incoming.private,
            audience=decision.audience if decision else "public",
            depth=incoming.depth,
        )

    # After the first answer

    async def _edit(self, incoming: Incoming, platform: Platform) -> Next:
        await self._unasked.changed(incoming)
        claim = await self._journal.revise(incoming.origin, incoming.text)
        if claim is None:
            return None  # never a question of ours, or only a link preview
        claim = await self.worker.overtake(claim)
        if _is_silent(claim):
            return self._unasked.resume(claim, platform, incoming, self._bounds(claim))
        if not says_something(incoming.text):
            reply = platform.reply(claim, None, self.worker.ledger(claim))
            return self.worker.tell(claim, reply, notices.greeting(platform.bot, self.examples()))
        return self.worker.again(claim, platform, incoming, self._bounds(claim))

    async def _delete(self, origin: Origin, platform: Platform) -> Next:
        await self._unasked.withdrawn(origin)
        claim = await self._journal.withdraw(origin)
        if claim is None:
            return None
        claim = await self.worker.overtake(claim)
        return self._remove(claim, platform)

    async def _remove(self, claim: Claim, platform: Platform) -> None:
        await self.maintainers.withdrawn(claim, platform)
        await self.worker.remove(claim, platform.reply(claim, None, self.worker.ledger(claim)))

    async def _solve(self, origin: Origin, person: str) -> None:
        await self._journal.solved(origin, person)
        watch = await self._journal.watched(replace(origin, message=origin.thread or origin.message, thread=""))
        if watch and watch.person == person:
            await self._journal.watch_ended(watch.origin)

    async def _resume(self, claim: Claim, platform: Platform) -> None:
        """Go on with a question that was open when its process ended."""
        reply = platform.reply(claim, None, self.worker.ledger(claim))
        if claim.withdrawn:
            await self._remove(claim, platform)
        elif claim.kind == CARD_KIND:
            await self.maintainers.board.resumed(claim, platform)
        elif claim.kind == SHARE_KIND:
            await go_on_sharing(self.worker, claim, platform)
        elif claim.kind == REFUSED_KIND:  # a whisper, which cannot be looked for and is not worth two
            await self._journal.close(claim, sentence(claim, ""))
        elif claim.kind == HELP_KIND:
            await self.worker.tell(claim, reply, notices.greeting(platform.bot, self.examples()))
        elif claim.kind == SILENCED_KIND:
            await self.worker.tell(claim, reply, notices.silenced())
        elif claim.kind in {POSTED_KIND, TOLD}:
            return  # it goes on with its card
        elif _is_silent(claim):
            await self._unasked.resume(claim, platform, _asked(claim), self._bounds(claim))
        elif datetime.now(UTC) - claim.opened > TOO_OLD:
            await self.worker.tell(claim, reply, notices.too_late(claim.id))
        else:
            log.info("question %s is taken up again", claim.id)
            await self.worker.again(claim, platform, _asked(claim), self._bounds(claim))

    def _bounds(self, claim: Claim) -> Answering:
        """What the question was admitted with, and what the channel's rules are now."""
        channel = self._rules().of_channel(claim.origin.platform, claim.origin.channel)
        return Answering(audience=claim.audience, sources=channel.sources, instructions=channel.instructions)


def _is_silent(claim: Claim) -> bool:
    """Whether it was asked of nobody, and nothing was shown so far."""
    return claim.kind == "channel" and claim.delivery is None and not claim.intent


def _key(origin: Origin) -> Origin:
    """What names a message, however it was heard of."""
    return replace(origin, thread="")


def _asked(claim: Claim) -> Incoming:
    """The message of a claim, as far as it is still known."""
    return Incoming(
        origin=claim.origin,
        user=claim.asker,
        text=claim.text,
        kind=cast("Kind", claim.kind) if claim.kind in get_args(Kind) else "mention",
        asked_at=claim.asked,
        private=claim.private,
        addressed=True,
        depth=claim.depth,
    )
