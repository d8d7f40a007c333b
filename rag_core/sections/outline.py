"""A page's headings and the blocks between them, each block cleaned to Markdown that can stand alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from typing import TYPE_CHECKING

from rag_core.sections import markup
from rag_core.sections.blocks import FENCE_MARKS, close_fences, dedent, fence_end, lines_of, tidied, top_level

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

    from rag_core.sections.blocks import Block

Clean = Callable[[str], str]

HEADING_MAX = 300  # characters; what is longer is a paragraph with a "#" before it

_CUSTOM_ID = re.compile(r"\s*\{:?\s*#(?P<id>[^\s{}#]+)\s*\}\s*$")  # Docusaurus, kramdown, Pandoc
_HTML_HEADING = re.compile(
    rf"<h(?P<level>[1-6])(?P<attributes>(?:\s[^<>]*)?)>(?P<text>.{{0,{HEADING_MAX}}}?)</h(?P=level)\s*>",
    re.IGNORECASE | re.DOTALL,
)
_HTML_ID = re.compile(r"""\sid\s*=\s*["']?(?P<id>[^\s"'<>]+)""", re.IGNORECASE)
_UNREAD = re.compile(r"\s*<(?:script|style)\b", re.IGNORECASE)
_PREFORMATTED = re.compile(r"\s*<pre\b", re.IGNORECASE)
_INLINE_MARK = re.compile(r"[\\`*_\[\]<>&!~]")
_INDENTED_HEADING = re.compile(r"^[ \t]+#{1,6}[ \t]", re.MULTILINE)
_LIST_MARKER = re.compile(r" *(?:[-+*]|\d{1,9}[.)])(?P<gap> *)(?P<content>\S?)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A heading that begins a section."""

    level: int  # 1 to 6
    text: str  # plain, on one line
    label: str  # what its anchor is made from: the same with its spaces as they were written
    id: str = ""  # when the page names the anchor itself


def outline(text: str) -> tuple[Heading | str, ...]:
    """The headings and blocks of a page with line feeds in their order; what has no words is left out.

    Headings in quotations and list items are part of these; see `_without_swallowed_headings` for the one exception.
    """
    text = _without_swallowed_headings(text)
    lines = text.split("\n")
    blocks, links = _without_definitions(top_level(text))
    clean = partial(markup.clean, links=links)
    return tuple(item for block in blocks for item in _items(lines, block, clean) if item)


def _without_definitions(page: Iterable[Block]) -> tuple[Sequence[Block], Mapping[str, str]]:
    """The blocks that a reader sees, and the addresses that the others give to links."""
    blocks: list[Block] = []
    links: dict[str, str] = {}
    for block in page:
        found = markup.definitions(block[1].content) if block[0].type == "paragraph_open" else {}
        for label, address in found.items():
            links.setdefault(label, address)
        if not found:
            blocks.append(block)
    return blocks, links


def _items(lines: Sequence[str], block: Block, clean: Clean) -> Iterator[Heading | str]:
    first = block[0]
    start, end = lines_of(first)
    match first.type:
        case "hr":
            return
        case "heading_open":
            source = clean(block[1].content)
            yield _heading(int(first.tag[1]), source) or close_fences(tidied(source))
        case "fence":
            yield _fence(lines, first)
        case "code_block":
            yield fenced(first.content)
        case "html_block":
            yield from _html(dedent("\n".join(lines[start:end])), clean)
        case _:
            yield _cleaned(lines, block, clean)


def _heading(level: int, source: str, identifier: str = "") -> Heading | None:
    """From cleaned Markdown; None when there is no text, or too much of it."""
    if len(source) > 4 * HEADING_MAX:
        return None
    custom = _CUSTOM_ID.search(source)
    label = plain(source[: custom.start()] if custom else source)
    text = " ".join(label.split())
    if not 0 < len(text) <= HEADING_MAX:
        return None
    return Heading(level=level, text=text, label=label, id=custom["id"] if custom else identifier)


def plain(source: str) -> str:
    """Inline Markdown as a reader sees it, without line ends; pictures only count when there is nothing else."""
    source = source.strip()
    if not _INLINE_MARK.search(source):
        return source.replace("\n", " ")
    children = _inline_parser().parseInline(source)[0].children or []
    words = "".join(_words(children)).strip()
    return words or " ".join(token.content for token in children if token.type == "image").strip()


def _words(children: Iterable[Token]) -> Iterator[str]:
    for token in children:
        if token.type in {"softbreak", "hardbreak"}:
            yield " "
        elif token.type != "image":
            yield token.content


@cache
def _inline_parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark").enable("strikethrough")


def _fence(lines: Sequence[str], fence: Token) -> str:
    start, end = lines_of(fence)
    if not fence.content.strip():
        return ""
    text = dedent("\n".join(lines[start:end]).rstrip())
    return text if fence_end(lines, fence) is None else f"{text}\n{fence.markup}"


def fenced(code: str) -> str:
    """Code as a fence: chat clients know no other code block."""
    code = code.strip("\n")
    longest = max((len(run) for run in re.findall("`+", code)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}\n{code}\n{fence}" if code.strip() else ""


def _html(source: str, clean: Clean) -> Iterator[Heading | str]:
    if _UNREAD.match(source):
        return
    if _PREFORMATTED.match(source):
        yield fenced(tidied(clean(source)))
        return
    done = 0
    for found in _HTML_HEADING.finditer(source) if "<!--" not in source else ():
        named = _HTML_ID.search(found["attributes"])
        if heading := _heading(int(found["level"]), clean(found["text"]), named["id"] if named else ""):
            yield _html_text(clean(source[done : found.start()]))
            yield heading
            done = found.end()
    yield _html_text(clean(source[done:]))


def _html_text(cleaned: str) -> str:
    text = tidied(cleaned)
    if any(mark in text for mark in FENCE_MARKS):
        return close_fences(text)
    # Indented HTML would turn into indented code.
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.strip() for line in text.split("\n"))).strip()


def _cleaned(lines: Sequence[str], block: Block, clean: Clean) -> str:
    """A paragraph, list, quotation or table: HTML gone outside code, inner fences closed."""
    start, end = lines_of(block[0])
    text = "\n".join(lines[start:end])
    if clean(text) is text and not any(mark in text for mark in FENCE_MARKS):
        return tidied(text)
    cleaned: list[str] = []
    done = start
    for token in block:
        first, after = lines_of(token)
        if token.type in {"inline", "html_block"}:
            cleaned += [*lines[done:first], clean("\n".join(lines[first:after]))]
            done = after
    return close_fences(tidied("\n".join([*cleaned, *lines[done:end]])))


def _without_swallowed_headings(text: str) -> str:
    """Free the headings that a list swallowed because their author indented them.

    By the letter such a heading and all below it belong to the list's last item. When it is not that item's first
    block and no earlier item has a heading, nothing of the list follows: it was meant to begin a section.
    """
    if not _INDENTED_HEADING.search(text):
        return text
    lines = text.split("\n")
    for block in top_level(text):
        items = [index for index, token in enumerate(block) if token.type == "list_item_open" and token.level == 1]
        headings = [index for index, token in enumerate(block) if _is_swallowed(token)]
        if items and headings and headings[0] > items[-1] + 1:
            columns = _content_column(lines[lines_of(block[items[-1]])[0]])
            start, end = lines_of(block[headings[0]])[0], lines_of(block[0])[1]
            lines[start:end] = dedent("\n".join(lines[start:end]), columns).split("\n")
    return "\n".join(lines)


def _is_swallowed(token: Token) -> bool:
    return token.type == "heading_open" and token.level == 2 and token.markup.startswith("#")


def _content_column(item: str) -> int:
    """Where the text of a list item begins. Source: CommonMark 0.31, section 5.2."""
    marker = _LIST_MARKER.match(item.expandtabs(4))
    if marker is None:
        return 0
    fits = marker["content"] and 1 <= len(marker["gap"]) <= 4
    return marker.end("gap") if fits else marker.start("gap") + 1
