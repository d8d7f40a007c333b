"""A mention in a channel is answered once, in a thread of its own."""

from __future__ import annotations

from tests.adapters.conftest import WHERE
from tests.adapters.discord.watching import answered, said, silence, thread_of
from tests.fakes.discord.rest import routes


async def test_mention_is_answered_in_a_thread_named_after_it(bot, discord, faq, ann):
    question = await discord.mention(faq, ann, WHERE)
    thread = await thread_of(discord, question)
    (answer,) = await answered(discord, thread)
    assert thread.name == WHERE
    assert "object storage" in answer.text
    assert "https://docs.example/storage.html#where-is-data-kept" in str(discord.messages(thread)[-1].embeds)
    assert list(answer.labels) == ["👍", "👎", "Why?"]
    assert discord.answers(faq) == ()


async def test_mention_of_the_bots_role_counts(bot, discord, faq, ann):
    question = await discord.say(faq, ann, f"{discord.role_mention(faq.guild)} {WHERE}")
    thread = await thread_of(discord, question)
    # Without the Message Content intent its words are hidden, so it is told how to ask.
    await discord.until(lambda: any("Ask me something" in one.text for one in discord.answers(thread)))


async def test_talk_without_a_mention_is_left_alone(bot, discord, faq, ann, ben):
    message = await discord.say(faq, ann, WHERE)
    await discord.say(faq, ben, f"{ann.mention} I think in S3")
    await silence(discord, faq)
    assert message.thread is None


async def test_every_send_has_a_nonce_and_mentions_nobody(bot, discord, faq, ann):
    thread = await thread_of(discord, await discord.mention(faq, ann, WHERE))
    await answered(discord, thread)
    bodies = [call.body for call in discord.calls_to(routes.SEND)]
    assert bodies
    assert all(body["enforce_nonce"] and body["allowed_mentions"] == {"parse": []} for body in bodies)


async def test_the_help_names_the_bot_as_people_know_it(bot, discord, faq, ann):
    thread = await thread_of(discord, await discord.mention(faq, ann, ""))
    help_ = await said(discord, thread, "Ask me something")
    assert f"- @{discord.bot.name} " in help_.text
    assert "<" not in help_.text
