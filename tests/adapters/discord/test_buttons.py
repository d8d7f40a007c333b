"""The buttons below an answer work, also after a restart."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.adapters.conftest import WHERE
from tests.adapters.discord.watching import answered, responded, said, thread_of, whispered
from tests.fakes.discord import FakeDiscord


async def ask(discord, faq, ann):
    """A question and its answer in a thread: the thread and the message."""
    thread = await thread_of(discord, await discord.mention(faq, ann, WHERE))
    await answered(discord, thread)
    return thread, discord.messages(thread)[-1]


async def record(handler, answer):
    button = answer.components[0]["components"][0]["custom_id"]
    return await handler.worker.journal.record(button.rpartition(":")[2])


async def test_vote_is_recorded_and_can_be_changed(bot, discord, faq, ann):
    thread, answer = await ask(discord, faq, ann)
    await discord.press("👍", answer, ann)
    await whispered(discord, thread, ann, "Thanks")
    assert [one.vote for one in (await record(bot, answer)).feedback] == ["up"]
    opened = await discord.press("👎", answer, ann)
    await discord.responded(opened)
    await discord.responded(await discord.submit_modal(opened, {"reason": ["outdated"], "details": "S3 is gone."}))
    (vote,) = (await record(bot, answer)).feedback
    assert (vote.vote, vote.reason, vote.text) == ("down", "outdated", "S3 is gone.")


async def test_why_is_told_to_the_asker_alone(bot, discord, faq, ann, ben):
    thread, answer = await ask(discord, faq, ann)
    await discord.press("Why?", answer, ann)
    told = await whispered(discord, thread, ann, "Sections read")
    assert "fake-model" in told.text
    await discord.press("Why?", answer, ben)
    await whispered(discord, thread, ben, "Only who asked")


async def test_buttons_work_after_a_restart(start, discord, faq, ann):
    async with start():
        thread, answer = await ask(discord, faq, ann)
        opened = await discord.press("👎", answer, ann)
        await discord.responded(opened)
    async with start() as handler:
        await discord.responded(await discord.submit_modal(opened, {"reason": ["wrong"]}))
        await discord.press("Why?", answer, ann)
        await whispered(discord, thread, ann, "Sections read")
        assert (await record(handler, answer)).feedback[0].reason == "wrong"


async def test_button_of_somebody_else_is_left_alone(bot, discord, faq, ann):
    asked = await discord.slash(faq, ann, "ask", question=WHERE)
    await responded(discord, asked)
    asked.response.components[0]["components"][0]["custom_id"] = "other:up"
    pressed = await discord.press("other:up", asked.response, ann)
    assert await discord.responded(pressed) == "failed"


class TestAskAPerson:
    @pytest.fixture
    def role(self, discord, faq):
        return discord.add_role(faq.guild, "experts", mentionable=True)

    @pytest.fixture
    def variables(self, variables, role, faq):
        rules = f'[[channel]]\nplatform = "discord"\nid = "{faq.id}"\ncall = "{role.id}"\n'
        Path(variables["FOOTNOTE_CONFIG"]).write_text(rules)
        return variables

    @pytest.fixture
    async def discord(self, openapi):
        async with FakeDiscord(openapi=openapi) as server:
            yield server
            assert server.violations == []

    async def test_role_is_called_once(self, bot, discord, faq, ann, role):
        thread, answer = await ask(discord, faq, ann)
        await discord.press("Ask a person", answer, ann)
        called = await said(discord, thread, "would like a person")
        assert called.pings == (f"role:{role.id}",)
        assert "Where is data kept?" in called.text
        await discord.press("Ask a person", answer, ann)
        await whispered(discord, thread, ann, "already")
        assert len(discord.answers(thread)) == 2


async def test_what_could_not_be_shared_is_told_and_can_be_shared_later(bot, discord, faq, ann):
    asked = await discord.slash(faq, ann, "ask", question=WHERE, private=True)
    await responded(discord, asked)
    refused = discord.fail("POST /channels/{channel_id}/messages", code=50013, times=None)
    await discord.press("Share", asked.response, ann)
    await whispered(discord, faq, ann, "could not post it in this channel")
    assert discord.answers(faq) == ()
    refused.left = 0
    await discord.press("Share", asked.response, ann)
    await whispered(discord, faq, ann, "Shared with")
    assert len(discord.answers(faq)) == 1
