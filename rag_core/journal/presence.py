"""Which processes that share a journal are alive: each holds a lock that the kernel gives back at its death."""

from __future__ import annotations

import fcntl
import secrets
from contextlib import suppress
from pathlib import Path
from typing import IO

from rag_core.errors import JournalError


class LockFiles:
    """One locked file for each process beside the journal. All methods block briefly; not thread-safe."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._held: IO[str] | None = None
        self._name = ""

    def instance(self) -> str:
        """The name of this process in the journal; the first call takes its lock. Raises JournalError."""
        if self._held is None:
            try:
                self._folder.mkdir(mode=0o700, exist_ok=True)
                self._sweep()
                self._name, self._held = self._take()
            except OSError as error:
                raise JournalError(
                    f"{self._folder} cannot be written ({error.strerror}). Set FOOTNOTE_HOME to a writable folder."
                ) from error
        return self._name

    def alive(self, instance: str) -> bool:
        """Whether the process of that name still runs."""
        if not instance:
            return False
        if instance == self._name:
            return True
        try:
            with (self._folder / instance).open("r+") as file:
                return not _lock(file)
        except FileNotFoundError:
            return False

    def release(self) -> None:
        """Give the name up: what it owned is free to be taken over."""
        if self._held is not None:
            (self._folder / self._name).unlink(missing_ok=True)
            self._held.close()
            self._held, self._name = None, ""

    def _take(self) -> tuple[str, IO[str]]:
        while True:
            name = secrets.token_hex(8)
            file = (self._folder / name).open("x")
            if _lock(file) and (self._folder / name).exists():
                return name, file
            file.close()  # another process swept it away between the two steps

    def _sweep(self) -> None:
        for path in self._folder.iterdir():
            with suppress(FileNotFoundError), path.open("r+") as file:
                if _lock(file):
                    path.unlink()


def _lock(file: IO[str]) -> bool:
    try:
        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
