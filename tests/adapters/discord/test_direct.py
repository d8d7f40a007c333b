"""Direct messages need no mention, and only members may read what is not public."""

from __future__ import annotations

from tests.adapters.conftest import BACKUP, WHERE
from tests.adapters.discord.watching import answered, responded, said


async def test_direct_message_is_answered(bot, discord, faq, ann):
    await discord.dm(ann, WHERE)
    (answer,) = await answered(discord, discord.private(ann))
    assert "object storage" in answer.text


async def test_follow_up_knows_what_was_said_before(bot, discord, faq, ann, llm):
    await discord.dm(ann, WHERE)
    await answered(discord, discord.private(ann))
    await discord.dm(ann, "And how do I make a backup of it?")
    await answered(discord, discord.private(ann), count=2)
    assert WHERE in str(llm.requests[-1].body)


async def test_stranger_reads_only_public_pages(bot, discord, faq):
    eve = discord.add_user("eve")
    await discord.dm(eve, WHERE)
    await answered(discord, discord.private(eve))
    await discord.dm(eve, BACKUP)
    first, second = await answered(discord, discord.private(eve), count=2)
    assert "object storage" not in first.text
    assert "backup tool" in second.text


async def test_sticker_alone_gets_a_short_help(bot, discord, faq, ann):
    await discord.dm(ann, "", stickers=["wave"])
    await said(discord, discord.private(ann), "Ask me something")


async def test_app_of_a_user_answers_where_the_bot_is_not(bot, discord, faq, ann):
    ann.has_app = True
    elsewhere = discord.add_channel(discord.add_guild("elsewhere", ann, installed=False))
    asked = await discord.slash(elsewhere, ann, "ask", question=WHERE)
    answer = await responded(discord, asked)
    assert "object storage" in answer.text  # she is a member of a server that has the bot
