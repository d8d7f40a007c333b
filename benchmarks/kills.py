"""SIGKILL at random moments of an ingest: does the last good generation answer, and is nothing left behind?"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

from benchmarks import corpus

SECTIONS = 3_000
QUESTION = "Where does Milvus store data?"


def run(folder: Path, rounds: int, seed: int = 0) -> bool:
    """Kill `rounds` ingests in `folder` and print what was found; whether all was well."""
    made = random.Random(seed)
    states = [folder / "pages-a", folder / "pages-b"]
    for number, pages in enumerate(states):
        corpus.write(pages, SECTIONS, seed=number)
    home = folder / "home"
    _footnote(home, "ingest", str(states[0])).check_returncode()
    started = time.perf_counter()
    _footnote(folder / "other-home", "ingest", str(states[1])).check_returncode()
    seconds = time.perf_counter() - started
    print(f"An ingest of {SECTIONS} sections takes {seconds:.1f} s; killing {rounds} at random moments of it.")
    found: Counter[str] = Counter()
    for number in range(rounds):
        live = _live(home)
        waited = _kill(home, states[1], made.uniform(0, seconds))
        verdict = _verdict(home, live)
        print(f"  {number + 1:3d}. killed after {waited:4.1f} s: {verdict}")
        found[verdict] += 1
        if _live(home) != live:
            states.reverse()  # so that the next ingest has something to write
    print(", ".join(f"{verdict}: {times}" for verdict, times in sorted(found.items())))
    return set(found) <= {KEPT, REPLACED}


KEPT = "the old generation answers, nothing is left behind"
REPLACED = "the new generation answers, nothing is left behind"


def _kill(home: Path, pages: Path, after: float) -> float:
    started = time.perf_counter()
    silent = subprocess.DEVNULL
    with subprocess.Popen(
        _command("ingest", str(pages)), env=_environment(home), stdout=silent, stderr=silent
    ) as process:
        try:
            process.wait(after)
        except subprocess.TimeoutExpired:
            process.kill()
    return time.perf_counter() - started


def _verdict(home: Path, before: str) -> str:
    """What the next start of Footnote finds, and leaves."""
    search = _footnote(home, "search", QUESTION, "--json")
    if search.returncode or not json.loads(search.stdout):
        return f"NO ANSWER: {search.stderr.strip()}"
    index = home / "index"
    live = _live(home)
    left = {path.name for path in (*index.iterdir(), *index.glob("copies/*"))}
    if left := left - {f"{live}.db", "manifest.json", "writer.lock", "copies"}:
        return f"LEFT BEHIND: {', '.join(sorted(left))}"
    return KEPT if live == before else REPLACED


def _live(home: Path) -> str:
    generation: str = json.loads((home / "index" / "manifest.json").read_text("utf-8"))["generation"]
    return generation


def _footnote(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        _command(*arguments), env=_environment(home), capture_output=True, text=True, check=False, timeout=300
    )


def _command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "bot", *arguments]


def _environment(home: Path) -> dict[str, str]:
    return {**os.environ, "FOOTNOTE_HOME": str(home), "MILVUS_URI": "", "EMBEDDING_MODEL": ""}
