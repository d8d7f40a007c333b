"""The words of a section that a citation shows: verbatim, short, the ones nearest to the sentence that cites it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from rag_core.citations.inline import sentence_ends
from rag_core.lexical import tokens

QUOTE_MAX = 200  # characters: two lines under an answer

_FENCED = re.compile(r"^[ \t>]*(`{3,}|~{3,}).*?(?:^[ \t>]*\1[`~]*[ \t]*$|\Z)", re.DOTALL | re.MULTILINE)
_LINE = re.compile(r"[^\n]+")
_LEAD = re.compile(r"(?:[ \t]|>|\||#{1,6}[ \t]|[-*+•][ \t]|\d{1,9}[.)][ \t])*")
_UNIT = re.compile(r"!?\[[^\]\n]*\]\([^)\n]*\)\S*|\S+")  # a link is not cut
_LETTER = re.compile(r"[^\W_]")
_MARKUP = 0.5  # factor for passages with links or HTML: they read badly as quotes
_LINK = re.compile(r"!?\[[^\]\n]*\]\([^)\n]*\)|<[^>\n]*>")
_STRETCH_MIN = 25  # characters between links that can stand for themselves
_SHARED_MIN = 0.5  # summed weight below which only the product's name is shared, say
_BREVITY = 0.001  # a character more counts that much less, so that of equals the shorter is taken


def best_quote(text: str, terms: frozenset[str], weight: Callable[[str], float]) -> str:
    """A passage of `text` of at most QUOTE_MAX characters that shares most of `terms`; "" for a text without a letter.

    Never out of code when there is prose.
    """

    def score(span: tuple[int, int]) -> float:
        passage = text[span[0] : span[1]]
        shared = sum(map(weight, terms.intersection(tokens(passage))))
        if shared < _SHARED_MIN:
            return -1.0  # among such the first is taken
        return shared * (_MARKUP if _LINK.search(passage) else 1.0) - _BREVITY * len(passage)

    sentences = _sentences(text)
    spans = [_cut(text, span, terms, weight) for span in sentences + _stretches(text, sentences)]
    start, end = max(spans, key=score, default=(0, 0))
    return text[start:end]


def _sentences(text: str) -> list[tuple[int, int]]:
    """Where the sentences of the prose are; without prose, the lines of the code."""
    prose = _FENCED.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), text)
    return list(_spans(prose)) or [m.span() for m in _LINE.finditer(text) if _is_quotable(m[0])]


def _stretches(text: str, sentences: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """What stands before, between and after the links of sentences."""
    found: list[tuple[int, int]] = []
    for start, end in sentences:
        begin = start
        for link in _LINK.finditer(text, start, end):
            found.append(_stripped(text, begin, link.start()))
            begin = link.end()
        if begin > start:
            found.append(_stripped(text, begin, end))
    return [(start, end) for start, end in found if end - start >= _STRETCH_MIN and _is_quotable(text[start:end])]


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    passage = text[start:end]
    return start + len(passage) - len(passage.lstrip(" ,;:.")), start + len(passage.rstrip(" ,;:("))


def _spans(text: str) -> Iterator[tuple[int, int]]:
    for line in _LINE.finditer(text):
        lead = _LEAD.match(line[0])
        start = line.start() + (lead.end() if lead else 0)
        rest = text[start : line.end()]
        begin = 0
        for end, following in sentence_ends(rest, final=True):
            if _is_quotable(rest[begin:end]):
                yield start + begin, start + end
            begin = following


def _is_quotable(passage: str) -> bool:
    return _LETTER.search(passage) is not None and "```" not in passage


def _cut(text: str, span: tuple[int, int], terms: frozenset[str], weight: Callable[[str], float]) -> tuple[int, int]:
    """The part of a long sentence, in whole words, that has most of the terms."""
    start, end = span
    if end - start <= QUOTE_MAX:
        return span
    units = [(start + m.start(), start + m.end()) for m in _UNIT.finditer(text[start:end])]
    gains = [sum(map(weight, terms.intersection(tokens(text[a:b])))) for a, b in units]
    best, best_gain, first, gain = (start, start + QUOTE_MAX), -1.0, 0, 0.0
    for last, (_, stop) in enumerate(units):
        gain += gains[last]
        while first < last and stop - units[first][0] > QUOTE_MAX:
            gain -= gains[first]
            first += 1
        if stop - units[first][0] <= QUOTE_MAX and gain > best_gain + 1e-9:
            best, best_gain = (units[first][0], stop), gain
    return _filled(best, units) if best_gain >= 0 else best


def _filled(span: tuple[int, int], units: list[tuple[int, int]]) -> tuple[int, int]:
    """The span with as many words behind it as still fit."""
    start, end = span
    fitting = [stop for _, stop in units if end <= stop <= start + QUOTE_MAX]
    return start, max(fitting, default=end)
