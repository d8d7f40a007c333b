"""`footnote compare`: the same question with and without the docs, side by side."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from pathlib import Path

from adapters import terminal
from bot.app import load_embedder, open_core
from bot.commands.ask import answer_of, freshness, question, refuse_empty
from bot.config import Settings
from rag_core.types import Answer


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Answer twice and show both."""
    refuse_empty(options.question)
    grounded, unaided = asyncio.run(_compare(options, settings))
    if options.json:
        both = {"with_retrieval": terminal.as_json(grounded), "without_retrieval": terminal.as_json(unaided)}
        print(json.dumps(both, ensure_ascii=False, indent=2))
    else:
        sides = ("With your docs", grounded), ("Without, from the model's memory", unaided)
        terminal.print_side_by_side(*sides, freshness(settings))
    if options.save:
        from bot.saving import save

        folder = Path(options.save)
        for path in (*save(grounded, folder, "with-docs"), *save(unaided, folder, "without-docs")):
            print(f"saved {path}", file=sys.stderr)
    return 0 if grounded.outcome != "failed" else 3


async def _compare(options: argparse.Namespace, settings: Settings) -> tuple[Answer, Answer]:
    embedder = await asyncio.to_thread(load_embedder, settings)
    async with open_core(settings, embedder) as core:
        asked = question(options.question, options, settings)
        grounded, unaided = await asyncio.gather(answer_of(core, asked), answer_of(core, asked, retrieval=False))
        return grounded, unaided
