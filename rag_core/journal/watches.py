"""Posts in Q&A channels that nobody addressed to the bot, gathered by person until it is time to look at them."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Table, and_, delete, select, update
from sqlalchemy import func as sql
from sqlalchemy.dialects.sqlite import insert

from rag_core.journal.database import Database
from rag_core.journal.records import Watch, as_one
from rag_core.journal.rows import Row
from rag_core.journal.schema import posts, watches
from rag_core.types import Origin

TOGETHER = timedelta(minutes=2)  # between two posts of one person that are about the same
REMEMBERED = timedelta(days=2)  # for so long a post that is delivered again is known
_ENDED = {"ended": True, "person": ""}


class Watches:
    """Timers that survive a restart. All methods block."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database, self._now = database, clock

    def post(
        self, origin: Origin, person: str, text: str, *, mentions_others: bool, wait: timedelta, burst: timedelta
    ) -> bool:
        """Begin a watch that is due after `wait`, or add to the open one that the person posted to a moment ago.

        A watch is never due before nothing was added for `burst`. False when the post was noted before.
        """
        now = self._now()
        place = {"platform": origin.platform, "workspace": origin.workspace, "channel": origin.channel}
        lately = select(posts.c.watch).where(_in_channel(posts, origin), posts.c.at >= now - max(burst, TOGETHER))
        theirs = (watches.c.person == person, ~watches.c.ended, watches.c.message.in_(lately))
        open_ = select(watches).where(_in_channel(watches, origin), *theirs)
        with self._database.writing() as tx:
            if tx.scalar(select(posts.c.message).where(_is(posts, origin))):
                return False
            known = tx.execute(open_.order_by(watches.c.begun_at.desc())).mappings().first()
            lead = known["message"] if known else origin.message
            if known:
                due = max(known["due_at"], now + burst)
                tx.execute(
                    update(watches).where(_in_channel(watches, origin), watches.c.message == lead), {"due_at": due}
                )
            else:
                begun = {"person": person, "begun_at": now, "due_at": now + max(wait, burst), "ended": False}
                tx.execute(insert(watches).values(**place, message=lead, **begun).on_conflict_do_nothing())
            row = {"watch": lead, "text": text, "mentions_others": mentions_others, "at": now}
            tx.execute(insert(posts).values(**place, message=origin.message, **row))
            _tidy(tx, now - REMEMBERED)
        return True

    def due(self, platforms: Collection[str]) -> tuple[Watch, ...]:
        """The watches on these platforms whose time has come, the longest due first."""
        chosen = select(watches).where(_waiting_on(platforms), watches.c.due_at <= self._now())
        chosen = chosen.order_by(watches.c.due_at)
        with self._database.reading() as tx:
            return tuple(_watch(tx, row) for row in tx.execute(chosen).mappings().all())

    def next_due(self, platforms: Collection[str]) -> datetime | None:
        """When the next watch on these platforms is due; None when there is none."""
        with self._database.reading() as tx:
            due: datetime | None = tx.scalar(select(sql.min(watches.c.due_at)).where(_waiting_on(platforms)))
        return due

    def watched(self, origin: Origin) -> Watch | None:
        """The open watch that a message or the thread below it belongs to."""
        of_post = select(posts.c.watch).where(_is(posts, origin)).scalar_subquery()
        chosen = select(watches).where(_in_channel(watches, origin), watches.c.message == of_post, ~watches.c.ended)
        with self._database.reading() as tx:
            row = tx.execute(chosen).mappings().first()
            return _watch(tx, row) if row else None

    def burst(self, origin: Origin) -> tuple[str, ...]:
        """The messages of the watch that a post belongs to or did, the first one first; () where none is known."""
        of_post = select(posts.c.watch).where(_is(posts, origin)).scalar_subquery()
        theirs = select(posts.c.message).where(_in_channel(posts, origin), posts.c.watch == of_post)
        with self._database.reading() as tx:
            return tuple(tx.scalars(theirs.order_by(posts.c.message != posts.c.watch, posts.c.at, posts.c.message)))

    def end(self, origin: Origin) -> bool:
        """End the watch that begins with a message; its texts and its person are erased. False when it had ended."""
        with self._database.writing() as tx:
            return _end(tx, origin)

    def judged(self, watch: Watch, wait: timedelta) -> str | None:
        """End a watch, and watch on what was added since. Its words as they are now; None when it is not open."""
        origin = watch.origin
        with self._database.writing() as tx:
            row = tx.execute(select(watches).where(_is(watches, origin), ~watches.c.ended)).mappings().first()
            if row is None:
                return None
            said = tx.execute(_said(origin)).mappings().all()
            added = [post for post in said if post["message"] not in watch.posts]
            if added:
                lead, begun = added[0]["message"], added[0]["at"]
                fresh = {**row, "message": lead, "begun_at": begun, "due_at": max(row["due_at"], begun + wait)}
                tx.execute(insert(watches).values(fresh))
                late = (_in_channel(posts, origin), posts.c.message.in_([post["message"] for post in added]))
                tx.execute(update(posts).where(*late).values(watch=lead))
            _end(tx, origin)
        return as_one([post["text"] for post in said if post["message"] in watch.posts])

    def later(self, origin: Origin, wait: timedelta) -> None:
        """Look at a watch after `wait`."""
        with self._database.writing() as tx:
            tx.execute(update(watches).where(_is(watches, origin)).values(due_at=self._now() + wait))

    def drop(self, origin: Origin) -> None:
        """Leave a deleted post out. The watch begins with its oldest other post then; without any it is ended."""
        with self._database.writing() as tx:
            lead = tx.scalar(select(posts.c.watch).where(_is(posts, origin)))
            if lead is None:
                return
            tx.execute(update(posts).where(_is(posts, origin)).values(text=""))
            at = replace(origin, message=lead)
            first = tx.execute(_said(at)).mappings().first()
            if first is None:
                tx.execute(update(watches).where(_is(watches, at)).values(**_ENDED))
            elif lead == origin.message:
                tx.execute(update(watches).where(_is(watches, at)).values(message=first["message"]))
                mine = (_in_channel(posts, origin), posts.c.watch == lead)
                tx.execute(update(posts).where(*mine).values(watch=first["message"]))

    def change(self, origin: Origin, text: str) -> None:
        """Take the new words of an edited post."""
        waiting = select(watches.c.message).where(_in_channel(watches, origin), ~watches.c.ended)
        with self._database.writing() as tx:
            tx.execute(update(posts).where(_is(posts, origin), posts.c.watch.in_(waiting)).values(text=text))


