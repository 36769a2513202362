"""Commitments made before a draw."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import api.store.types

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "commitment",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("cohort_id", sa.String(), nullable=False),
        sa.Column("policy", sa.String(), nullable=True),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.Column("created_at", api.store.types.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohort.id"], name=op.f("fk_commitment_cohort_id_cohort"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commitment")),
    )  # fmt: skip
    op.create_index(op.f("ix_commitment_cohort_id"), "commitment", ["cohort_id"])


def downgrade() -> None:
    """Take back."""
    op.drop_table("commitment")
