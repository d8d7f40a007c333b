"""A collection on a Milvus server or Zilliz Cloud, through pymilvus."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from rag_core.index.collection import KEY, METRIC, NUMBERS, SCAN_ROWS, TEXTS, unavailable

if TYPE_CHECKING:
    from pymilvus import MilvusClient

    from rag_core.index.collection import Consistency, Field, Row, Vector

INSERT_ROWS = 500  # per call: a few MB, far below gRPC's 64 MB
SEARCH_TIMEOUT = 5.0  # seconds
WRITE_TIMEOUT = 120.0
REMEDY = "Check the Milvus server at MILVUS_URI and its log."
NOT_LOADED = 101  # Milvus error code: the collection is released (after a restart)


class RemoteCollection:
    """See `Collection`. Owns its client."""

    def __init__(self, client: MilvusClient, name: str) -> None:
        self._client = client
        self._name = name

    def create(self, dim: int, rows: int, properties: Mapping[str, str]) -> None:  # noqa: ARG002
        """See `Collection`."""
        from pymilvus import DataType

        client = self._client
        schema = client.create_schema(auto_id=False, enable_dynamic_field=False)
        for name, longest in TEXTS.items():
            schema.add_field(name, DataType.VARCHAR, max_length=longest, is_primary=name == KEY)
        for name in NUMBERS:
            schema.add_field(name, DataType.INT64)
        schema.add_field("dense", DataType.FLOAT_VECTOR, dim=dim)
        schema.add_field("lexical", DataType.SPARSE_FLOAT_VECTOR)
        indexes = client.prepare_index_params()
        indexes.add_index("dense", index_type="FLAT", metric_type=METRIC)
        indexes.add_index("lexical", index_type="SPARSE_INVERTED_INDEX", metric_type=METRIC)
        with client_errors("create the collection"):
            client.create_collection(self._name, schema=schema, properties=dict(properties), timeout=WRITE_TIMEOUT)
            # Not waited for: on an empty collection there is nothing to build, and pymilvus polls half a second each.
            client.create_index(self._name, indexes, timeout=WRITE_TIMEOUT, sync=False)

    def insert(self, rows: Sequence[Row]) -> None:
        """See `Collection`."""
        with client_errors("write rows"):
            for start in range(0, len(rows), INSERT_ROWS):
                part = [dict(row) for row in rows[start : start + INSERT_ROWS]]
                self._client.insert(self._name, part, timeout=WRITE_TIMEOUT)

    def flush(self) -> None:
        """See `Collection`."""
        with client_errors("flush"):
            self._client.flush(self._name, timeout=WRITE_TIMEOUT)

    def load(self, consistency: Consistency) -> int:
        """See `Collection`."""
        with client_errors("load the collection"):
            self._client.load_collection(self._name, timeout=WRITE_TIMEOUT)
            counted = self._client.query(
                self._name,
                filter="",
                output_fields=["count(*)"],
                consistency_level=consistency,
                timeout=WRITE_TIMEOUT,
            )
        return int(counted[0]["count(*)"])

    def search(
        self, field: Field, vector: Vector | Mapping[int, float], *, limit: int, where: str
    ) -> Sequence[tuple[str, float]]:
        """See `Collection`."""

        def call() -> Any:
            return self._client.search(
                self._name,
                data=[vector],
                anns_field=field,
                filter=where,
                limit=limit,
                output_fields=[KEY],
                consistency_level="Bounded",
                timeout=SEARCH_TIMEOUT,
            )

        return [(hit[KEY], float(hit["distance"])) for hit in self._loaded(call)[0]]

    def get(self, keys: Sequence[str], columns: Sequence[str]) -> Sequence[Row]:
        """See `Collection`."""

        def call() -> Any:
            return self._client.get(self._name, ids=list(keys), output_fields=list(columns), timeout=SEARCH_TIMEOUT)

        rows: Sequence[Row] = self._loaded(call)
        return rows

    def scan(self, columns: Sequence[str]) -> Iterator[Row]:
        """See `Collection`."""
        with client_errors("read all rows"):
            rows = self._client.query_iterator(
                self._name, batch_size=SCAN_ROWS, output_fields=list(columns), timeout=WRITE_TIMEOUT
            )
            try:
                while batch := rows.next():
                    yield from batch
            finally:
                rows.close()

    def close(self) -> None:
        """See `Collection`."""
        self._client.close()

    def _loaded(self, call: Callable[[], Any]) -> Any:
        """Call; after a restart of the server load the collection and call once more."""
        from pymilvus import MilvusException

        with client_errors("search"):
            try:
                return call()
            except MilvusException as error:
                if error.code != NOT_LOADED:
                    raise
                self._client.load_collection(self._name, timeout=WRITE_TIMEOUT)
                return call()


@contextmanager
def client_errors(doing: str) -> Iterator[None]:
    """Turn what pymilvus raises into IndexUnavailable with one sentence."""
    import grpc
    from pymilvus import MilvusException

    try:
        yield
    except MilvusException as error:
        raise unavailable(doing, error.message, REMEDY) from error
    except grpc.RpcError as error:  # a call that ran into its deadline comes as it is
        details = error.details() if isinstance(error, grpc.Call) else ""
        raise unavailable(doing, details or type(error).__name__, REMEDY) from error
    except OSError as error:
        raise unavailable(doing, str(error), REMEDY) from error


def quiet_client() -> None:
    """Stop pymilvus from printing tracebacks of failed calls: our errors carry the cause."""
    logging.getLogger("pymilvus").setLevel(logging.CRITICAL)
