"""The program: settings, command line, and the one place where everything is put together."""

from __future__ import annotations

__version__ = "0.1.0"
