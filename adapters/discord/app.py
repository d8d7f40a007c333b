"""Discord as the handler sees it: replies, look-ups, whispers, and the connection."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from adapters import notices
from adapters.aftercare import Aftercare
from adapters.base import DIRECT, DeliveryError, Incoming, Ledger, Reply, Standing, Thread
from adapters.cards import View
from adapters.discord import events, render
from adapters.discord.calls import EPHEMERAL, MESSAGE, UNKNOWN_MESSAGE, Calls, Refused
from adapters.discord.desk import Desk
from adapters.discord.directory import Directory
from adapters.discord.hearing import Ears, Headings
from adapters.discord.line import Line
from adapters.discord.pace import Pace
from adapters.discord.reply import DiscordReply
from adapters.discord.spots import CHANNEL, ChannelSpot
from adapters.handler import Handler
from rag_core.journal.records import Claim, Delivery
from rag_core.types import Origin

if TYPE_CHECKING:
    import discord

    from adapters.discord.client import Client

log = logging.getLogger(__name__)

API_URL = "https://discord.com/api/v10"
THREAD_READ, DIRECT_READ = 50, 10  # messages before a question
DIRECT_RECENT = 3_600  # seconds for which earlier messages of a direct conversation belong to it

_MESSAGES = "/channels/{channel_id}/messages"


class Discord:
    """All servers that a bot token belongs to, connected from `start` to `stop`. See adapters.base.Platform."""

    name = events.PLATFORM

    def __init__(
        self,
        token: str,
        handler: Handler,
        aftercare: Aftercare,
        headings: Headings,
        *,
        api_url: str = API_URL,
        guilds: Sequence[str] = (),
        asked_in: Sequence[str] = (),
    ) -> None:
        """`guilds` get the commands at once, all others without them; every new post `asked_in` is a question."""
        self.bot = ""
        self._aftercare = aftercare
        self._api_url = api_url.rstrip("/")
        self._guilds, self._asked_in = tuple(guilds), frozenset(asked_in)
        self._line = Line(self._client, token)
        self._line.client_changed = self._changed
        self._calls = Calls(lambda: self._line.http, Pace())
        self._directory = Directory(self._calls)
        self._desk = Desk(self._calls, self._directory, aftercare.group, aftercare.freshness)
        self._ears = Ears(self._desk, handler, aftercare, self, headings, self._asked_in)

    async def open(self) -> None:
        """Log in. Raises DeliveryError."""
        from adapters.discord.client import aim

        aim(self._api_url)
        await self._line.open()

    async def start(self) -> None:
        """Tell Discord of the commands, connect, and take up what was asked in the last minutes."""
        await self._tell_commands()
        await self._line.connect()

    async def stop(self) -> None:
        """Hear nothing more; replies can still be finished."""
        await self._line.hang_up()

    async def close(self) -> None:
        """Let go of everything."""
        await self._line.close()

    # What the handler asks for

    def reply(self, claim: Claim, incoming: Incoming | None, ledger: Ledger) -> Reply:
        """See adapters.base.Platform."""
        return DiscordReply(self._desk, claim, ledger, token=incoming.token if incoming else "")

    async def standing(self, incoming: Incoming) -> Standing:
        """A member of one of our servers, first of all of the one at hand; of those that the rules allow."""
        rules = self._aftercare.rules().platforms.get(self.name)
        allowed = (rules.workspaces if rules else frozenset()) - {DIRECT}
        try:
            here = incoming.origin.workspace
            return "member" if await self._directory.is_member(incoming.user, allowed, first=here) else "foreign"
        except DeliveryError as error:
            log.warning("the standing of an asker is not known: %s", error.reason)
            return "unknown"

    async def thread(self, incoming: Incoming) -> Thread:
        """See adapters.base.Platform."""
        origin = incoming.origin
        if not origin.thread:
            return Thread()
        direct = origin.workspace == DIRECT
        before = origin.message if origin.message.isdecimal() else str(events.snowflake(incoming.asked_at))
        messages = await self._read(origin.thread, origin.workspace, before, DIRECT_READ if direct else THREAD_READ)
        if direct:
            messages = [m for m in messages if (incoming.asked_at - m.created_at).total_seconds() < DIRECT_RECENT]
        people = events.participants(messages) | {incoming.user}
        bot = self._directory.bot("" if direct else origin.workspace, self._asked_in)
        return Thread(said=events.to_said(messages, bot), participants=people)

    async def call(self, asked: Claim, claim: Claim, ledger: Ledger, group: str, headings: Sequence[str]) -> None:
        """See adapters.base.Platform."""
        text = notices.escalation(f"<@&{group}>", f"<@{claim.asker}>", headings)
        origin, answer = asked.origin, asked.delivery
        where = answer.channel if answer and not asked.private else origin.thread or origin.channel
        delivery = claim.delivery or Delivery(surface=CHANNEL, channel=where)
        spot = ChannelSpot(self._calls, self._desk.me, claim, ledger, delivery)
        if not spot.messages:
            await spot.add(render.marked(render.Post(content=text[: render.CALL_MAX], roles=(group,)), claim.id))

    def link(self, origin: Origin) -> str:
        """See adapters.base.Platform."""
        return events.link(origin)

    async def card(self, claim: Claim, ledger: Ledger, view: View) -> None:
        """See adapters.base.Platform."""
        delivery = claim.delivery or Delivery(surface=CHANNEL, channel=claim.origin.channel)
        spot = ChannelSpot(self._calls, self._desk.me, claim, ledger, delivery)
        post = render.marked(render.card(view), claim.id)
        if not self._directory.abilities(claim.origin.channel).attach:
            post = replace(post, files=())
        if not spot.messages:
            await spot.add(replace(post, files=()))
            if not post.files:
                return
        try:
            await spot.edit(0, post)
        except Refused as error:
            if error.code != UNKNOWN_MESSAGE:  # somebody has deleted the card
                raise

    async def whisper(self, incoming: Incoming, text: str) -> None:
        """See adapters.base.Platform."""
        body: dict[str, Any] = {"content": render.notice(text).content, "allowed_mentions": render.NO_MENTIONS}
        try:
            if incoming.token:
                await self._calls.respond(incoming.token, MESSAGE, {**body, "flags": EPHEMERAL})
                return
            direct = await self._directory.direct(incoming.user)
            body |= {"nonce": f"w{incoming.origin.message}", "enforce_nonce": True}
            await self._calls.do("POST", _MESSAGES, {"channel_id": direct}, body=body)
        except DeliveryError as error:
            log.info("somebody could not be told: %s", error.reason)

    async def _read(self, channel: str, workspace: str, before: str, limit: int) -> list[discord.Message]:
        """Messages before one, oldest first; in place of what only points at the start of a thread, that message."""
        import discord

        client = self._directory.client
        assert client is not None  # noqa: S101  # questions come from one
        guild = int(workspace) if workspace.isdecimal() else None
        place = client.get_partial_messageable(int(channel), guild_id=guild)

        async def read(_: Any) -> list[discord.Message]:
            await self._calls.pace.turn()
            history = place.history(limit=limit, before=discord.Object(int(before)))
            return [_started_from(message) async for message in history][::-1]

        messages: list[discord.Message] = await self._calls.translated("read history", read)
        return messages

    # The connection

    def _client(self) -> Client:
        from adapters.discord.client import Client

        content = bool(self._asked_in) or self._aftercare.rules().watches(self.name)
        return Client(self._ears, content=content, gateway=self._api_url != API_URL)

    def _changed(self, client: discord.AutoShardedClient) -> None:
        self._directory.client = client
        self.bot = f"@{client.user.display_name}" if client.user else ""  # in words: a mention would be defused

    async def _tell_commands(self) -> None:
        """Register the commands where they are not registered as they are now. Raises DeliveryError."""
        from adapters.discord.commands import fingerprint, sync

        client, journal = self._directory.client, self._aftercare.journal
        tree = getattr(client, "tree", None)
        assert tree is not None  # noqa: S101  # logged in
        now = fingerprint(tree)
        for guild in self._guilds or ("",):
            memo = f"discord commands {self._desk.application()} {guild}".strip()
            if await journal.recall(memo) == now:
                continue
            await self._calls.translated("sync commands", partial(sync, tree, guild))
            await journal.remember(memo, now)


def _started_from(message: discord.Message) -> discord.Message:
    """The message that a thread was started from, for the one that stands at its beginning."""
    answered = getattr(message.reference, "resolved", None) if message.type.value == 21 else None
    return answered if answered is not None and hasattr(answered, "content") else message
