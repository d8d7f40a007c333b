"""`/ask` is acknowledged at once and answered in its own response."""

from __future__ import annotations

from pathlib import Path

from tests.adapters.conftest import BACKUP, WHERE
from tests.adapters.discord.watching import responded, whispered


async def test_command_is_answered_in_its_response(bot, discord, faq, ann):
    asked = await discord.slash(faq, ann, "ask", question=WHERE)
    answer = await responded(discord, asked)
    assert asked.seconds < 1
    assert "object storage" in answer.text
    assert not answer.ephemeral
    assert len(discord.answers(faq)) == 1


async def test_private_answer_is_seen_by_its_asker_alone_and_can_be_shared(bot, discord, faq, ann):
    asked = await discord.slash(faq, ann, "ask", question=WHERE, private=True)
    answer = await responded(discord, asked)
    assert answer.ephemeral
    assert discord.visible(faq) == ()
    await discord.press("Share", asked.response, ann)
    await whispered(discord, faq, ann, "Shared")
    (shared,) = discord.answers(faq)
    assert shared.text == answer.text
    await discord.press("Share", asked.response, ann)
    await whispered(discord, faq, ann, "already")
    assert len(discord.answers(faq)) == 1


async def test_headings_complete_the_question(bot, discord, faq, ann):
    offered = await discord.autocomplete(faq, ann, "ask", question="data kept")
    assert offered == ((WHERE, WHERE),)


async def test_menu_answers_a_message_once(bot, discord, faq, ann, ben):
    message = await discord.say(faq, ben, WHERE)
    answer = await responded(discord, await discord.context_menu(message, ann, "Answer this"))
    assert "object storage" in answer.text
    await discord.context_menu(message, ann, "Answer this")
    await whispered(discord, faq, ann, "already")
    assert len(discord.answers(faq)) == 1


async def test_headings_of_internal_pages_complete_nothing_in_threads_of_a_public_channel(
    discord, start, variables, faq, ann
):
    lines = ("[[channel]]", 'platform = "discord"', f'id = "{faq.id}"', 'audience = "public"')
    Path(variables["FOOTNOTE_CONFIG"]).write_text("\n".join(lines), encoding="utf-8")
    async with start():
        thread = await discord.open_thread(await discord.say(faq, ann, "hi"), ann, "talk")
        assert await discord.autocomplete(thread, ann, "ask", question="data kept") == ()
        assert await discord.autocomplete(thread, ann, "ask", question="make a backup") == ((BACKUP, BACKUP),)


async def test_headings_complete_nothing_where_a_question_would_be_refused(discord, start, variables, faq, ann):
    Path(variables["FOOTNOTE_CONFIG"]).write_text(f'[discord]\nworkspaces = ["{faq.guild.id}"]\n', encoding="utf-8")
    elsewhere = discord.add_channel(discord.add_guild("strangers", ann), "general")
    async with start():
        assert await discord.autocomplete(elsewhere, ann, "ask", question="backup") == ()
        assert await discord.autocomplete(faq, ann, "ask", question="data kept") == ((WHERE, WHERE),)


async def test_headings_of_public_pages_complete_the_question_in_a_direct_message(bot, discord, ann):
    direct = discord.private(ann)
    assert await discord.autocomplete(direct, ann, "ask", question="make a backup") == ((BACKUP, BACKUP),)
    assert await discord.autocomplete(direct, ann, "ask", question="data kept") == ()
