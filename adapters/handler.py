"""From something said to exactly one visible outcome: decide, claim, and hand over to the worker."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar, cast, get_args
from weakref import WeakValueDictionary

from adapters import notices
from adapters.admission import Admission
from adapters.aftercare import CALL_KIND, SHARE_KIND, call_once, go_on_sharing
from adapters.background import Background, finished
from adapters.base import Incoming, Kind, Platform
from adapters.board import CARD_KIND
from adapters.maintainers import Maintainers
from adapters.policy import (
    Answering,
    Conversation,
    Decision,
    Helping,
    Ignoring,
    Refusing,
    Rules,
    Silencing,
    Watching,
    says_something,
)
from adapters.unasked import Unasked
from adapters.worker import Worker, sentence
from rag_core.errors import CoreError
from rag_core.journal import Journal
from rag_core.journal.records import ASIDE, UNASKED, Claim
from rag_core.types import Audience, Origin

log = logging.getLogger(__name__)

TOO_OLD = timedelta(minutes=10)  # an unfinished question older than that gets an apology instead of an answer
DRAIN_SECONDS = 30.0  # for questions in work when the process is told to stop
REMEMBERED = 10_000  # claimed messages, and refused edits
HELP_KIND, SILENCED_KIND, REFUSED_KIND = (f"{ASIDE}{kind}" for kind in ("help", "silenced", "refused"))
T = TypeVar("T")

Next = Coroutine[Any, Any, None] | None
Taken = Callable[[bool], Awaitable[object]]
"""Called when it is written down what becomes of a message; True when something is shown for it now."""


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
        self._admission = Admission(journal, rules)
        self._rules = rules
        self.examples = examples
        self._background = Background()
        self._orders: WeakValueDictionary[Origin, asyncio.Lock] = WeakValueDictionary()
        self._claimed: dict[Origin, None] = {}  # messages that need no second look; the journal knows all of them
        self._refused: dict[Origin, int] = {}  # hashes of the words of edits whose person has heard why not

    # What platforms call: at once back, the work goes on in a task of its own

    def accept(self, incoming: Incoming, platform: Platform, taken: Taken | None = None) -> None:
        """Somebody said something."""
        if not self.worker.stopping:
            self._start(self._in_order(incoming.origin, self._handle(incoming, platform), taken))

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
        await self._unasked.run(self._admission.admit)

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

    async def _in_order(self, origin: Origin, first: Coroutine[Any, Any, Next], taken: Taken | None = None) -> None:
        """Run what belongs to one thread one after the other up to the claim, then go on outside of the order."""
        key = replace(origin, message=origin.thread or origin.message, thread="")
        lock = self._orders.setdefault(key, asyncio.Lock())
        async with lock:
            then = await first
        if taken:
            await taken(then is not None)
        if then:
            await then

    # Decide

    async def _handle(self, incoming: Incoming, platform: Platform) -> Next:
        key = _key(incoming.origin)
        if key in self._claimed and incoming.kind != "shortcut":
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
        conversation = await self._admission.conversation(incoming.origin)
        decision = await self._admission.decide(incoming, platform, conversation, payer=incoming.user)
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
                claim = await self._claim(incoming, incoming.kind, decision.audience)
                if claim is None and incoming.kind == "shortcut":
                    claim = await self._ask_again(incoming, platform, decision)
                # Without one another event, connection or process has it.
                return self.worker.answer(claim, platform, incoming, decision) if claim else None

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
        if incoming.kind == "shortcut":  # which comes once; the message stays open for its author, and for others
            await platform.whisper(incoming, notices.refusal(reason))
            return None
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

    async def _claim(self, incoming: Incoming, kind: str, audience: Audience = "public") -> Claim | None:
        _keep(self._claimed, _key(incoming.origin), None)
        return await self._journal.claim(
            incoming.origin,
            asker=incoming.user,
            text=incoming.text,
            kind=kind,
            private=incoming.private,
            audience=audience,
            depth=incoming.depth,
        )

    async def _ask_again(self, incoming: Incoming, platform: Platform, decision: Answering) -> Claim | None:
        """Claim a question of which nothing was shown, and that somebody wants to be answered all the same."""
        known = await self._journal.find(incoming.origin)
        if known is None or not await self.maintainers.drop_draft(known.claim.id, platform):
            return None
        claim = await self._journal.ask_again(
            incoming.origin, asker=incoming.user, text=incoming.text, kind=incoming.kind, audience=decision.audience
        )
        return await self.worker.overtake(claim) if claim else None

    # After the first answer

    async def _edit(self, edited: Incoming, platform: Platform) -> Next:
        incoming = await self._unasked.changed(edited)
        if incoming is None:
            return None
        record = await self._journal.find(incoming.origin)
        known = record.claim if record else None
        if known is None or known.withdrawn or not known.asker or known.text == incoming.text:
            return None  # never a question of ours, not any more, or only a link preview
        if await self.maintainers.has_posted(known.id):  # that answer stays, and another would be the second
            return await self._refuse_edit(incoming, platform, notices.asked_before()) if incoming.addressed else None
        asked = incoming if _is_open(known) else replace(incoming, kind=_kind_of(known), addressed=True)
        conversation = await self._admission.conversation(incoming.origin)
        match await self._admission.decide(asked, platform, conversation, payer=known.asker):
            case Refusing(reason=reason):
                return await self._refuse_edit(incoming, platform, notices.refusal(reason))
            case Ignoring() | Watching() if not _is_silent(known):
                return None
            case decision:
                return await self._redo(known, incoming, platform, decision)

    async def _refuse_edit(self, incoming: Incoming, platform: Platform, why: str) -> Next:
        """Say no once; what was said before the edit stays."""
        key, words = _key(incoming.origin), hash(incoming.text)
        if self._refused.get(key) != words:
            _keep(self._refused, key, words)
            await platform.whisper(incoming, why)
        return None

    async def _redo(self, known: Claim, incoming: Incoming, platform: Platform, decision: Decision) -> Next:
        """Do for an edited question what was decided, in the reply that it has."""
        if not isinstance(decision, Watching) and not await self.maintainers.drop_draft(known.id, platform):
            return None  # it is being posted
        kind, audience = _kind_after(decision, incoming), None
        if isinstance(decision, Answering):
            same_asker = _is_open(known) or known.asker == incoming.user
            audience = decision.audience if same_asker else _least(decision.audience, known.audience)
            decision = replace(decision, audience=audience)
        claim = await self._journal.revise(
            incoming.origin, incoming.text, kind=kind if _is_open(known) else None, audience=audience
        )
        if claim is None:
            return None  # another event of the same edit
        claim = await self.worker.overtake(claim)
        match decision:
            case Answering():
                return self.worker.again(claim, platform, incoming, decision)
            case Helping():
                return self._say(claim, platform, notices.greeting(platform.bot, self.examples()))
            case Silencing():
                await self._journal.silence(incoming.origin)
                return self._say(claim, platform, notices.silenced())
            case Watching():
                return self._unasked.redo(claim, platform, incoming, self._admission.admit)
        await self._journal.close(claim, sentence(claim, ""))
        return None

    async def _say(self, claim: Claim, platform: Platform, text: str) -> None:
        await self.worker.tell(claim, platform.reply(claim, None, self.worker.ledger(claim)), text)

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
        if claim.withdrawn:
            await self._remove(claim, platform)
        elif claim.kind.startswith(ASIDE):
            await self._resume_aside(claim, platform)
        elif claim.kind == UNASKED:
            await self._unasked.resume(claim, platform, _asked(claim), self._bounds(claim))
        elif not says_something(claim.text):
            await self._say(claim, platform, notices.greeting(platform.bot, self.examples()))
        elif datetime.now(UTC) - claim.opened > TOO_OLD:
            await self._say(claim, platform, notices.too_late(claim.id))
        else:
            log.info("question %s is taken up again", claim.id)
            await self.worker.again(claim, platform, _asked(claim), self._bounds(claim))

    async def _resume_aside(self, claim: Claim, platform: Platform) -> None:
        """The same for what is no question; what is missing here goes on with its card."""
        if claim.kind == CARD_KIND:
            await self.maintainers.board.resumed(claim, platform)
        elif claim.kind == SHARE_KIND:
            await go_on_sharing(self.worker, claim, platform)
        elif claim.kind == CALL_KIND:
            await call_once(self.worker, self._rules, claim.origin, platform)
        elif claim.kind == REFUSED_KIND:  # a whisper, which cannot be looked for and is not worth two
            await self._journal.close(claim, sentence(claim, ""))
        elif claim.kind == HELP_KIND:
            await self._say(claim, platform, notices.greeting(platform.bot, self.examples()))
        elif claim.kind == SILENCED_KIND:
            await self._say(claim, platform, notices.silenced())

    def _bounds(self, claim: Claim) -> Answering:
        """What the question was admitted with, and what the channel's rules are now."""
        channel = self._rules().of_channel(claim.origin.platform, claim.origin.channel)
        return Answering(audience=claim.audience, sources=channel.sources, instructions=channel.instructions)


