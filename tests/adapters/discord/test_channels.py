"""Channels where nobody mentions the bot: each mode, people who are first, bursts, drafts, entries for the FAQ."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from rag_core.types import Origin
from tests.adapters.conftest import BACKUP, PAGES, WHERE
from tests.adapters.discord.process import Process
from tests.adapters.discord.watching import answered, responded, said, silence, thread_of
from tests.fakes.discord import App, FakeDiscord, Intent
from tests.fakes.discord.rest import routes
from tests.fakes.llm_server import speak

NOWHERE = "How do I enable two-factor login for the billing portal?"  # no page covers it
SAID = "Open the billing portal, choose Security and scan the QR code with your authenticator app."
WORDS = [f"{first}{second}{third}" for first in "bdfgk" for second in ("ola", "iru", "eno") for third in "mnprs"]
START = 60.0  # seconds that a start may take on a busy machine


@pytest.fixture
async def discord(openapi):
    async with FakeDiscord(app=App(privileged=Intent.MESSAGE_CONTENT), openapi=openapi) as server:
        yield server
        assert server.violations == []


async def card(discord, desk, label, timeout=15.0):
    """The message of the maintainers' channel that has such a button."""

    def found():
        shown = {one.id for one in discord.answers(desk) if label in one.labels}
        return next((message for message in discord.messages(desk) if message.id in shown), None)

    return await discord.until(found, timeout)


async def test_a_question_to_nobody_is_answered_in_a_thread(discord, start, rules, ann, faq, desk):
    rules("answer")
    async with start():
        thread = await thread_of(discord, await discord.say(faq, ann, WHERE))
        (answer,) = await answered(discord, thread)
        assert "object storage" in answer.text
        assert discord.answers(desk) == ()


async def test_talk_is_left_alone(discord, start, rules, ann, faq, desk):
    rules("answer")
    async with start():
        talk = await discord.say(faq, ann, "Good morning everybody!")
        await silence(discord, faq)
        assert talk.thread is None
        assert discord.answers(desk) == ()


async def test_what_the_docs_do_not_cover_goes_to_the_maintainers(discord, start, rules, ann, faq, desk):
    rules("answer")
    async with start():
        question = await discord.say(faq, ann, NOWHERE)
        told = await said(discord, desk, "two-factor")
        assert f"/{faq.id}/{question.id}" in told.text
        assert question.thread is None
        await silence(discord, faq)


async def test_a_burst_is_one_question(discord, llm, start, rules, ann, faq):
    rules("answer", 'burst = "1s"')
    async with start():
        first = await discord.say(faq, ann, "Hello everybody")
        await discord.say(faq, ann, WHERE)
        await answered(discord, await thread_of(discord, first))
    assert len(llm.requests) == 1


async def test_people_are_first_when_they_are(discord, llm, start, rules, ann, ben, faq):
    eve = discord.add_user("eve")
    discord.join(faq.guild, eve)
    rules("assist", 'human_first = "2s"', 'burst = "0s"')
    async with start():
        helped = await discord.say(faq, ann, WHERE)
        await discord.say(faq, ben, "In S3, see the storage page.", reply_to=helped)
        alone = await discord.say(faq, eve, BACKUP)
        await answered(discord, await thread_of(discord, alone))
        assert helped.thread is None
    assert len(llm.requests) == 1


async def test_a_person_who_answers_while_the_model_writes_is_first(discord, llm, start, rules, ann, ben, faq):
    rules("answer")
    llm.then(speak("Data is kept in object storage [1].", first_delay=1.5))
    async with start():
        question = await discord.say(faq, ann, WHERE)
        await discord.until(lambda: llm.requests, 20.0)
        await discord.say(faq, ben, "In S3.", reply_to=question)
        await asyncio.sleep(2.5)
        assert question.thread is None
        await silence(discord, faq)


async def test_a_draft_is_posted_when_a_maintainer_says_so(discord, start, rules, ann, ben, faq, desk):
    rules("draft")
    async with start():
        question = await discord.say(faq, ann, WHERE)
        draft = await card(discord, desk, "Post")
        assert "object storage" in draft.content
        assert question.thread is None
        await asyncio.gather(*(discord.press("Post", draft, ben) for _ in range(3)))
        (answer,) = await answered(discord, await thread_of(discord, question))
        assert "object storage" in answer.text
        await said(discord, desk, "Posted")
        assert len(discord.answers(desk)) == 1


async def test_a_deleted_question_takes_its_card_and_its_posted_draft_along(discord, start, rules, ann, ben, faq, desk):
    rules("draft")
    async with start():
        question = await discord.say(faq, ann, WHERE)
        await discord.press("Post", await card(discord, desk, "Post"), ben)
        thread = await thread_of(discord, question)
        await answered(discord, thread)
        await said(discord, desk, "Posted")
        await discord.delete(question)
        await discord.until(lambda: not discord.answers(desk) and not discord.answers(thread), 20.0)


