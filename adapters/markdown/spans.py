"""Where running Markdown text may be cut: what must stay whole, and the best border before a given place."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator

Span = tuple[int, int]  # start, end; characters

# The closing delimiter of bold or struck text is looked for this far (characters); beyond it a cut inside is fine.
_EMPHASIS_REACH = 400
# A grapheme is at most this long (code points); longer ones are piled-up accents, which may be cut.
_GRAPHEME_REACH = 64
# Skin tones, the tags of regional flags, and the vowels and finals of Korean syllables written in parts.
_EXTENDERS = (("\U0001f3fb", "\U0001f3ff"), ("\U000e0020", "\U000e007f"), ("\u1160", "\u11ff"))

# A URL ends at white space, brackets, quotes, and at the punctuation of scripts that write without spaces.
_URL = r"""(?:https?|ftp)://[^\s<>\[\]"`|。，、；：！？「」『』（）《》【】]+"""
_TOKEN = re.compile(
    rf"\\.|(?P<code>`+)|(?P<open>!?\[)|(?P<close>\])|(?P<whole>{_URL}|<[^<>\s]+>|&\#?\w{{1,31}};)", re.DOTALL
)
_EMPHASIS = re.compile(r"\*\*|__|~~")
_DESTINATION = re.compile(
    r"""\(\s{0,9}(?:<[^<>\n]*>|[^\s()<>]*(?:\([^\s()<>]*\)[^\s()<>]*)*)"""
    r"""(?:\s{1,9}(?:"[^"]{0,400}"|'[^']{0,400}'|\([^()]{0,400}\)))?\s{0,9}\)"""
)
MARKER = re.compile(r"\[\^?\d{1,9}(?:\s*,\s*\d{1,9})*\]")  # of a citation: "[1]", "[1, 2]"

# Scripts written without spaces: a border is anywhere but before closing punctuation and small kana.
_UNSPACED = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_NEVER_FIRST = "、。，．・：；！？）」』】》〉〕｝’”ーぁぃぅぇぉっゃゅょァィゥェォッャュョ々"
_SENTENCE_END = re.compile(
    r"""(?<!\be\.g)(?<!\bi\.e)(?<!\bcf)(?<!\bvs)[.!?…]["')\]*_»”’]*"""
    rf"""(?:\s*{MARKER.pattern})*\s+(?![a-z])|[。！？]["'）」』】》”’*_]*(?:\s*{MARKER.pattern})*\s*|\n\s*"""
)
_WORD_END = re.compile(rf"\s+|(?<=[{_UNSPACED}])(?=[^\s{_NEVER_FIRST}])|(?<=[、，；。！？])(?=\S)")
# What would become a list item, a heading, a quote, a fence or a rule at the start of a line.
_BLOCK_START = re.compile(r"(?:[-+*>]|#{1,6}|\d{1,9}[.)])(?:\s|$)|`{3}|~{3}|[-=*_]{3,99}\s*$|\|", re.MULTILINE)


def whole_spans(text: str, longest: int, *, emphasis: bool = True) -> tuple[Span, ...]:
    """Return the parts of one paragraph that no cut may enter, in order and apart from each other.

    They are links with a label of up to `longest` characters, code spans, URLs, `<...>`, entities, citation markers
    with the word before them and, with `emphasis`, short bold or struck text. Linear in the length of `text`.
    """
    found = [*_found(text, longest), *(_emphasised(text) if emphasis else ())]
    return _merged(sorted(found))


def urls(text: str) -> tuple[Span, ...]:
    """Return where the URLs are: what stays whole in code."""
    return tuple(match.span() for match in re.finditer(_URL, text))


def without_strays(text: str, longest: int) -> str:
    """Return `text` with the backticks escaped that would make code of more than `longest` characters.

    They were not meant so, and parted by a cut they would make code of what is between others.
    """
    closers, strays, position = _backtick_runs(text), list[Span](), 0
    while match := _TOKEN.search(text, position):
        start, position = match.span()
        if match["code"] and (end := _code_end(closers[position - start], start, position - start)):
            if end - start <= longest:
                position = end
            else:
                strays += [(start, position), (end - (position - start), end)]
    parts, position = list[str](), 0
    for start, end in sorted(set(strays)):
        parts += [text[position:start], "\\`" * (end - start)]
        position = end
    return "".join(parts) + text[position:]


def _found(text: str, longest: int) -> Iterator[Span]:
    closers = _backtick_runs(text)
    brackets: list[int] = []
    position = 0
    while match := _TOKEN.search(text, position):
        start, position = match.span()
        if match["whole"]:
            yield start, position
        elif match["code"]:
            if end := _code_end(closers[position - start], start, position - start):
                position = end
                yield start, end
        elif match["open"]:
            brackets.append(start)
        elif match["close"] and brackets:
            if position - brackets[-1] > longest:
                brackets.clear()
            elif span := _bracketed(text, brackets.pop(), position):
                position = span[1]
                yield span


