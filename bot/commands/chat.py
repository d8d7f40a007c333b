"""`footnote chat`: a thread in the terminal; each question knows the ones before it."""

from __future__ import annotations

import argparse
import asyncio
import sys
from dataclasses import replace

from adapters import terminal
from bot.app import load_embedder, open_core
from bot.commands.ask import answer_of, freshness, question
from bot.config import Settings
from rag_core.types import Turn

REMEMBERED = 12  # turns that a follow-up may refer to


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Talk until the input ends."""
    asyncio.run(_chat(options, settings))
    return 0


async def _chat(options: argparse.Namespace, settings: Settings) -> None:
    embedder = await asyncio.to_thread(load_embedder, settings)
    history: tuple[Turn, ...] = ()
    async with open_core(settings, embedder) as core:
        if sys.stdin.isatty():
            terminal.print_line("Ask away. Ctrl-D ends, /new starts a new thread.")
        while (line := await asyncio.to_thread(_next_line)) is not None:
            if line == "/new":
                history = ()
            elif line:
                asked = replace(question(line, options, settings), history=history)
                with terminal.Screen(freshness(settings)) as screen:
                    answer = await answer_of(core, asked, screen=screen)
                turns = (Turn(role="user", text=line), Turn(role="assistant", text=answer.text))
                history = (*history, *turns)[-REMEMBERED:]


def _next_line() -> str | None:
    """What was typed; None at the end of the input."""
    try:
        return input("> " if sys.stdin.isatty() else "").strip()
    except EOFError:
        return None
