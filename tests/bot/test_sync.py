"""The running bot follows its sources: a folder, a web site, and whatever goes wrong with them."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from adapters.policy import Rules
from bot import sync
from bot.app import open_store
from bot.cli import main
from bot.config import ConfigError, Settings, parse
from bot.serve import running
from bot.sync import Syncer
from rag_core import lexical
from rag_core.index.live import LiveIndex
from rag_core.ingest import gather, ingest
from rag_core.sources import SourceSpec
from tests.fakes.website import Website, send
from tests.rag_core.embedders import WordEmbedder

Make = Callable[..., Syncer]


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    folder = tmp_path / "pages"
    folder.mkdir()
    (folder / "storage.md").write_text("# Storage\n\nIn MinIO.\n")
    return folder


@pytest.fixture
def settings(tmp_path: Path, pages: Path) -> Settings:
    return replace(parse({}), home=tmp_path / "home", sources=(str(pages),))


@pytest.fixture
async def index(settings: Settings) -> AsyncIterator[LiveIndex]:
    embedder = WordEmbedder()
    live = LiveIndex(open_store(settings), embedder=embedder.id, dim=embedder.dim, analyzer=lexical.ANALYZER)
    yield live
    await live.aclose()


@pytest.fixture
def make(settings: Settings, index: LiveIndex) -> Make:
    def made(rules: Callable[[], Rules] = Rules, **changes: object) -> Syncer:
        return Syncer(replace(settings, **changes), WordEmbedder(), index, rules)  # type: ignore[arg-type]

    return made


async def headings(index: LiveIndex) -> list[str]:
    async with index.use() as generation:
        return [section.heading for section in await asyncio.to_thread(generation.all_sections)]


async def addresses(index: LiveIndex) -> list[str]:
    async with index.use() as generation:
        return [section.url for section in await asyncio.to_thread(generation.all_sections)]


async def test_a_new_page_is_live_when_sync_returns(make: Make, index: LiveIndex, pages: Path) -> None:
    syncer = make()
    await syncer.sync()
    (pages / "new.md").write_text("# New\n\nText.\n")
    report = await syncer.sync()
    assert report
    assert (report.embedded, report.pages) == (1, 2)
    assert await headings(index) == ["New", "Storage"]


async def test_nothing_is_opened_when_nothing_changed(
    make: Make, index: LiveIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    syncer = make()
    first = await syncer.sync()
    monkeypatch.setattr("rag_core.sources.reading.decode", lambda _: pytest.fail("a page was read"))
    assert await syncer.sync() is None
    assert first
    assert index.manifest
    assert index.manifest.generation == first.generation


async def test_what_is_live_already_is_not_ingested_again(make: Make, settings: Settings, pages: Path) -> None:
    ingest(gather([SourceSpec(location=str(pages))]), open_store(settings), WordEmbedder())
    assert await make().sync() is None


async def test_a_changed_curated_answer_is_a_change(make: Make, index: LiveIndex, pages: Path) -> None:
    syncer = make()
    await syncer.sync()
    (pages / "curated.toml").write_text('[[answer]]\nquestions = ["why"]\npage = "storage.md"\n')
    assert await syncer.sync()
    assert index.manifest
    assert [answer.questions for answer in index.manifest.curated] == [("why",)]


async def test_a_site_that_says_unchanged_is_not_downloaded_and_stays_indexed(
    make: Make, index: LiveIndex, pages: Path
) -> None:
    sent: list[int] = []

    def page(request: BaseHTTPRequestHandler) -> None:
        known = request.headers["If-None-Match"] == '"1"'
        sent.append(304 if known else 200)
        send(b"" if known else b"# Site\n\nFar away.\n", status=sent[-1], ETag='"1"')(request)

    with Website({"/site.md": page}) as site:
        syncer = make(sources=(str(pages), f"{site.url}/site.md"))
        assert await syncer.sync()
        assert await syncer.sync() is None
        (pages / "storage.md").write_text("# Storage\n\nIn S3, and nowhere else.\n")
        assert await syncer.sync()
    assert sent == [200, 304, 304]
    assert await headings(index) == ["Storage", "Site"]


async def test_a_changed_site_is_taken_over(make: Make, index: LiveIndex) -> None:
    routes = {"/site.md": send(b"# Old\n\nText.\n", Last_Modified="Mon, 08 Jul 2024 10:00:00 GMT")}
    with Website(routes) as site:
        syncer = make(sources=(f"{site.url}/site.md",))
        await syncer.sync()
        routes["/site.md"] = send(b"# New\n\nText.\n", Last_Modified="Tue, 09 Jul 2024 10:00:00 GMT")
        assert await syncer.sync()
        assert site.received[1]["If-Modified-Since"] == "Mon, 08 Jul 2024 10:00:00 GMT"
    assert await headings(index) == ["New"]


async def test_a_source_that_fails_is_one_line_and_the_old_generation_goes_on(
    make: Make, index: LiveIndex, pages: Path, caplog: pytest.LogCaptureFixture
) -> None:
    syncer = make()
    await syncer.sync()
    pages.rename(pages.with_name("away"))
    assert await syncer.sync() is None
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    assert str(pages) in caplog.text
    assert await headings(index) == ["Storage"]
    pages.with_name("away").rename(pages)
    (pages / "new.md").write_text("# New\n\nText.\n")
    assert await syncer.sync()


async def test_a_source_that_never_could_be_read_is_told_too(make: Make, caplog: pytest.LogCaptureFixture) -> None:
    assert await make(sources=("/does/not/exist",)).sync() is None
    assert "/does/not/exist" in caplog.text


async def test_a_site_that_is_down_holds_up_nobody_else(make: Make, index: LiveIndex, pages: Path) -> None:
    with Website({"/site.md": send(b"# Site\n\nFar away.\n")}) as site:
        syncer = make(sources=(str(pages), f"{site.url}/site.md"))
        await syncer.sync()
    (pages / "new.md").write_text("# New\n\nText.\n")
    assert await syncer.sync()
    assert await headings(index) == ["New", "Storage", "Site"]


async def test_a_site_that_is_down_when_the_bot_starts_holds_up_nobody_else(
    make: Make, index: LiveIndex, pages: Path, caplog: pytest.LogCaptureFixture
) -> None:
    curated = '[[answer]]\nquestions = ["why"]\npage = "storage.md"\n'
    (pages / "curated.toml").write_text(curated)
    page = b"---\nquestions: [who]\n---\n# Site\n\nFar away.\n"
    with Website({"/site.md": send(page, Last_Modified="Mon, 08 Jul 2024 10:00:00 GMT")}) as site:
        sources = (str(pages), f"{site.url}/site.md")
        await make(sources=sources).sync()
    restarted = make(sources=sources)
    assert await restarted.sync() is None
    (pages / "new.md").write_text("# New\n\nText.\n")
    report = await restarted.sync()
    assert report
    assert (report.pages, report.embedded) == (3, 1)
    assert await headings(index) == ["New", "Storage", "Site"]
    assert index.manifest
    assert [answer.questions for answer in index.manifest.curated] == [("why",), ("who",)]
    assert "a source stays as it was" in caplog.text


async def test_a_new_source_that_is_down_holds_up_nobody_else(make: Make, index: LiveIndex, pages: Path) -> None:
    await make().sync()
    (pages / "new.md").write_text("# New\n\nText.\n")
    assert await make(sources=(str(pages), "/does/not/exist")).sync()
    assert await headings(index) == ["New", "Storage"]


async def test_what_may_be_the_same_source_by_another_name_is_not_thrown_away(
    make: Make, index: LiveIndex, pages: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "other.md").write_text("# Other\n\nText.\n")
    await make(sources=(str(pages), str(other))).sync()
    assert await make(sources=(str(pages), "/mnt/other")).sync() is None
    assert await headings(index) == ["Storage", "Other"]


async def test_what_an_ingest_by_hand_was_told_holds_for_the_bot(
    make: Make, index: LiveIndex, settings: Settings, pages: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.commands.ingest.load_embedder", lambda _: WordEmbedder())
    (pages / "notes.md").write_text("# Notes\n\nOurs.\n")
    options = ("--include", "sto*.md", "--base-url", "https://docs.example/")
    assert main(["ingest", *options], settings) == 0
    syncer = make()
    assert await syncer.sync() is None
    (pages / "storage.md").write_text("# Storage\n\nIn S3, and nowhere else.\n")
    assert await syncer.sync()
    assert await addresses(index) == ["https://docs.example/storage.md"]
    assert main(["ingest"], settings) == 0
    assert await make().sync() is None
    await index.refresh()
    assert await addresses(index) == ["", ""]


async def test_a_setting_counts_more_than_what_an_ingest_by_hand_was_told(
    make: Make, index: LiveIndex, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.commands.ingest.load_embedder", lambda _: WordEmbedder())
    assert main(["ingest", "--base-url", "https://old.example/"], settings) == 0
    assert await make(base_url="https://new.example/").sync()
    assert await addresses(index) == ["https://new.example/storage.md"]


async def test_an_ingest_by_hand_beside_it_is_no_error(
    make: Make, settings: Settings, pages: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("rag_core.index.locks.PATIENCE", 0.05)
    syncer = make()
    with open_store(settings).writing():
        assert await syncer.sync() is None
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]
    assert await syncer.sync()


async def test_an_older_state_that_somebody_else_published_is_made_good(
    make: Make, index: LiveIndex, settings: Settings, pages: Path
) -> None:
    old = gather([SourceSpec(location=str(pages))])
    (pages / "new.md").write_text("# New\n\nText.\n")
    syncer = make()
    await syncer.sync()
    ingest(old, open_store(settings), WordEmbedder())
    assert await syncer.sync()
    assert await headings(index) == ["New", "Storage"]


async def test_of_two_at_once_one_does_the_work(make: Make) -> None:
    syncer = make()
    reports = await asyncio.gather(syncer.sync(), syncer.sync())
    assert sorted(report is None for report in reports) == [False, True]


async def test_without_sources_it_is_told_what_is_missing(make: Make, caplog: pytest.LogCaptureFixture) -> None:
    assert await make(sources=()).sync() is None
    assert "FOOTNOTE_SOURCES" in caplog.text


async def test_the_sources_are_kept_up_as_often_as_the_rules_of_the_moment_say(
    make: Make, index: LiveIndex, pages: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sync, "TICK", 0.02)
    rules = [Rules()]
    syncer = make(lambda: rules[0])
    keeping = asyncio.create_task(syncer.keep())
    await asyncio.sleep(0.1)
    assert index.manifest is None
    rules[0] = Rules(sync_every=timedelta(milliseconds=50))
    async with asyncio.timeout(20):
        while index.manifest is None:
            await asyncio.sleep(0.02)
        (pages / "new.md").write_text("# New\n\nText.\n")
        while index.manifest.pages < 2:
            await asyncio.sleep(0.02)
    keeping.cancel()
    await asyncio.gather(keeping, return_exceptions=True)


async def test_the_running_bot_follows_its_sources_once_the_rules_say_so(
    settings: Settings, pages: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.serve.load_embedder", lambda _: WordEmbedder())
    rules = tmp_path / "footnote.toml"
    current = replace(settings, rules_file=rules)
    store = open_store(current)
    async with running(current), asyncio.timeout(30):
        (pages / "new.md").write_text("# New\n\nText.\n")
        rules.write_text('sync_every = "1s"\n')
        os.kill(os.getpid(), signal.SIGHUP)
        while not ((live := store.live()) and live.pages == 2):
            await asyncio.sleep(0.05)


async def test_the_bot_does_not_start_with_rules_that_name_an_unknown_source(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.serve.load_embedder", lambda _: WordEmbedder())
    rules = tmp_path / "footnote.toml"
    rules.write_text('[default]\nsources = ["nosuch"]\n')
    with pytest.raises(ConfigError, match=r'line 2: default\.sources names "nosuch"'):
        async with running(replace(settings, rules_file=rules)):
            pass
