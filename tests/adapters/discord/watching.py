"""What scenarios wait for and look at."""

from __future__ import annotations

import asyncio

from tests.fakes.discord import FakeDiscord, Shown
from tests.fakes.discord.messages import Interaction, Message
from tests.fakes.discord.places import Channel, User
from tests.fakes.discord.rendering import shown

QUIET = 0.3  # seconds in which a second answer would have come
MARK = "-# "  # of what is not finished


async def thread_of(discord: FakeDiscord, question: Message, timeout: float = 10.0) -> Channel:
    """The thread that the bot starts from a question."""
    found = await discord.until(lambda: question.thread, timeout)
    assert found is not None
    return found


async def answered(discord: FakeDiscord, place: Channel, *, count: int = 1, timeout: float = 15.0) -> list[Shown]:
    """The finished answers in a place, once there are that many, and no more shortly after."""
    await discord.until(lambda: len(finished(discord, place)) >= count, timeout)
    await asyncio.sleep(QUIET)
    done = discord.answers(place)
    assert len(done) == count, discord.summary()
    return list(done)


def finished(discord: FakeDiscord, place: Channel) -> list[Shown]:
    """The bot's messages there that are whole: with buttons."""
    return [one for one in discord.answers(place) if any(":why:" in button for button in one.buttons)]


async def responded(discord: FakeDiscord, asked: Interaction, timeout: float = 15.0) -> Shown:
    """The finished response to an interaction."""

    def done() -> Shown | None:
        found = shown(asked.response) if asked.response else None
        return found if found and found.text and not found.thinking and MARK not in found.text else None

    found = await discord.until(done, timeout)
    assert found is not None
    return found


async def said(discord: FakeDiscord, place: Channel, words: str, timeout: float = 10.0) -> Shown:
    """The bot's message there that holds the words."""
    found = await discord.until(
        lambda: next((one for one in discord.answers(place) if words in one.text), None), timeout
    )
    assert found is not None
    return found


async def whispered(discord: FakeDiscord, place: Channel, user: User, words: str, timeout: float = 10.0) -> Shown:
    """What only that person sees there, and that holds the words."""
    found = await discord.until(
        lambda: next((one for one in discord.whispers(place, user) if words in one.text), None), timeout
    )
    assert found is not None
    return found


async def silence(discord: FakeDiscord, place: Channel, *, messages: int = 0, seconds: float = 0.5) -> None:
    """Nothing more than that many messages of the bot appears there."""
    await asyncio.sleep(seconds)
    assert len(discord.answers(place)) == messages, discord.summary()
