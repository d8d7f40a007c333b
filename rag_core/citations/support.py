"""Whether a section has the substance of a sentence that cites it.

The measure, for a sentence and a section of the same language: the share of the sentence's content words that the
section has (stems as in the lexical search, function words left out), each weighted by how few of the offered sections
have it. At least `ENOUGH` of them, and not far less than in another offered section. A number with its unit, or a name,
option or setting in code, that the section lacks ends the citation; other identifiers cut the share by `MISSING_NAME`.

Between languages words cannot be compared. What both write alike is: numbers, identifiers, names, words that any
offered section has. Those are held to the same rule; where there are none the citation stands, `unverified`: removing
it would silence whole languages, and the number was at least among the offered ones.

A bag of words does not see who does what to whom, nor which of two numbers of a section belongs where; of negations
only the plainest are seen (see `polarity`).
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence, Set
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Literal

from rag_core.citations import names
from rag_core.citations.claims import denies
from rag_core.citations.numerals import SPELLED, in_digits
from rag_core.citations.polarity import Clause, clauses, contradicts, statement
from rag_core.citations.quantities import Quantity, claimed, known, lacks, rivals, same
from rag_core.languages import function_words, is_cjk, language
from rag_core.lexical import tokens
from rag_core.types import Section

ENOUGH = 0.25  # share of the weight; chosen on half of tests/data/citation_cases.jsonl, measured on the other
NEW_WORD = 0.8  # weight of a word that no offered section has, in that of a word that one has: writers paraphrase
FAR_LESS = 0.3  # below the best offered section by that much, and
WEAK = 0.4  # itself below that: then the number belongs to the other section
STRONG = 0.5  # share at which a sentence gets a citation that its author forgot
STRONG_WEIGHT = 2.0  # summed weight of the shared words that it takes, about two rare ones
MISSING_NAME = 0.4  # factor for each identifier that the section lacks
COUNTABLE = 0.5  # least summed weight of comparable words; less, such as the product's name alone, says nothing
UNRELATED = 0.1  # share below which a sentence has nothing to do with a section
UNRELATED_TERMS = 4  # content words without which that cannot be told

READ_MAX = 512  # sections whose reading is kept, 10 MB; each takes a millisecond or two, and few are asked for often

Verdict = Literal["supported", "unverified", "unsupported"]

_ONE = re.compile(rf"{SPELLED}1(?![\d.])")
_LATIN = re.compile(r"[A-Za-z]")


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence as it is compared: no markers, no links."""

    text: str
    terms: tuple[str, ...]  # content words, each once
    quantities: tuple[Quantity, ...]
    identifiers: tuple[str, ...]
    code: tuple[str, ...]  # those of them in code spans, options and settings ("a=b") as such
    denies: bool
    clause: Clause | None  # where its sense is plain
    language: str | None

    @classmethod
    def of(cls, text: str, *, otherwise: str | None = None) -> Claim:
        """`otherwise` is the language of a text that is too short to tell."""
        return cls(
            text=text,
            terms=tuple(term for term in dict.fromkeys(_terms(text)) if term not in _stop_terms()),
            quantities=claimed(text),
            identifiers=names.identifiers(text),
            code=names.code(text),
            denies=denies(text),
            clause=statement(text, _content),
            language=language(text) or otherwise,
        )


@dataclass(frozen=True, slots=True)
class _Reading:
    """A section as it is compared."""

    topic: frozenset[str]  # content words of its heading
    folded: str
    terms: frozenset[str]
    quantities: tuple[Quantity, ...]
    language: str | None


