"""A journal in which every column that can hold a person's words or id does, and what is left of them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from rag_core.journal import Claim, Delivery, Journal
from rag_core.journal.records import ASIDE, TOLD, posted_name, shared_name, told_name
from rag_core.types import Answer, Citation, Hit, Origin, Trace
from tests.rag_core.journals import answer, claimed, origin, section

PERSON, WORDS = "UZED", "Zanzibar"
TOP, ELSEWHERE = origin("1700000000.000100"), origin("1700000000.000900")

PERSONAL = {
    "questions": {
        *("asker", "text", "answer", "searched", "notes", "related", "hits", "citations"),
        *("delivery", "intent", "escalated_by"),
    },
    "feedback": {"person", "reason", "text"},
    "threads": {"resolved_by"},
    "participants": {"person"},
    "watches": {"person"},
    "posts": {"text"},
    "cards": {"heading", "text", "person"},
}
"""The columns that can hold what a person wrote, what was made of it, or their id."""

IMPERSONAL = {
    "questions": {
        *("id", "platform", "workspace", "channel", "message", "thread", "conversation", "kind", "private"),
        *("audience", "depth", "asked_at", "opened_at", "revision", "owner", "withdrawn_at", "escalated_at"),
        *("closed_at", "erased_at", "outcome", "model", "generation", "answered_depth", "timings"),
        *("prompt_tokens", "cached_tokens", "completion_tokens", "cost"),
    },
    "feedback": {"id", "question", "vote", "revision", "at"},
    "threads": {"platform", "workspace", "channel", "thread", "silenced"},
    "participants": {"platform", "workspace", "channel", "thread", "joined_at", "spoke_at"},
    "watches": {"platform", "workspace", "channel", "message", "begun_at", "due_at", "ended"},
    "posts": {"platform", "workspace", "channel", "message", "watch", "mentions_others", "at"},
    "cards": {"kind", "subject", "platform", "state", "at", "owner"},
    "marks": {"platform", "workspace", "channel", "message"},
    "memos": {"name", "value"},  # an adapter's notes on what it has told its platform
}
"""The others: ids of places and messages, times, figures, words of ours."""


async def question(journal: Journal, at: Origin, asker: str) -> Claim:
    """A question that is answered, all about it in those words, also an entry that it was made into and cited."""
    claim = await claimed(journal, at, asker, text=f"Where is {WORDS}?")
    entry = replace(section(), headings=(f"Where is {WORDS}?",), anchor=f"where-is-{WORDS}")
    answered = Answer(
        id=claim.id,
        text=f"{WORDS} [1].",
        outcome="answered",
        citations=(Citation(number=1, section=entry, quote=WORDS),),
        related=(entry,),
        trace=Trace(searched=(WORDS,), hits=(Hit(section=entry, score=0.9),), notes=(WORDS,)),
    )
    assert await journal.close(claim, answered)
    await journal.delivered(claim, Delivery(surface="ephemeral", channel="C1", token=f"{WORDS} {asker}"))
    await journal.about_to_post(claim, f"{WORDS} {asker}")
    return claim


async def follow_up(journal: Journal) -> Claim:
    """Somebody else asks below it, and is searched for together with what was said before."""
    claim = await claimed(journal, origin("1700000000.000200", thread=TOP.message), "UBOB", text="And on Linux?")
    searched = Trace(searched=(f"Where is {WORDS}? And on Linux?",))
    assert await journal.close(claim, replace(answer(claim, "There."), trace=searched))
    return claim


async def about(journal: Journal, claim: Claim) -> None:
    """What others did because of a question: votes, cards, what was told, posted and shared."""
    await journal.vote(claim.id, "UBOB", "down", reason=WORDS, text=WORDS)
    for kind, state in (("draft", "open"), ("unsure", "told"), ("entry", "offered")):
        await journal.deal(kind, claim.id, "slack", state, heading=WORDS, text=WORDS)
    for name, kind in ((posted_name, f"{ASIDE}posted"), (told_name, TOLD), (shared_name, f"{ASIDE}share")):
        at = replace(claim.origin, message=name(claim.id), thread=claim.origin.message)
        aside = await journal.claim(at, asker="UBOB" if name is shared_name else "", text=WORDS, kind=kind)
        assert aside is not None
        if kind == f"{ASIDE}share":
            assert await journal.close(aside, answer(aside, WORDS))


async def taken_part(journal: Journal, theirs: Claim, others: Claim) -> None:
    """What the person did beside asking; `others` is another's question in a thread of their own."""
    await journal.resolve(theirs.origin, by=PERSON)
    await journal.vote(others.id, PERSON, "down", reason=WORDS, text=WORDS)
    await journal.escalate(others.id, PERSON)
    await journal.escalate(theirs.id, PERSON)
    await journal.joined(others.origin, PERSON)
    await journal.deal("entry", others.id, "slack", "offered", heading=WORDS, text=f"As I said: {WORDS}")
    await journal.deal("draft", others.id, "slack", "open")
    for kind in ("entry", "draft"):
        card = await journal.card(kind, others.id)
        assert card is not None
        await journal.advance(card, "decided", person=PERSON)
    post = origin("1700000000.000800")
    assert await journal.posted(post, PERSON, f"Has anybody seen {WORDS}?", wait=timedelta(minutes=5))


async def filled(journal: Journal) -> Claim:
    """The person's own question, after everything was done that leaves their words or their id anywhere."""
    others = await claimed(journal, ELSEWHERE, "UBOB", text="How large is it?")
    assert await journal.close(others, replace(answer(others, "Large."), trace=Trace(searched=(WORDS,))))
    theirs = await question(journal, TOP, PERSON)
    await follow_up(journal)
    await about(journal, theirs)
    await taken_part(journal, theirs, others)
    return theirs


def columns_with(file: Path, *needles: str) -> dict[str, set[str]]:
    """Where any of these stands, by table."""
    connection = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
    found: dict[str, set[str]] = {}
    for table in PERSONAL.keys() | IMPERSONAL.keys():
        rows = connection.execute(f"SELECT * FROM {table}")
        names = [column[0] for column in rows.description]
        held = {name for row in rows for name, value in zip(names, row, strict=True) if _holds(value, needles)}
        found |= {table: held} if held else {}
    connection.close()
    return found


def on_disk(file: Path, *needles: str) -> list[tuple[str, str]]:
    """Which of these stand in which of the journal's files, free pages and logs included."""
    return [(path.name, needle) for path in _files(file) for needle in needles if needle.encode() in path.read_bytes()]


def _files(file: Path) -> Iterator[Path]:
    return (path for path in file.parent.rglob(f"{file.name}*") if path.is_file())


def _holds(value: object, needles: tuple[str, ...]) -> bool:
    return isinstance(value, str) and any(needle in value for needle in needles)
