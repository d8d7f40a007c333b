"""Generations in a folder, each a Milvus Lite database of its own, so that ingest works beside a running bot."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from rag_core.errors import IndexDamaged, IndexUnavailable, NoIndex
from rag_core.index.embedded import EmbeddedCollection
from rag_core.index.generation import Generation
from rag_core.index.locks import locked, writer_lock
from rag_core.index.manifest import Manifest

COLLECTION = "sections"
REBUILD = "Run `footnote ingest --rebuild` with your sources."
COPY_GRACE = 60.0  # seconds in which a copy may still be on its way to being opened


class LiteStore:
    """The folder: `manifest.json` names the live generation, `<generation>.db` holds it.

    Milvus Lite lets one process open a database. A reader that comes second opens a private copy;
    published generations are never written, so a copy is always whole.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._manifest = folder / "manifest.json"
        self.place = str(folder)

    def live(self) -> Manifest | None:
        """Return the published generation's manifest, None before the first ingest.

        Raises IndexDamaged, IndexMismatch, IndexUnavailable.
        """
        self._refuse_foreign_store()
        try:
            text = self._manifest.read_text(encoding="utf-8")
        except FileNotFoundError:
            return None
        except OSError as error:
            raise IndexUnavailable(
                f"{self._manifest} cannot be read ({error.strerror}). Set FOOTNOTE_HOME to a folder that you may read."
            ) from error
        except UnicodeDecodeError as error:
            raise IndexDamaged(f"{self._manifest} is damaged. {REBUILD}") from error
        return Manifest.from_json(text, where=self.place)

    def open(self, manifest: Manifest) -> Generation:
        """Open a published generation for reading, verified.

        Raises NoIndex when it was replaced meanwhile, IndexDamaged, IndexUnavailable.
        """
        path = self._path(manifest.generation)
        if not path.is_dir():
            current = self.live()
            if current is None or current.generation != manifest.generation:
                raise NoIndex("The index was replaced while it was being opened; try again.")
            raise IndexDamaged(f"{path} is missing although it is the live index. {REBUILD}")
        generation = self._connect_copy(path, manifest) if _in_use(path) else self._connect(path, manifest)
        try:
            generation.verify()
        except IndexUnavailable as error:
            generation.close()
            if _passing(error.__cause__):
                raise
            raise IndexDamaged(f"The index at {path} is damaged. {REBUILD}") from error
        except BaseException:
            generation.close()
            raise
        return generation

    def create(self, manifest: Manifest) -> Generation:
        """Make an empty generation to be filled; nobody sees it before `publish`."""
        generation = self._connect(self._path(manifest.generation), manifest)
        generation.create()
        return generation

    def publish(self, manifest: Manifest) -> None:
        """Make a filled, verified and closed generation the live one, in one step that survives a power cut."""
        _sync_tree(self._path(manifest.generation))
        draft = self._manifest.with_suffix(".new")
        try:
            with draft.open("w", encoding="utf-8") as file:
                file.write(manifest.to_json())
                file.flush()
                os.fsync(file.fileno())
            draft.replace(self._manifest)
            _sync(self._folder)
        except OSError as error:
            raise IndexUnavailable(f"{self._manifest} cannot be written ({error}). Free or unlock the disk.") from error

    def sweep(self) -> int:
        """Remove what crashes and replaced generations left, except what a process still has open.

        Only for the holder of `writing`: a generation between its last write and its publication looks abandoned.
        """
        live = self.live()
        removed = 0
        for path in self._folder.glob("*.db"):
            if (live is None or path.stem != live.generation) and not _in_use(path):
                removed += _remove(path)
        for copy in (self._folder / "copies").glob("*"):
            if time.time() - copy.stat().st_mtime > COPY_GRACE and not _in_use(copy / "copy.db"):
                removed += _remove(copy)
        return removed

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the right to write. Raises IndexBusy when another process has it, IndexUnavailable."""
        self._refuse_foreign_store()
        with writer_lock(self._folder, self.place):
            yield

    def _path(self, generation: str) -> Path:
        return self._folder / f"{generation}.db"

    def _connect_copy(self, path: Path, manifest: Manifest) -> Generation:
        try:
            copies = self._folder / "copies"
            copies.mkdir(exist_ok=True)
            home = Path(tempfile.mkdtemp(dir=copies))
            shutil.copytree(path, home / "copy.db")
        except OSError as error:
            raise IndexUnavailable(f"{path} is in use and cannot be copied ({error}). Free some disk.") from error
        try:
            return self._connect(home / "copy.db", manifest, on_close=lambda: _remove(home))
        except BaseException:
            _remove(home)
            raise

    def _connect(self, path: Path, manifest: Manifest, on_close: Callable[[], object] = lambda: None) -> Generation:
        try:
            collection = EmbeddedCollection(path, COLLECTION)
        except IndexUnavailable as error:
            raise IndexUnavailable(f"The index at {path} cannot be opened: {_why_closed(path)}.") from error
        return Generation(collection, manifest, on_close)

    def _refuse_foreign_store(self) -> None:
        if self._folder.is_file():
            raise IndexUnavailable(
                f"{self.place} is a file, perhaps a database of an older Milvus Lite. It was not touched: "
                "set MILVUS_URI or FOOTNOTE_HOME to a folder and run `footnote ingest` again."
            )
        if (self._folder / "LOCK").exists() and (self._folder / "collections").exists():
            raise IndexUnavailable(
                f"{self.place} is a Milvus Lite database of another program. It was not touched: "
                "set MILVUS_URI or FOOTNOTE_HOME to a folder of Footnote's own."
            )


def _in_use(database: Path) -> bool:
    return locked(database / "LOCK")  # Milvus Lite's own


def _passing(cause: BaseException | None) -> bool:
    """Whether the system, not the files' content, is what failed: permissions, too many open files, no memory."""
    return isinstance(cause, OSError) and cause.errno not in {None, errno.ENOENT, errno.EIO}


def _why_closed(path: Path) -> str:
    """The cause that a person can do something about."""
    if path.is_file():
        return "it is a file of an older Milvus Lite; run `footnote ingest --rebuild`"
    if not os.access(path if path.exists() else path.parent, os.W_OK):
        return "the folder is not writable; check its permissions"
    if _in_use(path):
        return "another process has it open; try again in a moment"
    return "the database is damaged; run `footnote ingest --rebuild` with your sources"


def _remove(path: Path) -> int:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
    return 1


def _sync_tree(folder: Path) -> None:
    # Milvus Lite leaves its files to the page cache; a published generation must outlive a power cut.
    for path in (folder, *folder.rglob("*")):
        _sync(path)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
