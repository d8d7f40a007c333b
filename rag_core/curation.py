"""What people wrote to pin answers: front matter and `curated.toml` into CuratedAnswers, or what is wrong with it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise, repeat
from typing import Any

from rag_core.curated import CuratedAnswer, Words, is_courtesy, says_something, words
from rag_core.sections import front_matter, normalised
from rag_core.sources.pages import CURATED_FILE, Skipped
from rag_core.types import Audience, Document, Section

PATTERN_MAX = 300  # characters
TEXT_MAX = 20_000  # characters of one answer
TOTAL_MAX = 300_000  # characters of one source's; a Milvus server keeps them in etcd, which takes 1.5 MB at once

_KEYS = ("questions", "page", "heading", "text")
_HEADER = re.compile(r"^[ \t]*\[\[[ \t]*answer[ \t]*\]\]", re.MULTILINE)

Pages = Mapping[str, Sequence[Section]]
"""The sections of one source by page, in reading order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """An answer as somebody pinned it; whether its page is there is not known yet."""

    place: str  # the file below the source's root
    line: int  # in it, from 1
    questions: tuple[str, ...]
    page: str
    heading: str = ""  # "" is the whole page, or its beginning where there is a text
    text: str = ""

    def wrong(self, why: str) -> Skipped:
        """What the report says about it."""
        return Skipped(path=self.place, reason=f"line {self.line}: {why}")


def of_page(document: Document) -> tuple[Wish | Skipped, ...]:
    """What a page's front matter pins to it, or what is wrong with that; nothing for a page without `questions`."""
    if "questions" not in document.text[: front_matter.BLOCK_MAX]:
        return ()  # spares most pages to have their front matter read twice
    text = normalised(document.text)
    front, _ = front_matter.parse(text)
    if front.questions is None and (broken := front_matter.broken_line(text)):
        why = "this is no valid YAML, so that the questions cannot be read; put what has a colon or a sign in quotes"
        return (Skipped(path=document.path, reason=f"line {broken}: {why}"),)
    line = next((n for n, row in enumerate(text.split("\n"), start=1) if row.startswith("questions")), 1)
    wish = Wish(place=document.path, line=line, questions=front.questions or (), page=document.path, text=front.answer)
    if front.questions is None:
        return (wish.wrong('the questions cannot be read; write a list with each in quotes: ["how do I …", "…"]'),)
    return (wish,) if front.questions else ()


def of_file(text: str) -> tuple[Wish | Skipped, ...]:
    """What a source's `curated.toml` pins, and what is wrong in it."""
    text = normalised(text)
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"at line (\d+)", str(error))
        return (_told(int(place[1]) if place else text.count("\n") + 1, f"{error}; correct the TOML there"),)
    entries = content.pop("answer", [])
    wrong = [_told(_line(text, key), f"{key} is not known here; write [[answer]] tables") for key in content]
    if not (isinstance(entries, list) and all(isinstance(entry, dict) for entry in entries)):
        return (*wrong, _told(_line(text, "answer"), "answer must be tables; write [[answer]]"))
    starts = [header.end() for header in _HEADER.finditer(text)]
    tables = ((text.count("\n", 0, start) + 1, text[start:end]) for start, end in pairwise([*starts, len(text)]))
    return (*wrong, *map(_entry, entries, chain(tables, repeat((1, "")))))


def resolve(pinned: Iterable[Wish | Skipped], pages: Pages) -> tuple[tuple[CuratedAnswer, ...], tuple[Skipped, ...]]:
    """The answers, in order, that can be given from the pages of one source, and why the others cannot.

    Of two equal patterns for one audience the first counts.
    """
    pins = _Pins(pages)
    for wish in pinned:
        if isinstance(wish, Skipped):
            pins.skipped.append(wish)
        else:
            pins.take(wish)
    return tuple(pins.answers), tuple(pins.skipped)


