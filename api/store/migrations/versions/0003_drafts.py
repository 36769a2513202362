"""Drafts, priorities, heartbeats, and whom to tell of a run's end."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from api.store.types import UtcDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "draft",
        sa.Column("run_id", sa.String(), nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["run_id"], ["run.id"], name=op.f("fk_draft_run_id_run"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("run_id", name=op.f("pk_draft")),
    )
    # Columns are added in place: copying the table would set off the cascades of its rows.
    zero = sa.text("0")
    op.add_column("run", sa.Column("priority", sa.Integer(), nullable=False, server_default=zero))
    op.add_column("run", sa.Column("heartbeat_at", UtcDateTime(), nullable=True))
    op.add_column("run", sa.Column("notify_url", sa.String(), nullable=True))
    op.add_column("run", sa.Column("notify_state", sa.String(), nullable=True))
    op.add_column("run", sa.Column("notify_at", UtcDateTime(), nullable=True))
    tries = sa.Column("notify_tries", sa.Integer(), nullable=False, server_default=zero)
    op.add_column("run", tries)
    op.drop_index("ix_run_queue", "run")
    op.create_index("ix_run_queue", "run", ["status", "priority", "created_at", "id"])


def downgrade() -> None:
    """Take back."""
    op.drop_index("ix_run_queue", "run")
    op.create_index("ix_run_queue", "run", ["status", "created_at", "id"])
    names = "notify_tries", "notify_at", "notify_state", "notify_url", "heartbeat_at", "priority"
    for name in names:
        op.drop_column("run", name)
    op.drop_table("draft")
