"""Socket Mode over real sockets: acknowledgement, redelivery, and everything that breaks."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from tests.fakes.slack import FakeSlack
from tests.fakes.test_slack_fake.bolt import connected


@asynccontextmanager
async def bare_socket(slack: FakeSlack) -> AsyncIterator[aiohttp.ClientWebSocketResponse]:
    """A connection that acknowledges only what the test makes it acknowledge."""
    opened = await AsyncWebClient(base_url=slack.api_url).apps_connections_open(app_token=slack.app_token)
    async with asyncio.timeout(10), aiohttp.ClientSession() as session, session.ws_connect(opened["url"]) as ws:
        assert (await ws.receive_json())["type"] == "hello"
        yield ws


async def test_an_unacknowledged_event_comes_again_until_it_is_acknowledged(slack, ana, faq):
    async with bare_socket(slack) as ws:
        await slack.say(faq, ana, "hello")
        first, second = await ws.receive_json(), await ws.receive_json()
        await ws.send_json({"envelope_id": second["envelope_id"]})
        await slack.until(lambda: slack.deliveries[-1].acked_at)
        await asyncio.sleep(0.4)
    assert (first["retry_attempt"], second["retry_attempt"], second["retry_reason"]) == (0, 1, "timeout")
    assert first["payload"] == second["payload"]
    assert first["envelope_id"] != second["envelope_id"]
    assert len(slack.deliveries) == 2


async def test_copies_and_redeliveries_repeat_the_event_id(slack, ana, faq):
    async with connected(slack) as bot:
        ts = await slack.say(faq, ana, "hello", copies=3)
        await slack.until(lambda: len(bot.heard) == 3)
        slack.redeliver(ts, same_envelope=True)
        await slack.until(lambda: len(bot.heard) == 4)
        assert len({delivery.event_id for delivery in slack.deliveries}) == 1
        assert len({delivery.envelope_id for delivery in slack.deliveries}) == 3


async def test_each_event_goes_to_one_of_several_connections(slack, ana, faq):
    async with connected(slack) as one, connected(slack) as two:
        for _ in range(20):
            await slack.say(faq, ana, "hello")
        await slack.until(lambda: len(one.heard) + len(two.heard) == 20)
        assert one.heard
        assert two.heard


async def test_the_eleventh_connection_is_sent_away(slack):
    async with aiohttp.ClientSession() as session:
        web = AsyncWebClient(base_url=slack.api_url)
        urls = [(await web.apps_connections_open(app_token=slack.app_token))["url"] for _ in range(11)]
        sockets = [await session.ws_connect(url) for url in urls]
        last = await sockets[-1].receive_json(timeout=5)
    assert (last["type"], last["reason"]) == ("disconnect", "too_many_websockets")


async def test_a_cut_connection_is_replaced_and_what_was_under_way_comes_again(slack, ana, faq):
    async with connected(slack, ping_interval=0.2) as bot:
        slack.freeze_sockets()
        ts = await slack.say(faq, ana, "during")
        slack.cut_sockets()
        await slack.until(lambda: any(event["ts"] == ts for event in bot.heard), timeout=4)
        assert len(slack.hub.connections) == 2


async def test_a_half_open_connection_is_noticed_only_by_its_silence(slack, ana, faq):
    async with connected(slack, ping_interval=0.2) as bot:
        slack.freeze_sockets()
        await slack.say(faq, ana, "into the void")
        assert slack.hub.live
        await slack.until(lambda: slack.hub.live and not slack.hub.live[-1].frozen, timeout=5)
        await slack.until(lambda: bot.heard, timeout=5)


async def test_an_outage_refuses_everything_and_what_was_missed_comes_later(slack, ana, faq):
    slack.hub.retry_delays = (0.0, 1.0, 1.0, 1.0, 1.0)
    client = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url, retry_handlers=[])
    async with connected(slack, ping_interval=0.2) as bot:
        outage = asyncio.ensure_future(slack.outage(0.3))
        await slack.until(lambda: not slack.hub.live)
        await slack.say(faq, ana, "anybody there?")
        with pytest.raises(aiohttp.ClientConnectionError):
            await client.auth_test()
        await outage
        await slack.until(lambda: slack.deliveries[-1].acked_at, timeout=10)
    missed = slack.deliveries[:-1]
    assert len(missed) >= 2
    assert all(delivery.lost for delivery in missed)
    assert len(bot.heard) == 1


async def test_refused_sockets_leave_the_web_api_alone(slack, client):
    slack.refuse_sockets(60)
    await client.auth_test()
    with pytest.raises(aiohttp.WSServerHandshakeError):
        async with bare_socket(slack):
            pass


async def test_a_refresh_makes_the_bot_connect_anew(slack, ana, faq):
    async with connected(slack, ping_interval=0.2) as bot:
        slack.disconnect("refresh_requested", linger=0.1)
        await slack.until(lambda: len(slack.hub.live) == 1 and len(slack.hub.connections) == 2)
        await slack.say(faq, ana, "still there?")
        await slack.until(lambda: bot.heard)


BOT_SCRIPT = """
import asyncio, os
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

app = AsyncApp(client=AsyncWebClient(os.environ.pop("SLACK_BOT_TOKEN"), os.environ["SLACK_API_URL"]))

@app.event("message")
async def answer(event, client):
    await client.chat_postMessage(channel=event["channel"], thread_ts=event["ts"], text="found")

async def main():
    await AsyncSocketModeHandler(app).start_async()

asyncio.run(main())
"""


async def test_a_killed_bot_finds_everything_as_it_left_it(slack, ana, faq):
    environment = {**os.environ, **slack.environment}
    bot = await asyncio.create_subprocess_exec(
        sys.executable, "-c", BOT_SCRIPT, env=environment, stdout=asyncio.subprocess.DEVNULL
    )
    await slack.until(lambda: slack.hub.live, timeout=20)
    ts = await slack.say(faq, ana, "where?")
    await slack.until(lambda: slack.answers(faq, ts), timeout=20)
    bot.kill()
    await bot.wait()
    await slack.until(lambda: not slack.hub.live)
    async with connected(slack) as successor:
        history = await successor.client.conversations_replies(channel=faq, ts=ts)
        assert [message["text"] for message in history["messages"]] == ["where?", "found"]
