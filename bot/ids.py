"""How the ids of the platforms look, so that a name in place of one is told: it would match nothing, in silence. Pure.

Sources: docs.slack.dev/reference/objects; discord-api-docs, reference#snowflakes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Literal

from adapters.base import DIRECT

Kind = Literal["workspace", "channel", "person", "role", "group"]

PLATFORMS = ("slack", "discord")
_LETTERS: Mapping[Kind, str] = {"workspace": "TE", "channel": "CDG", "person": "UW", "group": "SUW"}
"""With which Slack's ids begin. A group may be a single person."""
_SLACK: Mapping[Kind, str] = {
    "workspace": 'a workspace of Slack such as "T0123456789" (in its address in the browser)',
    "channel": 'a channel of Slack such as "C0123456789" (at the end of its details)',
    "person": 'a person of Slack such as "U0123456789" (in the profile, under ⋮)',
    "group": 'a user group of Slack such as "S0123456789" (in its address in the browser)',
}
_DISCORD: Mapping[Kind, str] = {"workspace": "a server", "channel": "a channel", "person": "a person"}
_COPIED = 'of Discord such as "1234567890123456789" (switch on Developer Mode, then Copy ID from its menu)'


def is_id(text: str, kind: Kind, platform: str) -> bool:
    """Whether the platform's ids of this kind look like that."""
    if platform == "discord":
        return re.fullmatch(r"\d{15,20}", text) is not None or (kind == "workspace" and text == DIRECT)
    return re.fullmatch(rf"[{_LETTERS[kind]}][A-Z0-9]{{6,}}", text) is not None


def one(kind: Kind, *platforms: str) -> Callable[[Any], str]:
    """A check for an id of one of these platforms; raises ValueError that completes "expected ..."."""

    def check(value: Any) -> str:
        text = value.strip() if isinstance(value, str) else ""
        if not any(is_id(text, kind, platform) for platform in platforms):
            raise ValueError(f"the id of {_described(kind, *platforms)}")
        return text

    return check


def some(kind: Kind, platform: str) -> Callable[[Any], frozenset[str]]:
    """The same for a list of them."""
    check = one(kind, platform)

    def check_all(value: Any) -> frozenset[str]:
        try:
            return frozenset(map(check, value if isinstance(value, list) else (None,)))
        except ValueError:
            raise ValueError(f"a list of ids, each of {_described(kind, platform)}") from None

    return check_all


def _described(kind: Kind, *platforms: str) -> str:
    forms = {"slack": _SLACK.get(kind, ""), "discord": f"{_DISCORD.get(kind, 'a role')} {_COPIED}"}
    return " or of ".join(forms[platform] for platform in platforms)
