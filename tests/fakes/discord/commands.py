"""Application commands: what Discord checks when they are registered, and keeps of them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.fakes.discord.permissions import P
from tests.fakes.discord.refusal import Form, Refusal

Json = dict[str, Any]
Key = tuple[int, str]  # type and name

CHAT_INPUT, USER, MESSAGE = 1, 2, 3
SUB_COMMAND, SUB_COMMAND_GROUP, STRING, INTEGER, BOOLEAN, USER_OPTION, CHANNEL, ROLE, MENTIONABLE, NUMBER = range(1, 11)
ATTACHMENT = 11
GUILD, BOT_DM, PRIVATE_CHANNEL = 0, 1, 2  # contexts
GUILD_INSTALL, USER_INSTALL = 0, 1  # integration types

COMMANDS_MAX = {CHAT_INPUT: 100, USER: 15, MESSAGE: 15}  # in each scope; developers/interactions/application-commands
OPTIONS_MAX = 25
CHOICES_MAX = 25
CREATES_PER_DAY = 200  # for each guild; same source
_CHAT_NAME = re.compile(r"[-_'\w]{1,32}")  # same source, #application-command-object-application-command-naming


@dataclass(slots=True, kw_only=True)
class Commands:
    """The commands of one scope: global, or of one guild."""

    guild: int | None
    by_key: dict[Key, Json] = field(default_factory=dict)
    created: int = 0

    def by_id(self, command_id: str) -> Json:
        """A command; 10063 when there is none."""
        found = next((command for command in self.by_key.values() if command["id"] == command_id), None)
        if found is None:
            raise Refusal(10063)
        return found

    def overwrite(self, bodies: list[Json], application: int, new_id: Callable[[], int]) -> list[Json]:
        """Register exactly these. Commands that are there already keep their ids, and their versions if unchanged."""
        kept = self.by_key
        self.by_key = {}
        for body in bodies:
            before = kept.get(_key(body))
            self.by_key[_key(body)] = self._command(body, before, application, new_id)
        return list(self.by_key.values())

    def put(self, body: Json, application: int, new_id: Callable[[], int]) -> Json:
        """Register one, over another of the same type and name."""
        command = self._command(body, self.by_key.get(_key(body)), application, new_id)
        self.by_key[_key(body)] = command
        return command

    def _command(self, body: Json, before: Json | None, application: int, new_id: Callable[[], int]) -> Json:
        given = _kept(body, self.guild)
        if before is None:
            self.created += 1
            if self.created > CREATES_PER_DAY:
                raise Refusal(30034)
        elif {name: before.get(name) for name in given} == given:
            return before
        command_id = before["id"] if before else str(new_id())
        return given | {"id": command_id, "application_id": str(application), "version": str(new_id())}


def check_commands(form: Form, bodies: Any) -> None:
    """Note everything that is wrong with a bulk overwrite."""
    items = form.count(bodies, 0, sum(COMMANDS_MAX.values()))
    for number, body in enumerate(items):
        with form.at(number):
            check_command(form, body)
    keys = [_key(body) for body in items]
    if len(keys) != len(set(keys)):
        form.wrong("APPLICATION_COMMANDS_DUPLICATE_NAME", "Application command names must be unique")
    for kind, limit in COMMANDS_MAX.items():
        if sum(key[0] == kind for key in keys) > limit:
            form.wrong("BASE_TYPE_BAD_LENGTH", f"Must be between 0 and {limit} in length.")


def check_command(form: Form, body: Json) -> None:
    """Note everything that is wrong with one command."""
    kind = body.get("type") or CHAT_INPUT
    with form.at("name"):
        form.length(body.get("name", ""), 1, 32)
        if kind == CHAT_INPUT:
            _check_name(form, str(body.get("name", "")))
    with form.at("description"):
        if kind == CHAT_INPUT:
            form.length(body.get("description", ""), 1, 100)
        elif body.get("description"):
            form.wrong("APPLICATION_COMMAND_INVALID_DESCRIPTION", "Context menu commands cannot have description")
    with form.at("options"):
        _check_options(form, body.get("options") or [])
    for name, allowed in (("contexts", (GUILD, BOT_DM, PRIVATE_CHANNEL)), ("integration_types", (0, 1))):
        for value in body.get(name) or ():
            with form.at(name):
                form.choice(value, allowed)


def usable(command: Json, *, context: int, adult: bool, permissions: P, integrations: frozenset[int]) -> bool:
    """Whether a client offers the command in such a place to somebody with those permissions."""
    wanted = command["default_member_permissions"]
    if context == GUILD and wanted is not None and P(int(wanted)) & ~permissions:
        return False
    if command.get("nsfw") and not adult:
        return False
    contexts = command.get("contexts")
    offered = frozenset(command.get("integration_types") or (GUILD_INSTALL,)) & integrations
    return bool(offered) and (contexts is None or context in contexts)


def values(command: Json, given: dict[str, Any], *, partial: str = "") -> list[Json]:
    """The options as an interaction carries them; ValueError for what a client would not let a person send.

    `partial` names the option that is still being typed: then required ones may be missing.
    """
    known = {option["name"]: option for option in command.get("options") or ()}
    if strangers := set(given) - set(known):
        raise ValueError(f"/{command['name']} has no option {', '.join(sorted(strangers))}")
    missing = [name for name, option in known.items() if option.get("required") and name not in given]
    if missing and not partial:
        raise ValueError(f"/{command['name']} requires {', '.join(missing)}")
    return [_value(known[name], value, focused=name == partial) for name, value in given.items()]


def _value(option: Json, value: Any, *, focused: bool) -> Json:
    if focused:
        return {"name": option["name"], "type": option["type"], "value": str(value), "focused": True}
    wanted = {STRING: str, INTEGER: int, BOOLEAN: bool, NUMBER: float}.get(option["type"], int)
    if not isinstance(value, wanted) or (wanted is not bool and isinstance(value, bool)):
        raise ValueError(f"{option['name']} takes a {wanted.__name__}, not {value!r}")
    choices = [choice["value"] for choice in option.get("choices") or ()]
    if choices and value not in choices:
        raise ValueError(f"{option['name']} is one of {choices}, not {value!r}")
    low, high = option.get("min_length") or 0, option.get("max_length") or 6_000
    if isinstance(value, str) and not low <= len(value) <= high:
        raise ValueError(f"{option['name']} takes {low} to {high} characters, not {len(value)}")
    sent = str(value) if option["type"] in (USER_OPTION, CHANNEL, ROLE, MENTIONABLE) else value
    return {"name": option["name"], "type": option["type"], "value": sent}


def _key(body: Json) -> Key:
    return body.get("type") or CHAT_INPUT, str(body.get("name"))


def _kept(body: Json, guild: int | None) -> Json:
    permissions = body.get("default_member_permissions")
    kept: Json = {
        "type": body.get("type") or CHAT_INPUT,
        "name": body["name"],
        "description": body.get("description") or "",
        "options": body.get("options") or [],
        "default_member_permissions": None if permissions is None else str(permissions),
        "nsfw": bool(body.get("nsfw")),
    }
    for name in ("name_localizations", "description_localizations"):
        kept[name] = body.get(name) or None
    if guild is not None:
        return kept | {"guild_id": str(guild)}
    installed = body.get("integration_types") or [GUILD_INSTALL]
    return kept | {"contexts": body.get("contexts"), "integration_types": installed}


def _check_name(form: Form, name: str) -> None:
    if not _CHAT_NAME.fullmatch(name) or name != name.lower():
        form.wrong("APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid")


def _check_options(form: Form, options: Any) -> None:
    items = form.count(options, 0, OPTIONS_MAX)
    for number, option in enumerate(items):
        with form.at(number):
            _check_option(form, option)
    required = [bool(option.get("required")) for option in items]
    if required != sorted(required, reverse=True):
        form.wrong("APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", "Required options must be placed before others")
    names = [option.get("name") for option in items]
    if len(names) != len(set(names)):
        form.wrong("APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS", "Option name already exists")


def _check_option(form: Form, option: Json) -> None:
    with form.at("type"):
        form.choice(option.get("type"), tuple(range(SUB_COMMAND, ATTACHMENT + 1)))
    with form.at("name"):
        form.length(option.get("name", ""), 1, 32)
        _check_name(form, str(option.get("name", "")))
    with form.at("description"):
        form.length(option.get("description", ""), 1, 100)
    with form.at("choices"):
        check_choices(form, option.get("choices") or [])
    if option.get("autocomplete") and option.get("choices"):
        form.wrong("APPLICATION_COMMAND_AUTOCOMPLETE_WITH_CHOICES", "Autocomplete and choices exclude each other")
    with form.at("options"):
        _check_options(form, option.get("options") or [])


def check_choices(form: Form, choices: Any) -> None:
    """Choices of an option, or the ones that an autocomplete offers."""
    for number, choice in enumerate(form.count(choices, 0, CHOICES_MAX)):
        with form.at(number, "name"):
            form.length(choice.get("name", ""), 1, 100)
        if isinstance(choice.get("value"), str):
            with form.at(number, "value"):
                form.length(choice["value"], 1, 100)
