"""`python -m benchmarks`: every measurement, each contender in a process of its own, medians in a table."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks import comparing, kills
from benchmarks.report import table

NAMES = ("ingest", "search", "first", "lag", "kills")


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure what is named; 1 when a killed ingest did harm."""
    parser = _parser()
    options = parser.parse_args(arguments)
    if unknown := set(options.names) - set(NAMES):
        parser.error(f"there is no {' and no '.join(sorted(unknown))}; there are {', '.join(NAMES)}")
    names = options.names or NAMES[:-1]
    with tempfile.TemporaryDirectory(prefix="footnote-bench-") as scratch:
        folder = Path(scratch)
        if set(names) - {"kills"}:
            measured = comparing.run(folder, names, rounds=options.rounds, sections=options.sections)
            print(table(measured))
        harmless = "kills" not in names or kills.run(folder, options.rounds)
    return int(not harmless)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description="Footnote, the tutorial's code and LangChain on the same pages with the same embedding.",
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"{', '.join(NAMES)} (default all but kills)")
    parser.add_argument("--rounds", type=int, default=3, metavar="N", help="medians of so many; kills: how many")
    parser.add_argument("--sections", type=int, default=10_000, metavar="N", help="how many are indexed")
    return parser


if __name__ == "__main__":
    sys.exit(main())
