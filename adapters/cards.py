"""What maintainers see and press: cards in their channel, forms behind the buttons. Pure; each platform draws them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from rag_core.journal.records import Card, Claim
from rag_core.types import Answer

Kind = Literal["draft", "unsure", "entry"]
"""A drafted answer to post or not, a question left without an answer, an entry for the FAQ."""

Action = Literal["post", "edit", "drop", "make", "approve", "revise", "leave"]
"""What buttons do: post a draft, edit it first, drop it; draft an entry, approve it, edit it first, leave it."""

HEADING, TEXT = "heading", "text"  # fields of forms
HEADING_MAX, TEXT_MAX = 150, 3_000  # characters; a Slack input holds 3,000, one of Discord 4,000
QUOTED_MAX = 600  # characters of a question on a card


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """Something to press."""

    action: Action
    label: str
    main: bool = False  # what is mostly wanted


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A card as it looks now. `subject` is the id of the question that its buttons are about."""

    subject: str
    text: str  # Markdown
    buttons: tuple[Button, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """Something to fill in, with what stands there already."""

    name: str
    label: str
    value: str
    longest: int  # characters
    lines: bool = False  # more than one


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """What opens behind a button; sending it off is that button's action."""

    action: Action
    subject: str
    title: str
    fields: tuple[Field, ...]


def kind(word: str) -> Kind:
    """The kind of card that a word names."""
    return "draft" if word == "draft" else "unsure" if word == "unsure" else "entry"


def is_posted(card: Card | None) -> bool:
    """Whether a draft is posted, or is being posted."""
    return card is not None and card.state in {"posting", "posted"}


def draft(card: Card, asked: Claim, answer: Answer, link: str) -> View:
    """An answer that waits for a maintainer."""
    shown = card.text or answer.text
    text = f"**Draft of an answer**{_to(link)}\n\n{_quoted(asked.text)}\n\n{shown}\n\n{_sources(answer)}".rstrip()
    match card.state:
        case "open":
            post, drop = Button(action="post", label="Post", main=True), Button(action="drop", label="Dismiss")
            edit = (Button(action="edit", label="Edit and post"),) if len(shown) <= TEXT_MAX else ()
            return View(subject=card.subject, text=text, buttons=(post, *edit, drop))
        case "posted":
            return View(subject=card.subject, text=f"{text}\n\n✅ Posted.")
    return View(subject=card.subject, text=f"{_struck(asked.text, link)}\n\nDismissed.")


def unsure(card: Card, asked: Claim, answer: Answer, link: str) -> View:
    """A question that was left to people."""
    nearest = [section.breadcrumb for section in answer.related] or [h.section.breadcrumb for h in answer.trace.hits]
    found = f"\n\nNearest in the docs: {'; '.join(dict.fromkeys(nearest[:3]))}." if nearest else ""
    left = "I could not work on" if answer.outcome == "failed" else "the docs do not answer"
    return View(subject=card.subject, text=f"**A question that {left}**{_to(link)}\n\n{_quoted(asked.text)}{found}")


def entry(card: Card, asked: Claim, link: str) -> View:
    """An entry for the FAQ on its way from an offer into the docs."""
    title = f"**Answered by a person**{_to(link)}\n\n{_quoted(asked.text)}"
    written = f"{title}\n\n**{card.heading}**\n\n{card.text}"
    leave = Button(action="leave", label="Dismiss")
    match card.state:
        case "offered":
            said = f"\n\nThe answer begins: {_short(card.text, 300)}" if card.text else ""
            make = Button(action="make", label="Make this an FAQ entry", main=True)
            return View(subject=card.subject, text=title + said, buttons=(make, leave))
        case "drafting":
            return View(subject=card.subject, text=f"{title}\n\nWriting a draft …")
        case "drafted":
            buttons = (
                Button(action="revise", label="Edit and approve", main=True),
                Button(action="approve", label="Approve"),
                leave,
            )
            return View(subject=card.subject, text=written, buttons=buttons)
        case "approved":
            return View(subject=card.subject, text=f"{written}\n\nApproved, on its way into the FAQ …")
        case "done":
            return View(subject=card.subject, text=f"{written}\n\n✅ This is in the FAQ now. Whoever asked was told.")
        case "untold":
            text = f"{written}\n\n✅ This is in the FAQ now. ⚠️ Not everybody who asked could be told."
            return View(subject=card.subject, text=text)
    return View(subject=card.subject, text=f"{_struck(asked.text, link)}\n\nDismissed.")


def draft_form(card: Card, answer: Answer) -> Form | None:
    """The form behind "Edit and post". None for a text that no form holds: what it cut would be lost."""
    text = card.text or answer.text
    if len(text) > TEXT_MAX:
        return None
    field = Field(name=TEXT, label="Answer", value=text, longest=TEXT_MAX, lines=True)
    return Form(action="edit", subject=card.subject, title="Edit and post", fields=(field,))


def entry_form(card: Card) -> Form:
    """The form behind "Edit and approve"."""
    fields = (
        Field(name=HEADING, label="Heading", value=card.heading[:HEADING_MAX], longest=HEADING_MAX),
        Field(name=TEXT, label="Text (Markdown)", value=card.text[:TEXT_MAX], longest=TEXT_MAX, lines=True),
    )
    return Form(action="revise", subject=card.subject, title="FAQ entry", fields=fields)


def cited(answer: Answer, text: str) -> Answer:
    """An answer with the words that a person gave it, and the sources to which they still point; all, if to none."""
    numbers = {int(number) for group in re.findall(r"\[(\d+(?:, ?\d+)*)\]", text) for number in group.split(",")}
    kept = tuple(citation for citation in answer.citations if citation.number in numbers)
    return Answer(
        id=answer.id,
        text=text,
        outcome="answered",
        citations=kept or answer.citations,
        related=answer.related,
        trace=answer.trace,
    )


def _to(link: str) -> str:
    return f" ([thread]({link}))" if link else ""


def _quoted(text: str) -> str:
    return "> " + _short(text, QUOTED_MAX).replace("\n", "\n> ")


def _struck(text: str, link: str) -> str:
    return f"{_quoted(_short(text, 150))}{_to(link)}"


def _short(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1].rstrip()}…"


def _sources(answer: Answer) -> str:
    return "\n".join(_source(c.number, c.section.breadcrumb, c.section.url) for c in answer.citations)


def _source(number: int, name: str, url: str) -> str:
    linked = url.startswith(("http://", "https://")) and not set(url) & set("<>() ")
    return f"{number}. [{name}]({url})" if linked else f"{number}. {name}"
