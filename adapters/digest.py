"""Once a week, in the maintainers' channel: what the docs lack, and the pages that people were not happy with."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from adapters.base import DeliveryError, Platform, is_direct
from adapters.board import Board
from adapters.cards import View
from adapters.notices import counted
from adapters.policy import Rules
from rag_core.embeddings import Embedder
from rag_core.errors import CoreError
from rag_core.gaps import Gap, Missed
from rag_core.journal import Journal
from rag_core.llm import ChatModel
from rag_core.topics import find_topics
from rag_core.types import Origin

log = logging.getLogger(__name__)

WEEK = timedelta(days=7)
TOO_LATE = timedelta(days=2)  # after which a digest that could not be sent is left out
LOOK_EVERY = 60.0  # seconds
TRY_EVERY = timedelta(hours=1)  # where a digest could not be sent
TOPICS, PAGES = 10, 5  # shown
DISLIKED = 2  # votes from which on a page is named
LABEL_MAX = 160  # characters

Place = tuple[str, str]  # workspace and maintainers' channel


@dataclass(slots=True)
class Digest:
    """Belongs to one event loop."""

    journal: Journal
    board: Board
    rules: Callable[[], Rules]
    embedder: Embedder
    platforms: Sequence[Platform]
    model: ChatModel | None = None
    _sent: set[Origin] = field(default_factory=set)
    _next: dict[str, datetime] = field(default_factory=dict)  # when to look again, by platform and digest

    async def keep(self, every: float = LOOK_EVERY) -> None:
        """Send each digest when it is due, until cancelled; once, whatever happens."""
        while True:
            await self.send_due(datetime.now(UTC))
            await asyncio.sleep(every)

    async def send_due(self, now: datetime) -> None:
        """Send what is due at a moment, aware. What could not be sent is logged, and tried again after TRY_EVERY."""
        weekly = self.rules().digest
        due = weekly.latest(now) if weekly else None
        if due is None or now - due > TOO_LATE:
            return
        name = f"digest:{due:%Y-%m-%d}"
        for platform in self.platforms:
            key = f"{platform.name} {name}"
            if self._next.get(key, now) > now:
                continue
            try:
                everywhere = await self._send(platform, name, due - WEEK)
            except CoreError as error:
                log.warning("the digest was not sent on %s: %s", platform.name, error)
                everywhere = False
            self._next[key] = due + TOO_LATE + TRY_EVERY if everywhere else now + TRY_EVERY

    async def _send(self, platform: Platform, name: str, since: datetime) -> bool:
        """Send it to each maintainers' channel that has not got it; whether all of them have it now."""
        missed = await self.journal.missed(since, platform=platform.name)
        everywhere = True
        for (workspace, channel), questions in _by_place(missed, self.rules()).items():
            origin = Origin(platform=platform.name, workspace=workspace, channel=channel, message=name)
            if origin in self._sent:
                continue
            gaps = await find_topics(questions, self.embedder, self.model)
            try:
                await self.board.announce(origin, View(subject="digest", text=told(gaps, platform.link)), platform)
            except DeliveryError as error:
                log.warning("channel %s of the maintainers does not get the digest: %s", channel, error.reason)
                everywhere = False
            else:
                self._sent.add(origin)
        return everywhere


def told(gaps: Sequence[Gap], link: Callable[[Origin], str]) -> str:
    """The digest as Markdown. `link` says where a question is found."""
    count = sum(len(gap.questions) for gap in gaps)
    head = f"**What the docs lack**: {counted(count, 'question')} in the last seven days, by topic."
    lines = [_topic(gap, link) for gap in gaps[:TOPICS]]
    more = len(gaps) - TOPICS
    lines += [f"- … and {more} more: `footnote gaps --since 7d` lists them."] if more > 0 else []
    pages = [f"- {page}: {votes} × 👎" for page, votes in disliked(gaps).items()]
    parts = ["\n".join((head, *lines))]
    parts += ["\n".join(("**Pages that people were not happy with**", *pages))] if pages else []
    return "\n\n".join(parts)


def disliked(gaps: Sequence[Gap]) -> Mapping[str, int]:
    """The pages whose answers were voted down at least twice, the most first."""
    votes: Counter[str] = Counter()
    for gap in gaps:
        for question in gap.questions:
            if "down" in question.why:
                votes.update({section.page for section in question.nearest})
    return {page: count for page, count in votes.most_common(PAGES) if count >= DISLIKED}


def _topic(gap: Gap, link: Callable[[Origin], str]) -> str:
    label = " ".join(gap.label.split())
    label = label if len(label) <= LABEL_MAX else f"{label[: LABEL_MAX - 1]}…"
    found = next(filter(None, (link(question.origin) for question in reversed(gap.questions))), "")
    people = f"{gap.people} {'person' if gap.people == 1 else 'people'}"
    thread = f" ([latest thread]({found}))" if found else ""
    return f"- {len(gap.questions)} × {label} · {people}{thread}"


def _by_place(missed: Sequence[Missed], rules: Rules) -> Mapping[Place, tuple[Missed, ...]]:
    """The questions by the maintainers' channel that they belong to; those that have none are left out."""
    places: defaultdict[Place, list[Missed]] = defaultdict(list)
    for question in missed:
        channel = rules.of_channel(question.origin.platform, question.origin.channel).maintainers
        if channel and not question.private and not is_direct(question.origin):  # what was said in private stays there
            places[question.origin.workspace, channel].append(question)
    return {place: tuple(questions) for place, questions in places.items()}
