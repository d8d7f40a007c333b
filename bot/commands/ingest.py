"""`footnote ingest`: read the sources, show progress, publish, report."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from adapters.notices import counted
from bot.app import load_embedder, open_store, source_specs
from bot.config import ConfigError, Settings
from rag_core.index import Reading

if TYPE_CHECKING:
    from rag_core.ingest import Report, Step
    from rag_core.sources import SourceSpec

UNCLEAR_AUDIENCE = (
    "the audience at its top cannot be read. Write `audience: internal` or `audience: public`, without indent, between "
    "two lines of `---` at the top of the page."
)
LINE_SECONDS = 5.0  # between two progress lines where there is no terminal


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Make the sources the live index."""
    from rag_core.ingest import gather, ingest

    settings = replace(
        settings,
        include=options.include or settings.include,
        base_url=settings.base_url if options.base_url is None else options.base_url,
        audience=options.audience or settings.audience,
    )
    specs = source_specs(settings, tuple(options.sources))
    if not specs:
        raise ConfigError("No source is named. Say `footnote ingest FOLDER`, or set FOOTNOTE_SOURCES.")
    started = time.perf_counter()
    with _progress() as step:
        corpus = replace(gather(specs, step), readings=_readings(options, specs))
        embedder = load_embedder(settings)
        report = ingest(
            corpus, open_store(settings), embedder, rebuild=options.rebuild, dry_run=options.dry_run, step=step
        )
    print(describe(replace(report, seconds=time.perf_counter() - started), dry_run=options.dry_run))
    return 0


def _readings(options: argparse.Namespace, specs: Sequence[SourceSpec]) -> tuple[Reading, ...]:
    """What the command line alone says, so that the bot reads the same pages when it reads the sources again."""
    include, base_url = options.include or "", options.base_url or ""
    return tuple(Reading(source=s.name, include=include, base_url=base_url) for s in specs if include or base_url)


def describe(report: Report, *, dry_run: bool) -> str:
    """The closing report, some lines of text."""
    changes = report.plan
    by_fate = ", ".join(
        f"{len(ids)} {what}"
        for what, ids in (
            ("added", changes.added),
            ("changed", changes.changed),
            ("removed", changes.removed),
            ("unchanged", changes.unchanged),
        )
    )
    lines = [
        f"{counted(report.pages, 'page')}, {counted(report.sections, 'section')}: {by_fate}, in {report.seconds:.1f} s."
    ]
    lines += [f"{counted(report.curated, 'curated answer')}."] if report.curated else []
    lines += [f"skipped {item.path}: {item.reason}" for item in report.skipped]
    lines += [f"{path} is internal: {UNCLEAR_AUDIENCE}" for path in report.closed]
    if dry_run:
        lines.append("Nothing was written (--dry-run).")
    elif report.published:
        lines.append(f"Live: generation {report.generation}.")
    else:
        lines.append(f"Nothing changed; generation {report.generation} stays live.")
    return "\n".join(lines)


@contextmanager
def _progress() -> Iterator[Step]:
    """A bar on a terminal, a plain line every few seconds elsewhere; both on stderr."""
    if not sys.stderr.isatty():
        yield _plain_lines()
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        tasks = {stage: bar.add_task(stage, total=None, visible=False) for stage in ("reading", "embedding")}

        def step(stage: str, done: int, total: int) -> None:
            bar.update(tasks[stage], completed=done, total=total or None, visible=True)

        yield step


def _plain_lines() -> Step:
    shown = time.monotonic()

    def step(stage: str, done: int, total: int) -> None:
        nonlocal shown
        if time.monotonic() - shown >= LINE_SECONDS:
            shown = time.monotonic()
            print(f"{stage} {done}" + (f" of {total}" if total else ""), file=sys.stderr, flush=True)

    return step
