"""One mention comes as two events, in any order, any number of times: it is answered once."""

from __future__ import annotations

import pytest

from tests.adapters.slack.conftest import WHERE
from tests.adapters.slack.watching import answered


@pytest.mark.parametrize("order", ["mention_first", "message_first"])
async def test_both_events_of_a_mention_make_one_answer(slack, bot, ana, faq, order):
    slack.pair_order = order
    ts = await slack.mention(faq, ana, WHERE)
    await answered(slack, faq, ts)
    assert [d.event["type"] for d in slack.deliveries_about(ts)].count("app_mention") == 1


async def test_five_copies_of_each_event_make_one_answer(slack, llm, bot, ana, faq):
    ts = await slack.mention(faq, ana, WHERE, copies=5)
    await answered(slack, faq, ts)
    assert len(llm.requests) == 1
    assert slack.unacked() == []
