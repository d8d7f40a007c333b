"""`footnote manifest`: the app manifest to paste where a platform creates the bot."""

from __future__ import annotations

import argparse
import json

from adapters import terminal
from adapters.discord.manifest import manifest as discord_manifest
from adapters.slack.manifest import manifest as slack_manifest
from bot.config import Settings
from bot.rules import reads_posts


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Print it: Slack's as JSON, for Discord the invite link and what it allows."""
    if options.platform == "discord":
        terminal.print_line(discord_manifest(settings.discord_bot_token, forums=reads_posts(settings)))
    else:
        terminal.print_line(json.dumps(slack_manifest(options.name), ensure_ascii=False, indent=2))
    return 0
