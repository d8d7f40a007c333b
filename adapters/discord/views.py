"""What buttons show: why an answer is what it is, and the form for what was wrong with it. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from adapters.cards import Field, Form
from adapters.discord.render import CONTENT_MAX, FORM, custom_id
from adapters.markdown import neutralise, plain, split
from adapters.notices import REASONS
from rag_core.journal.records import Record
from rag_core.types import Hit

Json = Mapping[str, Any]

COMPLAINT = "complaint"  # in the form's custom id
REASON, DETAILS = "reason", "details"  # custom ids of its fields
DETAILS_MAX = 3_000  # characters
HITS_SHOWN = 8
_URL_MAX = 200  # characters


def why(record: Record) -> str:
    """The sections looked at with their scores, what was searched for, model, times and id of an answer."""
    assert record.answer is not None  # noqa: S101  # only closed questions have the button
    trace = record.answer.trace
    times = ", ".join(f"{stage} {seconds:.1f} s" for stage, seconds in trace.timings.items())
    facts = {
        "Outcome": record.answer.outcome.replace("_", " "),
        "Model": trace.model or "none was asked",
        "Depth": trace.depth,
        "Times": times,
        "Index": trace.generation,
        "Tokens": str(trace.usage.prompt_tokens + trace.usage.completion_tokens),
        "Checks": "; ".join(trace.notes),
        "Question id": record.claim.id,
    }
    lines = [*_sections(trace.hits), *_searched(trace.searched)]
    lines += [f"**{name}** {_short(value, 300)}" for name, value in facts.items() if value]
    return split("\n".join(lines), CONTENT_MAX)[0]


def complaint(answer_id: str) -> Json:
    """The form after a 👎, as data of a modal callback."""
    options = [{"label": text, "value": value} for value, text in REASONS.items()]
    reason = {"type": 3, "custom_id": REASON, "options": options, "required": False, "min_values": 0, "max_values": 1}
    details = {"type": 4, "custom_id": DETAILS, "style": 2, "required": False, "max_length": DETAILS_MAX}
    return {
        "custom_id": custom_id(COMPLAINT, answer_id),
        "title": "What was wrong?",
        "components": [
            {"type": 18, "label": "Reason", "component": reason},
            {"type": 18, "label": "In your words", "component": details},
        ],
    }


def complained(components: Sequence[Json]) -> tuple[str, str]:
    """Reason and words of a submitted form."""
    entered = {field.get("custom_id"): field for field in _fields(components)}
    chosen = (entered.get(REASON) or {}).get("values") or [""]
    return str(chosen[0]), str((entered.get(DETAILS) or {}).get("value") or "").strip()


def form(given: Form) -> Json:
    """What opens behind a button of a card, as data of a modal callback."""
    return {
        "custom_id": custom_id(f"{FORM}{given.action}", given.subject),
        "title": given.title,
        "components": [{"type": 18, "label": field.label, "component": _entry(field)} for field in given.fields],
    }


def sent(components: Sequence[Json]) -> Mapping[str, str]:
    """What was written in a form that was sent off."""
    return {str(field.get("custom_id")): str(field.get("value") or "") for field in _fields(components)}


def _entry(field: Field) -> Json:
    entry = {"type": 4, "custom_id": field.name, "style": 2 if field.lines else 1, "required": True}
    return entry | {"max_length": field.longest} | ({"value": field.value} if field.value else {})


def _fields(components: Sequence[Json]) -> Iterator[Json]:
    for component in components:
        yield component.get("component") or component


def _sections(hits: Sequence[Hit]) -> list[str]:
    if not hits:
        return ["**No section was near enough.**"]
    lines = [
        f"{number}. {_linked(hit)}: {hit.score:.2f} (meaning {hit.dense:.2f}, words {hit.lexical:.1f})"
        for number, hit in enumerate(hits[:HITS_SHOWN], start=1)
    ]
    return ["**Sections read, with their scores**", *lines, ""]


def _linked(hit: Hit) -> str:
    name, url = _short(hit.section.breadcrumb, 80), hit.section.url
    linked = url.startswith(("http://", "https://")) and not set(url) & set("<>()| ") and len(url) < _URL_MAX
    return f"[{name}](<{url}>)" if linked else name


def _searched(texts: Sequence[str]) -> list[str]:
    return ["**Searched for**", *(f"- {_short(text, 150)}" for text in texts), ""] if texts else []


def _short(text: str, longest: int) -> str:
    text = re.sub(r"\s+", " ", plain(text)).strip()
    text = text if len(text) <= longest else f"{text[: longest - 1].rstrip()}…"
    return neutralise(re.sub(r"([\\`*_~|\[\]])", r"\\\1", text))
