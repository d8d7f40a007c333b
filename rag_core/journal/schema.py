"""The journal's tables. Each change here comes with a migration; a test compares the two."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)

VERSION = "0003"  # of the newest migration; they are numbered in order


class UtcTime(TypeDecorator[datetime]):
    """An aware time, kept as UTC; SQLite itself knows no time zones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Turn any aware time into UTC."""
        return value and value.astimezone(UTC)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Say of what is read that it is UTC."""
        if value is None or value.tzinfo:
            return value  # type: ignore[no-any-return]
        return value.replace(tzinfo=UTC)  # type: ignore[no-any-return]


metadata = MetaData()

questions = Table(
    "questions",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("platform", String, nullable=False),
    Column("workspace", String, nullable=False),
    Column("channel", String, nullable=False),
    Column("message", String, nullable=False),
    Column("thread", String, nullable=False),
    Column("conversation", String, nullable=False),
    Column("asker", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("private", Boolean, nullable=False),
    Column("audience", String, nullable=False),
    Column("depth", String, nullable=False),
    Column("text", Text, nullable=False),
    Column("asked_at", UtcTime, nullable=False),
    Column("opened_at", UtcTime, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("owner", String, nullable=False),
    Column("delivery", JSON(none_as_null=True)),
    Column("intent", String, nullable=False),
    Column("withdrawn_at", UtcTime),
    Column("escalated_at", UtcTime),
    Column("escalated_by", String, nullable=False),
    Column("closed_at", UtcTime),
    Column("erased_at", UtcTime),
    Column("outcome", String),
    Column("answer", Text, nullable=False),
    Column("citations", JSON, nullable=False),
    Column("related", JSON, nullable=False),
    Column("model", String, nullable=False),
    Column("generation", String, nullable=False),
    Column("answered_depth", String, nullable=False),
    Column("searched", JSON, nullable=False),
    Column("hits", JSON, nullable=False),
    Column("timings", JSON, nullable=False),
    Column("notes", JSON, nullable=False),
    Column("prompt_tokens", Integer, nullable=False),
    Column("cached_tokens", Integer, nullable=False),
    Column("completion_tokens", Integer, nullable=False),
    Column("cost", Float),
    UniqueConstraint("platform", "workspace", "channel", "message", name="questions_origin"),
    Index("questions_conversation", "platform", "workspace", "channel", "conversation"),
    Index("questions_asked", "asked_at", "id"),
    Index("questions_opened", "opened_at"),
    Index("questions_asker", "platform", "asker", "opened_at"),
    Index("questions_closed", "closed_at"),
)

feedback = Table(
    "feedback",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("question", String(16), ForeignKey("questions.id", ondelete="CASCADE"), nullable=False),
    Column("person", String),  # NULL once forgotten: such votes are counted, and are nobody's
    Column("vote", String(4), nullable=False),
    Column("reason", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("at", UtcTime, nullable=False),
    UniqueConstraint("question", "person", name="feedback_once"),
)

threads = Table(
    "threads",
    metadata,
    Column("platform", String, primary_key=True),
    Column("workspace", String, primary_key=True),
    Column("channel", String, primary_key=True),
    Column("thread", String, primary_key=True),
    Column("silenced", Boolean, nullable=False),
    Column("resolved_by", String, nullable=False),
)

participants = Table(
    "participants",
    metadata,
    Column("platform", String, primary_key=True),
    Column("workspace", String, primary_key=True),
    Column("channel", String, primary_key=True),
    Column("thread", String, primary_key=True),
    Column("person", String, primary_key=True),
    Column("joined_at", UtcTime, nullable=False),
    Column("spoke_at", UtcTime, nullable=False),
)

marks = Table(
    "marks",
    metadata,
    Column("platform", String, primary_key=True),
    Column("workspace", String, primary_key=True),
    Column("channel", String, primary_key=True),
    Column("message", String, nullable=False),
)

watches = Table(
    "watches",
    metadata,
    Column("platform", String, primary_key=True),
    Column("workspace", String, primary_key=True),
    Column("channel", String, primary_key=True),
    Column("message", String, primary_key=True),  # the first of the burst
    Column("person", String, nullable=False),
    Column("begun_at", UtcTime, nullable=False),
    Column("due_at", UtcTime, nullable=False),
    Column("ended", Boolean, nullable=False),
    Index("watches_due", "ended", "due_at"),
)

posts = Table(
    "posts",
    metadata,
    Column("platform", String, primary_key=True),
    Column("workspace", String, primary_key=True),
    Column("channel", String, primary_key=True),
    Column("message", String, primary_key=True),
    Column("watch", String, nullable=False),  # the message of the watch that it belongs to
    Column("text", Text, nullable=False),  # "" once the watch has ended
    Column("mentions_others", Boolean, nullable=False),
    Column("at", UtcTime, nullable=False),
)

cards = Table(
    "cards",
    metadata,
    Column("kind", String, primary_key=True),
    Column("subject", String(16), primary_key=True),  # the id of the question that it is about
    Column("platform", String, nullable=False),
    Column("state", String, nullable=False),
    Column("heading", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("person", String, nullable=False),  # who decided last
    Column("at", UtcTime, nullable=False),
    Column("owner", String, nullable=False, server_default=""),  # the process that has moved it last
)

memos = Table(
    "memos",
    metadata,
    Column("name", String, primary_key=True),
    Column("value", Text, nullable=False),
)