def _is_silent(claim: Claim) -> bool:
    """Whether it was asked of nobody, and nothing was shown so far."""
    return claim.kind == UNASKED and claim.delivery is None and not claim.intent


def _is_open(claim: Claim) -> bool:
    """Whether an edit of the message is decided on like a new message: it was no question to the bot before."""
    return _is_silent(claim) or claim.kind.startswith(ASIDE)


def _kind_of(claim: Claim) -> Kind:
    return cast("Kind", claim.kind) if claim.kind in get_args(Kind) else "mention"


def _kind_after(decision: Decision, incoming: Incoming) -> str | None:
    """The kind that a claim gets when it is decided on anew; None: the one that it has."""
    match decision:
        case Answering():
            return incoming.kind
        case Helping():
            return HELP_KIND
        case Silencing():
            return SILENCED_KIND
    return None


def _least(one: Audience, other: Audience) -> Audience:
    return one if one == other else "public"


def _keep(known: dict[Origin, T], key: Origin, value: T) -> None:
    """Add to what is remembered, and forget the oldest."""
    known.pop(key, None)
    if len(known) >= REMEMBERED:
        del known[next(iter(known))]
    known[key] = value


def _key(origin: Origin) -> Origin:
    """What names a message, however it was heard of."""
    return replace(origin, thread="")


def _asked(claim: Claim) -> Incoming:
    """The message of a claim, as far as it is still known."""
    return Incoming(
        origin=claim.origin,
        user=claim.asker,
        text=claim.text,
        kind=_kind_of(claim),
        asked_at=claim.asked,
        private=claim.private,
        addressed=True,
        depth=claim.depth,
    )
