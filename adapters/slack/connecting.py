"""From tokens to a workspace: the client, and who we are."""

from __future__ import annotations

import logging
from functools import partial

from adapters.slack.calls import Calls
from adapters.slack.events import Bot
from adapters.slack.pace import Pace
from adapters.slack.workspace import Workspace
from adapters.starting import once_reachable

API_URL = "https://slack.com/api/"
CALL_SECONDS = 15.0  # for one call of the Web API


def calls(bot_token: str, api_url: str = API_URL) -> Calls:
    """A client that repeats nothing by itself: what may be repeated is for Calls to say. Needs a running loop."""
    import aiohttp
    from slack_sdk.web.async_client import AsyncWebClient

    # The SDK's lines repeat what people wrote and URLs that are secrets.
    quiet = logging.getLogger("adapters.slack.sdk")
    quiet.setLevel(logging.CRITICAL)
    client = AsyncWebClient(
        token=bot_token,
        base_url=api_url.rstrip("/") + "/",
        session=aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=CALL_SECONDS)),
        trust_env_in_session=True,
        logger=quiet,
        retry_handlers=[],
    )
    return Calls(client, Pace())


async def open_workspace(bot_token: str, api_url: str = API_URL) -> Workspace:
    """Find out who we are; waits a minute for a Slack that is out of reach. Raises DeliveryError."""
    api = calls(bot_token, api_url)
    try:
        return Workspace.of(api, await once_reachable("Slack", partial(identify, api)))
    except BaseException:
        await api.aclose()
        raise


async def identify(api: Calls) -> Bot:
    """Who the token belongs to. Raises DeliveryError."""
    found = await api.do("auth.test")
    return Bot(
        user=str(found["user_id"]),
        id=str(found.get("bot_id") or ""),
        team=str(found["team_id"]),
        name=str(found.get("user") or "footnote"),
        url=str(found.get("url") or ""),
        enterprise=str(found.get("enterprise_id") or ""),
    )
