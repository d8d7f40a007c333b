"""The running bot: journal, core, handler and platforms put together, and how it stops."""

from __future__ import annotations

import asyncio
import gc
import logging
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Coroutine, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from adapters.aftercare import Aftercare
from adapters.background import kept_up
from adapters.base import DeliveryError, Platform
from adapters.board import Board
from adapters.digest import Digest
from adapters.doubts import is_question
from adapters.handler import DRAIN_SECONDS, Handler
from adapters.maintainers import Maintainers, Publisher
from adapters.notices import counted
from adapters.policy import Rules
from adapters.unasked import Unasked
from adapters.waiting import Line
from adapters.worker import Worker
from bot import inbox
from bot.app import Core, known_sources, load_embedder, open_core, open_store, source_specs
from bot.config import ConfigError, Settings
from bot.records import journal_place
from bot.retention import keep_forgetting, keep_overwriting
from bot.rules import load
from bot.sync import Syncer
from rag_core.errors import CoreError
from rag_core.journal import Journal
from rag_core.similar import Similar

if TYPE_CHECKING:
    from rag_core.embeddings import Embedder

log = logging.getLogger(__name__)

EXAMPLES = 4  # questions of the docs that people are shown
EXAMPLE_MAX = 75  # characters


class CannotStart(CoreError):
    """A platform refuses us, or cannot be reached."""


class Connection(Platform, Protocol):
    """A platform that can be connected and let go."""

    async def start(self) -> None:
        """Connect, and take up what was asked meanwhile. Raises DeliveryError."""

    async def stop(self) -> None:
        """Hear nothing more; replies can still be finished."""

    async def close(self) -> None:
        """Let go of everything."""


Work = Callable[[], Coroutine[Any, Any, None]]
Connect = Callable[[Settings, Handler, Aftercare, Core], Awaitable[Connection]]


async def _slack(settings: Settings, handler: Handler, aftercare: Aftercare, _: Core) -> Connection:
    from adapters.slack.app import Slack
    from adapters.slack.connecting import open_workspace

    try:
        workspace = await open_workspace(settings.slack_bot_token, settings.slack_api_url)
    except DeliveryError as error:
        remedy = "Copy the Bot User OAuth Token (xoxb-…) anew, and check SLACK_API_URL."
        raise _refused("Slack", "SLACK_BOT_TOKEN", error, remedy) from None
    return Slack(workspace, settings.slack_app_token, handler, aftercare)


async def _discord(settings: Settings, handler: Handler, aftercare: Aftercare, core: Core) -> Connection:
    from adapters.discord.app import Discord
    from bot.headings import Headings

    headings = Headings(core)
    await headings.refresh()
    discord = Discord(
        settings.discord_bot_token,
        handler,
        aftercare,
        headings,
        api_url=settings.discord_api_url,
        guilds=settings.discord_guilds,
        asked_in=settings.discord_channels,
    )
    try:
        await discord.open()
    except DeliveryError as error:
        remedy = "Reset it under discord.com/developers > your app > Bot, and check DISCORD_API_URL."
        raise _refused("Discord", "DISCORD_BOT_TOKEN", error, remedy) from None
    return discord


def _refused(platform: str, token: str, error: DeliveryError, remedy: str) -> CannotStart:
    """What to say when nobody could be logged in: a token is to blame only when the platform says so."""
    if error.permanent:
        return CannotStart(f"{platform} does not take {token} ({error.reason}). {remedy}")
    return CannotStart(
        f"{platform} does not answer ({error.reason}). Check the network and {platform.upper()}_API_URL, then start "
        "again."
    )


_PLATFORMS: Mapping[str, Connect] = {"slack_bot_token": _slack, "discord_bot_token": _discord}
"""How to connect, by the setting that asks for it."""


def configured(settings: Settings) -> tuple[Connect, ...]:
    """The platforms that have a token."""
    return tuple(connect for token, connect in _PLATFORMS.items() if getattr(settings, token))


async def serve(settings: Settings) -> None:
    """Answer until SIGTERM or SIGINT, then let what is in work end. Raises CoreError, ConfigError."""
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    stopped = asyncio.create_task(stop.wait())
    async with AsyncExitStack() as stack:
        starting = asyncio.ensure_future(stack.enter_async_context(running(settings, ready=_say)))
        await asyncio.wait({stopped, starting}, return_when=asyncio.FIRST_COMPLETED)
        if not starting.done():
            starting.cancel()
            await asyncio.gather(starting, return_exceptions=True)
            return
        await starting
        gc.freeze()  # what is there by now stays: each full collection would stop the loop to walk through it
        await stopped


