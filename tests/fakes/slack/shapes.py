"""Small checks that compose into the shape of a JSON value; each names what is wrong the way Slack does."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

Check = Callable[[Any, str], Iterator[str]]
"""A value and its JSON pointer in, complaints out."""

_URL = re.compile(r"^(https?://|mailto:|slack://)\S+$")


def _at(sentence: str, pointer: str) -> str:
    return f"{sentence} [json-pointer:{pointer}]"


def anything(_value: Any, _pointer: str) -> Iterator[str]:
    """Accepts whatever is there."""
    yield from ()


def boolean(value: Any, pointer: str) -> Iterator[str]:
    """True or false."""
    if not isinstance(value, bool):
        yield _at("must be a boolean", pointer)


def string(most: int, least: int = 1) -> Check:
    """A string of `least` to `most` characters."""

    def check(value: Any, pointer: str) -> Iterator[str]:
        if not isinstance(value, str):
            yield _at("must be a string", pointer)
        elif len(value) < least:
            yield _at(f"must be more than {least - 1} characters", pointer)
        elif len(value) > most:
            yield _at(f"must be less than {most + 1} characters", pointer)

    return check


def url(most: int) -> Check:
    """A link that a client can open, of at most `most` characters."""
    length = string(most)

    def check(value: Any, pointer: str) -> Iterator[str]:
        yield from length(value, pointer)
        if isinstance(value, str) and not _URL.match(value):
            yield _at("invalid url", pointer)

    return check


def number(least: int, most: int) -> Check:
    """A whole number within both bounds."""

    def check(value: Any, pointer: str) -> Iterator[str]:
        if not isinstance(value, int) or isinstance(value, bool):
            yield _at("must be an integer", pointer)
        elif not least <= value <= most:
            yield _at(f"must be between {least} and {most}", pointer)

    return check


def choice(*allowed: str) -> Check:
    """One of the given strings."""

    def check(value: Any, pointer: str) -> Iterator[str]:
        if value not in allowed:
            yield _at(f"must be one of: {', '.join(allowed)}", pointer)

    return check


def many(item: Check, most: int, least: int = 1) -> Check:
    """A list of `least` to `most` items that each pass."""

    def check(value: Any, pointer: str) -> Iterator[str]:
        if not isinstance(value, list):
            yield _at("must be an array", pointer)
            return
        if len(value) < least:
            yield _at(f"no fewer than {least} items allowed", pointer)
        if len(value) > most:
            yield _at(f"no more than {most} items allowed", pointer)
        for index, entry in enumerate(value):
            yield from item(entry, f"{pointer}/{index}")

    return check


def shape(required: Mapping[str, Check] | None = None, **optional: Check) -> Check:
    """An object with every required field, and no field that neither mapping names; `type` is always known."""
    needed = dict(required or {})
    known = {"type": anything, **needed, **optional}

    def check(value: Any, pointer: str) -> Iterator[str]:
        if not isinstance(value, dict):
            yield _at("must be an object", pointer)
            return
        for name in needed:
            if value.get(name) is None:
                yield _at(f"missing required field: {name}", pointer)
        for name, field in value.items():
            if name not in known:
                yield _at(f"invalid additional property: {name}", pointer)
            elif field is not None:
                yield from known[name](field, f"{pointer}/{name}")

    return check


def typed(kinds: Mapping[str, Check]) -> Check:
    """An object whose `type` picks the check."""

    def check(value: Any, pointer: str) -> Iterator[str]:
        kind = value.get("type") if isinstance(value, dict) else None
        rule = kinds.get(kind) if isinstance(kind, str) else None
        if rule is None:
            yield _at(f"unsupported type: {kind}", f"{pointer}/type")
        else:
            yield from rule(value, pointer)

    return check


def text_object(most: int, *kinds: str) -> Check:
    """A text object of at most `most` characters; of either kind unless `kinds` names one."""
    shapes = {
        "plain_text": shape({"text": string(most)}, emoji=boolean),
        "mrkdwn": shape({"text": string(most)}, verbatim=boolean),
    }
    allowed = {kind: shapes[kind] for kind in kinds or shapes}
    return typed(allowed)


def either(*checks: Check) -> Check:
    """Passes if one of the checks does; otherwise the first one's complaints."""

    def check(value: Any, pointer: str) -> Iterator[str]:
        results = [list(one(value, pointer)) for one in checks]
        if all(results):
            yield from results[0]

    return check
