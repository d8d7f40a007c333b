"""What `footnote doctor` checks of Discord: the token, the intent, the servers and what the bot may do there."""

from __future__ import annotations

from adapters.base import DeliveryError
from adapters.discord.events import PLATFORM
from adapters.discord.survey import Survey, survey
from adapters.policy import Rules
from bot.config import Settings
from bot.findings import Finding
from bot.rules import named_channels, reads_posts

SERVERS_NAMED = 5
_PAGE = "discord.com/developers/applications > your app"


async def discord_findings(settings: Settings, rules: Rules) -> list[Finding]:
    """Ask Discord; nothing when no token is set. Opens no connection, which would take the session of a running bot."""
    if not settings.discord_bot_token:
        return []
    try:
        named = sorted({*named_channels(rules, PLATFORM), *settings.discord_channels})
        seen = await survey(settings.discord_bot_token, settings.discord_api_url, named)
    except DeliveryError as error:
        remedy = f"Reset the token under {_PAGE} > Bot, and check DISCORD_API_URL."
        if not error.permanent:
            remedy = "Check the network and DISCORD_API_URL; the token may be right."
        return [Finding(status="fail", label="DISCORD_BOT_TOKEN", detail=error.reason, remedy=remedy)]
    known = Finding(status="ok", label="DISCORD_BOT_TOKEN", detail=f"the bot is {seen.name}")
    return [known, *_intent(settings, rules, seen), _servers(seen), *_permissions(seen), *_channels(seen)]


def _intent(settings: Settings, rules: Rules, seen: Survey) -> list[Finding]:
    if not reads_posts(settings, rules):
        return []
    if seen.message_content:
        return [Finding(status="ok", label="Message Content intent", detail="is on, for the Q&A channels")]
    return [
        Finding(
            status="fail",
            label="Message Content intent",
            detail="is off, and the Q&A channels need it",
            remedy=f"Switch it on under {_PAGE} > Bot > Privileged Gateway Intents.",
        )
    ]


def _servers(seen: Survey) -> Finding:
    if not seen.guilds:
        remedy = "Open the link that `footnote manifest discord` prints."
        return Finding(status="warning", label="Discord servers", detail="the bot is in none", remedy=remedy)
    more = " and more" if len(seen.guilds) > SERVERS_NAMED else ""
    return Finding(status="ok", label="Discord servers", detail=f"in {', '.join(seen.guilds[:SERVERS_NAMED])}{more}")


def _permissions(seen: Survey) -> list[Finding]:
    return [
        Finding(
            status="warning",
            label="Discord permissions",
            detail=f"missing in {lacking}",
            remedy="Invite the bot again with the link of `footnote manifest discord`, or change its role.",
        )
        for lacking in seen.lacking[:SERVERS_NAMED]
    ]


def _channels(seen: Survey) -> list[Finding]:
    return [
        Finding(
            status="warning",
            label="Discord channels",
            detail=f"footnote.toml or DISCORD_CHANNELS names {channel}, which the bot cannot see",
            remedy="Correct the id, or let the bot's role view the channel.",
        )
        for channel in seen.unseen
    ]
