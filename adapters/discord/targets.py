"""Where a reply may go: the thread of its question, the channel, and at last the asker alone."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass

from adapters.aftercare import SHARE_KIND
from adapters.base import DIRECT
from adapters.discord import render
from adapters.discord.calls import HAS_THREAD, Refused
from adapters.discord.desk import Desk
from adapters.maintainers import POSTED_KIND
from rag_core.journal.records import TOLD, UNASKED, Claim

log = logging.getLogger(__name__)

ARCHIVE_AFTER = 1_440  # minutes; discord-api-docs, developers/resources/channel#start-thread-from-message
THREADS = "/channels/{channel_id}/messages/{message_id}/threads"
BELOW = frozenset({POSTED_KIND, TOLD})  # kinds of claims whose reply stands below an older question
PUBLIC = BELOW | {SHARE_KIND, UNASKED}  # kinds whose reply nobody waits for: in its place or nowhere
ON_INTERACTION = frozenset({"command", "shortcut"})  # kinds of claims


@dataclass(frozen=True, slots=True)
class Targets:
    """The places for the reply to one claim."""

    _desk: Desk
    _claim: Claim

    async def best_first(self) -> AsyncIterator[tuple[str, str]]:
        """Places for the reply, best first, each with the message to refer to; the last is for an asker alone."""
        origin, claim = self._claim.origin, self._claim
        if not claim.private or origin.workspace == DIRECT:
            if claim.kind in BELOW:
                await self._start_thread(origin.thread)
                yield origin.thread, ""
                yield origin.channel, origin.thread
            elif origin.thread:
                yield (
                    origin.thread,
                    "" if claim.kind in ON_INTERACTION or origin.thread == origin.message else origin.message,
                )
            elif self._desk.directory.is_forum(origin.channel):
                yield origin.message, ""
            elif claim.kind in {*ON_INTERACTION, SHARE_KIND}:
                yield origin.channel, ""
            else:
                if await self._start_thread(origin.message):
                    yield origin.message, ""
                yield origin.channel, origin.message
        if origin.workspace != DIRECT and claim.kind not in PUBLIC:
            yield await self._desk.directory.direct(claim.asker), ""

    async def _start_thread(self, message: str) -> bool:
        """Start a thread from a message, whose id it takes over; whether there is one."""
        origin = self._claim.origin
        if not self._desk.directory.abilities(origin.channel).start_threads:
            return False
        where = {"channel_id": origin.channel, "message_id": message}
        body = {"name": render.thread_name(self._claim.text), "auto_archive_duration": ARCHIVE_AFTER}
        if self._desk.calls.is_busy("POST", THREADS, where):  # five threads in five seconds: until then, a sign
            self._desk.type_in(origin.channel)
        try:
            await self._desk.calls.do("POST", THREADS, where, body=body)
        except Refused as error:
            if error.code != HAS_THREAD:
                log.info("question %s gets no thread: %s", self._claim.id, error.reason)
                return False
        return True
