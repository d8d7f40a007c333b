"""What Discord checks in a modal, and what comes back when a person sends it off."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tests.fakes.discord.components import (
    LABEL,
    ROW,
    SELECTS,
    TEXT,
    TEXT_INPUT,
    check_custom_id,
    check_select,
    walk,
)
from tests.fakes.discord.refusal import Form

Json = dict[str, Any]
Entered = str | Sequence[str]

COMPONENTS_MAX = 5  # discord-api-docs, developers/interactions/receiving-and-responding, modal
TITLE_MAX = 45  # characters; same source
TEXT_INPUT_MAX = 4_000  # characters; developers/components/reference#text-input


def check_modal(form: Form, modal: Any) -> None:
    """Note everything that is wrong with the data of a modal callback."""
    if not isinstance(modal, dict):
        form.wrong("BASE_TYPE_REQUIRED", "This field is required")
        return
    check_custom_id(form, modal)
    with form.at("title"):
        form.length(modal.get("title", ""), 1, TITLE_MAX)
    with form.at("components"):
        for number, component in enumerate(form.count(modal.get("components"), 1, COMPONENTS_MAX)):
            with form.at(number):
                _check_top(form, component)
        _check_unique(form, modal.get("components") or [])


def submitted(modal: Json, entered: Mapping[str, Entered]) -> list[Json]:
    """The components of the submission; ValueError for what the client would not let a person send off."""
    unknown = set(entered) - {str(part.get("custom_id")) for part in walk(modal["components"])}
    if unknown:
        raise ValueError(f"the modal has no {', '.join(sorted(unknown))}")
    return [_filled(component, entered, number) for number, component in enumerate(modal["components"], 1)]


def _check_top(form: Form, component: Json) -> None:
    kind = component.get("type")
    with form.at("type"):
        if not form.choice(kind, (ROW, TEXT, LABEL)):
            return
    if kind == ROW:
        with form.at("components"):
            for number, inner in enumerate(form.count(component.get("components"), 1, 1)):
                with form.at(number):
                    _check_text_input(form, inner, labelled=True)
    elif kind == LABEL:
        _check_label(form, component)
    else:
        with form.at("content"):
            form.length(component.get("content"), 1, TEXT_INPUT_MAX)


def _check_label(form: Form, label: Json) -> None:
    with form.at("label"):
        form.length(label.get("label", ""), 1, 45)
    if label.get("description"):
        with form.at("description"):
            form.length(label["description"], 0, 100)
    inner = label.get("component") or {}
    with form.at("component"):
        if inner.get("type") in SELECTS:
            check_select(form, inner)
        else:
            _check_text_input(form, inner, labelled=False)


def _check_text_input(form: Form, field: Json, *, labelled: bool) -> None:
    with form.at("type"):
        if not form.choice(field.get("type"), (TEXT_INPUT,)):
            return
    check_custom_id(form, field)
    with form.at("style"):
        form.choice(field.get("style"), (1, 2))
    if labelled:
        with form.at("label"):
            form.length(field.get("label") or "", 1, 45)
    for name, limit in (("placeholder", 100), ("value", TEXT_INPUT_MAX)):
        if field.get(name):
            with form.at(name):
                form.length(field[name], 0, limit)
    low, high = field.get("min_length") or 0, field.get("max_length") or TEXT_INPUT_MAX
    if not 0 <= low <= high <= TEXT_INPUT_MAX:
        form.wrong("BASE_TYPE_BAD_LENGTH", f"min_length and max_length must be between 0 and {TEXT_INPUT_MAX}.")


def _check_unique(form: Form, components: list[Json]) -> None:
    used = [part["custom_id"] for part in walk(components) if part.get("custom_id")]
    if len(used) != len(set(used)):
        form.wrong("COMPONENT_CUSTOM_ID_DUPLICATED", "Component custom id cannot be duplicated")


def _filled(component: Json, entered: Mapping[str, Entered], number: int) -> Json:
    if component["type"] == TEXT:
        return {"type": TEXT, "id": number}
    if component["type"] == LABEL:
        return {"type": LABEL, "id": number, "component": _answer(component["component"], entered)}
    return {"type": ROW, "id": number, "components": [_answer(component["components"][0], entered)]}


def _answer(field: Json, entered: Mapping[str, Entered]) -> Json:
    custom_id = field["custom_id"]
    answer = {"type": field["type"], "id": field.get("id") or 0, "custom_id": custom_id}
    if field["type"] in SELECTS:
        return answer | {"values": list(entered.get(custom_id, ()))}
    value = entered.get(custom_id, field.get("value") or "")
    low = max(field.get("min_length") or 0, 1 if field.get("required", True) else 0)
    if (value and not low <= len(value) <= (field.get("max_length") or TEXT_INPUT_MAX)) or (low and not value):
        raise ValueError(f"the modal does not take {len(value)} characters as {custom_id}")
    return answer | {"value": value}
