"""`footnote manifest`: the app manifest to paste where a platform creates the bot."""

from __future__ import annotations

import argparse
import json

from adapters import terminal
from adapters.discord.manifest import manifest as discord_manifest
from adapters.slack.manifest import NAME_MAX
from adapters.slack.manifest import manifest as slack_manifest
from bot.config import ConfigError, Settings
from bot.rules import load, reads_posts


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Print it: Slack's as JSON, for Discord the invite link and what it allows."""
    if options.platform == "discord":
        forums = reads_posts(settings, load(settings.rules_file))
        terminal.print_line(discord_manifest(settings.discord_bot_token, forums=forums))
    else:
        if not 0 < len(name := options.name.strip()) <= NAME_MAX:
            raise ConfigError(f"--name: {options.name!r} is no name for Slack. Give it 1 to {NAME_MAX} characters.")
        terminal.print_line(json.dumps(slack_manifest(name), ensure_ascii=False, indent=2))
    return 0
