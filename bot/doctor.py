"""Every check of `footnote doctor`: what is set, what can be reached, and what to do where it is not fine."""

from __future__ import annotations

import asyncio
import os
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from adapters.notices import counted
from adapters.policy import Rules
from bot.app import known_sources, load_embedder, open_store, providers
from bot.config import ConfigError, Settings, settings
from bot.findings import Finding
from bot.rules import load
from rag_core import lexical
from rag_core.errors import CoreError, ModelError

if TYPE_CHECKING:
    from rag_core.providers import Provider

OLD_DAYS = 30  # an index older than that deserves a word
MODELS_TIMEOUT = 10.0  # seconds


async def examine(current: Settings) -> tuple[Finding, ...]:
    """Run every check; none raises."""
    from bot.discord_checks import discord_findings
    from bot.slack_checks import slack_findings

    rules, read = await asyncio.to_thread(_rules, current)
    return (
        *await asyncio.to_thread(_environment),
        *await asyncio.to_thread(_home, current),
        *read,
        *await _embedding_and_index(current),
        *await _models(current),
        *await slack_findings(current, rules),
        *await discord_findings(current, rules),
    )


def _environment() -> list[Finding]:
    """Which settings are made, without their values; and variables that look like ours but are not."""
    made = [setting.name for _, setting in settings() if os.environ.get(setting.name)]
    file = Path(".env")
    known = {setting.name for _, setting in settings()}
    stored = _names(file) if file.is_file() else []
    unknown = [name for name in stored if name.startswith("FOOTNOTE_") and name not in known]
    listed = ", ".join(dict.fromkeys((*made, *(n for n in stored if n in known)))) or "none, all defaults"
    findings = [Finding(status="ok", label="settings", detail=listed)]
    if unknown:
        findings.append(
            Finding(
                status="warning",
                label="settings",
                detail=f"{file} sets {', '.join(unknown)}, which nothing reads",
                remedy="Compare the name with .env.example.",
            )
        )
    return findings


def _home(current: Settings) -> list[Finding]:
    folder = next(p for p in (current.home.absolute(), *current.home.absolute().parents) if p.exists())
    if folder.is_dir() and os.access(folder, os.W_OK):
        return [Finding(status="ok", label="FOOTNOTE_HOME", detail=f"{current.home} can be written")]
    return [
        Finding(
            status="fail",
            label="FOOTNOTE_HOME",
            detail=f"{current.home} cannot be written",
            remedy="Set FOOTNOTE_HOME to a folder of your own.",
        )
    ]


def _rules(current: Settings) -> tuple[Rules, list[Finding]]:
    """The rules as far as they can be read, and what is wrong with each."""
    label = str(current.rules_file)
    try:
        rules = load(current.rules_file, _sources(current))
    except ConfigError as error:
        return Rules(), [Finding(status="fail", label=label, detail=line) for line in str(error).splitlines()]
    if not current.rules_file.exists():
        return rules, [Finding(status="ok", label=label, detail="not there, the default rules hold")]
    count = len(rules.channels)
    detail = f"rules of {counted(count, 'channel')}" if count else "no rules of single channels"
    return rules, [Finding(status="ok", label=label, detail=detail)]


def _sources(current: Settings) -> frozenset[str] | None:
    """The names that a channel may be bound to; None when they cannot be known."""
    try:
        manifest = open_store(current).live()
    except CoreError:
        return None
    return known_sources(current, manifest)


async def _embedding_and_index(current: Settings) -> list[Finding]:
    started = time.perf_counter()
    try:
        embedder = await asyncio.to_thread(load_embedder, current)
    except CoreError as error:
        broken = _failed("EMBEDDING_MODEL", error)
        return [broken, *await asyncio.to_thread(_index, current, "", 0)]
    seconds = time.perf_counter() - started
    detail = f"{embedder.id}, {embedder.dim} dimensions, loaded in {seconds:.1f} s"
    loaded = Finding(status="ok", label="EMBEDDING_MODEL", detail=detail)
    return [loaded, *await asyncio.to_thread(_index, current, embedder.id, embedder.dim)]


def _index(current: Settings, embedder: str, dim: int) -> list[Finding]:
    """Milvus and the live generation; `embedder` is "" when there is none to compare with."""
    where = "MILVUS_URI" if current.milvus_uri else "Milvus Lite"
    store = open_store(current)
    try:
        manifest = store.live()
        reached = Finding(status="ok", label=where, detail=f"{store.place} can be reached")
        if manifest is None:
            remedy = "Run `footnote ingest SOURCE`."
            return [reached, Finding(status="warning", label="index", detail="nothing is indexed yet", remedy=remedy)]
        store.open(manifest).close()
    except CoreError as error:
        return [_failed(where, error)]
    if embedder and (manifest.embedder, manifest.dim, manifest.analyzer) != (embedder, dim, lexical.ANALYZER):
        return [
            reached,
            Finding(
                status="fail",
                label="index",
                detail=f"built with {manifest.embedder} and {manifest.analyzer}, not with what is set now",
                remedy="Run `footnote ingest --rebuild` with your sources, or set EMBEDDING_MODEL back.",
            ),
        ]
    days = (datetime.now(UTC) - datetime.fromisoformat(manifest.created)).days
    detail = (
        f"{counted(manifest.rows, 'section')} of {counted(manifest.pages, 'page')}, indexed {manifest.created[:10]}"
    )
    if days > OLD_DAYS:
        remedy = "Run `footnote ingest` again to take in what has changed."
        return [reached, Finding(status="warning", label="index", detail=f"{detail}, {days} days ago", remedy=remedy)]
    return [reached, Finding(status="ok", label="index", detail=detail)]


async def _models(current: Settings) -> list[Finding]:
    try:
        found = providers(current)
    except ModelError as error:
        return [_failed("language model", error)]
    if not found:
        return [
            Finding(
                status="warning",
                label="language model",
                detail="no key is set: questions are answered in excerpts",
                remedy="Set DEEPSEEK_API_KEY, OPENROUTER_API_KEY, or LLM_BASE_URL and LLM_MODEL.",
            )
        ]
    return [await _model(provider) for provider in found]


async def _model(provider: Provider) -> Finding:
    from rag_core.openai_chat import list_models

    label = f"language model ({provider.name})"
    try:
        offered = await list_models(provider, timeout=MODELS_TIMEOUT)
    except ModelError as error:
        return _failed(label, error)
    if offered and provider.model not in offered:
        some = ", ".join(offered[:5])
        return Finding(
            status="fail",
            label=label,
            detail=f"does not offer {provider.model}",
            remedy=f"Set the model to one that it lists, such as {some}.",
        )
    return Finding(status="ok", label=label, detail=f"answers, and offers {provider.model}")


def _failed(label: str, error: CoreError) -> Finding:
    """The error's first sentence as what was seen, the rest as the remedy."""
    detail, _, remedy = str(error).partition(". ")
    return Finding(status="fail", label=label, detail=detail, remedy=remedy)


def _names(file: Path) -> list[str]:
    from dotenv import dotenv_values

    return list(dotenv_values(file))
