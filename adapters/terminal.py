"""The terminal as a place to ask: answers as they stream, sources below, and the same as JSON."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from functools import cache
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from adapters import notices
from adapters.columns import fit, least
from adapters.notices import AGELESS, Freshness
from rag_core.types import Answer, AnswerEvent, Finished, Found, Hit, Progress, Stage, TextDelta

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.live import Live

_DOING: Mapping[Stage, str] = {
    "rewriting": "Reading the conversation …",
    "searching": "Searching the docs …",
    "reading": "Reading …",
    "answering": "Writing …",
}
_PREVIEW = 110  # characters of a section's text in a list
_INDENT = 4  # columns of what belongs to the line above
_GAPS = (2, 1)  # characters between two columns of a table, and where it is narrow
_REFRESH = 8  # a second


class Screen:
    """Shows one answer: live on a terminal, once and plain when the output goes elsewhere."""

    def __init__(self, freshness: Freshness = AGELESS) -> None:
        self._console = _console()
        self._freshness = freshness
        self._text = ""
        self._live: Live | None = None

    def __enter__(self) -> Self:
        if self._console.is_terminal:
            from rich.live import Live

            self._live = Live(
                console=self._console, refresh_per_second=_REFRESH, transient=True, vertical_overflow="ellipsis"
            )
            self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop()

    def show(self, event: AnswerEvent) -> None:
        """Show one event; the last one leaves the checked answer on the screen."""
        match event:
            case Progress(stage=stage):
                self._update(_DOING[stage])
            case Found(hits=hits):
                self._update("Found " + "; ".join(hit.section.heading for hit in hits[:3]) + " …")
            case TextDelta(text=text):
                self._text += text
                self._update(_markdown(self._text))
            case Finished(answer=answer):
                self._stop()
                print_answer(answer, self._console, self._freshness)

    def _update(self, content: RenderableType) -> None:
        if self._live:
            self._live.update(content)

    def _stop(self) -> None:
        if self._live:
            self._live.stop()
            self._live = None


def print_answer(answer: Answer, console: Console | None = None, freshness: Freshness = AGELESS) -> None:
    """The answer with its numbered sources, old ones with their age: rendered on a terminal, Markdown elsewhere."""
    console = console or _console()
    if not console.is_terminal:
        parts = (answer.text, sources_text(answer, freshness), footer(answer))
        print_line("\n\n".join(part for part in parts if part))
        return
    console.print(_markdown(answer.text))
    console.print()
    for citation in answer.citations:
        name = _plain(citation.section.breadcrumb)
        where = f"[link={citation.section.url}]{name}[/link]" if citation.section.url else name
        named = _beside(where, notices.age(citation.section.updated, freshness))
        console.print(f"\\[{citation.number}] {named}", highlight=False)
        console.print(_indented(f"“{citation.quote}”", "dim"))
        place = citation.section.url or citation.section.page
        console.print(f"{' ' * _INDENT}{place}", style="dim", highlight=False, markup=False, soft_wrap=True)
    console.print(footer(answer), style="dim", highlight=False, markup=False)


def sources_text(answer: Answer, freshness: Freshness = AGELESS) -> str:
    """The numbered sources as plain lines: number, title > heading, link or page, age if they are old, quote."""
    named = ((c, f"[{c.number}] {c.section.breadcrumb} ({c.section.url or c.section.page})") for c in answer.citations)
    return "\n".join(
        f"{_beside(name, notices.age(c.section.updated, freshness))}\n    “{c.quote}”" for c, name in named
    )


def footer(answer: Answer) -> str:
    """One line: outcome, model, seconds, tokens."""
    usage = answer.trace.usage
    tokens = f"{usage.prompt_tokens} + {usage.completion_tokens} tokens" if usage.prompt_tokens else ""
    cost = f"${usage.cost:.5f}" if usage.cost is not None else ""
    seconds = f"{answer.trace.timings.get('total', 0):.1f} s"
    parts = (answer.outcome.replace("_", " "), answer.trace.model or "no model", seconds, tokens, cost)
    return " · ".join(part for part in parts if part)


def as_json(answer: Answer) -> dict[str, Any]:
    """The answer as `footnote ask --json` prints it."""
    trace = answer.trace
    return {
        "id": answer.id,
        "outcome": answer.outcome,
        "text": answer.text,
        "citations": [
            {
                "number": c.number,
                "page": c.section.page,
                "heading": c.section.heading,
                "url": c.section.url,
                "quote": c.quote,
            }
            for c in answer.citations
        ],
        "sections": [
            {"page": hit.section.page, "heading": hit.section.heading, "score": round(hit.score, 4)}
            for hit in trace.hits
        ],
        "related": [{"page": s.page, "heading": s.heading, "url": s.url} for s in answer.related],
        "usage": asdict(trace.usage),
        "timings": {stage: round(seconds, 4) for stage, seconds in trace.timings.items()},
        "model": trace.model,
        "generation": trace.generation,
        "depth": trace.depth,
        "searched": list(trace.searched),
        "notes": list(trace.notes),
    }


def hits_as_json(hits: Sequence[Hit]) -> list[dict[str, Any]]:
    """Sections as `footnote search --json` prints them."""
    return [
        {
            "rank": rank,
            "page": hit.section.page,
            "heading": hit.section.heading,
            "headings": [hit.section.title, *hit.section.headings],
            "url": hit.section.url,
            "score": round(hit.score, 4),
            "text": hit.section.text,
        }
        for rank, hit in enumerate(hits, start=1)
    ]


def print_hits(hits: Sequence[Hit]) -> None:
    """Sections as a list: rank, score, title > heading, page, the text's beginning."""
    console = _console()
    for rank, hit in enumerate(hits, start=1):
        named, place = f"{rank:>2}. {hit.score:.3f}  {hit.section.breadcrumb}", hit.section.url or hit.section.page
        text = shortened(hit.section.text, _PREVIEW)
        if not console.is_terminal:
            indent = " " * _INDENT
            print_line(f"{named}\n{indent}{place}\n{indent}{text}")
            continue
        console.print(named, style="bold", highlight=False, markup=False)
        console.print(f"{' ' * _INDENT}{place}", style="dim", highlight=False, markup=False, soft_wrap=True)
        console.print(_indented(text))


