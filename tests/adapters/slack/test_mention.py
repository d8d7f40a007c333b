"""A mention in a channel: one cited answer in the thread below it."""

from __future__ import annotations

from adapters.slack import render
from tests.adapters.slack.conftest import WHERE
from tests.adapters.slack.watching import answered, said


async def test_a_mention_gets_one_cited_answer_in_its_thread(slack, bot, ana, faq):
    ts = await slack.mention(faq, ana, WHERE)
    (answer,) = await answered(slack, faq, ts)
    assert "kept in object storage" in answer.text
    assert "1. Storage > Where is data kept? (https://docs.example/storage.html#where-is-data-kept)" in answer.text
    assert answer.notification.startswith("Inserted data is kept in object storage")
    assert set(answer.buttons) == {render.FEEDBACK, render.WHY}


async def test_a_sign_is_there_before_the_answer(slack, llm, bot, ana, faq):
    gate = slack.hold("chat.startStream")
    ts = await slack.mention(faq, ana, WHERE)
    await slack.until(lambda: slack.status(faq, ts))
    gate.release()
    await answered(slack, faq, ts)
    assert slack.status(faq, ts) == ""


async def test_a_mention_alone_gets_a_short_help(slack, bot, ana, faq):
    ts = await slack.mention(faq, ana)
    help_ = await said(slack, faq, ts, "Ask me something")
    assert "@footnote How do I make a backup?" in help_.text
    assert help_.pings == ()
