"""`make demo`: index Footnote's own FAQ, ask it a question, show the cited answer, and say how to go on."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

from bot.app import own_faq
from bot.cli import main
from bot.config import from_environment

QUESTION = "What does Footnote do when the docs don't cover a question?"
HOME = Path(".footnote") / "demo"  # beside the real index, never in its place


def run() -> int:
    """Ingest, ask, explain; returns the exit code of the first step that fails."""
    settings = replace(from_environment(), home=HOME, milvus_uri="")
    steps = (
        ("Reading Footnote's own FAQ", ["ingest", str(own_faq()), "--base-url", own_faq().as_uri()]),
        (f"Asking: {QUESTION}", ["ask", QUESTION]),
    )
    for what, arguments in steps:
        print(f"\n▶ {what}\n  $ footnote {' '.join(_quoted(a) for a in arguments)}\n", flush=True)
        if code := main(arguments, settings):
            return code
    print(_next_steps())
    return 0


def _quoted(argument: str) -> str:
    return f'"{argument}"' if " " in argument else argument


def _next_steps() -> str:
    bin_folder = Path(sys.executable).parent
    return f"""
▶ That was the whole road: pages, sections, search, a checked answer with its source.

  Your own docs:       {bin_folder}/footnote ingest path/to/docs
  A question:          {bin_folder}/footnote ask "…"
  A written answer:    put a key into .env (see .env.example), then ask again
  What is missing:     {bin_folder}/footnote doctor
  Slack and Discord:   README.md
"""


if __name__ == "__main__":
    sys.exit(run())
