"""What a person sees of a message, and whom it rang."""

from __future__ import annotations

from dataclasses import dataclass

from tests.fakes.discord.components import BUTTON, LINK_STYLE, texts, walk
from tests.fakes.discord.embeds import texts as embed_texts
from tests.fakes.discord.messages import Flag, Message


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A message as it is on the screen now."""

    id: int
    author: int
    text: str  # the content, or what the text displays of Components V2 say, joined by newlines
    embeds: tuple[str, ...]  # all texts of each, joined by newlines; none where they are suppressed
    buttons: tuple[str, ...]  # custom_ids of those that can be pressed
    labels: tuple[str, ...]  # of the same: their label or emoji
    links: tuple[tuple[str, str], ...]  # label and URL of link buttons
    files: tuple[str, ...]  # names
    reactions: tuple[tuple[str, int], ...]  # emoji, user
    reply_to: int | None
    thread: int | None
    thinking: bool  # a deferred response without content yet
    ephemeral: bool
    edited: bool
    pings: tuple[str, ...]  # whom it has rung: everyone, here, role:ID, user:ID


def shown(message: Message) -> Shown:
    """The message as it is now."""
    buttons = [part for part in walk(message.components) if part["type"] == BUTTON]
    pressed = [part for part in buttons if part["style"] != LINK_STYLE and not part.get("disabled")]
    suppressed = bool(message.flags & Flag.SUPPRESS_EMBEDS)
    return Shown(
        id=message.id,
        author=message.author.id,
        text="\n".join(filter(None, (message.content, *texts(message.components)))),
        embeds=() if suppressed else tuple("\n".join(embed_texts(embed)) for embed in message.embeds),
        buttons=tuple(part["custom_id"] for part in pressed),
        labels=tuple(part.get("label") or part["emoji"]["name"] for part in pressed),
        links=tuple((part.get("label", ""), part["url"]) for part in buttons if part["style"] == LINK_STYLE),
        files=tuple(attachment.name for attachment in message.attachments),
        reactions=tuple((emoji, user.id) for emoji, users in message.reactions.items() for user in users),
        reply_to=message.answers.id if message.answers else None,
        thread=message.thread.id if message.thread else None,
        thinking=bool(message.flags & Flag.LOADING),
        ephemeral=bool(message.flags & Flag.EPHEMERAL),
        edited=message.edited is not None,
        pings=message.pings,
    )
