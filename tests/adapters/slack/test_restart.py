"""Killed at any point and started again: one outcome for every question."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.adapters.slack.conftest import BACKUP, WHERE
from tests.adapters.slack.processes import Process
from tests.adapters.slack.test_stream import LONG
from tests.adapters.slack.watching import answered, said
from tests.fakes.llm_server import speak

START = 40.0  # seconds that a start may take on a busy machine


@pytest.fixture
def process(variables: dict[str, str], tmp_path: Path) -> Callable[[], Process]:
    return lambda: Process(variables, tmp_path)


async def connected(slack):
    await slack.until(lambda: slack.hub.live, START)


@pytest.mark.parametrize("held", ["assistant.threads.setStatus", "chat.startStream", "chat.update"])
async def test_a_kill_leaves_one_answer_after_the_restart(slack, llm, process, ana, faq, held):
    """Each is killed when Slack has done what was asked and the process has not heard of it."""
    llm.then(speak(LONG, tokens_per_second=200))
    gate = slack.hold(held, "after")
    async with process() as doomed:
        await connected(slack)
        ts = await slack.mention(faq, ana, WHERE)
        await gate.reached(START)
        await doomed.kill()
    gate.release()
    async with process():
        (answer,) = await answered(slack, faq, ts, timeout=START)
    assert slack.answers(faq, ts) == (answer,)


async def test_a_question_asked_while_nobody_listened_is_picked_up(slack, start, ana, faq):
    root = await slack.say(faq, ana, "Hello", age=3_000)
    ts = await slack.mention(faq, ana, WHERE, age=60)
    in_thread = await slack.mention(faq, ana, BACKUP, thread=root, age=50)
    old = await slack.mention(faq, ana, BACKUP, age=700)
    direct = await slack.dm(ana, BACKUP, age=30)
    async with start():
        await answered(slack, faq, ts)
        await answered(slack, faq, root)
        await answered(slack, slack.im(ana), direct)
    assert slack.answers(faq, old) == ()
    assert in_thread > root


async def test_what_was_answered_is_not_picked_up_again(slack, llm, start, ana, faq):
    async with start():
        ts = await slack.mention(faq, ana, WHERE)
        await answered(slack, faq, ts)
    async with start():
        await answered(slack, faq, ts)
    assert len(llm.requests) == 1


async def test_a_question_left_open_for_too_long_gets_an_apology(slack, llm, start, ana, faq, tmp_path):
    llm.then(speak(first_delay=30))
    async with start(drain_seconds=0.1):
        ts = await slack.mention(faq, ana, WHERE)
        await slack.until(lambda: llm.requests, 20.0)
    with sqlite3.connect(tmp_path / "journal.db") as journal:
        journal.execute("update questions set opened_at = datetime(opened_at, '-11 minutes')")
    async with start():
        await said(slack, faq, ts, "I was interrupted")
    assert len(slack.answers(faq, ts)) == 1


async def test_told_to_stop_it_finishes_what_is_in_work_and_exits_with_0(slack, llm, process, ana, faq):
    llm.then(speak(LONG, tokens_per_second=200))
    async with process() as bot:
        await connected(slack)
        ts = await slack.mention(faq, ana, WHERE)
        await slack.until(lambda: llm.requests, START)
        assert await bot.stop() == 0
    await answered(slack, faq, ts)


async def test_what_cannot_be_finished_in_time_is_handed_to_the_next_start(slack, llm, start, ana, faq):
    llm.then(speak(first_delay=30))
    async with start(drain_seconds=0.1):
        ts = await slack.mention(faq, ana, WHERE)
        await slack.until(lambda: llm.requests, 20.0)
    async with start():
        await answered(slack, faq, ts)
    assert len(slack.answers(faq, ts)) == 1