def _emphasised(text: str) -> Iterator[Span]:
    """Bold and struck text, by the nearest delimiters of a kind."""
    openers: dict[str, int] = {}
    for match in _EMPHASIS.finditer(text):
        opener = openers.pop(match.group(), None)
        if opener is not None and match.start() - opener <= _EMPHASIS_REACH:
            yield opener, match.end()
        else:
            openers[match.group()] = match.start()


def _backtick_runs(text: str) -> dict[int, list[int]]:
    """Where runs of backticks start, by their length."""
    runs: dict[int, list[int]] = defaultdict(list)
    for match in re.finditer("`+", text):
        runs[match.end() - match.start()].append(match.start())
    return runs


def _code_end(starts: list[int], opener: int, length: int) -> int:
    """The end of the code span opened at `opener`; 0 when nothing closes it."""
    following = bisect_right(starts, opener)
    return starts[following] + length if following < len(starts) else 0


def _bracketed(text: str, start: int, end: int) -> Span | None:
    """The link or the marker whose bracket is `text[start:end]`."""
    if destination := _DESTINATION.match(text, end):
        return start, destination.end()
    start += text[start] == "!"  # "Done![1]" is no image
    if not MARKER.fullmatch(text, start, end):
        return None
    claim = start
    while claim > 0 and text[claim - 1].isspace():
        claim -= 1
    return (claim - 1, end) if claim and text[claim - 1] != "]" else (start, end)  # it stays with the claim it follows


def _merged(spans: list[Span]) -> tuple[Span, ...]:
    merged: list[Span] = []
    for start, end in spans:
        if merged and start < merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    return tuple(merged)


def border(text: str, start: int, reach: int, spans: tuple[Span, ...], *, longest: int) -> int:
    """Return the best place in (`start`, `reach`] to cut, or `start` when what stands there is whole and longer.

    Sentences and lines are preferred while they fill half of the room, then words, then graphemes. A word longer
    than `longest` cannot stay whole anyway and is cut where the room ends. `spans` are those of all of `text`.
    """
    sentence = _last(_SENTENCE_END, text, start, reach, spans)
    if sentence - start >= (reach - start) // 2:
        return sentence
    word = _last(_WORD_END, text, start, reach, spans) or _last(_WORD_END, text, start, reach, spans, inert=False)
    broken = span_around(spans, reach)
    if word and (broken or len(text) - word <= longest or _WORD_END.search(text, word + 1, word + longest + 1)):
        return word
    return max(broken[0], start) if broken else character_border(text, start, reach)


def _last(
    pattern: re.Pattern[str], text: str, start: int, reach: int, spans: tuple[Span, ...], *, inert: bool = True
) -> int:
    """The last border of a kind, if `inert` one that makes no new block of what follows within the line; or 0."""
    for match in reversed(list(pattern.finditer(text, start, reach + 1))):
        place = min(match.end(), reach)
        if place <= start or span_around(spans, place) or (match.end() > reach and not text[reach].isspace()):
            continue
        if not inert or match.group().startswith("\n") or not _BLOCK_START.match(text, place):
            return place
    return 0


def first_sentence(text: str) -> str:
    """Return `text` up to the end of its first sentence or line."""
    end = _SENTENCE_END.search(text)
    return text[: end.end()].rstrip() if end else text


def shortened(text: str, limit: int) -> str:
    """Return `text` with its end left out after a word, marked by "…", if it has more than `limit` characters."""
    if len(text) <= limit:
        return text
    return text[: border(text, 0, limit - 1, (), longest=limit // 4)].rstrip(" ,;:") + "…"


def span_around(spans: tuple[Span, ...], place: int) -> Span | None:
    """Return the span that a cut at `place` would break."""
    index = bisect_right(spans, place, key=lambda span: span[0]) - 1
    return spans[index] if index >= 0 and spans[index][0] < place < spans[index][1] else None


def character_border(text: str, start: int, reach: int) -> int:
    """Return the last place in (`start`, `reach`] that parts no accent, emoji or syllable from its base."""
    for place in range(reach, max(reach - _GRAPHEME_REACH, start), -1):
        if place >= len(text) or not _joined(text, start, place):
            return place
    return reach


def _joined(text: str, start: int, place: int) -> bool:
    """Whether the characters around `place` are one grapheme (the common part of UAX #29); one starts at `start`."""
    before, after = text[place - 1], text[place]
    if before in "\u200d\\" or after in "\u200c\u200d" or unicodedata.category(after) in {"Mn", "Mc", "Me"}:
        return True
    if any(first <= after <= last for first, last in _EXTENDERS):
        return True
    flags = 0
    while flags < place - start and "\U0001f1e6" <= text[place - 1 - flags] <= "\U0001f1ff":
        flags += 1
    return flags % 2 == 1 and "\U0001f1e6" <= after <= "\U0001f1ff"
