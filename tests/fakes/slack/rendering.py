"""What a person sees of a message, and whom it rings."""

from __future__ import annotations

from dataclasses import dataclass

from tests.fakes.slack.block_text import elements, plain, rung, rung_by, screen
from tests.fakes.slack.workspace import Message, StreamingState


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A message as it is on the screen now. `text` is plain: links are `label (url)`, blocks are joined by newlines."""

    ts: str
    user: str
    text: str
    notification: str  # the text of the push notification and of screen readers
    streaming: StreamingState | None
    edited: bool
    buttons: tuple[str, ...]  # action ids
    files: tuple[str, ...]  # names
    reactions: tuple[tuple[str, str], ...]  # (emoji, user)
    pings: tuple[str, ...]  # whom it rings: user and group ids, channel, here, everyone


def shown(message: Message, now: float) -> Shown:
    """The message at that monotonic time."""
    blocks = message.content()
    return Shown(
        ts=message.ts,
        user=message.user,
        text=screen(blocks) if blocks else plain(message.text),
        notification=message.text,
        streaming=message.streaming(now),
        edited=message.edited is not None,
        buttons=tuple(element["action_id"] for _, element in elements(blocks)),
        files=tuple(str(file["name"]) for file in message.files),
        reactions=tuple((name, user) for name, users in message.reactions.items() for user in users),
        pings=pings(message),
    )


def pings(message: Message) -> tuple[str, ...]:
    """Everybody whom the message notifies, in order of appearance; a person's own typing counts the same."""
    found = [name for block in message.content() for name in rung(block)]
    return tuple(dict.fromkeys([*found, *rung_by(message.text)]))
