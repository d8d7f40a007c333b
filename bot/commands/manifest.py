"""`footnote manifest`: the app manifest to paste where a platform creates the bot."""

from __future__ import annotations

import argparse
import json

from adapters import terminal
from adapters.slack.manifest import manifest
from bot.config import Settings


def run(options: argparse.Namespace, settings: Settings) -> int:  # noqa: ARG001  # every command takes them
    """Print it as JSON."""
    terminal.print_line(json.dumps(manifest(options.name), ensure_ascii=False, indent=2))
    return 0
