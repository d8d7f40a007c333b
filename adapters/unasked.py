"""Questions that nobody addressed to the bot: watched, judged, and answered when it may help."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Protocol

from adapters import notices
from adapters.background import Background
from adapters.base import LAST, DeliveryError, Incoming, Platform
from adapters.maintainers import Maintainers
from adapters.policy import Answering, ChannelRules, Refusing, Rules, Watching, confident, patience, says_something
from adapters.waiting import LineFull
from adapters.worker import Worker, sentence
from rag_core.errors import CoreError, EmbeddingError
from rag_core.journal import Journal
from rag_core.journal.records import BETWEEN, UNASKED, Claim, Watch, as_one
from rag_core.similar import NEARLY_THE_SAME, Similar
from rag_core.types import Answer, Origin

log = logging.getLogger(__name__)

LOOK_AGAIN = 60.0  # seconds, at most, between two looks at what is due
RETRY = 1.0  # seconds before what could not be done is tried again
LATER = timedelta(seconds=5)  # at least, before an asker who could not be looked up is looked up again
TOO_LATE = timedelta(hours=1)  # after which a question that nobody was asked is left to people
BEFORE = timedelta(days=180)  # how far back an earlier thread may lie


class Judge(Protocol):
    """Tells questions for the bot from talk."""

    async def __call__(self, text: str, *, mentions_others: bool) -> bool:
        """Whether a post is one."""


Admit = Callable[[Incoming, Platform], Awaitable[object]]
"""The decision about a question from somebody who may ask."""


@dataclass(slots=True)
class Unasked:
    """Belongs to one event loop."""

    journal: Journal
    worker: Worker
    rules: Callable[[], Rules]
    judge: Judge
    maintainers: Maintainers
    similar: Similar
    _platforms: dict[str, Platform] = field(default_factory=dict)
    _news: asyncio.Event = field(default_factory=asyncio.Event)
    _busy: set[Origin] = field(default_factory=set)
    background: Background = field(default_factory=Background)

    async def post(self, incoming: Incoming, decision: Watching) -> None:
        """Somebody posted something that may be a question."""
        origin = replace(incoming.origin, thread="")
        fresh = await self.journal.posted(
            origin,
            incoming.user,
            incoming.text,
            mentions_others=incoming.mentions_others,
            wait=decision.wait,
            burst=decision.burst,
        )
        if fresh:
            self._news.set()

    async def heard(self, incoming: Incoming, platform: Platform) -> None:
        """Somebody said something that the bot does not answer: perhaps it answers what was asked."""
        origin = incoming.origin
        lead = replace(origin, message=incoming.replies_to or origin.thread, thread="")
        channel = self._channel(lead)
        if not lead.message or incoming.author_is_bot or not (channel.maintainers or channel.mode != "mention"):
            return
        if incoming.replies_to:
            await self.journal.joined(lead, incoming.user)
        watch = await self.journal.watched(lead)
        if watch and watch.person != incoming.user:
            await self.journal.watch_ended(watch.origin)
        missing = await self.journal.missing_in_thread(replace(lead, thread=lead.message))
        if missing and missing.asker != incoming.user:
            # First, for that is how the card is found when they want to be forgotten.
            await self.journal.joined(missing.origin, incoming.user)
            await self.maintainers.person_answered(missing, incoming.text, platform)

    async def addressed(self, incoming: Incoming) -> None:
        """The bot was asked in a thread: what that began with needs no other answer."""
        if incoming.origin.thread:
            await self.journal.watch_ended(replace(incoming.origin, message=incoming.origin.thread, thread=""))

    async def withdrawn(self, origin: Origin) -> None:
        """A post was deleted."""
        await self.journal.post_changed(replace(origin, thread=""), "")

    async def changed(self, incoming: Incoming) -> Incoming | None:
        """A post was edited. The whole question that it is a part of; None when that cannot be told any more."""
        origin = replace(incoming.origin, thread="")
        await self.journal.post_changed(origin, incoming.text)
        burst = await self.journal.burst(origin)
        lead = await self.journal.find(replace(origin, message=burst[0])) if len(burst) > 1 else None
        if lead is None or lead.claim.kind != UNASKED:
            return incoming
        parts = lead.claim.text.split(BETWEEN)
        if len(parts) != len(burst):
            return None
        parts[burst.index(origin.message)] = incoming.text
        return replace(incoming, origin=lead.claim.origin, text=as_one(parts))

    def serves(self, platform: Platform) -> None:
        """Begin to answer what was posted on a platform."""
        self._platforms[platform.name] = platform
        self._news.set()

    async def run(self, admit: Admit) -> None:
        """Look at each watch when it is due, until cancelled."""
        while True:
            self._news.clear()
            try:
                for watch in await self.journal.due(*self._platforms):
                    self._look_at(watch, admit)
                pause = await self._pause()
            except CoreError as error:
                log.error("what was posted cannot be looked at: %s", error)  # noqa: TRY400
                pause = RETRY
            try:
                async with asyncio.timeout(pause):
                    await self._news.wait()
            except TimeoutError:
                continue

    async def resume(self, claim: Claim, platform: Platform, incoming: Incoming, decision: Answering) -> None:
        """Go on with a claimed question whose process is gone; after a long time it is left to people."""
        if datetime.now(UTC) - claim.opened > TOO_LATE or not says_something(claim.text):
            await self._stand_back(claim, platform)
            return
        await self._answer(claim, platform, incoming, decision)

    async def redo(self, claim: Claim, platform: Platform, incoming: Incoming, admit: Admit) -> None:
        """Answer a question as it is after an edit, if its asker may ask now."""
        decision = await admit(incoming, platform)
        if isinstance(decision, Answering):
            await self._answer(claim, platform, incoming, decision)
        else:
            await self.journal.close(claim, sentence(claim, ""))
            await self.maintainers.drop_draft(claim.id, platform)

    async def _pause(self) -> float:
        due = await self.journal.next_due(*self._platforms)
        if due is None:
            return LOOK_AGAIN
        left = (due - datetime.now(UTC)).total_seconds()
        return min(left, LOOK_AGAIN) if left > 0 else RETRY

    def _look_at(self, watch: Watch, admit: Admit) -> None:
        platform = self._platforms.get(watch.origin.platform)
        if platform is None or watch.origin in self._busy or self.worker.stopping:
            return
        self._busy.add(watch.origin)
        task = self.background.start(self._judged(watch, platform, admit), "a question to nobody was not answered")
        task.add_done_callback(lambda _: self._busy.discard(watch.origin))

    async def _judged(self, watch: Watch, platform: Platform, admit: Admit) -> None:
        """Decide whether it is a question for us, and claim it if it is."""
        incoming = Incoming(
            origin=watch.origin, user=watch.person, text=watch.text, kind="channel", asked_at=watch.begun
        )
        channel, age = self._channel(watch.origin), datetime.now(UTC) - watch.begun
        if age > TOO_LATE + channel.human_first:
            await self.journal.watch_ended(watch.origin)
            return
        decision = None
        if channel.mode != "mention" and await self._is_question(watch):
            decision = await admit(incoming, platform)
        if decision == Refusing(reason="standing_unknown"):
            await self.journal.watch_later(watch.origin, max(LATER, age / 2))
            return
        claim = None
        if isinstance(decision, Answering) and not await self._person_answered(incoming, platform):
            claim = await self.journal.claim(
                watch.origin, asker=watch.person, text=watch.text, kind=UNASKED, audience=decision.audience
            )
        words = await self.journal.judged(watch, patience(channel, datetime.now(UTC)))
        if claim and isinstance(decision, Answering):
            await self._go_on(claim, words, platform, incoming, decision)

    async def _go_on(
        self, claim: Claim, words: str | None, platform: Platform, incoming: Incoming, decision: Answering
    ) -> None:
        """Answer what was claimed, in the words that it has now."""
        if not await self.worker.is_current(claim):
            return  # an edit, or whoever chose it, has it now
        if not words:  # deleted, answered or asked of the bot itself meanwhile
            await self._stand_back(claim, platform)
        elif words == claim.text:
            await self._answer(claim, platform, incoming, decision)
        elif edited := await self.journal.revise(claim.origin, words):
            await self._answer(edited, platform, replace(incoming, text=words), decision)

    async def _is_question(self, watch: Watch) -> bool:
        return await self.judge(watch.text, mentions_others=watch.mentions_others)

    async def _answer(self, claim: Claim, platform: Platform, incoming: Incoming, decision: Answering) -> None:
        if await self.worker.is_current(claim):
            await self.worker.alone(claim, self._considered(claim, platform, incoming, decision))

    async def _considered(self, claim: Claim, platform: Platform, incoming: Incoming, decision: Answering) -> None:
        """Make an answer, and show it where the channel's rules want it."""
        channel = self._channel(claim.origin)
        try:
            answer = await self.worker.consider(claim, platform, incoming, decision)
        except (LineFull, CoreError) as error:
            log.warning("question %s, to nobody, is left to people: %s", claim.id, type(error).__name__)
            answer = sentence(claim, "")
        visible = claim.delivery is not None or claim.intent != ""
        person_first = not visible and await self._person_answered(incoming, platform)
        if not await self.worker.is_current(claim):
            return
        if person_first and claim.revision:  # there may be cards about what it was before
            await self.journal.close(claim, answer)
            await self.maintainers.drop_draft(claim.id, platform)
        elif person_first:
            await self._stand_back(claim, platform)
        elif channel.mode == "draft" and answer.citations and not visible:
            await self.maintainers.draft(claim, answer, platform)
        elif (channel.mode != "draft" or visible) and _may_be_shown(answer, channel):
            await self._show(claim, answer, platform)
        else:
            await self._leave(claim, answer, platform)

    async def _show(self, claim: Claim, answer: Answer, platform: Platform) -> None:
        reply = platform.reply(claim, None, self.worker.ledger(claim))
        try:
            await self.worker.deliver(claim, reply, await self._with_earlier(claim, answer, platform))
        except DeliveryError as error:  # whoever asked has not asked the bot, and needs no apology
            log.error("question %s, to nobody, was not answered: %s", claim.id, error.reason)  # noqa: TRY400
            await self._leave(claim, sentence(claim, ""), platform)

    async def _leave(self, claim: Claim, answer: Answer, platform: Platform) -> None:
        """Leave a question to people, and tell the maintainers of it."""
        if answer.outcome != "failed":
            answer = replace(answer, outcome="not_covered", text="", citations=())
        await self.maintainers.unsure(claim, answer, platform)

    async def _stand_back(self, claim: Claim, platform: Platform) -> None:
        """Somebody was first: as if the bot had never had the question."""
        gone = await self.journal.withdraw(claim.origin)
        if gone and (gone.delivery or gone.intent):
            await self.worker.remove(gone, platform.reply(gone, None, self.worker.ledger(gone)))
        elif gone:
            await self.journal.removed(gone)

    async def _person_answered(self, incoming: Incoming, platform: Platform) -> bool:
        """Whether anybody but the asker has said something below the post, as the journal or the platform knows."""
        origin = incoming.origin
        state = await self.journal.thread(origin)
        if set(state.participants) - {incoming.user, ""} or state.resolved_by:
            return True
        below = replace(
            incoming, origin=replace(origin, message=LAST, thread=origin.message), asked_at=datetime.now(UTC)
        )
        try:
            thread = await platform.thread(below)
        except DeliveryError:
            return False  # most often there is no thread
        return bool(thread.participants - {incoming.user})

    async def _with_earlier(self, claim: Claim, answer: Answer, platform: Platform) -> Answer:
        """The answer with a link to a thread where nearly the same was answered, if there is one."""
        before = await self.journal.answered_before(claim.origin, datetime.now(UTC) - BEFORE)
        try:
            cosines = await self.similar.to(claim.text, [asked.text for asked in before])
        except EmbeddingError as error:  # an answer is worth more than a link
            log.warning("question %s is not compared with earlier ones: %s", claim.id, error)
            return answer
        near = [(cosine, asked) for cosine, asked in zip(cosines, before, strict=True) if cosine >= NEARLY_THE_SAME]
        if not near or not answer.citations:
            return answer
        link = platform.link(max(near, key=lambda pair: pair[0])[1].origin)
        return replace(answer, text=f"{answer.text}\n\n{notices.asked_before_in(link)}") if link else answer

    def _channel(self, origin: Origin) -> ChannelRules:
        return self.rules().of_channel(origin.platform, origin.channel)


def _may_be_shown(answer: Answer, channel: ChannelRules) -> bool:
    return confident(answer, channel) or (channel.say_not_covered and answer.outcome == "not_covered")
