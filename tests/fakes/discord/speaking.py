"""What the bot says and changes, with the mentions worked out: shared by channels, threads, webhooks and callbacks."""

from __future__ import annotations

from typing import Any

from tests.fakes.discord import access, happenings
from tests.fakes.discord.components import texts
from tests.fakes.discord.drafts import Draft
from tests.fakes.discord.mentions import ALL, ONLY_USERS, Allowed, ring
from tests.fakes.discord.messages import Flag, Message
from tests.fakes.discord.permissions import P
from tests.fakes.discord.places import Channel
from tests.fakes.discord.world import World

Json = dict[str, Any]


def need_for(world: World, channel: Channel, draft: Draft) -> None:
    """Refuse embeds and files where the bot may not send them."""
    if channel.guild is None:
        return
    if draft.embeds:
        access.need(world, channel, P.EMBED_LINKS)
    if draft.attachments:
        access.need(world, channel, P.ATTACH_FILES)


def say(world: World, message: Message, draft: Draft) -> Message:
    """Put the draft into a new message of the bot, and post it."""
    draft.put_into(message)
    _ring(world, message, draft, rings=True)
    return happenings.post(world, message)


def revise(world: World, message: Message, draft: Draft) -> Message:
    """Put the draft into a message that is there. Only a deferred response becomes a message by that, and rings."""
    promised = bool(message.flags & Flag.LOADING)
    draft.put_into(message)
    if promised or draft.given & {"content", "components", "allowed_mentions"}:
        _ring(world, message, draft, rings=promised)
    return happenings.changed(world, message, by_author=not promised)


def _ring(world: World, message: Message, draft: Draft, *, rings: bool) -> None:
    by_default = ONLY_USERS if message.interaction is not None else ALL
    found = ring(
        "\n".join((message.content, *texts(message.components))),
        message.author,
        message.channel,
        world.users,
        allowed=Allowed.read(draft.allowed, by_default=by_default),
        reply_to=message.answers if message.interaction is None else None,
        # Discord does not promise that code rings nobody, so a bot must not count on it.
        code_counts=True,
    )
    happenings.highlight(message, found.mentioned, found.pings, rings=rings)
