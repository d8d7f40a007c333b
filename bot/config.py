"""Settings: a value, parsed once from a mapping of strings. The only reader of the environment."""

from __future__ import annotations

import math
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, cast

from rag_core.types import Depth


class ConfigError(Exception):
    """One or more settings are wrong; each line names a variable and the remedy."""


@dataclass(frozen=True, slots=True)
class Setting:
    """How one field of `Settings` is written in the environment."""

    name: str
    group: str
    doc: str
    default: str
    parse: Callable[[str], Any]
    secret: bool


def _setting(
    name: str, group: str, doc: str, parse: Callable[[str], Any], default: str = "", *, secret: bool = False
) -> Any:
    return field(metadata={"setting": Setting(name, group, doc, default, parse, secret)}, repr=not secret)


def _text(value: str) -> str:
    return value.strip()


def _path(value: str) -> Path:
    return Path(value).expanduser()


def _list(value: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in value.replace("\n", ",").split(",") if part.strip())


def _ids(value: str) -> tuple[str, ...]:
    ids = _list(value)
    if not all(one.isdecimal() for one in ids):
        raise ValueError("a list of numbers: switch on Developer Mode in Discord, then Copy ID")
    return ids


def _number(minimum: float, maximum: float) -> Callable[[str], float]:
    def parse(value: str) -> float:
        number = float(value)
        if not minimum <= number <= maximum:
            raise ValueError(f"a number from {minimum:g} to {maximum:g}")
        return number

    return _expecting(f"a number from {minimum:g} to {maximum:g}", parse)


def _whole(minimum: int, maximum: int) -> Callable[[str], int]:
    def parse(value: str) -> int:
        number = int(value)
        if not minimum <= number <= maximum:
            raise ValueError
        return number

    return _expecting(f"a whole number from {minimum} to {maximum}", parse)


def _choice(*allowed: str) -> Callable[[str], str]:
    def parse(value: str) -> str:
        if value.strip().lower() not in allowed:
            raise ValueError
        return value.strip().lower()

    return _expecting(f"one of {', '.join(allowed)}", parse)


def _url(value: str) -> str:
    from urllib.parse import urlsplit

    value = value.strip()
    if value and (urlsplit(value).scheme not in {"http", "https"} or not urlsplit(value).hostname):
        raise ValueError("an address that begins with http:// or https://")
    return value.rstrip("/")


def _prices(value: str) -> tuple[float, float, float] | None:
    if not value.strip():
        return None
    prompt, cached, completion = (float(part) for part in value.split("/"))
    if not all(0 <= price < math.inf for price in (prompt, cached, completion)):
        raise ValueError
    return prompt, cached, completion


def _database(value: str) -> str:
    value = value.strip()
    if value and not re.fullmatch(r"sqlite:///.+", value):
        raise ValueError("of the form sqlite:///FILE; leave it empty for a file below FOOTNOTE_HOME")
    return value


def _milvus(value: str) -> str:
    value = value.strip()
    server = re.match(r"(https?|tcp)://[^/]|unix:", value)
    folder = "/" in value and not re.match(r"[a-z]+://|[\w.-]+:\d+/", value)
    if not value or server or folder:
        return value
    raise ValueError("an address such as http://localhost:19530, nor a folder, which is written with a /")


def _expecting(what: str, parse: Callable[[str], Any]) -> Callable[[str], Any]:
    def checked(value: str) -> Any:
        try:
            return parse(value)
        except ValueError as error:
            raise ValueError(what) from error

    return checked


