"""The maintainers' channel when things go wrong: nothing is lost, doubled, or told as done though it was not."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

from adapters.slack import render
from adapters.worker import sentence
from rag_core.errors import EmbeddingError
from tests.adapters.slack.conftest import BACKUP, WHERE
from tests.adapters.slack.processes import Process
from tests.adapters.slack.test_channels import NOWHERE
from tests.adapters.slack.test_command import shown
from tests.adapters.slack.test_entries import ENTRY, QUESTION, SAID, drafted, offered, pages, process
from tests.adapters.slack.test_restart import START, connected
from tests.adapters.slack.watching import answered, said, silence
from tests.fakes.llm_server import speak

__all__ = ["pages", "process"]


async def draft(slack, desk):
    """The card of a draft, once it is there."""
    return await slack.until(
        lambda: next((one for one in slack.answers(desk) if f"{render.CARD}post" in one.buttons), None), 20.0
    )


async def whispered(slack, channel, person, words):
    return await slack.until(lambda: any(words in one.text for one in slack.whispers(channel, person)), 10.0)


async def test_a_card_comes_once_the_channel_takes_it(slack, start, rules, ana, ben, faq, desk):
    rules("draft")
    shut = slack.fail("chat.postMessage", times=None, error="not_in_channel", when=lambda a: a.get("channel") == desk)
    async with start() as bot:
        await slack.say(faq, ana, WHERE)
        await slack.say(faq, ben, BACKUP)
        await asyncio.sleep(2.0)
        assert slack.answers(desk) == ()
        shut.left = 0
        looking = asyncio.create_task(bot.maintainers.keep(every=0.1))
        await said(slack, desk, "", "object storage")
        await said(slack, desk, "", "backup tool")
        await silence(slack, desk, "", messages=2)
        looking.cancel()


async def test_a_card_comes_after_a_restart(slack, start, rules, ana, faq, desk):
    rules("draft")
    shut = slack.fail("chat.postMessage", times=None, error="is_archived", when=lambda a: a.get("channel") == desk)
    async with start():
        await slack.say(faq, ana, WHERE)
        await slack.until(lambda: any(call.error == "is_archived" for call in slack.calls), 20.0)
    shut.left = 0
    async with start():
        await said(slack, desk, "", "object storage")
        await silence(slack, desk, "", messages=1)


async def test_a_card_whose_blocks_slack_refuses_still_has_its_buttons(slack, start, rules, ana, ben, faq, desk):
    rules("draft")
    slack.fail("chat.postMessage", error="invalid_blocks", when=lambda a: a.get("channel") == desk)
    async with start():
        ts = await slack.say(faq, ana, WHERE)
        card = await draft(slack, desk)
        assert "object storage" in card.text
        await slack.press(desk, card.ts, f"{render.CARD}post", ben)
        await answered(slack, faq, ts)


async def test_a_draft_that_could_not_be_posted_stays_open_with_the_reason(slack, start, rules, ana, ben, faq, desk):
    rules("draft")
    async with start():
        ts = await slack.say(faq, ana, WHERE)
        card = await draft(slack, desk)
        shut = slack.fail("chat.postMessage", times=None, error="is_archived", when=lambda a: a.get("channel") == faq)
        await slack.press(desk, card.ts, f"{render.CARD}post", ben)
        card = await said(slack, desk, "", "could not be posted (chat.postMessage: is_archived)")
        assert slack.answers(faq, ts) == ()
        assert "Posted" not in card.text
        shut.left = 0
        await slack.press(desk, card.ts, f"{render.CARD}post", ben)
        await answered(slack, faq, ts)
        await said(slack, desk, "", "Posted")
    assert not [call for call in slack.calls if call.method == "chat.postEphemeral"]


async def test_two_processes_post_a_draft_once(slack, start, rules, ana, ben, faq, desk):
    rules("draft")
    async with start():
        ts = await slack.say(faq, ana, WHERE)
        card = await draft(slack, desk)
        gate = slack.hold("chat.postMessage", when=lambda a: a.get("channel") == faq)
        await slack.press(desk, card.ts, f"{render.CARD}post", ben)
        await gate.reached()
        async with start() as other:
            await asyncio.sleep(0.5)
            gate.release()
            await answered(slack, faq, ts)
            (platform,) = other.maintainers._platforms.values()
            await other.maintainers.go_on(platform)
            await silence(slack, faq, ts, messages=1)
            await said(slack, desk, "", "Posted")


async def test_a_kill_while_a_draft_is_posted_leaves_one(slack, variables, tmp_path, rules, ana, ben, faq, desk):
    rules("draft")
    async with Process(variables, tmp_path) as bot:
        await connected(slack)
        ts = await slack.say(faq, ana, WHERE)
        card = await draft(slack, desk)
        gate = slack.hold("chat.postMessage", "after", when=lambda a: a.get("channel") == faq)
        await slack.press(desk, card.ts, f"{render.CARD}post", ben)
        await gate.reached()
        await bot.kill()
    gate.release()
    async with Process(variables, tmp_path):
        await said(slack, desk, "", "Posted", timeout=START)
        await answered(slack, faq, ts, timeout=START)


async def test_the_draft_for_a_question_that_became_another_cannot_be_posted(slack, start, rules, ana, faq, desk):
    rules("draft")
    async with start():
        ts = await slack.say(faq, ana, WHERE)
        await draft(slack, desk)
        await slack.edit(faq, ts, NOWHERE)
        await said(slack, desk, "", "the docs do not answer")
        card = await said(slack, desk, "", "Dismissed")
        assert card.buttons == ()
        await silence(slack, faq, ts)


async def test_a_draft_posted_while_its_question_is_edited_waits_for_the_new_one(
    slack, llm, start, rules, ana, ben, faq, desk
):
    rules("draft")
    async with start():
        ts = await slack.say(faq, ana, WHERE)
        card = await draft(slack, desk)
        llm.then(speak("Run the backup tool every night [1].", first_delay=2.0))
        requests = len(llm.requests)
        await slack.edit(faq, ts, BACKUP)
        await slack.until(lambda: len(llm.requests) > requests, 10.0)
        await slack.press(desk, card.ts, f"{render.CARD}post", ben)
        await said(slack, desk, "", "edited just now")
        await said(slack, desk, "", "backup tool")
        assert slack.answers(faq, ts) == ()
        await slack.press(desk, card.ts, f"{render.CARD}post", ben)
        (answer,) = await answered(slack, faq, ts)
        assert "backup tool" in answer.text


async def test_words_that_come_too_late_stay_in_the_form(slack, start, rules, ana, ben, faq, desk):
    rules("draft")
    async with start():
        ts = await slack.say(faq, ana, WHERE)
        card = await draft(slack, desk)
        await slack.press(desk, card.ts, f"{render.CARD}edit", ben)
        await slack.until(lambda: slack.view(ben), 10.0)
        await slack.press(desk, card.ts, f"{render.CARD}post", slack.add_user("eve"))
        await answered(slack, faq, ts)
        sent = await slack.submit_view(ben, {"text": "My much better words [1]."})
        await slack.until(lambda: sent.acked, 10.0)
        assert "decided about this already" in sent.errors["text"]
        assert slack.view(ben)


async def test_a_window_that_came_too_late_is_told(slack, start, rules, ana, ben, faq, desk):
    rules("draft")
    async with start():
        await slack.say(faq, ana, WHERE)
        card = await draft(slack, desk)
        slack.fail("views.open", error="expired_trigger_id")
        await slack.press(desk, card.ts, f"{render.CARD}edit", ben)
        await whispered(slack, desk, ben, "press the button again")


async def approvable(slack, llm, ana, ben, faq, desk):
    """A drafted entry: the question's message and the card."""
    asked = await slack.say(faq, ana, QUESTION)
    await said(slack, desk, "", "two-factor")
    await slack.say(faq, ben, SAID, thread=asked)
    card = await offered(slack, desk)
    llm.then(speak(ENTRY))
    await slack.press(desk, card.ts, f"{render.CARD}make", ben)
    return asked, await drafted(slack, desk)


