"""An edited question is answered anew, in the reply that stands there."""

from __future__ import annotations

from pathlib import Path

from tests.adapters.slack.conftest import BACKUP, WHERE
from tests.adapters.slack.test_command import shown
from tests.adapters.slack.watching import answered, finished, said, silence
from tests.fakes.llm_server import speak


async def test_the_same_reply_is_redone(slack, bot, ana, faq):
    ts = await slack.mention(faq, ana, WHERE)
    (before,) = await answered(slack, faq, ts)
    await slack.edit(faq, ts, f"<@{slack.workspace.bot_user}> {BACKUP}")
    await slack.until(lambda: "backup tool" in finished(slack, faq, ts)[0].text, 20.0)
    (after,) = await answered(slack, faq, ts)
    assert after.ts == before.ts
    assert slack.status(faq, ts) == ""


async def test_a_link_preview_changes_nothing(slack, llm, bot, ana, faq):
    ts = await slack.mention(faq, ana, WHERE)
    await answered(slack, faq, ts)
    await slack.preview(faq, ts, "https://docs.example/storage.html")
    await answered(slack, faq, ts)
    assert len(llm.requests) == 1


async def test_an_edit_in_the_middle_of_the_answer_leaves_only_the_new_one(slack, llm, bot, ana, faq):
    llm.then(speak("Data is kept in object storage [1]. " + "It is kept there [1]. " * 60, tokens_per_second=100))
    ts = await slack.mention(faq, ana, WHERE)
    await slack.until(lambda: slack.answers(faq, ts), 20.0)
    await slack.edit(faq, ts, f"<@{slack.workspace.bot_user}> {BACKUP}")
    await slack.until(lambda: any("backup tool" in one.text for one in finished(slack, faq, ts)), 20.0)
    (answer,) = await answered(slack, faq, ts)
    assert len(slack.answers(faq, ts)) == 1
    assert "object storage" not in answer.text


async def test_a_question_edited_away_leaves_a_short_help(slack, bot, ana, faq):
    ts = await slack.mention(faq, ana, WHERE)
    await answered(slack, faq, ts)
    await slack.edit(faq, ts, f"<@{slack.workspace.bot_user}>")
    await said(slack, faq, ts, "Ask me something")
    assert len(slack.answers(faq, ts)) == 1


async def test_a_mention_that_comes_with_an_edit_is_answered(slack, bot, ana, faq):
    ts = await slack.say(faq, ana, WHERE)
    await silence(slack, faq, ts)
    await slack.edit(faq, ts, f"<@{slack.workspace.bot_user}> {WHERE}")
    await answered(slack, faq, ts)


async def test_an_edit_of_what_was_never_a_question_is_ignored(slack, bot, ana, faq):
    ts = await slack.say(faq, ana, "Good morning")
    await slack.edit(faq, ts, "Good morning all")
    await silence(slack, faq, ts)


async def test_an_edit_does_not_get_around_a_refusal(slack, llm, variables, start, ana, faq):
    Path(variables["FOOTNOTE_CONFIG"]).write_text(f'[slack]\nblocked_users = ["{ana}"]\n')
    async with start():
        ts = await slack.mention(faq, ana, WHERE)
        await slack.until(lambda: len(slack.whispers(faq, ana)) == 1, 20.0)
        await slack.edit(faq, ts, f"<@{slack.workspace.bot_user}> {BACKUP}")
        await slack.until(lambda: len(slack.whispers(faq, ana)) == 2, 20.0)
        await silence(slack, faq, ts)
    assert all("not allowed to answer you" in one.text for one in slack.whispers(faq, ana))
    assert llm.requests == []


async def test_an_edit_counts_as_a_question(slack, llm, variables, start, ana, faq):
    Path(variables["FOOTNOTE_CONFIG"]).write_text("[budgets]\nquestions_per_person_hour = 2\n")
    async with start():
        ts = await slack.mention(faq, ana, WHERE)
        await answered(slack, faq, ts)
        await slack.edit(faq, ts, f"<@{slack.workspace.bot_user}> {BACKUP}")
        (answer,) = [await said(slack, faq, ts, "backup tool")]
        for _ in range(2):  # the second time as a link preview tells of it, or a delivery again
            await slack.edit(faq, ts, f"<@{slack.workspace.bot_user}> {BACKUP} Now!")
        await shown(slack, faq, ana, "asked a lot")
        await silence(slack, faq, ts, messages=1)
        assert slack.answers(faq, ts)[0].ts == answer.ts
    assert len(slack.whispers(faq, ana)) == 1
    assert len(llm.requests) == 2


async def test_a_help_that_becomes_a_question_is_answered_as_one(slack, bot, ana, faq):
    ts = await slack.mention(faq, ana, "")
    await said(slack, faq, ts, "Ask me something")
    await slack.edit(faq, ts, f"<@{slack.workspace.bot_user}> {WHERE}")
    (answer,) = await answered(slack, faq, ts)
    assert "object storage" in answer.text  # on a page for members
    assert len(slack.answers(faq, ts)) == 1


async def test_a_question_edited_into_stop_silences(slack, llm, bot, ana, faq):
    ts = await slack.mention(faq, ana, WHERE)
    await answered(slack, faq, ts)
    await slack.edit(faq, ts, f"<@{slack.workspace.bot_user}> stop")
    await said(slack, faq, ts, "I stay silent")
    await slack.say(faq, ana, "And how large can a collection be?", thread=ts)
    await silence(slack, faq, ts, messages=1)
    assert len(llm.requests) == 1