_GENERAL, _SOURCES, _INDEX, _MODEL = "General", "Sources", "Index and search", "Language model"
_SLACK, _DISCORD = "Slack", "Discord"


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Everything an operator can set. `from_environment` is how it comes about."""

    home: Path = _setting(
        "FOOTNOTE_HOME", _GENERAL, "Folder of the index and of all that is remembered.", _path, "./.footnote"
    )
    rules_file: Path = _setting(
        "FOOTNOTE_CONFIG",
        _GENERAL,
        "Rules of channels, people and budgets; read again on SIGHUP. Need not exist.",
        _path,
        "footnote.toml",
    )
    database: str = _setting(
        "DATABASE_URL",
        _GENERAL,
        "Where questions and answers are remembered, as sqlite:///FILE. Empty: journal.db below FOOTNOTE_HOME.",
        _database,
        secret=True,
    )
    answers_at_once: int = _setting(
        "ANSWERS_AT_ONCE", _GENERAL, "Questions worked on at the same time; the others wait.", _whole(1, 1_000), "20"
    )
    questions_waiting: int = _setting(
        "QUESTIONS_WAITING", _GENERAL, "Questions that may wait; more are turned away.", _whole(0, 100_000), "500"
    )
    log_level: str = _setting(
        "LOG_LEVEL",
        _GENERAL,
        "debug, info, warning or error. No level prints questions or keys.",
        _choice("debug", "info", "warning", "error"),
        "warning",
    )
    sources: tuple[str, ...] = _setting(
        "FOOTNOTE_SOURCES", _SOURCES, "Folders, files, zips or URLs of your docs, separated by commas.", _list
    )
    include: str = _setting("FOOTNOTE_INCLUDE", _SOURCES, "Which files of a folder or zip are pages.", _text, "**/*.md")
    base_url: str = _setting(
        "FOOTNOTE_BASE_URL",
        _SOURCES,
        "Where the pages are published, for links. The page's path is appended, or put where you write\n"
        "{path} (docs/a.md), {stem} (docs/a), {name} (a.md) or {slug} (a).",
        _text,
    )
    audience: str = _setting(
        "FOOTNOTE_AUDIENCE",
        _SOURCES,
        "Who may read pages that do not say so in their front matter: internal or public.",
        _choice("internal", "public"),
        "internal",
    )
    milvus_uri: str = _setting(
        "MILVUS_URI",
        _INDEX,
        "Address of a Milvus server or Zilliz Cloud, such as http://localhost:19530. Empty: Milvus Lite below\n"
        "FOOTNOTE_HOME.",
        _milvus,
    )
    milvus_token: str = _setting("MILVUS_TOKEN", _INDEX, "user:password or API key of that server.", _text, secret=True)
    milvus_collection: str = _setting(
        "MILVUS_COLLECTION",
        _INDEX,
        "Name of the index on a server, for several Footnotes on one Milvus.",
        _text,
        "footnote",
    )
    embedding_model: str = _setting(
        "EMBEDDING_MODEL",
        _INDEX,
        "wordllama (offline, inside the install), default (pymilvus-model's), onnx:FOLDER or onnx:HUB/ID,\n"
        "sentence-transformers:NAME, openai:MODEL. After a change: footnote ingest --rebuild.",
        _text,
        "wordllama",
    )
    embedding_base_url: str = _setting("EMBEDDING_BASE_URL", _INDEX, "For openai:MODEL, a compatible server.", _url)
    embedding_api_key: str = _setting("EMBEDDING_API_KEY", _INDEX, "For openai:MODEL.", _text, secret=True)
    top: int = _setting("RETRIEVAL_TOP", _INDEX, "Sections shown to the model at most.", _whole(1, 50), "6")
    context_tokens: int = _setting(
        "RETRIEVAL_TOKENS", _INDEX, "Their length in all, in tokens.", _whole(200, 100_000), "3000"
    )
    deepseek_api_key: str = _setting("DEEPSEEK_API_KEY", _MODEL, "From platform.deepseek.com.", _text, secret=True)
    deepseek_model: str = _setting("DEEPSEEK_MODEL", _MODEL, "Its model.", _text, "deepseek-flash")
    deepseek_base_url: str = _setting("DEEPSEEK_BASE_URL", _MODEL, "Its address.", _url, "https://api.deepseek.com")
    openrouter_api_key: str = _setting("OPENROUTER_API_KEY", _MODEL, "From openrouter.ai.", _text, secret=True)
    openrouter_model: str = _setting("OPENROUTER_MODEL", _MODEL, "Its model.", _text, "deepseek/deepseek-chat-v3-0324")
    openrouter_base_url: str = _setting(
        "OPENROUTER_BASE_URL", _MODEL, "Its address.", _url, "https://openrouter.ai/api/v1"
    )
    llm_base_url: str = _setting("LLM_BASE_URL", _MODEL, "Any other OpenAI-compatible server.", _url)
    llm_model: str = _setting("LLM_MODEL", _MODEL, "Its model; needed with LLM_BASE_URL.", _text)
    llm_api_key: str = _setting("LLM_API_KEY", _MODEL, "Its key, if it wants one.", _text, secret=True)
    llm_prices: tuple[float, float, float] | None = _setting(
        "LLM_PRICES",
        _MODEL,
        "US dollars per million tokens of the first provider: prompt/cached prompt/completion.",
        _expecting("three prices of 0 or more such as 0.28/0.028/0.42", _prices),
    )
    first_token_timeout: float = _setting(
        "LLM_FIRST_TOKEN_TIMEOUT", _MODEL, "Seconds to wait for an answer's first word.", _number(0.1, 600), "20"
    )
    answer_timeout: float = _setting(
        "LLM_TIMEOUT", _MODEL, "Seconds for a whole answer, retries included.", _number(0.1, 3600), "120"
    )
    depth: Depth = _setting(
        "ANSWER_DEPTH",
        _MODEL,
        "quick, deep (thinking on, wider search) or auto (decided by the question).",
        _choice("quick", "deep", "auto"),
        "auto",
    )
    slack_bot_token: str = _setting(
        "SLACK_BOT_TOKEN", _SLACK, "Bot User OAuth Token (xoxb-…), from OAuth & Permissions.", _text, secret=True
    )
    slack_app_token: str = _setting(
        "SLACK_APP_TOKEN",
        _SLACK,
        "App-level token (xapp-…) with connections:write, from Basic Information.",
        _text,
        secret=True,
    )
    slack_api_url: str = _setting(
        "SLACK_API_URL", _SLACK, "Another base of the Web API: GovSlack, a proxy.", _url, "https://slack.com/api"
    )
    discord_bot_token: str = _setting(
        "DISCORD_BOT_TOKEN", _DISCORD, "From discord.com/developers > your app > Bot.", _text, secret=True
    )
    discord_guilds: tuple[str, ...] = _setting(
        "DISCORD_GUILDS",
        _DISCORD,
        "Ids of servers where the commands appear at once, and nowhere else. Empty: everywhere.",
        _ids,
    )
    discord_channels: tuple[str, ...] = _setting(
        "DISCORD_CHANNELS",
        _DISCORD,
        "Ids of forums and channels where every new post is put to the bot, as if it was mentioned. A channel's mode\n"
        "in footnote.toml goes before, and leaves alone what is no question. Needs the Message Content intent.",
        _ids,
    )
    discord_api_url: str = _setting(
        "DISCORD_API_URL", _DISCORD, "Another base of the API, such as a proxy.", _url, "https://discord.com/api/v10"
    )


def settings() -> tuple[tuple[str, Setting], ...]:
    """(field name, setting) of every setting, in the order of `.env.example`."""
    return tuple((f.name, cast("Setting", f.metadata["setting"])) for f in fields(Settings))


def parse(variables: Mapping[str, str]) -> Settings:
    """Settings from a mapping of variables; an empty variable counts as not set.

    Raises:
        ConfigError: with a line for every wrong value, all at once.
    """
    values: dict[str, Any] = {}
    problems: list[str] = []
    for name, setting in settings():
        raw = variables.get(setting.name, "").strip() or setting.default
        try:
            values[name] = setting.parse(raw)
        except ValueError as error:
            shown = "its value" if setting.secret else f"{raw!r}"
            problems.append(f"{setting.name}: {shown} is not {error}.")
    if not problems:
        problems = _contradictions(values)
    if problems:
        raise ConfigError("\n".join(problems))
    return Settings(**values)


def from_environment(env_file: Path | None = None) -> Settings:
    """Settings from the process environment over the file `.env` of the working folder. Raises ConfigError."""
    from dotenv import dotenv_values

    file = env_file or Path(".env")
    try:
        stored = dotenv_values(file) if file.is_file() else {}
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{file} {unreadable(error)}.") from error
    return parse({**{k: v for k, v in stored.items() if v is not None}, **os.environ})


def unreadable(error: OSError | UnicodeDecodeError) -> str:
    """What to say of a file after its name, when reading it as text failed."""
    if isinstance(error, UnicodeDecodeError):
        return "is not UTF-8: save it as UTF-8 text"
    return f"cannot be read ({error.strerror}): make it a file that you may read"


def env_example() -> str:
    """The text of `.env.example`: every setting with its meaning and default."""
    lines = [
        "# Copy to .env and fill in what you need; every line is optional.",
        "# A key that is not set leaves its service out.",
    ]
    group = ""
    for _, setting in settings():
        if setting.group != group:
            group = setting.group
            lines += ["", f"## {group}"]
        lines += [f"# {line}" for line in setting.doc.splitlines()]
        lines.append(f"#{setting.name}={setting.default}")
    return "\n".join(lines) + "\n"


def _contradictions(values: Mapping[str, Any]) -> list[str]:
    problems = []
    if values["llm_base_url"] and not values["llm_model"]:
        problems.append("LLM_MODEL: not set, but LLM_BASE_URL is. Name the model that the server offers.")
    for token, other in (("slack_bot_token", "slack_app_token"), ("slack_app_token", "slack_bot_token")):
        if values[token] and not values[other]:
            problems.append(f"{other.upper()}: not set, but {token.upper()} is. Slack needs both.")
    if values["embedding_model"].startswith("openai:") and not (
        values["embedding_api_key"] or values["embedding_base_url"]
    ):
        problems.append(
            "EMBEDDING_API_KEY: not set, but EMBEDDING_MODEL is openai:… Set the key, or EMBEDDING_BASE_URL."
        )
    return problems
