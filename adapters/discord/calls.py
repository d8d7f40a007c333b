"""Calls to Discord's REST API: paced, repeated where discord.py gives up, every failure a DeliveryError."""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any
from weakref import WeakValueDictionary

from adapters.base import DeliveryError
from adapters.discord.pace import Pace
from adapters.markdown import Program

if TYPE_CHECKING:
    from discord.http import HTTPClient

Json = Mapping[str, Any]
NO_IDS: Mapping[str, str] = {}

PAUSES = (0.3, 0.7, 1.5, 3.0)  # seconds between the tries of one call
RESPONSE_PAUSES = (0.1, 0.4)  # the same for a first response
CALL_SECONDS = 15  # for one request; the wait for a rate limit is not part of it

# Error codes; discord-api-docs, developers/topics/opcodes-and-status-codes#json
UNKNOWN_CHANNEL, UNKNOWN_MESSAGE, UNKNOWN_MEMBER, UNKNOWN_WEBHOOK = 10003, 10008, 10007, 10015
UNKNOWN_INTERACTION, ACKNOWLEDGED = 10062, 40060
FIRST_MESSAGE_MISSING = 40058  # of a forum's post
BAD_TOKEN = 50027
ARCHIVED = 50083
NO_HISTORY = 160002
HAS_THREAD = 160004

# Types of first responses; developers/interactions/receiving-and-responding#interaction-response-object
MESSAGE, DEFERRED, UPDATE_LATER, MODAL = 4, 5, 6, 9
EPHEMERAL = 1 << 6  # flag of a message that one person sees
_CALLBACK = "/interactions/{webhook_id}/{webhook_token}/callback?with_response=true"
_ORIGINAL = "/webhooks/{webhook_id}/{webhook_token}/messages/@original"
_REASONS = {
    10003: "the channel is gone",
    10008: "the message is gone",
    50001: "I cannot see the channel",
    50007: "the person takes no direct messages",
    50008: "nobody can write there",
    50013: "a permission is missing",
    50024: "the channel has no threads",
    160002: "the permission Read Message History is missing",
    160005: "the thread is locked",
    160006: "the server has too many active threads",
}


class Refused(DeliveryError):
    """Discord said no, and would say so again. `code` is its own, or the HTTP status."""

    def __init__(self, call: str, code: int) -> None:
        super().__init__(f"{call}: {code} {_REASONS.get(code, '')}".strip(), permanent=True)
        self.code = code

    @property
    def words(self) -> str:
        """The cause, for a person."""
        return _REASONS.get(self.code, f"Discord's error {self.code}")


class Lost(DeliveryError):
    """No answer came, or one that promises a better one later: the call may or may not have been carried out."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason, permanent=False)


class Calls:
    """The REST API through discord.py's client, which knows the rate limits. Belongs to one event loop."""

    def __init__(self, http: Callable[[], HTTPClient | None], pace: Pace) -> None:
        self._http = http
        self._lanes: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self.pace = pace

    async def do(
        self,
        method: str,
        path: str,
        ids: Mapping[str, str] = NO_IDS,
        *,
        body: Any = None,
        files: Sequence[Program] = (),
        paced: bool = True,
    ) -> Any:
        """Make a call that may safely be made twice: 5xx and cut connections are tried again. `ids` fill the path."""
        for pause in PAUSES:
            try:
                return await self.once(method, path, ids, body=body, files=files, paced=paced)
            except Lost:
                await asyncio.sleep(pause * random.uniform(0.8, 1.2))
        return await self.once(method, path, ids, body=body, files=files, paced=paced)

    async def once(
        self,
        method: str,
        path: str,
        ids: Mapping[str, str] = NO_IDS,
        *,
        body: Any = None,
        files: Sequence[Program] = (),
        paced: bool = True,
    ) -> Any:
        """Make a call. Raises Refused or Lost."""
        import aiohttp
        from discord.http import Route

        route = Route(method, path, **ids)
        sent: dict[str, Any] = {"timeout": aiohttp.ClientTimeout(total=CALL_SECONDS)}
        if files:
            sent["form"] = _form(body, files)
        elif body is not None:
            sent["json"] = body
        async with self._lane(route.key, ids) if method != "GET" else nullcontext():
            if paced:
                await self.pace.turn()
            return await self.translated(f"{method} {path}", lambda http: http.request(route, **sent))

    def is_busy(self, method: str, path: str, ids: Mapping[str, str]) -> bool:
        """Whether such a call would have to wait for others."""
        return self._lane(f"{method} {path}", ids).locked()

    def _lane(self, key: str, ids: Mapping[str, str]) -> asyncio.Lock:
        """Calls of one rate limit go one after the other: discord.py lets too many through that come at once."""
        return self._lanes.setdefault(
            f"{key} {ids.get('channel_id', '')} {ids.get('webhook_token', '')}", asyncio.Lock()
        )

    async def respond(self, token: str, kind: int, given: Json) -> str:
        """Give the first response to an interaction, which has three seconds; the id of the message that it makes.

        That is "" when it is not known. Calls to interactions are outside of the global limit.
        """
        interaction, _, secret = token.partition(":")
        body, ids = {"type": kind, "data": given}, {"webhook_id": interaction, "webhook_token": secret}
        pauses = iter(RESPONSE_PAUSES)
        while True:
            try:
                told = await self.once("POST", _CALLBACK, ids, body=body, paced=False)
                return str(told["interaction"].get("response_message_id") or "")
            except Refused as error:
                if error.code == ACKNOWLEDGED:  # a try of ours came through, and its answer did not
                    return ""
                raise
            except Lost:
                pause = next(pauses, None)
                if pause is None:
                    raise
                await asyncio.sleep(pause)

    async def original(
        self, method: str, application: str, token: str, *, body: Json | None = None, files: Sequence[Program] = ()
    ) -> Any:
        """Edit or delete the message that answers an interaction. Raises Refused or Lost."""
        ids = {"webhook_id": application, "webhook_token": token.partition(":")[2]}
        return await self.do(method, _ORIGINAL, ids, body=body, files=files, paced=False)

    async def translated(self, call: str, make: Callable[[HTTPClient], Any]) -> Any:
        """Make a call of the library with its failures as DeliveryErrors."""
        import aiohttp
        from discord import HTTPException, RateLimited

        http = self._http()
        if http is None:
            raise Lost(f"{call}: not logged in")
        try:
            return await make(http)
        except HTTPException as error:
            # The error's own text repeats the request, which holds what people wrote.
            if error.status == 429 or error.status >= 500 or error.code == FIRST_MESSAGE_MISSING:
                raise Lost(f"{call}: HTTP {error.status}") from None
            raise Refused(call, error.code or error.status) from None
        except RateLimited:
            raise Lost(f"{call}: rate limited") from None
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise Lost(f"{call}: {type(error).__name__}") from None
        except RuntimeError as error:
            if "closed" not in str(error):  # what aiohttp says while the client is being replaced
                raise
            raise Lost(f"{call}: the connection is closed") from None


def _form(body: Any, files: Sequence[Program]) -> list[dict[str, Any]]:
    """A multipart request; discord-api-docs, developers/reference#uploading-files."""
    parts: list[dict[str, Any]] = [{"name": "payload_json", "value": json.dumps(body)}]
    return parts + [
        {
            "name": f"files[{number}]",
            "value": file.content.encode(),
            "filename": file.name,
            "content_type": "text/plain; charset=utf-8",
        }
        for number, file in enumerate(files)
    ]
