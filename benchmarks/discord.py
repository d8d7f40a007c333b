"""`python -m benchmarks.discord`: the bot as a process, between a local Discord and a local model, loaded and killed.

Measures: `burst` (20 commands and 20 mentions in 20 channels at once), `one_channel` (20 mentions at once in one),
`resumes` (the gateway dropped ten times in mid-answer), `kills` (SIGKILL at random moments), `render` (10,000
generated answers), `crowd` (memory with 1,000 servers), `both` (Slack beside it). Nothing leaves this machine.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import quantiles
from types import MappingProxyType

from aiohttp import web

from adapters.slack.manifest import manifest
from benchmarks.slack import first_sign
from bot.app import load_embedder, open_store, source_specs
from bot.config import parse
from rag_core.ingest import gather, ingest
from tests.adapters.conftest import PAGES, WHERE
from tests.adapters.discord.process import Process
from tests.fakes.discord import FakeDiscord
from tests.fakes.discord.messages import Interaction, Kind, Message
from tests.fakes.discord.places import Channel, User
from tests.fakes.llm_server import Behaviour, Call, FakeLLM, speak
from tests.fakes.slack import App, FakeSlack

REPLY = (
    "Data is kept in object storage [1]. " + "Inserted data is kept in object storage as an incremental log [1]. " * 5
)
FIRST_DELAY, TOKENS_PER_SECOND = 2.0, 80.0  # seconds; the model's
Figures = dict[str, float]


@dataclass(slots=True)
class Stage:
    """Everything around the bot."""

    discord: FakeDiscord
    variables: Mapping[str, str]
    ended: list[float] = field(default_factory=list)  # when it had said all of one

    @asynccontextmanager
    async def process(self) -> AsyncIterator[Process]:
        """The bot, with a session."""
        made = Process(self.variables)
        await made.start(self.discord)
        try:
            yield made
        finally:
            await made.kill()

    def outcomes(self, question: Message) -> int:
        """How many whole outcomes a mention has, in its thread or beside it."""
        shown = list(self.discord.answers(question.thread)) if question.thread else []
        shown += [one for one in self.discord.answers(question.channel) if one.reply_to == question.id]
        return sum(bool(one.buttons) or "(error " in one.text for one in shown)


async def main() -> None:
    """Run what was asked for and print the figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("measure", nargs="*", choices=[*_MEASURES, []], help="default: all")
    parser.add_argument("--rounds", type=int, default=20, help="of kills")
    parser.add_argument("--answers", type=int, default=10_000, help="to render")
    options = parser.parse_args()
    for name in options.measure or _MEASURES:
        print(json.dumps({name: await _MEASURES[name](options)}), flush=True)


async def burst(_: argparse.Namespace) -> Figures:
    """20 commands and 20 mentions in 20 channels at once."""
    async with _staged() as stage, stage.process():
        people, channels = _crowd(stage.discord, 20)
        await _warm(stage, people[0])
        return await _seen_through(stage, *await _asked(stage.discord, people, channels))


async def _asked(
    discord: FakeDiscord, people: list[User], channels: list[Channel]
) -> tuple[list[Interaction], list[Message]]:
    """A command and a mention in each channel at once."""
    commands = [await discord.slash(c, p, "ask", question=WHERE) for c, p in zip(channels, people, strict=True)]
    return commands, [await discord.mention(c, p, WHERE) for c, p in zip(channels, reversed(people), strict=True)]


async def _seen_through(stage: Stage, commands: list[Interaction], mentions: list[Message]) -> Figures:
    """Wait for all outcomes; how long everything took."""
    await stage.discord.until(lambda: all(_whole(asked) for asked in commands), 120)
    await stage.discord.until(lambda: all(stage.outcomes(question) for question in mentions), 120)
    await asyncio.sleep(3.0)
    replies = [*_responses(commands), *(_reply(question) for question in mentions)]
    asked_at = [*(asked.at for asked in commands), *(question.at for question in mentions)]
    finals = [reply.versions[-1].at for reply in replies]
    signs = [asked.seconds or 99.0 for asked in commands]
    signs += [question.thread.ordered()[0].at - question.at for question in mentions if question.thread]
    return {
        "questions": len(commands) + len(mentions),
        "answers": sum(map(_whole, commands)) + sum(map(stage.outcomes, mentions)),
        "messages": len(stage.discord.everything()) - 1,
        "ack_p95_s": _p95([asked.seconds or 99.0 for asked in commands]),
        "first_sign_p95_s": _p95(signs),
        "first_message_p95_s": _p95([_reply(question).at - question.at for question in mentions]),
        "first_text_p95_s": _p95([_first_text(r) - at for r, at in zip(replies, asked_at, strict=True)]),
        "last_final_after_model_s": max(finals) - max(stage.ended),
        **_complaints(stage.discord),
    }


