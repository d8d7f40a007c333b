"""`make demo`: what it prints as commands works as it is printed."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from bot import demo

ROOT = Path(__file__).resolve().parents[2]


def test_its_commands_work_as_they_are_printed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MILVUS_URI", "http://127.0.0.1:9")  # of the real index, which the demo leaves alone
    assert demo.run() == 0
    printed = re.findall(r"(FOOTNOTE_HOME=\S+ MILVUS_URI= )\S+footnote (.+)", capsys.readouterr().out)
    assert [arguments.split()[0] for _, arguments in printed] == ["ingest", "ask", "ask"]
    for variables, arguments in printed:
        line = f"{variables} {sys.executable} -m bot {arguments}"
        environment = {"PYTHONPATH": str(ROOT), "MILVUS_URI": "http://127.0.0.1:9"}
        done = subprocess.run(["bash", "-c", line], env=environment, capture_output=True, check=False)
        assert (done.returncode, done.stderr) == (0, b"")
