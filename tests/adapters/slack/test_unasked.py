"""Questions to nobody while things move: edits, deletions, follow-ups, failures; none is lost, none answered twice."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from adapters.slack import render
from adapters.slack.manifest import ANSWER_THIS
from rag_core.errors import EmbeddingError
from tests.adapters.conftest import age
from tests.adapters.slack.conftest import BACKUP, WHERE
from tests.adapters.slack.processes import Process
from tests.adapters.slack.test_channels import NOWHERE
from tests.adapters.slack.test_command import shown
from tests.adapters.slack.test_restart import START, connected
from tests.adapters.slack.watching import answered, said, silence
from tests.fakes.llm_server import speak


async def test_an_edit_while_the_model_writes_leaves_one_answer(slack, llm, start, rules, ana, faq):
    rules("answer")
    llm.then(speak("Data is kept in object storage [1].", first_delay=1.5))
    async with start():
        ts = await slack.say(faq, ana, WHERE)
        await slack.until(lambda: llm.requests, 20.0)
        await slack.edit(faq, ts, BACKUP)
        await said(slack, faq, ts, "backup tool")
        await silence(slack, faq, ts, messages=1, seconds=2.0)


async def test_a_deletion_while_the_model_writes_leaves_nothing(slack, llm, start, rules, ana, faq):
    rules("answer")
    llm.then(speak("Data is kept in object storage [1].", first_delay=1.0))
    async with start():
        ts = await slack.say(faq, ana, WHERE)
        await slack.until(lambda: llm.requests, 20.0)
        await slack.delete(faq, ts)
        await asyncio.sleep(2.0)
    assert [call for call in slack.calls if call.method == "chat.postMessage"] == []


@pytest.mark.parametrize(("mode", "question"), [("draft", WHERE), ("answer", NOWHERE)])
async def test_what_its_asker_adds_where_the_bot_kept_silent_is_no_question_to_it(
    slack, start, rules, ana, faq, desk, mode, question
):
    rules(mode)
    async with start():
        ts = await slack.say(faq, ana, question)
        await said(slack, desk, "", question)
        await slack.say(faq, ana, "Can I also restore a single collection?", thread=ts)
        await silence(slack, faq, ts, seconds=1.5)


async def test_once_a_draft_is_posted_its_asker_can_go_on(slack, start, rules, ana, ben, faq, desk):
    rules("draft")
    async with start():
        ts = await slack.say(faq, ana, WHERE)
        card = await said(slack, desk, "", "object storage")
        await slack.press(desk, card.ts, f"{render.CARD}post", ben)
        await answered(slack, faq, ts)
        await slack.say(faq, ana, BACKUP, thread=ts)
        await answered(slack, faq, ts, count=2)


async def test_what_was_answered_in_silence_can_be_chosen(slack, start, rules, ana, ben, faq, desk):
    rules("answer")
    async with start():
        ts = await slack.say(faq, ana, NOWHERE)
        await said(slack, desk, "", "two-factor")
        await slack.shortcut(faq, ben, ts, ANSWER_THIS)
        await answered(slack, faq, ts)
        await slack.shortcut(faq, ana, ts, ANSWER_THIS)
        await shown(slack, faq, ana, "answered this message already")
        await answered(slack, faq, ts)


async def test_a_drafted_question_that_is_chosen_is_answered_once(slack, start, rules, ana, ben, faq, desk):
    rules("draft")
    async with start():
        ts = await slack.say(faq, ana, WHERE)
        await said(slack, desk, "", "object storage")
        await slack.shortcut(faq, ben, ts, ANSWER_THIS)
        await answered(slack, faq, ts)
        card = await said(slack, desk, "", "Dismissed")
        assert card.buttons == ()


async def test_a_posted_draft_is_an_answer_already(slack, start, rules, ana, ben, faq, desk):
    rules("draft")
    async with start():
        ts = await slack.say(faq, ana, WHERE)
        card = await said(slack, desk, "", "object storage")
        await slack.press(desk, card.ts, f"{render.CARD}post", ben)
        await answered(slack, faq, ts)
        await slack.shortcut(faq, ana, ts, ANSWER_THIS)
        await shown(slack, faq, ana, "answered this message already")
        await answered(slack, faq, ts)


async def test_a_question_that_a_person_has_answered_can_be_chosen(slack, start, rules, ana, ben, faq):
    rules("assist", 'human_first = "1h"', 'burst = "0s"')
    async with start():
        ts = await slack.say(faq, ana, WHERE)
        await slack.say(faq, ben, "Ask the storage team.", thread=ts)
        await slack.shortcut(faq, ana, ts, ANSWER_THIS)
        await answered(slack, faq, ts)


async def test_a_refused_choice_does_not_keep_the_bot_from_answering(slack, variables, start, rules, ana, ben, faq):
    rules("assist", 'human_first = "2s"', 'burst = "0s"', "[slack]", f'blocked_users = ["{ben}"]')
    async with start():
        ts = await slack.say(faq, ana, WHERE)
        await slack.shortcut(faq, ben, ts, ANSWER_THIS)
        await shown(slack, faq, ben, "not allowed to answer you")
        await answered(slack, faq, ts)


async def test_a_question_added_while_another_is_looked_at_is_answered_too(slack, start, rules, ana, faq):
    rules("answer")
    gate = slack.hold("conversations.replies")
    async with start():
        first = await slack.say(faq, ana, WHERE)
        await gate.reached()
        second = await slack.say(faq, ana, BACKUP)
        await asyncio.sleep(0.5)
        gate.release()
        await answered(slack, faq, first)
        await answered(slack, faq, second)


async def test_a_question_edited_while_it_is_looked_at_is_answered_as_it_is_now(slack, llm, start, rules, ana, faq):
    rules("answer")
    gate = slack.hold("conversations.replies")
    async with start():
        ts = await slack.say(faq, ana, WHERE)
        await gate.reached()
        await slack.edit(faq, ts, BACKUP)
        await asyncio.sleep(0.5)
        gate.release()
        (answer,) = await answered(slack, faq, ts)
    assert "backup tool" in answer.text


async def test_a_question_deleted_while_it_is_looked_at_is_not_answered(slack, llm, start, rules, ana, faq):
    rules("answer")
    gate = slack.hold("conversations.replies")
    async with start():
        ts = await slack.say(faq, ana, WHERE)
        await gate.reached()
        await slack.delete(faq, ts)
        await asyncio.sleep(0.5)
        gate.release()
        await asyncio.sleep(1.0)
    assert llm.requests == []


async def test_an_edit_in_a_burst_changes_only_its_part_of_the_question(slack, llm, start, rules, ana, faq):
    rules("answer", 'burst = "1s"')
    async with start():
        first = await slack.say(faq, ana, "Hello everybody")
        second = await slack.say(faq, ana, WHERE)
        (answer,) = await answered(slack, faq, first)
        await slack.edit(faq, first, "Hello everybody!")
        await slack.until(lambda: len(llm.requests) == 2, 20.0)
        await answered(slack, faq, first)
        assert WHERE in str(llm.requests[1].body)
        await slack.edit(faq, second, BACKUP)
        again = await said(slack, faq, first, "backup tool")
    assert again.ts == answer.ts
    assert "Hello everybody!" in str(llm.requests[2].body)


async def test_an_edit_in_a_burst_of_paragraphs_changes_only_its_part_too(slack, llm, start, rules, ana, faq):
    rules("answer", 'burst = "1s"')
    async with start():
        first = await slack.say(faq, ana, "Hello everybody.\n\nI am new here.")
        second = await slack.say(faq, ana, f"I have looked around.\n\n{WHERE}")
        await answered(slack, faq, first)
        await slack.edit(faq, second, f"Please help.\n\n{BACKUP}")
        await said(slack, faq, first, "backup tool")
    assert "I am new here." in str(llm.requests[-1].body)


async def test_the_rest_of_a_burst_is_answered_when_its_first_post_is_deleted(slack, start, rules, ana, faq):
    rules("answer", 'burst = "1s"')
    async with start():
        first = await slack.say(faq, ana, "Where is dta kept??")
        second = await slack.say(faq, ana, WHERE)
        await asyncio.sleep(0.3)
        await slack.delete(faq, first)
        await answered(slack, faq, second)


async def test_an_asker_who_cannot_be_looked_up_for_a_while_is_answered_later(slack, start, rules, ana, faq):
    rules("answer")
    slack.fail("users.info", times=5, status=503)
    async with start():
        ts = await slack.say(faq, ana, WHERE)
        await answered(slack, faq, ts)


async def test_an_answer_is_shown_though_earlier_threads_cannot_be_compared(slack, start, rules, ana, ben, faq):
    class Away:
        async def to(self, text, others):
            raise EmbeddingError

    rules("answer")
    async with start() as bot:
        await answered(slack, faq, await slack.say(faq, ben, BACKUP))
        bot._unasked.similar = Away()
        await answered(slack, faq, await slack.say(faq, ana, WHERE))


async def test_a_question_that_could_not_be_worked_on_goes_to_the_maintainers(slack, llm, start, rules, ana, faq, desk):
    rules("answer")
    async with start() as bot:
        bot.worker.line.active, bot.worker.line.waiting = 0, 0
        ts = await slack.say(faq, ana, WHERE)
        await said(slack, desk, "", WHERE)
        await silence(slack, faq, ts)
    assert llm.requests == []


async def test_an_answer_that_could_not_be_shown_goes_to_the_maintainers_without_an_apology(
    slack, start, rules, ana, faq, desk
):
    rules("answer")
    slack.fail("chat.postMessage", error="restricted_action")
    async with start():
        ts = await slack.say(faq, ana, WHERE)
        await said(slack, desk, "", WHERE)
        await silence(slack, faq, ts)


@pytest.mark.parametrize("moment", ["before", "after"])
async def test_a_kill_while_an_answer_to_nobody_is_posted_leaves_one_answer(
    slack, variables, rules, ana, faq, tmp_path, moment
):
    rules("answer")
    gate = slack.hold("chat.postMessage", moment)
    async with Process(variables, tmp_path) as doomed:
        await connected(slack)
        ts = await slack.say(faq, ana, WHERE)
        await gate.reached()
        await doomed.kill()
    gate.release()
    await asyncio.to_thread(age, tmp_path / "journal.db", timedelta(minutes=20))
    async with Process(variables, tmp_path):
        await answered(slack, faq, ts, timeout=START)
        await silence(slack, faq, ts, messages=1)
