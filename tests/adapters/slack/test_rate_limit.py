"""429: Slack's `Retry-After` is obeyed by everybody, and nothing is lost over it."""

from __future__ import annotations

import time

import pytest

from tests.adapters.slack.conftest import WHERE
from tests.adapters.slack.watching import answered


@pytest.mark.parametrize("method", ["chat.postMessage", "chat.update", "chat.stopStream", "conversations.replies"])
async def test_a_limited_call_is_made_again_when_slack_says_so(slack, bot, ana, faq, method):
    root = await slack.say(faq, ana, "Hello")
    slack.fail(method, retry_after=1)
    await slack.mention(faq, ana, WHERE, thread=root)
    await answered(slack, faq, root)
    assert slack.early == []


async def test_a_limited_courtesy_is_left_out(slack, bot, ana, faq):
    slack.fail("assistant.threads.setStatus", times=None, retry_after=30)
    started = time.monotonic()
    ts = await slack.mention(faq, ana, WHERE)
    await answered(slack, faq, ts)
    assert time.monotonic() - started < 10
    assert slack.visible(faq)[0].reactions == ()
