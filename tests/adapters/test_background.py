"""Work that nobody awaits."""

from __future__ import annotations

import asyncio
import logging

import pytest

from adapters import background
from adapters.background import kept_up


async def test_what_is_to_go_on_for_ever_begins_anew_when_it_fails_and_says_so(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    logging.disable(logging.NOTSET)
    monkeypatch.setattr(background, "AGAIN_SECONDS", 0.01)
    begun: list[None] = []

    async def work() -> None:
        begun.append(None)
        raise OverflowError("what somebody wrote")

    task = asyncio.create_task(kept_up(work, "nothing was erased"))
    async with asyncio.timeout(5):
        while len(begun) < 3:
            await asyncio.sleep(0.01)
    task.cancel()
    assert "nothing was erased: unexpected OverflowError at test_background.py" in caplog.text
    assert "what somebody wrote" not in caplog.text


async def test_it_ends_when_it_is_cancelled() -> None:
    task = asyncio.create_task(kept_up(lambda: asyncio.sleep(60), "nothing was erased"))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
