"""Where pages come from: a folder, a file, a zip or a URL in; decoded Documents and what was skipped out."""

from __future__ import annotations

from rag_core.sources.downloads import Validators
from rag_core.sources.pages import Skipped
from rag_core.sources.reading import Pages, SourceSpec, read, read_if_changed

__all__ = ["Pages", "Skipped", "SourceSpec", "Validators", "read", "read_if_changed"]
