"""Whatever Discord's API does, a question has one visible outcome."""

from __future__ import annotations

import logging

import pytest

from tests.adapters.conftest import WHERE
from tests.adapters.discord.watching import answered, responded, said, silence, thread_of
from tests.fakes.discord.rest import routes
from tests.fakes.llm_server import BEHAVIOURS

BROKEN = (
    {"status": 503},
    {"status": 500},
    {"status": 502, "late": True},
    {"cut": "before"},
    {"cut": "after"},
    {"retry_after": 0.3},
    {"retry_after": 0.3, "everywhere": True},
)


@pytest.mark.parametrize("route", [routes.SEND, routes.THREAD, routes.EDIT], ids=["send", "thread", "edit"])
async def test_broken_call_leaves_one_answer(bot, discord, faq, ann, route):
    for number, fault in enumerate(BROKEN):
        channel = discord.add_channel(faq.guild, f"channel-{number}")
        discord.fail(route, **fault)
        thread = await thread_of(discord, await discord.mention(channel, ann, WHERE))
        await answered(discord, thread)
        assert discord.answers(channel) == ()


@pytest.mark.parametrize("route", [routes.CALLBACK, routes.EDIT_ORIGINAL], ids=["callback", "edit"])
async def test_broken_call_of_an_interaction_leaves_one_answer(bot, discord, faq, ann, route):
    for number, fault in enumerate(BROKEN):
        channel = discord.add_channel(faq.guild, f"channel-{number}")
        discord.fail(route, **fault)
        await responded(discord, await discord.slash(channel, ann, "ask", question=WHERE))
        assert len(discord.answers(channel)) == 1


async def test_interaction_that_came_too_late_is_answered_in_the_channel(bot, discord, faq, ann):
    discord.fail(routes.CALLBACK, code=10062)
    await discord.slash(faq, ann, "ask", question=WHERE)
    await answered(discord, faq)


async def test_private_interaction_that_came_too_late_is_answered_directly(bot, discord, faq, ann):
    discord.fail(routes.CALLBACK, code=10062)
    await discord.slash(faq, ann, "ask", question=WHERE, private=True)
    await answered(discord, discord.private(ann))
    assert discord.answers(faq) == ()


async def test_interaction_that_was_acknowledged_before_is_answered_there(bot, discord, faq, ann):
    discord.fail(routes.CALLBACK, cut="after")
    asked = await discord.slash(faq, ann, "ask", question=WHERE)
    await responded(discord, asked)
    assert asked.refused == [40060]
    assert len(discord.everything()) == 1


async def test_dead_token_is_no_reason_for_a_second_message(bot, discord, faq, ann):
    gate = discord.hold(routes.EDIT_ORIGINAL)
    asked = await discord.slash(faq, ann, "ask", question=WHERE)
    await gate.reached()
    discord.expire_tokens()
    gate.release()
    (answer,) = await answered(discord, faq)
    assert answer.id == asked.response.id


async def test_dead_token_of_a_private_answer_moves_it_to_a_direct_message(bot, discord, faq, ann):
    gate = discord.hold(routes.EDIT_ORIGINAL)
    await discord.slash(faq, ann, "ask", question=WHERE, private=True)
    await gate.reached()
    discord.expire_tokens()
    gate.release()
    await answered(discord, discord.private(ann))


async def test_model_that_is_down_still_gives_excerpts(bot, discord, faq, ann, llm):
    llm.then(*[BEHAVIOURS["bad-key"]] * 5)
    thread = await thread_of(discord, await discord.mention(faq, ann, WHERE))
    (answer,) = await answered(discord, thread)
    assert "object storage" in answer.text


async def test_reply_that_a_moderator_deletes_stays_deleted(bot, discord, faq, ann):
    gate = discord.hold(routes.EDIT)
    thread = await thread_of(discord, await discord.mention(faq, ann, WHERE))
    await gate.reached()
    await discord.delete(discord.messages(thread)[-1])
    gate.release()
    await discord.until(lambda: len(discord.calls_to(routes.EDIT)) >= 1)
    await silence(discord, thread, seconds=1)


async def test_slow_typing_does_not_hold_up_the_answer(bot, discord, faq, ann):
    discord.hold(routes.TYPING)
    thread = await thread_of(discord, await discord.mention(faq, ann, WHERE))
    await said(discord, thread, "object storage")


async def test_a_rate_limit_puts_no_token_into_the_log(bot, discord, faq, ann, caplog):
    logging.disable(logging.NOTSET)
    discord.fail(routes.EDIT_ORIGINAL, retry_after=0.3)
    asked = await discord.slash(faq, ann, "ask", question=WHERE)
    await responded(discord, asked)
    lines = [record.getMessage() for record in caplog.records if record.name == "discord.http"]
    assert any("/webhooks/" in line for line in lines)
    assert not any(asked.token in line for line in lines)
