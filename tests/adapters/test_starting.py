"""A platform that is out of reach at the start is waited for, more and more quietly, and left in order."""

from __future__ import annotations

import asyncio
import gc
import logging
import warnings
from collections.abc import Awaitable, Callable
from functools import partial

import pytest

from adapters import starting
from adapters.base import DeliveryError
from adapters.slack.connecting import open_workspace
from adapters.starting import once_reachable
from tests.adapters.discord.conftest import library_as_it_was  # noqa: F401


class Door:
    """Opens at the `nth` knock."""

    def __init__(self, nth: int, *, permanent: bool = False) -> None:
        self.knocks, self._nth, self._permanent = 0, nth, permanent

    async def knock(self) -> str:
        self.knocks += 1
        if self.knocks < self._nth:
            raise DeliveryError("nobody there", permanent=self._permanent)
        return "welcome"


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """A second takes a hundredth."""
    for name in ("START_SECONDS", "PAUSE", "LONGEST_PAUSE"):
        monkeypatch.setattr(starting, name, getattr(starting, name) / 100)


async def test_a_platform_that_comes_back_is_reached(hurried: None) -> None:
    assert await once_reachable("Slack", Door(3).knock) == "welcome"


async def test_the_pauses_grow(hurried: None, caplog: pytest.LogCaptureFixture) -> None:
    door = Door(1_000)
    with caplog.at_level(logging.WARNING), pytest.raises(DeliveryError):
        await once_reachable("Slack", door.knock)
    assert 4 <= door.knocks <= 8  # sixty with a pause of a second each
    assert "Slack does not answer yet (nobody there), again in" in caplog.text


async def test_what_no_later_try_changes_is_not_tried_again(hurried: None) -> None:
    door = Door(3, permanent=True)
    with pytest.raises(DeliveryError):
        await once_reachable("Slack", door.knock)
    assert door.knocks == 1


@pytest.fixture
def login(request: pytest.FixtureRequest) -> Callable[[str], Awaitable[object]]:
    """Logging in to a platform at an address."""
    if request.param == "slack":
        return partial(open_workspace, "xoxb-1")
    from adapters.discord.client import aim
    from adapters.discord.line import Line
    from adapters.discord.survey import _client

    def log_in(url: str) -> Awaitable[None]:
        aim(url)
        return Line(_client, "token").open()

    return log_in


async def never_answer(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        await asyncio.sleep(60)
    finally:
        writer.close()


@pytest.mark.parametrize("login", ["slack", "discord"], indirect=True)
async def test_whoever_stops_waiting_leaves_no_session_open(
    login: Callable[[str], Awaitable[object]], caplog: pytest.LogCaptureFixture
) -> None:
    server = await asyncio.start_server(never_answer, "127.0.0.1", 0)
    trying = asyncio.ensure_future(login(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"))
    await asyncio.sleep(0.3)
    trying.cancel()
    await asyncio.gather(trying, return_exceptions=True)
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        del trying
        gc.collect()
    server.close()
    assert "Unclosed" not in caplog.text
    assert not [one for one in told if "Unclosed" in str(one.message)]
