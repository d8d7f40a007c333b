"""What the journal's tests share: a clock that is set by hand, questions and answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from rag_core.journal import Claim, Journal
from rag_core.journal.claims import Claims, short_id
from rag_core.journal.database import Database
from rag_core.journal.presence import LockFiles
from rag_core.types import Answer, Citation, Hit, Origin, Outcome, Section, Trace, Usage

START = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


class Clock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **span: float) -> None:
        self.now += timedelta(**span)


def origin(message: str = "1700000000.000100", thread: str = "", **place: str) -> Origin:
    return Origin(**{"platform": "slack", "workspace": "T1", "channel": "C1", **place}, message=message, thread=thread)


async def claimed(journal: Journal, at: Origin | None = None, asker: str = "U1", text: str = "Why?", **how) -> Claim:
    claim = await journal.claim(at or origin(), asker=asker, text=text, kind="mention", **how)
    assert claim is not None
    return claim


def section(page: str = "faq.md", text: str = "Data is kept in object storage.") -> Section:
    return Section(
        id=f"{page}#where",
        page=page,
        title="FAQ",
        headings=("Storage", "Where does Milvus store data?"),
        anchor="where-does-milvus-store-data",
        url=f"https://example.org/{page}",
        text=text,
        digest="d1",
        audience="public",
        updated=START,
    )


def answer(claim: Claim, text: str = "In object storage [1].", outcome: Outcome = "answered") -> Answer:
    return Answer(
        id=claim.id,
        text=text,
        outcome=outcome,
        citations=(Citation(number=1, section=section(), quote="Data is kept"),),
        related=(section("other.md"),),
        trace=Trace(
            model="deepseek-flash",
            generation="g7",
            depth="deep",
            searched=(claim.text, "Where is data kept?"),
            hits=(Hit(section=section(), score=0.9, dense=0.8, lexical=7.5),),
            usage=Usage(prompt_tokens=100, cached_tokens=60, completion_tokens=20, cost=0.5),
            timings={"retrieval": 0.02, "model": 1.5},
            notes=("marker [4] was not offered",),
        ),
    )


async def answered(journal: Journal, at: Origin, text: str, reply: str, **how) -> Claim:
    """A whole question, asked and closed."""
    claim = await claimed(journal, at, text=text, **how)
    assert await journal.close(claim, answer(claim, reply))
    return claim


@contextmanager
def blocking_claims(file: Path, draw_id: Callable[[], str] = short_id) -> Iterator[Claims]:
    """The part of the journal that claims, to be called from any thread."""
    database, presence = Database.open(file), LockFiles(file.with_name("alive"))
    yield Claims(database, presence, lambda: START, draw_id)
    presence.release()
    database.close()


def won(claims: Claims, at: Origin) -> Claim | None:
    return claims.claim(at, asker="U1", text="Why?", kind="mention", private=False, audience="internal", depth="auto")
