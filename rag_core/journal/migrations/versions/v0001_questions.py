"""Questions with their answers, votes, threads, marks and memos."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_PLACE = ("platform", "workspace", "channel")


def upgrade() -> None:
    """Create every table."""
    _questions()
    op.create_table(
        "feedback",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("question", sa.String(16), sa.ForeignKey("questions.id", ondelete="CASCADE"), nullable=False),
        sa.Column("person", sa.String),
        sa.Column("vote", sa.String(4), nullable=False),
        *_required(sa.Text, "reason", "text"),
        *_required(sa.Integer, "revision"),
        *_required(sa.DateTime(timezone=True), "at"),
        sa.UniqueConstraint("question", "person", name="feedback_once"),
    )
    op.create_table(
        "threads",
        *_keys(*_PLACE, "thread"),
        *_required(sa.Boolean, "silenced"),
        *_required(sa.String, "resolved_by"),
    )
    op.create_table(
        "participants",
        *_keys(*_PLACE, "thread", "person"),
        *_required(sa.DateTime(timezone=True), "joined_at", "spoke_at"),
    )
    op.create_table("marks", *_keys(*_PLACE), *_required(sa.String, "message"))
    op.create_table("memos", *_keys("name"), *_required(sa.Text, "value"))


def _questions() -> None:
    op.create_table(
        "questions",
        sa.Column("id", sa.String(16), primary_key=True),
        *_required(sa.String, *_PLACE, "message", "thread", "conversation", "asker", "kind"),
        *_required(sa.Boolean, "private"),
        *_required(sa.String, "audience", "depth"),
        *_required(sa.Text, "text"),
        *_required(sa.DateTime(timezone=True), "asked_at", "opened_at"),
        *_required(sa.Integer, "revision"),
        *_required(sa.String, "owner"),
        sa.Column("delivery", sa.JSON),
        *_required(sa.String, "intent"),
        *_optional(sa.DateTime(timezone=True), "withdrawn_at", "escalated_at"),
        *_required(sa.String, "escalated_by"),
        *_optional(sa.DateTime(timezone=True), "closed_at", "erased_at"),
        *_optional(sa.String, "outcome"),
        *_required(sa.Text, "answer"),
        *_required(sa.JSON, "citations", "related"),
        *_required(sa.String, "model", "generation", "answered_depth"),
        *_required(sa.JSON, "searched", "hits", "timings", "notes"),
        *_required(sa.Integer, "prompt_tokens", "cached_tokens", "completion_tokens"),
        *_optional(sa.Float, "cost"),
        sa.UniqueConstraint(*_PLACE, "message", name="questions_origin"),
    )
    op.create_index("questions_conversation", "questions", [*_PLACE, "conversation"])
    op.create_index("questions_asked", "questions", ["asked_at", "id"])
    op.create_index("questions_opened", "questions", ["opened_at"])
    op.create_index("questions_asker", "questions", ["platform", "asker", "opened_at"])
    op.create_index("questions_closed", "questions", ["closed_at"])


def _keys(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.String, primary_key=True) for name in names]


def _required(kind: Any, *names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, kind, nullable=False) for name in names]


def _optional(kind: Any, *names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, kind) for name in names]
