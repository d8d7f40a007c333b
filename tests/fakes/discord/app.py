"""The app as it is set up in Discord's developer portal, and the numbers by which this Discord lives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.fakes.discord.intents import NO_INTENT, Intent
from tests.fakes.discord.permissions import P
from tests.fakes.discord.rates import GLOBAL_LIMIT, INVALID_MAX, LIMITS, Limit

if TYPE_CHECKING:
    from tests.fakes.discord.openapi import OpenApi

INVITED = (
    P.ADD_REACTIONS
    | P.VIEW_CHANNEL
    | P.SEND_MESSAGES
    | P.EMBED_LINKS
    | P.ATTACH_FILES
    | P.READ_MESSAGE_HISTORY
    | P.USE_EXTERNAL_EMOJIS
    | P.CONNECT
    | P.MANAGE_THREADS
    | P.CREATE_PUBLIC_THREADS
    | P.CREATE_PRIVATE_THREADS
    | P.SEND_MESSAGES_IN_THREADS
)
"""What the bot's own role may do unless a test says otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class App:
    """One app."""

    name: str = "footnote"
    privileged: Intent = NO_INTENT  # switched on in the portal
    permissions: P = INVITED  # of the role that comes with an invitation
    # The documented exceptions name mentions of the app; whether its role counts is not said, so it does not.
    role_mention_shows_content: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How this Discord behaves. Times are seconds."""

    app: App = field(default_factory=App)
    rate_limits: bool = True
    limits: Mapping[str, Limit] = field(default_factory=lambda: LIMITS)
    global_limit: int = GLOBAL_LIMIT  # requests a second
    invalid_max: int = INVALID_MAX  # 401, 403 and 429 in ten minutes before a ban
    latency: float = 0.0  # of every REST call
    openapi: OpenApi | None = None  # Discord's own description; bodies are held against it when given
    heartbeat: float = 41.25  # interval that HELLO asks for
    session_life: float = 180.0  # for which a dropped session can be resumed; Discord does not say
    shards: int = 1  # that /gateway/bot recommends
    guilds_per_shard: int = 2_500  # discord-api-docs, developers/events/gateway#sharding
    identify_every: float = 0.0  # between IDENTIFYs; Discord's is 5.0 (…/gateway#session-start-limit-object)
    interaction_deadline: float = 3.0  # …/interactions/receiving-and-responding
    token_life: float = 900.0  # same source
    nonce_life: float = 180.0  # "the past few minutes": …/resources/message#create-message
    file_max: int = 10 * 2**20  # bytes; developers/reference#uploading-files
