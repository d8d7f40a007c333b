"""Ingest: what changed, what stays, and that the good generation serves whatever happens."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag_core.errors import CoreError, IndexBusy, IndexMismatch, SourceError
from rag_core.index import LiteStore
from rag_core.ingest import FLUSH_ROWS, Report, _parts, gather, ingest, plan
from rag_core.sources import SourceSpec
from tests.rag_core.embedders import WordEmbedder

KILLS = int(os.environ.get("FOOTNOTE_TEST_KILLS", "4"))  # 20 and more by hand; each costs a start of Python


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    folder = tmp_path / "pages"
    folder.mkdir()
    (folder / "storage.md").write_text(
        "# Storage\n\n## Where is data kept?\n\nIn MinIO.\n\n## And metadata?\n\nIn etcd.\n"
    )
    (folder / "index.md").write_text("# Indexes\n\nAn HNSW index is a graph.\n")
    return folder


@pytest.fixture
def store(tmp_path: Path) -> LiteStore:
    return LiteStore(tmp_path / "index")


def run(pages: Path, store: LiteStore, embedder: WordEmbedder | None = None, **options: bool) -> Report:
    return ingest(gather([SourceSpec(location=str(pages))]), store, embedder or WordEmbedder(), **options)


def stored(store: LiteStore) -> list[str]:
    live = store.live()
    assert live
    with closing(store.open(live)) as generation:
        return [section.heading for section in generation.all_sections()]


def counts(report: Report) -> tuple[int, int, int, int]:
    changes = report.plan
    return len(changes.added), len(changes.changed), len(changes.removed), len(changes.unchanged)


def test_a_first_ingest_publishes_every_section(pages: Path, store: LiteStore) -> None:
    report = run(pages, store)
    assert (report.pages, report.sections, counts(report)) == (2, 3, (3, 0, 0, 0))
    assert stored(store) == ["Indexes", "Where is data kept?", "And metadata?"]


def test_nothing_is_written_when_nothing_changed(pages: Path, store: LiteStore) -> None:
    first, second = run(pages, store), run(pages, store)
    assert (second.published, second.embedded, second.generation) == (False, 0, first.generation)


def test_only_what_changed_is_embedded_and_what_is_gone_is_removed(pages: Path, store: LiteStore) -> None:
    run(pages, store)
    (pages / "storage.md").write_text("# Storage\n\n## Where is data kept?\n\nIn S3.\n\n## New\n\nYes.\n")
    embedder = WordEmbedder()
    report = run(pages, store, embedder)
    assert counts(report) == (1, 1, 1, 1)
    assert not any("HNSW" in text for text in embedder.documents)
    assert stored(store) == ["Indexes", "Where is data kept?", "New"]


def test_a_new_base_url_reaches_the_links_without_embedding_anything(pages: Path, store: LiteStore) -> None:
    run(pages, store)
    spec = SourceSpec(location=str(pages), base_url="https://example.com/")
    report = ingest(gather([spec]), store, WordEmbedder())
    assert (report.published, report.embedded) == (True, 0)


def test_a_dry_run_writes_nothing(pages: Path, store: LiteStore) -> None:
    report = run(pages, store, dry_run=True)
    assert (counts(report), report.published, store.live()) == ((3, 0, 0, 0), False, None)


def test_another_embedding_is_refused_until_a_rebuild_is_asked_for(pages: Path, store: LiteStore) -> None:
    first = run(pages, store)
    with pytest.raises(IndexMismatch, match="--rebuild"):
        run(pages, store, WordEmbedder("other"))
    live = store.live()
    assert live
    assert live.generation == first.generation
    assert run(pages, store, WordEmbedder("other"), rebuild=True).embedded == 3


def test_a_rebuild_needs_nothing_of_a_damaged_index(pages: Path, store: LiteStore, tmp_path: Path) -> None:
    run(pages, store)
    (tmp_path / "index" / "manifest.json").write_text("damaged")
    with pytest.raises(CoreError, match="--rebuild"):
        run(pages, store)
    assert run(pages, store, rebuild=True).published
    assert len(stored(store)) == 3


def test_several_sources_make_one_index_and_equal_paths_do_not_collide(
    pages: Path, store: LiteStore, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "index.md").write_text("# Another index\n\nOf a book.\n")
    corpus = gather([SourceSpec(location=str(pages)), SourceSpec(location=str(other))])
    assert ingest(corpus, store, WordEmbedder()).sections == 4


def test_a_page_without_text_is_reported_as_skipped(pages: Path, store: LiteStore) -> None:
    (pages / "empty.md").write_text("")
    (pages / "heading.md").write_text("# Only a heading\n")
    assert {item.path for item in run(pages, store).skipped} == {"empty.md", "heading.md"}


def test_a_page_whose_audience_cannot_be_read_is_internal_and_reported(tmp_path: Path, store: LiteStore) -> None:
    (tmp_path / "plans.md").write_text("+++\naudience = 'internal'\n+++\n# Plans\n\nSecret plans.\n")
    (tmp_path / "hello.md").write_text("# Hello\n\nWelcome.\n")
    corpus = gather([SourceSpec(location=str(tmp_path), include="*.md", audience="public")])
    assert {section.page: section.audience for section in corpus.sections} == {
        "plans.md": "internal",
        "hello.md": "public",
    }
    assert ingest(corpus, store, WordEmbedder()).closed == ("plans.md",)


def test_an_unreadable_source_leaves_the_index_alone(pages: Path, store: LiteStore, tmp_path: Path) -> None:
    run(pages, store)
    with pytest.raises(SourceError, match="nowhere"):
        gather([SourceSpec(location=str(tmp_path / "nowhere"))])
    assert len(stored(store)) == 3


def test_two_ingests_at_once_are_one_too_many(pages: Path, store: LiteStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rag_core.index.locks.PATIENCE", 0.1)
    with store.writing(), pytest.raises(IndexBusy):
        run(pages, store)


def test_ingest_works_beside_a_reader_of_the_live_generation(pages: Path, store: LiteStore) -> None:
    run(pages, store)
    live = store.live()
    assert live
    with closing(store.open(live)) as reading:
        (pages / "more.md").write_text("# More\n\nText.\n")
        assert run(pages, store).published
        assert len(reading.all_sections()) == 3
    assert len(stored(store)) == 4


@pytest.mark.parametrize("kill", range(KILLS))
def test_a_killed_ingest_leaves_the_good_generation_and_no_orphan(
    pages: Path, store: LiteStore, tmp_path: Path, kill: int
) -> None:
    good = run(pages, store)
    for number in range(30):
        (pages / f"extra-{number}.md").write_text(
            "".join(f"# Title {number}\n\n## H{i}\n\nText {i}.\n" for i in range(40))
        )
    code = (
        "import sys; from pathlib import Path; from rag_core.ingest import *; from rag_core.index import LiteStore;"
        "from rag_core.sources import SourceSpec; from tests.rag_core.embedders import WordEmbedder;"
        "print('ready', flush=True);"
        "ingest(gather([SourceSpec(location=sys.argv[1])]), LiteStore(Path(sys.argv[2])), WordEmbedder())"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(pages), str(tmp_path / "index")],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as process:
        assert process.stdout
        process.stdout.readline()
        time.sleep(random.Random(kill).uniform(0.1, 4.0))
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert len(stored(store)) in {3, 1203}
    with store.writing():
        store.sweep()
    live = store.live()
    assert live
    assert [path.stem for path in (tmp_path / "index").glob("*.db")] == [live.generation]
    assert live.generation == good.generation or live.rows == 1203


@given(
    st.dictionaries(st.sampled_from("abcdef"), st.sampled_from("12")),
    st.dictionaries(st.sampled_from("abcdef"), st.sampled_from("12")),
)
def test_a_plan_accounts_for_every_section_once(old: dict[str, str], new: dict[str, str]) -> None:
    changes = plan(old, new)
    assert sorted(changes.added + changes.changed + changes.unchanged) == sorted(new)
    assert sorted(changes.removed + changes.changed + changes.unchanged) == sorted(old)


@given(st.integers(0, 5 * FLUSH_ROWS))
def test_rows_are_flushed_in_order_in_few_parts_of_about_one_length(rows: int) -> None:
    parts = list(_parts(rows))
    assert [row for part in parts for row in part] == list(range(rows))
    assert all(len(part) <= FLUSH_ROWS for part in parts)
    assert not parts or min(map(len, parts)) > 0.9 * max(map(len, parts))
