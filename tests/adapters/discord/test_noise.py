"""What nobody asked is left alone, and what says nothing gets a short help."""

from __future__ import annotations

from tests.adapters.conftest import WHERE
from tests.adapters.discord.watching import said, silence, thread_of
from tests.fakes.discord import Kind


async def test_bots_and_webhooks_are_not_answered(bot, discord, faq):
    other = discord.add_user("other", bot=True)
    discord.join(faq.guild, other)
    await discord.mention(faq, other, WHERE)
    await discord.webhook(faq, "ci", f"{discord.bot.mention} {WHERE}")
    await discord.system(faq, other, Kind.JOINED)
    await silence(discord, faq)
    assert all(message.thread is None for message in discord.messages(faq))


async def test_mention_alone_gets_a_short_help(bot, discord, faq, ann):
    thread = await thread_of(discord, await discord.mention(faq, ann))
    await said(discord, thread, "Ask me something")


async def test_sticker_with_a_mention_gets_a_short_help(bot, discord, faq, ann):
    thread = await thread_of(discord, await discord.mention(faq, ann, "", stickers=["wave"]))
    await said(discord, thread, "Ask me something")


async def test_sticker_alone_is_left_alone(bot, discord, faq, ann):
    await discord.say(faq, ann, "", stickers=["wave"])
    await silence(discord, faq)


async def test_reply_to_somebody_else_is_left_alone(bot, discord, faq, ann, ben):
    first = await discord.say(faq, ann, "Hello")
    await discord.say(faq, ben, WHERE, reply_to=first)
    await silence(discord, faq)
