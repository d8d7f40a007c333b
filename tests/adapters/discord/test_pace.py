"""The pace that keeps calls below Discord's limits."""

from __future__ import annotations

import asyncio
import time
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from adapters.discord.commands import matching
from adapters.discord.pace import EDIT_EVERY, Pace


async def test_no_second_has_more_calls_than_the_limit():
    pace, made = Pace(per_second=20), list[float]()

    async def call() -> None:
        await pace.turn()
        made.append(time.monotonic())

    await asyncio.gather(*(call() for _ in range(50)))
    made.sort()
    assert min(later - earlier for earlier, later in zip(made, made[20:], strict=False)) > 0.95
    assert made[-1] - made[0] < 3


async def test_calls_that_can_wait_leave_half_of_the_limit():
    pace = Pace(per_second=20)
    for _ in range(15):
        await pace.turn()
    began = time.monotonic()
    await pace.room()
    assert 0.8 < time.monotonic() - began < 1.5
    await pace.room()
    assert time.monotonic() - began < 1.6


@given(st.lists(st.tuples(st.sampled_from("ab"), st.floats(0, 3)), max_size=30))
def test_edits_of_a_channel_are_apart_and_in_order(asked):
    now, due = [0.0], {"a": list[float](), "b": list[float]()}
    pace = Pace(clock=lambda: now[0])
    for channel, later in asked:
        now[0] += later
        due[channel].append(now[0] + pace.edit_delay(channel))
    for times in due.values():
        assert all(b - a > EDIT_EVERY - 1e-6 for a, b in pairwise(times))


def test_typing_is_shown_once_in_a_while():
    now = [100.0]
    pace = Pace(clock=lambda: now[0])
    assert (pace.may_type("a"), pace.may_type("a"), pace.may_type("b")) == (True, False, True)
    now[0] += 9
    assert pace.may_type("a")


def test_headings_that_begin_with_what_is_typed_come_first():
    headings = ("How are limits set?", "Limits", "Backup", "x" * 200)
    assert matching(headings, "limits") == ("Limits", "How are limits set?")
    assert len(matching(tuple(map(str, range(1_000))), "")) == 25
