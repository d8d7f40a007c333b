"""`python -m benchmarks.slack`: the bot as a process, between a local Slack and a local model, under load and killed.

Measures: `burst` (20 mentions at once, four deliveries each), `flood` (200 mentions in 10 s), `kills` (SIGKILL at
random moments), `render` (10,000 generated answers). Nothing leaves this machine.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import tempfile
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles

from aiohttp import web

from adapters.slack import render
from adapters.slack.manifest import manifest
from bot.app import load_embedder, open_store, source_specs
from bot.config import parse
from rag_core.ingest import gather, ingest
from tests.adapters.slack.conftest import PAGES, WHERE
from tests.adapters.slack.processes import Process
from tests.fakes.llm_server import Behaviour, Call, FakeLLM, speak
from tests.fakes.slack import App, FakeSlack

REPLY = (
    "Data is kept in object storage [1]. " + "Inserted data is kept in object storage as an incremental log [1]. " * 5
)
FIRST_DELAY, TOKENS_PER_SECOND = 2.0, 80.0  # seconds; the model's
START = 120.0  # seconds that a start may take
Figures = dict[str, float]


@dataclass(slots=True)
class Stage:
    """Everything around the bot."""

    slack: FakeSlack
    folder: Path
    variables: Mapping[str, str]
    ended: list[float] = field(default_factory=list)  # when the model had said all of an answer

    def process(self, **variables: str) -> Process:
        """The bot."""
        return Process({**self.variables, **variables}, self.folder)

    def finished(self, channel: str, ts: str) -> int:
        """How many whole outcomes stand in a thread."""
        shown = self.slack.answers(channel, ts)
        return sum(
            one.streaming != "in_progress" and (render.WHY in one.buttons or "(error " in one.text) for one in shown
        )


async def main() -> None:
    """Run what was asked for and print the figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("measure", nargs="*", choices=[*_MEASURES, []], help="default: all")
    parser.add_argument("--rate-limits", action="store_true", help="the local Slack refuses what is too often")
    parser.add_argument("--rounds", type=int, default=20, help="of kills")
    parser.add_argument("--answers", type=int, default=10_000, help="to render")
    options = parser.parse_args()
    for name in options.measure or _MEASURES:
        print(json.dumps({name: await _MEASURES[name](options)}), flush=True)


async def burst(options: argparse.Namespace) -> Figures:
    """20 mentions at once, each delivered twice and as both events."""
    async with _Staged(options) as stage, stage.process():
        slack = stage.slack
        people = [slack.add_user(f"p{n}") for n in range(20)]
        channel = slack.add_channel("faq", members=people)
        await slack.until(lambda: slack.hub.live, START)
        asked = [await slack.mention(channel, person, WHERE, copies=2) for person in people]
        await slack.until(lambda: all(stage.finished(channel, ts) for ts in asked), 120.0)
        done = time.monotonic()
        await asyncio.sleep(3.0)
        signs = [first_sign(slack, ts) for ts in asked]
        return {
            "questions": len(asked),
            "answers": sum(stage.finished(channel, ts) for ts in asked),
            "messages": sum(len(slack.answers(channel, ts)) for ts in asked),
            "first_sign_p50_ms": 1_000 * median(signs),
            "first_sign_p95_ms": 1_000 * quantiles(signs, n=20)[-1],
            "last_final_after_model_s": done - max(stage.ended),
            "slowest_ack_ms": 1_000 * slack.slowest_ack(),
            "violations": len(slack.violations),
        }


async def flood(options: argparse.Namespace) -> Figures:
    """200 mentions in 10 s with a slow model."""
    async with _Staged(options) as stage, stage.process(QUESTIONS_WAITING="500") as bot:
        slack = stage.slack
        people = [slack.add_user(f"p{n}") for n in range(50)]
        channels = [slack.add_channel(f"faq-{n}", members=people) for n in range(10)]
        await slack.until(lambda: slack.hub.live, START)
        warm = await slack.mention(channels[0], people[0], WHERE)
        await slack.until(lambda: stage.finished(channels[0], warm), 60.0)
        before, peak = _memory(bot.pid), 0.0
        started, asked = time.monotonic(), list[tuple[str, str]]()
        for n in range(200):
            channel = channels[n % 10]
            asked.append((channel, await slack.mention(channel, people[n % 50], WHERE)))
            await asyncio.sleep(max(0.0, started + n / 20 - time.monotonic()))
        while not all(stage.finished(channel, ts) for channel, ts in asked):
            peak = max(peak, _memory(bot.pid))
            await asyncio.sleep(0.25)
            if time.monotonic() - started > 400:
                break
        seconds = time.monotonic() - started
        await asyncio.sleep(2.0)
        outcomes = [stage.finished(channel, ts) for channel, ts in asked]
        return {
            "questions": len(asked),
            "lost": outcomes.count(0),
            "doubled": sum(len(slack.answers(channel, ts)) > 1 for channel, ts in asked),
            "seconds": seconds,
            "slowest_ack_ms": 1_000 * slack.slowest_ack(),
            "unacknowledged": len(slack.unacked()),
            "memory_growth_mb": peak - before,
            "violations": len(slack.violations),
            "calls_before_retry_after": len(slack.early),
        }


