"""Calls to Slack's Web API: paced, repeated where that is safe, every failure a DeliveryError."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any

from adapters.base import DeliveryError
from adapters.slack.pace import Pace

if TYPE_CHECKING:
    from slack_sdk.web.async_client import AsyncWebClient

log = logging.getLogger(__name__)

Json = Mapping[str, Any]

TRIES = 4  # of a call that may be repeated
PATIENCE = 90.0  # seconds that a call waits for Slack's rate limits in all
BACKOFF = 0.4  # seconds before the first repetition, doubled each time

# Web API methods that only read take no JSON; docs.slack.dev/apis/web-api#request-format
_READING = ("conversations.", "users.", "auth.", "files.getUpload", "usergroups.")
# What a later try can change: everything else about this place, this token or these arguments stays as it is.
_PASSING = frozenset({"internal_error", "fatal_error", "service_unavailable", "request_timeout", "ratelimited"})


class Lost(DeliveryError):
    """The response to a call never came: it may or may not have been carried out."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason, permanent=False)


class NotSent(DeliveryError):
    """Slack could not be reached: the call was certainly not carried out."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason, permanent=False)


class Limited(DeliveryError):
    """Slack asks for patience."""

    def __init__(self, method: str, seconds: float) -> None:
        super().__init__(f"{method}: ratelimited", permanent=False)
        self.seconds = seconds


class Calls:
    """One workspace's Web API. Belongs to one event loop."""

    def __init__(self, client: AsyncWebClient, pace: Pace) -> None:
        self.client = client
        self.pace = pace

    async def do(self, method: str, **arguments: Any) -> Json:
        """A call that may safely be made twice: 5xx and cut connections are tried again."""
        pause = BACKOFF
        for _ in range(TRIES - 1):
            try:
                return await self.once(method, **arguments)
            except (Lost, NotSent):
                await asyncio.sleep(pause * random.uniform(0.8, 1.2))
                pause *= 2
        return await self.once(method, **arguments)

    async def once(self, method: str, **arguments: Any) -> Json:
        """A call that is made once, but for 429, which Slack has not carried out. Raises Lost, NotSent."""
        channel = str(arguments.get("channel", ""))
        waited = self.pace.post_delay(channel) if method == "chat.postMessage" else 0.0
        await asyncio.sleep(waited)
        while True:
            if pause := self.pace.wait(method, channel):
                waited += pause
                if waited > PATIENCE:
                    raise Limited(method, pause)
                await asyncio.sleep(pause + random.uniform(0.05, 0.3))
                continue
            try:
                return await self._send(method, arguments)
            except Limited as error:
                self.pace.refused(method, channel, error.seconds)

    async def if_spare(self, method: str, *, share: float = 1.0, **arguments: Any) -> Json | None:
        """A courtesy: made when there is room for it, never waited for; None when it was left out."""
        channel = str(arguments.get("channel", ""))
        if not self.pace.spare(method, channel, share=share):
            return None
        try:
            return await self._send(method, arguments)
        except Limited as error:
            self.pace.refused(method, channel, error.seconds)
            return None

    async def translated(self, method: str, call: Callable[[], Awaitable[Any]]) -> Any:
        """Run a call of the SDK with its failures as DeliveryErrors."""
        import aiohttp
        from slack_sdk.errors import SlackApiError, SlackRequestError

        try:
            return await call()
        except SlackApiError as error:
            raise _refusal(method, error) from None  # its text repeats the response, which may hold what people wrote
        except SlackRequestError:
            raise Lost(f"{method}: the upload was refused") from None
        except aiohttp.ClientConnectorError:
            raise NotSent(f"{method}: Slack cannot be reached") from None
        except (aiohttp.ClientError, TimeoutError, ConnectionError) as error:
            raise Lost(f"{method}: {type(error).__name__}") from None

    async def aclose(self) -> None:
        """Close the connections."""
        if self.client.session:
            await self.client.session.close()

    async def _send(self, method: str, arguments: Mapping[str, Any]) -> Json:
        self.pace.called(method)
        given = {name: value for name, value in arguments.items() if value is not None}

        def call() -> Awaitable[Any]:
            if method.startswith(_READING):
                return self.client.api_call(method, http_verb="GET", params=given)
            return self.client.api_call(method, json=given)

        response = await self.translated(method, call)
        return response.data if isinstance(response.data, dict) else {}


def _refusal(method: str, error: Any) -> DeliveryError:
    """What Slack's refusal means; `error` is a SlackApiError, whose response may be a bare HTTP one."""
    response = error.response
    status = int(getattr(response, "status_code", 0) or getattr(response, "status", 0))
    body = getattr(response, "data", None)
    code = str(body.get("error", "")) if isinstance(body, dict) else ""
    if status == 429 or code == "ratelimited":
        headers = {name.lower(): value for name, value in dict(response.headers).items()}
        return Limited(method, float(headers.get("retry-after", 1)))
    if status >= 500 or not code:
        return Lost(f"{method}: HTTP {status}")
    return DeliveryError(f"{method}: {code}", permanent=code not in _PASSING)
