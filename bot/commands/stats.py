"""`footnote stats`: what the bot did, in numbers, by day, channel or source."""

from __future__ import annotations

import argparse
import asyncio
import csv
import json
import sys
from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

from adapters import terminal
from bot.config import Settings
from bot.records import open_records
from rag_core.statistics import KEYS, By, Figures, Sums, summed, total

_NUMBERS = tuple(field.name for field in fields(Sums) if field.name != "key")
_COLUMNS = (
    *("asked", "answered", "excerpts", "uncovered", "failed"),
    *("votes", "called", "p50 / p95", "tokens", "cost"),
)
_UNITS = {"p50": "p50_seconds", "p95": "p95_seconds", "cost": "cost_usd"}


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Print a line for each day, channel or page."""
    figures = asyncio.run(_figures(options.since, options.platform or "", settings))
    sums = summed(figures or (), options.by)
    lines = [_line(one, options.by) for one in sums]
    if options.json:
        print(json.dumps(lines, ensure_ascii=False, indent=2))
    elif options.csv:
        writer = csv.DictWriter(sys.stdout, _header(options.by), lineterminator="\n")
        writer.writeheader()
        writer.writerows(lines)
    elif figures is None:
        terminal.print_line("Nothing asked yet.")
    elif not figures:
        terminal.print_line(f"Nothing was asked since {options.since:%Y-%m-%d %H:%M} UTC.")
    else:
        _print(sums, figures, options.by)
    return 0


async def _figures(since: datetime, platform: str, settings: Settings) -> tuple[Figures, ...] | None:
    async with open_records(settings) as journal:
        return await journal.figures(since, platform=platform) if journal else None


def _header(by: By) -> tuple[str, ...]:
    return (*KEYS[by], *(_UNITS.get(name, name) for name in _NUMBERS))


def _line(sums: Sums, by: By) -> dict[str, Any]:
    return dict(zip(_header(by), (*sums.key, *(_rounded(getattr(sums, name)) for name in _NUMBERS)), strict=True))


def _rounded(value: float | None) -> float | None:
    return round(value, 6) if isinstance(value, float) else value


def _print(sums: Sequence[Sums], figures: Sequence[Figures], by: By) -> None:
    """A table, whose last line is all questions."""
    whole = total(figures, ("all", *("",) * (len(KEYS[by]) - 1)))
    terminal.print_table((*KEYS[by], *_COLUMNS), [_row(one) for one in (*sums, whole)])


def _row(sums: Sums) -> tuple[str, ...]:
    counts = (sums.questions, sums.answered, sums.excerpts, sums.not_covered, sums.failed)
    votes = f"+{sums.up} -{sums.down}" if sums.up or sums.down else "-"
    seconds = f"{sums.p50:.1f} / {sums.p95:.1f}" if sums.p50 is not None and sums.p95 is not None else "-"
    cost = f"${sums.cost:.2f}" if sums.cost is not None else "-"
    return (*sums.key, *map(str, counts), votes, str(sums.escalated), seconds, rough(sums.tokens), cost)


def rough(count: int) -> str:
    """A count in at most six characters."""
    for unit, size in (("M", 1_000_000), ("k", 1_000)):
        if count >= size - size // 20_000:  # from there on it is rounded up to one
            return f"{count / size:.1f}{unit}"
    return str(count)
