"""The first response to an interaction."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any

from tests.fakes.discord import drafts, happenings, speaking
from tests.fakes.discord.commands import CHAT_INPUT, check_choices
from tests.fakes.discord.messages import INTERACTION_TYPES, Flag, Interaction, InteractionKind, Kind, Message
from tests.fakes.discord.modals import check_modal
from tests.fakes.discord.records import Call
from tests.fakes.discord.refusal import Form, Refusal
from tests.fakes.discord.world import World

Json = dict[str, Any]
Respond = Callable[[World, Call, Interaction, Json], None]

MESSAGE, DEFERRED, DEFERRED_UPDATE, UPDATE, CHOICES, MODAL = 4, 5, 6, 7, 8, 9
_OFFERED: Mapping[InteractionKind, tuple[int, ...]] = {
    "command": (MESSAGE, DEFERRED, MODAL),
    "component": (MESSAGE, DEFERRED, DEFERRED_UPDATE, UPDATE, MODAL),
    "autocomplete": (CHOICES,),
    "modal": (MESSAGE, DEFERRED, DEFERRED_UPDATE, UPDATE),
}
"""discord-api-docs, developers/interactions/receiving-and-responding#interaction-response-object."""


def respond(world: World, call: Call) -> Json | None:
    """POST /interactions/{id}/{token}/callback."""
    interaction = _open(world, call)
    kind = call.body.get("type")
    form = Form()
    with form.at("type"):
        form.choice(kind, _OFFERED[interaction.kind])
        if kind in (DEFERRED_UPDATE, UPDATE) and interaction.message is None:
            form.wrong("INTERACTION_APPLICATION_COMMAND_INVALID", "There is no message to update.")
    form.finish()
    _RESPONSES[kind](world, call, interaction, call.body.get("data") or {})
    interaction.answered_at, interaction.response_type = time.monotonic(), kind
    world.record.ring()
    return _told(world, interaction) if call.query.get("with_response") in ("1", "true", "True") else None


def new_response(world: World, interaction: Interaction) -> Message:
    """An empty message that answers an interaction, not posted yet."""
    message = Message(
        id=world.ids.now(),
        channel=interaction.channel,
        author=world.bot,
        interaction=interaction,
        webhook=world.application,
        kind=_kind(interaction),
    )
    if interaction.kind == "component" and interaction.message is not None:
        message.answers = interaction.message
        message.reference = happenings.reference_to(interaction.message)
    return message


def _kind(interaction: Interaction) -> Kind:
    if interaction.kind == "command":
        chat = interaction.data["type"] == CHAT_INPUT
        return Kind.CHAT_INPUT_COMMAND if chat else Kind.CONTEXT_MENU_COMMAND
    return Kind.REPLY if interaction.kind == "component" else Kind.DEFAULT


def _open(world: World, call: Call) -> Interaction:
    """An interaction that can still be responded to."""
    found = world.by_token.get(call.params["interaction_token"])
    if found is None or found.id != call.id("interaction_id"):
        raise Refusal(10062)
    if found.answered_at is not None or found.overdue:
        code = 40060 if found.answered_at is not None else 10062
        found.refused.append(code)
        raise Refusal(code)
    return found


def _say(world: World, call: Call, interaction: Interaction, body: Json) -> None:
    draft = drafts.new(world, call, interaction.channel, body, ephemeral=True)
    message = new_response(world, interaction)
    interaction.response = message
    message.shown_to = interaction.user if draft.flags & Flag.EPHEMERAL else None
    speaking.say(world, message, draft)


def _defer(world: World, call: Call, interaction: Interaction, body: Json) -> None:
    flags = Flag(body.get("flags") or 0)
    if flags & ~Flag.EPHEMERAL or set(body) - {"flags"}:
        world.record.violation(
            call.route, "deferred", "only the EPHEMERAL flag can come with a deferred response", body
        )
    message = new_response(world, interaction)
    interaction.response = message
    message.flags = Flag.LOADING | (flags & Flag.EPHEMERAL)
    message.shown_to = interaction.user if flags & Flag.EPHEMERAL else None
    happenings.post(world, message)


def _defer_update(world: World, call: Call, interaction: Interaction, body: Json) -> None:
    interaction.response = interaction.message


def _update(world: World, call: Call, interaction: Interaction, body: Json) -> None:
    message = interaction.message
    assert message is not None
    speaking.revise(world, message, drafts.edit(world, call, body, message))
    interaction.response = message


def _choose(world: World, call: Call, interaction: Interaction, body: Json) -> None:
    form = Form()
    with form.at("data", "choices"):
        check_choices(form, body.get("choices") or [])
    form.finish()
    interaction.choices = list(body.get("choices") or [])


def _open_modal(world: World, call: Call, interaction: Interaction, body: Json) -> None:
    form = Form()
    with form.at("data"):
        check_modal(form, body)
    form.finish()
    interaction.modal = body


_RESPONSES: Mapping[int, Respond] = {
    MESSAGE: _say,
    DEFERRED: _defer,
    DEFERRED_UPDATE: _defer_update,
    UPDATE: _update,
    CHOICES: _choose,
    MODAL: _open_modal,
}


def _told(world: World, interaction: Interaction) -> Json:
    about: Json = {"id": str(interaction.id), "type": INTERACTION_TYPES[interaction.kind]}
    message = interaction.response
    if message is not None and interaction.response_type in (MESSAGE, DEFERRED, DEFERRED_UPDATE, UPDATE):
        about |= {
            "response_message_id": str(message.id),
            "response_message_loading": bool(message.flags & Flag.LOADING),
            "response_message_ephemeral": bool(message.flags & Flag.EPHEMERAL),
        }
    if message is None or interaction.response_type not in (MESSAGE, UPDATE):
        return {"interaction": about}
    resource = {"type": interaction.response_type, "message": world.message_json(message)}
    return {"interaction": about, "resource": resource}
