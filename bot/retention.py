"""Erasing while the bot runs: what is older than `retention`, and the traces of whatever was erased."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from adapters.policy import Rules
from rag_core.errors import JournalError
from rag_core.journal import Journal
from rag_core.journal.journal import utc_now

log = logging.getLogger(__name__)

EVERY = timedelta(days=1)
LOOK_SECONDS = 5.0  # between two looks at the rules, which may be read again at any time
OVERWRITE_SECONDS = 60.0
TELL_AFTER = 10  # minutes in which nothing could be overwritten; a backup is done by then


async def keep_forgetting(journal: Journal, rules: Callable[[], Rules]) -> None:
    """Erase the texts and names that are older than the rules allow, for as long as it is not cancelled."""
    kept, erased = timedelta(0), utc_now() - EVERY
    while True:
        retention = rules().retention
        if retention and (retention != kept or utc_now() - erased >= EVERY):
            erased = utc_now()
            await _forget(journal, erased - retention)
        kept = retention
        await asyncio.sleep(LOOK_SECONDS)


async def keep_overwriting(journal: Journal) -> None:
    """Overwrite every minute what was erased, by whomever; posts, edits and deletions leave former words behind."""
    vain = 0
    while True:
        vain = 0 if await _overwritten(journal) else vain + 1
        if vain == TELL_AFTER:
            log.warning(
                "another program has had the journal open for %d minutes: what was erased stays in its log", vain
            )
        await asyncio.sleep(OVERWRITE_SECONDS)


async def _forget(journal: Journal, before: datetime) -> None:
    """A journal that cannot be written now is tried again in a day."""
    try:
        count = await journal.expire(before)
    except JournalError as error:
        log.error("nothing was erased: %s", error)  # noqa: TRY400
    else:
        log.info("questions erased for their age: %d", count)


async def _overwritten(journal: Journal) -> bool:
    try:
        return await journal.scrub()
    except JournalError as error:
        log.error("erased words are not overwritten yet: %s", error)  # noqa: TRY400
        return False
