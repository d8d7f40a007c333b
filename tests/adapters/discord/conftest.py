"""The whole bot in this process, between a fake Discord and a fake model, answering from a small FAQ."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import pytest

from adapters.handler import Handler
from bot.config import Settings, parse
from bot.serve import running
from tests.adapters.slack.conftest import home, llm, quiet  # noqa: F401  # the same pages, model and silence
from tests.conftest import SHARED
from tests.fakes.discord import FakeDiscord
from tests.fakes.discord.openapi import OpenApi
from tests.fakes.discord.places import Channel, User
from tests.fakes.discord_bot import discord as library
from tests.fakes.llm_server import FakeLLM

Start = Callable[..., AbstractAsyncContextManager[Handler]]


@pytest.fixture(autouse=True)
def library_as_it_was() -> Iterator[None]:
    """The library has one address for the whole process."""
    gateway = library.gateway
    before = library.http.Route.BASE, gateway.DiscordWebSocket.DEFAULT_GATEWAY, gateway.KeepAliveHandler
    yield
    library.http.Route.BASE, gateway.DiscordWebSocket.DEFAULT_GATEWAY, gateway.KeepAliveHandler = before


@pytest.fixture(scope="session")
def openapi() -> OpenApi | None:
    """Discord's own description of its API, where it lies beside the checkout: every request is held against it."""
    file = SHARED / "schemas" / "discord-openapi.json"
    return OpenApi(file) if file.is_file() else None


@pytest.fixture
async def discord(openapi: OpenApi | None) -> AsyncIterator[FakeDiscord]:
    async with FakeDiscord(openapi=openapi) as server:
        yield server
        assert server.violations == []
        assert server.early == []
        assert [message.pings for message in server.everything() if message.pings] == []


@pytest.fixture
def variables(discord: FakeDiscord, llm: FakeLLM, home: Path, tmp_path: Path) -> dict[str, str]:  # noqa: F811
    """The environment of the bot; tests may add to it."""
    return {
        **discord.environment,
        "FOOTNOTE_HOME": str(home),
        "FOOTNOTE_CONFIG": str(tmp_path / "footnote.toml"),
        "DATABASE_URL": f"sqlite:///{tmp_path / 'journal.db'}",
        "LLM_BASE_URL": llm.url,
        "LLM_MODEL": "fake-model",
    }


@pytest.fixture
def settings(variables: dict[str, str]) -> Settings:
    return parse(variables)


@pytest.fixture
def start(settings: Settings) -> Start:
    """Start the bot for the length of a block; again for a restart."""

    def begin(drain_seconds: float = 5.0) -> AbstractAsyncContextManager[Handler]:
        return running(settings, drain_seconds=drain_seconds)

    return begin


@pytest.fixture
async def bot(start: Start) -> AsyncIterator[Handler]:
    """The bot, running."""
    async with start() as handler:
        yield handler
    await asyncio.sleep(0)


@pytest.fixture
def ann(discord: FakeDiscord) -> User:
    return discord.add_user("ann")


@pytest.fixture
def ben(discord: FakeDiscord) -> User:
    return discord.add_user("ben")


@pytest.fixture
def faq(discord: FakeDiscord, ann: User, ben: User) -> Channel:
    """A channel with the bot and two people in it."""
    return discord.add_channel(discord.add_guild("zilliz", ann, ben), "faq")