async def test_an_entry_without_a_text_is_not_approved(slack, llm, pages, start, ana, ben, faq, desk):
    async with start() as bot:
        _, card = await approvable(slack, llm, ana, ben, faq, desk)
        (entry,) = await bot.worker.journal.take_cards("slack", "entry", "drafted")
        await bot.worker.journal.advance(entry, "drafted", text=" ")
        await slack.press(desk, card.ts, f"{render.CARD}approve", ben)
        await whispered(slack, desk, ben, "no text in this entry")
    assert not (pages / "faq_inbox.md").exists()


async def test_when_it_is_not_known_who_asked_the_entry_can_be_approved_again(
    slack, llm, pages, start, ana, ben, faq, desk
):
    async with start() as bot:
        asked, card = await approvable(slack, llm, ana, ben, faq, desk)
        similar, bot.maintainers.similar = bot.maintainers.similar, Away()
        await slack.press(desk, card.ts, f"{render.CARD}approve", ben)
        await said(slack, desk, "", "nobody was told: the embedding server is away")
        bot.maintainers.similar = similar
        await slack.press(desk, card.ts, f"{render.CARD}approve", ben)
        await answered(slack, faq, asked)
        await said(slack, desk, "", "Whoever asked was told")
    assert (pages / "faq_inbox.md").read_text(encoding="utf-8").count("<!-- footnote:") == 1


