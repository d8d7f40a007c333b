"""Words of a text as they are searched for, and the sparse vectors made of them.

All of BM25, the weight of rare terms included, is on the sections' side, so a question's vector needs to know nothing
of the pages. Every generation of the index is built whole, which is what makes that possible.
"""

from __future__ import annotations

import math
import re
import threading
import unicodedata
import zlib
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, lru_cache
from itertools import chain, pairwise
from typing import TYPE_CHECKING

from rag_core.types import Section

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

ANALYZER = "english-pairs-1"
"""Recorded with an index; changes whenever `tokens` or a weight below does, since both sides must agree."""

K1 = 1.5  # how fast repetitions stop counting; 0.9 to 2 measured alike
B = 0.6  # how much long sections are held back; 0.4 to 0.75 measured alike
COMMON, COMMON_SHARE = 1_000, 0.1
"""A term in more sections than either is left out: Milvus Lite walks through all of them for each question. Among
10,000 sections that left every ranking figure as it was, down to a share of 0.02."""
HEADING_WEIGHT = 2  # a word of the breadcrumb counts as that many of the text; 1 to 3 measured alike

EMPTY_TERM = 2**32 - 2  # Milvus takes 0 to 2**32 - 2, and refuses a row without any weight
EMPTY_WEIGHT = 1e-6

LONGEST_TERM = 64  # characters; what is longer is encoded bytes, which nobody asks for
CACHED_WORDS = 2**16  # distinct words; those of some thousand pages
CACHED_RUNS = 2**12  # those of a few answers and their sections

# Scripts written without spaces, and Korean, whose words carry their particles: Thai to Khmer, kana, Han, Hangul.
UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uac00-\ud7af\U00020000-\U0003ffff"
)
_LETTER = rf"[^\W{UNSPACED}]"
_SPACED = r"\d{1,3}(?:,\d{3})+(?!\d)|%s+(?:['’._/\\:@#=+&-]+%s+)*(?:\+\+|\#)?"  # 65,535; milvus.yaml; C++
_RUN = re.compile(f"(?P<unspaced>[{UNSPACED}]+)|" + _SPACED.replace("%s", _LETTER))
_ASCII_RUN = re.compile(_SPACED.replace("%s", r"\w"), re.ASCII)
_CLITIC = re.compile(r"['’](?:d|ll|m|re|s|t|ve)$", re.IGNORECASE)
_PLURAL = re.compile(r"[A-Z]{2,}s")  # GPUs, which would keep its ending as "virus" does
_PLAIN = re.compile(r"[^\W\d_](?:[^\W\d_A-Z]*|[A-Z]*)")  # flush, Flush, GPU; not rootPath
_STEPS = re.compile(r"[/\\:@#=&'’]+")  # between the steps of a path
_WORDS = re.compile(r"[.+-]+")
_PARTS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|[^\W\d_A-Za-z]+")  # root, Path; IVF, FLAT; float, 64
_VERSION = re.compile(r"v?(\d+\.\d+)(?!\d)")


def tokens(text: str) -> list[str]:
    """Split into search terms, in reading order: case, accents and English endings folded, no word left out.

    Identifiers, paths, versions and error codes come whole and in parts; scripts without spaces as pairs of characters.
    """
    return list(chain.from_iterable(map(_terms, _runs(text))))


def document_vectors(sections: Iterable[Section]) -> Iterator[dict[int, float]]:
    """One sparse vector a section, in order: the BM25 weight of each of its terms by term id, never empty.

    All sections of a generation at once: how rare a term is, and how long sections usually are, is counted over them.
    Rarity runs up to 1 however many sections there are, so scores of large and small indexes are of one scale.
    """
    terms, counts, ends = array("I"), array("I"), [0]
    for section in sections:
        counted = _counts(section)
        terms.extend(counted)
        counts.extend(counted.values())
        ends.append(len(terms))
    ids, weights = _weighted(terms, counts, ends)
    for start, end in pairwise(ends):
        row = zip(ids[start:end].tolist(), weights[start:end].tolist(), strict=True)
        yield {term: weight for term, weight in row if weight} or {EMPTY_TERM: EMPTY_WEIGHT}


