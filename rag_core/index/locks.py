"""One writer at a time, over all processes of this machine."""

from __future__ import annotations

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rag_core.errors import IndexBusy, IndexUnavailable

PATIENCE = 2.0  # seconds; a reader holds the lock for the moment that it sweeps


@contextmanager
def writer_lock(folder: Path, place: str) -> Iterator[None]:
    """Hold the right to write the index at `place`; the kernel gives it back when the process dies.

    Raises IndexBusy when another process keeps it, IndexUnavailable when the folder cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = (folder / "writer.lock").open("w")
    except OSError as error:
        raise IndexUnavailable(
            f"{folder} cannot be written ({error.strerror}). Set FOOTNOTE_HOME to a writable folder."
        ) from error
    with lock:
        deadline = time.monotonic() + PATIENCE
        while not _taken(lock.fileno()):
            if time.monotonic() > deadline:
                raise IndexBusy(f"Another `footnote ingest` is writing {place}. Wait for it to end, then try again.")
            time.sleep(0.05)
        yield


def locked(file: Path) -> bool:
    """Whether a process holds the lock on `file`; False when there is no such file."""
    try:
        with file.open("r+") as lock:
            return not _taken(lock.fileno())
    except OSError:
        return False


def _taken(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
