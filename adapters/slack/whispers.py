"""What one person alone is told, and files: what has no place among a reply's messages."""

from __future__ import annotations

import logging
from typing import Any

from adapters.base import DeliveryError
from adapters.slack import render
from adapters.slack.calls import Calls, Lost

log = logging.getLogger(__name__)


class Whispers:
    """Messages that others do not see. Belongs to one event loop."""

    def __init__(self, calls: Calls) -> None:
        self._calls = calls

    async def tell(self, person: str, channel: str, thread: str, text: str, token: str = "") -> None:
        """Tell a person something: by the response URL, else in the channel, else directly. Raises DeliveryError."""
        post = render.notice(text)
        if token:
            try:
                await self.respond(token, post)
            except DeliveryError as error:
                log.info("a response URL is spent (%s)", error.reason)
            else:
                return
        await self.aside(person, channel, thread, post)

    async def aside(self, person: str, channel: str, thread: str, post: render.Post) -> None:
        """Show a person something in a channel, or directly where the bot may not speak. Raises DeliveryError."""
        try:
            await self.show(person, channel, thread, post)
        except DeliveryError as error:
            if not error.permanent:
                raise
            await self._calls.once("chat.postMessage", channel=person, text=post.text, blocks=list(post.blocks))

    async def show(self, person: str, channel: str, thread: str, post: render.Post) -> None:
        """Show a person a message in a channel that nobody else sees. Raises DeliveryError."""
        given = {"text": post.text, "blocks": list(post.blocks) or None}
        await self._calls.once("chat.postEphemeral", channel=channel, user=person, thread_ts=thread or None, **given)

    async def respond(self, url: str, post: render.Post, *, replace: bool = True, thread: str = "") -> None:
        """Answer an interaction by its response URL, in place of what was shown before. Raises DeliveryError."""
        if not url:
            raise DeliveryError("response_url: there is none", permanent=True)
        body = {"text": post.text, "blocks": list(post.blocks), "replace_original": replace}
        await self._send(url, body | ({"thread_ts": thread} if thread else {}))

    async def _send(self, url: str, body: dict[str, Any]) -> None:
        from slack_sdk.webhook.async_client import AsyncWebhookClient

        client = self._calls.client
        hook = AsyncWebhookClient(url, session=client.session, logger=client.logger, retry_handlers=[])
        answer = await self._calls.translated("response_url", lambda: hook.send_dict(body))
        if answer.status_code == 429 or answer.status_code >= 500:
            raise Lost(f"response_url: HTTP {answer.status_code}")
        if answer.status_code != 200:
            raise DeliveryError(f"response_url: HTTP {answer.status_code}", permanent=True)

    async def upload(self, channel: str, thread: str, name: str, content: str) -> None:
        """Put a file into a thread. Raises DeliveryError."""

        def call() -> Any:
            return self._calls.client.files_upload_v2(
                filename=name, content=content, title=name, channel=channel, thread_ts=thread or None
            )

        await self._calls.translated("files.completeUploadExternal", call)
