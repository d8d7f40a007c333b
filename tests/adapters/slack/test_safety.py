"""What is written to the log: ids and reasons, never tokens or what people wrote."""

from __future__ import annotations

import logging

import pytest

from tests.adapters.slack.conftest import WHERE
from tests.adapters.slack.watching import answered
from tests.fakes.llm_server import refuse


@pytest.fixture(autouse=True)
def quiet():
    """Logging stays on here."""


async def test_no_level_prints_questions_answers_or_tokens(slack, llm, start, ana, faq, caplog):
    for package in ("adapters", "bot", "rag_core"):
        caplog.set_level(logging.DEBUG, package)
    llm.then(refuse(401), refuse(401))
    slack.fail("assistant.threads.setStatus", error="missing_scope")
    slack.fail("chat.postMessage", status=500)
    slack.fail("chat.startStream", cut="after")
    async with start():
        ts = await slack.mention(faq, ana, f"{WHERE} zebra-crossing")
        await answered(slack, faq, ts)
        slack.cut_sockets()
        await slack.until(lambda: len(slack.hub.connections) > 1, 10.0)
    assert caplog.records
    for secret in ("zebra-crossing", "object storage", slack.bot_token, slack.app_token, "ticket="):
        assert secret not in caplog.text
