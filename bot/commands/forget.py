"""`footnote forget`: erase what one person wrote, also while the bot runs."""

from __future__ import annotations

import argparse
import asyncio
import re

from adapters import terminal
from adapters.notices import counted
from bot.config import ConfigError, Settings
from bot.records import journal_place, open_records
from rag_core.journal.records import Forgotten

PATIENCE = 5.0  # seconds for others to stop reading the journal, whose reads take milliseconds
_IDS = {"slack": re.compile(r"[UW][A-Z0-9]+"), "discord": re.compile(r"\d+")}
_MENTION = re.compile(r"<@!?(\w+)(\|[^>]*)?>")
_WHERE = (
    'In Slack it is behind ⋮ > "Copy member ID" in their profile (U012ABCDEF), in Discord behind a right click on them'
    ' > "Copy User ID" (digits), once Settings > Advanced > Developer Mode is on.'
)


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Erase, and say how much it was; 1 when former words still stand on the disk. Raises ConfigError, JournalError."""
    person = _person(options.user)
    platforms = [name for name in (options.platform,) if name] or list(_IDS)
    theirs = [name for name in platforms if _IDS[name].fullmatch(person)]
    if not theirs:
        of = f" of {options.platform.capitalize()}" if options.platform else ""
        raise ConfigError(f'--user: "{options.user}" is no person\'s id{of}. {_WHERE}')
    gone, overwritten = asyncio.run(_forget(person, theirs[0], settings))
    terminal.print_line(_told(person, gone))
    if not overwritten:
        terminal.print_line(_still(settings))
    return 0 if overwritten else 1


def _person(given: str) -> str:
    """The id in what was given, which may be a mention as it stands in a message."""
    mention = _MENTION.fullmatch(given.strip())
    return mention[1] if mention else given.strip()


async def _forget(person: str, platform: str, settings: Settings) -> tuple[Forgotten, bool]:
    async with open_records(settings) as journal:
        if journal is None:
            return Forgotten(questions=0, elsewhere=0), True
        return await journal.forget(platform, person), await journal.scrub(patience=PATIENCE)


def _told(person: str, gone: Forgotten) -> str:
    if not (gone.questions or gone.elsewhere):
        return f"Nobody with the id {person} is in the journal: nothing was erased. {_WHERE}"
    asked = f"{counted(gone.questions, 'question')} erased"
    return f"{asked}, and the person from {counted(gone.elsewhere, 'other place')}." if gone.elsewhere else f"{asked}."


def _still(settings: Settings) -> str:
    from rag_core.journal.database import file_of

    return (
        f"The former words still stand in {file_of(journal_place(settings))}-wal, for another program is reading the"
        " journal. A bot that runs overwrites them within a minute after that has ended; without one, close that"
        " program and run this again."
    )
