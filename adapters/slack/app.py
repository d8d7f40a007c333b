"""Slack as the handler sees it, and the listeners by which it hears of Slack."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol, cast

from adapters import notices
from adapters.aftercare import SHARE_KIND, Aftercare
from adapters.base import DeliveryError, Incoming, Ledger, Reply, Standing, Thread
from adapters.board import CARD_KIND
from adapters.cards import TEXT, Action, Form, View
from adapters.handler import TOO_OLD, Handler
from adapters.markdown import to_mrkdwn
from adapters.slack import events, render, views
from adapters.slack.calls import Json
from adapters.slack.catch_up import missed
from adapters.slack.manifest import ANSWER_THIS, COMMAND
from adapters.slack.posts import Posts
from adapters.slack.private import PrivateReply
from adapters.slack.reply import SlackReply
from adapters.slack.socket import Socket
from adapters.slack.workspace import Workspace
from rag_core.journal.records import Claim
from rag_core.types import Origin

if TYPE_CHECKING:
    from slack_bolt.app.async_app import AsyncApp

log = logging.getLogger(__name__)

TOP_LEVEL = frozenset({SHARE_KIND, CARD_KIND})  # kinds of claims whose reply stands in no thread
THREAD_READ = 200  # messages of a thread read at a time
PROMPTS, PROMPT_MAX = 4, 75  # docs.slack.dev/reference/methods/assistant.threads.setSuggestedPrompts; characters


class Acknowledge(Protocol):
    """Bolt's `ack`."""

    async def __call__(
        self, text: str = "", *, response_action: str | None = None, errors: dict[str, str] | None = None
    ) -> Any:
        """Tell Slack that an interaction has arrived, with a sentence for whoever began it.

        With `response_action` "errors" a form stays open, and says what is wrong with which of its fields.
        """


