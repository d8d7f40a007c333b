"""What people do with the app: slash commands, context menus, autocomplete, buttons, menus and modals."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

from tests.fakes.discord import payloads
from tests.fakes.discord.commands import CHAT_INPUT, MESSAGE, values
from tests.fakes.discord.components import BUTTON, LINK_STYLE, SELECTS, STRING_SELECT, walk
from tests.fakes.discord.invocations import invoke, offered, owners_of
from tests.fakes.discord.messages import Interaction, InteractionKind, InteractionState, Message
from tests.fakes.discord.modals import Entered, submitted
from tests.fakes.discord.places import Channel, User
from tests.fakes.discord.world import World

Json = dict[str, Any]


class Clicks:
    """The part of the driver that uses the app. What no client would offer or send raises an error."""

    world: World

    async def slash(self, channel: Channel, user: User, name: str, /, **options: Any) -> Interaction:
        """Use a chat command; LookupError when it is not offered there, ValueError for what it does not take."""
        command = offered(self.world, channel, user, CHAT_INPUT, name)
        data = _command_json(command) | {"options": values(command, options)}
        owners = owners_of(self.world, channel, user, command)
        return await self._invoke("command", name, channel, user, data=data, owners=owners)

    async def context_menu(self, message: Message, user: User, name: str) -> Interaction:
        """Use a command of a message's menu."""
        world, channel = self.world, message.channel
        command = offered(world, channel, user, MESSAGE, name)
        # The target may be read whatever the intents; …/gateway#message-content-intent.
        target = payloads.message_json(message, world.bot)
        data = _command_json(command) | {"target_id": str(message.id)}
        data["resolved"] = {"messages": {str(message.id): target}}
        owners = owners_of(world, channel, user, command)
        return await self._invoke("command", name, channel, user, data=data, owners=owners)

    async def autocomplete(
        self, channel: Channel, user: User, name: str, /, **options: Any
    ) -> tuple[tuple[str, Any], ...] | None:
        """Type into the last of these options; the names and values offered, or None when nothing came in time."""
        command = offered(self.world, channel, user, CHAT_INPUT, name)
        focused = list(options)[-1]
        if not next(option for option in command["options"] if option["name"] == focused).get("autocomplete"):
            raise LookupError(f"{focused} of /{name} completes nothing")
        data = _command_json(command) | {"options": values(command, options, partial=focused)}
        owners = owners_of(self.world, channel, user, command)
        interaction = await self._invoke("autocomplete", name, channel, user, data=data, owners=owners)
        await self.responded(interaction)
        if interaction.choices is None:
            return None
        return tuple((choice["name"], choice["value"]) for choice in interaction.choices)

    async def press(self, button: str, message: Message, user: User) -> Interaction:
        """Press a button, named by its custom_id, label or emoji."""
        found = _component(message, user, button, (BUTTON,))
        if found["style"] == LINK_STYLE:
            raise LookupError(f"{button} only opens {found['url']}")
        data = {"component_type": BUTTON, "custom_id": found["custom_id"], "id": found["id"]}
        return await self._use(found, message, user, data)

    async def choose(self, menu: str, message: Message, user: User, chosen: Sequence[str]) -> Interaction:
        """Choose in a menu, named by its custom_id."""
        found = _component(message, user, menu, SELECTS)
        known = {option["value"] for option in found.get("options") or ()}
        if found["type"] == STRING_SELECT and set(chosen) - known:
            raise ValueError(f"{menu} offers {sorted(known)}")
        data = {"component_type": found["type"], "custom_id": found["custom_id"], "id": found["id"]}
        return await self._use(found, message, user, data | {"values": list(chosen)})

    async def submit_modal(self, opened: Interaction, entered: Mapping[str, Entered]) -> Interaction:
        """Fill in the modal that an interaction opened, by custom_id, and send it off."""
        if opened.modal is None:
            raise LookupError("that interaction opened no modal")
        name = str(opened.modal["custom_id"])
        data = {"custom_id": name, "components": submitted(opened.modal, entered)}
        more = {"owners": opened.owners, "message": opened.message, "opened_by": opened}
        return await self._invoke("modal", name, opened.channel, opened.user, data=data, **more)

    async def responded(self, interaction: Interaction) -> InteractionState:
        """Wait until the bot has responded or it is too late for that; what the person sees then."""
        limit = interaction.deadline + 0.5
        await self.world.record.until(lambda: interaction.state != "waiting", limit)
        return interaction.state

    async def _use(self, component: Json, message: Message, user: User, data: Json) -> Interaction:
        place = str(message.channel.guild.id) if message.channel.guild else "0"
        owners = message.interaction.owners if message.interaction else {"0": place}
        about = {"data": data, "owners": owners, "message": message}
        return await self._invoke("component", component["custom_id"], message.channel, user, **about)

    async def _invoke(
        self, kind: InteractionKind, name: str, channel: Channel, user: User, **about: Any
    ) -> Interaction:
        interaction = invoke(self.world, kind, name, channel, user, **about)
        await asyncio.sleep(0)
        return interaction


def _command_json(command: Json) -> Json:
    body = {"id": command["id"], "name": command["name"], "type": command["type"]}
    return body | ({"guild_id": command["guild_id"]} if "guild_id" in command else {})


def _component(message: Message, user: User, named: str, kinds: tuple[int, ...]) -> Json:
    if message.deleted_at is not None or (message.shown_to is not None and message.shown_to is not user):
        raise LookupError(f"{user.name} does not see that message")
    usable = [part for part in walk(message.components) if part["type"] in kinds and not part.get("disabled")]
    found = next((part for part in usable if named in _names(part)), None)
    if found is None:
        raise LookupError(f"there is no {named!r} to use among {[_names(part) for part in usable]}")
    return found


def _names(part: Json) -> tuple[str, ...]:
    emoji = (part.get("emoji") or {}).get("name")
    return tuple(name for name in (part.get("custom_id"), part.get("label"), emoji) if name)
