"""5xx, lost responses and refusals: one outcome that everybody sees, whatever Slack does."""

from __future__ import annotations

import pytest

from tests.adapters.slack.conftest import WHERE
from tests.adapters.slack.watching import answered, said, silence


@pytest.mark.parametrize("status", [500, 502, 503])
@pytest.mark.parametrize("method", ["chat.postMessage", "chat.update", "assistant.threads.setStatus"])
async def test_a_server_error_is_not_the_end(slack, posting, bot, ana, faq, method, status):
    slack.fail(method, status=status)
    ts = await slack.mention(faq, ana, WHERE)
    await answered(slack, faq, ts)
    assert len(slack.answers(faq, ts)) == 1


@pytest.mark.parametrize("moment", ["before", "after"])
async def test_a_post_without_a_response_is_looked_for_before_it_is_repeated(slack, posting, bot, ana, faq, moment):
    slack.fail("chat.postMessage", cut=moment)
    ts = await slack.mention(faq, ana, WHERE)
    await answered(slack, faq, ts)
    assert len(slack.answers(faq, ts)) == 1
    await slack.until(lambda: slack.calls_to("conversations.replies") or moment == "before")


async def test_blocks_that_slack_refuses_go_out_as_plain_text(slack, posting, bot, ana, faq):
    for method in ("chat.postMessage", "chat.update"):
        slack.fail(method, times=None, error="invalid_blocks", when=lambda args: bool(args.get("blocks")))
    ts = await slack.mention(faq, ana, WHERE)
    await said(slack, faq, ts, "kept in object storage")
    await said(slack, faq, ts, "Storage > Where is data kept?")


@pytest.mark.parametrize("trouble", ["restricted_action", "is_archived"])
async def test_where_the_bot_may_not_post_the_asker_is_told_alone(slack, posting, bot, ana, faq, trouble):
    slack.fail("chat.postMessage", times=None, error=trouble, when=lambda args: args["channel"] == faq)
    ts = await slack.mention(faq, ana, WHERE)
    await slack.until(lambda: slack.whispers(faq, ana), 20.0)
    assert "Something went wrong" in slack.whispers(faq, ana)[0].text
    await silence(slack, faq, ts)


async def test_a_status_that_cannot_be_shown_is_a_reaction_which_goes_with_the_answer(slack, posting, bot, ana, faq):
    slack.fail("assistant.threads.setStatus", times=None, error="missing_scope")
    gate = slack.hold("chat.postMessage")
    ts = await slack.mention(faq, ana, WHERE)
    await gate.reached(20.0)
    assert slack.visible(faq)[0].reactions == (("eyes", slack.workspace.bot_user),)
    gate.release()
    await answered(slack, faq, ts)
    assert slack.visible(faq)[0].reactions == ()
