"""Thousands of questions as people write them, each with the topic that it is about: the same ones every time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import comb
from pathlib import Path
from random import Random

FOLDER = Path(__file__).with_name("gap_topics")
COLLECTIONS = ("first", "second", "unseen")
"""Each by another hand. The grouping was tuned on the first two; of the third only the figures were looked at."""

TYPOS = 0.25  # share of the questions with a slip of the fingers
POLITE = 0.4  # share with a greeting, a please or a thank you
SLOPPY = 0.3  # share in lower case, without its question mark
SHORTEST_SLIP = 5  # letters of a word that is mistyped

_BEFORE = (
    "Hi all, ",
    "hey, ",
    "Hello team! ",
    "Good morning, ",
    "Sorry if this was asked before: ",
    "quick question: ",
    "hi there, does anybody know: ",
    "Could someone please tell me: ",
    "@here ",
    "Guten Morgen, ",
)
_AFTER = (
    " Thanks!",
    " thx",
    " thank you very much",
    ", please?",
    " Any pointers are welcome.",
    " 🙏",
    " Danke!",
    " asap pls",
)
_ABOUT_THINGS = (
    "Who looks after {}?",
    "Where do I find out about {}?",
    "is there a policy on {}",
    "Whom do I ask about {}?",
    "what's the current state of {}",
    "I have a problem with {}",
    "How does it work with {}?",
    "any news on {}?",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """A question, and the number of its topic; each question that stands alone has a number of its own."""

    text: str
    topic: int


def topics(collection: str) -> tuple[tuple[str, ...], ...]:
    """The wordings of each topic of one of COLLECTIONS."""
    blocks = (FOLDER / collection / "topics.txt").read_text(encoding="utf-8").strip().split("\n\n")
    return tuple(tuple(block.splitlines()[1:]) for block in blocks)


def singles(collection: str) -> tuple[str, ...]:
    """The questions of a collection that nobody else asks."""
    texts = (FOLDER / collection / "singles.txt").read_text(encoding="utf-8").splitlines()
    things = FOLDER / collection / "things.txt"
    names = things.read_text(encoding="utf-8").splitlines() if things.is_file() else []
    about = (_ABOUT_THINGS[nth % len(_ABOUT_THINGS)].format(thing) for nth, thing in enumerate(names))
    return (*texts, *about)


def questions(count: int, collection: str, seed: int = 0) -> tuple[Labelled, ...]:
    """So many questions in any order: all that stand alone, and the topics, of which some are asked far more often."""
    made, wordings, alone = Random(seed), topics(collection), singles(collection)
    asked = [Labelled(text=_written(text, made), topic=len(wordings) + nth) for nth, text in enumerate(alone)]
    often = [1 / (1 + nth) ** 0.7 for nth in range(len(wordings))]
    made.shuffle(often)
    chosen = made.choices(range(len(wordings)), often, k=count - len(asked))
    asked += [Labelled(text=_written(made.choice(wordings[topic]), made), topic=topic) for topic in chosen]
    made.shuffle(asked)
    return tuple(asked)


def _written(text: str, made: Random) -> str:
    if made.random() < SLOPPY:
        text = text.lower().rstrip("?？")
    if made.random() < TYPOS:
        text = _mistyped(text, made)
    if made.random() < POLITE:
        text = made.choice(_BEFORE) + text if made.random() < 0.5 else text + made.choice(_AFTER)
    return text


def _mistyped(text: str, made: Random) -> str:
    """One word with two letters swapped, a letter lost or a letter doubled."""
    words = text.split(" ")
    long = [nth for nth, word in enumerate(words) if len(word) >= SHORTEST_SLIP and word.isascii() and word.isalpha()]
    if long:
        nth = made.choice(long)
        words[nth] = made.choice(tuple(_slips(words[nth], made.randrange(1, len(words[nth]) - 1))))
    return " ".join(words)


def _slips(word: str, at: int) -> Iterator[str]:
    yield word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    yield word[:at] + word[at + 1 :]
    yield word[:at] + word[at] + word[at:]


def agreement(groups: Iterable[Iterable[int]]) -> tuple[float, float, float]:
    """Adjusted Rand index, pairwise precision and recall of groups, each given as the topics of its questions.

    A pair is two questions of one group; it is right when they are of one topic (Hubert and Arabie, 1985).
    """
    counted = [Counter(group) for group in groups]
    topics_ = sum(counted, Counter[int]())
    right = sum(comb(count, 2) for group in counted for count in group.values())
    together = sum(comb(group.total(), 2) for group in counted)
    alike = sum(comb(count, 2) for count in topics_.values())
    by_chance = together * alike / comb(topics_.total(), 2)
    index = (right - by_chance) / ((together + alike) / 2 - by_chance)
    return index, right / together, right / alike
