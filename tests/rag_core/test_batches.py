"""A stream is read ahead and taken in batches: nothing lost, nothing moved, and the error after what came before it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing

import pytest

from rag_core.batches import Batches

PAUSE = 0.05  # seconds


def batches(stream: AsyncIterator[int], *, hurried: bool = False, pause: float = PAUSE) -> Batches[int, str]:
    return Batches(stream, str, pause=pause, hurried=lambda: hurried)


async def numbers(count: int, *, every: float = 0.0) -> AsyncGenerator[int]:
    for number in range(count):
        await asyncio.sleep(every)
        yield number


async def drain(made: Batches[int, str]) -> list[Sequence[str]]:
    taken = []
    async with aclosing(made):
        while batch := await made.take():
            taken.append(batch)
    return taken


@pytest.mark.parametrize("hurried", [True, False])
@pytest.mark.parametrize("every", [0.0, 0.005])
async def test_everything_is_taken_once_and_in_its_order(hurried: bool, every: float) -> None:
    taken = await drain(batches(numbers(30, every=every), hurried=hurried, pause=0.01))
    assert [item for batch in taken for item in batch] == [str(number) for number in range(30)]


async def test_items_that_follow_fast_come_together() -> None:
    async def both() -> AsyncGenerator[int]:
        yield 1
        yield 2  # without a step of the event loop between them, like tokens that came in one packet

    assert await drain(batches(both())) == [("1", "2")]


async def test_an_item_waits_for_its_batch_only_without_hurry() -> None:
    loop, took = asyncio.get_running_loop(), []
    for hurried in (True, False):
        started = loop.time()
        async with aclosing(batches(numbers(1), hurried=hurried)) as made:
            await made.take()
        took.append(loop.time() - started)
    assert took[0] < PAUSE <= took[1] + 0.001


async def test_the_stream_is_not_read_while_an_item_waits() -> None:
    read = []

    async def noted() -> AsyncGenerator[int]:
        async for number in numbers(2):
            read.append(number)
            yield number

    async with aclosing(batches(noted(), pause=60.0)):
        await asyncio.sleep(0.02)
        assert read == [0]


async def test_an_error_comes_after_what_was_said_before_it() -> None:
    async def broken() -> AsyncGenerator[int]:
        yield 1
        raise ValueError("broken")

    async with aclosing(batches(broken())) as made:
        assert await made.take() == ("1",)
        for _ in range(2):
            with pytest.raises(ValueError, match="broken"):
                await made.take()


async def test_a_take_that_is_given_up_loses_nothing() -> None:
    async with aclosing(batches(numbers(1), pause=0.1)) as made:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.01):
                await made.take()
        assert await made.take() == ("0",)
        assert await made.take() == ()


@pytest.mark.parametrize("every", [60.0, 0.0])
async def test_no_task_outlives_its_batches(every: float) -> None:
    before = asyncio.all_tasks()
    async with aclosing(batches(numbers(3, every=every))):
        await asyncio.sleep(0.01)
        assert len(asyncio.all_tasks() - before) == 1
    assert asyncio.all_tasks() == before


async def test_an_error_that_nobody_takes_is_not_reported(caplog: pytest.LogCaptureFixture) -> None:
    async def broken() -> AsyncGenerator[int]:
        raise ValueError("broken")
        yield 1

    async with aclosing(batches(broken())):
        await asyncio.sleep(0.01)
    assert caplog.text == ""
