"""A collection in a Milvus Lite database that this process holds, through Milvus Lite's embedded API.

pymilvus would reach the same database through a server of its own making, on a TCP port that every local user can
read and write; each search then took three times, each insert twice as long, and every start another second.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from rag_core.index.collection import KEY, METRIC, NUMBERS, SCAN_ROWS, TEXTS, unavailable

if TYPE_CHECKING:
    from milvus_lite import Collection as LiteCollection

    from rag_core.index.collection import Consistency, Field, Row, Vector

FLAT: Mapping[str, Any] = {"index_type": "FLAT"}
ONE_LIST: Mapping[str, Any] = {"index_type": "IVF_FLAT", "params": {"nlist": 1}}
"""All rows in one list: exact, as FLAT is, which copies them for each search and multiplies in threads that spin; on
busy processors that took four times as long. Faiss warns on stderr when it makes a list of less than 39 rows."""
REMEDY = "Check the disk and its permissions, or run `footnote ingest --rebuild` with your sources."
FEW = 1_000  # rows that FLAT searches fast enough
SPARSE: Mapping[str, Any] = {"index_type": "SPARSE_INVERTED_INDEX"}


class EmbeddedCollection:
    """See `Collection`. Only one open database a folder, in all processes together: Milvus Lite locks it."""

    def __init__(self, folder: Path, name: str) -> None:
        """Open the database in `folder`, making one where there is none. Raises IndexUnavailable."""
        self._name = name
        self._held: LiteCollection | None = None
        with _engine_errors("open the database"):
            self._database = _engine().MilvusLite(str(folder))

    def create(self, dim: int, rows: int, properties: Mapping[str, str]) -> None:
        """See `Collection`."""
        engine = _engine()
        kinds = engine.DataType
        fields = [
            *(
                engine.FieldSchema(name=name, dtype=kinds.VARCHAR, max_length=longest, is_primary=name == KEY)
                for name, longest in TEXTS.items()
            ),
            *(engine.FieldSchema(name=name, dtype=kinds.INT64) for name in NUMBERS),
            engine.FieldSchema(name="dense", dtype=kinds.FLOAT_VECTOR, dim=dim),
            engine.FieldSchema(name="lexical", dtype=kinds.SPARSE_FLOAT_VECTOR),
        ]
        with _engine_errors("create the collection"):
            made = self._database.create_collection(
                self._name, engine.CollectionSchema(fields=fields), properties=dict(properties)
            )
            made.create_index("dense", {**(FLAT if rows < FEW else ONE_LIST), "metric_type": METRIC})
            made.create_index("lexical", {**SPARSE, "metric_type": METRIC})

    def insert(self, rows: Sequence[Row]) -> None:
        """See `Collection`."""
        with _engine_errors("write rows"):
            self._opened().insert([{**row, "dense": row["dense"].tolist()} for row in rows])

    def flush(self) -> None:
        """See `Collection`. Rows that are not flushed are searched 25 times slower."""
        with _engine_errors("flush"):
            self._opened().flush()

    def load(self, consistency: Consistency) -> int:  # noqa: ARG002  # it always sees its own writes
        """See `Collection`."""
        with _engine_errors("load the collection"):
            opened = self._opened()
            opened.load()
            rows: int = opened.num_entities
            return rows

    def search(
        self, field: Field, vector: Vector | Mapping[int, float], *, limit: int, where: str
    ) -> Sequence[tuple[str, float]]:
        """See `Collection`."""
        with _engine_errors("search"):
            hits = self._opened().search([vector], limit, anns_field=field, expr=where or None, output_fields=[KEY])
            return [(hit["id"], float(hit["distance"])) for hit in hits[0]]

    def get(self, keys: Sequence[str], columns: Sequence[str]) -> Sequence[Row]:
        """See `Collection`."""
        with _engine_errors("read rows"):
            rows: list[dict[str, Any]] = self._opened().get(list(keys), output_fields=list(columns))
            return rows

    def scan(self, columns: Sequence[str]) -> Iterator[Row]:
        """See `Collection`."""
        with _engine_errors("read all rows"):
            opened = self._opened()
            for start in range(0, opened.num_entities, SCAN_ROWS):
                part = f"position >= {start} and position < {start + SCAN_ROWS}"
                yield from opened.query(part, output_fields=list(columns))

    def close(self) -> None:
        """See `Collection`."""
        if self._held:
            self._held.release()  # segment by segment: freed all at once, its lists would hold up every thread
            self._held = None
        self._database.close()

    def _opened(self) -> LiteCollection:
        if self._held is None:
            self._held = self._database.get_collection(self._name)
        return self._held


@cache
def _engine() -> Any:
    import milvus_lite
    import pyarrow as pa

    logging.getLogger("milvus_lite").setLevel(logging.CRITICAL)  # our errors carry the cause
    # Arrow's default allocator keeps 60 MB of what it needed to read 10,000 sections.
    pa.set_memory_pool(pa.system_memory_pool())
    _leave_pandas_out(pa)
    return milvus_lite


def _leave_pandas_out(pa: ModuleType) -> None:
    """Have Arrow look for pandas now, and find none.

    It looks once, at its first conversion, only to know pandas' own types when it sees them. We have none; the import
    takes as long as a whole question without it, and 30 MB.
    """
    absent = _Absent("pandas")
    sys.meta_path.insert(0, absent)
    try:
        pa.array([0])
    finally:
        sys.meta_path.remove(absent)


class _Absent:
    """As a finder of modules: one that cannot be imported, unless it was before."""

    def __init__(self, name: str) -> None:
        self._name = name

    def find_spec(self, name: str, path: Sequence[str] | None, target: ModuleType | None = None) -> None:  # noqa: ARG002
        """Called for each module that is not imported yet."""
        if name == self._name:
            raise ModuleNotFoundError(name)


@contextmanager
def _engine_errors(doing: str) -> Iterator[None]:
    """Turn what the engine raises into IndexUnavailable: errors of its own, and whatever comes of damaged files."""
    from milvus_lite import MilvusLiteError
    from pyarrow import ArrowException

    damaged = (ArrowException, AttributeError, EOFError, LookupError, OSError, RuntimeError, TypeError, ValueError)
    try:
        yield
    except (MilvusLiteError, *damaged) as error:
        raise unavailable(doing, str(error) or type(error).__name__, REMEDY) from error
