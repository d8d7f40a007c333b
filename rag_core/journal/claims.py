"""One visible outcome for each question: who may answer it, where the reply lives, how it ended."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, bindparam, delete, or_, select, update
from sqlalchemy import func as sql
from sqlalchemy.dialects.sqlite import insert

from rag_core.journal.database import Database
from rag_core.journal.erasing import erase, leave
from rag_core.journal.presence import LockFiles
from rag_core.journal.records import ASIDE, UNASKED, Claim, Delivery, conversation
from rag_core.journal.rows import EMPTY_ANSWER, UNSAID, answer_columns, claim_of, delivery_json
from rag_core.journal.schema import participants, questions
from rag_core.types import Answer, Audience, Depth, Origin, Usage

ID_LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's base 32: no i, l, o, u to be misread or to form words
ID_LENGTH = 8  # 40 bits; a collision is noticed and costs another draw

# What every question asks for is put together once, which takes longer than to run it.
_INSERT = insert(questions).on_conflict_do_nothing().returning(questions)
_JOIN = insert(participants)
_JOIN = _JOIN.on_conflict_do_update(set_={"spoke_at": _JOIN.excluded.spoke_at})
_KEPT = (questions.c.id == bindparam("claim")) & questions.c.erased_at.is_(None)
_ABOUT_TO_POST = update(questions).where(_KEPT).values(intent=bindparam("nonce"))
_DELIVERED = update(questions).where(_KEPT).values(delivery=bindparam("where"), intent="")
_FRESH = {
    **EMPTY_ANSWER,
    "revision": 0,
    "intent": "",
    "escalated_by": "",
    "prompt_tokens": 0,
    "cached_tokens": 0,
    "completion_tokens": 0,
}


def short_id() -> str:
    """Draw an id that a person can read out."""
    return "".join(secrets.choice(ID_LETTERS) for _ in range(ID_LENGTH))


class Claims:
    """The life of a question, in transactions of milliseconds. All methods block."""

    def __init__(
        self,
        database: Database,
        presence: LockFiles,
        clock: Callable[[], datetime],
        draw_id: Callable[[], str] = short_id,
    ) -> None:
        self._database, self._presence = database, presence
        self._now, self._draw_id = clock, draw_id

    def claim(
        self, origin: Origin, *, asker: str, text: str, kind: str, private: bool, audience: Audience, depth: Depth
    ) -> Claim | None:
        """Take the right to answer, None when anybody has taken it before."""
        now = self._now()
        asked = {"asker": asker, "text": text, "kind": kind, "private": private, "audience": audience, "depth": depth}
        taken = {"asked_at": now, "opened_at": now, "owner": self._presence.instance()}
        row = {**_place(origin), **asked, **taken, **_FRESH}
        with self._database.writing() as tx:
            while (stored := tx.execute(_INSERT, {"id": self._draw_id(), **row}).mappings().first()) is None:
                if tx.scalar(select(questions.c.id).where(asked_at(origin))):
                    return None
            if asker and not private:
                join(tx, origin, asker, now)
            return claim_of(stored)

    def about_to_post(self, claim: Claim, nonce: str) -> None:
        """Note what the next post carries, so that a lost response can be told from a lost request."""
        with self._database.writing() as tx:
            tx.execute(_ABOUT_TO_POST, {"claim": claim.id, "nonce": nonce})

    def delivered(self, claim: Claim, delivery: Delivery) -> None:
        """Note where the reply lives; also of a claim that was overtaken, for what is visible is visible."""
        with self._database.writing() as tx:
            tx.execute(_DELIVERED, {"claim": claim.id, "where": delivery_json(delivery)})

    def close(self, claim: Claim, answer: Answer) -> bool:
        """Record the outcome. False when it has one, was edited or deleted meanwhile, or is another process's."""
        columns = questions.c
        mine = (columns.revision == claim.revision, columns.owner == self._presence.instance())
        open_ = (columns.closed_at.is_(None), columns.withdrawn_at.is_(None))
        changed = update(questions).where(_KEPT, *mine, *open_).values(_added(answer.trace.usage))
        with self._database.writing() as tx:
            # Of an aside that nobody asked for only that it was said matters, once it is.
            ours = claim.kind.startswith(ASIDE) and not claim.asker
            said = {**UNSAID, "citations": []} if ours else {}
            outcome = {"claim": claim.id, **answer_columns(answer), **said, "closed_at": self._now(), "intent": ""}
            return tx.execute(changed, outcome).rowcount == 1

    def revise(self, origin: Origin, text: str, kind: str | None, audience: Audience | None) -> Claim | None:
        """Reopen an edited question. None when nobody claimed it, it was deleted, or its text is the same."""
        given = {name: value for name, value in (("kind", kind), ("audience", audience)) if value}
        present = (questions.c.withdrawn_at.is_(None), questions.c.erased_at.is_(None))
        edited = (asked_at(origin), *present, questions.c.text != text)
        with self._database.writing() as tx:
            return self._reopen(tx, *edited, text=text, **given, **EMPTY_ANSWER)

    def ask_again(self, origin: Origin, *, asker: str, text: str, kind: str, audience: Audience) -> Claim | None:
        """Reopen for somebody a question of which nothing was shown. None when something may be, or is about to be."""
        columns = questions.c
        unseen = (columns.delivery.is_(None), columns.intent == "", columns.private.is_(False))
        idle = or_(columns.closed_at.is_not(None), columns.kind == UNASKED)
        known = or_(columns.erased_at.is_(None), columns.withdrawn_at.is_not(None))  # or it was left to people
        asked = {"asker": asker, "text": text, "kind": kind, "audience": audience}
        with self._database.writing() as tx:
            fresh = {**EMPTY_ANSWER, **asked, "withdrawn_at": None, "erased_at": None}
            claim = self._reopen(tx, asked_at(origin), *unseen, idle, known, **fresh)
            if claim:
                join(tx, origin, asker, self._now())
        return claim

    def withdraw(self, origin: Origin) -> Claim | None:
        """Reopen a deleted question so that its reply is removed. None when nobody claimed it, or it is gone."""
        present = (questions.c.withdrawn_at.is_(None), questions.c.erased_at.is_(None))
        with self._database.writing() as tx:
            return self._reopen(tx, asked_at(origin), *present, withdrawn_at=self._now())

    def removed(self, claim: Claim) -> bool:
        """Close a withdrawn question whose reply is gone, and erase it. False when it was not open any more."""
        columns = questions.c
        open_ = (columns.withdrawn_at.is_not(None), columns.closed_at.is_(None), columns.erased_at.is_(None))
        due = and_(columns.id == claim.id, *open_)
        with self._database.writing() as tx:
            if tx.scalar(select(columns.id).where(due)) is None:
                return False
            erase(tx, due, self._now())
            leave(tx, _place(claim.origin))
        self._database.scrub()
        return True

    def take_over(self, platform: str) -> tuple[Claim, ...]:
        """Make the open questions of processes that are gone this one's own; oldest first."""
        mine = self._presence.instance()
        open_ = (questions.c.closed_at.is_(None), questions.c.platform == platform)
        with self._database.writing() as tx:
            owners = tx.scalars(select(questions.c.owner).where(*open_).distinct())
            gone = [owner for owner in owners if not self._presence.alive(owner)]
            taken = update(questions).where(*open_, questions.c.owner.in_(gone)).values(owner=mine)
            rows = tx.execute(taken.returning(questions)).mappings().all() if gone else []
        return tuple(sorted(map(claim_of, rows), key=lambda claim: claim.opened))

    def take(self, origin: Origin) -> Claim | None:
        """Go on with a claim that is open here, or in a process that is gone.

        None when it is closed, withdrawn, or another's.
        """
        mine = self._presence.instance()
        open_ = (asked_at(origin), questions.c.closed_at.is_(None), questions.c.withdrawn_at.is_(None))
        with self._database.writing() as tx:
            owner = tx.scalar(select(questions.c.owner).where(*open_))
            if owner is None or (owner != mine and self._presence.alive(owner)):
                return None
            row = tx.execute(update(questions).where(*open_).values(owner=mine).returning(questions)).mappings().one()
        return claim_of(row)

    def give_back(self, claim: Claim) -> bool:
        """Undo a claim of which nothing is visible. False when something may be."""
        unseen = (_KEPT, questions.c.closed_at.is_(None), questions.c.delivery.is_(None))
        with self._database.writing() as tx:
            return tx.execute(delete(questions).where(*unseen), {"claim": claim.id}).rowcount == 1

    def _reopen(self, tx: Connection, *which: ColumnElement[bool], **values: object) -> Claim | None:
        reopened = {
            **values,
            "opened_at": self._now(),
            "revision": questions.c.revision + 1,
            "owner": self._presence.instance(),
            "closed_at": None,
        }
        row = tx.execute(update(questions).where(*which).values(reopened).returning(questions)).mappings().first()
        return claim_of(row) if row else None


