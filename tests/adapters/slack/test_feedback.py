"""The buttons below an answer: votes, why, a person."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from adapters.slack import render, views
from rag_core.types import Origin
from tests.adapters.slack.conftest import WHERE
from tests.adapters.slack.processes import Process
from tests.adapters.slack.test_command import shown
from tests.adapters.slack.test_restart import START, connected
from tests.adapters.slack.watching import answered, said, silence


@pytest.fixture
def record(slack, bot, faq):
    """Look a question up in the journal."""

    async def find(ts):
        origin = Origin(platform="slack", workspace=slack.workspace.team, channel=faq, message=ts)
        return await bot.worker.journal.find(origin)

    return find


async def eventually(look, timeout=10.0):
    async with asyncio.timeout(timeout):
        while not (found := await look()):
            await asyncio.sleep(0.05)
        return found


async def test_a_vote_is_kept_with_its_question(slack, bot, ana, ben, faq, record):
    ts = await slack.mention(faq, ana, WHERE)
    (answer,) = await answered(slack, faq, ts)
    await slack.press(faq, answer.ts, render.FEEDBACK, ben, "positive")
    await shown(slack, faq, ben, "Thanks")
    (vote,) = (await record(ts)).feedback
    assert (vote.person, vote.vote) == (ben, "up")


async def test_a_thumb_down_asks_what_was_wrong_and_the_vote_can_be_changed(slack, bot, ana, faq, record):
    ts = await slack.mention(faq, ana, WHERE)
    (answer,) = await answered(slack, faq, ts)
    await slack.press(faq, answer.ts, render.FEEDBACK, ana, "negative")
    await slack.until(lambda: slack.view(ana), 10.0)
    await slack.submit_view(ana, {views.REASON: "outdated", views.DETAILS: "It moved."})
    await eventually(lambda: _with_text(record, ts))
    (vote,) = (await record(ts)).feedback
    assert (vote.vote, vote.reason, vote.text) == ("down", "outdated", "It moved.")
    await slack.press(faq, answer.ts, render.FEEDBACK, ana, "positive")
    await shown(slack, faq, ana, "Thanks")
    assert [vote.vote for vote in (await record(ts)).feedback] == ["up"]


async def _with_text(record, ts):
    return any(vote.text for vote in (await record(ts)).feedback)


async def test_why_shows_sections_scores_and_id_to_the_asker(slack, bot, ana, faq, record):
    ts = await slack.mention(faq, ana, WHERE)
    (answer,) = await answered(slack, faq, ts)
    await slack.press(faq, answer.ts, render.WHY, ana)
    view = await slack.until(lambda: slack.view(ana), 10.0)
    text = str(view.view["blocks"])
    assert "Storage &gt; Where is data kept?" in text
    assert "fake-model" in text
    assert (await record(ts)).claim.id in text


async def test_why_is_not_for_others(slack, bot, ana, ben, faq):
    ts = await slack.mention(faq, ana, WHERE)
    (answer,) = await answered(slack, faq, ts)
    await slack.press(faq, answer.ts, render.WHY, ben)
    await shown(slack, faq, ben, "Only who asked")
    assert slack.view(ben) is None


async def test_a_person_is_called_once(slack, start, ana, faq, tmp_path: Path):
    group = slack.add_usergroup("oncall")
    (tmp_path / "footnote.toml").write_text(f'[default]\ncall = "{group}"\n')
    async with start():
        ts = await slack.mention(faq, ana, WHERE)
        (answer,) = await answered(slack, faq, ts)
        assert answer.pings == ()
        await slack.press(faq, answer.ts, render.CALL, ana)
        call = await said(slack, faq, ts, "would like a person")
        await slack.press(faq, answer.ts, render.CALL, ana)
        await shown(slack, faq, ana, "asked for a person already")
    assert call.pings == (group, ana)
    assert "Storage > Where is data kept?" in call.text
    assert len(slack.answers(faq, ts)) == 2


async def test_a_call_that_could_not_be_posted_can_be_made_again(slack, start, ana, faq, tmp_path: Path):
    group = slack.add_usergroup("oncall")
    (tmp_path / "footnote.toml").write_text(f'[default]\ncall = "{group}"\n')
    async with start():
        ts = await slack.mention(faq, ana, WHERE)
        (answer,) = await answered(slack, faq, ts)
        slack.fail("chat.postMessage", error="restricted_action")
        await slack.press(faq, answer.ts, render.CALL, ana)
        await shown(slack, faq, ana, "Something went wrong")
        await slack.press(faq, answer.ts, render.CALL, ana)
        await said(slack, faq, ts, "would like a person")


async def test_a_call_that_may_have_been_posted_is_looked_for_first(slack, start, ana, faq, tmp_path: Path):
    (tmp_path / "footnote.toml").write_text(f'[default]\ncall = "{slack.add_usergroup("oncall")}"\n')
    async with start():
        ts = await slack.mention(faq, ana, WHERE)
        (answer,) = await answered(slack, faq, ts)
        slack.fail("chat.postMessage", cut="after")
        unread = slack.fail("conversations.replies", times=None, status=503)
        await slack.press(faq, answer.ts, render.CALL, ana)
        await shown(slack, faq, ana, "Something went wrong")
        unread.left = 0
        await slack.press(faq, answer.ts, render.CALL, ana)
        await silence(slack, faq, ts, messages=2, seconds=1.5)
        await slack.press(faq, answer.ts, render.CALL, ana)
        await shown(slack, faq, ana, "asked for a person already")


@pytest.mark.parametrize("moment", ["before", "after"])
async def test_a_kill_while_a_person_is_called_leaves_one_call(slack, variables, ana, faq, tmp_path: Path, moment):
    (tmp_path / "footnote.toml").write_text(f'[default]\ncall = "{slack.add_usergroup("oncall")}"\n')
    async with Process(variables, tmp_path) as doomed:
        await connected(slack)
        ts = await slack.mention(faq, ana, WHERE)
        (answer,) = await answered(slack, faq, ts, timeout=START)
        gate = slack.hold("chat.postMessage", moment)
        pressing = asyncio.create_task(slack.press(faq, answer.ts, render.CALL, ana))
        await gate.reached(START)
        await doomed.kill()
    gate.release()
    await pressing
    async with Process(variables, tmp_path):
        await connected(slack)
        await said(slack, faq, ts, "would like a person", timeout=START)
        await silence(slack, faq, ts, messages=2)
        await slack.press(faq, answer.ts, render.CALL, ana)
        await shown(slack, faq, ana, "asked for a person already")
    assert len(slack.answers(faq, ts)) == 2