async def test_a_card_comes_once_the_channel_takes_it(discord, start, rules, ann, faq, desk):
    rules("draft")
    shut = discord.fail(f"POST /channels/{desk.id}/messages", code=50001, times=None)
    async with start() as bot:
        await discord.say(faq, ann, WHERE)
        await discord.until(lambda: discord.calls_to(routes.SEND), 10.0)
        await asyncio.sleep(0.5)
        shut.left = 0
        looking = asyncio.create_task(bot.maintainers.keep(every=0.1))
        await card(discord, desk, "Post")
        await silence(discord, desk, messages=1)
        looking.cancel()


async def test_two_processes_post_a_draft_once(discord, start, rules, ann, ben, faq, desk):
    rules("draft")
    async with start():
        question = await discord.say(faq, ann, WHERE)
        draft = await card(discord, desk, "Post")
        gate = discord.hold("POST /channels/{channel_id}/messages/{message_id}/threads")
        await discord.press("Post", draft, ben)
        await gate.reached()
        async with start() as other:
            await asyncio.sleep(0.5)
            gate.release()
            thread = await thread_of(discord, question)
            await answered(discord, thread)
            (platform,) = other.maintainers._platforms.values()
            await other.maintainers.go_on(platform)
            await silence(discord, thread, messages=1)
            await said(discord, desk, "Posted")


async def test_a_question_deleted_while_its_draft_is_posted_keeps_no_answer(discord, start, rules, ann, ben, faq, desk):
    rules("draft")
    async with start():
        question = await discord.say(faq, ann, WHERE)
        draft = await card(discord, desk, "Post")
        gate = discord.hold("POST /channels/{channel_id}/messages/{message_id}/threads")
        await discord.press("Post", draft, ben)
        await gate.reached()
        await discord.delete(question)
        await asyncio.sleep(0.5)
        gate.release()
        await silence(discord, faq, seconds=1.5)


async def test_a_draft_that_could_not_be_posted_stays_open_with_the_reason(discord, start, rules, ann, ben, faq, desk):
    rules("draft")
    async with start():
        question = await discord.say(faq, ann, WHERE)
        draft = await card(discord, desk, "Post")
        shut = [
            discord.fail(f"POST /channels/{place}", code=50013, times=None)
            for place in (f"{faq.id}/messages", f"{question.id}/messages", f"{faq.id}/messages/{question.id}/threads")
        ]
        await discord.press("Post", draft, ben)
        await said(discord, desk, "could not be posted")
        assert discord.answers(faq) == ()
        for fault in shut:
            fault.left = 0
        await discord.press("Post", draft, ben)
        await answered(discord, await thread_of(discord, question))
        await said(discord, desk, "Posted")


async def test_a_draft_can_be_edited_first(discord, start, rules, ann, ben, faq, desk):
    rules("draft")
    async with start():
        question = await discord.say(faq, ann, WHERE)
        opened = await discord.press("Edit and post", await card(discord, desk, "Post"), ben)
        await discord.responded(opened)
        await discord.submit_modal(opened, {"text": "In the bucket named `data` [1]."})
        (answer,) = await answered(discord, await thread_of(discord, question))
        assert "bucket named" in answer.text
        assert any("Where is data kept?" in embed for embed in answer.embeds)


async def test_a_dismissed_draft_is_seen_by_nobody(discord, start, rules, ann, ben, faq, desk):
    rules("draft")
    async with start():
        question = await discord.say(faq, ann, WHERE)
        await discord.press("Dismiss", await card(discord, desk, "Post"), ben)
        await said(discord, desk, "Dismissed")
        assert question.thread is None


async def test_an_earlier_thread_with_the_same_question_is_linked(discord, start, rules, ann, ben, faq):
    rules("answer")
    async with start():
        first = await discord.say(faq, ann, WHERE)
        await answered(discord, await thread_of(discord, first))
        second = await discord.say(faq, ben, "Where is the data kept?")
        (answer,) = await answered(discord, await thread_of(discord, second))
        assert f"/{faq.id}/{first.id}" in answer.text


async def test_a_check_mark_by_the_asker_marks_the_thread_as_resolved(discord, bot, ann, ben, faq):
    question = await discord.mention(faq, ann, WHERE)
    thread = await thread_of(discord, question)
    await answered(discord, thread)
    place = Origin(platform="discord", workspace=str(faq.guild.id), channel=str(faq.id), message=str(question.id))
    await discord.react(discord.messages(thread)[-1], ben, "✅")
    await asyncio.sleep(0.5)
    assert (await bot.worker.journal.thread(place)).resolved_by == ""
    await discord.react(discord.messages(thread)[-1], ann, "✅")
    async with asyncio.timeout(10.0):
        while (await bot.worker.journal.thread(place)).resolved_by != str(ann.id):
            await asyncio.sleep(0.05)


async def test_a_forums_post_waits_for_people_where_the_rules_say_so(discord, llm, start, rules, ann, ben, faq):
    forum = discord.add_channel(faq.guild, "help", "forum")
    rules("assist", 'human_first = "2s"', 'burst = "0s"', channel=forum)
    async with start():
        helped = await discord.forum_post(forum, ann, WHERE, "We use S3.")
        await discord.say(helped, ben, "In the bucket, see the storage page.")
        alone = await discord.forum_post(forum, ben, BACKUP, "Any hint is welcome.")
        await answered(discord, alone)
        await silence(discord, helped)
    assert len(llm.requests) == 1


