"""The workspace that a bot token belongs to: what every reply needs of it."""

from __future__ import annotations

from dataclasses import dataclass

from adapters.slack.calls import Calls
from adapters.slack.directory import Directory
from adapters.slack.events import Bot
from adapters.slack.whispers import Whispers


@dataclass(frozen=True, slots=True)
class Workspace:
    """One connection's parts. Belongs to one event loop."""

    calls: Calls
    bot: Bot
    directory: Directory
    whispers: Whispers

    @classmethod
    def of(cls, calls: Calls, bot: Bot) -> Workspace:
        """The parts that work through `calls`."""
        return cls(calls, bot, Directory(calls, bot), Whispers(calls))

    async def aclose(self) -> None:
        """Close the connections to the Web API."""
        await self.calls.aclose()