async def one_channel(_: argparse.Namespace) -> Figures:
    """20 mentions at once in one channel, whose rate limits let five threads through in five seconds."""
    async with _staged() as stage, stage.process():
        discord = stage.discord
        people, (channel, *_rest) = _crowd(discord, 20)
        await _warm(stage, people[0])
        started = time.monotonic()
        questions = [await discord.mention(channel, person, WHERE) for person in people]
        await discord.until(lambda: all(stage.outcomes(question) for question in questions), 180)
        seconds = time.monotonic() - started
        await asyncio.sleep(2.0)
        return {
            "questions": len(questions),
            "answers": sum(map(stage.outcomes, questions)),
            "seconds": seconds,
            **_complaints(discord),
        }


async def resumes(_: argparse.Namespace) -> Figures:
    """The gateway dropped in mid-answer, with a question asked while it is away, ten times."""
    async with _staged() as stage, stage.process():
        discord = stage.discord
        people, channels = _crowd(discord, 10)
        questions = []
        for person, channel in zip(people, channels, strict=True):
            questions.append(await discord.mention(channel, person, WHERE))
            await asyncio.sleep(random.uniform(0.2, 2.5))
            discord.cut_sockets()
            questions.append(await discord.mention(channel, person, WHERE))
            await discord.until(lambda: discord.connected, 30)
        await discord.until(lambda: all(stage.outcomes(question) for question in questions), 60)
        await asyncio.sleep(2.0)
        return {
            "questions": len(questions),
            "answers": sum(map(stage.outcomes, questions)),
            "resumed": len(discord.gateway.resumed_at),
            **_complaints(discord),
        }


async def kills(options: argparse.Namespace) -> Figures:
    """SIGKILL at random moments, with questions under way and asked while the process is down."""
    randomly, questions, commands = random.Random(7), list[Message](), list[Interaction]()
    async with _staged() as stage:
        discord = stage.discord
        people, channels = _crowd(discord, 9)
        for _ in range(options.rounds):
            async with stage.process() as bot:
                for person in randomly.sample(people, 3):
                    questions.append(await discord.mention(randomly.choice(channels), person, WHERE))
                    await asyncio.sleep(randomly.uniform(0, 0.5))
                commands.append(await discord.slash(channels[0], people[0], "ask", question=WHERE))
                await asyncio.sleep(randomly.uniform(0, 4.5))
                await bot.kill()
            questions.append(await discord.mention(randomly.choice(channels), randomly.choice(people), WHERE))
        async with stage.process():
            await discord.until(lambda: all(stage.outcomes(question) for question in questions), 120)
            await asyncio.sleep(5.0)
        answered = [stage.outcomes(question) for question in questions]
        # A command that no process responded to was told by Discord: "The application did not respond".
        visible = [max(_whole(asked), asked.state == "failed" and asked.answered_at is None) for asked in commands]
        return {
            "questions": len(questions),
            "unanswered": answered.count(0),
            "doubled": sum(count > 1 for count in answered),
            "commands": len(commands),
            "commands_without_outcome": visible.count(False),
            **_complaints(discord),
        }


async def render_(options: argparse.Namespace) -> Figures:
    """Generated answers, on every kind of surface."""
    from tests import strategies
    from tests.adapters.discord import test_render

    broken = 0
    for seed in range(options.answers):
        made = random.Random(seed)
        text = strategies.answer(made, made.choice((100, 1_000, 4_000, 15_000, 30_000)))
        surface = test_render.SURFACES[seed % len(test_render.SURFACES)]
        broken += bool(test_render.breaches(test_render.answer(seed, text), surface))
    return {"answers": options.answers, "with_breaches": broken}


async def crowd(_: argparse.Namespace) -> Figures:
    """Memory and idle load with one server and with 1,000."""
    figures: Figures = {}
    for servers in (1, 1_000):
        async with _staged() as stage:
            for number in range(servers):
                stage.discord.add_channel(stage.discord.add_guild(f"server {number}"))
            async with stage.process() as bot:
                await asyncio.sleep(15.0)
                busy = _cpu_seconds(bot.pid)
                await asyncio.sleep(20.0)
                figures[f"rss_mb_{servers}"] = _memory(bot.pid)
                figures[f"idle_cpu_percent_{servers}"] = (_cpu_seconds(bot.pid) - busy) / 20.0 * 100
    return figures


