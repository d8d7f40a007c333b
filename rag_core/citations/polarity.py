"""Whether a sentence says in the words of a section what the section denies, or the other way round.

Only the plainest case: nearly all words of the sentence in one clause, one of the two with a "not" and the other
without, and neither with a word that could turn the sense by itself. All else would cost citations that are right.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import dataclass

from rag_core.citations.inline import sentence_ends

SHARED = 0.9  # share of the sentence's weight that the clause has to have
REST = 0.5  # share of the clause's weight that the sentence has to have
TERMS_MIN = 2  # content words; "it is supported" may be said of anything

_CLAUSE = re.compile(r"[,;:]\s+|\s[—–-]\s|\b(?:but|and|because|so that|although|while|whereas|aber|und|sondern|weil)\b")
_LEAD = re.compile(r"^\W*(?:yes|no|ja|nein)[,.:;!]\s+", re.IGNORECASE)
_NOT = re.compile(r"\b(?:not|no|never|cannot|nicht|nie|niemals|keine?\w?)\b|n['’]t\b", re.IGNORECASE)
# Bounds, conditions, and words that deny without a "not". "Do not restart before the check" is "restart after it".
_TURNING = re.compile(
    r"\?|\d|\b(?:only|just|until|unless|without|before|after|if|when|once|whenever|except|than|more|less|fewer|over|above"
    r"|below|under|beyond|further|longer|larger|instead|rather|either|neither|nor|even|other|else|yet|still|any\s?more"
    r"|need\w*|require\w*|avoid\w*|refus\w*|forb\w+|prevent\w*|prohibit\w*|fail\w*|lack\w*|den(?:y|ie[ds])|ignor\w*"
    r"|reject\w*|stop\w*|skip\w*|miss\w*|exclud\w*|block\w*|forget\w*|hesitat\w*|worry|rarely|hardly|barely|seldom"
    r"|un(?!i)\w+|im?possib\w+|dis(?!k|tr|pl|c)\w+|in(?:active|valid|visible|compatible)|off|nur|erst|bis|bevor|ohne|außer"
    r"|wenn|falls|sobald|als|mehr|weniger|über|unter|noch|muss|müssen|un\w+bar|verhinder\w*|vermeid\w*|verbiet\w*|verbot\w*)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Clause:
    """A part of a sentence: its content words and whether it has a "not"."""

    terms: frozenset[str]
    negated: bool


def clauses(text: str, content: Callable[[str], Set[str]]) -> Iterator[Clause]:
    """The clauses of a text whose sense is plain; `content` gives the words that are compared."""
    for line in text.splitlines():
        start = 0
        for end, following in sentence_ends(line, final=True):
            sentence, start = line[start:end], following
            yield from (found for part in _CLAUSE.split(_LEAD.sub("", sentence)) if (found := _clause(part, content)))


def statement(text: str, content: Callable[[str], Set[str]]) -> Clause | None:
    """A sentence of a single clause whose sense is plain."""
    text = _LEAD.sub("", text)
    return None if _CLAUSE.search(text) else _clause(text, content)


def contradicts(said: Clause, found: Sequence[Clause], topic: Set[str], weight: Callable[[str], float]) -> bool:
    """Whether those of the clauses `found` that are about what is `said` all are of the other polarity.

    `topic`: words of the heading, which "they" may stand for in a clause.
    """

    def total(terms: Set[str]) -> float:
        return sum(map(weight, terms))

    near = [
        one.negated
        for one in found
        if total(said.terms & (one.terms | topic)) >= SHARED * total(said.terms)
        and total(said.terms & one.terms) >= REST * total(one.terms)
    ]
    return bool(near) and said.negated not in near


def _clause(text: str, content: Callable[[str], Set[str]]) -> Clause | None:
    if _TURNING.search(text):
        return None
    terms = frozenset(content(text))
    return Clause(terms, _NOT.search(text) is not None) if len(terms) >= TERMS_MIN else None
