"""The registration of application commands, global and of guilds."""

from __future__ import annotations

from typing import Any

from tests.fakes.discord import access
from tests.fakes.discord.commands import Commands, check_command, check_commands
from tests.fakes.discord.records import Call
from tests.fakes.discord.refusal import Form, Refusal
from tests.fakes.discord.world import World

Json = dict[str, Any]


def listed(world: World, call: Call) -> list[Json]:
    """GET …/commands."""
    return list(_scope(world, call).by_key.values())


def one(world: World, call: Call) -> Json:
    """GET …/commands/{id}."""
    return _scope(world, call).by_id(call.params["command_id"])


def overwrite(world: World, call: Call) -> list[Json]:
    """PUT …/commands."""
    scope = _scope(world, call)
    form = Form()
    check_commands(form, call.body)
    form.finish()
    return scope.overwrite(call.body, world.application, world.ids.now)


def create(world: World, call: Call) -> Json:
    """POST …/commands."""
    scope = _scope(world, call)
    _check(call.body)
    return scope.put(call.body, world.application, world.ids.now)


def change(world: World, call: Call) -> Json:
    """PATCH …/commands/{id}."""
    scope = _scope(world, call)
    before = scope.by_id(call.params["command_id"])
    body = before | call.body
    _check(body)
    if body["name"] != before["name"]:
        del scope.by_key[before["type"], before["name"]]
    return scope.put(body, world.application, world.ids.now)


def delete(world: World, call: Call) -> None:
    """DELETE …/commands/{id}."""
    scope = _scope(world, call)
    command = scope.by_id(call.params["command_id"])
    del scope.by_key[command["type"], command["name"]]


def _scope(world: World, call: Call) -> Commands:
    if call.id("application_id") != world.application:
        raise Refusal(10002)
    if "guild_id" not in call.params:
        return world.commands_of(None)
    guild = world.guilds.get(call.id("guild_id"))
    if guild is None or not guild.installed:
        raise Refusal(50001)
    return world.commands_of(access.guild(world, guild.id).id)


def _check(body: Any) -> None:
    form = Form()
    check_command(form, body)
    form.finish()
