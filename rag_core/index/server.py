"""Generations on a Milvus server or Zilliz Cloud: collections behind an alias."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from rag_core.errors import IndexDamaged, IndexUnavailable
from rag_core.index.generation import MANIFEST_PROPERTY, Generation
from rag_core.index.locks import writer_lock
from rag_core.index.manifest import GENERATION_TIME, Manifest
from rag_core.index.remote import RemoteCollection, client_errors, quiet_client

if TYPE_CHECKING:
    from pymilvus import MilvusClient

CONNECT_TIMEOUT = 10.0  # seconds


class ServerStore:
    """`alias` points to the live collection `<alias>_<generation>`, which carries its manifest as a property.

    The manifest is published by the same alias switch as the rows, so bots on other machines see both at once.
    """

    def __init__(self, uri: str, token: str = "", *, alias: str = "footnote", lock_folder: Path) -> None:
        self._uri = uri
        self._token = token
        self._alias = alias
        self._lock_folder = lock_folder
        self._marker = lock_folder / "building"  # the collection that this machine is filling, or was when it died
        self._client: MilvusClient | None = None
        self.place = f"{uri} ({alias})"

    def live(self) -> Manifest | None:
        """Return the published generation's manifest, None before the first ingest.

        Raises IndexDamaged, IndexMismatch, IndexUnavailable.
        """
        client = self._shared()
        with client_errors(f"look up the index at {self._uri}"):
            if self._alias not in self._targets():
                return None
            properties = client.describe_collection(self._alias, timeout=CONNECT_TIMEOUT).get("properties") or {}
        return Manifest.from_json(properties.get(MANIFEST_PROPERTY, ""), where=self.place)

    def open(self, manifest: Manifest) -> Generation:
        """Open a published generation for reading, verified."""
        generation = self._generation(manifest)
        try:
            generation.verify()
        except BaseException:
            generation.close()
            raise
        return generation

    def create(self, manifest: Manifest) -> Generation:
        """Make an empty generation to be filled; nobody sees it before `publish`."""
        generation = self._generation(manifest)
        self._lock_folder.mkdir(parents=True, exist_ok=True)
        self._marker.write_text(self._name(manifest.generation), encoding="utf-8")
        generation.create()
        kept = self._shared().describe_collection(self._name(manifest.generation), timeout=CONNECT_TIMEOUT)
        if not {"dense", "lexical"} <= {field["name"] for field in kept["fields"]}:
            generation.close()  # old servers accept a sparse field and drop it without a word
            raise IndexUnavailable(
                f"The Milvus server at {self._uri} has no sparse vectors. Footnote needs Milvus 2.4 or newer."
            )
        return generation

    def publish(self, manifest: Manifest) -> None:
        """Make a filled and verified generation the live one."""
        name = self._name(manifest.generation)
        client = self._shared()
        with client_errors("publish the new generation"):
            if self._alias in self._targets():
                client.alter_alias(name, self._alias, timeout=CONNECT_TIMEOUT)
            else:
                client.create_alias(name, self._alias, timeout=CONNECT_TIMEOUT)
        if (now := self.live()) is None or now.generation != manifest.generation:
            raise IndexDamaged(
                f"The alias {self._alias} does not point to the new generation. Run `footnote ingest` again."
            )

    def sweep(self) -> int:
        """Drop what crashes and replaced generations left. Only for the holder of `writing`.

        The newest replaced generation stays for readers that are still on it, and so does a newer one of less than
        a day that another machine may be building.
        """
        live = self.live()
        with client_errors("drop old generations"):
            ours = sorted(n for n in self._shared().list_collections() if n.startswith(f"{self._alias}_"))
            stale = _stale(ours, self._name(live.generation) if live else "", self._building(), datetime.now(UTC))
            for name in stale:
                self._shared().drop_collection(name, timeout=CONNECT_TIMEOUT)
        self._marker.unlink(missing_ok=True)
        return len(stale)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the right to write from this machine. Raises IndexBusy when another process has it, IndexUnavailable."""
        with writer_lock(self._lock_folder, self.place):
            yield

    def _building(self) -> str:
        return self._marker.read_text(encoding="utf-8") if self._marker.exists() else ""

    def _name(self, generation: str) -> str:
        return f"{self._alias}_{generation}"

    def _targets(self) -> dict[str, str]:
        """Alias -> collection, of ours."""
        found = {}
        for name in self._shared().list_collections(timeout=CONNECT_TIMEOUT):
            if name.startswith(f"{self._alias}_"):
                for alias in self._shared().list_aliases(name, timeout=CONNECT_TIMEOUT)["aliases"]:
                    found[alias] = name
        return found

    def _generation(self, manifest: Manifest) -> Generation:
        return Generation(RemoteCollection(self._connect(), self._name(manifest.generation)), manifest)

    def _shared(self) -> MilvusClient:
        if self._client is None:
            self._client = self._connect()
        return self._client

    def _connect(self) -> MilvusClient:
        from pymilvus import MilvusClient, MilvusException

        quiet_client()
        try:
            return MilvusClient(uri=self._uri, token=self._token, timeout=CONNECT_TIMEOUT)
        except (MilvusException, ValueError) as error:
            raise IndexUnavailable(
                f"Milvus at {self._uri} cannot be reached or refuses the token. Check MILVUS_URI and MILVUS_TOKEN."
            ) from error


def _stale(ours: Sequence[str], live: str, abandoned: str, now: datetime) -> list[str]:
    """Which of our collections, sorted by name and so by time, nobody can need any more."""
    replaced = [name for name in ours if name < live][:-1]
    yesterday = (now - timedelta(days=1)).strftime(GENERATION_TIME)
    unfinished = [name for name in ours if name > live and (name == abandoned or name.split("_")[-2] < yesterday)]
    return replaced + unfinished
