"""Which process works on a card."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Give each card an owner; nobody is at work while this runs."""
    op.add_column("cards", sa.Column("owner", sa.String, nullable=False, server_default=""))