class Slack:
    """One workspace, connected from `start` to `stop`. See adapters.base.Platform."""

    name = events.PLATFORM

    def __init__(self, workspace: Workspace, app_token: str, handler: Handler, aftercare: Aftercare) -> None:
        self.bot = f"@{workspace.bot.name}"
        self._workspace = workspace
        self._calls = workspace.calls
        self._us = workspace.bot
        self._handler = handler
        self._aftercare = aftercare
        self._socket = Socket(
            self._listening(), workspace.calls, app_token, drop=self._is_echo, returned=self._catch_up
        )

    async def start(self) -> None:
        """Connect, and take up what was asked in the last minutes. Raises DeliveryError."""
        await self._socket.open()
        await self._catch_up(time.time() - TOO_OLD.total_seconds())

    async def stop(self) -> None:
        """Hear nothing more; replies can still be finished."""
        await self._socket.close()

    async def close(self) -> None:
        """Let go of everything."""
        await self._workspace.aclose()

    # What the handler asks for

    def reply(self, claim: Claim, incoming: Incoming | None, ledger: Ledger) -> Reply:
        """See adapters.base.Platform."""
        token = incoming.token if incoming else ""
        shareable = claim.private and not claim.origin.channel.startswith("D")
        callable_ = not claim.private and bool(self._aftercare.group(claim.origin))
        controls = render.Controls(call=callable_, share=shareable, freshness=self._aftercare.freshness())
        if claim.private:
            return PrivateReply(self._workspace, claim, ledger, controls=controls, token=token)
        thread = "" if claim.kind in TOP_LEVEL else claim.origin.thread or claim.origin.message
        return SlackReply(self._workspace, claim, ledger, thread=thread, controls=controls, token=token)

    async def standing(self, incoming: Incoming) -> Standing:
        """See adapters.base.Platform."""
        return await self._workspace.directory.standing(incoming.user, incoming.origin.channel)

    async def thread(self, incoming: Incoming) -> Thread:
        """See adapters.base.Platform."""
        origin = incoming.origin
        if not origin.thread:
            return Thread()
        where = {"channel": origin.channel, "ts": origin.thread, "latest": origin.message, "limit": THREAD_READ}
        messages: list[Json] = []
        cursor = ""
        while True:
            page = await self._calls.do("conversations.replies", **where, cursor=cursor or None)
            messages = [*messages, *(m for m in page["messages"] if m["ts"] < origin.message)][-THREAD_READ:]
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                break
        people = events.participants(messages, self._us) | {incoming.user}
        return Thread(said=events.to_said(messages, self._us), participants=people)

    async def call(self, asked: Claim, claim: Claim, ledger: Ledger, group: str, headings: Sequence[str]) -> None:
        """See adapters.base.Platform."""
        named = [to_mrkdwn(heading) for heading in headings]
        text = notices.escalation(_mention(group), f"<@{claim.asker}>", named)[: render.TEXT_MAX - 1]
        posts = Posts(self._calls, self._us, claim, ledger, asked.origin.thread or asked.origin.message)
        await posts.settle()
        if not posts.ids:
            await posts.post(render.Post(text=text))

    def link(self, origin: Origin) -> str:
        """See adapters.base.Platform."""
        return events.link(self._us, origin)

    async def card(self, claim: Claim, ledger: Ledger, view: View) -> None:
        """See adapters.base.Platform."""
        await SlackReply(self._workspace, claim, ledger, thread="", controls=render.Controls()).card(view)

    async def whisper(self, incoming: Incoming, text: str) -> None:
        """See adapters.base.Platform."""
        origin = incoming.origin
        try:
            await self._workspace.whispers.tell(incoming.user, origin.channel, origin.thread, text, incoming.token)
        except DeliveryError as error:
            log.info("somebody could not be told: %s", error.reason)

    # Listeners

    def _listening(self) -> AsyncApp:
        from slack_bolt.app.async_app import AsyncApp
        from slack_bolt.authorization import AuthorizeResult

        us = AuthorizeResult(
            enterprise_id=self._us.enterprise or None,
            team_id=self._us.team,
            bot_user_id=self._us.user,
            bot_id=self._us.id,
            bot_token=self._calls.client.token,
        )

        async def authorize() -> AuthorizeResult:
            return us  # else Bolt would ask auth.test for each of the first events

        app = AsyncApp(client=self._calls.client, logger=self._calls.client.logger, authorize=authorize)
        for kind in ("app_mention", "message", "reaction_added"):
            app.event(kind)(self._hear)
        app.event("app_home_opened")(self._opened)
        app.command(COMMAND)(self._asked)
        app.shortcut(ANSWER_THIS)(self._chosen)
        app.action(render.FEEDBACK)(self._voted)
        app.action(render.WHY)(self._why)
        app.action(render.CALL)(self._call)
        app.action(render.SHARE)(self._share)
        app.view(views.COMPLAINT)(self._complained)
        app.action(re.compile(f"^{render.CARD}"))(self._decided)
        app.view(re.compile(f"^{views.FORM}"))(self._sent)
        return app

    def _is_echo(self, payload: Json) -> bool:
        return events.own_echo(payload, self._us)

    async def _catch_up(self, since: float) -> None:
        async for incoming in missed(self._calls, self._us, since):
            self._handler.accept(incoming, self)

    async def _hear(self, body: Json) -> None:
        match events.read(body, self._us):
            case events.Heard(incoming=incoming):
                self._handler.accept(incoming, self)
            case events.Edited(incoming=incoming):
                self._handler.edited(incoming, self)
            case events.Deleted(origin=origin):
                self._handler.deleted(origin, self)
            case events.Hushed(channel=channel, message=message):
                await self._hush(channel, message)
            case events.Solved(channel=channel, message=message, person=person):
                await self._solve(channel, message, person)

    async def _solve(self, channel: str, message: str, person: str) -> None:
        found = await self._calls.do("conversations.replies", channel=channel, ts=message, limit=1)
        thread = str(found["messages"][0].get("thread_ts") or "")
        self._handler.solved(events.origin(self._us, channel, message, thread), person)

    async def _hush(self, channel: str, message: str) -> None:
        found = await self._calls.do("conversations.replies", channel=channel, ts=message, limit=1)
        thread = found["messages"][0].get("thread_ts") or message
        self._handler.hushed(events.origin(self._us, channel, message, thread))

    async def _opened(self, event: Json) -> None:
        examples = [e for e in self._handler.examples() if len(e) <= PROMPT_MAX][:PROMPTS]
        if event.get("tab") == "messages" and examples:
            prompts = [{"title": example, "message": example} for example in examples]
            method = "assistant.threads.setSuggestedPrompts"
            await self._calls.if_spare(method, channel_id=event["channel"], prompts=prompts)

    async def _asked(self, ack: Acknowledge, body: Json) -> None:
        async def taken(shown: bool) -> None:  # what is lost before gets no acknowledgement, and Slack says so
            await ack(text=notices.seen() if shown else "")

        self._handler.accept(events.to_command(body, self._us), self, taken)

    async def _chosen(self, ack: Acknowledge, body: Json) -> None:
        await ack()
        incoming = events.to_shortcut(body, self._us)
        if await self._aftercare.asked(incoming.origin):
            await self.whisper(incoming, notices.asked_before())
        else:
            self._handler.accept(incoming, self)

    async def _voted(self, ack: Acknowledge, body: Json) -> None:
        await ack()
        side, _, answer_id = str(body["actions"][0]["value"]).partition(":")
        known = await self._aftercare.vote(answer_id, body["user"]["id"], "up" if side == "up" else "down")
        if known and side == "down":
            await self._open(body, views.complaint(answer_id))
        else:
            await self._answer_press(body, notices.thanks(helpful=True) if known else notices.forgotten())

    async def _complained(self, ack: Acknowledge, body: Json) -> None:
        await ack()
        answer_id, reason, words = views.complained(body["view"])
        await self._aftercare.vote(answer_id, body["user"]["id"], "down", reason=reason, text=words)

    async def _why(self, ack: Acknowledge, body: Json) -> None:
        await ack()
        record = await self._aftercare.explain(body["actions"][0]["value"], body["user"]["id"])
        if record:
            await self._open(body, views.why(record))
        else:
            await self._answer_press(body, notices.only_the_asker())

    async def _call(self, ack: Acknowledge, body: Json) -> None:
        await ack()
        if said := await self._aftercare.call(body["actions"][0]["value"], body["user"]["id"], self):
            await self._answer_press(body, said)

    async def _share(self, ack: Acknowledge, body: Json) -> None:
        await ack()
        said = await self._aftercare.share(body["actions"][0]["value"], body["user"]["id"], self)
        await self._answer_press(body, said or notices.shared())

    async def _decided(self, ack: Acknowledge, body: Json) -> None:
        pressed = body["actions"][0]
        action = cast("Action", str(pressed["action_id"]).removeprefix(render.CARD))
        maintainers, person = self._handler.maintainers, str(body["user"]["id"])
        told = await maintainers.pressed(action, str(pressed["value"]), person, self)
        await ack()  # now that it is written down: who sees no acknowledgement presses again
        if isinstance(told, Form):
            await self._open(body, views.form(told))
        elif told:
            await self._answer_press(body, told)

    async def _sent(self, ack: Acknowledge, body: Json) -> None:
        action, subject, given = views.sent(body["view"])
        person = str(body["user"]["id"])
        told = await self._handler.maintainers.sent(cast("Action", action), subject, person, given, self)
        if told:  # what was written is not lost: the form stays
            await ack(response_action="errors", errors={TEXT: told})
        else:
            await ack()

    async def _open(self, body: Json, view: Mapping[str, Any]) -> None:
        try:
            await self._calls.once("views.open", trigger_id=body["trigger_id"], view=view)
        except DeliveryError as error:
            log.warning("a window did not open: %s", error.reason)
            await self._answer_press(body, notices.press_again())

    async def _answer_press(self, body: Json, text: str) -> None:
        """Tell whoever pressed a button, beside the message that it belongs to."""
        thread = str((body.get("container") or {}).get("thread_ts") or "")
        url = str(body.get("response_url") or "")
        await self._workspace.whispers.respond(url, render.notice(text), replace=False, thread=thread)


def _mention(group: str) -> str:
    """A user group or a person, from the id that footnote.toml names."""
    if group.startswith("S"):
        return f"<!subteam^{group}>"
    return f"<@{group}>" if group.startswith(("U", "W")) else group
