"""Markdown's block structure by line numbers: one parser for whoever has to find, cut or close blocks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

    Block = Sequence[Token]
    """A block and all that is inside it; the first token tells its kind."""

FENCE_MARKS = ("```", "~~~")

_BLANK_LINES = re.compile(r"(?:[ \t]*\n)+")


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    # Text inside the blocks is not parsed: twice as fast. Link definitions and tables stay paragraphs: every line of a
    # page belongs to a block, and a large table does not become a token for each cell.
    return MarkdownIt("commonmark").disable(["inline", "text_join", "reference"])


def top_level(text: str) -> Iterator[Block]:
    """Each block with everything inside it; the first token tells its kind, `map` its lines."""
    block: list[Token] = []
    for token in _parser().parse(text):
        block.append(token)
        if token.level == 0 and token.nesting <= 0:
            yield block
            block = []


def lines_of(token: Token) -> tuple[int, int]:
    """First line, and the one after the last."""
    start, end = token.map or (0, 0)
    return start, end


def fence_end(lines: Sequence[str], fence: Token) -> str | None:
    """The line missing behind a fence that ends with its page or container only; None when it is closed."""
    start, end = lines_of(fence)
    inside = fence.content.removesuffix("\n").count("\n") + 1 if fence.content else 0
    if end - start - 1 > inside:
        return None
    before = lines[start].partition(fence.markup)[0]
    return re.sub(r"[^>\s]", " ", before) + fence.markup


def close_fences(text: str) -> str:
    """The text with every fence closed that was left open."""
    if not any(mark in text for mark in FENCE_MARKS):
        return text
    lines = text.split("\n")
    for fence in reversed(list(fences(token for block in top_level(text) for token in block))):
        if end := fence_end(lines, fence):
            lines.insert(lines_of(fence)[1], end)
    return "\n".join(lines)


def fences(tokens: Iterable[Token]) -> Iterator[Token]:
    """The fences among the tokens, at whatever depth."""
    return (token for token in tokens if token.type == "fence")


def dedent(text: str, columns: int | None = None) -> str:
    """Take up to so many columns of indentation from each line; by default as many as the first line has."""
    if columns is None:
        columns = _indentation(text.partition("\n")[0])
    return "\n".join(_shifted(line, columns) for line in text.split("\n")) if columns else text


def tidied(text: str) -> str:
    """The text without blank lines around it, beginning at the left edge."""
    return dedent(text[_end_of_blank_lines(text) :].rstrip())


def _end_of_blank_lines(text: str) -> int:
    found = _BLANK_LINES.match(text)
    return found.end() if found else 0


def _shifted(line: str, columns: int) -> str:
    body = line.lstrip(" \t")
    return " " * max(0, _indentation(line) - columns) + body


def _indentation(line: str) -> int:
    return len(line[: len(line) - len(line.lstrip(" \t"))].expandtabs(4))
