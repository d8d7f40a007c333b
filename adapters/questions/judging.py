"""Whether a message is a question for the bot: the cues of its sentences, weighed."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import accumulate
from math import fsum
from operator import or_
from typing import Literal

from adapters.questions import addressing, forms, prose, wording
from adapters.questions.chinese import CHINESE
from adapters.questions.cues import Kind, Table
from adapters.questions.english import ENGLISH, OPENERS, SLANG
from adapters.questions.germanic import DUTCH, GERMAN
from adapters.questions.japanese import JAPANESE
from adapters.questions.korean import KOREAN
from adapters.questions.romance import FRENCH, ITALIAN, PORTUGUESE, SPANISH
from rag_core.languages import is_cjk, language

Verdict = Literal["question", "chatter", "unsure"]

WEIGHTS: Mapping[Kind, float] = {
    "ask": 2.5, "need": 2.5, "topic": 2.5, "open": 0.75, "trouble": 0.75, "mine": 0.25, "mark": 0.0, "tells": 0.0,
    "social": -2.5, "plan": -2.5, "news": -3.5, "status": -3.5, "poll": -3.5, "offer": -3.5,
    "rhetoric": -4.0, "answer": -4.0, "person": -4.25,
}  # fmt: skip
"""What a sentence gains or loses for cues of a kind, once. Tuned on labelled messages, then rounded."""
SHORT = 120  # characters up to which a text may be too short to tell its language
BARE = 2.0  # a few words that name a topic and nothing else: `wifi password`
BARE_WORDS, BARE_LETTERS = 4, 14  # at most, the letters where a language has no spaces
DATED = -2.25  # a day or a time of day: announcements and meetings have them
CONTEXT: frozenset[Kind] = frozenset({"topic", "mine"})  # counts for every sentence of the message
FACTUAL: frozenset[Kind] = frozenset({"news", "status", "answer"})  # may also be asked about: "Is the release live?"
ASKED = 0.65  # how much of its weight a factual cue keeps in a sentence that ends as a question
PREFACE: frozenset[Kind] = frozenset({"social", "news", "status"})  # often comes before a question: "Great talk! …"
AFTERTHOUGHT: frozenset[Kind] = frozenset({"social"})  # and after one: "… Have a nice weekend!"
LIGHTLY = 0.2  # how much of their weight those have there; other cues of chatter count in full for each sentence
QUOTED = -2.5  # a comment on what is quoted, where nothing is asked

CUE = 0.7  # log-odds for a point of the cues' score; from messages that the cues were not tuned on
EVEN = 2.25  # the score with which the cues leave it open

QUESTION, CHATTER = 1.5, -1.0  # log-odds from which on it is a question, up to which it is chatter; unsure between
LEANING = 0.3  # decides in doubt: held out from the fit, 0.94 of what is above are questions, and 0.92 of all questions
FOREIGN = 1.0  # at most, in a language without cues: never sure

_CERTAINLY_NOT = -9.0
_NOTHING: frozenset[Kind] = frozenset()
_OF_CODE: Mapping[bool, tuple[Kind, ...]] = {True: ("topic",), False: ()}
_TABLES = {
    "ko": KOREAN, "zh": CHINESE, "ja": JAPANESE, "de": GERMAN, "fr": FRENCH, "es": SPANISH, "pt": PORTUGUESE,
    "it": ITALIAN, "nl": DUTCH,
}  # fmt: skip
_CUED = {"en", None, *_TABLES}
_SPACED = (ENGLISH, *(table for table in _TABLES.values() if table.spaced))  # for a short text of unknown language


def judge(text: str, *, mentions_others: bool = False) -> Verdict:
    """Whether `text` (Markdown), at top level of a Q&A channel, asks something that the docs may answer.

    `mentions_others` says that the platform saw a mention of somebody other than the bot. Pure, in linear time.
    """
    score = weigh(text, mentions_others=mentions_others)
    if score >= QUESTION:
        return "question"
    return "chatter" if score <= CHATTER else "unsure"


def leans(text: str, *, mentions_others: bool = False) -> bool:
    """What to take the message for where nobody can be asked in doubt: whether for a question."""
    return weigh(text, mentions_others=mentions_others) >= LEANING


def weigh(text: str, *, mentions_others: bool = False) -> float:
    """The log-odds that the message is a question for the bot, by its cues, its words and its form."""
    said = prose.read(text)
    if addressing.is_from_bot(text) or any(map(addressing.is_to_person, said.sentences)):
        return _CERTAINLY_NOT
    if mentions_others and not any(map(_mentions, said.sentences)):
        return _CERTAINLY_NOT  # of whom, the text does not show: the platform has left it out
    whole = " ".join(said.sentences)
    known = language(whole) or ("en" if len(whole) > SHORT else None)
    score = CUE * (_by_cues(said, known) - EVEN) + wording.lean(said)
    return score if known in _CUED else min(score, FOREIGN)


def _by_cues(said: prose.Prose, known: str | None) -> float:
    """The score of the sentence most like a question, less what the others tell; 0 is nothing at all.

    `known` is the language of the message, None when it is too short to tell.
    """
    kinds = [_kinds(sentence, known) for sentence in said.sentences]
    before = accumulate(kinds, or_, initial=_NOTHING)
    after = [*accumulate(reversed(kinds), or_, initial=_NOTHING)][-2::-1]
    everywhere = _NOTHING.union(*kinds) & CONTEXT
    return max(
        (
            _score(said, sentence, own | everywhere, own) + _lost(own, earlier, later)
            for sentence, own, earlier, later in zip(said.sentences, kinds, before, after, strict=False)
        ),
        default=0.0,
    )


def _mentions(sentence: str) -> bool:
    return addressing.is_to_everybody(sentence) or addressing.mentions_person(sentence)


def _score(said: prose.Prose, sentence: str, found: frozenset[Kind], own: frozenset[Kind]) -> float:
    """What a sentence is worth by itself: its `own` cues, and those `found` with the context of the others."""
    gains: set[Kind] = {*found, *_OF_CODE[said.code]}
    if gains & {"ask", "need"}:
        gains.discard("open")
    if "need" in gains:
        gains.discard("ask")  # `I don't know how …` does not ask twice
    total = fsum(_weight(kind, asked="mark" in gains) for kind in gains)
    if own == {"topic"} and said.nothing_else and _is_bare(sentence):
        total += BARE
    if prose.is_dated(sentence):
        total += DATED
    if said.quote and not own & {"mark", "ask", "need"}:
        total += QUOTED
    return total


def _lost(own: frozenset[Kind], before: frozenset[Kind], after: frozenset[Kind]) -> float:
    """What the cues of chatter of the sentences before and after one take from it."""
    kinds = (before | after) - own
    return fsum(min(_elsewhere(kind, before, PREFACE), _elsewhere(kind, after, AFTERTHOUGHT)) for kind in kinds)


def _weight(kind: Kind, *, asked: bool) -> float:
    return WEIGHTS[kind] * ASKED if asked and kind in FACTUAL else WEIGHTS[kind]


def _elsewhere(kind: Kind, found: frozenset[Kind], light: frozenset[Kind]) -> float:
    if kind not in found:
        return 0.0
    return min(0.0, WEIGHTS[kind]) * (LIGHTLY if kind in light else 1.0)


def _is_bare(sentence: str) -> bool:
    return len(sentence) <= BARE_LETTERS if is_cjk(sentence) else len(sentence.split()) <= BARE_WORDS


def _kinds(sentence: str, known: str | None) -> frozenset[Kind]:
    """What the sentence's cues say; `known` as for `_by_cues`."""
    plain = addressing.without_mentions(sentence)
    asked = prose.has_question_mark(sentence)
    kinds: set[Kind] = {"mark"} if asked else set()
    for table in _tables(sentence, known):
        kinds |= _found(table, plain, asked=asked)
    if forms.asks_for_a_deed(plain):
        kinds.add("person")
    return frozenset(kinds | ({"topic"} if prose.is_technical(plain) else set()))


def _found(table: Table, plain: str, *, asked: bool) -> set[Kind]:
    sentence = table.normalise(plain)
    if not table.spaced:
        return set(table.found(sentence))
    opened = _opened(sentence)
    found = table.found(opened)
    kinds: set[Kind] = set(found)
    # In `the page on how to ask` nothing is asked: without a question mark a clause has to begin with it.
    if "ask" in kinds and not asked and not any(f" ,{cue}" in opened for cue in found["ask"]):
        kinds = (kinds - {"ask"}) | {"open"}
    return kinds


def _tables(sentence: str, known: str | None) -> tuple[Table, ...]:
    said = language(sentence) or known
    if said is None:
        return _SPACED
    own = _TABLES.get(said)
    if own is None:
        return (ENGLISH,)
    return (own, ENGLISH) if own.spaced else (own,)


def _opened(sentence: str) -> str:
    """A normalised sentence without slang and without the greeting words before its first clause."""
    words = [SLANG.get(word, word) for word in sentence.split()]
    first = next((at for at, word in enumerate(words) if word not in OPENERS and word not in {"<", ","}), len(words))
    return f" < , {' '.join(words[first:])} "