async def both(_: argparse.Namespace) -> Figures:
    """Slack and Discord in one process: memory and idle load, then the burst on Discord and 20 mentions on Slack."""
    async with FakeSlack(app=App.from_manifest(manifest())) as slack, _staged(slack.environment) as stage:
        (people, channels), members = _crowd(stage.discord, 20), [slack.add_user(f"s{n}") for n in range(20)]
        room = slack.add_channel("faq", members=members)
        async with stage.process() as bot:
            await _warm(stage, people[0])
            await asyncio.sleep(5.0)
            before = _cpu_seconds(bot.pid)
            await asyncio.sleep(30.0)
            figures = {"idle_cpu_percent": (_cpu_seconds(bot.pid) - before) / 30.0 * 100, "rss_mb": _memory(bot.pid)}
            asked = [await slack.mention(room, member, WHERE) for member in members]
            figures |= await _seen_through(stage, *await _asked(stage.discord, people, channels))
            await slack.until(lambda: all(_slack_outcomes(slack, room, ts) for ts in asked), 120)
            return {
                **figures,
                "rss_mb_loaded": _memory(bot.pid),
                "slack_answers": sum(_slack_outcomes(slack, room, ts) for ts in asked),
                "slack_first_sign_p95_s": _p95([first_sign(slack, ts) for ts in asked]),
                "slack_violations": len(slack.violations),
            }


def _slack_outcomes(slack: FakeSlack, channel: str, ts: str) -> int:
    return sum(bool(one.buttons) and one.streaming != "in_progress" for one in slack.answers(channel, ts))


_MEASURES: Mapping[str, Callable[[argparse.Namespace], Awaitable[Figures]]] = {
    "burst": burst,
    "one_channel": one_channel,
    "resumes": resumes,
    "kills": kills,
    "render": render_,
    "crowd": crowd,
    "both": both,
}


@asynccontextmanager
async def _staged(more: Mapping[str, str] = MappingProxyType({})) -> AsyncIterator[Stage]:
    """A Discord, a model and an index."""
    with tempfile.TemporaryDirectory() as folder:
        home, pages = Path(folder, "home"), _pages(Path(folder, "pages"))
        ended: list[float] = []
        speaking = _timed(speak(REPLY, first_delay=FIRST_DELAY, tokens_per_second=TOKENS_PER_SECOND), ended)
        async with FakeDiscord() as discord, FakeLLM(otherwise=speaking) as llm:
            variables = {
                **more,
                **discord.environment,
                "FOOTNOTE_HOME": str(home),
                "FOOTNOTE_SOURCES": str(pages),
                "FOOTNOTE_BASE_URL": "https://docs.example/{stem}.html",
                "FOOTNOTE_CONFIG": str(Path(folder, "footnote.toml")),
                "LLM_BASE_URL": llm.url,
                "LLM_MODEL": "fake-model",
                "ANSWERS_AT_ONCE": "60",
            }
            settings = parse(variables)
            ingest(gather(source_specs(settings)), open_store(settings), load_embedder(settings))
            yield Stage(discord, variables, ended)


def _pages(folder: Path) -> Path:
    folder.mkdir()
    for name, text in PAGES.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def _timed(behaviour: Behaviour, ended: list[float]) -> Behaviour:
    async def behave(call: Call) -> web.StreamResponse:
        response = await behaviour(call)
        ended.append(time.monotonic())
        return response

    return behave


def _crowd(discord: FakeDiscord, count: int) -> tuple[list[User], list[Channel]]:
    people = [discord.add_user(f"p{n}") for n in range(count)]
    guild = discord.add_guild("zilliz", *people)
    return people, [discord.add_channel(guild, f"channel-{n}") for n in range(count)]


async def _warm(stage: Stage, person: User) -> None:
    """One answer, so that nothing is loaded while time is taken."""
    await stage.discord.dm(person, WHERE)
    place = stage.discord.private(person)
    await stage.discord.until(lambda: any(one.buttons for one in stage.discord.answers(place)), 60)


def _whole(asked: Interaction) -> bool:
    return asked.response is not None and bool(asked.response.components or "(error " in asked.response.content)


def _responses(commands: list[Interaction]) -> list[Message]:
    return [asked.response for asked in commands if asked.response]


def _reply(question: Message) -> Message:
    """The bot's message in the thread of a mention."""
    there = question.thread.ordered() if question.thread else []
    return next(m for m in there if m.author.bot and m.kind in {Kind.DEFAULT, Kind.REPLY})


def _first_text(reply: Message) -> float:
    """When a message first held more than what the bot was doing."""
    return next(v.at for v in reply.versions if v.content and not v.content.startswith("-# "))


def _p95(values: list[float]) -> float:
    return quantiles(values, n=20)[-1]


def _complaints(discord: FakeDiscord) -> Figures:
    return {
        "violations": len(discord.violations),
        "rate_limited": len(discord.limited),
        "calls_before_retry_after": len(discord.early),
    }


def _memory(pid: int) -> float:
    """Resident memory in MB."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1_024 for line in lines if line.startswith("VmRSS:"))


def _cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / 100  # clock ticks


if __name__ == "__main__":
    asyncio.run(main())
