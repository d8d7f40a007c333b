"""The inside of a paragraph: code spans, markers, links, tags and bare addresses; and where its sentences end.

Written for text that nobody vouches for and that arrives in pieces, so it is broader than CommonMark: what any chat
client might turn into a link counts as an address here.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

GONE = "\ue000"  # stands where something was taken out, until `closed_up`
_CODE = "\ue001"  # masks a code span or a bracket: nothing in it ends a sentence
_MARK = "\ue002"  # masks a marker
PRIVATE = re.compile("[\ue000-\ue002]")

_WORD = (
    r"(?:(?i:sections?|sources?|src|refs?|references?|passages?|context|docs?|documents?|abschnitte?|quellen?|fuentes?"
    r"|章节|来源|出处|文档|参考|段落|节|出典|セクション|섹션|출처|§)\s*[.:#]?\s*)?"
)
_NUMBER = rf"{_WORD}[\^#]?\d+"
_AND = r"\s*(?i:[,;、，&+~–—-]|and|und|et|y|to|bis|和|及|と)\s*"
_MARKER = (
    rf"\\?[\[［【〔]\s*{_NUMBER}(?:{_AND}{_NUMBER})*\s*(?:†[^\]】\n]{{0,100}})?\\?[\]］】〕]"
    r"(?:\((?=[^()\s]*[/:.#])[^()\s]*(?:\s+\"[^\"\n]*\")?\))?"
)
_LABEL = r"(?:[^\[\]]|\[[^\[\]]{0,200}\]){0,500}"
_TARGET = (
    r"\(\s*(?:<(?P<pointed>[^<>\n]{0,2000})>|(?P<target>(?:[^()\s]|\([^()\s]{0,500}\)){0,2000}))"
    r"(?:\s+(?:\"[^\"]{0,300}\"|'[^']{0,300}'))?\s*\)"
)
_LINK = rf"!?\[(?P<label>{_LABEL})\]{_TARGET}"
_REFERENCE = rf"!?\[(?P<named>{_LABEL})\]\s?\[(?!\^?\d+\])[^\[\]]{{0,200}}\]"
_POINTED = r"<(?P<auto>[A-Za-z][A-Za-z0-9+.-]{1,31}:[^\s<>|]*)(?:\|(?P<autolabel>[^<>]{0,500}))?>"
_TAG = r"\\?(?:</?(?P<tag>[A-Za-z][A-Za-z0-9-]*)(?P<attributes>\s[^<>]{0,2000})?/?>|<!--[^<>]{0,2000}-->)"

# No list of all top-level domains: those that are met, without the ones that are file endings (md, py, sh, rs).
_TLD = (
    "com|org|net|io|ai|dev|app|co|info|biz|xyz|site|online|shop|top|club|cloud|tech|link|page|gg|ly|me|tv|cc|to|us|uk"
    "|de|fr|es|it|nl|ch|at|eu|ru|cn|jp|kr|in|br|au|ca|COM|ORG|IO|AI|CO"
)
_IN_URL = r"[A-Za-z0-9._~:/?#@!$&'()*+,;=%\\|^{}-]"
_HOST = r"(?:[A-Za-z0-9][A-Za-z0-9-]{0,62}\.){1,6}"
_ADDRESS = (
    rf"(?:[A-Za-z][A-Za-z0-9+.-]{{0,30}})?://{_IN_URL}*"
    rf"|(?<![A-Za-z0-9])[Ww][Ww][Ww]\.{_IN_URL}+"
    rf"|[A-Za-z0-9._%+-]{{1,64}}@{_HOST}[A-Za-z]{{2,24}}(?![A-Za-z0-9])"
    rf"|(?<![\w@./\\-]){_HOST}(?:{_TLD})(?![\w-]|\.\w)(?:[:/?#]{_IN_URL}*)?"
)
_ADDRESSES = re.compile(_ADDRESS)
_ATOM = re.compile(rf"(?P<marker>{_MARKER})|{_LINK}|{_REFERENCE}|{_POINTED}|{_TAG}|(?P<address>{_ADDRESS})")
_BRACKETS = re.compile(rf"(?P<marker>{_MARKER})|{_LINK}|\[{_LABEL}\]|{_TAG}")
_UNCLOSED = re.compile(
    rf"\\?[\[［【〔][^\]］】〕]{{0,500}}\Z|[\]{_MARK}{_CODE}]\([^)]{{0,2000}}\Z|<[A-Za-z/!][^>]{{0,2000}}\Z"
)
_TICKS = re.compile(r"(?<!\\)`+")

STOPS = ".!?…。！？｡"  # any of them may end a sentence
_END = re.compile(r"[.!?…]+[\"'”’»)*_]*|[。！？｡]+[”’」』）)\"'*_]*")
_MARKS = re.compile(rf"(?:[ \t]*{_MARK}+[*_\"')]*[.。]?)*")
_CJK = "[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]"
_EMPTY_PARENTHESES = re.compile(rf"[(（]\s*+{GONE}[\s{GONE}]*+[)）]")
_GAP = re.compile(rf"(?:(?<![ \t])[ \t]++)?{GONE}[ \t{GONE}]*+")  # with the spaces around it
_GAP_NEEDLESS = re.compile(
    rf"{GONE}(?=[.,;!?)。，、；！？）](?:\s|$|[^\x00-\x7f]))|{GONE}(?=\n|$)|(?:^|(?<=[\n(（])){GONE}|(?<={_CJK}){GONE}(?={_CJK})"
)
_SPACE = re.compile(r"\s*")
_ABBREVIATION = re.compile(
    r"(?:^|[^A-Za-z])(?:[A-Za-z]|[A-Za-z]\. ?[A-Za-z]|vs|cf|approx|no|nr|fig|dr|mrs?|ms|st|ca|bzw|abs|incl|resp|ex)\.$",
    re.IGNORECASE,
)

Kind = Literal["text", "code", "marker", "link", "tag", "address"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Atom:
    """A piece of a sentence. A link's target is "" when it is named elsewhere; a tag's is its name."""

    kind: Kind
    raw: str
    label: str = ""
    target: str = ""
    numbers: tuple[int, ...] = ()


def atoms(text: str) -> Iterator[Atom]:
    """The pieces of a whole sentence, in order; their `raw` joined is the text."""
    masked, spans, _ = _code_masked(text)
    starts = [start for start, _ in spans]
    end = 0
    while match := _ATOM.search(masked, end):
        stop = match.end() if match["address"] is None else match.start() + len(_trimmed(match["address"]))
        yield from _plain(text, end, match.start(), spans, starts)
        yield _atom(match, text, stop)
        end = stop
    yield from _plain(text, end, len(text), spans, starts)


def addresses(text: str) -> Iterator[str]:
    """Every address in a text, in code as well."""
    for match in _ADDRESSES.finditer(text):
        yield _trimmed(match[0])


def code_spans(text: str) -> list[tuple[int, int]]:
    """Where the code spans of a whole paragraph or sentence begin and end."""
    return _code_masked(text)[1]


def marker_numbers(raw: str) -> tuple[int, ...]:
    """The numbers that a marker names, ranges spelled out."""
    raw = raw.partition("†")[0].partition("](")[0]
    found: list[int] = []
    reaching = False
    for token in re.findall(r"\d+|[-–—~]|\bto\b|\bbis\b", raw, re.IGNORECASE):
        if not token.isdigit():
            reaching = True
            continue
        number = int(token[:9])
        if reaching and found and found[-1] < number <= found[-1] + 50:
            found += range(found[-1] + 1, number)
        found.append(number)
        reaching = False
    return tuple(dict.fromkeys(found))


def sentence_ends(text: str, *, final: bool) -> list[tuple[int, int]]:
    """Where sentences end and the next one begins, for all that more text can no longer change.

    Markers behind a full stop belong to the sentence before it. With `final` nothing more comes, and the last sentence
    ends at the end of the text.
    """
    masked, certain = _bracket_masked(text, final=final)
    ends: list[tuple[int, int]] = []
    position = 0
    while match := _END.search(masked, position):
        position = match.end()
        found = _boundary(masked, match)
        if found is None:
            continue
        if found[1] >= certain:
            break
        ends.append(found)
        position = found[1]
    if final and (ends[-1][1] if ends else 0) < len(text):
        ends.append((len(text.rstrip()), len(text)))
    return ends


def closed_up(text: str) -> str:
    """The text without its gaps, spaces put right around them; never joins what stood on both sides of one."""
    if GONE not in text:
        return text
    text = _GAP.sub(GONE, _EMPTY_PARENTHESES.sub(GONE, text))
    return _GAP_NEEDLESS.sub("", text).replace(GONE, " ")


def _boundary(masked: str, match: re.Match[str]) -> tuple[int, int] | None:
    """Where the sentence ends and the next begins, when the stop in `match` is the end of one."""
    stop, east_asian = match.end(), match[0][0] in "。！？｡"
    marked = _marks_end(masked, stop)
    following = _space_end(masked, marked)
    next_letter = masked[following : following + 1]
    if not east_asian and _SPACE.fullmatch(masked[stop : stop + 1] or " ") is None and marked == stop:
        return None
    if east_asian or not next_letter.islower():
        ends_here = east_asian or marked > stop or not _ABBREVIATION.search(masked[max(0, stop - 12) : stop])
        return (marked, following) if ends_here else None
    if marked > stop and masked[stop].isspace():
        return (stop, _space_end(masked, stop))  # "… kept. [2] describes …": the marker opens the next sentence
    return (marked, following) if marked > stop else None


def _marks_end(masked: str, position: int) -> int:
    match = _MARKS.match(masked, position)
    return match.end() if match else position


def _space_end(masked: str, position: int) -> int:
    match = _SPACE.match(masked, position)
    return match.end() if match else position


def _bracket_masked(text: str, *, final: bool) -> tuple[str, int]:
    """The text with everything masked in which no sentence ends, and up to where more text cannot change that."""
    masked, _, certain = _code_masked(text)

    def mask(match: re.Match[str]) -> str:
        return (_MARK if match["marker"] else _CODE) * len(match[0])

    masked = _BRACKETS.sub(mask, masked)
    if final:
        return masked, len(text) + 1
    unclosed = _UNCLOSED.search(masked)
    # What follows a sentence decides whether it has ended, so the last letter is always uncertain.
    last = len(text.rstrip("\\"))
    return masked, min(certain, last, unclosed.start() if unclosed else last)


def _code_masked(text: str) -> tuple[str, list[tuple[int, int]], int]:
    """The text with its code spans masked, where they are, and where the first unclosed one begins.

    A span does not go over the end of a line here: CommonMark would let it, chat clients do not.
    """
    by_length: dict[int, list[int]] = defaultdict(list)
    runs = [match.span() for match in _TICKS.finditer(text)]
    for start, stop in runs:
        by_length[stop - start].append(start)
    spans: list[tuple[int, int]] = []
    pieces, end, unclosed = [], 0, len(text)
    for start, stop in runs:
        if start < end:
            continue
        same = by_length[stop - start]
        closing = bisect_right(same, start)
        newline = text.find("\n", stop)
        if closing == len(same) or 0 <= newline < same[closing]:
            unclosed = min(unclosed, start if newline < 0 else unclosed)
            continue
        span_end = same[closing] + stop - start
        spans.append((start, span_end))
        pieces += [text[end:start], _CODE * (span_end - start)]
        end = span_end
    return "".join((*pieces, text[end:])), spans, unclosed


def _plain(text: str, start: int, stop: int, spans: list[tuple[int, int]], starts: list[int]) -> Iterator[Atom]:
    """Text and code spans between two other atoms."""
    first = bisect_right(starts, start - 1)
    for span_start, span_stop in spans[first:]:
        if span_start >= stop:
            break
        if span_start > start:
            yield Atom(kind="text", raw=text[start:span_start])
        yield Atom(kind="code", raw=text[span_start:span_stop])
        start = span_stop
    if start < stop:
        yield Atom(kind="text", raw=text[start:stop])


def _atom(match: re.Match[str], text: str, stop: int) -> Atom:
    raw = text[match.start() : stop]
    if match["marker"] is not None:
        return Atom(kind="marker", raw=raw, numbers=marker_numbers(raw))
    if match["address"] is not None:
        return Atom(kind="address", raw=raw, target=raw)
    if match["auto"] is not None:
        return Atom(
            kind="link" if match["autolabel"] else "address",
            raw=raw,
            label=match["autolabel"] or "",
            target=match["auto"],
        )
    if match["label"] is not None or match["named"] is not None:
        group = "label" if match["label"] is not None else "named"
        label = text[match.start(group) : match.end(group)]
        return Atom(kind="link", raw=raw, label=label, target=match["pointed"] or match["target"] or "")
    return Atom(kind="tag", raw=raw, target=(match["tag"] or "").lower(), label=match["attributes"] or "")


def _trimmed(address: str) -> str:
    """The address without punctuation of the sentence around it."""
    while address:
        shorter = address.rstrip(".,;:!?'\"*_~|\\")
        if shorter.endswith(")") and shorter.count(")") > shorter.count("("):
            shorter = shorter[:-1]
        if shorter == address:
            break
        address = shorter
    return address
