"""What a team runs Footnote with: unit, image and backup are what the program and its documents say."""

from __future__ import annotations

import asyncio
import re
import shutil
import sqlite3
import subprocess
import sys
import tomllib
from configparser import RawConfigParser
from pathlib import Path

import pytest

from adapters.handler import DRAIN_SECONDS
from bot.cli import USAGE
from bot.rules import parse
from rag_core.journal import Journal
from tests.rag_core.journals import origin

ROOT = Path(__file__).resolve().parents[1]
DEPLOY = ROOT / "deploy"


@pytest.fixture(scope="module")
def service() -> dict[str, str]:
    unit = RawConfigParser(strict=False)
    unit.optionxform = str  # type: ignore[assignment,method-assign]
    unit.read(DEPLOY / "footnote.service")
    return dict(unit["Service"])


def test_the_unit_stops_after_the_questions_in_work_and_leaves_wrong_settings_alone(service: dict[str, str]) -> None:
    assert service["ExecStart"].endswith("/footnote run")
    assert "-HUP" in service["ExecReload"]
    assert float(service["TimeoutStopSec"]) > DRAIN_SECONDS
    assert service["RestartPreventExitStatus"] == str(USAGE)


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd here")
def test_systemd_takes_the_unit() -> None:
    command = ["systemd-analyze", "verify", "--man=no", str(DEPLOY / "footnote.service")]
    said = subprocess.run(command, capture_output=True, text=True, check=False).stderr
    assert [line for line in said.splitlines() if "is not executable" not in line] == []


def test_the_image_holds_the_packages_and_runs_the_bot() -> None:
    lines = (DEPLOY / "Dockerfile").read_text().splitlines()
    copied = {name for line in lines if line.startswith("COPY ") for name in line.split()[1:-1]}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    assert copied >= set(project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"])
    assert all((ROOT / name).exists() for name in copied)
    sent = (DEPLOY / "Dockerfile.dockerignore").read_text().splitlines()
    assert {f"!{name}" for name in copied} <= set(sent)
    assert lines[-2:] == ['ENTRYPOINT ["footnote"]', 'CMD ["run"]']


def backups() -> list[str]:
    """The command lines by which the document backs the journal up."""
    text = (DEPLOY / "README.md").read_text(encoding="utf-8").partition("## Back up")[2].partition("\n## ")[0]
    return [command.strip() for command in re.findall(r"```\n(.+?)```", text, re.DOTALL)]


@pytest.mark.parametrize("command", backups())
def test_a_backup_is_whole_while_the_bot_writes(command: str, tmp_path: Path) -> None:
    if not shutil.which(command.split(maxsplit=1)[0]):
        pytest.skip(f"no {command.split(maxsplit=1)[0]} here")
    home, kept = tmp_path / "home", tmp_path / "kept"
    kept.mkdir()

    async def write() -> None:
        journal = await Journal.open(home / "journal.db")
        for number in range(20):
            assert await journal.claim(origin(f"17.{number}"), asker="U1", text="Where?", kind="mention")
        variables = {
            "FOOTNOTE_HOME": str(home),
            "BACKUPS": str(kept),
            "PATH": f"{Path(sys.executable).parent}:/usr/bin",
        }
        await asyncio.to_thread(subprocess.run, ["bash", "-c", command], env=variables, check=True)
        await journal.aclose()

    asyncio.run(write())
    copy = sqlite3.connect(kept / "journal.db")
    assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert copy.execute("SELECT count(*) FROM questions").fetchone() == (20,)
    copy.close()


@pytest.mark.parametrize("page", ["README.md", "bot/faq/channels.md", "bot/faq/pages.md", "bot/faq/privacy.md"])
def test_the_rules_in_the_documents_are_right(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    for block in re.findall(r"```toml\n(.+?)```", text, re.DOTALL):
        if "[[answer]]" not in block:  # of a curated.toml
            parse(block)
