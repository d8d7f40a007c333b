"""After `kill -9` in the middle of everything, each question ends with exactly one outcome."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.adapters.conftest import WHERE
from tests.adapters.discord.process import Process
from tests.adapters.discord.watching import answered, responded, thread_of
from tests.fakes.discord.rest import routes


@pytest.fixture
async def process(variables: dict[str, str]) -> AsyncIterator[Process]:
    made = Process(variables)
    yield made
    await made.kill()


async def test_killed_process_leaves_no_question_twice_or_unanswered(discord, process, faq, ann, ben):
    channels = [discord.add_channel(faq.guild, name) for name in ("stored", "growing", "asked")]
    await process.start(discord)
    stored = discord.hold(routes.SEND, "after")  # it is posted, and the process never learns of it
    first = await discord.mention(channels[0], ann, WHERE)
    await stored.reached()
    growing = discord.hold(routes.EDIT)
    second = await discord.mention(channels[1], ben, WHERE)
    await growing.reached()
    thinking = discord.hold(routes.EDIT_ORIGINAL)
    third = await discord.slash(channels[2], ann, "ask", question=WHERE)
    await thinking.reached()
    await process.kill()
    discord.world.faults.clear()
    fourth = await discord.mention(faq, ann, WHERE)
    await process.start(discord)
    for question in (first, second, fourth):
        await answered(discord, await thread_of(discord, question, 20))
    await responded(discord, third)
    assert len(discord.everything()) == 4
    assert await process.stop() == 0
