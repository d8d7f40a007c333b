"""Where log lines go and what they may hold: ids and reasons, never keys or what people wrote."""

from __future__ import annotations

import logging
import sys


def configure(level: str) -> None:
    """Send our own lines to stderr at `level`; libraries speak up only for warnings."""
    logging.basicConfig(
        stream=sys.stderr, level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s", force=True
    )
    for package in ("bot", "adapters", "rag_core"):
        logging.getLogger(package).setLevel(level.upper())
