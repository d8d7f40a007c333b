"""Curated answers from the command line: what `ingest` tells about mistakes, what `ask` gives, and how old it is."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from bot.cli import main
from bot.config import parse

Run = Callable[..., int]
CURATED = """[[answer]]
questions = ["how do i reset * password"]
page = "login.md"
text = "Use **Forgot password**."

[[answer]]
questions = ["where is it"]
page = "nowhere.md"
"""


@pytest.fixture
def footnote(tmp_path: Path) -> Run:
    pages = tmp_path / "pages"
    pages.mkdir()
    (pages / "login.md").write_text("# Login\n\nThe link *Forgot password* sends a mail.\n")
    (pages / "curated.toml").write_text(CURATED)
    settings = replace(parse({}), home=tmp_path / "home", sources=(str(pages),), rules_file=tmp_path / "footnote.toml")
    return lambda *arguments: main(arguments, settings)


def test_ask_gives_a_curated_answer_with_its_citation(footnote: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert footnote("ingest") == 0
    told = capsys.readouterr().out
    assert "1 curated answer.\nskipped curated.toml: line 6: there is no page nowhere.md" in told
    assert footnote("ask", "Hello! How do I reset my VPN password, please?", "--json") == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["outcome"], answer["text"], answer["model"]) == ("answered", "Use **Forgot password**.", "")
    (citation,) = answer["citations"]
    assert (citation["page"], citation["quote"]) == ("login.md", "The link *Forgot password* sends a mail.")
    assert "curated.toml" in answer["notes"][0]


def test_ask_tells_the_age_of_a_page_beyond_the_limit_of_the_rules(
    footnote: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert footnote("ingest") == 0
    os.utime(tmp_path / "pages" / "login.md", (1_600_000_000, 1_600_000_000))
    assert footnote("ingest") == 0
    assert footnote("ask", "How do I reset my password?") == 0
    assert "updated" not in capsys.readouterr().out
    (tmp_path / "footnote.toml").write_text('stale_after = "365d"\n')
    assert footnote("ask", "How do I reset my password?") == 0
    assert re.search(r"\[1\] Login \(login\.md\) · updated \d+ years ago", capsys.readouterr().out)
