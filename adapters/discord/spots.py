"""Where the messages of a reply stand: in a channel, or as the response to an interaction. All raise DeliveryError."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from adapters.base import Ledger
from adapters.discord.calls import (
    ARCHIVED,
    DEFERRED,
    EPHEMERAL,
    NO_HISTORY,
    UNKNOWN_MESSAGE,
    Calls,
    Lost,
    Refused,
)
from adapters.discord.events import snowflake
from adapters.discord.render import Post, mark
from rag_core.journal.records import Claim, Delivery

INTERACTION, CHANNEL = "interaction", "channel"  # surfaces of a delivery
LOOKED_AT = 100  # messages after the question
REPLY_TO_SYSTEM = 50035  # among others: what the reply was to cannot be replied to
_MESSAGE = "/channels/{channel_id}/messages/{message_id}"


class ChannelSpot:
    """Messages in a channel, a thread or a direct conversation. `reference` is the message that they reply to."""

    def __init__(
        self,
        calls: Calls,
        me: Callable[[], str],
        claim: Claim,
        ledger: Ledger,
        delivery: Delivery,
        *,
        reference: str = "",
    ) -> None:
        self._calls, self._me = calls, me
        self._claim, self._ledger = claim, ledger
        self._reference = reference
        self._unsettled = claim.intent
        self.delivery = delivery

    @property
    def messages(self) -> int:
        """How many stand there."""
        return len(self.delivery.messages)

    async def add(self, post: Post) -> None:
        """Post, with a nonce by which Discord knows a repetition for minutes; after that it is looked for."""
        number = self.messages
        found = await self.find() if self._unsettled else ""
        if not found:
            nonce = self._unsettled or f"{self._claim.id}.{self._claim.revision}.{number}"
            if not self._unsettled:
                await self._ledger.about_to_post(nonce)
            found = await self._send(post, nonce)
        self._unsettled = ""
        self.delivery = replace(self.delivery, messages=(*self.delivery.messages, found))
        await self._ledger.delivered(self.delivery)

    async def edit(self, number: int, post: Post, /) -> None:
        """Edit; an archived thread is woken up for it."""
        where = {"channel_id": self.delivery.channel, "message_id": self.delivery.messages[number]}
        try:
            await self._calls.do("PATCH", _MESSAGE, where, body=post.body(), files=post.files)
        except Refused as error:
            if error.code != ARCHIVED:
                raise
            await self._calls.do(
                "PATCH", "/channels/{channel_id}", {"channel_id": where["channel_id"]}, body={"archived": False}
            )
            await self._calls.do("PATCH", _MESSAGE, where, body=post.body(), files=post.files)

    async def remove(self, number: int, /) -> None:
        """Delete, and write down that it is gone."""
        gone = self.delivery.messages[number]
        try:
            await self._calls.do("DELETE", _MESSAGE, {"channel_id": self.delivery.channel, "message_id": gone})
        except Refused as error:
            if error.code != UNKNOWN_MESSAGE:
                raise
        kept = tuple(known for known in self.delivery.messages if known != gone)
        self.delivery = replace(self.delivery, messages=kept)
        await self._ledger.delivered(self.delivery)

    async def find(self) -> str:
        """The next message, if it was posted and its response never came; "" if it was not. Raises DeliveryError."""
        since = str(snowflake(self._claim.asked) - 1)
        path = f"/channels/{{channel_id}}/messages?limit={LOOKED_AT}&after={since}"
        listed: list[dict[str, Any]] = await self._calls.do("GET", path, {"channel_id": self.delivery.channel})
        ending = f"· {mark(self._claim.id, self.messages)}"
        ours = (one for one in listed if one["author"]["id"] == self._me())
        return next((str(one["id"]) for one in ours if one["content"].endswith(ending)), "")

    async def _send(self, post: Post, nonce: str) -> str:
        body = {**post.body(), "nonce": nonce, "enforce_nonce": True}
        if self._reference:
            body["message_reference"] = {"message_id": self._reference, "fail_if_not_exists": False}
        path, where = "/channels/{channel_id}/messages", {"channel_id": self.delivery.channel}
        try:
            try:
                sent = await self._calls.do("POST", path, where, body=body)
            except Refused as error:
                if not self._reference or error.code not in {NO_HISTORY, REPLY_TO_SYSTEM}:
                    raise
                self._reference = ""
                del body["message_reference"]
                sent = await self._calls.do("POST", path, where, body=body)
        except Lost:
            self._unsettled = nonce
            raise
        return str(sent["id"])


class InteractionSpot:
    """The one message that answers an interaction. Its token lives for 15 minutes."""

    messages = 1

    def __init__(self, calls: Calls, application: Callable[[], str], ledger: Ledger, delivery: Delivery) -> None:
        self._calls, self._ledger = calls, ledger
        self._application = application
        self.delivery = delivery

    async def acknowledge(self, *, private: bool) -> None:
        """Show "thinking". Raises DeliveryError."""
        await self._ledger.delivered(self.delivery)  # before: the token is what a restarted process goes on with
        message = await self._calls.respond(self.delivery.token, DEFERRED, {"flags": EPHEMERAL} if private else {})
        await self._keep(message)

    async def add(self, _: Post, /) -> None:
        """Not possible: follow-ups carry no nonce, so a repetition could not be told from a second message."""
        raise Refused("follow-up", 0)

    async def edit(self, _: int, post: Post, /) -> None:
        """Edit, or make the promised message of it."""
        sent = await self._calls.original(
            "PATCH", self._application(), self.delivery.token, body=post.body(), files=post.files
        )
        if not self.delivery.messages:
            await self._keep(str(sent["id"]))

    async def remove(self, _: int, /) -> None:
        """Delete the response."""
        try:
            await self._calls.original("DELETE", self._application(), self.delivery.token)
        except Refused as error:
            if error.code != UNKNOWN_MESSAGE:
                raise

    async def _keep(self, message: str) -> None:
        if message:
            self.delivery = replace(self.delivery, messages=(message,))
            await self._ledger.delivered(self.delivery)
