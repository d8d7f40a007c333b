"""What a cue is: words that say what a sentence does, how they are written in the tables, and how they are found.

In a table cues stand between bars. `<try` begins a sentence, `^how` a sentence or a clause, `thoughts$` ends either,
`crash*` may go on, and `*ation` may end a longer word.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "ask",  # asks, whatever its punctuation: how do I, does anyone know
    "mark",  # ends as only questions do, which counts like a question mark
    "open",  # begins a question, if it is one: what, is, can
    "need",  # wants help or an explanation: please explain, can't get
    "trouble",  # tells of something that may be wrong or wanted: error, trying to
    "topic",  # names what docs are about: index, password, policy
    "mine",  # is about the writer: my, for us
    "person",  # speaks to one person: did you, my PR
    "social",  # coffee, weekend, jokes
    "plan",  # a time to meet
    "poll",  # wants opinions, not facts
    "rhetoric",  # a question that wants no answer
    "news",  # announces, reminds, hires
    "status",  # reports that something is done or under way
    "tells",  # states something: it's, we are
    "answer",  # tells somebody what to do
    "offer",  # offers help, invites questions
]

_WORD = re.compile(r"[^\W_]+(?:_+[^\W_]+)*|[,;:()\[\]…—–/]+|(?<=\s)-+(?=\s)")
_BREAK = re.compile(r"\s*[,;:()（）…—–\-、，；：·~～]+\s*")
_KEY_MAX = 6  # characters of a cue that it is looked up by; longer keys are not faster
_NO_APOSTROPHES = dict.fromkeys(map(ord, "'’‘`´"))
_NOT_WORDS = re.compile(r"[.!?。！？*_\"“”「」『』《》|#]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One language's cues, each as the piece of a normalised sentence that it is found by."""

    cues: Mapping[str, tuple[tuple[Kind, str], ...]]  # by the first characters of each
    starts: re.Pattern[str]  # a character that a cue begins with
    lengths: tuple[int, ...]  # of the keys of `cues`
    quiet: tuple[str, ...]  # polite words that would be taken for cues
    spaced: bool  # whether words stand between spaces, so that a cue is of whole words

    def found(self, sentence: str) -> dict[Kind, tuple[str, ...]]:
        """The cues in a sentence that `normalise` has made, by what they say. Linear in its length."""
        hits: dict[Kind, set[str]] = {}
        for start in self.starts.finditer(sentence):
            at = start.start()
            for length in self.lengths:
                for kind, cue in self.cues.get(sentence[at : at + length], ()):
                    if sentence.startswith(cue, at):
                        hits.setdefault(kind, set()).add(cue)
        return {kind: tuple(cues) for kind, cues in hits.items()}

    def normalise(self, sentence: str) -> str:
        """The sentence in the form in which cues are looked for: clauses between commas, no case, no accents."""
        if self.spaced:
            words = (word if word[0].isalnum() else "," for word in _WORD.findall(folded(sentence)))
            return f" < , {' '.join(words)} , "
        plain = folded(sentence)
        for polite in self.quiet:
            plain = plain.replace(polite, ",")
        clauses = _BREAK.sub(",", _NOT_WORDS.sub(" ", plain)).strip(", ")
        return f"<,{''.join(clauses.split())},"


def table(written: Mapping[Kind, str], *, spaced: bool = True, quiet: str = "") -> Table:
    """Read the written form. `spaced` is for languages with spaces between words that have no endings to look into."""
    cues: defaultdict[str, list[tuple[Kind, str]]] = defaultdict(list)
    for kind, listed in written.items():
        for cue in (_piece(cue, spaced=spaced) for cue in _listed(listed)):
            cues[cue[:_KEY_MAX]].append((kind, cue))
    return Table(
        cues={key: tuple(found) for key, found in cues.items()},
        starts=re.compile(f"[{re.escape(''.join({key[0] for key in cues}))}]"),
        lengths=tuple(sorted({len(key) for key in cues})),
        quiet=tuple(map(folded, _listed(quiet))),
        spaced=spaced,
    )


def folded(text: str) -> str:
    """Without case, apostrophes and accents; Korean and Japanese letters stay whole."""
    bare = text.casefold().translate(_NO_APOSTROPHES)
    if bare.isascii():
        return bare
    letters = unicodedata.normalize("NFKD", bare)
    return unicodedata.normalize("NFKC", "".join(letter for letter in letters if not "\u0300" <= letter <= "\u036f"))


def _listed(cues: str) -> list[str]:
    return [cue for cue in (" ".join(part.split()) for part in cues.split("|")) if cue]


def _piece(cue: str, *, spaced: bool) -> str:
    words = folded(cue)
    text = words.strip("<^$*")
    if not spaced:
        text = "".join(text.split())
    gap, comma = (" ", " , ") if spaced else ("", ",")
    before = {"<": f"{gap}<{comma}", "^": comma, "*": ""}.get(words[0], gap)
    after = "" if words.endswith("*") else comma if words.endswith("$") else gap
    return f"{before}{text}{after}"
