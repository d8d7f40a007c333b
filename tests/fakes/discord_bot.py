"""A small bot on the real discord.py, for the tests of the fake Discord."""

from __future__ import annotations

import asyncio
import warnings
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import yarl

from tests.fakes.discord import FakeDiscord

with warnings.catch_warnings():
    # Before Python 3.13, discord.py imports a module that is going away.
    warnings.simplefilter("ignore", DeprecationWarning)
    import discord
    from discord import app_commands


class Bot(discord.Client):
    """Keeps what it hears, and has a chat command, a menu command, buttons that last and a modal."""

    def __init__(self, *, intents: discord.Intents | None = None, **options: Any) -> None:
        super().__init__(intents=intents or discord.Intents.default(), guild_ready_timeout=0.05, **options)
        self.heard: list[discord.Message] = []
        self.edited: list[discord.RawMessageUpdateEvent] = []
        self.tree = app_commands.CommandTree(self)
        self.tree.command(name="ask", description="Ask the FAQ")(ask)
        self.tree.context_menu(name="Answer this")(answer_this)

    async def setup_hook(self) -> None:
        self.add_view(Buttons())

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Do not wait five seconds between sessions."""

    async def on_message(self, message: discord.Message) -> None:
        self.heard.append(message)

    async def on_raw_message_edit(self, event: discord.RawMessageUpdateEvent) -> None:
        self.edited.append(event)

    def texts(self) -> list[str]:
        """What others said."""
        return [message.content for message in self.heard if message.author != self.user]


class Sharded(Bot, discord.AutoShardedClient):
    """The same on as many connections as Discord recommends."""


@app_commands.describe(question="What you want to know", private="Only for you")
async def ask(interaction: discord.Interaction, question: str, private: bool = False) -> None:
    """Think, then answer with buttons."""
    await interaction.response.defer(ephemeral=private, thinking=True)
    await interaction.followup.send(f"About {question}: see below.", view=Buttons())


async def headings(_: discord.Interaction, typed: str) -> list[app_commands.Choice[str]]:
    """What the question can be completed to."""
    return [app_commands.Choice(name=f"{typed}lvus limits", value="limits")]


async def answer_this(interaction: discord.Interaction, message: discord.Message) -> None:
    """Answer from the menu of a message."""
    await interaction.response.send_message(f"You read: {message.content}")


class Buttons(discord.ui.View):
    """They work after a restart."""

    def __init__(self) -> None:
        super().__init__(timeout=None)

    @discord.ui.button(label="Why?", custom_id="why")
    async def why(self, interaction: discord.Interaction, _: discord.ui.Button[Any]) -> None:
        """Ask back in a modal."""
        await interaction.response.send_modal(Reason())

    @discord.ui.button(emoji="👍", custom_id="up")
    async def up(self, interaction: discord.Interaction, _: discord.ui.Button[Any]) -> None:
        """Change the message."""
        await interaction.response.edit_message(content="Thanks.", view=None)


class Reason(discord.ui.Modal, title="What was wrong?"):
    """One question."""

    reason: discord.ui.TextInput[Any] = discord.ui.TextInput(label="Reason", custom_id="reason", min_length=3)

    async def on_submit(self, interaction: discord.Interaction) -> None:
        """Answer whoever sent it."""
        await interaction.response.send_message(f"Noted: {self.reason.value}", ephemeral=True)


class Card(discord.ui.LayoutView):
    """An answer in Components V2."""

    def __init__(self, text: str) -> None:
        super().__init__(timeout=None)
        source = discord.ui.Button[Any](label="Open", url="https://milvus.io/")
        section = discord.ui.Section[Any](discord.ui.TextDisplay("The source"), accessory=source)
        self.add_item(discord.ui.Container[Any](discord.ui.TextDisplay(text), section))


def aim(server: FakeDiscord) -> None:
    """Let discord.py take the fake for Discord."""
    discord.http.Route.BASE = server.api_url
    discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(server.gateway_url)


@asynccontextmanager
async def running(server: FakeDiscord, bot: discord.Client) -> AsyncIterator[Any]:
    """The bot, connected and ready, until the block is left; what ends it at the start is raised."""
    aim(server)
    async with bot:
        life = asyncio.create_task(bot.start(server.token))
        ready = asyncio.create_task(bot.wait_until_ready())
        await asyncio.wait({life, ready}, timeout=5, return_when=asyncio.FIRST_COMPLETED)
        if life.done():
            await life
        yield bot
        life.cancel()
        await asyncio.gather(life, return_exceptions=True)


@asynccontextmanager
async def talking(bot: Bot | None = None, **settings: Any) -> AsyncIterator[tuple[FakeDiscord, Any, Any, Any]]:
    """A server, a channel, a person in it, and a bot that is connected."""
    async with FakeDiscord(**settings) as server:
        ann = server.add_user("ann")
        channel = server.add_channel(server.add_guild("zilliz", ann))
        async with running(server, bot or Bot()) as connected:
            yield server, channel, ann, connected
