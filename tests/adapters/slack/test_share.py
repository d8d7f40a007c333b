"""A private answer becomes everybody's: once, with its sources."""

from __future__ import annotations

import asyncio

from adapters.slack import render
from tests.adapters.slack.conftest import WHERE
from tests.adapters.slack.test_command import shown


async def test_a_shared_answer_is_posted_once_however_often_it_is_pressed(slack, bot, ana, faq):
    await slack.command(faq, ana, "/ask", WHERE)
    answer = await shown(slack, faq, ana, "object storage")
    for _ in range(3):
        await slack.press(faq, answer.ts, render.SHARE, ana)
    await slack.until(lambda: slack.answers(faq), 20.0)
    await asyncio.sleep(0.5)
    (posted,) = slack.answers(faq)
    assert "Storage > Where is data kept?" in posted.text
    assert render.SHARE not in posted.buttons
    await shown(slack, faq, ana, "Shared with the channel")


async def test_a_shared_answer_whose_response_was_lost_is_not_posted_twice(slack, bot, ana, faq):
    await slack.command(faq, ana, "/ask", WHERE)
    answer = await shown(slack, faq, ana, "object storage")
    slack.fail("chat.postMessage", cut="after")
    await slack.press(faq, answer.ts, render.SHARE, ana)
    await shown(slack, faq, ana, "Shared with the channel")
    assert len(slack.answers(faq)) == 1


async def test_what_could_not_be_shared_is_told_and_can_be_shared_later(slack, bot, ana):
    elsewhere = slack.add_channel("elsewhere", members=[ana], with_bot=False)
    await slack.command(elsewhere, ana, "/ask", WHERE)
    answer = await shown(slack, elsewhere, ana, "object storage")
    await slack.press(elsewhere, answer.ts, render.SHARE, ana)
    await shown(slack, elsewhere, ana, "could not post it in this channel")
    assert len(slack.whispers(elsewhere, ana)) == 2  # and no apology
    await slack.join(elsewhere, slack.workspace.bot_user)
    for _ in range(2):
        await slack.press(elsewhere, answer.ts, render.SHARE, ana)
    await shown(slack, elsewhere, ana, "Shared with the channel")
    assert len([one for one in slack.answers(elsewhere) if "object storage" in one.text]) == 1
