"""Markdown pages into sections: what is searched, shown to the model and cited."""

from __future__ import annotations

from rag_core.sections.contained import contained
from rag_core.sections.splitting import SECTION_MAX, is_audience_unclear, normalised, split

__all__ = ["SECTION_MAX", "contained", "is_audience_unclear", "normalised", "split"]
