"""`/ask`: an answer that only its asker sees, which can be shared with the channel once."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

from adapters.slack import render
from adapters.slack.private import USES
from tests.adapters.slack.conftest import WHERE
from tests.fakes.llm_server import speak


async def shown(slack, channel, user, words):
    """The whisper that holds the words."""
    return await slack.until(
        lambda: next((one for one in slack.whispers(channel, user) if words in one.text), None), 20.0
    )


async def test_only_the_asker_sees_the_answer(slack, bot, ana, ben, faq):
    asked = await slack.command(faq, ana, "/ask", WHERE)
    answer = await shown(slack, faq, ana, "object storage")
    assert not asked.failed
    assert "Storage > Where is data kept?" in answer.text
    assert len(slack.whispers(faq, ana)) == 1
    assert slack.visible(faq) == ()
    assert slack.whispers(faq, ben) == ()


async def test_a_sign_is_there_at_once(slack, bot, ana, faq):
    gate = slack.hold("response_url")
    await slack.command(faq, ana, "/ask", WHERE)
    await shown(slack, faq, ana, "Searching")
    gate.release()
    await shown(slack, faq, ana, "object storage")


async def test_nothing_asked_gets_a_short_help(slack, bot, ana, faq):
    await slack.command(faq, ana, "/ask")
    await shown(slack, faq, ana, "Ask me something")


async def test_a_spent_response_url_is_replaced_by_a_whisper(slack, bot, ana, faq):
    slack.fail("response_url", status=404)
    await slack.command(faq, ana, "/ask", WHERE)
    await shown(slack, faq, ana, "object storage")


async def test_a_command_works_where_the_bot_is_not(slack, bot, ana):
    elsewhere = slack.add_channel("elsewhere", members=[ana], with_bot=False)
    await slack.command(elsewhere, ana, "/ask", WHERE)
    answer = await shown(slack, elsewhere, ana, "object storage")
    assert render.SHARE in answer.buttons


async def test_an_answer_of_many_messages_arrives_whole(slack, llm, bot, ana, faq):
    llm.then(speak("\n\n".join(["Inserted data is kept in object storage [1]."] * 1_600)))
    await slack.command(faq, ana, "/ask", WHERE)
    last = await shown(slack, faq, ana, "Sources")
    whispers = slack.whispers(faq, ana)
    assert len(whispers) > USES
    assert last == whispers[-1]
    assert "".join(one.text for one in whispers).count("object storage") >= 1_600


async def test_there_is_no_sign_before_the_question_is_written_down(slack, bot, ana, faq, tmp_path):
    with closing(sqlite3.connect(tmp_path / "journal.db", check_same_thread=False)) as other:
        other.execute("BEGIN IMMEDIATE")
        asking = asyncio.create_task(slack.command(faq, ana, "/ask", WHERE))
        await asyncio.sleep(0.5)
        assert slack.whispers(faq, ana) == ()
        other.rollback()
    assert not (await asking).failed
    await shown(slack, faq, ana, "object storage")
    assert len(slack.whispers(faq, ana)) == 1


async def test_a_refused_command_leaves_no_sign_that_something_is_being_done(slack, variables, start, ana, faq):
    Path(variables["FOOTNOTE_CONFIG"]).write_text(f'[slack]\nblocked_users = ["{ana}"]\n')
    async with start():
        asked = await slack.command(faq, ana, "/ask", WHERE)
        await shown(slack, faq, ana, "not allowed to answer you")
        assert not asked.failed
        await asyncio.sleep(0.3)
        assert len(slack.whispers(faq, ana)) == 1
