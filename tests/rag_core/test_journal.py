"""One question's life in the journal: claimed once, delivered, closed, edited, withdrawn."""

from __future__ import annotations

from dataclasses import replace
from itertools import count
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rag_core.journal import Delivery, Journal, Record
from rag_core.types import Origin
from tests.rag_core.journals import START, Clock, answer, answered, blocking_claims, claimed, origin, section, won

WHERE = Delivery(surface="stream", channel="C1", thread="17", messages=("18", "19"), token="xyz")


async def test_claim_holds_what_was_asked(journal: Journal) -> None:
    claim = await claimed(journal, origin(thread="16"), text="Wie?", private=True, audience="public", depth="deep")
    assert (claim.origin, claim.asker, claim.text, claim.kind) == (origin(thread="16"), "U1", "Wie?", "mention")
    assert (claim.private, claim.audience, claim.depth, claim.revision) == (True, "public", "deep", 0)
    assert (claim.asked, claim.opened, claim.delivery, claim.intent) == (START, START, None, "")


async def test_same_message_is_claimed_once(journal: Journal) -> None:
    await claimed(journal)
    assert await journal.claim(origin(), asker="U1", text="Why?", kind="message") is None


async def test_message_of_another_channel_or_platform_is_another_question(journal: Journal) -> None:
    first = await claimed(journal)
    others = [await claimed(journal, origin(**{key: "other"})) for key in ("platform", "workspace", "channel")]
    assert len({claim.id for claim in (first, *others)}) == 4


async def test_thread_is_no_part_of_the_key(journal: Journal) -> None:
    """`app_mention` and `message` of one post may disagree about it."""
    await claimed(journal)
    assert await journal.claim(origin(thread="16"), asker="U1", text="Why?", kind="message") is None


async def test_closed_question_stays_claimed(journal: Journal) -> None:
    await answered(journal, origin(), "Why?", "Because.")
    assert await journal.claim(origin(), asker="U1", text="Why?", kind="mention") is None


async def test_id_is_short_and_readable(journal: Journal) -> None:
    claim = await claimed(journal)
    assert len(claim.id) == 8
    assert set(claim.id) <= set("0123456789abcdefghjkmnpqrstvwxyz")


def test_id_that_is_taken_is_drawn_again(file: Path) -> None:
    draws = iter(["same", "same", "same", "fresh"])
    with blocking_claims(file, lambda: next(draws)) as claims:
        assert [won(claims, origin(message)).id for message in ("1", "2")] == ["same", "fresh"]


async def test_answer_is_read_back_without_the_sections_text(journal: Journal, clock: Clock) -> None:
    claim = await claimed(journal)
    clock.forward(seconds=3)
    await journal.close(claim, answer(claim))
    record = await journal.record(claim.id)
    bare = section(text="")
    given = answer(claim)
    assert record == Record(
        claim=claim,
        closed=clock.now,
        answer=replace(
            given,
            citations=(replace(given.citations[0], section=bare),),
            related=(section("other.md", text=""),),
            trace=replace(given.trace, hits=(replace(given.trace.hits[0], section=bare),)),
        ),
    )


async def test_open_question_has_no_answer(journal: Journal) -> None:
    await claimed(journal)
    record = await journal.find(origin())
    assert record is not None
    assert (record.answer, record.closed) == (None, None)


async def test_first_close_wins(journal: Journal) -> None:
    claim = await claimed(journal)
    assert await journal.close(claim, answer(claim, "first"))
    assert not await journal.close(claim, answer(claim, "second"))
    assert (await _record(journal)).answer.text == "first"


async def test_delivery_follows_the_reply_and_settles_the_intent(journal: Journal) -> None:
    claim = await claimed(journal)
    await journal.about_to_post(claim, "n1")
    assert (await _record(journal)).claim.intent == "n1"
    await journal.delivered(claim, WHERE)
    assert (await _record(journal)).claim == replace(claim, delivery=WHERE)


