"""`footnote doctor`: run every check and say what to do."""

from __future__ import annotations

import argparse
import asyncio
import json
from collections.abc import Mapping
from dataclasses import asdict

from adapters import terminal
from bot.config import Settings
from bot.doctor import examine
from bot.findings import Status

_MARKS: Mapping[Status, str] = {"ok": "ok     ", "warning": "warning", "fail": "FAIL   "}


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Print the findings; 1 when one of them is a failure."""
    findings = asyncio.run(examine(settings))
    if options.json:
        print(json.dumps([asdict(finding) for finding in findings], ensure_ascii=False, indent=2))
    else:
        for finding in findings:
            terminal.print_line(f"{_MARKS[finding.status]}  {finding.label}: {finding.detail}")
            if finding.remedy:
                terminal.print_line(f"         {finding.remedy}")
    return int(any(finding.status == "fail" for finding in findings))
