"""`footnote.toml`: what operators decide about channels, people and budgets, read into the adapters' Rules."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import timedelta
from pathlib import Path
from typing import Any, get_args

from adapters import hours
from adapters.policy import Budgets, ChannelRules, Mode, PlatformRules, Rules
from bot import ids
from bot.config import ConfigError, Settings, unreadable
from rag_core.sources import SourceSpec
from rag_core.types import Audience

LONGEST = timedelta(days=10_000)  # 27 years: nothing of ours is older, and a calendar reaches back that far

Check = Callable[[Any], Any]
"""Takes a value from the file, gives the one to use; raises ValueError that completes "expected ..."."""


def load(file: Path, sources: Collection[str] | None = None) -> Rules:
    """The rules in `file`; the default ones when there is none.

    With the names of the `sources` that there are, a channel may read no other. Raises ConfigError that names file,
    line, key and remedy, for every problem at once.
    """
    try:
        text = file.read_text(encoding="utf-8")
    except FileNotFoundError:
        return Rules()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{file} {unreadable(error)}.") from error
    return parse(text, str(file), sources)


def reads_posts(settings: Settings, rules: Rules) -> bool:
    """Whether the bot has to read on Discord what nobody addresses to it."""
    return bool(settings.discord_channels) or rules.watches("discord")


def named_channels(rules: Rules, platform: str) -> tuple[str, ...]:
    """The ids of the platform's channels that the rules speak of, maintainers' channels included."""
    own = {channel: rules for (where, channel), rules in rules.channels.items() if where == platform}
    desks = {one.maintainers for one in (rules.default, *own.values())}
    return tuple(sorted(own.keys() | {desk for desk in desks if ids.is_id(desk, "channel", platform)}))


def parse(text: str, name: str = "footnote.toml", sources: Collection[str] | None = None) -> Rules:
    """The rules in a TOML text; see `load`."""
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{name}: {error}. Correct the TOML there.") from error
    reader = _Reader(text, name, sources)
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

    def __init__(self, text: str, name: str, sources: Collection[str] | None) -> None:
        self._lines = text.splitlines()
        self._name = name
        self._sources = sources
        self.problems: list[str] = []

    def rules(self, content: Mapping[str, Any]) -> Rules:
        top = _Table(content, "")
        self._refuse_unknown(top, (*_TOP, "default", "channel", "budgets", *ids.PLATFORMS))
        at_default = self._table(top, "default")
        default = ChannelRules(**self._values(at_default, _CHANNEL))
        self._question(at_default, default)
        channels: dict[tuple[str, str], ChannelRules] = {}
        for nth, entry in enumerate(self._tables(top, "channel")):
            table = _Table(entry, "channel", nth)
            place, own = self._channel(table, default)
            if all(place) and place in channels:
                self._problem(table, "id", f'has a table above already: write all about "{place[1]}" there')
            channels[place] = own
        return Rules(
            default=default,
            channels=channels,
            platforms={
                p: PlatformRules(**self._values(self._table(top, p), checks)) for p, checks in _PLATFORM.items()
            },
            budgets=Budgets(**self._values(self._table(top, "budgets"), _BUDGETS)),
            **self._taken(top, _TOP),
        )

    def _channel(self, table: _Table, default: ChannelRules) -> tuple[tuple[str, str], ChannelRules]:
        """Platform and id of a channel, and its rules: its own over the default ones."""
        named = table.content.get("platform")
        platforms = (named,) if named in ids.PLATFORMS else ids.PLATFORMS
        channel, group = ids.one("channel", *platforms), ids.one("group", *platforms)
        own = {
            "platform": _one_of(*ids.PLATFORMS),
            "id": channel,
            "maintainers": _or_none(channel),
            "call": _or_none(group),
        }
        values = self._values(table, {**_CHANNEL, **own})
        if not {"platform", "id"} <= table.content.keys():
            self._problem(table, "", 'needs platform = "slack" or "discord" and id = "…"')
        place = (values.pop("platform", ""), values.pop("id", ""))
        rules = replace(default, **values)
        self._question(table, rules)
        return place, rules

    def _question(self, table: _Table, rules: ChannelRules) -> None:
        """Find what is fine by itself, and can never work together."""
        named = str(table.content.get("platform"))
        desk = rules.maintainers
        if rules.mode == "draft" and not desk and not table.content.get("maintainers"):
            self._problem(table, "mode", 'is "draft" and needs maintainers = "…", the channel where drafts go')
        inherited = named in ids.PLATFORMS and "maintainers" not in table.content
        if inherited and desk and not ids.is_id(desk, "channel", named):
            what = f'is "{desk}" by [default], which is no channel of {named.title()}: name one, or "" for none'
            self._problem(table, "maintainers", what)
        if "sources" in table.content and self._sources is not None:
            self._unknown_sources(table, rules, self._sources)

    def _unknown_sources(self, table: _Table, rules: ChannelRules, known: Collection[str]) -> None:
        for source in rules.sources:
            if source not in known:
                there = ", ".join(sorted(known)) or "none"
                self._problem(table, "sources", f'names "{source}", which is not indexed; there are {there}')

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


def _or_none(check: Check) -> Check:
    return lambda value: "" if value == "" else check(value)


def _places(value: Any) -> tuple[str, ...]:
    """Sources as the index names them."""
    return tuple(SourceSpec(location=word).name for word in _words(value))


def _words(value: Any) -> tuple[str, ...]:
    if not (isinstance(value, list) and all(isinstance(word, str) for word in value)):
        raise ValueError('a list such as ["C012345"]')
    return tuple(value)


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
    span = int(found[1]) * _UNITS[found[2]]
    if span > LONGEST:
        raise ValueError(f'a time of at most "{LONGEST.days}d"')
    return span


def _age(value: Any) -> timedelta:
    """How long something is kept; what is too old is looked for once a day."""
    span = _duration(value)
    if span < _UNITS["d"]:
        raise ValueError('a time of at least "1d", or no such line where nothing is to be erased for its age')
    return span


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
    "retention": _age,
    "digest": _weekly,
}
_CHANNEL: Mapping[str, Check] = {
    "mode": _one_of(*get_args(Mode)),
    "burst": _duration,
    "human_first": _duration,
    "working_hours": _hours,
    "confidence": _share,
    "say_not_covered": _yes_or_no,
    "maintainers": _or_none(ids.one("channel", *ids.PLATFORMS)),
    "sources": _places,
    "audience": _one_of(*get_args(Audience)),
    "call": _or_none(ids.one("group", *ids.PLATFORMS)),
    "language": _word,
    "tone": _word,
}
_PLATFORM: Mapping[str, Mapping[str, Check]] = {
    platform: {
        "workspaces": ids.some("workspace", platform),
        "channels": ids.some("channel", platform),
        "blocked_channels": ids.some("channel", platform),
        "users": ids.some("person", platform),
        "blocked_users": ids.some("person", platform),
        **({"roles": ids.some("role", platform)} if platform == "discord" else {}),  # Slack has none
    }
    for platform in ids.PLATFORMS
}
_BUDGETS: Mapping[str, Check] = {f.name: _count for f in fields(Budgets)}
