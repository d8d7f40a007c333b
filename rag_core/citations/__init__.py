"""Cited or silent: checks a model's answer against the sections it was offered, while it is written."""

from __future__ import annotations

from rag_core.citations.reader import CheckedText, CitationReader

__all__ = ["CheckedText", "CitationReader"]
