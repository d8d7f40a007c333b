"""What an interaction's token is good for after the first response: follow-ups, and changes of what was said."""

from __future__ import annotations

from typing import Any

from tests.fakes.discord import drafts, happenings, speaking
from tests.fakes.discord.messages import Flag, Interaction, Message
from tests.fakes.discord.records import Call
from tests.fakes.discord.refusal import Refusal
from tests.fakes.discord.rest.callbacks import new_response
from tests.fakes.discord.world import World

Json = dict[str, Any]

USER_ONLY_FOLLOWUPS = 5  # where only the user installed the app; …/interactions/receiving-and-responding


def follow_up(world: World, call: Call) -> Json:
    """POST /webhooks/{app}/{token}. The first one after a deferral is what was promised."""
    interaction = _open(world, call)
    draft = drafts.new(world, call, interaction.channel, call.body, ephemeral=True)
    promised = interaction.response
    if promised is not None and promised.flags & Flag.LOADING:
        fulfilled = drafts.edit(world, call, call.body, promised)
        return world.message_json(speaking.revise(world, promised, fulfilled))
    if interaction.user_only and len(interaction.followups) >= USER_ONLY_FOLLOWUPS:
        raise Refusal(40094)
    message = new_response(world, interaction)
    message.shown_to = interaction.user if draft.flags & Flag.EPHEMERAL else None
    interaction.followups.append(message)
    return world.message_json(speaking.say(world, message, draft))


def read(world: World, call: Call) -> Json:
    """GET …/messages/@original and …/messages/{id}."""
    return world.message_json(_message(world, call))


def edit(world: World, call: Call) -> Json:
    """PATCH …/messages/@original and …/messages/{id}."""
    message = _message(world, call)
    draft = drafts.edit(world, call, call.body, message)
    return world.message_json(speaking.revise(world, message, draft))


def delete(world: World, call: Call) -> None:
    """DELETE …/messages/@original and …/messages/{id}."""
    happenings.remove(world, _message(world, call))


def _open(world: World, call: Call) -> Interaction:
    """The interaction of a token that is still good."""
    found = world.by_token.get(call.params["webhook_token"])
    if found is None or call.id("webhook_id") != world.application:
        raise Refusal(10015)
    if found.expired:
        raise Refusal(50027)
    if found.answered_at is None or found.kind == "autocomplete":
        raise Refusal(10015)
    return found


def _message(world: World, call: Call) -> Message:
    interaction = _open(world, call)
    said = [interaction.response, *interaction.followups]
    wanted = call.params.get("message_id")
    if wanted is None:
        found = interaction.response
    else:
        found = next((message for message in said if message is not None and str(message.id) == wanted), None)
    if found is None or found.deleted_at is not None:
        raise Refusal(10008)
    return found