class Away:
    """An embedding that cannot be reached."""

    async def to(self, *_: object) -> None:
        raise EmbeddingError("the embedding server is away.")


async def test_who_could_not_be_told_is_not_said_to_have_been(slack, llm, pages, start, ana, ben, faq, desk):
    async with start():
        asked, card = await approvable(slack, llm, ana, ben, faq, desk)
        slack.fail("chat.postMessage", times=None, error="is_archived", when=lambda a: a.get("channel") == faq)
        await slack.press(desk, card.ts, f"{render.CARD}approve", ben)
        card = await said(slack, desk, "", "This is in the FAQ now")
        assert "Whoever asked was told" not in card.text
        assert slack.answers(faq, asked) == ()


async def test_a_kill_before_who_asked_could_be_told_leaves_nobody_untold(slack, llm, process, ana, ben, faq, desk):
    async with process() as doomed:
        await connected(slack)
        asked, card = await approvable(slack, llm, ana, ben, faq, desk)
        fault = {"cut": "before", "when": lambda a: a.get("channel") == faq}
        shut = slack.fail("chat.postMessage", times=None, **fault)
        await slack.press(desk, card.ts, f"{render.CARD}approve", ben)
        await slack.until(lambda: any(call.fault == "cut before" for call in slack.calls), START)
        await doomed.kill()
    shut.left = 0
    async with process():
        await answered(slack, faq, asked, timeout=START)
        await said(slack, desk, "", "Whoever asked was told", timeout=START)
        await silence(slack, faq, asked, messages=1)


async def test_what_was_asked_in_private_gets_no_card(slack, start, rules, ana, ben, faq, desk):
    rules("answer")
    async with start() as bot:
        await slack.command(faq, ana, "/ask", NOWHERE)
        await shown(slack, faq, ana, "do not cover")
        journal = bot.worker.journal
        (asked,) = [record async for record in journal.records(datetime.now(UTC) - timedelta(hours=1))]
        (platform,) = bot.maintainers._platforms.values()
        await bot.maintainers.unsure(asked.claim, sentence(asked.claim, ""), platform)
        await silence(slack, desk, "")
        assert await journal.card("unsure", asked.claim.id) is None
