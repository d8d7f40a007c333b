"""A real Bolt app that writes down what it hears, and shorthand for what tests send."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.fakes.slack import FakeSlack

Json = dict[str, Any]


class Bot:
    """A Bolt app that writes down what it hears."""

    def __init__(self, slack: FakeSlack) -> None:
        self.client = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url)
        self.app = AsyncApp(client=self.client, ignoring_self_events_enabled=False)
        self.heard: list[Json] = []
        for kind in ("app_mention", "message", "app_home_opened", "reaction_added", "member_joined_channel"):
            self.app.event(kind)(self._hear)

    async def _hear(self, event: Json) -> None:
        self.heard.append(event)

    def kinds(self) -> list[str]:
        return [event.get("subtype") or event["type"] for event in self.heard]


@asynccontextmanager
async def connected(slack: FakeSlack, ping_interval: float = 10) -> AsyncIterator[Bot]:
    bot = Bot(slack)
    handler = AsyncSocketModeHandler(bot.app, slack.app_token, ping_interval=ping_interval)
    await handler.connect_async()
    try:
        yield bot
    finally:
        await handler.close_async()


async def refused(call: Awaitable[Any]) -> str:
    """The error code, or the HTTP status, that a call is answered with."""
    with pytest.raises(SlackApiError) as caught:
        await call
    return str(caught.value.response.get("error", caught.value.response.status_code))


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def button(action_id: str) -> Json:
    return {"type": "actions", "elements": [{"type": "button", "text": plain("Why?"), "action_id": action_id}]}


def modal(callback_id: str = "why", **more: Any) -> Json:
    """A form with one input."""
    reason = {"type": "plain_text_input", "action_id": "reason", "min_length": 3}
    ask = {"type": "input", "block_id": "ask", "label": plain("Why?"), "element": reason}
    texts = {"title": plain("Feedback"), "submit": plain("Send")}
    return {"type": "modal", "callback_id": callback_id, **texts, "blocks": [ask], **more}
