"""The table: what was measured, how it compares, and the bounds that Footnote has set itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from benchmarks.comparing import CONTENDERS, Measured
from benchmarks.probe import Figures


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line: which figure of which step, and how it is read."""

    label: str
    step: str
    value: Callable[[Figures], float]
    unit: str
    more_is_better: bool = False
    bound: float | None = None  # of Footnote

    def holds(self, value: float) -> bool:
        """Whether Footnote keeps its bound."""
        return self.bound is None or (value >= self.bound if self.more_is_better else value <= self.bound)


def _of(name: str) -> Callable[[Figures], float]:
    return lambda figures: figures[name]


def _rate(clock: str) -> Callable[[Figures], float]:
    return lambda figures: figures["pieces"] / figures[clock]


ROWS = (
    Row(label="ingest, by the clock", step="ingest", value=_rate("wall"), unit="/s", more_is_better=True, bound=1_000),
    Row(label="ingest, by CPU time", step="ingest", value=_rate("cpu"), unit="/s", more_is_better=True),
    Row(label="ingest, most memory of a process", step="ingest", value=_of("memory"), unit="MB", bound=450),
    Row(label="again after one change, clock", step="reingest", value=_of("wall"), unit="s"),
    Row(label="again after one change, CPU", step="reingest", value=_of("cpu"), unit="s"),
    Row(label="a question, median", step="search", value=_of("p50"), unit="ms"),
    Row(label="a question, 95 of 100", step="search", value=_of("p95"), unit="ms", bound=60),
    Row(label="a question, CPU", step="search", value=_of("cpu"), unit="ms"),
    Row(label="20 questions at once, median", step="search", value=_of("crowd_p50"), unit="ms"),
    Row(label="20 questions at once, 95 of 100", step="search", value=_of("crowd_p95"), unit="ms"),
    Row(label="… the event loop's lag at worst", step="search", value=_of("lag"), unit="ms", bound=100),
    Row(label="searching, most memory", step="search", value=_of("memory"), unit="MB", bound=450),
    Row(label="lag while an index is opened", step="lag", value=_of("open_lag"), unit="ms", bound=100),
    Row(label="lag while a new one takes over", step="lag", value=_of("swap_lag"), unit="ms", bound=100),
    Row(label="lag while one is closed", step="lag", value=_of("close_lag"), unit="ms", bound=100),
    Row(label="lag at the first use of a model", step="lag", value=_of("model_lag"), unit="ms", bound=100),
    Row(label="start to first answer, clock", step="first", value=_of("wall"), unit="s", bound=2.5),
    Row(label="start to first answer, CPU", step="first", value=_of("cpu"), unit="s"),
    Row(label="footnote --help, clock", step="help", value=_of("wall"), unit="s", bound=0.3),
)


def table(measured: Measured) -> str:
    """Lines of text; the factors say how many times better Footnote does than the column before."""
    lines = [_line(("", "footnote", "tutorial", "factor", "langchain", "factor", "bound"))]
    lines += [_line(cells) for row in ROWS if (cells := tuple(_cells(row, measured)))]
    return "\n".join(lines)


def _cells(row: Row, measured: Measured) -> Iterator[str]:
    ours, *others = (measured.get((contender, row.step)) for contender in CONTENDERS)
    if ours is None:
        return
    value = row.value(ours)
    yield row.label
    yield _shown(value, row.unit)
    for other in others:
        yield _shown(row.value(other), row.unit) if other else ""
        yield _factor(value, row.value(other), row.more_is_better) if other else ""
    if row.bound is not None:
        yield f"{'>=' if row.more_is_better else '<='} {row.bound:g}: {'held' if row.holds(value) else 'NOT HELD'}"
    else:
        yield ""


def _factor(ours: float, theirs: float, more_is_better: bool) -> str:
    better, worse = (ours, theirs) if more_is_better else (theirs, ours)
    return f"{better / worse:.2f}" if better and worse else ""


def _shown(value: float, unit: str) -> str:
    return f"{value:,.2f} {unit}" if value < 10 else f"{value:,.0f} {unit}"


def _line(cells: tuple[str, ...]) -> str:
    label, *rest = cells
    return f"{label:34}" + "".join(f"{cell:>12}" for cell in rest[:-1]) + f"   {rest[-1]}"
