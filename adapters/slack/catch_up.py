"""Questions that were asked while nobody listened: read from the history of the channels that the bot is in."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Mapping
from typing import Any

from adapters.base import DeliveryError, Incoming
from adapters.slack.calls import Calls
from adapters.slack.events import Bot, to_incoming

log = logging.getLogger(__name__)

Json = Mapping[str, Any]

PAGE = 100  # messages of a channel looked at; older threads with new replies are found among them
KINDS = "public_channel,private_channel,im"


async def missed(calls: Calls, bot: Bot, since: float) -> AsyncIterator[Incoming]:
    """Questions to the bot since that time, seconds since 1970. Those answered already are among them.

    A channel that cannot be read is left out.
    """
    oldest = f"{since:.6f}"
    try:
        async for channel in _channels(calls):
            try:
                async for message in _messages(calls, channel, oldest):
                    incoming = to_incoming({**message, "channel": channel}, bot)
                    # What is posted at top level may be a question to nobody; the rules of the channel tell.
                    wanted = incoming.addressed or incoming.kind == "channel"
                    if wanted and not incoming.author_is_bot and not message.get("subtype"):
                        yield incoming
            except DeliveryError as error:
                log.warning("channel %s cannot be read for missed questions: %s", channel, error.reason)
    except DeliveryError as error:
        log.warning("missed questions cannot be looked for: %s", error.reason)


async def _channels(calls: Calls) -> AsyncIterator[str]:
    cursor = ""
    while True:
        page = await calls.do(
            "users.conversations", types=KINDS, exclude_archived="true", limit=200, cursor=cursor or None
        )
        for channel in page["channels"]:
            yield str(channel["id"])
        cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
        if not cursor:
            return


async def _messages(calls: Calls, channel: str, oldest: str) -> AsyncIterator[Json]:
    """New messages at top level and in threads, oldest first within each."""
    history = await calls.do("conversations.history", channel=channel, limit=PAGE)
    for message in reversed(history["messages"]):
        if message["ts"] > oldest:
            yield message
        if str(message.get("latest_reply") or "") > oldest:
            thread = await calls.do(
                "conversations.replies", channel=channel, ts=message["ts"], oldest=oldest, limit=PAGE
            )
            for reply in thread["messages"]:
                if reply["ts"] > oldest and reply["ts"] != message["ts"]:
                    yield reply
