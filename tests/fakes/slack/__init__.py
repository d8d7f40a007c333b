"""A Slack that runs in the test process and treats the bot as the real one would."""

from __future__ import annotations

from tests.fakes.slack.app import App
from tests.fakes.slack.interactions import Interaction
from tests.fakes.slack.rendering import Shown
from tests.fakes.slack.server import FakeSlack

__all__ = ["App", "FakeSlack", "Interaction", "Shown"]
