"""Markdown for readers without Markdown: plain text, and the walk over a parsed text that Slack's mrkdwn shares."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from adapters.markdown import outline, spans
from adapters.markdown.mentions import ZERO_WIDTH_SPACE, neutralise

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.tree import SyntaxTreeNode

# More brackets than this are no links but an attack: the parser looks for each one's end anew (0.5 s for 30,000).
_MOST_BRACKETS = 3_000
_WIDEST_COLUMN = 60  # cells of a terminal; a table with a wider one is not aligned
_SENTENCE_WITHIN = 20_000  # characters: where the first sentence is looked for
_MARKERS = re.compile(rf"{spans.MARKER.pattern}(?:\s*,?\s*{spans.MARKER.pattern})*")
_MARK = "\0"  # around emphasis while text is put together; the parser lets none through


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """How a surface writes what Markdown means."""

    text: Callable[[str], str]
    link: Callable[[str, str], str]  # label as plain text, URL
    code: Callable[[str], str]
    block: Callable[[str], str]  # of code; without the last line break
    heading: Callable[[str], str]
    strong: str = ""
    slanted: str = ""
    struck: str = ""


def _labelled(label: str, url: str) -> str:
    if not re.match(r"(?:https?|mailto):", url):
        return label
    address = url.removeprefix("mailto:")
    return address if label in {"", address} else f"{label} ({address})"


PLAIN = Dialect(text=str, link=_labelled, code=str, block=str, heading=str)
_LABELS = replace(PLAIN, link=lambda label, _url: label)


def plain(text: str) -> str:
    """Return Markdown as readable text without markup: links as `label (url)`, lists with bullets, tables aligned.

    Mentions are defused in the result, since what was escaped is so no more.
    """
    return neutralise(written(text, PLAIN))


def first_sentence(text: str, limit: int = 150) -> str:
    """Return the first sentence of an answer for a notification: no markup, markers or code; `limit` characters.

    Headings and tables count only when there is no paragraph or list; "" when there is nothing but code.
    """
    tree = _parsed(text[:_SENTENCE_WITHIN])
    lines: dict[bool, str] = {}
    for node in tree.walk():
        if node.type == "inline" and (found := _sentence(node)):
            lines.setdefault(node.parent is not None and node.parent.type == "paragraph", found)
    return spans.shortened(neutralise(lines.get(True, lines.get(False, ""))), limit)


def _sentence(node: SyntaxTreeNode) -> str:
    running = _MARKERS.sub("", _inline(node.children, _LABELS))
    running = re.sub(r"\s+([.,;:!?])", r"\1", re.sub(r"\s+", " ", running)).strip()
    return spans.first_sentence(running) if re.search(r"\w", running) else ""


def written(text: str, dialect: Dialect) -> str:
    """Return Markdown as `dialect` writes it."""
    return "\n".join(_lines(_parsed(text).children, dialect, apart=True)).strip("\n")


@cache
def _parser(*, links: bool) -> MarkdownIt:
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    return parser.disable(["reference"] if links else ["reference", "link", "image"])


def _parsed(text: str) -> SyntaxTreeNode:
    from markdown_it.tree import SyntaxTreeNode

    return SyntaxTreeNode(_parser(links=text.count("[") <= _MOST_BRACKETS).parse(outline.normalised(text)))


def _lines(nodes: Sequence[SyntaxTreeNode], dialect: Dialect, *, apart: bool) -> list[str]:
    """The lines of blocks, with an empty one between them if they are `apart`."""
    lines: list[str] = []
    for node in nodes:
        if lines and apart:
            lines.append("")
        lines += _block(node, dialect)
    return lines


def _block(node: SyntaxTreeNode, dialect: Dialect) -> list[str]:
    match node.type:
        case "bullet_list" | "ordered_list":
            return list(_list(node, dialect))
        case "blockquote":
            return [f"> {line}".rstrip() for line in _lines(node.children, dialect, apart=True)]
        case "fence" | "code_block":
            return dialect.block(node.content.removesuffix("\n")).split("\n")
        case "table":
            return dialect.block(_table(node)).split("\n")
        case "hr":
            return ["———"]
        case "heading":
            return [dialect.heading(_inline(node.children[0].children, dialect).replace("\n", " "))]
    return _inline(node.children[0].children, dialect).split("\n")


def _list(node: SyntaxTreeNode, dialect: Dialect) -> Iterator[str]:
    loose = any(child.type == "paragraph" and not child.hidden for item in node.children for child in item.children)
    for index, item in enumerate(node.children):
        mark = f"{item.info}. " if node.type == "ordered_list" else "• "
        if loose and index:
            yield ""
        first, *others = _lines(item.children, dialect, apart=loose) or [""]
        yield (mark + first).rstrip()
        yield from (f"{' ' * len(mark)}{line}".rstrip() for line in others)


def _table(node: SyntaxTreeNode) -> str:
    """The table as lines of cells, aligned by what they take up on a screen unless one is very wide."""
    from rich.cells import cell_len

    rows = [
        [_inline(cell.children[0].children, _LABELS).replace("\n", " ") for cell in row.children]
        for part in node.children
        for row in part.children
    ]
    widths = [max(map(cell_len, column)) for column in zip(*rows, strict=True)]
    if max(widths) > _WIDEST_COLUMN:
        return "\n".join(" | ".join(row).rstrip() for row in rows)
    rows.insert(1, ["-" * width for width in widths])
    lines = (
        "  ".join(cell + " " * (width - cell_len(cell)) for cell, width in zip(row, widths, strict=True))
        for row in rows
    )
    return "\n".join(line.rstrip() for line in lines)


def _inline(nodes: Sequence[SyntaxTreeNode], dialect: Dialect) -> str:
    """Running text; emphasis within a word is parted from it, which is where mrkdwn asks for a border."""
    text = "".join(_span(node, dialect) for node in nodes)
    text = re.sub(rf"(?<=[^\W_]){_MARK}|{_MARK}(?=[^\W_])", ZERO_WIDTH_SPACE, text)
    return text.replace(_MARK, "")


def _span(node: SyntaxTreeNode, dialect: Dialect) -> str:
    match node.type:
        case "softbreak" | "hardbreak":
            return "\n"
        case "code_inline":
            return dialect.code(node.content)
        case "link" | "image":
            label = _inline(node.children, PLAIN).replace("\n", " ").strip()
            return dialect.link(label, str(node.attrs.get("href") or node.attrs.get("src") or ""))
        case "strong" | "em" | "s":
            mark = {"strong": dialect.strong, "em": dialect.slanted, "s": dialect.struck}[node.type]
            inner = _inline(node.children, dialect)
            return f"{_MARK}{mark}{inner.replace(chr(10), ' ')}{mark}{_MARK}" if mark else inner
    return dialect.text(node.content)
