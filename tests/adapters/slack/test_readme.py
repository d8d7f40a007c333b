"""The README's steps for Slack, followed word for word against the local Slack, end in a cited reply."""

from __future__ import annotations

import asyncio
import os
import re
import sys
from pathlib import Path

import pytest

from adapters.slack.manifest import SCOPES
from tests.adapters.slack.conftest import PAGES
from tests.adapters.slack.processes import ROOT
from tests.adapters.slack.watching import answered
from tests.fakes.slack import App, FakeSlack


@pytest.fixture(scope="module")
def steps() -> str:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    return readme.partition("## Slack in five minutes")[2].partition("\n## ")[0]


def commands(steps: str) -> list[list[str]]:
    """The command lines of the steps, in order, with this Python in place of the one in .venv."""
    found = re.findall(r"`\.venv/bin/footnote ([^`]+)`", steps)
    return [[sys.executable, "-m", "bot", *line.split()] for line in found]


def test_the_table_of_scopes_is_the_manifest_s(steps):
    listed = dict(re.findall(r"^\| `([a-z_:]+)` \| (.+) \|$", steps, re.MULTILINE))
    assert listed == dict(SCOPES)


async def test_the_steps_end_in_a_cited_reply(steps, tmp_path: Path):
    from adapters.slack.manifest import manifest

    for name, text in PAGES.items():
        (tmp_path / "path/to/docs").mkdir(parents=True, exist_ok=True)
        (tmp_path / "path/to/docs" / name).write_text(text, encoding="utf-8")
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)}
    show, ingest, run = commands(steps)

    async def start(line: list[str], **options: int) -> asyncio.subprocess.Process:
        return await asyncio.create_subprocess_exec(*line, env=environment, cwd=tmp_path, **options)

    printed, _ = await (await start(show, stdout=asyncio.subprocess.PIPE)).communicate()
    assert b"Footnote" in printed
    async with FakeSlack(app=App.from_manifest(manifest())) as slack:
        dotenv = "".join(f"{name}={value}\n" for name, value in slack.environment.items())
        (tmp_path / ".env").write_text(dotenv, encoding="utf-8")
        assert await (await start(ingest)).wait() == 0
        bot = await start(run, stderr=asyncio.subprocess.PIPE)
        await slack.until(lambda: slack.hub.live, 60.0)
        ana = slack.add_user("ana")
        channel = slack.add_channel("help", members=[ana], with_bot=False)
        await slack.join(channel, slack.workspace.bot_user)
        ts = await slack.mention(channel, ana, "How do I make a backup?")
        (answer,) = await answered(slack, channel, ts)
        bot.terminate()
        _, said = await bot.communicate()
        assert bot.returncode == 0
    assert re.fullmatch(r"footnote: Ready: connected to Slack, \d sections of 2 pages\.\n", said.decode())
    assert "Backup > How do I make a backup?" in answer.text
    assert slack.violations == []
