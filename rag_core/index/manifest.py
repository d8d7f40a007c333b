"""What a generation is expected to hold: written when it is published, compared whenever it is opened."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from rag_core.curated import CuratedAnswer
from rag_core.errors import IndexDamaged, IndexMismatch
from rag_core.types import Section

LAYOUT = 1  # of the rows; raised whenever an older generation can no longer be read
GENERATION_TIME = "%Y%m%dT%H%M%S%f"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How a source was asked to be read apart from all settings, for whoever reads it again; "" is as they say."""

    source: str  # its name
    include: str = ""
    base_url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """Identity card of one generation."""

    generation: str  # sorts by time: 20260131T120000000000_1a2b3c
    rows: int
    pages: int
    fingerprint: str  # of all sections, see `fingerprint`
    embedder: str
    dim: int
    analyzer: str
    language: str  # of most sections, ISO 639-1
    sources: tuple[str, ...]
    created: str  # ISO 8601, UTC
    layout: int = LAYOUT
    curated: tuple[CuratedAnswer, ...] = ()  # absent from manifests of releases without them, like what follows
    readings: tuple[Reading, ...] = ()

    def to_json(self) -> str:
        """One line of JSON."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)

    @classmethod
    def from_json(cls, text: str, *, where: str) -> Manifest:
        """Read what `to_json` wrote.

        Raises:
            IndexMismatch: it was written by a release with another layout.
            IndexDamaged: it is not a manifest.
        """
        return _read(text, where)


@lru_cache(maxsize=2)  # a running bot reads the same one three times a second, with all its curated answers
def _read(text: str, where: str) -> Manifest:
    try:
        fields: dict[str, Any] = json.loads(text)
        layout = fields["layout"]
        if layout != LAYOUT:
            raise IndexMismatch(
                f"The index at {where} has layout {layout}, this release reads layout {LAYOUT}. "
                "Run `footnote ingest --rebuild` with your sources."
            )
        fields["sources"] = tuple(fields["sources"])
        fields["curated"] = tuple(map(_curated, fields.get("curated", ())))
        fields["readings"] = tuple(Reading(**one) for one in fields.get("readings", ()))
        return Manifest(**fields)
    except (ValueError, KeyError, TypeError) as error:
        raise IndexDamaged(
            f"The manifest of the index at {where} cannot be read. Run `footnote ingest --rebuild` with your sources."
        ) from error


def new_generation(fingerprint: str, now: datetime | None = None) -> str:
    """A name for the next generation: sorts by time, unique enough beside others."""
    moment = (now or datetime.now(UTC)).strftime(GENERATION_TIME)
    return f"{moment}_{fingerprint[:6]}"


def fingerprint(sections: Iterable[Section], curated: Iterable[CuratedAnswer] = ()) -> str:
    """32 hex digits over all that a generation stores; equal exactly when a rebuild would change nothing."""
    total = hashlib.blake2b(digest_size=16)
    for s in sections:
        updated = str(int(s.updated.timestamp())) if s.updated else ""  # a generation keeps whole seconds
        total.update("\0".join((s.id, s.page, s.anchor, s.digest, s.url, s.audience, s.source, updated)).encode())
        total.update(b"\n")
    for answer in curated:
        total.update(json.dumps(asdict(answer), sort_keys=True).encode())
        total.update(b"\n")
    return total.hexdigest()


def _curated(stored: Mapping[str, Any]) -> CuratedAnswer:
    lists = {name: tuple(stored[name]) for name in ("questions", "sections")}
    return CuratedAnswer(**{**stored, **lists})
