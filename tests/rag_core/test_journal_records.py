"""What the journal remembers of threads, people, costs and channels, and how it forgets."""

from __future__ import annotations

from datetime import UTC, timedelta, timezone

import pytest

from rag_core.journal import Delivery, Journal, Spent, ThreadState
from rag_core.journal.records import TOLD, UNASKED, Forgotten
from rag_core.types import Turn
from tests.rag_core.journals import START, Clock, answer, answered, claimed, origin

TOP = origin("17.1")
LATER = origin("17.9", thread="17.1")


async def test_history_is_the_threads_questions_with_answers_in_full(journal: Journal, clock: Clock) -> None:
    await answered(journal, TOP, "Where?", "There [1]. " * 900)
    clock.forward(minutes=1)
    await answered(journal, origin("17.2", thread="17.1"), "And then?", "Here [1].")
    await answered(journal, origin("18.1"), "Another thread?", "Yes [1].")
    assert await journal.history(LATER) == (
        Turn(role="user", text="Where?"),
        Turn(role="assistant", text="There [1]. " * 900),
        Turn(role="user", text="And then?"),
        Turn(role="assistant", text="Here [1]."),
    )


async def test_history_keeps_the_newest_questions(journal: Journal, clock: Clock) -> None:
    for number in range(5):
        await answered(journal, origin(f"17.{number + 2}", thread="17.1"), f"q{number}", f"a{number}")
        clock.forward(minutes=1)
    turns = await journal.history(LATER, limit=2)
    assert [turn.text for turn in turns] == ["q3", "a3", "q4", "a4"]


async def test_history_of_an_edited_question_ends_before_it(journal: Journal, clock: Clock) -> None:
    for number in (2, 3, 4):
        await answered(journal, origin(f"17.{number}", thread="17.1"), f"q{number}", f"a{number}")
        clock.forward(minutes=1)
    await journal.revise(origin("17.3", thread="17.1"), "q3, I mean")
    turns = await journal.history(origin("17.3", thread="17.1"))
    assert [turn.text for turn in turns] == ["q2", "a2"]


async def test_history_of_a_failed_question_is_the_question(journal: Journal) -> None:
    """ "Try again" refers to it; the apology is no answer to build on."""
    claim = await claimed(journal, TOP, text="Where?")
    await journal.close(claim, answer(claim, "Sorry.", "failed"))
    assert await journal.history(LATER) == (Turn(role="user", text="Where?"),)


async def test_history_leaves_out_what_is_open_or_withdrawn(journal: Journal) -> None:
    await claimed(journal, TOP)
    await answered(journal, origin("17.2", thread="17.1"), "Gone?", "Gone.")
    await journal.withdraw(origin("17.2", thread="17.1"))
    assert await journal.history(LATER) == ()


@pytest.mark.parametrize(("reader", "turns"), [("", 0), ("U2", 0), ("U1", 2)])
async def test_private_answers_are_read_back_by_their_asker_only(journal: Journal, reader: str, turns: int) -> None:
    await answered(journal, TOP, "Secret?", "Yes.", private=True)
    assert len(await journal.history(LATER, private_to=reader)) == turns


async def test_thread_knows_who_asked_in_it(journal: Journal) -> None:
    await answered(journal, TOP, "Where?", "There.")
    state = await journal.thread(LATER)
    assert state == ThreadState(questions=1, participants=("U1",), silenced=False, resolved_by="")


async def test_thread_knows_its_people_in_the_order_in_which_they_came(journal: Journal, clock: Clock) -> None:
    await answered(journal, TOP, "Where?", "There.")
    clock.forward(minutes=1)
    await journal.joined(LATER, "A9")
    clock.forward(minutes=1)
    await journal.joined(LATER, "U1")
    assert (await journal.thread(LATER)).participants == ("U1", "A9")


async def test_thread_where_nobody_asked_is_not_the_bots(journal: Journal) -> None:
    await journal.joined(LATER, "U1")
    assert (await journal.thread(LATER)).questions == 0


async def test_nobody_joins_a_thread_by_what_the_bot_posts_itself(journal: Journal) -> None:
    assert await journal.claim(LATER, asker="", text="In S3.", kind=TOLD)
    assert (await journal.thread(LATER)).participants == ()


