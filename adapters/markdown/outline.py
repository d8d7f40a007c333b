"""Reads Markdown into its blocks and says what each stands in: quotes, list items, the blank line before it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from adapters.markdown import blocks

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_NESTING = 50  # quotes and lists inside each other; what lies deeper is kept as the text it is
_MOST_MENDED = 20  # fences; each takes a new parse
_STUCK = re.compile(r"(?:(?<=\S)[ \t]+|(?<=[^\s`]))(`{3,})([\w+#.-]{0,20})[ \t]*$")
_LONGEST_TITLE = 200  # characters
_PREFIX_SHARE = 5  # containers that would take more than this share of a message are written out as text


@dataclass(frozen=True, slots=True, kw_only=True)
class Container:
    """A quote or a list item around blocks."""

    number: int  # in order of appearance
    marker: str  # "> ", or as in "- " and "12. "

    @property
    def quote(self) -> bool:
        """Whether every line repeats the marker."""
        return self.marker == "> "


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A block where it stands."""

    block: blocks.Block
    path: tuple[Container, ...] = ()  # outermost first
    gap: bool = False  # whether a blank line comes before it


@dataclass(slots=True, kw_only=True)
class _Reader:
    lines: Sequence[str]
    limit: int
    measure: blocks.Measure
    path: list[Container] = field(default_factory=list)
    containers: int = 0
    read_to: int = 0  # line
    written_out: set[int] = field(default_factory=set)

    def read(self, tokens: Sequence[Token]) -> Iterator[Placed]:
        for index, token in enumerate(tokens):
            if token.type in {"blockquote_open", "list_item_open"}:
                self.path.append(Container(number=self.containers, marker=_marker(token)))
                self.containers += 1
                if tokens[index + 1].type == "list_item_close":
                    yield from self.place(token, [blocks.text("", limit=self.limit)])
            elif token.type in {"blockquote_close", "list_item_close"}:
                self.path.pop()
            else:
                yield from self.place(token, _blocks(token, tokens, index, self.limit))
        yield from self.missed(len(self.lines))

    def place(self, token: Token, found: Sequence[blocks.Block]) -> Iterator[Placed]:
        if not found or not token.map:
            return
        yield from self.missed(token.map[0])
        gap = token.map[0] > self.read_to
        self.read_to = max(self.read_to, token.map[1])
        path = tuple(self.path)
        if self.measure("".join(container.marker for container in path)) > self.limit // _PREFIX_SHARE:
            yield from self.written(path)
            path = ()
        for index, block in enumerate(found):
            apart = gap or index > 0 or token.type == "hr"  # else "---" would make a heading of the text above it
            yield Placed(block=block, path=path, gap=apart)

    def written(self, path: Sequence[Container]) -> Iterator[Placed]:
        """The markers of containers too deep to be repeated on each line, once, as text."""
        fresh = [container for container in path if container.number not in self.written_out]
        self.written_out.update(container.number for container in fresh)
        if marks := "".join(container.marker for container in fresh).strip():
            yield Placed(block=blocks.text(marks, limit=self.limit), gap=True)

    def missed(self, end: int) -> Iterator[Placed]:
        """Lines that the parser gave up on, so that nothing is lost."""
        for line in self.lines[self.read_to : end]:
            if re.search(r"\w", line):
                yield Placed(block=blocks.text(line.strip(), limit=self.limit), gap=True)


@cache
def _parser() -> MarkdownIt:
    """The block rules alone: running text stays as it was written."""
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"html": False, "maxNesting": _NESTING})
    return parser.disable(["reference", "html_block"])  # a definition is text to Slack and Discord, HTML too


def normalised(text: str) -> str:
    """Return `text` with Unix line ends, and without what no platform takes: NUL, halves of surrogate pairs."""
    text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd")


def tokens(text: str) -> list[Token]:
    """Return the block tokens of `text`, which is normalised."""
    parser = _parser()
    found: list[Token] = []
    parser.block.parse(f"{text}\n", parser, {}, found)
    return found


