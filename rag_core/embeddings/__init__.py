"""Embeddings: what turns texts into vectors, chosen by name, all behind pymilvus-model's interface."""

from __future__ import annotations

from rag_core.embeddings.ahead import embedded_ahead
from rag_core.embeddings.loading import load
from rag_core.embeddings.vectors import Embedder, section_vectors

__all__ = ["Embedder", "embedded_ahead", "load", "section_vectors"]
