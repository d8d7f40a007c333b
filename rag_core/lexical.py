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
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache, lru_cache
from itertools import chain, pairwise

from rag_core.types import Section

ANALYZER = "english-pairs-1"
"""Recorded with an index; changes whenever `tokens` or a weight below does, since both sides must agree."""

K1 = 1.5  # how fast repetitions stop counting; 0.9 to 2 measured alike
B = 0.6  # how much long sections are held back; 0.4 to 0.75 measured alike
HEADING_WEIGHT = 2  # a word of the breadcrumb counts as that many of the text; 1 to 3 measured alike

EMPTY_TERM = 2**32 - 2  # Milvus takes 0 to 2**32 - 2, and refuses a row without any weight
EMPTY_WEIGHT = 1e-6

LONGEST_TERM = 64  # characters; what is longer is encoded bytes, which nobody asks for
CACHED_WORDS = 2**16  # distinct words; those of some thousand pages

# Scripts written without spaces, and Korean, whose words carry their particles: Thai to Khmer, kana, Han, Hangul.
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uac00-\ud7af\U00020000-\U0003ffff"
)
_LETTER = rf"[^\W{_UNSPACED}]"
_SPACED = r"\d{1,3}(?:,\d{3})+(?!\d)|%s+(?:['’._/\\:@#=+&-]+%s+)*(?:\+\+|\#)?"  # 65,535; milvus.yaml; C++
_RUN = re.compile(f"(?P<unspaced>[{_UNSPACED}]+)|" + _SPACED.replace("%s", _LETTER))
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
    rows: list[tuple[array[int], array[int]]] = []
    spread: Counter[int] = Counter()
    for section in sections:
        counts = _counts(section)
        terms = array("I", map(_term_id, counts))
        spread.update(terms)
        rows.append((terms, array("I", counts.values())))
    average = sum(sum(counts) for _, counts in rows) / max(len(rows), 1)
    rarity = _rarity(spread, len(rows))
    for row in rows:
        yield _weights(*row, rarity, average) or {EMPTY_TERM: EMPTY_WEIGHT}


def query_vector(text: str) -> dict[int, float]:
    """The sparse vector of a question: inner product with a section's is its BM25 score. Empty without any word."""
    return dict.fromkeys(map(_term_id, tokens(text)), 1.0)


def _counts(section: Section) -> Counter[str]:
    counts = Counter(tokens(section.text))
    for term in tokens(section.breadcrumb):
        counts[term] += HEADING_WEIGHT
    return counts


def _rarity(spread: Mapping[int, int], sections: int) -> dict[int, float]:
    """Inverse document frequency of each term, 1 for what is in a single section."""
    unit = math.log1p((sections - 0.5) / 1.5) if sections else 1.0
    return {term: math.log1p((sections - n + 0.5) / (n + 0.5)) / unit for term, n in spread.items()}


def _weights(terms: array[int], counts: array[int], rarity: Mapping[int, float], average: float) -> dict[int, float]:
    held_back = K1 * (1 - B + B * sum(counts) / average) if counts else 0.0
    return {t: rarity[t] * n * (K1 + 1) / (n + held_back) for t, n in zip(terms, counts, strict=True)}


@lru_cache(maxsize=CACHED_WORDS)
def _term_id(term: str) -> int:
    """The same in every process. In 100,000 terms about one pair shares an id."""
    return zlib.crc32(term.encode("utf-8", "surrogatepass")) % EMPTY_TERM


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


@lru_cache(maxsize=CACHED_WORDS)
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


@lru_cache(maxsize=CACHED_WORDS)
def _stem(word: str) -> str:
    with _STEMMING:
        return _stemmer()(word)


_STEMMING = threading.Lock()  # a stemmer keeps the word it is at in itself


@cache
def _stemmer() -> Callable[[str], str]:
    # Not `snowballstemmer.stemmer()`, which prefers another implementation, of another version, where one is installed.
    from snowballstemmer.english_stemmer import EnglishStemmer

    stem: Callable[[str], str] = EnglishStemmer().stemWord
    return stem
