"""How long the clock stood still is kept to the microsecond: whole seconds made or cost time with each short break"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("attempts", schema=None) as batch_op:
        batch_op.alter_column("rested_seconds", existing_type=sa.Integer(), type_=sa.Double(), existing_nullable=False)


def downgrade() -> None:
    """Parts of a second were dropped before, too."""
    with op.batch_alter_table("attempts", schema=None) as batch_op:
        batch_op.alter_column(
            "rested_seconds",
            existing_type=sa.Double(),
            type_=sa.Integer(),
            existing_nullable=False,
            postgresql_using="trunc(rested_seconds)::integer",
        )
