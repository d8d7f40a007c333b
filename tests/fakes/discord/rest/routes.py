"""The endpoints that this Discord has. Templates and parameter names are those of Discord's OpenAPI description."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.fakes.discord.records import Call
from tests.fakes.discord.rest import account, callbacks, commands, messages, reactions, threads, webhooks
from tests.fakes.discord.world import World

Handler = Callable[[World, Call], Any]

SEND = "POST /channels/{channel_id}/messages"
EDIT = "PATCH /channels/{channel_id}/messages/{message_id}"
DELETE = "DELETE /channels/{channel_id}/messages/{message_id}"
TYPING = "POST /channels/{channel_id}/typing"
THREAD = "POST /channels/{channel_id}/messages/{message_id}/threads"
POST = "POST /channels/{channel_id}/threads"
CALLBACK = "POST /interactions/{interaction_id}/{interaction_token}/callback"
FOLLOW_UP = "POST /webhooks/{webhook_id}/{webhook_token}"
EDIT_ORIGINAL = "PATCH /webhooks/{webhook_id}/{webhook_token}/messages/@original"
OPEN_DM = "POST /users/@me/channels"
LOGIN = "GET /users/@me"

_MESSAGE = "/channels/{channel_id}/messages/{message_id}"
_REACTION = _MESSAGE + "/reactions/{emoji_name}"
_THREAD_MEMBERS = "/channels/{channel_id}/thread-members"
_ORIGINAL = "/webhooks/{webhook_id}/{webhook_token}/messages/@original"
_FOLLOW_UP = "/webhooks/{webhook_id}/{webhook_token}/messages/{message_id}"
_COMMANDS = "/applications/{application_id}/commands"
_GUILD_COMMANDS = "/applications/{application_id}/guilds/{guild_id}/commands"


@dataclass(frozen=True, slots=True)
class Route:
    """One endpoint."""

    name: str  # method and template
    handler: Handler
    created: bool = False  # answers 201
    token: bool = True  # needs the bot's

    @property
    def method(self) -> str:
        """GET, POST, …"""
        return self.name.partition(" ")[0]

    @property
    def template(self) -> str:
        """The path below /api/v10."""
        return self.name.partition(" ")[2]

    def status(self, body: Any) -> int:
        """What a success is answered with."""
        if body is None:
            return 204
        return 201 if self.created else 200


def _command_routes(path: str) -> tuple[Route, ...]:
    return (
        Route(f"GET {path}", commands.listed),
        Route(f"PUT {path}", commands.overwrite),
        Route(f"POST {path}", commands.create, created=True),
        Route(f"GET {path}/{{command_id}}", commands.one),
        Route(f"PATCH {path}/{{command_id}}", commands.change),
        Route(f"DELETE {path}/{{command_id}}", commands.delete),
    )


ROUTES: tuple[Route, ...] = (
    Route(LOGIN, account.me),
    Route("GET /users/@me/guilds", account.my_guilds),
    Route(OPEN_DM, account.open_dm),
    Route("GET /users/{user_id}", account.user),
    Route("GET /oauth2/applications/@me", account.application),
    Route("GET /applications/@me", account.application),
    Route("GET /gateway", account.gateway, token=False),
    Route("GET /gateway/bot", account.gateway_bot),
    Route("GET /guilds/{guild_id}", account.guild),
    Route("GET /guilds/{guild_id}/channels", account.channels),
    Route("GET /guilds/{guild_id}/roles", account.roles),
    Route("GET /guilds/{guild_id}/members/{user_id}", account.member),
    Route("GET /guilds/{guild_id}/threads/active", threads.active),
    Route("GET /channels/{channel_id}", account.channel),
    Route("PATCH /channels/{channel_id}", threads.change),
    Route(SEND, messages.create),
    Route("GET /channels/{channel_id}/messages", messages.read),
    Route(f"GET {_MESSAGE}", messages.read_one),
    Route(EDIT, messages.edit),
    Route(DELETE, messages.delete),
    Route(TYPING, messages.typing),
    Route(f"PUT {_REACTION}/@me", reactions.add),
    Route(f"DELETE {_REACTION}/@me", reactions.take_back),
    Route(f"DELETE {_REACTION}/{{user_id}}", reactions.remove),
    Route(f"GET {_REACTION}", reactions.users),
    Route(THREAD, threads.start_from_message, created=True),
    Route(POST, threads.start, created=True),
    Route(f"PUT {_THREAD_MEMBERS}/@me", threads.join),
    Route(f"DELETE {_THREAD_MEMBERS}/@me", threads.leave),
    Route(f"PUT {_THREAD_MEMBERS}/{{user_id}}", threads.add),
    Route(f"GET {_THREAD_MEMBERS}/{{user_id}}", threads.member),
    Route("GET /channels/{channel_id}/threads/archived/public", threads.archived_public),
    Route("GET /channels/{channel_id}/threads/archived/private", threads.archived_private),
    *_command_routes(_COMMANDS),
    *_command_routes(_GUILD_COMMANDS),
    Route(CALLBACK, callbacks.respond, token=False),
    Route(FOLLOW_UP, webhooks.follow_up, token=False),
    Route(f"GET {_ORIGINAL}", webhooks.read, token=False),
    Route(EDIT_ORIGINAL, webhooks.edit, token=False),
    Route(f"DELETE {_ORIGINAL}", webhooks.delete, token=False),
    Route(f"GET {_FOLLOW_UP}", webhooks.read, token=False),
    Route(f"PATCH {_FOLLOW_UP}", webhooks.edit, token=False),
    Route(f"DELETE {_FOLLOW_UP}", webhooks.delete, token=False),
)