def _waiting_on(platforms: Collection[str]) -> ColumnElement[bool]:
    return and_(~watches.c.ended, watches.c.platform.in_(platforms))


def _watch(tx: Connection, row: Row) -> Watch:
    origin = Origin(**{key: row[key] for key in ("platform", "workspace", "channel", "message")})
    said = tx.execute(_said(origin)).mappings().all()
    return Watch(
        origin=origin,
        posts=tuple(post["message"] for post in said),
        person=row["person"],
        text=as_one([post["text"] for post in said]),
        mentions_others=any(post["mentions_others"] for post in said),
        begun=row["begun_at"],
    )


def _said(origin: Origin) -> Select[Any]:
    """What was posted in the watch that begins with a message, oldest first, without what was deleted."""
    mine = (_in_channel(posts, origin), posts.c.watch == origin.message, posts.c.text != "")
    return select(posts).where(*mine).order_by(posts.c.at, posts.c.message)


def _end(tx: Connection, origin: Origin) -> bool:
    ended = tx.execute(update(watches).where(_is(watches, origin), ~watches.c.ended).values(**_ENDED)).rowcount == 1
    mine = (_in_channel(posts, origin), posts.c.watch == origin.message)
    tx.execute(update(posts).where(*mine).values(text=""))
    return ended


def _tidy(tx: Connection, before: datetime) -> None:
    tx.execute(delete(posts).where(posts.c.at < before))
    tx.execute(delete(watches).where(watches.c.ended, watches.c.begun_at < before))


def _in_channel(table: Table, origin: Origin) -> ColumnElement[bool]:
    columns = table.c
    return and_(
        columns.platform == origin.platform,
        columns.workspace == origin.workspace,
        columns.channel == origin.channel,
    )


def _is(table: Table, origin: Origin) -> ColumnElement[bool]:
    return and_(_in_channel(table, origin), table.c.message == origin.message)
