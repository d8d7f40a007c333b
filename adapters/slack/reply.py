"""The one reply to a question, as it lives in a Slack thread."""

from __future__ import annotations

import json
import logging
import time
from typing import Any

from adapters import notices
from adapters.base import DeliveryError, Ledger
from adapters.cards import View
from adapters.markdown import neutralise
from adapters.slack import render
from adapters.slack.live import Live
from adapters.slack.posts import NOT_THERE, Posts, QuestionGone
from adapters.slack.workspace import Workspace
from rag_core.journal.records import Claim
from rag_core.types import Answer, AnswerEvent, Found, TextDelta

log = logging.getLogger(__name__)

TELL_EVERY = 10.0  # seconds between two places in line that one asker is told
SEEN_EMOJI = "eyes"  # where a status is not possible
# What Slack says of content it does not take; the same text then goes out plain.
_REFUSED = ("invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long", "msg_too_long", "invalid_attachments")


class SlackReply:
    """See adapters.base.Reply."""

    def __init__(
        self,
        workspace: Workspace,
        claim: Claim,
        ledger: Ledger,
        *,
        thread: str,
        controls: render.Controls,
        token: str = "",
    ) -> None:
        self._calls = workspace.calls
        self._whispers = workspace.whispers
        self._claim = claim
        self._controls = controls
        self._token = token
        self._posts = Posts(workspace.calls, workspace.bot, claim, ledger, thread)
        self._live = Live(workspace, claim, self._posts)
        self._status = ""
        self._told = 0.0  # monotonic; of the place in line

    async def acknowledge(self) -> None:
        """Show a status below the question, or a reaction on it."""
        try:
            await self._posts.settle()
        except DeliveryError as error:
            log.info("question %s: %s", self._claim.id, error.reason)
        if await self._show_status(notices.seen()):
            await self._posts.note(sign="status")
        elif await self._react("reactions.add"):
            await self._posts.note(sign="reaction")
        else:
            await self._posts.note(sign="none")

    async def wait(self, place: int) -> None:
        """Show the place in line as the status, now and then: a long line moves often."""
        if place > 1 and time.monotonic() - self._told < TELL_EVERY:
            return
        self._told = time.monotonic()
        await self._show_status(notices.place_in_line(place))

    async def show(self, event: AnswerEvent) -> None:
        """Show the stage as the status, and the text as it grows."""
        if isinstance(event, TextDelta):
            await self._live.grow(event.text)
            return
        text = neutralise(notices.status(event))
        if isinstance(event, Found):  # the next stage follows at once: the model need not wait for a call in between
            self._live.title = text
        elif text not in {"", self._status} and not self._posts.ids:
            await self._show_status(text)

    async def finish(self, answer: Answer) -> None:
        """Put the checked answer in place of whatever stands there, files first, the sources last."""
        await self._send_files(answer)
        try:
            await self._replace(render.answer(answer, self._controls))
        except DeliveryError as error:
            if not error.reason.endswith(_REFUSED):
                raise
            log.error("question %s: Slack refuses our blocks (%s), sent as plain text", self._claim.id, error.reason)  # noqa: TRY400
            await self._replace(render.plain_answer(answer, self._controls))

    async def notice(self, text: str) -> None:
        """Leave a sentence in the thread, or where that cannot be, tell the asker alone."""
        try:
            await self._replace((render.notice(text),))
        except QuestionGone:
            raise
        except DeliveryError as error:
            if not error.permanent:
                raise
            log.error("channel %s: %s", self._posts.channel, error.reason)  # noqa: TRY400
            await self._whispers.tell(self._claim.asker, self._posts.channel, self._posts.thread, text, self._token)

    async def card(self, view: View) -> None:
        """Leave a card, or change the one that stands there."""
        try:
            await self._replace((render.card(view),))
        except DeliveryError as error:
            if not error.reason.endswith(_REFUSED):
                raise
            log.error("card %s: Slack refuses our blocks (%s), sent as mrkdwn", view.subject, error.reason)  # noqa: TRY400
            await self._replace((render.plain_card(view),))

    async def withdraw(self) -> None:
        """Delete every message of the reply, files included."""
        await self._posts.settle()
        await self._live.close()
        for ts in self._posts.ids:
            await self._posts.delete(ts)
        if self._posts.thread:
            try:
                for ts in [str(message["ts"]) async for message in self._posts.all_of_claim()]:
                    await self._posts.delete(ts)
            except DeliveryError as error:
                if not error.reason.endswith("thread_not_found"):
                    raise
        await self._clear_sign()

    async def _replace(self, posts: tuple[render.Post, ...]) -> None:
        """Make the reply consist of these messages. May be begun anew at any point."""
        await self._live.close()
        await self._posts.settle()
        standing = self._posts.ids[: len(posts)]
        for ts, post in zip(standing, posts, strict=False):
            await self._edit(ts, post)
        while (index := len(self._posts.ids)) < len(posts):
            await self._posts.post(posts[index])
        for ts in self._posts.ids[len(posts) :]:
            await self._posts.delete(ts)
        await self._clear_sign(posted=len(standing) < len(posts))

    async def _edit(self, ts: str, post: render.Post) -> None:
        try:
            await self._posts.edit(ts, post)
        except DeliveryError as error:
            if error.reason.endswith(NOT_THERE):  # somebody has deleted it, and wants it gone
                log.info("question %s: a message of the reply was deleted", self._claim.id)
            else:
                raise

    async def _send_files(self, answer: Answer) -> None:
        """Upload programs that no message holds; those that are there already are left alone."""
        programs = render.programs(answer)
        if not programs:
            return
        names = {f"{self._claim.id}-{program.name}": program for program in programs}
        there = json.dumps([message async for message in self._posts.all_of_claim()])
        for name, program in names.items():
            if f'"{name}"' not in there:
                await self._whispers.upload(self._posts.channel, self._posts.thread, name, program.content)

    # The sign that the question was seen

    async def _show_status(self, text: str) -> bool:
        if not self._posts.thread:
            return False
        where: dict[str, Any] = {"channel_id": self._posts.channel, "thread_ts": self._posts.thread}
        try:
            shown = await self._calls.if_spare("assistant.threads.setStatus", **where, status=text)
        except DeliveryError as error:
            log.info("question %s: no status (%s)", self._claim.id, error.reason)
            return False
        self._status = text if shown is not None else self._status
        return shown is not None

    async def _clear_sign(self, *, posted: bool = False) -> None:
        """Take the status away, which a new message of ours has done by itself, or the reaction."""
        if self._posts.sign == "reaction":
            await self._react("reactions.remove")
        elif self._posts.sign == "status" and not posted and self._status:
            await self._show_status("")

    async def _react(self, method: str) -> bool:
        where: dict[str, Any] = {
            "channel": self._posts.channel,
            "timestamp": self._claim.origin.message,
            "name": SEEN_EMOJI,
        }
        try:
            return await self._calls.if_spare(method, **where) is not None
        except DeliveryError as error:
            return error.reason.endswith(("already_reacted", "no_reaction"))
