"""The reply to a slash command, which only its asker sees."""

from __future__ import annotations

import logging

from adapters.base import DeliveryError, Ledger
from adapters.slack import render
from adapters.slack.workspace import Workspace
from rag_core.journal.records import Claim, Delivery
from rag_core.types import Answer, AnswerEvent

log = logging.getLogger(__name__)

USES = 5  # of a response URL; docs.slack.dev/interactivity/handling-user-interaction#message_responses


class PrivateReply:
    """See adapters.base.Reply. The acknowledgement of the command has shown the first sign already.

    Nothing that only one person sees can be looked for, so a part whose response was lost is not sent again; but
    the first takes the place of what was shown before, and can be repeated.
    """

    def __init__(
        self, workspace: Workspace, claim: Claim, ledger: Ledger, controls: render.Controls, token: str
    ) -> None:
        self._whispers = workspace.whispers
        self._claim = claim
        self._ledger = ledger
        self._controls = controls
        delivery = claim.delivery or Delivery(surface="private", channel=claim.origin.channel)
        self._token = token or delivery.token
        self._sent = delivery.messages

    async def acknowledge(self) -> None:
        """Keep the right to answer."""
        await self._note()

    async def wait(self, place: int) -> None:
        """Nothing: a response URL takes five answers in all."""

    async def show(self, event: AnswerEvent) -> None:
        """Nothing, for the same reason."""

    async def finish(self, answer: Answer) -> None:
        """Show the whole answer in place of the first sign, longer ones in several messages."""
        await self._send(render.answer(answer, self._controls))

    async def notice(self, text: str) -> None:
        """Show a sentence in place of the first sign."""
        await self._send((render.notice(text),))

    async def withdraw(self) -> None:
        """Nothing to do: a command cannot be deleted."""

    async def _send(self, posts: tuple[render.Post, ...]) -> None:
        for index, post in enumerate(posts):
            part = f"part-{index}"
            if part in self._sent and index:
                continue
            if index:
                self._sent = (*self._sent, part)
                await self._note()
            await self._one(post, index)

    async def _one(self, post: render.Post, index: int) -> None:
        try:
            await self._whispers.respond(self._token if index < USES else "", post, replace=not index)
        except DeliveryError as error:
            if not error.permanent:
                raise
            log.info("question %s: the response URL is spent, answering otherwise", self._claim.id)
            await self._whispers.aside(self._claim.asker, self._claim.origin.channel, "", post)

    async def _note(self) -> None:
        delivery = Delivery(
            surface="private", channel=self._claim.origin.channel, messages=self._sent, token=self._token
        )
        await self._ledger.delivered(delivery)
