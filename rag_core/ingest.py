"""From sections to a published generation: what changed, which vectors can stay, and one verified switch."""

from __future__ import annotations

import math
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

from rag_core import curation, lexical
from rag_core.curated import CuratedAnswer
from rag_core.embeddings import Embedder, embedded_ahead
from rag_core.errors import IndexMismatch
from rag_core.index import Manifest, Reading, Store, fingerprint, new_generation
from rag_core.languages import language
from rag_core.sections import is_audience_unclear, split
from rag_core.sources import Pages, Skipped, SourceSpec, read
from rag_core.types import Document, Section

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vector = NDArray[np.float32]

BATCH = 512  # sections embedded and written at a time
FLUSH_ROWS = 4_096  # at most; Milvus Lite turns what it flushes into Python objects, 20 KB a row
LANGUAGE_SAMPLE = 500  # sections, evenly over all, that are asked which language they are in

Step = Callable[[str, int, int], None]
"""Told about progress: stage (`reading`, `embedding`, `writing`), done, total."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The difference between two states of the pages, by section id."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    unchanged: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What an ingest did, or with `dry_run` would do."""

    pages: int
    sections: int
    curated: int  # answers
    plan: Plan
    embedded: int
    skipped: tuple[Skipped, ...]
    closed: tuple[str, ...]  # pages that are internal since the audience at their top cannot be read
    seconds: float
    generation: str  # live afterwards; "" when nothing was written
    published: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Corpus:
    """All sections of some sources, in reading order."""

    sections: tuple[Section, ...]
    curated: tuple[CuratedAnswer, ...]
    pages: int
    skipped: tuple[Skipped, ...]
    closed: tuple[str, ...] = ()  # see Report
    sources: tuple[str, ...]
    readings: tuple[Reading, ...] = ()  # of some of them, see there


def gather(specs: Sequence[SourceSpec], step: Step = lambda *_: None) -> Corpus:
    """Read and split every page of every source. Raises SourceError; nothing is written."""
    return joined([cut(spec, read(spec), step) for spec in specs])


def cut(spec: SourceSpec, held: Pages, step: Step = lambda *_: None) -> Corpus:
    """Split every page that one source held, and pin its curated answers. Raises SourceError for a wrong base URL."""
    pages: dict[str, tuple[Section, ...]] = {}
    skipped: list[Skipped] = []
    closed: list[str] = []
    pinned = [*curation.of_file(held.curated)]
    for done, item in enumerate(held.items, start=1):
        if isinstance(item, Skipped):
            skipped.append(item)
        elif found := split(item, base_url=spec.base_url):
            pages[item.path] = found
            closed += [item.path] if is_audience_unclear(item) else []
            pinned += curation.of_page(item)
        else:
            skipped.append(Skipped(path=item.path, reason=_textless(item)))
        step("reading", done, len(held.items))
    curated, refused = curation.resolve(pinned, pages)
    return Corpus(
        sections=tuple(chain.from_iterable(pages.values())),
        curated=curated,
        pages=len(pages),
        skipped=(*skipped, *refused),
        closed=tuple(closed),
        sources=(spec.name,),
    )


def _textless(page: Document) -> str:
    pins = "; write one below the front matter, for its answer to cite" if curation.of_page(page) else ""
    return f"it has no text{pins}"


def joined(parts: Sequence[Corpus]) -> Corpus:
    """What several sources hold together; a source that is named twice counts once."""
    return Corpus(
        sections=tuple({s.id: s for part in parts for s in part.sections}.values()),
        curated=tuple(dict.fromkeys(answer for part in parts for answer in part.curated)),
        pages=sum(part.pages for part in parts),
        skipped=tuple(item for part in parts for item in part.skipped),
        closed=tuple(path for part in parts for path in part.closed),
        sources=tuple(name for part in parts for name in part.sources),
    )


def kept(source: str, store: Store, live: Manifest) -> Corpus:
    """What the live generation holds of a source, for when that cannot be read. Raises StoreError."""
    generation = store.open(live)
    try:
        sections = tuple(section for section in generation.all_sections() if section.source == source)
    finally:
        generation.close()
    return Corpus(
        sections=sections,
        curated=tuple(answer for answer in live.curated if answer.source == source),
        pages=len({section.page for section in sections}),
        skipped=(),
        sources=(source,) if source in live.sources else (),
    )


def is_live(corpus: Corpus, store: Store, embedder: Embedder) -> bool:
    """Whether to ingest `corpus` would change nothing. Raises StoreError."""
    live = store.live()
    return live is not None and _key(live) == _key(_manifest(corpus, embedder))


def plan(old: Mapping[str, str], new: Mapping[str, str]) -> Plan:
    """Compare two states, each a mapping of section id to digest."""
    return Plan(
        added=tuple(i for i in new if i not in old),
        changed=tuple(i for i in new if i in old and old[i] != new[i]),
        removed=tuple(i for i in old if i not in new),
        unchanged=tuple(i for i in new if old.get(i) == new[i]),
    )


