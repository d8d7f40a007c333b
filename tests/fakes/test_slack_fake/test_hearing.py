"""What reaches the bot: which events there are, and what is in them."""

from __future__ import annotations

from tests.fakes.slack import App, FakeSlack
from tests.fakes.test_slack_fake.bolt import connected


async def test_a_mention_arrives_as_two_events_with_ids_of_their_own(slack, ana, faq):
    async with connected(slack) as bot:
        ts = await slack.mention(faq, ana, "where are the logs?")
        await slack.until(lambda: len(bot.heard) == 2)
        assert sorted(bot.kinds()) == ["app_mention", "message"]
        assert {event["ts"] for event in bot.heard} == {ts}
        assert len({delivery.event_id for delivery in slack.deliveries_about(ts)}) == 2


async def test_the_order_of_the_pair_varies_with_the_seed_alone():
    async def orders(seed: int) -> list[str]:
        async with FakeSlack(seed=seed, retry_delays=()) as slack:
            ana = slack.add_user("ana")
            faq = slack.add_channel("faq", members=[ana])
            for _ in range(8):
                await slack.mention(faq, ana, "hi")
            return [delivery.event["type"] for delivery in slack.deliveries]

    assert await orders(1) == await orders(1)
    assert set((await orders(1))[::2]) == {"app_mention", "message"}


async def test_the_order_of_the_pair_can_be_chosen(slack, ana, faq):
    slack.pair_order = "message_first"
    await slack.mention(faq, ana, "hi")
    assert [delivery.event["type"] for delivery in slack.deliveries[:2]] == ["message", "app_mention"]


async def test_acknowledgements_are_timed(slack, ana, faq):
    async with connected(slack):
        await slack.say(faq, ana, "hello")
        await slack.until(lambda: not slack.unacked())
        assert 0 < slack.slowest_ack() < 3


async def test_nothing_comes_from_channels_that_the_bot_is_not_in(slack, ana):
    elsewhere = slack.add_channel("elsewhere", with_bot=False)
    await slack.mention(elsewhere, ana, "anybody?")
    assert slack.deliveries == []


async def test_only_subscribed_events_come():
    manifest = {
        "oauth_config": {"scopes": {"bot": ["app_mentions:read", "channels:history"]}},
        "settings": {"event_subscriptions": {"bot_events": ["app_mention", "message.im"]}},
    }
    async with FakeSlack(app=App.from_manifest(manifest), retry_delays=()) as slack:
        ana = slack.add_user("ana")
        faq = slack.add_channel("faq", members=[ana])
        await slack.mention(faq, ana, "hi")
        await slack.dm(ana, "hi")
        assert [delivery.event["type"] for delivery in slack.deliveries] == ["app_mention"]


async def test_typed_characters_come_escaped_and_mentions_do_not(slack, ana, faq):
    ts = await slack.mention(faq, ana, "is a < b & c?")
    event = slack.deliveries_about(ts)[0].event
    assert event["text"] == f"<@{slack.workspace.bot_user}> is a &lt; b &amp; c?"
    assert event["blocks"][0]["elements"][0]["elements"][1]["text"] == " is a < b & c?"


async def test_edits_previews_and_deletions_are_told_apart(slack, ana, faq):
    async with connected(slack) as bot:
        ts = await slack.mention(faq, ana, "first")
        await slack.preview(faq, ts, "https://example.com")
        await slack.edit(faq, ts, f"<@{slack.workspace.bot_user}> second")
        await slack.delete(faq, ts)
        await slack.until(lambda: len(bot.heard) == 6)
        changes = [event for event in bot.heard if event.get("subtype") == "message_changed"]
        assert ["edited" in change["message"] for change in changes] == [False, True]
        mentions = [event.get("edited", {}).get("user") for event in bot.heard if event["type"] == "app_mention"]
        assert mentions == [None, ana]
        assert bot.kinds().count("message_deleted") == 1


async def test_a_deleted_parent_with_replies_becomes_a_tombstone(slack, client, ana, faq):
    ts = await slack.say(faq, ana, "question")
    await client.chat_postMessage(channel=faq, thread_ts=ts, text="answer")
    await slack.delete(faq, ts)
    last = slack.deliveries[-1].event
    assert (last["subtype"], last["message"]["subtype"]) == ("message_changed", "tombstone")
    assert [one.text for one in slack.visible(faq, ts)] == ["This message was deleted.", "answer"]


async def test_bots_joins_topics_broadcasts_and_files_have_their_marks(slack, ana, faq):
    other = slack.add_user("other", bot=True)
    root = await slack.say(faq, ana, "root")
    await slack.mention(faq, other, "hi")
    await slack.webhook(faq, "CI", "built")
    await slack.join(faq, slack.add_user("ben"))
    await slack.set_topic(faq, ana, "news")
    await slack.say(faq, ana, "look", thread=root, broadcast=True)
    await slack.say(faq, ana, "", files=["log.txt"])
    events = [delivery.event for delivery in slack.deliveries if not delivery.attempt]
    marks = [event.get("subtype") for event in events if event["type"] == "message"]
    assert marks[2:] == ["bot_message", "channel_join", "channel_topic", "thread_broadcast", "file_share"]
    assert all(event["bot_id"] for event in events if event.get("user") == other)


async def test_a_direct_message_is_one_event_of_channel_type_im(slack, ana):
    ts = await slack.dm(ana, "hello")
    (delivery,) = slack.deliveries_about(ts)
    assert delivery.event["channel_type"] == "im"
    assert delivery.event["channel"] == slack.im(ana)


async def test_a_connected_workspace_shows_only_in_the_right_fields(slack, client):
    zoe = slack.add_user("zoe", team="T0OTHER")
    shared = slack.add_channel("shared", members=[zoe], ext_shared=True, host_team="T0OTHER")
    ts = await slack.mention(shared, zoe, "hi")
    payload = slack.deliveries_about(ts)[0].payload
    assert payload["team_id"] == payload["event"]["user_team"] == "T0OTHER"
    assert payload["authorizations"][0]["team_id"] == slack.workspace.team
    assert payload["is_ext_shared_channel"]
    assert (await client.conversations_info(channel=shared))["channel"]["is_ext_shared"]


async def test_the_bots_own_posts_and_updates_come_back(slack, faq):
    async with connected(slack) as bot:
        posted = await bot.client.chat_postMessage(channel=faq, text="one")
        await bot.client.chat_update(channel=faq, ts=posted["ts"], text="two")
        await slack.until(lambda: len(bot.heard) == 2)
        assert bot.kinds() == ["message", "message_changed"]
        assert bot.heard[1]["message"]["bot_id"] == slack.workspace.bot_id
