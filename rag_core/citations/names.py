"""What a sentence writes as code: identifiers, options, settings; and whether a section has them."""

from __future__ import annotations

import re
from collections.abc import Iterable

_IDENTIFIER = re.compile(
    r"(?<![A-Za-z0-9_])[A-Za-z0-9_]*[A-Za-z][A-Za-z0-9]*(?:[_./:-]+[A-Za-z0-9]+)*(?:_[A-Za-z0-9]*)*"
)
_TECHNICAL = re.compile(r"[A-Za-z]\d|_|[a-z][A-Z]|[A-Za-z]{2}[./:][A-Za-z]{2}")
_CODE_SPAN = re.compile(r"(?<!`)`++([^`]+)`+")
_OPTION = re.compile(r"(?<![\w-])--?[A-Za-z][\w-]*")
_SETTING = re.compile(r"(?<![\w.-])([\w.-]+)\s*=\s*([\w.-]+)")
# What the reader has names of their own for: `<name>`, `sk-...`, a reserved host, `client` in `client.search()`.
_READERS = re.compile(
    r"<[^<>`]*>|(?<![\w-])[\w-]++(?:\.{3}|…)|(?<![\w.-])(?:https?://)?(?:[\w-]+\.)*example\.(?:com|org|net)\b"
    r"|(?<![\w.])(?:[A-Za-z_]\w*\.)+(?=[A-Za-z_]\w*\()",
    re.IGNORECASE,
)
_STAND_IN = re.compile(r"(?:your|my|example)[\w-]*|foo|bar|name|value", re.IGNORECASE)


def identifiers(text: str) -> tuple[str, ...]:
    """What is written as code or looks like it, case folded."""
    text = _READERS.sub(" ", text)
    coded = {name for span in _CODE_SPAN.findall(text) for name in _IDENTIFIER.findall(span)}
    plain = {name for name in _IDENTIFIER.findall(_CODE_SPAN.sub(" ", text)) if _TECHNICAL.search(name)}
    return tuple(name.casefold() for name in sorted(coded | plain) if len(name) > 1 and not _STAND_IN.fullmatch(name))


def code(text: str) -> tuple[str, ...]:
    """The names, options (`--all`) and settings (`a=b`, without spaces) in code spans, case folded."""
    found: set[str] = set()
    for span in _CODE_SPAN.findall(_READERS.sub(" ", text)):
        settings = (f"{name}={value}" for name, value in _SETTING.findall(span))
        named = (name for name in _IDENTIFIER.findall(_OPTION.sub(" ", span)) if not _STAND_IN.fullmatch(name))
        found.update(name.casefold() for name in (*_OPTION.findall(span), *settings, *named) if len(name) > 1)
    return tuple(sorted(found))


def has(texts: Iterable[str], name: str) -> bool:
    """Whether one of the case-folded texts has a name or option as a whole, or does not set a setting otherwise."""
    if setting := _SETTING.fullmatch(name):
        assigned = re.compile(rf"(?<![\w.]){re.escape(setting[1])}\s*=\s*([\w.-]+)")
        values = {match[1].rstrip(".") for text in texts for match in assigned.finditer(text)}
        return not values or setting[2] in values
    whole = re.compile(rf"(?<![a-z0-9]){re.escape(name)}(?![a-z0-9])")
    return any(whole.search(text) for text in texts)
