"""A fake Slack around the bot, and people in it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.adapters.conftest import BACKUP, PAGES, WHERE, Start
from tests.fakes.llm_server import FakeLLM
from tests.fakes.slack import App, FakeSlack

__all__ = ["BACKUP", "PAGES", "WHERE", "Start"]


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    from adapters.slack.manifest import manifest

    async with FakeSlack(app=App.from_manifest(manifest()), retry_delays=(0.0, 1.0, 2.0)) as server:
        yield server
        assert server.violations == []
        assert server.early == []


@pytest.fixture
def variables(slack: FakeSlack, llm: FakeLLM, home: Path, tmp_path: Path) -> dict[str, str]:
    """The environment of the bot; tests may add to it."""
    return {
        **slack.environment,
        "FOOTNOTE_HOME": str(home),
        "FOOTNOTE_CONFIG": str(tmp_path / "footnote.toml"),
        "DATABASE_URL": f"sqlite:///{tmp_path / 'journal.db'}",
        "LLM_BASE_URL": llm.url,
        "LLM_MODEL": "fake-model",
    }


@pytest.fixture
def posting(slack: FakeSlack) -> None:
    """Slack allows no streams, so that every answer is posted."""
    slack.fail("chat.startStream", times=None, error="not_allowed")


@pytest.fixture
def ana(slack: FakeSlack) -> str:
    return slack.add_user("ana")


@pytest.fixture
def ben(slack: FakeSlack) -> str:
    return slack.add_user("ben")


@pytest.fixture
def faq(slack: FakeSlack, ana: str, ben: str) -> str:
    """A channel with the bot in it."""
    return slack.add_channel("faq", members=[ana, ben])


@pytest.fixture
def desk(slack, ben) -> str:
    """The maintainers' channel."""
    return slack.add_channel("faq-desk", members=[ben])


@pytest.fixture
def rules(variables, faq, desk):
    """Write footnote.toml for the channel."""

    def write(mode: str, *more: str) -> None:
        lines = ("[[channel]]", 'platform = "slack"', f'id = "{faq}"', f'mode = "{mode}"', f'maintainers = "{desk}"')
        given = "\n".join((*lines, *(more or ('burst = "0s"',))))
        Path(variables["FOOTNOTE_CONFIG"]).write_text(f'digest = "never"\n{given}\n', encoding="utf-8")

    return write
