"""Splits a Markdown answer into messages, each of which is whole Markdown by itself and within a limit."""

from __future__ import annotations

import re
import unicodedata
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import takewhile

from adapters.markdown import outline
from adapters.markdown.blocks import Code, Measure, Prefix, Space, Text
from adapters.markdown.outline import Container, Placed

LEAST_LIMIT = 100  # characters; below it a fence in a quote would leave no room for its code
_INVISIBLE = {"Cc", "Cf", "Zl", "Zp", "Zs"}  # Unicode categories
_FILLED = 0.6  # of a message: from here on the best border counts more than a fuller message
_WORTH_FILLING = 1 / 3  # of a message: less room than this is not filled with a part of a block


def split(text: str, limit: int, *, measure: Measure = len, first_limit: int | None = None) -> tuple[str, ...]:
    """Return `text` as messages of at most `limit`, the first of at most `first_limit`.

    Cuts are made between blocks where possible, a heading staying with what follows, else at sentences, words or
    graphemes. A fence, quote or table that is cut goes on as one in the next message; list items keep their numbers;
    links, code spans, URLs and `[n]` stay whole unless one alone is longer than a message (see `blocks`). Fences are
    closed in every message; one that was opened behind text on its line gets a line of its own. A text that fits and
    has whole fences comes back as it is, without blank edges.

    `measure` says how a platform counts: `len` (code points) for Discord, whose API counts so
    (https://github.com/discord/discord-api-docs/issues/1315). It must be additive and give each character 1 to 8.
    Raises ValueError for a limit below `LEAST_LIMIT`.
    """
    first = limit if first_limit is None else first_limit
    if min(first, limit) < LEAST_LIMIT:
        raise ValueError(f"a message limit must be at least {LEAST_LIMIT}, not {min(first, limit)}")
    text = re.sub(r"\A(?:[ \t]*\n)+", "", outline.normalised(text)).rstrip()
    if not _visible(text):
        return ()
    text, tokens = outline.mended(text)
    if measure(text) <= first and not any(map(outline.is_open, tokens)):
        return (text,)
    placed = outline.read(text, tokens, limit=min(first, limit), measure=measure)
    return tuple(filter(_visible, _Packer(waiting=deque(placed), limit=limit, measure=measure).pack(first)))


def _visible(piece: str) -> bool:
    """Whether anything is to be seen: platforms refuse a message of white space."""
    return any(unicodedata.category(character) not in _INVISIBLE for character in piece)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Written:
    """A block as it would be written into the message under way."""

    placed: Placed
    text: str  # with the line break before it
    size: int  # of the message up to and with this block


