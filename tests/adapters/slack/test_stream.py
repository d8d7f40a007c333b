"""Streaming: it grows, rolls on before it dies, and is repaired when Slack says that it is gone."""

from __future__ import annotations

import pytest

from adapters.slack import live
from tests.adapters.slack.conftest import WHERE
from tests.adapters.slack.watching import answered, finished
from tests.fakes.llm_server import speak

LONG = "Data is kept in object storage [1]. " + "Inserted data is kept in object storage as a log [1]. " * 25


@pytest.fixture
def slow(llm):
    """A model that takes some seconds for a long answer."""
    llm.then(speak(LONG, tokens_per_second=150))
    return llm


async def test_text_is_seen_while_the_model_still_writes(slack, slow, bot, ana, faq):
    ts = await slack.mention(faq, ana, WHERE)
    await slack.until(lambda: len(slack.calls_to("chat.appendStream")) >= 2, 20.0)
    (growing,) = slack.answers(faq, ts)
    assert growing.streaming == "in_progress"
    (answer,) = await answered(slack, faq, ts)
    assert answer.ts == growing.ts
    assert "1. Storage" in answer.text


async def test_a_stream_that_dies_is_repaired_in_its_place(slack, slow, bot, ana, faq):
    ts = await slack.mention(faq, ana, WHERE)
    await slack.until(lambda: slack.calls_to("chat.appendStream"), 20.0)
    (growing,) = slack.answers(faq, ts)
    slack.expire_stream(faq, growing.ts)
    (answer,) = await answered(slack, faq, ts)
    assert answer.ts == growing.ts
    assert slack.answers(faq, ts) == (answer,)
    slack.violations.clear()  # only trying tells that a stream is over


async def test_a_stream_rolls_on_before_it_is_too_old(slack, slow, bot, ana, faq, monkeypatch):
    monkeypatch.setattr(live, "STREAM_SECONDS", 0.8)
    ts = await slack.mention(faq, ana, WHERE)
    await slack.until(lambda: len(slack.calls_to("chat.startStream")) >= 2, 20.0)
    (answer,) = await answered(slack, faq, ts)
    assert slack.answers(faq, ts) == (answer,)


async def test_where_streams_are_not_allowed_one_message_is_edited(slack, slow, bot, ana, faq, monkeypatch):
    monkeypatch.setattr(live, "EDIT_EVERY", 0.5)
    slack.fail("chat.startStream", times=None, error="not_allowed")
    ts = await slack.mention(faq, ana, WHERE)
    await slack.until(lambda: slack.calls_to("chat.update"), 20.0)
    assert not finished(slack, faq, ts)
    (answer,) = await answered(slack, faq, ts)
    assert slack.answers(faq, ts) == (answer,)


async def test_a_start_whose_response_was_lost_is_found_again(slack, slow, bot, ana, faq):
    slack.fail("chat.startStream", cut="after")
    ts = await slack.mention(faq, ana, WHERE)
    (answer,) = await answered(slack, faq, ts)
    assert slack.answers(faq, ts) == (answer,)
    assert len(slack.calls_to("chat.startStream")) == 1


async def test_a_very_long_answer_comes_in_several_messages_sources_last(slack, llm, bot, ana, faq):
    llm.then(speak("\n\n".join(["Inserted data is kept in object storage as an incremental log [1]."] * 300)))
    ts = await slack.mention(faq, ana, WHERE)
    (last,) = await answered(slack, faq, ts)
    first, *_ = slack.answers(faq, ts)
    assert first.ts != last.ts
    assert "Sources" in last.text
    assert "Sources" not in first.text
