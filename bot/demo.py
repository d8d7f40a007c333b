"""`make demo`: index Footnote's own FAQ, ask it a question, show the cited answer, and say how to go on."""

from __future__ import annotations

import os
import shlex
import sys
from dataclasses import replace
from pathlib import Path

from bot.app import own_faq
from bot.cli import main
from bot.config import from_environment

QUESTION = "What does Footnote do when the docs do not cover a question?"
HOME = Path(".footnote") / "demo"  # beside the real index, never in its place


def run() -> int:
    """Ingest, ask, explain; returns the exit code of the first step that fails."""
    real = from_environment()
    settings = replace(real, home=HOME, milvus_uri="")
    here = f"FOOTNOTE_HOME={HOME} " + ("MILVUS_URI= " if real.milvus_uri else "")
    steps = (
        ("Reading Footnote's own FAQ", ["ingest", str(own_faq()), "--base-url", own_faq().as_uri()]),
        (f"Asking: {QUESTION}", ["ask", QUESTION]),
    )
    for what, arguments in steps:
        print(f"\n▶ {what}\n  $ {here}{_typed(*arguments)}\n", flush=True)
        if code := main(arguments, settings):
            return code
    print(_next_steps(here))
    return 0


def _typed(*arguments: str) -> str:
    """A command line as it works in this folder."""
    return shlex.join((os.path.relpath(Path(sys.executable).parent / "footnote"), *arguments))


def _next_steps(here: str) -> str:
    return f"""
▶ That was the whole road: pages, sections, search, a checked answer with its source.

  Another question:    {here}{_typed("ask", "How do I add my docs?")}
  Your own docs:       {_typed("ingest", "path/to/docs")}
  Questions to them:   {_typed("ask", "…")}
  A written answer:    put a key into .env (see .env.example), then ask again
  What is missing:     {_typed("doctor")}
  Slack and Discord:   README.md
"""


if __name__ == "__main__":
    sys.exit(run())
