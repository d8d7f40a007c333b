"""The YAML block at the top of a page: the few keys that Footnote honours, and the text below it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import takewhile
from typing import TYPE_CHECKING, Literal

from rag_core.types import Audience

if TYPE_CHECKING:
    from yaml import NodeEvent

BLOCK_MAX = 8_192  # characters; the pure-Python YAML scanner is quadratic in brackets
TOP_LINES = 40  # lines that are looked at for an audience where there is no block
TITLE_MAX = 300  # characters; longer is a paragraph in the wrong place

# Blank lines and comments, such as a licence.
_ABOVE = re.compile(r"(?:[ \t]*+\n|<!--(?:(?!-->)(?s:.))*+-->[ \t]*+\n)*+")
_BLOCK = re.compile(rf"{_ABOVE.pattern}---[ \t]*\n(?P<yaml>(?:.*\n)*?)(?:---|\.\.\.)[ \t]*(?:\n|\Z)")
# Where a block is not read: a longer or other fence, JSON, a fence that is never closed.
_OPENING = re.compile(r"[ \t]*(?:[^\w\s#>|]{3,}.*|\{[ \t]*)")
_CLOSING = re.compile(r"[ \t]*(?:[^\w\s#>|]{3,}|\})[ \t]*")
_BLANK = re.compile(r"\s*")
_NAMED = re.compile(r"^[^\w\n#]*audience[^\w\n:=]*[:=][^\w\n]*(?P<value>\w+)", re.MULTILINE | re.IGNORECASE)
_CLOSED = ("intern", "privat", "confiden", "restrict")  # how a value begins that cannot mean "public"
_ENTRY = re.compile(r"^(?P<key>[A-Za-z][\w-]*)[ \t]*:(?:[ \t]+(?P<value>.*\S))?[ \t]*$", re.MULTILINE)
_URL = re.compile(r"https?://\S+")
_DATES = ("updated", "last_modified", "date")  # the first valid one counts

Value = str | tuple[str, ...] | None
"""A text or a list of texts; None for what is neither."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontMatter:
    """What a page says about itself; "" and None where it says nothing usable."""

    title: str = ""
    url: str = ""
    audience: Audience | None = None
    updated: datetime | None = None  # aware, UTC
    questions: tuple[str, ...] | None = ()  # patterns that the page answers; None when they cannot be read
    answer: str = ""  # Markdown, to these; "" is the page's own text
    unclear: bool = False  # an audience stands at the top that cannot be read; then it is "internal"


def parse(text: str) -> tuple[FrontMatter, str]:
    """Split a page, with line feeds, into what its front matter says and the text below.

    Never fails: a block that is no valid YAML is read line by line, one without any `key:` is the page's text. Who
    wrote an audience at the top meant something by it, so one that is not read there is the stricter one.
    """
    block = _BLOCK.match(text)
    entries = _entries(block["yaml"]) if block else None
    if block is None or entries is None:
        return (FrontMatter(audience="internal", unclear=True) if _names_audience(text) else FrontMatter()), text
    front = _typed(entries)
    named = sum(1 for _ in _NAMED.finditer(text, 0, min(block.end(), BLOCK_MAX)))
    if front.unclear or named > (front.audience is not None):
        front = replace(front, audience="internal", unclear=True)
    return front, text[block.end() :]


def _names_audience(text: str) -> bool:
    """Whether a page without a block that is read has an audience in its first lines all the same.

    Between anything like fences and in comments every audience counts, in plain text only one that shuts others out:
    "Audience: developers" is how many a page begins.
    """
    above = _ABOVE.match(text, 0, BLOCK_MAX)
    start = above.end() if above else 0
    first, *lines = text[start : start + BLOCK_MAX].split("\n")[:TOP_LINES]
    fenced = _OPENING.fullmatch(first) is not None
    ends = (_CLOSING if fenced else _BLANK).fullmatch
    top = "\n".join(takewhile(lambda line: not ends(line), lines if fenced else (first, *lines)))
    values = [match["value"].casefold() for match in _NAMED.finditer(top)]
    return any(fenced or value.startswith(_CLOSED) for value in values) or _NAMED.search(text, 0, start) is not None