def ingest(
    corpus: Corpus,
    store: Store,
    embedder: Embedder,
    *,
    rebuild: bool = False,
    dry_run: bool = False,
    step: Step = lambda *_: None,
) -> Report:
    """Make `corpus` the live generation. Blocks: call it in a thread.

    Unchanged sections keep their vectors; whoever searches meanwhile sees the old generation whole, then the new one
    whole. `rebuild` embeds everything anew and needs nothing of what is stored.

    Raises:
        IndexMismatch: the live generation was built with another embedding and `rebuild` is not set.
        IndexBusy, IndexDamaged, IndexUnavailable, EmbeddingError: the live generation is untouched.
    """
    started = time.perf_counter()
    with store.writing():
        if not dry_run and not rebuild:  # a rebuild sweeps at its end, whatever state the index is in now
            store.sweep()
        old = None if rebuild else store.live()
        known, vectors = _stored(store, old, embedder) if old else ({}, {})
        changes = plan(known, {s.id: s.digest for s in corpus.sections})
        manifest = _manifest(corpus, embedder)
        same = old is not None and _key(old) == _key(manifest)
        embedded = sum(s.digest not in vectors for s in corpus.sections)
        if not dry_run and not same:
            _write(store, manifest, corpus.sections, embedder, vectors, step)
            store.sweep()
    live = manifest if not same else old
    return Report(
        pages=corpus.pages,
        sections=len(corpus.sections),
        curated=len(corpus.curated),
        plan=changes,
        embedded=embedded,
        skipped=corpus.skipped,
        closed=corpus.closed,
        seconds=time.perf_counter() - started,
        generation="" if dry_run or live is None else live.generation,
        published=not dry_run and not same,
    )


def _stored(store: Store, live: Manifest, embedder: Embedder) -> tuple[dict[str, str], dict[str, Vector]]:
    """Section id -> digest, and digest -> vector, of the live generation."""
    if live.embedder != embedder.id or live.dim != embedder.dim:
        raise IndexMismatch(
            f"The index at {store.place} was built with the embedding {live.embedder}, EMBEDDING_MODEL is now "
            f"{embedder.id}. Add --rebuild to embed everything anew, or set EMBEDDING_MODEL back."
        )
    generation = store.open(live)
    try:
        rows = list(generation.vectors())
    finally:
        generation.close()
    return {i: digest for i, digest, _ in rows}, {digest: vector for _, digest, vector in rows}


def _manifest(corpus: Corpus, embedder: Embedder) -> Manifest:
    print_ = fingerprint(corpus.sections, corpus.curated)
    sample = corpus.sections[:: len(corpus.sections) // LANGUAGE_SAMPLE + 1]
    languages = Counter(language(s.text) or "en" for s in sample)
    return Manifest(
        generation=new_generation(print_),
        rows=len(corpus.sections),
        pages=corpus.pages,
        fingerprint=print_,
        embedder=embedder.id,
        dim=embedder.dim,
        analyzer=lexical.ANALYZER,
        language=languages.most_common(1)[0][0] if languages else "en",
        sources=corpus.sources,
        created=time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        curated=corpus.curated,
        readings=corpus.readings,
    )


def _key(manifest: Manifest) -> tuple[object, ...]:
    """What must be equal for a rebuild to change nothing."""
    return manifest.fingerprint, manifest.embedder, manifest.dim, manifest.analyzer, manifest.sources, manifest.readings


def _write(
    store: Store,
    manifest: Manifest,
    sections: Sequence[Section],
    embedder: Embedder,
    known: Mapping[str, Vector],
    step: Step,
) -> None:
    """Fill a new generation, verify and publish it."""
    import numpy as np

    parts = tuple(_parts(len(sections)))
    batches = [sections[start : min(start + BATCH, part.stop)] for part in parts for start in part[::BATCH]]
    fresh = [{s.digest: s for s in batch if s.digest not in known} for batch in batches]
    generation = store.create(manifest)
    try:
        with embedded_ahead(embedder, [tuple(new.values()) for new in fresh]) as vectors:
            terms = lexical.document_vectors(sections)
            done, flushed = 0, {part.stop for part in parts}
            for batch, new, rows in zip(batches, fresh, vectors, strict=True):
                made = dict(zip(new, rows, strict=True))
                dense = np.stack([known[s.digest] if s.digest in known else made[s.digest] for s in batch])
                generation.add(batch, dense, [next(terms) for _ in batch], position=done)
                done += len(batch)
                if done in flushed:
                    generation.flush()
                step("embedding", done, len(sections))
        generation.verify("Strong")
    finally:
        generation.close()  # before it is published: Milvus Lite lends a database to one process at a time
    store.publish(manifest)


def _parts(rows: int) -> Iterator[range]:
    """Which rows to flush together: as few parts as FLUSH_ROWS allows, all of about one length."""
    length = math.ceil(rows / max(1, math.ceil(rows / FLUSH_ROWS)))
    return (range(start, min(start + length, rows)) for start in range(0, rows, length or 1))