async def test_what_was_asked_in_private_is_not_shown_to_the_maintainers(discord, start, rules, ann, ben, faq, desk):
    rules("answer")
    async with start():
        talk = await discord.say(faq, ben, "Good morning everybody!")
        thread = await discord.open_thread(talk, ben, "talk")
        asked = await discord.slash(thread, ann, "ask", question=NOWHERE, private=True)
        assert "not cover" in (await responded(discord, asked)).text
        await discord.say(thread, ben, "Nice weather today, is it not")
        await silence(discord, desk, seconds=1.5)


async def test_who_posts_in_the_last_of_many_servers_is_a_member(discord, start, rules, variables):
    for number in range(22):
        discord.add_guild(f"g{number}", discord.add_user(f"u{number}"))
    eve = discord.add_user("eve")
    last = discord.add_channel(discord.add_guild("last", eve), "faq")
    rules("answer", channel=last)
    async with start():
        question = await discord.say(last, eve, WHERE)  # an internal page
        (answer,) = await answered(discord, await thread_of(discord, question))
        assert "object storage" in answer.text


async def test_a_long_draft_is_shown_as_a_whole_in_a_file(discord, llm, start, rules, ann, ben, faq, desk):
    rules("draft")
    llm.then(
        speak("\n\n".join(f"{word} {word[::-1]} of data {word[1:]} in {word}: object storage [1]." for word in WORDS))
    )
    async with start():
        await discord.say(faq, ann, WHERE)
        draft = await card(discord, desk, "Post")
        shown = await said(discord, desk, "only the beginning")
        assert shown.labels == ("Post", "Dismiss")
        await discord.until(lambda: draft.attachments, 10.0)


class TestEntries:
    """A person answers what the docs lack, and an entry comes of it."""

    @pytest.fixture
    def pages(self, variables, rules, tmp_path: Path) -> Path:
        folder = tmp_path / "pages"
        folder.mkdir()
        for name, text in PAGES.items():
            (folder / name).write_text(text, encoding="utf-8")
        variables |= {
            "FOOTNOTE_HOME": str(tmp_path / "home"),
            "FOOTNOTE_SOURCES": str(folder),
            "FOOTNOTE_BASE_URL": "https://docs.example/{stem}.html",
        }
        rules("answer")
        return folder

    async def test_whoever_asked_is_told_and_the_question_is_answered(self, discord, pages, start, ann, ben, faq, desk):
        async with start():
            question = await discord.say(faq, ann, NOWHERE)
            await said(discord, desk, "two-factor")
            await discord.say(faq, ben, SAID, reply_to=question)
            await discord.press("Make this an FAQ entry", await card(discord, desk, "Make this an FAQ entry"), ben)
            opened = await discord.press("Edit and approve", await card(discord, desk, "Approve"), ben)
            await discord.responded(opened)
            assert SAID in str(opened.modal)
            await discord.submit_modal(opened, {"heading": NOWHERE, "text": SAID})
            (told,) = await answered(discord, await thread_of(discord, question))
            assert "in the FAQ now" in told.text
            again = await discord.mention(faq, ben, NOWHERE)
            (answer,) = await answered(discord, await thread_of(discord, again))
            assert "authenticator" in answer.text
            assert any("FAQ inbox" in embed for embed in answer.embeds)
        assert f"## {NOWHERE}" in (pages / "faq_inbox.md").read_text(encoding="utf-8")

    async def test_a_kill_between_any_two_steps_loses_and_doubles_nothing(
        self, discord, variables, pages, ann, ben, faq, desk
    ):
        bot = Process(variables)
        await bot.start(discord)
        try:
            question = await discord.say(faq, ann, NOWHERE)
            await said(discord, desk, "two-factor", timeout=START)
            await _again(bot, discord)
            await discord.say(faq, ben, SAID, reply_to=question)
            offer = await card(discord, desk, "Make this an FAQ entry", START)
            await _again(bot, discord)
            await discord.press("Make this an FAQ entry", offer, ben)
            draft = await card(discord, desk, "Approve", START)
            await _again(bot, discord)
            await discord.responded(await discord.press("Approve", draft, ben))
            await _again(bot, discord)
            (told,) = await answered(discord, await thread_of(discord, question, START), timeout=START)
            assert "in the FAQ now" in told.text
            await said(discord, desk, "Whoever asked was told", timeout=START)
            again = await discord.mention(faq, ann, NOWHERE)
            (answer,) = await answered(discord, await thread_of(discord, again, START), timeout=START)
            assert any("FAQ inbox" in embed for embed in answer.embeds)
        finally:
            await bot.kill()
        assert (pages / "faq_inbox.md").read_text(encoding="utf-8").count("<!-- footnote:") == 1
        assert len(discord.answers(desk)) == 2  # one for the question, one for the entry


async def _again(bot, discord):
    await bot.kill()
    await bot.start(discord)
