"""An answer's Markdown as it arrives, cut into pieces that more text can no longer change.

Pieces are sentences in paragraphs, list items and quotes, and whole lines of headings, tables, rules and code. Joined
with their gaps they are the answer again, whatever the portions were in which it came. Only code that chat clients and
CommonMark would not end at the same line is mended: tilde fences become backticks, lines that fall out of their list or
quote are moved in, an open fence is closed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal, cast

from rag_core.citations.inline import STOPS, sentence_ends

Kind = Literal["sentence", "end", "heading", "row", "rule", "code"]

_QUOTE = r"(?:[ \t]{0,3}>)*"
_QUOTES = re.compile(_QUOTE)
_BULLET = r"(?:[-*+•‣◦]|\d{1,9}[.)])[ \t]+"
_PREFIX = re.compile(rf"(?P<quote>{_QUOTE})(?P<indent>[ \t]*)(?P<bullet>{_BULLET}(?:\[[ xX]\][ \t]+)?)?")
_FENCE = re.compile(
    rf"(?P<prefix>(?P<quote>{_QUOTE})[ \t]*(?P<bullet>{_BULLET})?)(?P<run>`{{3,}}|~{{3,}})(?P<language>.*)"
)
_HEADING = re.compile(r" {0,3}#{1,6}(?:[ \t]|$)")
_ROW = re.compile(r"[ \t]*\|")
_RULE = re.compile(r" {0,3}(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,})")
_BLANK_LINES = re.compile(r"(?:[ \t]*\n)+")
# A line that has begun like this may still become one thing or another.
_UNDECIDED = re.compile(
    rf"{_QUOTE}[ \t]*(?:(?:\d{{1,9}}(?:[.)][ \t]*)?|(?:[-*+_•‣◦][ \t]*)+)?(?:\[[ xX]?\]?[ \t]*)?"
    rf"|#{{1,6}}|(?:{_BULLET})?(?:`{{1,2}}|~{{1,2}}|`{{3,}}[^`]*|~{{3,}}.*))"
)
_STOP = re.compile(f"[{STOPS}]")
_PENDING = re.compile(rf"\A.{{0,600}}[{STOPS}][^A-Za-z]{{0,30}}\Z", re.DOTALL)  # the next letter may end a sentence
_RETRY_GROWTH = 1.25  # look for sentences again when so much has come, which keeps the effort linear


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """`gap` is the white space before it; `prefix` the bullet or quote mark that opens a block, `end` closes one."""

    kind: Kind
    text: str = ""
    gap: str = ""
    prefix: str = ""
    indent: int = 0  # columns before the text of the block
    item: bool = False  # of a list


@dataclass(frozen=True, slots=True, kw_only=True)
class _Fence:
    run: str  # the ticks or tildes that opened it
    inside: str  # what every line begins with: quote marks, and the columns of the list item


class Blocks:
    """Takes portions of an answer and gives back the pieces that are certain."""

    def __init__(self) -> None:
        self._text = ""  # not yet given back
        self._gap = ""
        self._fence: _Fence | None = None
        self._open: Piece | None = None  # the paragraph, item or quote that is going on
        self._items: list[int] = []  # columns at which the text of the open list items begins
        self._scanned = 0  # up to there the open block goes on for sure
        self._stopless = 0  # up to there nothing can end a sentence
        self._tried = 0  # length of the text when sentences were last looked for in vain

    def feed(self, portion: str) -> Iterator[Piece]:
        """Yield what `portion` makes certain."""
        self._text += portion
        yield from self._pieces(final=False)

    def finish(self) -> Iterator[Piece]:
        """Yield the rest."""
        yield from self._pieces(final=True)
        if self._open:
            yield from self._close(self._open)
        if self._fence:
            yield Piece(kind="code", text=f"{self._fence.inside}{'`' * len(self._fence.run)}", gap="\n")

    def _pieces(self, *, final: bool) -> Iterator[Piece]:
        before = None
        while self._text and before != (len(self._text), self._open):
            before = (len(self._text), self._open)
            if self._open:
                yield from self._sentences(self._open, final=final)
            elif self._fence:
                yield from self._code(self._fence, final=final)
            elif blank := _BLANK_LINES.match(self._text):
                self._take_gap(blank.end())
            else:
                yield from self._begin(final=final)

    def _begin(self, *, final: bool) -> Iterator[Piece]:
        """A new line outside any block."""
        line, newline = self._line()
        if not _is_decided(line, complete=newline or final):
            return
        kind = _kind(line)
        if kind == "sentence":
            self._open_block(line)
        elif newline or final:
            self._items = [] if kind in {"heading", "row"} else self._items
            yield self._opened_fence(line) if kind == "code" else self._whole_line(line, kind)

    def _open_block(self, line: str) -> None:
        prefix = _prefix(line)
        indent = len((prefix["quote"] + prefix["indent"]).expandtabs(4))
        self._leave_items(indent)
        if prefix["bullet"]:
            self._items.append(indent + len(prefix["bullet"]))
        self._open = Piece(kind="sentence", prefix=prefix[0], indent=indent, item=bool(prefix["bullet"]))
        self._text = self._text[prefix.end() :]
        self._scanned = self._stopless = self._tried = 0

    def _sentences(self, opened: Piece, *, final: bool) -> Iterator[Piece]:
        """Sentences of the block that is open, as far as they are certain, and its end."""
        extent = self._extent(final=final)
        if extent is None and not self._worth_trying():
            return
        known = self._text[: self._scanned if extent is None else extent]
        start = 0
        for end, following in sentence_ends(known, final=extent is not None):
            yield self._sentence(opened, known[start:end])
            opened = replace(opened, prefix="")
            self._gap, start = known[end:following], following
        self._tried = 0 if start or _PENDING.search(known) else len(self._text)
        self._text, self._scanned, self._stopless = self._text[start:], self._scanned - start, 0
        if extent is not None:
            self._text = self._text[extent - start :]
            yield from self._close(opened)

    def _worth_trying(self) -> bool:
        if not _STOP.search(self._text, self._stopless):
            self._stopless = len(self._text)
            return False
        return len(self._text) >= _RETRY_GROWTH * self._tried

    def _extent(self, *, final: bool) -> int | None:
        """Where the open block ends, if that is certain; notes up to where it certainly does not."""
        while (newline := self._text.find("\n", self._scanned)) >= 0:
            self._scanned = newline
            line, complete = self._line(newline + 1)
            if not _is_decided(line, complete=complete or final):
                return None
            if not line.strip() or _kind(line) != "sentence" or _prefix(line)["bullet"] or _prefix(line)["quote"]:
                return newline
            self._scanned = newline + 1
        self._scanned = len(self._text)
        return len(self._text) if final else None

    def _code(self, fence: _Fence, *, final: bool) -> Iterator[Piece]:
        line, newline = self._line()
        if not newline and not final:
            return
        bare = line.lstrip(" \t>") if ">" in fence.inside else line.strip()
        closing = bool(bare) and not bare.strip(fence.run[0] + "`") and len(bare.rstrip()) >= len(fence.run)
        yield self._whole_line(line, "code", shown=_closing(line, fence) if closing else _moved_in(line, fence))
        if closing:
            self._fence = None

    def _opened_fence(self, line: str) -> Piece:
        match = cast("re.Match[str]", _FENCE.match(line))
        quote, columns = match["quote"], len(match["prefix"].expandtabs(4))
        self._leave_items(columns - len(match["bullet"] or ""))
        if match["bullet"]:
            self._items.append(columns)
        inside = quote + " " * max((self._items[-1] if self._items else 0) - len(quote), int(bool(quote)))
        self._fence = _Fence(run=match["run"], inside=inside)
        language = match["language"].replace("`", "")
        return self._whole_line(line, "code", shown=f"{match['prefix']}{'`' * len(match['run'])}{language}")

    def _whole_line(self, line: str, kind: Kind, *, shown: str | None = None) -> Piece:
        piece = Piece(kind=kind, text=line if shown is None else shown, gap=self._gap)
        self._text, self._gap = self._text[len(line) :], ""
        self._take_gap(self._text.startswith("\n"))
        return piece

    def _sentence(self, opened: Piece, text: str) -> Piece:
        self._open = replace(opened, prefix="")
        piece = replace(opened, text=text, gap=self._gap)
        self._gap = ""
        return piece

    def _close(self, opened: Piece) -> Iterator[Piece]:
        if opened.prefix.strip():  # a bullet without any text
            yield self._sentence(opened, "")
        yield Piece(kind="end", indent=opened.indent, item=opened.item)
        self._open = None

    def _line(self, start: int = 0) -> tuple[str, bool]:
        """The line that begins at `start`, and whether its end has come."""
        newline = self._text.find("\n", start)
        return (self._text[start:], False) if newline < 0 else (self._text[start:newline], True)

    def _leave_items(self, columns: int) -> None:
        while self._items and self._items[-1] > columns:
            self._items.pop()

    def _take_gap(self, length: int) -> None:
        self._gap += self._text[:length]
        self._text = self._text[length:]


def _is_decided(line: str, *, complete: bool) -> bool:
    """Whether the kind of a line is certain, of which perhaps only the beginning has come."""
    return complete or _UNDECIDED.fullmatch(line) is None


def _kind(line: str) -> Kind:
    fence = _FENCE.match(line)
    if fence and not (fence["run"][0] == "`" and "`" in fence["language"]):
        return "code"
    if _HEADING.match(line):
        return "heading"
    if _RULE.fullmatch(line):
        return "rule"
    return "row" if _ROW.match(line) else "sentence"


def _prefix(line: str) -> re.Match[str]:
    return cast("re.Match[str]", _PREFIX.match(line))  # every part of it may be missing


def _closing(line: str, fence: _Fence) -> str:
    """The closing line as it stands, if CommonMark and chat clients agree that it is one."""
    indent = len(line) - len(line.lstrip(" \t"))
    fits = fence.run[0] == "`" and ">" not in fence.inside and 0 <= indent - len(fence.inside) <= 3
    return line if fits else f"{fence.inside}{'`' * len(fence.run)}"


def _moved_in(line: str, fence: _Fence) -> str:
    """A line of code that CommonMark would take as the end of the list or quote around it is moved in."""
    if line.startswith(fence.inside):
        return line
    quote = _QUOTES.match(line) if ">" in fence.inside else None
    content = line[quote.end() :].removeprefix(" ") if quote else line
    return f"{fence.inside}{content}" if content.strip() or quote else line
