"""What people can choose: `/ask` and "Answer this", and when Discord has to be told of them."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Literal

import discord
from discord import app_commands

log = logging.getLogger(__name__)

COMMAND, ANSWER_THIS = "ask", "Answer this"
QUESTION_MAX = 2_000  # characters; an option takes 6,000
CHOICE_MAX, CHOICES_MAX = 100, 25  # discord-api-docs, developers/interactions/application-commands

Tree = app_commands.CommandTree[Any]
Asked = Callable[..., Awaitable[None]]  # interaction, question, private, depth
Chosen = Callable[[discord.Interaction[Any], discord.Message], Awaitable[None]]
Offered = Callable[[discord.Interaction[Any], str], Sequence[str]]


def register(tree: Tree, asked: Asked, chosen: Chosen, offered: Offered) -> None:
    """Put the commands into the tree; each calls one of the functions."""

    async def complete(interaction: discord.Interaction[Any], typed: str) -> list[app_commands.Choice[str]]:
        return [app_commands.Choice(name=text, value=text) for text in offered(interaction, typed)[:CHOICES_MAX]]

    @app_commands.describe(
        question="What you want to know",
        private="Show the answer only to you",
        depth="How hard to think",
    )
    @app_commands.autocomplete(question=complete)
    async def ask(
        interaction: discord.Interaction[Any],
        question: app_commands.Range[str, 1, QUESTION_MAX],
        private: bool = False,
        depth: Literal["auto", "quick", "deep"] = "auto",
    ) -> None:
        await asked(interaction, question, private=private, depth=depth)

    async def answer_this(interaction: discord.Interaction[Any], message: discord.Message) -> None:
        await chosen(interaction, message)

    everywhere: dict[str, Any] = {
        "allowed_contexts": app_commands.AppCommandContext(guild=True, dm_channel=True, private_channel=True),
        "allowed_installs": app_commands.AppInstallationType(guild=True, user=True),
    }
    described = "Ask the FAQ; the answer cites its sources"
    commands: tuple[app_commands.Command[Any, ..., Any] | app_commands.ContextMenu, ...] = (
        app_commands.Command(name=COMMAND, description=described, callback=ask, **everywhere),
        app_commands.ContextMenu(name=ANSWER_THIS, callback=answer_this, **everywhere),
    )
    for command in commands:
        tree.add_command(command)


def fingerprint(tree: Tree) -> str:
    """Changes when the commands do: creating them is limited to 200 a day."""
    bodies = [command.to_dict(tree) for command in tree.get_commands()]
    return hashlib.sha256(json.dumps(bodies, sort_keys=True).encode()).hexdigest()[:16]


async def sync(tree: Tree, guild: str, _: object = None) -> None:
    """Register the commands, everywhere or, when its id is given, in one guild, where they appear at once."""
    if guild:
        tree.copy_global_to(guild=discord.Object(int(guild)))
    await tree.sync(guild=discord.Object(int(guild)) if guild else None)


def matching(headings: Sequence[str], typed: str) -> tuple[str, ...]:
    """Headings that hold every word typed so far, those that begin with it first."""
    words = typed.casefold().split()
    found = [h for h in headings if len(h) <= CHOICE_MAX and all(word in h.casefold() for word in words)]
    return tuple(sorted(found, key=lambda heading: not heading.casefold().startswith(typed.casefold()))[:CHOICES_MAX])
