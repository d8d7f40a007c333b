"""The terminal: tables at every width, lists of sections, what stands below an answer."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters import terminal
from adapters.columns import KEPT, fit
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


@given(st.lists(st.integers(0, 90), max_size=9), st.integers(0, 200))
def test_columns_fit_and_small_ones_stay_whole(natural: list[int], room: int) -> None:
    widths = fit(natural, room)
    if widths is not None:
        assert sum(widths) <= room
        assert all(min(wish, KEPT) <= width <= wish for wish, width in zip(natural, widths, strict=True))
    else:
        assert sum(min(wish, KEPT) for wish in natural) > room


@given(st.lists(st.integers(0, 90), max_size=9))
def test_columns_with_room_have_what_they_wish(natural: list[int]) -> None:
    assert fit(natural, sum(natural)) == tuple(natural)


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