@dataclass(slots=True, kw_only=True)
class _Packer:
    waiting: deque[Placed]
    limit: int
    measure: Measure
    begun: set[int] = field(default_factory=set)  # containers whose marker an earlier message holds

    def pack(self, first_limit: int) -> Iterator[str]:
        room = first_limit
        while self.waiting:
            written = self._fill(room)
            if written:
                yield "".join(block.text for block in written)
                self.begun.update(c.number for block in written for c in block.placed.path)
                room = self.limit
                while self.waiting and _is_rule(self.waiting[0]):
                    self.waiting.popleft()  # a rule at the edge of a message divides nothing

    def _fill(self, room: int) -> list[_Written]:
        """Take the next message's blocks; none when the first had to be broken up and is to be tried again."""
        written = list(self._fitting(room))
        for _ in written:
            self.waiting.popleft()
        if not self.waiting:
            return written
        if not written or self._is_long(self.waiting[0]):
            return self._filled_up(written, room)
        keep = _best_border(written, self.waiting[0], room)
        return self._keep(written, keep) if keep else self._filled_up(written, room)

    def _fitting(self, room: int) -> Iterator[_Written]:
        """The blocks that fit into `room` whole."""
        size, path, seen = 0, tuple[Container, ...](), set[int]()
        for index, placed in enumerate(self.waiting):
            if size + len(placed.block) > room:
                return
            prefix = self._prefix(placed, seen)
            text = (self._line_break(placed, path) if index else "") + placed.block.write(prefix).rstrip()
            size += self.measure(text)
            if size > room:
                return
            path = placed.path
            seen.update(container.number for container in path)
            yield _Written(placed=placed, text=text, size=size)

    def _prefix(self, placed: Placed, seen: set[int]) -> Prefix:
        """Quotes mark every line; an item's number stands once, and what follows in a new message is not indented."""
        first = rest = ""
        for container in placed.path:
            blank = " " * len(container.marker)
            if container.quote:
                first, rest = first + container.marker, rest + container.marker
            elif container.number not in self.begun:
                first += blank if container.number in seen else container.marker
                rest += blank
        return Prefix(first=first, rest=rest)

    def _line_break(self, placed: Placed, path: tuple[Container, ...]) -> str:
        """What comes between a block in `path` and the one after it: a blank line keeps the quotes they share.

        After text that has lost its item's indent there must be one: "12. " and "---" would run on from it.
        """
        unindented = any(container.number in self.begun and not container.quote for container in path)
        if not placed.gap and not unindented:
            return "\n"
        shared = _shared(path, placed.path)
        blank = self._prefix(replace(placed, path=shared), {container.number for container in shared}).rest
        return f"\n{blank.rstrip()}\n"

    def _is_long(self, placed: Placed) -> bool:
        """Whether the block does not even fit into a message of its own."""
        size = len(placed.block)
        return size > self.limit or self.measure(placed.block.write(self._prefix(placed, set()))) > self.limit

    def _filled_up(self, written: list[_Written], room: int) -> list[_Written]:
        """Add what fits of the next block, or leave it whole for the next message where that is better."""
        placed = self.waiting.popleft()
        size, path = (written[-1].size, written[-1].placed.path) if written else (0, ())
        prefix = self._prefix(placed, {container.number for block in written for container in block.placed.path})
        line_break = self._line_break(placed, path) if written else ""
        left = room - size - self.measure(line_break)
        space = Space(room=left, longest=self.limit, prefix=prefix, measure=self.measure)
        keep = _best_border(written, placed, room)
        head, rest = placed.block.cut(space) if not keep or left >= room * _WORTH_FILLING else (None, placed.block)
        if head:
            self.waiting.appendleft(replace(placed, block=rest, gap=True))
            text = line_break + head.write(prefix)
            return [*written, _Written(placed=replace(placed, block=head), text=text, size=room)]
        if not written or (not keep and isinstance(placed.block, Code) and left >= room * _WORTH_FILLING):
            broken_up = placed.block.loosened(space)
            self.waiting.extendleft(replace(placed, block=block) for block in reversed(broken_up))
            return self._keep(written, 0)
        self.waiting.appendleft(placed)
        return self._keep(written, keep or len(written))

    def _keep(self, written: list[_Written], count: int) -> list[_Written]:
        """Return the first `count` blocks; the others wait again."""
        self.waiting.extendleft(block.placed for block in reversed(written[count:]))
        return written[:count]


def _is_rule(placed: Placed) -> bool:
    return isinstance(placed.block, Text) and placed.block.rule


def _leads_on(placed: Placed) -> bool:
    """Whether the block must not be a message's last."""
    return isinstance(placed.block, Text) and (placed.block.heading or placed.block.rule)


def _best_border(written: Sequence[_Written], following: Placed, room: int) -> int:
    """How many blocks to keep so that the cut comes at the best place; 0 if none may be the last."""
    after = [*(block.placed for block in written), following][1:]
    borders = [
        (block.size >= room * _FILLED, -_closeness(block.placed, then), count)
        for count, (block, then) in enumerate(zip(written, after, strict=True), start=1)
        if not _leads_on(block.placed)
    ]
    if not borders:
        return 0
    filled = [border for border in borders if border[0]]
    return max(filled)[2] if filled else borders[-1][2]


def _closeness(before: Placed, after: Placed) -> int:
    """How much two blocks belong together: least before a heading, most after "as follows:" and deep in a list."""
    if _leads_on(after) and not after.path:
        return -1
    shared = len(_shared(before.path, after.path))
    introduces = isinstance(before.block, Text) and before.block.source.endswith((":", "："))
    return 2 * shared + (len(after.path) > shared) + 3 * introduces


def _shared(one: Sequence[Container], other: Sequence[Container]) -> tuple[Container, ...]:
    return tuple(a for a, b in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