class _Pins:
    """The answers of one source as they are gathered."""

    def __init__(self, pages: Pages) -> None:
        self._pages = pages
        self._taken: dict[tuple[Audience, Words], Wish] = {}
        self._room = TOTAL_MAX
        self.answers: list[CuratedAnswer] = []
        self.skipped: list[Skipped] = []

    def take(self, wish: Wish) -> None:
        """Keep what is right about a wish, and say what is not."""
        cited = _cited(wish, self._pages)
        if not cited:
            self.skipped.append(wish.wrong(_missing(wish, self._pages)))
            return
        audience = cited[0].audience
        questions = tuple(pattern for pattern in wish.questions if self._is_free(pattern, audience, wish))
        size = len(wish.text) + sum(map(len, questions)) + sum(len(section.id) for section in cited)
        if size > self._room or sum(len(section.text) for section in cited) > TEXT_MAX or len(wish.text) > TEXT_MAX:
            self.skipped.append(wish.wrong(_too_long(wish, size > self._room)))
        elif questions:
            self._room -= size
            self._taken |= {(audience, words(pattern)): wish for pattern in questions}
            self.answers.append(_answer(wish, questions, cited))

    def _is_free(self, pattern: str, audience: Audience, wish: Wish) -> bool:
        why = _fault(pattern)
        if not why and (first := self._taken.get((audience, words(pattern)))):
            why = f"{pattern!r} is answered by {first.place}, line {first.line}, already"
        if why:
            self.skipped.append(wish.wrong(why))
        return not why


def _answer(wish: Wish, questions: tuple[str, ...], cited: Sequence[Section]) -> CuratedAnswer:
    return CuratedAnswer(
        questions=questions,
        sections=tuple(section.id for section in cited),
        source=cited[0].source,
        audience=cited[0].audience,
        place=wish.place,
        text=wish.text,
    )


def _cited(wish: Wish, pages: Pages) -> Sequence[Section]:
    """The sections that a wish names; of those the first one where it brings a text of its own."""
    sections = pages.get(wish.page.removeprefix("./"), ())
    if wish.heading:
        named = [s for s in sections if _folded(wish.heading) in {_folded(s.heading), _folded(" > ".join(s.headings))}]
        sections = [section for section in named if section.anchor == named[0].anchor]
    return sections[:1] if wish.text else sections


def _missing(wish: Wish, pages: Pages) -> str:
    if wish.page.removeprefix("./") not in pages:
        return f"there is no page {wish.page} with text in this source; write its path below the source's root"
    return f"{wish.page} has no heading {wish.heading!r} with text below it; copy the heading from the page"


def _too_long(wish: Wish, crowded: bool) -> str:
    if crowded:
        return f"the curated answers of a source are at most {TOTAL_MAX:,} characters together; shorten or split it"
    return f"an answer has at most {TEXT_MAX:,} characters; shorten it, or name a heading of {wish.page}"


def _fault(pattern: str) -> str:
    """What is wrong with a pattern; "" for nothing."""
    if len(pattern) > PATTERN_MAX:
        return f"a question has at most {PATTERN_MAX} characters; shorten {pattern[:30]!r}…"
    if not says_something(pattern):
        return f"{pattern!r} has no word to recognise a question by; write one"
    if is_courtesy(pattern):
        return f"{pattern!r} matches no question, since greetings and courtesies are taken off it; write what follows"
    return ""


def _folded(heading: str) -> str:
    return " ".join(heading.split()).casefold()


def _entry(entry: Mapping[str, Any], place: tuple[int, str]) -> Wish | Skipped:
    """One [[answer]] table, and where it stands: the line of its header, the text from there on."""
    line, table = place
    questions = entry.get("questions")
    questions = [questions] if isinstance(questions, str) else questions
    unknown = next((key for key in entry if key not in _KEYS), None)
    texts = {key: entry.get(key, "") for key in _KEYS[1:]}
    if unknown is not None:
        return _told(line - 1 + _line(table, unknown), f"{unknown} is not known here; there are {', '.join(_KEYS)}")
    if not (isinstance(questions, list) and questions and all(isinstance(pattern, str) for pattern in questions)):
        return _told(
            line - 1 + _line(table, "questions"),
            'questions must be a list of texts: ["how do I reset * password", "…"]',
        )
    if wrong := next((key for key, text in texts.items() if not isinstance(text, str)), None):
        return _told(line - 1 + _line(table, wrong), f"{wrong} must be a text in quotes")
    if not texts["page"].strip():
        return _told(line, 'page is missing; write the path of the page to cite, such as page = "faq/login.md"')
    return Wish(
        place=CURATED_FILE,
        line=line,
        questions=tuple(questions),
        **{key: text.strip() for key, text in texts.items()},
    )


def _told(line: int, why: str) -> Skipped:
    return Skipped(path=CURATED_FILE, reason=f"line {line}: {why}")


def _line(text: str, key: str) -> int:
    """Where a key stands, from 1, as far as plain TOML tells."""
    found = re.search(rf"^[ \t]*(?:\[\[?[ \t]*)?[\"']?{re.escape(key)}\b", text, re.MULTILINE)
    return text.count("\n", 0, found.end()) + 1 if found else 1
