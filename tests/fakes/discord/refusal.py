"""The one way in which an endpoint says no, and the sentences that go with Discord's error codes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

Json = dict[str, Any]

MESSAGES: Mapping[int, str] = {
    0: "404: Not Found",
    10002: "Unknown Application",
    10003: "Unknown Channel",
    10004: "Unknown Guild",
    10007: "Unknown Member",
    10008: "Unknown Message",
    10013: "Unknown User",
    10014: "Unknown Emoji",
    10015: "Unknown Webhook",
    10062: "Unknown interaction",
    10063: "Unknown application command",
    10087: "Unknown Tag",
    30033: "Maximum number of thread participants reached (1000)",
    30034: "Maximum number of application command creates reached (200)",
    40005: "Request entity too large",
    40058: "Cannot message this thread until after the post author has sent an initial message",
    40060: "Interaction has already been acknowledged.",
    40067: "A tag is required to create a forum post in this channel",
    40094: "This interaction has reached the maximum number of follow-up messages",
    50001: "Missing Access",
    50005: "Cannot edit a message authored by another user",
    50006: "Cannot send an empty message",
    50007: "Cannot send messages to this user",
    50008: "Cannot send messages in a non-text channel",
    50013: "Missing Permissions",
    50021: "Cannot execute action on a system message",
    50024: "Cannot execute action on this channel type",
    50027: "Invalid Webhook Token",
    50033: "Invalid Recipient(s)",
    50035: "Invalid Form Body",
    50083: "Thread is archived",
    160002: "Cannot reply without permission to read message history",
    160004: "A thread has already been created for this message",
    160005: "Thread is locked",
    160006: "Maximum number of active threads reached",
}
"""Sentences of discord-api-docs, developers/topics/opcodes-and-status-codes#json."""

_NOT_FOUND = range(10_001, 20_000)
_FORBIDDEN = frozenset({50001, 50005, 50007, 50013, 50021, 160002})
_STATUS: Mapping[int, int] = {0: 404, 40005: 413, 50027: 401}

CIRCUMSTANCES = frozenset(
    {10003, 10004, 10007, 10008, 10013, 10014, 10015, 10062, 10087}
    | {40058, 40060, 40067, 40094, 50001, 50007, 50013, 50027, 50083, 160002, 160004, 160005, 160006}
)
"""What can happen to a caller who did nothing wrong: people move, lock and delete things, and time passes."""


class Refusal(Exception):
    """An error answer. Everything outside of CIRCUMSTANCES is also recorded as a violation."""

    def __init__(self, code: int, *, errors: Json | None = None, detail: str = "", innocent: bool = False) -> None:
        super().__init__(MESSAGES[code])
        self.code = code
        self.errors = errors
        self.detail = detail
        self.is_violation = not innocent and code not in CIRCUMSTANCES

    @property
    def status(self) -> int:
        """The HTTP status that Discord sends with the code."""
        if self.code in _NOT_FOUND:
            return 404
        return 403 if self.code in _FORBIDDEN else _STATUS.get(self.code, 400)

    def payload(self) -> Json:
        """The body of the answer."""
        body: Json = {"message": str(self), "code": self.code}
        return body | ({"errors": self.errors} if self.errors else {})


class Form:
    """Collects what is wrong with a request body, each at its place, as Discord's error 50035 tells it."""

    def __init__(self) -> None:
        self._errors: Json = {}
        self._at: tuple[str, ...] = ()
        self._found: list[str] = []

    @contextmanager
    def at(self, *keys: str | int) -> Iterator[None]:
        """Whatever is found inside belongs to that part of the body."""
        before = self._at
        self._at = (*before, *map(str, keys))
        try:
            yield
        finally:
            self._at = before

    def wrong(self, code: str, message: str) -> None:
        """Note an error at the present place."""
        place = self._errors
        for key in self._at:
            place = place.setdefault(key, {})
        place.setdefault("_errors", []).append({"code": code, "message": message})
        self._found.append(f"{'.'.join(self._at) or 'body'}: {message} ({code})")

    def length(self, text: Any, low: int, high: int) -> None:
        """A text of `low` to `high` code points; Discord counts those (discord/discord-api-docs#1315)."""
        if not isinstance(text, str):
            self.wrong("BASE_TYPE_BAD_STRING", "Must be a string.")
        elif low > len(text) == 0:
            self.wrong("BASE_TYPE_REQUIRED", "This field is required")
        elif not low <= len(text) <= high:
            code = "BASE_TYPE_MAX_LENGTH" if low <= 1 else "BASE_TYPE_BAD_LENGTH"
            sentence = (
                f"Must be {high} or fewer in length." if low <= 1 else f"Must be between {low} and {high} in length."
            )
            self.wrong(code, sentence)

    def count(self, items: Any, low: int, high: int) -> list[Any]:
        """A list of `low` to `high` items; what can be read of it."""
        if not isinstance(items, list):
            self.wrong("LIST_TYPE_CONVERT", "Only iterables may be used in a ListType")
            return []
        if not low <= len(items) <= high:
            self.wrong("BASE_TYPE_BAD_LENGTH", f"Must be between {low} and {high} in length.")
        return items

    def choice(self, value: Any, allowed: tuple[Any, ...]) -> bool:
        """One of those; whether it is."""
        if value in allowed and not isinstance(value, bool):
            return True
        self.wrong("BASE_TYPE_CHOICES", f"Value must be one of {allowed}.")
        return False

    def finish(self) -> None:
        """Refuse if anything was wrong."""
        if self._errors:
            raise Refusal(50035, errors=self._errors, detail="; ".join(self._found))