async def test_thread_is_the_bots_once_it_has_said_something_in_it(journal: Journal) -> None:
    claim = await journal.claim(TOP, asker="U1", text="Where?", kind=UNASKED)
    assert claim is not None
    assert (await journal.thread(LATER)).questions == 0
    await journal.delivered(claim, Delivery(surface="message", channel="C1", messages=("1",)))
    assert (await journal.thread(LATER)).questions == 1


async def test_thread_whose_people_are_forgotten_is_not_the_bots_any_more(journal: Journal, clock: Clock) -> None:
    await answered(journal, TOP, "Where?", "There.")
    await journal.joined(LATER, "U2")
    await journal.expire(clock.now + timedelta(days=1))
    assert (await journal.thread(LATER)).questions == 0


async def test_edits_are_counted_as_questions_and_deletions_are_not(journal: Journal) -> None:
    await answered(journal, TOP, "Where?", "There.")
    await journal.revise(TOP, "Where is it?")
    assert (await journal.spent(START)).questions == 2
    await journal.withdraw(TOP)
    assert (await journal.spent(START)).questions == 2


async def test_private_question_is_no_part_of_the_threads_talk(journal: Journal) -> None:
    await answered(journal, LATER, "Secret?", "Yes.", private=True)
    state = await journal.thread(LATER)
    assert (state.questions, state.participants) == (0, ())


async def test_thread_is_silenced_and_speaks_again(journal: Journal) -> None:
    await journal.silence(LATER)
    assert (await journal.thread(TOP)).silenced
    await journal.silence(TOP, silenced=False)
    assert not (await journal.thread(LATER)).silenced


async def test_resolved_mark_keeps_the_silence(journal: Journal) -> None:
    await journal.silence(TOP)
    await journal.resolve(TOP, by="U1")
    state = await journal.thread(TOP)
    assert (state.silenced, state.resolved_by) == (True, "U1")


async def test_vote_is_one_a_person_and_changeable(journal: Journal, clock: Clock) -> None:
    claim = await answered(journal, TOP, "Where?", "There.")
    for person, vote in (("U1", "up"), ("U2", "up"), ("U1", "down")):
        assert await journal.vote(claim.id, person, vote)
        clock.forward(seconds=1)
    record = await journal.record(claim.id)
    assert [(f.person, f.vote) for f in record.feedback] == [("U2", "up"), ("U1", "down")]


async def test_reason_stays_with_its_vote(journal: Journal) -> None:
    claim = await answered(journal, TOP, "Where?", "There.")
    await journal.vote(claim.id, "U1", "down", reason="outdated", text="We moved.")
    await journal.vote(claim.id, "U1", "down")
    assert await _said(journal, claim.id) == ("outdated", "We moved.")
    await journal.vote(claim.id, "U1", "up")
    assert await _said(journal, claim.id) == ("", "")


async def test_vote_on_the_answer_before_an_edit_does_not_count_for_the_next(journal: Journal) -> None:
    claim = await answered(journal, TOP, "Where?", "There.")
    await journal.vote(claim.id, "U1", "down")
    revised = await journal.revise(TOP, "Where now?")
    await journal.close(revised, answer(revised))
    assert (await journal.record(claim.id)).feedback == ()


async def test_vote_on_an_unknown_question_is_refused(journal: Journal) -> None:
    assert not await journal.vote("nothing1", "U1", "up")


async def test_person_is_called_once(journal: Journal) -> None:
    claim = await answered(journal, TOP, "Where?", "There.")
    assert [await journal.escalate(claim.id, person) for person in ("U1", "U2")] == [True, False]
    assert (await journal.record(claim.id)).escalated


async def test_spending_is_counted_by_person_and_since_a_moment(journal: Journal, clock: Clock) -> None:
    await answered(journal, origin("1"), "Old?", "Old.")
    clock.forward(days=1)
    await answered(journal, origin("2"), "New?", "New.")
    await claimed(journal, origin("3"), asker="U2")
    assert await journal.spent(START) == Spent(questions=3, tokens=240, cost=1.0)
    assert await journal.spent(clock.now) == Spent(questions=2, tokens=120, cost=0.5)
    assert await journal.spent(clock.now, platform="slack", asker="U2") == Spent(questions=1, tokens=0, cost=0.0)
    assert await journal.spent(clock.now, platform="discord") == Spent(questions=0, tokens=0, cost=0.0)