def query_vector(text: str) -> dict[int, float]:
    """The sparse vector of a question: inner product with a section's is its BM25 score. Empty without any word."""
    return dict.fromkeys(_ids(text), 1.0)


def _counts(section: Section) -> Counter[int]:
    counts = Counter(_ids(section.text))
    for term in _ids(section.breadcrumb):
        counts[term] += HEADING_WEIGHT
    return counts


def _ids(text: str) -> Iterator[int]:
    return chain.from_iterable(map(_term_ids, _runs(text)))


def _weighted(
    terms: array[int], counts: array[int], ends: Sequence[int]
) -> tuple[NDArray[np.uint32], NDArray[np.float32]]:
    """The terms of all sections one after the other, `ends` between them, and their weights; 0 for common ones."""
    import numpy as np

    ids, often = np.frombuffer(terms, np.uint32), np.frombuffer(counts, np.uint32)
    sections = len(ends) - 1
    place = np.repeat(np.arange(sections, dtype=np.uint32), np.diff(ends))
    _, nth, spread = np.unique(ids, return_inverse=True, return_counts=True)
    # Inverse document frequency, 1 for what is in a single section.
    rarity = np.log1p((sections - spread + 0.5) / (spread + 0.5)) / math.log1p((max(sections, 1) - 0.5) / 1.5)
    rarity[spread > max(COMMON, COMMON_SHARE * sections)] = 0
    lengths = np.bincount(place, often, minlength=sections)
    held_back = K1 * (1 - B + B * lengths / max(lengths.mean(), 1)) if sections else lengths
    return ids, (rarity[nth] * often * (K1 + 1) / (often + held_back[place])).astype(np.float32)


@lru_cache(maxsize=CACHED_WORDS)
def _term_ids(run: str) -> tuple[int, ...]:
    """The same in every process. In 100,000 terms about one pair shares an id."""
    return tuple(zlib.crc32(term.encode("utf-8", "surrogatepass")) % EMPTY_TERM for term in _terms(run))


def _runs(text: str) -> list[str]:
    """Letters, digits and the signs that join them; of scripts without spaces every pair of characters."""
    if text.isascii():
        return _ASCII_RUN.findall(text)
    runs: list[str] = []
    for run in _RUN.finditer(unicodedata.normalize("NFKC", text)):
        runs += _pairs(run[0]) if run["unspaced"] else (run[0],)
    return runs


def _pairs(run: str) -> list[str]:
    return [first + second for first, second in pairwise(run)] or [run]


@lru_cache(maxsize=CACHED_RUNS)
def _terms(run: str) -> tuple[str, ...]:
    """The terms of a run of letters, digits and the signs that join them."""
    if "," in run:
        return (run.replace(",", ""),)
    word = _CLITIC.sub("", run)
    if _PLURAL.fullmatch(word):
        word = word[:-1]
    if _PLAIN.fullmatch(word):
        return (_folded(word[:LONGEST_TERM]),)
    terms = dict.fromkeys(term for term in _compound(word) if 1 < len(term) <= LONGEST_TERM)
    return tuple(terms)


def _compound(word: str) -> Iterator[str]:
    """`log.file.rootPath`: itself, `log`, `file`, `rootpath`, `root`, `path`."""
    yield _folded(word)
    for step in _STEPS.split(word):
        yield _folded(step)
        if version := _VERSION.match(step):
            yield version[1]
        for piece in _WORDS.split(step):
            yield _folded(piece)
            yield from map(_folded, _PARTS.findall(piece))


def _folded(word: str) -> str:
    """Without case, accents and, if it is made of letters only, English ending."""
    if word.isascii():
        folded = word.lower()
    else:
        marked = unicodedata.normalize("NFD", word.casefold())
        folded = unicodedata.normalize("NFC", "".join(c for c in marked if not "\u0300" <= c <= "\u036f"))
    return _stem(folded) if folded.isalpha() and folded.isascii() else folded


def _stem(word: str) -> str:
    with _STEMMING:
        return _stemmer()(word)


_STEMMING = threading.Lock()  # a stemmer keeps the word it is at in itself


@cache
def _stemmer() -> Callable[[str], str]:
    import Stemmer

    stem: Callable[[str], str] = Stemmer.Stemmer("english", 0).stemWord  # 0: no cache of its own
    return stem
