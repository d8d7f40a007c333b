"""A journal that cannot be written: the asker hears of it, and may ask again once it is mended."""

from __future__ import annotations

import sqlite3

from tests.adapters.slack.conftest import WHERE
from tests.adapters.slack.test_command import shown
from tests.adapters.slack.watching import answered, silence


async def test_the_asker_is_told_alone_and_can_ask_again(slack, bot, ana, faq, tmp_path):
    with sqlite3.connect(tmp_path / "journal.db") as journal:
        journal.execute("alter table questions rename to lost")
    ts = await slack.mention(faq, ana, WHERE)
    await shown(slack, faq, ana, "Something went wrong")
    await silence(slack, faq, ts)
    with sqlite3.connect(tmp_path / "journal.db") as journal:
        journal.execute("alter table lost rename to questions")
    slack.redeliver(ts)
    await answered(slack, faq, ts)
