"""Forgotten, too old, or deleted in the chat: nothing is left, in no column and on no page of the file."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from rag_core.journal import Journal
from rag_core.journal.records import Forgotten, posted_name
from rag_core.journal.schema import metadata
from tests.rag_core.erased import (
    ELSEWHERE,
    IMPERSONAL,
    PERSON,
    PERSONAL,
    TOP,
    WORDS,
    about,
    columns_with,
    filled,
    follow_up,
    on_disk,
    question,
)
from tests.rag_core.journals import START, Clock, answer, answered, claimed, origin

POST = origin("1700000000.000800")


def test_of_every_column_it_is_known_whether_it_can_hold_what_people_wrote() -> None:
    names = {table.name: {column.name for column in table.columns} for table in metadata.sorted_tables}
    assert {name: PERSONAL.get(name, set()) | IMPERSONAL[name] for name in IMPERSONAL} == names


async def test_every_column_that_can_hold_a_person_is_filled_in_these_tests(journal: Journal, file: Path) -> None:
    await filled(journal)
    assert columns_with(file, PERSON, WORDS) == PERSONAL


async def test_a_forgotten_person_is_nowhere(journal: Journal, file: Path) -> None:
    await filled(journal)
    await journal.forget("slack", PERSON)
    assert columns_with(file, PERSON, WORDS) == {}
    assert on_disk(file, PERSON, WORDS) == []


async def test_what_others_wrote_stays_when_a_person_is_forgotten(journal: Journal, file: Path) -> None:
    await filled(journal)
    await journal.forget("slack", PERSON)
    assert columns_with(file, "UBOB", "And on Linux?", "How large is it?") == {
        "questions": {"asker", "text"},
        "participants": {"person"},
    }


async def test_what_is_too_old_is_nowhere_and_nobodys(journal: Journal, clock: Clock, file: Path) -> None:
    await filled(journal)
    clock.forward(days=90)
    assert await journal.expire(clock.now - timedelta(days=89)) == 3
    assert columns_with(file, PERSON, WORDS, "UBOB", "Linux", "large") == {}
    assert on_disk(file, PERSON, WORDS, "UBOB", "Linux", "large") == []


async def test_a_card_that_is_too_old_goes_though_its_question_was_edited_since(
    journal: Journal, clock: Clock, file: Path
) -> None:
    claim = await answered(journal, TOP, "Where?", "There.")
    await journal.deal("entry", claim.id, "slack", "offered", text=WORDS)
    clock.forward(days=90)
    await journal.revise(TOP, "Where now?")
    assert await journal.expire(clock.now - timedelta(days=1)) == 0
    assert columns_with(file, WORDS) == {}


async def test_who_has_decided_on_a_card_is_forgotten_and_the_decision_stays(journal: Journal) -> None:
    await filled(journal)
    others = await journal.find(ELSEWHERE)
    await journal.forget("slack", PERSON)
    card = await journal.card("draft", others.claim.id)
    assert (card.state, card.person) == ("decided", "someone")


async def test_many_questions_that_are_too_old_go_part_by_part(
    journal: Journal, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rag_core.journal.journal.EXPIRED_AT_ONCE", 2)
    for number in range(5):
        await answered(journal, origin(f"17.{number}"), WORDS, WORDS)
    assert await journal.expire(clock.now + timedelta(days=1)) == 5
    assert [record.claim.text async for record in journal.records(START)] == [""] * 5


async def test_a_question_deleted_in_the_chat_takes_all_along_that_it_led_to(journal: Journal, file: Path) -> None:
    theirs = await question(journal, TOP, PERSON)
    await follow_up(journal)
    await about(journal, theirs)
    await journal.resolve(TOP, by=PERSON)
    await journal.removed(await journal.withdraw(TOP))
    assert columns_with(file, PERSON, WORDS) == {"participants": {"person"}}  # of a thread that goes on
    assert on_disk(file, WORDS) == []


async def test_nobody_takes_part_in_a_thread_whose_only_question_was_deleted(journal: Journal, file: Path) -> None:
    await question(journal, TOP, PERSON)
    await journal.joined(TOP, "UBOB")
    await journal.removed(await journal.withdraw(TOP))
    assert columns_with(file, PERSON, "UBOB") == {}
    assert on_disk(file, PERSON, "UBOB", WORDS) == []


async def test_of_what_was_cited_only_the_page_stays(journal: Journal) -> None:
    claim = await question(journal, TOP, PERSON)
    await journal.forget("slack", PERSON)
    record = await journal.record(claim.id)
    assert record is not None
    assert record.answer is not None
    assert [(c.number, c.section.page, c.section.heading, c.quote) for c in record.answer.citations] == [
        (1, "faq.md", "", "")
    ]


@pytest.mark.parametrize("way", ["forgotten", "too old", "deleted"])
async def test_what_was_erased_is_not_answered_again(journal: Journal, clock: Clock, way: str) -> None:
    claim = await filled(journal)
    await _erased(journal, clock, way)
    aside = replace(TOP, message=posted_name(claim.id), thread=TOP.message)
    for place in (TOP, aside):
        assert await journal.claim(place, asker=PERSON, text="Again?", kind="mention") is None
        assert await journal.revise(place, "Edited?") is None
        assert await journal.withdraw(place) is None
    assert not await journal.close(claim, answer(claim))
    assert not await journal.vote(claim.id, "UBOB", "up")
    assert await journal.take_over("slack") == ()


@pytest.mark.parametrize("way", ["forgotten", "too old"])
async def test_a_post_that_was_erased_is_not_looked_at_again(journal: Journal, clock: Clock, way: str) -> None:
    await filled(journal)
    await _erased(journal, clock, way)
    assert not await journal.posted(POST, PERSON, "Again?")
    clock.forward(hours=1)
    assert await journal.due("slack") == ()


@pytest.mark.parametrize("way", ["forgotten", "too old", "deleted"])
async def test_a_card_about_an_erased_question_cannot_be_filled_or_dealt_again(
    journal: Journal, clock: Clock, way: str
) -> None:
    """Also by whoever was just writing a draft for it."""
    claim = await filled(journal)
    card = await journal.card("entry", claim.id)
    assert card is not None
    await _erased(journal, clock, way)
    assert not await journal.advance(card, "drafted", text=WORDS)
    await journal.deal("entry", claim.id, "slack", "offered", text=WORDS)
    assert await journal.card("entry", claim.id) is None


async def test_it_is_told_in_how_many_places_a_person_was(journal: Journal) -> None:
    claim = await answered(journal, TOP, "Where?", "There.", asker="UBOB")
    await journal.vote(claim.id, PERSON, "down")
    await journal.escalate(claim.id, PERSON)
    await claimed(journal, ELSEWHERE, PERSON, private=True)
    assert await journal.forget("slack", "UNOBODY") == Forgotten(questions=0, elsewhere=0)
    assert await journal.forget("slack", PERSON) == Forgotten(questions=1, elsewhere=2)
    assert await journal.forget("slack", PERSON) == Forgotten(questions=0, elsewhere=0)


async def test_forgetting_nobody_is_refused_and_touches_nothing(journal: Journal, file: Path) -> None:
    """Threads that nobody has resolved, votes and questions that were erased before have no name."""
    await filled(journal)
    await journal.silence(ELSEWHERE)
    before = _rows(file)
    with pytest.raises(ValueError, match="nobody is named"):
        await journal.forget("slack", "")
    assert _rows(file) == before


async def test_an_aside_keeps_no_words_once_it_is_said(journal: Journal, file: Path) -> None:
    aside = await journal.claim(replace(TOP, message=posted_name("x")), asker="", text=WORDS, kind="aside:posted")
    assert await journal.close(aside, answer(aside, WORDS))
    assert columns_with(file, WORDS) == {}
    assert (await journal.record(aside.id)).closed == START


async def test_a_watch_that_has_ended_is_nobodys(journal: Journal, file: Path) -> None:
    await journal.posted(POST, PERSON, WORDS)
    await journal.watch_ended(POST)
    assert columns_with(file, PERSON, WORDS) == {}


async def test_words_are_overwritten_as_soon_as_nobody_reads_any_more(journal: Journal, file: Path) -> None:
    """A backup or a database browser sees the journal as it was when it began: SQLite must keep that for it."""
    await filled(journal)
    reader = sqlite3.connect(file, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM questions").fetchall()
    await journal.forget("slack", PERSON)
    assert columns_with(file, PERSON, WORDS) == {}
    assert not await journal.scrub()
    assert on_disk(file, WORDS)
    reader.execute("COMMIT")
    assert await journal.scrub()
    assert on_disk(file, PERSON, WORDS) == []
    reader.close()


async def _erased(journal: Journal, clock: Clock, way: str) -> None:
    match way:
        case "forgotten":
            await journal.forget("slack", PERSON)
        case "too old":
            await journal.expire(clock.now + timedelta(days=1))
        case _:
            await journal.removed(await journal.withdraw(TOP))


def _rows(file: Path) -> list[list[tuple[object, ...]]]:
    connection = sqlite3.connect(file)
    rows = [connection.execute(f"SELECT * FROM {table}").fetchall() for table in IMPERSONAL]
    connection.close()
    return rows
