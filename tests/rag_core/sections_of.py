"""Sections and vectors for tests that need no embedding."""

from __future__ import annotations

import hashlib

import numpy as np
from numpy.typing import NDArray

from rag_core.index import Manifest, fingerprint, new_generation
from rag_core.types import Audience, Section

DIM = 8


def section(name: str, text: str = "", *, audience: Audience = "internal", source: str = "docs") -> Section:
    text = text or f"All about {name}."
    return Section(
        id=hashlib.blake2b(name.encode(), digest_size=16).hexdigest(),
        page=f"{name}.md",
        title=name.title(),
        headings=("Overview", name),
        anchor=name,
        url=f"https://example.com/{name}#{name}",
        text=text,
        digest=hashlib.blake2b((name + text).encode(), digest_size=16).hexdigest(),
        source=source,
        audience=audience,
    )


def unit_vectors(count: int) -> NDArray[np.float32]:
    """The first `count` unit vectors, so that each section is nearest to its own."""
    return np.eye(DIM, dtype=np.float32)[:count]


def manifest_of(sections: tuple[Section, ...], **changes: object) -> Manifest:
    print_ = fingerprint(sections)
    values: dict[str, object] = {
        "generation": new_generation(print_),
        "rows": len(sections),
        "pages": len({s.page for s in sections}),
        "fingerprint": print_,
        "embedder": "test-8",
        "dim": DIM,
        "analyzer": "test-1",
        "language": "en",
        "sources": ("docs",),
        "created": "2026-01-31T12:00:00Z",
    }
    return Manifest(**{**values, **changes})  # type: ignore[arg-type]
