"""Curated answers: the question patterns that people pinned them to, and which of them a question matches. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise

from rag_core import courtesies
from rag_core.lexical import UNSPACED
from rag_core.types import Audience

ANY = "*"  # in a pattern: any words, or none
QUESTION_MAX = 500  # characters; nobody foresees a longer question as a whole
_CACHED = 2**14  # patterns

Words = tuple[str, ...]

# Each character is a word where words have no spaces; "C++" and "C#" are words of their own.
_WORD = re.compile(rf"\*|[{UNSPACED}]|[^\W{UNSPACED}]+(?:\+\+|#(?!\w))?")
_APOSTROPHE = re.compile("['’]")
_ACCENT = re.compile("[\u0300-\u036f]")
_EMOJI = re.compile(r"(?<!\w):[a-z][\w+-]*:(?!\w)")  # by its name, as Slack sends it


@dataclass(frozen=True, slots=True, kw_only=True)
class CuratedAnswer:
    """An answer that people wrote, kept with the generation whose sections it cites."""

    questions: tuple[str, ...]  # patterns
    sections: tuple[str, ...]  # ids of those that it cites, in reading order; at least one
    source: str  # of the sections
    audience: Audience  # of the sections, and so of the answer
    place: str  # the file below the source's root that pins it
    text: str = ""  # Markdown; "" is the sections' own text


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A curated answer to a question, and the pattern that led to it."""

    answer: CuratedAnswer
    pattern: str


def find(
    answers: Iterable[CuratedAnswer], question: str, *, audience: Audience = "internal", sources: Sequence[str] = ()
) -> Match | None:
    """The answer whose pattern is the most specific of those that match the whole question and that may be read.

    The most words win, then the fewest `*`, then what is for the team only, then what comes first. `sources` are the
    only ones allowed; all are when it is empty.
    """
    asked = words(question.replace(ANY, " ")) if len(question) <= QUESTION_MAX else ()
    found = [
        Match(answer=answer, pattern=pattern)
        for answer in answers
        if (audience == "internal" or answer.audience == "public") and (not sources or answer.source in sources)
        for pattern in answer.questions
        if matches(_compared(pattern), asked)
    ]
    return max(found, key=_rank, default=None)


def matches(pattern: Words, question: Words) -> bool:
    """Whether the words of a pattern, `*` standing for any, are all the words of a question. No words match none."""
    first, *others = _pieces(pattern)
    if not others or not question:
        return bool(question) and first == question
    start, end = len(first), len(question) - len(others[-1])
    if start > end or question[:start] != first or question[end:] != others[-1]:
        return False
    for piece in others[:-1]:
        start = _after(piece, question[:end], start)
        if start < 0:
            return False
    return True


def words(text: str) -> Words:
    """What is compared of a text: its words without case, accents, punctuation and the courtesies around it.

    What consists of courtesies only keeps them.
    """
    said = _said(text)
    openings, closings = _courtesies()
    kept = closings.off_end(openings.off_start(said))
    return kept if any(word != ANY for word in kept) else said


def says_something(pattern: str) -> bool:
    """Whether there is a word in it besides `*`."""
    return any(word != ANY for word in words(pattern))


def is_courtesy(pattern: str) -> bool:
    """Whether it is a courtesy around `*`, as in "hello *": what `*` stands for is compared without the courtesy."""
    found = words(pattern)
    openings, closings = _courtesies()
    return ANY in found and set(closings.off_end(openings.off_start(found))) == {ANY}


@lru_cache(maxsize=_CACHED)
def _compared(pattern: str) -> Words:
    return words(pattern)


def _rank(match: Match) -> tuple[int, int, bool]:
    pattern = _compared(match.pattern)
    wild = pattern.count(ANY)
    return len(pattern) - wild, -wild, match.answer.audience == "internal"


@lru_cache(maxsize=_CACHED)
def _pieces(pattern: Words) -> tuple[Words, ...]:
    """What stands between the `*`; one piece where there is none."""
    borders = [-1, *(i for i, word in enumerate(pattern) if word == ANY), len(pattern)]
    return tuple(pattern[start + 1 : end] for start, end in pairwise(borders))


def _after(piece: Words, question: Words, start: int) -> int:
    """Where the first occurrence of a piece from `start` on ends; -1 where there is none."""
    places = range(start, len(question) - len(piece) + 1)
    return next((at + len(piece) for at in places if question[at : at + len(piece)] == piece), -1)


def _said(text: str) -> Words:
    """All words of a text, case and accents folded."""
    bare = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text).casefold())
    folded = unicodedata.normalize("NFC", _ACCENT.sub("", bare))
    return tuple(_WORD.findall(_EMOJI.sub(" ", _APOSTROPHE.sub("", folded))))


class _Phrases:
    """Phrases that are taken off one end of what was said, the longest first, as often as one stands there."""

    def __init__(self, phrases: Iterable[str]) -> None:
        self._known = frozenset(map(_said, phrases))
        self._lengths = range(max(map(len, self._known)), 0, -1)

    def off_start(self, said: Words) -> Words:
        while length := next((n for n in self._lengths if said[:n] in self._known), 0):
            said = said[length:]
        return said

    def off_end(self, said: Words) -> Words:
        while length := next((n for n in self._lengths if said[-n:] in self._known), 0):
            said = said[:-length]
        return said


@cache
def _courtesies() -> tuple[_Phrases, _Phrases]:
    """What may stand before a question, and what after it."""
    return _Phrases(courtesies.openings()), _Phrases(courtesies.closings())
