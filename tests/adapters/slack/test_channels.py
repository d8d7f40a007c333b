"""Channels where nobody mentions the bot: each mode, people who are first, bursts, drafts, earlier threads."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from adapters.slack import render
from tests.adapters.slack.conftest import BACKUP, WHERE
from tests.adapters.slack.processes import Process
from tests.adapters.slack.test_restart import START, connected
from tests.adapters.slack.watching import answered, said, silence
from tests.fakes.llm_server import speak

NOWHERE = "How do I enable two-factor login for the billing portal?"  # no page covers it


async def test_a_question_to_nobody_is_answered_in_its_thread(slack, start, rules, ana, faq, desk):
    rules("answer")
    async with start():
        ts = await slack.say(faq, ana, WHERE, copies=2)
        (answer,) = await answered(slack, faq, ts)
        assert "object storage" in answer.text
    assert slack.answers(faq) == ()
    assert slack.answers(desk) == ()


@pytest.mark.parametrize(
    "talk", ["Good morning everybody!", "Thanks, that helped a lot", "We deploy v2.4 tonight at 8 pm.", "lunch anyone?"]
)
async def test_talk_is_left_alone(slack, start, rules, ana, faq, desk, talk):
    rules("answer")
    async with start():
        ts = await slack.say(faq, ana, talk)
        await silence(slack, faq, ts, seconds=1.0)
    assert slack.answers(desk) == ()


async def test_what_the_docs_do_not_cover_goes_to_the_maintainers(slack, start, rules, ana, faq, desk):
    rules("answer")
    async with start():
        ts = await slack.say(faq, ana, NOWHERE)
        card = await said(slack, desk, "", "two-factor")
        assert f"/archives/{faq}/p{ts.replace('.', '')}" in card.text
        await silence(slack, faq, ts)


async def test_a_channel_may_want_to_hear_that_nothing_is_covered(slack, start, rules, ana, faq):
    rules("answer", 'burst = "0s"', "say_not_covered = true")
    async with start():
        ts = await slack.say(faq, ana, NOWHERE)
        await answered(slack, faq, ts)


async def test_a_burst_is_one_question(slack, llm, start, rules, ana, ben, faq):
    rules("answer", 'burst = "1s"')
    async with start():
        ts = await slack.say(faq, ana, "Hello everybody")
        await slack.say(faq, ana, "I have a question about storage")
        other = await slack.say(faq, ben, BACKUP)
        await slack.say(faq, ana, WHERE)
        (answer,) = await answered(slack, faq, ts)
        await answered(slack, faq, other)
    assert "object storage" in answer.text
    assert len(llm.requests) == 2


async def test_people_are_first_when_they_are(slack, llm, start, rules, ana, ben, faq):
    rules("assist", 'human_first = "2s"', 'burst = "0s"')
    async with start():
        helped = await slack.say(faq, ana, WHERE)
        await slack.say(faq, ben, "In S3, see the storage page.", thread=helped)
        alone = await slack.say(faq, ben, BACKUP)
        await silence(slack, faq, alone, seconds=0.5)
        await answered(slack, faq, alone)
        await silence(slack, faq, helped)
    assert len(llm.requests) == 1


async def test_outside_of_working_hours_nobody_is_waited_for(slack, start, rules, ana, faq):
    never = 'working_hours = "Mon 00:00-00:01 Pacific/Kiritimati"'
    rules("assist", 'human_first = "1h"', 'burst = "0s"', never)
    async with start():
        ts = await slack.say(faq, ana, WHERE)
        await answered(slack, faq, ts)


async def test_a_person_who_answers_while_the_model_writes_is_first(slack, llm, start, rules, ana, ben, faq):
    rules("answer")
    llm.then(speak("Data is kept in object storage [1].", first_delay=1.5))
    async with start():
        ts = await slack.say(faq, ana, WHERE)
        await slack.until(lambda: llm.requests, 20.0)
        await slack.say(faq, ben, "In S3.", thread=ts)
        await silence(slack, faq, ts, seconds=2.5)


async def test_a_draft_is_posted_when_a_maintainer_says_so(slack, start, rules, ana, ben, faq, desk):
    rules("draft")
    async with start():
        ts = await slack.say(faq, ana, WHERE)
        card = await said(slack, desk, "", "object storage")
        await silence(slack, faq, ts)
        await asyncio.gather(*(slack.press(desk, card.ts, f"{render.CARD}post", ben) for _ in range(3)))
        (answer,) = await answered(slack, faq, ts)
        assert "Storage > Where is data kept?" in answer.text
        await said(slack, desk, "", "Posted")
    assert len(slack.answers(desk)) == 1


async def test_a_draft_can_be_edited_first(slack, start, rules, ana, ben, faq, desk):
    rules("draft")
    async with start():
        ts = await slack.say(faq, ana, WHERE)
        card = await said(slack, desk, "", "object storage")
        await slack.press(desk, card.ts, f"{render.CARD}edit", ben)
        await slack.until(lambda: slack.view(ben), 10.0)
        await slack.submit_view(ben, {"text": "In the bucket named `data` [1]."})
        (answer,) = await answered(slack, faq, ts)
    assert "bucket named" in answer.text
    assert "Storage > Where is data kept?" in answer.text


async def test_a_dismissed_draft_is_seen_by_nobody(slack, start, rules, ana, ben, faq, desk):
    rules("draft")
    async with start():
        ts = await slack.say(faq, ana, WHERE)
        card = await said(slack, desk, "", "object storage")
        await slack.press(desk, card.ts, f"{render.CARD}drop", ben)
        await said(slack, desk, "", "Dismissed")
        await silence(slack, faq, ts)


async def test_a_deleted_question_takes_its_card_and_its_posted_draft_along(slack, start, rules, ana, ben, faq, desk):
    rules("draft")
    async with start():
        ts = await slack.say(faq, ana, WHERE)
        card = await said(slack, desk, "", "object storage")
        await slack.press(desk, card.ts, f"{render.CARD}post", ben)
        await answered(slack, faq, ts)
        await said(slack, desk, "", "Posted")
        await slack.delete(faq, ts)
        await slack.until(lambda: not slack.answers(desk) and not slack.answers(faq, ts), 20.0)


async def test_an_earlier_thread_with_the_same_question_is_linked(slack, start, rules, ana, ben, faq):
    rules("answer")
    async with start():
        first = await slack.say(faq, ana, WHERE)
        (answer,) = await answered(slack, faq, first)
        assert "asked before" not in answer.text
        second = await slack.say(faq, ben, "Where is the data kept?")
        (answer,) = await answered(slack, faq, second)
    assert f"/archives/{faq}/p{first.replace('.', '')}" in answer.text


async def test_a_check_mark_by_the_asker_marks_the_thread_as_resolved(slack, start, rules, ana, ben, faq):
    from rag_core.types import Origin

    rules("assist", 'human_first = "1h"')
    async with start() as bot:
        ts = await slack.mention(faq, ana, WHERE)
        await answered(slack, faq, ts)
        place = Origin(platform="slack", workspace=slack.workspace.team, channel=faq, message=ts)
        await slack.react(faq, ben, ts, "white_check_mark")
        await asyncio.sleep(0.5)
        assert (await bot.worker.journal.thread(place)).resolved_by == ""
        await slack.react(faq, ana, ts, "white_check_mark")
        async with asyncio.timeout(10.0):
            while (await bot.worker.journal.thread(place)).resolved_by != ana:
                await asyncio.sleep(0.05)


async def test_a_question_waits_through_a_restart(slack, start, rules, ana, faq):
    rules("assist", 'human_first = "3s"', 'burst = "0s"')
    async with start():
        ts = await slack.say(faq, ana, WHERE)
        await asyncio.sleep(0.5)
    async with start():
        await answered(slack, faq, ts)


async def test_a_kill_while_the_model_writes_leaves_one_answer(slack, llm, variables, rules, ana, faq, tmp_path):
    rules("answer")
    llm.then(speak("Data is kept in object storage [1].", first_delay=30.0))
    async with Process(variables, tmp_path) as doomed:
        await connected(slack)
        ts = await slack.say(faq, ana, WHERE)
        await slack.until(lambda: llm.requests, START)
        await doomed.kill()
    async with Process(variables, tmp_path):
        await answered(slack, faq, ts, timeout=START)
    assert len(slack.answers(faq, ts)) == 1


async def test_a_deleted_question_is_not_answered(slack, llm, start, rules, ana, faq):
    rules("answer", 'burst = "1s"')
    async with start():
        ts = await slack.say(faq, ana, WHERE)
        await asyncio.sleep(0.3)
        await slack.delete(faq, ts)
        await asyncio.sleep(1.5)
    assert llm.requests == []


async def test_a_question_posted_while_nobody_listened_is_picked_up(slack, start, rules, ana, faq):
    rules("answer")
    ts = await slack.say(faq, ana, WHERE, age=60)
    async with start():
        await answered(slack, faq, ts)


async def test_once_a_week_the_maintainers_are_told_what_the_docs_lack(slack, start, variables, rules, ana, faq, desk):
    rules("answer")
    async with start():
        await slack.say(faq, ana, NOWHERE)
        await said(slack, desk, "", "two-factor")
    file = Path(variables["FOOTNOTE_CONFIG"])
    an_hour_ago = datetime.now(UTC) - timedelta(hours=1)
    weekly = file.read_text(encoding="utf-8").replace("never", f"{an_hour_ago:%a %H:%M}")
    file.write_text(weekly, encoding="utf-8")
    for _ in range(2):
        async with start():
            await said(slack, desk, "", "What the docs lack")
            await asyncio.sleep(0.3)
    assert sum("What the docs lack" in one.text for one in slack.answers(desk)) == 1