async def kills(options: argparse.Namespace) -> Figures:
    """SIGKILL at random moments, with questions under way and asked while the process is down."""
    randomly, asked = random.Random(7), list[tuple[str, str]]()
    async with _Staged(options) as stage:
        slack = stage.slack
        people = [slack.add_user(f"p{n}") for n in range(9)]
        channel = slack.add_channel("faq", members=people)
        for _ in range(options.rounds):
            async with stage.process() as bot:
                await slack.until(lambda: any(not c.frozen for c in slack.hub.live), START)
                for person in randomly.sample(people, 3):
                    asked.append((channel, await slack.mention(channel, person, WHERE)))
                    await asyncio.sleep(randomly.uniform(0, 0.5))
                await asyncio.sleep(randomly.uniform(0, 4.5))
                await bot.kill()
            await slack.until(lambda: not slack.hub.live, 10.0)
            asked.append((channel, await slack.mention(channel, randomly.choice(people), WHERE)))
        async with stage.process():
            await slack.until(lambda: all(stage.finished(*place) for place in asked), 180.0)
            await asyncio.sleep(3.0)
        outcomes = [stage.finished(*place) for place in asked]
        return {
            "kills": options.rounds,
            "questions": len(asked),
            "with_one_outcome": outcomes.count(1),
            "with_one_message": sum(len(slack.answers(*place)) == 1 for place in asked),
            "violations": len(slack.violations),
        }


async def rendered(options: argparse.Namespace) -> Figures:
    """Generated answers through the renderer."""
    from tests.adapters.slack.test_render import answer, breaches
    from tests.strategies import answer as written

    broken = 0
    for seed in range(options.answers):
        randomly = random.Random(seed)
        text = written(randomly, randomly.choice((100, 1_000, 4_000, 15_000, 30_000)))
        if found := breaches(answer(seed, text)):
            broken += 1
            print(f"seed {seed}: {found[:3]}", flush=True)
    return {"answers": options.answers, "with_breaches": broken}


_MEASURES: Mapping[str, Callable[[argparse.Namespace], Awaitable[Figures]]] = {
    "burst": burst,
    "flood": flood,
    "kills": kills,
    "render": rendered,
}


class _Staged:
    """An index, a Slack and a model for the length of a block."""

    def __init__(self, options: argparse.Namespace) -> None:
        self._slack = FakeSlack(app=App.from_manifest(manifest()), rate_limits=options.rate_limits)
        self._folder = tempfile.TemporaryDirectory()
        self._ended: list[float] = []
        self._llm = FakeLLM(
            otherwise=self._noted(speak(REPLY, first_delay=FIRST_DELAY, tokens_per_second=TOKENS_PER_SECOND))
        )

    async def __aenter__(self) -> Stage:
        await self._slack.start()
        await self._llm.__aenter__()
        folder = Path(self._folder.name)
        for name, text in PAGES.items():
            (folder / "pages").mkdir(exist_ok=True)
            (folder / "pages" / name).write_text(text, encoding="utf-8")
        variables = {
            **self._slack.environment,
            "FOOTNOTE_HOME": str(folder / "home"),
            "FOOTNOTE_SOURCES": str(folder / "pages"),
            "LLM_BASE_URL": self._llm.url,
            "LLM_MODEL": "fake-model",
            "LOG_LEVEL": "error",
        }
        settings = parse(variables)
        await asyncio.to_thread(
            lambda: ingest(gather(source_specs(settings)), open_store(settings), load_embedder(settings))
        )
        return Stage(self._slack, folder, variables, self._ended)

    async def __aexit__(self, *_: object) -> None:
        await self._llm.__aexit__()
        await self._slack.stop()
        self._folder.cleanup()

    def _noted(self, behaviour: Behaviour) -> Behaviour:
        async def behave(call: Call) -> web.StreamResponse:
            response = await behaviour(call)
            self._ended.append(time.monotonic())
            return response

        return behave


def first_sign(slack: FakeSlack, ts: str) -> float:
    """Seconds from the first delivery of a mention until the bot had shown something."""
    delivered = min(delivery.at for delivery in slack.deliveries_about(ts))
    signs = (call for call in slack.calls if ts in (call.args.get("thread_ts"), call.args.get("timestamp")))
    return min(call.answered_at for call in signs if call.answered_at and call.ok) - delivered


def _memory(pid: int) -> float:
    """Resident memory of a process, in MB."""
    pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
    return pages * 4096 / 1e6


if __name__ == "__main__":
    asyncio.run(main())
