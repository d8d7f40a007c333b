"""Footnote's core: pages in, cited answers out. Knows no platform, no settings file, no command line."""

from __future__ import annotations
