"""The messages that one reply consists of: each posted once, found again when a response was lost, edited, deleted."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from typing import Any

from adapters.base import DeliveryError, Ledger
from adapters.slack.calls import Calls, Lost, NotSent
from adapters.slack.events import Bot
from adapters.slack.render import Post
from rag_core.journal.records import Claim, Delivery

Json = Mapping[str, Any]

EVENT_TYPE = "footnote_answer"  # of the metadata by which our messages are known again
LOOK_AFTER = 0.5  # seconds until a post whose response was lost can be seen in its thread
POST_TRIES = 3
PAGE = 200  # messages of a thread read at a time
STREAMING = "+stream"  # ends the surface of a delivery whose last message is an open stream
NOT_THERE = ("message_not_found", "cant_update_message")  # somebody has deleted it


class QuestionGone(DeliveryError):
    """The question was deleted: a reply would stand at the top level of the channel (slack-go/slack#1571)."""

    def __init__(self) -> None:
        super().__init__("the question is gone", permanent=True)


class Posts:
    """The messages of the reply to one claim, in reading order. `thread` is "" for a post at top level."""

    def __init__(self, calls: Calls, bot: Bot, claim: Claim, ledger: Ledger, thread: str) -> None:
        self._calls = calls
        self._bot = bot
        self._claim = claim
        self._ledger = ledger
        self.channel = claim.origin.channel
        self.thread = thread
        self.delivery = claim.delivery or Delivery(surface="", channel=self.channel, thread=thread)
        self._unsettled = claim.intent

    @property
    def ids(self) -> tuple[str, ...]:
        """Their `ts`."""
        return self.delivery.messages

    @property
    def next_nonce(self) -> str:
        """What the next message carries; the same in every process that works on the claim."""
        return f"{self._claim.id}.{len(self.ids)}"

    @property
    def sign(self) -> str:
        """How the question was acknowledged."""
        return self.delivery.surface.removesuffix(STREAMING)

    @property
    def streaming(self) -> str:
        """The message that is an open stream as far as is known, or ""."""
        return self.ids[-1] if self.ids and self.delivery.surface.endswith(STREAMING) else ""

    async def note(self, *, sign: str) -> None:
        """Write down how the question is being acknowledged."""
        self.delivery = replace(self.delivery, surface=sign + (STREAMING if self.streaming else ""))
        await self._ledger.delivered(self.delivery)

    async def stop_stream(self) -> None:
        """End the open stream, whoever began it, so that its message can be edited."""
        if not self.streaming:
            return
        try:
            await self._calls.do("chat.stopStream", channel=self.channel, ts=self.streaming)
        except DeliveryError as error:
            if not error.reason.endswith(("message_not_in_streaming_state", "message_not_found")):
                raise
        self.delivery = replace(self.delivery, surface=self.sign)
        await self._ledger.delivered(self.delivery)

    async def settle(self) -> None:
        """Find out whether a post arrived whose response was never seen."""
        if self._unsettled:
            found = await self._find(self._unsettled)
            await self._keep(found, streaming=bool(found))  # to end a stream that is none does no harm

    async def post(self, post: Post, nonce: str = "") -> None:
        """Post one more message."""
        nonce = nonce or self.next_nonce
        metadata = {"event_type": EVENT_TYPE, "event_payload": {"claim": self._claim.id, "nonce": nonce}}
        given: dict[str, Any] = {"text": post.text, "blocks": list(post.blocks) or None, "metadata": metadata}
        given |= {"unfurl_links": False, "unfurl_media": False}
        await self.place("chat.postMessage", nonce, **given)

    async def place(self, method: str, nonce: str, *, streaming: bool = False, **arguments: Any) -> None:
        """Call what makes a message that carries `nonce`; never again before it was looked for: `settle` first."""
        await self._ledger.about_to_post(nonce)
        self._unsettled = nonce
        for _ in range(POST_TRIES):
            try:
                where = {"channel": self.channel, "thread_ts": self.thread or None}
                response = await self._calls.once(method, **where, **arguments)
            except NotSent:
                await asyncio.sleep(LOOK_AFTER)
            except Lost:
                await asyncio.sleep(LOOK_AFTER)
                if found := await self._find(nonce):
                    return await self._keep(found, streaming=streaming)
            except DeliveryError:
                self._unsettled = ""  # refused: nothing was made
                raise
            else:
                return await self._keep(await self._in_thread(response), streaming=streaming)
        raise DeliveryError(f"{method}: no answer", permanent=False)

    async def edit(self, ts: str, post: Post) -> None:
        """Replace what a message says."""
        given = {"text": post.text, "blocks": list(post.blocks)}
        await self._calls.do("chat.update", channel=self.channel, ts=ts, **given)

    async def delete(self, ts: str) -> None:
        """Take a message away; one that is gone is fine."""
        try:
            await self._calls.do("chat.delete", channel=self.channel, ts=ts)
        except DeliveryError as error:
            if not error.reason.endswith(NOT_THERE):
                raise
        await self.forget(ts)

    async def forget(self, ts: str) -> None:
        """Write down that a message is gone."""
        kept = tuple(known for known in self.ids if known != ts)
        self.delivery = replace(self.delivery, messages=kept)
        await self._ledger.delivered(self.delivery)

    async def all_of_claim(self) -> AsyncIterator[Json]:
        """Our own messages that carry the claim's id: in their metadata, as a task's id, in a file's name."""
        method = "conversations.replies" if self.thread else "conversations.history"
        where = {"channel": self.channel, "limit": PAGE, "include_all_metadata": "true"}
        where |= {"ts": self.thread} if self.thread else {"oldest": str(self._claim.asked.timestamp() - 1)}
        cursor = ""
        while True:
            answer = await self._calls.do(method, **where, cursor=cursor or None)
            for message in answer["messages"]:
                if message.get("user") == self._bot.user and self._claim.id in json.dumps(message):
                    yield message
            cursor = (answer.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                return

    async def _find(self, nonce: str) -> str:
        """The message that carries a nonce, "" if there is none. Raises DeliveryError."""
        async for message in self.all_of_claim():
            if f'"{nonce}"' in json.dumps(message):
                return str(message["ts"])
        return ""

    async def _keep(self, ts: str, *, streaming: bool) -> None:
        """Write down that a message is there, or with "" that none is; it settles what was open."""
        messages = (*self.ids, ts) if ts and ts not in self.ids else self.ids
        surface = self.sign + (STREAMING if streaming else "")
        self.delivery = replace(self.delivery, messages=messages, surface=surface)
        await self._ledger.delivered(self.delivery)
        self._unsettled = ""

    async def _in_thread(self, response: Json) -> str:
        """The new message's ts, unless it fell out of the thread because the question is gone."""
        ts = str(response["ts"])
        message = response.get("message")
        if self.thread and message is not None and message.get("thread_ts") != self.thread:
            await self._calls.do("chat.delete", channel=self.channel, ts=ts)
            self._unsettled = ""
            raise QuestionGone
        return ts
