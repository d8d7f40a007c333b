"""The way between the journal's rows and the core's values: claims, answers, sections."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from rag_core.journal.records import Claim, Delivery
from rag_core.types import Answer, Citation, Hit, Origin, Section, Trace, Usage

Row = Mapping[Any, Any]  # column names to values

_SECTION_TEXTS = ("id", "page", "title", "anchor", "url", "digest", "source", "audience")

EMPTY_ANSWER: Row = {
    "outcome": None,
    "answer": "",
    "citations": [],
    "related": [],
    "model": "",
    "generation": "",
    "answered_depth": "quick",
    "searched": [],
    "hits": [],
    "timings": {},
    "notes": [],
}
"""An open question's columns; what it has cost is kept apart, since an edit does not undo it."""

UNSAID: Row = {"text": "", "answer": "", "searched": [], "notes": [], "related": [], "hits": []}
"""The words of a question and its answer, taken away; its citations become `pages_only`."""

ERASED: Row = {**UNSAID, "asker": "", "delivery": None, "intent": "", "escalated_by": ""}
"""What goes when a question is erased. Outcome, cited pages and cost stay, as numbers about nobody; so does the
message's id, without which a late redelivery would be answered again."""


def claim_of(row: Row) -> Claim:
    """The claim a row of `questions` holds."""
    return Claim(
        id=row["id"],
        origin=Origin(**{key: row[key] for key in ("platform", "workspace", "channel", "message", "thread")}),
        **{key: row[key] for key in ("asker", "text", "kind", "private", "audience", "depth", "revision", "intent")},
        asked=row["asked_at"],
        opened=row["opened_at"],
        delivery=_delivery_of(row["delivery"]),
        withdrawn=row["withdrawn_at"] is not None,
    )


def delivery_json(delivery: Delivery) -> Row:
    """A delivery as JSON holds it."""
    return asdict(delivery)


def answer_columns(answer: Answer) -> Row:
    """What `questions` keeps of an answer, but for its usage. Sections go in without their text."""
    trace = answer.trace
    return {
        "outcome": answer.outcome,
        "answer": answer.text,
        "citations": [
            {"number": c.number, "quote": c.quote, "section": _section_json(c.section)} for c in answer.citations
        ],
        "related": [_section_json(section) for section in answer.related],
        "model": trace.model,
        "generation": trace.generation,
        "answered_depth": trace.depth,
        "searched": list(trace.searched),
        "hits": [_hit_json(hit) for hit in trace.hits],
        "timings": dict(trace.timings),
        "notes": list(trace.notes),
    }


def answer_of(row: Row) -> Answer | None:
    """The answer a row holds, None while there is none."""
    if row["outcome"] is None:
        return None
    return Answer(
        id=row["id"],
        text=row["answer"],
        outcome=row["outcome"],
        citations=tuple(
            Citation(number=c["number"], quote=c["quote"], section=section_of(c["section"])) for c in row["citations"]
        ),
        related=tuple(section_of(section) for section in row["related"]),
        trace=_trace_of(row),
    )


def _trace_of(row: Row) -> Trace:
    return Trace(
        model=row["model"],
        generation=row["generation"],
        depth=row["answered_depth"],
        searched=tuple(row["searched"]),
        hits=tuple(Hit(**{**hit, "section": section_of(hit["section"])}) for hit in row["hits"]),
        usage=Usage(
            **{key: row[key] for key in ("prompt_tokens", "cached_tokens", "completion_tokens", "cost")},
        ),
        timings=row["timings"],
        notes=tuple(row["notes"]),
    )


def _delivery_of(stored: Row | None) -> Delivery | None:
    return Delivery(**{**stored, "messages": tuple(stored["messages"])}) if stored else None


def _hit_json(hit: Hit) -> Row:
    return {"section": _section_json(hit.section), "score": hit.score, "dense": hit.dense, "lexical": hit.lexical}


def pages_only(citations: Sequence[Row]) -> list[Row]:
    """Which pages were cited. A heading and a quote may be a person's words, of which an FAQ entry was made."""
    kept = ("page", "source", "audience")
    blank: Row = {**dict.fromkeys(_SECTION_TEXTS, ""), "headings": [], "updated": None}
    return [
        {"number": cited["number"], "quote": "", "section": {**blank, **{key: cited["section"][key] for key in kept}}}
        for cited in citations
    ]


def _section_json(section: Section) -> Row:
    return {
        **{key: getattr(section, key) for key in _SECTION_TEXTS},
        "headings": list(section.headings),
        "updated": section.updated.isoformat() if section.updated else None,
    }


def section_of(stored: Row) -> Section:
    """The section that JSON holds; its text is not in there."""
    updated = datetime.fromisoformat(stored["updated"]) if stored["updated"] else None
    return Section(**{**stored, "headings": tuple(stored["headings"]), "updated": updated, "text": ""})
