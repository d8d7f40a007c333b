"""The one way in which a method says no."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

CIRCUMSTANCES = frozenset(
    {
        "already_reacted",
        "channel_not_found",
        "expired_trigger_id",
        "file_not_found",
        "hash_conflict",
        "is_archived",
        "is_inactive",
        "message_not_found",
        "message_not_in_streaming_state",
        "no_reaction",
        "not_found",
        "not_in_channel",
        "restricted_action",
        "thread_not_found",
        "user_not_found",
        "user_not_in_channel",
    }
)
"""What can happen to a caller who did nothing wrong, because people move, delete and archive things."""


class Refusal(Exception):
    """Slack's answer `ok: false`. What is avoidable, by default all but CIRCUMSTANCES, is also a violation."""

    def __init__(self, code: str, messages: Sequence[str] = (), *, avoidable: bool | None = None, **more: Any) -> None:
        super().__init__(code)
        self.code = code
        self.messages = tuple(messages)
        self.avoidable = code not in CIRCUMSTANCES if avoidable is None else avoidable
        self.more = more

    def payload(self) -> dict[str, Any]:
        """The body of the answer."""
        body: dict[str, Any] = {"ok": False, "error": self.code, **self.more}
        if self.messages:
            body["errors"] = list(self.messages)
            body["response_metadata"] = {"messages": [f"[ERROR] {message}" for message in self.messages]}
        return body
