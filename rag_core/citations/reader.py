"""Follows a model's answer as it is written and lets out only what a section stands behind.

What a claim needs, sentence by sentence:
- A sentence with a number that holds (see `support`) is kept, and with it the sentences before it in its paragraph or
  list item. A number that does not hold goes to the section that says it, or else the sentence goes.
- Behind the last number of a paragraph a sentence stays if one of the paragraph's sections says it.
- An item or row without a number stays under an introduction or a parent item with one. Anything else without a number
  gets one if a section clearly says it, waits for a closing line of sources ("Built from: [1]"), or goes.
- Headings, introductions, courtesies, questions and "the docs do not say" need none; code needs none.

What has gone out is never taken back: joined, it is the beginning of the checked text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from rag_core.citations import prose
from rag_core.citations.blocks import Blocks, Piece
from rag_core.citations.claims import role, source_words_end
from rag_core.citations.coverage import ADDED, MOVED, REMOVED, Claimed, Coverage
from rag_core.citations.draft import Draft, Held, State
from rag_core.citations.inline import GONE
from rag_core.citations.links import OfferedLinks
from rag_core.citations.quotes import best_quote
from rag_core.citations.support import Claim, Evidence
from rag_core.languages import language
from rag_core.lexical import tokens
from rag_core.prompt import signals_not_covered
from rag_core.types import Citation, Hit

_LONG_HEADING = 100  # characters; a longer one is a statement
_HEAD = 200  # characters of the beginning, kept to look for the signal


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedText:
    """A checked answer. `uncited` means that nothing in it could be shown to come from a section; its text is empty."""

    text: str
    citations: tuple[Citation, ...]
    outcome: Literal["answered", "not_covered", "uncited"]
    notes: tuple[str, ...]  # what was changed and how often; holds nothing of the text


@dataclass(slots=True, kw_only=True)
class _Block:
    """The paragraph or list item that is being read."""

    number: int
    indent: int
    item: bool
    claims: list[Claimed]  # without a citation so far
    sections: list[int]  # that are cited in it
    introduces: bool = False


class CitationReader:
    """Takes a model's reply to `prompt.messages(question, hits)` in portions. One reader a reply."""

    def __init__(self, hits: Sequence[Hit], question: str = "") -> None:
        sections = [hit.section for hit in hits]
        self._sections = sections
        self._notes: Counter[str] = Counter()
        self._cleaner = prose.Cleaner(len(sections), OfferedLinks(sections), self._notes)
        self._evidence = Evidence(sections, question)
        self._draft = Draft(sections, self._quote)
        self._coverage = Coverage(self._evidence, self._draft, self._notes)
        self._blocks = Blocks()
        self._language = language(question)
        self._block: _Block | None = None
        self._block_number = 0
        self._rows: list[Piece] = []
        self._covers: list[tuple[int, list[int]]] = []  # indent of a cited introduction or item, and its sections
        self._code_terms: set[str] = set()
        self._promise: Claimed | None = None  # "Here is the page, built from [1]": code that is to come may bear it out
        self._promised_terms: set[str] = set()  # of that code
        self._lacks = False  # the model said that the docs lack something
        self._beginning = ""
        self._text: list[str] = []

    def feed(self, delta: str) -> str:
        """Take a portion of the reply; give back the text that may be shown now, "" for none."""
        self._beginning = (self._beginning + delta)[:_HEAD] if len(self._beginning) < _HEAD else self._beginning
        for piece in self._blocks.feed(delta):
            self._read(piece)
        return self._released()

    def finish(self) -> CheckedText:
        """The checked answer; all that `feed` gave back is its beginning."""
        for piece in self._blocks.finish():
            self._read(piece)
        self._end_table()
        self._redeem()
        self._coverage.settle()
        if not self._draft.cites:
            self._cite_program()
        self._draft.drop_all_leads()
        self._released()
        notes = tuple(f"{note} ({n})" if n > 1 else note for note, n in self._notes.items() if n)
        if self._text:
            return CheckedText(
                text="".join(self._text), citations=self._draft.citations, outcome="answered", notes=notes
            )
        lacking = signals_not_covered(self._beginning) or (self._lacks and not self._coverage.emptied)
        return CheckedText(text="", citations=(), outcome="not_covered" if lacking else "uncited", notes=notes)

    def _released(self) -> str:
        new = self._draft.release()
        if not self._text and signals_not_covered(self._beginning):
            return ""
        self._text += [new] if new else []
        return new

    def _read(self, piece: Piece) -> None:
        if piece.kind != "row":
            self._end_table()
        if piece.kind not in {"code", "end"}:
            self._redeem()
        match piece.kind:
            case "sentence":
                self._sentence(piece)
            case "end":
                if self._block:
                    self._end_block(self._block)
                self._block = None
            case "heading":
                self._heading(piece)
            case "row":
                self._rows.append(piece)
            case "rule":
                self._coverage.settle()
                self._draft.add(self._held(piece, piece.text, "lead"))
            case "code":
                self._code(piece)

    # Sentences

    def _sentence(self, piece: Piece) -> None:
        links_before = self._notes[prose.LINK_REMOVED]
        text = self._cleaner.clean(piece.text)
        lost_link = self._notes[prose.LINK_REMOVED] > links_before
        sections, said = prose.cited(text), prose.plain(text)
        of_sources = bool(sections) and self._names_sources(text, said, sections)
        if self._block is None:
            self._block = self._begin_block(piece, of_sources=of_sources)
        if not text.strip() and not piece.prefix:
            self._draft.add(self._held(piece, "", "gone"))
        elif of_sources:
            self._sources(piece, text, sections, names=bool(said[source_words_end(said) :].strip()))
        elif sections:
            self._cited(self._block, piece, text, sections)
        else:
            self._uncited(self._block, piece, text, lost_link=lost_link)

    def _begin_block(self, piece: Piece, *, of_sources: bool) -> _Block:
        self._block_number += 1
        if piece.item or piece.indent:
            self._covers = [cover for cover in self._covers if cover[0] < piece.indent]
        else:
            self._covers = []
            if not of_sources:
                self._coverage.settle()
            self._draft.drop_leads()
        return _Block(number=self._block_number, indent=piece.indent, item=piece.item, claims=[], sections=[])

    def _cited(self, block: _Block, piece: Piece, text: str, sections: Sequence[int]) -> None:
        """A sentence with citations: keep those that hold, or give it the right one, or drop it."""
        claim = self._claim(text)
        valid = self._coverage.valid(text, claim, block.claims)
        if not valid and (strongest := self._evidence.strongest(claim)) is not None:
            self._notes[MOVED] += 1
            text = prose.replaced(text, lambda index: prose.marker(strongest) if index == sections[0] else GONE)
            valid = [strongest]
        elif not valid and not self._evidence.unknown_facts(claim):
            self._promise = Claimed(self._draft.add(self._held(piece, text, "open")), claim, block.indent)
            return
        else:
            self._notes[REMOVED] += len(sections) - len(valid)
            text = prose.replaced(text, lambda index: prose.marker(index) if index in valid else GONE)
        if not valid:
            self._without_section(block, piece, text, claim)
            return
        for earlier in block.claims:
            self._coverage.decide_beside(earlier, valid)
        block.claims = []
        block.sections += valid
        block.introduces = role(prose.plain(text)) == "intro"
        self._coverage.kept(block.indent)
        self._draft.add(self._held(piece, text, "kept"))

    def _without_section(self, block: _Block, piece: Piece, text: str, claim: Claim) -> None:
        """A sentence whose citations all failed stays only where it needs none."""
        if role(claim.text) == "claim":
            self._coverage.decide(Claimed(self._draft.add(self._held(piece, text, "open")), claim), keep=False)
        else:
            self._uncited(block, piece, text)

    def _uncited(self, block: _Block, piece: Piece, text: str, *, lost_link: bool = False) -> None:
        claim = self._claim(text)
        meant = role(claim.text)
        if lost_link:  # without it "see …" is of no use
            self._coverage.decide(Claimed(self._draft.add(self._held(piece, text, "open")), claim), keep=False)
            return
        if meant == "claim" or self._evidence.unknown_facts(claim):
            block.claims.append(Claimed(self._draft.add(self._held(piece, text, "open")), claim, block.indent))
            return
        self._lacks = self._lacks or meant == "gap"
        settled: State = "kept" if meant == "gap" and self._draft.cites else "free"
        self._draft.add(self._held(piece, text, "lead" if meant == "intro" else settled))

    def _end_block(self, block: _Block) -> None:
        """Decide about the claims behind the last citation of a block, or about all when it has none."""
        covering = block.sections or [index for _, sections in self._covers for index in sections]
        for uncited in block.claims:
            if not covering:
                self._coverage.waiting += [] if self._coverage.attach(uncited) else [uncited]
            elif block.sections:
                self._coverage.decide(uncited, keep=self._coverage.is_said(uncited.claim, covering))
            else:
                self._coverage.decide_beside(uncited, covering)
        if block.sections and (block.item or block.indent or block.introduces):
            self._covers.append((block.indent if block.item or block.indent else -1, block.sections))

    # Lines of sources

    def _names_sources(self, text: str, said: str, sections: Sequence[int]) -> bool:
        """Whether a line only says where something comes from: "Built from: [1][2]", "[1] Title > Heading"."""
        rest = said[source_words_end(said) :]
        if not rest.strip():
            return True
        named = [self._sections[index] for index in sections]
        if prose.cited(text.lstrip(" *_")[:1]) == () and not any(rest.startswith(section.title) for section in named):
            return False
        known = {term for section in named for term in tokens(f"{section.breadcrumb} {section.page} {section.url}")}
        return known.issuperset(tokens(rest))

    def _sources(self, piece: Piece, text: str, sections: Sequence[int], *, names: bool) -> None:
        """A line of sources stands for the uncited claims and the code above it. The reader gets the list anyway."""
        block = self._block
        waiting = [*self._coverage.waiting, *(block.claims if block else ())]
        valid = [
            index
            for index in sections
            if index in self._draft.cited_sections
            or any(self._coverage.is_said(one.claim, [index]) for one in waiting)
            or self._evidence.drawn_from(index, self._code_terms)
        ]
        redundant = names and not waiting and self._draft.cites
        if redundant:
            self._notes["removed a list of sources"] += 1
        self._notes[REMOVED] += len(sections) - len(valid)
        self._coverage.settle(valid)
        if block:
            for one in block.claims:
                self._coverage.decide_beside(one, valid)
            block.claims = []
        only = "".join(prose.marker(index) for index in valid)
        text = only if names else prose.replaced(text, lambda i: prose.marker(i) if i in valid else GONE)
        self._draft.add(self._held(piece, text, "kept" if valid and not redundant else "gone"))

    def _cite_program(self) -> None:
        """An answer of code without any citation names the sections that it is plainly made of."""
        drawn = [i for i in range(len(self._sections)) if self._evidence.drawn_from(i, self._code_terms, least=8)]
        if drawn:
            text = "".join(map(prose.marker, drawn))
            self._draft.add(Held(text=text, gap="\n\n", block=self._block_number + 1, state="kept"))
            self._notes[ADDED] += len(drawn)

    # Headings, tables, code

    def _heading(self, piece: Piece) -> None:
        self._coverage.settle()
        self._covers = []
        text = self._cleaner.clean(piece.text)
        claim, sections = self._claim(text.lstrip("# ")), prose.cited(text)
        level = len(text.lstrip(" ")) - len(text.lstrip(" #"))
        self._draft.drop_leads(level)
        valid = [i for i, verdict in self._evidence.judge(claim, sections).items() if verdict != "unsupported"]
        text = prose.replaced(text, lambda index: prose.marker(index) if index in valid else GONE)
        held = self._draft.add(self._held(piece, text, "lead"))
        held.level = level
        if self._evidence.unknown_facts(claim) or len(text) > _LONG_HEADING:
            self._coverage.decide(Claimed(held, claim), keep=bool(valid))

    def _end_table(self) -> None:
        """Read the rows of a table, each a claim of its own, below its header."""
        rows, self._rows = self._rows, []
        if not rows:
            return
        cut = 2 if len(rows) > 1 and not set(rows[1].text) - set("|:- \t") else 0
        self._block_number += 1
        for row in rows[:cut]:
            self._draft.add(self._held(row, self._cleaner.clean(row.text), "lead"))
        for row in rows[cut:]:
            block = _Block(number=self._block_number, indent=0, item=False, claims=[], sections=[])
            text = self._cleaner.clean(row.text)
            if sections := prose.cited(text):
                self._cited(block, row, text, sections)
            else:
                block.claims.append(Claimed(self._draft.add(self._held(row, text, "open")), self._claim(text)))
            self._end_block(block)

    def _code(self, piece: Piece) -> None:
        if self._draft.cites and piece.text[:1].strip():  # what is indented belongs to an item, which may wait
            self._coverage.settle()
        terms = tokens(piece.text)
        self._code_terms.update(terms)
        if self._promise:
            self._promised_terms.update(terms)
        held = self._held(piece, piece.text, "kept" if self._draft.cites else "free")
        held.raw = True
        self._draft.add(held)

    def _redeem(self) -> None:
        """Decide about a cited sentence before code that by itself no section says."""
        promise, self._promise = self._promise, None
        if promise is None:
            return
        sections = prose.cited(promise.held.text)
        valid = [index for index in sections if self._evidence.drawn_from(index, self._promised_terms)]
        self._promised_terms = set()
        self._notes[REMOVED] += len(sections) - len(valid)
        promise.held.text = prose.replaced(promise.held.text, lambda i: prose.marker(i) if i in valid else GONE)
        if valid or role(promise.claim.text) == "claim":
            self._coverage.decide(promise, keep=bool(valid))
        else:
            self._draft.defer(promise.held, "lead" if role(promise.claim.text) == "intro" else "free")

    # Small parts

    def _claim(self, text: str) -> Claim:
        claim = Claim.of(prose.plain(text), otherwise=self._language)
        self._language = claim.language
        return claim

    def _held(self, piece: Piece, text: str, state: State) -> Held:
        number = self._block_number if piece.kind in {"sentence", "row"} else 0
        return Held(text=text, gap=piece.gap, prefix=piece.prefix, block=number, state=state, claim=prose.plain(text))

    def _quote(self, index: int, claim: str) -> str:
        terms = frozenset(Claim.of(claim).terms)
        return best_quote(self._sections[index].text, terms, self._evidence.weight)
