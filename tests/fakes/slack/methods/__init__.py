"""Every Web API method that the fake knows, by name."""

from __future__ import annotations

from collections.abc import Mapping

from tests.fakes.slack.methods import chat, conversations, files, identity, reactions, streams, surfaces
from tests.fakes.slack.methods.method import Method

METHODS: Mapping[str, Method] = {
    method.name: method
    for module in (chat, conversations, files, identity, reactions, streams, surfaces)
    for method in module.METHODS
}
