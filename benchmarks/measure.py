"""One measurement in this process: `python -m benchmarks.measure CONTENDER STEP PAGES HOME` prints figures as JSON."""

from __future__ import annotations

import asyncio
import importlib
import json
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import cast

from benchmarks import corpus
from benchmarks.contenders import Contender, Search
from benchmarks.probe import Figures, loop_lag, peak_memory, percentile, timed

ALONE = 100  # questions one after the other
CROWD = 20  # questions at once
CROWDS = 3


def ingest(contender: Contender, pages: Path, home: Path) -> Figures:
    """Read, split, embed and write all pages."""
    figures: Figures = {}
    with timed(figures):
        figures["pieces"] = contender.ingest(pages, home)
    return figures | {"memory": peak_memory()}


def search(contender: Contender, pages: Path, home: Path) -> Figures:
    """Questions one after the other, then many at once."""
    return asyncio.run(_search(contender, corpus.questions(pages, ALONE), home)) | {"memory": peak_memory()}


def first(contender: Contender, pages: Path, home: Path) -> Figures:
    """One question to a process that has just started; the caller times it from outside."""
    asyncio.run(_ask(contender, corpus.questions(pages, 1)[0], home))
    return {"memory": peak_memory()}


async def _ask(contender: Contender, question: str, home: Path) -> None:
    await (await contender.opened(home))(question)


async def _search(contender: Contender, questions: Sequence[str], home: Path) -> Figures:
    figures: Figures = {}
    find = await contender.opened(home)
    await find(questions[0])  # what the first question pays for, `first` measures
    alone: Figures = {}
    with timed(alone):
        times = [await _timed(find, question) for question in questions]
    figures |= {"p50": percentile(times, 0.5), "p95": percentile(times, 0.95), "cpu": alone["cpu"] / len(times) * 1000}
    async with loop_lag(figures):
        crowd = [
            taken
            for _ in range(CROWDS)
            for taken in await asyncio.gather(*(_timed(find, question) for question in questions[:CROWD]))
        ]
    return figures | {"crowd_p50": percentile(crowd, 0.5), "crowd_p95": percentile(crowd, 0.95)}


async def _timed(find: Search, question: str) -> float:
    """Milliseconds until the answer."""
    started = time.perf_counter()
    await find(question)
    return 1000 * (time.perf_counter() - started)


STEPS: Mapping[str, Callable[[Contender, Path, Path], Figures]] = {"ingest": ingest, "search": search, "first": first}


def main() -> None:
    """Measure what the command line names."""
    name, step, pages, home = sys.argv[1:]
    contender = cast("Contender", importlib.import_module(f"benchmarks.contenders.{name}"))
    print(json.dumps(STEPS[step](contender, Path(pages), Path(home))))


if __name__ == "__main__":
    main()
