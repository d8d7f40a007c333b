"""Runs the measurements, contender after contender in turns, so that a busy minute hits them all."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from statistics import median

from benchmarks import corpus
from benchmarks.probe import Figures

CONTENDERS = ("footnote", "tutorial", "langchain")
FAQ = Path(__file__).resolve().parents[1] / "bot" / "faq"

Measured = Mapping[tuple[str, str], Figures]
"""Medians by contender and step."""


def run(folder: Path, names: Collection[str], *, rounds: int, sections: int) -> Measured:
    """Measure in `folder`; progress goes to stderr."""
    rows: defaultdict[tuple[str, str], list[Figures]] = defaultdict(list)
    for number in range(rounds):
        place = folder / f"round-{number}"
        pages = place / "pages"
        corpus.write(pages, sections)
        for contender in _installed():
            home = place / contender
            home.mkdir()
            for step, figures in _steps(contender, names, pages, home):
                rows[contender, step].append(figures)
                print(f"round {number + 1} of {rounds}: {contender}, {step}", file=sys.stderr)
    return {key: _medians(found) for key, found in rows.items()}


def _installed() -> tuple[str, ...]:
    if find_spec("langchain_milvus"):
        return CONTENDERS
    print("LangChain is not installed: make bench brings it. Measuring without.", file=sys.stderr)
    return CONTENDERS[:-1]


def _steps(contender: str, names: Collection[str], pages: Path, home: Path) -> Iterator[tuple[str, Figures]]:
    if {"ingest", "search", "lag"} & set(names):
        yield "ingest", _inside("measure", contender, "ingest", pages, home)
    if "ingest" in names:
        corpus.change_one(pages)
        yield "reingest", _inside("measure", contender, "ingest", pages, home)
    if "search" in names:
        yield "search", _inside("measure", contender, "search", pages, home)
    if "lag" in names and contender == "footnote":
        yield "lag", _inside("living", pages, home)
    if "first" in names:
        small = home / "small"
        small.mkdir()
        _inside("measure", contender, "ingest", FAQ, small)
        yield "first", _outside(_first(contender, small), {"FOOTNOTE_HOME": str(small)})
        if contender == "footnote":
            yield "help", _outside(["-m", "bot", "--help"])


def _first(contender: str, home: Path) -> list[str]:
    """One question to a process that has just started; Footnote's command line with all that it does, excerpts too."""
    if contender == "footnote":
        return ["-m", "bot", "ask", "How do I add my docs?"]
    return ["-m", "benchmarks.measure", contender, "first", str(FAQ), str(home)]


def _inside(module: str, *arguments: object) -> Figures:
    """What a measuring process says about itself."""
    figures: Figures = json.loads(_output([f"-mbenchmarks.{module}", *map(str, arguments)]).splitlines()[-1])
    return figures


def _outside(command: Sequence[str], settings: Mapping[str, str] | None = None) -> Figures:
    """Wall and CPU seconds of a whole process."""
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    _output(command, settings)
    wall, after = time.perf_counter() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
    return {"wall": wall, "cpu": after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime}


def _output(command: Sequence[str], settings: Mapping[str, str] | None = None) -> str:
    # Keys would send questions to a model, whose answers nobody wants to measure here.
    keyless = {name: value for name, value in os.environ.items() if not name.endswith("_API_KEY")}
    process = subprocess.run(
        [sys.executable, *command], env={**keyless, **(settings or {})}, capture_output=True, text=True, check=False
    )
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)} failed:\n{process.stderr}")
    return process.stdout


def _medians(rows: Sequence[Figures]) -> Figures:
    return {name: median(row[name] for row in rows) for name in rows[0]}
