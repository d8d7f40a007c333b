"""The benchmarks' own logic: the same pages every time, and a table that says when a bound does not hold."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from benchmarks import corpus
from benchmarks.gap_questions import COLLECTIONS, agreement, questions, singles, topics
from benchmarks.probe import loop_lag
from benchmarks.report import table
from rag_core.ingest import gather
from rag_core.sources import SourceSpec


def test_pages_are_the_same_every_time_and_hold_so_many_sections(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        corpus.write(tmp_path / folder, 130)
    one, two = (gather([SourceSpec(location=str(tmp_path / folder))]).sections for folder in ("one", "two"))
    assert len(one) == 130
    assert [section.digest for section in one] == [section.digest for section in two]


def test_questions_ask_for_what_the_pages_hold(tmp_path: Path) -> None:
    corpus.write(tmp_path, 40)
    pages = " ".join(page.read_text("utf-8") for page in tmp_path.rglob("*.md")).split()
    assert set(" ".join(corpus.questions(tmp_path, 10)).split()) <= set(pages)


@pytest.mark.parametrize(("seconds", "verdict"), [(8, "held"), (12, "NOT HELD")])
def test_the_table_says_whether_a_bound_is_held(seconds: float, verdict: str) -> None:
    ours = {"pieces": 10_000.0, "wall": seconds, "cpu": 5.0, "memory": 1.0}
    line = table({("footnote", "ingest"): ours, ("tutorial", "ingest"): {**ours, "wall": 2 * seconds}}).splitlines()[1]
    assert line.endswith(f": {verdict}")
    assert "2.00" in line


async def test_the_probe_sees_a_loop_that_stands_still() -> None:
    figures: dict[str, float] = {}
    async with loop_lag(figures):
        time.sleep(0.05)
    assert figures["lag"] >= 40


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_questions_are_the_same_every_time_and_hold_each_that_stands_alone_once(collection: str) -> None:
    made = questions(1_000, collection)
    assert made == questions(1_000, collection)
    assert sum(question.topic >= len(topics(collection)) for question in made) == len(singles(collection))
    assert len({question.text for question in made}) > 500


@pytest.mark.parametrize(
    ("groups", "figures"),
    [
        ([[1, 1], [2, 2, 2]], (1, 1, 1)),
        ([[1, 1, 2, 2, 2]], (0, 0.4, 1)),
        ([[1, 1, 2], [2, 2, 3]], (2 / 17, 1 / 3, 1 / 2)),
    ],
)
def test_agreement_is_that_of_pairs_beyond_chance(groups: list[list[int]], figures: tuple[float, float, float]) -> None:
    assert agreement(groups) == pytest.approx(figures)
