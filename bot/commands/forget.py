"""`footnote forget`: erase what one person wrote, also while the bot runs."""

from __future__ import annotations

import argparse
import asyncio

from adapters import terminal
from bot.config import Settings
from bot.records import open_records
from bot.rules import PLATFORMS


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Erase, and say how many questions it were."""
    platforms = (options.platform,) if options.platform else PLATFORMS
    count = asyncio.run(_forget(options.user, platforms, settings))
    terminal.print_line(f"{count} question{'' if count == 1 else 's'} erased.")
    return 0


async def _forget(person: str, platforms: tuple[str, ...], settings: Settings) -> int:
    async with open_records(settings) as journal:
        if journal is None:
            return 0
        return sum([await journal.forget(platform, person) for platform in platforms])
