"""What is not for the bot: other bots, itself, joins, topics, broadcasts, talk between people."""

from __future__ import annotations

from tests.adapters.slack.conftest import WHERE
from tests.adapters.slack.watching import answered, silence


async def test_another_bots_mention_is_not_answered(slack, bot, faq):
    other = slack.add_user("deploybot", bot=True)
    ts = await slack.mention(faq, other, WHERE)
    await silence(slack, faq, ts)


async def test_a_webhook_is_not_answered(slack, bot, faq):
    ts = await slack.webhook(faq, "alerts", f"<@{slack.workspace.bot_user}> {WHERE}")
    await silence(slack, faq, ts)


async def test_joins_topics_and_talk_are_ignored(slack, bot, ana, faq):
    cara = slack.add_user("cara")
    places = [await slack.join(faq, cara), await slack.set_topic(faq, ana, WHERE), await slack.say(faq, ana, WHERE)]
    for ts in places:
        await silence(slack, faq, ts, seconds=0.3)
    assert slack.unacked() == []


async def test_a_reply_that_is_sent_to_the_channel_too_is_answered_once(slack, bot, ana, faq):
    root = await slack.say(faq, ana, "Hello")
    await slack.mention(faq, ana, WHERE, thread=root, broadcast=True)
    await answered(slack, faq, root)


async def test_our_own_edits_are_acknowledged_and_forgotten(slack, bot, ana, faq):
    ts = await slack.mention(faq, ana, WHERE)
    await answered(slack, faq, ts)
    assert slack.unacked() == []
    assert slack.slowest_ack() < 1.0
