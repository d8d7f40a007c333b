"""`footnote classify`: how well questions are told from the other messages of a Q&A channel."""

from __future__ import annotations

import argparse
import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from adapters import terminal
from adapters.doubts import is_question
from adapters.questions import judge
from bot.commands.evaluate import gate, read
from bot.config import Settings

if TYPE_CHECKING:
    from rag_core.llm import ChatModel

FIELDS = {"id": str, "lang": str, "text": str, "mentions_others": bool, "question": bool}
SHOWN_MAX = 100  # characters of a message in the list of errors

Figures = dict[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One labelled message and what was decided on it."""

    id: str
    language: str
    text: str
    question: bool  # the label
    taken_for_one: bool
    in_doubt: bool  # the cues alone could not tell


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Decide on every message and print; 1 when a `--fail-under` gate does not hold."""
    rows = read(Path(options.messages), FIELDS, "messages")
    judged = asyncio.run(_judge_with_model(rows, settings) if options.model else _judge(rows, None))
    table = by_language(judged)
    wrong = [message for message in judged if message.question != message.taken_for_one] if options.errors else []
    if options.json:
        print(json.dumps(_as_json(table, wrong) if options.errors else table, ensure_ascii=False, indent=2))
    else:
        _print(table, wrong)
    return gate(table["all"], options.fail_under)


def by_language(judged: Sequence[Judged]) -> Mapping[str, Figures]:
    """`figures` of all messages under `all`, and of each language under its code."""
    languages = sorted({message.language for message in judged})
    return {"all": figures(judged)} | {
        language: figures([message for message in judged if message.language == language]) for language in languages
    }


def figures(judged: Sequence[Judged]) -> Figures:
    """How many there are, questions among them and in doubt, and the precision and recall of what was taken for one.

    A figure without any message to measure it on is left out.
    """
    taken = [message.question for message in judged if message.taken_for_one]
    asked = [message.taken_for_one for message in judged if message.question]
    result: Figures = {"messages": float(len(judged)), "questions": float(len(asked))}
    if taken:
        result["precision"] = sum(taken) / len(taken)
    if asked:
        result["recall"] = sum(asked) / len(asked)
    return result | {"in_doubt": float(sum(message.in_doubt for message in judged))}


async def _judge_with_model(rows: Sequence[Mapping[str, Any]], settings: Settings) -> list[Judged]:
    from bot.app import required_model

    async with required_model(settings) as model:
        return await _judge(rows, model)


async def _judge(rows: Sequence[Mapping[str, Any]], model: ChatModel | None) -> list[Judged]:
    return [
        Judged(
            id=row["id"],
            language=row["lang"],
            text=row["text"],
            question=row["question"],
            taken_for_one=await is_question(row["text"], mentions_others=row["mentions_others"], model=model),
            in_doubt=judge(row["text"], mentions_others=row["mentions_others"]) == "unsure",
        )
        for row in rows
    ]


def _as_json(table: Mapping[str, Figures], wrong: Sequence[Judged]) -> dict[str, Any]:
    return {**table, "errors": [{"id": m.id, "question": m.question, "text": m.text} for m in wrong]}


def _print(table: Mapping[str, Figures], wrong: Sequence[Judged]) -> None:
    names = list(dict.fromkeys(name for row in table.values() for name in row))
    rows = [[language, *(_shown(name, row.get(name)) for name in names)] for language, row in table.items()]
    terminal.print_table(["", *names], rows)
    for message in wrong:
        kind = "missed" if message.question else "taken for a question"
        terminal.print_line(f"{message.id}: {kind}: {terminal.shortened(message.text, SHOWN_MAX)}")


def _shown(name: str, value: float | None) -> str:
    if value is None:
        return "-"
    return f"{value:.3f}" if name in {"precision", "recall"} else f"{value:.0f}"
