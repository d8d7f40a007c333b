"""A deleted question takes its reply with it."""

from __future__ import annotations

import asyncio
from pathlib import Path

from adapters.slack import render
from tests.adapters.slack.conftest import WHERE
from tests.adapters.slack.processes import Process
from tests.adapters.slack.test_desk import draft
from tests.adapters.slack.test_restart import connected
from tests.adapters.slack.watching import answered, said
from tests.fakes.llm_server import speak


async def gone(slack, channel):
    """Nothing of the bot's is left in the channel, at top level or in threads, now and a moment later."""

    def left():
        us = slack.workspace.bot_user
        return [message for message in slack.channel(channel).messages.values() if message.user == us]

    await slack.until(lambda: not left(), 20.0)
    await asyncio.sleep(0.5)
    assert left() == [], slack.summary()


async def test_the_reply_is_withdrawn(slack, bot, ana, faq):
    ts = await slack.mention(faq, ana, WHERE)
    await answered(slack, faq, ts)
    await slack.delete(faq, ts)
    await gone(slack, faq)


async def test_a_deletion_in_the_middle_of_the_answer_ends_it(slack, llm, bot, ana, faq):
    llm.then(speak("Data is kept in object storage [1]. " + "It is kept there [1]. " * 60, tokens_per_second=100))
    ts = await slack.mention(faq, ana, WHERE)
    await slack.until(lambda: slack.answers(faq, ts), 20.0)
    await slack.delete(faq, ts)
    await gone(slack, faq)
    await slack.until(llm.requests[0].disconnected.is_set)


async def test_a_deletion_before_anything_was_said_leaves_nothing(slack, llm, bot, ana, faq):
    llm.then(speak(first_delay=1.0))
    ts = await slack.mention(faq, ana, WHERE)
    await slack.until(lambda: llm.requests, 20.0)
    await slack.delete(faq, ts)
    await asyncio.sleep(1.2)
    await gone(slack, faq)


async def test_a_file_of_the_answer_goes_too(slack, llm, bot, ana, faq):
    code = "print(1)\n" * 800
    llm.then(speak(f"Data is kept in object storage [1].\n\n```python\n{code}```\n"))
    ts = await slack.mention(faq, ana, WHERE)
    await answered(slack, faq, ts)
    assert [one.files for one in slack.answers(faq, ts) if one.files]
    await slack.delete(faq, ts)
    await gone(slack, faq)


async def test_a_call_for_a_person_goes_too(slack, variables, start, ana, faq):
    Path(variables["FOOTNOTE_CONFIG"]).write_text(f'[default]\ncall = "{slack.add_usergroup("oncall")}"\n')
    async with start():
        ts = await slack.mention(faq, ana, WHERE)
        (answer,) = await answered(slack, faq, ts)
        await slack.press(faq, answer.ts, render.CALL, ana)
        await said(slack, faq, ts, "would like a person")
        await slack.delete(faq, ts)
        await gone(slack, faq)


async def test_a_kill_in_the_middle_of_a_deletion_leaves_nothing(
    slack, variables, tmp_path, rules, ana, ben, faq, desk
):
    rules("draft")
    async with Process(variables, tmp_path) as doomed:
        await connected(slack)
        ts = await slack.say(faq, ana, WHERE)
        card = await draft(slack, desk)
        await slack.press(desk, card.ts, f"{render.CARD}post", ben)
        await answered(slack, faq, ts)
        await said(slack, desk, "", "Posted")
        gate = slack.hold("chat.delete")
        await slack.delete(faq, ts)
        await gate.reached()
        await doomed.kill()
    gate.release()
    async with Process(variables, tmp_path):
        await gone(slack, faq)
        await gone(slack, desk)
