"""`footnote sources`: which pages are indexed, from where, and how old they are."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import UTC, datetime
from itertools import groupby

from adapters import terminal
from adapters.notices import counted
from bot.app import open_store
from bot.config import Settings
from rag_core.errors import NoIndex
from rag_core.types import Section


def run(options: argparse.Namespace, settings: Settings) -> int:
    """List the pages of the live index."""
    store = open_store(settings)
    manifest = store.live()
    if manifest is None:
        raise NoIndex("Nothing is indexed yet. Run `footnote ingest SOURCE` first.")
    generation = store.open(manifest)
    try:
        pages = _pages(generation.all_sections())
    finally:
        generation.close()
    if options.json:
        about = {"generation": manifest.generation, "created": manifest.created, "embedder": manifest.embedder}
        print(json.dumps({**about, "pages": pages}, ensure_ascii=False, indent=2))
        return 0
    columns: tuple[str, ...] = ("source", "page", "title", "sections", "updated", "audience")
    if len(manifest.sources) == 1 and sys.stdout.isatty():
        terminal.print_line(f"source {manifest.sources[0]}\n")
        columns = columns[1:]
    rows = [[_age(page[name]) if name == "updated" else str(page[name]) for name in columns] for page in pages]
    terminal.print_table(columns, rows)
    terminal.print_line(
        f"{counted(len(pages), 'page')}, {counted(manifest.rows, 'section')}, generation {manifest.generation}, "
        f"embedding {manifest.embedder}, indexed {_age(manifest.created)}."
    )
    return 0


def _pages(sections: tuple[Section, ...]) -> list[dict[str, str | int]]:
    pages: list[dict[str, str | int]] = []
    for (source, page), members in groupby(sections, key=lambda s: (s.source, s.page)):
        own = list(members)
        updated = own[0].updated
        pages.append(
            {
                "source": source,
                "page": page,
                "title": own[0].title,
                "sections": len(own),
                "updated": updated.isoformat() if updated else "",
                "audience": own[0].audience,
            }
        )
    return pages


def _age(moment: object) -> str:
    """`3 days ago` of an ISO 8601 time; `unknown` of an empty one."""
    if not moment:
        return "unknown"
    seconds = (datetime.now(UTC) - datetime.fromisoformat(str(moment))).total_seconds()
    for unit, length in (("day", 86_400), ("hour", 3_600), ("minute", 60)):
        if seconds >= length:
            return f"{counted(int(seconds // length), unit)} ago"
    return "just now"
