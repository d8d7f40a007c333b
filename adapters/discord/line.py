"""The connection to Discord: made again by a new client whenever one comes to its end, until it is let go."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from adapters.base import DeliveryError
from adapters.starting import START_SECONDS, once_reachable

if TYPE_CHECKING:
    import discord
    from discord.http import HTTPClient

log = logging.getLogger(__name__)

PAUSE, LONGEST_PAUSE = 1.0, 60.0  # seconds between two logins, doubled each time
STABLE = 120.0  # seconds after which a connection counts as good
TOKEN_REFUSED = 4004  # close code; discord-api-docs, developers/topics/opcodes-and-status-codes
_NO_INTENT = (
    "close code 4014: the Message Content intent is off. Switch it on under discord.com/developers/applications > "
    "your app > Bot > Privileged Gateway Intents, or unset DISCORD_CHANNELS"
)


class Line:
    """Belongs to one event loop. `make` makes a client that is not logged in yet."""

    def __init__(self, make: Callable[[], discord.AutoShardedClient], token: str) -> None:
        self._make, self._token = make, token
        self._client: discord.AutoShardedClient | None = None
        self._living: asyncio.Task[None] | None = None
        self.client_changed: Callable[[discord.AutoShardedClient], None] = lambda _: None

    @property
    def http(self) -> HTTPClient | None:
        """The REST API, while there is a login."""
        client = self._client
        return client.http if client and not client.is_closed() else None

    async def open(self) -> None:
        """Log in; waits a minute for a Discord that is out of reach. Raises DeliveryError."""
        await once_reachable("Discord", self.login)

    async def connect(self) -> None:
        """Connect to the gateway, and stay so. Returns when the first session has begun. Raises DeliveryError."""
        assert self._client is not None, "log in first"  # noqa: S101
        self._living = asyncio.create_task(self._live())
        ready = asyncio.ensure_future(self._client.wait_for("shard_connect"))
        await asyncio.wait({self._living, ready}, timeout=START_SECONDS, return_when=asyncio.FIRST_COMPLETED)
        ready.cancel()
        if self._living.done():
            await self._living

    async def hang_up(self) -> None:
        """Hear nothing more; the REST API stays."""
        living, self._living = self._living, None
        if living:
            living.cancel()
            await asyncio.gather(living, return_exceptions=True)
        if self._client:
            await asyncio.gather(
                *(shard.disconnect() for shard in self._client.shards.values()), return_exceptions=True
            )

    async def close(self) -> None:
        """Let go of everything."""
        await self.hang_up()
        if self._client:
            await self._client.close()

    async def _live(self) -> None:
        try:
            await self._stay()
        except DeliveryError as error:
            log.error("Discord does not let us in: %s", error.reason)  # noqa: TRY400
            raise

    async def _stay(self) -> None:
        pause = PAUSE
        while True:
            since = time.monotonic()
            reason = await self._until_it_ends()
            pause = PAUSE if time.monotonic() - since > STABLE else min(pause * 2, LONGEST_PAUSE)
            log.warning("the connection to Discord ended (%s), again in %.0f s", reason, pause)
            await asyncio.sleep(pause)
            try:
                await self.login()
            except DeliveryError as error:
                if error.permanent:
                    raise
                log.warning("Discord does not answer (%s)", error.reason)

    async def _until_it_ends(self) -> str:
        """Stay connected; why it ended. Raises DeliveryError for what no later try can change."""
        import aiohttp
        import discord

        if self._client is None or self._client.is_closed():
            return "not logged in"
        try:
            await self._client.connect()
        except discord.PrivilegedIntentsRequired:
            raise DeliveryError(_NO_INTENT, permanent=True) from None
        except discord.ConnectionClosed as error:
            if error.code == TOKEN_REFUSED:
                raise DeliveryError(f"close code {error.code}: the token is refused", permanent=True) from None
            return f"close code {error.code}"
        except (discord.DiscordException, aiohttp.ClientError, OSError, TimeoutError) as error:
            return type(error).__name__
        return "closed"

    async def login(self) -> None:
        """Log in once. Raises DeliveryError."""
        import aiohttp
        import discord

        client = self._make()
        try:
            await client.login(self._token)
        except BaseException as error:
            await client.close()
            if isinstance(error, discord.LoginFailure):
                raise DeliveryError("the token is refused", permanent=True) from None
            if isinstance(error, OSError):
                raise DeliveryError("login: it cannot be reached", permanent=False) from None
            if isinstance(error, discord.DiscordException | aiohttp.ClientError | TimeoutError):
                raise DeliveryError(f"login: {type(error).__name__}", permanent=False) from None
            raise
        self._client = client
        self.client_changed(client)
