"""One module a command, each with `run(options, settings) -> exit code`; imported only when its command is called."""

from __future__ import annotations
