"""The audit record of a proposal, and of one that is still being bettered."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    # In place: copying a table would set off the cascades of its rows.
    for table in "proposal", "draft":
        op.add_column(table, sa.Column("draw_record", sa.JSON(), nullable=True))


def downgrade() -> None:
    """Take back."""
    for table in "proposal", "draft":
        op.drop_column(table, "draw_record")
