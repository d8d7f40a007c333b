"""What `footnote doctor` checks of Slack: tokens, scopes, Socket Mode, the channels that the bot is in."""

from __future__ import annotations

from typing import Any

from adapters.base import DeliveryError
from adapters.policy import Rules
from adapters.slack.calls import Calls
from adapters.slack.connecting import calls, identify
from adapters.slack.events import PLATFORM, Bot
from adapters.slack.manifest import SCOPES
from bot.config import Settings
from bot.findings import Finding
from bot.rules import named_channels

CHANNELS_NAMED = 5
PAGE = 200  # channels asked for at a time; docs.slack.dev/reference/methods/users.conversations
_PAGE = "api.slack.com/apps > your app"


async def slack_findings(settings: Settings, rules: Rules) -> list[Finding]:
    """Ask Slack; nothing when no token is set. Opens no connection, which would take events from a running bot."""
    if not settings.slack_bot_token:
        return []
    api = calls(settings.slack_bot_token, settings.slack_api_url)
    try:
        return [*await _bot_token(api, rules), *await _app_token(api, settings.slack_app_token)]
    finally:
        await api.aclose()


async def _bot_token(api: Calls, rules: Rules) -> list[Finding]:
    try:
        bot = await identify(api)
    except DeliveryError as error:
        remedy = f"Copy the Bot User OAuth Token (xoxb-…) from {_PAGE} > OAuth & Permissions, and check SLACK_API_URL."
        return [_refused("SLACK_BOT_TOKEN", error, remedy)]
    known = Finding(status="ok", label="SLACK_BOT_TOKEN", detail=f"@{bot.name} in workspace {bot.team}")
    return [known, await _scopes(api), *await _channels(api, bot, rules)]


def _refused(label: str, error: DeliveryError, remedy: str) -> Finding:
    """A token that is refused gets the remedy; one that could not be tried says nothing about itself."""
    if not error.permanent:
        remedy = "Check the network and SLACK_API_URL; the token may be right."
    return Finding(status="fail", label=label, detail=error.reason, remedy=remedy)


async def _scopes(api: Calls) -> Finding:
    try:
        answer: Any = await api.translated("auth.test", api.client.auth_test)
    except DeliveryError as error:
        return Finding(status="warning", label="Slack scopes", detail=error.reason, remedy="Try again in a moment.")
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


async def _channels(api: Calls, bot: Bot, rules: Rules) -> list[Finding]:
    try:
        joined = await _joined(api)
    except DeliveryError as error:
        remedy = "Grant the missing scopes first." if error.permanent else "Try again in a moment."
        return [Finding(status="warning", label="Slack channels", detail=error.reason, remedy=remedy)]
    absent = [c for c in named_channels(rules, PLATFORM) if c not in joined and not c.startswith("D")]
    invite = f"type /invite @{bot.name}."
    findings = [
        Finding(
            status="warning",
            label="Slack channels",
            detail=f"footnote.toml names {channel}, where the bot is not",
            remedy=f"Correct the id, or {invite}",
        )
        for channel in absent
    ]
    if not joined:
        detail, remedy = "the bot is in none", f"In a channel, {invite}"
        return [Finding(status="warning", label="Slack channels", detail=detail, remedy=remedy), *findings]
    more = " and more" if len(joined) > CHANNELS_NAMED else ""
    detail = f"in {', '.join(list(joined.values())[:CHANNELS_NAMED])}{more}"
    return [Finding(status="ok", label="Slack channels", detail=detail), *findings]


async def _joined(api: Calls) -> dict[str, str]:
    """The names of the channels that the bot is in, by id. Raises DeliveryError."""
    found: dict[str, str] = {}
    cursor = ""
    while True:
        page = await api.do(
            "users.conversations",
            types="public_channel,private_channel",
            exclude_archived="true",
            limit=PAGE,
            cursor=cursor or None,
        )
        found |= {str(one["id"]): f"#{one.get('name', one['id'])}" for one in page["channels"]}
        cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
        if not cursor:
            return found


async def _app_token(api: Calls, token: str) -> list[Finding]:
    try:
        await api.translated("apps.connections.open", lambda: api.client.apps_connections_open(app_token=token))
    except DeliveryError as error:
        remedy = (
            f"Generate a token with connections:write under {_PAGE} > Basic Information > App-Level Tokens, "
            "and switch Socket Mode on."
        )
        return [_refused("SLACK_APP_TOKEN", error, remedy)]
    return [Finding(status="ok", label="SLACK_APP_TOKEN", detail="Socket Mode can be opened")]
