"""What scenarios wait for and look at."""

from __future__ import annotations

import asyncio

from adapters.slack import render
from tests.fakes.slack import FakeSlack, Shown

QUIET = 0.3  # seconds in which a second answer would have come


async def answered(
    slack: FakeSlack, channel: str, thread: str, *, count: int = 1, timeout: float = 20.0
) -> list[Shown]:
    """The finished answers in a thread, once there are that many, and no more shortly after."""
    await slack.until(lambda: len(finished(slack, channel, thread)) >= count, timeout)
    await asyncio.sleep(QUIET)
    done = finished(slack, channel, thread)
    assert len(done) == count, slack.summary()
    return done


def finished(slack: FakeSlack, channel: str, thread: str) -> list[Shown]:
    """The bot's messages there that are whole: with buttons, not streaming."""
    shown = slack.answers(channel, thread)
    return [one for one in shown if render.WHY in one.buttons and one.streaming != "in_progress"]


async def said(slack: FakeSlack, channel: str, thread: str, words: str, timeout: float = 20.0) -> Shown:
    """The bot's message there that holds the words."""
    return await slack.until(
        lambda: next((one for one in slack.answers(channel, thread) if words in one.text), None), timeout
    )


async def silence(slack: FakeSlack, channel: str, thread: str, *, messages: int = 0, seconds: float = 0.6) -> None:
    """Nothing more than that many messages of the bot appears there."""
    await asyncio.sleep(seconds)
    assert len(slack.answers(channel, thread)) == messages, slack.summary()
