"""What was delivered before, acknowledged or not, changes nothing."""

from __future__ import annotations

from tests.adapters.slack.conftest import WHERE
from tests.adapters.slack.watching import answered


async def test_a_redelivered_event_is_not_answered_again(slack, llm, bot, ana, faq):
    ts = await slack.mention(faq, ana, WHERE)
    await answered(slack, faq, ts)
    slack.redeliver(ts, times=3)
    await answered(slack, faq, ts)
    assert len(llm.requests) == 1


async def test_the_same_envelope_twice_is_not_answered_again(slack, bot, ana, faq):
    ts = await slack.mention(faq, ana, WHERE)
    slack.redeliver(ts, same_envelope=True)
    await answered(slack, faq, ts)


async def test_a_redelivery_after_a_restart_is_not_answered_again(slack, llm, start, ana, faq):
    async with start():
        ts = await slack.mention(faq, ana, WHERE)
        await answered(slack, faq, ts)
    async with start():
        slack.redeliver(ts)
        await answered(slack, faq, ts)
    assert len(llm.requests) == 1
