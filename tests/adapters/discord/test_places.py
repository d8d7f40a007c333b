"""Every kind of place: forums, archived, locked, NSFW, announcement and voice channels, missing permissions."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.adapters.conftest import BACKUP, WHERE
from tests.adapters.discord.watching import answered, finished, responded, silence, thread_of, whispered
from tests.fakes.discord import App, FakeDiscord, Intent, P


@pytest.mark.parametrize("kind", ["text", "announcement"])
async def test_thread_is_started_in_channels_that_have_them(bot, discord, faq, ann, kind):
    channel = discord.add_channel(faq.guild, "other", kind, nsfw=kind == "text")
    thread = await thread_of(discord, await discord.mention(channel, ann, WHERE))
    await answered(discord, thread)


@pytest.mark.parametrize("kind", ["voice", "stage"])
async def test_channel_without_threads_gets_a_reply(bot, discord, faq, ann, kind):
    channel = discord.add_channel(faq.guild, "talk", kind)
    question = await discord.mention(channel, ann, WHERE)
    (answer,) = await answered(discord, channel)
    assert answer.reply_to == question.id


async def test_missing_right_to_start_threads_is_answered_with_a_reply(bot, discord, faq, ann):
    discord.deny_bot(faq, P.CREATE_PUBLIC_THREADS)
    question = await discord.mention(faq, ann, WHERE)
    (answer,) = await answered(discord, faq)
    assert answer.reply_to == question.id


async def test_missing_right_to_read_history_is_no_reason_for_silence(bot, discord, faq, ann):
    discord.deny_bot(faq, P.CREATE_PUBLIC_THREADS | P.READ_MESSAGE_HISTORY)
    await discord.mention(faq, ann, WHERE)
    (answer,) = await answered(discord, faq)
    assert answer.reply_to is None


async def test_missing_right_to_send_is_told_privately_with_the_answer(bot, discord, faq, ann):
    discord.deny_bot(faq, P.SEND_MESSAGES | P.CREATE_PUBLIC_THREADS)
    await discord.mention(faq, ann, WHERE)
    (answer,) = await answered(discord, discord.private(ann))
    assert "a permission is missing" in answer.text
    assert "object storage" in answer.text
    assert discord.answers(faq) == ()


async def test_missing_right_to_embed_moves_the_sources_into_the_text(bot, discord, faq, ann):
    discord.deny_bot(faq, P.EMBED_LINKS | P.ATTACH_FILES)
    thread = await thread_of(discord, await discord.mention(faq, ann, WHERE))
    (answer,) = await answered(discord, thread)
    assert "https://docs.example/storage.html#where-is-data-kept" in answer.text


async def test_archived_thread_is_woken_up(bot, discord, faq, ann):
    thread = await discord.start_thread(faq, ann, "old")
    discord.change_thread(thread, archived=True)
    await discord.mention(thread, ann, WHERE)
    await answered(discord, thread)


async def test_thread_that_is_archived_in_mid_answer_still_gets_it(bot, discord, faq, ann):
    thread = await thread_of(discord, await discord.mention(faq, ann, WHERE))
    await discord.until(lambda: discord.answers(thread))
    discord.change_thread(thread, archived=True)
    await answered(discord, thread)


async def test_locked_thread_is_answered_privately(bot, discord, faq, ann):
    discord.set_permissions(faq.guild, App().permissions & ~P.MANAGE_THREADS)
    moderator = discord.add_user("mod")
    discord.join(faq.guild, moderator, roles=[discord.add_role(faq.guild, "mods", P.MANAGE_THREADS)])
    thread = await discord.start_thread(faq, ann, "closed")
    discord.change_thread(thread, locked=True)
    await discord.mention(thread, moderator, WHERE)
    (answer,) = await answered(discord, discord.private(moderator))
    assert "locked" in answer.text


async def test_private_thread_that_the_bot_is_in_is_answered(bot, discord, faq, ann):
    thread = await discord.start_thread(faq, ann, "secret", private=True)
    await discord.add_to_thread(thread, discord.bot)
    await discord.mention(thread, ann, WHERE)
    await answered(discord, thread)


class TestForums:
    @pytest.fixture
    async def discord(self, openapi):
        async with FakeDiscord(app=App(privileged=Intent.MESSAGE_CONTENT), openapi=openapi) as server:
            yield server
            assert server.violations == []

    @pytest.fixture
    def forum(self, discord, faq):
        return discord.add_channel(faq.guild, "help", "forum", tags=["billing", "Solved"])

    @pytest.fixture
    def variables(self, variables, forum):
        return {**variables, "DISCORD_CHANNELS": str(forum.id)}

    async def test_new_post_is_a_question_with_its_title_and_tags(self, bot, discord, forum, ann, llm):
        post = await discord.forum_post(forum, ann, WHERE, "We use S3.", tags=["billing"])
        (answer,) = await answered(discord, post)
        assert "object storage" in answer.text
        assert all(word in str(llm.requests[-1].body) for word in (WHERE, "We use S3.", "billing"))

    async def test_first_message_that_lands_late_is_waited_for(self, bot, discord, forum, ann):
        post = await discord.forum_post(forum, ann, WHERE, "Please help.", first_message_after=0.4)
        await answered(discord, post)

    async def test_asker_marks_the_post_as_solved(self, bot, discord, forum, ann, ben):
        post = await discord.forum_post(forum, ann, WHERE, "We use S3.", tags=["billing"])
        await answered(discord, post)
        answer = discord.messages(post)[-1]
        await discord.press("Solved", answer, ben)
        await whispered(discord, post, ben, "Only who asked")
        await discord.press("Solved", answer, ann)
        await whispered(discord, post, ann, "Marked as solved")
        assert set(post.as_thread().tags) == {forum.tag("billing").id, forum.tag("Solved").id}

    async def test_a_tag_that_cannot_be_set_is_told(self, bot, discord, forum, ann):
        post = await discord.forum_post(forum, ann, WHERE, "We use S3.")
        await answered(discord, post)
        discord.fail("PATCH /channels/{channel_id}", code=50013)
        await discord.press("Solved", discord.messages(post)[-1], ann)
        await whispered(discord, post, ann, "could not set the tag")

    async def test_post_in_another_forum_is_left_alone(self, bot, discord, forum, faq, ann):
        other = discord.add_channel(faq.guild, "chatter", "forum")
        post = await discord.forum_post(other, ann, WHERE, "Anybody?")
        await silence(discord, post)

    async def test_further_message_of_the_asker_is_a_follow_up(self, bot, discord, forum, ann, ben):
        post = await discord.forum_post(forum, ann, WHERE, "We use S3.")
        await answered(discord, post)
        await discord.say(post, ann, BACKUP)
        await answered(discord, post, count=2)
        await discord.say(post, ben, "Thanks both")
        await silence(discord, post, messages=2)


class TestRules:
    @pytest.fixture
    def variables(self, variables, faq):
        rules = f'[discord]\nworkspaces = ["{faq.guild.id}", "dm"]\n[default]\naudience = "public"\n'
        Path(variables["FOOTNOTE_CONFIG"]).write_text(rules)
        return variables

    async def test_public_audience_holds_for_a_community(self, bot, discord, faq, ann):
        asked = await discord.slash(faq, ann, "ask", question=WHERE)
        assert "object storage" not in (await responded(discord, asked)).text

    async def test_server_that_is_not_allowed_is_refused_privately(self, bot, discord, ann):
        other = discord.add_channel(discord.add_guild("strangers", ann))
        await discord.slash(other, ann, "ask", question=BACKUP)
        await whispered(discord, other, ann, "not set up to answer here")
        assert finished(discord, other) == []
