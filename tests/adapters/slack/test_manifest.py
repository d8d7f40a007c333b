"""The manifest is what Slack takes, and asks for what the code needs and nothing else."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from adapters import slack as package
from adapters.slack.manifest import EVENTS, SCOPES, manifest
from bot.cli import main
from tests.conftest import SHARED
from tests.fakes.slack.app import EVENT_SCOPES
from tests.fakes.slack.methods import METHODS

SCHEMA = SHARED / "schemas" / "slack-manifest-2.0.0.json"
_METHOD = re.compile(r'"((?:assistant|auth|chat|conversations|files|reactions|users|views)\.[A-Za-z.]+[A-Za-z])"')
# What conversations.* needs depends on the kind of conversation.
_BY_KIND = {
    "conversations.info": ("channels:read", "groups:read"),
    "conversations.history": ("channels:history", "groups:history", "im:history"),
    "conversations.replies": ("channels:history", "groups:history", "im:history"),
    "users.conversations": ("channels:read", "groups:read", "im:read"),
}
_SURFACES = {"commands"}  # the slash command and the shortcut


def called() -> set[str]:
    """Every Web API method that the code names."""
    sources = Path(package.__file__).parent.glob("*.py")
    found = {name for file in sources for name in _METHOD.findall(file.read_text(encoding="utf-8"))}
    return found & METHODS.keys()


def needed() -> set[str]:
    """Every scope that those methods and the events need; where Slack takes one of several, the one that is there."""
    scopes = {scope for event in EVENTS if (scope := EVENT_SCOPES[event])} | _SURFACES
    for name in called():
        scopes |= set(_BY_KIND.get(name, [s for s in METHODS[name].scopes if s in SCOPES][:1]))
    return scopes


def test_the_scopes_are_what_methods_and_events_need():
    assert needed() == set(SCOPES)


def test_every_method_has_a_scope_that_allows_it():
    assert [name for name in called() if METHODS[name].scopes and not set(METHODS[name].scopes) & set(SCOPES)] == []


def test_slack_s_schema_takes_it():
    if not SCHEMA.is_file():
        pytest.skip("Slack's manifest schema is not beside this checkout")
    import jsonschema

    jsonschema.validate(manifest(), json.loads(SCHEMA.read_text(encoding="utf-8")))


def test_the_command_prints_it(capsys):
    assert main(["manifest", "slack", "--name", "Docs"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed == manifest("Docs")


def test_every_scope_says_what_it_is_for():
    assert all(SCOPES.values())
