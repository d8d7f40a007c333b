"""`footnote gaps`: what people ask that the docs do not answer, one line a topic."""

from __future__ import annotations

import argparse
import asyncio
import json
from typing import Any

from adapters import terminal
from adapters.discord import events as discord
from adapters.notices import counted
from adapters.slack import events as slack
from bot.app import load_embedder, required_model
from bot.config import Settings
from bot.records import open_records
from rag_core.gaps import Gap, Missed
from rag_core.topics import find_topics

_COLUMNS = ("asked", "people", "why", "last", "question", "nearest section")
_LABEL, _NEAREST = 70, 50  # characters in the table
_WHY = {"not_covered": "not covered", "down": "👎", "escalated": "a person was asked for"}


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Print the topics, the most asked first."""
    missed, gaps = asyncio.run(_found(options, settings))
    if options.json:
        print(json.dumps([_as_json(gap) for gap in gaps[: options.top]], ensure_ascii=False, indent=2))
    elif missed is None:
        terminal.print_line("Nothing asked yet.")
    elif not gaps:
        terminal.print_line(f"No gaps since {options.since:%Y-%m-%d %H:%M} UTC.")
    else:
        terminal.print_table(_COLUMNS, [_row(gap) for gap in gaps[: options.top]])
        found = f"{counted(len(missed), 'question')} on {counted(len(gaps), 'topic')}"
        terminal.print_line(f"{found} since {options.since:%Y-%m-%d %H:%M} UTC.")
    return 0


async def _found(options: argparse.Namespace, settings: Settings) -> tuple[tuple[Missed, ...] | None, tuple[Gap, ...]]:
    """What was missed, None when nothing was asked yet, and the topics of it."""
    async with open_records(settings) as journal:
        missed = await journal.missed(options.since, platform=options.platform or "") if journal else None
    if not missed:
        return missed, ()
    embedder = load_embedder(settings)
    if not options.model:
        return missed, await find_topics(missed, embedder, None)
    async with required_model(settings) as model:
        return missed, await find_topics(missed, embedder, model)


def _row(gap: Gap) -> tuple[str, ...]:
    nearest = gap.nearest[0].breadcrumb if gap.nearest else ""
    why = ", ".join(f"{count} × {_WHY[reason]}" for reason, count in gap.reasons.items())
    last = gap.last.date().isoformat()
    return (str(len(gap.questions)), str(gap.people), why, last, _line(gap.label, _LABEL), _line(nearest, _NEAREST))


def _as_json(gap: Gap) -> dict[str, Any]:
    return {
        "label": gap.label,
        "asked": len(gap.questions),
        "people": gap.people,
        "reasons": gap.reasons,
        "first": gap.first.isoformat(),
        "last": gap.last.isoformat(),
        "nearest": [{"breadcrumb": s.breadcrumb, "page": s.page, "url": s.url} for s in gap.nearest],
        "questions": [
            {
                "id": question.id,
                "text": question.text,
                "at": question.at.isoformat(),
                "reasons": sorted(question.why),
                "link": _link(question),
            }
            for question in gap.questions
        ],
    }


def _link(question: Missed) -> str:
    """Where the question stands; a command leaves no message."""
    links = {slack.PLATFORM: slack.browser_link, discord.PLATFORM: discord.link}
    link = links.get(question.origin.platform)
    return link(question.origin) if link and question.kind != "command" else ""


def _line(text: str, longest: int) -> str:
    line = " ".join(text.split())
    return line if len(line) <= longest else f"{line[: longest - 1]}…"
