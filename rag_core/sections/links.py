"""How a reader gets to a section: GitHub's anchors for headings, and the rule from a page's path to its address."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from unicodedata import category
from urllib.parse import quote

from rag_core.errors import SourceError

_NOT_IN_ASCII_SLUG = re.compile(r"[^\w\- ]", re.ASCII)
_SLUG_CATEGORIES = frozenset({"Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Me", "Nd", "Nl", "Pc"})
_PLACEHOLDER = re.compile(r"\{(\w*)\}")


def slug(heading: str) -> str:
    """The anchor that GitHub gives a heading's plain text, before it is made unique.

    Source: github-slugger, script/generate-regex.mjs: letters, marks, digits, connectors, spaces and hyphens stay.
    """
    lowered = heading.lower()
    if lowered.isascii():
        kept = _NOT_IN_ASCII_SLUG.sub("", lowered)
    else:
        kept = "".join(char for char in lowered if char in " -" or category(char) in _SLUG_CATEGORIES)
    return kept.replace(" ", "-")


class Anchors:
    """The anchors given on one page so far; "" is taken by the top of the page."""

    def __init__(self) -> None:
        self._repeats = {"": 0}

    def take(self, wanted: str) -> str:
        """Give `wanted`, or `wanted-1`, `wanted-2` and so on when it is taken, as github-slugger counts."""
        anchor = wanted
        while anchor in self._repeats:
            self._repeats[wanted] += 1
            anchor = f"{wanted}-{self._repeats[wanted]}"
        self._repeats[anchor] = 0
        return anchor


def page_url(base_url: str, path: str) -> str:
    """The page's address, percent-encoded; "" without a base URL.

    `base_url` may hold `{path}` (docs/faq.md), `{stem}` (docs/faq), `{name}` (faq.md) and `{slug}` (faq); without any
    of them the path is appended. Raises `SourceError` for another placeholder.
    """
    if not base_url:
        return ""
    page = PurePosixPath(path)
    values = {"path": path, "stem": str(page.with_suffix("")), "name": page.name, "slug": page.stem}
    for placeholder in _PLACEHOLDER.findall(base_url):
        if placeholder not in values:
            known = ", ".join(f"{{{name}}}" for name in values)
            raise SourceError(f"The base URL {base_url} has an unknown placeholder {{{placeholder}}}: use {known}.")
    template = base_url if _PLACEHOLDER.search(base_url) else f"{base_url.rstrip('/')}/{{path}}"
    return _PLACEHOLDER.sub(lambda found: _quoted(values[found[1]]), template)


def section_url(page: str, anchor: str) -> str:
    """The page's address with the anchor, encoded so that chat clients keep the link whole."""
    return f"{page}#{_quoted(anchor)}" if page and anchor and "#" not in page else page


def _quoted(part: str) -> str:
    return quote(part, safe="/", errors="surrogatepass")
