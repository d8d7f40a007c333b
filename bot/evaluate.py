"""Figures of a search run: pure functions on ranked results and their right sections."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

_MARKUP = re.compile(r"[`*_]|\[([^\]]*)\]\([^)]*\)")
_NOT_LETTERS = re.compile(r"[\W_]+")

Figures = dict[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """One question with the sections that answer it, each as `section_key` gives it."""

    id: str
    text: str
    language: str
    gold: frozenset[tuple[str, str]]  # empty: nothing answers it


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What one question found."""

    question: Labelled
    found: tuple[tuple[str, str], ...]  # section keys, best first, each once
    score: float  # of the best section
    answered: bool
    seconds: float


def section_key(page: str, heading: str) -> tuple[str, str]:
    """File name and heading without Markdown, case and punctuation: how labels and results are compared."""
    plain = _MARKUP.sub(lambda match: match[1] or "", heading)
    return PurePosixPath(page).name.lower(), _NOT_LETTERS.sub(" ", plain.casefold()).strip()


def figures(outcomes: Sequence[Outcome]) -> Figures:
    """Ranking, abstention and latency figures.

    `hit@k` is the share of answerable questions with a right section among the first k; `mrr` is the mean reciprocal
    rank of the first right one within 10; `ndcg` is binary-gain nDCG@10 (Järvelin and Kekäläinen 2002). `auroc` is
    the chance that an answerable question scores above an unanswerable one; `f1` is that of abstaining, an
    unanswerable question being the positive. A figure without any question to measure it on is left out.
    """
    answerable = [o for o in outcomes if o.question.gold]
    result: Figures = {"questions": float(len(outcomes)), "answerable": float(len(answerable))}
    if answerable:
        ranks = [_first_right(o) for o in answerable]
        result |= {f"hit@{k}": _mean([rank <= k for rank in ranks]) for k in (1, 3, 5)}
        result["mrr"] = _mean([1 / rank if rank <= 10 else 0.0 for rank in ranks])
        result["ndcg"] = _mean([_ndcg(o) for o in answerable])
    if 0 < len(answerable) < len(outcomes):
        result["auroc"] = _auroc([o.score for o in answerable], [o.score for o in outcomes if not o.question.gold])
        result["f1"] = _f1(outcomes)
    if outcomes:
        seconds = sorted(o.seconds for o in outcomes)
        result["p50_ms"] = 1000 * _percentile(seconds, 0.50)
        result["p95_ms"] = 1000 * _percentile(seconds, 0.95)
    return result


def by_language(outcomes: Sequence[Outcome]) -> Mapping[str, Figures]:
    """`figures` of all questions under `all`, and of each language under its code."""
    languages = sorted({o.question.language for o in outcomes})
    return {"all": figures(outcomes)} | {
        language: figures([o for o in outcomes if o.question.language == language]) for language in languages
    }


def _first_right(outcome: Outcome) -> float:
    ranks = (rank for rank, key in enumerate(outcome.found, start=1) if key in outcome.question.gold)
    return next(ranks, math.inf)


def _ndcg(outcome: Outcome) -> float:
    gains = [1 / math.log2(rank + 1) for rank, key in enumerate(outcome.found[:10], 1) if key in outcome.question.gold]
    best = sum(1 / math.log2(rank + 1) for rank in range(1, min(10, len(outcome.question.gold)) + 1))
    return sum(gains) / best


def _auroc(positives: Sequence[float], negatives: Sequence[float]) -> float:
    """Mann-Whitney U over all pairs; a tie counts half."""
    wins = sum((p > n) + 0.5 * (p == n) for p in positives for n in negatives)
    return wins / (len(positives) * len(negatives))


def _f1(outcomes: Sequence[Outcome]) -> float:
    right = sum(not o.answered and not o.question.gold for o in outcomes)
    abstained = sum(not o.answered for o in outcomes)
    unanswerable = sum(not o.question.gold for o in outcomes)
    return 2 * right / (abstained + unanswerable)


def _percentile(ordered: Sequence[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, math.ceil(share * len(ordered)) - 1)]


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)
