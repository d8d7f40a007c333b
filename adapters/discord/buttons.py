"""What happens when somebody presses a button below an answer, or sends off its form."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from adapters import notices
from adapters.aftercare import Aftercare
from adapters.base import DeliveryError, Platform
from adapters.cards import Action, Form
from adapters.discord import render, views
from adapters.discord.calls import DEFERRED, EPHEMERAL, MESSAGE, MODAL, UPDATE_LATER
from adapters.discord.desk import Desk
from adapters.discord.directory import TAGS_MAX
from adapters.discord.events import token_of
from adapters.maintainers import Maintainers
from rag_core.types import Origin

if TYPE_CHECKING:
    import discord

log = logging.getLogger(__name__)

Act = Callable[["discord.Interaction[Any]", str], Awaitable[None]]


class Buttons:
    """They carry all they need in their custom ids, so they work after a restart."""

    def __init__(self, desk: Desk, aftercare: Aftercare, maintainers: Maintainers, platform: Platform) -> None:
        self._desk, self._calls = desk, desk.calls
        self._maintainers = maintainers
        self._aftercare = aftercare
        self._platform = platform
        self._actions: Mapping[str, Act] = {
            render.UP: self._up,
            render.DOWN: self._down,
            render.WHY: self._why,
            render.CALL: self._call,
            render.SHARE: self._share,
            render.SOLVED: self._solved,
            views.COMPLAINT: self._complained,
        }

    async def pressed(self, interaction: discord.Interaction[Any]) -> None:
        """Do what a button or form is for; one that is not ours is left to others."""
        given: Any = interaction.data or {}
        action, answer_id = render.pressed(str(given.get("custom_id", "")))
        act = self._actions.get(action) or self._of_cards(action)
        if act is None:
            return
        try:
            await act(interaction, answer_id)
        except DeliveryError as error:
            log.warning("button %s of %s went unanswered: %s", action, answer_id, error.reason)

    def _of_cards(self, action: str) -> Act | None:
        """What a button of a card does, or the form behind it."""
        if action.startswith(render.CARD):
            return partial(self._decided, cast("Action", action.removeprefix(render.CARD)))
        if action.startswith(render.FORM):
            return partial(self._sent, cast("Action", action.removeprefix(render.FORM)))
        return None

    async def _decided(self, action: Action, interaction: discord.Interaction[Any], subject: str) -> None:
        told = await self._maintainers.pressed(action, subject, str(interaction.user.id), self._platform)
        if isinstance(told, Form):
            await self._calls.respond(token_of(interaction), MODAL, views.form(told))
        elif told:
            await self._say(interaction, told)
        else:
            await self._calls.respond(token_of(interaction), UPDATE_LATER, {})

    async def _sent(self, action: Action, interaction: discord.Interaction[Any], subject: str) -> None:
        given: Any = interaction.data or {}
        written = views.sent(given.get("components") or ())
        told = await self._maintainers.sent(action, subject, str(interaction.user.id), written, self._platform)
        if told:
            await self._say(interaction, told)
        else:
            await self._calls.respond(token_of(interaction), UPDATE_LATER, {})

    async def _up(self, interaction: discord.Interaction[Any], answer_id: str) -> None:
        known = await self._aftercare.vote(answer_id, str(interaction.user.id), "up")
        await self._say(interaction, notices.thanks(helpful=True) if known else notices.forgotten())

    async def _down(self, interaction: discord.Interaction[Any], answer_id: str) -> None:
        if await self._aftercare.vote(answer_id, str(interaction.user.id), "down"):
            await self._calls.respond(token_of(interaction), MODAL, views.complaint(answer_id))
        else:
            await self._say(interaction, notices.forgotten())

    async def _complained(self, interaction: discord.Interaction[Any], answer_id: str) -> None:
        given: Any = interaction.data or {}
        reason, words = views.complained(given.get("components") or ())
        await self._aftercare.vote(answer_id, str(interaction.user.id), "down", reason=reason, text=words)
        await self._say(interaction, notices.thanks(helpful=True))

    async def _why(self, interaction: discord.Interaction[Any], answer_id: str) -> None:
        record = await self._aftercare.explain(answer_id, str(interaction.user.id))
        await self._say(interaction, views.why(record) if record else notices.only_the_asker())

    async def _call(self, interaction: discord.Interaction[Any], answer_id: str) -> None:
        await self._defer(interaction)
        said = await self._aftercare.call(answer_id, str(interaction.user.id), self._platform)
        await self._tell(interaction, said or notices.called())

    async def _share(self, interaction: discord.Interaction[Any], answer_id: str) -> None:
        await self._defer(interaction)
        said = await self._aftercare.share(answer_id, str(interaction.user.id), self._platform)
        await self._tell(interaction, said or notices.shared())

    async def _solved(self, interaction: discord.Interaction[Any], answer_id: str) -> None:
        """Set the forum's tag, if it is the asker who says so."""
        person = str(interaction.user.id)
        record = await self._aftercare.explain(answer_id, person)
        if record is None:
            await self._say(interaction, notices.only_the_asker())
            return
        await self._defer(interaction)
        await self._aftercare.journal.resolve(record.claim.origin, by=person)
        try:
            await self._mark_solved(record.claim.origin)
        except DeliveryError as error:
            await self._tell(interaction, notices.not_tagged(error.reason))
        else:
            await self._tell(interaction, notices.solved())

    async def _mark_solved(self, origin: Origin) -> None:
        directory = self._desk.directory
        tag = directory.solved_tag(origin.thread)
        tags = dict.fromkeys((tag, *directory.applied_tags(origin.thread)))
        if tag:
            body = {"applied_tags": list(tags)[:TAGS_MAX]}
            await self._calls.do("PATCH", "/channels/{channel_id}", {"channel_id": origin.thread}, body=body)

    async def _say(self, interaction: discord.Interaction[Any], text: str) -> None:
        body = {"content": render.notice(text).content, "allowed_mentions": render.NO_MENTIONS, "flags": EPHEMERAL}
        await self._calls.respond(token_of(interaction), MESSAGE, body)

    async def _defer(self, interaction: discord.Interaction[Any]) -> None:
        await self._calls.respond(token_of(interaction), DEFERRED, {"flags": EPHEMERAL})

    async def _tell(self, interaction: discord.Interaction[Any], text: str) -> None:
        body = {"content": render.notice(text).content, "allowed_mentions": render.NO_MENTIONS}
        await self._calls.original("PATCH", self._desk.application(), token_of(interaction), body=body)
