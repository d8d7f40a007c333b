"""The YAML block at the top of a page: the few keys that Footnote honours, and the text below it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime

from rag_core.types import Audience

BLOCK_MAX = 8_192  # characters; the pure-Python YAML scanner is quadratic in brackets
TITLE_MAX = 300  # characters; longer is a paragraph in the wrong place

_BLOCK = re.compile(r"---[ \t]*\n(?P<yaml>(?:.*\n)*?)(?:---|\.\.\.)[ \t]*(?:\n|\Z)")
_ENTRY = re.compile(r"^(?P<key>[A-Za-z][\w-]*)[ \t]*:(?:[ \t]+(?P<value>.*\S))?[ \t]*$", re.MULTILINE)
_URL = re.compile(r"https?://\S+")
_DATES = ("updated", "last_modified", "date")  # the first valid one counts


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontMatter:
    """What a page says about itself; "" and None where it says nothing usable."""

    title: str = ""
    url: str = ""
    audience: Audience | None = None
    updated: datetime | None = None  # aware, UTC


def parse(text: str) -> tuple[FrontMatter, str]:
    """Split a page, with line feeds, into what its front matter says and the text below.

    Never fails: a block that is no valid YAML is read line by line, one without any `key:` is the page's text.
    """
    block = _BLOCK.match(text)
    if block is None:
        return FrontMatter(), text
    entries = _entries(block["yaml"])
    if entries is None:
        return FrontMatter(), text
    return _typed(entries), text[block.end() :]


def _entries(block: str) -> Mapping[str, str | None] | None:
    """The top level's entries, None for a value that is no plain text; None when the block is not a mapping."""
    import yaml

    if len(block) <= BLOCK_MAX:
        with suppress(yaml.YAMLError):  # most often a colon in an unquoted title
            return _scalars(block)
    return {entry["key"]: (entry["value"] or "").strip("\"'") for entry in _ENTRY.finditer(block)} or None


def _scalars(block: str) -> Mapping[str, str | None] | None:
    """Read parser events instead of building objects: no tags, no recursion, nothing for a hostile page to grow."""
    import yaml

    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # libyaml is 14 times faster and in every wheel
    nodes: list[str | None] = []  # keys and values in turn
    depth = 0
    for event in yaml.parse(block, Loader=loader):
        if isinstance(event, yaml.NodeEvent):
            if depth == 0 and not isinstance(event, yaml.MappingStartEvent):
                return None
            if depth == 1:
                nodes.append(event.value if isinstance(event, yaml.ScalarEvent) else None)
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
    entries = {key: value for key, value in zip(nodes[::2], nodes[1::2], strict=True) if key is not None}
    return entries if nodes or not block.strip() else None


def _typed(entries: Mapping[str, str | None]) -> FrontMatter:
    title = " ".join((entries.get("title") or "").split())
    url = entries.get("url") or ""
    return FrontMatter(
        title=title if title.isprintable() and len(title) <= TITLE_MAX else "",
        url=url if _URL.fullmatch(url) else "",
        audience=_audience(entries),
        updated=next(filter(None, (_date(entries.get(key) or "") for key in _DATES)), None),
    )


def _audience(entries: Mapping[str, str | None]) -> Audience | None:
    """A value that nobody knows is the stricter one: a typing error must not publish a page."""
    value = entries.get("audience", "")
    if value == "":
        return None
    return "public" if value is not None and value.strip().lower() == "public" else "internal"


def _date(value: str) -> datetime | None:
    """ISO 8601 and its usual relatives in front matter (a space before the offset); without an offset it is UTC."""
    try:
        date = datetime.fromisoformat(re.sub(r"\s+(?=[+-]\d)", "", value.strip()))
        return date.replace(tzinfo=date.tzinfo or UTC).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
