"""The terminal as a place to ask: answers as they stream, sources below, and the same as JSON."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from adapters import notices
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
_REFRESH = 8  # a second


class Screen:
    """Shows one answer: live on a terminal, once and plain when the output goes elsewhere."""

    def __init__(self, freshness: Freshness = AGELESS) -> None:
        from rich.console import Console

        self._console = Console()
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
    from rich.console import Console

    console = console or Console()
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
        console.print(f"    “{_plain(citation.quote)}”", style="dim", highlight=False)
        if citation.section.url:
            console.print(f"    {citation.section.url}", style="dim", highlight=False, soft_wrap=True)
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
    from rich.console import Console

    console = Console(highlight=False, soft_wrap=True)
    for rank, hit in enumerate(hits, start=1):
        console.print(f"{rank:>2}. {hit.score:.3f}  {hit.section.breadcrumb}", style="bold", markup=False)
        console.print(f"    {hit.section.url or hit.section.page}", style="dim", markup=False)
        console.print(f"    {' '.join(hit.section.text.split())[:_PREVIEW]}", markup=False)


def print_side_by_side(left: tuple[str, Answer], right: tuple[str, Answer], freshness: Freshness = AGELESS) -> None:
    """Two titled answers: in columns where the terminal is wide enough, one below the other elsewhere."""
    from rich.columns import Columns
    from rich.console import Console, Group
    from rich.panel import Panel

    console = Console()
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
    """A table: drawn on a terminal, tab-separated elsewhere."""
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table

    console = Console()
    if not console.is_terminal:
        for row in (header, *rows):
            print_line("\t".join(row))
        return
    table = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0), header_style="bold")
    for name in header:
        table.add_column(name, overflow="fold")  # a number that is cut short would be another number
    for row in rows:
        table.add_row(*(_plain(cell) for cell in row))
    console.print(table)


def print_line(line: str) -> None:
    """One line as it is."""
    sys.stdout.write(f"{line}\n")


def _beside(source: str, age: str) -> str:
    return f"{source} · {age}" if age else source


def _markdown(text: str) -> RenderableType:
    from rich.markdown import Markdown

    return Markdown(text)


def _plain(text: str) -> str:
    from rich.markup import escape

    return escape(text)
