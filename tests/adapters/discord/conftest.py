"""A fake Discord around the bot, and people in it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.conftest import SHARED
from tests.fakes.discord import FakeDiscord
from tests.fakes.discord.openapi import OpenApi
from tests.fakes.discord.places import Channel, User
from tests.fakes.discord_bot import discord as library
from tests.fakes.llm_server import FakeLLM


@pytest.fixture(autouse=True)
def library_as_it_was() -> Iterator[None]:
    """The library has one address for the whole process."""
    gateway = library.gateway
    before = library.http.Route.BASE, gateway.DiscordWebSocket.DEFAULT_GATEWAY, gateway.KeepAliveHandler
    yield
    library.http.Route.BASE, gateway.DiscordWebSocket.DEFAULT_GATEWAY, gateway.KeepAliveHandler = before


@pytest.fixture(autouse=True)
def sessions_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The fake does not mind sessions that follow each other at once."""
    monkeypatch.setattr("adapters.discord.client.IDENTIFY_EVERY", 0.0)


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
def variables(discord: FakeDiscord, llm: FakeLLM, home: Path, tmp_path: Path) -> dict[str, str]:
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
def ann(discord: FakeDiscord) -> User:
    return discord.add_user("ann")


@pytest.fixture
def ben(discord: FakeDiscord) -> User:
    return discord.add_user("ben")


@pytest.fixture
def faq(discord: FakeDiscord, ann: User, ben: User) -> Channel:
    """A channel with the bot and two people in it."""
    return discord.add_channel(discord.add_guild("zilliz", ann, ben), "faq")


@pytest.fixture
def desk(discord, faq):
    """The maintainers' channel."""
    return discord.add_channel(faq.guild, "faq-desk")


@pytest.fixture
def rules(variables, faq, desk):
    """Write footnote.toml for a channel."""

    def write(mode: str, *more: str, channel=faq) -> None:
        head = ("[[channel]]", 'platform = "discord"', f'id = "{channel.id}"', f'mode = "{mode}"')
        given = "\n".join((*head, f'maintainers = "{desk.id}"', *(more or ('burst = "0s"',))))
        Path(variables["FOOTNOTE_CONFIG"]).write_text(f'digest = "never"\n{given}\n', encoding="utf-8")

    return write