def _entries(block: str) -> Mapping[str, Value] | None:
    """The top level's entries, keys in small letters; None when the block is not a mapping."""
    import yaml

    if len(block) <= BLOCK_MAX:
        with suppress(yaml.YAMLError):  # most often a colon in an unquoted title
            return _values(block)
    entries = _folded((entry["key"], (entry["value"] or "").strip("\"'")) for entry in _ENTRY.finditer(block))
    return {**entries, **({"questions": None} if "questions" in entries else {})} or None  # no list is read by line


def broken_line(text: str) -> int | None:
    """The line of a page, from 1, at which its front matter stops being YAML; None where that does not happen."""
    import yaml

    block = _BLOCK.match(text)
    if block is None or len(block["yaml"]) > BLOCK_MAX:
        return None
    try:
        _values(block["yaml"])
    except yaml.MarkedYAMLError as error:
        below = error.problem_mark.line if error.problem_mark else 0
        return text.count("\n", 0, block.start("yaml")) + below + 1
    return None


def _values(block: str) -> Mapping[str, Value] | None:
    """Read parser events instead of building objects: no tags, no recursion, nothing for a hostile page to grow."""
    import yaml

    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # libyaml is 14 times faster and in every wheel
    nodes: list[Value] = []  # keys and values in turn
    depth = 0
    for event in yaml.parse(block, Loader=loader):
        if isinstance(event, yaml.NodeEvent):
            if depth == 0 and not isinstance(event, yaml.MappingStartEvent):
                return None
            if depth == 1:
                nodes.append(_begun(event))
            elif depth == 2:
                nodes[-1] = _grown(nodes[-1], event)
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
    entries = _folded((key, value) for key, value in zip(nodes[::2], nodes[1::2], strict=True) if isinstance(key, str))
    return entries if nodes or not block.strip() else None


def _folded(entries: Iterable[tuple[str, Value]]) -> dict[str, Value]:
    """Of a key that is there twice the last value, as in YAML."""
    return {key.casefold(): value for key, value in entries}


def _begun(event: NodeEvent) -> Value:
    import yaml

    if isinstance(event, yaml.ScalarEvent):
        text: str = event.value
        return text
    return () if isinstance(event, yaml.SequenceStartEvent) else None


def _grown(items: Value, event: NodeEvent) -> Value:
    """A list with one more item; None with one that is no text."""
    import yaml

    return (*items, event.value) if isinstance(items, tuple) and isinstance(event, yaml.ScalarEvent) else None


def _typed(entries: Mapping[str, Value]) -> FrontMatter:
    title = " ".join(_text(entries, "title").split())
    url = _text(entries, "url")
    audience = _audience(entries)
    return FrontMatter(
        title=title if title.isprintable() and len(title) <= TITLE_MAX else "",
        url=url if _URL.fullmatch(url) else "",
        audience="internal" if audience == "unclear" else audience,
        unclear=audience == "unclear",
        updated=next(filter(None, (_date(_text(entries, key)) for key in _DATES)), None),
        questions=_questions(entries),
        answer=_text(entries, "answer").strip(),
    )


def _text(entries: Mapping[str, Value], key: str) -> str:
    value = entries.get(key)
    return value if isinstance(value, str) else ""


def _questions(entries: Mapping[str, Value]) -> tuple[str, ...] | None:
    """A list of texts, or one text."""
    value = entries.get("questions", ())
    return ((value,) if value else ()) if isinstance(value, str) else value


def _audience(entries: Mapping[str, Value]) -> Audience | Literal["unclear"] | None:
    value = entries.get("audience", "")
    if value == "":
        return None
    word = value.strip().casefold() if isinstance(value, str) else ""
    return "public" if word == "public" else "internal" if word == "internal" else "unclear"


def _date(value: str) -> datetime | None:
    """ISO 8601 and its usual relatives in front matter (a space before the offset); without an offset it is UTC."""
    try:
        date = datetime.fromisoformat(re.sub(r"\s+(?=[+-]\d)", "", value.strip()))
        return date.replace(tzinfo=date.tzinfo or UTC).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
