"""Direct messages and the agent view."""

from __future__ import annotations

import pytest

from tests.adapters.slack.conftest import WHERE
from tests.adapters.slack.watching import answered, said


async def test_a_direct_message_is_answered_below_itself(slack, bot, ana):
    ts = await slack.dm(ana, WHERE)
    (answer,) = await answered(slack, slack.im(ana), ts)
    assert "object storage" in answer.text


async def test_a_follow_up_in_the_conversation_is_answered_too(slack, bot, ana):
    ts = await slack.dm(ana, WHERE)
    await answered(slack, slack.im(ana), ts)
    await slack.dm(ana, "Is there a limit?", thread=ts)
    await answered(slack, slack.im(ana), ts, count=2)


@pytest.mark.parametrize("text", [":tada:", "…", "🎉"])
async def test_a_message_without_words_gets_a_short_help(slack, bot, ana, text):
    ts = await slack.dm(ana, text)
    await said(slack, slack.im(ana), ts, "Ask me something")


async def test_a_file_alone_gets_a_short_help(slack, bot, ana):
    ts = await slack.dm(ana, "", files=["dump.txt"])
    await said(slack, slack.im(ana), ts, "Ask me something")


async def test_opening_the_conversation_suggests_questions_that_everybody_may_read(slack, bot, ana):
    await slack.open_app(ana)
    prompts = await slack.until(lambda: slack.prompts(ana))
    asked = [prompt["message"] for prompt in prompts]
    assert asked == ["How do I make a backup?", "Can I restore a single collection?"]
