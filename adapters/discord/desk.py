"""What every reply on Discord needs: the calls, who is where, the replies at work."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from weakref import WeakValueDictionary

from adapters.base import DIRECT, DeliveryError
from adapters.discord.calls import Calls
from adapters.discord.directory import Directory
from adapters.discord.render import Surface
from adapters.notices import Freshness
from rag_core.journal.records import Claim
from rag_core.types import Origin

if TYPE_CHECKING:
    from adapters.discord.reply import DiscordReply


@dataclass(slots=True)
class Desk:
    """Belongs to one event loop."""

    calls: Calls
    directory: Directory
    group: Callable[[Origin], str]  # whom "Ask a person" calls in a channel, "" for nobody
    freshness: Callable[[], Freshness]
    replies: WeakValueDictionary[str, DiscordReply] = field(default_factory=WeakValueDictionary)  # by claim
    _courtesies: set[asyncio.Task[None]] = field(default_factory=set)

    def me(self) -> str:
        """The id of our user."""
        client = self.directory.client
        return str(client.user.id) if client and client.user else ""

    def application(self) -> str:
        """The id of our application."""
        client = self.directory.client
        return str(client.application_id) if client and client.application_id else self.me()

    def surface(self, claim: Claim, channel: str, *, interaction: bool) -> Surface:
        """What is possible for the reply to a claim in a channel."""
        may, origin = self.directory.abilities(channel), claim.origin
        in_guild = origin.workspace != DIRECT
        return Surface(
            messages=1 if interaction else Surface().messages,
            embeds=may.embed,
            files=may.attach,
            call=in_guild and bool(self.group(origin)),
            share=claim.private and in_guild and not origin.thread,
            solve=not claim.private and bool(origin.thread and self.directory.solved_tag(origin.thread)),
            freshness=self.freshness(),
        )

    def courtesy(self, work: Coroutine[Any, Any, Any]) -> None:
        """Do something that nobody waits for, and that may fail."""

        async def quietly() -> None:
            try:
                await work
            except DeliveryError:
                return

        task = asyncio.create_task(quietly())
        self._courtesies.add(task)
        task.add_done_callback(self._courtesies.discard)

    def type_in(self, channel: str) -> None:
        """Show "is typing"; never waited for, for a rate limit can hold it up for half a minute."""
        if self.calls.pace.may_type(channel):
            self.courtesy(self.calls.once("POST", "/channels/{channel_id}/typing", {"channel_id": channel}))
