"""Questions to nobody while things move, on Discord: edits, deletions, follow-ups, messages chosen from the menu."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from tests.adapters.conftest import BACKUP, WHERE, age
from tests.adapters.discord.process import Process
from tests.adapters.discord.test_channels import NOWHERE
from tests.adapters.discord.watching import answered, responded, said, silence, thread_of, whispered
from tests.fakes.discord import App, FakeDiscord, Intent, P
from tests.fakes.llm_server import speak


@pytest.fixture
async def discord(openapi):
    async with FakeDiscord(app=App(privileged=Intent.MESSAGE_CONTENT), openapi=openapi) as server:
        yield server
        assert server.violations == []


async def test_an_edit_while_the_model_writes_leaves_one_answer(discord, llm, start, rules, ann, faq):
    rules("answer")
    llm.then(speak("Data is kept in object storage [1].", first_delay=1.5))
    async with start():
        question = await discord.say(faq, ann, WHERE)
        await discord.until(lambda: llm.requests, 20.0)
        await discord.edit(question, BACKUP)
        thread = await thread_of(discord, question)
        await said(discord, thread, "backup tool")
        await silence(discord, thread, messages=1, seconds=2.0)
        await silence(discord, faq)


async def test_a_deletion_while_the_model_writes_leaves_nothing(discord, llm, start, rules, ann, faq):
    rules("answer")
    llm.then(speak("Data is kept in object storage [1].", first_delay=1.0))
    async with start():
        question = await discord.say(faq, ann, WHERE)
        await discord.until(lambda: llm.requests, 20.0)
        await discord.delete(question)
        await silence(discord, faq, seconds=2.0)


async def test_an_answer_that_the_channel_does_not_take_goes_to_the_maintainers_alone(
    discord, start, rules, ann, faq, desk
):
    rules("answer")
    discord.deny_bot(faq, P.SEND_MESSAGES | P.CREATE_PUBLIC_THREADS)
    async with start():
        await discord.say(faq, ann, WHERE)
        await said(discord, desk, "could not work on")
        await silence(discord, discord.private(ann))


async def test_what_its_asker_adds_to_a_draft_is_no_question_to_the_bot(discord, start, rules, ann, faq, desk):
    rules("draft")
    async with start():
        question = await discord.say(faq, ann, WHERE)
        await said(discord, desk, "object storage")
        thread = await discord.open_thread(question, ann, "talk")
        await discord.say(thread, ann, "Can I also restore a single collection?")
        await silence(discord, thread, seconds=1.5)


async def test_what_was_answered_in_silence_can_be_chosen(discord, start, rules, ann, ben, faq, desk):
    rules("answer")
    async with start():
        question = await discord.say(faq, ann, NOWHERE)
        await said(discord, desk, "two-factor")
        answer = await responded(discord, await discord.context_menu(question, ben, "Answer this"))
        assert not answer.ephemeral
        await discord.context_menu(question, ann, "Answer this")
        await whispered(discord, faq, ann, "answered this message already")


async def test_an_edit_does_not_get_around_a_budget(discord, llm, start, rules, ann, faq):
    rules("mention", "[budgets]", "questions_per_person_hour = 1")
    async with start():
        question = await discord.mention(faq, ann, WHERE)
        thread = await thread_of(discord, question)
        (answer,) = await answered(discord, thread)
        await discord.edit(question, f"{discord.bot.mention} {BACKUP}")
        await asyncio.sleep(1.0)
        assert discord.answers(thread) == (answer,)
    assert len(llm.requests) == 1


async def test_the_rest_of_a_burst_is_answered_when_its_first_post_is_deleted(discord, start, rules, ann, faq):
    rules("answer", 'burst = "1s"')
    async with start():
        first = await discord.say(faq, ann, "Where is dta kept??")
        second = await discord.say(faq, ann, WHERE)
        await asyncio.sleep(0.3)
        await discord.delete(first)
        await answered(discord, await thread_of(discord, second))


async def test_a_kill_while_an_answer_to_nobody_is_posted_leaves_one_answer(
    discord, variables, rules, ann, faq, tmp_path
):
    rules("answer")
    gate = discord.hold("POST /channels/{channel_id}/messages", "after")
    bot = Process(variables)
    await bot.start(discord)
    try:
        question = await discord.say(faq, ann, WHERE)
        await gate.reached()
        await bot.kill()
        gate.release()
        await asyncio.to_thread(age, tmp_path / "journal.db", timedelta(minutes=20))
        await bot.start(discord)
        await asyncio.sleep(1.0)
        await answered(discord, await thread_of(discord, question))
    finally:
        await bot.kill()


async def test_a_kill_while_a_person_is_called_leaves_one_call(discord, variables, rules, ann, faq):
    role = discord.add_role(faq.guild, "experts", mentionable=True)
    rules("mention", f'call = "{role.id}"')
    bot = Process(variables)
    await bot.start(discord)
    try:
        thread = await thread_of(discord, await discord.mention(faq, ann, WHERE))
        await answered(discord, thread)
        gate = discord.hold("POST /channels/{channel_id}/messages", "after")
        await discord.press("Ask a person", discord.messages(thread)[-1], ann)
        await gate.reached()
        await bot.kill()
        gate.release()
        await bot.start(discord)
        await said(discord, thread, "would like a person")
        await silence(discord, thread, messages=2, seconds=1.0)
    finally:
        await bot.kill()
