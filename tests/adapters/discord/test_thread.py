"""In a thread the earlier turns are known, and the bot speaks when it is spoken to."""

from __future__ import annotations

import pytest

from tests.adapters.conftest import BACKUP, WHERE
from tests.adapters.discord.watching import answered, said, silence, thread_of
from tests.fakes.discord import App, FakeDiscord, Intent


async def test_mention_in_a_thread_is_answered_there(bot, discord, faq, ann, llm):
    thread = await thread_of(discord, await discord.mention(faq, ann, WHERE))
    await answered(discord, thread)
    await discord.mention(thread, ann, "And how do I make a backup of it?")
    _, second = await answered(discord, thread, count=2)
    assert "backup tool" in second.text
    assert second.reply_to is not None
    assert WHERE in str(llm.requests[-1].body)


async def test_reply_to_an_answer_needs_no_mention(bot, discord, faq, ann):
    thread = await thread_of(discord, await discord.mention(faq, ann, WHERE))
    await answered(discord, thread)
    await discord.say(thread, ann, BACKUP, reply_to=discord.messages(thread)[-1])
    await answered(discord, thread, count=2)


async def test_thread_is_silenced_by_a_word_and_woken_by_a_mention(bot, discord, faq, ann):
    thread = await thread_of(discord, await discord.mention(faq, ann, WHERE))
    await answered(discord, thread)
    await discord.mention(thread, ann, "stop")
    await said(discord, thread, "silent")
    await discord.mention(thread, ann, BACKUP)
    await said(discord, thread, "backup tool")


class TestWithMessageContent:
    """Follow-ups without a mention can be read only with the privileged intent, which DISCORD_CHANNELS asks for."""

    @pytest.fixture
    async def discord(self, openapi):
        async with FakeDiscord(app=App(privileged=Intent.MESSAGE_CONTENT), openapi=openapi) as server:
            yield server
            assert server.violations == []

    @pytest.fixture
    def variables(self, variables):
        return {**variables, "DISCORD_CHANNELS": "1"}

    async def test_follow_up_of_one_person_needs_no_mention(self, bot, discord, faq, ann):
        thread = await thread_of(discord, await discord.mention(faq, ann, WHERE))
        await answered(discord, thread)
        await discord.say(thread, ann, BACKUP)
        await answered(discord, thread, count=2)

    async def test_talk_of_two_people_is_not_interrupted(self, bot, discord, faq, ann, ben):
        thread = await thread_of(discord, await discord.mention(faq, ann, WHERE))
        await answered(discord, thread)
        await discord.say(thread, ben, "I see.")
        await discord.say(thread, ann, BACKUP)
        await silence(discord, thread, messages=1)
        await discord.mention(thread, ben, BACKUP)
        await answered(discord, thread, count=2)

    async def test_muted_speaker_silences_the_thread(self, bot, discord, faq, ann):
        question = await discord.mention(faq, ann, WHERE)
        thread = await thread_of(discord, question)
        await answered(discord, thread)
        await discord.react(question, ann, "🔇")
        await silence(discord, thread, messages=1, seconds=0.2)
        await discord.say(thread, ann, BACKUP)
        await silence(discord, thread, messages=1)
