"""How a question can end: answered, excerpts, not covered, failed. Pure: what was found and said in, an Answer out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from rag_core.citations import CheckedText
from rag_core.citations.quotes import best_quote
from rag_core.languages import language
from rag_core.lexical import tokens
from rag_core.phrases import say
from rag_core.types import Answer, Citation, Question, Section, Trace

if TYPE_CHECKING:
    from rag_core.retrieval import Curated, Retrieved

EXCERPTS = 3  # sections at most
EXCERPT_SHARE = 0.8  # of the best score: what is further behind is another matter


def checked(question: Question, found: Retrieved, text: CheckedText, *, cut: bool) -> Answer:
    """The outcome of what a model said. `cut` means that it was stopped before its end.

    What cites nothing is not shown: excerpts stand in for it, for the sections were near enough to be asked about.
    """
    match text.outcome:
        case "answered":
            ending = f"\n\n*{say('cut_short', language(question.text))}*" if cut else ""
            answer = Answer(id=question.id, text=text.text + ending, outcome="answered", citations=text.citations)
        case "not_covered":
            answer = not_covered(question, found)
        case "uncited":
            answer = excerpts(question, found)
    return replace(answer, trace=Trace(notes=text.notes))


def curated(question: Question, found: Curated) -> Answer:
    """What people wrote, word for word, with the sections that it is pinned to."""
    answer, chosen = found.match.answer, _distinct(found.sections)
    text = answer.text or _own_text(found.sections)
    said = frozenset(tokens(text))
    note = f"curated in {answer.place}, for the question “{found.match.pattern}”; no model was asked"
    return Answer(
        id=question.id,
        text=text,
        outcome="answered",
        citations=_cited(chosen, said),
        trace=Trace(notes=(note,)),
    )


def excerpts(question: Question, found: Retrieved) -> Answer:
    """The best sections word for word, when no model wrote an answer."""
    best = found.hits[0].score
    chosen = _distinct([hit.section for hit in found.hits if hit.score >= EXCERPT_SHARE * best])[:EXCERPTS]
    parts = [say("excerpts", language(question.text))]
    parts += [f"**{_bold(s.breadcrumb)}** [{number}]\n\n{s.text}" for number, s in enumerate(chosen, start=1)]
    citations = _cited(chosen, frozenset(tokens(question.text)))
    return Answer(id=question.id, text="\n\n".join(parts), outcome="excerpts", citations=citations)


def not_covered(question: Question, found: Retrieved) -> Answer:
    """Say that the docs do not cover it, and name the nearest headings."""
    spoken = language(question.text)
    related = _distinct([hit.section for hit in found.nearest])
    lines = [say("not_covered", spoken)]
    if related:
        lines += ["", say("nearest", spoken), "", *(f"- {_linked(section)}" for section in related)]
    return Answer(id=question.id, text="\n".join(lines), outcome="not_covered", related=tuple(related))


def failed(question: Question) -> Answer:
    """Say that it went wrong, with the id under which the operator's log knows it."""
    return Answer(id=question.id, text=say("failed", language(question.text), id=question.id), outcome="failed")


def from_memory(question: Question, text: str) -> Answer:
    """What the model says without any section: no citations, and marked so."""
    return Answer(
        id=question.id, text=text, outcome="answered", trace=Trace(notes=("answered from the model's memory, uncited",))
    )


def _cited(sections: Sequence[Section], terms: frozenset[str]) -> tuple[Citation, ...]:
    """Each section, numbered, with the passage that shares most of `terms`."""
    return tuple(
        Citation(number=number, section=section, quote=best_quote(section.text, terms, lambda _: 1.0))
        for number, section in enumerate(sections, start=1)
    )


def _own_text(sections: Sequence[Section]) -> str:
    """The text of the sections, below their headings when there are several."""
    if len({section.anchor for section in sections}) == 1:
        return "\n\n".join(section.text for section in sections)
    parts: list[str] = []
    anchor = ""
    for section in sections:
        if section.anchor != anchor:
            parts.append(f"**{_bold(section.heading)}**")
        anchor = section.anchor
        parts.append(section.text)
    return "\n\n".join(parts)


def _distinct(sections: Sequence[Section]) -> list[Section]:
    """One part of each long section."""
    return list({(s.source, s.page, s.anchor): s for s in reversed(sections)}.values())[::-1]


def _linked(section: Section) -> str:
    name = section.breadcrumb.replace("[", "(").replace("]", ")")
    return f"[{name}]({section.url})" if section.url else name


def _bold(text: str) -> str:
    return text.replace("*", "\\*")
