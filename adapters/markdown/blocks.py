"""The blocks of a Markdown text: each can be written again inside its quotes and lists, and cut in two."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, dropwhile

from adapters.markdown import spans
from adapters.markdown.mentions import ZERO_WIDTH_SPACE

Measure = Callable[[str], int]

# A fence longer than this share of a message is shortened, an info string longer than the other becomes a line of the
# code: three prefixes of a fifth, two fences and an info string then always leave room for code.
_FENCE_SHARE, _LANGUAGE_SHARE = 12, 6
_MOST_BACKTICKS = 16  # around a code span of our own
_FENCE_LINE = re.compile(r" *(?=`{3,}[^`\n]*$|~{3,})", re.MULTILINE)
# What opens a block at the start of a line: an item, a quote, a heading, a fence, a rule; below text not every item.
_BLOCK = r"(?=(?:[-+*]|#{1,6})(?:\s|$)|>|`{3,}[^`\n]*$|~{3,}|(?:-{3,}|\*{3,}|_{3,})[ \t]*$)"
_BLOCK_LINE = re.compile(rf" *(?:\d{{1,9}}(?=[.)](?:\s|$))|{_BLOCK})", re.MULTILINE)
_INTERRUPTION = re.compile(rf"(?<=\n) *(?:0*1(?=[.)]\s)|{_BLOCK})", re.MULTILINE)
_ESCAPES = 2  # characters that `Text.write` may add


@dataclass(frozen=True, slots=True, kw_only=True)
class Prefix:
    """What quotes and list items put before the first and before every other line of a block."""

    first: str = ""
    rest: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Space:
    """What is left of a message for a block."""

    room: int  # as `measure` counts
    longest: int  # of a whole message
    prefix: Prefix
    measure: Measure


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A paragraph, heading or rule, or a part of one; `start` and `end` bound what is left of `source`."""

    source: str
    whole: tuple[spans.Span, ...] | None = None  # no cut goes through these; found when there is a cut to make
    start: int = 0
    end: int
    continues: bool = False  # what an earlier message began
    heading: bool = False
    rule: bool = False

    def __len__(self) -> int:
        return self.end - self.start

    def write(self, prefix: Prefix) -> str:
        """Return the lines of the block below `prefix`."""
        return prefix.first + self._inert().replace("\n", f"\n{prefix.rest}")

    def _inert(self) -> str:
        """What is left, with no block that only a cut has put at the start of a line."""
        part = self.source[self.start : self.end]
        if self.end < len(self.source):
            last = part.rfind("\n") + 1
            part = part[:last] + _escaped(part[last:], _FENCE_LINE)
        return inert(part) if self.continues else _escaped(part, _FENCE_LINE)

    def cut(self, space: Space) -> tuple[Text | None, Text]:
        """Return what fits into `space`, if anything does, and what is left."""
        whole = spans.whole_spans(self.source, space.longest) if self.whole is None else self.whole
        place, reach = self.start, self._reach(space)
        if reach > self.start:
            place = spans.border(self.source, self.start, reach, whole, longest=space.longest)
        head = self.source[self.start : place].rstrip()
        while place < self.end and self.source[place].isspace():
            place += 1
        rest = replace(self, start=place, whole=whole, continues=True, heading=False)
        return replace(self, end=self.start + len(head)) if head else None, rest

    def _reach(self, space: Space) -> int:
        """The furthest place up to which the text fits; no character measures less than one."""
        room = space.room - _ESCAPES

        def fits(place: int) -> bool:
            return space.measure(replace(self, end=place).write(space.prefix)) <= room

        return _furthest(self.start, min(self.end, self.start + max(room, 0)), fits)

    def loosened(self, space: Space) -> tuple[Block, ...]:
        """Return the text with what it starts with broken up: a whole part that is longer than a message."""
        hard = spans.whole_spans(self.source, space.longest, emphasis=False)
        if hard != self.whole:
            return (replace(self, whole=hard),)
        first, last = spans.span_around(hard, self.start + 1) or (self.start, self.start + 1)
        plain = text(self.source[self.start : self.end], limit=(last - first) // 2)
        if len(plain) > len(self):  # code has become running text
            return (replace(plain, continues=self.continues),)
        source = _broken_up(self.source[first:last], space.room // 3) + self.source[last : self.end]
        return (replace(text(source, limit=space.longest), continues=self.continues),)


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """A fenced block. Indented code is written as one too: Discord knows no other, and a cut would lose the indent."""

    fence: str  # three or more "`" or "~"
    language: str  # the whole info string
    lines: tuple[str, ...]

    def __len__(self) -> int:
        return sum(map(len, self.lines)) + len(self.lines)

    def write(self, prefix: Prefix) -> str:
        """Return the lines of the block below `prefix`."""
        lines = (f"{prefix.rest}{line}" if line else prefix.rest.rstrip() for line in self.lines)
        return "\n".join((f"{prefix.first}{self.fence}{self.language}", *lines, f"{prefix.rest}{self.fence}"))

    def cut(self, space: Space) -> tuple[Code | None, Code]:
        """Return the lines that fit into `space`, if any do, and the others; at an empty line if one is near."""
        count = _fitting(self.lines, replace(self, lines=()), space)
        empty = next((n for n in range(count, count * 3 // 5, -1) if _is_blank(self.lines[n - 1])), count)
        rest = replace(self, lines=tuple(dropwhile(_is_blank, self.lines[empty:])))
        return replace(self, lines=self.lines[:empty]) if count else None, rest

    def loosened(self, space: Space) -> tuple[Block, ...]:
        """Return the block with its first line cut where a message ends."""
        frame = f"{replace(self, lines=()).write(space.prefix)}\n{space.prefix.rest}"
        line, room = self.lines[0], space.room - space.measure(frame)
        reach = _furthest(0, min(room, len(line)), lambda place: space.measure(line[:place]) <= room)
        place = spans.border(line, 0, reach, spans.urls(line), longest=room)
        place = place or spans.character_border(line, 0, reach)
        return (replace(self, lines=(line[:place], line[place:], *self.lines[1:])),)


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table, whose header is repeated where it is cut."""

    head: tuple[str, str]  # header and delimiter row
    rows: tuple[str, ...]

    def __len__(self) -> int:
        return sum(map(len, self.rows)) + len(self.rows)

    def write(self, prefix: Prefix) -> str:
        """Return the lines of the block below `prefix`."""
        return prefix.first + f"\n{prefix.rest}".join((*self.head, *self.rows))

    def cut(self, space: Space) -> tuple[Table | None, Table]:
        """Return the rows that fit into `space`, if any do, and the others."""
        count = _fitting(self.rows, replace(self, rows=()), space)
        return replace(self, rows=self.rows[:count]) if count else None, replace(self, rows=self.rows[count:])

    def loosened(self, space: Space) -> tuple[Block, ...]:
        """Return the header, the first row as text, the other rows; all as text if the header fills a message."""
        head = space.measure(replace(self, rows=()).write(space.prefix))
        if not self.rows or head > space.room // 2:
            return (text("\n".join((*self.head, *self.rows)), limit=space.longest),)
        others = (replace(self, rows=self.rows[1:]),) if self.rows[1:] else ()
        return replace(self, rows=()), text(self.rows[0], limit=space.longest), *others


Block = Text | Code | Table


def text(source: str, *, limit: int, heading: bool = False, rule: bool = False) -> Text:
    """Return running text as a block, for messages of `limit`."""
    if len(source) > limit:
        source = spans.without_strays(source, limit)
    return Text(source=source, end=len(source), heading=heading, rule=rule)


def code(lines: Sequence[str], *, fence: str, language: str, limit: int) -> Code:
    """Return code as a block, its fence no longer than a message of `limit` bears; "" asks for a new one.

    A fence that the code itself would close, once its indent is gone, becomes longer. Blank lines at the edges go: a
    cut would make messages of them.
    """
    lines = list(dropwhile(_is_blank, lines))
    while lines and _is_blank(lines[-1]):
        lines.pop()
    most = max(limit // _FENCE_SHARE, 3)
    if not fence or len(fence) > most or any(line.strip().startswith(fence) for line in lines):
        fence = fence[:1] or "`"
        fence *= max((len(run) for line in lines for run in re.findall(f"{fence}{{3,}}", line)), default=2) + 1
    if len(fence) > most:
        fence = fence[0] * 3
        lines = [line.replace(fence, ZERO_WIDTH_SPACE.join(fence)) for line in lines]
    if len(language) > limit // _LANGUAGE_SHARE:  # not the name of one
        language, lines = "", [language.strip(), *lines]
    return Code(fence=fence, language=language, lines=tuple(lines))


def inert(text: str) -> str:
    """Return running text with a backslash before what would open a block at its start."""
    return _escaped(text, _BLOCK_LINE)


def uninterrupted(paragraph: str) -> str:
    """Return a paragraph with a backslash before what would end it once its lines have lost their indent."""
    return _INTERRUPTION.sub(r"\g<0>\\", paragraph)


def _escaped(text: str, opening: re.Pattern[str]) -> str:
    match = opening.match(text)
    return f"{text[: match.end()]}\\{text[match.end() :]}" if match else text


def _is_blank(line: str) -> bool:
    return not line.strip()


def _furthest(low: int, high: int, fits: Callable[[int], bool]) -> int:
    """The last place in [`low`, `high`] that fits, if each place before one that fits does so too."""
    if low < high and fits(high):
        return high
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if fits(middle) else (low, middle - 1)
    return low


def _fitting(lines: Sequence[str], frame: Code | Table, space: Space) -> int:
    """How many of the lines fit into `space` besides the lines that `frame` puts around them."""
    room = space.room - space.measure(frame.write(space.prefix))
    sizes = accumulate(space.measure(f"\n{space.prefix.rest}{line}") for line in lines)
    return next((count for count, size in enumerate(sizes) if size > room), len(lines))


def _broken_up(part: str, longest: int) -> str:
    """A link or URL that is longer than a message, in parts of up to `longest` characters.

    A link whose address alone is that long keeps only its label. A URL turns into code, so that half of an address
    cannot be clicked.
    """
    label, opened, address = part.rpartition("](")
    if opened and part.startswith(("[", "![")):
        label, (address, _, after) = label.removeprefix("!")[1:], address.rpartition(")")
        return f"{label} ({address}){after}" if len(address) <= longest else f"{label}{after}"
    return _code_spans(part, longest)


def _code_spans(content: str, longest: int) -> str:
    content = content.replace("\n", " ")
    ticks = "`" * (max(map(len, re.findall("`+", content)), default=0) + 1)
    if len(ticks) > _MOST_BACKTICKS:
        return content.replace("`", "\\`")
    pad = " " if "`" in content else ""
    parts, start = [], 0
    while start < len(content):
        end = spans.character_border(content, start, min(start + longest, len(content)))
        parts.append(f"{ticks}{pad}{content[start:end]}{pad}{ticks}")
        start = end
    return " ".join(parts)
