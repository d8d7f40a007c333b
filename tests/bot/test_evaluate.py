"""Figures of a search run, checked against values worked out by hand."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.evaluate import Labelled, Outcome, by_language, figures, section_key

A, B, C = (("p.md", letter) for letter in "abc")


def outcome(*found: tuple[str, str], gold: tuple[tuple[str, str], ...] = (A,), **fields: object) -> Outcome:
    values: dict[str, object] = {"score": 0.5, "answered": True, "seconds": 0.01, **fields}
    language = str(values.pop("language", "en"))
    question = Labelled(id="q", text="?", language=language, gold=frozenset(gold))
    return Outcome(question=question, found=found, **values)  # type: ignore[arg-type]


def test_ranking_figures_are_those_worked_out_by_hand() -> None:
    result = figures([outcome(A, B), outcome(B, C, A), outcome(B, C)])
    assert result["hit@1"] == pytest.approx(1 / 3)
    assert result["hit@3"] == pytest.approx(2 / 3)
    assert result["mrr"] == pytest.approx((1 + 1 / 3 + 0) / 3)


def test_ndcg_knows_how_many_right_sections_there_are() -> None:
    both = outcome(B, A, C, gold=(A, C))
    best = 1 + 1 / math.log2(3)
    assert figures([both])["ndcg"] == pytest.approx((1 / math.log2(3) + 1 / math.log2(4)) / best)


def test_unanswerable_questions_count_for_abstention_only() -> None:
    result = figures([outcome(A, score=0.9), outcome(B, gold=(), score=0.1, answered=False)])
    assert (result["answerable"], result["hit@1"], result["auroc"], result["f1"]) == (1, 1, 1, 1)


def test_an_equal_score_is_half_a_win() -> None:
    assert figures([outcome(A, score=0.4), outcome(B, gold=(), score=0.4)])["auroc"] == 0.5


def test_never_abstaining_earns_nothing() -> None:
    assert figures([outcome(A), outcome(B, gold=())])["f1"] == 0


def test_languages_are_told_apart() -> None:
    table = by_language([outcome(A), outcome(B, language="ko")])
    assert (table["en"]["hit@1"], table["ko"]["hit@1"], table["all"]["hit@1"]) == (1, 0, 0.5)


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("`etcd.endpoints`", "etcd.endpoints"),
        ("What is **this**?", "what is this"),
        ("See [the docs](https://example.com)", "See the docs"),
        ("2. etcd pod crash", "2 etcd pod crash"),
    ],
)
def test_headings_are_compared_without_markdown_case_and_punctuation(written: str, stored: str) -> None:
    assert section_key("faq/p.md", written) == section_key("en/faq/P.md", stored)


@given(st.lists(st.permutations([A, B, C]), min_size=1, max_size=8))
def test_figures_stay_in_their_range_and_hits_grow_with_depth(rankings: list[list[tuple[str, str]]]) -> None:
    result = figures([outcome(*ranking) for ranking in rankings])
    assert all(0 <= result[name] <= 1 for name in ("hit@1", "mrr", "ndcg"))
    assert result["hit@1"] <= result["hit@3"] <= result["hit@5"]
    assert result["hit@1"] <= result["mrr"]
