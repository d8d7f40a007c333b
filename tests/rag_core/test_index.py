"""Generations on Milvus Lite in this process, and on a Milvus Lite server over a real socket."""

from __future__ import annotations

import asyncio
import gc
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from milvus_lite import server_manager_instance
from pymilvus import MilvusClient

from rag_core.errors import IndexBusy, IndexDamaged, IndexMismatch, IndexUnavailable, NoIndex
from rag_core.index import LiteStore, Manifest, ServerStore, Store, connect
from rag_core.index.live import LiveIndex
from tests.rag_core.sections_of import DIM, manifest_of, section, unit_vectors

A, B, PUBLIC = section("alpha"), section("beta", "Etcd holds the metadata."), section("gamma", audience="public")


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """The address of a Milvus Lite server of its own process."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    folder = Path(f"/tmp/footnote-test-{os.getpid()}-{port}")  # short, and gone afterwards
    command = [str(Path(sys.executable).parent / "milvus-lite"), "server", "--data-dir", str(folder)]
    process = subprocess.Popen([*command, "--host", "127.0.0.1", "--port", str(port)], stderr=subprocess.DEVNULL)
    try:
        for _ in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(10)
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(params=["lite", "server"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    if request.param == "lite":
        return LiteStore(tmp_path / "index")
    alias = f"t{abs(hash(request.node.name)) % 10**8}"
    return ServerStore(request.getfixturevalue("server"), alias=alias, lock_folder=tmp_path)


def publish(store: Store, *sections: object, **changes: object) -> Manifest:
    manifest = manifest_of(sections, **changes)  # type: ignore[arg-type]
    with store.writing():
        generation = store.create(manifest)
        with closing(generation):
            if sections:
                terms = [{number + 1: 1.5} for number in range(len(sections))]
                generation.add(sections, unit_vectors(len(sections)), terms, position=0)  # type: ignore[arg-type]
            generation.flush()
            generation.verify("Strong")
        store.publish(manifest)
        store.sweep()
    return manifest


def test_nothing_is_live_before_the_first_generation(store: Store) -> None:
    assert store.live() is None


def test_a_section_comes_back_as_it_was_written(store: Store) -> None:
    manifest = publish(store, A, B, PUBLIC)
    with closing(store.open(manifest)) as generation:
        assert generation.all_sections() == (A, B, PUBLIC)
        assert generation.sections([B.id, "unknown"]) == {B.id: B}


def test_both_vectors_are_searched(store: Store) -> None:
    manifest = publish(store, A, B)
    with closing(store.open(manifest)) as generation:
        found = generation.search(unit_vectors(2)[1], {1: 2.0}, limit=5, audience="internal")
    assert found.dense[0] == (B.id, pytest.approx(1.0))
    assert found.lexical == ((A.id, pytest.approx(3.0)),)


@pytest.mark.parametrize("count", [100, 1_500])  # few and many are indexed in different ways
def test_the_nearest_sections_are_exactly_the_nearest(tmp_path: Path, count: int) -> None:
    made = np.random.default_rng(0).normal(size=(count + 1, DIM)).astype(np.float32)
    vectors, question = made[1:], made[0]
    sections = tuple(section(f"s{number}") for number in range(len(vectors)))
    store = LiteStore(tmp_path)
    with store.writing(), closing(store.create(manifest_of(sections))) as generation:
        generation.add(sections, vectors, [{1: 1.0}] * len(sections), position=0)
        generation.flush()
        generation.verify()
        found = generation.search(question, {}, limit=20, audience="internal").dense
    best = np.argsort(-(vectors @ question))[:20]
    assert [i for i, _ in found] == [sections[n].id for n in best]
    assert [score for _, score in found] == pytest.approx((vectors @ question)[best], abs=1e-4)


def test_the_public_finds_public_sections_only(store: Store) -> None:
    manifest = publish(store, A, PUBLIC)
    with closing(store.open(manifest)) as generation:
        found = generation.search(unit_vectors(1)[0], {1: 1.0}, limit=5, audience="public")
    assert [i for i, _ in found.dense] == [PUBLIC.id]
    assert found.lexical == ()


def test_a_search_can_be_limited_to_sources(store: Store) -> None:
    other = section("delta", source='tricky "name"')
    manifest = publish(store, A, other)
    with closing(store.open(manifest)) as generation:
        found = generation.search(unit_vectors(1)[0], {}, limit=5, audience="internal", sources=[other.source])
    assert [i for i, _ in found.dense] == [other.id]


def test_vectors_are_kept_with_their_digests(store: Store) -> None:
    manifest = publish(store, A, B)
    with closing(store.open(manifest)) as generation:
        stored = {i: (digest, vector.tolist()) for i, digest, vector in generation.vectors()}
    assert stored[B.id] == (B.digest, unit_vectors(2)[1].tolist())


def test_a_generation_that_lacks_a_row_is_refused(store: Store) -> None:
    manifest = manifest_of((A, B))
    with store.writing(), closing(store.create(manifest)) as generation:
        generation.add((A,), unit_vectors(1), [{1: 1.0}], position=0)
        generation.flush()
        with pytest.raises(IndexDamaged, match="holds 1 sections where 2 were written"):
            generation.verify()


def test_an_unpublished_generation_is_swept_and_the_live_one_stays(store: Store) -> None:
    live = publish(store, A)
    with store.writing():
        store.create(manifest_of((A, B))).close()
        assert store.sweep() == 1
        assert store.live() == live
        with closing(store.open(live)) as generation:
            assert generation.all_sections() == (A,)


def test_a_second_writer_is_refused(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rag_core.index.locks.PATIENCE", 0.1)
    with store.writing(), pytest.raises(IndexBusy, match="Another `footnote ingest`"), store.writing():
        pass


def test_an_unreachable_server_is_told_in_one_sentence(tmp_path: Path) -> None:
    store = connect("http://127.0.0.1:9", home=tmp_path)
    with pytest.raises(IndexUnavailable, match=r"127\.0\.0\.1:9 cannot be reached"):
        store.live()


def test_a_file_of_an_older_milvus_lite_is_left_alone(tmp_path: Path) -> None:
    old = tmp_path / "milvus.db"
    old.write_bytes(b"SQLite format 3")
    with pytest.raises(IndexUnavailable, match="older Milvus Lite"):
        connect(str(old), home=tmp_path).live()
    assert old.read_bytes() == b"SQLite format 3"


def test_a_database_of_another_program_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "collections").mkdir()
    (tmp_path / "LOCK").touch()
    with pytest.raises(IndexUnavailable, match="another program"), LiteStore(tmp_path).writing():
        pass


@pytest.mark.parametrize("content", ["", "{}", "[1]", '{"layout": 1, "surprise": 2}'])
def test_a_broken_manifest_is_told_with_its_remedy(tmp_path: Path, content: str) -> None:
    (tmp_path / "manifest.json").write_text(content)
    with pytest.raises(IndexDamaged, match="--rebuild"):
        LiteStore(tmp_path).live()


def test_a_manifest_of_another_layout_is_told_with_its_remedy(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text(manifest_of((A,), layout=99).to_json())
    with pytest.raises(IndexMismatch, match="layout 99"):
        LiteStore(tmp_path).live()


def test_silent_loss_of_rows_is_noticed_when_the_index_is_opened(tmp_path: Path) -> None:
    store = LiteStore(tmp_path)
    manifest = publish(store, A, B)
    for file in tmp_path.glob("*.db/collections/*/partitions/*/data/*.parquet"):
        file.unlink()  # Milvus Lite starts without a word and finds nothing
    with pytest.raises(IndexDamaged, match="--rebuild"):
        store.open(manifest)


def test_a_missing_database_is_told_with_its_remedy(tmp_path: Path) -> None:
    store = LiteStore(tmp_path)
    manifest = publish(store, A)
    shutil.rmtree(tmp_path / f"{manifest.generation}.db")
    with pytest.raises(IndexDamaged, match="--rebuild"):
        store.open(manifest)


def test_what_is_written_is_a_milvus_lite_database_for_everybody(tmp_path: Path) -> None:
    manifest = publish(LiteStore(tmp_path), A, B)
    with closing(MilvusClient(str(tmp_path / f"{manifest.generation}.db"))) as client:
        client.load_collection("sections")
        found = client.search("sections", data=[{2: 1.0}], anns_field="lexical", limit=5, output_fields=["title"])
    assert [(hit["id"], hit["entity"]["title"]) for hit in found[0]] == [(B.id, B.title)]
    server_manager_instance.release_all()


def test_a_folder_is_searched_without_a_server_and_without_slow_imports(tmp_path: Path) -> None:
    """pymilvus would start a server that every user of the machine can read; it and pandas take most of a second."""
    publish(LiteStore(tmp_path), A)
    code = (
        "import sys; from pathlib import Path; from rag_core.index import LiteStore;"
        "from tests.rag_core.sections_of import unit_vectors; s = LiteStore(Path(sys.argv[1])); g = s.open(s.live());"
        "g.search(unit_vectors(1)[0], {1: 1.0}, limit=5, audience='internal'); g.all_sections();"
        "print(sorted({'pymilvus', 'grpc', 'pandas'} & set(sys.modules)))"
    )
    shown = subprocess.run([sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=True)
    assert shown.stdout == "[]\n"


@pytest.mark.parametrize("file", ["*/partitions/*/data/*.parquet", "*/schema.json", "*/manifest.json"])
@pytest.mark.parametrize("content", [b"", b"damaged \xff"])
def test_a_damaged_file_is_told_with_what_mends_it(tmp_path: Path, file: str, content: bytes) -> None:
    store = LiteStore(tmp_path)
    manifest = publish(store, A, B)
    for found in tmp_path.glob(f"*.db/collections/{file}"):
        found.write_bytes(content)
    with pytest.raises(IndexDamaged, match="--rebuild"):
        store.open(manifest)


def test_what_the_system_refuses_is_not_called_damage(tmp_path: Path) -> None:
    store = LiteStore(tmp_path)
    manifest = publish(store, A, B)
    for found in tmp_path.glob("*.db/collections/*/schema.json"):
        found.unlink()
        found.mkdir()  # refused to every user, root too
    with pytest.raises(IndexUnavailable, match=r"could not load the collection.*Check the disk"):
        store.open(manifest)


def test_a_second_reader_opens_a_copy_that_goes_with_it(tmp_path: Path) -> None:
    store = LiteStore(tmp_path)
    manifest = publish(store, A)
    with closing(store.open(manifest)):
        with closing(store.open(manifest)) as second:
            assert second.all_sections() == (A,)
        assert list((tmp_path / "copies").iterdir()) == []


def test_a_generation_in_use_survives_its_successor(tmp_path: Path) -> None:
    store = LiteStore(tmp_path)
    first = publish(store, A)
    with closing(store.open(first)) as reading:
        second = publish(store, A, B)
        assert reading.all_sections() == (A,)
    with store.writing():
        store.sweep()
    assert [path.stem for path in tmp_path.glob("*.db")] == [second.generation]


def live_index(store: Store) -> LiveIndex:
    return LiveIndex(store, embedder="test-8", dim=DIM, analyzer="test-1")


async def test_the_live_index_says_so_when_nothing_is_indexed(tmp_path: Path) -> None:
    with pytest.raises(NoIndex, match="footnote ingest"):
        await live_index(LiteStore(tmp_path)).refresh()


@pytest.mark.parametrize(("field", "value"), [("embedder", "other"), ("dim", 9), ("analyzer", "other")])
async def test_an_index_of_another_embedding_or_analyzer_is_refused(tmp_path: Path, field: str, value: object) -> None:
    store = LiteStore(tmp_path)
    (tmp_path / "manifest.json").write_text(manifest_of((A,), **{field: value}).to_json())
    with pytest.raises(IndexMismatch, match="footnote ingest"):
        await live_index(store).refresh()


async def test_a_new_generation_takes_over_while_the_old_one_is_in_use(tmp_path: Path) -> None:
    store = LiteStore(tmp_path)
    old = publish(store, A)
    index = live_index(store)
    watching = asyncio.create_task(index.watch(0.05))
    async with index.use() as before:
        new = await asyncio.to_thread(publish, store, A, B)
        async with asyncio.timeout(5):
            while index.manifest != new:
                await asyncio.sleep(0.02)
        assert before.manifest == old
        assert before.all_sections() == (A,)
    watching.cancel()
    async with index.use() as after:
        assert after.all_sections() == (A, B)
    await index.aclose()
    assert [path.stem for path in tmp_path.glob("*.db")] == [new.generation]


async def test_what_a_generation_holds_is_out_of_the_collectors_sight(tmp_path: Path) -> None:
    """A full collection would walk through the lists of the search and hold up the event loop."""
    gc.unfreeze()
    store = LiteStore(tmp_path)
    publish(store, A)
    index = live_index(store)
    await index.refresh()
    assert gc.isenabled()
    assert gc.get_freeze_count()
    await index.aclose()


async def test_the_old_generation_serves_on_when_the_new_one_cannot_be_read(tmp_path: Path) -> None:
    store = LiteStore(tmp_path)
    old = publish(store, A)
    index = live_index(store)
    await index.refresh()
    await asyncio.to_thread(publish, store, A, B, embedder="another")
    with pytest.raises(IndexMismatch):
        await index.refresh()
    async with index.use() as generation:
        assert generation.manifest == old
    await index.aclose()


def test_a_killed_writer_leaves_the_lock_free_and_the_live_generation_whole(tmp_path: Path) -> None:
    store = LiteStore(tmp_path)
    live = publish(store, A)
    code = (
        "import sys, time; from pathlib import Path; from rag_core.index import LiteStore;"
        "from tests.rag_core.sections_of import *; s = LiteStore(Path(sys.argv[1])); w = s.writing(); w.__enter__();"
        "s.create(manifest_of((section('late'),))); print('ready', flush=True); time.sleep(60)"
    )
    process = subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE)
    assert process.stdout
    with process.stdout as output:
        assert output.readline() == b"ready\n"
        process.send_signal(signal.SIGKILL)
        process.wait(10)
    with store.writing():
        assert store.sweep() == 1
    with closing(store.open(live)) as generation:
        assert generation.all_sections() == (A,)
