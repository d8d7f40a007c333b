"""The fair line: bounded, fair between people, and honest about the place in it."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.waiting import Line, LineFull


async def work(line: Line, person: str, done: list[str], places: list[int] | None = None) -> None:
    async with line.turn(person, (places if places is not None else []).append):
        await asyncio.sleep(0)
        done.append(person)


async def test_a_person_with_many_questions_does_not_hold_up_the_others() -> None:
    line, done = Line(active=1, waiting=10), []
    await asyncio.gather(*(work(line, person, done) for person in "aaaabc"))
    assert done == ["a", "a", "b", "c", "a", "a"]


async def test_the_place_in_line_counts_down_to_one() -> None:
    line, places = Line(active=1, waiting=10), []
    await asyncio.gather(work(line, "a", []), work(line, "b", []), work(line, "c", [], places))
    assert places == [2, 1]


async def test_a_full_line_turns_one_more_away_at_once() -> None:
    line = Line(active=1, waiting=1)
    async with line.turn("a"):
        waiting = asyncio.create_task(work(line, "b", []))
        await asyncio.sleep(0)
        with pytest.raises(LineFull):
            await work(line, "c", [])
    await waiting


async def test_who_gives_up_waiting_leaves_no_gap() -> None:
    line, done = Line(active=1, waiting=10), []
    async with line.turn("a"):
        gone = asyncio.create_task(work(line, "b", done))
        stays = asyncio.create_task(work(line, "c", done))
        await asyncio.sleep(0)
        gone.cancel()
        await asyncio.wait([gone])
        assert line.length == 1
    await stays
    assert done == ["c"]


async def test_a_turn_that_comes_together_with_the_cancellation_is_passed_on() -> None:
    line, done = Line(active=1, waiting=10), []
    async with line.turn("a"):
        gone = asyncio.create_task(work(line, "b", done))
        stays = asyncio.create_task(work(line, "c", done))
        await asyncio.sleep(0)
    gone.cancel()  # its turn was set by the line above, it has not run yet
    await asyncio.wait([gone, stays])
    assert done == ["c"]
    await asyncio.wait_for(work(line, "d", done), 1)


@settings(max_examples=60, deadline=None)
@given(
    people=st.lists(st.sampled_from("abcd"), max_size=25),
    active=st.integers(1, 4),
    cancelled=st.sets(st.integers(0, 24)),
)
def test_everybody_is_served_once_and_never_too_many_at_a_time(
    people: list[str], active: int, cancelled: set[int]
) -> None:
    async def scenario() -> None:
        line = Line(active=active, waiting=100)
        working, most, served = 0, 0, 0

        async def one(person: str) -> None:
            nonlocal working, most, served
            async with line.turn(person):
                working += 1
                most = max(most, working)
                try:
                    await asyncio.sleep(0)
                finally:
                    working -= 1
                served += 1

        tasks = [asyncio.create_task(one(person)) for person in people]
        await asyncio.sleep(0)
        for number in cancelled & set(range(len(tasks))):
            tasks[number].cancel()
        results = await asyncio.gather(*tasks, return_exceptions=True)
        assert most <= active
        assert served == sum(result is None for result in results)
        assert line.length == 0
        async with asyncio.timeout(1), line.turn("z"):
            pass

    asyncio.run(scenario())