class Evidence:
    """The sections offered for one question; they are meant by their index here, from 0."""

    def __init__(self, sections: Sequence[Section], question: str = "") -> None:
        self._asked = known(question)
        self._question = question.casefold()
        self._texts = [section.text for section in sections]
        read = [_read(section.breadcrumb, section.heading, section.text) for section in sections]
        self._topics = [one.topic for one in read]
        self._folded = [one.folded for one in read]
        self._terms = [one.terms for one in read]
        self._quantities = [one.quantities for one in read]
        usual = Counter(filter(None, (one.language for one in read))).most_common(1)
        self._languages = [one.language or (usual[0][0] if usual else None) for one in read]
        having = Counter(term for terms in self._terms for term in terms)
        self._weights = {term: _rarity(n, len(read)) for term, n in having.items()}
        self._rarest = _rarity(1, len(read))

    def judge(self, claim: Claim, cited: Sequence[int]) -> dict[int, Verdict]:
        """For each cited section whether its citation stands; several sections may support a sentence together."""
        if len(cited) > 1 and self._judged(claim, cited) != "unsupported":
            return {index: self._shared(claim, index, cited) for index in cited}
        return {index: self._judged(claim, [index]) for index in cited}

    def strongest(self, claim: Claim) -> int | None:
        """The section that supports the sentence so well that it may be cited unasked."""
        if not self._terms or not claim.terms:
            return None
        best = max(range(len(self._terms)), key=lambda index: self.share(claim, [index]))
        if self._foreign(claim, best) or self.lacks_fact(claim, [best], strict=True) or self._denied(claim, best):
            return None
        shared = sum(self.weight(term) for term in claim.terms if term in self._terms[best])
        return best if self.share(claim, [best]) >= STRONG and shared >= STRONG_WEIGHT else None

    def unknown_facts(self, claim: Claim) -> bool:
        """Whether the sentence has a number or an identifier that neither the question nor any section has."""
        everywhere = range(len(self._terms))
        return self.lacks_fact(claim, everywhere) or self._missing_identifiers(claim, everywhere) > 0

    def lacks_fact(self, claim: Claim, cited: Sequence[int], *, strict: bool = False) -> bool:
        """Whether the sections do not state a number of the sentence, or have no such code.

        What the question says may be repeated, but not confirmed against what the sections say. `strict`: may not be
        repeated either, and every number counts, "5 times" too.
        """
        offered = [quantity for index in cited for quantity in self._quantities[index]]
        return any(self._lacks(claim, one, offered, strict=strict) for one in claim.quantities) or any(
            self._lacks_code(claim, name, cited) for name in claim.code
        )

    def _lacks(self, claim: Claim, one: Quantity, offered: Sequence[Quantity], *, strict: bool) -> bool:
        asked = not strict and any(same(one, other) for other in self._asked)
        if not asked:
            return lacks(one, offered, strict=strict)
        compared = any(
            other is not one and other.unit == one.unit and rivals(one, other) and not lacks(other, offered)
            for other in claim.quantities
        )
        return not (claim.denies or compared) and lacks(one, offered, asked=True)

    def _lacks_code(self, claim: Claim, name: str, cited: Sequence[int]) -> bool:
        if name in self._question and (claim.denies or not name.startswith("-")):
            return False
        return not names.has([self._folded[index] for index in cited], name)

    def _denied(self, claim: Claim, index: int) -> bool:
        """Whether the section plainly says the opposite."""
        if claim.clause is None:
            return False
        return contradicts(claim.clause, _clauses(self._texts[index]), self._topics[index], self.weight)

    def unrelated(self, claim: Claim, cited: Sequence[int]) -> bool:
        """Whether a sentence that leans on a citation beside it has nothing to do with it, or facts from nowhere."""
        if self.unknown_facts(claim):
            return True
        comparable = len(claim.terms) >= UNRELATED_TERMS and not self._foreign(claim, cited[0])
        return comparable and self.share(claim, cited) < UNRELATED

    def drawn_from(self, index: int, terms: Set[str], *, least: int = 3) -> bool:
        """Whether a program, or another text with these `terms`, has `least` words that tell of the section.

        A shorter one has to be in the section word for word.
        """
        content = terms - _stop_terms()
        shared = content & self._terms[index]
        return sum(self.weight(term) >= self._rarest for term in shared) >= least or 0 < len(content) == len(shared)

    def weight(self, term: str) -> float:
        """How much a word tells about which section is meant."""
        return self._weights.get(term, NEW_WORD * self._rarest)

    def share(self, claim: Claim, cited: Sequence[int]) -> float:
        """The weighted share, in [0, 1], of the sentence's comparable words that the cited sections have together."""
        stated = self._stated(claim, cited)
        terms = dict.fromkeys((*self._comparable(claim, cited[0]), *(term for term in claim.terms if term in stated)))
        total = sum(map(self.weight, terms))
        if not total:
            return 0.0
        having = stated.union(*(self._terms[index] for index in cited))
        found = sum(self.weight(term) for term in terms if term in having)
        return found / total * MISSING_NAME ** self._missing_identifiers(claim, cited)

    def _stated(self, claim: Claim, cited: Sequence[int]) -> frozenset[str]:
        """The words of those numbers and units of the sentence that the sections state, in their own way to write."""
        offered = [quantity for index in cited for quantity in self._quantities[index]]
        having = (one for one in claim.quantities if one.telling and any(same(one, other) for other in offered))
        return frozenset(term for one in having for term in one.terms)

    def _judged(self, claim: Claim, cited: Sequence[int]) -> Verdict:
        if self.lacks_fact(claim, cited) or any(self._denied(claim, index) for index in cited):
            return "unsupported"
        terms = self._comparable(claim, cited[0])
        share = self.share(claim, cited)
        best = max(self.share(claim, [index]) for index in range(len(self._terms)))
        if best - share >= FAR_LESS and share < WEAK:
            return "unsupported"
        foreign = self._foreign(claim, cited[0])
        comparable = len(terms) + sum(one.telling for one in claim.quantities)
        if comparable < 2 or (foreign and sum(map(self.weight, terms)) < COUNTABLE):
            return "unverified"
        return "supported" if share >= ENOUGH else "unsupported"

    def _shared(self, claim: Claim, index: int, cited: Sequence[int]) -> Verdict:
        """Whether a section adds to what the cited ones say together."""
        alone = self._judged(claim, [index])
        if alone != "unsupported":
            return alone
        rest = [other for other in cited if other != index]
        return "supported" if self.share(claim, cited) > self.share(claim, rest) else "unsupported"

    def _comparable(self, claim: Claim, index: int) -> tuple[str, ...]:
        if not self._foreign(claim, index):
            return claim.terms
        apart = is_cjk(claim.text)  # Latin words among East Asian ones are names
        return tuple(t for t in claim.terms if t in self._weights or (apart and _LATIN.match(t)))

    def _foreign(self, claim: Claim, index: int) -> bool:
        spoken = self._languages[index]
        if claim.language is None or spoken is None:
            return is_cjk(claim.text) and not is_cjk(self._folded[index])
        return claim.language != spoken

    def _missing_identifiers(self, claim: Claim, cited: Sequence[int]) -> int:
        return sum(
            name not in self._question and not any(name in self._folded[index] for index in cited)
            for name in claim.identifiers
        )


@lru_cache(maxsize=READ_MAX)
def _read(breadcrumb: str, heading: str, text: str) -> _Reading:
    whole = f"{breadcrumb}\n{text}"
    return _Reading(
        topic=_content(heading),
        folded=whole.casefold(),
        terms=frozenset((*tokens(whole), *_terms(whole))),
        quantities=known(whole),
        language=language(whole),
    )


@lru_cache(maxsize=READ_MAX)
def _clauses(text: str) -> tuple[Clause, ...]:
    return tuple(clauses(text, _content))


@cache
def _stop_terms() -> frozenset[str]:
    return frozenset(term for word in function_words() for term in tokens(word))


def _rarity(having: int, offered: int) -> float:
    return math.log((offered + 1) / having)


def _content(text: str) -> frozenset[str]:
    return frozenset(_terms(text)) - _stop_terms()


def _terms(text: str) -> list[str]:
    """Words as they are compared, numbers in letters as digits; "one" is too often none."""
    return tokens(_ONE.sub("", in_digits(text)).replace(SPELLED, ""))
