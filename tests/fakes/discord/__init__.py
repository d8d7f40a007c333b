"""A Discord on 127.0.0.1 for the real discord.py: gateway v10, REST v10, and everything that can go wrong with them.

async with FakeDiscord() as discord:
    ann = discord.add_user("ann")
    channel = discord.add_channel(discord.add_guild("zilliz", ann))
    ...  # point the bot at discord.api_url or discord.environment, and start it
    question = await discord.mention(channel, ann, "what is a segment?")
    thread = await discord.until(lambda: question.thread)
    assert discord.answers(thread)[0].pings == ()
    assert not discord.violations
"""

from __future__ import annotations

from tests.fakes.discord.app import App, Settings
from tests.fakes.discord.faults import Fault, Gate
from tests.fakes.discord.intents import Intent
from tests.fakes.discord.messages import Flag, Interaction, Kind, Message
from tests.fakes.discord.permissions import P
from tests.fakes.discord.places import Channel, Guild, Role, User
from tests.fakes.discord.rates import LIMITS, Limit
from tests.fakes.discord.records import Call, Delivery, Violation
from tests.fakes.discord.rendering import Shown
from tests.fakes.discord.server import FakeDiscord

__all__ = [
    "LIMITS",
    "App",
    "Call",
    "Channel",
    "Delivery",
    "FakeDiscord",
    "Fault",
    "Flag",
    "Gate",
    "Guild",
    "Intent",
    "Interaction",
    "Kind",
    "Limit",
    "Message",
    "P",
    "Role",
    "Settings",
    "Shown",
    "User",
    "Violation",
]
