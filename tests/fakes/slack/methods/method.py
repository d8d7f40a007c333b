"""What a Web API method is to the fake, and how its arguments are read."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from tests.fakes.slack.refusal import Refusal
from tests.fakes.slack.world import World

Json = dict[str, Any]
T = TypeVar("T")

_TS = re.compile(r"^\d{10}\.\d{6}$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """One method: what it does, which of `scopes` it needs (any), its tier and its required arguments."""

    name: str
    run: Callable[[World, Json], Json]
    tier: int = 0  # 0 has limits of its own, or none
    scopes: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    app_level: bool = False  # called with the app-level token


def flag(args: Json, name: str) -> bool:
    """A boolean argument, which forms send as words or digits."""
    return args.get(name) in (True, "true", "True", "1", 1)


def timestamp(args: Json, name: str, refusal: str) -> str:
    """A message's ts, which must have Slack's form."""
    value = str(args.get(name) or "")
    if not _TS.match(value):
        raise Refusal(refusal, [f"not a timestamp: {name}"])
    return value


def page(items: Sequence[T], key: Callable[[T], str], args: Json, *, default: int, most: int) -> tuple[list[T], str]:
    """The page that `cursor` and `limit` ask for, and the cursor of the next one ("" at the end)."""
    start = 0
    if cursor := args.get("cursor"):
        start = next((index for index, item in enumerate(items) if key(item) == _opened(cursor)), -1)
        if start < 0:
            raise Refusal("invalid_cursor")
    try:
        limit = min(int(args.get("limit") or default), most)
    except ValueError:
        raise Refusal("invalid_arguments", ["limit must be an integer"]) from None
    chosen = list(items[start : start + limit])
    rest = items[start + limit :]
    return chosen, base64.b64encode(f"next:{key(rest[0])}".encode()).decode() if rest else ""


def _opened(cursor: Any) -> str:
    try:
        return base64.b64decode(str(cursor), validate=True).decode().removeprefix("next:")
    except (binascii.Error, UnicodeDecodeError):
        raise Refusal("invalid_cursor") from None
