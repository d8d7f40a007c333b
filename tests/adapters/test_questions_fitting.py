"""The weights of words and forms are learned from labelled messages and written as a module that reads them back."""

from __future__ import annotations

from typing import Any

import pytest

from adapters.questions import learned
from adapters.questions.fitting import RARE, STEP, WORD_MIN, Weights, fit, source

THINGS = ("index", "token", "backup", "proxy", "badge", "가격", "索引")
ASKED = [(f"where is the {thing}?", True) for thing in THINGS]
TOLD = [(f"thanks, the {thing} works now 🎉", False) for thing in THINGS]


@pytest.fixture(scope="module")
def weights() -> Weights:
    return fit([*ASKED, *TOLD])


def test_words_of_questions_speak_for_one_and_others_against(weights: Weights) -> None:
    assert weights.words["where"] > 0 > weights.words["thanks"]


def test_so_do_forms(weights: Weights) -> None:
    assert weights.forms["asks last"] > 0 > weights.forms["emoji last"]


def test_what_few_messages_have_gets_no_weight(weights: Weights) -> None:
    assert len(THINGS) > RARE
    assert weights.words.keys().isdisjoint(THINGS)


def test_weights_are_rounded_and_light_words_left_out(weights: Weights) -> None:
    assert all(weight % STEP == 0 for weight in (*weights.words.values(), *weights.forms.values(), weights.even))
    assert min(map(abs, weights.words.values())) >= WORD_MIN


def test_messages_that_count_half_move_the_weights_less(weights: Weights) -> None:
    assert fit([*ASKED, *TOLD], halved=len(ASKED) + len(TOLD)).words["where"] < weights.words["where"]


def test_what_is_written_reads_back_as_it_was_learned(weights: Weights) -> None:
    module: dict[str, Any] = {}
    exec(source(weights, 14), module)
    assert (module["EVEN"], module["FORMS"], module["WORDS"]) == (weights.even, weights.forms, weights.words)


def test_the_weights_in_use_are_written_by_this_program() -> None:
    written = source(Weights(even=learned.EVEN, forms=learned.FORMS, words=learned.WORDS), 2_948)
    assert written == learned.__loader__.get_source(learned.__name__)  # type: ignore[union-attr]
