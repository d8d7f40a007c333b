"""An edited question is answered again in the same message; a deleted one loses its answer."""

from __future__ import annotations

import asyncio

from adapters.discord.pace import EDIT_EVERY
from tests.adapters.conftest import BACKUP, WHERE
from tests.adapters.discord.watching import answered, said, silence, thread_of
from tests.fakes.discord.rest import routes
from tests.fakes.llm_server import speak


async def test_edited_question_is_answered_again_in_place(bot, discord, faq, ann):
    question = await discord.mention(faq, ann, WHERE)
    thread = await thread_of(discord, question)
    (before,) = await answered(discord, thread)
    await discord.edit(question, f"{discord.bot.mention} {BACKUP}")
    await discord.until(lambda: "backup tool" in discord.answers(thread)[0].text)
    (after,) = await answered(discord, thread)
    assert before.id == after.id


async def test_edit_in_mid_answer_leaves_the_newer_answer(bot, discord, faq, ann, llm):
    gate = discord.hold(routes.EDIT)
    question = await discord.mention(faq, ann, WHERE)
    thread = await thread_of(discord, question)
    await gate.reached()
    await discord.edit(question, f"{discord.bot.mention} {BACKUP}")
    gate.release()
    (answer,) = await answered(discord, thread)
    assert "backup tool" in answer.text


async def test_text_of_the_older_answer_never_comes_last(bot, discord, faq, ann, llm):
    llm.then(speak("Data is kept in object storage [1]. " + "It stays there [1]. " * 30, tokens_per_second=20))
    question = await discord.mention(faq, ann, WHERE)
    thread = await thread_of(discord, question)
    await said(discord, thread, "It stays")
    await asyncio.sleep(0.5)  # more is written than is shown
    await discord.edit(question, f"{discord.bot.mention} {BACKUP}")
    (answer,) = await answered(discord, thread)
    await silence(discord, thread, messages=1, seconds=EDIT_EVERY + 0.5)
    assert discord.answers(thread) == (answer,)


async def test_link_preview_is_no_edit(bot, discord, faq, ann, llm):
    question = await discord.mention(faq, ann, WHERE)
    thread = await thread_of(discord, question)
    await answered(discord, thread)
    asked = len(llm.requests)
    await discord.preview(question)
    await silence(discord, thread, messages=1)
    assert len(llm.requests) == asked


async def test_deleted_question_takes_its_answer_along(bot, discord, faq, ann):
    question = await discord.mention(faq, ann, WHERE)
    thread = await thread_of(discord, question)
    await answered(discord, thread)
    await discord.delete(question)
    await discord.until(lambda: not discord.answers(thread))


async def test_deletion_in_mid_answer_leaves_nothing(bot, discord, faq, ann):
    gate = discord.hold(routes.SEND)
    question = await discord.mention(faq, ann, WHERE)
    thread = await thread_of(discord, question)
    await gate.reached()
    await discord.delete(question)
    gate.release()
    await silence(discord, thread, seconds=1.5)
