"""One generation: a Milvus collection with dense and lexical vectors, the same on Milvus Lite and on a server."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Literal

from rag_core.errors import IndexDamaged, IndexUnavailable
from rag_core.types import Audience, Section

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from pymilvus import MilvusClient

    from rag_core.index.manifest import Manifest

    Vector = NDArray[np.float32]

INSERT_ROWS = 500  # per call: a few MB, far below gRPC's 64 MB
SCAN_ROWS = 2_000
VARCHAR_MAX = 65_535  # bytes; Milvus counts UTF-8 bytes on a server, characters in Lite
SEARCH_TIMEOUT = 5.0  # seconds
WRITE_TIMEOUT = 120.0
NOT_LOADED = 101  # Milvus error code: the collection is released (after a restart)
MANIFEST_PROPERTY = "footnote.manifest"

Consistency = Literal["Bounded", "Strong"]
_COLUMNS = ("id", "page", "title", "headings", "anchor", "url", "text", "digest", "source", "audience", "updated")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """Candidates of one question: section ids with their scores, best first."""

    dense: tuple[tuple[str, float], ...]  # inner product, a weighted mean of cosines
    lexical: tuple[tuple[str, float], ...]  # BM25


class Generation:
    """A collection opened through one client. All methods block: call them in a thread."""

    def __init__(
        self, client: MilvusClient, collection: str, manifest: Manifest, on_close: Callable[[], None] = lambda: None
    ) -> None:
        self.manifest = manifest
        self._client = client
        self._collection = collection
        self._on_close = on_close

    def create(self) -> None:
        """Make the empty collection. Raises IndexUnavailable."""
        from pymilvus import DataType

        client = self._client
        schema = client.create_schema(auto_id=False, enable_dynamic_field=False)
        schema.add_field("id", DataType.VARCHAR, is_primary=True, max_length=64)
        for name in _COLUMNS[1:-1]:
            schema.add_field(name, DataType.VARCHAR, max_length=VARCHAR_MAX)
        schema.add_field("updated", DataType.INT64)  # seconds since 1970; 0 is unknown
        schema.add_field("position", DataType.INT64)  # in reading order
        schema.add_field("dense", DataType.FLOAT_VECTOR, dim=self.manifest.dim)
        schema.add_field("lexical", DataType.SPARSE_FLOAT_VECTOR)
        indexes = client.prepare_index_params()
        indexes.add_index("dense", index_type="FLAT", metric_type="IP")  # rows may be shorter than 1
        indexes.add_index("lexical", index_type="SPARSE_INVERTED_INDEX", metric_type="IP")
        with store_errors("create the collection"):
            client.create_collection(
                self._collection,
                schema=schema,
                properties={MANIFEST_PROPERTY: self.manifest.to_json()},
                timeout=WRITE_TIMEOUT,
            )
            # Not waited for: on an empty collection there is nothing to build, and pymilvus polls half a second each.
            client.create_index(self._collection, indexes, timeout=WRITE_TIMEOUT, sync=False)

    def add(
        self, sections: Sequence[Section], dense: Vector, lexical: Sequence[Mapping[int, float]], *, position: int
    ) -> None:
        """Append rows; `dense` has one row of `dim` floats a section. Raises IndexUnavailable, IndexDamaged."""
        rows = [
            {**_row(section), "position": position + i, "dense": vector, "lexical": dict(terms)}
            for i, (section, vector, terms) in enumerate(zip(sections, dense, lexical, strict=True))
        ]
        with store_errors("write rows"):
            for start in range(0, len(rows), INSERT_ROWS):
                self._client.insert(self._collection, rows[start : start + INSERT_ROWS], timeout=WRITE_TIMEOUT)

    def flush(self) -> None:
        """Bring the rows written so far to disk: Milvus Lite searches unflushed rows 25 times slower."""
        with store_errors("flush"):
            self._client.flush(self._collection, timeout=WRITE_TIMEOUT)

    def verify(self, consistency: Consistency = "Bounded") -> None:
        """Load the collection and count its rows. Raises IndexDamaged when one is missing, IndexUnavailable."""
        with store_errors("load the collection"):
            self._client.load_collection(self._collection, timeout=WRITE_TIMEOUT)
            counted = self._client.query(
                self._collection,
                filter="",
                output_fields=["count(*)"],
                consistency_level=consistency,
                timeout=WRITE_TIMEOUT,
            )
        found = counted[0]["count(*)"]
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
        by_meaning = self._search("dense", dense, limit, where)
        by_words = self._search("lexical", dict(lexical), limit, where) if lexical else ()
        return Scored(dense=by_meaning, lexical=by_words)

    def _search(self, field: str, vector: Any, limit: int, where: str) -> tuple[tuple[str, float], ...]:
        def call() -> Any:
            return self._client.search(
                self._collection,
                data=[vector],
                anns_field=field,
                filter=where,
                limit=limit,
                output_fields=["id"],
                consistency_level="Bounded",
                timeout=SEARCH_TIMEOUT,
            )

        hits = self._loaded(call)[0]
        return tuple((hit["id"], float(hit["distance"])) for hit in hits)

    def sections(self, ids: Sequence[str]) -> dict[str, Section]:
        """The sections with these ids; unknown ids are left out. Raises IndexUnavailable."""
        if not ids:
            return {}

        def call() -> Any:
            return self._client.get(
                self._collection, ids=list(ids), output_fields=list(_COLUMNS), timeout=SEARCH_TIMEOUT
            )

        return {row["id"]: _section(row) for row in self._loaded(call)}

    def all_sections(self) -> tuple[Section, ...]:
        """Every section in reading order. Raises IndexUnavailable."""
        rows = sorted(self._scan((*_COLUMNS, "position")), key=lambda row: row["position"])
        return tuple(_section(row) for row in rows)

    def vectors(self) -> Iterator[tuple[str, str, Vector]]:
        """(id, digest, dense vector) of every section. Raises IndexUnavailable."""
        import numpy as np

        for row in self._scan(("id", "digest", "dense")):
            yield row["id"], row["digest"], np.asarray(row["dense"], dtype=np.float32)

    def _scan(self, fields: Sequence[str]) -> Iterator[Mapping[str, Any]]:
        with store_errors("read all rows"):
            rows = self._client.query_iterator(
                self._collection, batch_size=SCAN_ROWS, output_fields=list(fields), timeout=WRITE_TIMEOUT
            )
            try:
                while batch := rows.next():
                    yield from batch
            finally:
                rows.close()

    def _loaded(self, call: Callable[[], Any]) -> Any:
        """Call; after a restart of the server load the collection and call once more."""
        from pymilvus import MilvusException

        with store_errors("search"):
            try:
                return call()
            except MilvusException as error:
                if error.code != NOT_LOADED:
                    raise
                self._client.load_collection(self._collection, timeout=WRITE_TIMEOUT)
                return call()

    def close(self) -> None:
        """Release the client and, for Milvus Lite, the store's lock. Idempotent."""
        self._client.close()
        on_close, self._on_close = self._on_close, lambda: None
        on_close()


@contextmanager
def store_errors(doing: str) -> Iterator[None]:
    """Turn what pymilvus raises into IndexUnavailable with one sentence."""
    import grpc
    from pymilvus import MilvusException

    try:
        yield
    except (MilvusException, grpc.RpcError, OSError) as error:
        cause = error.message if isinstance(error, MilvusException) else str(error)
        first_line = (cause or type(error).__name__).strip().splitlines()[0][:200]
        raise IndexUnavailable(
            f"Milvus could not {doing}: {first_line}. Check the store with `footnote doctor`."
        ) from error


def quiet_engine() -> None:
    """Stop pymilvus and gRPC from printing tracebacks of failed calls: our errors carry the cause."""
    for name in ("pymilvus", "grpc._server", "milvus_lite"):
        logging.getLogger(name).setLevel(logging.CRITICAL)


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


def _section(row: Mapping[str, Any]) -> Section:
    fields = {name: row[name] for name in _COLUMNS}
    fields["headings"] = tuple(json.loads(row["headings"]))
    fields["updated"] = datetime.fromtimestamp(row["updated"], UTC) if row["updated"] else None
    return Section(**fields)