def print_side_by_side(left: tuple[str, Answer], right: tuple[str, Answer], freshness: Freshness = AGELESS) -> None:
    """Two titled answers: in columns where the terminal is wide enough, one below the other elsewhere."""
    from rich.columns import Columns
    from rich.console import Group
    from rich.panel import Panel

    console = _console()
    if not console.is_terminal:
        for title, answer in (left, right):
            sys.stdout.write(f"=== {title} ===\n\n")
            print_answer(answer, console, freshness)
            sys.stdout.write("\n")
        return
    width = console.width // 2 - 1 if console.width >= 100 else console.width
    panels = [
        Panel(
            Group(_markdown(answer.text), "", _plain(sources_text(answer, freshness)), footer(answer)),
            title=title,
            width=width,
        )
        for title, answer in (left, right)
    ]
    console.print(Columns(panels, padding=(0, 0)))


def print_table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """A table: drawn on a terminal, a record a block where that is too narrow, tab-separated elsewhere."""
    from rich.cells import cell_len

    console = _console()
    if not console.is_terminal:
        for row in (header, *rows):
            print_line("\t".join(row))
        return
    columns = tuple(zip(header, *rows, strict=True))
    taken = [(cell_len(name), max(map(cell_len, cells), default=0)) for name, *cells in columns]
    natural, narrowest = [max(one) for one in taken], [least(*one) for one in taken]
    for gap in _GAPS:
        if widths := fit(natural, narrowest, console.width - gap * (len(columns) - 1)):
            console.print(_drawn(columns, widths, gap))
            break
    else:
        console.print(_blocks(header, rows))
    console.print()


def _drawn(columns: Sequence[Sequence[str]], widths: Sequence[int], gap: int) -> RenderableType:
    """Columns, each with its header first. Sentences are wrapped; what has no spaces, such as a path, is cut."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    table = Table(box=SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, gap - 1, 0, 0), header_style="bold")
    for (name, *cells), width in zip(columns, widths, strict=True):
        cut = not any(" " in cell for cell in cells)
        table.add_column(name, width=width, no_wrap=cut, overflow="ellipsis" if cut else "fold")
    for row in zip(*(cells for _, *cells in columns), strict=True):
        table.add_row(*map(_plain, row))
    return table


def _blocks(header: Sequence[str], rows: Sequence[Sequence[str]]) -> RenderableType:
    """A line for each cell, and an empty one between two rows."""
    from rich.text import Text

    blocks = (
        "\n".join(f"{name}: {cell}" if name else cell for name, cell in zip(header, row, strict=True) if cell)
        for row in rows
    )
    return Text("\n\n".join(blocks))


def shortened(text: str, longest: int) -> str:
    """The text in one line, cut to `longest` characters, between two words where there are any."""
    line = " ".join(text.split())
    if len(line) <= longest:
        return line
    whole_words = line[:longest].rpartition(" ")[0]
    return f"{whole_words if len(whole_words) > longest // 2 else line[: longest - 2]} …"


def print_line(line: str) -> None:
    """One line as it is."""
    sys.stdout.write(f"{line}\n")


def _beside(source: str, age: str) -> str:
    return f"{source} · {age}" if age else source


def _markdown(text: str) -> RenderableType:
    from rich.markdown import Markdown

    return Markdown(text)


def _indented(text: str, style: str = "") -> RenderableType:
    from rich.padding import Padding
    from rich.text import Text

    return Padding(Text(text, style), (0, 0, 0, _INDENT))


def _console() -> Console:
    return _console_class()()


@cache
def _console_class() -> type[Console]:
    from rich.console import Console

    class Output(Console):
        """Leaves a reader who has gone to the command line: rich would end the program with 1."""

        def on_broken_pipe(self) -> None:
            raise BrokenPipeError(errno.EPIPE, os.strerror(errno.EPIPE))

    return Output


def _plain(text: str) -> str:
    from rich.markup import escape

    return escape(text)
