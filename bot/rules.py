"""`footnote.toml`: what operators decide about channels, people and budgets, read into the adapters' Rules."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import timedelta
from pathlib import Path
from typing import Any, get_args

from adapters import hours
from adapters.policy import Budgets, ChannelRules, Mode, PlatformRules, Rules
from bot.config import ConfigError, Settings
from rag_core.types import Audience

PLATFORMS = ("slack", "discord")

Check = Callable[[Any], Any]
"""Takes a value from the file, gives the one to use; raises ValueError that completes "expected ..."."""


def load(file: Path) -> Rules:
    """The rules in `file`; the default ones when there is none.

    Raises ConfigError that names file, line, key and remedy, for every problem at once.
    """
    try:
        text = file.read_text(encoding="utf-8")
    except FileNotFoundError:
        return Rules()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{file} cannot be read ({error}). Save it as UTF-8 text.") from error
    return parse(text, str(file))


def reads_posts(settings: Settings) -> bool:
    """Whether the bot has to read on Discord what nobody addresses to it. Raises ConfigError."""
    return bool(settings.discord_channels) or load(settings.rules_file).watches("discord")


def parse(text: str, name: str = "footnote.toml") -> Rules:
    """The rules in a TOML text; see `load`."""
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{name}: {error}. Correct the TOML there.") from error
    reader = _Reader(text, name)
    rules = reader.rules(content)
    if reader.problems:
        raise ConfigError("\n".join(reader.problems))
    return rules


@dataclass(frozen=True, slots=True)
class _Table:
    """One table of the file: its content and the header under which it stands."""

    content: Mapping[str, Any]
    header: str  # as in the file, without brackets
    nth: int = 0  # of several with the same header


class _Reader:
    """Turns tables into rules, gathering what is wrong."""

    def __init__(self, text: str, name: str) -> None:
        self._lines = text.splitlines()
        self._name = name
        self.problems: list[str] = []

    def rules(self, content: Mapping[str, Any]) -> Rules:
        top = _Table(content, "")
        self._refuse_unknown(top, (*_TOP, "default", "channel", "budgets", *PLATFORMS))
        default = ChannelRules(**self._values(self._table(top, "default"), _CHANNEL))
        channels = {}
        for nth, entry in enumerate(self._tables(top, "channel")):
            table = _Table(entry, "channel", nth)
            values = self._values(table, {**_CHANNEL, "platform": _one_of(*PLATFORMS), "id": _word})
            platform, channel = values.pop("platform", ""), values.pop("id", "")
            if not (platform and channel):
                self._problem(table, "", 'needs platform = "slack" or "discord" and id = "…"')
            merged = {f.name: getattr(default, f.name) for f in fields(ChannelRules)} | values
            channels[platform, channel] = ChannelRules(**merged)
            if merged["mode"] == "draft" and not merged["maintainers"]:
                self._problem(table, "mode", 'is "draft" and needs maintainers = "…", the channel where drafts go')
        return Rules(
            default=default,
            channels=channels,
            platforms={
                p: PlatformRules(**self._values(self._table(top, p), checks)) for p, checks in _PLATFORM.items()
            },
            budgets=Budgets(**self._values(self._table(top, "budgets"), _BUDGETS)),
            **self._taken(top, _TOP),
        )

    def _table(self, top: _Table, name: str) -> _Table:
        content = top.content.get(name, {})
        if not isinstance(content, dict):
            self._problem(top, name, f"must be a table: write [{name}]")
            content = {}
        return _Table(content, name)

    def _tables(self, top: _Table, name: str) -> Sequence[Mapping[str, Any]]:
        content = top.content.get(name, [])
        if not (isinstance(content, list) and all(isinstance(entry, dict) for entry in content)):
            self._problem(top, name, f"must be a list of tables: write [[{name}]]")
            return ()
        return content

    def _values(self, table: _Table, checks: Mapping[str, Check]) -> dict[str, Any]:
        self._refuse_unknown(table, checks)
        return self._taken(table, checks)

    def _taken(self, table: _Table, checks: Mapping[str, Check]) -> dict[str, Any]:
        values = {}
        for key, check in checks.items():
            if key in table.content:
                try:
                    values[key] = check(table.content[key])
                except ValueError as error:
                    self._problem(table, key, f"expected {error}, found {table.content[key]!r}")
        return values

    def _refuse_unknown(self, table: _Table, known: Sequence[str] | Mapping[str, Check]) -> None:
        for key in table.content:
            if key not in known:
                self._problem(table, key, f"is not known here; there are {', '.join(known)}")

    def _problem(self, table: _Table, key: str, what: str) -> None:
        place = f"{table.header}.{key}".strip(".")
        self.problems.append(f"{self._name}, line {self._line(table, key)}: {place} {what}.")

    def _line(self, table: _Table, key: str) -> int:
        """Where a key stands, as far as plain TOML tells; else where its table begins. Counts from 1."""
        start, seen = 0, -1
        if table.header:
            header = re.compile(rf"\s*\[\[?\s*{re.escape(table.header)}\s*\]\]?")
            for number, line in enumerate(self._lines):
                seen += bool(header.match(line))
                if seen == table.nth:
                    start = number
                    break
        for number, line in enumerate(self._lines[start:], start=start):
            if number > start and table.header and line.lstrip().startswith("["):
                break
            if key and re.match(rf"\s*(\[\[?\s*)?[\"']?{re.escape(key)}\b", line):
                return number + 1
        return start + 1


def _word(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError("a text in quotes")
    return value.strip()


def _words(value: Any) -> tuple[str, ...]:
    if not (isinstance(value, list) and all(isinstance(word, str) for word in value)):
        raise ValueError('a list such as ["C012345"]')
    return tuple(value)


def _set(value: Any) -> frozenset[str]:
    return frozenset(_words(value))


def _count(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise ValueError("a whole number, 0 for no limit")
    return value


def _yes_or_no(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError("true or false")
    return value


def _share(value: Any) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool) or not 0 <= value <= 1:
        raise ValueError("a number from 0 to 1")
    return float(value)


def _duration(value: Any) -> timedelta:
    found = re.fullmatch(r"(\d{1,6})\s*([smhdw])", value.strip()) if isinstance(value, str) else None
    if found is None:
        raise ValueError('a time such as "30s", "5m", "1h", "90d" or "2w"')
    return int(found[1]) * _UNITS[found[2]]


def _hours(value: Any) -> hours.WorkingHours:
    try:
        return hours.parse(_word(value))
    except ValueError:
        raise ValueError('hours such as "Mon-Fri 09:00-17:00 Europe/Berlin"') from None


def _weekly(value: Any) -> hours.Weekly | None:
    try:
        return None if _word(value) == "never" else hours.parse_weekly(_word(value))
    except ValueError:
        raise ValueError('a moment of the week such as "Mon 09:00 Europe/Berlin", or "never"') from None


def _one_of(*allowed: str) -> Check:
    def check(value: Any) -> str:
        if value not in allowed:
            raise ValueError(" or ".join(f'"{word}"' for word in allowed))
        return str(value)

    return check


_UNITS = {
    "s": timedelta(seconds=1),
    "m": timedelta(minutes=1),
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
    "w": timedelta(weeks=1),
}
_TOP: Mapping[str, Check] = {
    "sync_every": _duration,
    "stale_after": _duration,
    "retention": _duration,
    "digest": _weekly,
}
_CHANNEL: Mapping[str, Check] = {
    "mode": _one_of(*get_args(Mode)),
    "burst": _duration,
    "human_first": _duration,
    "working_hours": _hours,
    "confidence": _share,
    "say_not_covered": _yes_or_no,
    "maintainers": _word,
    "sources": _words,
    "audience": _one_of(*get_args(Audience)),
    "call": _word,
    "language": _word,
    "tone": _word,
}
_LISTS: Mapping[str, Check] = {f.name: _set for f in fields(PlatformRules)}
_PLATFORM: Mapping[str, Mapping[str, Check]] = {
    "slack": {name: check for name, check in _LISTS.items() if name != "roles"},  # Slack has none
    "discord": _LISTS,
}
_BUDGETS: Mapping[str, Check] = {f.name: _count for f in fields(Budgets)}
