"""The connection breaks, freezes or goes away: it comes back, and what was asked meanwhile is answered once."""

from __future__ import annotations

import time

import pytest

from adapters.slack import socket
from tests.adapters.slack.conftest import BACKUP, WHERE
from tests.adapters.slack.watching import answered
from tests.fakes.llm_server import speak


async def back(slack, seconds: float) -> float:
    """Seconds until a connection that carries something is there again."""
    before, started = len(slack.hub.connections), time.monotonic()
    await slack.until(
        lambda: any(not c.frozen for c in slack.hub.live[-1:]) and len(slack.hub.connections) > before, seconds
    )
    return time.monotonic() - started


async def test_a_cut_in_the_middle_of_an_answer_does_not_end_it(slack, llm, bot, ana, faq):
    llm.then(speak("Data is kept in object storage [1]. " * 30, tokens_per_second=60))
    ts = await slack.mention(faq, ana, WHERE)
    await slack.until(lambda: slack.answers(faq, ts), 20.0)
    slack.cut_sockets()
    assert await back(slack, 8.0) < 8.0
    await answered(slack, faq, ts)


async def test_a_question_asked_during_an_outage_is_answered_once(slack, llm, bot, ana, faq):
    await slack.until(lambda: slack.hub.live)
    await slack.down()
    ts = await slack.mention(faq, ana, WHERE)
    await slack.up()
    await back(slack, 10.0)
    await answered(slack, faq, ts)
    assert len(llm.requests) == 1


async def test_a_half_open_connection_is_noticed_and_replaced(slack, llm, bot, ana, faq, monkeypatch):
    monkeypatch.setattr(socket, "SILENT_SECONDS", 2.0)
    slack.freeze_sockets()
    ts = await slack.mention(faq, ana, WHERE)
    assert await back(slack, 20.0) < 20.0
    await answered(slack, faq, ts)
    assert len(llm.requests) == 1


async def test_slack_may_ask_for_a_new_connection(slack, bot, ana, faq):
    slack.disconnect("refresh_requested")
    await back(slack, 10.0)
    ts = await slack.mention(faq, ana, BACKUP)
    await answered(slack, faq, ts)


@pytest.mark.parametrize("reason", ["too_many_websockets", "link_disabled"])
async def test_other_reasons_to_disconnect_are_survived_too(slack, bot, ana, faq, reason):
    slack.disconnect(reason)
    await back(slack, 10.0)
    ts = await slack.mention(faq, ana, BACKUP)
    await answered(slack, faq, ts)
