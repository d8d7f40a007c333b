"""`footnote ask`: one question, one cited answer."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import uuid
from contextlib import aclosing
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from adapters import terminal
from adapters.notices import Freshness
from bot.app import load_embedder, open_core
from bot.config import ConfigError, Settings
from bot.rules import load
from rag_core.errors import ModelError
from rag_core.types import Answer, Finished, Question

if TYPE_CHECKING:
    from bot.app import Core


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Answer and show; 3 when the question could not be answered."""
    refuse_empty(options.question)
    answer = asyncio.run(_ask(options, settings))
    if options.json:
        print(json.dumps(terminal.as_json(answer), ensure_ascii=False, indent=2))
    if options.save:
        from bot.saving import save

        for path in save(answer, Path(options.save), "answer"):
            print(f"saved {path}", file=sys.stderr)
    if answer.outcome == "failed":
        print(f"footnote: {' '.join(answer.trace.notes)}", file=sys.stderr)
        return 3
    return 0


def refuse_empty(text: str) -> None:
    """Raise ConfigError where nothing is asked."""
    if not text.strip():
        raise ConfigError("the question is empty. Write it in quotes after the command.")


def question(text: str, options: argparse.Namespace, settings: Settings) -> Question:
    """The question of somebody at this terminal, who may read everything."""
    return Question(id=uuid.uuid4().hex[:8], text=text.strip(), depth=options.depth or settings.depth)


async def answer_of(
    core: Core, asked: Question, *, retrieval: bool = True, screen: terminal.Screen | None = None
) -> Answer:
    """Let the core answer; `screen` shows it as it comes. Raises ModelError without retrieval only."""
    events = core.answerer.stream(asked) if retrieval else core.answerer.unaided(asked)
    async with aclosing(events):
        async for event in events:
            if screen:
                screen.show(event)
            if isinstance(event, Finished):
                return event.answer
    raise ModelError("The answer ended without a result.")


def freshness(settings: Settings) -> Freshness:
    """How old a cited page may be before its age is told. Raises ConfigError."""
    return Freshness(stale_after=load(settings.rules_file).stale_after, now=datetime.now(UTC))


async def _ask(options: argparse.Namespace, settings: Settings) -> Answer:
    embedder = await asyncio.to_thread(load_embedder, settings)
    async with open_core(settings, embedder, indexed=not options.no_retrieval) as core:
        asked = question(options.question, options, settings)
        if options.json:
            return await answer_of(core, asked, retrieval=not options.no_retrieval)
        with terminal.Screen(freshness(settings)) as screen:
            return await answer_of(core, asked, retrieval=not options.no_retrieval, screen=screen)
