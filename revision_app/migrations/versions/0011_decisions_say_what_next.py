"""Decisions hold one next step, what of VACSR does not hold, and why they were amended.

What was decided before keeps its comment, and nothing is read into it: a referral of before has no step of its own.
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("decisions") as table:
        table.add_column(sa.Column("next_step", sa.String(), nullable=False, server_default=""))
        table.add_column(sa.Column("unmet", sa.JSON(), nullable=False, server_default="[]"))
        table.add_column(sa.Column("reason", sa.String(), nullable=False, server_default=""))
    with op.batch_alter_table("decisions") as table:
        for name in ("next_step", "unmet", "reason"):
            table.alter_column(name, server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("decisions") as table:
        for name in ("next_step", "unmet", "reason"):
            table.drop_column(name)
