"""Policies written for a cohort, and runs that study one instead of forming groups."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from api.store.types import UtcDateTime

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "policy",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("cohort_id", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["cohort_id"],
            ["cohort.id"],
            name=op.f("fk_policy_cohort_id_cohort"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_policy")),
    )
    op.create_index("ix_policy_cohort_id", "policy", ["cohort_id"])
    op.create_table(
        "study",
        sa.Column("run_id", sa.String(), nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["run_id"], ["run.id"], name=op.f("fk_study_run_id_run"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("run_id", name=op.f("pk_study")),
    )
    # In place: copying a table would set off the cascades of its rows.
    op.add_column("run", sa.Column("kind", sa.String(), nullable=False, server_default="groups"))


def downgrade() -> None:
    """Take back."""
    op.drop_column("run", "kind")
    op.drop_table("study")
    op.drop_index("ix_policy_cohort_id", "policy")
    op.drop_table("policy")