def asked_at(origin: Origin) -> ColumnElement[bool]:
    """The condition that finds the question of that message."""
    columns = questions.c
    return (
        (columns.platform == origin.platform)
        & (columns.workspace == origin.workspace)
        & (columns.channel == origin.channel)
        & (columns.message == origin.message)
    )


def _added(usage: Usage) -> dict[str, ColumnElement[Any]]:
    columns = questions.c
    return {
        "prompt_tokens": columns.prompt_tokens + usage.prompt_tokens,
        "cached_tokens": columns.cached_tokens + usage.cached_tokens,
        "completion_tokens": columns.completion_tokens + usage.completion_tokens,
        "cost": columns.cost if usage.cost is None else sql.coalesce(columns.cost, 0.0) + usage.cost,
    }


def _place(origin: Origin) -> dict[str, str]:
    return {
        "platform": origin.platform,
        "workspace": origin.workspace,
        "channel": origin.channel,
        "message": origin.message,
        "thread": origin.thread,
        "conversation": conversation(origin),
    }


def join(tx: Connection, origin: Origin, person: str, now: datetime) -> None:
    """Note that somebody speaks in the thread of `origin`."""
    key = {"platform": origin.platform, "workspace": origin.workspace, "channel": origin.channel}
    row = {**key, "thread": conversation(origin), "person": person, "joined_at": now, "spoke_at": now}
    tx.execute(_JOIN, row)
