"""`python -m benchmarks.gaps`: how well thousands of questions are grouped, and how long `footnote gaps` takes."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import fmean, median

from benchmarks.gap_questions import COLLECTIONS, Labelled, agreement, questions
from rag_core.embeddings import Embedder
from rag_core.gaps import Gap, Missed, find_gaps
from rag_core.topics import SHOWN, TIGHT, merged
from rag_core.types import Answer, Origin, Section, Trace, Usage

Grouping = Callable[[Sequence[Labelled], Embedder], Sequence[Gap]]

BOUND = 3.0  # seconds for the whole command
PEOPLE = 400
DAYS = 29
DRAWS = 5
ROUNDS = 3


def main() -> int:
    """Print quality and time; 1 when the command takes too long."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.gaps", description=__doc__)
    parser.add_argument("--questions", type=int, default=5_000, metavar="N")
    count = parser.parse_args().questions
    for collection in COLLECTIONS:
        draws = [questions(count, collection, seed) for seed in range(DRAWS)]
        print(f"{collection:28}{quality(draws, alone)}")
        print(f"{'  with a model that knows':28}{quality(draws, informed)}")
    with tempfile.TemporaryDirectory(prefix="footnote-gaps-") as home:
        fill(Path(home) / "journal.db", questions(count, "first"))
        taken = {command: _seconds(command, home) for command in ("gaps", "stats")}
    for command, seconds in taken.items():
        print(f"footnote {command:19}{seconds:.2f} s for {count} questions, median of {ROUNDS}; at most {BOUND:g} s")
    return int(max(taken.values()) > BOUND)


def quality(draws: Sequence[Sequence[Labelled]], grouping: Grouping) -> str:
    """One line of figures, the means of several draws, since the few topics that are asked most decide each."""
    from rag_core.embeddings import load

    embedder = load("wordllama")
    figures = []
    for asked in draws:
        gaps = grouping(asked, embedder)
        figures.append(agreement([asked[int(question.id)].topic for question in gap.questions] for gap in gaps))
    index, precision, recall = (fmean(column) for column in zip(*figures, strict=True))
    return f"adjusted Rand index {index:.3f}, pairs: precision {precision:.3f}, recall {recall:.3f}"


def alone(asked: Sequence[Labelled], embedder: Embedder) -> Sequence[Gap]:
    """What the embedding groups by itself."""
    return find_gaps([missed(one, nth) for nth, one in enumerate(asked)], embedder)


def informed(asked: Sequence[Labelled], embedder: Embedder) -> Sequence[Gap]:
    """The most that a model can make of the groups that it is shown: it knows the topic of each one's label."""
    gaps = find_gaps([missed(one, nth) for nth, one in enumerate(asked)], embedder, alike=TIGHT)
    sets: defaultdict[int, list[int]] = defaultdict(list)
    for number, gap in enumerate(gaps[:SHOWN], start=1):
        label = next(question for question in gap.questions if question.text == gap.label)
        sets[asked[int(label.id)].topic].append(number)
    return merged(gaps, list(sets.values()))


def missed(one: Labelled, nth: int) -> Missed:
    """That question as one that was not covered."""
    origin = Origin(platform="slack", workspace="T1", channel="C1", message=f"17.{nth}")
    now = datetime.now(UTC)
    return Missed(
        id=str(nth),
        text=one.text,
        asker=f"U{nth % PEOPLE}",
        at=now - timedelta(seconds=nth),
        why=frozenset({"not_covered"}),
        origin=origin,
        kind="mention",
    )


def fill(file: Path, asked: Sequence[Labelled]) -> None:
    """Make a journal in which all of these were not covered, as large a row each as in life."""
    from sqlalchemy import insert

    from rag_core.journal.claims import short_id
    from rag_core.journal.database import Database
    from rag_core.journal.rows import answer_columns
    from rag_core.journal.schema import questions as table

    database = Database.open(file)
    now = datetime.now(UTC)
    rows = []
    for nth, one in enumerate(asked):
        question, at = missed(one, nth), now - timedelta(days=DAYS) * nth / len(asked)
        answer = Answer(
            id="", text="The docs do not cover this.", outcome="not_covered", related=_SECTIONS, trace=_TRACE
        )
        state = {"revision": 0, "intent": "", "owner": "", "escalated_by": "", "private": False}
        asking = {"audience": "internal", "depth": "auto", "asked_at": at, "opened_at": at, "closed_at": at}
        place = {**asdict(question.origin), "conversation": question.origin.message, "kind": question.kind}
        said = {"id": short_id(), "asker": question.asker, "text": question.text}
        rows.append({**answer_columns(answer), **asdict(_TRACE.usage), **state, **asking, **place, **said})
    with database.writing() as tx:
        tx.execute(insert(table), rows)
    database.close()


def _seconds(command: str, home: str) -> float:
    keyless = {name: value for name, value in os.environ.items() if not name.endswith("_API_KEY")}
    taken = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        subprocess.run(
            [sys.executable, "-m", "bot", command],
            env={**keyless, "FOOTNOTE_HOME": home},
            stdout=subprocess.DEVNULL,
            check=True,
        )
        taken.append(time.perf_counter() - started)
    return median(taken)


_SECTIONS = tuple(
    Section(
        id=f"page-{nth}.md#heading",
        page=f"page-{nth}.md",
        title="A page of the docs",
        headings=("A chapter", f"Which heading is the {nth}th?"),
        anchor="heading",
        url=f"https://docs.example/page-{nth}.html#heading",
        text="",
        digest="0123456789abcdef0123456789abcdef",
        source="docs",
    )
    for nth in range(3)
)
_TRACE = Trace(
    usage=Usage(prompt_tokens=2_000, completion_tokens=20, cost=0.001), timings={"retrieval": 0.02, "total": 1.5}
)

if __name__ == "__main__":
    sys.exit(main())
