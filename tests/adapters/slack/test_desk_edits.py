"""What lies before the maintainers follows its question when that is edited; nothing is answered twice by it."""

from __future__ import annotations

import pytest

from adapters.slack import render
from rag_core.types import Origin
from tests.adapters.slack.conftest import BACKUP, WHERE
from tests.adapters.slack.test_channels import NOWHERE
from tests.adapters.slack.test_command import shown
from tests.adapters.slack.test_desk import draft
from tests.adapters.slack.test_entries import offered
from tests.adapters.slack.watching import answered, said, silence


async def test_a_drafted_question_that_becomes_one_to_the_bot_is_answered_once(
    slack, start, rules, ana, ben, faq, desk
):
    rules("draft")
    async with start():
        ts = await slack.say(faq, ana, WHERE)
        await draft(slack, desk)
        await slack.edit(faq, ts, f"<@{slack.workspace.bot_user}> {BACKUP}")
        await answered(slack, faq, ts)
        card = await said(slack, desk, "", "Dismissed")
        assert card.buttons == ()


async def test_the_draft_for_a_question_that_is_none_any_more_goes(slack, start, rules, ana, faq, desk):
    rules("draft")
    async with start():
        ts = await slack.say(faq, ana, WHERE)
        await draft(slack, desk)
        await slack.edit(faq, ts, ":wave:")
        await said(slack, desk, "", "Dismissed")
        await silence(slack, faq, ts)


async def test_the_draft_for_a_question_that_may_not_be_asked_any_more_goes(slack, start, rules, ana, faq, desk):
    rules("draft", 'burst = "0s"', "[budgets]", "questions_per_person_hour = 1")
    async with start():
        ts = await slack.say(faq, ana, WHERE)
        await draft(slack, desk)
        await slack.edit(faq, ts, BACKUP)
        await said(slack, desk, "", "Dismissed")
        await silence(slack, faq, ts)


@pytest.mark.parametrize("addressed", [True, False])
async def test_a_posted_draft_stays_the_only_answer_when_its_question_is_edited(
    slack, start, rules, ana, ben, faq, desk, addressed
):
    rules("draft")
    async with start():
        ts = await slack.say(faq, ana, WHERE)
        card = await draft(slack, desk)
        await slack.press(desk, card.ts, f"{render.CARD}post", ben)
        await answered(slack, faq, ts)
        await said(slack, desk, "", "Posted")
        await slack.edit(faq, ts, f"<@{slack.workspace.bot_user}> {BACKUP}" if addressed else BACKUP)
        if addressed:
            await shown(slack, faq, ana, "answered this message already")
        await silence(slack, faq, ts, messages=1, seconds=1.5)
        assert "object storage" in (await said(slack, desk, "", "Posted")).text
    assert len(slack.whispers(faq, ana)) == addressed


async def test_the_draft_for_a_question_that_a_person_has_answered_goes_with_its_edit(
    slack, start, rules, ana, ben, faq, desk
):
    rules("draft")
    async with start():
        ts = await slack.say(faq, ana, WHERE)
        await draft(slack, desk)
        await slack.say(faq, ben, "In S3.", thread=ts)
        await slack.edit(faq, ts, BACKUP)
        await said(slack, desk, "", "Dismissed")
        await silence(slack, faq, ts)


async def test_what_a_person_has_answered_can_become_an_entry_though_its_question_is_edited(
    slack, start, rules, ana, ben, faq, desk
):
    rules("answer")
    async with start():
        ts = await slack.say(faq, ana, NOWHERE)
        await said(slack, desk, "", "two-factor")
        await slack.say(faq, ben, "Open the portal, choose Security.", thread=ts)
        card = await offered(slack, desk)
        await slack.edit(faq, ts, f"{NOWHERE} Please!")
        await silence(slack, faq, ts, seconds=1.5)
        await slack.press(desk, card.ts, f"{render.CARD}make", ben)
        await slack.until(lambda: any(f"{render.CARD}approve" in one.buttons for one in slack.answers(desk)), 20.0)


async def test_a_draft_is_not_posted_below_the_answer_that_its_question_has(slack, start, rules, ana, ben, faq, desk):
    rules("draft")
    async with start() as bot:
        ts = await slack.mention(faq, ana, WHERE)
        await answered(slack, faq, ts)
        journal, board = bot.worker.journal, bot.maintainers.board
        asked = await journal.find(Origin(platform="slack", workspace=slack.workspace.team, channel=faq, message=ts))
        (platform,) = bot.maintainers._platforms.values()
        await journal.deal("draft", asked.claim.id, "slack", "open")  # as an answer in work when the edit came does
        await board.show("draft", asked.claim.id, platform)
        card = await draft(slack, desk)
        await slack.press(desk, card.ts, f"{render.CARD}post", ben)
        await said(slack, desk, "", "Dismissed")
        await silence(slack, faq, ts, messages=1)
