"""`footnote run`: answer on every platform that has a token, until told to stop."""

from __future__ import annotations

import argparse
import asyncio

from bot.config import ConfigError, Settings
from bot.serve import configured, serve


def run(options: argparse.Namespace, settings: Settings) -> int:  # noqa: ARG001  # every command takes them
    """Serve until SIGTERM or SIGINT; 0 when it ended in order."""
    if not configured(settings):
        raise ConfigError(
            "No platform has a token. Set SLACK_BOT_TOKEN and SLACK_APP_TOKEN, or DISCORD_BOT_TOKEN; README.md says "
            "where they come from."
        )
    asyncio.run(serve(settings))
    return 0
