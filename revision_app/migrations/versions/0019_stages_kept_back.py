"""Stages of a reflection that its learner keeps to themselves when the others are handed in."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("reflections", schema=None) as batch_op:
        batch_op.add_column(sa.Column("kept_back", sa.JSON(), nullable=False, server_default="[]"))
    with op.batch_alter_table("reflections", schema=None) as batch_op:
        batch_op.alter_column("kept_back", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("reflections", schema=None) as batch_op:
        batch_op.drop_column("kept_back")
