"""The one reply to a question, as it lives on Discord."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from dataclasses import replace

from adapters import notices
from adapters.base import DeliveryError, Ledger
from adapters.discord import render
from adapters.discord.calls import BAD_TOKEN, UNKNOWN_MESSAGE, UNKNOWN_WEBHOOK, Lost, Refused
from adapters.discord.desk import Desk
from adapters.discord.spots import CHANNEL, INTERACTION, ChannelSpot, InteractionSpot
from adapters.discord.targets import Targets
from rag_core.journal.records import Claim, Delivery
from rag_core.types import Answer, AnswerEvent, TextDelta

log = logging.getLogger(__name__)


class DiscordReply:
    """See adapters.base.Reply. `token` is the right to answer an interaction."""

    def __init__(self, desk: Desk, claim: Claim, ledger: Ledger, token: str = "") -> None:
        self._desk, self._calls = desk, desk.calls
        self._claim, self._ledger = claim, ledger
        self._token = token
        self._targets = Targets(desk, claim)
        self._spot: ChannelSpot | InteractionSpot | None = None
        self._refused: Refused | None = None  # the last place that did not take the reply
        self._shown: dict[int, render.Post] = {}
        self._text, self._status = "", notices.seen()
        self._writing = asyncio.Lock()
        self._growing: asyncio.Task[None] | None = None
        self._hurry = asyncio.Event()
        self._over = False  # nothing provisional is to be shown any more
        self._before = desk.replies.get(claim.id)
        desk.replies[claim.id] = self

    async def acknowledge(self) -> None:
        """Show "thinking", or a message that says what is being done. What only comes late is left to `finish`."""
        try:
            await self._put(self._draft(), provisional=True)
        except Lost as error:
            log.info("question %s is acknowledged later: %s", self._claim.id, error.reason)

    async def wait(self, place: int) -> None:
        """Show the place in line."""
        self._grow(notices.place_in_line(place))

    async def show(self, event: AnswerEvent) -> None:
        """Let the message grow, as often as its channel bears."""
        if isinstance(event, TextDelta):
            self._text += event.text
            self._grow(hurry=self._text == event.text)
        else:
            self._grow(notices.status(event))

    async def finish(self, answer: Answer) -> None:
        """Put the checked answer in place of whatever stands there."""
        await self._settle()
        spot = await self._place()
        posts = render.answer(answer, self._surface(), preface=self._preface())
        await self._put(posts)
        for number in range(spot.messages - 1, len(posts) - 1, -1):
            await self._removed(number)

    async def notice(self, text: str) -> None:
        """Put a sentence in place of whatever stands there."""
        await self._settle()
        spot = await self._place()
        await self._put((render.notice("\n\n".join(filter(None, (self._preface(), text)))),))
        for number in range(spot.messages - 1, 0, -1):
            await self._removed(number)

    async def withdraw(self) -> None:
        """Delete every message of the reply."""
        await self._settle()
        if self._claim.delivery is None:
            await self._find_lost()
        spot = self._spot or self._known()
        if spot is None:
            return
        try:
            for number in range(spot.messages - 1, -1, -1):
                await spot.remove(number)
        except Refused as error:
            if isinstance(spot, ChannelSpot) or not self._to_channel(error):
                raise
            await self.withdraw()

    async def stop(self) -> None:
        """Show nothing provisional any more; what is under way is waited for, lest it comes last."""
        self._over = True
        async with self._writing:
            return

    # Text that grows

    def _grow(self, status: str = "", *, hurry: bool = False) -> None:
        self._status = status or self._status
        if hurry:  # the first words need not wait for their turn
            self._hurry.set()
        if self._growing is None or self._growing.done():
            self._growing = asyncio.create_task(self._keep_growing())

    async def _keep_growing(self) -> None:
        """Show the newest state, and again while it has changed. All of it is a courtesy."""
        shown: tuple[str, str] | None = None
        while not self._over and self._spot and shown != (self._text, self._status):
            delay = self._calls.pace.edit_delay(self._spot.delivery.channel)
            await self._sleep(delay)
            if isinstance(self._spot, ChannelSpot):  # interactions are outside of the global limit
                await self._calls.pace.room()
            shown = (self._text, self._status)
            try:
                await self._put(self._draft(), provisional=True)
            except DeliveryError as error:
                log.info("question %s: not shown while it is written: %s", self._claim.id, error.reason)
                return

    async def _sleep(self, seconds: float) -> None:
        """Wait, or for less when there is a hurry."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._hurry.wait()
        self._hurry.clear()

    def _draft(self) -> tuple[render.Post, ...]:
        return render.draft(self._text, self._status, self._claim.id, self._surface())

    async def _settle(self) -> None:
        await self._relieve()
        await self.stop()

    async def _relieve(self) -> None:
        """Take over from a reply to an older revision of the question."""
        if self._before is not None:
            before, self._before = self._before, None
            await before.stop()

    # The messages

    async def _put(self, posts: tuple[render.Post, ...], *, provisional: bool = False) -> None:
        """Make the reply begin with these messages. May be begun anew at any point."""
        await self._relieve()
        async with self._writing:
            if provisional and self._over:
                return
            spot = await self._place()
            for number, post in enumerate(posts):
                while spot.messages <= number:
                    await self._add(spot, post if provisional else None)
                if self._shown.get(number) != post:
                    spot = await self._edit(spot, number, post)
                    self._shown[number] = post

    async def _add(self, spot: ChannelSpot | InteractionSpot, post: render.Post | None = None) -> None:
        """Post one more; it ends with its mark, as only a draft's last message does by itself."""
        number = spot.messages
        ending = f"· {render.mark(self._claim.id, number)}"
        if post is None or not post.content.endswith(ending):
            post = render.Post(content=f"-# {self._status} {ending}")
        await spot.add(post)
        self._shown[number] = post

    async def _edit(
        self, spot: ChannelSpot | InteractionSpot, number: int, post: render.Post
    ) -> ChannelSpot | InteractionSpot:
        try:
            await spot.edit(number, post)
        except Refused as error:
            if error.code == UNKNOWN_MESSAGE:  # somebody has deleted it, and wants it gone
                log.info("question %s: a message of the reply was deleted", self._claim.id)
                return spot
            if isinstance(spot, ChannelSpot) or not self._to_channel(error):
                raise
            spot = await self._place()
            while spot.messages <= number:
                await self._add(spot)
            await spot.edit(number, post)
        return spot

    async def _removed(self, number: int) -> None:
        spot = await self._place()
        await spot.remove(number)
        self._shown.pop(number, None)

    # Where they are

    async def _place(self) -> ChannelSpot | InteractionSpot:
        """Where the reply stands; the first time, the best place that takes it. Raises DeliveryError."""
        if self._spot is None:
            self._spot = self._known() or await self._respond() or await self._post()
        return self._spot

    def _known(self) -> ChannelSpot | InteractionSpot | None:
        """What is written down."""
        delivery = self._claim.delivery
        if delivery is None:
            return None
        return self._on_interaction(delivery) if delivery.surface == INTERACTION else self._in_channel(delivery)

    async def _respond(self) -> InteractionSpot | None:
        """Respond to the interaction; None where there is none, or it is too late for that."""
        if not self._token:
            return None
        origin = self._claim.origin
        delivery = Delivery(surface=INTERACTION, channel=origin.thread or origin.channel, token=self._token)
        spot = self._on_interaction(delivery)
        try:
            await spot.acknowledge(private=self._claim.private)
        except Refused as error:
            log.warning("question %s: the interaction is answered otherwise: %s", self._claim.id, error.reason)
            return None
        except Lost as error:  # it may have arrived; if not, the first edit will tell
            log.info("question %s: %s", self._claim.id, error.reason)
        self._shown[0] = self._draft()[0]  # "thinking" says as much
        return spot

    async def _post(self) -> ChannelSpot:
        """Post the first message in the best place that takes it."""
        async for channel, reference in self._targets.best_first():
            spot = self._in_channel(Delivery(surface=CHANNEL, channel=channel), reference)
            try:
                await self._add(spot, self._draft()[0])
            except Refused as error:
                log.warning("question %s: channel %s: %s", self._claim.id, channel, error.reason)
                self._refused = self._refused or error
            else:
                return spot
        raise self._refused or Refused("send", 0)

    def _to_channel(self, error: Refused) -> bool:
        """Leave an interaction whose token is dead: for its message in the channel, or for a new one."""
        if error.code not in {BAD_TOKEN, UNKNOWN_WEBHOOK} or (self._spot is None and self._claim.delivery is None):
            return False
        known = (self._spot or self._known()).delivery  # type: ignore[union-attr]  # one of them is there
        if known.messages and not self._claim.private:
            self._spot = self._in_channel(replace(known, surface=CHANNEL))
        else:
            self._spot, self._claim, self._token = None, replace(self._claim, delivery=None), ""
            self._shown.clear()
        return True

    async def _find_lost(self) -> None:
        """Look for a first message whose response never came."""
        if not self._claim.intent:
            return
        async for channel, _ in self._targets.best_first():
            spot = self._in_channel(Delivery(surface=CHANNEL, channel=channel))
            if found := await spot.find():
                self._spot = self._in_channel(Delivery(surface=CHANNEL, channel=channel, messages=(found,)))
                return

    def _in_channel(self, delivery: Delivery, reference: str = "") -> ChannelSpot:
        return ChannelSpot(self._calls, self._desk.me, self._claim, self._ledger, delivery, reference=reference)

    def _on_interaction(self, delivery: Delivery) -> InteractionSpot:
        return InteractionSpot(self._calls, self._desk.application, self._ledger, delivery)

    def _surface(self) -> render.Surface:
        spot, origin = self._spot or self._known(), self._claim.origin
        channel = spot.delivery.channel if spot else origin.thread or origin.channel
        return self._desk.surface(self._claim, channel, interaction=isinstance(spot, InteractionSpot))

    def _preface(self) -> str:
        """Why the answer does not stand where it was asked."""
        if self._refused is None:
            return ""
        origin = self._claim.origin
        return notices.not_there(f"<#{origin.thread or origin.channel}>", self._refused.words)
