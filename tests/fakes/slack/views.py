"""What Slack accepts as a modal or a Home tab, and what the answers of a submitted form look like."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from slack_sdk.models.views import View

from tests.fakes.slack.blocks import Surface, complaints
from tests.fakes.slack.shapes import anything, boolean, shape, string, text_object

VIEW_BYTES_MAX = 250_000  # docs.slack.dev/reference/methods/views.open


def view_complaints(view: Any) -> tuple[str, ...]:
    """Everything that Slack would refuse in a modal or a Home tab."""
    kind = view.get("type") if isinstance(view, dict) else None
    if kind not in ("modal", "home"):
        return ("must be one of: modal, home [json-pointer:/view/type]",)
    surface: Surface = "modal" if kind == "modal" else "home"
    found = [sentence.replace("[json-pointer:", "[json-pointer:/view") for sentence in _view_fields(view, surface)]
    if surface == "modal" and view.get("submit") is None and _has_input(view):
        found.append("submit is required when an input block is within blocks [json-pointer:/view/submit]")
    return tuple(found)


def view_bytes(view: Any) -> int:
    """The size that VIEW_BYTES_MAX limits."""
    return len(json.dumps(view).encode())


def _view_fields(view: dict[str, Any], surface: Surface) -> Iterator[str]:
    close = text_object(View.close_max_length, "plain_text")
    title = text_object(View.title_max_length, "plain_text")
    modal = {"title": title, "submit": text_object(View.submit_max_length, "plain_text"), "close": close}
    check = shape(
        {"blocks": anything, **({"title": title} if surface == "modal" else {})},
        private_metadata=string(View.private_metadata_max_length, 0),
        callback_id=string(View.callback_id_max_length),
        external_id=string(255),
        clear_on_close=boolean,
        notify_on_close=boolean,
        **(modal if surface == "modal" else {}),
    )
    yield from check(view, "")
    yield from complaints(view.get("blocks"), surface)


def _has_input(view: dict[str, Any]) -> bool:
    blocks = view.get("blocks")
    return isinstance(blocks, list) and any(isinstance(b, dict) and b.get("type") == "input" for b in blocks)
