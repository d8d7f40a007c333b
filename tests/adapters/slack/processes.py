"""The bot as a process of its own, to be killed."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Self

ROOT = Path(__file__).resolve().parents[3]


class Process:
    """`footnote run` with the variables given, until it is killed or told to stop."""

    def __init__(self, variables: Mapping[str, str], folder: Path) -> None:
        self._variables = {**variables, "PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)}
        self._folder = folder
        self._child: asyncio.subprocess.Process | None = None

    async def __aenter__(self) -> Self:
        self._child = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", "run", env=self._variables, cwd=self._folder
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._child and self._child.returncode is None:
            await self.kill()

    @property
    def pid(self) -> int:
        assert self._child is not None
        return self._child.pid

    async def kill(self) -> None:
        """End it without a word."""
        assert self._child is not None
        self._child.send_signal(signal.SIGKILL)
        await self._child.wait()

    async def stop(self) -> int:
        """Ask it to end; the exit code."""
        assert self._child is not None
        self._child.send_signal(signal.SIGTERM)
        return await self._child.wait()