@pytest.mark.parametrize(
    "ids", [("1700000000.000100", "1700000000.000200"), ("999999999999999999", "1000000000000000000")]
)
async def test_newest_message_seen_is_kept_whatever_comes_after(journal: Journal, ids: tuple[str, str]) -> None:
    for message in (*ids, ids[0]):
        await journal.saw(origin(message))
    await journal.saw(origin("5", channel="C2"))
    assert await journal.last_seen("slack") == {("T1", "C1"): ids[1], ("T1", "C2"): "5"}


async def test_note_is_kept_changed_and_removed(journal: Journal) -> None:
    assert await journal.recall("commands") == ""
    for value in ("abc", "def", ""):
        await journal.remember("commands", value)
        assert await journal.recall("commands") == value


async def test_report_has_every_question_once_in_order(journal: Journal, clock: Clock, small_pages: int) -> None:
    """Also where many were asked in the same moment, and over more than one page."""
    for number in range(small_pages * 2 + 1):
        await claimed(journal, origin(str(number)))
        clock.forward(seconds=number % 3 // 2)
    records = [record async for record in journal.records(START)]
    assert len({record.claim.id for record in records}) == len(records) == small_pages * 2 + 1
    assert records == sorted(records, key=lambda record: (record.claim.asked, record.claim.id))


async def test_times_of_any_zone_are_kept_as_utc(journal: Journal, clock: Clock) -> None:
    clock.now = START.astimezone(timezone(timedelta(hours=9)))
    await claimed(journal)
    found = [record.claim.asked async for record in journal.records(clock.now)]
    assert [(time, time.tzinfo) for time in found] == [(START, UTC)]


async def test_report_is_bounded_by_time_and_platform(journal: Journal, clock: Clock) -> None:
    for number, platform in enumerate(("slack", "discord", "slack", "slack")):
        await claimed(journal, origin(str(number), platform=platform))
        clock.forward(hours=1)
    since, until = START + timedelta(hours=1), START + timedelta(hours=3)
    found = [r.claim.origin.message async for r in journal.records(since, until=until, platform="slack")]
    assert found == ["2"]


async def test_forgotten_persons_vote_still_counts(journal: Journal) -> None:
    claim = await answered(journal, TOP, "Where?", "There.")
    for person in ("U2", "U3"):
        await journal.vote(claim.id, person, "down", text="No!")
        await journal.forget("slack", person)
    record = await journal.record(claim.id)
    assert [(f.person, f.vote, f.text) for f in record.feedback] == [("", "down", ""), ("", "down", "")]


async def test_forgotten_question_takes_no_votes(journal: Journal) -> None:
    claim = await answered(journal, TOP, "Where?", "There.")
    await journal.forget("slack", "U1")
    assert not await journal.vote(claim.id, "U2", "down")


async def test_forgetting_one_person_spares_the_others(journal: Journal) -> None:
    await answered(journal, TOP, "Mine?", "Yours.")
    await answered(journal, origin("17.2", platform="discord"), "Mine?", "Yours.", asker="U2")
    assert await journal.forget("slack", "U2") == Forgotten(questions=0, elsewhere=0)
    assert [record.claim.text async for record in journal.records(START)] == ["Mine?", "Mine?"]


async def test_question_forgotten_in_work_cannot_be_filled_again(journal: Journal) -> None:
    claim = await claimed(journal)
    await journal.forget("slack", "U1")
    await journal.delivered(claim, Delivery(surface="message", channel="C1"))
    assert not await journal.close(claim, answer(claim))
    record = await journal.record(claim.id)
    assert (record.claim.delivery, record.answer, record.closed) == (None, None, START)


async def test_old_texts_expire_and_young_ones_stay(journal: Journal, clock: Clock) -> None:
    await answered(journal, TOP, "Old?", "Old.")
    clock.forward(days=90)
    await answered(journal, origin("18.1"), "Young?", "Young.")
    assert await journal.expire(clock.now - timedelta(days=1)) == 1
    assert await journal.expire(clock.now - timedelta(days=1)) == 0
    assert [record.claim.text async for record in journal.records(START)] == ["", "Young?"]
    assert (await journal.thread(TOP)).participants == ()
    assert await journal.history(LATER) == ()


async def _said(journal: Journal, claim_id: str) -> tuple[str, str]:
    record = await journal.record(claim_id)
    return record.feedback[0].reason, record.feedback[0].text


@pytest.fixture
def small_pages(monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr("rag_core.journal.reports.PAGE", 4)
    return 4
