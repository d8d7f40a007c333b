"""The terminal: tables at every width, lists of sections, what stands below an answer."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters import terminal
from adapters.columns import KEPT, fit, least
from rag_core.types import Answer, Citation, Hit
from tests.rag_core.sections_of import section

Captured = pytest.CaptureFixture[str]
A = section("alpha")

HEADER = ("page", "title", "sections", "updated")
ROW = ("../repo/bot/faq/troubleshooting.md", "Troubleshooting and what to do about it", "12", "12 days ago")


@pytest.fixture
def width(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> int:
    """A terminal of so many columns."""
    monkeypatch.setenv("TTY_COMPATIBLE", "1")
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("COLUMNS", str(request.param))
    return int(request.param)


def lines(capsys: Captured) -> list[str]:
    return [re.sub(r"\x1b\[[0-9;]*m", "", line).rstrip() for line in capsys.readouterr().out.splitlines()]


COLUMNS = st.lists(st.tuples(st.integers(1, 40), st.integers(0, 90)), max_size=9)


@given(COLUMNS, st.integers(0, 200))
def test_columns_fit_and_no_number_is_cut(columns: list[tuple[int, int]], room: int) -> None:
    natural, narrowest = [max(one) for one in columns], [least(*one) for one in columns]
    widths = fit(natural, narrowest, room)
    if widths is None:
        assert sum(narrowest) > room
        return
    assert sum(widths) <= room
    assert all(width <= wish for width, wish in zip(widths, natural, strict=True))
    assert all(width >= min(cell, KEPT) for width, (_, cell) in zip(widths, columns, strict=True))


@given(COLUMNS)
def test_columns_with_room_have_what_they_wish(columns: list[tuple[int, int]]) -> None:
    natural = [max(one) for one in columns]
    assert fit(natural, [least(*one) for one in columns], sum(natural)) == tuple(natural)


@pytest.mark.parametrize("width", [80], indirect=True)
def test_many_numbers_stay_a_table_under_shorter_headers(width: int, capsys: Captured) -> None:
    header = ("day", "asked", "answered", "excerpts", "uncovered", "failed", "votes", "called", "p50 / p95", "tokens")
    row = ("2026-11-24", "1234", "1200", "0", "30", "4", "+10 -2", "3", "1.4 / 12.5", "999.9k")
    terminal.print_table((*header, "cost"), [(*row, "$12.34")])
    shown = lines(capsys)
    assert len(shown[2]) <= width
    assert shown[2].split() == [*" ".join(row).split(), "$12.34"]


@pytest.mark.parametrize("width", [120, 80, 60], indirect=True)
def test_a_table_fits_and_keeps_numbers_and_ages_in_one_line(width: int, capsys: Captured) -> None:
    terminal.print_table(HEADER, [ROW])
    shown = lines(capsys)
    assert all(len(line) <= width for line in shown)
    assert shown[2].endswith("12        12 days ago")
    assert shown[2].startswith("../repo/bot/faq")


@pytest.mark.parametrize("width", [40], indirect=True)
def test_a_table_without_room_becomes_a_line_for_each_cell(width: int, capsys: Captured) -> None:
    terminal.print_table(HEADER, [ROW, ROW])
    shown = lines(capsys)
    assert shown.count("updated: 12 days ago") == 2
    assert "" in shown


@pytest.mark.parametrize("width", [60], indirect=True)
def test_a_source_without_a_link_shows_its_page_and_its_quote_indented(width: int, capsys: Captured) -> None:
    citation = Citation(number=1, section=replace(A, url="", page="guide/pages.md"), quote="word " * 30)
    terminal.print_answer(Answer(id="1", text="So [1].", outcome="answered", citations=(citation,)))
    shown = lines(capsys)
    below = shown[next(n for n, line in enumerate(shown) if line.startswith("[1]")) + 1 : -1]
    assert below[-1] == "    guide/pages.md"
    assert all(line.startswith("    ") for line in below)
    assert len(below) > 2


@given(st.text(max_size=300), st.integers(10, 120))
def test_a_shortened_text_is_one_line_that_says_so(text: str, longest: int) -> None:
    short = terminal.shortened(text, longest)
    assert len(short) <= longest
    assert "\n" not in short
    assert short.endswith(" …") or short == " ".join(text.split())


def test_a_text_is_cut_between_words(capsys: Captured) -> None:
    text = "one two three four five six seven eight nine ten " * 5
    terminal.print_hits([Hit(section=replace(A, text=text), score=0.5)])
    preview = lines(capsys)[-1]
    assert preview.endswith(" …")
    assert preview.split()[-2] in text.split()
