"""What `footnote doctor` checks of Slack: tokens, scopes, Socket Mode, the channels that the bot is in."""

from __future__ import annotations

from typing import Any

from adapters.base import DeliveryError
from adapters.slack.calls import Calls
from adapters.slack.connecting import calls, identify
from adapters.slack.events import Bot
from adapters.slack.manifest import SCOPES
from bot.config import Settings
from bot.doctor import Finding

CHANNELS_NAMED = 5
_PAGE = "api.slack.com/apps > your app"


async def slack_findings(settings: Settings) -> list[Finding]:
    """Ask Slack; nothing when no token is set. Opens no connection, which would take events from a running bot."""
    if not settings.slack_bot_token:
        return []
    api = calls(settings.slack_bot_token, settings.slack_api_url)
    try:
        return [*await _bot_token(api), await _app_token(api, settings.slack_app_token)]
    finally:
        await api.aclose()


async def _bot_token(api: Calls) -> list[Finding]:
    try:
        bot = await identify(api)
    except DeliveryError as error:
        return [
            Finding(
                status="fail",
                label="SLACK_BOT_TOKEN",
                detail=error.reason,
                remedy=f"Copy the Bot User OAuth Token (xoxb-…) from {_PAGE} > OAuth & Permissions, "
                "and check SLACK_API_URL.",
            )
        ]
    known = Finding(status="ok", label="SLACK_BOT_TOKEN", detail=f"@{bot.name} in workspace {bot.team}")
    return [known, await _scopes(api), await _channels(api, bot)]


async def _scopes(api: Calls) -> Finding:
    answer: Any = await api.translated("auth.test", api.client.auth_test)
    headers = {name.lower(): value for name, value in answer.headers.items()}
    if "x-oauth-scopes" not in headers:
        remedy = f"Compare them with `footnote manifest slack` under {_PAGE} > OAuth & Permissions."
        return Finding(status="warning", label="Slack scopes", detail="Slack does not name them", remedy=remedy)
    granted = {scope.strip() for scope in str(headers["x-oauth-scopes"]).split(",")}
    missing = [scope for scope in SCOPES if scope not in granted]
    if not missing:
        return Finding(status="ok", label="Slack scopes", detail=f"all {len(SCOPES)} are granted")
    return Finding(
        status="fail",
        label="Slack scopes",
        detail=f"missing: {', '.join(missing)}",
        remedy=f"Paste `footnote manifest slack` under {_PAGE} > App Manifest, then click Reinstall under Install App.",
    )


async def _channels(api: Calls, bot: Bot) -> Finding:
    try:
        found = await api.do("users.conversations", types="public_channel,private_channel", exclude_archived="true")
    except DeliveryError as error:
        remedy = "Grant the missing scopes first."
        return Finding(status="warning", label="Slack channels", detail=error.reason, remedy=remedy)
    names = [f"#{channel.get('name', channel['id'])}" for channel in found["channels"]]
    if not names:
        remedy = f"In a channel, type /invite @{bot.name}."
        return Finding(status="warning", label="Slack channels", detail="the bot is in none", remedy=remedy)
    more = " and more" if len(names) > CHANNELS_NAMED else ""
    return Finding(status="ok", label="Slack channels", detail=f"in {', '.join(names[:CHANNELS_NAMED])}{more}")


async def _app_token(api: Calls, token: str) -> Finding:
    try:
        await api.translated("apps.connections.open", lambda: api.client.apps_connections_open(app_token=token))
    except DeliveryError as error:
        return Finding(
            status="fail",
            label="SLACK_APP_TOKEN",
            detail=error.reason,
            remedy=f"Generate a token with connections:write under {_PAGE} > Basic Information > App-Level Tokens, "
            "and switch Socket Mode on.",
        )
    return Finding(status="ok", label="SLACK_APP_TOKEN", detail="Socket Mode can be opened")
