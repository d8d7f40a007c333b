"""What is posted in Q&A channels is watched once, together with what its person adds, until somebody ends it."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from rag_core.journal import Claim, Journal
from rag_core.journal.records import BETWEEN, TOLD, UNASKED, Delivery, as_one, card_name, told_name
from rag_core.types import Origin
from tests.rag_core.journals import START, Clock, answer, answered, claimed, origin

WAIT, BURST = timedelta(minutes=5), timedelta(seconds=10)


async def posted(journal: Journal, message: str, text: str = "How?", person: str = "U1", **place: str) -> bool:
    return await journal.posted(origin(message, **place), person, text, wait=WAIT, burst=BURST)


async def test_a_post_is_due_when_its_time_is_over(journal: Journal, clock: Clock) -> None:
    assert await posted(journal, "1.1")
    assert await journal.next_due("slack") == clock.now + WAIT
    clock.forward(minutes=4, seconds=59)
    assert await journal.due("slack") == ()
    clock.forward(seconds=1)
    (watch,) = await journal.due("slack")
    assert (watch.origin, watch.person, watch.text) == (origin("1.1"), "U1", "How?")


async def test_a_delivery_again_changes_nothing(journal: Journal, clock: Clock) -> None:
    await posted(journal, "1.1")
    assert not await posted(journal, "1.1")
    clock.forward(minutes=5)
    (watch,) = await journal.due("slack")
    await journal.watch_ended(watch.origin)
    assert not await posted(journal, "1.1")
    assert await journal.due("slack") == ()


async def test_what_one_person_adds_is_one_question(journal: Journal, clock: Clock) -> None:
    await posted(journal, "1.1", "Hello everybody")
    for _ in range(3):
        clock.forward(seconds=98)
        await posted(journal, f"1.{clock.now.timestamp()}", "Listen!")
    clock.forward(seconds=1)
    await posted(journal, "1.2", "How do I log in?")
    await posted(journal, "1.3", "And where?", person="U2")
    await posted(journal, "1.4", "Here?", channel="C2")
    clock.forward(seconds=9)
    assert await journal.due("slack") == ()
    clock.forward(seconds=1)
    (watch,) = await journal.due("slack")
    assert watch.origin.message == "1.1"
    assert watch.text.split("\n\n") == ["Hello everybody", "Listen!", "Listen!", "Listen!", "How do I log in?"]
    assert await journal.watched(origin("1.2")) == watch


async def test_what_comes_later_is_another_question(journal: Journal, clock: Clock) -> None:
    await posted(journal, "1.1", "How do I log in?")
    clock.forward(minutes=3)
    await posted(journal, "1.2", "How do I log out?")
    clock.forward(minutes=5)
    assert [watch.text for watch in await journal.due("slack")] == ["How do I log in?", "How do I log out?"]


async def test_an_ended_watch_has_no_words_left(journal: Journal, clock: Clock, file: Path) -> None:
    await posted(journal, "1.1", "secret")
    assert await journal.watch_ended(origin("1.1"))
    assert not await journal.watch_ended(origin("1.1"))
    clock.forward(hours=1)
    assert (await journal.due("slack"), await journal.next_due("slack"), await journal.watched(origin("1.1"))) == (
        (),
        None,
        None,
    )
    await posted(journal, "1.1")
    assert "secret" not in str(sqlite3.connect(file).execute("SELECT * FROM posts").fetchall())


async def test_edits_and_deletions_of_what_is_watched(journal: Journal, clock: Clock) -> None:
    await posted(journal, "1.1", "How?")
    await posted(journal, "1.2", "Please!")
    await journal.post_changed(origin("1.1"), "How do I log in?")
    await journal.post_changed(origin("1.2"), "")
    clock.forward(minutes=5)
    (watch,) = await journal.due("slack")
    assert watch.text == "How do I log in?"
    await journal.post_changed(origin("1.1"), "")
    assert await journal.due("slack") == ()


async def test_what_is_added_while_a_watch_is_judged_is_watched_on(journal: Journal, clock: Clock) -> None:
    await posted(journal, "1.1", "How do I log in?")
    clock.forward(minutes=5)
    await journal.watch_later(origin("1.1"), timedelta(0))
    clock.forward(seconds=-200)
    await posted(journal, "1.2", "And how out?")
    clock.forward(minutes=5)
    (watch,) = await journal.due("slack")
    early = replace(watch, posts=("1.1",), text="How do I log in?")
    assert await journal.judged(early, WAIT) == "How do I log in?"
    assert await journal.judged(early, WAIT) is None
    clock.forward(minutes=5)
    (rest,) = await journal.due("slack")
    assert (rest.origin, rest.text, rest.posts) == (origin("1.2"), "And how out?", ("1.2",))


async def test_words_changed_while_a_watch_is_judged_are_told(journal: Journal, clock: Clock) -> None:
    await posted(journal, "1.1", "How?")
    clock.forward(minutes=5)
    (watch,) = await journal.due("slack")
    await journal.post_changed(origin("1.1"), "How do I log in?")
    assert await journal.judged(watch, WAIT) == "How do I log in?"


async def test_a_watch_begins_with_its_oldest_post_that_is_left(journal: Journal, clock: Clock) -> None:
    await posted(journal, "1.1", "How??")
    await posted(journal, "1.2", "How do I log in?")
    clock.forward(minutes=5)
    (before,) = await journal.due("slack")
    await journal.post_changed(origin("1.1"), "")
    (watch,) = await journal.due("slack")
    assert (watch.origin, watch.text) == (origin("1.2"), "How do I log in?")
    assert await journal.judged(before, WAIT) is None


async def test_what_was_posted_together_is_known_after_its_watch_has_ended(journal: Journal) -> None:
    for message in ("1.1", "1.2", "1.3"):
        await posted(journal, message)
    await posted(journal, "1.4", person="U2")
    await journal.watch_ended(origin("1.1"))
    assert await journal.burst(origin("1.2")) == ("1.1", "1.2", "1.3")
    assert await journal.burst(origin("1.9")) == ()


async def test_a_watch_can_be_put_off(journal: Journal, clock: Clock) -> None:
    await posted(journal, "1.1")
    clock.forward(minutes=5)
    await journal.watch_later(origin("1.1"), timedelta(seconds=5))
    assert await journal.due("slack") == ()
    clock.forward(seconds=5)
    assert len(await journal.due("slack")) == 1


async def test_what_nobody_has_seen_an_answer_to_can_be_asked_again_by_another(journal: Journal) -> None:
    asked = {"asker": "U2", "text": "Why?", "kind": "shortcut"}
    claim = await journal.claim(origin(), asker="U1", text="Why?", kind=UNASKED)
    assert claim is not None
    again = await journal.ask_again(origin(), **asked)
    assert again is not None
    assert (again.id, again.asker, again.kind, again.revision) == (claim.id, "U2", "shortcut", 1)
    assert not await journal.close(claim, answer(claim))
    assert await journal.ask_again(origin(), **asked) is None  # it is on its way
    assert await journal.close(again, answer(again))


async def test_what_has_an_answer_cannot_be_asked_again(journal: Journal) -> None:
    claim = await claimed(journal)
    await journal.delivered(claim, Delivery(surface="message", channel="C1", messages=("1",)))
    await journal.close(claim, answer(claim))
    assert await journal.ask_again(origin(), asker="U2", text="Why?", kind="shortcut") is None


async def test_what_was_left_to_people_can_be_asked_again(journal: Journal) -> None:
    await claimed(journal)
    gone = await journal.withdraw(origin())
    assert gone is not None
    await journal.removed(gone)
    again = await journal.ask_again(origin(), asker="U2", text="Why?", kind="shortcut")
    assert again is not None
    assert (again.withdrawn, again.text) == (False, "Why?")


async def test_what_waits_on_a_platform_that_is_not_served_is_not_due(journal: Journal, clock: Clock) -> None:
    await posted(journal, "1.1", platform="discord")
    clock.forward(minutes=5)
    assert (await journal.due("slack"), await journal.next_due("slack")) == ((), None)
    assert len(await journal.due("slack", "discord")) == 1


async def test_forgetting_a_person_ends_their_watches(journal: Journal, clock: Clock) -> None:
    await posted(journal, "1.1")
    await posted(journal, "1.2", person="U2")
    await journal.forget("slack", "U1")
    clock.forward(minutes=5)
    assert [watch.person for watch in await journal.due("slack")] == ["U2"]


async def test_a_card_is_dealt_once_and_moves_on_in_one_step(journal: Journal) -> None:
    claim = await claimed(journal)
    await journal.deal("entry", claim.id, "slack", "offered", text="In S3.")
    await journal.deal("entry", claim.id, "slack", "offered", text="again")
    card = await journal.card("entry", claim.id)
    assert card is not None
    assert (card.state, card.text) == ("offered", "In S3.")
    assert await journal.advance(card, "drafted", heading="Where?", person="U9")
    assert not await journal.advance(card, "dismissed")
    moved = await journal.card("entry", claim.id)
    assert moved is not None
    assert (moved.state, moved.heading, moved.text, moved.person) == ("drafted", "Where?", "In S3.", "U9")
    assert await journal.unshown_cards("slack", "entry", "drafted", "offered") == (moved,)
    assert await journal.unshown_cards("slack", "entry", "offered") == ()


async def test_a_card_is_shown_once_a_claim_of_its_name_is_closed(journal: Journal) -> None:
    claim = await claimed(journal)
    await journal.deal("entry", claim.id, "slack", "offered")
    place = origin(card_name("entry", claim.id), channel="C9")
    card = await journal.claim(place, asker="", text="", kind="aside:card")
    assert len(await journal.unshown_cards("slack", "entry", "offered")) == 1
    assert await journal.close(card, answer(card))
    assert await journal.unshown_cards("slack", "entry", "offered") == ()


async def test_a_forgotten_question_takes_its_card_along(journal: Journal) -> None:
    claim = await claimed(journal, asker="U1")
    await journal.deal("entry", claim.id, "slack", "offered", text="In S3.")
    await journal.forget("slack", "U1")
    assert await journal.card("entry", claim.id) is None


async def test_what_the_docs_lacked_is_found_until_its_asker_was_told(journal: Journal) -> None:
    missing = await not_covered(journal, origin("1.1"))
    disliked = await answered(journal, origin("1.2"), "Why?", "Because.")
    await journal.vote(disliked.id, "U2", "down")
    await answered(journal, origin("1.3"), "Where?", "There.")
    found = await journal.missing("slack", "T1", START)
    assert {asked.id for asked in found} == {missing.id, disliked.id}
    in_thread = await journal.missing_in_thread(origin("1.9", thread="1.1"))
    assert in_thread is not None
    assert in_thread.id == missing.id
    told = origin(told_name(missing.id), thread="1.1")
    telling = await journal.claim(told, asker="", text="", kind=TOLD)
    assert len(await journal.missing("slack", "T1", START)) == 2
    assert await journal.close(telling, answer(telling))
    assert [asked.id for asked in await journal.missing("slack", "T1", START)] == [disliked.id]
    assert [missed.id for missed in await journal.missed(START)] == [disliked.id]


async def test_what_was_answered_in_the_channel_before_is_found(journal: Journal) -> None:
    first = await answered(journal, origin("1.1"), "Where?", "There.")
    await answered(journal, origin("1.2", channel="C2"), "Where?", "There.")
    await not_covered(journal, origin("1.3"))
    assert [asked.id for asked in await journal.answered_before(origin("1.9"), START)] == [first.id]
    assert await journal.answered_before(origin("1.1"), START) == ()


async def not_covered(journal: Journal, at: Origin) -> Claim:
    claim = await claimed(journal, at, text="How?")
    assert await journal.close(claim, answer(claim, "No page says.", "not_covered"))
    return claim


@given(st.lists(st.text("ab \n", min_size=1).filter(str.strip), min_size=2, max_size=4))
def test_posts_that_are_one_question_can_be_told_apart(posts: list[str]) -> None:
    assert len(as_one(posts).split(BETWEEN)) == len(posts)
