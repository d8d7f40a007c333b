"""Threads: earlier turns are context, follow-ups need no mention while two talk, others are not interrupted."""

from __future__ import annotations

from tests.adapters.slack.conftest import BACKUP, WHERE
from tests.adapters.slack.watching import answered, said, silence


def prompt(llm) -> str:
    return "\n".join(str(message.get("content")) for message in llm.requests[-1].messages)


async def test_a_mention_in_a_thread_knows_what_was_said_before(slack, llm, bot, ana, ben, faq):
    root = await slack.say(faq, ben, "We lost the nightly copy of the warehouse.")
    await slack.mention(faq, ana, "how do I make one by hand?", thread=root)
    await answered(slack, faq, root)
    assert any("nightly copy" in str(message) for request in llm.requests for message in request.messages)


async def test_a_follow_up_of_the_same_person_needs_no_mention(slack, bot, ana, faq):
    root = await slack.mention(faq, ana, WHERE)
    await answered(slack, faq, root)
    await slack.say(faq, ana, BACKUP, thread=root)
    await answered(slack, faq, root, count=2)


async def test_our_own_answers_are_read_back_in_full(slack, llm, bot, ana, faq):
    root = await slack.mention(faq, ana, WHERE)
    await answered(slack, faq, root)
    await slack.say(faq, ana, "and how large can it be?", thread=root)
    await answered(slack, faq, root, count=2)
    assert any("Inserted data is kept in object storage" in str(m) for r in llm.requests[1:] for m in r.messages)


async def test_nobody_is_interrupted_once_a_second_person_joins(slack, bot, ana, ben, faq):
    root = await slack.mention(faq, ana, WHERE)
    await answered(slack, faq, root)
    await slack.say(faq, ben, "I think it is in etcd?", thread=root)
    await slack.say(faq, ana, "Where did you read that?", thread=root)
    await silence(slack, faq, root, messages=1)
    await slack.mention(faq, ana, BACKUP, thread=root)
    await answered(slack, faq, root, count=2)


async def test_a_word_to_somebody_else_ends_the_talk_until_the_bot_is_mentioned(slack, bot, ana, ben, faq):
    root = await slack.mention(faq, ana, WHERE)
    await answered(slack, faq, root)
    await slack.say(faq, ana, f"<@{ben}> what do you think?", thread=root)
    await slack.say(faq, ana, "Is there a limit?", thread=root)
    await silence(slack, faq, root, messages=1)
    await slack.mention(faq, ana, BACKUP, thread=root)
    await answered(slack, faq, root, count=2)
    await slack.say(faq, ana, WHERE, thread=root)
    await answered(slack, faq, root, count=3)


async def test_a_thread_without_the_bot_is_left_alone(slack, bot, ana, faq):
    root = await slack.say(faq, ana, "Anybody for lunch?")
    await slack.say(faq, ana, WHERE, thread=root)
    await silence(slack, faq, root)


async def test_stop_silences_the_thread(slack, bot, ana, faq):
    root = await slack.mention(faq, ana, WHERE)
    await answered(slack, faq, root)
    await slack.say(faq, ana, "stop", thread=root)
    await said(slack, faq, root, "I stay silent")
    await slack.say(faq, ana, BACKUP, thread=root)
    await silence(slack, faq, root, messages=2)


async def test_a_mute_emoji_silences_the_thread_until_the_next_mention(slack, bot, ana, faq):
    root = await slack.mention(faq, ana, WHERE)
    (answer,) = await answered(slack, faq, root)
    await slack.react(faq, ana, answer.ts, "mute")
    await slack.until(lambda: slack.calls_to("conversations.replies"))
    await slack.say(faq, ana, BACKUP, thread=root)
    await silence(slack, faq, root, messages=1)
    await slack.mention(faq, ana, BACKUP, thread=root)
    await answered(slack, faq, root, count=2)
