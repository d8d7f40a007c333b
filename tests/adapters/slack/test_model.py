"""A model on its worst day: down, hanging, empty, filtered, with pings and links of its own."""

from __future__ import annotations

import pytest

from tests.adapters.slack.conftest import WHERE
from tests.adapters.slack.watching import answered
from tests.fakes.llm_server import BEHAVIOURS, speak

BROKEN = ("bad-key", "no-balance", "cut", "empty", "content-filter", "white-space", "html", "malformed-event")


@pytest.fixture
def variables(variables: dict[str, str]) -> dict[str, str]:
    return {**variables, "LLM_FIRST_TOKEN_TIMEOUT": "0.5", "LLM_TIMEOUT": "2"}


@pytest.mark.parametrize("behaviour", BROKEN)
async def test_a_broken_model_leads_to_excerpts(slack, llm, bot, ana, faq, behaviour):
    llm.then(*[BEHAVIOURS[behaviour]] * 5)
    ts = await slack.mention(faq, ana, WHERE)
    (answer,) = await answered(slack, faq, ts)
    assert "Inserted data is kept in object storage" in answer.text
    assert "Storage > Where is data kept? (https" in answer.text


@pytest.mark.parametrize("behaviour", ["hang", "keep-alive", "thinking-forever"])
async def test_a_hanging_model_leaves_no_status_behind(slack, llm, bot, ana, faq, behaviour):
    llm.then(*[BEHAVIOURS[behaviour]] * 5)
    ts = await slack.mention(faq, ana, WHERE)
    await answered(slack, faq, ts)
    assert slack.status(faq, ts) == ""


async def test_nothing_that_a_model_writes_rings_or_leads_elsewhere(slack, llm, bot, ana, ben, faq):
    pings = f"<!channel> <!here> <!everyone> @channel @everyone <@{ben}> <!subteam^S012AB34|@ops>"
    link = "[the guide](https://evil.example/login)"
    llm.then(speak(f"Data is kept in object storage [1]. {pings} says so [1]. See {link} [1]."))
    ts = await slack.mention(faq, ana, WHERE)
    (answer,) = await answered(slack, faq, ts)
    assert answer.pings == ()
    assert "evil.example" not in answer.text
