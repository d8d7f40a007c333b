"""Whatever becomes of the connection, each question has one answer."""

from __future__ import annotations

import asyncio

import pytest

from bot.config import parse
from bot.serve import CannotStart, running
from tests.adapters.conftest import BACKUP, WHERE
from tests.adapters.discord.watching import answered, responded, silence, thread_of
from tests.fakes.discord import FakeDiscord
from tests.fakes.discord.rest import routes


async def test_dropped_and_resumed_session_answers_once(bot, discord, faq, ann):
    gate = discord.hold(routes.EDIT)
    question = await discord.mention(faq, ann, WHERE)
    thread = await thread_of(discord, question)
    await gate.reached()
    discord.cut_sockets()
    second = await discord.mention(faq, ann, BACKUP)
    gate.release()
    await answered(discord, thread)
    await answered(discord, await thread_of(discord, second))
    assert discord.gateway.resumed_at


async def test_question_of_the_gap_before_a_new_session_is_looked_up(bot, discord, faq, ann):
    discord.forget_sessions()
    discord.cut_sockets()
    question = await discord.mention(faq, ann, WHERE)
    await answered(discord, await thread_of(discord, question, 20))
    assert [delivery.about for delivery in discord.lost()] == [str(question.id)]


async def test_question_asked_while_nobody_ran_is_answered_at_start(start, discord, faq, ann):
    await discord.say(discord.private(ann), ann, "too long ago", age=3_600)
    async with start():
        await discord.dm(ann, BACKUP)
        await answered(discord, discord.private(ann))
    question = await discord.mention(faq, ann, WHERE)
    await discord.dm(ann, WHERE)
    async with start():
        await answered(discord, await thread_of(discord, question))
        await answered(discord, discord.private(ann), count=2)


async def test_dead_line_is_noticed(start, discord, faq, ann, monkeypatch):
    from adapters.discord import client

    monkeypatch.setattr(client, "BEAT_EVERY", 0.3)
    monkeypatch.setattr(client, "SILENCE", 0.8)
    async with start():
        discord.freeze_sockets()
        question = await discord.mention(faq, ann, WHERE)
        await answered(discord, await thread_of(discord, question, 10))
        assert discord.gateway.resumed_at


async def test_outage_is_survived(bot, discord, faq, ann):
    await discord.outage(1.5)
    question = await discord.mention(faq, ann, WHERE)
    await answered(discord, await thread_of(discord, question, 20))


async def test_outage_in_mid_answer_is_survived(bot, discord, faq, ann):
    gate = discord.hold(routes.EDIT)
    question = await discord.mention(faq, ann, WHERE)
    thread = await thread_of(discord, question)
    await gate.reached()
    await discord.down()
    gate.release()
    await asyncio.sleep(0.5)
    await discord.up()
    await answered(discord, thread, timeout=30)


async def test_discord_that_is_not_there_yet_is_waited_for(start, discord, faq, ann):
    discord.fail(routes.LOGIN, status=503)
    discord.refuse_sockets(1.0)
    async with start():
        await responded(discord, await discord.slash(faq, ann, "ask", question=WHERE))


async def test_wrong_token_is_told_in_one_sentence(variables):
    async with FakeDiscord() as server:
        wrong = parse({**variables, **server.environment, "DISCORD_BOT_TOKEN": "wrong"})
        with pytest.raises(CannotStart, match="DISCORD_BOT_TOKEN"):
            async with running(wrong):
                pass


async def test_missing_intent_is_told_with_the_place_to_click(variables, discord):
    with pytest.raises(CannotStart, match="Message Content"):
        async with running(parse({**variables, "DISCORD_CHANNELS": "1"})):
            pass


async def test_commands_are_registered_only_when_they_changed(start, discord, faq, ann):
    for _ in range(2):
        async with start():
            await discord.until(lambda: discord.connected)
    assert len([call for call in discord.calls if call.route.startswith("PUT /applications")]) == 1


async def test_each_shard_hears_its_servers(variables, faq, ann, llm):
    async with FakeDiscord(shards=2) as server:
        ben = server.add_user("ben")
        channels = [server.add_channel(server.add_guild(f"guild {n}", ben)) for n in range(4)]
        async with running(parse({**variables, **server.environment})):
            await server.until(lambda: len(server.gateway.live) == 2, 15)
            for channel in channels:
                await answered(server, await thread_of(server, await server.mention(channel, ben, WHERE)))


async def test_silence_after_stop(start, discord, faq, ann):
    async with start():
        await discord.until(lambda: discord.connected)
    await discord.mention(faq, ann, WHERE)
    await silence(discord, faq)