def mended(text: str) -> tuple[str, list[Token]]:
    """Return `text` with fences that were opened at the end of a line of text on lines of their own, and its tokens.

    To Markdown they are text, so that what should close them opens a block of code which takes in all that follows.
    """
    found = first_found = tokens(text)
    lines = text.split("\n")
    for _ in range(_MOST_MENDED):
        if not (stuck := _stuck_fence(lines, found)):
            break
        number, closing = stuck
        before, fence, language, _ = _STUCK.split(lines[number])
        lines[number : number + 1] = [before, f"{lines[closing].partition(fence)[0]}{fence}{language}"]
        found = tokens("\n".join(lines))
    if sum(map(is_open, found)) > sum(map(is_open, first_found)):
        return text, first_found  # they opened nothing after all
    return "\n".join(lines), found


def _stuck_fence(lines: Sequence[str], found: Sequence[Token]) -> tuple[int, int] | None:
    """The first line that ends in the opening of a fence, and the one that was to close it."""
    paragraph: list[int] = [0, 0]
    for token in found:
        if token.type == "paragraph_open" and token.map:
            paragraph = token.map
        if token.type != "fence" or not token.map or token.map[0] != paragraph[1] or token.info.strip():
            continue
        for number in range(paragraph[1] - 1, paragraph[0] - 1, -1):
            match = _STUCK.search(lines[number])
            if match and match[1] == token.markup and (match[2] or number + 1 < paragraph[1]):
                return number, paragraph[1]
    return None


def is_open(token: Token) -> bool:
    """Return whether a fence has no closing line."""
    first, last = token.map or (0, 0)
    return token.type == "fence" and last - first < token.content.count("\n") + 2


def read(text: str, found: Sequence[Token], *, limit: int, measure: blocks.Measure) -> list[Placed]:
    """Return the blocks of `text`, whose tokens are `found`, for messages of `limit`."""
    return list(_Reader(lines=text.split("\n"), limit=limit, measure=measure).read(found))


def _marker(token: Token) -> str:
    if token.type == "blockquote_open":
        return "> "
    return f"{token.info}{token.markup} "


def _blocks(token: Token, tokens: Sequence[Token], index: int, limit: int) -> Sequence[blocks.Block]:
    match token.type:
        case "fence":
            return _code(token.content, token.markup, token.info, limit)
        case "code_block":
            return _code(token.content, "", "", limit)
        case "hr":
            return [blocks.text("---", limit=limit, rule=True)]
        case "heading_open":
            return _heading(tokens[index + 1].content, int(token.tag[1:]), limit)
        case "paragraph_open":
            return _paragraph(tokens[index + 1].content, limit)
    return ()


def _heading(title: str, level: int, limit: int) -> Sequence[blocks.Block]:
    """The heading; text over a line of dashes that is too much for one is taken for text and a rule."""
    if "\n" in title or len(title) > _LONGEST_TITLE:
        return [*_paragraph(title, limit), blocks.text("---", limit=limit, rule=True)]
    return [blocks.text(f"{'#' * level} {title}".strip(), limit=limit, heading=True)]


def _code(content: str, fence: str, language: str, limit: int) -> Sequence[blocks.Block]:
    """The block of code, or an empty text when there is nothing in it."""
    if not content.strip() and not language.strip():
        return [blocks.text("", limit=limit)]
    return [blocks.code(content.split("\n"), fence=fence, language=language, limit=limit)]


def _paragraph(content: str, limit: int) -> Sequence[blocks.Block]:
    """Running text, and the table that a paragraph may end in.

    A continuation line may be indented less when written again, and could open a block.
    """
    content = re.sub(r"^[ \t]+", lambda indent: indent.group().expandtabs(4), content, flags=re.MULTILINE)
    content = blocks.uninterrupted(content)
    lines = content.split("\n")
    for index in range(1, len(lines)):
        if _is_delimiter(lines[index]) and _cells(lines[index]) == _cells(lines[index - 1]):
            header, delimiter, *rows = (blocks.inert(line.strip()) for line in lines[index - 1 :])
            table = blocks.Table(head=(header, delimiter), rows=tuple(rows))
            return [blocks.text("\n".join(lines[: index - 1]), limit=limit), table] if index > 1 else [table]
    return [blocks.text(content, limit=limit)]


def _is_delimiter(line: str) -> bool:
    return "|" in line and "-" in line and not line.strip("|-: \t")


def _cells(line: str) -> int:
    inner = line.strip().removeprefix("|")
    return len(re.sub(r"\\.", "", inner).removesuffix("|").split("|"))
