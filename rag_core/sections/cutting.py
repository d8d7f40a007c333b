"""Long Markdown into parts: between blocks where possible, never through a fence or table without mending it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from rag_core.sections.blocks import close_fences, dedent, fences, lines_of, tidied, top_level

if TYPE_CHECKING:
    from markdown_it.token import Token

    from rag_core.sections.blocks import Block

# No part begins with a backtick or tilde that did not begin its line before: it could open a fence.
_SENTENCE_END = re.compile(r"[.!?;:](?=\s+[^\s`~])|[。！？；](?=[^`~])")
_WORD_END = re.compile(r"(?<=\S)(?=\s+[^\s`~])")
# https://github.github.com/gfm/#tables-extension-
_TABLE_HEAD = re.compile(r".*\|.*\n(?=.*\|)[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*")
_FENCE_RUN = re.compile(r"^[ \t>*+.)\d-]{0,20}(?:`{3,}|~{3,})|`{3,}|~{3,}", re.MULTILINE)


def parts(blocks: Iterable[str], limit: int) -> tuple[str, ...]:
    """Blocks joined into as few texts of at most `limit` characters as their order allows.

    Each block is Markdown of its own with its fences closed. A block beyond the limit is cut: a list between its items,
    a table between its rows with the head repeated, a fence between its lines with the fence closed and opened again,
    anything else between lines, sentences or words.
    """
    pieces = (piece for block in blocks for piece in _cut(block, limit))
    return tuple(_packed(filter(None, pieces), "\n\n", limit))


def _packed(pieces: Iterable[str], separator: str, limit: int) -> Iterator[str]:
    """Neighbours joined while they fit."""
    current: str | None = None
    for piece in pieces:
        if current is None:
            current = piece
        elif len(current) + len(separator) + len(piece) <= limit:
            current += separator + piece
        else:
            yield current
            current = piece
    if current is not None:
        yield current


def _cut(block: str, limit: int) -> Iterator[str]:
    if len(block) <= limit:
        yield block
    elif "\n" not in block:
        yield from _prose(block, limit)
    else:
        block = dedent(block)
        groups = list(top_level(block))
        frame = _frame(block, groups, limit)
        yield from _framed(*frame, limit) if frame else _between(block, groups, limit)


def _frame(block: str, groups: Sequence[Block], limit: int) -> tuple[str, list[str], str] | None:
    """Head, rows and tail of a block whose every part needs head and tail: a fence or a table."""
    lines = block.split("\n")
    first = groups[0][0] if len(groups) == 1 else None
    if first and first.type == "fence":
        head = lines[0] if len(lines[0]) <= limit // 4 else first.markup
        return head, lines[1:-1], first.markup
    head = "\n".join(lines[:2])
    if first and first.type == "paragraph_open" and _TABLE_HEAD.fullmatch(head) and len(head) <= limit // 4:
        return head, lines[2:], ""
    return None


def _framed(head: str, rows: Sequence[str], tail: str, limit: int) -> Iterator[str]:
    # A frame as long as the limit is a trick; a part may then be longer, but there are not millions of parts.
    room = max(limit - len(head) - len(tail) - 2, limit // 2)
    for body in _packed((piece for row in rows for piece in _prose(row, room)), "\n", room):
        yield "\n".join((head, body, tail)) if tail else f"{head}\n{body}"


def _between(block: str, groups: Sequence[Block], limit: int) -> Iterator[str]:
    """Cut a block between the largest things inside it that fit."""
    mending = max((len(run) + 1 for run in _FENCE_RUN.findall(block)), default=0)
    room = max(limit - mending, limit // 2)
    units, separator = _units(block, groups)
    pieces = (piece for unit in units for piece in _cut(unit, room))
    for part in _packed(pieces, separator, room):
        if text := tidied(part):
            yield close_fences(text)


def _units(block: str, groups: Sequence[Block]) -> tuple[Sequence[str], str]:
    """Blocks, else list items, else lines with the fences among them whole; and what to join them with."""
    lines = block.split("\n")
    if len(groups) > 1:
        return [_text(lines, group[0]) for group in groups], "\n\n"
    tokens = [token for group in groups for token in group]
    items = [token for token in tokens if token.type == "list_item_open" and token.level == 1]
    if len(items) > 1:
        return [_text(lines, item) for item in items], "\n"
    units = _around_fences(lines, tokens)
    return units if len(units) > 1 else lines, "\n"


def _around_fences(lines: Sequence[str], tokens: Sequence[Token]) -> Sequence[str]:
    units: list[str] = []
    done = 0
    for fence in fences(tokens):
        start, end = lines_of(fence)
        units.extend(lines[done:start])
        units.append("\n".join(lines[start:end]))
        done = end
    return [*units, *lines[done:]]


def _text(lines: Sequence[str], token: Token) -> str:
    start, end = lines_of(token)
    return "\n".join(lines[start:end]).rstrip()


def _prose(line: str, limit: int) -> Iterator[str]:
    """One line in pieces: between sentences, else between words, else anywhere."""
    start = 0
    while len(line) - start > limit:
        end = _border(line, start, limit)
        yield line[start:end].rstrip()
        start = end + len(line[end : end + limit]) - len(line[end : end + limit].lstrip())
    if start < len(line) or not line:
        yield line[start:]


def _border(line: str, start: int, limit: int) -> int:
    end = start + limit
    for border in (_SENTENCE_END, _WORD_END):
        found = [match.end() for match in border.finditer(line, start + limit // 2, end + 2)]
        if fitting := [position for position in found if position <= end]:
            return fitting[-1]
    hard = end
    while hard > start + limit // 2 and line[hard] in " \t`~":
        hard -= 1
    return hard
