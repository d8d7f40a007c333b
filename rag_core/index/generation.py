"""One generation: sections with their dense and lexical vectors, the same in Milvus Lite and on a server."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from rag_core.errors import IndexDamaged
from rag_core.types import Audience, Section

if TYPE_CHECKING:
    from rag_core.index.collection import Collection, Consistency, Row, Vector
    from rag_core.index.manifest import Manifest

MANIFEST_PROPERTY = "footnote.manifest"
_COLUMNS = ("id", "page", "title", "headings", "anchor", "url", "text", "digest", "source", "audience", "updated")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """Candidates of one question: section ids with their scores, best first."""

    dense: tuple[tuple[str, float], ...]  # inner product, a weighted mean of cosines
    lexical: tuple[tuple[str, float], ...]  # BM25


class Generation:
    """A collection with its identity card. All methods block: call them in a thread."""

    def __init__(
        self, collection: Collection, manifest: Manifest, on_close: Callable[[], object] = lambda: None
    ) -> None:
        self.manifest = manifest
        self._collection = collection
        self._on_close = on_close

    def create(self) -> None:
        """Make the empty collection. Raises IndexUnavailable."""
        manifest = self.manifest
        self._collection.create(manifest.dim, manifest.rows, {MANIFEST_PROPERTY: manifest.to_json()})

    def add(
        self, sections: Sequence[Section], dense: Vector, lexical: Sequence[Mapping[int, float]], *, position: int
    ) -> None:
        """Append rows; `dense` has one row of `dim` floats a section. Raises IndexUnavailable."""
        self._collection.insert(
            [
                {**_row(section), "position": position + i, "dense": vector, "lexical": dict(terms)}
                for i, (section, vector, terms) in enumerate(zip(sections, dense, lexical, strict=True))
            ]
        )

    def flush(self) -> None:
        """Bring the rows written so far to disk. Raises IndexUnavailable."""
        self._collection.flush()

    def verify(self, consistency: Consistency = "Bounded") -> None:
        """Load the collection and count its rows. Raises IndexDamaged when one is missing, IndexUnavailable."""
        found = self._collection.load(consistency)
        if found != self.manifest.rows:
            raise IndexDamaged(
                f"Generation {self.manifest.generation} holds {found} sections where {self.manifest.rows} were "
                "written. Run `footnote ingest --rebuild` with your sources."
            )

    def search(
        self,
        dense: Vector,
        lexical: Mapping[int, float],
        *,
        limit: int,
        audience: Audience,
        sources: Sequence[str] = (),
    ) -> Scored:
        """Search both vectors for the `limit` nearest sections each. Raises IndexUnavailable."""
        where = _filter(audience, sources)
        by_meaning = self._collection.search("dense", dense, limit=limit, where=where)
        by_words = self._collection.search("lexical", dict(lexical), limit=limit, where=where) if lexical else ()
        return Scored(dense=tuple(by_meaning), lexical=tuple(by_words))

    def sections(self, ids: Sequence[str]) -> dict[str, Section]:
        """The sections with these ids; unknown ids are left out. Raises IndexUnavailable."""
        return {row["id"]: _section(row) for row in self._collection.get(ids, _COLUMNS)} if ids else {}

    def all_sections(self) -> tuple[Section, ...]:
        """Every section in reading order. Raises IndexUnavailable."""
        rows = sorted(self._collection.scan((*_COLUMNS, "position")), key=lambda row: row["position"])
        return tuple(_section(row) for row in rows)

    def vectors(self) -> Iterator[tuple[str, str, Vector]]:
        """(id, digest, dense vector) of every section. Raises IndexUnavailable."""
        import numpy as np

        for row in self._collection.scan(("id", "digest", "dense")):
            yield row["id"], row["digest"], np.asarray(row["dense"], dtype=np.float32)

    def close(self) -> None:
        """Release the collection and, for Milvus Lite, the store's lock. Idempotent."""
        self._collection.close()
        on_close, self._on_close = self._on_close, lambda: None
        on_close()


def _filter(audience: Audience, sources: Sequence[str]) -> str:
    terms = [] if audience == "internal" else ['audience == "public"']
    if sources:
        # Filter templates fail on Milvus Lite; JSON strings are valid literals everywhere.
        terms.append(f"source in [{', '.join(json.dumps(s, ensure_ascii=False) for s in sources)}]")
    return " and ".join(terms)


def _row(section: Section) -> dict[str, Any]:
    return {
        "id": section.id,
        "page": section.page,
        "title": section.title,
        "headings": json.dumps(section.headings, ensure_ascii=False),
        "anchor": section.anchor,
        "url": section.url,
        "text": section.text,
        "digest": section.digest,
        "source": section.source,
        "audience": section.audience,
        "updated": int(section.updated.timestamp()) if section.updated else 0,
    }


def _section(row: Row) -> Section:
    fields = {name: row[name] for name in _COLUMNS}
    fields["headings"] = tuple(json.loads(row["headings"]))
    fields["updated"] = datetime.fromtimestamp(row["updated"], UTC) if row["updated"] else None
    return Section(**fields)
