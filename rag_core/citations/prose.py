"""A sentence of an answer made safe: markers told apart, foreign links and HTML taken out, code spans left alone."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from rag_core.citations.inline import GONE, PRIVATE, Atom, atoms, closed_up, code_spans
from rag_core.citations.links import OfferedLinks, is_web
from rag_core.prompt import without_signal

LINK_REMOVED = "removed a link that is in no section"
_MARKER_BASE = 0xE100  # private characters stand for the markers until they get their numbers
_MARKER = re.compile("[\ue100-\uefff]")
_MARKERS = re.compile(r"[\ue100-\uefff](?:[ \t]*[\ue100-\uefff])*")
_OURS = re.compile("[\ue000-\uf8ff]")
_PASSES = 3  # enough for what was nested once; what is still not stable then is no text for people
_UNSTABLE = re.compile(r"[\[\]［］【】〔〕<>@]|:/|(?<=\w)\.(?=\w)")
_DEFINITION = re.compile(r"^ {0,3}\[[^\]\n]+\]:[ \t]*(?=\S*[/:.#])\S+(?:[ \t]+[\"'(].*)?$", re.MULTILINE)
_ESCAPED = re.compile(r"\\+([\[\]():/@>])|(?<=\w)\\(\.)(?=\w)")
_ENTITY = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);)(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]\w{1,30});")
_ESCAPED_TICKS = re.compile(r"\\+`")
_FENCE_RUNS = re.compile(r"`+|(?<=~~)~+")  # outside code spans: what would open a code block
_OPENING = re.compile(r"<(?=[A-Za-z/!?])|\](?=[(:])")  # would open HTML or a target, which may go on over sentences
_PLACEHOLDER = re.compile(r"[\w \t-]*")  # <your container id> says something to a person
_LINK = re.compile(r"\[((?:[^\[\]]|\[[^\[\]]*\])*)\]\([^()\s]*(?:\([^()\s]*\)[^()\s]*)*\)")
_BACKSLASHES = re.compile(r"\\+(?=[\ue100-\uefff])")
_BEFORE_PARENTHESIS = re.compile(r"(?<=[\ue100-\uefff])(?=\()")
_DEFINING = re.compile(r"^[ \t]*[\ue100-\uefff](?=:)", re.MULTILINE)
_REPEATED = re.compile(r"([\ue100-\uefff])(?:[ \t]*\1)+")
_ELEMENT_NAMES = """
    a abbr address area article aside audio b base bdi bdo blockquote body br button canvas caption center cite code
    col colgroup data datalist dd del details dfn dialog div dl dt em embed fieldset figcaption figure font footer
    form frame frameset h1 h2 h3 h4 h5 h6 head header hr html i iframe img input ins kbd label legend li link main
    map mark marquee menu meta meter nav noscript object ol optgroup option output p param picture pre progress q s
    samp script section select small source span strike strong style sub summary sup svg table tbody td template
    textarea tfoot th thead time title tr track u ul var video wbr
