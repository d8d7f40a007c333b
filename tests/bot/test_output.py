"""Where the output goes to a full disk, a closed stream or a reader that leaves: one sentence, no traceback."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from bot.app import own_faq
from bot.cli import main
from bot.config import parse

COMMANDS = ("ask index", "search index", "sources", "sources --json")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("home")
    assert main(["ingest", str(own_faq())], replace(parse({}), home=folder)) == 0
    return folder


def shell(home: Path, line: str) -> subprocess.CompletedProcess[str]:
    footnote = f"FOOTNOTE_HOME={home} {sys.executable} -m bot"
    script = f"set -o pipefail; {line.replace('footnote', footnote)}"
    return subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=False)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_full_disk_is_told(home: Path, command: str) -> None:
    done = shell(home, f"footnote {command} >/dev/full")
    assert done.returncode == 3
    assert done.stderr == (
        "footnote: the output cannot be written (No space left on device). Send it to where there is room.\n"
    )


@pytest.mark.parametrize("command", COMMANDS)
def test_a_reader_may_leave_early(home: Path, command: str) -> None:
    done = shell(home, f"footnote {command} | head -1")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.count("\n") == 1


def test_a_closed_output_is_nothing_to_stumble_over(home: Path) -> None:
    done = shell(home, "footnote ask index >&-")
    assert (done.returncode, done.stderr) == (0, "")
