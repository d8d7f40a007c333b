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
_UNITS = {"p50": "p50_seconds", "p95": "p95_seconds", "cost": "cost_usd"}


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Print a line for each day, channel or page."""
    figures = asyncio.run(_figures(options.since, options.platform or "", settings))
    lines = [_line(sums, options.by) for sums in summed(figures or (), options.by)]
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
        _print(lines, figures, options.by)
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


def _print(lines: Sequence[dict[str, Any]], figures: Sequence[Figures], by: By) -> None:
    """A table, whose last line is all questions."""
    width = len(KEYS[by])
    whole = _line(total(figures, ("all", *("",) * (width - 1))), by)
    rows = [[*list(line.values())[:width], *_shown(list(line.values())[width:])] for line in (*lines, whole)]
    terminal.print_table([*KEYS[by], *(name.replace("_", " ") for name in _NUMBERS)], rows)


def _shown(numbers: Sequence[float | None]) -> list[str]:
    return [_cell(name, value) for name, value in zip(_NUMBERS, numbers, strict=True)]


def _cell(name: str, value: float | None) -> str:
    if value is None:
        return "-"
    if name in {"p50", "p95"}:
        return f"{value:.1f} s"
    return f"${value:.4f}" if name == "cost" else f"{value:,}"