@asynccontextmanager
async def running(
    settings: Settings, *, drain_seconds: float = DRAIN_SECONDS, ready: Callable[[str], None] = lambda _: None
) -> AsyncIterator[Handler]:
    """Start everything, stop it in order at the end; `ready` is told once questions can come.

    Raises CoreError, ConfigError.
    """
    rules = ReloadedRules(settings.rules_file)
    asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, rules.reload)
    async with AsyncExitStack() as stack:
        journal = await Journal.open(journal_place(settings))
        stack.push_async_callback(journal.aclose)
        embedder = await asyncio.to_thread(load_embedder, settings)
        await asyncio.to_thread(ingest_first, settings, embedder)
        core = await stack.enter_async_context(open_core(settings, embedder))
        await asyncio.to_thread(rules.compare, lambda: known_sources(settings, core.index.manifest))
        if core.model:
            await core.model.prepare()  # half a second that the first question would wait for
        examples = await example_questions(core)
        syncer = Syncer(settings, embedder, core.index, rules)
        publisher = inbox.Inbox(syncer.specs, settings.home, syncer.take_over, core.index)
        handler = _handler(settings, core, journal, rules, Similar(embedder), publisher, examples)
        aftercare = Aftercare(journal, handler.worker, rules)
        lasting: Mapping[str, Work] = {
            "a new index was not noticed": core.index.watch,
            "the sources were not followed": syncer.keep,
            "what was posted was not looked at": handler.watch,
            "nothing was erased for its age": partial(keep_forgetting, journal, rules),
            "what was erased was not overwritten": partial(keep_overwriting, journal),
        }
        _keep_up(stack, lasting)
        platforms: list[Connection] = []
        for connect in configured(settings):
            platform = await connect(settings, handler, aftercare, core)
            stack.push_async_callback(platform.close)
            platforms.append(platform)
        try:
            for platform in platforms:
                await handler.recover(platform)
                await _start(platform)
            digest = Digest(journal, handler.maintainers.board, rules, embedder, platforms, core.model)
            _keep_up(
                stack, {"the digest was not sent": digest.keep, "cards were not gone on with": handler.maintainers.keep}
            )
            ready(_greeting(core, platforms))
            yield handler
        finally:
            await asyncio.gather(*(platform.stop() for platform in platforms))
            await handler.drain(drain_seconds)


def _greeting(core: Core, platforms: Sequence[Connection]) -> str:
    names = " and ".join(platform.name.title() for platform in platforms)
    live = core.index.manifest
    found = f"{counted(live.rows, 'section')} of {counted(live.pages, 'page')}" if live else "nothing indexed yet"
    return f"Ready: connected to {names}, {found}."


def _say(sentence: str) -> None:
    """Whatever the log level: who starts the bot waits for it."""
    print(f"footnote: {sentence}", file=sys.stderr, flush=True)


def _handler(
    settings: Settings,
    core: Core,
    journal: Journal,
    rules: Callable[[], Rules],
    similar: Similar,
    publisher: Publisher,
    examples: Sequence[str],
) -> Handler:
    """Everything that decides and answers, put together."""
    worker = Worker(core.answerer, journal, Line(settings.answers_at_once, settings.questions_waiting))
    maintainers = Maintainers(Board(journal, worker, rules), similar, publisher, core.model)
    unasked = Unasked(journal, worker, rules, partial(is_question, model=core.model), maintainers, similar)
    return Handler(journal, worker, unasked, maintainers, rules, lambda: examples)


class ReloadedRules:
    """The rules of footnote.toml, as they were when it was last read without a mistake."""

    def __init__(self, file: Path) -> None:
        """Read them. Raises ConfigError."""
        self._file = file
        self._rules = load(file)
        self._sources: Callable[[], Collection[str] | None] = lambda: None

    def compare(self, sources: Callable[[], Collection[str]]) -> None:
        """From now on refuse a source that is not among these. Raises ConfigError."""
        self._sources = sources
        self._rules = load(self._file, sources())

    def __call__(self) -> Rules:
        """The rules that hold now."""
        return self._rules

    def reload(self) -> None:
        """Read the file again; a wrong one is told, and changes nothing."""
        try:
            self._rules = load(self._file, self._sources())
        except ConfigError as error:
            log.error("the old rules stay: %s", error)  # noqa: TRY400
        else:
            log.warning("%s was read again", self._file)


def ingest_first(settings: Settings, embedder: Embedder) -> None:
    """Ingest FOOTNOTE_SOURCES when nothing is indexed yet. Blocks. Raises CoreError."""
    from rag_core.ingest import gather, ingest

    specs, store = source_specs(settings), open_store(settings)
    if specs and store.live() is None:
        log.warning("nothing is indexed yet, reading %s", ", ".join(spec.name for spec in specs))
        ingest(gather(specs), store, embedder)


async def example_questions(core: Core) -> tuple[str, ...]:
    """Some headings that are questions, from pages that everybody may read."""
    async with core.index.use() as generation:
        sections = await asyncio.to_thread(generation.all_sections)
    headings = dict.fromkeys(s.heading for s in sections if s.audience == "public" and s.heading.endswith(("?", "？")))
    return tuple(heading for heading in headings if len(heading) <= EXAMPLE_MAX)[:EXAMPLES]


async def _start(platform: Connection) -> None:
    try:
        await platform.start()
    except DeliveryError as error:
        raise CannotStart(
            f"The connection to {platform.name} cannot be opened ({error.reason}). "
            "Check its tokens with `footnote doctor`."
        ) from None


def _keep_up(stack: AsyncExitStack, lasting: Mapping[str, Work]) -> None:
    """Begin what goes on until the stack is left; its keys name it in the log, should it fail."""
    for what, work in lasting.items():
        stack.push_async_callback(_cancelled, asyncio.create_task(kept_up(work, what)))


async def _cancelled(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
