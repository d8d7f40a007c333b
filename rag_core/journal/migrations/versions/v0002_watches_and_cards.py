"""What is posted in Q&A channels and waited for, and what the maintainers decide about."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_PLACE = ("platform", "workspace", "channel", "message")


def upgrade() -> None:
    """Create the tables of watches, posts and cards."""
    op.create_table(
        "watches",
        *(sa.Column(name, sa.String, primary_key=True) for name in _PLACE),
        sa.Column("person", sa.String, nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended", sa.Boolean, nullable=False),
    )
    op.create_index("watches_due", "watches", ["ended", "due_at"])
    op.create_table(
        "posts",
        *(sa.Column(name, sa.String, primary_key=True) for name in _PLACE),
        sa.Column("watch", sa.String, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("mentions_others", sa.Boolean, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "cards",
        sa.Column("kind", sa.String, primary_key=True),
        sa.Column("subject", sa.String(16), primary_key=True),
        *(sa.Column(name, sa.String, nullable=False) for name in ("platform", "state")),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("heading", "text")),
        sa.Column("person", sa.String, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )
