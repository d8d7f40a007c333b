"""`footnote eval`: how well questions with known sections find them."""

from __future__ import annotations

import argparse
import asyncio
import json
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from adapters import terminal
from bot.app import load_embedder, open_core
from bot.config import ConfigError, Settings, unreadable
from bot.evaluate import Figures, Labelled, Outcome, by_language, section_key
from rag_core.retrieval import rewrite
from rag_core.types import Hit, Question

if TYPE_CHECKING:
    from bot.app import Core

DEPTH = 10  # sections looked at for each question
FETCHED = 20  # parts of a long section count once, so more are fetched
LOWER_IS_BETTER = frozenset({"p50_ms", "p95_ms"})


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Measure and print; 1 when a `--fail-under` gate does not hold."""
    rows = read(Path(options.questions), {"id": object, "question": str}, "questions", _gold_is_sections)
    outcomes, results = asyncio.run(_measure(rows, settings, answers=options.answers))
    table = by_language(outcomes)
    if options.run_out:
        _write(Path(options.run_out), results)
    if options.json:
        print(json.dumps(table, indent=2))
    else:
        _print(table)
    return gate(table["all"], options.fail_under)


async def _measure(
    rows: Sequence[Mapping[str, Any]], settings: Settings, *, answers: bool
) -> tuple[list[Outcome], list[dict[str, Any]]]:
    embedder = await asyncio.to_thread(load_embedder, settings)
    outcomes, results = [], []
    async with open_core(settings, embedder) as core:
        async with core.index.use() as generation:
            sections = await asyncio.to_thread(generation.all_sections)
        pages = {section_key(s.page, "")[0] for s in sections}
        for row in rows:
            started = time.perf_counter()
            hits, answered = await (_answer(core, row) if answers else _search(core, row))
            seconds = time.perf_counter() - started
            keys = tuple(dict.fromkeys(section_key(h.section.page, h.section.heading) for h in hits))[:DEPTH]
            outcomes.append(
                Outcome(
                    question=_labelled(row, pages),
                    found=keys,
                    score=hits[0].score if hits else 0.0,
                    answered=answered,
                    seconds=seconds,
                )
            )
            results.append({"id": row["id"], "results": _listed(hits), "answered": answered})
    return outcomes, results


async def _search(core: Core, row: Mapping[str, Any]) -> tuple[tuple[Hit, ...], bool]:
    """The ranked sections, and whether they are worth an answer."""
    question = Question(id=row["id"], text=row["question"])
    rewritten = await rewrite(question, core.model, await core.retriever.pages_language())
    hits, _ = await core.retriever.ranked(rewritten.texts, top=FETCHED)
    return hits, core.retriever.hopeful(hits, written=core.model is not None)


async def _answer(core: Core, row: Mapping[str, Any]) -> tuple[tuple[Hit, ...], bool]:
    hits, _ = await _search(core, row)
    answer = await core.answerer.answer(Question(id=row["id"], text=row["question"]))
    return hits, answer.outcome == "answered"


def _labelled(row: Mapping[str, Any], pages: set[str]) -> Labelled:
    """A question counts as answerable when one of its gold pages is indexed."""
    gold = {section_key(g["page"], g["heading"]) for g in row.get("gold", ())}
    return Labelled(
        id=row["id"],
        text=row["question"],
        language=row.get("lang", "en"),
        gold=frozenset(key for key in gold if key[0] in pages),
    )


def _listed(hits: Sequence[Hit]) -> list[dict[str, Any]]:
    return [{"page": h.section.page, "heading": h.section.heading, "score": round(h.score, 4)} for h in hits[:DEPTH]]


def read(
    file: Path, fields: Mapping[str, type], what: str, check: Callable[[Mapping[str, Any]], str] = lambda _: ""
) -> list[dict[str, Any]]:
    """The objects of a JSON Lines file, each with `fields` of these types; `check` says what else is wrong with one.

    Raises ConfigError, naming file and line.
    """
    try:
        lines = file.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{file} {unreadable(error)}, with the {what} as JSON Lines.") from error
    rows = [_row(line, f"{file}, line {number}", fields, check) for number, line in enumerate(lines, 1) if line.strip()]
    if not rows:
        raise ConfigError(f"{file} holds no {what}. Write one JSON object a line.")
    return rows


def _row(
    line: str, where: str, fields: Mapping[str, type], check: Callable[[Mapping[str, Any]], str]
) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except ValueError as error:
        raise ConfigError(f"{where}: no JSON ({error}). Write one object a line.") from error
    if not isinstance(row, dict):
        raise ConfigError(f"{where}: no object. Write {{…}} with {', '.join(fields)}.")
    for name, kind in fields.items():
        if name not in row or not isinstance(row[name], kind):
            form = "" if kind is object else {str: " (text)", bool: " (true or false)"}[kind]
            raise ConfigError(f'{where}: lacks "{name}"{form}. Each line has {", ".join(fields)}.')
    if wrong := check(row):
        raise ConfigError(f"{where}: {wrong}.")
    return row


def _gold_is_sections(row: Mapping[str, Any]) -> str:
    """What is wrong with the right sections and the language of a question; both may be left out."""
    gold = row.get("gold", [])
    if not (isinstance(gold, list) and all(isinstance(section, dict) for section in gold)):
        return '"gold" is no list of sections: write [{"page": "…", "heading": "…"}], or [] where the docs have none'
    if not all(isinstance(section.get(name), str) for section in gold for name in ("page", "heading")):
        return 'a section of "gold" lacks its page or heading: write {"page": "…", "heading": "…"}'
    return "" if isinstance(row.get("lang", ""), str) else '"lang" is no text: write "en"'


def _write(file: Path, results: Sequence[Mapping[str, Any]]) -> None:
    try:
        file.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in results), encoding="utf-8")
    except OSError as error:
        raise ConfigError(f"--run-out {file}: {error.strerror}. Name a file that can be written.") from error


def _print(table: Mapping[str, Figures]) -> None:
    names = list(table["all"])
    rows = [[language, *(_shown(name, row.get(name)) for name in names)] for language, row in table.items()]
    terminal.print_table(["", *names], rows)


def _shown(name: str, value: float | None) -> str:
    if value is None:
        return "-"
    return f"{value:.0f}" if name in {"questions", "answerable"} or name.endswith("_ms") else f"{value:.3f}"


def gate(figures: Figures, bounds: Sequence[tuple[str, float]]) -> int:
    """1 when a figure misses its bound, after saying so, else 0. Raises ConfigError for a figure that is not there."""
    failed = 0
    for name, bound in bounds:
        if name not in figures:
            raise ConfigError(f"--fail-under {name}: no such figure here. There are {', '.join(figures)}.")
        value = figures[name]
        if value > bound if name in LOWER_IS_BETTER else value < bound:
            terminal.print_line(f"{name} is {value:.3f}, the gate is {bound:g}.")
            failed = 1
    return failed
