"""From Discord's messages and interactions to what the handler takes. Pure; only what is noise is left out here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, cast

from adapters.base import DIRECT, Incoming, Kind, Said
from rag_core.types import Depth, Origin

if TYPE_CHECKING:
    import discord

PLATFORM = "discord"
QUIET_EMOJI = frozenset({"🔇", "🔕"})
SOLVED_EMOJI = frozenset({"✅", "☑️", "✔️"})

# All other types nobody wrote; discord-api-docs, developers/resources/message#message-object-message-types.
_WRITTEN = frozenset({0, 19})
_USER = re.compile(r"<@!?(\d+)>")
_ROLE = re.compile(r"<@&(\d+)>")
_CHANNEL = re.compile(r"<#(\d+)>")
_EMOJI = re.compile(r"<a?(:\w+:)\d+>")
_EPOCH = 1_420_070_400_000  # milliseconds; developers/reference#snowflakes


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A conversation: where rules are looked up and where replies go."""

    guild: str = ""  # "" for direct messages
    channel: str  # a thread's parent
    thread: str = ""
    title: str = ""  # of a forum's post
    tags: tuple[str, ...] = ()  # names, of a forum's post
    forum: bool = False

    @property
    def here(self) -> str:
        """The id under which messages are sent to it."""
        return self.thread or self.channel

    def origin(self, message: str) -> Origin:
        """The key of what was said there. A direct conversation is one thread."""
        thread = self.thread if self.guild else self.channel
        return Origin(
            platform=PLATFORM, workspace=self.guild or DIRECT, channel=self.channel, message=message, thread=thread
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Bot:
    """Who we are."""

    user: str
    roles: frozenset[str] = frozenset()  # our own role in the guild at hand, which pickers offer beside us
    asked_in: frozenset[str] = frozenset()  # channels and forums where every new post is a question


def to_incoming(message: discord.Message, place: Place, bot: Bot, *, watched: bool = False) -> Incoming | None:
    """What a message says; None for what Discord itself wrote, and for a text that we may not read.

    `watched` says of its channel that questions to nobody are wanted from there.
    """
    if message.type.value not in _WRITTEN:
        return None
    text = _said(message)
    addressed = _is_for(message, bot)
    heard = place.thread or watched or place.channel in bot.asked_in
    if place.guild and not addressed and not (text and heard):
        return None  # talk among people; without the Message Content intent it comes without its words besides
    kind = _kind(message, place, addressed=addressed, asked=watched or place.channel in bot.asked_in)
    addressed = addressed or kind == "direct" or (kind in {"forum", "channel"} and not watched)
    mentioned = {str(user.id) for user in message.mentions} - {bot.user}
    roles = {str(role.id) for role in message.role_mentions} - bot.roles
    return Incoming(
        origin=place.origin(str(message.id)),
        user=str(message.author.id),
        text=_titled(place, words(text, message, bot)) if kind == "forum" else words(text, message, bot),
        kind=kind,
        asked_at=message.created_at,
        standing="member" if place.guild else "unknown",
        addressed=addressed,
        author_is_bot=message.author.bot or message.webhook_id is not None,
        mentions_others=bool(mentioned or roles) or message.mention_everyone,
        roles=roles_of(message.author),
        replies_to="" if place.thread else _answered(message),
    )


def to_command(
    interaction: discord.Interaction[Any], place: Place, question: str, *, private: bool, depth: str
) -> Incoming:
    """A slash command, which has no message: the interaction stands in for it."""
    return Incoming(
        origin=place.origin(str(interaction.id)),
        user=str(interaction.user.id),
        text=question.strip(),
        kind="command",
        asked_at=interaction.created_at,
        standing=_standing(interaction, place),
        private=private,
        addressed=True,
        roles=roles_of(interaction.user),
        depth=cast("Depth", depth),
        token=token_of(interaction),
    )


def to_shortcut(interaction: discord.Interaction[Any], message: discord.Message, place: Place, bot: Bot) -> Incoming:
    """A message from whose menu "Answer this" was chosen: asked by whoever chose it."""
    return Incoming(
        origin=place.origin(str(message.id)),
        user=str(interaction.user.id),
        text=words(_said(message), message, bot),
        kind="shortcut",
        asked_at=interaction.created_at,
        standing=_standing(interaction, place),
        addressed=True,
        roles=roles_of(interaction.user),
        token=token_of(interaction),
    )


def to_said(messages: Iterable[discord.Message], bot: Bot) -> tuple[Said, ...]:
    """What people wrote before, oldest first, as far as it can be read."""
    written = [(message, words(_said(message), message, bot)) for message in messages if _by_a_person(message)]
    return tuple(
        Said(message=str(message.id), text=text, person=str(message.author.id)) for message, text in written if text
    )


def participants(messages: Iterable[discord.Message]) -> frozenset[str]:
    """The people who wrote."""
    return frozenset(str(message.author.id) for message in messages if _by_a_person(message))


def link(origin: Origin) -> str:
    """Where a message is found."""
    if not origin.message.isdecimal():
        return ""
    guild = "@me" if origin.workspace == DIRECT else origin.workspace
    return f"https://discord.com/channels/{guild}/{origin.thread or origin.channel}/{origin.message}"


def _answered(message: discord.Message) -> str:
    """The message that one replies to."""
    return str(message.reference.message_id or "") if message.reference else ""


def words(text: str, message: discord.Message, bot: Bot) -> str:
    """A text as Markdown: mentions by name, without the one of the bot."""
    users = {str(user.id): user.display_name for user in message.mentions}
    roles = {str(role.id): role.name for role in message.role_mentions}
    text = _USER.sub(lambda found: "" if found[1] == bot.user else f"@{users.get(found[1], 'somebody')}", text)
    text = _ROLE.sub(lambda found: "" if found[1] in bot.roles else f"@{roles.get(found[1], 'a role')}", text)
    text = _CHANNEL.sub("#channel", text)
    text = _EMOJI.sub(r"\1", text)
    return re.sub(r"[ \t]{2,}", " ", text).strip()


def token_of(interaction: discord.Interaction[Any]) -> str:
    """The right to answer an interaction, with its id."""
    return f"{interaction.id}:{interaction.token}"


def roles_of(person: discord.abc.User) -> frozenset[str]:
    """The ids of a member's roles; none outside of a guild."""
    roles: Sequence[discord.Role] = getattr(person, "roles", ())
    return frozenset(str(role.id) for role in roles)


def moment(snowflake: str) -> datetime:
    """When the thing with that id was made."""
    return datetime.fromtimestamp(((int(snowflake) >> 22) + _EPOCH) / 1_000, UTC)


def snowflake(at: datetime) -> int:
    """The smallest id of things made then."""
    return (int(at.timestamp() * 1_000) - _EPOCH) << 22


def _is_for(message: discord.Message, bot: Bot) -> bool:
    """Whether it mentions us, our own role, or answers us."""
    if bot.user in {str(user.id) for user in message.mentions} or bot.roles & {
        str(role.id) for role in message.role_mentions
    }:
        return True
    answered = message.reference.resolved if message.reference else None
    author = getattr(answered, "author", None)
    return message.type.value == 19 and author is not None and str(author.id) == bot.user and bool(message.content)


def _kind(message: discord.Message, place: Place, *, addressed: bool, asked: bool) -> Kind:
    if not place.guild:
        return "direct"
    if place.forum and str(message.id) == place.thread and asked:
        return "forum"
    if addressed:
        return "mention"
    return "thread" if place.thread else "channel"


def _said(message: discord.Message) -> str:
    """The words, or those of a forwarded message, which has none of its own."""
    if message.content or not message.message_snapshots:
        return message.content
    return message.message_snapshots[0].content


def _titled(place: Place, text: str) -> str:
    """A forum's post: its title and tags belong to the question."""
    tags = f"({', '.join(place.tags)})" if place.tags else ""
    return "\n\n".join(filter(None, (f"{place.title} {tags}".strip(), text)))


def _by_a_person(message: discord.Message) -> bool:
    return message.type.value in _WRITTEN and not message.author.bot and message.webhook_id is None


def _standing(interaction: discord.Interaction[Any], place: Place) -> Any:
    """A member where the guild has installed the app; whoever carries it elsewhere has to be looked up."""
    return "member" if place.guild and interaction.is_guild_integration() else "unknown"