"""
_ELEMENTS = frozenset(_ELEMENT_NAMES.split())  # of HTML, obsolete ones too: tags of other names are placeholders


@dataclass(frozen=True, slots=True)
class Cleaner:
    """Makes sentences safe against what was offered; counts in `notes` what it changed."""

    offered: int  # sections
    links: OfferedLinks
    notes: Counter[str]

    def clean(self, text: str) -> str:
        """The sentence with `marker(i)` for each valid citation and without all that nobody vouches for."""
        text = _outside_code(_ESCAPED_TICKS.sub("`", _OURS.sub("", text)), self._decoded)
        for _ in range(_PASSES):
            before, text = text, closed_up("".join(self._shown(atom) for atom in atoms(text)))
            if text == before:
                break
        else:
            text = _outside_code(text, lambda part: _UNSTABLE.sub(" ", part))
        return _REPEATED.sub(r"\1", text)

    def _decoded(self, text: str) -> str:
        """Without the disguises in which a link or a marker could pass."""
        text = _FENCE_RUNS.sub("", text)
        text, defined = _DEFINITION.subn(GONE, without_signal(text))
        self.notes[LINK_REMOVED] += defined
        text = _ENTITY.sub(lambda match: _OURS.sub("", _decoded_entity(match[0])), text)
        return _ESCAPED.sub(lambda match: match[1] or match[2], text)

    def _shown(self, atom: Atom) -> str:
        match atom.kind:
            case "marker":
                return self._marker(atom)
            case "link":
                return self._link(atom)
            case "address":
                if atom.target in self.links:
                    return atom.raw
                self.notes[LINK_REMOVED] += 1
                return GONE
            case "tag":
                return self._tag(atom)
            case "text":
                return _OPENING.sub(r"\g<0> ", atom.raw)
            case "code":
                return atom.raw

    def _marker(self, atom: Atom) -> str:
        valid = [marker(number - 1) for number in atom.numbers if 1 <= number <= self.offered]
        self.notes["removed a number that was not offered"] += len(atom.numbers) - len(valid)
        return "".join(valid) or GONE

    def _link(self, atom: Atom) -> str:
        label = atom.label.strip()
        if is_web(atom.target) and atom.target in self.links:
            inner = closed_up("".join(self._shown(part) for part in atoms(label) if part.kind != "address"))
            return f"[{inner.strip()}]({atom.target})" if _words(inner) else f"<{atom.target}>"
        self.notes[LINK_REMOVED] += bool(atom.target)
        return label or GONE

    def _tag(self, atom: Atom) -> str:
        if atom.target and atom.target not in _ELEMENTS and _PLACEHOLDER.fullmatch(atom.label):
            return f"`{atom.raw}`"
        self.notes["removed HTML"] += 1
        return GONE


def marker(index: int) -> str:
    """The stand-in for a citation of the section with this index."""
    return chr(_MARKER_BASE + index)


def cited(text: str) -> tuple[int, ...]:
    """The indexes of the sections that a cleaned text cites, each once, in order."""
    return tuple(dict.fromkeys(ord(match[0]) - _MARKER_BASE for match in _MARKER.finditer(text)))


def clauses(text: str) -> list[tuple[str, tuple[int, ...]]]:
    """What stands before each run of citations in a cleaned text, and which they are."""
    found: list[tuple[str, tuple[int, ...]]] = []
    end = 0
    for run in _MARKERS.finditer(text):
        found.append((plain(text[end : run.start()]), cited(run[0])))
        end = run.end()
    return found


def replaced(text: str, by: Callable[[int], str]) -> str:
    """The text with what `by` gives for each citation; GONE takes it out."""
    shown = _MARKER.sub(lambda match: by(ord(match[0]) - _MARKER_BASE), text)
    return _REPEATED.sub(r"\1", closed_up(shown))


def numbered(text: str, number: Callable[[int], int]) -> str:
    """The text with `[n]` for each citation, none of which becomes a part of a link or of a definition."""
    apart = _BEFORE_PARENTHESIS.sub(" ", _DEFINING.sub(r"\g<0> ", _BACKSLASHES.sub("", text)))
    return _MARKER.sub(lambda match: f"[{number(ord(match[0]) - _MARKER_BASE)}]", apart)


def plain(text: str) -> str:
    """What a cleaned text says: no citations, of links only their labels."""
    return _MARKER.sub("", _LINK.sub(r"\1", text)).strip()


def marked(text: str, index: int) -> str:
    """The text with a citation put before the stop at its end, or before the end of a table row."""
    match = re.search(r"[.!?。！？]?[*_\"'”’)]*\s*$|\s*\|\s*$", text)
    end = match.start() if match else len(text)
    space = "" if text[end : end + 1] in tuple("。！？") else " "
    return f"{text[:end]}{space}{marker(index)}{text[end:]}"


def _words(text: str) -> bool:
    return re.search(r"\w", PRIVATE.sub("", text)) is not None


def _outside_code(text: str, change: Callable[[str], str]) -> str:
    pieces, end = [], 0
    for start, stop in code_spans(text):
        pieces += [change(text[end:start]), text[start:stop]]
        end = stop
    return "".join((*pieces, change(text[end:])))


def _decoded_entity(entity: str) -> str:
    letter = html.unescape(entity)
    if letter == entity:
        return entity
    return "'" if letter == "`" else letter if letter.isprintable() else " "
