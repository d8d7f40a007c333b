"""footnote.toml in a running bot: who may ask, budgets, and a new reading on SIGHUP."""

from __future__ import annotations

import asyncio
import os
import signal
from pathlib import Path

import pytest

from rag_core.types import Origin
from tests.adapters.slack.conftest import BACKUP, WHERE
from tests.adapters.slack.test_command import shown
from tests.adapters.slack.watching import answered, silence


@pytest.fixture
def rules(variables) -> Path:
    return Path(variables["FOOTNOTE_CONFIG"])


async def test_a_blocked_person_is_refused_alone(slack, start, rules, ana, faq):
    rules.write_text(f'[slack]\nblocked_users = ["{ana}"]\n')
    async with start():
        ts = await slack.mention(faq, ana, WHERE, copies=2)
        await shown(slack, faq, ana, "not allowed to answer you")
        await silence(slack, faq, ts)
    assert len(slack.whispers(faq, ana)) == 1


async def test_a_refusal_that_nobody_can_be_told_is_done_with(slack, start, rules, ana, faq):
    rules.write_text(f'[slack]\nblocked_users = ["{ana}"]\n')
    for method in ("chat.postEphemeral", "chat.postMessage"):
        slack.fail(method, times=None, error="restricted_action")
    async with start() as bot:
        ts = await slack.mention(faq, ana, WHERE)
        place = Origin(platform="slack", workspace=slack.workspace.team, channel=faq, message=ts)
        async with asyncio.timeout(10.0):
            while not ((record := await bot.worker.journal.find(place)) and record.closed):
                await asyncio.sleep(0.05)


async def test_budgets_are_kept(slack, start, rules, ana, ben, faq):
    rules.write_text("[budgets]\nquestions_per_person_hour = 1\n")
    async with start():
        first = await slack.mention(faq, ana, WHERE)
        await answered(slack, faq, first)
        await slack.mention(faq, ana, BACKUP)
        await shown(slack, faq, ana, "asked a lot")
        other = await slack.mention(faq, ben, BACKUP)
        await answered(slack, faq, other)


async def test_spent_tokens_lead_to_excerpts(slack, llm, start, rules, ana, faq):
    rules.write_text("[budgets]\ntokens_per_day = 1\n")
    async with start():
        first = await slack.mention(faq, ana, WHERE)
        await answered(slack, faq, first)
        second = await slack.mention(faq, ana, BACKUP)
        await answered(slack, faq, second)
    assert len(llm.requests) == 1


async def test_new_rules_hold_after_a_hangup_and_wrong_ones_do_not(slack, start, rules, ana, faq):
    async with start():
        rules.write_text(f'[slack]\nblocked_channels = ["{faq}"]\n')
        os.kill(os.getpid(), signal.SIGHUP)
        ts = await slack.mention(faq, ana, WHERE)
        await shown(slack, faq, ana, "not set up to answer here")
        rules.write_text("[slack]\nblocked_channels = 3\n")
        os.kill(os.getpid(), signal.SIGHUP)
        await slack.mention(faq, ana, BACKUP)
        await slack.until(lambda: len(slack.whispers(faq, ana)) == 2, 20.0)
        await silence(slack, faq, ts)
