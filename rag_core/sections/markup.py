"""Markdown that reads well on its own: HTML tags and comments go, links get their addresses, code stays."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping
from html import unescape
from types import MappingProxyType

# https://html.spec.whatwg.org/multipage/indices.html#elements-3, and the obsolete ones still met in documentation.
# Other names in angle brackets (<pod-name>, <your-token>) are placeholders for a reader to fill in: text.
_JOINING = """
a abbr acronym audio b bdi bdo big button canvas cite code data del dfn em embed font i iframe img input ins kbd label
mark nobr object output q ruby rp rt s samp small span strike strong sub sup svg time tt u var video wbr
"""
_SEPARATING = """
address article aside blockquote body br caption center col colgroup dd details dialog div dl dt fieldset figcaption
figure footer form h1 h2 h3 h4 h5 h6 head header hgroup hr html legend li link main menu meta nav noscript ol optgroup
option p picture pre script section select source style summary table tbody td template textarea tfoot th thead title
tr track ul
"""
_STAND_INS = dict.fromkeys(_JOINING.split(), "") | dict.fromkeys(_SEPARATING.split(), " ")
_MARK = re.compile(r"\\[!-/:-@\[-`{-~]|`+|<!--|</?[A-Za-z]|\[")
_REFERENCE = re.compile(
    r"\[(?P<text>(?:[^\[\]\\`]|\\.|`[^`\n]{0,200}`){1,300})\](?:\[(?P<label>[^\[\]]{0,200})\])?(?![(\[:])"
)
_DEFINITION = re.compile(
    r""" {0,3}\[(?P<label>(?!\^)[^\[\]]{1,200})\]:[ \t]*(?:<(?P<spaced>[^<>]*)>|(?P<bare>[^\s<]\S*))"""
    r"""(?:[ \t]+(?:"[^"]*"|'[^']*'|\([^()]*\)))?[ \t]*"""
)
_TAG = re.compile(r"""</?([A-Za-z][A-Za-z0-9-]*)(?=[\s/>])((?:[^<>"']|"[^"]*"|'[^']*')*+)>""")
_ALT = re.compile(r"""\salt\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_MARKDOWN = frozenset("\\`*_{}[]()#+-!|~\n\r\t\0")  # written as an entity to have no meaning: stays so


def definitions(paragraph: str) -> Mapping[str, str]:
    """Addresses by label of a paragraph that only defines links, `[label]: address` on each line; else nothing."""
    if "]:" not in paragraph:
        return {}
    found = [_DEFINITION.fullmatch(line) for line in paragraph.split("\n")]
    return {_label(each["label"]): each["spaced"] or each["bare"] or "" for each in found if each} if all(found) else {}


def clean(text: str, links: Mapping[str, str] = MappingProxyType({})) -> str:
    """Remove comments and HTML tags outside code spans, read character references, and write out links by reference.

    Tags that separate words leave a space, an image its alternative text; `[text][label]` becomes `[text](address)` for
    the labels in `links`. Linear in the text's length.
    """
    if "<" not in text and "&" not in text and not (links and "[" in text):
        return text
    kept: list[str] = []
    position = 0
    closers = _Closers(text)
    while mark := _MARK.search(text, position):
        kept.append(_read_entities(text[position : mark.start()]))
        replacement, position = _replace(text, mark, closers, links)
        kept.append(replacement)
    kept.append(_read_entities(text[position:]))
    return "".join(kept)


def _replace(text: str, mark: re.Match[str], closers: _Closers, links: Mapping[str, str]) -> tuple[str, int]:
    """What stands for the construct at `mark`, and where the text goes on."""
    start, found = mark.start(), mark[0]
    if found.startswith("`"):
        end = closers.code(len(found), mark.end())
        return text[start:end], end
    if found == "<!--":
        end = closers.comment(mark.end())
        return ("", end) if end > mark.end() else (found, end)
    if found == "[":
        return _written_out(text, mark, links)
    tag = _TAG.match(text, start) if found.startswith("<") else None
    if tag is None or tag[1].lower() not in _STAND_INS:
        return found, mark.end()
    return _stand_in(tag), tag.end()


def _written_out(text: str, bracket: re.Match[str], links: Mapping[str, str]) -> tuple[str, int]:
    reference = _REFERENCE.match(text, bracket.start()) if links else None
    if reference and (address := links.get(_label(reference["label"] or reference["text"]))):
        return f"[{reference['text']}]({address})", reference.end()
    return bracket[0], bracket.end()


def _label(text: str) -> str:
    return " ".join(text.split()).casefold()


def _stand_in(tag: re.Match[str]) -> str:
    name = tag[1].lower()
    if name == "img" and (alt := _ALT.search(tag[2])):
        return unescape(alt[1] or alt[2] or "")
    return _STAND_INS[name]


class _Closers:
    """Where code spans and comments end; remembers what is not there, so that a text is never scanned twice."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._runs: dict[int, list[int]] = defaultdict(list)
        for run in re.finditer("`+", text):
            self._runs[len(run[0])].append(run.start())
        self._last_comment_end = text.rfind("-->")

    def code(self, length: int, position: int) -> int:
        """The end of the code span opened by `length` backticks before `position`; `position` when it is none."""
        runs = self._runs[length]
        index = bisect_left(runs, position)
        return runs[index] + length if index < len(runs) else position

    def comment(self, position: int) -> int:
        """The end of the comment whose text starts at `position`; `position` when it never ends."""
        return self._text.index("-->", position) + 3 if position <= self._last_comment_end else position


def _read_entities(text: str) -> str:
    return _ENTITY.sub(_character, text) if "&" in text else text


def _character(entity: re.Match[str]) -> str:
    character = unescape(entity[0])
    if character == "\xa0":
        return " "
    return entity[0] if set(character) & _MARKDOWN else character
