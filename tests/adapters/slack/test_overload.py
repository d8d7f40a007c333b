"""More questions than can be worked on: envelopes are acknowledged, people wait in a fair line, nobody is lost."""

from __future__ import annotations

import asyncio

import pytest

from tests.adapters.slack.conftest import WHERE
from tests.adapters.slack.watching import answered, said
from tests.fakes.llm_server import FakeLLM


@pytest.fixture
async def llm():
    async with FakeLLM(first_delay=0.25) as server:
        yield server


@pytest.fixture
def variables(variables: dict[str, str]) -> dict[str, str]:
    return {**variables, "ANSWERS_AT_ONCE": "2", "QUESTIONS_WAITING": "8"}


async def test_everybody_is_answered_once_and_the_place_in_line_is_shown(slack, bot, faq):
    people = [slack.add_user(f"p{n}") for n in range(8)]
    asked = [await slack.mention(faq, person, WHERE, copies=2) for person in people]
    await slack.until(lambda: "before yours" in "".join(slack.status(faq, ts) for ts in asked), 20.0)
    for ts in asked:
        await answered(slack, faq, ts, timeout=40.0)
    assert slack.slowest_ack() < 1.0
    assert slack.unacked() == []


async def test_past_the_limit_people_are_turned_away_politely(slack, bot, faq):
    people = [slack.add_user(f"p{n}") for n in range(14)]
    asked = [await slack.mention(faq, person, WHERE) for person in people]
    turned_away = await slack.until(
        lambda: [ts for ts in asked if any("Too many questions" in one.text for one in slack.answers(faq, ts))], 20.0
    )
    for ts in set(asked) - set(turned_away):
        await slack.until(lambda ts=ts: slack.answers(faq, ts), 40.0)
    await asyncio.sleep(0.3)
    assert all(len(slack.answers(faq, ts)) == 1 for ts in asked)


async def test_one_person_s_many_questions_do_not_hold_up_another(slack, bot, ana, ben, faq):
    many = [await slack.mention(faq, ana, WHERE) for _ in range(8)]
    one = await slack.mention(faq, ben, WHERE)
    await answered(slack, faq, one, timeout=40.0)
    assert sum(bool(slack.answers(faq, ts)) for ts in many) <= 6
    await said(slack, faq, many[-1], "object storage", timeout=40.0)
