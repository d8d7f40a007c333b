"""How likely the words and the form of a message make it a question: learned weights, beside the cues of the tables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from math import fsum, sqrt

from adapters.questions import addressing, prose
from adapters.questions.cues import folded
from adapters.questions.english import SLANG
from adapters.questions.forms import forms
from adapters.questions.learned import EVEN, FORMS, WORDS
from rag_core.languages import is_cjk

_DIGITS = re.compile(r"\d+")
_TOKEN = re.compile(r"[^\W_]+|[?!,:;]")
_LATIN = re.compile(r"[a-z]{2,}")
_UNSAID = re.compile(r"[^\w?!,]+|_|[?!,]+$")  # in Chinese, Japanese and Korean: spaces too, and what ends the sentence


def lean(said: prose.Prose) -> float:
    """The log-odds that the message is a question, by its words and form alone; 0 is even."""
    known = [WORDS[word] for word in words(said) if word in WORDS]
    return EVEN + _mean(known) + fsum(FORMS.get(form, 0.0) for form in forms(said))


def words(said: prose.Prose) -> frozenset[str]:
    """What `learned.WORDS` weighs: the words of each sentence and pairs of neighbours, `^` and `$` at its ends.

    In Chinese, Japanese and Korean letters instead of words. Every number is 0.
    """
    return frozenset(word for sentence in said.sentences for word in _words(sentence))


def _words(sentence: str) -> Iterator[str]:
    plain = _DIGITS.sub("0", folded(addressing.without_mentions(sentence)))
    if is_cjk(plain):
        ends = "?" if prose.has_question_mark(plain) else ""
        letters = f"^{_UNSAID.sub('', plain.strip())}{ends}$"
        yield from _LATIN.findall(plain)
        yield from (piece for piece in (*letters, *map("".join, pairwise(letters))) if is_cjk(piece))
        return
    tokens = ["^", *(SLANG.get(token, token) for token in _TOKEN.findall(plain)), "$"]
    yield from tokens[1:-1]
    yield from map(" ".join, pairwise(tokens))


def _mean(weights: list[float]) -> float:
    """Their sum over the root of their number, so that what is long is not surer than what is short."""
    return fsum(weights) / sqrt(len(weights)) if weights else 0.0
