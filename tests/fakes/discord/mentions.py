"""Whom a text mentions, and whom that rings after `allowed_mentions` and permissions have had their say."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from unicodedata import category

from tests.fakes.discord.messages import Mentioned, Message
from tests.fakes.discord.permissions import EVERYTHING, P, in_channel
from tests.fakes.discord.places import Channel, User
from tests.fakes.discord.refusal import Form

Json = dict[str, Any]

_USER = re.compile(r"<@!?(\d{15,20})>")
_ROLE = re.compile(r"<@&(\d{15,20})>")
# Dropped before mentions are looked for (discord-api-docs#1189, #1241): controls, marks, invisible characters. A
# zero-width space stays (#1248).
_DROPPED = frozenset({"Cc", "Cf", "Mn", "Me"})
_FILLERS = frozenset("\u115f\u1160\u3164\uffa0")
_KEPT = frozenset("\n\t\u200b")
_CODE = re.compile(r"```.+?```|(?<!`)(`{1,2})(?!`).+?(?<!`)\1(?!`)", re.DOTALL)
_LISTED_MAX = 100  # ids; discord-api-docs, developers/resources/message#allowed-mentions-object


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowed:
    """Which mentions of a text may ring; None means all of a kind."""

    users: frozenset[int] | None = frozenset()
    roles: frozenset[int] | None = frozenset()
    everyone: bool = False
    replied_user: bool = False

    @classmethod
    def read(cls, body: Json | None, *, by_default: Allowed) -> Allowed:
        """The `allowed_mentions` of a request."""
        if body is None:
            return by_default
        parsed = body.get("parse") or []
        return cls(
            users=None if "users" in parsed else frozenset(int(user) for user in body.get("users") or ()),
            roles=None if "roles" in parsed else frozenset(int(role) for role in body.get("roles") or ()),
            everyone="everyone" in parsed,
            replied_user=bool(body.get("replied_user")),
        )


ALL = Allowed(users=None, roles=None, everyone=True, replied_user=True)
"""What messages ring when nothing is said; …/message#allowed-mentions-object."""
ONLY_USERS = Allowed(users=None)
"""What responses to interactions ring when nothing is said; same source."""


def check_allowed(form: Form, body: Any) -> None:
    """Note everything that is wrong with an `allowed_mentions`."""
    parsed = body.get("parse") or []
    for number, kind in enumerate(parsed):
        with form.at("parse", number):
            form.choice(kind, ("roles", "users", "everyone"))
    for kind in ("users", "roles"):
        listed = body.get(kind) or []
        if listed and kind in parsed:
            sentence = f'parse:["{kind}"] and {kind}: [ids...] are mutually exclusive.'
            form.wrong("MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE", sentence)
        with form.at(kind):
            form.count(listed, 0, _LISTED_MAX)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ringing:
    """The result: what the message highlights, and whom it rings."""

    mentioned: Mentioned
    pings: tuple[str, ...]


def ring(
    text: str,
    author: User,
    channel: Channel,
    users: Mapping[int, User],
    *,
    allowed: Allowed = ALL,
    reply_to: Message | None = None,
    code_counts: bool = False,
) -> Ringing:
    """Work out the mentions of a text. Code rings nobody; `code_counts` is for whoever should not rely on that."""
    read = _sanitized(text if code_counts else _CODE.sub(" ", text))
    found = [users[number] for number in _numbers(_USER, read) if number in users]
    rung = [user for user in found if allowed.users is None or user.id in allowed.users]
    if reply_to is not None and allowed.replied_user and reply_to.webhook is None:
        rung.append(reply_to.author)
    rung = [user for user in dict.fromkeys(rung) if user is not author]
    roles = _roles(read, author, channel, allowed)
    everyone = _everyone(read, author, channel, allowed)
    return Ringing(
        mentioned=Mentioned(users=tuple(rung), roles=roles, everyone=bool(everyone)),
        pings=(*everyone, *(f"role:{role}" for role in roles), *(f"user:{user.id}" for user in rung)),
    )


def _sanitized(text: str) -> str:
    return "".join(character for character in text if character in _KEPT or not _is_dropped(character))


def _is_dropped(character: str) -> bool:
    return character in _FILLERS or category(character) in _DROPPED


def _numbers(pattern: re.Pattern[str], text: str) -> list[int]:
    return list(dict.fromkeys(int(match.group(1)) for match in pattern.finditer(text)))


def _roles(text: str, author: User, channel: Channel, allowed: Allowed) -> tuple[int, ...]:
    if channel.guild is None:
        return ()
    may_all = bool(_permissions(author, channel) & P.MENTION_EVERYONE)
    named = [channel.guild.roles[number] for number in _numbers(_ROLE, text) if number in channel.guild.roles]
    wanted = [role.id for role in named if may_all or role.mentionable]
    return tuple(role for role in wanted if allowed.roles is None or role in allowed.roles)


def _everyone(text: str, author: User, channel: Channel, allowed: Allowed) -> tuple[str, ...]:
    if channel.guild is None or not allowed.everyone or not _permissions(author, channel) & P.MENTION_EVERYONE:
        return ()
    return tuple(word for word in ("everyone", "here") if f"@{word}" in text)


def _permissions(author: User, channel: Channel) -> P:
    guild = channel.in_guild()
    member = guild.members.get(author.id)
    # A webhook, and an app that only a user has installed, are no members; nothing is known that would hold them back.
    return in_channel(channel, member) if member else EVERYTHING
