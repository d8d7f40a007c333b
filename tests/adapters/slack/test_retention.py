"""`retention` in a running bot: what is older than the rules allow is gone, a hangup sets it, the answers go on."""

from __future__ import annotations

import asyncio
import os
import signal
import sqlite3
from datetime import timedelta
from pathlib import Path

from rag_core.journal import Journal
from rag_core.journal.journal import utc_now
from tests.adapters.slack.conftest import WHERE
from tests.adapters.slack.watching import answered
from tests.rag_core.journals import answered as stored
from tests.rag_core.journals import origin


async def test_a_hangup_that_sets_a_retention_erases_what_is_older(slack, start, variables, ana, faq, tmp_path):
    file = tmp_path / "journal.db"
    before = await Journal.open(file, clock=lambda: utc_now() - timedelta(days=100))
    await stored(before, origin("17.1"), "Old?", "Old.")
    await before.aclose()
    async with start():
        ts = await slack.mention(faq, ana, WHERE)
        await answered(slack, faq, ts)
        assert _texts(file) == ["Old?", WHERE]
        Path(variables["FOOTNOTE_CONFIG"]).write_text('retention = "90d"\n')
        os.kill(os.getpid(), signal.SIGHUP)
        async with asyncio.timeout(20):
            while _texts(file) != ["", WHERE]:
                await asyncio.sleep(0.1)


def _texts(file: Path) -> list[str]:
    with sqlite3.connect(file) as journal:
        return [text for (text,) in journal.execute("select text from questions order by asked_at")]
