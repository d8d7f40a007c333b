"""`footnote search`: what a question finds, without an answer."""

from __future__ import annotations

import argparse
import asyncio
import json

from adapters import terminal
from bot.app import load_embedder, open_core
from bot.commands.ask import refuse_empty
from bot.config import Settings
from rag_core.types import Hit


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Search and list the sections."""
    refuse_empty(options.question)
    hits = asyncio.run(_search(options, settings))
    if options.json:
        print(json.dumps(terminal.hits_as_json(hits), ensure_ascii=False, indent=2))
    else:
        terminal.print_hits(hits)
    return 0


async def _search(options: argparse.Namespace, settings: Settings) -> tuple[Hit, ...]:
    embedder = await asyncio.to_thread(load_embedder, settings)
    async with open_core(settings, embedder) as core:
        hits, _ = await core.retriever.ranked((options.question,), top=options.top)
        return hits
