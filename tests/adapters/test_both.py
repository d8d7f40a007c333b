"""Slack and Discord in one process: each has its answers, and stopping ends both."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from adapters.slack.manifest import manifest
from tests.adapters.conftest import BACKUP, WHERE
from tests.adapters.discord.conftest import library_as_it_was  # noqa: F401
from tests.adapters.discord.watching import answered as answered_on_discord
from tests.adapters.discord.watching import thread_of
from tests.adapters.slack.watching import answered as answered_on_slack
from tests.fakes.discord import FakeDiscord
from tests.fakes.llm_server import FakeLLM
from tests.fakes.slack import App, FakeSlack


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    async with FakeSlack(app=App.from_manifest(manifest())) as server:
        yield server
        assert server.violations == []


@pytest.fixture
async def discord() -> AsyncIterator[FakeDiscord]:
    async with FakeDiscord() as server:
        yield server
        assert server.violations == []


@pytest.fixture
def variables(
    slack: FakeSlack,
    discord: FakeDiscord,
    llm: FakeLLM,
    home: Path,
    tmp_path: Path,
) -> dict[str, str]:
    return {
        **slack.environment,
        **discord.environment,
        "FOOTNOTE_HOME": str(home),
        "FOOTNOTE_CONFIG": str(tmp_path / "footnote.toml"),
        "DATABASE_URL": f"sqlite:///{tmp_path / 'journal.db'}",
        "LLM_BASE_URL": llm.url,
        "LLM_MODEL": "fake-model",
    }


PINNED = """---
title: Passwords
updated: 2020-01-01
questions: [how do i reset * password]
answer: Use **Forgot password**, never a ticket.
---
The link *Forgot password* sends a mail.
"""


@pytest.fixture
def pinned(variables: dict[str, str], tmp_path: Path) -> None:
    """An old page with a curated answer is all that there is, and ages are told."""
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "passwords.md").write_text(PINNED)
    (tmp_path / "footnote.toml").write_text('stale_after = "365d"\n')
    variables |= {"FOOTNOTE_HOME": str(tmp_path / "home"), "FOOTNOTE_SOURCES": str(tmp_path / "pages")}


async def test_both_platforms_are_answered_by_one_process(start, slack, discord):
    ana, ann = slack.add_user("ana"), discord.add_user("ann")
    room = slack.add_channel("faq", members=[ana])
    channel = discord.add_channel(discord.add_guild("zilliz", ann))
    async with start():
        questions = [await discord.mention(channel, ann, text) for text in (WHERE, BACKUP)]
        asked = [await slack.mention(room, ana, text) for text in (WHERE, BACKUP)]
        for question in questions:
            await answered_on_discord(discord, await thread_of(discord, question))
        for ts in asked:
            await answered_on_slack(slack, room, ts)
    assert not discord.connected


async def test_a_curated_answer_needs_no_model_and_an_old_page_shows_its_age(pinned, start, slack, discord, llm):
    ana, ann = slack.add_user("ana"), discord.add_user("ann")
    room = slack.add_channel("faq", members=[ana])
    channel = discord.add_channel(discord.add_guild("zilliz", ann))
    async with start():
        thread = await thread_of(discord, await discord.mention(channel, ann, "How do I reset my VPN password?"))
        (on_discord,) = await answered_on_discord(discord, thread)
        ts = await slack.mention(room, ana, "Hi, how do I reset my password please")
        (on_slack,) = await answered_on_slack(slack, room, ts)
    assert on_discord.text.startswith("Use **Forgot password**, never a ticket.")
    assert re.search(r"Passwords · updated \d+ years ago", str(discord.messages(thread)[-1].embeds))
    assert "never a ticket." in on_slack.text
    assert re.search(r"Passwords · updated \d+ years ago", on_slack.text)
    assert llm.requests == []
