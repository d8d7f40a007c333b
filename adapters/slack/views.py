"""The windows behind the buttons of an answer: why it is what it is, and what was wrong with it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from adapters.cards import Field, Form
from adapters.markdown import to_mrkdwn
from adapters.notices import REASONS
from adapters.slack.render import Json, plain_text
from rag_core.journal.records import Record
from rag_core.types import Answer, Hit

COMPLAINT = "answer_complaint"  # callback id
FORM = "form_"  # begins the callback ids of forms behind a card's buttons
REASON, DETAILS = "reason", "details"  # block and action ids of the form
SECTION_MAX = 2_900  # of 3,000 characters; docs.slack.dev/reference/block-kit/blocks/section-block
HITS_SHOWN = 12


def why(record: Record) -> Json:
    """The sections looked at with their scores, what was searched for, model, times and id of an answer."""
    assert record.answer is not None  # noqa: S101  # only closed questions have the button
    parts = [_sections(record.answer.trace.hits), _searched(record.answer), _facts(record)]
    blocks = [{"type": "section", "text": {"type": "mrkdwn", "text": _cut(part)}} for part in parts if part]
    return {"type": "modal", "title": plain_text("Why this answer?"), "close": plain_text("Close"), "blocks": blocks}


def complaint(answer_id: str) -> Json:
    """The form after a 👎."""
    options = [{"text": plain_text(text), "value": value} for value, text in REASONS.items()]
    reason = {"type": "static_select", "action_id": REASON, "options": options}
    details = {"type": "plain_text_input", "action_id": DETAILS, "multiline": True, "max_length": 3_000}
    return {
        "type": "modal",
        "callback_id": COMPLAINT,
        "private_metadata": answer_id,
        "title": plain_text("What was wrong?"),
        "submit": plain_text("Send"),
        "close": plain_text("Skip"),
        "blocks": [_input(REASON, "Reason", reason), _input(DETAILS, "In your words", details)],
    }


def complained(view: Mapping[str, Any]) -> tuple[str, str, str]:
    """Answer id, reason and words of a submitted form."""
    values = view["state"]["values"]
    chosen = (values.get(REASON) or {}).get(REASON, {}).get("selected_option") or {}
    written = (values.get(DETAILS) or {}).get(DETAILS, {}).get("value") or ""
    return str(view["private_metadata"]), str(chosen.get("value", "")), str(written)


def form(given: Form) -> Json:
    """What opens behind a button of a card."""
    return {
        "type": "modal",
        "callback_id": f"{FORM}{given.action}",
        "private_metadata": given.subject,
        "title": plain_text(given.title),
        "submit": plain_text("Approve" if given.action == "revise" else "Post"),
        "close": plain_text("Cancel"),
        "blocks": [_input(field.name, field.label, _field(field), optional=False) for field in given.fields],
    }


def sent(view: Mapping[str, Any]) -> tuple[str, str, Mapping[str, str]]:
    """Action, subject and what was written of a form that was sent off."""
    fields = {name: (block.get(name) or {}).get("value") or "" for name, block in view["state"]["values"].items()}
    return str(view["callback_id"]).removeprefix(FORM), str(view["private_metadata"]), fields


def _field(field: Field) -> Json:
    element: Json = {
        "type": "plain_text_input",
        "action_id": field.name,
        "multiline": field.lines,
        "max_length": field.longest,
    }
    return element | ({"initial_value": field.value} if field.value else {})


def _input(name: str, label: str, element: Json, *, optional: bool = True) -> Json:
    return {"type": "input", "block_id": name, "label": plain_text(label), "element": element, "optional": optional}


def _sections(hits: Iterable[Hit]) -> str:
    lines = [
        f"{number}. {_linked(hit)}: {hit.score:.2f} (meaning {hit.dense:.2f}, words {hit.lexical:.1f})"
        for number, hit in enumerate(list(hits)[:HITS_SHOWN], start=1)
    ]
    return "\n".join(("*Sections read, with their scores*", *lines)) if lines else "*No section was near enough.*"


def _linked(hit: Hit) -> str:
    name = to_mrkdwn(hit.section.breadcrumb[:120])
    url = hit.section.url
    linked = url.startswith(("http://", "https://")) and not set(url) & set("<>|") and len(url) < 500
    return f"<{url}|{name}>" if linked else name


def _searched(answer: Answer) -> str:
    texts = [to_mrkdwn(text[:300]) for text in answer.trace.searched]
    return "\n".join(("*Searched for*", *(f"• {text}" for text in texts))) if texts else ""


def _facts(record: Record) -> str:
    assert record.answer is not None  # noqa: S101
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
    return "\n".join(f"*{name}* {to_mrkdwn(value)}" for name, value in facts.items() if value)


def _cut(text: str) -> str:
    """Whole lines of the text, as many as a section holds."""
    lines, size = [], 0
    for line in text.splitlines():
        size += len(line) + 1
        if size > SECTION_MAX:
            break
        lines.append(line)
    return "\n".join(lines)
