"""A workspace with one person, one channel and one question."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from tests.fakes.slack import FakeSlack


@pytest.fixture(autouse=True)
def quiet_sdk() -> Iterator[None]:
    """Broken connections are the point here; the SDK need not tell of them."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    async with FakeSlack(ack_deadline=0.2, retry_delays=(0.0, 0.5, 1.0)) as server:
        yield server


@pytest.fixture
def client(slack: FakeSlack) -> AsyncWebClient:
    return AsyncWebClient(token=slack.bot_token, base_url=slack.api_url)


@pytest.fixture
def ana(slack: FakeSlack) -> str:
    return slack.add_user("ana")


@pytest.fixture
def faq(slack: FakeSlack, ana: str) -> str:
    return slack.add_channel("faq", members=[ana])


@pytest.fixture
async def question(slack: FakeSlack, ana: str, faq: str) -> str:
    return await slack.say(faq, ana, "how?")


@pytest.fixture
def to(slack: FakeSlack, ana: str) -> dict[str, Any]:
    """Who a stream is for."""
    return {"recipient_team_id": slack.workspace.team, "recipient_user_id": ana}
