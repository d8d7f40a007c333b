"""What counts as a page, wherever it lies: names that match a pattern, bytes that are text."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from rag_core.errors import SourceError

PAGE_BYTES_MAX = 5_000_000  # bytes; the longest handbooks in one file are below 2 MB
TOTAL_BYTES_MAX = 200_000_000  # bytes of one source's pages; they are in memory together
CURATED_FILE = "curated.toml"  # in a source's root, beside the pages

_VENDORED = frozenset({"node_modules", "site-packages", "__pycache__", "__MACOSX"})
_GLOB = re.compile(
    r"(?P<folders>\*\*/)|(?P<all>\*\*)|(?P<star>\*)|(?P<one>\?)|\[(?P<set>[^\]/]+)\]|(?P<char>.)", re.DOTALL
)
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_ASCII = bytes(range(0x80))
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1f]")
_WESTERN_MAX = 0.25  # share of non-ASCII bytes; Western prose has under 0.1, other scripts in legacy encodings over 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class RawPage:
    """A page's bytes as they were found. `path` is below the source's root, "/" between folders."""

    path: str
    content: bytes
    updated: datetime | None = None  # aware, UTC


@dataclass(frozen=True, slots=True, kw_only=True)
class Skipped:
    """Something that looked like a page and was left out."""

    path: str
    reason: str


class NotText(ValueError):
    """The bytes are no text. `str(error)` completes "skipped because it is ..."."""


def decode(content: bytes) -> str:
    """The page's text without a byte order mark.

    UTF-8, UTF-16 with a byte order mark, else Windows-1252 when most bytes are ASCII. `NotText` for everything else:
    a guess that is wrong would be indexed as gibberish without anybody noticing.
    """
    for bom, encoding in _BOMS:
        if content.startswith(bom):
            return _strict(content[len(bom) :], encoding)
    try:
        return _strict(content, "utf-8")
    except NotText:
        if len(content.translate(None, _ASCII)) > _WESTERN_MAX * len(content) or _CONTROL.search(content):
            raise
        return _strict(content, "cp1252")


def _strict(content: bytes, encoding: str) -> str:
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        raise NotText("not text in a known encoding; save it as UTF-8") from None
    if "\0" in text:
        raise NotText("not text")
    return text


def readable(path: str) -> str:
    """The path as text: file names need not be text on Linux, and Python smuggles their bytes in surrogates."""
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def is_hidden(name: str, include: str) -> bool:
    """Whether a file or folder name is passed over: dot names and installed packages, unless the pattern names them."""
    return (name.startswith(".") or name in _VENDORED) and name not in include.split("/")


def choose(paths: Sequence[str], include: str, *, where: str) -> tuple[str, ...]:
    """The paths that match the glob `include`, sorted; `**/` stands for any number of folders, none included.

    CURATED_FILE is chosen whatever the glob says, and never one below the root. Raises `SourceError` when no page is
    chosen, with what there was instead.
    """
    pattern = _pattern(include)
    visible = sorted(path for path in paths if _is_visible(path, include))
    chosen = tuple(path for path in visible if path == CURATED_FILE or (pattern.fullmatch(path) and not _is_low(path)))
    if any(path != CURATED_FILE for path in chosen):
        return chosen
    there = f"{len(visible)} files, for example {readable(visible[0])}" if visible else "no files at all"
    raise SourceError(f"No page in {where} matches {include}: there are {there}. Give an include pattern that fits.")


def misplaced(paths: Iterable[str], include: str) -> Iterator[Skipped]:
    """Each CURATED_FILE that lies below the root, where nobody would miss its answers."""
    why = "its answers count only in the root of a source; move it there, or give its folder as a source of its own"
    return (Skipped(path=path, reason=why) for path in sorted(paths) if _is_low(path) and _is_visible(path, include))


def _is_low(path: str) -> bool:
    return path.endswith(f"/{CURATED_FILE}")


def _is_visible(path: str, include: str) -> bool:
    return not any(is_hidden(part, include) for part in path.split("/"))


def _pattern(include: str) -> re.Pattern[str]:
    try:
        return re.compile("".join(map(_translate, _GLOB.finditer(include.removeprefix("./")))), re.DOTALL)
    except re.error:
        raise SourceError(f"The include pattern {include} is not a valid glob: write one like **/*.md.") from None


def _translate(token: re.Match[str]) -> str:
    match token.lastgroup:
        case "folders":
            return "(?:[^/]+/)*"
        case "all":
            return ".*"
        case "star":
            return "[^/]*"
        case "one":
            return "[^/]"
        case "set":
            members = token["set"].replace("\\", r"\\")
            return f"[^{members[1:]}]" if members.startswith("!") else f"[{members}]"
        case _:
            return re.escape(token[0])
