"""Faults made to order, gates, rate limits, and the log of it all."""

from __future__ import annotations

import asyncio
import json

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.fakes.slack import FakeSlack
from tests.fakes.test_slack_fake.bolt import refused


async def test_planned_faults_come_as_ordered_and_then_stop(slack, client, faq):
    slack.fail("chat.postMessage", retry_after=7)
    slack.fail("chat.postMessage", status=503)
    slack.fail("chat.postMessage", error="invalid_blocks", messages=["no"], when=lambda args: "blocks" in args)
    with pytest.raises(SlackApiError) as limited:
        await client.chat_postMessage(channel=faq, text="1")
    assert limited.value.response.headers["Retry-After"] == "7"
    with pytest.raises(SlackApiError) as broken:
        await client.chat_postMessage(channel=faq, text="2")
    assert broken.value.response.status_code == 503
    await client.chat_postMessage(channel=faq, text="3")
    rejected = client.chat_postMessage(channel=faq, text="4", blocks=[{"type": "divider"}])
    assert await refused(rejected) == "invalid_blocks"
    assert [one.text for one in slack.answers(faq)] == ["3"]
    assert slack.violations == []


@pytest.mark.parametrize(("moment", "stored"), [("before", 0), ("after", 1)])
async def test_a_cut_answer_says_nothing_about_what_was_stored(slack, faq, moment, stored):
    client = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url, retry_handlers=[])
    slack.fail("chat.postMessage", cut=moment)
    with pytest.raises(aiohttp.ClientConnectionError):
        await client.chat_postMessage(channel=faq, text="once")
    assert len(slack.answers(faq)) == stored
    assert slack.calls_to("chat.postMessage")[0].status == 0


async def test_a_call_can_be_held_on_either_side_of_its_effect(slack, client, faq):
    for moment, stored in (("before", 0), ("after", 2)):
        gate = slack.hold("chat.postMessage", moment)
        posting = asyncio.ensure_future(client.chat_postMessage(channel=faq, text=moment))
        await gate.reached()
        assert len(slack.answers(faq)) == stored
        gate.release()
        await posting


async def test_coming_back_before_retry_after_is_noticed(slack, client, faq):
    slack.fail("chat.postMessage", retry_after=2)
    await refused(client.chat_postMessage(channel=faq, text="1"))
    await asyncio.sleep(0.3)
    await client.chat_postMessage(channel=faq, text="2")
    assert [call.args["text"] for call in slack.early] == ["2"]


async def test_rate_limits_follow_the_tiers_when_switched_on():
    async with FakeSlack(rate_limits=True, retry_delays=()) as slack:
        client = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url)
        channels = [slack.add_channel(name) for name in ("one", "two")]
        for _ in range(5):
            await client.chat_postMessage(channel=channels[0], text="x")
        assert await refused(client.chat_postMessage(channel=channels[0], text="x")) == "ratelimited"
        await client.chat_postMessage(channel=channels[1], text="x")
        lists = [client.conversations_list() for _ in range(21)]
        answers = await asyncio.gather(*lists, return_exceptions=True)
        assert sum(isinstance(answer, SlackApiError) for answer in answers) == 1


async def test_waiting_in_vain_tells_what_was_going_on(slack, ana, faq):
    await slack.say(faq, ana, "hello")
    with pytest.raises(TimeoutError, match="hello"):
        await slack.until(lambda: False, timeout=0.05)


async def test_the_log_keeps_no_tokens(slack, client, faq):
    await client.chat_postMessage(channel=faq, text="x", token=slack.bot_token)
    await client.auth_test(token=slack.bot_token)
    assert slack.bot_token not in json.dumps([call.args for call in slack.calls])


async def test_a_delay_comes_before_the_effect(slack, client, faq):
    slack.fail("chat.postMessage", delay=0.1)
    await client.chat_postMessage(channel=faq, text="late")
    (call,) = slack.calls_to("chat.postMessage")
    assert call.answered_at - call.at >= 0.1
    assert (call.fault, call.ok) == ("delay", True)


async def test_a_stream_can_be_ended_from_outside(slack, client, faq, question, to):
    started = await client.chat_startStream(channel=faq, thread_ts=question, markdown_text="half", **to)
    slack.expire_stream(faq, started["ts"])
    where = {"channel": faq, "ts": started["ts"]}
    assert await refused(client.chat_stopStream(**where)) == "message_not_in_streaming_state"
    assert slack.answers(faq, question)[0].streaming == "errored"