async def test_edit_reopens_the_question_for_the_same_reply(journal: Journal, clock: Clock) -> None:
    claim = await claimed(journal)
    await journal.delivered(claim, WHERE)
    await journal.close(claim, answer(claim))
    clock.forward(minutes=5)
    revised = await journal.revise(origin(), "Why not?")
    assert revised == replace(claim, text="Why not?", revision=1, opened=clock.now, delivery=WHERE)
    assert (await _record(journal)).answer is None
    assert await journal.close(revised, answer(revised, "Now."))


async def test_edit_without_change_reopens_nothing(journal: Journal) -> None:
    """Slack sends the same event for a link preview."""
    await answered(journal, origin(), "Why?", "Because.")
    assert await journal.revise(origin(), "Why?") is None


async def test_edit_delivered_twice_reopens_once(journal: Journal) -> None:
    await answered(journal, origin(), "Why?", "Because.")
    assert await journal.revise(origin(), "Why not?")
    assert await journal.revise(origin(), "Why not?") is None


async def test_edit_of_what_was_never_claimed_reopens_nothing(journal: Journal) -> None:
    assert await journal.revise(origin(), "Why?") is None


async def test_work_on_the_former_text_cannot_close_an_edited_question(journal: Journal) -> None:
    claim = await claimed(journal)
    await journal.revise(origin(), "Why not?")
    assert not await journal.close(claim, answer(claim))
    assert (await _record(journal)).closed is None


async def test_all_revisions_are_paid_for(journal: Journal) -> None:
    await answered(journal, origin(), "Why?", "Because.")
    revised = await journal.revise(origin(), "Why not?")
    await journal.close(revised, answer(revised))
    usage = (await _record(journal)).answer.trace.usage
    assert (usage.prompt_tokens, usage.completion_tokens, usage.cost) == (200, 40, 1.0)


async def test_deleted_question_waits_until_its_reply_is_removed(journal: Journal) -> None:
    claim = await claimed(journal)
    await journal.delivered(claim, WHERE)
    withdrawn = await journal.withdraw(origin())
    assert withdrawn == replace(claim, revision=1, delivery=WHERE, withdrawn=True)
    assert not await journal.close(claim, answer(claim))
    assert not await journal.close(withdrawn, answer(claim))
    assert await journal.removed(withdrawn)
    assert not await journal.removed(withdrawn)


async def test_deleted_question_leaves_no_text(journal: Journal) -> None:
    await answered(journal, origin(), "Why?", "Because.")
    await journal.removed(await journal.withdraw(origin()))
    record = await _record(journal)
    assert (record.claim.text, record.claim.asker, record.answer.text) == ("", "", "")
    assert record.answer.outcome == "answered"


async def test_deletion_delivered_twice_withdraws_once(journal: Journal) -> None:
    await claimed(journal)
    assert await journal.withdraw(origin())
    assert await journal.withdraw(origin()) is None
    assert await journal.revise(origin(), "too late") is None


async def test_deleted_message_is_not_answered_again(journal: Journal) -> None:
    await claimed(journal)
    await journal.removed(await journal.withdraw(origin()))
    assert await journal.claim(origin(), asker="U1", text="Why?", kind="mention") is None


async def test_event_loop_is_never_blocked(file: Path, no_blocking: object) -> None:
    journal = await Journal.open(file)
    claim = await claimed(journal)
    await journal.delivered(claim, WHERE)
    await journal.close(claim, answer(claim))
    assert [record.claim.id async for record in journal.records(START.replace(year=2000))] == [claim.id]
    await journal.aclose()


ids = st.text(alphabet="a1é'\"; \x00", max_size=3)
runs = count()
origins = st.builds(Origin, platform=ids, workspace=ids, channel=ids, message=ids, thread=ids)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(origins, max_size=12))
def test_each_place_is_claimed_exactly_once(file: Path, asked: list[Origin]) -> None:
    """Whatever the ids look like: no quoting, joining or folding makes two of them one."""
    run = next(runs)  # the file is shared by all examples
    with blocking_claims(file) as claims:
        winners = [o for o in asked if won(claims, replace(o, workspace=f"{run}/{o.workspace}"))]
    assert len(winners) == len({(o.platform, o.workspace, o.channel, o.message) for o in asked})


async def _record(journal: Journal) -> Record:
    record = await journal.find(origin())
    assert record is not None
    return record
