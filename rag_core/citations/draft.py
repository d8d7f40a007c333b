"""The checked answer as it grows: what waits for a decision, what is out, and the numbers of the sources in it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from rag_core.citations import prose
from rag_core.types import Citation, Section

_JOINING = re.compile(r"[!-~][A-Za-z0-9(\[:]")

State = Literal["lead", "free", "open", "kept", "gone"]
"""A `lead` (heading, intro) goes out with what follows it, a `free` piece (code, courtesy) with the first citation; an
`open` one waits until it is `kept` or `gone`."""


@dataclass(slots=True, kw_only=True)
class Held:
    """A piece that is not out yet. `text` has stand-ins for its citations."""

    text: str
    gap: str
    block: int
    state: State
    prefix: str = ""
    level: int = 0  # of a heading; 0 is an intro
    claim: str = ""  # what a quote is looked for with
    order: int = 0
    raw: bool = False  # code: goes out byte by byte


class Draft:
    """Pieces go in with a state and come out in order once everything before them is decided."""

    def __init__(self, sections: Sequence[Section], quote: Callable[[int, str], str]) -> None:
        self._sections = sections
        self._quote = quote
        self._held: list[Held] = []
        self._leads: list[Held] = []  # those of them that wait for something to lead to
        self._added = 0
        self._out: list[str] = []
        self._numbers: dict[int, int] = {}  # of the sections that were cited, by index
        self._citations: list[Citation] = []
        self._skipped = Held(text="", gap="", block=-1, state="gone")  # whose gap and bullet the next piece takes over
        self._started = False
        self._last = ""  # letter that went out
        self.cites = False  # a citation has been accepted, though perhaps not given out yet

    @property
    def citations(self) -> tuple[Citation, ...]:
        """Of what is out, in the order of their numbers."""
        return tuple(self._citations)

    @property
    def cited_sections(self) -> frozenset[int]:
        """The indexes of the sections that are cited in what is out or kept."""
        waiting = (
            index for held in self._held if held.state == "kept" and not held.raw for index in prose.cited(held.text)
        )
        return frozenset((*self._numbers, *waiting))

    def add(self, piece: Held) -> Held:
        """Append a piece."""
        self._added += 1
        piece.order = self._added
        self._held.append(piece)
        if piece.state == "lead":
            self._leads.append(piece)
        if piece.state == "kept":
            self.keep(piece)
        return piece

    def keep(self, piece: Held) -> None:
        """Decide that a piece stays, and with it what leads to it."""
        piece.state = "kept"
        self.cites = self.cites or (not piece.raw and bool(prose.cited(piece.text)))
        for lead in self._leads:
            if lead.state == "lead" and lead.order < piece.order:
                lead.state = "kept"
        self._leads = [lead for lead in self._leads if lead.state == "lead"]

    def defer(self, piece: Held, state: Literal["lead", "free"]) -> None:
        """Let an open piece depend on others."""
        piece.state = state
        if state == "lead":
            self._leads.append(piece)

    def drop_leads(self, level: int = 7) -> None:
        """Give up the intros, and the headings of `level` or below, at the end of which all that followed has gone."""
        emptied = headed = False
        for held in reversed(self._held):
            if held.state == "gone":
                emptied = True
            elif emptied and held.state == "lead" and (held.level >= level or not (held.level or headed)):
                held.state = "gone"
                headed = headed or held.level > 0
            else:
                break

    def drop_all_leads(self) -> None:
        """Nothing more follows."""
        for lead in self._leads:
            lead.state = "gone"

    def release(self) -> str:
        """The text that can go out now."""
        ready = 0
        for held in self._held:
            if held.state == "kept" or (held.state == "free" and self.cites):
                self._put(held)
            elif held.state == "gone":
                self._skip(held)
            else:
                break
            ready += 1
        del self._held[:ready]
        new, self._out = "".join(self._out), []
        return new

    def _put(self, held: Held) -> None:
        skipped, self._skipped = self._skipped, Held(text="", gap="", block=-1, state="gone")
        gap = max(held.gap, skipped.gap, key=lambda gap: (gap.count("\n"), len(gap)))
        prefix = held.prefix or (skipped.prefix if skipped.block == held.block else "")
        text = held.text if held.raw else prose.numbered(held.text, lambda i: self._number(i, held.claim))
        if not gap and _JOINING.fullmatch(self._last + text[:1]):
            gap = " "  # else the two would make a word, an address, a link or an image
        self._out += [gap if self._started else "", prefix, text]
        self._started, self._last = True, text[-1:]

    def _skip(self, held: Held) -> None:
        self._skipped.gap = max(held.gap, self._skipped.gap, key=lambda gap: (gap.count("\n"), len(gap)))
        if held.prefix or held.block != self._skipped.block:
            self._skipped.prefix, self._skipped.block = held.prefix, held.block

    def _number(self, index: int, claim: str) -> int:
        if index not in self._numbers:
            self._numbers[index] = len(self._numbers) + 1
            section = self._sections[index]
            number, quote = self._numbers[index], self._quote(index, claim)
            self._citations.append(Citation(number=number, section=section, quote=quote))
        return self._numbers[index]
